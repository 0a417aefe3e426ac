"""Citations of several answers, numbered through: what a chat that is taken away, and its receipt, go by.

An answer numbers its citations from 1. In a chat the second answer goes on where the first one ended, so that a number
means one footnote in the whole text, and ``footnote verify`` names the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rag.types import Answer, Disagreement, Value


def numbered_through(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """The answers in their order, their citations numbered 1..k without gaps across all of them."""
    numbered, reached = [], 0
    for answer in answers:
        numbered.append(_shifted(answer, reached))
        reached += len(answer.citations)
    return tuple(numbered)


def _shifted(answer: Answer, by: int) -> Answer:
    """The answer with ``by`` added to every number of a citation. ``Answer.citation`` no longer finds them by it."""
    if not by:
        return answer
    return replace(
        answer,
        citations=tuple(replace(citation, n=citation.n + by) for citation in answer.citations),
        claims=tuple(replace(claim, citations=_all(claim.citations, by)) for claim in answer.claims),
        disagreements=tuple(_apart(disagreement, by) for disagreement in answer.disagreements),
        closest=_all(answer.closest, by),
        direct=replace(answer.direct, citation=answer.direct.citation + by) if answer.direct else None,
    )


def _apart(disagreement: Disagreement, by: int) -> Disagreement:
    values = (Value(value.value, _all(value.citations, by)) for value in disagreement.values)
    return replace(disagreement, values=tuple(values))


def _all(numbers: Iterable[int], by: int) -> tuple[int, ...]:
    return tuple(n + by for n in numbers)
