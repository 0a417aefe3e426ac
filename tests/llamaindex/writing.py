"""An archive that writes as it is told, for tests: answers so far, one after the other, then the whole one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from typing import Any

from rag.errors import Stopped
from rag.streaming import streamed
from rag.types import Answer, Citation, Claim, Turn

PATIENCE = 30.0  # seconds: for slow machines; nothing waits so long where all is well


def answer(*said: str, notice: str | None = None, mode: Any = "generated", abstained: bool = False) -> Answer:
    """An answer of these sentences, each with a citation of its own."""
    claims = tuple(
        Claim(text, "statement", "supported", reasons=("It stands there.",), citations=(n,))
        for n, text in enumerate(said, 1)
    )
    citations = tuple(
        Citation(n, f"{n}.txt", f"{n}" * 64, 0, len(text), text, f"Title {n}") for n, text in enumerate(said, 1)
    )
    return Answer(
        "id", "What?", "What?", mode=mode, claims=claims, citations=citations, notice=notice, abstained=abstained
    )


class Writing:
    """What LlamaIndex's objects ask of an archive.

    ``so_far`` are told before ``whole`` is returned; with ``waits`` the work then stands still until it is stopped, as
    that of a model that never ends does.
    """

    def __init__(self, *so_far: Answer, whole: Answer, waits: bool = False) -> None:
        self.so_far = so_far
        self.whole = whole
        self.waits = waits
        self.asked: list[tuple[str, list[Turn], dict[str, Any]]] = []
        self.was_stopped = threading.Event()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] | None = None,
        *,
        on_answer: Callable[[Answer], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
        **options: Any,
    ) -> Answer:
        self.asked.append((question, list(history or ()), options))
        for one in self.so_far:
            on_answer(one)
        if self.waits:
            self._wait(stopped)
        return self.whole

    def stream(self, question: str, history: Sequence[Turn] | None = None, **options: Any) -> Generator[Answer]:
        return streamed(lambda **follower: self.ask(question, history, **{**options, **follower}))

    def _wait(self, stopped: Callable[[], bool]) -> None:
        pause = threading.Event()
        for _ in range(int(PATIENCE / 0.005)):
            if stopped():
                self.was_stopped.set()
                raise Stopped("Stopped.")
            pause.wait(0.005)
        raise AssertionError("nobody stopped it")
