"""Dates: what is stated, and nothing more."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.dates import DateMention, find_dates


def _one(text: str) -> DateMention:
    found = find_dates(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "written", "date", "precision"),
    [
        ("released September 29, 2020. (By", "September 29, 2020", "2020-09-29", "day"),
        ("on 29 September 2020 in", "29 September 2020", "2020-09-29", "day"),
        ("date: 2020-09-29", "2020-09-29", "2020-09-29", "day"),
        ("Tuesday, Sept. 29, 2020", "Tuesday, Sept. 29, 2020", "2020-09-29", "day"),
        ("the 29th of September, 2020", "the 29th of September, 2020", "2020-09-29", "day"),
        ("that ended in November 2020.", "November 2020", "2020-11", "month"),
        ("fled in 1992 when", "1992", "1992", "year"),
        ("that ended the 2020 war", "2020", "2020", "year"),
        ("on 9/29/2020", "9/29/2020", "2020-09-29", "day"),
        ("on August 23, at", "August 23", None, "day"),
        ("since the 1990s by", "1990s", None, "decade"),
        ("on Tuesday.", "Tuesday", None, "weekday"),
        ("at about 02:10, the", "02:10", None, "time"),
        ("last August he", "August", None, "month"),
    ],
)
def test_a_date_is_as_precise_as_the_text(text: str, written: str, date: str | None, precision: str) -> None:
    mention = _one(text)
    assert (mention.of(text), mention.date, mention.precision) == (written, date, precision)


@pytest.mark.parametrize(
    ("text", "time"), [("02:10", "02:10"), ("2:10 p.m.", "14:10"), ("12 a.m.", "00:00"), ("5pm", "17:00")]
)
def test_times_are_told_on_the_24_hour_clock(text: str, time: str) -> None:
    assert _one(text).time == time


def test_parts_of_a_date_without_a_year_are_kept_apart() -> None:
    mention = _one("On August 23 the units fired")
    assert (mention.year, mention.month, mention.day) == (None, 8, 23)


def test_a_time_may_be_written_with_a_full_stop() -> None:
    assert (_one("shortly after 6.40 a.m. the train").time, _one("at 11.05pm").time) == ("06:40", "23:05")


def test_a_slashed_date_that_could_be_two_days_states_its_year_only() -> None:
    assert (_one("3/4/2020").date, _one("3/4/2020").precision) == ("2020", "year")


@pytest.mark.parametrize(
    "text",
    [
        "nearly 2000 soldiers",
        "He may march with Mark",
        "February 30, 2020 is no day"[:17],
        "a ratio of 3:75",
        "call 1990 people",
        "a score of 2,020",
        "May said it would",
        "the trial of Jan Lund",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert find_dates(text) == []


@given(st.text(st.sampled_from("1290-:/., stmayMay AugustTuesdapmof"), max_size=60))
def test_mentions_are_in_order_and_slice_back(text: str) -> None:
    mentions = find_dates(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
