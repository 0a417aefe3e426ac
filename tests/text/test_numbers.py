"""Numbers: value, reserve, unit and what is counted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.numbers import Number, find_numbers
from rag.text.words import stem


def _one(text: str) -> Number:
    found = find_numbers(text)
    assert len(found) == 1, [number.of(text) for number in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "hedge", "unit", "noun"),
    [
        ("leaving nearly 100 soldiers dead", 100, "nearly", "", "soldiers"),
        ("claimed over 65,000 lives on both sides", 65_000, "over", "", "lives"),
        ("in a 44-day war over", 44, "exact", "day", "war"),
        ("the five coastal countries of", 5, "exact", "", "countries"),
        ("Nearly one hundred soldiers", 100, "nearly", "", "soldiers"),
        ("forty-four days", 44, "exact", "day", ""),
        ("about $3bn", 3e9, "about", "$", ""),
        ("1.5 million people", 1.5e6, "exact", "", "people"),
        ("at least 20% of voters", 20, "at_least", "%", "voters"),
        ("up to 12 per cent", 12, "at_most", "%", ""),
        ("two dozen officers", 24, "exact", "", "officers"),
        ("fewer than 30 wounded", 30, "under", "", "wounded"),
        ("thousands were killed", 1000, "at_least", "", "killed"),
        ("two hundred and fifty-six ships", 256, "exact", "", "ships"),
        ("a hundred men", 100, "exact", "", "men"),
        ("several thousand people", 1000, "at_least", "", "people"),
        ("two weeks ago", 2, "exact", "week", ""),
        ("a 70-year-old", 70, "exact", "year", ""),
        ("1,00,000 rupees", 100_000, "exact", "", "rupees"),
    ],
)
def test_a_number_is_read_with_what_stands_around_it(text: str, value: float, hedge: str, unit: str, noun: str) -> None:
    number = _one(text)
    assert (number.value, number.hedge, number.unit) == (value, hedge, unit)
    assert number.noun == (stem(noun) if noun else "")


@pytest.mark.parametrize(
    ("text", "value", "noun"),
    [("the third meeting of the Joint Commission", 3, "meeting"), ("its 21st day", 21, "day")],
)
def test_ordinals_are_numbers_of_their_own_kind(text: str, value: float, noun: str) -> None:
    number = _one(text)
    assert (number.value, number.ordinal, number.noun) == (value, True, stem(noun))


@pytest.mark.parametrize(
    "text",
    [
        "On August 23, at about 02:10, the units",
        "since the 1990s",
        "that ended in November 2020",
        "No one said so, and one of them left; the one who stayed",
        "call 352-629-1325",
        "a second ago",
        "the COVID-19 pandemic and an F-16",
    ],
)
def test_dates_times_and_pronouns_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == []


def test_the_traps_of_one_article_are_told_apart() -> None:
    text = "nearly 100 soldiers dead since thousands were killed in a 44-day war, which claimed over 65,000 lives"
    assert [(n.value, n.hedge, n.unit) for n in find_numbers(text)] == [
        (100, "nearly", ""),
        (1000, "at_least", ""),
        (44, "exact", "day"),
        (65_000, "over", ""),
    ]


@given(st.integers(0, 10**9))
def test_digits_with_separators_keep_their_value(value: int) -> None:
    text = f"We saw {value:,} ships there"
    numbers = find_numbers(text)
    assert [n.value for n in numbers] == [value]


@given(st.text(st.sampled_from("0129,.-% $andone hundred-third million km st"), max_size=60))
def test_numbers_are_in_order_and_slice_back(text: str) -> None:
    numbers = find_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(a.end <= b.start for a, b in pairwise(numbers))
