"""Work that takes its time and can be given up: a question, a text to check, a picture. How it is done and followed.

Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import KW_ONLY, dataclass
from typing import TypeVar

from rag.errors import FootnoteError, Stopped

log = logging.getLogger(__name__)

Painted = TypeVar("Painted")
SomeWork = TypeVar("SomeWork", bound="Work")

UNFORESEEN = "Something went wrong. The log says what."
_POLL = 0.05  # seconds between looks at what running work says


@dataclass
class Work:
    """What a reader waits for, by its number: being worked on, at its end, failed or stopped.

    ``stage`` is what is being done now, in plain words; it is ``None`` once the work is over. ``stopped`` is set by the
    reader, and read by whoever is working. ``taken``: somebody is at it. A button pressed twice begins nothing twice.
    """

    serial: int
    _: KW_ONLY
    stage: str | None = None
    error: str | None = None
    stopped: bool = False
    taken: bool = False

    @property
    def running(self) -> bool:
        return self.stage is not None and not self.stopped

    @property
    def shown(self) -> object:
        """What the reader sees of the work; the page is painted anew when it is another."""
        return self.stage

    def stop(self) -> None:
        """The reader gives it up."""
        self.stopped = True

    def say(self, words: str) -> None:
        """What is done next. Raises Stopped: nothing more is done for a reader who gave it up."""
        if self.stopped:
            raise Stopped
        self.stage = words

    def fail(self, words: str) -> None:
        """It is over, for a reason in one line."""
        self.stage, self.error = None, words

    def turned_away(self, words: str) -> bool:
        """It found no place in the line, if nobody is at it: that is what became of it, and it can be begun again."""
        waits = self.running and not self.taken
        if waits:
            self.fail(words)
        return waits

    def attempt(self, do: Callable[[], None]) -> None:
        """Do it, and write down why it failed; to be stopped is no failure."""
        try:
            do()
        except Stopped:
            pass
        except FootnoteError as error:
            self.error = str(error)
        except Exception:
            log.exception("A reader's %s came to no end", type(self).__name__.lower())
            self.error = UNFORESEEN
        finally:
            self.stage = None


async def follow(
    work: SomeWork | None,
    do: Callable[[SomeWork], None],
    so_far: Callable[[], Painted],
    at_end: Callable[[], Painted],
    idle: Painted,
) -> AsyncGenerator[Painted]:
    """Do it in a thread of its own; gives what is ``so_far`` whenever that is another, then what is there ``at_end``.

    Where nothing was begun, or somebody is at it, it gives ``idle``: an event of Gradio's that gives nothing at all
    empties what it might have changed. Close it (``contextlib.aclosing``): that is how the work learns that the browser
    has gone.
    """
    if work is None or not work.running or work.taken:
        yield idle
        return
    work.taken = True
    task = asyncio.create_task(asyncio.to_thread(work.attempt, lambda: do(work)))
    shown = work.shown
    try:
        while not task.done() and not work.stopped:
            await asyncio.wait({task}, timeout=_POLL)
            if work.running and work.shown != shown:
                shown = work.shown
                yield so_far()
    finally:
        # Also reached when the browser has gone: the thread ends at its next word about progress.
        work.stopped = work.stopped or not task.done()
    yield at_end()
