"""Cached vectors: float16 blobs under the hash of the text that was embedded, one set per embedder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rag.catalog.database import Database
from rag.types import Passage

Ids = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

_OF_PASSAGES = """FROM passages p
    JOIN vectors v ON v.text_hash = p.text_hash
    AND v.embedder_id = (SELECT id FROM embedders WHERE fingerprint = ?)"""
_LOOKUP = 500  # variables in one statement; SQLite takes 32,766
_BLOCK = 4000  # rows decoded at a time: 3 MB of float16 at 384 numbers


def cached(database: Database, fingerprint: str, hashes: Sequence[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    wanted = list(dict.fromkeys(hashes))
    for start in range(0, len(wanted), _LOOKUP):
        some = wanted[start : start + _LOOKUP]
        marks = ",".join("?" * len(some))
        found.update(
            database.rows(
                "SELECT text_hash, vector FROM vectors WHERE embedder_id = "
                f"(SELECT id FROM embedders WHERE fingerprint = ?) AND text_hash IN ({marks})",
                [fingerprint, *some],
            )
        )
    return found


def store(database: Database, fingerprint: str, vectors: Mapping[bytes, bytes]) -> None:
    database.write("INSERT OR IGNORE INTO embedders (fingerprint) VALUES (?)", (fingerprint,))
    embedder = database.value("SELECT id FROM embedders WHERE fingerprint = ?", (fingerprint,))
    database.write_many(
        "INSERT OR REPLACE INTO vectors (embedder_id, text_hash, vector) VALUES (?, ?, ?)",
        ((embedder, text, vector) for text, vector in vectors.items()),
    )


def prune(database: Database, hashes: Iterable[bytes]) -> None:
    """Forget the vectors of texts that no passage has any more."""
    database.write_many(
        "DELETE FROM vectors WHERE text_hash = ?1 AND NOT EXISTS (SELECT 1 FROM passages WHERE text_hash = ?1)",
        ((text,) for text in hashes),
    )


def keep_only(database: Database, fingerprint: str) -> None:
    """Forget the vectors of all other embedders."""
    database.write(
        "DELETE FROM vectors WHERE embedder_id NOT IN (SELECT id FROM embedders WHERE fingerprint = ?)", (fingerprint,)
    )
    database.write("DELETE FROM embedders WHERE fingerprint <> ?", (fingerprint,))


def not_embedded(database: Database, fingerprint: str) -> list[tuple[Passage, bytes]]:
    rows = database.rows(
        """SELECT p.id, p.article_id, p."start", p."end", p.text_hash FROM passages p WHERE NOT EXISTS (
            SELECT 1 FROM vectors v WHERE v.text_hash = p.text_hash
            AND v.embedder_id = (SELECT id FROM embedders WHERE fingerprint = ?)) ORDER BY p.id""",
        (fingerprint,),
    )
    return [(Passage(*row[:4]), row[4]) for row in rows]


def layout(database: Database, fingerprint: str) -> tuple[Ids, Ids, Ids]:
    """Id, article and generation (-1: in none) of each passage that has a vector, by id."""
    rows = database.rows(
        f"SELECT p.id, p.article_id, coalesce(p.generation, -1) {_OF_PASSAGES} ORDER BY p.id", (fingerprint,)
    )
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def blocks(database: Database, fingerprint: str, ids: Ids | None) -> Iterator[tuple[Ids, Vectors]]:
    """Ids and L2-normalised float32 vectors of the passages asked for (all: ``None``), by id, block after block."""
    chosen, parameters = "", [fingerprint]
    if ids is not None:
        chosen = "WHERE p.id IN (SELECT value FROM json_each(?))"
        parameters.append(json.dumps(ids.tolist()))
    sql = f"SELECT p.id, v.vector {_OF_PASSAGES} {chosen} ORDER BY p.id"
    for rows in database.blocks(sql, parameters, _BLOCK):
        yield np.array([row[0] for row in rows], dtype=np.int64), unpacked([row[1] for row in rows])


def matrix(database: Database, fingerprint: str, ids: Ids | None) -> tuple[Ids, Vectors]:
    parts = list(blocks(database, fingerprint, ids))
    if not parts:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def packed(vectors: Vectors) -> list[bytes]:
    """Rows as little-endian float16 blobs, ready for ``store_vectors``."""
    return [row.tobytes() for row in np.asarray(vectors, dtype="<f2")]


def unpacked(blobs: Sequence[bytes]) -> Vectors:
    """Blobs as rows of float32, normalised again: float16 keeps three digits."""
    halves = np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1)
    vectors = halves.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors
