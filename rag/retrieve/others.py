"""A second look for other outlets on the matter, so that an answer can show how several of them tell it.

The names of the best hit are added to the question's words. Of what that finds, passages of outlets that the list lacks
take its last places, where they tell of the same matter: nearly as many of these words stand in them as in the best
hit, and they appeared at about the same time. The hits before keep their places and scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rag.retrieve.question import one_of
from rag.text.names import find_names
from rag.text.words import is_stop, words
from rag.types import Hit, Passage

if TYPE_CHECKING:
    from rag.catalog import Catalog

PLACES = 2  # of a list, at its end
SHORTEST_LIST = 5  # hits; a shorter list has no last places to give away
LOOKED_AT = 60  # passages of the second look
SAME_MATTER = 0.5  # of the best hit's score for the words looked for
APART = 21  # days between two articles on one event, at most
NAMES = 12  # words of names taken from the best hit


def with_other_outlets(
    hits: Sequence[Hit],
    match: str,
    ranks: Mapping[int, float],
    catalog: Catalog,
    allowed: frozenset[int] | None,
    limit: int,
) -> list[Hit]:
    """The hits, the last of them replaced by passages of outlets that tell the same and are not among them."""
    told = {hit.article.outlet for hit in hits}
    if limit < SHORTEST_LIST or not hits or all(outlet in told for outlet, _ in catalog.outlets()):
        return list(hits)
    copies = {hit.article.cluster for hit in hits} - {None}
    passages = elsewhere(hits, match, catalog, allowed)
    found = [Hit(p, catalog.article(p.article_id), ranks.get(p.id, 0.0)) for p in passages]
    added = [hit for hit in found if hit.article.cluster not in copies][:PLACES]
    kept = list(hits[: limit - len(added)])
    return [*kept, *lowered(added, kept[-1].score)]


def elsewhere(hits: Sequence[Hit], match: str, catalog: Catalog, allowed: frozenset[int] | None) -> Iterator[Passage]:
    """The best passage of each other outlet on the matter of the first hit, best first."""
    best = hits[0]
    found = catalog.match_passages(" OR ".join(filter(None, [match, names_in(best)])), LOOKED_AT, allowed)
    own = next((score for id, _, score in found if id == best.passage.id), None)
    known = catalog.provenance(article for _, article, _ in found)
    told = {hit.article.outlet for hit in hits}
    passages = catalog.passages([id for id, _, _ in found])
    for id, article, score in found:
        outlet, when = known[article]
        if (
            own
            and outlet
            and outlet not in told
            and score >= SAME_MATTER * own
            and near(best.article.published.date, when)
        ):
            told.add(outlet)
            yield passages[id]


def names_in(hit: Hit) -> str:
    """The words of the names of a hit, those of the headline first, as FTS5 takes them."""
    text = f"{hit.article.title}. {hit.text}"
    named = (word.text for name in find_names(text) for word in words(name.text) if not is_stop(word.text))
    return " OR ".join(filter(None, (one_of((word,)) for word in list(dict.fromkeys(named))[:NAMES])))


def near(one: str | None, other: str | None) -> bool:
    """Whether two dates are about the same; unknown and coarse ones may be."""
    if not one or not other or len(one) < len("2020-09-29") or len(other) < len("2020-09-29"):
        return one is None or other is None or one[:4] == other[:4]
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= APART


def lowered(added: Sequence[Hit], most: float) -> list[Hit]:
    """Hits that come last score no more than those before them."""
    placed = sorted(added, key=lambda hit: (-hit.score, hit.passage.id))
    return [Hit(hit.passage, hit.article, min(hit.score, most), hit.parts) for hit in placed]
