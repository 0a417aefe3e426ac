"""A window in words: what it leaves out, why, and that nothing foreign in it forges a line or becomes markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.render import answer_lines, markdown, period_words, plain_text, text_of, window_words
from rag.types import Answer, Window
from tests.render.examples import ABSTAINING, FULL, HOSTILE_TEXT

YEAR = Window("in 2020", "2020", "2020", reason="Articles without a date are kept.")


@pytest.mark.parametrize(
    ("after", "before", "words"),
    [
        ("2020", "2020", "of 2020"),
        ("2020-09", "2020-09", "of September 2020"),
        ("2020-09-29", "2020-09-29", "of 29 September 2020"),
        ("1990", "1999", "of the 1990s"),
        ("1990", "2009", "from 1990 to 2009"),
        ("2019", "2021-05", "from 2019 to May 2021"),
        ("2019", None, "since 2019"),
        (None, "2021-02", "until February 2021"),
        (None, None, ""),
    ],
)
def test_a_period_in_words(after: str | None, before: str | None, words: str) -> None:
    assert period_words(after, before) == words


def test_a_window_in_words() -> None:
    assert window_words(YEAR) == "Only articles of 2020 (“in 2020”). Articles without a date are kept."
    assert window_words(Window("the latest", order="latest")) == "Latest first (“the latest”)."
    both = Window("since 2020", "2020", order="latest")
    assert window_words(both) == "Only articles since 2020, latest first (“since 2020”)."


def test_the_command_line_names_the_option_that_removes_it_and_other_texts_do_not() -> None:
    answer = replace(FULL, question=FULL.standalone_question, window=YEAR)
    first = text_of(answer_lines(answer)).splitlines()[0]
    assert first == f"{window_words(YEAR)} --any-time removes this."
    assert plain_text(answer).splitlines()[0] == window_words(YEAR)
    assert markdown(answer).split("\n\n")[1] == f"*{window_words(YEAR)}*"


def test_of_a_lifted_window_only_the_notice_is_shown_and_it_comes_first() -> None:
    notice = "Nothing found for “in 2020” answers this."
    lifted = replace(FULL, question=FULL.standalone_question, notice=notice, window=replace(YEAR, lifted=True))
    lines = text_of(answer_lines(lifted)).splitlines()
    assert lines[0] == f"Note: {notice}"
    assert text_of(answer_lines(lifted)).count(notice) == 1
    assert "Only articles" not in plain_text(lifted) + markdown(lifted)
    refused = replace(ABSTAINING, window=replace(YEAR, lifted=True))
    assert plain_text(refused) == plain_text(ABSTAINING)
    assert text_of(answer_lines(replace(lifted, window=None))).splitlines()[0] != lines[0], "the control"


@given(st.text(max_size=40) | st.just(HOSTILE_TEXT), st.text(max_size=40) | st.just(HOSTILE_TEXT))
def test_words_and_reason_stay_on_one_line_and_become_no_markup(words: str, reason: str) -> None:
    window = Window(words, "2020", reason, "latest", reason)
    assert len(window_words(window).splitlines()) == 1
    assert not set(window_words(window)) & {"\x1b", "\x9b", "\u202e"}
    block = markdown(Answer("1", "?", "?", window=window)).split("\n\n")[1]
    assert len(block.splitlines()) == 1
    assert "<" not in block
    assert "](" not in block.replace("\\]", "")
