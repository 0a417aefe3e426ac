"""How long and how much a call may take, and the clock that says how long it took."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one question to a model. Seconds: ``total`` counts from the question on, retries and pauses included.

    ``connect`` is for the connection, ``first`` from there to the first sign of an answer, ``stall`` between two signs
    of life. ``received`` bounds the bytes read of one reply, whatever they say. ``retries`` come on top of the first
    try. After ``failures`` failed questions in a row the model is left alone for ``rest`` seconds.
    """

    connect: float = 5.0
    first: float = 20.0
    stall: float = 10.0
    total: float = 30.0
    retries: int = 2
    received: int = 2_000_000
    failures: int = 5
    rest: float = 60.0

    @classmethod
    def of_seconds(cls, total: float) -> Limits:
        """Limits that keep their proportions for a model that is given more or less time in all."""
        return cls(first=total * 2 / 3, stall=max(10.0, total / 3) if total > 10 else total, total=total)


class Clock:
    """Real time. Tests have one that does as it is told."""

    tick = 0.02  # how often a waiting call looks at the clock and at the stop flag

    def now(self) -> float:
        """Seconds that only ever go forward."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since 1970, to read dates with."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def chance(self) -> float:
        """A number from 0 to 1, so that many clients do not come back in step."""
        return random.random()
