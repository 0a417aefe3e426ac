"""What was left out or changed is told in one quiet line, and nothing foreign in it forges a line or becomes markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.render import (
    answer_lines,
    explanation_lines,
    markdown,
    plain_text,
    repair_words,
    text_of,
    timeline_lines,
    timeline_markdown,
)
from rag.types import Repair, Timeline
from tests.render.examples import ABSTAINING, FULL, HOSTILE_TEXT, WRITTEN

SANK = Repair("dropped", "The ferry sank.", None, "The source says it runs.")
CUT = Repair("cut", "It ran in 2019.", "It ran.", "The source does not have the date “2019”.")
QUOTED = Repair("quoted", "It carries 300.", "It carries 220.", "The source says “220”.")
UNNAMED = Repair("quoted", "“No boat sank.”", "“No boat sank.”", "The source lets “Berg” say this.")
CITED = Repair("cited", "It runs.", "It runs.", "The cited text does not speak of “runs”.")


@pytest.mark.parametrize(
    ("repairs", "words"),
    [
        ((), ""),
        ((SANK,), "1 sentence was left out: “The ferry sank.”."),
        ((CITED, CITED), "2 sentences were given a better source."),
        (
            (CITED, QUOTED, CUT, SANK),
            "1 sentence was left out: “The ferry sank.”; 1 was cut to what its source bears; "
            "1 was replaced by the words of its source; 1 was given a better source.",
        ),
        ((UNNAMED,), "1 sentence was shown without the speaker it was given to."),
        ((SANK,) * 5, "5 sentences were left out: “The ferry sank.”, “The ferry sank.” and 3 more."),
    ],
)
def test_repairs_in_words(repairs: tuple[Repair, ...], words: str) -> None:
    assert repair_words(repairs) == words


def test_an_answer_and_a_timeline_say_it_in_one_line() -> None:
    answer = replace(FULL, repairs=(SANK, CUT))
    timeline = Timeline("1", "The ferry", repairs=(SANK,))
    for text in (plain_text(answer), markdown(answer), text_of(timeline_lines(timeline)), timeline_markdown(timeline)):
        assert [line.count("left out") for line in text.splitlines() if "left out" in line] == [1]
    assert "left out" in plain_text(replace(ABSTAINING, repairs=(SANK,)))


def test_what_a_model_wrote_is_named_to_its_reader_and_counted_in_what_is_taken_for_the_answer() -> None:
    written = replace(WRITTEN, repairs=(SANK,))
    for answer in (written, replace(written, mode="extractive"), replace(written, usage=None)):
        assert "left out: “The ferry sank.”" in text_of(answer_lines(answer))
        assert "1 sentence was left out." in plain_text(answer).splitlines()
        assert "sank" not in plain_text(answer)
    quoted = replace(written, mode="extractive", usage=None)
    assert "left out: “The ferry sank.”" in plain_text(quoted), "the control: no model was asked"


def test_the_words_a_sentence_was_held_against_are_explained_and_no_source() -> None:
    tried = WRITTEN.repairs[1].tried
    explained = text_of(explanation_lines(WRITTEN))
    assert f"Held against: “{tried.quote}” north/ferry.txt, characters 30 to 97" in explained
    without = replace(WRITTEN, repairs=tuple(replace(repair, tried=None) for repair in WRITTEN.repairs))
    assert text_of(answer_lines(WRITTEN)) == text_of(answer_lines(without))


def test_an_answer_without_repairs_says_nothing_of_them() -> None:
    """The control."""
    for text in (plain_text(FULL), markdown(FULL)):
        assert "left out" not in text


@given(st.one_of(st.just(HOSTILE_TEXT), st.text(max_size=100)))
def test_what_was_left_out_cannot_forge_a_line(text: str) -> None:
    hostile = Repair("dropped", text, None, text)
    without = len(plain_text(FULL).split("\n"))
    assert len(plain_text(replace(FULL, repairs=(hostile,))).split("\n")) == without + 2
    shown = markdown(replace(FULL, repairs=(hostile,)))
    assert len(shown.split("\n")) == len(markdown(FULL).split("\n")) + 2
    assert "<img" not in shown
