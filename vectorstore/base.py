"""What Footnote asks of a vector store: six methods over named collections. Knows nothing of articles.

Vectors are float32, L2-normalised; similarity is cosine. Ids are strings that the caller chooses; putting the same
id twice replaces. A store is disposable: everything in it can be built again from the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Record:
    """One vector to keep, under an id."""

    id: str
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Match:
    """One vector found: its id and its cosine similarity to the query, in [-1, 1]."""

    id: str
    similarity: float


class StoreUnavailable(Exception):
    """The store cannot be reached, or refused; the message says which store and why, in one line."""


@runtime_checkable
class VectorStore(Protocol):
    """Named collections of vectors."""

    def collections(self) -> list[str]:
        """Names of the collections that exist, sorted."""

    def create(self, collection: str, dimension: int) -> None:
        """Make an empty collection; one of that name that exists is dropped first."""

    def put(self, collection: str, records: Sequence[Record]) -> None:
        """Insert or replace records. Any number: batching is the store's own matter."""

    def query(self, collection: str, vector: Vectors, k: int) -> list[Match]:
        """The ``k`` nearest records, most similar first. Fewer if there are fewer."""

    def count(self, collection: str) -> int:
        """How many records the collection holds."""

    def drop(self, collection: str) -> None:
        """Remove a collection; one that does not exist is no error."""
