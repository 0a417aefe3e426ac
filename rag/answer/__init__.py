"""Passages to an answer: choose, quote, attribute, or abstain. ``draft`` proposes; the checker disposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.candidate import Knowledge
from rag.answer.cite import cite_hit, with_copies
from rag.answer.extractive import draft, passages_read
from rag.answer.texts import answer_from_texts
from rag.types import Claim, Direct, Draft

__all__ = ["Knowledge", "answer_from_texts", "cite_hit", "draft", "keep", "passages_read", "with_copies"]

SHOWN = ("supported", "partly_supported", "unchecked")


def keep(proposed: Draft, judged: Sequence[Claim]) -> Draft:
    """The draft with its verdicts, without the claims that failed; renumbered, so that no number has a gap."""
    kept = [claim for claim in judged if claim.verdict in SHOWN]
    if not kept and judged and not proposed.abstained:
        closest = tuple(dict.fromkeys(n for claim in judged for n in claim.citations))
        notice = "The articles do not say. What was found did not pass the check against its source."
        return renumbered(
            replace(proposed, claims=(), disagreements=(), direct=None, closest=closest, notice=notice, abstained=True)
        )
    return renumbered(replace(proposed, claims=tuple(kept), direct=still_shown(proposed.direct, kept)))


def still_shown(direct: Direct | None, kept: Sequence[Claim]) -> Direct | None:
    """The direct line, while a claim that stands on its sentence is shown: it never outlives what it is cut from."""
    return direct if direct and any(direct.citation in claim.citations for claim in kept) else None


def renumbered(proposed: Draft) -> Draft:
    """Citations 1..k in reading order, those no longer used left out."""
    used: dict[int, int] = {}
    for claim in proposed.claims:
        for n in claim.citations:
            used.setdefault(n, len(used) + 1)
    for disagreement in proposed.disagreements:
        for value in disagreement.values:
            for n in value.citations:
                used.setdefault(n, len(used) + 1)
    for n in proposed.closest:
        used.setdefault(n, len(used) + 1)
    by_old = {citation.n: citation for citation in proposed.citations}
    return replace(
        proposed,
        claims=tuple(replace(c, citations=tuple(used[n] for n in c.citations)) for c in proposed.claims),
        disagreements=tuple(
            replace(d, values=tuple(replace(v, citations=tuple(used[n] for n in v.citations)) for v in d.values))
            for d in proposed.disagreements
        ),
        closest=tuple(used[n] for n in proposed.closest),
        direct=replace(proposed.direct, citation=used[proposed.direct.citation]) if proposed.direct else None,
        citations=tuple(replace(by_old[old], n=new) for old, new in used.items()),
    )
