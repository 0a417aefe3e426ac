"""Does the claim say "did" where the source says "may", "plans to" or "agreed to"?

Each verb stands under the weakest cue before it. A claim whose cue is surer than its source's is a doubt; a source that
is surer than the claim bears it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rag.check.cues import Bound, bound, run, unshared
from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.negation import LEAST
from rag.check.reading import bare
from rag.text.words import Word, listed
from rag.types import Span

OPEN = frozenset(
    listed("""
        may might could possible possibly potentially perhaps reportedly allegedly alleged suspected
        suspect feared whether if""")
)
"""It may be so or not."""

PLANNED = frozenset(
    listed("""
        plan plans planned planning intends intend intended hopes hope hoped wants want wanted seeks seek sought
        proposed proposes propose considers considering considered expects expected expect likely set ready
        prepared readiness willing trying tries attempting attempts agreed agrees promised promises vowed vows
        pledged pledges threatened threatens offered offers urged urges called asked asks ordered told
        should must ought""")
)
"""It is meant, wanted or foreseen: it has not happened yet."""

COMING = frozenset(listed("will would shall"))
"""It is going to happen."""

NEEDS_TO = frozenset(PLANNED) - frozenset(listed("likely should must ought considering considers considered expects"))
"""Cues that are ones only before "to": "agreed on a budget" has happened."""

TO_WITHIN = 6
"""Words: "was urged by the foreign minister to stay"."""

CLASSES: Sequence[tuple[frozenset[str], int]] = ((OPEN, 0), (PLANNED, 1), (COMING, 2))


def check_certainty(evidence: Evidence) -> list[Finding]:
    """A finding where a verb of the claim is surer than it is in the best sentence, and nowhere as sure in it."""
    if evidence.best_line is None or evidence.best_line.covered < LEAST:
        return []
    claim, source = evidence.claim.words, evidence.line_words
    for cues, sureness in CLASSES:
        theirs = bound(source, unshared(partial(_is, cues), claim, source), 0)
        for stem in theirs.under:
            place = _surer(claim, stem, sureness) if stem not in theirs.free else None
            if place is not None:
                return [_finding(evidence, place, theirs, stem)]
    return []


def _finding(evidence: Evidence, ours: Span, theirs: Bound, stem: str) -> Finding:
    there = run(evidence.line_words, theirs, stem)
    had, said = there.of(evidence.line_reading.text), ours.of(evidence.claim.text)
    reason = f"The source says only {shown(had)}, the sentence says {shown(said)}."
    return Finding("certainty", "doubt", reason, ours, *evidence.in_line(there), had)


def _is(cues: frozenset[str], text: Sequence[Word], i: int) -> bool:
    lower = bare(text[i].text)
    if lower not in cues:
        return False
    return lower not in NEEDS_TO or any(bare(word.text) == "to" for word in text[i + 1 : i + 1 + TO_WITHIN])


def _surer(claim: Sequence[Word], stem: str, sureness: int) -> Span | None:
    """Where the claim has the word under a surer cue, or under none; None where it is as open anywhere."""
    at = next((i for i, word in enumerate(claim) if word.stem == stem), None)
    if at is None:
        return None
    for cues, strength in CLASSES:
        if strength <= sureness and stem in bound(claim, partial(_is, cues), 0).under:
            return None
    return Span(claim[max(0, at - 1)].start, claim[at].end)
