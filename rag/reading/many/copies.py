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
    texts = texts_of(articles)
    pairs = [(a, b) for a, b in _likely(texts) if texts[a].matches(texts[b])]
    return clusters_of(texts, heads(len(texts), pairs))


def texts_of(articles: Iterable[Sketched]) -> list[Text]:
    """The texts of some articles, the largest first."""
    groups: dict[str, list[Sketched]] = {}
    for article in articles:
        groups.setdefault(article.sha256, []).append(article)  # the same bytes are copies whatever is in them
    return sorted(map(Text.of_files, groups.values()), key=lambda text: (-text.words, text.sha256))


def clusters_of(texts: Sequence[Text], heads: Sequence[int]) -> dict[int, int]:
    """The clusters where each text belongs to one of the texts, its head."""
    clusters: dict[int, list[int]] = {}
    for head, text in zip(heads, texts, strict=True):
        clusters.setdefault(head, []).extend(text.ids)
    return {id: min(ids) for ids in clusters.values() if len(ids) > 1 for id in ids}


class Text(NamedTuple):
    """One text with all files that have these very bytes; its day is the first that one of them has."""

    sha256: str
    ids: list[int]
    words: int
    rate: int
    hashes: Hashes
    day: int | None

    @classmethod
    def of_files(cls, files: Sequence[Sketched]) -> Text:
        sketch = np.frombuffer(max(file.sketch for file in files), "<u4")
        words, rate = (int(sketch[0]), int(sketch[1])) if len(sketch) else (0, 1)
        day = min((file.day for file in files if file.day is not None), default=None)
        return cls(files[0].sha256, [file.id for file in files], words, rate, sketch[2:], day)

    def matches(self, other: Text) -> bool:
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

    def _is_far_from(self, other: Text) -> bool:
        return self.day is not None and other.day is not None and abs(self.day - other.day) > _FAR_APART


def all_hashes(texts: Sequence[Text]) -> tuple[Hashes, Ints]:
    """The hashes of all texts one after the other, each with the place of its text."""
    sizes = [len(text.hashes) for text in texts]
    hashes = np.concatenate([text.hashes for text in texts]) if texts else np.empty(0, np.uint32)
    return hashes, np.repeat(np.arange(len(texts), dtype=np.uint32), sizes)


def _likely(texts: Sequence[Text]) -> Iterator[tuple[int, int]]:
    """Pairs that have enough in common to match, as far as counting all at once can tell: one by one takes long."""
    hashes, owners = all_hashes(texts)
    pairs = common(hashes, owners)
    levels = np.array([text.rate.bit_length() - 1 for text in texts], np.intp)
    sampled = [hashes & np.uint32((1 << level) - 1) == 0 for level in range(int(levels.max(initial=0)) + 1)]
    sizes = np.stack([np.bincount(owners[at], minlength=len(texts)) for at in sampled])  # see Text._at
    level = np.maximum(levels[pairs.first], levels[pairs.second])
    smaller = np.minimum(sizes[level, pairs.first], sizes[level, pairs.second])
    enough = pairs.at_most() >= _CONTAINED * smaller
    return zip(pairs.first[enough].tolist(), pairs.second[enough].tolist(), strict=True)


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


class Common(NamedTuple):
    """Pairs of owners that share hashes, the smaller number first, and how many were counted for each pair.

    ``uncounted`` is, for each owner, how many of its hashes were not compared with everybody's.
    """

    first: Ints
    second: Ints
    shared: Ints
    uncounted: Ints

    def at_most(self) -> Ints:
        """How many hashes each pair can share at most."""
        return self.shared + np.minimum(self.uncounted[self.first], self.uncounted[self.second])


def common(hashes: Hashes, owners: Ints) -> Common:
    """Pairs of owners that share hashes; at least `_FEWEST_SHARED`.

    Both are 32-bit numbers, side by side: a hash and who has it. A hash of more than `_COMMON` owners pairs only the
    first of them with each of the others, and the count is less.
    """
    counted = _Counted(int(owners.max(initial=0)) + 1)
    both = (hashes.astype(np.uint64) << np.uint64(32)) | owners.astype(np.uint64)
    both.sort()
    hashes, owners = (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)  # the upper and the lower half
    first, crowded = _first_owners(hashes, owners)
    counted.add(first[crowded], owners[crowded])
    uncounted = np.bincount(owners[crowded], minlength=counted.owners)
    hashes, owners = hashes[~crowded], owners[~crowded]
    for distance in range(1, min(_COMMON, len(hashes))):
        same = np.flatnonzero(hashes[distance:] == hashes[:-distance])
        if not len(same):
            break
        counted.add(owners[same], owners[same + distance])
    return Common(*counted.pairs(), uncounted)


def common_with(owner: int, hashes: Hashes, owners: Ints) -> list[int]:
    """Those that `common` pairs with one owner, in order."""
    mine = np.sort(hashes[owners == owner])
    if not len(mine):
        return []
    places = np.searchsorted(mine, hashes)
    held = np.flatnonzero(mine[np.minimum(places, len(mine) - 1)] == hashes)
    held = held[np.lexsort((owners[held], hashes[held]))]
    hashes, owners = hashes[held], owners[held]
    first, crowded = _first_owners(hashes, owners)
    paired = (owners != owner) & (~crowded | (owners == first) | (first == owner))
    return np.flatnonzero(np.bincount(owners[paired]) >= _FEWEST_SHARED).tolist()


def _first_owners(hashes: Hashes, owners: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """For each hash, sorted: the first of its owners, and whether it has more than `_COMMON`."""
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.empty(0, int)
    sizes = np.diff(np.append(starts, len(hashes)))
    return np.repeat(owners[starts], sizes), np.repeat(sizes > _COMMON, sizes)


class _Counted:
    """How often each pair of owners was seen, in memory that grows with the pairs, not with how often."""

    def __init__(self, owners: int) -> None:
        self.owners = owners
        self._waiting: list[Ints] = []
        self._pairs = np.empty(0, np.int64)
        self._times = np.empty(0, np.int64)

    def add(self, first: Ints, second: Ints) -> None:
        apart = first != second
        self._waiting.append(first[apart].astype(np.int64) * self.owners + second[apart])
        if sum(map(len, self._waiting)) > _BATCH:
            self._count()

    def _count(self) -> None:
        if not self._waiting:
            return
        pairs, times = np.unique(np.concatenate(self._waiting), return_counts=True)
        self._waiting = []
        self._pairs, places = np.unique(np.concatenate([self._pairs, pairs]), return_inverse=True)
        self._times = np.bincount(places, np.concatenate([self._times, times])).astype(np.int64)

    def pairs(self) -> tuple[Ints, Ints, Ints]:
        """The first of each pair, the second, and how often; in order."""
        self._count()
        often = self._times >= _FEWEST_SHARED
        return (*np.divmod(self._pairs[often], self.owners), self._times[often])
