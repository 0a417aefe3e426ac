"""Which articles are copies of one text: wire reports printed by several outlets, and versions of one report.

Two articles match when the smaller's word sequences stand in the larger, and the larger is not much more than that.
A cluster is one article, the largest, with all that match it: members always match the same one, so that no chain of
small changes joins what has nothing in common. The result depends on the articles alone, not on their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Hashes = npt.NDArray[np.uint32]

# Shares of common word sequences, chosen by reading the pairs of 3,508 articles that share .4 or more:
# from .75 on, a pair is one report; between .5 and .75, most are two reports of one event, or a series.
_CONTAINED = 0.75  # of the smaller
_ALIKE = 0.4  # of both together
# Shorter texts, and those that appeared more than a month apart (columns that return every year), must be the same.
_SHORT = 40  # words
_FAR_APART = 31  # days
_CONTAINED_IF_DOUBTFUL, _ALIKE_IF_DOUBTFUL = 0.95, 0.9

_COMMON = 50  # articles; hashes in more of them are compared with the largest only, which keeps the work linear
_FEWEST_SHARED = 2  # hashes two articles must have in common to be compared at all
_BATCH = 4_000_000  # pairs counted at a time


class Sketched(NamedTuple):
    """An article as its copies are looked for. ``day`` counts days from any fixed one; None where it is not known."""

    id: int
    sha256: str
    sketch: bytes
    day: int | None = None


def find_clusters(articles: Iterable[Sketched]) -> dict[int, int]:
    """For each article that has copies, the number of its cluster: the smallest id in it."""
    groups: dict[str, list[Sketched]] = {}
    for article in articles:
        groups.setdefault(article.sha256, []).append(article)  # the same bytes are copies whatever is in them
    texts = sorted(map(_Text.of_files, groups.values()), key=lambda text: (-text.words, text.sha256))
    pairs = [(a, b) for a, b, _ in common(*_all_hashes(texts)) if texts[a].matches(texts[b])]
    clusters: dict[int, list[int]] = {}
    for head, text in zip(heads(len(texts), pairs), texts, strict=True):
        clusters.setdefault(head, []).extend(text.ids)
    return {id: min(ids) for ids in clusters.values() if len(ids) > 1 for id in ids}


class _Text(NamedTuple):
    """One text with all files that have these very bytes."""

    sha256: str
    ids: list[int]
    words: int
    rate: int
    hashes: Hashes
    day: int | None

    @classmethod
    def of_files(cls, files: Sequence[Sketched]) -> _Text:
        sketch = np.frombuffer(max(file.sketch for file in files), "<u4")
        words, rate = (int(sketch[0]), int(sketch[1])) if len(sketch) else (0, 1)
        return cls(files[0].sha256, [file.id for file in files], words, rate, sketch[2:], files[0].day)

    def matches(self, other: _Text) -> bool:
        rate = max(self.rate, other.rate)
        mine, theirs = self._at(rate), other._at(rate)
        shared = len(np.intersect1d(mine, theirs, assume_unique=True))
        contained, alike = _CONTAINED, _ALIKE
        if min(self.words, other.words) < _SHORT or self._is_far_from(other):
            contained, alike = _CONTAINED_IF_DOUBTFUL, _ALIKE_IF_DOUBTFUL
        both = len(mine) + len(theirs) - shared
        return shared >= contained * min(len(mine), len(theirs)) > 0 and shared >= alike * both

    def _at(self, rate: int) -> Hashes:
        """The part of the sketch that a sample at a (lower) rate would hold."""
        return self.hashes[self.hashes & np.uint32(rate - 1) == 0]

    def _is_far_from(self, other: _Text) -> bool:
        return self.day is not None and other.day is not None and abs(self.day - other.day) > _FAR_APART


def _all_hashes(texts: Sequence[_Text]) -> tuple[Hashes, Ints]:
    sizes = [len(text.hashes) for text in texts]
    hashes = np.concatenate([text.hashes for text in texts]) if texts else np.empty(0, np.uint32)
    return hashes, np.repeat(np.arange(len(texts), dtype=np.uint32), sizes)


def heads(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each of ``count`` things, largest first, the one it belongs to: the largest it matches that has no head.

    ``pairs`` are those that match, the larger (smaller number) first.
    """
    smaller: dict[int, list[int]] = {}
    for a, b in pairs:
        smaller.setdefault(a, []).append(b)
    found = [-1] * count
    for thing in range(count):
        if found[thing] < 0:
            found[thing] = thing
            for other in smaller.get(thing, ()):
                if found[other] < 0:
                    found[other] = thing
    return found


def common(hashes: Hashes, owners: Ints) -> Iterator[tuple[int, int, int]]:
    """Pairs of owners that share hashes, the smaller number first, and how many; at least `_FEWEST_SHARED`.

    Both are 32-bit numbers, side by side: a hash and who has it. A hash of more than `_COMMON` owners pairs only the
    first of them with each of the others, and the count is less.
    """
    counted = _Counted(int(owners.max(initial=0)) + 1)
    both = (hashes.astype(np.uint64) << np.uint64(32)) | owners.astype(np.uint64)
    both.sort()
    hashes, owners = (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)  # the upper and the lower half
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.empty(0, int)
    sizes = np.diff(np.append(starts, len(hashes)))
    crowded = np.repeat(sizes > _COMMON, sizes)
    counted.add(np.repeat(owners[starts], sizes)[crowded], owners[crowded])
    hashes, owners = hashes[~crowded], owners[~crowded]
    for distance in range(1, min(_COMMON, len(hashes))):
        same = np.flatnonzero(hashes[distance:] == hashes[:-distance])
        if not len(same):
            break
        counted.add(owners[same], owners[same + distance])
    return counted.pairs()


class _Counted:
    """How often each pair of owners was seen, in memory that grows with the pairs, not with how often."""

    def __init__(self, owners: int) -> None:
        self._owners = owners
        self._waiting: list[Ints] = []
        self._pairs = np.empty(0, np.int64)
        self._times = np.empty(0, np.int64)

    def add(self, first: Ints, second: Ints) -> None:
        apart = first != second
        self._waiting.append(first[apart].astype(np.int64) * self._owners + second[apart])
        if sum(map(len, self._waiting)) > _BATCH:
            self._count()

    def _count(self) -> None:
        if not self._waiting:
            return
        pairs, times = np.unique(np.concatenate(self._waiting), return_counts=True)
        self._waiting = []
        self._pairs, places = np.unique(np.concatenate([self._pairs, pairs]), return_inverse=True)
        self._times = np.bincount(places, np.concatenate([self._times, times])).astype(np.int64)

    def pairs(self) -> Iterator[tuple[int, int, int]]:
        self._count()
        often = self._times >= _FEWEST_SHARED
        for pair, times in zip(self._pairs[often].tolist(), self._times[often].tolist(), strict=True):
            yield pair // self._owners, pair % self._owners, times
