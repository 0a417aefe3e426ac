"""Citations of one answer: numbered 1..k in the order they are first used, one number a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rag.text.fold import fold
from rag.text.words import content_stems
from rag.types import Article, Citation, Elsewhere, Hit, Span


class Citations:
    """Collects the places an answer stands on."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str], dict[Span, int]] = {}
        self._citations: list[Citation] = []

    def add(self, article: Article, span: Span) -> int:
        """The number of a place, a new one if it does not lie inside one that was cited before."""
        file = (article.folder, article.path, article.sha256)
        cited = self._numbers.setdefault(file, {})
        held = next((n for place, n in cited.items() if place.start <= span.start and span.end <= place.end), None)
        if held is None:
            held = cited[Span(span.start, span.end)] = len(self._citations) + 1
            self._citations.append(
                Citation(
                    n=held,
                    path=article.path,
                    sha256=article.sha256,
                    start=span.start,
                    end=span.end,
                    quote=article.text[span.start : span.end],
                    title=article.title,
                    outlet=article.outlet,
                    published=article.published,
                    article_id=article.id,
                    outlet_by_hand=article.outlet_by_hand,
                )
            )
        return held

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._citations)


def numbered(place: Citation, known: tuple[Citation, ...]) -> tuple[int, tuple[Citation, ...]]:
    """The number of a place among citations 1..k, and these with it: the last of them where it is new."""
    n = next((one.n for one in known if _place(one) == _place(place)), None)
    return (n, known) if n is not None else (len(known) + 1, (*known, replace(place, n=len(known) + 1)))


def _place(citation: Citation) -> tuple[str, str, int, int, int]:
    return citation.path, citation.sha256, citation.article_id, citation.start, citation.end


def with_copies(citation: Citation, copies: Iterable[Article]) -> Citation:
    """The citation with those of the article's copies that print the same words, each outlet's title and path."""
    words = fold(citation.quote)
    same = [Elsewhere(copy.path, copy.title, copy.outlet) for copy in copies if words in fold(copy.text)]
    return replace(citation, also_in=tuple(same))


def cite_hit(hit: Hit, near: str) -> Citation:
    """The sentence of a passage that has most words in common with a text, as a citation numbered 1."""
    wanted = set(content_stems(near))
    inside = [s for s in hit.article.sentences if s.start < hit.passage.end and hit.passage.start < s.end]
    best = max(inside, key=lambda s: len(wanted & set(content_stems(s.of(hit.article.text)))), default=hit.passage)
    citations = Citations()
    citations.add(hit.article, Span(best.start, best.end))
    return citations.all()[0]
