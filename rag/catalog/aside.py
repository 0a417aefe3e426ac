"""Folders that were removed and can be put back: what undoing needs, until the next ``add`` or ``rebuild``.

Nothing of a folder set aside is searched, counted or shown. Its texts are kept as they were read, so that undoing needs
no file, and the cached vectors of its passages stay, so that undoing embeds nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from rag.catalog import vectors
from rag.catalog.database import Database
from rag.catalog.rows import decoded

_HASH = 32  # bytes of a text hash (SHA-256)


class KeptFile(NamedTuple):
    """A file as the archive has read it: enough to read it again without the file."""

    path: str
    sha256: str
    size: int
    mtime_ns: int
    encoding: str
    text: str


class Aside:
    """The table ``set_aside``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def folders(self) -> dict[str, int]:
        """The folders that can be put back, each with its number of articles, in the order of their names."""
        if not self._database.has("set_aside"):
            return {}
        return dict(self._database.rows("SELECT folder, count(*) FROM set_aside GROUP BY folder ORDER BY folder"))

    def put(self, folder: str) -> None:
        """Keep what undoing needs of a folder that is still in the archive."""
        self._database.make_later_tables()
        self._database.write(
            """INSERT OR REPLACE INTO set_aside
            SELECT f.path, a.path, a.sha256, a.size, a.mtime_ns, t.encoding, t.text, zeroblob(0) FROM articles a
            JOIN folders f ON f.id = a.folder_id JOIN texts t ON t.article_id = a.id WHERE f.path = ?""",
            (folder,),
        )
        hashes: dict[str, list[bytes]] = {}
        for path, text_hash in self._database.rows(
            """SELECT a.path, p.text_hash FROM passages p JOIN articles a ON a.id = p.article_id
            WHERE a.folder_id = (SELECT id FROM folders WHERE path = ?)""",
            (folder,),
        ):
            hashes.setdefault(path, []).append(text_hash)
        self._database.write_many(
            "UPDATE set_aside SET text_hashes = ? WHERE folder = ? AND path = ?",
            ((b"".join(of_path), folder, path) for path, of_path in hashes.items()),
        )

    def files(self, folder: str) -> list[KeptFile]:
        """What was kept of a folder's files, by path."""
        if not self._database.has("set_aside"):
            return []
        found = self._database.rows(
            "SELECT path, sha256, size, mtime_ns, encoding, text FROM set_aside WHERE folder = ? ORDER BY path",
            (folder,),
        )
        return [
            KeptFile(path, sha256, size, mtime_ns, encoding, decoded(text))
            for path, sha256, size, mtime_ns, encoding, text in found
        ]

    def forget(self, folder: str) -> None:
        """Forget a folder: its texts, and the vectors that no passage shares."""
        if not self._database.has("set_aside"):
            return
        found = self._database.rows("SELECT text_hashes FROM set_aside WHERE folder = ?", (folder,))
        self._database.write("DELETE FROM set_aside WHERE folder = ?", (folder,))
        places = ((hashes, at) for (hashes,) in found for at in range(0, len(hashes), _HASH))
        vectors.prune(self._database, (hashes[at : at + _HASH] for hashes, at in places))
