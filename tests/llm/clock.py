"""A clock that does as it is told, so that no test waits."""

from __future__ import annotations

import threading

from rag.llm.limits import Clock


class FakeClock(Clock):
    """Stands still but for what is slept and what a test adds; once it races, each look at it is a second later."""

    tick = 0.002

    def __init__(self, chance: float = 1.0) -> None:
        self.naps: list[float] = []
        self._seconds = 0.0
        self._step = 0.0
        self._chance = chance
        self._lock = threading.Lock()

    @property
    def slept(self) -> float:
        return sum(self.naps)

    def now(self) -> float:
        with self._lock:
            self._seconds += self._step
            return self._seconds

    def wall(self) -> float:
        return 1_800_000_000.0 + self._seconds  # 15 January 2027, 08:00:00 UTC

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.naps.append(seconds)
            self._seconds += seconds

    def chance(self) -> float:
        return self._chance

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._seconds += seconds

    def race(self) -> None:
        self._step = 1.0
