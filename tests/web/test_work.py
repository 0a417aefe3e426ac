"""What a reader waits for is followed while it runs, can be given up, and never ends without saying how."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InputError, Stopped
from rag.web.checking import Job
from rag.web.conversation import Exchange
from rag.web.picturing import Picture
from rag.web.work import UNFORESEEN, Work, follow

KINDS: list[Callable[[], Work]] = [
    lambda: Exchange(1, "Who?", stage="Reading"),
    lambda: Job(1, "A text.", stage="Reading"),
    lambda: Picture(1, "A matter", stage="Reading"),
]


def followed(work: Work | None, do: Callable[[Work], None]) -> list[str | None]:
    async def collect() -> list[str | None]:
        steps = follow(work, do, lambda: work and work.stage, lambda: "the end", "idle")
        return [step async for step in steps]

    return asyncio.run(collect())


@pytest.mark.parametrize("begin", KINDS)
def test_nothing_is_done_for_what_was_not_begun_was_stopped_or_is_in_other_hands(begin: Callable[[], Work]) -> None:
    done: list[Work] = []
    stopped, taken, over = begin(), begin(), begin()
    stopped.stop()
    taken.taken, over.stage = True, None
    for work in (None, stopped, taken, over):
        assert followed(work, done.append) == ["idle"]
    assert done == []
    assert followed(begin(), done.append) == ["the end"], "the control"
    assert len(done) == 1


@pytest.mark.parametrize("begin", KINDS)
def test_what_fails_says_so_in_one_line_and_is_over(begin: Callable[[], Work]) -> None:
    def raising(error: Exception) -> Work:
        work = begin()

        def do(_: Work) -> None:
            raise error

        assert followed(work, do) == ["the end"]
        assert work.stage is None
        return work

    assert raising(InputError("The question is empty.")).error == "The question is empty."
    assert raising(RuntimeError("a secret of the inside")).error == UNFORESEEN
    assert raising(Stopped()).error is None


@given(st.lists(st.text(max_size=5), max_size=5), st.integers(0, 6))
def test_work_that_is_given_up_does_nothing_more_at_its_next_word(words: list[str], stop_at: int) -> None:
    work, said = Work(1, stage="Reading"), list[str]()

    def do() -> None:
        for place, word in enumerate(words):
            if place == stop_at:
                work.stop()
            work.say(word)
            said.append(word)

    work.attempt(do)
    assert said == words[:stop_at]
    assert not work.running
    assert work.error is None


def test_each_new_word_is_shown_and_a_reader_who_leaves_gives_the_work_up() -> None:
    work, go_on, ended = Work(1, stage="Reading"), threading.Event(), threading.Event()

    def do(work: Work) -> None:
        work.say("reading 8 passages")
        go_on.wait(10)
        try:
            work.say("checking")
        finally:
            ended.set()

    async def leave_after_one_word() -> list[str | None]:
        async with aclosing(follow(work, do, lambda: work.stage, lambda: "the end", "idle")) as steps:
            return [await anext(steps)]

    async def left() -> list[str | None]:
        seen = await leave_after_one_word()
        go_on.set()
        return seen

    assert asyncio.run(left()) == ["reading 8 passages"]
    assert ended.wait(10)
    assert work.stopped
    assert work.stage != "checking"


@pytest.mark.parametrize("begin", KINDS)
def test_what_found_no_place_in_the_line_says_so_unless_somebody_is_at_it(begin: Callable[[], Work]) -> None:
    waiting, taken = begin(), begin()
    taken.taken = True
    assert waiting.turned_away("The page is busy.")
    assert (waiting.error, waiting.running) == ("The page is busy.", False)
    assert not taken.turned_away("The page is busy.")
    assert (taken.error, taken.running) == (None, True)
