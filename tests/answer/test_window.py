"""Words of a question that set a time, and words with a year that do not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import window
from rag.answer.window import earlier, later, window_of, within

SET = [
    ("What did Holm say in 2020?", "in 2020", "2020", "2020"),
    ("What happened in September 2022?", "in September 2022", "2022-09", "2022-09"),
    ("Who met whom on 23 August 2022?", "on 23 August 2022", "2022-08-23", "2022-08-23"),
    ("Who met on Tuesday, 29 September 2020?", "on Tuesday, 29 September 2020", "2020-09-29", "2020-09-29"),
    ("How many boats sank since 2019?", "since 2019", "2019", None),
    ("What did Falk promise before March 2021?", "before March 2021", None, "2021-02"),
    ("What did Falk promise before 1 March 2021?", "before 1 March 2021", None, "2021-02-28"),
    ("What did Falk promise after March 2021?", "after March 2021", "2021-04", None),
    ("What was known until 2021?", "until 2021", None, "2021"),
    ("What was the toll as of September 2022?", "as of September 2022", None, "2022-09"),
    ("What changed between 2019 and 2021?", "between 2019 and 2021", "2019", "2021"),
    ("What happened between March and May 2021?", "between March and May 2021", "2021-03", "2021-05"),
    ("Who ruled from 2019 to 2021?", "from 2019 to 2021", "2019", "2021"),
    ("Who ruled from 2010 onwards?", "from 2010", "2010", None),
    ("What happened in 2019-20?", "in 2019-20", "2019", "2020"),
    ("What happened in 2019 and 2020?", "in 2019 and 2020", "2019", "2020"),
    ("Who fished here in the 1990s?", "in the 1990s", "1990", "1999"),
    ("What was built in the first half of 2021?", "in the first half of 2021", "2021", "2021"),
    ("What was promised before the end of 2020?", "before the end of 2020", None, "2020"),
    ("What do articles from 2020 say about the quay?", "from 2020", "2020", "2020"),
    ("In 2020 Holm promised what?", "In 2020", "2020", "2020"),
    ("In 2020, did Holm resign?", "In 2020", "2020", "2020"),
    ("Tell me about the quay in 2020.", "in 2020", "2020", "2020"),
]


@pytest.mark.parametrize(("question", "words", "after", "before"), SET)
def test_words_that_set_a_time_are_understood(question: str, words: str, after: str | None, before: str | None) -> None:
    told = window_of(question)
    assert told is not None
    assert (told.of(question), told.after, told.before) == (words, after, before)
    assert told.window(question).words == words


@pytest.mark.parametrize(
    "question",
    [
        "When did the 2020 war end?",
        "What happened after the 2020 elections?",
        "Who signed the November 2020 ceasefire?",
        "How bad was COVID-19?",
        "Who won World Cup 2022?",
        "Who was the hero of Euro 2024?",
        "What does Agenda 2030 ask for?",
        "How many of the 2000 workers stayed?",
        "Who must pay by 2030?",
        "What happened in August?",
        "What happened on Tuesday?",
        "What happened recently?",
        "Why?",
        "",
    ],
)
def test_a_year_in_a_name_a_bare_month_and_no_time_at_all_set_none(question: str) -> None:
    assert window_of(question) is None


NEVER = re.compile(r"(?!)")
# A question, and the guard without which its year would be taken for a time that is set.
GUARDED: list[tuple[str, str, Any]] = [
    ("Who scored in 2022 World Cup matches?", "_stands_alone", lambda *_: True),
    ("Who voted in 2020 elections?", "_stands_alone", lambda *_: True),
    ("Who leads the party founded in 2019?", "_UNTIMED", NEVER),
    ("Who won every prize except in 2019?", "_UNTIMED", NEVER),
    ("Which ferry, which was painted in 1920, sank?", "_ASIDE", NEVER),
    ("What do the report on 6 May 2023 and the coverage of the Post have in common?", "_ONE_REPORT", NEVER),
    ("What was the highest price since 2001?", "_SINCE_MOST", NEVER),
    ("What was said in “the storm in 2020”?", "_inside", lambda *_: False),
    ("The quay was built in 1907. Who paid?", "asking", lambda text: window.Span(0, len(text))),
    ("Why did the toll in 2020, not the 2016 toll, shock so many?", "_other_times", lambda *_: False),
    ("Who has to pay at the latest?", "_LATEST", re.compile("latest")),
    ("What is the latest in a series of storms?", "_LATEST", re.compile("latest")),
    ("Which town is the largest, according to the latest count?", "_FIRST_WORDS", 99),
]


@pytest.mark.parametrize(("question", "guard", "off"), GUARDED)
def test_each_guard_is_what_keeps_a_question_without_a_window(
    question: str, guard: str, off: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window_of(question) is None
    monkeypatch.setattr(window, guard, off)
    if guard == "_FIRST_WORDS":
        monkeypatch.setattr(window, "_ACCORDING", NEVER)
    assert window_of(question) is not None


def test_what_a_yes_or_no_question_wants_to_know_is_not_taken_for_given() -> None:
    assert window_of("Did the harbour close in 2020?") is None
    assert window_of("When did the harbour close in 2020?") is not None


def test_a_question_full_of_dates_means_no_single_time() -> None:
    assert window_of("What happened in 2020 " * 100) is None
    assert window_of("What happened in 2020 " + "this and that " * 100) is not None, "the control: length alone is fine"


def test_times_that_are_compared_set_none() -> None:
    assert window_of("Were more boats lost in 2020 than in 2019?") is None
    assert window_of("How did the toll in 2020 differ from the 2016 one?") is None
    assert window_of("How many boats were lost in 2020?") is not None


def test_the_latest_is_an_order_and_no_limit() -> None:
    told = window_of("What is the latest on the storm?")
    assert told is not None
    assert (told.after, told.before, told.order) == (None, None, "latest")
    assert window_of("Latest news on the storm") is not None
    both = window_of("What are the most recent reports from 2022?")
    assert both is not None
    assert (both.after, both.before, both.order) == ("2022", "2022", "latest")


def test_last_week_sets_a_time_only_from_a_day_that_is_given() -> None:
    question = "What happened last week?"
    assert window_of(question) is None
    told = window_of(question, "2023-03-02")
    assert told is not None
    assert (told.after, told.before) == ("2023-02-20", "2023-02-26")
    yesterday = window_of("Who resigned yesterday?", "2023-01-01")
    assert yesterday is not None
    assert (yesterday.after, yesterday.before) == ("2022-12-31", "2022-12-31")
    assert window_of("Who left last month?", "2023-01-31") == window_of("Who left last month?", "2023-01-01")
    assert window_of(question, "0001-01-02") is None
    assert window_of(question, "not a day") is None


_PIECES = [
    "in", "on", "before", "since", "as of", "between", "and", "from", "to", "the", "end of", "early", "late",
    "29 February", "2020", "2021", "1990s", "the 1990s", "September", "September 2022", "23 August 2022", "2019-20",
    "9999", "World Cup", "What happened", "latest", "most recent", "than", "“", "”", "?", ".", ",", "last week", "\n",
    "’s", "31/12/2021", "until", "29 septembre 2020", "٢٠٢٠", "1000", "2199-12-31", "after", "\x00", "🙂",
]  # fmt: skip
any_words = st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join) | st.text(max_size=60)
any_day = st.none() | st.dates().map(str) | st.text(max_size=12)


@given(any_words, any_day)
def test_any_text_sets_a_time_with_its_own_words_or_none(text: str, on: str | None) -> None:
    told = window_of(text, on)
    if told is None:
        return
    assert 0 <= told.start < told.end <= len(text)
    assert text[told.start : told.end] == told.window(text).words
    assert told.after or told.before or told.order == "latest"
    for bound in filter(None, (told.after, told.before)):
        assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", bound)
    if told.after and told.before:
        assert f"{told.after}-00-00"[:10] <= f"{told.before}-99-99"[:10]


@given(st.dates().filter(lambda day: 1000 < day.year < 9000).map(str), st.sampled_from([4, 7, 10]))
def test_earlier_and_later_undo_each_other_and_never_touch(day: str, length: int) -> None:
    written = day[:length]
    assert later(earlier(written)) == earlier(later(written)) == written
    assert earlier(written) < written < later(written)
    assert not within(earlier(written), earlier(written), written, None)
    assert not within(later(written), later(written), None, written)
    assert within(written, written, written, written)
