"""An answer while it is being written, as an iterator: the work goes on in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from queue import SimpleQueue

from rag.types import Answer

_END = None


def streamed(ask: Callable[..., Answer]) -> Generator[Answer]:
    """What ``ask`` lets its ``on_answer`` hear, then what it returns, or raises. Closing it stops ``ask``.

    ``ask`` is given ``on_answer`` and ``stopped``. It begins with the first ``next``, and has ended when this has.
    """
    told: SimpleQueue[Answer | BaseException | None] = SimpleQueue()
    closed = threading.Event()

    def work() -> None:
        try:
            told.put(ask(on_answer=told.put, stopped=closed.is_set))
        except BaseException as error:
            told.put(error)
        told.put(_END)

    thread = threading.Thread(target=work, name="footnote-ask", daemon=True)
    thread.start()
    try:
        while (item := told.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        closed.set()
        thread.join()
