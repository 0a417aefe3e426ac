"""Is what the claim says in the source at all? The share of its content words in the best window of three sentences."""

from __future__ import annotations

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.text.words import is_stop

ENOUGH = 0.6
"""Below this share the window speaks of something else more often than not (development data, ``docs/checking.md``)."""

NEAR_COPY = 0.7
"""Share of content words in the same order from which a sentence counts as a copy, whose changed words can be named."""


def check_coverage(evidence: Evidence) -> list[Finding]:
    """What is missing, and which words of a near copy were changed."""
    if not evidence.weights:
        return []
    found = evidence.window
    missing = ", ".join(shown(word, 30) for word in evidence.missing[:4])
    if found < ENOUGH:
        return [Finding("coverage", "doubt", f"The cited text does not speak of {missing}.")]
    findings = _changed_words(evidence)
    if not findings:
        findings = [Finding("coverage", "fine", f"{found:.0%} of the sentence's content stands in the source.")]
    return findings


def _changed_words(evidence: Evidence) -> list[Finding]:
    if evidence.in_order < NEAR_COPY:
        return []
    judged_elsewhere = {
        word.start
        for span in [*evidence.claim.numbers, *evidence.claim.dates, *evidence.claim.names]
        for word in evidence.claim.words_in(span)
    }
    lost = set(evidence.missing)
    findings = []
    for swap in evidence.replaced:
        ours = [w.text for w in swap.claim if w.text in lost and w.start not in judged_elsewhere]
        theirs = [w.text for w in swap.source if not is_stop(w.text)]
        if ours and theirs and len(theirs) <= 3:
            reason = f"Where the source says {shown(' '.join(theirs))}, the sentence says {shown(' '.join(ours))}."
            findings.append(Finding("wording", "note", reason))
    return findings
