"""The SQLite archive: what was read, in a form that can be searched, filtered and cited."""

from __future__ import annotations

from rag.catalog.aside import KeptFile
from rag.catalog.catalog import Catalog
from rag.catalog.lock import write_lock
from rag.catalog.memory import HandMark, Memory, Remembered, Traced
from rag.catalog.rows import ArticleRow, KnownFile, text_hash
from rag.catalog.vectors import packed, unpacked

__all__ = [
    "ArticleRow",
    "Catalog",
    "HandMark",
    "KeptFile",
    "KnownFile",
    "Memory",
    "Remembered",
    "Traced",
    "packed",
    "text_hash",
    "unpacked",
    "write_lock",
]
