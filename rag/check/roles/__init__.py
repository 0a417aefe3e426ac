"""Who does it, and to whom? The parties on either side of a verb, of a way (from, to), and of two places in a copy.

Parties that have changed sides are told; what cannot be laid side by side is not.
"""

from __future__ import annotations

from rag.check.evidence import Evidence
from rag.check.finding import Finding
from rag.check.roles.copies import exchanged_names
from rag.check.roles.exchange import exchanged_around_verbs
from rag.check.roles.ways import turned_ways

LEAST = 0.5
"""Least share of the claim's content in one sentence for who does what to be compared."""

__all__ = ["check_roles"]


def check_roles(evidence: Evidence) -> list[Finding]:
    """A finding where the claim and its best sentence have the same verb and the same parties, or the same way."""
    if evidence.best_line is None or evidence.line < LEAST:
        return []
    found = exchanged_around_verbs(evidence) or exchanged_names(evidence) or turned_ways(evidence)
    return [found] if found else []
