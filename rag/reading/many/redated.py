"""The clusters of copies after one article was given another day: only what hangs on it is looked at again.

A day decides only whether two texts are too far apart to be matched loosely (`rag.reading.many.copies`). So the pairs
of one text alone can match otherwise than before; and another text belongs elsewhere only where one it matches has
become the head of a cluster, or is one no longer. What is found is what finding all clusters anew would give.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

from rag.reading.many.copies import Sketched, Text, all_hashes, clusters_of, common_with, texts_of


def redated(articles: Iterable[Sketched], before: Mapping[int, int], id: int, day: int | None) -> dict[int, int]:
    """The clusters of ``articles``; ``before`` are those of the time when the article ``id`` had another ``day``."""
    articles = list(articles)
    texts = texts_of(articles)
    own = next(place for place, text in enumerate(texts) if id in text.ids)
    files = [file._replace(day=day) if file.id == id else file for file in articles if file.id in texts[own].ids]
    former = Text.of_files(files)
    if former.day == texts[own].day:
        return dict(before)
    regrouping = _Regrouping(texts, _heads(texts, before))
    regrouping.settle([own, *regrouping.matched_otherwise(own, former)])
    return clusters_of(texts, regrouping.heads)


def _heads(texts: Sequence[Text], clusters: Mapping[int, int]) -> list[int]:
    """For each text the largest of its cluster, by place; that of a text alone is itself."""
    largest: dict[int, int] = {}
    return [largest.setdefault(clusters.get(text.ids[0], -text.ids[0]), place) for place, text in enumerate(texts)]


class _Regrouping:
    """The texts, largest first, with the head each belongs to, as far as it is settled."""

    def __init__(self, texts: Sequence[Text], heads: list[int]) -> None:
        self.heads = heads
        self._texts = texts
        self._hashes = all_hashes(texts)

    def matched_otherwise(self, own: int, former: Text) -> list[int]:
        """The smaller texts that match a text and did not match what it was, or the other way round."""
        now, smaller = self._texts[own], [place for place in self._near(own) if place > own]
        return [place for place in smaller if self._texts[place].matches(now) != self._texts[place].matches(former)]

    def settle(self, places: Iterable[int]) -> None:
        """Find the heads of these texts anew, and of all that hang on them: the larger first, as heads are chosen."""
        waiting = sorted(places)
        while waiting:
            place = heapq.heappop(waiting)
            matched = [other for other in self._near(place) if self._texts[place].matches(self._texts[other])]
            was_head = self.heads[place] == place
            larger = (other for other in matched if other < place and self.heads[other] == other)
            self.heads[place] = next(larger, place)
            if was_head != (self.heads[place] == place):
                for other in {other for other in matched if other > place}.difference(waiting):
                    heapq.heappush(waiting, other)

    def _near(self, place: int) -> list[int]:
        return common_with(place, *self._hashes)
