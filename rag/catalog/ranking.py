"""BM25 for plain word queries, from posting lists kept in memory.

FTS5 ranks a ten-word question over 26,000 passages in about 50 ms, nearly all of it spent in bm25() on passages that
share one common word. Here each word's postings are read once from FTS5's own index (``fts5vocab``) and scored in
numpy. Same numbers as FTS5's bm25(), which answers whatever is not words and phrases joined by OR (a test compares).
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.catalog.database import Database

K1, B = 1.2, 0.75  # the constants of FTS5's bm25(), used where no others are asked for
_LEAST_IDF = 1e-6  # FTS5's floor for words in more than half of the rows
_KEPT_POSTINGS = 4_000_000  # rows over all kept words; 8 bytes each
_OFFSET_BITS = 28
_PLACE_BITS = _OFFSET_BITS + 1  # the column is one bit above the offset
_WORD = r'"[^"]+"'
_ONE_OF = rf"(?:{_WORD}|\({_WORD}(?: OR {_WORD})*\))"  # brackets hold forms of one word
_WORDS = re.compile(rf"{_ONE_OF}(?: OR {_ONE_OF})*")
_NEXT = re.compile(_ONE_OF)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Shape = tuple[float, float]  # k1 and b of a BM25


@dataclass(frozen=True, slots=True)
class _Postings:
    """Where a phrase stands: positions in ``_Rows``, ascending, and how often in headline and body."""

    rows: npt.NDArray[np.int32]
    headline: npt.NDArray[np.uint16]
    body: npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of the full-text table at one change of the catalogue: ids ascending, their articles, their lengths."""

    changes: int
    ids: Ints
    articles: Ints
    lengths: Floats  # in words, as a share of the mean


class Ranking:
    """BM25 over one full-text table. Safe to share between threads."""

    def __init__(self, database: Database, table: str, owner: str) -> None:
        self._database = database
        self._table = table
        self._articles_of = "article_id" if owner == "passages" else "id"
        self._owner = owner
        self._lock = threading.Lock()
        self._rows: _Rows | None = None
        self._kept: OrderedDict[str, _Postings] = OrderedDict()
        self._kept_rows = 0
        self._tokens: dict[str, tuple[str, ...]] = {}

    def best(
        self,
        query: str,
        limit: int,
        articles: frozenset[int] | None,
        weights: tuple[float, float],
        shape: Shape = (K1, B),
    ) -> list[tuple[int, int, float]] | None:
        """(row id, article id, BM25), best first; ``None`` where the query is more than words joined by OR.

        ``shape`` is BM25's k1 (how slowly a repeated word stops to count) and b (how much length counts against).
        """
        if not _WORDS.fullmatch(query) or self._database.in_transaction:
            return None
        with self._lock:
            rows = self._current()
            postings = [self._any_of(found[0].strip('()"').split('" OR "'), rows) for found in _NEXT.finditer(query)]
        scores, matched = np.zeros(len(rows.ids)), np.zeros(len(rows.ids), dtype=bool)
        for found in postings:
            scores[found.rows] += _scores(found, rows.lengths, weights, shape)
            matched[found.rows] = True
        if articles is not None:
            matched &= np.isin(rows.articles, np.fromiter(articles, np.int64, len(articles)))
        top = _top(scores, matched, limit)
        return list(zip(rows.ids[top].tolist(), rows.articles[top].tolist(), scores[top].tolist(), strict=True))

    def count(self, phrase: str) -> int | None:
        """How many rows hold a phrase; ``None`` inside a transaction, which may have changed them."""
        if '"' in phrase or self._database.in_transaction:
            return None
        with self._lock:
            return len(self._postings(phrase, self._current()).rows)

    def tokens(self, phrase: str) -> tuple[str, ...]:
        """The words of a phrase as the index has them: folded, without accents, stemmed."""
        with self._lock:
            return self._tokens_of(phrase)

    def _current(self) -> _Rows:
        """The rows as they are now; all postings are forgotten where the catalogue has changed."""
        changes = int(self._database.value("SELECT value FROM meta WHERE key = 'changes'") or 0)
        if self._rows is None or self._rows.changes != changes:
            self._kept.clear()
            self._kept_rows = 0
            self._rows = self._read_rows(changes)
        return self._rows

    def _read_rows(self, changes: int) -> _Rows:
        found = self._database.rows(
            f"""SELECT o.id, o.{self._articles_of}, d.sz FROM {self._owner} o
            JOIN {self._table}_docsize d ON d.id = o.id ORDER BY o.id"""
        )
        ids = np.array([row[0] for row in found], dtype=np.int64)
        articles = np.array([row[1] for row in found], dtype=np.int64)
        lengths = np.array([sum(_varints(row[2])) for row in found], dtype=np.float64)
        mean = lengths.mean() if len(lengths) and lengths.any() else 1.0
        return _Rows(changes, ids, articles, lengths / mean)

    def _any_of(self, phrases: list[str], rows: _Rows) -> _Postings:
        """Where any of some phrases stands, as if they were one word."""
        several = [self._postings(phrase, rows) for phrase in phrases]
        return several[0] if len(several) == 1 else _joined(several)

    def _postings(self, phrase: str, rows: _Rows) -> _Postings:
        found = self._kept.get(phrase)
        if found is not None:
            self._kept.move_to_end(phrase)
            return found
        found = _counted(self._places(self._tokens_of(phrase), rows))
        self._kept[phrase] = found
        self._kept_rows += len(found.rows)
        while self._kept_rows > _KEPT_POSTINGS and len(self._kept) > 1:
            self._kept_rows -= len(self._kept.popitem(last=False)[1].rows)
        return found

    def _places(self, tokens: tuple[str, ...], rows: _Rows) -> Ints:
        """Where the first of the tokens stands, followed by the others: row, column and offset in one number."""
        places: Ints | None = None
        for distance, token in enumerate(tokens):
            here = self._places_of(token, rows) - distance
            places = here if places is None else np.intersect1d(places, here, assume_unique=True)
        return np.empty(0, np.int64) if places is None else places

    def _places_of(self, token: str, rows: _Rows) -> Ints:
        self._database.write(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{self._table}_places "
            f"USING fts5vocab (main, {self._table}, instance)"
        )
        # One text of numbers is read ten times as fast as a row an occurrence.
        written = self._database.value(
            f"SELECT group_concat((doc << {_PLACE_BITS}) | ((col = 'body') << {_OFFSET_BITS}) | offset) "
            f"FROM temp.{self._table}_places WHERE term = ?",
            (token,),
        )
        found = np.fromstring(written or "", dtype=np.int64, sep=",")
        ids = found >> _PLACE_BITS
        row = np.searchsorted(rows.ids, ids)
        known = row < len(rows.ids)
        known[known] = rows.ids[row[known]] == ids[known]
        places = (row << _PLACE_BITS) | (found & ((1 << _PLACE_BITS) - 1))
        return np.sort(places[known])

    def _tokens_of(self, phrase: str) -> tuple[str, ...]:
        """The phrase as FTS5 tokenises it, stemmed: entered into an index of its own and read back."""
        known = self._tokens.get(phrase)
        if known is None:
            known = self._tokenised(phrase)
            if len(self._tokens) > 20_000:
                self._tokens.clear()
            self._tokens[phrase] = known
        return known

    def _tokenised(self, phrase: str) -> tuple[str, ...]:
        database = self._database
        database.write(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.tokens USING fts5 (t, content='', tokenize='porter unicode61')"
        )
        database.write("CREATE VIRTUAL TABLE IF NOT EXISTS temp.token_list USING fts5vocab (temp, tokens, instance)")
        database.write("INSERT INTO temp.tokens (rowid, t) VALUES (1, ?)", (phrase,))
        found = database.rows("SELECT term FROM temp.token_list ORDER BY offset")
        database.write("INSERT INTO temp.tokens (tokens) VALUES ('delete-all')")
        return tuple(term for (term,) in found)


def _scores(found: _Postings, lengths: Floats, weights: tuple[float, float], shape: Shape) -> Floats:
    """BM25 of one phrase for each row it stands in."""
    k1, b = shape
    total, hits = len(lengths), len(found.rows)
    idf = np.log((total - hits + 0.5) / (hits + 0.5)) if hits else 0.0
    frequency = weights[0] * found.headline + weights[1] * found.body
    norms = 1 - b + b * lengths[found.rows]
    scores: Floats = max(idf, _LEAST_IDF) * frequency * (k1 + 1) / (frequency + k1 * norms)
    return scores


def _counted(places: Ints) -> _Postings:
    """Occurrences per row and column."""
    row_of = places >> _PLACE_BITS
    rows, inverse = np.unique(row_of, return_inverse=True)
    in_body = (places >> _OFFSET_BITS) & 1
    body = np.bincount(inverse, weights=in_body, minlength=len(rows))
    every = np.bincount(inverse, minlength=len(rows))
    return _Postings(rows.astype(np.int32), (every - body).astype(np.uint16), body.astype(np.uint16))


def _joined(several: list[_Postings]) -> _Postings:
    """The occurrences of several phrases as those of one."""
    rows, inverse = np.unique(np.concatenate([found.rows for found in several]), return_inverse=True)
    headline, body = (
        np.bincount(inverse, weights=np.concatenate(counts), minlength=len(rows)).astype(np.uint16)
        for counts in ([found.headline for found in several], [found.body for found in several])
    )
    return _Postings(rows, headline, body)


def _top(scores: Floats, matched: npt.NDArray[np.bool_], limit: int) -> Ints:
    """Positions of the ``limit`` best of those matched, equal ones in order."""
    rows = np.flatnonzero(matched)
    if limit <= 0 or not len(rows):
        return rows[:0]
    if len(rows) > limit:
        edge = np.partition(scores[rows], len(rows) - limit)[len(rows) - limit]
        rows = rows[scores[rows] >= edge]
    return rows[np.lexsort((rows, -scores[rows]))][:limit]


def _varints(blob: bytes) -> list[int]:
    """The numbers of an FTS5 docsize record: one length per column, seven bits a byte, the high ones first."""
    numbers, number = [], 0
    for byte in blob:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    return numbers
