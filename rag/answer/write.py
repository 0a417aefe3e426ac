"""Chosen sentences to claims: who speaks, whom a pronoun stands for; and what is said when nothing is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answer.candidate import Candidate
from rag.answer.choose import CLOSEST, distinct
from rag.answer.cite import Citations
from rag.answer.close import read_closely
from rag.answer.direct import speaker_named
from rag.answer.evidence import articles_of
from rag.answer.question import Question
from rag.answer.refusal import Refusal
from rag.text.fold import find_folded
from rag.text.quotes import find_quotes
from rag.text.voices.people import Person
from rag.types import Article, Claim, Draft, Hit, Span


def claimed(candidate: Candidate, citations: Citations) -> list[Claim]:
    """A sentence as a claim, with its speaker; the pronoun or office that stands for the speaker gets the name."""
    article, quoted = candidate.article, candidate.quoted
    voices = read_closely(article).voices
    voice = voices.of(candidate.index)
    own = citations.add(article, quoted)
    speaker = voices.introduced(voice.name) if voice is not None else None
    named = list(stand_ins(candidate))
    if not named:
        return [Claim(quoted.of(article.text), "quote", speaker=speaker, citations=(own,))]
    sources = [citations.add(article, article.sentences[who.sentence]) for _, who in named]
    text = with_names(article.text, quoted, [(at, who.name) for at, who in named])
    return [Claim(text, "statement", speaker=speaker, citations=tuple(dict.fromkeys((own, *sources))))]


def stand_ins(candidate: Candidate) -> Iterator[tuple[int, Person]]:
    """Where a pronoun or an office ends that stands for somebody the quoted sentences have not named, and who it is."""
    voices = read_closely(candidate.article).voices
    known: set[str] = set()
    for index in candidate.indexes:
        place, who = voices.place_of_name(index), voices.meant_by(index)
        if place is not None and who is not None and who.name not in known:
            known.add(who.name)
            if who.sentence == index or who.sentence not in candidate.indexes:
                yield place.end, who


def with_names(text: str, quoted: Span, names: Sequence[tuple[int, str]]) -> str:
    """The quoted words with each name in brackets at its place."""
    pieces, start = [], quoted.start
    for at, name in names:
        pieces += [text[start:at], f" [{name}]"]
        start = at
    return "".join([*pieces, text[start : quoted.end]])


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
                said = Candidate(article, index)
                claims = attributed(said, citations)
                named = speaker_named(said, citations)
                return Draft(claims=tuple(claims), citations=citations.all(), confidence=1.0, direct=named)
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
        best=near[0].text if near else "",
    )
