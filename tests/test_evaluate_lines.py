"""A direct line is right when it says an accepted answer, and not when it only comes near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.lines import is_right, line_figures, word_f1
from rag.types import Direct, Draft


@pytest.mark.parametrize(
    ("line", "accepted", "right"),
    [
        ("nearly 100 soldiers", ["nearly 100"], True),
        ("In March 2021", ["march 2021"], True),
        ("“The Quay”", ["the quay"], True),
        ("100", ["100 soldiers"], True),  # half of its words
        ("soldiers", ["nearly 100 brave soldiers"], False),
        ("2021", ["1"], False),  # whole words only
        ("the mayor", ["the minister"], False),
        ("the mayor", [], False),
    ],
)
def test_which_lines_are_right(line: str, accepted: list[str], right: bool) -> None:
    assert is_right(line, accepted) == right


def test_the_word_f1_is_that_of_squad() -> None:
    assert word_f1("the old bridge", ["old bridge", "a pier"]) == 1.0
    assert word_f1("the old bridge over the river", ["bridge"]) == pytest.approx(0.4)
    assert word_f1("a pier", ["the bridge"]) == 0.0


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3))
def test_a_score_is_a_share_and_a_line_that_is_the_answer_has_all_of_it(line: str, accepted: list[str]) -> None:
    assert 0.0 <= word_f1(line, accepted) <= 1.0
    if word_f1(line, [line]):
        assert word_f1(line, [*accepted, line]) == 1.0


def test_lines_that_are_not_given_count_against_the_f1_and_not_against_being_right() -> None:
    given_ = Draft(direct=Direct("12 people", 1, 0, 9))
    figures = line_figures([given_, Draft(), Draft(), given_], [["12 people"], ["Oslo"], ["Lund"], ["15 people"]])
    assert figures["direct_given"].value == 0.5
    assert figures["direct_right"].value == 0.5
    assert figures["direct_f1"].value == pytest.approx((1 + 0.5) / 4)
