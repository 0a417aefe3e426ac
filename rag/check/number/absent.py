"""A number whose value does not stand in the source: implied by another, denied by one, or foreign."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.number.compare import SAME_STATEMENT, SMALL, bears, implies, is_rival, may_be_one, rounds
from rag.check.number.place import Place
from rag.check.number.role import is_of_another, is_renamed
from rag.check.number.told import denied, finding, fine
from rag.check.number.written import phrase
from rag.check.setting import held
from rag.text.words import is_stop
from rag.types import Span

_NEAR_DATES = 300
"""Characters between two dates from which a time may be worked out."""

_SAME_LINE = 0.4
"""The least share of the claim's content in the best sentence, from which another value there is in ours's place."""

_AFTER_A_NAME = re.compile(r"(?<![.!?]\s)\b[A-Z][\w’'-]+\s\Z")
_SLIGHT = frozenset({"one", "first", "a", "second"})
_CENTURY = "centuri"


def absent(ours: Place, theirs: list[Place], free: list[Place], evidence: Evidence) -> Finding | None:
    """The value is not among the source's numbers: implied by another, written otherwise, contradicted, or foreign."""
    borne = follows(ours, theirs)
    if borne is not None:
        return borne
    other = _other_value(ours, free, evidence)
    if _written_otherwise(ours, evidence):
        return None
    if other is not None:
        return denied(ours, other)
    written_out = ours.number.of(evidence.claim.text).lower()
    if written_out in _SLIGHT or ours.number.value == 1 or _in_century(ours, evidence):
        return None
    if lies_between_dates(ours, evidence):
        return finding("note", f"{shown(phrase(ours))} can be worked out from two dates of the source.", ours)
    weak = written_out in SMALL or _is_part_of_name(ours, evidence)
    reason = f"The source does not have the number in {shown(phrase(ours))}."
    return finding("doubt" if weak else "veto", reason, ours)


def follows(ours: Place, theirs: list[Place]) -> Finding | None:
    """The value follows from others in its statement: a bound, a rounding, a sum."""
    bearing = [p for p in theirs if bears(p, ours) or (implies(p, ours) and is_renamed(ours, p))]
    implied = max(bearing, key=lambda p: held(ours.clause, p.clause), default=None)
    if implied is not None and max(implied.share, implied.beside) >= SAME_STATEMENT:
        return fine(ours, implied)
    rounded = next((p for p in theirs if rounds(p, ours)), None)
    if rounded is not None:
        reason = f"The source says {shown(phrase(rounded))}; the sentence rounds it to {shown(phrase(ours))}."
        return finding("note", reason, ours, rounded)
    total = _sum(ours, theirs)
    if total is None:
        return None
    return finding("note", f"The source does not have {shown(phrase(ours))}; its numbers add up to it.", ours, total)


def _is_part_of_name(ours: Place, evidence: Evidence) -> bool:
    """ "The Hundred Years' War", "Cars 3", "season 8", "the 14th Dalai Lama": part of what something is called."""
    number, text = ours.number, ours.text.text
    if number.ordinal or _AFTER_A_NAME.search(text, max(0, number.start - 30), number.start):
        return True
    return number.kind == "label" or any(name.start <= number.start < name.end for name in evidence.claim.names)


def _written_otherwise(ours: Place, evidence: Evidence) -> bool:
    """Whether the source has it in a role that cannot be compared: a date, a score, a name."""
    if ours.number.unit or ours.thing:
        return False
    written = [word for word in evidence.claim.words_in(ours.number) if not is_stop(word.text)]
    return bool(written) and all(any(word.stem in source.stems for source in evidence.sources) for word in written)


def _in_century(ours: Place, evidence: Evidence) -> bool:
    """ "The 19th century", where the source has a year of it."""
    if not ours.number.ordinal or ours.number.noun != _CENTURY:
        return False
    years = (date.year for source in evidence.sources for date in source.dates)
    return any(year and (year - 1) // 100 + 1 == ours.number.value for year in years)


def _sum(ours: Place, theirs: list[Place]) -> Place | None:
    """The first of the two to four numbers of one sentence that a value of the claim is the sum of."""
    value, unit = ours.number.value, ours.number.unit
    if ours.number.ordinal or value < 2 or unit in ("%", "year") or ours.number.hedge not in ("exact", "about"):
        return None
    by_sentence: dict[tuple[int, Span], list[Place]] = {}
    for place in theirs:
        if (place.number.unit, place.number.kind) == (unit, ours.number.kind) and place.beside >= SAME_STATEMENT:
            by_sentence.setdefault((place.index, place.unit), []).append(place)
    sums = (group for group in by_sentence.values() if 2 <= len(group) <= 4)
    return next((group[0] for group in sums if sum(place.number.value for place in group) == value), None)


def lies_between_dates(ours: Place, evidence: Evidence) -> bool:
    """Whether a number of years lies between two dates of a source that follow each other: an age, a time in office."""
    if ours.number.unit != "year":
        return False
    years = int(ours.number.value)
    for source in evidence.sources:
        dated = [(date.start, date.year) for date in source.dates if date.year]
        if any(b - a < _NEAR_DATES and abs(x - y) in (years, years + 1) for (a, x), (b, y) in pairwise(dated)):
            return True
    return False


def _other_value(ours: Place, theirs: list[Place], evidence: Evidence) -> Place | None:
    """Another value that the best sentence has in this number's place: same unit or same noun."""
    line = evidence.best_line
    if line is None:
        return None
    here = [
        place
        for place in theirs
        if place.index == line.source
        and line.start <= place.number.start < line.end
        and not may_be_one(place.number, ours.number)
        and max(line.covered, place.share) >= _SAME_LINE
        and _alike(ours, place)
        and not is_of_another(ours, place, evidence)
    ]
    wanted = ours.clause
    return max(here, key=lambda place: held(wanted, place.clause), default=None)


def _alike(ours: Place, theirs: Place) -> bool:
    a, b = ours.number, theirs.number
    if a.ordinal != b.ordinal or a.unit != b.unit or "label" in (a.kind, b.kind):
        return False
    return bool(a.unit) or (ours.thing == theirs.thing and bool(ours.thing)) or is_rival(ours, theirs)
