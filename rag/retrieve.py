"""Questions to passages: BM25 and cosine, fused by score.

Three scores are computed for each passage that is among the best by any of them: BM25 of the passage (its headline
counted with it), BM25 of its whole article, and the cosine of question and passage vector. Each is scaled to [0, 1]
over the candidates and they are summed with the weights below. Words only, where there is no embedder.
The weights were chosen on the development half of the news quiz; ``footnote eval retrieval`` prints what they reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.text.fold import fold
from rag.text.forms import forms
from rag.text.words import bare, content_stems, is_stop, words
from rag.types import Article, Filters, Hit

if TYPE_CHECKING:
    from rag.catalog import Catalog
    from rag.embed import Embedder
    from rag.index import Index

WEIGHTS: Mapping[str, float] = {"passage": 0.43, "article": 0.285, "cosine": 0.285}
HEADLINE_WEIGHT = 3.0  # a word of the headline counts as much as three of the body
CANDIDATES = 150  # taken from each of the three rankings
PER_ARTICLE = 4  # passages of one article in a list, so that one article cannot fill it
DUPLICATE = 0.85  # share of words two passages have in common from which the second can be a copy of the first


def retrieve(
    question: str,
    catalog: Catalog,
    index: Index,
    embedder: Embedder | None,
    *,
    filters: Filters | None = None,
    limit: int = 10,
) -> list[Hit]:
    """The ``limit`` passages that fit a question best, near-duplicates folded, best first."""
    allowed = catalog.allowed(filters or Filters())
    if allowed is not None and not allowed:
        return []
    parts = scored(question, catalog, index, embedder, allowed)
    ranked = sorted(fused(parts).items(), key=lambda item: (-item[1], item[0]))
    return chosen(ranked, parts, catalog, limit)


def scored(
    question: str, catalog: Catalog, index: Index, embedder: Embedder | None, allowed: frozenset[int] | None
) -> dict[int, dict[str, float]]:
    """Candidate passages by id, each with its raw scores."""
    match = match_any(question)
    weights = (HEADLINE_WEIGHT, 1.0)
    parts: dict[int, dict[str, float]] = {}
    if match:
        for id, _, score in catalog.match_passages(match, CANDIDATES, allowed, weights):
            parts.setdefault(id, {})["passage"] = score
    if embedder is not None:
        vector = embedder.embed([question])[0]
        for id, cosine in index.nearest(vector, CANDIDATES, allowed):
            parts.setdefault(id, {})["cosine"] = cosine
    if match:
        by_article = dict(catalog.match_articles(match, CANDIDATES, allowed, weights))
        for id, passage in catalog.passages(list(parts)).items():
            parts[id]["article"] = by_article.get(passage.article_id, 0.0)
    return parts


def match_any(question: str) -> str:
    """The FTS5 query for passages with any of the question's content words, in any form; empty when it has none."""
    terms = dict.fromkeys(form for word in words(question) if not is_stop(word.text) for form in forms(bare(word.text)))
    return " OR ".join(f'"{term}"' for term in terms if '"' not in term)


def fused(parts: Mapping[int, Mapping[str, float]]) -> dict[int, float]:
    """The weighted sum of the scaled scores, in [0, 1]. BM25 is scaled by its best, cosine between least and best."""
    scaled: dict[int, float] = dict.fromkeys(parts, 0.0)
    total = 0.0
    for name, weight in WEIGHTS.items():
        values = {id: scores[name] for id, scores in parts.items() if name in scores}
        low = min(values.values(), default=0.0) if name == "cosine" else 0.0
        high = max(values.values(), default=0.0)
        if high <= low:
            continue
        total += weight
        for id, value in values.items():
            scaled[id] += weight * (value - low) / (high - low)
    return {id: value / total for id, value in scaled.items()} if total else {}


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
