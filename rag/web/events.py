"""What the page's events have in common: how Gradio is to treat them, and how long work is followed while it runs.

Imports Gradio; ``rag.web.server`` sets its environment first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any, Protocol

import gradio as gr

BARE: dict[str, Any] = {"apply_default_css": False, "padding": False}
"""A ``gr.HTML`` with nothing of Gradio's around it."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
QUICK: dict[str, Any] = {**PRIVATE, "concurrency_limit": None}
"""An event that only looks something up."""

_POLL = 0.05  # seconds between looks at what running work says it does


class Work(Protocol):
    """Something that takes its time: what is shown of it while it runs, and whether the reader gave it up.

    ``taken``: somebody is at it. A button pressed twice begins nothing twice.
    """

    stopped: bool
    taken: bool

    @property
    def running(self) -> bool: ...
    @property
    def shown(self) -> object: ...


async def stages(work: Work, do: Callable[[], None]) -> AsyncGenerator[None]:
    """Run ``do`` in a thread of its own; yield whenever there is something else to be shown of the work.

    Close it (``contextlib.aclosing``): that is how the work learns that the browser has gone.
    """
    work.taken = True
    task = asyncio.create_task(asyncio.to_thread(do))
    shown = work.shown
    try:
        while not task.done() and not work.stopped:
            await asyncio.wait({task}, timeout=_POLL)
            if work.running and work.shown != shown:
                shown = work.shown
                yield
    finally:
        # Also reached when the browser has gone: the thread ends at its next word about progress.
        work.stopped = work.stopped or not task.done()


def sent(event: gr.EventData, name: str) -> Any:
    """What the browser sent with an event; it may have sent anything."""
    return event._data.get(name) if isinstance(event._data, dict) else None


def raised(*names: str) -> str:
    """Script for a ``gr.HTML``: passes on the events of these names that static/page.js raises in it.

    Gradio wants to find the names quoted in this text.
    """
    quoted = ", ".join(f"'{name}'" for name in names)
    return f"""
element.addEventListener('footnote', (event) => {{
  if ([{quoted}].includes(event.detail.name)) trigger(event.detail.name, event.detail);
}});
"""
