"""The exact store: numpy in memory. Test double and oracle for Chroma; keeps nothing on disk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from vectorstore.base import Match, Record, StoreUnavailable, Vectors


@dataclass
class _Collection:
    dimension: int
    vectors: dict[str, Vectors] = field(default_factory=dict)
    _matrix: Vectors | None = None

    def put(self, records: Sequence[Record]) -> None:
        for record in records:
            self.vectors[record.id] = np.array(record.vector, dtype=np.float32)
        self._matrix = None

    def matrix(self) -> Vectors:
        if self._matrix is None:
            rows = list(self.vectors.values())
            self._matrix = np.stack(rows) if rows else np.empty((0, self.dimension), np.float32)
        return self._matrix


class MemoryStore:
    """A ``VectorStore`` that compares the query with every vector. Equal similarities: lower id first."""

    def __init__(self) -> None:
        self._collections: dict[str, _Collection] = {}
        self._lock = threading.RLock()

    def collections(self) -> list[str]:
        with self._lock:
            return sorted(self._collections)

    def create(self, collection: str, dimension: int) -> None:
        with self._lock:
            self._collections[collection] = _Collection(dimension)

    def put(self, collection: str, records: Sequence[Record]) -> None:
        with self._lock:
            kept = self._named(collection)
            for record in records:
                if record.vector.shape != (kept.dimension,):
                    raise StoreUnavailable(
                        f'The collection "{collection}" in memory holds vectors of {kept.dimension} numbers; '
                        f'"{record.id}" has {record.vector.size}.'
                    )
            kept.put(records)

    def query(self, collection: str, vector: Vectors, k: int) -> list[Match]:
        with self._lock:
            kept = self._named(collection)
            ids, matrix = list(kept.vectors), kept.matrix()
        if vector.shape != (kept.dimension,):
            raise StoreUnavailable(
                f'The collection "{collection}" in memory holds vectors of {kept.dimension} numbers; '
                f"the query has {vector.size}."
            )
        similarities = matrix @ vector
        order = sorted(range(len(ids)), key=lambda row: (-similarities[row], ids[row]))
        return [Match(ids[row], float(similarities[row])) for row in order[: max(k, 0)]]

    def count(self, collection: str) -> int:
        with self._lock:
            return len(self._named(collection).vectors)

    def drop(self, collection: str) -> None:
        with self._lock:
            self._collections.pop(collection, None)

    def close(self) -> None:
        """Nothing to let go; here so that every store can be closed alike."""

    def _named(self, collection: str) -> _Collection:
        try:
            return self._collections[collection]
        except KeyError:
            raise StoreUnavailable(f'The store in memory has no collection "{collection}".') from None
