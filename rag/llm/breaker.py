"""A circuit breaker: a model that failed several questions in a row is left alone for a while.

Closed, every question passes. After ``failures`` in a row it opens and none does; after ``rest`` seconds one question
is let through, and what becomes of it closes the breaker or opens it anew (M. Nygard, Release It!, 2007).
"""

from __future__ import annotations

import threading

from rag.llm.limits import Clock


class Breaker:
    """Shared by all threads that ask one model."""

    def __init__(self, clock: Clock, failures: int, rest: float) -> None:
        self._clock = clock
        self._limit = failures
        self._rest = rest
        self._failed = 0
        self._closed_again = 0.0
        self._trying = False
        self._lock = threading.Lock()

    def wait(self) -> float | None:
        """None where a question may pass (say then what became of it), else the seconds until one may."""
        with self._lock:
            if self._failed < self._limit:
                return None
            left = self._closed_again - self._clock.now()
            if left > 0 or self._trying:
                return max(left, 1.0)
            self._trying = True
            return None

    def worked(self) -> None:
        """The question was answered."""
        with self._lock:
            self._failed, self._trying = 0, False

    def failed(self) -> None:
        """The question failed, all its retries included."""
        with self._lock:
            self._failed, self._trying = self._failed + 1, False
            self._closed_again = self._clock.now() + self._rest

    def left(self) -> None:
        """The question was stopped by the one who asked: that tells nothing of the model."""
        with self._lock:
            self._trying = False

    @property
    def failures(self) -> int:
        """Questions failed in a row."""
        return self._failed
