"""Altered sentences: false in one place, or reworded without harm; the same ones on every run."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import altered

SENTENCE = (
    "On Monday, Mayor Ada Lindqvist accused Otto Brandt of hiding 1,200 letters, which were found in March, "
    "and the council had reportedly planned to close two northern schools."
)
ALL = [*altered.FALSE, *altered.HARMLESS, ("name", altered.another_name(["Ida Vik", "Per Solberg"])),
       ("word", altered.another_word({"the": ["bridge", "Mayor"], "of": ["hours"]}, SENTENCE))]  # fmt: skip


@pytest.mark.parametrize(("kind", "change"), altered.FALSE)
def test_every_false_change_finds_its_place_and_changes_it(kind: str, change: altered.Change) -> None:
    text = SENTENCE if kind != "opposite" else "Prices rose before the vote."
    made = change(text, random.Random(1))
    assert made
    assert made != text


@pytest.mark.parametrize("seed", range(20))
def test_another_number_is_never_the_same_number(seed: int) -> None:
    made = altered.number("The council spent 1,200 crowns on 3 benches in 2019.", random.Random(seed))
    assert made
    assert made != "The council spent 1,200 crowns on 3 benches in 2019."


def test_a_not_is_put_in_and_taken_out() -> None:
    chance = random.Random(1)
    assert altered.negation("The bridge was not closed.", chance) == "The bridge was closed."
    assert altered.negation("The bridge was closed.", chance) in (
        "The bridge was not closed.", "The bridge was never closed.",
    )  # fmt: skip


def test_two_names_are_exchanged_and_nothing_else() -> None:
    made = altered.roles("Ada Lindqvist accused Otto Brandt of lying.", random.Random(1))
    assert made == "Otto Brandt accused Ada Lindqvist of lying."


def test_what_was_planned_is_told_as_done() -> None:
    assert altered.surer("The council planned to close schools.", random.Random(1)) == "The council closed schools."


def test_a_clause_beside_is_left_out() -> None:
    made = altered.without_aside("The mayor, who took office in 2012, resigned.", random.Random(1))
    assert made == "The mayor resigned."


def test_a_name_is_exchanged_for_another_of_the_same_texts() -> None:
    made = altered.another_name(["Ida Vik"])("Otto Brandt resigned.", random.Random(1))
    assert made == "Ida Vik resigned."


def test_a_word_of_a_question_is_exchanged_for_one_of_the_same_make_that_the_answer_lacks() -> None:
    words = altered.words_by_what_stands_before(
        ["Who closed the bridges?", "Who saw the mayor?", "Who saw the harbour?"]
    )
    change = altered.another_word(words, "The mayor resigned.")
    assert {change("Why did the mayor resign?", random.Random(n)) for n in range(9)} == {"Why did the harbour resign?"}
    assert change("Why did he resign?", random.Random(1)) is None


@given(st.text(max_size=120), st.integers(0, 99), st.sampled_from(ALL))
def test_any_text_is_changed_alike_on_every_run_and_never_breaks(
    text: str, seed: int, named: tuple[str, altered.Change]
) -> None:
    first, second = (named[1](text, random.Random(seed)) for _ in range(2))
    assert first == second
