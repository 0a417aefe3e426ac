"""Scores of the passages that may answer, and one score made of them.

Four scores say how near a passage is to a question: BM25 of its words (its headline counted with it), BM25 of its
whole article, the cosine of its vector with the question's, and the best cosine of its article's passages. Where the
question names an outlet or states a date, articles of that outlet or date have a little more. Each score is scaled to
[0, 1] over the candidates, and they are summed with the weights below. Words only, where there is no embedder.

The weights are round: those fitted by cross-validation were no better (benchmarks/CHOICES.md). That an article is new
is no reason to prefer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.retrieve.question import Asked

if TYPE_CHECKING:
    from rag.catalog import Catalog
    from rag.embed import Embedder
    from rag.index import Index

Scored = dict[int, dict[str, float]]
Vector = npt.NDArray[np.float32]

WEIGHTS: Mapping[str, float] = {
    "passage": 0.25,
    "article": 0.25,
    "cosine": 0.25,
    "near": 0.125,
    "outlet": 0.2,
    "date": 0.3,
}
COSINES = ("cosine", "near")
HEADLINE_WEIGHT = 1.0  # a word of the headline counts as much as one of the body
PASSAGE_SHAPE = (0.3, 0.3)  # k1 and b of BM25 for passages: which words stand there, hardly how often
ARTICLE_SHAPE = (0.9, 0.4)
CANDIDATES = 150  # taken from each ranking of passages
WHOLE = 15  # best articles by their words, of which every passage is a candidate
SCORED = 2000  # passages and articles of which the words' score is known; beyond, it is next to nothing
SAME_YEAR = 0.5  # of the weight of a date, for an article of the month or year where the question states no more


def scored(
    asked: Asked, catalog: Catalog, index: Index, embedder: Embedder | None, allowed: frozenset[int] | None
) -> Scored:
    """Candidate passages by id, each with its raw scores: every score of every candidate, or scaling would mislead."""
    by_passage, by_article = word_scores(asked, catalog, allowed)
    question = None if embedder is None else embedder.embed([asked.text])[0]
    nearest = [] if question is None else index.nearest(question, CANDIDATES, allowed)
    ids = [*list(by_passage)[:CANDIDATES], *(id for id, _ in nearest)]
    ids += [passage.id for article in list(by_article)[:WHOLE] for passage in catalog.passages_of(article)]
    owners = {id: passage.article_id for id, passage in catalog.passages(sorted(set(ids))).items()}
    scores: Scored = {id: {} for id in owners}
    if asked.match:
        for id, article in owners.items():
            scores[id] = {"passage": by_passage.get(id, 0.0), "article": by_article.get(article, 0.0)}
    if embedder is not None and question is not None:
        add_cosines(scores, dict(nearest), question, catalog, embedder.fingerprint)
        add_nearest(scores, owners)
    add_provenance(scores, owners, asked, catalog)
    return scores


def word_scores(
    asked: Asked, catalog: Catalog, allowed: frozenset[int] | None
) -> tuple[dict[int, float], dict[int, float]]:
    """BM25 of passages and of articles, best first; also of many that are no candidates."""
    if not asked.match:
        return {}, {}
    weights = (HEADLINE_WEIGHT, 1.0)
    passages = catalog.match_passages(asked.match, SCORED, allowed, weights, PASSAGE_SHAPE)
    articles = catalog.match_articles(asked.match, SCORED, allowed, weights, ARTICLE_SHAPE)
    return {id: score for id, _, score in passages}, dict(articles)


def add_cosines(
    scores: Scored, known: Mapping[int, float], question: Vector, catalog: Catalog, fingerprint: str
) -> None:
    """Give each passage that has a vector its cosine: as found, or worked out where words alone found it."""
    missing = np.array(sorted(scores.keys() - known.keys()), dtype=np.int64)
    ids, vectors = catalog.passage_vectors(fingerprint, missing)
    worked_out = zip(ids.tolist(), (vectors @ question).tolist(), strict=True) if len(ids) else ()
    for id, cosine in [*known.items(), *worked_out]:
        if id in scores:
            scores[id]["cosine"] = cosine


def add_nearest(scores: Scored, owners: Mapping[int, int]) -> None:
    """Give each passage the best cosine of its article."""
    best: dict[int, float] = {}
    for id, article in owners.items():
        if "cosine" in scores[id]:
            best[article] = max(scores[id]["cosine"], best.get(article, -1.0))
    for id, article in owners.items():
        if article in best:
            scores[id]["near"] = best[article]


def add_provenance(scores: Scored, owners: Mapping[int, int], asked: Asked, catalog: Catalog) -> None:
    """Say which passages are of an outlet or a date that the question names."""
    if not asked.outlets and not asked.dates:
        return
    known = catalog.provenance(owners.values())
    for id, article in owners.items():
        outlet, date = known.get(article, (None, None))
        if asked.outlets:
            scores[id]["outlet"] = float(outlet in asked.outlets)
        if asked.dates:
            scores[id]["date"] = max(fits(date, stated) for stated in asked.dates)


def fits(date: str | None, stated: str) -> float:
    """How well an article's date is the one stated: 1 for the day, less for no more than its month or year."""
    if date is None or not date.startswith(stated):
        return 0.0
    return 1.0 if len(stated) == len("2020-09-29") else SAME_YEAR


def fused(scores: Mapping[int, Mapping[str, float]]) -> dict[int, float]:
    """The weighted sum of the scaled scores, in [0, 1]: cosines between least and best, the others by the best."""
    summed: dict[int, float] = dict.fromkeys(scores, 0.0)
    total = 0.0
    for name, weight in WEIGHTS.items():
        values = {id: of_passage[name] for id, of_passage in scores.items() if name in of_passage}
        low, high = bounds(name, values.values())
        if high <= low:
            continue
        total += weight
        for id, value in values.items():
            summed[id] += weight * (value - low) / (high - low)
    return {id: value / total for id, value in summed.items()} if total else {}


def bounds(name: str, values: Iterable[float]) -> tuple[float, float]:
    """What counts as 0 and what as 1 of a score."""
    known = list(values)
    low = min(known, default=0.0) if name in COSINES else 0.0
    return low, max(known, default=0.0)
