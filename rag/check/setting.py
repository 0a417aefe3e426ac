"""What a number or a date is said of: its clause, its sentence, and what stands in its place in a near copy."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from itertools import pairwise
from operator import attrgetter

from rag.check.evidence import Evidence
from rag.check.reading import Reading, Unit, root, within
from rag.types import Span

# What begins or ends a clause. Rough on purpose: a clause too short says less, one too long says something wrong.
_BREAK = re.compile(
    r"[,;:()\[\]—–](?!\d)|\s-\s|\b(?:and|but|or|while|whereas|although|though|which|who|whose|that|when|where|because"
    r"|compared|including|with|than|as)\b",
    re.IGNORECASE,
)
NEAR_COPY = 0.6
"""The share of a claim's content words that stand in one sentence of a source in the same order, from which what
differs stands in each other's place.
"""

_NO_DENIAL = frozenset(["since", "until", "only", "before"])
LONGEST_SWAP = 6
"""Words. Longer stretches that differ are not two versions of one thing."""

_NEGATIONS = ("n't", "not", "never", "neither", "nor")
_start = attrgetter("start")


def unit_at(reading: Reading, place: int) -> Unit | None:
    """The sentence of a text in which a character stands."""
    units = reading.units
    at = bisect_right(units, place, key=_start) - 1
    return units[at] if at >= 0 and place < units[at].end else None


def unit_stems(reading: Reading, span: Span) -> frozenset[str]:
    """The content stems of the sentences that begin in a span."""
    return frozenset(stem for unit in within(reading.units, span) for stem in unit.stems)


def clause_around(reading: Reading, span: Span) -> Span:
    """The clause that a number or a date stands in.

    A bracket or an apposition without words of its own is of the clause before it, "On Tuesday," of the one behind.
    """
    unit = unit_at(reading, span.start) or Span(0, len(reading.text))
    end = max(span.end, unit.end)
    starts = [unit.start, *(match.end() for match in _BREAK.finditer(reading.text, unit.start, span.start))]
    stops = [*(match.start() for match in _BREAK.finditer(reading.text, span.end, end)), end]
    wider = [Span(start, stops[0]) for start in reversed(starts)] + [Span(unit.start, stop) for stop in stops[1:]]
    return next((clause for clause in wider if _says_something(reading, clause, span)), Span(unit.start, end))


def _says_something(reading: Reading, clause: Span, span: Span) -> bool:
    return any(not span.start <= word.start < span.end for word in within(reading.content, clause))


def clause_stems(reading: Reading, span: Span) -> frozenset[str]:
    """The content stems of that clause, those of the number or date itself left out."""
    found = within(reading.content, clause_around(reading, span))
    return frozenset(word.stem for word in found if not span.start <= word.start < span.end)


def held(wanted: Collection[str], stems: Collection[str]) -> float:
    """The share of the wanted stems that stand among the others, as they are or by their root; 0 of none."""
    if not wanted:
        return 0.0
    roots = {root(stem) for stem in stems}
    return sum(stem in stems or root(stem) in roots for stem in wanted) / len(wanted)


def is_negated(reading: Reading, span: Span) -> bool:
    """Whether a negation stands before it in its clause: "was not the first", but not "not since 2014"."""
    clause = clause_around(reading, span)
    before = [word.text.lower().replace("’", "'") for word in reading.words_in(Span(clause.start, span.start))]
    return any(a.endswith(_NEGATIONS) and b not in _NO_DENIAL for a, b in pairwise([*before, ""]))


def counterpart(evidence: Evidence, span: Span) -> Span | None:
    """What stands in the best sentence where the claim, otherwise alike, has ``span``; by the source's own characters.

    None where the claim is no near copy of it, or has the same words there.
    """
    line = evidence.best_line
    if line is None or evidence.in_order < NEAR_COPY:
        return None
    for swap in evidence.replaced:
        if 0 < len(swap.source) <= LONGEST_SWAP >= len(swap.claim) and any(
            span.start <= word.start < span.end for word in swap.claim
        ):
            return Span(line.start + swap.source[0].start, line.start + swap.source[-1].end)
    return None


def is_kept(evidence: Evidence, span: Span) -> bool:
    """Whether the claim is a near copy of the best sentence, and has the same words here."""
    if evidence.best_line is None or evidence.in_order < NEAR_COPY:
        return False
    return not any(span.start <= word.start < span.end for swap in evidence.replaced for word in swap.claim)
