"""What is measured of a question's candidate passages: the scores that rank them, and those that were tried and lost.

One row a candidate, one column a score. Columns that `rag/retrieve/scoring.py` has carry its names.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.retrieve import scored
from rag.retrieve.question import Asked, asked
from rag.text.forms import base
from rag.text.words import STOP, bare, is_stop, stem, words

if TYPE_CHECKING:
    from rag.archive import Archive

Floats = npt.NDArray[np.float64]

SHAPES = {  # BM25 of passages (p) and articles (a): k1, b, weight of the headline
    "p 1.2/.75 h3": (1.2, 0.75, 3.0),
    "p 1.2/.75": (1.2, 0.75, 1.0),
    "p 1.2/.4": (1.2, 0.4, 1.0),
    "p .9/.4 h3": (0.9, 0.4, 3.0),
    "p .6/.3": (0.6, 0.3, 1.0),
    "a 1.2/.75 h3": (1.2, 0.75, 3.0),
    "a 1.2/.4 h3": (1.2, 0.4, 3.0),
    "a .5/.3": (0.5, 0.3, 1.0),
}
WINDOW = 25  # words
FED_BACK = 10  # words taken from the best passages
ALL = 100_000


@dataclass(frozen=True, slots=True)
class Table:
    """One question's candidates: their scores by name, their articles, and which of these hold its answer."""

    scores: Mapping[str, Floats]
    articles: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]  # for each candidate: its article is right
    wanted: int  # how many articles are right, found or not
    group: str


class Reader:
    """Makes the tables of one archive."""

    def __init__(self, archive: Archive) -> None:
        self.catalog = archive._catalog
        self.embedder, self.index = archive._opened()
        self.passages = archive.status()["passages"]
        self._texts: dict[int, Text] = {}
        self._paths = {row.id: row.path for row in archive.articles()}

    def table(self, question: str, right: set[str], group: str) -> Table:
        wanted = asked(question, self.catalog)
        found = scored(wanted, self.catalog, self.index, self.embedder, None)
        ids = sorted(found)
        owner = self.catalog.passages(ids)
        articles = np.array([owner[id].article_id for id in ids])
        names = dict.fromkeys(name for of_passage in found.values() for name in of_passage)
        scores = {name: np.array([found[id].get(name, 0.0) for id in ids]) for name in names}
        scores |= self.shapes(wanted, ids, articles)
        scores |= self.tried(question, ids, articles, scores)
        rights = np.array([self._paths[a] in right for a in articles.tolist()])
        return Table(scores, articles, rights, len(right), group)

    def shapes(
        self, wanted: Asked, ids: Sequence[int], articles: npt.NDArray[np.int64]
    ) -> Iterator[tuple[str, Floats]]:
        """BM25 with other constants."""
        for name, (k1, b, headline) in SHAPES.items():
            if name.startswith("p"):
                found = {
                    id: s for id, _, s in self.catalog.match_passages(wanted.match, ALL, None, (headline, 1), (k1, b))
                }
                yield name, np.array([found.get(id, 0.0) for id in ids])
            else:
                found = dict(self.catalog.match_articles(wanted.match, ALL, None, (headline, 1), (k1, b)))
                yield name, np.array([found.get(a, 0.0) for a in articles.tolist()])

    def tried(
        self, question: str, ids: Sequence[int], articles: npt.NDArray[np.int64], scores: Mapping[str, Floats]
    ) -> dict[str, Floats]:
        """Scores that were tried beside BM25 and cosine."""
        texts = [self.text(id) for id in ids]
        asked_for = self.idf(base(stem(bare(w.text))) for w in words(question) if not is_stop(w.text))
        order = [base(stem(bare(w.text))) for w in words(question) if not is_stop(w.text)]
        pairs = set(itertools.pairwise(order))
        best = np.argsort(-scores["passage"])[:5] if "passage" in scores else []
        more = self.idf(word for i in best for word in texts[i].frequent(FED_BACK) if word not in asked_for)
        columns: dict[str, Callable[[Text], float]] = {
            "coverage": lambda t: share(asked_for, t.all),
            "headline": lambda t: share(asked_for, frozenset(t.headline)),
            "sentence": lambda t: max((share(asked_for, frozenset(s)) for s in t.sentences), default=0.0),
            "pairs": lambda t: len(pairs & t.pairs) / max(len(pairs), 1),
            "window": lambda t: in_window(asked_for, t.body),
            "feedback": lambda t: share(more, t.all),
            "lead": lambda t: float(t.first),
        }
        tried = {name: np.array([worth(text) for text in texts]) for name, worth in columns.items()}
        if "cosine" in scores:
            tried["near3"] = of_articles(scores["cosine"], articles, lambda v: float(np.sort(v)[-3:].mean()))
        tried["three best"] = of_articles(scores["passage"], articles, lambda v: float(np.sort(v)[-3:].sum()))
        return tried

    def idf(self, stems: Iterator[str]) -> dict[str, float]:
        counts = self.catalog.term_counts(list(dict.fromkeys(stems)))
        return {word: math.log(1 + (self.passages - n + 0.5) / (n + 0.5)) for word, n in counts.items()}

    def text(self, id: int) -> Text:
        if id not in self._texts:
            passage = self.catalog.passages([id])[id]
            article = self.catalog.article(passage.article_id)
            inside = [s for s in article.sentences if s.start < passage.end and passage.start < s.end]
            self._texts[id] = Text(
                tuple(stems(article.title)),
                tuple(tuple(stems(s.of(article.text))) for s in inside),
                self.catalog.passages_of(article.id)[0].id == id,
            )
        return self._texts[id]


@dataclass(frozen=True)
class Text:
    """A passage's stems, those of its headline, its sentences, and whether it opens its article."""

    headline: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    first: bool
    body: tuple[str, ...] = field(init=False)
    all: frozenset[str] = field(init=False)
    pairs: frozenset[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        body = tuple(word for sentence in self.sentences for word in sentence)
        content = [word for word in (*self.headline, *body) if word not in _STOP]
        object.__setattr__(self, "body", body)
        object.__setattr__(self, "all", frozenset(content))
        object.__setattr__(self, "pairs", frozenset(itertools.pairwise(content)))

    def frequent(self, count: int) -> list[str]:
        return sorted(self.all, key=lambda word: (-self.body.count(word), word))[:count]


def stems(text: str) -> Iterator[str]:
    return (base(word.stem) for word in words(text))


def share(weights: Mapping[str, float], present: frozenset[str]) -> float:
    """The weight of the words that are present, of all."""
    return sum(weight for word, weight in weights.items() if word in present) / (sum(weights.values()) or 1.0)


def in_window(weights: Mapping[str, float], body: Sequence[str]) -> float:
    """The largest share of the words within a few of each other."""
    places = [i for i, word in enumerate(body) if word in weights]
    return max((share(weights, frozenset(body[i : i + WINDOW])) for i in places), default=0.0)


def of_articles(values: Floats, articles: npt.NDArray[np.int64], worth: Callable[[Floats], float]) -> Floats:
    """For each candidate what its article's candidates are worth together."""
    each = {article: worth(values[articles == article]) for article in set(articles.tolist())}
    return np.array([each[article] for article in articles.tolist()])


_STOP = frozenset(base(stem(word)) for word in STOP)
