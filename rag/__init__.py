"""Footnote: ask a folder of news articles; every sentence of the answer stands on a citation that was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.archive import Archive as Archive
    from rag.types import Answer as Answer
    from rag.types import Citation as Citation
    from rag.types import Claim as Claim
    from rag.types import Timeline as Timeline

__version__ = "0.1.0"
__all__ = ["Answer", "Archive", "Citation", "Claim", "Timeline", "__version__"]


def __getattr__(name: str) -> Any:
    # Lazy, so that `footnote --help` does not pay for what it does not use.
    if name == "Archive":
        from rag.archive import Archive

        return Archive
    if name in ("Answer", "Citation", "Claim", "Timeline"):
        import rag.types

        return getattr(rag.types, name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
