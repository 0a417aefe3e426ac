"""The people an article names: who is a person, how the article introduces them, and what they are called later.

Rules, no model and no list of persons. The first mention with a title or an apposition says who somebody is; a family
name, or a given name that nobody has for a family name, stands for the person introduced in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.fold import fold
from rag.text.names import Name, name_key, same_name, sounds
from rag.text.words import STOP, stem

OFFICE = (
    "minister|ministry|president|spokesman|spokeswoman|spokesperson|diplomat|official|ambassador|envoy|general|commander|"
    "chief|leader|chairman|chairwoman|director|head|secretary|governor|mayor|senator|judge|lawyer|attorney|officer|"
    "premier|chancellor|king|queen|prince|pope|author|professor|researcher|analyst|coach|counterpart|"
    "statement|company|agency|government|army"
)
INSTITUTIONS = frozenset(["ministry", "statement", "company", "agency", "government", "army"])
_VAGUE = frozenset(["top", "official", "senior", "former", "ex"])  # tell nothing about which person an office is
_WORD = re.compile(r"[\w'’-]+")
# Offices that are named in several ways.
_SAME_OFFICE = {"diplomat": ("foreign", "minister"), "envoy": ("ambassador",), "premier": ("prime", "minister")}
_PEOPLE_ENDINGS = frozenset(["n", "an", "ian", "ean", "i", "ese", "es", "ish", "er", "atori"])
# Countries whose people are called otherwise than by an ending.
_PEOPLES = {
    stem(country): stem(people)
    for country, people in (
        pair.split("/")
        for pair in "france/french china/chinese greece/greek netherlands/dutch denmark/danish spain/spanish "
        "poland/polish finland/finnish switzerland/swiss ireland/irish wales/welsh germany/german turkey/turkish "
        "britain/british norway/norwegian thailand/thai afghanistan/afghan kazakhstan/kazakh ukraine/ukrainian "
        "israel/israeli portugal/portuguese philippines/filipino sweden/swedish scotland/scottish".split()
    )
}
_SAME_PLACE = {"azeri": "azerbaijani", "u.s": "american", "us": "american"}
_NO_PERSON = re.compile(
    r"\b(?:Ministry|Republic|Council|Commission|Organi[sz]ation|Agency|News|Army|Forces|Government|Group|Union|Nations|"
    r"Department|Committee|Court|University|Party|Press|TV|Times|Report|Inc|Corp|Bank|Parliament|Sea|Ocean|River|North|"
    r"South|East|West|San|Los|Las|New|Fort|Mount|Lake|Port|House|Senate|Congress|States|City|County|Islands?|Street|Embassy|Hospital|Museum|Airlines|Institute|Foundation|"
    r"Church|School|College|Festival|Awards|Office|Jazeera|Guardian|Telegraph|Reuters|Post|Journal|Independent|Mail|Mirror|Economist|Herald|Tribune|Magazine|"
    r"Radio|Broadcasting|Illustrated|Weather|Service|Stadium|Arena|Centre|Theat(?:er|re)|Square|Airport|Station|Library|Gallery|Prize|Tournament|Open|Avenue|"
    r"Building|Hotel|Cottage|Palace|Castle|Manor|Abbey|Zoo|Series|Championships?|Survey|Motors|Bureau|Board|Act|Cup|League|Association|Center)\b"
)
_ACRONYM = re.compile(r"[A-Z]{3,}\b")
_TITLE_LAST = re.compile(
    rf"\s(?:{OFFICE}|prince|princess|consort|ministers|representative|coordinator|adviser|manager|administrator|CEO)\Z",
    re.IGNORECASE,
)
_AFTER_THE = re.compile(r"\b[Tt]he\s\Z")  # a team, a place
_MOST = 30  # people of like-sounding names that are compared: a bound for hostile texts
_SUFFIX = re.compile(r",?\s(?:Jr|Sr|II|III|IV)\.?\Z")
_TAIL = re.compile(r",\s((?:the|a|an|who is|[A-Z][\w'’]+['’]s)\s[^,.;:“”\"]{4,90})(?=[,.;])")
_POSSESSOR = re.compile(r"[A-Z][\w-]*['’]s\s$")
_HEAD = re.compile(rf"((?:[A-Z][\w'’-]*['’]s\s|[A-Z][\w-]+\s)?(?:[a-z-]+\s){{0,2}}(?:{OFFICE}))\s$")
_OFFICE_END = re.compile(rf"(?:{OFFICE})\s$")  # how `_HEAD` ends; asked first, since it looks at few characters
_LONGEST_OFFICE = 24
_LEAD = re.compile(
    r"((?:Deputy |Chief |Foreign |Defense |Prime )*(?:Minister|Chief|Spokesman|Secretary|Head|Director)"
    r"[^.;:“”\",]{4,90})(,\s)$"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A named speaker or actor, with the first mention that tells most about them."""

    name: str
    description: str
    sentence: int


class People:
    """The people met so far in an article, in order."""

    def __init__(self) -> None:
        self._people: list[Person] = []
        self._by_sound: dict[str, list[int]] = {}  # which of them have a word that sounds so
        self._by_given: dict[str, int] = {}  # the last of them with that given name
        self._found: dict[str, int] = {}  # answers of `find`: who is found stays found
        self._unknown: set[str] = set()  # who is not may be, once somebody new is met

    def latest(self, most: int) -> Sequence[Person]:
        """Those met last."""
        return self._people[-most:]

    def find(self, name: str) -> Person | None:
        """The person of that name (or of a part of it), if somebody of that name was met."""
        if name in self._unknown:
            return None
        index = self._found.get(name)
        if index is None:
            index = self._find(name)
            if index is None:
                self._unknown.add(name)
                return None
            self._found[name] = index
        return self._people[index]

    def _find(self, name: str) -> int | None:
        bare = _SUFFIX.sub("", name)
        near = dict.fromkeys(
            index for sound in sounds(name_key(bare)) for index in self._by_sound.get(sound, ())[-_MOST:]
        )
        found = [index for index in near if same_name(_SUFFIX.sub("", self._people[index].name), bare)]
        if found:
            return max(found, key=lambda index: len(self._people[index].description))
        key = name_key(name)
        return self._by_given.get(key) if fold(name) == key else None

    def meet(self, text: str, name: Name, end: int, sentence: int) -> None:
        """Remember who is named, with title and apposition (up to ``end``); the fullest description wins."""
        if not is_person(name) or _AFTER_THE.search(text, max(0, name.start - 5), name.start):
            return
        known = self.find(name.text)
        description = described(text, name, end)
        if known is None:
            self._add(Person(name.text, description, sentence))
        elif len(description) > len(known.description):
            self._people[self._found[name.text]] = Person(known.name, description, sentence)

    def _add(self, person: Person) -> None:
        index = len(self._people)
        self._people.append(person)
        for sound in sounds(name_key(_SUFFIX.sub("", person.name))):
            self._by_sound.setdefault(sound, []).append(index)
        given, _, family = name_key(person.name).partition(" ")
        if family:
            self._by_given[given] = index
        self._unknown.clear()


def is_person(name: Name) -> bool:
    """Whether a name can be a person's: two words or a title, and none of the words of institutions and places."""
    written = fold(name.text)
    bare = name.text[len(written) - len(name.key) :]
    if not written.endswith(name.key) or "&" in bare or _NO_PERSON.search(bare):
        return False
    if _ACRONYM.match(bare) or _TITLE_LAST.search(bare) or (" of " in bare and len(bare) == len(name.text)):
        return False
    return " " in name.key or written.endswith(f" {name.key}")


def described(text: str, name: Name, end: int) -> str:
    """A name with what stands beside it to say who it is: ``General X, the chief of joint staff of Y``."""
    before = text[max(0, name.start - 130) : name.start]
    tail = _TAIL.match(text, name.end, end)
    country = _POSSESSOR.search(before)
    head = _HEAD.search(before) if _OFFICE_END.search(before[-_LONGEST_OFFICE:]) else None
    head = head or (_LEAD.search(before) if before.endswith(", ") else None)
    front = (
        f"{head[1]}{head[2]}" if head and head.re is _LEAD else f"{head[1]} " if head else country[0] if country else ""
    )
    return " ".join(f"{front}{name.text}{', ' + tail[1] if tail else ''}".split())


@lru_cache(maxsize=4096)
def office_stems(written: str) -> frozenset[str]:
    """The telling words of an office, as stems, with its other names."""
    stems: set[str] = set()
    for word in _WORD.findall(written):
        lower = word.lower().removesuffix("'s").removesuffix("’s")
        lower = lower.removeprefix("ex-")
        if lower not in STOP and lower not in _VAGUE:
            stems.update(stem(_SAME_PLACE.get(w, w)) for w in _SAME_OFFICE.get(lower, (lower,)))
    return frozenset(stems)


def related(a: str, b: str) -> bool:
    """Whether two stems name the same thing: equal, or a country and its people (Armenia, Armenian)."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if _PEOPLES.get(a) == b or _PEOPLES.get(b) == a:
        return True
    if len(short) < 4 or not long.startswith(short[:-1]):
        return False
    root = short[:-1] if short[-1] in "aeoy" else short
    return long.removeprefix(short) in _PEOPLE_ENDINGS or long.removeprefix(root) in _PEOPLE_ENDINGS
