"""How an exchange is told: the words of the sentence beside those of the source."""

from __future__ import annotations

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.types import Span


def exchanged(
    evidence: Evidence, ours: Span, theirs: Span, *, exact: bool = True, force: Force = "contradiction"
) -> Finding:
    """What the sentence says at ``ours``, and the best sentence of the sources at ``theirs``.

    ``exact`` says that the source's words may stand in the sentence's place.
    """
    said, had = ours.of(evidence.claim.text), theirs.of(evidence.line_reading.text)
    reason = f"The source says {shown(had)}, the sentence says {shown(said)}."
    return Finding("roles", force, reason, ours, *evidence.in_line(theirs), had if exact else None)
