"""A call to a model, run in a thread of its own, so that the one who waits can look at the clock and be stopped.

A blocking read can be ended neither by a stop flag nor by a limit on the whole. So the reading happens elsewhere, and
what comes is handed over in a queue, bounded, so that an endless stream waits instead of filling the memory. Ending
the feed closes the call: its thread sees a closed connection and ends too.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from rag.llm.errors import Failed, Failure

ROOM = 64  # events that may wait
THREAD = "footnote-model"
# At their most talkative these write down what a server sent, which may be a key it was given.
TALKATIVE = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy", "openai._base_client")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer; empty where the model is alive but thinks, or asks for a tool."""

    text: str


@dataclass(frozen=True, slots=True)
class End:
    """The model has finished; ``reason`` is its own word for why."""

    reason: str


Event = Text | End


class Call(Protocol):
    """One question on its way."""

    @property
    def connected(self) -> bool:
        """Whether the other side has taken the question."""

    def events(self) -> Iterator[Event]:
        """What the model says. Raises `Failed`. Runs in the feed's thread."""

    def close(self) -> None:
        """End it at once; called from another thread, at any time, more than once."""


class Feed:
    """The events of a call, as they come. Use in a ``with``: leaving it closes the call."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._queue: queue.Queue[Event | Failure] = queue.Queue(ROOM)
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run, name=THREAD, daemon=True)

    def __enter__(self) -> Feed:
        for name in TALKATIVE:
            logging.getLogger(name).addFilter(_not_ours)  # the same filter is added once only
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._call.close()

    @property
    def connected(self) -> bool:
        return self._call.connected

    def next(self, wait: float) -> Event | None:
        """The next event, or None if none came in ``wait`` seconds. Raises `Failed`."""
        try:
            came = self._queue.get(timeout=wait)
        except queue.Empty:
            return None
        if isinstance(came, Failure):
            raise Failed(came)
        return came

    def _run(self) -> None:
        """Everything that can happen becomes an event: no exception is left to the thread's own traceback."""
        try:
            for event in self._call.events():
                if not self._put(event):
                    return
            self._put(End("broken"))
        except Failed as error:
            self._put(error.failure)
        except Exception as error:
            self._put(Failure(f"failed in a way nobody foresaw ({type(error).__name__})"))

    def _put(self, event: Event | Failure) -> bool:
        while not self._left.is_set():
            try:
                self._queue.put(event, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False


def _not_ours(record: logging.LogRecord) -> bool:
    """Libraries keep their log of what others do; of what is said to a model they write nothing."""
    return record.threadName != THREAD
