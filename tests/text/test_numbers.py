"""Numbers: value, reserve, unit, what is counted and of which event."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

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
        ("1,00,000 rupees", 100_000, "exact", "rupee", ""),
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


def test_a_hyphen_that_does_not_break_a_line_is_a_hyphen() -> None:
    number = _one("a 44\u2011day war")
    assert (number.value, number.unit, number.noun) == (44, "day", "war")


def test_the_traps_of_one_article_are_told_apart() -> None:
    text = "nearly 100 soldiers dead since thousands were killed in a 44-day war, which claimed over 65,000 lives"
    assert [(n.value, n.hedge, n.unit) for n in find_numbers(text)] == [
        (100, "nearly", ""),
        (1000, "at_least", ""),
        (44, "exact", "day"),
        (65_000, "over", ""),
    ]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("just under 40 boats", "nearly"),
        ("as many as 40 boats", "at_most"),
        ("no more than 40 boats", "at_most"),
        ("a little over 40 boats", "over"),
        ("roughly 40 boats", "about"),
        ("some 40 boats", "about"),
        ("40 or so boats", "about"),
        ("40-odd boats", "about"),
        ("40 or more boats", "at_least"),
        ("no fewer than 40 boats", "at_least"),
        ("in excess of 40 boats", "over"),
        ("a dispute over 40 boats", "exact"),
        ("they asked about 40 boats", "exact"),
        ("it paid $5 million over 40 years", "exact"),
        ("it took over 40 years", "over"),
        ("he walked above the 40 boats", "exact"),
    ],
)
def test_a_reserve_is_told_from_a_preposition(text: str, hedge: str) -> None:
    assert find_numbers(text)[-1].hedge == hedge


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10 to 15 people", 10, 15, ""),
        ("a rise of 5-7%", 5, 7, "%"),
        ("between 10 and 15 people", 10, 15, ""),
        ("between five and ten people", 5, 10, ""),
        ("from 3 to 5 percent", 3, 5, "%"),
        ("$2-3 billion", 2e9, 3e9, "$"),
        ("$700 to $800 million", 7e8, 8e8, "$"),
        ("two or three days", 2, 3, "day"),
        ("65% to 70% of voters", 65, 70, "%"),
        ("hundreds or thousands of years", 100, 1000, "year"),
    ],
)
def test_a_range_is_one_number_with_two_ends(text: str, low: float, high: float, unit: str) -> None:
    number = _one(text)
    assert (number.value, number.high, number.unit) == (low, high, unit)
    assert [end.value for end in number.ends()] == [low, high]
    assert all(end.high is None for end in number.ends())


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("it rose from 3 to 5 percent", [3, 5]),
        ("it went from 3% to 5%", [3, 5]),
        ("10 men and 15 women", [10, 15]),
        ("two men or three women", [2, 3]),
    ],
)
def test_a_change_and_a_list_are_two_numbers(text: str, values: list[float]) -> None:
    found = find_numbers(text)
    assert [number.value for number in found] == values
    assert all(number.high is None for number in found)


@pytest.mark.parametrize(
    ("text", "value", "kind", "unit", "noun"),
    [
        ("two-thirds of the voters", 2 / 3, "fraction", "", "voters"),
        ("half of its ships", 0.5, "fraction", "", "ships"),
        ("more than a quarter of households", 0.25, "fraction", "", "households"),
        ("one third of the members", 1 / 3, "fraction", "", "members"),
        ("one in five children", 0.2, "fraction", "", "children"),
        ("9 out of 10 doctors", 0.9, "fraction", "", "doctors"),
        ("three-quarters of a percentage point", 0.75, "percentage", "percentage point", ""),
        ("half a million people", 5e5, "count", "", "people"),
        ("two and a half hours", 2.5, "duration", "hour", ""),
        ("2.5 percentage points", 2.5, "percentage", "percentage point", ""),
        ("25 basis points", 25, "percentage", "basis point", ""),
        ("a tenfold rise", 10, "multiple", "", "rise"),
        ("three times as many", 3, "multiple", "", ""),
        ("it voted three times", 3, "count", "", "times"),
        ("hundreds of thousands of homes", 1e5, "count", "", "homes"),
        ("dozens of homes", 12, "count", "", "homes"),
        ("millions of dollars", 1e6, "money", "$", ""),
        ("3 million rials", 3e6, "money", "rial", ""),
        ("50 cents", 50, "money", "cent", ""),
        ("€3bn in aid", 3e9, "money", "€", "aid"),
        ("HK$1.5 million", 1.5e6, "money", "HK$", ""),
        ("USD 5 million", 5e6, "money", "$", ""),
        ("a $44 billion purchase", 4.4e10, "money", "$", "purchase"),
        ("a 20% stake", 20, "percentage", "%", "stake"),
        ("3 inches of rain", 3, "measure", "inch", "rain"),
        ("15 long years", 15, "duration", "year", ""),
        ("60 days’ notice", 60, "duration", "day", "notice"),
        ("a magnitude 6.1 earthquake", 6.1, "measure", "magnitude", "earthquake"),
        ("Ms Lund, 52, said", 52, "duration", "year", ""),
        ("after the 9/11 attacks", 9, "label", "", ""),
    ],
)
def test_every_kind_of_quantity_is_read(text: str, value: float, kind: str, unit: str, noun: str) -> None:
    number = find_numbers(text)[0]
    assert (number.value, number.kind, number.unit) == (pytest.approx(value), kind, unit)
    assert number.noun == (stem(noun) if noun else "")


@pytest.mark.parametrize(
    "text",
    [
        "Article 5 of the treaty",
        "a Boeing 737 crashed",
        "on Channel 4",
        "under Section 230",
        "on Windows 11",
        "at 10 Downing Street",
        "at No. 10",
        "their number one priority",
        "the Group of 20",
        "aboard Air Force One",
        "a phase 3 trial",
        "the goals of Italia 90",
        "call 911",
        "won 3-2",
        "a 52-48 vote",
    ],
)
def test_labels_and_scores_count_nothing(text: str) -> None:
    assert {(n.kind, n.noun, n.unit) for n in find_numbers(text)} <= {("label", "", ""), ("score", "", "")}


def test_a_number_after_a_name_may_count() -> None:
    assert _one("In Baku 12 houses burned").kind == "count"


@pytest.mark.parametrize(
    "text",
    [
        "1. Talks in Baku\n2. Prices",
        "the G20 and 5G and 3D",
        "it will one day end",
        "October 14-16",
        "code " + "7" * 40,
    ],
)
def test_marks_of_lists_codes_and_parts_of_dates_are_no_numbers(text: str) -> None:
    assert [n for n in find_numbers(text) if not n.ordinal] == []


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("his fourth finance minister in a year", "minister"),
        ("a 25-year prison sentence for fraud", "sentence"),
        ("one court employee said so", "employee"),
        ("One method involves traps", "method"),
        ("two sports officials left", "officials"),
        ("80 of the delegates", "delegates"),
        ("2,500 fresh and frozen meals", "meals"),
        ("hundreds of the region’s poorest people", "people"),
        ("12 years of Tory failure", "failure"),
        ("a fourth quarter drop in sales", "quarter"),
        ("28% say it is a protest", ""),
        ("21% lower", ""),
        ("9 points among voters", "points"),
        ("9 percentage points among voters", ""),
        ("two months leading up to it", ""),
        ("100 miles southwest of the town", ""),
        ("10% in early trading", ""),
        ("who first reported the story", ""),
        ("a three-way contest", "way"),
    ],
)
def test_what_is_counted_is_the_head_of_the_phrase(text: str, noun: str) -> None:
    assert find_numbers(text)[0].noun == (stem(noun) if noun else "")


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("thousands were killed in a two-week war over Ruritania.", "a two-week war over Ruritania"),
        ("The storm, which destroyed 300 homes, moved on.", "The storm"),
        ("That led to a new clash, leaving nearly 20 guards dead.", "a new clash"),
        ("It was the third meeting of the Harbour Board.", "the third meeting of the Harbour Board"),
        ("Last year’s earthquake killed 40 people.", "Last year’s earthquake"),
        ("The storm passed. 300 people came to the market.", ""),
        ("Two officials said in a meeting that it rained.", ""),
        ("After the war the company hired 300 people.", ""),
        ("300 people attack the plan.", ""),
        ("It was the rain that caused devastating flooding of 300 homes.", ""),
        ("At the Group of 20 summit they spoke.", ""),
        ("Two election officials counted 40 crates.", ""),
        ("The two men battle for the mayor’s office.", ""),
    ],
)
def test_a_number_belongs_to_an_event_only_where_the_words_tie_them(text: str, event: str) -> None:
    assert find_numbers(text)[0].event == event


# Every number of the five seeds as (written, value, hedge, kind, unit, what is counted, event).
_SEEDS: dict[str, list[tuple[str, float, str, str, str, str, str]]] = {
    "000": [
        ("third", 3, "exact", "ordinal", "", "meeting",
         "the third meeting of the Joint Commission on Military Cooperation"),
        ("two", 2, "exact", "count", "", "sides", ""),
    ],
    "001": [
        ("two", 2, "exact", "count", "", "countries", ""),
        ("two", 2, "exact", "count", "", "countries", ""),
        ("two", 2, "exact", "count", "", "countries", ""),
        ("two", 2, "exact", "count", "", "sides", ""),
        ("five", 5, "exact", "count", "", "countries", ""),
    ],
    "002": [],
    "003": [
        ("two", 2, "exact", "count", "", "neighbors", ""),
        ("two", 2, "exact", "count", "", "neighbors", ""),
        ("100", 100, "nearly", "count", "", "soldiers", "a fresh flare-up"),
        ("two", 2, "exact", "count", "", "neighbors", ""),
        ("thousands", 1000, "at_least", "count", "", "killed",
         "a 44-day war over the disputed territory of Nagorno-Karabakh"),
        ("44", 44, "exact", "duration", "day", "war",
         "a 44-day war over the disputed territory of Nagorno-Karabakh"),
        ("65,000", 65_000, "over", "count", "", "lives", "The deadly conflict"),
    ],
    "004": [
        ("two", 2, "exact", "count", "", "sides", ""),
        ("two", 2, "exact", "count", "", "countries", ""),
        ("two", 2, "exact", "count", "", "neighbors", ""),
        ("third", 3, "exact", "ordinal", "", "day", ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize("seed", sorted((Path(__file__).parents[2] / "seeds").glob("*.txt")), ids=lambda p: p.name[:3])
def test_all_numbers_of_the_seeds(seed: Path) -> None:
    text = seed.read_text(encoding="utf-8")
    found = [(n.of(text), n.value, n.hedge, n.kind, n.unit, n.noun, n.event) for n in find_numbers(text)]
    assert found == [(*rest, stem(noun) if noun else "", event) for *rest, noun, event in _SEEDS[seed.name[:3]]]


@given(st.integers(0, 10**9))
def test_digits_with_separators_keep_their_value(value: int) -> None:
    text = f"We saw {value:,} ships there"
    numbers = find_numbers(text)
    assert [n.value for n in numbers] == [value]


_PIECES = [
    "1", "23", "4,500", "0.5", "½", "%", "$", "€", "-", "–", "/", " ", "  ", "\n", ".", ",", "to", "and", "a", "half",
    "in", "out of", "between", "from", "one", "two", "hundred", "million", "thousands", "third", "2nd", "times", "fold",
    "over", "nearly", "the", "war", "attack", "killed", "people", "years", "of", "No.", "Article", "x", "“", "'s", "’",
    "é", "\u00a0",
]  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join),
                 st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)))  # fmt: skip
def test_numbers_of_any_text_are_in_order_and_slice_back(text: str) -> None:
    numbers = find_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(a.end <= b.start for a, b in pairwise(numbers))
    assert all(n.high is None or n.value <= n.high for n in numbers)
    assert all(" ".join(n.event.split()) in " ".join(text.split()) for n in numbers)
    assert all((n.kind == "ordinal") == n.ordinal for n in numbers)


@pytest.mark.parametrize("piece", ["1 ", "1-", "1 to ", "one and ", "half a ", "the war ", "352-629-1325 ", "$", "1,"])
def test_the_work_grows_no_faster_than_the_text(piece: str) -> None:
    def work(times: int) -> int:
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            find_numbers(piece * times)
        finally:
            sys.setprofile(None)
        return calls

    assert work(1200) < 6 * work(300) + 200
