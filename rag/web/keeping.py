"""Looking after the archive: what is being done to it, and which of its articles a reader is looking at.

Work on the archive belongs to the archive, not to a reader: there is one at a time, every reader sees it, and it goes
on when the page is closed. Which articles are listed belongs to the session. Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

import logging
import threading
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.errors import FootnoteError
from rag.types import Filters, IngestReport, Progress
from rag.web.work import UNFORESEEN

log = logging.getLogger(__name__)

Clock = Callable[[], float]

STAGES = {
    "files": "Reading files",
    "embed": "Learning what the passages mean",
    "index": "Making them searchable",
}
STARTING = "Looking at the files"
LAST_STAGE = "index"  # by then the articles are in: there is nothing left to cancel
UNDONE = "Cancelled. The archive is as it was; what was worked out so far is kept for the next try."
ROWS = 50  # articles on one page of the list
SORTS = ("headline", "outlet", "date", "path")


# --- work -------------------------------------------------------------------------------------------------------


class Cancelled(Exception):
    """Raised inside the work, at its next word about progress, when a reader has cancelled it."""


@dataclass
class Task:
    """Something that is being done to the archive, or was: what, how far it is, and what came of it.

    ``rate`` (a second) and ``left`` (seconds) are of the stage that runs; ``None`` until they can be told.
    """

    serial: int
    what: str
    clock: Clock = time.monotonic
    stage: str = ""
    done: int = 0
    total: int = 0
    unit: str = "files"
    cancelled: bool = False
    running: bool = True
    error: str | None = None
    report: IngestReport | None = None
    _began: float = 0.0
    _first: int = 0

    def reached(self, progress: Progress) -> None:
        """So far is the work. Raises Cancelled where a reader wants it so, and it is not too late."""
        if self.cancelled and progress.stage != LAST_STAGE:
            raise Cancelled
        if progress.stage != self.stage:
            self._began, self._first = self.clock(), progress.done
        self.stage, self.done, self.total, self.unit = progress.stage, progress.done, progress.total, progress.unit

    @property
    def rate(self) -> float | None:
        seconds = self.clock() - self._began
        done = self.done - self._first
        return done / seconds if done > 0 and seconds > 0 else None

    @property
    def left(self) -> float | None:
        return (self.total - self.done) / self.rate if self.rate else None

    @property
    def can_be_cancelled(self) -> bool:
        return self.running and not self.cancelled and self.stage != LAST_STAGE

    @property
    def shown(self) -> object:
        """What a reader sees of it; the page is painted anew when it is another."""
        return self.serial, self.running, self.cancelled, self.stage, self.done


Do = Callable[[Callable[[Progress], None]], IngestReport]


class Works:
    """The work on one archive: one task at a time, in a thread of its own."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.task: Task | None = None

    @property
    def running(self) -> Task | None:
        return self.task if self.task and self.task.running else None

    def begin(self, what: str, do: Do) -> Task:
        """Start a task; where another one runs, the answer is a task that failed for that reason."""
        with self._lock:
            if going_on := self.running:
                words = f"{going_on.what}: that is still going on. Wait until it has ended, or cancel it."
                return Task(0, what, running=False, error=words)
            serial = (self.task.serial if self.task else 0) + 1
            task = self.task = Task(serial, what, self._clock)
        threading.Thread(target=_run, args=[task, do], name="footnote-archive", daemon=True).start()
        return task

    def cancel(self) -> None:
        """Give up what is being done; it ends at its next word about progress."""
        if task := self.running:
            task.cancelled = task.can_be_cancelled or task.cancelled


def _run(task: Task, do: Do) -> None:
    try:
        task.report = do(task.reached)
        task.cancelled = False  # it was too late
    except Cancelled:
        pass
    except FootnoteError as error:
        task.error = str(error)
    except OSError as error:
        log.exception("The archive could not be changed")
        task.error = f"{error.strerror or 'A file could not be read or written'}. Nothing was changed."
    except Exception:
        log.exception("The archive could not be changed")
        task.error = UNFORESEEN
    finally:
        task.running = False


# --- the list ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listing:
    """Which articles a reader is looking at: what they hold, how they are sorted, and the page of the list."""

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    by: str = "date"
    reverse: bool = True
    page: int = 0
    opened: int = 0  # the number of the article in the panel

    def sorted_by(self, by: object) -> Listing:
        """Sorted by another column, or the other way round by the same; dates begin with the newest."""
        if by not in SORTS:
            return self
        reverse = not self.reverse if by == self.by else by == "date"
        return replace(self, by=str(by), reverse=reverse, page=0)

    def turned(self, pages: object, rows: int) -> Listing:
        """So many pages on, or back; never past an end."""
        step = pages if pages in (1, -1) else 0
        return self.within(rows, self.page + step)

    def within(self, rows: int, page: int | None = None) -> Listing:
        """On a page that there is."""
        wanted = self.page if page is None else page
        return replace(self, page=max(0, min(wanted, (rows - 1) // ROWS)))

    def shown(self, rows: Sequence[Any]) -> Sequence[Any]:
        return rows[self.page * ROWS : (self.page + 1) * ROWS]


@dataclass
class Looking:
    """What one reader is looking at in this view: kept on the server for the session.

    ``past`` is the number of the last task that had ended when the reader came: what became of it is no news.
    """

    listing: Listing = field(default_factory=Listing)
    past: int = 0

    def news(self, task: Task | None) -> Task | None:
        """The task, where there is something to be told of it."""
        return task if task and (task.running or task.serial > self.past) else None


class Shelf:
    """The articles of an archive for the list, kept until the archive changes: thousands stay quick."""

    def __init__(self, archive: Any) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._at = -1
        self._kept: dict[Filters, list[tuple[Any, str]]] = {}

    def rows(self, listing: Listing) -> list[Any]:
        """The articles that pass, in order. Raises InputError for a filter that cannot be used."""
        from rag.render import sorted_rows

        wanted = _plain(listing.words.strip())
        held = [row for row, words in self._held(listing.filters) if wanted in words]
        return sorted_rows(held, listing.by, reverse=listing.reverse)

    def _held(self, filters: Filters) -> list[tuple[Any, str]]:
        with self._lock:
            if (now := self._archive.changes()) != self._at:
                self._kept.clear()
                self._at = now
            if filters not in self._kept:
                rows = self._archive.articles(after=filters.after, before=filters.before, outlets=filters.outlets)
                while len(self._kept) >= _KEPT_FILTERS:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[filters] = [(row, _plain(f"{row.title}\n{row.path}\n{row.outlet or ''}")) for row in rows]
            return self._kept[filters]


_KEPT_FILTERS = 8


def _plain(text: str) -> str:
    """A text however its letter case, quotation marks and accents are written."""
    from rag.text.fold import fold

    return fold("".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)))
