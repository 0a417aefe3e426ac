"""The list that is read: copies folded into the first, and not all of it of one article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.text.fold import fold
from rag.text.words import content_stems
from rag.types import Article, Hit

if TYPE_CHECKING:
    from rag.catalog import Catalog

PER_ARTICLE = 3  # passages of one article in a list, so that one article cannot fill it
DUPLICATE = 0.85  # share of words two passages have in common from which the second can be a copy of the first


def chosen(
    ranked: Sequence[tuple[int, float]], parts: Mapping[int, Mapping[str, float]], catalog: Catalog, limit: int
) -> list[Hit]:
    """The best passages as hits: copies folded into the first, few of one article.

    Of the copies of one text (a cluster) only the article whose passage came first is read, and of the others what
    they print otherwise: an edited figure is news. The answer's citations say where else the words stand.
    """
    passages = catalog.passages([id for id, _ in ranked[: limit * 6]])
    hits: list[Hit] = []
    seen: list[frozenset[str]] = []
    taken: dict[int, int] = {}
    read: dict[int | None, dict[int, Article]] = {}  # the articles that are read, by cluster
    for id, score in ranked:
        passage = passages.get(id)
        if passage is None or taken.get(passage.article_id, 0) >= PER_ARTICLE:
            continue
        article = catalog.article(passage.article_id)
        hit = Hit(passage, article, score, parts[id])
        if article.cluster is not None and repeats(hit, read.get(article.cluster, {})):
            continue
        stems = frozenset(content_stems(hit.text))
        if any(same_news(stems, other) for other in seen):
            continue
        hits.append(hit)
        read.setdefault(article.cluster, {})[article.id] = article
        seen.append(stems)
        taken[passage.article_id] = taken.get(passage.article_id, 0) + 1
        if len(hits) == limit:
            break
    return hits


def repeats(hit: Hit, copies: Mapping[int, Article]) -> bool:
    """Whether every sentence of the passage stands word for word in another copy of its article that is read."""
    if hit.article.id in copies:
        return False
    printed = [fold(copy.text) for copy in copies.values()]
    inside = [s for s in hit.article.sentences if s.start < hit.passage.end and hit.passage.start < s.end]
    return any(all(fold(s.of(hit.article.text)) in words for s in inside) for words in printed)


def same_news(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two passages, by their stems, say the same: nearly the same words, and no figure in only one of them."""
    return overlap(a, b) >= DUPLICATE and not any(stem[:1].isdigit() for stem in a ^ b)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Words in common as a share of all (Jaccard)."""
    return len(a & b) / len(a | b) if a or b else 0.0
