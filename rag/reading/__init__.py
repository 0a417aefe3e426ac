"""Files -> articles: which files, their text, and what of it is headline, content and furniture.

No file is ever changed, nothing outside the folder is opened, and a file that cannot be read comes with its reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.reading.article import READER_VERSION, parse
from rag.reading.bytes.decoding import Decoded, Undecodable, decode
from rag.reading.bytes.files import SIZE_LIMIT, FileEntry, files_to_read, list_files, read_bytes
from rag.reading.bytes.limits import beyond_limits
from rag.reading.page.blocks import line_keys
from rag.text.lines import NOTHING_KNOWN, KnownLines
from rag.types import Article, Skipped

__all__ = [
    "READER_VERSION",
    "SIZE_LIMIT",
    "Decoded",
    "FileEntry",
    "Undecodable",
    "article_from",
    "decode",
    "files_to_read",
    "line_keys",
    "list_files",
    "parse",
    "read_article",
    "read_bytes",
    "read_folder",
]

_VISIBLE = re.compile("[^\\s\u00ad\u200b-\u200f\u2060\ufeff]")


def read_folder(folder: Path, on_file: Callable[[str], None] | None = None) -> Iterator[Article | Skipped]:
    """Every article of a folder in the order of its paths, then what was passed over; ``on_file`` hears each path."""
    entries, skipped = list_files(folder)
    for entry in entries:
        if on_file is not None:
            on_file(entry.path)
        yield read_article(entry, folder)
    yield from skipped


def read_article(
    entry: FileEntry, folder: Path, limit: int = SIZE_LIMIT, known: KnownLines = NOTHING_KNOWN
) -> Article | Skipped:
    """One file as an article, or the reason why it is none. ``known``: its lines that are judged already."""
    data = read_bytes(entry, limit)
    if isinstance(data, Skipped):
        return data
    return article_from(data, path=entry.path, folder=str(folder), known=known)


def article_from(data: bytes, *, path: str, folder: str, known: KnownLines = NOTHING_KNOWN) -> Article | Skipped:
    """A file's bytes as an article, or the reason why they are none."""
    try:
        decoded = decode(data)
    except Undecodable as error:
        return Skipped(path, error.reason)
    if not _VISIBLE.search(decoded.text):
        return Skipped(path, "empty: there is no text in it")
    if reason := beyond_limits(decoded.text):
        return Skipped(path, reason)
    digest = hashlib.sha256(data).hexdigest()
    return parse(decoded.text, path=path, folder=folder, sha256=digest, encoding=decoded.encoding, known=known)
