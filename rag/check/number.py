"""Does each number of the claim stand in the source, as surely, and for the same thing?

Not only "is 65,000 in the file": the value, its unit, the writer's reserve ("nearly 100" is not "more than 100"), what
is counted, and whether the sentence it stands in speaks of what the claim speaks of.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.reading import Reading, Unit, root
from rag.text.numbers import Number
from rag.text.words import is_stop, listed, stem
from rag.types import Span

SAME_STATEMENT = 0.34
"""The least share of the claim's other content words that must stand in the number's own sentence, or beside it."""

_LABEL = re.compile(r"(?:\bno\.?|\bnumber|#)\s*\Z", re.IGNORECASE)
"""A number after these names a thing ("the No. 1 car"); it counts nothing."""

_BELOW, _ABOVE = frozenset({"nearly", "under", "at_most"}), frozenset({"over", "at_least"})
_WEAKER: dict[str, frozenset[str]] = {
    # what the claim may say -> the reserves of a source that bear it, at the same value
    "exact": frozenset({"exact"}),
    "nearly": frozenset({"nearly"}),
    "about": frozenset({"exact", "about", "nearly", "over"}),
    "over": frozenset({"over"}),
    "at_least": frozenset({"exact", "over", "at_least"}),
    "under": frozenset({"under", "nearly"}),
    "at_most": frozenset({"exact", "under", "nearly", "at_most"}),
}
_HEDGE_WORDS = frozenset(
    listed("""
        nearly almost close to just under about around roughly approximately some estimated over more than greater above
    fewer less below at least most no up as many much a minimum maximum of upwards""")
)
_PEOPLE = frozenset(
    stem(word)
    for word in listed("""
        people persons lives dead deaths soldiers troops men women children civilians killed casualties
    fatalities victims residents officers members fighters citizens personnel inhabitants users patients""")
)
_SMALL = frozenset(listed("two three four five six seven eight nine ten"))
"""Written out, these are often the writer's own count of what the source lists; their absence alone is no veto."""

_SLIGHT = frozenset({"one", "first", "a", "second"})


@dataclass(frozen=True, slots=True)
class _Place:
    """A number of a source, where it stands, and how much of the claim's other content its sentence holds.

    ``share`` is of its own sentence, ``beside`` of that and its neighbours.
    """

    number: Number
    source: Reading
    index: int
    unit: Unit
    share: float
    beside: float

    @property
    def phrase(self) -> str:
        return phrase(self.number, self.source)


def check_numbers(evidence: Evidence) -> list[Finding]:
    """One finding for each number in the claim."""
    if not evidence.claim.numbers:
        return []
    wanted = _wanted(evidence)
    places = [place for i in range(len(evidence.sources)) for place in _places(evidence, i, wanted)]
    found = [_check_number(number, places, evidence) for number in _distinct(evidence.claim.numbers)]
    return [finding for finding in found if finding is not None]


def _wanted(evidence: Evidence) -> list[str]:
    """The claim's content stems, its numbers apart."""
    counted = {word.stem for number in evidence.claim.numbers for word in evidence.claim.words_in(number)}
    return [stem_ for stem_ in evidence.weights if stem_ not in counted]


def _distinct(numbers: Sequence[Number]) -> list[Number]:
    """Each number once, however often it is repeated."""
    return list({(n.value, n.hedge, n.unit, n.noun, n.ordinal): n for n in reversed(numbers)}.values())[::-1]


def _places(evidence: Evidence, index: int, wanted: list[str]) -> list[_Place]:
    """The numbers of one source, each once for each of its sentences."""
    source = evidence.sources[index]
    units = source.units
    held: list[list[Number]] = [[] for _ in units]
    at = 0
    for number in source.numbers if units else ():
        while at + 1 < len(units) and units[at].end <= number.start:
            at += 1
        held[at].append(number)
    places = []
    for at, numbers in enumerate(held):
        if not numbers:
            continue
        share, beside = _share(wanted, units[at : at + 1]), _share(wanted, units[max(0, at - 1) : at + 2])
        places += [_Place(number, source, index, units[at], share, beside) for number in _distinct(numbers)]
    return places


def _check_number(number: Number, places: list[_Place], evidence: Evidence) -> Finding | None:
    if _LABEL.search(evidence.claim.text[max(0, number.start - 8) : number.start]):
        number = replace(number, noun="", unit="")
    equal = [place for place in places if _same_value(number, place.number)]
    if not equal:
        return _absent(number, places, evidence)
    same = [place for place in equal if _same_thing(number, place.number)]
    if not same:
        return _other_thing(number, equal, places, evidence)
    bound = _in_statement(number, same, places)
    if not bound and len(evidence.weights) > 2:
        return _elsewhere(number, same, places, evidence)
    sure = [place for place in bound or same if place.number.hedge in _WEAKER[number.hedge]]
    if not sure:
        return _other_hedge(number, (bound or same)[0], evidence)
    return Finding("number", "fine", f"The source says {shown(sure[0].phrase)}.")


def _same_value(ours: Number, theirs: Number) -> bool:
    return (
        ours.ordinal == theirs.ordinal
        and math.isclose(ours.value, theirs.value, rel_tol=1e-9)
        and (ours.unit == theirs.unit or not ours.unit or not theirs.unit)
    )


def _same_thing(ours: Number, theirs: Number) -> bool:
    """Whether two numbers may count the same: equal or related nouns, or a noun that is not known."""
    a, b = ours.noun, theirs.noun
    return not a or not b or root(a) == root(b) or (a in _PEOPLE and b in _PEOPLE) or bool(ours.unit and theirs.unit)


def _in_statement(number: Number, same: list[_Place], places: list[_Place]) -> list[_Place]:
    """Those of ``same`` whose sentence speaks of what the claim speaks of, and better than another number's does.

    The sentence must hold a fair share of the claim's other content, and no sentence of the same source with a
    different number for the same kind of thing may hold clearly more of it.
    """
    rivals: dict[int, float] = {}
    for place in places:
        if _rival(number, place.number):
            rivals[place.index] = max(place.share, rivals.get(place.index, 0.0))
    return [
        place
        for place in same
        if max(place.share, place.beside) >= SAME_STATEMENT and rivals.get(place.index, 0.0) <= place.share + 0.01
    ]


def _rival(ours: Number, theirs: Number) -> bool:
    """A different number for the same kind of thing."""
    return bool(
        ours.noun
        and theirs.noun
        and not _same_value(ours, theirs)
        and ours.ordinal == theirs.ordinal
        and ours.unit == theirs.unit
        and (ours.noun == theirs.noun or (ours.noun in _PEOPLE and theirs.noun in _PEOPLE))
    )


def _share(wanted: list[str], near: Sequence[Unit]) -> float:
    """The share of the wanted stems that some sentence holds."""
    if not wanted:
        return 1.0
    return sum(any(stem_ in u.stems or root(stem_) in u.roots for u in near) for stem_ in wanted) / len(wanted)


def _other_hedge(number: Number, place: _Place, evidence: Evidence) -> Finding:
    ours, theirs = number.hedge, place.number.hedge
    opposed = (ours in _BELOW and theirs in _ABOVE) or (ours in _ABOVE and theirs in _BELOW)
    return Finding("number", "contradiction" if opposed else "doubt", _says(place, number, evidence))


def _other_thing(number: Number, equal: list[_Place], places: list[_Place], evidence: Evidence) -> Finding:
    """The value stands in the source, but counts something else there."""
    claimed = shown(phrase(number, evidence.claim))
    rival = next((place for place in places if _rival(number, place.number)), None)
    if rival is not None:
        return Finding("number", "contradiction", _says(rival, number, evidence))
    if any(number.noun in place.unit.stems or root(number.noun) in place.unit.roots for place in equal):
        return Finding("number", "fine", f"The source says {shown(equal[0].phrase)}.")
    reason = f"The source says {shown(equal[0].phrase)}; the sentence counts something else: {claimed}."
    return Finding("number", "doubt", reason)


def _elsewhere(number: Number, same: list[_Place], places: list[_Place], evidence: Evidence) -> Finding:
    """The value counts the same kind of thing in the source, but in another statement."""
    rivals = [place for place in places if _rival(number, place.number)]
    best = max(rivals, key=lambda p: p.share, default=None)
    own = max(place.share for place in same)
    claimed = shown(phrase(number, evidence.claim))
    if best is not None and best.share > own:
        reason = f"The source says {shown(best.phrase)} of this; {shown(same[0].phrase)} is said of something else."
        return Finding("number", "contradiction", reason)
    where = shown(same[0].unit.of(same[0].source.text))
    return Finding("number", "doubt", f"The number in {claimed} stands in another statement of the source: {where}.")


def _absent(number: Number, places: list[_Place], evidence: Evidence) -> Finding | None:
    """The value is not among the source's numbers: implied by another, written otherwise, contradicted, or foreign."""
    unlike = next((p for p in places if _other_unit(number, p.number)), None)
    if unlike is not None:
        return Finding("number", "contradiction", _says(unlike, number, evidence))
    implied = next((p for p in places if _implies(p.number, number)), None)
    if implied is not None:
        return Finding("number", "fine", f"The source says {shown(implied.phrase)}.")
    if _written_apart(number, evidence):
        return None
    written = [word for word in evidence.claim.words_in(number) if not is_stop(word.text)]
    if written and all(any(word.stem in source.stems for source in evidence.sources) for word in written):
        return None  # it stands there in a role that cannot be compared: part of a date, a score, a name
    claimed = shown(phrase(number, evidence.claim))
    other = _other_value(number, places, evidence)
    if other is not None:
        return Finding("number", "contradiction", _says(other, number, evidence))
    written_out = number.of(evidence.claim.text).lower()
    if written_out in _SLIGHT:
        return None
    force: Force = "doubt" if written_out in _SMALL else "veto"
    return Finding("number", force, f"The source does not have the number in {claimed}.")


def _written_apart(number: Number, evidence: Evidence) -> bool:
    """Whether the digits stand in a source with spaces between them, as bad copies have it ("15, 000")."""
    groups = re.findall(r"\d+", number.of(evidence.claim.text))
    if len(groups) < 2:
        return False
    pattern = re.compile(r"(?<!\d)" + r"\s?[,.]\s?".join(groups) + r"(?!\d)")
    return any(pattern.search(source.text) for source in evidence.sources)


def _other_unit(ours: Number, theirs: Number) -> bool:
    """The same figure of something else: 44 days and 44 months."""
    return bool(ours.unit and theirs.unit and ours.unit != theirs.unit) and ours.value == theirs.value


def _says(theirs: _Place, ours: Number, evidence: Evidence) -> str:
    """What the source says beside what the sentence says."""
    claimed = shown(phrase(ours, evidence.claim))
    return f"The source says {shown(theirs.phrase)}, the sentence says {claimed}."


def _implies(theirs: Number, ours: Number) -> bool:
    """ "65" bears "more than 50"; 1,234,567 bears "about 1.2 million"."""
    if not _same_thing(ours, theirs) or ours.ordinal or theirs.ordinal or (ours.unit != theirs.unit):
        return False
    if ours.hedge in _ABOVE and ours.noun and theirs.noun == ours.noun and theirs.value >= 1.2 * ours.value:
        return theirs.hedge not in ("under", "at_most")
    if ours.hedge in _ABOVE and ours.noun:
        return theirs.value > ours.value and theirs.hedge in _ABOVE | {"exact"} and theirs.noun == ours.noun
    if ours.hedge in ("under", "at_most") and ours.noun:
        return theirs.value < ours.value and theirs.hedge in _BELOW | {"exact"} and theirs.noun == ours.noun
    rounded = ours.hedge == "about" and math.isclose(ours.value, theirs.value, rel_tol=0.05)
    return rounded or (_rounds_to(theirs.value, ours.value) and bool(ours.noun or ours.unit))


def _rounds_to(exact: float, rounded: float) -> bool:
    """Whether ``rounded`` is ``exact`` with fewer (at least two) significant digits: 1.2 million of 1,234,567."""
    if exact < 1000 or not exact or rounded <= 0:
        return False
    digits = len(f"{rounded:.10g}".replace(".", "").rstrip("0").split("e")[0])
    return digits >= 2 and math.isclose(float(f"{exact:.{digits}g}"), rounded, rel_tol=1e-9)


def _other_value(number: Number, places: list[_Place], evidence: Evidence) -> _Place | None:
    """Another value that the best sentence has in this number's place: same unit or same noun."""
    line = evidence.best_line
    if line is None or line.covered < 0.4:
        return None
    for place in places:
        theirs = place.number
        if place.index != line.source or not line.start <= theirs.start < line.end or theirs.ordinal != number.ordinal:
            continue
        alike = theirs.noun == number.noun if number.noun else theirs.unit == number.unit != ""
        if (alike and theirs.unit == number.unit) or (number.unit and theirs.unit == number.unit):
            return place
    return None


def phrase(number: Number, text: Reading) -> str:
    """A number with its reserve and what it counts, as written: "nearly 100 soldiers"."""
    before = text.words_in(Span(max(0, number.start - 30), number.start))
    start = number.start
    if number.hedge != "exact":
        for word in reversed(before):
            if word.text.lower() not in _HEDGE_WORDS:
                break
            start = word.start
    end = number.end
    for word in text.words_in(Span(number.end, number.end + 50))[:4]:
        if word.stem == number.noun or (not number.noun and number.unit and word.start - number.end < 2):
            end = word.end
            break
    if text.text[end : end + 1] == "%":
        end += 1
    return text.text[start:end]
