"""Two small articles of our own, and each of their sentences as a place that can be cited."""

from __future__ import annotations

import hashlib
from itertools import pairwise

from rag.text.sentences import split_sentences
from rag.types import Article, Citation, Sentence, Span

STORM = """Storm takes boats at Holm

HOLM, 7 May 2024 – A storm sank nearly 40 boats in the harbour of Holm on Tuesday night, the harbour office said. Two \
fishermen were injured when the northern pier broke. "It was the worst night in twelve years," said Ida Berg, the \
harbour master. The ferry Marlin was not damaged. The office expects repairs to cost 3 million crowns. Berg said the \
pier would be rebuilt by autumn.
"""
FERRY = """Ferry Marlin runs again

LUND, 13 May 2024 – The ferry Marlin runs again between Lund and Holm from Monday. It carries 220 passengers. The \
company Nordlink stopped all crossings for five days after the storm because the northern pier was blocked. Mayor Karl \
Lind thanked the crews and visited the harbour on Sunday. He denied reports that the ferry would be sold.
"""


def article(path: str, text: str) -> Article:
    headline = Span(0, text.index("\n"))
    sentences = tuple(Sentence(s.start, s.end) for s in split_sentences(text) if s.start > headline.end)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Article(path, "news", sha256, text, "utf-8", headline, sentences)


ARTICLES = {one.path: one for one in (article("storm.txt", STORM), article("ferry.txt", FERRY))}


def cite(article: Article, place: Span, n: int = 0) -> Citation:
    return Citation(n, article.path, article.sha256, place.start, place.end, place.of(article.text), article.title)


def places() -> tuple[Citation, ...]:
    """Every sentence, and every two neighbours, as the passages that were read are offered."""
    found = []
    for one in ARTICLES.values():
        pairs = (Span(a.start, b.end) for a, b in pairwise(one.sentences))
        found += [cite(one, place) for place in (*one.sentences, *pairs)]
    return tuple(found)


def sentence(words: str, n: int = 1) -> Citation:
    """The sentence with these words, as citation ``n``."""
    one, place = next((a, s) for a in ARTICLES.values() for s in a.sentences if words in s.of(a.text))
    return cite(one, place, n)


def load(citation: Citation) -> Article | None:
    return ARTICLES.get(citation.path)
