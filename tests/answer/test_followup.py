"""Follow-ups that can be asked alone; everything else stays as the reader wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.followup import LOOKBACK, is_fragment, standalone
from rag.types import Turn
from tests.answer.news import any_question


def after(*turns: str) -> list[Turn]:
    """A conversation in which reader and Footnote take turns."""
    return [Turn("assistant" if n % 2 else "user", text) for n, text in enumerate(turns)]


KANAANI = after("Who is Nasser Kanaani?", "The spokesperson of the ministry.")
BRIDGE = after("When was the bridge torn down?", "In March 2021.")


def test_worked_example() -> None:
    assert standalone("What did he call the deployment?", KANAANI) == "What did Nasser Kanaani call the deployment?"
    assert standalone("And why?", BRIDGE) == "When was the bridge torn down: why?"


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("What are his words?", "What are Nasser Kanaani's words?"),
        ("Whom did she meet?", "Whom did Nasser Kanaani meet?"),
        ("Who met him in Baku?", "Who met Nasser Kanaani in Baku?"),
    ],
)
def test_a_pronoun_becomes_the_person_last_spoken_of(question: str, alone: str) -> None:
    assert standalone(question, KANAANI) == alone


def test_the_reader_s_own_words_come_before_the_answer_s() -> None:
    turns = after("Who is Nasser Kanaani?", "Lena Falk is the mayor.")
    assert standalone("When did he speak?", turns) == "When did Nasser Kanaani speak?"
    turns = after("Who runs the town?", "Lena Falk is the mayor.")
    assert standalone("When did she speak?", turns) == "When did Lena Falk speak?"


def test_the_latest_person_counts() -> None:
    turns = after("Who is Nasser Kanaani?", "A spokesperson.", "And who is Lena Falk?", "A mayor.")
    assert standalone("What did she say?", turns) == "What did Lena Falk say?"


@pytest.mark.parametrize(
    "question",
    [
        "When was the bridge torn down?",
        "What did Lena Falk say about the bridge?",
        "Did Jonas Berg say that he was ready?",
        "How many passengers booked a seat on the ferry?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, KANAANI) == question


@pytest.mark.parametrize(("text", "fragment"), [("Why?", True), ("What about Armenia?", True), ("And in 2022?", True)])
def test_what_is_too_short_to_be_asked_alone(text: str, fragment: bool) -> None:
    assert is_fragment(text) == fragment
    assert standalone(text, BRIDGE).startswith("When was the bridge torn down")


def test_a_name_from_long_ago_is_forgotten() -> None:
    turns = [*KANAANI, *after(*["What is the weather?", "Cold."] * LOOKBACK)]
    assert "Kanaani" not in standalone("What did he say about the talks?", turns)


def test_a_conversation_in_which_nothing_was_asked_changes_nothing() -> None:
    assert standalone("Why?", after("?", "The articles do not say.")) == "Why?"


@given(any_question)
@settings(deadline=None)
def test_without_a_conversation_a_question_is_never_changed(question: str) -> None:
    assert standalone(question, []) == question


@given(any_question, st.lists(any_question, max_size=5))
@settings(deadline=None)
def test_any_conversation_leaves_a_question(question: str, said: list[str]) -> None:
    asked = standalone(question, after(*said))
    assert asked.strip()
    assert len(asked) <= len(question) + max(map(len, said), default=0) + 10


def test_it_is_no_adjective_of_the_answer() -> None:
    turns = after("How many soldiers died in the flare-up?", "The top Iranian diplomat spoke of nearly 100 soldiers.")
    assert "How long did Iranian" not in standalone("How long did it last?", turns)


def test_what_about_somebody_else_asks_the_same_of_them() -> None:
    turns = after("What did Armenia say about the incident?", "Armenia denied it.")
    assert standalone("What about Azerbaijan?", turns) == "What did Azerbaijan say about the incident?"
