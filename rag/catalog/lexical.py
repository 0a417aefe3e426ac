"""Words to passages and articles: FTS5 queries, and the rows of the full-text tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from rag.catalog.database import Database
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


def match_passages(
    database: Database, query: str, limit: int, articles: frozenset[int] | None, weights: Weights
) -> list[tuple[int, int, float]]:
    found = _matches(database, "passages", query, limit, articles, weights)
    home: dict[int, int] = dict(
        database.rows(
            "SELECT id, article_id FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([id for id, _ in found]),),
        )
    )
    return [(id, home[id], score) for id, score in found if id in home]


def match_articles(
    database: Database, query: str, limit: int, articles: frozenset[int] | None, weights: Weights
) -> list[tuple[int, float]]:
    return _matches(database, "articles", query, limit, articles, weights)


def term_counts(database: Database, terms: Sequence[str], unit: Unit) -> dict[str, int]:
    table = _table(unit)
    sql = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
    return {term: int(database.value(sql, (quoted(term),)) or 0) if _has_words(term) else 0 for term in set(terms)}


def quoted(term: str) -> str:
    """A term as FTS5 takes it: a phrase, whatever characters it has."""
    return '"' + words_of(term).replace('"', '""') + '"'


def _matches(
    database: Database, unit: Unit, query: str, limit: int, articles: frozenset[int] | None, weights: Weights
) -> list[tuple[int, float]]:
    table = _table(unit)
    parameters: list[object] = [query, f"bm25({weights[0]:.6g}, {weights[1]:.6g})"]
    narrowed = ""
    if articles is not None:
        narrowed = _PASSAGES_OF if unit == "passages" else _ARTICLES_OF
        parameters.append(json.dumps(sorted(articles)))
    parameters.append(limit)
    sql = f"SELECT rowid, -rank FROM {table} WHERE {table} MATCH ? AND rank MATCH ? {narrowed} ORDER BY rank LIMIT ?"
    try:
        return [(int(id), float(score)) for id, score in database.rows(sql, parameters)]
    except ArchiveError as error:
        if "fts5:" in str(error) or "unterminated string" in str(error):
            raise InputError(f"The word query {query[:80]!r} cannot be read.") from error
        raise


def _table(unit: Unit) -> str:
    return "passage_words" if unit == "passages" else "article_words"


def _has_words(term: str) -> bool:
    return any(character.isalnum() for character in term)
