"""Questions that the page offers to begin with: made once for what the archive holds, while the reader looks around."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from rag.errors import FootnoteError
from rag.suggest import suggested

if TYPE_CHECKING:
    from rag.archive import Archive

log = logging.getLogger(__name__)


class Suggestions:
    """What an archive suggests; nothing until it is known, which takes a few questions' time."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._held: frozenset[str] | None = None
        self._questions: tuple[str, ...] = ()

    def of(self, held: frozenset[str]) -> tuple[str, ...]:
        """The questions for the articles that are held now, as far as they are known; else work begins on them."""
        with self._lock:
            if held != self._held:
                self._held, self._questions = held, ()
                if held:
                    # No daemon: a thread inside the embedder when Python ends would end the process with an abort.
                    threading.Thread(target=self._make, args=[held], name="footnote-suggest").start()
            return self._questions

    def _make(self, held: frozenset[str]) -> None:
        try:
            made = tuple(suggested(self._archive, stopped=ending))
        except FootnoteError:
            return
        except Exception:
            if not ending():
                log.exception("No questions could be suggested")
            return
        with self._lock:
            if held == self._held:
                self._questions = made


def ending() -> bool:
    """Whether Python is about to end: nothing can be begun any more."""
    return not threading.main_thread().is_alive()
