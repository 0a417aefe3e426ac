"""Questions to passages: words and meaning, fused by score.

    question -> what is looked for (`question`) -> scores of candidates, fused (`scoring`), for each of its `parts`
             -> the list that is read (`listing`), its last places for other outlets on the same matter (`others`)

Every choice here (weights, BM25's constants, what is not done) was measured: benchmarks/CHOICES.md, made by
benchmarks/choices.py, has the figures, those of what lost included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.retrieve.listing import chosen, overlap, same_news
from rag.retrieve.others import with_other_outlets
from rag.retrieve.question import Asked, asked, match_any, with_holders
from rag.retrieve.scoring import WEIGHTS, Scored, fused, scored
from rag.text.offices import offices
from rag.text.parts import parts_of
from rag.types import Filters, Hit

if TYPE_CHECKING:
    from rag.catalog import Catalog
    from rag.embed import Embedder
    from rag.index import Index

__all__ = ["WEIGHTS", "Asked", "Scored", "fused", "match_any", "overlap", "retrieve", "same_news", "scored"]

PART = 0.97  # what the best passage for a part of the question is worth beside the best for all of it
OFFICE_READ = 8  # passages read for who holds an office


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
    wanted = asked(question, catalog)
    scores = scored(wanted, catalog, index, embedder, allowed)
    ranks = fused(scores)
    named = with_holders(wanted, texts(best(ranks)[:OFFICE_READ], catalog)) if offices(question) else wanted
    if named != wanted:
        scores = scored(named, catalog, index, embedder, allowed)
        ranks = fused(scores)
    for part in parts_of(question, wanted.outlets):
        of_part = scored(asked(part, catalog), catalog, index, embedder, allowed)
        scores = {**of_part, **scores}
        for id, score in fused(of_part).items():
            ranks[id] = max(ranks.get(id, 0.0), PART * score)
    hits = chosen(best(ranks), scores, catalog, limit)
    # Who names outlets has said whose words to show.
    return hits if wanted.outlets else with_other_outlets(hits, wanted.match, ranks, catalog, allowed, limit)


def best(ranks: Mapping[int, float]) -> list[tuple[int, float]]:
    """Passages with their scores, best first, equal ones by id."""
    return sorted(ranks.items(), key=lambda item: (-item[1], item[0]))


def texts(ranked: Sequence[tuple[int, float]], catalog: Catalog) -> list[str]:
    """What passages say."""
    found = catalog.passages([id for id, _ in ranked]).values()
    return [catalog.article(passage.article_id).text[passage.start : passage.end] for passage in found]
