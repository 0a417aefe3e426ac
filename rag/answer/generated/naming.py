"""Who is meant by "she" in the place that a claim cites: the sentence that names her is cited as well.

A model writes "Anna Berg closed it" of "She closed it.", and the check, which reads the article, lets it pass. A reader
of the citation alone cannot see that it is she; a quoted answer cites the naming sentence for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.cite import Citations, numbered
from rag.text.names import find_names, same_name
from rag.types import Article, Citation, Claim, Draft, Hit, Span

# "She closed it", or "…", the minister said: somebody is meant who may be named before.
_SOMEBODY = re.compile(r"\b(?:he|she|his|her|hers|him|they|their|said|says|told)\b", re.I)


def with_names(draft: Draft, hits: Sequence[Hit]) -> Draft:
    """The draft with a citation more for each claim that names whom what it cites does not name."""
    articles = {hit.article.id: hit.article for hit in hits}
    claims, citations = [], draft.citations
    for claim in draft.claims:
        named = _named(claim, [citations[n - 1] for n in claim.citations], articles)
        if named is not None:
            n, citations = numbered(named, citations)
            claim = replace(claim, citations=(*claim.citations, n))
        claims.append(claim)
    return replace(draft, claims=tuple(claims), citations=citations)


def _named(claim: Claim, cited: Sequence[Citation], articles: dict[int, Article]) -> Citation | None:
    """The place that names who is meant, if it is not cited already."""
    if claim.kind != "paraphrase" or not cited or not _SOMEBODY.search(cited[0].quote):
        return None
    article = articles.get(cited[0].article_id)
    told = [name.text for citation in cited for name in find_names(citation.quote)]
    absent = [name.text for name in find_names(claim.text) if not any(same_name(name.text, one) for one in told)]
    place = _before(Span(cited[0].start, cited[0].end), absent, article) if article and absent else None
    if article is None or place is None:
        return None
    citations = Citations()
    citations.add(article, place)
    return citations.all()[0]


def _before(place: Span, names: Sequence[str], article: Article) -> Span | None:
    """The last sentence before a place that has one of the names."""
    for sentence in reversed([s for s in article.sentences if s.end <= place.start]):
        told = [name.text for name in find_names(sentence.of(article.text))]
        if any(same_name(name, one) for name in names for one in told):
            return Span(sentence.start, sentence.end)
    return None
