"""Passages to candidate sentences, each with the evidence that it answers the question.

A sentence is scored by how much of the question stands in it (rare words weigh more), how much in it or around it,
how near it is in meaning, how well its passage was found, whether it holds what the question asks for (a number, a
date, quoted words), and how much of what else it says other articles say, too. The weights began as those of a
conditional logistic regression (which of the sentences answers), rounded and balanced between its two sets by hand;
`benchmarks/evidence.py` fits them and prints what each part is worth, and how these compare.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer.candidate import Candidate, Knowledge
from rag.answer.close import CloseReading, read_closely
from rag.answer.echo import echoes, relative, weighted
from rag.answer.fits import fits, voice_fits
from rag.answer.question import Question
from rag.answer.sought import Sought, paired, share
from rag.text.names import same_name
from rag.types import Article, Hit

NEIGHBOUR, HEADLINE = 0.55, 0.5  # what a question word is worth that stands beside the sentence, or in the headline
JUDGED = 6  # best sentences that the evidence model reads; more were no better
SURE = 6.0  # log-odds of the evidence model beyond which it counts as no surer
LESS = 0.5  # log-odds below the least of these that the sentences count which it has not read
EMBEDDED = 6  # sentences whose meaning is compared with the question's (2 to 5 ms each)
FITTED = 40  # best sentences that are tested for holding what is asked for
FULL_LENGTH = 40  # words from which a sentence counts as long as any
# The first look, in words alone: it decides which sentences are looked at closely, and which vote.
FIRST: Mapping[str, float] = {
    "own": 0.24, "around": 0.20, "passage": 0.15, "pairs": 0.10, "lead": 0.05, "length": 0.06,
}  # fmt: skip
WEIGHTS: Mapping[str, float] = {
    "own": 0.3, "around": 2.2, "focus": 0.9, "near": 2.2, "headline": 1.0, "pairs": 1.4, "matched": 1.0, "lead": 0.5,
    "passage": 3.0, "echo": 0.7, "names": 0.6, "asks": -1.5, "cosine": 2.5, "fits": 2.4, "voice": 1.5,
}  # fmt: skip
# With the evidence model, which sees some of the same: chosen on the news quiz, for the answer shown and shown first.
JUDGED_WEIGHTS: Mapping[str, float] = {**{name: 0.85 * weight for name, weight in WEIGHTS.items()}, "answers": 0.45}


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence of a passage that was found."""

    hit: Hit
    index: int
    reading: CloseReading


def candidates(question: Question, hits: Sequence[Hit], knowledge: Knowledge) -> list[Candidate]:
    """All sentences of the passages found, and their neighbours, best first."""
    places = places_of(hits)
    sought = Sought.of(question, [(place.reading, place.index) for place in places], knowledge)
    found = with_echoes(question, sought, places, [lexical(sought, place) for place in places])
    ranked = sorted(found, key=lambda c: -weighted(c.parts, FIRST))
    ranked = with_meaning(question, ranked, knowledge)
    ranked = scored([fitted(question, c) if n < FITTED else c for n, c in enumerate(ranked)], WEIGHTS)
    return scored(judged(question, ranked, knowledge), JUDGED_WEIGHTS) if knowledge.answers else ranked


def scored(found: Sequence[Candidate], weights: Mapping[str, float]) -> list[Candidate]:
    """The candidates with their score by these weights, best first."""
    return sorted((replace(c, score=weighted(c.parts, weights)) for c in found), key=lambda c: -c.score)


def places_of(hits: Sequence[Hit]) -> list[_Place]:
    """Each sentence once, in the best passage it stands in or beside."""
    places: dict[tuple[str, str, int], _Place] = {}
    for hit in hits:
        reading = read_closely(hit.article)
        for index in sentences_of(hit):
            places.setdefault((hit.article.path, hit.article.sha256, index), _Place(hit, index, reading))
    return list(places.values())


def articles_of(hits: Sequence[Hit]) -> list[Article]:
    """The articles of the hits, each once, best first."""
    return list({(hit.article.path, hit.article.sha256): hit.article for hit in hits}.values())


def sentences_of(hit: Hit) -> list[int]:
    """The sentences of a passage with one neighbour on each side; a sub-heading is a title, no statement."""
    sentences = hit.article.sentences
    inside = [n for n, s in enumerate(sentences) if s.start < hit.passage.end and hit.passage.start < s.end]
    if not inside:
        return []
    titles = {mark.start for mark in hit.article.marks if mark.kind == "subheading"}
    around = range(max(0, inside[0] - 1), min(len(sentences), inside[-1] + 2))
    return [n for n in around if sentences[n].start not in titles] or inside


def lexical(sought: Sought, place: _Place) -> Candidate:
    """How much of the question stands in the sentence, and in it or around it."""
    reading, index = place.reading, place.index
    stems, beside, headline = reading.stems(index), reading.around(index), reading.headline
    meant = sought.meant(reading.names(index)) if sought.names else frozenset()
    here = {w: 1.0 if w in meant else sought.presence(w, stems) for w in sought.weights}
    title = {w: sought.presence(w, headline) for w in sought.weights}
    near = {
        w: here[w] if here[w] == 1.0 else max(here[w], NEIGHBOUR * sought.presence(w, beside), HEADLINE * title[w])
        for w in sought.weights
    }
    text = place.hit.article.sentences[index].of(place.hit.article.text)
    parts = {
        "own": share(sought.weights, here),
        "around": share(sought.weights, near),
        "focus": share(sought.focus, here),
        "near": share(sought.focus, near),
        "headline": share(sought.weights, title),
        "passage": place.hit.score,
        "pairs": paired(sought.pairs, reading.sequence(index)),
        "matched": min(1.0, math.log1p(sum(worth > 0 for worth in here.values())) / 3),
        "lead": 1 / (1 + index),  # news says the most important thing first
        "length": min(len(text.split()), FULL_LENGTH) / FULL_LENGTH,
        "asks": float(text.rstrip("”’\"') ").endswith("?")),
    }
    return Candidate(place.hit.article, index, parts)


def with_echoes(
    question: Question, sought: Sought, places: Sequence[_Place], found: Sequence[Candidate]
) -> list[Candidate]:
    """The candidates with how much that is new they say, and how much of it other articles echo."""
    asked = sought.asked()
    new = [place.reading.stems(place.index) - asked for place in places]
    relevance = relative([weighted(c.parts, FIRST) for c in found])
    echo = echoes([(place.hit.article.path, said) for place, said in zip(places, new, strict=True)], relevance)
    return [
        replace(c, parts={**c.parts, "echo": value, "names": new_names(question, place)})
        for c, value, place in zip(found, echo, places, strict=True)
    ]


def new_names(question: Question, place: _Place) -> float:
    """How many names the question does not give away, up to four, as a share of four."""
    names = place.reading.names(place.index)
    return min(4, sum(not any(same_name(n.text, k) for k in question.names) for n in names)) / 4


def with_meaning(question: Question, ranked: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """The best candidates so far with the cosine of question and sentence; the others count as the least of them."""
    if knowledge.embed is None or not ranked:
        return ranked
    best, rest = ranked[:EMBEDDED], ranked[EMBEDDED:]
    vectors = knowledge.embed([question.text, *(c.text for c in best)])
    cosines = [max(0.0, float(v @ vectors[0])) for v in vectors[1:]]
    least = min(cosines)
    return [
        replace(c, parts={**c.parts, "cosine": cosine})
        for c, cosine in zip([*best, *rest], [*cosines, *(least * 0.9 for _ in rest)], strict=True)
    ]


def judged(question: Question, ranked: Sequence[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """The candidates with what the evidence model says of the best; the others count a little less than the least."""
    if knowledge.answers is None or not ranked:
        return list(ranked)
    best, rest = ranked[:JUDGED], ranked[JUDGED:]
    odds = [max(-SURE, min(SURE, value)) for value in knowledge.answers(question.text, [c.in_context for c in best])]
    values = [*odds, *(min(odds) - LESS for _ in rest)]
    return [replace(c, parts={**c.parts, "answers": value}) for c, value in zip(ranked, values, strict=True)]


def fitted(question: Question, candidate: Candidate) -> Candidate:
    """Whether the sentence holds what is asked for, and whether the right person speaks in it."""
    return replace(
        candidate,
        parts={**candidate.parts, "fits": fits(question, candidate), "voice": voice_fits(question, candidate)},
    )
