"""The archive on disk: articles, passages, words, cached vectors and what generation of the store is live.

This file is the truth. What Chroma holds is made from it and can be made again. Everything is written in transactions;
readers in other processes see what is committed, at their next call.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from rag.catalog import lexical, rows, vectors
from rag.catalog.aside import Aside
from rag.catalog.database import Database, named_errors
from rag.catalog.lexical import Unit, Weights
from rag.catalog.memory import Memory, Traced
from rag.catalog.ranking import K1, B, Shape
from rag.catalog.rows import ArticleRow, KnownFile
from rag.catalog.vectors import Ids, Vectors
from rag.errors import ArchiveDamaged, ArchiveError, InputError
from rag.types import Article, Filters, Passage, Published, Span

_KEPT_ARTICLES = 512  # decoded articles in memory; about 10 kB each
_ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_SHA_PREFIX = re.compile(r"[0-9a-f]{6,64}")


class Catalog:
    """The catalogue of one archive. Safe to share between threads; each has a connection of its own.

    ``memory`` is what the archive has learned and what readers told it, ``aside`` what was removed and can be put back.
    """

    def __init__(self, database: Database) -> None:
        self.memory = Memory(database)
        self.aside = Aside(database)
        self._database = database
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Article] = OrderedDict()
        self._kept_at = -1
        self._removed = _Removed()
        self._words = lexical.Words(database)
        self._outlets: tuple[int, list[tuple[str, int]]] | None = None  # and the change they were counted at

    @classmethod
    def create(cls, path: str | Path) -> Catalog:
        """Make the catalogue file ``path``, or open the one that is there."""
        catalog = cls(Database.create(Path(path)))
        if catalog.meta("archive_id") is None:
            with catalog.transaction():
                catalog.set_meta("archive_id", uuid4().hex)
        return catalog

    @classmethod
    def open(cls, path: str | Path, readonly: bool = False) -> Catalog:
        """Open it; raises ``ArchiveMissing``, ``ArchiveDamaged`` or ``ArchiveVersion``, each with what to do."""
        return cls(Database.open(Path(path), readonly))

    @property
    def path(self) -> Path:
        return self._database.path

    def close(self) -> None:
        """Close the connections of all threads."""
        self._database.close()

    # What is known of the archive as a whole

    def meta(self, key: str) -> str | None:
        """A value kept under a name: fingerprints, reader version, the live generation."""
        value: str | None = self._database.value("SELECT value FROM meta WHERE key = ?", (key,))
        return value

    def set_meta(self, key: str, value: str | None) -> None:
        """Keep a value; ``None`` forgets it."""
        with self.transaction():
            if value is None:
                self._database.write("DELETE FROM meta WHERE key = ?", (key,))
            else:
                self._database.write("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

    def changes(self) -> int:
        """A number that grows with every committed change, by whichever process. Cheap: ask before each query."""
        return int(self._database.value("SELECT value FROM meta WHERE key = 'changes'") or 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Blocks may be nested; the outermost one commits. A full disk raises ``DiskFull``."""
        if self._database.in_transaction:
            yield
            return
        self._removed.clear()
        with self._database.transaction():
            yield
            self._erase_removed()
            self._count_change()
        if self._removed.words:
            self._database.truncate_log()

    def snapshot(self) -> Any:
        """A context in which several reads see one state of the catalogue."""
        return self._database.snapshot()

    def counts(self) -> dict[str, int]:
        """How many ``articles``, ``dated`` ones, ``passages``, ``sentences``, ``outlets`` and ``vectors``.

        Also ``clusters`` of copies, and the ``learned`` lines: those known to be furniture because they recur.
        """
        row = self._database.row(
            """SELECT count(*), (SELECT count(*) FROM passages), coalesce(sum(sentence_count), 0),
                count(DISTINCT outlet), count(date), (SELECT count(*) FROM vectors), count(DISTINCT cluster),
                (SELECT count(*) FROM learned_lines) FROM articles"""
        )
        names = ("articles", "passages", "sentences", "outlets", "dated", "vectors", "clusters", "learned")
        return dict(zip(names, row or (0,) * len(names), strict=True))

    def check(self) -> list[str]:
        """Problems of the catalogue in words; empty where all is well. Reads the whole file."""
        try:
            return _problems(self._database)
        except ArchiveDamaged as error:
            return [str(error)]

    # Folders and files

    def folders(self) -> list[str]:
        """Folders that were added, in the order they were."""
        return [path for (path,) in self._database.rows("SELECT path FROM folders ORDER BY id")]

    def add_folder(self, folder: str) -> None:
        """Remember a folder, also one that has no article yet."""
        with self.transaction():
            self._folder_id(folder)

    def remove_folder(self, folder: str) -> None:
        """Forget a folder with all its articles, and what was marked by hand in them."""
        with self.transaction():
            self._drop_folder(folder)
            self.memory.forget_folder(folder)

    def set_aside(self, folder: str) -> None:
        """Take a folder out of the archive, and keep what is needed to put it back."""
        with self.transaction():
            self.aside.put(folder)
            self._drop_folder(folder, keep_vectors=True)

    def forget_aside(self) -> None:
        """Forget the folders that could be put back, with what was marked in those that did not come back."""
        with self.transaction():
            for folder in self.aside.folders():
                self.aside.forget(folder)
                self._removed.words = True
                if folder not in self.folders():
                    self.memory.forget_folder(folder)

    def _drop_folder(self, folder: str, keep_vectors: bool = False) -> None:
        with self.transaction():
            for known in self.known_files(folder).values():
                self.remove_article(known.article_id, keep_vectors)
            if self._database.has("skipped"):
                self.memory.keep_skipped(folder, ())
            self._database.write("DELETE FROM folders WHERE path = ?", (folder,))

    def known_files(self, folder: str) -> dict[str, KnownFile]:
        """What is known of each file of a folder, by its path there. One query."""
        found = self._database.rows(
            """SELECT path, sha256, id, size, mtime_ns FROM articles
            WHERE folder_id = (SELECT id FROM folders WHERE path = ?)""",
            (folder,),
        )
        return {path: KnownFile(*rest) for path, *rest in found}

    # Articles

    def put_article(
        self,
        article: Article,
        passages: Sequence[tuple[Span, str]],
        *,
        size: int = 0,
        mtime_ns: int = 0,
        traced: Traced | None = None,
    ) -> int:
        """Enter an article with its passages (each with the text that is embedded for it); returns its id.

        One already there from the same file is removed first. ``size`` and ``mtime_ns`` are the file's; ``traced`` is
        what is remembered of it.
        """
        values = rows.article_values(article, size, mtime_ns)
        with self.transaction():
            folder_id = self._folder_id(article.folder)
            before = self._database.value(
                "SELECT id FROM articles WHERE folder_id = ? AND path = ?", (folder_id, article.path)
            )
            if before is not None:
                self.remove_article(before)
            id = self._insert_article(article, folder_id, values, passages)
            if traced is not None:
                self.memory.keep_traces(id, traced)
            return id

    def remove_article(self, id: int, keep_vectors: bool = False) -> None:
        """Remove an article: text, passages, words, and, unless they are kept, the vectors no other passage shares."""
        with self.transaction():
            article = self._loaded(id)
            if article is None:
                return
            self._remove_passages(article, keep_vectors)
            words = [(id, rows.headline_of(article), rows.body_of(article))]
            lexical.remove_words(self._database, "articles", words)
            self._removed.words = True
            self._database.write("DELETE FROM articles WHERE id = ?", (id,))

    def restate(self, article: Article, passages: Sequence[tuple[Span, str]] | None) -> None:
        """Enter where and when an article of the archive appeared, in place of what was said before.

        It keeps its id, and all else. ``passages`` are as in ``put_article``, where other texts are embedded for them
        now; they are other passages then. No word is erased, because all of them stay.
        """
        id = article.id
        said = "outlet = ?, agency = ?, date = ?, date_precision = ?, date_origin = ?"
        with self.transaction():
            self._database.write(f"UPDATE articles SET {said} WHERE id = ?", (*rows.provenance_values(article), id))
            resting_on = (*rows.dating_values(article), id)
            self._database.write("UPDATE texts SET date_span = ?, date_reason = ? WHERE article_id = ?", resting_on)
            if passages is not None:
                self._remove_passages(article)
                self._insert_passages(id, article, passages)

    def _remove_passages(self, article: Article, keep_vectors: bool = False) -> None:
        sql = 'SELECT id, "start", "end", text_hash FROM passages WHERE article_id = ?'
        found = self._database.rows(sql, (article.id,))
        headline = rows.headline_of(article)
        words = [(row[0], headline, article.text[row[1] : row[2]]) for row in found]
        lexical.remove_words(self._database, "passages", words)
        self._removed.texts.update(row[3] for row in found if not keep_vectors)
        self._database.write("DELETE FROM passages WHERE article_id = ?", (article.id,))

    def article(self, id: int) -> Article:
        """The article with this id, from memory where it was read before."""
        if self._database.in_transaction:
            return self._present(id)
        now = self.changes()
        with self._lock:
            if now != self._kept_at:
                self._kept.clear()
                self._kept_at = now
            article = self._kept.get(id)
            if article is not None:
                self._kept.move_to_end(id)
                return article
        article = self._present(id)
        with self._lock:
            if now == self._kept_at:
                self._kept[id] = article
                while len(self._kept) > _KEPT_ARTICLES:
                    self._kept.popitem(last=False)
        return article

    def find_articles(self, name: str) -> list[Article]:
        """Articles a reader may mean: by path, end of path, start of file name, SHA-256 (6+ digits) or id.

        The first of these ways that finds any decides.
        """
        for matches in _ways_to_mean(name):
            found = [row for row in self._paths() if matches(*row)]
            if found:
                return [self.article(id) for id, _, _ in found]
        return []

    def find_source(self, path: str, sha256: str) -> Article | None:
        """The article a citation stands on: same bytes, the same path preferred."""
        found = self._database.rows("SELECT id, path FROM articles WHERE sha256 = ? ORDER BY id", (sha256,))
        ids = [id for id, at in found if at == path] or [id for id, _ in found]
        return self.article(ids[0]) if ids else None

    def article_rows(self, filters: Filters | None = None) -> list[ArticleRow]:
        """All articles that pass the filters, without their texts, by folder and path."""
        return self._rows_where(*self._filtered(filters or Filters()))

    def copies(self, article_id: int) -> list[ArticleRow]:
        """The other articles that print the same text, by folder and path."""
        return self._rows_where(
            "a.cluster = (SELECT cluster FROM articles WHERE id = ?) AND a.id <> ?", [article_id, article_id]
        )

    def allowed(self, filters: Filters) -> frozenset[int] | None:
        """Ids of the articles that pass; ``None`` where nothing is filtered.

        A date known to the month or year passes if some day of it lies within the bounds.
        """
        if not filters:
            return None
        where, parameters = self._filtered(filters)
        return frozenset(id for (id,) in self._database.rows(f"SELECT a.id FROM articles a WHERE {where}", parameters))

    def provenance(self, ids: Iterable[int]) -> dict[int, tuple[str | None, str | None]]:
        """Outlet and ISO date of each of these articles, as far as they are known."""
        found = self._database.rows(
            "SELECT id, outlet, date FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted({int(id) for id in ids})),),
        )
        return {id: (outlet, date) for id, outlet, date in found}

    def outlets(self) -> list[tuple[str, int]]:
        """Outlets with their number of articles, most first; kept until the catalogue changes."""
        if self._database.in_transaction:
            return self._counted_outlets()
        now = self.changes()
        if self._outlets is None or self._outlets[0] != now:
            self._outlets = (now, self._counted_outlets())
        return list(self._outlets[1])

    def _counted_outlets(self) -> list[tuple[str, int]]:
        return [
            (outlet, int(count))
            for outlet, count in self._database.rows(
                """SELECT outlet, count(*) FROM articles WHERE outlet IS NOT NULL
                GROUP BY outlet ORDER BY count(*) DESC, outlet"""
            )
        ]

    # Passages and words

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids; those no longer there are left out."""
        found = self._database.rows(
            """SELECT id, article_id, "start", "end" FROM passages WHERE id IN (SELECT value FROM json_each(?))""",
            (json.dumps([int(id) for id in ids]),),
        )
        return {row[0]: Passage(*row) for row in found}

    def passages_of(self, article_id: int) -> list[Passage]:
        """The passages of one article, in reading order."""
        sql = 'SELECT id, article_id, "start", "end" FROM passages WHERE article_id = ? ORDER BY "start", id'
        return [Passage(*row) for row in self._database.rows(sql, (article_id,))]

    def match_passages(
        self,
        query: str,
        limit: int,
        articles: frozenset[int] | None = None,
        weights: Weights = (1.0, 1.0),
        shape: Shape = (K1, B),
    ) -> list[tuple[int, int, float]]:
        """(passage id, article id, BM25) of the best passages for an FTS5 query; a higher score is better.

        ``weights`` are those of the headline's and the body's words, ``shape`` is BM25's k1 and b.
        Fast for words and phrases joined by OR, those in brackets counted as one word, each in
        double quotes (``"harbour" OR "strike"``); other queries are ranked by FTS5 itself.
        """
        return self._words.match("passages", query, limit, articles, weights, shape)

    def match_articles(
        self,
        query: str,
        limit: int,
        articles: frozenset[int] | None = None,
        weights: Weights = (1.0, 1.0),
        shape: Shape = (K1, B),
    ) -> list[tuple[int, float]]:
        """(article id, BM25) of the best articles for an FTS5 query over headline and content; higher is better."""
        return [(id, score) for id, _, score in self._words.match("articles", query, limit, articles, weights, shape)]

    def term_counts(self, terms: Sequence[str], of: Unit = "passages") -> dict[str, int]:
        """How many passages (or articles) hold each term, in any inflection; totals are in ``counts()``."""
        return self._words.counts(terms, of)

    def spelled_like(self, word: str) -> list[str]:
        """Words of the articles that are spelled nearly like one; another spelling of the same name, often."""
        return self._words.spelled_like(word, self.changes())

    # Vectors

    def cached_vectors(self, fingerprint: str, hashes: Sequence[bytes]) -> dict[bytes, bytes]:
        """float16 blobs that are known for these text hashes (``text_hash``) under an embedder's fingerprint."""
        return vectors.cached(self._database, fingerprint, hashes)

    def store_vectors(self, fingerprint: str, blobs: Mapping[bytes, bytes]) -> None:
        """Keep float16 blobs (``packed``) under the hashes of their texts."""
        with self.transaction():
            vectors.store(self._database, fingerprint, blobs)

    def not_embedded(self, fingerprint: str) -> list[tuple[Passage, bytes]]:
        """Passages that have no vector yet, each with its text hash."""
        return vectors.not_embedded(self._database, fingerprint)

    def keep_only_vectors(self, fingerprint: str) -> None:
        """Forget the vectors of all other embedders."""
        with self.transaction():
            vectors.keep_only(self._database, fingerprint)

    def passage_vectors(self, fingerprint: str, ids: Ids | None = None) -> tuple[Ids, Vectors]:
        """Ids (int64 [n], ascending) and L2-normalised vectors (float32 [n, d]) of passages that have one."""
        return vectors.matrix(self._database, fingerprint, ids)

    def vector_blocks(self, fingerprint: str, ids: Ids | None = None) -> Iterator[tuple[Ids, Vectors]]:
        """As ``passage_vectors``, a few thousand rows at a time."""
        return vectors.blocks(self._database, fingerprint, ids)

    def vector_layout(self, fingerprint: str) -> tuple[Ids, Ids, Ids]:
        """Passage, article and generation (-1: none) of each passage that has a vector, ascending by passage."""
        return vectors.layout(self._database, fingerprint)

    def set_generation(self, generation: int | None, ids: Ids | None = None) -> None:
        """Note which passages a generation of the store holds (``None``, ``None``: there is no store)."""
        with self.transaction():
            self._database.write("UPDATE passages SET generation = NULL WHERE generation IS NOT NULL")
            if generation is not None and ids is not None:
                self._database.write_many(
                    "UPDATE passages SET generation = ? WHERE id = ?", ((generation, id) for id in ids.tolist())
                )

    # Inside

    def _folder_id(self, folder: str) -> int:
        self._database.write("INSERT OR IGNORE INTO folders (path) VALUES (?)", (rows.stated(folder, "folder"),))
        return int(self._database.value("SELECT id FROM folders WHERE path = ?", (folder,)))

    def _insert_article(
        self, article: Article, folder_id: int, values: tuple[Any, ...], passages: Sequence[tuple[Span, str]]
    ) -> int:
        database = self._database
        marks = ", ".join("?" * len(values))
        id = database.write(f"INSERT INTO articles VALUES (NULL, ?, {marks})", (folder_id, *values))
        stored = rows.text_values(article)
        database.write(f"INSERT INTO texts VALUES (?, {', '.join('?' * len(stored))})", (id, *stored))
        self._insert_passages(id, article, passages)
        lexical.index_words(database, "articles", [(id, rows.headline_of(article), rows.body_of(article))])
        return id

    def _insert_passages(self, id: int, article: Article, passages: Sequence[tuple[Span, str]]) -> None:
        headline, words = rows.headline_of(article), []
        for span, embedded_text in passages:
            passage_id = self._database.write(
                'INSERT INTO passages (article_id, "start", "end", text_hash) VALUES (?, ?, ?, ?)',
                (id, span.start, span.end, rows.text_hash(embedded_text)),
            )
            words.append((passage_id, headline, span.of(article.text)))
        lexical.index_words(self._database, "passages", words)

    def _rows_where(self, where: str, parameters: Sequence[Any]) -> list[ArticleRow]:
        found = self._database.rows(
            f"""SELECT a.id, a.path, f.path, a.title, a.outlet, a.date, a.date_precision, a.date_origin,
                a.sentence_count, (SELECT count(*) FROM passages p WHERE p.article_id = a.id),
                a.furniture_share, a.sha256, a.cluster,
                max(1, (SELECT count(*) FROM articles c WHERE c.cluster = a.cluster)), a.agency,
                {self.memory.outlet_by_hand}
            FROM articles a JOIN folders f ON f.id = a.folder_id WHERE {where} ORDER BY f.id, a.path""",
            parameters,
        )
        return [
            ArticleRow(id, path, folder, title, outlet, Published(date, precision, origin), *counts)
            for id, path, folder, title, outlet, date, precision, origin, *counts in found
        ]

    def _present(self, id: int) -> Article:
        article = self._loaded(id)
        if article is None:
            raise ArchiveError(f"Article {id} is no longer in the archive at {self.path.parent}.")
        return article

    def _loaded(self, id: int) -> Article | None:
        row = self._database.row(
            f"""SELECT {rows.ARTICLE_COLUMNS}, {self.memory.outlet_by_hand}
            FROM articles a JOIN folders f ON f.id = a.folder_id
            JOIN texts t ON t.article_id = a.id WHERE a.id = ?""",
            (id,),
        )
        return None if row is None else rows.article_from(row)

    def _paths(self) -> list[tuple[int, str, str]]:
        found = self._database.rows("SELECT id, path, sha256 FROM articles ORDER BY folder_id, path")
        return [(row[0], row[1], row[2]) for row in found]

    def _filtered(self, filters: Filters) -> tuple[str, list[Any]]:
        """A condition on ``articles a`` and its parameters."""
        terms, parameters = ["TRUE"], []
        if filters.after:
            terms.append("substr(a.date || '-99-99', 1, 10) >= ?")
            parameters.append((_iso(filters.after) + "-00-00")[:10])
        if filters.before:
            terms.append("substr(a.date || '-00-00', 1, 10) <= ?")
            parameters.append((_iso(filters.before) + "-99-99")[:10])
        if filters.outlets:
            wanted = {outlet.casefold() for outlet in filters.outlets}
            terms.append("a.outlet IN (SELECT value FROM json_each(?))")
            parameters.append(json.dumps([name for name, _ in self.outlets() if name.casefold() in wanted]))
        return " AND ".join(terms), parameters

    def _erase_removed(self) -> None:
        """Erase what removed articles leave behind: vectors that nobody shares, words behind tombstones."""
        if self._removed.texts:
            vectors.prune(self._database, self._removed.texts)
        if self._removed.words:
            lexical.erase_removed_words(self._database)

    def _count_change(self) -> None:
        self._database.write(
            """INSERT INTO meta (key, value) VALUES ('changes', '1')
            ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"""
        )


class _Removed(threading.local):
    """What this thread's transaction removed: hashes of embedded texts, and whether words went with their articles."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.texts: set[bytes] = set()
        self.words = False


def _ways_to_mean(name: str) -> Iterator[Any]:
    """Ways to compare (id, path, sha256) with what a reader typed, the strictest first."""
    wanted = name.strip().removeprefix("./")
    if not wanted:
        return
    yield lambda _id, path, _sha: path == wanted
    yield lambda _id, path, _sha: path.endswith("/" + wanted) or wanted.endswith("/" + path)
    yield lambda _id, path, _sha: Path(path).stem == wanted
    yield lambda _id, path, _sha: Path(path).name.startswith(wanted)
    if _SHA_PREFIX.fullmatch(wanted.lower()):
        yield lambda _id, _path, sha: sha.startswith(wanted.lower())
    if wanted.isdecimal():
        yield lambda id, _path, _sha: id == int(wanted)


def _iso(date: str) -> str:
    if not _ISO_DATE.fullmatch(date):
        raise InputError(f'"{date}" is not a date. Write 2020, 2020-09 or 2020-09-29.')
    return date


def _problems(database: Database) -> list[str]:
    with named_errors(database.path):
        found = [str(row[0]) for row in database.rows("PRAGMA integrity_check(5)") if row[0] != "ok"]
    problems = [f"The catalogue {database.path} is damaged: {' '.join(line.split())}." for line in found]
    if database.rows("PRAGMA foreign_key_check"):
        problems.append("Some rows of the catalogue belong to articles that are not there.")
    for table, owner in (("passage_words", "passages"), ("article_words", "articles")):
        indexed = database.value(f"SELECT count(*) FROM {table}_docsize")
        present = database.value(f"SELECT count(*) FROM {owner}")
        if indexed != present:
            problems.append(f"The word index holds {indexed} of {present} {owner}.")
    without = database.value("SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM texts)")
    if without:
        problems.append(f"{without} articles have no text.")
    return problems
