"""Passages to an answer: choose, quote, attribute, or abstain. ``draft`` proposes; the checker disposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.answer.candidate import Knowledge
from rag.answer.cite import Citations, cite_hit, with_copies
from rag.answer.extractive import draft, passages_read
from rag.answer.texts import answer_from_texts
from rag.types import Citation, Claim, Direct, Draft, Hit, Span

__all__ = ["Knowledge", "answer_from_texts", "cite_hit", "draft", "keep", "passages_read", "places_read", "with_copies"]

SHOWN = ("supported", "partly_supported", "unchecked")


def places_read(hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """The places a claim may be moved to: every sentence of the passages that were read, and every two neighbours."""
    places = Citations()
    for hit in hits:
        passage, article = hit.passage, hit.article
        read = [s for s in article.sentences if s.start < passage.end and passage.start < s.end]
        for place in (*read, *(Span(one.start, next.end) for one, next in pairwise(read))):
            places.add(article, place)
    return places.all()


def places_around(hits: Sequence[Hit]) -> list[Citation]:
    """Each passage with a sentence more on either side, as a citation."""
    places: list[Citation] = []
    for hit in hits:
        sentences, passage = hit.article.sentences, hit.passage
        inside = [i for i, s in enumerate(sentences) if s.start < passage.end and passage.start < s.end]
        first, last = (max(0, inside[0] - 1), min(len(sentences) - 1, inside[-1] + 1)) if inside else (0, -1)
        cited = Citations()
        whole = Span(sentences[first].start, sentences[last].end) if inside else Span(passage.start, passage.end)
        cited.add(hit.article, whole)
        places += cited.all()
    return places


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
