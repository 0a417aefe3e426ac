"""When things happened: resolved only as far as the article allows, and with the reason."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import article_from
from rag.text.dates.events import EventDate, direction, event_dates
from rag.types import Article, Published

_SEEDS = Path(__file__).parents[2] / "seeds"
_TUESDAY = Published("2020-09-29", "day", "stated")
_ON = "the Tuesday on or before the inferred publication date, 2020-09-29"
_SUNDAY = "the Sunday on or before the inferred publication date, 2020-09-29"
# Every date that the five articles mention: words, date, precision, origin, reason.
_GOLDEN: dict[str, list[tuple[str, str | None, str, str, str]]] = {
    "000": [("Saturday", None, "weekday", "unknown", "")] * 3,
    "001": [
        ("Tuesday", None, "weekday", "unknown", ""),
        ("Wednesday", None, "weekday", "unknown", ""),
        ("August 23", None, "day", "unknown", ""),
        ("02:10", None, "time", "stated", ""),
        ("Tuesday", None, "weekday", "unknown", ""),
    ],
    "002": [("Monday", None, "weekday", "unknown", "")],
    "003": [
        ("Wednesday", None, "weekday", "unknown", ""),
        ("November 2020", "2020-11", "month", "stated", ""),
        ("1990s", None, "decade", "stated", ""),
        ("2020", "2020", "year", "stated", ""),
    ],
    "004": [
        ("September 29, 2020", "2020-09-29", "day", "stated", ""),
        ("Tuesday", "2020-09-29", "day", "inferred", _ON),
        ("1992", "1992", "year", "stated", ""),
        ("Tuesday", "2020-09-29", "day", "inferred", _ON),
        ("Sunday", "2020-09-27", "day", "inferred", _SUNDAY),
    ],
}


@pytest.mark.parametrize("seed", _GOLDEN)
def test_every_date_of_a_seed_is_as_precise_as_the_article(seed: str) -> None:
    path = next(_SEEDS.glob(f"{seed}_*.txt"))
    article = article_from(path.read_bytes(), path=path.name, folder=str(_SEEDS))
    assert isinstance(article, Article)
    found = event_dates(article.text, article.published)
    assert [(e.of(article.text), e.date, e.precision, e.origin, e.reason) for e in found] == _GOLDEN[seed]


def _one(text: str, published: Published = _TUESDAY) -> EventDate:
    found = event_dates(text, published)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The council voted on Monday.", "2020-09-28"),
        ("The council voted on Tuesday.", "2020-09-29"),
        ("The council voted on Wednesday.", "2020-09-23"),
        ("The mayor said on Monday that the bridge will be repaired.", "2020-09-28"),
        ("On Sunday, the council met in Milford.", "2020-09-27"),
        ("The council will vote on Thursday.", "2020-10-01"),
        ("On Thursday, the council will vote.", "2020-10-01"),
        ("Trains will be increased from three to five on Wednesday.", "2020-09-30"),
        ("He said the vote is scheduled for Tuesday.", "2020-09-29"),
        ("The council met last Friday.", "2020-09-25"),
        ("The council meets next Monday.", "2020-10-05"),
        ("It rained yesterday in Milford.", "2020-09-28"),
        ("Tickets go on sale tomorrow.", "2020-09-30"),
        ("The council met earlier today.", "2020-09-29"),
        ("The bridge fell last month.", "2020-08"),
        ("The bridge fell last year.", "2019"),
        ("The bridge opens next year.", "2021"),
    ],
)
def test_a_day_is_told_from_the_day_of_publication_in_the_direction_of_its_sentence(text: str, date: str) -> None:
    event = _one(text)
    assert (event.date, event.origin) == (date, "inferred")
    assert "publication date, 2020-09-29" in event.reason


@pytest.mark.parametrize(
    "text",
    [
        "They agreed to meet on Tuesday.",  # when they meet is not said
        "The council meets on Thursday.",
        "The council met last Monday.",  # of this week, or of the one before
        "The council meets next Wednesday.",
        "The shops were full on Black Friday.",
        "They had met every Sunday.",
        "They had met on the Friday after the flood.",
    ],
)
def test_a_day_that_could_be_two_stays_open(text: str) -> None:
    event = _one(text)
    assert (event.date, event.precision, event.origin, event.reason) == (None, "weekday", "unknown", "")


@pytest.mark.parametrize(
    "published", [Published(), Published("2020", "year", "stated"), Published("2020-09", "month", "stated")]
)
def test_without_a_day_of_publication_no_day_is_made_up(published: Published) -> None:
    text = "The council voted on Tuesday. It rained yesterday. They meet tomorrow."
    assert [event.date for event in event_dates(text, published)] == [None]


@pytest.mark.parametrize("published", [Published(), _TUESDAY])
def test_a_day_without_a_year_never_gets_one(published: Published) -> None:
    event = _one("On August 23, the units fired.", published)
    assert (event.date, event.year, event.month, event.day, event.origin) == (None, None, 8, 23, "unknown")


def test_a_day_of_the_week_beside_its_full_date_is_that_date() -> None:
    first, second = event_dates("The council met on Tuesday (September 29, 2020).", Published())
    assert (first.date, first.origin) == (second.date, "inferred")
    assert first.reason == "the date beside it, 2020-09-29, is a Tuesday"


def test_a_full_date_that_is_another_day_of_the_week_resolves_nothing() -> None:
    """The control: the date beside it is a Wednesday."""
    first, _ = event_dates("The council met on Tuesday (September 30, 2020).", Published())
    assert (first.date, first.origin) == (None, "unknown")


@pytest.mark.parametrize("text", ["She told USA TODAY so.", "Today’s lives depend on it.", "People today live longer."])
def test_today_as_a_name_or_an_age_is_no_date(text: str) -> None:
    assert event_dates(text, _TUESDAY) == []


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_dates_at_the_end_of_the_calendar_are_no_trouble(date: str) -> None:
    text = "It fell on Sunday, will fall on Monday, fell yesterday, falls tomorrow, last month and next year."
    events = event_dates(text, Published(date, "day", "stated"))
    assert len(events) >= 4


_PIECES = [
    "Tuesday",
    "will ",
    "said ",
    "on ",
    "yesterday",
    "last year",
    "September 29, 2020",
    " ",
    ". ",
    "(",
    "next ",
    "\n",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=20).map("".join) | st.text(max_size=80))
def test_events_are_in_order_slice_back_and_give_reasons(text: str) -> None:
    events = event_dates(text, _TUESDAY)
    assert all(0 <= e.start < e.end <= len(text) for e in events)
    assert all(a.end <= b.start for a, b in pairwise(events))
    assert all(bool(e.reason) == (e.origin == "inferred") for e in events)
    assert all(e.date for e in events if e.origin == "inferred")


def test_time_grows_with_the_number_of_dates_and_not_with_its_square() -> None:
    import time

    def seconds(count: int) -> float:
        text = "Tuesday " * count
        began = time.process_time()
        event_dates(text, _TUESDAY)
        return time.process_time() - began

    small, large = min(seconds(2_000), seconds(2_000)), seconds(20_000)
    assert large < 30 * max(small, 0.001) or seconds(20_000) < 30 * max(seconds(2_000), 0.001)


@pytest.mark.parametrize(
    ("text", "way"),
    [("He said so on Tuesday", "past"), ("It will end on Tuesday", "future"), ("to end on Tuesday", "unknown")],
)
def test_the_nearest_verb_tells_the_direction(text: str, way: str) -> None:
    assert direction(text, text.index("Tuesday"), len(text)) == way
