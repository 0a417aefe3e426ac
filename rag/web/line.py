"""The line in front of the archive: how many wait there, and how many of them may be one reader's.

Gradio has one limit for all that waits, and it counts a press of Stop like a question: while its queue is full a page
is dead, and whoever asks enough fills it for all. So the count is taken here, of what is slow. What only looks
something up passes while others wait, up to a bound of its own for each reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

WAITING = 64  # questions, searches, checks and pictures of all readers
OF_ONE = 8  # of these, one reader's: waiting or being worked on
QUICK_OF_ONE = 24  # what only looks something up, of one reader at once; Gradio works on 40 things at a time

BUSY = "The page is busy: as many wait as may wait. Try again in a moment."
ENOUGH = f"You already have {OF_ONE} waiting or being worked on: as many as one reader may. Wait until one is done."


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that is waiting, or being worked on. ``slow``: of a kind of which a few are worked on at a time."""

    session: str
    slow: bool
    waits: bool


class Queue(Protocol):
    """What stands in line, and whether an event, by its number, would be slow."""

    def is_slow(self, event: object) -> bool: ...
    def standing(self) -> Iterable[Standing]: ...


class NoQueue:
    """Nothing ever waits."""

    def is_slow(self, _event: object) -> bool:
        return True

    def standing(self) -> Iterable[Standing]:
        return ()


class GradioQueue:
    """Gradio's queue of a page. It has no public way to be counted: what waits in it and what its workers have.

    A test holds this against the real one, because Gradio promises nothing about these names.
    """

    def __init__(self, blocks: Any) -> None:
        self._blocks = blocks

    def is_slow(self, event: object) -> bool:
        fn = self._blocks.fns.get(event) if isinstance(event, int) else None
        return fn is None or fn.concurrency_limit is not None

    def standing(self) -> Iterable[Standing]:
        queue = self._blocks._queue
        for line in queue.event_queue_per_concurrency_id.values():
            yield from (self._one(event, waits=True) for event in line.queue)
        for events in filter(None, queue.active_jobs):
            yield from (self._one(event, waits=False) for event in events)

    @staticmethod
    def _one(event: Any, *, waits: bool) -> Standing:
        return Standing(event.session_hash, event.fn.concurrency_limit is not None, waits)


class Line:
    """Says who may join. What is on its way in is counted as if it stood there, so that none slip in together."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._accounts: dict[str, str] = {}  # whose the sessions are that have something in the line; no others
        self._coming: Counter[tuple[str, bool]] = Counter()

    @contextmanager
    def joining(self, account: str, session: str, event: object) -> Iterator[str]:
        """While something joins: why it may not, in words for the reader; nothing where it may."""
        slow = self._queue.is_slow(event)
        if refused := self._refusal(account, slow):
            yield refused
            return
        self._accounts[session] = account
        self._coming[session, slow] += 1
        try:
            yield ""
        finally:
            self._coming[session, slow] -= 1
            if not self._coming[session, slow]:
                del self._coming[session, slow]

    def _refusal(self, account: str, slow: bool) -> str:
        standing = list(self._queue.standing())
        there = {one.session for one in standing} | {session for session, _ in self._coming}
        self._accounts = {session: whose for session, whose in self._accounts.items() if session in there}
        alike = [one for one in standing if one.slow is slow]
        coming = [(session, count) for (session, kind), count in self._coming.items() if kind is slow]
        theirs = sum(self._accounts.get(one.session) == account for one in alike)
        theirs += sum(count for session, count in coming if self._accounts.get(session) == account)
        if theirs >= (OF_ONE if slow else QUICK_OF_ONE):
            return ENOUGH if slow else BUSY
        waiting = sum(one.waits for one in alike) + sum(count for _, count in coming)
        return BUSY if slow and waiting >= WAITING else ""
