"""Passages to candidate sentences, each with the evidence that it answers the question.

A sentence is scored by how much of the question stands in it (rare words weigh more), how much in it or around it,
how near it is in meaning, how well its passage was found, and whether it holds what the question asks for (a number,
a date, quoted words). The weights were measured with ``footnote eval qa`` on questions about news.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from rag.answer.close import CloseReading, read_closely
from rag.answer.kin import KIN, group, kin_among, presence
from rag.answer.question import Question
from rag.text.dates import find_dates
from rag.text.names import find_names, same_name
from rag.text.numbers import find_numbers
from rag.text.quotes import find_quotes
from rag.text.voices import is_person
from rag.text.words import content_stems
from rag.types import Article, Hit, Span

NEIGHBOUR, HEADLINE = 0.55, 0.5  # what a question word is worth that stands beside the sentence, or in the headline
EMBEDDED = 4  # sentences whose meaning is compared with the question's (5 to 10 ms each)
WEIGHTS: Mapping[str, float] = {
    "own": 0.24, "around": 0.20, "cosine": 0.18, "passage": 0.15, "fits": 0.22, "voice": 0.12, "pairs": 0.10,
    "lead": 0.05, "length": 0.06,
}  # fmt: skip
FITTED = 40  # best sentences that are tested for holding what is asked for
FULL_LENGTH = 40  # words from which a sentence counts as long as any


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the answerer may know of the whole archive: its size, how common words are, and the embedder."""

    articles: int = 0
    passages: int = 0
    frequency: Callable[[Sequence[str]], Mapping[str, int]] | None = None
    embed: Callable[[Sequence[str]], Any] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: where it stands, its scores by name, and their weighted sum."""

    article: Article
    index: int
    parts: Mapping[str, float] = field(default_factory=dict)
    score: float = 0.0

    @property
    def span(self) -> Span:
        return self.article.sentences[self.index]

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


def rarity(question: Question, knowledge: Knowledge) -> dict[str, float]:
    """The weight of each content word of the question: rare in the archive counts more."""
    known = knowledge.frequency(list(question.terms.values())) if knowledge.frequency else {}
    total = max(knowledge.passages, 1)
    rare = {s: math.log(1 + total / (known.get(word, 0) + 0.5)) for s, word in question.terms.items()}
    # An ordinary word no article has says little; a name or a number no article has says much.
    told = sorted(rare[s] for s, word in question.terms.items() if known.get(word))
    usual = told[len(told) // 2] if told else math.inf
    named = frozenset(s for name in question.names for s in content_stems(name))
    weights = {}
    for s, word in question.terms.items():
        unknown = not known.get(word) and s not in named and not word[0].isdigit()
        weights[s] = question.weight(s)
        if known and weights[s] == 1.0:
            weights[s] = min(rare[s], usual) if unknown else rare[s]
    return weights


@dataclass(frozen=True, slots=True)
class Sought:
    """What of a question is looked for in each sentence."""

    weights: Mapping[str, float]  # content words by stem
    kin: Mapping[str, frozenset[str]]  # for each, the kindred words there are in the passages
    pairs: Sequence[tuple[str, str]]  # neighbouring words
    names: Sequence[tuple[str, frozenset[str]]]  # names of several words, with their stems

    @classmethod
    def of(cls, question: Question, places: Iterable[tuple[CloseReading, int]], knowledge: Knowledge) -> Sought:
        weights = rarity(question, knowledge)
        vocabulary: dict[str, set[str]] = {}
        for reading, index in places:
            for stem in reading.stems(index):
                vocabulary.setdefault(group(stem), set()).add(stem)
        grouped = {start: sorted(stems) for start, stems in vocabulary.items()}
        names = [(name, frozenset(content_stems(name))) for name in question.names]
        return cls(
            weights,
            {wanted: kin_among(wanted, grouped) for wanted in weights},
            list(pairwise(content_stems(question.text))),
            [(name, stems) for name, stems in names if len(stems) > 1],
        )

    def presence(self, wanted: str, stems: frozenset[str]) -> float:
        if wanted in stems:
            return 1.0
        return 0.0 if self.kin[wanted].isdisjoint(stems) else KIN


def candidates(question: Question, hits: Sequence[Hit], knowledge: Knowledge) -> list[Candidate]:
    """All sentences of the passages found, and their neighbours, best first."""
    places: dict[tuple[str, str, int], tuple[Hit, int]] = {}
    for hit in hits:
        for index in sentences_of(hit):
            places.setdefault((hit.article.path, hit.article.sha256, index), (hit, index))
    read = [(read_closely(hit.article), index) for hit, index in places.values()]
    sought = Sought.of(question, read, knowledge)
    found = {key: lexical(sought, hit, index) for key, (hit, index) in places.items()}
    ranked = sorted(found.values(), key=lambda c: -weighted(c.parts))
    ranked = with_meaning(question, ranked, knowledge)
    ranked = [fitted(question, c) if n < FITTED else c for n, c in enumerate(ranked)]
    return sorted((replace(c, score=weighted(c.parts)) for c in ranked), key=lambda c: -c.score)


def articles_of(hits: Sequence[Hit]) -> list[Article]:
    """The articles of the hits, each once, best first."""
    return list({(hit.article.path, hit.article.sha256): hit.article for hit in hits}.values())


def weighted(parts: Mapping[str, float]) -> float:
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in parts.items())


def sentences_of(hit: Hit) -> list[int]:
    """The sentences of a passage with one neighbour on each side; a sub-heading is a title, no statement."""
    sentences = hit.article.sentences
    inside = [n for n, s in enumerate(sentences) if s.start < hit.passage.end and hit.passage.start < s.end]
    if not inside:
        return []
    titles = {mark.start for mark in hit.article.marks if mark.kind == "subheading"}
    around = range(max(0, inside[0] - 1), min(len(sentences), inside[-1] + 2))
    return [n for n in around if sentences[n].start not in titles] or inside


def lexical(sought: Sought, hit: Hit, index: int) -> Candidate:
    """How much of the question stands in the sentence, and in it or around it."""
    reading = read_closely(hit.article)
    stems, beside, headline = reading.stems(index), reading.around(index), reading.headline
    # A short form of a name stands for all of it: Karabakh for Nagorno-Karabakh, Rabiei for Ali Rabiei.
    known = reading.names(index) if sought.names else ()
    meant = frozenset().union(*(s for name, s in sought.names if any(same_name(n.text, name) for n in known)))
    total = sum(sought.weights.values()) or 1.0
    own = around = 0.0
    for wanted, weight in sought.weights.items():
        here = 1.0 if wanted in meant else sought.presence(wanted, stems)
        own += weight * here
        if here < 1.0:
            near = NEIGHBOUR * sought.presence(wanted, beside)
            here = max(here, near, HEADLINE * sought.presence(wanted, headline))
        around += weight * here
    sentence = hit.article.sentences[index].of(hit.article.text)
    return Candidate(
        hit.article,
        index,
        {
            "own": own / total,
            "around": around / total,
            "passage": hit.score,
            "pairs": paired(sought.pairs, reading.sequence(index)),
            "lead": 1 / (1 + index),  # news says the most important thing first
            "length": min(len(sentence.split()), FULL_LENGTH) / FULL_LENGTH,
        },
    )


def paired(pairs: Sequence[tuple[str, str]], text: Sequence[str]) -> float:
    """The share of the question's neighbouring words that are neighbours in the sentence, too."""
    beside = {(a, b) for n, a in enumerate(text) for b in text[max(0, n - 2) : n + 3] if a != b}
    return sum(pair in beside for pair in pairs) / len(pairs) if pairs else 0.0


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


def fitted(question: Question, candidate: Candidate) -> Candidate:
    """Whether the sentence holds what is asked for, and whether the right person speaks in it."""
    return replace(
        candidate,
        parts={**candidate.parts, "fits": fits(question, candidate), "voice": voice_fits(question, candidate)},
    )


def fits(question: Question, candidate: Candidate) -> float:
    """1 if the sentence has the kind of thing asked for, and not only what the question itself says; 0 if not."""
    return _FITS[question.kind](question, candidate) if question.kind in _FITS else 0.5


def holds_number(question: Question, candidate: Candidate) -> float:
    """A number of what is counted; less for one of something not named, little for one of something else."""
    known = {n.value for n in find_numbers(question.text)}
    best = 0.0
    for number in find_numbers(candidate.text):
        if number.value in known:
            continue
        counted = frozenset([number.noun, number.unit])
        if any(presence(stem, counted) for stem in question.counted) or (
            number.unit in _MONEY and _MUCH.search(question.text)
        ):
            return 0.9 if number.ordinal else 1.0
        if number.ordinal:
            continue
        general = not number.noun or not question.counted or question.counted <= _GENERAL
        best = max(best, 0.7 if general else 0.3)
    return best


def holds_duration(_: Question, candidate: Candidate) -> float:
    numbers = any(n.unit or n.noun for n in find_numbers(candidate.text))
    return float(numbers or bool(re.search(r"\bsince\b|\bfor years\b", candidate.text)))


def holds_date(question: Question, candidate: Candidate) -> float:
    return float(any(dated_for(question, d) for d in find_dates(candidate.text)))


def holds_quote(_: Question, candidate: Candidate) -> float:
    return float(bool(find_quotes(candidate.text)))


def holds_name(question: Question, candidate: Candidate) -> float:
    """A name that the question does not give away."""
    return float(any(not any(same_name(n.text, k) for k in question.names) for n in find_names(candidate.text)))


def holds_person(question: Question, candidate: Candidate) -> float:
    """Somebody the question does not name; or, where it names somebody, who that is."""
    found = [n for n in find_names(candidate.text) if is_person(n)]
    named = [n for n in question.names if " " in n or any(same_name(n, f.text) for f in found)]
    if named:
        return float(any(same_name(f.text, n) for f in found for n in named))
    return float(bool(found))


def holds_reason(_: Question, candidate: Candidate) -> float:
    return 1.0 if _CAUSE.search(candidate.text) else 0.5 if _REASON.search(candidate.text) else 0.0


def holds_description(question: Question, candidate: Candidate) -> float:
    """Whether something is said to *be* something: a copula or an apposition beside what is asked about."""
    text = candidate.text
    if re.match(r"who\b", question.text, re.I):
        return holds_person(question, candidate)
    wanted = [stem for stem in question.terms if question.weight(stem) == 1.0]
    for match in _BEING.finditer(text):
        near = content_stems(text[max(0, match.start() - 60) : match.end() + 20])
        if any(presence(stem, frozenset(near)) for stem in wanted):
            return 1.0
    return 0.3


_FITS: Mapping[str, Callable[[Question, Candidate], float]] = {
    "how_many": holds_number,
    "how_long": holds_duration,
    "when": holds_date,
    "words": holds_quote,
    "who": holds_name,
    "why": holds_reason,
    "is_like": holds_description,
}
_MONEY = frozenset("$€£¥₹%")
_MUCH = re.compile(r"\bhow much\b", re.I)
_GENERAL = frozenset(
    stem_ for word in ("people", "persons", "times", "others", "lives", "percent") for stem_ in content_stems(word)
)
_CAUSE = re.compile(r"\b(?:because|due to|so that|in order to|as a result|thanks to|owing to|caused by|blamed)\b")
_REASON = re.compile(r"\b(?:since|over|after|amid|for|to)\b")
_BEING = re.compile(r"\b(?:is|are|was|were|as|remains?|called|considers?|considered|disputed)\b|,\s(?:the|a|an)\b")


def dated_for(question: Question, mention: Any) -> bool:
    """Whether a date is of the precision the question asks for."""
    asked = re.search(r"\b(year|time)\b", question.text.lower())
    if asked and asked[1] == "year":
        return mention.year is not None and str(mention.year) not in question.years
    return not (mention.precision == "year" and str(mention.year) in question.years)


def voice_fits(question: Question, candidate: Candidate) -> float:
    """1 if somebody the question names speaks here, 0 if somebody else does; in between where that cannot be told."""
    asked = [question.according_to] if question.according_to else []
    asked += [question.subject] if question.subject else []
    if question.kind == "words":
        asked += [n for n in question.names if " " in n] or list(question.names[:1])
    if not asked:
        return 0.5
    voice = read_closely(candidate.article).voices.of(candidate.index)
    outlet = candidate.article.outlet or ""
    if any(outlet and same_name(name, outlet) for name in asked):
        return 1.0
    if voice is None:
        return 0.5 if any(same_name(n.text, a) for n in find_names(candidate.text) for a in asked) else 0.3
    return 1.0 if any(same_name(voice.name, name) for name in asked) else 0.0
