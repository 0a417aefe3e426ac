"""Chosen sentences to claims: who speaks, whom a pronoun stands for; and what is said when nothing is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.choose import CLOSEST, distinct
from rag.answer.cite import Citations
from rag.answer.close import read_closely
from rag.answer.evidence import Candidate, articles_of
from rag.answer.question import Question
from rag.answer.refusal import Refusal
from rag.text.fold import find_folded
from rag.text.quotes import find_quotes
from rag.types import Article, Claim, Draft, Hit, Span


def claimed(candidate: Candidate, citations: Citations) -> list[Claim]:
    """A sentence as a claim, with its speaker; the pronoun or office that stands for the speaker gets the name."""
    article, index = candidate.article, candidate.index
    voices = read_closely(article).voices
    voice = voices.of(index)
    own = citations.add(article, candidate.span)
    speaker = voices.introduced(voice.name) if voice is not None else None
    place = voices.place_of_name(index)
    who = voices.meant_by(index)
    if place is None or who is None:
        return [Claim(candidate.text, "quote", speaker=speaker, citations=(own,))]
    at = place.end - candidate.span.start
    text = f"{candidate.text[:at]} [{who.name}]{candidate.text[at:]}"
    source = citations.add(article, article.sentences[who.sentence]) if who.sentence != index else own
    return [Claim(text, "statement", speaker=speaker, citations=tuple(dict.fromkeys((own, source))))]


def said_by(question: Question, hits: Sequence[Hit], found: Sequence[Candidate], citations: Citations) -> Draft:
    """Who said these words: found through the words, not through nearness."""
    for article in articles_of(hits):
        for words in question.quoted:
            place = find_folded(words, article.text)
            index = sentence_at(article, place) if place is not None else None
            if place is not None and article.headline is not None and overlaps(place, article.headline):
                no = Refusal("The articles do not say who said this: the words are a headline.", 0.0)
                return abstention(no, found, citations)
            if index is not None:
                claims = attributed(Candidate(article, index), citations)
                return Draft(claims=tuple(claims), citations=citations.all(), confidence=1.0)
    no = Refusal("The articles do not say: these words stand in none of them.", 0.0)
    return abstention(no, found, citations)


def attributed(candidate: Candidate, citations: Citations) -> list[Claim]:
    """The speaker by name and office, then the sentence with the words."""
    voices = read_closely(candidate.article).voices
    voice = voices.of(candidate.index)
    claims = claimed(candidate, citations)
    if voice is None:
        return claims
    person = voices.person(voice.name)
    quote = citations.add(candidate.article, candidate.span)
    if person is None or person.sentence == candidate.index:
        return claims
    introduction = citations.add(candidate.article, candidate.article.sentences[person.sentence])
    words = first_quote(candidate)
    text = f"{person.description}: {words}" if words else person.description
    named = Claim(text, "statement", speaker=person.description, citations=(quote, introduction))
    return [named, *claims]


def first_quote(candidate: Candidate) -> str:
    quotes = find_quotes(candidate.text)
    longest = max(quotes, key=lambda q: q.end - q.start, default=None)
    return longest.of(candidate.text) if longest else ""


def overlaps(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def sentence_at(article: Article, place: Span) -> int | None:
    return next((n for n, s in enumerate(article.sentences) if overlaps(s, place)), None)


def abstention(no: Refusal, found: Sequence[Candidate], citations: Citations) -> Draft:
    """The notice, what was found although it is no answer, and the nearest passages."""
    claims = tuple(claim for c in no.found for claim in claimed(c, citations))
    cited = {(c.article.path, c.index) for c in no.found}
    near = distinct([c for c in found if (c.article.path, c.index) not in cited])[: 0 if claims else CLOSEST]
    closest = tuple(citations.add(c.article, c.span) for c in near)
    return Draft(
        claims=claims,
        citations=citations.all(),
        closest=closest,
        notice=no.notice,
        abstained=True,
        confidence=no.confidence,
    )
