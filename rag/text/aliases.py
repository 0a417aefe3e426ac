"""Who and what an article names, each with the forms it is named by.

Rules, no model and no list of persons. What is not sure to be the same stays apart: a family name that two persons of
the article share is given to the one who had it before the other came, or to nobody.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.text.fold import fold
from rag.text.names import Name, is_title, names_a_body, same_name, without_title
from rag.text.voices import names_in
from rag.text.voices.given_names import pronoun_of
from rag.text.voices.people import described, is_person
from rag.text.words import listed
from rag.types import Span

_ACRONYM = re.compile(r"[A-Z][A-Z.&]{1,7}\Z")
_IN_BRACKETS = re.compile(r"\s?[(\[]\s?\Z")
_SMALL = frozenset(["of", "for", "and", "the", "on", "in", "to", "de", "&"])
_FORMS_OF_STATE = frozenset(["republic", "kingdom", "federation", "islamic", "federal", "democratic", "people's"])
_COMPANY_TAILS = frozenset(["inc", "corp", "corporation", "ltd", "llc", "plc", "co", "company", "group", "holdings"])
_NUMERAL = re.compile(r"\s[ivx]{1,5}\Z")
_PREFIXES = frozenset(listed("anglo sino franco russo afro indo pan trans euro non anti pro ex mid post pre co inter"))
_SENTENCE_BREAK = re.compile(r"(?:^|[.!?:;…\n\r“\"‘(\[•*|—–-])\s*\Z")
_LOWER_WORD = re.compile(r"(?<![\w'’-])[a-z][a-z'’-]{2,}")
# Endings of common nouns: a lone word with one of these that only ever opens sentences is no name.
_COMMON_ENDING = re.compile(r"(?:tion|sion|ment|ness|ists?|ings?|ship|ism|ance|ence|hood|ures?|ages?|ties|ers)\Z")
# Peoples and parties qualify a noun; a name is what they come from.
_QUALIFIERS = frozenset(
    listed(
        """
    american british english french german italian spanish russian ukrainian chinese japanese korean indian pakistani
    iranian iraqi israeli palestinian turkish greek dutch danish swedish norwegian finnish polish czech hungarian
    romanian bulgarian serbian croatian austrian swiss belgian portuguese irish scottish welsh canadian mexican
    brazilian argentine australian african european asian arab arabic latin hispanic caribbean scandinavian nordic
    armenian azerbaijani azeri georgian saudi emirati qatari egyptian syrian lebanese jordanian yemeni afghan
    kurdish jewish muslim islamic christian catholic protestant orthodox buddhist hindu sunni shia shiite soviet
    nazi western eastern northern southern democratic republican democrat democrats republicans conservative
    conservatives liberal tory tories americans europeans russians ukrainians germans israelis palestinians iranians
    armenians azerbaijanis britons africans asians arabs muslims christians jews catholics hindus
    """
    )
) | {"north korean", "south korean", "north american", "south american"}
_TAILS = frozenset(["jr", "sr"])
_BEFORE_PLACES = frozenset(
    listed("new old great big little san santa saint st. los las el la le fort mount lake port upper lower")
)
_MOST_WORDS = 6  # of a person's name
_MOST_NAMESAKES = 20  # candidates compared with one name; a text with more namesakes is no article


@dataclass(frozen=True, slots=True)
class Known:
    """A person, an organisation or a place of one article.

    ``name`` is the fullest form without a title, ``forms`` are all as written, the fullest first; ``description`` is
    who that is in the article's words, or empty; ``mentions`` are all places where one of the forms stands.
    """

    name: str
    forms: tuple[str, ...]
    description: str
    mentions: tuple[Span, ...]


@dataclass(slots=True)
class _Mention:
    """A name with what the article says beside it to tell who it is."""

    name: Name
    description: str

    @property
    def titled(self) -> bool:
        return without_title(self.name.text) != self.name.text


@dataclass(slots=True)
class _Group:
    """Mentions that are of one person or thing; ``key`` is the folded name they share.

    ``start`` is where the first stands; ``person``: a title, a known given name or an apposition says it is a person.
    """

    key: str
    mentions: list[_Mention] = field(default_factory=list)
    start: int = sys.maxsize
    person: bool = False

    def add(self, mention: _Mention) -> None:
        self.mentions.append(mention)
        self.start = min(self.start, mention.name.start)
        self.person = self.person or (
            is_person(mention.name)
            and (mention.titled or bool(mention.description) or pronoun_of(mention.name.key, "") is not None)
        )

    def take(self, other: _Group) -> None:
        self.mentions += other.mentions
        self.start = min(self.start, other.start)
        self.person = self.person or other.person


def find_aliases(text: str, sentences: Sequence[Span]) -> list[Known]:
    """Everything named in the sentences, in the order of first mention."""
    groups = _by_key(_mentions(text, sentences))
    _join_acronyms(text, groups)
    _join_plain_forms(groups)
    _join_full_names(groups)
    _join_family_names(groups)
    return [_known(group) for group in sorted(groups.values(), key=lambda group: group.start)]


def _mentions(text: str, sentences: Sequence[Span]) -> list[_Mention]:
    """The names of the sentences, without words that are no names in the light of the whole article."""
    lower = Counter(word for s in sentences for word in _LOWER_WORD.findall(text, s.start, s.end))
    found = [(name, sentence) for sentence in sentences for name in names_in(text, sentence)]
    inside = Counter(n.key for n, _ in found if not (_opens(text, n.start) or _shouts(n.text) or _is_heading(text, n)))
    parts = {part for n, _ in found if " " in n.key for part in n.key.split()[1:]}
    kept: list[_Mention] = []
    for name, sentence in found:
        if (
            name.key in _QUALIFIERS | _TAILS
            or is_title(name.text)
            or (name.key not in parts and _is_common(text, name, lower, inside))
        ):
            continue
        about = described(text, name, sentence.end) if is_person(name) and not names_a_body(name.key) else ""
        kept.append(_Mention(name, "" if fold(about) == fold(name.text) else about))
    return kept


def _opens(text: str, start: int) -> bool:
    return _SENTENCE_BREAK.search(text, max(0, start - 4), start) is not None


def _shouts(written: str) -> bool:
    """ "WHAT TO KNOW", "UPDATE": capitals that may be a heading, not an acronym."""
    return written.isupper() and (" " in written or len(written) > 6)


def _is_heading(text: str, name: Name) -> bool:
    """Whether a name stands in a line of several words without a small letter."""
    line = (
        text[max(0, name.start - 40) : name.start].rpartition("\n")[2]
        + text[name.start : name.end + 40].partition("\n")[0]
    )
    return " " in line.strip() and not any(c.islower() for c in line)


def _is_common(text: str, name: Name, lower: Counter[str], inside: Counter[str]) -> bool:
    """Whether a capital is due to the place of a word, not to its being a name."""
    word = name.text.lower()
    if all(_is_used(part, lower, inside[name.key]) for part in word.split()):
        return True
    if inside[name.key]:
        return False
    if _shouts(name.text) or _is_heading(text, name):
        return True
    if " " in word or not _opens(text, name.start) or _ACRONYM.match(name.text):
        return False
    return _is_used(word, lower, 1) or _COMMON_ENDING.search(word) is not None


def _is_used(word: str, lower: Counter[str], times: int) -> bool:
    """Whether the article has a word without a capital, in the singular or plural, at least so many times."""
    found = lower[word] + lower[word.removesuffix("s")] + lower[f"{word}s"]
    return len(word) > 3 and found >= max(times, 1)


def _by_key(mentions: Iterable[_Mention]) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for mention in mentions:
        groups.setdefault(mention.name.key, _Group(mention.name.key)).add(mention)
    return groups


def _join(groups: dict[str, _Group], into: str, key: str) -> None:
    if into != key and into in groups and key in groups:
        groups[into].take(groups.pop(key))


def _join_acronyms(text: str, groups: dict[str, _Group]) -> None:
    """ "Islamic Republic News Agency (IRNA)", and an acronym that only one name of the article can be short for."""
    spelled: dict[str, list[str]] = {}
    for key, group in groups.items():
        for letters in _initials(group.mentions[0].name.text):
            spelled.setdefault(letters, []).append(key)
    order = sorted((m.name for g in groups.values() for m in g.mentions), key=lambda name: name.start)
    before = {b.start: a for a, b in pairwise(order)}
    for key in list(groups):
        name = groups[key].mentions[0].name
        if not _ACRONYM.match(name.text):
            continue
        letters = name.text.replace(".", "").lower()
        full = before.get(name.start)
        bracketed = full is not None and _IN_BRACKETS.fullmatch(text, full.end, name.start)
        if full is not None and bracketed and _abbreviates(letters, full.text):
            _join(groups, full.key, key)
        elif len(letters) > 2 and len(named := [k for k in spelled.get(letters, ()) if k in groups]) == 1:
            _join(groups, named[0], key)


def _initials(written: str) -> set[str]:
    """The acronyms a name of several words may have, with and without its small words."""
    words = [word.lower() for word in re.split(r"[\s-]+", written) if word]
    if len(words) < 3:
        return set()
    return {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in _SMALL)}


def _abbreviates(letters: str, written: str) -> bool:
    """Whether an acronym in brackets after a name is the name's: its letters stand in it in this order."""
    if written[:1].lower() != letters[:1] or " " not in written:
        return False
    rest = iter(written.lower())
    return all(letter in rest for letter in letters)


def _join_plain_forms(groups: dict[str, _Group]) -> None:
    """ "Republic of Azerbaijan" with "Azerbaijan", "Twitter Inc" with "Twitter", "Nagorno-X" with "X"."""
    for key in list(groups):
        plain = _plain(key)
        if plain != key and plain in groups:
            longer = len(key) > len(plain) and not _is_state(key)
            _join(groups, key if longer else plain, plain if longer else key)
    for key in list(groups):
        head, _, tail = key.rpartition("-")
        if not head or " " in key or len(tail) < 5 or (tail not in groups and tail not in _QUALIFIERS):
            continue
        if head in groups or head in _QUALIFIERS:
            del groups[key]  # "Azerbaijan-Armenia": two names, both of which stand alone too
        elif head not in _PREFIXES and tail in groups:
            _join(groups, key, tail)


def _is_state(key: str) -> bool:
    return any(word in ("republic", "kingdom", "federation") for word in key.split())


def _plain(key: str) -> str:
    """A name without its form of state or of company, a monarch or namesake without the number."""
    words = _NUMERAL.sub("", key).split()
    while len(words) > 1 and words[-1].rstrip(".") in _COMPANY_TAILS:
        words = words[:-1]
    bare = [word for word in words if word not in _FORMS_OF_STATE and word not in ("of", "the")]
    return bare[0] if len(bare) == 1 and len(words) > 1 and _is_state(key) else " ".join(words)


def _join_full_names(groups: dict[str, _Group]) -> None:
    """Full names of one person: spelled differently ("Ebrahim Raisi", "Raeisi"), or one longer than the other."""
    by_end: dict[str, list[str]] = {}
    for key in list(groups):
        words = key.split()
        if not 2 <= len(words) <= _MOST_WORDS or not any(is_person(m.name) for m in groups[key].mentions):
            continue
        ends = {word[:2] for word in (words[0], words[-1])}
        others = dict.fromkeys(k for end in ends for k in by_end.get(end, ())[-_MOST_NAMESAKES:] if k in groups)
        same = [other for other in others if _one_person(groups[key], groups[other])]
        if len(same) == 1:
            _join(groups, same[0], key)
            continue
        for end in ends:
            by_end.setdefault(end, []).append(key)


def _one_person(one: _Group, other: _Group) -> bool:
    """Whether two full names can be of one person: the same words, and the family name not another word's place."""
    short, long = sorted((one.key.split(), other.key.split()), key=len)
    if not same_name(one.key, other.key):
        return False
    if len(short) == len(long):
        return True
    ends_alike = same_name(short[-1], long[-1]) or same_name(short[-1], long[0])
    return ends_alike and (one.person or other.person)


def _join_family_names(groups: dict[str, _Group]) -> None:
    """A family name alone goes to the person of that name; of namesakes, to the one who had it alone before."""
    by_family: dict[str, list[_Group]] = {}
    for key, group in groups.items():
        if (
            "&" not in key
            and 2 <= len(key.split()) <= _MOST_WORDS
            and (group.person or (_may_be_person(group) and key.split()[0] not in groups))
        ):
            for part in {key.split()[-1], key.split()[0], key.split()[-1].rpartition("-")[2]}:
                by_family.setdefault(part[:2], []).append(group)
    for key in list(groups):
        if " " in key:
            continue
        persons = [p for p in by_family.get(key[:2], ())[:_MOST_NAMESAKES] if _has_family_name(p, key, groups[key])]
        if persons:
            _give(groups, key, list({id(person): person for person in persons}.values()))


def _may_be_person(group: _Group) -> bool:
    """Whether a name of two words may be a person's: no acronym, none of the words of bodies and places."""
    words = group.mentions[0].name.text.split()
    return (
        len(words) == 2
        and not any(word.isupper() for word in words)
        and words[0].lower() not in _QUALIFIERS | _BEFORE_PLACES
        and is_person(group.mentions[0].name)
        and not names_a_body(group.key)
    )


def _has_family_name(person: _Group, key: str, alone: _Group) -> bool:
    """Whether a word that stands alone is the family name of a full name; of one not surely a person's, only later."""
    if person.person:
        return same_name(person.key, key)
    return person.key.split()[-1] == key and person.start < alone.start


def _give(groups: dict[str, _Group], key: str, persons: list[_Group]) -> None:
    """Share the mentions of a family name out among the persons who have it; what cannot be told stays alone."""
    left: list[_Mention] = []
    had: _Group | None = None  # whose name it has been so far
    for mention in sorted(groups[key].mentions, key=lambda m: m.name.start):
        met = [person for person in persons if person.start < mention.name.start] or persons
        if len(met) > 1:
            met = [person for person in met if _same_title(mention, person)] or ([had] if had else [])
        if len(met) != 1:
            left.append(mention)
            continue
        had = met[0]
        had.add(mention)
    if left:
        groups[key] = _Group(key)
        for mention in left:
            groups[key].add(mention)
    else:
        del groups[key]


def _same_title(mention: _Mention, person: _Group) -> bool:
    """Whether a mention has the title of a person: "President Biden" and "President Joe Biden"."""
    title = _title(mention)
    return bool(title) and any(title == _title(other) for other in person.mentions)


def _title(mention: _Mention) -> str:
    written = mention.name.text
    return fold(written[: len(written) - len(without_title(written))])


def _known(group: _Group) -> Known:
    mentions = sorted(group.mentions, key=lambda mention: mention.name.start)
    forms = sorted(dict.fromkeys(" ".join(m.name.text.split()) for m in mentions), key=_fullness, reverse=True)
    name = _person_name(forms) if group.person else _thing_name(forms)
    about = max((m.description for m in mentions), key=len, default="")
    spans = tuple(Span(m.name.start, m.name.end) for m in mentions)
    return Known(name, tuple(forms), about, spans)


def _person_name(forms: Sequence[str]) -> str:
    """The fullest form without title or party: "Pat Toomey" of "Republican Pat Toomey" and "Sen. Pat Toomey"."""
    full = [name for form in forms if " " in (name := _unqualified(without_title(form)))]
    return next((name for name in full if not any(name.endswith(f" {other}") for other in full)), forms[0])


def _unqualified(name: str) -> str:
    words = name.split(" ")
    while len(words) > 2 and words[0].lower() in _QUALIFIERS:
        words = words[1:]
    return " ".join(words)


def _thing_name(forms: Sequence[str]) -> str:
    """The fullest form, without a word such as "former" where it stands without one too."""
    bare = without_title(forms[0])
    return bare if bare in forms else forms[0]


def _fullness(form: str) -> tuple[bool, int, int]:
    """Acronyms last; then by the words of the name without its title, then by length."""
    return not _ACRONYM.match(form), len(without_title(form).split()), len(form)
