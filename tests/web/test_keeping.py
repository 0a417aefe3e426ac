"""Work on the archive, one task at a time and told truly, and the list of its articles, without a page."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import DiskFull, InputError
from rag.types import Filters, IngestReport, Progress, Published
from rag.web.keeping import ROWS, SORTS, UNFORESEEN, Cancelled, Listing, Shelf, Task, Works


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def ended(works: Works, what: str, do: Any) -> Task:
    task = works.begin(what, do)
    _wait(task)
    return task


def _wait(task: Task) -> None:
    for thread in threading.enumerate():
        if thread.name == "footnote-archive":
            thread.join(10)
    assert not task.running


def test_rate_and_time_left_are_of_the_stage_that_runs() -> None:
    clock = Clock()
    task = Task(1, "Adding", clock)
    task.reached(Progress("files", 0, 300))
    assert (task.rate, task.left) == (None, None)
    clock.now = 2.0
    task.reached(Progress("files", 100, 300))
    assert (task.rate, task.left) == (50.0, 4.0)
    task.reached(Progress("embed", 256, 512, "passages"))
    assert (task.rate, task.left) == (None, None), "another stage begins anew"


def test_one_task_at_a_time_and_the_second_is_told_why() -> None:
    works, going_on = Works(), threading.Event()

    def waits(_: Any) -> IngestReport:
        going_on.wait(10)
        return IngestReport()

    first = works.begin("Adding news", waits)
    second = works.begin("Reading all again", waits)
    assert not second.running
    assert second.error == "Adding news: that is still going on. Wait until it has ended, or cancel it."
    assert works.task is first
    going_on.set()
    _wait(first)
    assert ended(works, "Reading all again", lambda _: IngestReport()).error is None


def test_a_cancelled_task_ends_at_its_next_word_and_says_nothing_was_done() -> None:
    works, told, cancelled = Works(), threading.Event(), threading.Event()

    def work(progress: Any) -> IngestReport:
        progress(Progress("files", 1, 9))
        told.set()
        cancelled.wait(10)
        progress(Progress("files", 2, 9))
        raise AssertionError("it went on")

    task = works.begin("Adding", work)
    assert told.wait(10)
    works.cancel()
    cancelled.set()
    _wait(task)
    assert (task.cancelled, task.error, task.report) == (True, None, None)


def test_at_the_last_stage_it_is_too_late_to_cancel_and_the_work_is_done() -> None:
    works = Works()

    def work(progress: Any) -> IngestReport:
        progress(Progress("index", 0, 9))
        works.cancel()
        progress(Progress("index", 1, 9))
        return IngestReport(added=("a",))

    task = ended(works, "Adding", work)
    assert task.report == IngestReport(added=("a",))
    assert not task.cancelled


def test_a_task_cancelled_before_the_last_stage_may_not_reach_it() -> None:
    task = Task(1, "Adding", cancelled=True)
    with pytest.raises(Cancelled):
        task.reached(Progress("embed", 1, 2))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DiskFull("The disk is full; the archive is as it was."), "The disk is full; the archive is as it was."),
        (OSError(28, "No space left on device"), "No space left on device. Nothing was changed."),
        (RuntimeError("secret"), UNFORESEEN),
    ],
)
def test_an_error_is_one_line_and_the_next_task_can_begin(error: Exception, words: str) -> None:
    works = Works()

    def fails(_: Any) -> IngestReport:
        raise error

    assert ended(works, "Adding", fails).error == words
    assert ended(works, "Adding", lambda _: IngestReport()).error is None


# --- the list ---------------------------------------------------------------------------------------------------


@dataclass
class Row:
    path: str
    title: str
    outlet: str | None = None
    published: Published = field(default_factory=Published)
    folder: str = "f"


class Archive:
    """Counts how often all articles are read."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows, self.at, self.read = rows, 1, 0

    def changes(self) -> int:
        return self.at

    def articles(self, *, after: str | None, **_: Any) -> list[Row]:
        if after == "soon":
            raise InputError('"soon" is not a date.')
        self.read += 1
        return self.rows


PRESS = Archive(
    [
        Row("b.txt", "Émile opens a bridge", "Post", Published("2020-05", "month", "stated")),
        Row("a.txt", "A bridge closes", "Gazette", Published("2021", "year", "stated")),
        Row("c.txt", "Nobody knows", None),
    ]
)


def titles(listing: Listing) -> list[str]:
    return [row.path for row in Shelf(PRESS).rows(listing)]


def test_the_newest_come_first_and_what_has_no_date_last() -> None:
    assert titles(Listing()) == ["a.txt", "b.txt", "c.txt"]
    assert titles(Listing().sorted_by("date")) == ["b.txt", "a.txt", "c.txt"]


def test_articles_are_found_by_headline_outlet_and_file_however_they_are_written() -> None:
    assert titles(Listing(words="emile")) == titles(Listing(words="ÉMILE")) != []
    assert titles(Listing(words=" gazette ")) == ["a.txt"]
    assert titles(Listing(words="c.TXT")) == ["c.txt"]
    assert titles(Listing(words="nowhere")) == []


def test_the_articles_are_read_once_for_each_change_of_the_archive() -> None:
    press = Archive(PRESS.rows)
    shelf = Shelf(press)
    for words in ("", "bridge", "b"):
        shelf.rows(Listing(words=words))
    assert press.read == 1
    press.at = 2
    shelf.rows(Listing())
    assert press.read == 2


def test_filters_are_kept_apart_and_not_without_end() -> None:
    press = Archive(PRESS.rows)
    shelf = Shelf(press)
    for year in range(40):
        shelf.rows(Listing(filters=Filters(after=str(1990 + year))))
    assert len(shelf._kept) <= 8


def test_a_filter_that_cannot_be_used_is_an_error_by_name() -> None:
    with pytest.raises(InputError, match="is not a date"):
        Shelf(PRESS).rows(Listing(filters=Filters(after="soon")))


ANY = st.one_of(st.none(), st.integers(), st.text(max_size=3), st.booleans(), st.lists(st.integers(), max_size=1))


@given(st.lists(st.tuples(st.sampled_from(["sort", "turn", "fewer"]), ANY), max_size=12), st.integers(0, 3 * ROWS))
def test_whatever_the_browser_sends_the_list_stays_on_a_page_that_there_is(steps: list[Any], rows: int) -> None:
    listing = Listing()
    for step, value in steps:
        listing = listing.sorted_by(value) if step == "sort" else listing.turned(value, rows)
        assert listing.by in SORTS
        assert 0 <= listing.page * ROWS <= max(0, rows - 1)
        assert len(listing.shown(range(rows))) == min(ROWS, rows - listing.page * ROWS)


def test_every_article_is_on_exactly_one_page() -> None:
    rows = list(range(2 * ROWS + 1))
    listing, seen = Listing(), []
    for _ in range(3):
        seen += listing.shown(rows)
        listing = listing.turned(1, len(rows))
    assert seen == rows
