"""A number where it stands: its sentence, what it counts, of which event, and what became of those counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.check.evidence import Evidence
from rag.check.reading import Reading, Unit, root, within
from rag.check.setting import clause_around, clause_stems, unit_at
from rag.text.numbers import Number
from rag.text.numbers.happenings import find_events
from rag.text.numbers.units import unit_after
from rag.text.words import listed, stem
from rag.types import Span

PEOPLE = frozenset(
    stem(word)
    for word in listed("""
        people persons lives dead deaths soldiers troops men women children civilians killed casualties
    fatalities victims residents officers members fighters citizens personnel inhabitants users patients
    injured wounded displaced missing arrested detained""")
)
_FATES = {
    stem(form): fate
    for fate, forms in {
        "dead": "dead died die dying dies killed killing kill death deaths lives fatalities toll drowned slain",
        "hurt": "injured injuring injuries wounded wounding wounds hurt hospitalised hospitalized",
        "away": "displaced fled evacuated homeless uprooted",
        "held": "arrested detained jailed imprisoned",
        "missing": "missing",
    }.items()
    for form in listed(forms)
}
"""What became of people, by the stems that say so. Two of these are not the same count: 14 dead, 30 injured."""

_ALIKE = [
    frozenset(stem(word) for word in listed(words))
    for words in (
        "war wars conflict conflicts invasion",
        "flare-up flare-ups clash clashes fighting hostilities violence battle battles",
        "attack attacks strike strikes airstrike airstrikes raid raids bombing bombings bombardment shelling assault "
        "assaults shooting shootings explosion blast massacre ambush incident tragedy",
        "crash crashes collision accident derailment disaster tragedy incident",
        "quake quakes earthquake earthquakes tsunami disaster tragedy eruption landslide avalanche",
        "fire fires blaze wildfire wildfires disaster tragedy",
        "flood floods flooding storm storms hurricane cyclone typhoon tornado tornadoes disaster tragedy landslide",
        "protest protests demonstration demonstrations riot riots rally rallies march uprising revolt crackdown",
        "outbreak outbreaks pandemic epidemic crisis recession",
        "election elections vote referendum runoff primary",
        "meeting meetings summit talks negotiations conference hearing visit",
        "match game games tournament championship championships tour",
        "offensive offensives counteroffensive operation invasion incursion war",
    )
]
"""Words for what may be one and the same event. "War" and "flare-up" are in no group together."""

_DAYS = tuple(listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"))
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_HEAD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Event:
    """The event a number belongs to: as written, its noun's stem, and the year it is named by, if it is."""

    written: str
    head: str
    year: str = ""

    def may_be(self, other: Event) -> bool:
        """Whether two names can be of one event: the same noun or one for the like, and not of two years."""
        if self.year and other.year and self.year != other.year:
            return False
        return self.head == other.head or any(self.head in group and other.head in group for group in _ALIKE)


@dataclass(frozen=True, slots=True)
class Place:
    """A number of a text, and the sentence it stands in.

    ``index`` is the number of the source, -1 of the claim. ``share`` is how much of the claim's other content its
    sentence holds, ``beside`` how much that and its neighbours do.
    """

    number: Number
    text: Reading
    index: int
    unit: Span
    share: float = 1.0
    beside: float = 1.0

    @property
    def fate(self) -> str:
        """What became of those counted ("dead", "hurt"), or "": by the words after the number, then before it."""
        if isinstance(self.unit, Unit) and _FATES.keys().isdisjoint(self.unit.stems):
            return ""
        return _fate(self.text, self.number)

    @property
    def event(self) -> Event | None:
        """The event that the words tie the number to, or the only one that its sentence names."""
        tied = self.tied_event
        if tied is not None:
            return tied
        named = events_in(self.unit.of(self.text.text))
        return named[0] if len(named) == 1 else None

    @property
    def tied_event(self) -> Event | None:
        """The event that the words beside the number tie it to."""
        return next(iter(events_in(self.number.event)), None)

    @property
    def times(self) -> frozenset[object]:
        """The years, months with their days, and weekdays that its sentence names."""
        return times_in(self.text, self.unit)

    @property
    def thing(self) -> str:
        """The stem of what is counted; those who died or fled without a noun are people."""
        if self.number.noun or self.number.unit or self.number.ordinal:
            return self.number.noun
        return "peopl" if self.fate else ""

    @property
    def clause(self) -> frozenset[str]:
        """The content stems of its clause, what it counts left out."""
        number = self.number
        found = clause_stems(self.text, Span(number.start, end_with_unit(number, self.text.text)))
        return frozenset(one for one in found if root(one) != root(self.number.noun)) if self.number.noun else found


def times_in(text: Reading, unit: Span) -> frozenset[object]:
    """What the dates of a sentence state, as values that can be compared."""
    found: set[object] = set()
    for date in within(text.dates, unit):
        if date.precision != "decade" and date.year:
            found.add(date.year)
        if date.month and date.day:
            found.add((date.month, date.day))
        if date.weekday is not None:
            found.add(_DAYS[date.weekday])
    return frozenset(found)


def _fate(text: Reading, number: Number) -> str:
    clause = clause_around(text, number)
    after = [word.stem for word in text.words_in(Span(number.end, max(number.end, clause.end)))[:8]]
    before = [word.stem for word in text.words_in(Span(min(clause.start, number.start), number.start))[-7:]]
    return next((_FATES[one] for one in [*after, *reversed(before)] if one in _FATES), "")


@lru_cache(maxsize=2048)
def events_in(text: str) -> tuple[Event, ...]:
    """The different events that a phrase or a sentence names, by their nouns."""
    found: dict[tuple[str, str], Event] = {}
    for phrase in find_events(text) if text else ():
        head, year = _HEAD.match(text, phrase.head), _YEAR.search(text, phrase.start, phrase.end)
        event = Event(" ".join(phrase.of(text).split()), stem(head[0]) if head else "", year[0] if year else "")
        found.setdefault((event.head, event.year), event)
    return tuple(found.values())


def end_with_unit(number: Number, text: str) -> int:
    """Where a number ends, the unit behind it included."""
    return unit_after(text, number.end)[1] if number.unit else number.end


def claimed(evidence: Evidence) -> list[Place]:
    """The numbers of the claim, each once, however often it is repeated."""
    claim = evidence.claim
    whole = Span(0, len(claim.text))
    return [Place(number, claim, -1, unit_at(claim, number.start) or whole) for number in _distinct(claim.numbers)]


def places(evidence: Evidence) -> list[Place]:
    """The numbers of the sources, each once for each sentence."""
    wanted = _wanted(evidence)
    return [place for index in range(len(evidence.sources)) for place in _places(evidence, index, wanted)]


def _wanted(evidence: Evidence) -> list[str]:
    """The claim's content stems, its numbers and their units apart."""
    claim = evidence.claim
    spans = [Span(number.start, end_with_unit(number, claim.text)) for number in claim.numbers]
    counted = {word.stem for span in spans for word in claim.words_in(span)}
    return [stem_ for stem_ in evidence.weights if stem_ not in counted]


def _distinct(numbers: Sequence[Number]) -> list[Number]:
    return list({(n.value, n.hedge, n.unit, n.noun, n.ordinal, n.event): n for n in reversed(numbers)}.values())[::-1]


def _places(evidence: Evidence, index: int, wanted: list[str]) -> Iterator[Place]:
    source = evidence.sources[index]
    units = source.units
    held: list[list[Number]] = [[] for _ in units]
    at = 0
    for number in source.numbers if units else ():
        while at + 1 < len(units) and units[at].end <= number.start:
            at += 1
        held[at].append(number)
    for at, numbers in enumerate(held):
        if numbers:
            share, beside = _share(wanted, units[at : at + 1]), _share(wanted, units[max(0, at - 1) : at + 2])
            for number in _distinct(numbers):
                yield Place(number, source, index, units[at], share, beside)


def _share(wanted: list[str], near: Sequence[Unit]) -> float:
    """The share of the wanted stems that some sentence holds."""
    if not wanted:
        return 1.0
    return sum(any(stem_ in u.stems or root(stem_) in u.roots for u in near) for stem_ in wanted) / len(wanted)
