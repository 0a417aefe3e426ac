"""Which sentences of a pasted text are worth checking."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.check import split_checkable


def test_claims_are_found_and_small_talk_is_not() -> None:
    text = (
        "Hello everyone!\n\nIran offered to mediate. Did Armenia accept? Nearly 100 soldiers died.\n"
        "- The call took place on Tuesday.\n2. The war lasted 44 days.\n\nSources:\nThanks for reading."
    )
    assert [span.of(text) for span in split_checkable(text)] == [
        "Iran offered to mediate.",
        "Nearly 100 soldiers died.",
        "The call took place on Tuesday.",
        "The war lasted 44 days.",
    ]


def test_a_text_of_questions_and_greetings_has_nothing_to_check() -> None:
    assert split_checkable("Hi! How are you? Who won the war?") == []
    assert split_checkable("") == []


@given(st.text(max_size=200))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for span in split_checkable(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end
