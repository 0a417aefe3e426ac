"""Which sentences speak of what is asked, and which value in them stands with the deed asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely
from rag.answer.disagree.said import Said
from rag.answer.kin import presence
from rag.answer.question import LIGHT, Question
from rag.text.names import Name, same_name
from rag.text.words import content_stems, words
from rag.types import Span

GOOD = 6.0  # log-odds below the best sentence down to which one may give another answer
MOST = 24  # sentences that are compared
TOLD, TOLD_HERE = 0.85, 0.6  # share of the question that must stand in or around a sentence, and in it
_CLAUSE_ENDS = re.compile(r"[;:]|[.!?]\s")
_BEHIND = re.compile(r"\b(?:in|at|near|of|from|to|on|for|over|with|by|against|than|across|outside)\s(?:the\s)?\Z")
_SPEAKS = re.compile(
    r"(?:,[^,.;]{1,40},|\s(?:in|of|from)\s[A-Z]\w+)?\s(?:[a-z]+\s)?"
    r"(?:said|says?|told|announced|reported|tweeted|wrote)\b"
)
_HE = re.compile(r"\b(?:he|she|it|they)\s(?:[a-z]+\s){0,2}\Z", re.I)
_NOW = re.compile(
    r"^\W*(?:who|what|which|where|how (?:much|many|old|long|high|large|big|far))\b.{0,40}?"
    r"\b(?:is|are|has|have|does|do)\b",
    re.I,
)
_WEEKS = timedelta(days=14)
_REACH = 90  # characters between a deed and the value that belongs to it

Placed = TypeVar("Placed", bound=Span)


def good_ones(found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that may answer, best first."""
    return [c for c in found if c.score >= found[0].score - GOOD][:MOST] if found else []


def on_the_matter(question: Question, good: Sequence[Candidate], here: float = TOLD_HERE) -> list[Candidate]:
    """Those that speak of all that the question does: nearly all words in them or around them, most in them.

    A sentence that tells a deed of somebody else, or another deed, gives the value of something else.
    """
    return [candidate for candidate in good if _is_on_it(question, candidate, here)]


def _is_on_it(question: Question, candidate: Candidate, least: float) -> bool:
    here = read_closely(candidate.article).stems(candidate.index)
    return (
        told_of(question, here) >= least
        and told_of(question, around(candidate)) >= TOLD
        and all(presence(stem, here) for stem in deeds(question))
        and not _names_others(question, candidate, here)
    )


def around(candidate: Candidate) -> frozenset[str]:
    """The stems of a sentence, of those beside it and of the headline."""
    reading = read_closely(candidate.article)
    return reading.stems(candidate.index) | reading.around(candidate.index) | reading.headline


def _names_others(question: Question, candidate: Candidate, here: frozenset[str]) -> bool:
    """Whether it leaves out a name of the question and has another in its place: seats taken from Labour."""
    missing = [name for name in question.names if not any(presence(stem, here) for stem in content_stems(name))]
    return bool(missing) and any(
        not any(same_name(name.text, known) for known in question.names)
        for name in read_closely(candidate.article).names(candidate.index)
    )


def told_of(question: Question, stems: frozenset[str]) -> float:
    """The share of the question that some words tell."""
    weights = {stem: question.weight(stem) for stem in question.terms}
    told = sum(weight * bool(presence(stem, stems)) for stem, weight in weights.items())
    return told / (sum(weights.values()) or 1.0)


def deeds(question: Question) -> frozenset[str]:
    """The stems of the question that are neither a name nor what is counted: what happened, or what is asked of it."""
    named = {stem for name in question.names for stem in content_stems(name)}
    asked = frozenset(s for s in question.terms if s not in named and s not in question.counted and not s.isdigit())
    return frozenset(s for s in asked if question.weight(s) > LIGHT) or asked


def nearest(
    question: Question,
    candidate: Candidate,
    values: Sequence[Placed],
    anchors: frozenset[str],
    *,
    between: Sequence[Span],
) -> Placed | None:
    """The value nearest to one of the words in its clause, with no other value between; None if none stands so.

    A value after the word is nearer than one before it: "teased in 2016 and released in 2017". A word that tells a
    deed of somebody else does not count. Places are those of the sentence.
    """
    text = candidate.text
    places = [w for w in words(text) if presence(w.stem, anchors) and _is_of(question, candidate, w)]
    ranked = [
        (distance, n)
        for n, value in enumerate(values)
        for place in places
        if (distance := distance_to(text, place, value, between)) is not None
    ]
    return values[min(ranked)[1]] if ranked else None


def distance_to(text: str, place: Span, value: Span, between: Sequence[Span]) -> int | None:
    """How far a word is from a value, None where they do not belong together."""
    start, end = min(place.end, value.end), max(place.start, value.start)
    gap = max(0, end - start)
    if gap > _REACH or _CLAUSE_ENDS.search(text, start, max(start, end)):
        return None
    if any(start <= other.start and other.end <= end for other in between):
        return None
    return gap if value.start >= place.start else 2 * gap + 10


def _is_of(question: Question, candidate: Candidate, deed: Span) -> bool:
    """Whether a deed is told of whom the question asks: the name before it is theirs, or "he", or "by" them after it.

    Without such a somebody in the question, no other than those it names may stand before the deed.
    """
    text, who = candidate.text, question.subject
    if who is not None and re.match(rf"[^.;]{{0,60}}?\bby (?:the )?{re.escape(who)}\b", text[deed.end :]):
        return True
    before = _name_before(candidate, deed)
    if before is None:
        return who is None or bool(_HE.search(text, max(0, deed.start - 40), deed.start))
    known = [who] if who is not None else question.names
    owns = text[before.end : before.end + 2] in ("'s", "’s") and deed.start - before.end > len("'s ")
    return any(same_name(before.text, name) for name in known) and not (owns and who is not None)


def _name_before(candidate: Candidate, deed: Span) -> Name | None:
    """The last name before a deed that is neither a speaker nor behind a preposition ("the head of Norrland")."""
    text, start = candidate.text, candidate.span.start
    for name in reversed(read_closely(candidate.article).names(candidate.index)):
        begins, ends = name.start - start, name.end - start
        if (
            ends <= deed.start
            and not _BEHIND.search(text, max(0, begins - 20), begins)
            and not _SPEAKS.match(text[ends:])
        ):
            return Name(begins, ends, name.text, name.key)
    return None


def at_one_time(question: Question, said: Sequence[Said]) -> list[Said]:
    """Those that can be true at once: what *is* so changes, so articles of other weeks do not disagree about it."""
    if not said or not _NOW.search(question.text):
        return list(said)
    first = _published(said[0])
    return [one for one in said if first is None or (day := _published(one)) is None or abs(day - first) <= _WEEKS]


def _published(one: Said) -> timedelta | None:
    published = one.candidate.article.published
    if published.date is None or published.precision != "day":
        return None
    return date.fromisoformat(published.date) - date.min
