"""Vectors to passages: the nearest ones, exactly where that is cheap, from the vector store where it is not.

The catalogue is the truth; the store holds a *generation*, made from the catalogue's cached vectors, probed, and
made live by one commit. Between generations the store is left alone: passages added since (the tail) are scanned
exactly beside it, passages removed since are filtered out by the catalogue. What the store says is used only while it
passes its probe; otherwise every vector is scanned, which is slower and right.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.errors import EmbedderError
from rag.types import Progress
from vectorstore.base import Match, Record, StoreUnavailable, VectorStore

if TYPE_CHECKING:
    from rag.catalog import Catalog

Vector = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Rows = npt.NDArray[np.intp]
Found = list[tuple[int, float]]

_PROBES_TO_GO_LIVE = 32
_PROBES_AT_OPEN = 8
_PROBE_DEPTH = 10  # a row counts as found anywhere in this many; its exact copies may come before it
_IDENTICAL = 0.9999  # cosine from which two stored vectors are copies of one text
_OVERFETCH = 4
_MOST_FETCHED = 4000  # beyond, scanning is cheaper than asking for so many (10 ms per thousand, measured)
_NARROW = 0.2  # share of passages up to which a filter is scanned exactly
_STALE_SHARE, _STALE_ROWS = 0.2, 2000  # tail and removed passages beyond both make a new generation
_KEPT_ROWS = 100_000  # float32 rows kept in memory for scans (150 MB at 384 numbers); beyond, read in blocks
_RETRY_S = 30.0  # a store that failed is asked again after this long


@dataclass(frozen=True, slots=True)
class _Live:
    """The generation that is live: its collection, how many vectors it holds, and whose they are."""

    generation: int
    collection: str
    count: int
    fingerprint: str


@dataclass(slots=True)
class _View:
    """The catalogue as one query sees it: rows are passages that have a vector, ascending by id."""

    changes: int
    live: _Live | None
    ids: Ids
    articles: Ids
    published: npt.NDArray[np.bool_]  # which rows the live generation holds

    @property
    def size(self) -> int:
        return len(self.ids)

    @property
    def stale(self) -> int:
        """Passages the live generation lacks, and those it has too many."""
        held = int(self.published.sum())
        return self.size - held + ((self.live.count - held) if self.live else 0)

    def row_of(self, id: int) -> int | None:
        """The row of a passage the live generation holds and the catalogue still has."""
        row = int(np.searchsorted(self.ids, id))
        return row if row < self.size and self.ids[row] == id and self.published[row] else None


class Index:
    """Nearest passages of one archive under one embedder. Safe to share between threads."""

    def __init__(
        self, catalog: Catalog, store: VectorStore | None, fingerprint: str, exact_below: int, dimension: int
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._fingerprint = fingerprint
        self._exact_below = exact_below
        self._dimension = dimension
        self._lock = threading.RLock()
        self._seen: _View | None = None
        self._kept: tuple[Ids, Vector] | None = None  # ids and vectors in memory for exact scans
        self._tail: tuple[int, Ids, Vector] | None = None  # the change they were read at, ids and vectors
        self._trust = _Trust()

    @property
    def generation(self) -> int:
        """The number of the live generation; 0 where the archive is searched without a store."""
        live = self._view().live
        return live.generation if live else 0

    def nearest(self, vector: Vector, k: int, articles: frozenset[int] | None = None) -> Found:
        """The ``k`` passages most similar to a vector: (passage id, cosine), best first; equal ones by id.

        ``articles`` narrows to passages of these articles. Passages without a vector are not found.
        """
        query = self._unit(vector)
        view = self._view()
        if k <= 0 or view.size == 0:
            return []
        allowed = None if articles is None else np.isin(view.articles, np.fromiter(articles, np.int64, len(articles)))
        if not self._uses_store(view, allowed):
            return self._scan(view, query, k, allowed)
        try:
            return self._from_store(view, query, k, allowed)
        except StoreUnavailable as error:
            if self._catalog.changes() != view.changes:  # dropped under our hands by a new generation
                return self.nearest(vector, k, articles)
            self._trust.settle(view.live, str(error))
            return self._scan(view, query, k, allowed)

    def publish(self, progress: Callable[[Progress], None] | None = None, *, force: bool = False) -> int:
        """Bring the store up to date where that is worth it; returns the live generation (0: none).

        Call after every change, holding the writer's lock. A new generation is made when passages added and removed
        since the last one pass a fifth of it (and 2,000), when the store does not pass its probe, or with ``force``.
        A store that fails leaves the archive searched exactly, and a line in ``health()``; it never raises.
        """
        view = self._view()
        if self._store is None:
            return self.generation
        if view.size <= self._exact_below:
            return self._retire()
        live = view.live
        if live is not None and not force and not self._is_stale(view) and self._trusted(view):
            return live.generation
        try:
            return self._build(view, progress)
        except StoreUnavailable as error:
            self._trust.refused = str(error)
            return self.generation

    def health(self) -> list[str]:
        """Problems in words, each with what to do; empty where all is well."""
        view = self._view()
        problems = []
        if self._uses_store(view, None, probing=False):
            self._trusted(view)
        problem = self._trust.reason or self._trust.refused
        if not problem and view.live is None:
            problem = "The vectors are in no store yet"
        if problem and self._store is not None and view.size > self._exact_below:
            problems.append(
                f"{problem.rstrip('.')}. Answers are right, but slower, until the vectors are built again: "
                'run "footnote rebuild".'
            )
        waiting = len(self._catalog.not_embedded(self._fingerprint))
        if waiting:
            problems.append(f'{waiting} passages have no vector yet and are found by words only. Run "footnote add".')
        return problems

    # What the catalogue says

    def _view(self) -> _View:
        changes = self._catalog.changes()
        with self._lock:
            if self._seen is None or self._seen.changes != changes:
                self._seen = self._read_view()
            return self._seen

    def _read_view(self) -> _View:
        with self._catalog.snapshot():
            changes, live = self._catalog.changes(), self._read_live()
            ids, articles, generations = self._catalog.vector_layout(self._fingerprint)
        published = generations == live.generation if live else np.zeros(len(ids), dtype=bool)
        return _View(changes, live, ids, articles, published)

    def _read_live(self) -> _Live | None:
        live = self._recorded()
        return live if live and live.fingerprint == self._fingerprint else None

    def _recorded(self) -> _Live | None:
        """The generation on record, also one of another embedder."""
        text = self._catalog.meta("live")
        return _Live(**json.loads(text)) if text else None

    def _unit(self, vector: Vector) -> Vector:
        query = np.asarray(vector, dtype=np.float32).reshape(-1)
        length = float(np.linalg.norm(query))
        if query.size != self._dimension or not np.isfinite(length) or length == 0:
            raise EmbedderError(f"The question's vector cannot be used: {query.size} numbers of length {length:.3g}.")
        return query / np.float32(length)

    # The exact way

    def _scan(self, view: _View, query: Vector, k: int, allowed: npt.NDArray[np.bool_] | None) -> Found:
        rows = None if allowed is None else np.flatnonzero(allowed)
        if rows is not None and not len(rows):
            return []
        if view.size <= _KEPT_ROWS:
            ids, vectors = self._matrix(view)
            if rows is None:
                return _best(ids, vectors @ query, k)
            few = len(rows) < view.size // 4  # copying more rows than this costs more than comparing them all
            return _best(ids[rows], vectors[rows] @ query if few else (vectors @ query)[rows], k)
        chosen = None if rows is None else view.ids[rows]
        found: Found = []
        for ids, vectors in self._catalog.vector_blocks(self._fingerprint, chosen):
            found = sorted(found + _best(ids, vectors @ query, k), key=_by_similarity)[:k]
        return found

    def _matrix(self, view: _View) -> tuple[Ids, Vector]:
        """All vectors of a view; those that were in memory already are not read again."""
        with self._lock:
            if self._kept is None or not np.array_equal(self._kept[0], view.ids):
                self._kept = self._loaded(view)
            return self._kept

    def _loaded(self, view: _View) -> tuple[Ids, Vector]:
        """Vectors for a view's rows, in its order; one that has gone from the catalogue meanwhile is left zero."""
        old_ids, old = self._kept or (np.empty(0, np.int64), np.empty((0, self._dimension), np.float32))
        vectors = np.zeros((view.size, self._dimension), np.float32)
        _, here, there = np.intersect1d(view.ids, old_ids, assume_unique=True, return_indices=True)
        vectors[here] = old[there]
        missing = np.setdiff1d(view.ids, old_ids, assume_unique=True)
        if len(missing):
            wanted = None if len(missing) == view.size else missing
            for ids, block in self._catalog.vector_blocks(self._fingerprint, wanted):
                known = np.isin(ids, view.ids)
                vectors[np.searchsorted(view.ids, ids[known])] = block[known]
        return view.ids, vectors

    # The store's way

    def _uses_store(self, view: _View, allowed: npt.NDArray[np.bool_] | None, *, probing: bool = True) -> bool:
        if self._store is None or view.live is None or view.size <= self._exact_below:
            return False
        if allowed is not None and int(allowed.sum()) <= max(_NARROW * view.size, self._exact_below):
            return False
        return self._trusted(view) if probing else True

    def _from_store(self, view: _View, query: Vector, k: int, allowed: npt.NDArray[np.bool_] | None) -> Found:
        """The best of the generation, asked for in growing numbers until filters leave enough, and of the tail."""
        assert self._store is not None
        assert view.live is not None
        held = view.published if allowed is None else view.published & allowed
        needed = min(k, int(held.sum()))
        found: Found = []
        fetch = k * _OVERFETCH
        while len(found) < needed:
            if fetch > _MOST_FETCHED:
                return self._scan(view, query, k, allowed)
            matches = self._store.query(view.live.collection, query, fetch)
            found = _allowed_matches(view, matches, held)
            if len(matches) < fetch and len(found) < needed:  # an approximate index can lose its way
                return self._scan(view, query, k, allowed)
            fetch *= _OVERFETCH
        tail = ~view.published if allowed is None else ~view.published & allowed
        if tail.any():
            found += self._scan_tail(view, query, k, np.flatnonzero(tail))
        return sorted(found, key=_by_similarity)[:k]

    def _scan_tail(self, view: _View, query: Vector, k: int, rows: Rows) -> Found:
        """Scan some of the tail, which stays in memory until the catalogue changes."""
        with self._lock:
            if self._tail is None or self._tail[0] != view.changes:
                unpublished = view.ids[~view.published]
                self._tail = (view.changes, *self._catalog.passage_vectors(self._fingerprint, unpublished))
            _, ids, vectors = self._tail
        chosen = np.isin(ids, view.ids[rows])
        return _best(ids[chosen], vectors[chosen] @ query, k)

    def _trusted(self, view: _View) -> bool:
        """Whether the live collection passes its probe: asked once per generation, and again after a failure."""
        assert view.live is not None
        with self._lock:
            if self._trust.is_open(view.live):
                reason = self._probe(view, view.live, _PROBES_AT_OPEN, missing=0)
                if reason and self._probe(view, view.live, _PROBES_TO_GO_LIVE, missing=1) is None:
                    reason = None  # one row in a hundred of a healthy approximate index is not its own neighbour
                self._trust.settle(view.live, reason)
            return self._trust.holds(view.live)

    def _probe(self, view: _View, live: _Live, sample: int, missing: int) -> str | None:
        """Why a collection cannot be trusted, or ``None``: its count, and rows that must find themselves."""
        assert self._store is not None
        try:
            count = self._store.count(live.collection)
            if count != live.count:
                return f"The vector store holds {count} of {live.count} vectors of generation {live.generation}"
            lost = 0
            for id, vector in self._sample(view, sample):
                lost += not _finds_itself(self._store.query(live.collection, vector, _PROBE_DEPTH), id)
                if lost > missing:
                    return f"The vector store does not find what it holds (generation {live.generation})"
        except StoreUnavailable as error:
            return str(error)
        return None

    def _sample(self, view: _View, size: int) -> list[tuple[int, Vector]]:
        held = view.ids[view.published]
        chosen = np.random.default_rng().choice(held, min(size, len(held)), replace=False)
        ids, vectors = self._catalog.passage_vectors(self._fingerprint, chosen)
        return list(zip(ids.tolist(), vectors, strict=True))

    # Generations

    @staticmethod
    def _is_stale(view: _View) -> bool:
        assert view.live is not None
        return view.stale > max(_STALE_ROWS, _STALE_SHARE * view.live.count)

    def _build(self, view: _View, progress: Callable[[Progress], None] | None) -> int:
        """Fill a new collection, probe it, make it live by one commit, drop the others of this archive."""
        assert self._store is not None
        number = int(self._catalog.meta("last_generation") or 0) + 1
        live = _Live(number, f"{self._prefix()}{number:04d}-{token_hex(2)}", view.size, self._fingerprint)
        try:
            self._fill(live, progress)
            filled = _View(view.changes, live, view.ids, view.articles, np.ones(view.size, dtype=bool))
            reason = self._probe(filled, live, _PROBES_TO_GO_LIVE, missing=1)
            if reason:
                raise StoreUnavailable(reason)
        except BaseException:
            self._drop(live.collection)
            raise
        with self._catalog.transaction():
            self._catalog.set_generation(number, view.ids)
            self._catalog.set_meta("live", json.dumps(asdict(live)))
            self._catalog.set_meta("last_generation", str(number))
        self._trust.settle(live, None)
        self._trust.refused = None
        self._drop_others(live.collection)
        return number

    def _fill(self, live: _Live, progress: Callable[[Progress], None] | None) -> None:
        assert self._store is not None
        self._store.create(live.collection, self._dimension)
        done = 0
        for ids, vectors in self._catalog.vector_blocks(self._fingerprint):
            records = [Record(str(id), vector) for id, vector in zip(ids.tolist(), vectors, strict=True)]
            self._store.put(live.collection, records)
            done += len(ids)
            if progress is not None:
                progress(Progress("index", done, live.count, "passages"))

    def _retire(self) -> int:
        """A small archive needs no store: forget the generation it had."""
        self._trust.settle(None, None)
        self._trust.refused = None
        recorded = self._recorded()
        if recorded is not None:
            with self._catalog.transaction():
                self._catalog.set_generation(None)
                self._catalog.set_meta("live", None)
            self._drop(recorded.collection)
        return 0

    def _prefix(self) -> str:
        return f"footnote-{(self._catalog.meta('archive_id') or '')[:8]}-g"

    def _drop_others(self, collection: str) -> None:
        """Drop this archive's other collections: the last generation, and what a run that was cut short left."""
        assert self._store is not None
        try:
            for name in self._store.collections():
                if name.startswith(self._prefix()) and name != collection:
                    self._drop(name)
        except StoreUnavailable:
            return  # the next generation tries again

    def _drop(self, collection: str) -> None:
        assert self._store is not None
        try:
            self._store.drop(collection)
        except StoreUnavailable:
            return  # a collection too many harms nobody, and the next generation tries again


class _Trust:
    """What is thought of the store: which collection was probed, and what is wrong where something is.

    ``refused`` says why the last generation could not be made; the one before is judged by its own probe.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self.refused: str | None = None
        self._collection: str | None = None
        self._asked_at = 0.0

    def is_open(self, live: _Live) -> bool:
        """Whether this collection has to be probed: not yet done, or long ago and without success."""
        if self._collection != live.collection:
            return True
        return self.reason is not None and time.monotonic() - self._asked_at > _RETRY_S

    def holds(self, live: _Live) -> bool:
        return self._collection == live.collection and self.reason is None

    def settle(self, live: _Live | None, reason: str | None) -> None:
        self._collection = live.collection if live else None
        self.reason = reason
        self._asked_at = time.monotonic()


def _best(ids: Ids, similarities: Vector, k: int) -> Found:
    """The ``k`` most similar, best first, equal ones by id."""
    if len(ids) > k:
        edge = np.partition(similarities, len(ids) - k)[len(ids) - k]
        near = np.flatnonzero(similarities >= edge)
        ids, similarities = ids[near], similarities[near]
    order = np.lexsort((ids, -similarities))[:k]
    return [(int(ids[row]), float(similarities[row])) for row in order]


def _by_similarity(found: tuple[int, float]) -> tuple[float, int]:
    return -found[1], found[0]


def _allowed_matches(view: _View, matches: Sequence[Match], held: npt.NDArray[np.bool_]) -> Found:
    found: Found = []
    for match in matches:
        if not match.id.isdecimal():
            raise StoreUnavailable(f'The vector store holds "{match.id[:40]}", which is no passage of this archive')
        row = view.row_of(int(match.id))
        if row is not None and held[row]:
            found.append((int(match.id), match.similarity))
    return found


def _finds_itself(matches: Sequence[Match], id: int) -> bool:
    if any(match.id == str(id) for match in matches):
        return True
    return len(matches) == _PROBE_DEPTH and matches[-1].similarity > _IDENTICAL
