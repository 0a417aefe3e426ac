"""Answers from texts alone: no archive, no files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings

from rag.answer import answer_from_texts
from tests.answer.news import BRIDGE, FIRE, NEWS, any_question, any_texts, broken, shown


def test_worked_example() -> None:
    answer = answer_from_texts("How many workers did the fire kill?", [BRIDGE, FIRE])
    assert shown(answer) == "A fire in a warehouse in Malmo killed three workers on Tuesday."
    (citation,) = answer.citations
    assert citation.path == "text 2"
    assert FIRE[citation.start : citation.end] == citation.quote


def test_no_texts_hold_no_answer() -> None:
    for texts in ([], [""], ["   \n\n "]):
        answer = answer_from_texts("How many workers did the fire kill?", texts)
        assert answer.abstained
        assert answer.citations == ()
        assert (answer.notice or "").startswith("The articles do not say")


def test_an_embedder_is_used_if_there_is_one() -> None:
    class Counting:
        seen: list[str] = []  # noqa: RUF012

        def embed(self, texts: Sequence[str]) -> np.ndarray:
            self.seen += texts
            return np.ones((len(texts), 4)) / 2

    answer_from_texts("How many workers did the fire kill?", [FIRE], Counting())
    assert "How many workers did the fire kill?" in Counting.seen


def test_the_same_question_has_the_same_answer() -> None:
    first, second = (answer_from_texts("Why was the harbour closed?", NEWS) for _ in range(2))
    assert first == second


@given(any_question, any_texts)
@settings(deadline=None, max_examples=60)
def test_any_texts_are_answered_from_or_not_at_all(question: str, texts: list[str]) -> None:
    assert broken(answer_from_texts(question, texts), texts) == []
