"""Does the claim say "did" where the source says "may", "plans to" or "agreed to"?

Each verb stands under the weakest cue before it. A claim whose cue is surer than its source's is a doubt; a source that
is surer than the claim bears it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rag.check.cues import bound, group, right, unshared
from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.negation import LEAST, LIKE
from rag.check.reading import bare
from rag.text.words import Word, is_stop, listed
from rag.types import Span

OPEN = frozenset(
    listed("""
        may might could possible possibly potentially perhaps reportedly allegedly alleged suspected
        suspect feared whether if apparently appears appeared appear seems seemed seem about""")
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

JUST_BEFORE_TO = frozenset(listed("appears appeared appear seems seemed seem about"))
"""Cues only where "to" follows at once: "appears to have left", "is about to leave", not "about 40 left"."""

TO_WITHIN = 6
"""Words: "was urged by the foreign minister to stay"."""

ALLEGED = frozenset(
    listed("claims claimed alleges alleged argues argued suggests suggested believes believed suspects suspected")
)
PROVED = frozenset(listed("shows showed shown proves proved proven confirms confirmed establishes established reveals"))
"""What leaves it open whether something is so, and what says that it is: "claimed" is not "showed"."""

CLASSES: Sequence[tuple[frozenset[str], int]] = ((OPEN, 0), (PLANNED, 1), (COMING, 2))


def check_certainty(evidence: Evidence) -> list[Finding]:
    """A finding where a verb of the claim is surer than it is in the best sentence, and nowhere as sure in it."""
    if evidence.best_line is None or evidence.best_line.covered < LEAST:
        return []
    claim, source = evidence.claim.words, evidence.line_words
    for cues, sureness in CLASSES:
        theirs = bound(source, unshared(partial(_is, cues), claim, source), 0)
        for stem in theirs.under:
            at = _surer(claim, stem, sureness) if stem not in theirs.free else None
            if at is not None:
                return [_finding(evidence, at, *theirs.under[stem])]
    return _raised(evidence) or _planned_again(evidence)


def _raised(evidence: Evidence) -> list[Finding]:
    """A word that proves in the place of one that alleges."""
    for swap in evidence.replaced if evidence.in_order >= LIKE else ():
        ours = next((word for word in swap.claim if bare(word.text) in PROVED), None)
        theirs = next((word for word in swap.source if bare(word.text) in ALLEGED), None)
        if ours and theirs:
            at, there = Span(ours.start, ours.end), Span(theirs.start, theirs.end)
            had, reason = there.of(evidence.line_reading.text), _reason(evidence, at, there)
            return [Finding("certainty", "doubt", reason, at, *evidence.in_line(there), had)]
    return []


def _planned_again(evidence: Evidence) -> list[Finding]:
    """A verb that the source has twice, done to one and planned for another: told by the content word behind it."""
    claim, source = evidence.claim.words, evidence.line_words
    theirs = [i for i, word in enumerate(source) if _under_plan(source, i)]
    done = {_deed(source, i) for i in range(len(source)) if i not in theirs}
    for i in theirs:
        deed = _deed(source, i)
        at = next((j for j in range(len(claim)) if deed and _deed(claim, j) == deed), None)
        if at is not None and deed not in done and not _under_plan(claim, at) and not _is_open(claim, at):
            return [_finding(evidence, at, i - 2, i)]
    return []


def _deed(text: Sequence[Word], i: int) -> tuple[str, str] | None:
    """A word and the next, where both carry meaning."""
    pair = text[i : i + 2]
    return (pair[0].stem, pair[1].stem) if len(pair) == 2 and not any(is_stop(w.text) for w in pair) else None


def _under_plan(text: Sequence[Word], i: int) -> bool:
    """ "Plans to meet"."""
    return i > 1 and bare(text[i - 1].text) == "to" and bare(text[i - 2].text) in PLANNED


def _is_open(text: Sequence[Word], i: int) -> bool:
    return i > 0 and bare(text[i - 1].text) in OPEN | COMING | {"to"}


def _reason(evidence: Evidence, ours: Span, there: Span) -> str:
    had, said = there.of(evidence.line_reading.text), ours.of(evidence.claim.text)
    return f"The source says only {shown(had)}, the sentence says {shown(said)}."


def _finding(evidence: Evidence, at: int, cue: int, last: int) -> Finding:
    """Word number ``at`` of the claim, and the source's from a cue on; the reason shows a word more of the claim."""
    claim, source = evidence.claim.words, evidence.line_words
    shown_, there = Span(claim[max(0, at - 1)].start, claim[at].end), Span(source[cue].start, source[last].end)
    said, had = group(claim, at, at), group(source, cue, last)
    put, place = right(said, had, evidence.line_reading.text), Span(said.start, said.end)
    return Finding("certainty", "doubt", _reason(evidence, shown_, there), place, *evidence.in_line(had), put)


def _is(cues: frozenset[str], text: Sequence[Word], i: int) -> bool:
    lower = bare(text[i].text)
    if lower not in cues:
        return False
    if lower in JUST_BEFORE_TO:
        return i + 1 < len(text) and bare(text[i + 1].text) == "to"
    return lower not in NEEDS_TO or any(bare(word.text) == "to" for word in text[i + 1 : i + 1 + TO_WITHIN])


def _surer(claim: Sequence[Word], stem: str, sureness: int) -> int | None:
    """Which word of the claim it is, under a surer cue, or under none; None where it is as open anywhere."""
    at = next((i for i, word in enumerate(claim) if word.stem == stem), None)
    if at is None:
        return None
    for cues, strength in CLASSES:
        if strength <= sureness and stem in bound(claim, partial(_is, cues), 0).under:
            return None
    return at
