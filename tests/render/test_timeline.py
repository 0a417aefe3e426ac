"""A timeline as it is shown: every date as precise as it is, and foreign text that cannot pass for a date or a mark."""

from __future__ import annotations

import re

import pytest

from rag.render import text_of, timeline_lines, timeline_markdown
from rag.render.timeline import date_shown
from rag.types import Claim, Disagreement, Entry, Published, Timeline, Value, When
from tests.answer.told import PRESS, articles_of, timeline
from tests.render.examples import ATTACKS, HOSTILE, painted

QUESTION = "the ferry Marlin"
REPORTED = Published("2021-05-05", "day", "stated")
NOT_TO_BE_SEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (When("2020-09-27", "day"), "2020-09-27"),
        (When("2020-09", "month"), "2020-09"),
        (When("2020", "year"), "2020"),
        (When("1990", "decade", relation="since"), "since 1990s"),
        (When("2021-06", "month", relation="by"), "by 2021-06"),
        (When("1992", "year", until="1994"), "1992/1994"),
        (When(None, "day", month=8, day=23), "23 August"),
        (When(None, "month", month=8, relation="since"), "since August"),
        (When(), "reported 2021-05-05"),
    ],
)
def test_a_date_is_shown_as_precise_as_it_is(when: When, shown: str) -> None:
    assert date_shown(Entry(Claim("It sank."), when, REPORTED)) == shown


def test_without_any_date_none_is_shown() -> None:
    assert date_shown(Entry(Claim("It sank."))) == ""


def test_str_of_a_timeline_is_its_plain_text() -> None:
    found = timeline(QUESTION, articles_of(PRESS))
    assert str(found) == text_of(timeline_lines(found))


def test_on_a_wide_terminal_the_words_are_those_of_the_pipe() -> None:
    found = timeline(QUESTION, articles_of(PRESS))
    assert [line.rstrip() for line in painted(timeline_lines(found), 400).splitlines()] == str(found).splitlines()


def test_a_claim_that_is_not_wholly_supported_says_why() -> None:
    claim = Claim("It sank.", verdict="partly_supported", reasons=("“sank” is not there",))
    [entry, reason] = str(Timeline("1", QUESTION, (Entry(claim, When("2020", "year")),))).splitlines()
    assert entry == "2020 ◐ It sank."
    assert reason == "       partly supported: “sank” is not there"


def test_a_notice_beside_entries_is_a_note_and_else_all_there_is() -> None:
    entry = Entry(Claim("It sank.", verdict="supported"), When("2020", "year"))
    assert str(Timeline("1", QUESTION, (entry,), notice="More.")).endswith("\n\nNote: More.")
    assert str(Timeline("1", QUESTION, notice="The articles do not say.")) == "The articles do not say."


def hostile(foreign: str) -> Timeline:
    when = When(foreign, "day", "inferred", foreign, foreign, foreign, foreign, aside=True)
    entry = Entry(Claim(foreign, "quote", "contradicted", foreign, (foreign,), (1,)), when, Published(foreign))
    apart = [Entry(entry.claim, When(None, month=8, day=23), Published(foreign)), Entry(entry.claim)]
    sides = (Disagreement(foreign, (Value(foreign, (1,)), Value(foreign, (1,)))),)
    return Timeline("1", foreign, (entry,), tuple(apart), sides, HOSTILE.citations, foreign)


@pytest.mark.parametrize("foreign", ATTACKS.values())
def test_foreign_text_cannot_act_nor_forge_a_line(foreign: str) -> None:
    honest, shown = (text_of(timeline_lines(hostile(words))) for words in ("Words", foreign))
    assert not NOT_TO_BE_SEEN.search(shown)
    assert len(shown.splitlines()) == len(honest.splitlines())
    assert not any(line.lstrip().startswith("✓") for line in shown.splitlines())


@pytest.mark.parametrize("foreign", ATTACKS.values())
def test_foreign_text_cannot_become_markdown(foreign: str) -> None:
    shown = timeline_markdown(hostile(foreign))
    assert "<" not in shown
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(|http:|www\.", shown)
    assert not any(line.startswith("#") for line in shown.splitlines())
