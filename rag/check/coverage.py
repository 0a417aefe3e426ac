"""Is what the claim says in the source at all? The share of its content words in the best window of three sentences."""

from __future__ import annotations

from collections.abc import Sequence

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.text.words import Word, is_stop
from rag.types import Span

ENOUGH = 0.6
"""Below this share it is told what is missing. The score takes care of the verdict: a ceiling here made it worse."""

NEAR_COPY = 0.6
"""Share of content words in the same order from which a sentence counts as a copy, whose changed words can be named."""

MOST_REPLACED = 3
"""Words. Where more of the source is replaced, the sentence says it otherwise, and no word stands for another."""


def check_coverage(evidence: Evidence) -> list[Finding]:
    """What is missing, and which words of a near copy were changed."""
    if not evidence.weights:
        return []
    found = evidence.window
    missing = ", ".join(shown(word, 30) for word in evidence.missing[:4])
    if found < ENOUGH:
        return [Finding("coverage", "note", f"The cited text does not speak of {missing}.")]
    findings = _changed_words(evidence)
    if not findings:
        findings = [Finding("coverage", "fine", f"{found:.0%} of the sentence's content stands in the source.")]
    return findings


def _changed_words(evidence: Evidence) -> list[Finding]:
    """Words of a near copy that are not the source's."""
    if evidence.in_order < NEAR_COPY:
        return []
    claim = evidence.claim
    judged_elsewhere = {w.start for span in [*claim.numbers, *claim.dates, *claim.names] for w in claim.words_in(span)}
    lost = set(evidence.missing)
    findings = []
    for swap in evidence.replaced:
        ours = [w for w in swap.claim if w.text in lost and w.start not in judged_elsewhere]
        theirs = [w for w in swap.source if not is_stop(w.text)]
        if ours and len(theirs) <= MOST_REPLACED:
            findings.append(_changed(ours, theirs, evidence))
    return findings


def _changed(ours: Sequence[Word], theirs: Sequence[Word], evidence: Evidence) -> Finding:
    said = shown(" ".join(word.text for word in ours))
    at = Span(ours[0].start, ours[-1].end)
    source, there = evidence.in_line(Span(theirs[0].start, theirs[-1].end)) if theirs else (None, None)
    if not theirs:
        return Finding("wording", "note", f"The sentence adds {said} to what the source says.", at)
    had = shown(" ".join(word.text for word in theirs))
    return Finding("wording", "note", f"Where the source says {had}, the sentence says {said}.", at, source, there)
