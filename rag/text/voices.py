"""Who speaks: for each sentence of an article, the person or office whose words or views it reports.

Rules, no model. A sentence is speech when a cue verb stands beside a subject ("Kanaani stated", "said Biden",
"according to Fars News"), or when it holds a quotation and nobody new takes the floor. A pronoun or an office ("he",
"the top Iranian diplomat", "the Azerbaijani defense minister") is resolved to a person named before it in the same
article. The first mention with a title or an apposition says who somebody is. What the rules cannot see is ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.text.fold import fold
from rag.text.names import Name, find_names, name_key, same_name
from rag.text.quotes import find_quotes
from rag.text.words import STOP, stem
from rag.types import Span

_CUE_WORDS = """
    said says say told tells reacted stated states added adds adding announced declared asserted affirmed claimed claims
    insisted argued noted notes noting remarked commented observed explained emphasized emphasised emphasizing
    stressed stressing underscored underlined highlighted reiterated reaffirmed confirmed acknowledged admitted
    denied rejected dismissed warned cautioned urged urging called calls described describes expressed voiced wrote
    writes tweeted replied responded answered predicted promised pledged vowed suggested testified recalled
    joked quipped believes thinks hailed praised welcomed condemned criticized criticised accused
"""
CUES = frozenset(map(stem, _CUE_WORDS.split()))
_PRONOUNS = frozenset(["he", "she", "they", "it", "his", "her", "their", "who"])
_PERSON_PRONOUNS = frozenset(["he", "she", "his", "her"])
_OFFICE = (
    "minister|ministry|president|spokesman|spokeswoman|spokesperson|diplomat|official|ambassador|envoy|general|commander|"
    "chief|leader|chairman|chairwoman|director|head|secretary|governor|mayor|senator|judge|lawyer|attorney|officer|"
    "premier|chancellor|king|queen|prince|pope|author|professor|researcher|analyst|coach|counterpart|"
    "statement|company|agency|government|army"
)
_INSTITUTIONS = frozenset(["ministry", "statement", "company", "agency", "government", "army"])
_VAGUE = frozenset(["top", "official", "senior", "former", "ex"])  # tell nothing about which person an office is
# "the Azerbaijani defense minister", "Iran's top diplomat": an office that stands for a person named elsewhere.
_OFFICE_PHRASE = re.compile(
    rf"\b(?:[Tt]he|[Tt]his|[A-Z][\w-]+['’]s)\s+((?:[A-Za-z][\w-]*\s+){{0,4}}(?:ex-)?(?:{_OFFICE}))\b(?!\s+(?:of|for)\b)(?!\s[A-Z])"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to\s+")
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
_SMALL_WORDS = re.compile(
    r",?\s(?:(?:also|further|then|has|had|have|later|earlier|once|again|repeatedly|himself|herself|and|who|\w+ly|"
    r"on|in|at|[A-Z][a-z]+day|today|yesterday|a|news|press|conference|statement)\s)*"
)
_STAND_IN = re.compile(rf"\b(?:[Hh]e|[Ss]he)\b|\b(?:[Tt]he|[Tt]his|['’]s)\s(?:[\w-]+\s){{0,4}}(?:ex-)?(?:{_OFFICE})\b")
_OF = re.compile(r"\b(?:of|for|at|from)\s$")
_APPOSITION = re.compile(r"\s*,[^.;:“”\"]{3,160},\s(?:also |further |then |has |had |have |was )?")
_NO_PERSON = re.compile(
    r"\b(?:Ministry|Republic|Council|Commission|Organi[sz]ation|Agency|News|Army|Forces|Government|Group|Union|Nations|"
    r"Department|Committee|Court|University|Party|Press|TV|Times|Report|Inc|Corp|Bank|Parliament|Sea|Ocean|River|North|"
    r"South|East|West|House|Senate|Congress|States|City|County|Islands?|Street|Act|Cup|League|Association|Center)\b"
)
_TAIL = re.compile(r",\s((?:the|a|an|who is|[A-Z][\w'’]+['’]s)\s[^,.;:“”\"]{4,90})(?=[,.;])")
_POSSESSOR = re.compile(r"[A-Z][\w-]*['’]s\s$")
_HEAD = re.compile(rf"((?:[A-Z][\w'’-]*['’]s\s|[A-Z][\w-]+\s)?(?:[a-z-]+\s){{0,2}}(?:{_OFFICE}))\s$")
_LEAD = re.compile(
    r"((?:Deputy |Chief |Foreign |Defense |Prime )*(?:Minister|Chief|Spokesman|Secretary|Head|Director)"
    r"[^.;:“”\",]{4,90})(,\s)$"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """The speaker of one sentence.

    ``name`` is as first written in the article, with title. ``mention`` is the span that names the speaker in this
    sentence (a name, a pronoun, an office); ``source`` is the sentence that says who that is, if it is another one.
    ``cued`` tells a cue verb from a subject that merely goes on speaking.
    """

    name: str
    mention: Span
    source: int | None = None
    cued: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """A named speaker or actor, with the first mention that tells most about them."""

    name: str
    description: str
    sentence: int


@dataclass(frozen=True, slots=True)
class _Last:
    """Who a pronoun stands for now: a speaker (with the voice), or somebody a sentence was about."""

    name: str
    voice: Voice | None
    rivals: bool  # whether that sentence names a second person


class Voices:
    """The speakers of one article, by sentence."""

    def __init__(self, text: str, sentences: Sequence[Span], names: Callable[[int], list[Name]] | None = None) -> None:
        self.text = text
        self.sentences = sentences
        found = names or (lambda index: names_in(text, sentences[index]))
        self.names = [found(index) for index in range(len(sentences))]
        self._alone = {n.key for found_ in self.names for n in found_ if " " not in n.key}
        self.people: list[Person] = []
        self._met: dict[str, Person | None] = {}  # answers of `person` until somebody new is met
        self.voices: list[Voice | None] = []
        self._read()

    def of(self, sentence: int) -> Voice | None:
        """The voice of the sentence with that index."""
        return self.voices[sentence]

    def person(self, name: str) -> Person | None:
        """The person of that name (or of a part of it), if the article names one."""
        if name not in self._met:
            self._met[name] = self._find_person(name)
        return self._met[name]

    def _find_person(self, name: str) -> Person | None:
        found = [p for p in self.people if same_name(p.name, name)]
        return max(found, key=lambda p: len(p.description)) if found else None

    def introduced(self, name: str) -> str:
        """Who somebody is, in the article's words: the name with title and apposition."""
        person = self.person(name)
        return person.description if person else name

    def meant_by(self, sentence: int) -> Person | None:
        """The person that a sentence's speaking pronoun or bare office stands for, if the rules can tell."""
        place = self.place_of_name(sentence)
        voice = self.voices[sentence]
        person = self.person(voice.name) if voice is not None and place is not None else None
        return person if person is not None and person.sentence <= sentence else None

    def place_of_name(self, sentence: int) -> Span | None:
        """The pronoun or bare office that stands for the speaker: beside the cue verb, or opening the sentence."""
        voice = self.voices[sentence]
        if voice is None or not voice.cued:
            return None
        written = voice.mention.of(self.text)
        if written.lower() in _PERSON_PRONOUNS or _OFFICE_PHRASE.fullmatch(written):
            return voice.mention
        return None

    def opener(self, sentence: int) -> Span | None:
        """The pronoun or bare office a sentence opens with, which needs resolving; None if it needs nothing."""
        return opener(self.text, self.sentences[sentence])

    def _read(self) -> None:
        last: _Last | None = None  # who has the floor: the last speaker, or the person the last sentence is about
        for index, sentence in enumerate(self.sentences):
            self._meet(index)
            voice = self._voice(index, sentence, last)
            self.voices.append(voice)
            if voice is not None and self.person(voice.name) is not None:
                last = _Last(voice.name, voice, False)
            elif self._subject(index) is not None:
                persons = [p for n in self.names[index] if (p := self.person(n.text)) is not None]
                last = _Last(persons[0].name, None, len({p.name for p in persons}) > 1)

    def _meet(self, index: int) -> None:
        """Remember who is named here, with title and apposition; the fullest description wins."""
        for name in self.names[index]:
            if not is_person(name):
                continue
            known = self.person(name.text)
            description = described(self.text, name, self.sentences[index].end)
            if known is None:
                self._remember(Person(name.text, description, index))
            elif len(description) > len(known.description):
                self._remember(Person(known.name, description, index), instead_of=known)

    def _remember(self, person: Person, instead_of: Person | None = None) -> None:
        if instead_of is None:
            self.people.append(person)
        else:
            self.people[self.people.index(instead_of)] = person
        # What was found stays found; what was not may be now.
        self._met = {
            name: person if known is instead_of else known for name, known in self._met.items() if known is not None
        }

    def _subject(self, index: int) -> Name | None:
        """The person a sentence is about: the first one named, if near its beginning."""
        start = self.sentences[index].start
        return next((n for n in self.names[index] if n.start - start < 80 and self.person(n.text)), None)

    def _voice(self, index: int, sentence: Span, last: _Last | None) -> Voice | None:
        cue = self._cue(index, sentence)
        if cue is None:
            return self._goes_on(sentence, last)
        mention, written = cue
        lower = written.lower()
        if lower in _PRONOUNS:
            return self._by_pronoun(index, mention, lower, last)
        named = [n for n in self.names[index] if n.start < mention.end and mention.start < n.end]
        if named and not _OFFICE_PHRASE.fullmatch(written):
            return self._by_name(index, named[0])
        return self._by_office(index, mention, written, last)

    def _goes_on(self, sentence: Span, last: _Last | None) -> Voice | None:
        """A sentence that is nearly all quotation goes on with the speaker before it."""
        if last is None or last.voice is None:
            return None
        quotes = find_quotes(self.text, sentence.start, sentence.end)
        if any(q.end - q.start > 0.6 * (sentence.end - sentence.start) and q.end - q.start > 20 for q in quotes):
            return Voice(last.name, last.voice.mention, last.voice.source, cued=False)
        return None

    def _by_name(self, index: int, name: Name) -> Voice:
        person = self.person(name.text)
        mention = Span(name.start, name.end)
        if person is None:
            return Voice(name.text, mention)
        return Voice(person.name, mention, person.sentence if person.sentence != index else None)

    def _by_pronoun(self, index: int, mention: Span, pronoun: str, last: _Last | None) -> Voice | None:
        """Only who is surely a person, and only where no second person comes between."""
        if pronoun not in _PERSON_PRONOUNS or last is None:
            return None
        person = self.person(last.name)
        if person is None or not self._surely(person) or last.rivals:
            return None
        return Voice(person.name, mention, person.sentence if person.sentence != index else None)

    def _surely(self, person: Person) -> bool:
        """Whether somebody is a person and no company: a title, an office, or a family name that stands alone too."""
        titled = fold(person.name) != name_key(person.name)
        return titled or person.description != person.name or name_key(person.name).split()[-1] in self._alone

    def _by_office(self, index: int, mention: Span, written: str, last: _Last | None) -> Voice:
        """The person whose description holds the words of the office; an institution speaks for itself."""
        own = Voice(" ".join(written.split()), mention)
        if written.split()[-1].lower() in _INSTITUTIONS:
            return own
        wanted = office_stems(written)
        known = [(self._share(wanted, person), person.sentence, person) for person in self.people]
        fitting = [k for k in known if k[0] >= 0.75]
        if wanted and fitting:
            holder = max(fitting, key=lambda k: k[:2])[2]
            return Voice(holder.name, mention, holder.sentence if holder.sentence != index else None)
        person = self.person(last.name) if last is not None and last.voice is not None else None
        if person is None:
            return own
        return Voice(person.name, mention, person.sentence if person.sentence != index else None)

    @staticmethod
    def _share(wanted: frozenset[str], person: Person) -> float:
        have = office_stems(person.description)
        return sum(any(related(w, h) for h in have) for w in wanted) / max(len(wanted), 1)

    def _cue(self, index: int, sentence: Span) -> tuple[Span, str] | None:
        """The subject beside the sentence's cue verb, outside quotation marks: its span and how it is written."""
        quotes = [q for q in find_quotes(self.text, sentence.start, sentence.end) if q.inner_end - q.inner_start > 12]
        found = list(self._cued_subjects(index, sentence, quotes))
        if not found:
            return None
        if not quotes:
            return found[0][1]
        # Several cues ("Iran believes …, he said, “…”"): the one nearest to the quotation is whose words they are.
        return min(found, key=lambda f: min(abs(f[0] - edge) for q in quotes for edge in (q.start, q.end)))[1]

    def _cued_subjects(
        self, index: int, sentence: Span, quotes: Sequence[Span]
    ) -> Iterator[tuple[int, tuple[Span, str]]]:
        """Every cue verb's place with its subject."""
        text = self.text
        cues = [
            word
            for word in _WORD.finditer(text, sentence.start, sentence.end)
            if stem(word[0]) in CUES
            and not word[0][0].isupper()
            and not any(q.start < word.start() < q.end for q in quotes)
        ]
        told_by = list(_ACCORDING.finditer(text, sentence.start, sentence.end))
        if not cues and not told_by:
            return
        subjects = [s for s in self._subjects(index, sentence) if not any(q.start < s[0].start < q.end for q in quotes)]
        for word in cues:
            near = [s for s in subjects if s[0].end <= word.start() and _adjacent(text[s[0].end : word.start()])]
            after = [s for s in subjects if s[0].start >= word.end() and not text[word.end() : s[0].start].strip()]
            before = [s for s in subjects if s[0].end <= word.start() and self._can_act(s[1])]
            participle = word[0].endswith("ing")  # "…, emphasizing": its subject is the sentence's, not its neighbour
            if near and (not participle or self._can_act(near[-1][1])):
                yield word.start(), self._not_of(near[-1], before)
            elif after and self._can_act(after[0][1]) and not participle:
                yield word.start(), after[0]
            elif before and (participle or text[: word.start()].endswith(" and ")):
                yield word.start(), before[0]
        for match in told_by:
            told = [s for s in subjects if 0 <= s[0].start - match.end() < 5]
            if told and not any(self._can_act(s[1]) for s in subjects if s not in told):
                yield match.start(), told[0]

    def _not_of(self, subject: tuple[Span, str], before: Sequence[tuple[Span, str]]) -> tuple[Span, str]:
        """The person in "analyst Mia Lund of Goldman Sachs said", not the company."""
        if not _OF.search(self.text, max(0, subject[0].start - 6), subject[0].start):
            return subject
        earlier = [s for s in before if s[0].end < subject[0].start]
        return earlier[-1] if earlier else subject

    def _can_act(self, written: str) -> bool:
        return written.lower() in _PERSON_PRONOUNS or self.person(written) is not None

    def _subjects(self, index: int, sentence: Span) -> list[tuple[Span, str]]:
        """Everything in a sentence that could be saying something: names, offices, person pronouns."""
        found = [(Span(n.start, n.end), n.text) for n in self.names[index]]
        for match in _OFFICE_PHRASE.finditer(self.text, sentence.start, sentence.end):
            if not any(s.start < match.end() and match.start() < s.end for s, _ in found):
                found.append((Span(match.start(), match.end()), match[0]))
            elif all(
                s.start >= match.start() and s.end <= match.end()
                for s, _ in found
                if s.start < match.end() and match.start() < s.end
            ):
                found = [f for f in found if not (match.start() <= f[0].start and f[0].end <= match.end())]
                found.append((Span(match.start(), match.end()), match[0]))
        for word in _WORD.finditer(self.text, sentence.start, sentence.end):
            if word[0].lower() in ("he", "she", "they"):
                found.append((Span(word.start(), word.end()), word[0]))
        return sorted(found)


def _adjacent(between: str) -> bool:
    """Whether a subject and its verb belong together: only small words, a day, or one apposition between them."""
    return _SMALL_WORDS.fullmatch(between) is not None or _APPOSITION.fullmatch(between) is not None


def is_person(name: Name) -> bool:
    """Whether a name can be a person's: two words or a title, and none of the words of institutions and places."""
    written = fold(name.text)
    if not written.endswith(name.key) or _NO_PERSON.search(name.text[len(written) - len(name.key) :]):
        return False
    return " " in name.key or written.endswith(f" {name.key}")


def described(text: str, name: Name, end: int) -> str:
    """A name with what stands beside it to say who it is: ``General X, the chief of joint staff of Y``."""
    before = text[max(0, name.start - 130) : name.start]
    tail = _TAIL.match(text, name.end, end)
    country = _POSSESSOR.search(before)
    head = _HEAD.search(before) or _LEAD.search(before)
    front = (
        f"{head[1]}{head[2]}" if head and head.re is _LEAD else f"{head[1]} " if head else country[0] if country else ""
    )
    return " ".join(f"{front}{name.text}{', ' + tail[1] if tail else ''}".split())


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


def names_in(text: str, sentence: Span) -> list[Name]:
    """The names of a sentence, in the offsets of the whole text."""
    start = sentence.start
    return [Name(n.start + start, n.end + start, n.text, n.key) for n in find_names(sentence.of(text))]


def has_stand_in(text: str, sentence: Span) -> bool:
    """Whether a sentence has a pronoun or an office that may stand for a person. Cheap, and errs on the side of yes."""
    return _STAND_IN.search(text, sentence.start, sentence.end) is not None


def opener(text: str, sentence: Span) -> Span | None:
    """The pronoun or bare office a sentence opens with, which needs resolving; None if it needs nothing."""
    first = _WORD.search(text, sentence.start, sentence.end)
    if first is None:
        return None
    if first[0].lower() in _PRONOUNS - {"who", "it"}:
        return Span(first.start(), first.end())
    office = _OFFICE_PHRASE.match(text, first.start(), sentence.end)
    return Span(office.start(), office.end()) if office else None
