"""Words to passages and articles: FTS5 queries, and the rows of the full-text tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from rag.catalog.database import Database
from rag.catalog.ranking import Ranking
from rag.catalog.rows import words_of
from rag.errors import ArchiveError, InputError

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

    def match(
        self, unit: Unit, query: str, limit: int, articles: frozenset[int] | None, weights: Weights
    ) -> list[tuple[int, int, float]]:
        """(row id, article id, BM25), best first."""
        query = words_of(query)
        found = self._ranking[unit].best(query, limit, articles, weights)
        return self._by_fts5(unit, query, limit, articles, weights) if found is None else found

    def counts(self, terms: Sequence[str], unit: Unit) -> dict[str, int]:
        """How many rows hold each term."""
        return {term: self._count(term, unit) if _has_words(term) else 0 for term in dict.fromkeys(terms)}

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
