"""What the archive remembers beyond its articles: their traces, the lines it has learned, what readers marked and put
right, and which files the last ``add`` skipped.

All of it is opaque here: what traces mean is known to `rag.reading`. Writing counts as a change of the catalogue only
inside `Catalog.transaction`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rag.catalog.database import Database
from rag.catalog.rows import decoded, encoded, stated, words_of
from rag.corrections import Correction
from rag.types import Skipped

Lines = frozenset[bytes]


class Traced(NamedTuple):
    """An article's traces: the group its lines are counted in, its lines, and a sketch of its content."""

    group: str
    lines: bytes
    sketch: bytes


class Remembered(NamedTuple):
    """An article as the archive learns from it."""

    id: int
    folder: str
    path: str
    sha256: str
    size: int
    mtime_ns: int
    traced: Traced


class SketchRow(NamedTuple):
    """An article as its copies are looked for. ``date`` is its day of publication, None where that is not known."""

    id: int
    sha256: str
    date: str | None
    sketch: bytes


class HandMark(NamedTuple):
    """A line that a reader marked, as it was written, and as what."""

    line: bytes
    text: str
    content: bool


class Memory:
    """The tables ``traces``, ``learned_lines``, ``hand_marks``, ``corrections`` and ``skipped``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def articles(self) -> list[Remembered]:
        """All articles that left traces, by id."""
        found = self._database.rows(
            """SELECT a.id, f.path, a.path, a.sha256, a.size, a.mtime_ns,
                t."group", t.lines, t.sketch
            FROM traces t JOIN articles a ON a.id = t.article_id JOIN folders f ON f.id = a.folder_id ORDER BY a.id"""
        )
        return [
            Remembered(id, folder, path, sha256, size, mtime_ns, Traced(*traces))
            for id, folder, path, sha256, size, mtime_ns, *traces in found
        ]

    def sketches(self) -> list[SketchRow]:
        """The sketches of all articles that left traces, by id."""
        found = self._database.rows(
            """SELECT a.id, a.sha256, CASE a.date_precision WHEN 'day' THEN a.date END, t.sketch
            FROM traces t JOIN articles a ON a.id = t.article_id ORDER BY a.id"""
        )
        return [SketchRow(*row) for row in found]

    def keep_traces(self, article_id: int, traced: Traced) -> None:
        """Note an article's traces; they go with the article."""
        group, lines, sketch = traced
        self._database.write("INSERT OR REPLACE INTO traces VALUES (?, ?, ?, ?)", (article_id, group, lines, sketch))

    def traced(self, article_id: int) -> Traced | None:
        """The traces of one article."""
        row = self._database.row('SELECT "group", lines, sketch FROM traces WHERE article_id = ?', (article_id,))
        return None if row is None else Traced(*row)

    def learned_lines(self) -> dict[str, Lines]:
        """The keys of the lines that are known to be furniture, by group."""
        found: dict[str, set[bytes]] = {}
        for group, line in self._database.rows('SELECT "group", line FROM learned_lines'):
            found.setdefault(group, set()).add(line)
        return {group: frozenset(lines) for group, lines in found.items()}

    def keep_learned_lines(self, group: str, lines: Lines) -> None:
        """Note all learned lines of a group, in place of those before."""
        self._database.write('DELETE FROM learned_lines WHERE "group" = ?', (group,))
        self._database.write_many("INSERT INTO learned_lines VALUES (?, ?)", ((group, line) for line in sorted(lines)))

    def clusters(self) -> dict[int, int]:
        """The cluster of each article that has one."""
        return dict(self._database.rows("SELECT id, cluster FROM articles WHERE cluster IS NOT NULL"))

    def keep_clusters(self, clusters: Mapping[int, int]) -> None:
        """Note the cluster of each article that has one; the others have none."""
        before = self.clusters()
        changed = [id for id in before.keys() | clusters.keys() if before.get(id) != clusters.get(id)]
        self._database.write_many(
            "UPDATE articles SET cluster = ? WHERE id = ?", ((clusters.get(id), id) for id in changed)
        )

    def hand_marks(self, folder: str) -> dict[str, list[HandMark]]:
        """What was marked by hand in the files of a folder, by path; also of files that are gone."""
        found: dict[str, list[HandMark]] = {}
        for path, line, text, content in self._database.rows(
            "SELECT path, line, text, content FROM hand_marks WHERE folder = ? ORDER BY path, text", (folder,)
        ):
            found.setdefault(path, []).append(HandMark(line, decoded(text), bool(content)))
        return found

    def mark_by_hand(self, folder: str, path: str, marks: Iterable[HandMark]) -> None:
        """Remember lines of a file as marked by hand."""
        self._database.write_many(
            "INSERT OR REPLACE INTO hand_marks VALUES (?, ?, ?, ?, ?)",
            ((stated(folder, "folder"), path, mark.line, encoded(mark.text), mark.content) for mark in marks),
        )

    def unmark(self, folder: str, path: str, lines: Iterable[bytes]) -> None:
        """Forget what was marked by hand in a file."""
        self._database.write_many(
            "DELETE FROM hand_marks WHERE folder = ? AND path = ? AND line = ?", ((folder, path, n) for n in lines)
        )

    def forget_folder(self, folder: str) -> None:
        """Forget what was marked by hand in a folder's files."""
        self._database.write("DELETE FROM hand_marks WHERE folder = ?", (folder,))

    def corrections(self, folder: str) -> dict[str, Correction]:
        """What was put right by hand of the files of a folder, by path; also of files that are gone."""
        if not self._database.has("corrections"):
            return {}
        found = self._database.rows("SELECT path, outlet, date FROM corrections WHERE folder = ?", (folder,))
        return {path: Correction(outlet, date) for path, outlet, date in found}

    @property
    def outlet_by_hand(self) -> str:
        """In SQL: whether the outlet of article ``a`` of folder ``f`` was put right by hand."""
        if not self._database.has("corrections"):
            return "0"
        return "EXISTS (SELECT 1 FROM corrections WHERE folder = f.path AND path = a.path AND outlet IS NOT NULL)"

    def correct(self, folder: str, path: str, correction: Correction | None) -> None:
        """Remember what was put right of a file, in place of what was before; ``None`` forgets it."""
        self._database.make_later_tables()
        self._database.write("DELETE FROM corrections WHERE folder = ? AND path = ?", (folder, path))
        if correction:
            values = (stated(folder, "folder"), path, correction.outlet, correction.date)
            self._database.write("INSERT INTO corrections VALUES (?, ?, ?, ?)", values)

    def skipped(self, folder: str) -> list[Skipped]:
        """The files of a folder that the last ``add`` or ``rebuild`` passed over, each with its reason."""
        if not self._database.has("skipped"):
            return []
        sql = "SELECT path, reason FROM skipped WHERE folder = ? ORDER BY path, reason"
        return [Skipped(*row) for row in self._database.rows(sql, (folder,))]

    def keep_skipped(self, folder: str, files: Sequence[Skipped]) -> None:
        """Note the files of a folder that were passed over, in place of those before."""
        self._database.make_later_tables()
        self._database.write("DELETE FROM skipped WHERE folder = ?", (folder,))
        rows = ((stated(folder, "folder"), words_of(file.path), words_of(file.reason)) for file in files)
        self._database.write_many("INSERT INTO skipped VALUES (?, ?, ?)", rows)
