"""Answering without a language model: choose the sentences that answer, quote them, and say who speaks.

Or say that the articles do not say. Nothing here is invented: a claim is a sentence of an article as it stands, or a
sentence with the name of its speaker put in brackets or in front, which the checker then tests like any other.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.choose import MOST_CLAIMS, choose
from rag.answer.cite import Citations
from rag.answer.disagree import disagreements
from rag.answer.evidence import Knowledge, candidates
from rag.answer.question import Question
from rag.answer.refusal import confidence, refusal
from rag.answer.write import abstention, claimed, said_by
from rag.types import Draft, Hit


def draft(question_text: str, hits: Sequence[Hit], knowledge: Knowledge) -> Draft:
    """An answer to a question from the passages found for it, before anything is checked."""
    question = Question(question_text)
    found = candidates(question, hits, knowledge)
    citations = Citations()
    if question.kind == "who_said" and question.quoted:
        return said_by(question, hits, found, citations)
    no = refusal(question, hits, found, knowledge)
    if no is not None:
        return abstention(no, found, citations)
    chosen = choose(question, found)
    claims = [c for candidate in chosen for c in claimed(candidate, citations)]
    return Draft(
        claims=tuple(claims[:MOST_CLAIMS]),
        citations=citations.all(),
        disagreements=tuple(disagreements(question, chosen, citations)),
        confidence=confidence(found, hits),
    )
