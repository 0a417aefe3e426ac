"""Words to passages and articles: FTS5 queries, and the rows of the full-text tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from rag.catalog.database import Database
from rag.catalog.ranking import K1, B, Ranking, Shape
from rag.catalog.rows import words_of
from rag.errors import ArchiveError, InputError
from rag.text.spellings import Spellings

Weights = tuple[float, float]
Unit = Literal["passages", "articles"]

# "+": else SQLite runs the word query once for every rowid
_PASSAGES_OF = "AND +rowid IN (SELECT id FROM passages WHERE article_id IN (SELECT value FROM json_each(?)))"
_ARTICLES_OF = "AND +rowid IN (SELECT value FROM json_each(?))"


def index_words(database: Database, unit: Unit, rows: Iterable[tuple[int, str, str]]) -> None:
    """Enter rows of (id, headline, body)."""
    database.write_many(
        f"INSERT INTO {_table(unit)} (rowid, headline, body) VALUES (?, ?, ?)",
        ((id, words_of(headline), words_of(body)) for id, headline, body in rows),
    )


def remove_words(database: Database, unit: Unit, rows: Iterable[tuple[int, str, str]]) -> None:
    """Take rows out again; they must be what was entered, since the tables keep no text to look it up."""
    table = _table(unit)
    database.write_many(
        f"INSERT INTO {table} ({table}, rowid, headline, body) VALUES ('delete', ?, ?, ?)",
        ((id, words_of(headline), words_of(body)) for id, headline, body in rows),
    )


def erase_removed_words(database: Database) -> None:
    """Merge each full-text index into one piece: until then, removed words stay in it behind a tombstone."""
    for table in ("passage_words", "article_words"):
        database.write(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


class Words:
    """Questions to the two full-text tables."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ranking: dict[Unit, Ranking] = {
            "passages": Ranking(database, _table("passages"), "passages"),
            "articles": Ranking(database, _table("articles"), "articles"),
        }
        self._spellings: tuple[int, Spellings] | None = None  # and the change of the catalogue they were read at

    def match(
        self,
        unit: Unit,
        query: str,
        limit: int,
        articles: frozenset[int] | None,
        weights: Weights,
        shape: Shape = (K1, B),
    ) -> list[tuple[int, int, float]]:
        """(row id, article id, BM25), best first. FTS5's own ranking has one ``shape`` only."""
        query = words_of(query)
        found = self._ranking[unit].best(query, limit, articles, weights, shape)
        return self._by_fts5(unit, query, limit, articles, weights) if found is None else found

    def counts(self, terms: Sequence[str], unit: Unit) -> dict[str, int]:
        """How many rows hold each term."""
        return {term: self._count(term, unit) if _has_words(term) else 0 for term in dict.fromkeys(terms)}

    def spelled_like(self, word: str, changes: int) -> list[str]:
        """Words of the articles that are spelled nearly like one, as the index has them (`rag.text.spellings`)."""
        tokens = self._ranking["articles"].tokens(words_of(word))
        if len(tokens) != 1:
            return []
        if self._spellings is None or self._spellings[0] != changes:
            self._spellings = (changes, Spellings(self._vocabulary()))
        found = self._spellings[1].like(tokens[0])
        # A stem is asked for as if it were a word, and must come out of the stemmer unchanged.
        return [term for term in found if self._ranking["articles"].tokens(term) == (term,)]

    def _vocabulary(self) -> dict[str, int]:
        """Each word of the articles, and how many of them hold it."""
        self._database.write(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, article_words, row)"
        )
        return {term: int(count) for term, count in self._database.rows("SELECT term, doc FROM temp.vocabulary")}

    def _count(self, term: str, unit: Unit) -> int:
        counted = self._ranking[unit].count(words_of(term))
        if counted is None:
            table = _table(unit)
            counted = self._database.value(f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (quoted(term),))
        return int(counted or 0)

    def _by_fts5(
        self, unit: Unit, query: str, limit: int, articles: frozenset[int] | None, weights: Weights
    ) -> list[tuple[int, int, float]]:
        table = _table(unit)
        parameters: list[object] = [query, f"bm25({weights[0]:.6g}, {weights[1]:.6g})"]
        narrowed = ""
        if articles is not None:
            narrowed = _PASSAGES_OF if unit == "passages" else _ARTICLES_OF
            parameters.append(json.dumps(sorted(articles)))
        parameters.append(limit)
        article_of = "(SELECT article_id FROM passages WHERE id = m.id)" if unit == "passages" else "m.id"
        try:
            found = self._database.rows(
                f"""SELECT m.id, {article_of}, m.score FROM (SELECT rowid AS id, -rank AS score FROM {table}
                WHERE {table} MATCH ? AND rank MATCH ? {narrowed} ORDER BY rank LIMIT ?) m
                ORDER BY m.score DESC, m.id""",
                parameters,
            )
        except ArchiveError as error:
            if "fts5:" in str(error) or "unterminated string" in str(error):
                raise InputError(f"The word query {query[:80]!r} cannot be read.") from error
            raise
        return [(int(id), int(article), float(score)) for id, article, score in found]


def quoted(term: str) -> str:
    """A term as FTS5 takes it: a phrase, whatever characters it has."""
    return '"' + words_of(term).replace('"', '""') + '"'


def _table(unit: Unit) -> str:
    return "passage_words" if unit == "passages" else "article_words"


def _has_words(term: str) -> bool:
    return any(character.isalnum() for character in term)
