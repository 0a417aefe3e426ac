"""The page: chat on the left, sources on the right, on this machine only. Gradio stays behind this door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.web.server import Page as Page
    from rag.web.server import serve as serve

__all__ = ["Page", "serve"]


def __getattr__(name: str) -> Any:
    # Lazy: uvicorn and Gradio take over a second to import, and only the page needs them.
    if name in __all__:
        import rag.web.server

        return getattr(rag.web.server, name)
    raise AttributeError(f"module 'rag.web' has no attribute {name!r}")
