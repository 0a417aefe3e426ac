"""Waiting for a model with one eye on the clock and the other on the stop flag."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rag.llm.errors import Failed, Failure, Stopped
from rag.llm.feed import Call, End, Event, Feed
from rag.llm.limits import Clock, Limits


def watched(feed: Feed, limits: Limits, clock: Clock, deadline: float, stopped: Callable[[], bool]) -> Iterator[Event]:
    """The events of a feed up to its end. Raises `Stopped`, and `Failed` where one is overdue."""
    watch = _Watch(feed, limits, clock, deadline)
    while True:
        if stopped():
            raise Stopped
        event = feed.next(clock.tick)
        if overdue := watch.overdue(event):
            raise Failed(overdue)
        if event:
            yield event
            watch.heard()
        if isinstance(event, End):
            return


class _Watch:
    """Knows since when what is awaited."""

    def __init__(self, feed: Feed, limits: Limits, clock: Clock, deadline: float) -> None:
        self._feed = feed
        self._limits = limits
        self._clock = clock
        self._deadline = deadline
        self._since = clock.now()
        self._taken = self._begun = False

    def heard(self) -> None:
        """A sign of life was dealt with; the wait for the next begins now."""
        self._begun = True
        self._since = self._clock.now()

    def overdue(self, event: Event | None) -> Failure | None:
        """What took too long, if anything did."""
        now = self._clock.now()
        if not self._taken and (event or self._feed.connected):
            self._taken, self._since = True, now
        if now >= self._deadline and not isinstance(event, End):
            return Failure(f"took longer than {self._limits.total:.0f} seconds in all")
        if event:
            return None
        waited, limits = now - self._since, self._limits
        if not self._taken and waited > limits.connect:
            return Failure(f"did not take the connection within {limits.connect:.0f} seconds{{times}}", again=True)
        if self._taken and not self._begun and waited > limits.first:
            return Failure(f"began no answer within {limits.first:.0f} seconds")
        if self._begun and waited > limits.stall:
            return Failure(f"fell silent for {limits.stall:.0f} seconds in the middle of its answer")
        return None


def heard(call: Call, limits: Limits, clock: Clock) -> str:
    """Everything a call says, as one text. Raises `Failed`."""
    with Feed(call) as feed:
        events = watched(feed, limits, clock, clock.now() + limits.total, stopped=lambda: False)
        return "".join(event.text for event in events if not isinstance(event, End))
