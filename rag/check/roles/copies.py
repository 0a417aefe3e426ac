"""Two names of a near copy, each where the source has the other."""

from __future__ import annotations

from itertools import combinations

from rag.check.evidence import Evidence, Replaced
from rag.check.finding import Finding
from rag.check.name import same
from rag.check.roles.telling import exchanged
from rag.text.words import is_stop
from rag.types import Span

LIKE = 0.6
"""Share of content words in the same order from which two names that stand in each other's place were exchanged."""


def exchanged_names(evidence: Evidence) -> Finding | None:
    """The first two names that have changed places, where the claim is a near copy of its best sentence."""
    if evidence.in_order < LIKE:
        return None
    for one, other in combinations(evidence.replaced, 2):
        if _has_others_name(one, other) and _has_others_name(other, one):
            ours = Span(one.claim[0].start, other.claim[-1].end)
            return exchanged(evidence, ours, Span(one.source[0].start, other.source[-1].end))
    return None


def _has_others_name(one: Replaced, other: Replaced) -> bool:
    names = [word.text for word in other.source if word.text[0].isupper() and not is_stop(word.text)]
    own = [word.text for word in one.source if word.text[0].isupper()]
    return any(
        word.text[0].isupper()
        and any(same(word.text, name) for name in names)
        and not any(same(word.text, n) for n in own)
        for word in one.claim
    )
