"""Which lines are page furniture, learned from the archive itself: what recurs in many articles of one outlet.

Recurring alone does not make furniture: outlets repeat a paragraph of background in every report of an affair, and
sub-headings in every issue of a series. So a line needs the more articles, the more it looks like content. Copies of
one text count once, and so teach nothing of their own. The result depends on the articles alone, not on their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.reading.many.copies import common, heads
from rag.reading.many.traces import BECKONS, FURNITURE, INSIDE, LINE, PROSE

# Articles a line must stand in at least, copies counted once.
_FEWEST = 4
# Shares of a group's articles, chosen by reading all recurring lines of 3,508 articles of three outlets (short lines of
# content reach .047: headings of a daily series; prose .005: background) and on generated sites of 4 to 200 pages.
_SHARE_SHORT = 0.1  # a short line at an end of the article, or in a row of others
# Between paragraphs, a heading or a link pasted in; or running text: background or "About the company".
_FEWEST_INSIDE, _SHARE_INSIDE, _SHARE_PROSE = 8, 0.8, 0.9
# A short line that the reader takes for furniture in so many of its articles is furniture in the others, too. Not so
# running text: a few files planted among an outlet's could silence a paragraph of its reports.
_SHARE_JUDGED = 2 / 3
# Two articles that share so many of the smaller's paragraphs are copies.
_COPIED = 0.5

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Lesson(NamedTuple):
    """An article as lines are learned from it: its bytes' hash, and its lines (`Traces.lines`)."""

    sha256: str
    lines: bytes


def learn(articles: Iterable[Lesson]) -> frozenset[bytes]:
    """The keys of the lines that are furniture in a group's articles, as far as one of them took it for content."""
    different = {article.sha256: article.lines for article in articles}
    if len(different) < _FEWEST:
        return frozenset()
    lines = _Lines.of([different[sha256] for sha256 in sorted(different)])
    if not lines.are_frequent().any():
        return frozenset()
    return frozenset(key.tobytes() for key in lines.keys[_are_furniture(lines, _units(lines))])


def known_lines(lines: bytes, learned: frozenset[bytes]) -> frozenset[bytes]:
    """What an article (its `Traces.lines`) has to be told: its learned lines, if it took one of them for content.

    None where it did not: then reading it with them changes nothing.
    """
    if not learned:
        return frozenset()
    records = np.frombuffer(lines, LINE)
    found = [(key.tobytes(), int(bits)) for key, bits in zip(records["key"], records["bits"], strict=True)]
    here = [(key, bits) for key, bits in found if key in learned]
    return frozenset(key for key, _ in here) if any(not bits & FURNITURE for _, bits in here) else frozenset()


def _are_furniture(lines: _Lines, units: Ints) -> Bools:
    support = lines.count(owners=units)
    articles = lines.count()
    judged = lines.count(FURNITURE)
    prose = lines.count(PROSE) > 0
    inside = lines.count(INSIDE) * 2 >= articles
    share = support / len(np.unique(units))
    looks_so = (lines.count(BECKONS) > 0) | (~prose & (judged >= _SHARE_JUDGED * articles))
    short = ~prose & np.where(inside, (share >= _SHARE_INSIDE) & (support >= _FEWEST_INSIDE), share >= _SHARE_SHORT)
    everywhere = prose & (share >= _SHARE_PROSE) & (support >= _FEWEST_INSIDE)
    return (support >= _FEWEST) & (judged < articles) & (looks_so | short | everywhere)


class _Lines:
    """All lines of a group's articles: distinct ``keys``; for each standing its key's place, its article, its bits."""

    def __init__(self, keys: npt.NDArray[np.uint64], places: Ints, articles: Ints, bits: npt.NDArray[np.uint8]) -> None:
        self.keys, self.places, self.articles, self.bits = keys, places, articles, bits

    @classmethod
    def of(cls, packed: Sequence[bytes]) -> _Lines:
        """From each article's `Traces.lines`."""
        records = np.frombuffer(b"".join(packed), LINE)
        articles = np.repeat(np.arange(len(packed)), [len(lines) // LINE.itemsize for lines in packed])
        keys, places = np.unique(records["key"], return_inverse=True)
        return cls(keys, places, articles, records["bits"])

    def are_frequent(self) -> Bools:
        return (self.count() >= _FEWEST) & (self.count(FURNITURE) < self.count())

    def count(self, bit: int = 0, owners: Ints | None = None) -> Ints:
        """For each key, in how many articles it stands with a bit; or under how many different ``owners`` of them."""
        if owners is None:
            return np.bincount(self.places[(self.bits & bit) == bit], minlength=len(self.keys))
        pairs = np.unique(self.places * len(owners) + owners[self.articles])
        return np.bincount(pairs // len(owners), minlength=len(self.keys))


def _units(lines: _Lines) -> Ints:
    """For each article a number that it shares with its copies: those that have half of their paragraphs in common.

    Only running text that asks nothing of the reader is compared, since nothing is known of furniture yet.
    """
    told = (lines.bits & (PROSE | BECKONS)) == PROSE
    places, articles = lines.places[told], lines.articles[told]
    number = int(lines.articles.max(initial=-1)) + 1
    sizes = np.bincount(articles, minlength=number)
    by_size = np.argsort(-sizes, kind="stable")
    rank = np.empty_like(by_size)
    rank[by_size] = np.arange(number)
    found = common(places.astype(np.uint32), rank[articles])
    copied = found.shared >= _COPIED * sizes[by_size[found.second]]
    pairs = zip(found.first[copied].tolist(), found.second[copied].tolist(), strict=True)
    return np.array(heads(number, pairs))[rank]
