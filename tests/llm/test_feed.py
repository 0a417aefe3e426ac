"""What a call says is handed over in order, waits for its reader, and no exception of its thread is lost or shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from rag.llm.errors import Failed, Failure
from rag.llm.feed import ROOM, End, Event, Feed, Text
from tests.llm.server import PATIENCE


class Spoken:
    """A call that says given events, then raises, if told to."""

    connected = True

    def __init__(self, events: Iterator[Event], error: Exception | None = None) -> None:
        self.said = 0
        self.enough = threading.Event()
        self._events = events
        self._error = error

    def events(self) -> Iterator[Event]:
        for event in self._events:
            self.said += 1
            if self.said > ROOM:
                self.enough.set()
            yield event
        if self._error:
            raise self._error

    def close(self) -> None:
        pass


def endless() -> Iterator[Event]:
    while True:
        yield Text("word ")


def test_events_come_in_order_and_a_call_that_says_no_end_was_broken_off() -> None:
    with Feed(Spoken(iter([Text("a"), Text("b")]))) as feed:
        assert [feed.next(PATIENCE) for _ in range(3)] == [Text("a"), Text("b"), End("broken")]


def test_a_call_nobody_reads_waits_and_does_not_fill_the_memory() -> None:
    call = Spoken(endless())
    with Feed(call) as feed:
        assert call.enough.wait(PATIENCE)
        assert feed.next(PATIENCE) == Text("word ")
        assert feed.next(PATIENCE) == Text("word ")
        threading.Event().wait(0.05)
        assert call.said <= ROOM + 3  # what was read, what waits, and the one in hand
    for thread in threading.enumerate():
        if thread.name == "footnote-model":
            thread.join(PATIENCE)
            assert not thread.is_alive()


def test_a_failure_crosses_over_as_it_is_and_a_surprise_by_its_kind_only() -> None:
    failure = Failure("answered 503{times}", again=True)
    with Feed(Spoken(iter(()), Failed(failure))) as feed, pytest.raises(Failed) as raised:
        feed.next(PATIENCE)
    assert raised.value.failure == failure
    with Feed(Spoken(iter(()), ZeroDivisionError("SECRET"))) as feed, pytest.raises(Failed) as raised:
        feed.next(PATIENCE)
    assert raised.value.failure.words == "failed in a way nobody foresaw (ZeroDivisionError)"
    assert raised.value.__context__ is None


def test_nothing_said_is_none_and_no_error() -> None:
    go = threading.Event()

    def late() -> Iterator[Event]:
        go.wait(PATIENCE)
        yield End("stop")

    with Feed(Spoken(late())) as feed:
        assert feed.next(0.001) is None
        go.set()
        assert feed.next(PATIENCE) == End("stop")
