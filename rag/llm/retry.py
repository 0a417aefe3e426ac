"""When to try again: never more often, never longer, never sooner than agreed."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

from rag.llm.errors import Failed, Stopped
from rag.llm.limits import Clock, Limits

FIRST_PAUSE = 0.5  # seconds; doubled each time, and spread over half to the whole of it
A_YEAR = 365 * 86_400.0  # more than that nobody means
SLICE = 0.05  # seconds between two looks at the stop flag


def seconds_asked(value: str | None, now: float) -> float | None:
    """What a Retry-After header asks for, in seconds from ``now`` (RFC 9110, 10.2.3): a number or a date.

    None where there is none, or what stands there is no time to come (negative, past, unreadable).
    """
    if not value:
        return None
    try:
        asked = float(value)
    except ValueError:
        try:
            asked = parsedate_to_datetime(value).timestamp() - now
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    return min(asked, A_YEAR) if asked >= 0 else None


def retrying(limits: Limits, clock: Clock, deadline: float, stopped: Callable[[], bool]) -> Any:
    """Tenacity's loop with our clock: it gives up where the next try would not fit into the time that is left."""
    import tenacity

    def pause(state: tenacity.RetryCallState) -> float:
        failure = _failure(state)
        own = FIRST_PAUSE * 2 ** (state.attempt_number - 1) * (0.5 + clock.chance() / 2)
        return max(own, failure.after or 0.0)

    def enough(state: tenacity.RetryCallState) -> bool:
        return state.attempt_number > limits.retries or clock.now() + state.upcoming_sleep >= deadline

    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, Failed) and error.failure.again),
        wait=pause,
        stop=enough,
        sleep=lambda seconds: nap(seconds, clock, stopped),
        reraise=True,
    )


def _failure(state: Any) -> Any:
    error = state.outcome.exception()
    assert isinstance(error, Failed)
    return error.failure


def nap(seconds: float, clock: Clock, stopped: Callable[[], bool]) -> None:
    """Sleep in slices, so that stop is heard. Raises Stopped."""
    until = clock.now() + seconds
    while (left := until - clock.now()) > 0:
        if stopped():
            raise Stopped
        clock.sleep(min(left, SLICE))
