"""Which sentences a drafted sentence rests on: of the passage that it names, or of all where it names none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag.text.fold import fold
from rag.text.words import content_stems
from rag.types import Article, Hit, Span

LONGEST = 3  # sentences cited at once
WORTH = 1.0  # words of the claim that another sentence must bring, at least, to be cited with one
QUOTED = 1.5  # what a sentence is worth more that the model has copied
NEAR_ENOUGH = 0.5  # of an uncited claim's words that a place must have


def best_place(text: str, hit: Hit, quotes: Sequence[str] = ()) -> Span:
    """The one to three sentences of a passage that have most of a claim's words."""
    wanted = set(content_stems(text))
    copied = [fold(quote) for quote in quotes if len(quote) > 8]
    places = list(_places(hit))
    return max(places, key=lambda place: _worth(place, hit.article, wanted, copied), default=whole(hit))


def nearest(text: str, hits: Iterable[Hit]) -> tuple[Hit, Span] | None:
    """The best place for a sentence that cites nothing; None where no passage has half of its words."""
    wanted = set(content_stems(text))
    found = [(hit, best_place(text, hit)) for hit in hits]
    shares = [len(wanted & set(content_stems(place.of(hit.article.text)))) for hit, place in found]
    best = max(range(len(found)), key=lambda n: shares[n], default=None)
    return found[best] if best is not None and wanted and shares[best] >= NEAR_ENOUGH * len(wanted) else None


def whole(hit: Hit) -> Span:
    """The passage itself."""
    return Span(hit.passage.start, hit.passage.end)


def _places(hit: Hit) -> Iterator[Span]:
    passage = hit.passage
    inside = [s for s in hit.article.sentences if s.start < passage.end and passage.start < s.end]
    for first in range(len(inside)):
        for last in inside[first : first + LONGEST]:
            yield Span(inside[first].start, last.end)


def _worth(place: Span, article: Article, wanted: set[str], copied: Sequence[str]) -> tuple[float, int]:
    """Words of the claim, less what its length costs; of equals the shorter place."""
    words = place.of(article.text)
    more = sum(place.start < s.start < place.end for s in article.sentences)
    folded = fold(words) if copied else ""
    quoted = QUOTED * any(quote in folded for quote in copied)
    return len(wanted & set(content_stems(words))) + quoted - WORTH * more - 0.001 * more, place.start - place.end
