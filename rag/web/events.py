"""What the page's events have in common: how Gradio is to treat them, and what the browser sends with them.

Imports Gradio; ``rag.web.server`` sets its environment first.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

BARE: dict[str, Any] = {"apply_default_css": False, "padding": False}
"""A ``gr.HTML`` with nothing of Gradio's around it."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
QUICK: dict[str, Any] = {**PRIVATE, "concurrency_limit": None}
"""An event that only looks something up."""
AS_IT_IS = (gr.skip(), gr.skip(), gr.skip())
"""Three parts of the page, left as they are."""


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
