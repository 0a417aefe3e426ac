"""Figures: which one of a sentence the question asks for, and which can be two reports of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answer.candidate import Candidate
from rag.answer.disagree.extent import MONEY, extent, in_words
from rag.answer.disagree.matter import at_one_time, deeds, distance_to, nearest, on_the_matter
from rag.answer.disagree.said import Said
from rag.answer.kin import kindred, presence
from rag.answer.question import Question
from rag.text.dates import find_dates
from rag.text.numbers import Number, find_numbers
from rag.text.numbers.happenings import find_events
from rag.text.numbers.units import TIMES
from rag.text.words import content_stems, words

_NO_AMOUNT = ("label", "score", "multiple", "ordinal")
_MUCH = re.compile(r"\bhow much\b|\b(?:price|cost|worth|revenue|profit|salary|fine|budget)\b", re.I)
# What a question can ask the figure of without "how many".
_QUANTITY = re.compile(
    r"\bwhat (?:is|was|are|were) (?:the )?(?:\w+ ){0,3}?(population|toll|price|cost|revenue|profit|budget|area|length|"
    r"height|width|depth|weight|size|age|rate|share|temperature|speed|capacity|turnout)\b",
    re.I,
)
_HARMED = tuple(
    frozenset(content_stems(group))
    for group in (
        "killed died dead deaths fatalities toll lives", "injured wounded hurt injuries", "arrested detained arrests",
        "missing", "displaced evacuated homeless fled", "rescued saved survived", "infected cases sick",
    )
)  # fmt: skip
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_EACH = re.compile(r"\s(?:per|an?|each|every|for (?:each|every)|apiece)\b|\s(?:in cash )?for each\b")
_SAME_ORDER = 10  # reports of one thing seldom differ by more


def asks_quantity(question: Question) -> bool:
    """Whether it asks a figure without "how many": the population, the price."""
    return _QUANTITY.search(question.text) is not None


def figures_said(question: Question, good: Sequence[Candidate]) -> list[Said]:
    """The figure the question asks for, of each sentence that gives one."""
    if question.kind not in ("how_many", "how_long") and not asks_quantity(question):
        return []
    said = [(number, one) for c in on_the_matter(question, good) for number, one in _said(question, c)]
    return at_one_time(question, [one for number, one in said if _may_differ((number, one), said[0])])


def _may_differ(one: tuple[Number, Said], first: tuple[Number, Said]) -> bool:
    """Whether two figures can be two reports of one thing: of one event, of the same years, and of the same order."""
    low, high = sorted(abs(number.value) for number, _ in (one, first))
    texts = [said.candidate.text for _, said in (one, first)]
    years, events = [set(_YEAR.findall(t)) for t in texts], [{_head(e.of(t)) for e in find_events(t)} for t in texts]
    return (
        high <= _SAME_ORDER * low
        and same_event(one[0].event, first[0].event)
        and (years[0] == years[1] or not years[0].isdisjoint(years[1]))
        and (not all(events) or any(kindred(a, b) for a in events[0] for b in events[1]))
    )


def _said(question: Question, candidate: Candidate) -> Iterable[tuple[Number, Said]]:
    """The one figure of the sentence that can answer; among several nobody can tell."""
    text = candidate.text
    fitting = [n for n in find_numbers(text) if _fits(question, text, n)]
    others = [*(n for n in find_numbers(text) if n.kind != "label"), *find_dates(text)]
    number = nearest(question, candidate, fitting, _quantity(question) or deeds(question), between=others)
    if number is not None and len(fitting) == 1:
        start = candidate.span.start
        shown = in_words(text, number)
        yield number, Said(candidate, start + shown.start, start + shown.end, extent(number.of(text), number))


def _quantity(question: Question) -> frozenset[str]:
    asked = _QUANTITY.search(question.text)
    return frozenset(content_stems(asked[1])) if asked else frozenset()


def answers_with(question: Question, text: str, start: int) -> bool:
    """Whether the figure at ``start`` can be the one asked for."""
    return any(
        _fits(question, text, n) for n in find_numbers(text) if n.start <= start + len("nearly ") and start < n.end
    )


def _fits(question: Question, text: str, number: Number) -> bool:
    """Whether a number is of what the question counts, of its event, and of the same fate."""
    known = {n.value for n in find_numbers(question.text)} | {float(year) for year in question.years}
    if number.value in known or number.kind in _NO_AMOUNT:
        return False
    return _counts(question, text, number) and _of_event(question, number) and _of_harm(question, text, number)


def _counts(question: Question, text: str, number: Number) -> bool:
    if question.kind == "how_long":
        return number.unit in TIMES
    if asks_quantity(question):
        return True
    if number.unit in MONEY:
        return bool(_MUCH.search(question.text)) and not _EACH.match(text, number.end)
    return bool(number.noun) and bool(presence(number.noun, question.counted))


def _of_harm(question: Question, text: str, number: Number) -> bool:
    """The dead are not the wounded: what happened to those counted is what the question asks."""
    asked = [group for group in _HARMED if any(presence(s, group) for s in question.terms)]
    if not asked:
        return True
    others = [n for n in find_numbers(text) if n.start != number.start]
    told = [
        (distance, any(word.stem in group for group in asked))
        for word in words(text)
        if any(word.stem in group for group in _HARMED)
        and (distance := distance_to(text, word, number, others)) is not None
    ]
    return min(told)[1] if told else any(number.noun in group for group in asked)


def _of_event(question: Question, number: Number) -> bool:
    """A figure of another event is no answer: "nearly 100" of the flare-up, "65,000" of the war."""
    years = set(_YEAR.findall(number.event))
    if years and question.years and years.isdisjoint(question.years):
        return False
    return all(same_event(number.event, event.of(question.text)) for event in find_events(question.text))


def same_event(one: str, other: str) -> bool:
    """Whether two events, as written, can be one: a war and a conflict can, a war and a flare-up cannot."""
    heads = _head(one), _head(other)
    return not all(heads) or heads[0] == heads[1] or kindred(*heads)


def _head(written: str) -> str:
    events = find_events(written)
    return words(written[events[0].head :])[0].stem if events else ""
