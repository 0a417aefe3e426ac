"""``--any-time`` and ``--today``: passed on as given, and refused where they make no sense."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rag.types import Window
from tests.cli.conftest import Ran
from tests.fake_archive import FakeArchive, reply


def asked(archive: FakeArchive) -> dict[str, object]:
    return next(given for verb, given in archive.calls if verb == "ask")


def test_any_time_and_today_are_passed_on(run: Callable[..., Ran], archive: FakeArchive) -> None:
    assert run("ask", "Who paid last week?", "--any-time", "--today", "2022-06-15").status == 0
    assert (asked(archive)["any_time"], asked(archive)["today"]) == (True, "2022-06-15")


def test_without_them_words_of_time_limit_and_last_week_has_no_day(
    run: Callable[..., Ran], archive: FakeArchive
) -> None:
    assert run("ask", "Who paid last week?").status == 0
    assert (asked(archive)["any_time"], asked(archive)["today"]) == (False, None)


@pytest.mark.parametrize("day", ["2022", "2022-06", "2022-06-31", "yesterday"])
def test_today_is_a_whole_day(run: Callable[..., Ran], day: str) -> None:
    ran = run("ask", "Who paid last week?", "--today", day)
    assert (ran.status, ran.out) == (2, "")
    assert day in ran.err


def test_the_window_is_shown_with_the_option_that_removes_it(run: Callable[..., Ran], archive: FakeArchive) -> None:
    window = Window("in 2020", "2020", "2020")
    archive.replies = [replace(reply("Who paid in 2020?"), window=window)]
    assert run("ask", "Who paid in 2020?").out.startswith("Only articles of 2020 (“in 2020”). --any-time removes this.")
    archive.replies = [replace(reply("Who paid in 2020?"), window=window)]
    assert run("ask", "Who paid in 2020?", "--json").json["window"] == window.to_json()
