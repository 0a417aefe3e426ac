"""Dates: which date of a sentence answers "when", and which dates can be the same day."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from rag.answer.candidate import Candidate
from rag.answer.disagree.matter import deeds, nearest, on_the_matter
from rag.answer.disagree.said import Said
from rag.answer.fits import dated_for
from rag.answer.question import Question
from rag.text.dates import DateMention, find_dates
from rag.text.words import content_stems

_OR = re.compile(r"\b(?:or|and|to|through|until)\s(?:the\s|on\s)?\Z")
_ONCE = frozenset(
    content_stems(
        "born die died death founded establish established formed built construct constructed opened created released "
        "published invented discovered sank sink collapse collapsed demolished torn abolished ratified premiere debut"
    )
)
_UNREAL = re.compile(r"\b(?:if|unless|would|could|might|may)\b", re.I)
_OR_AFTER = re.compile(r"\s(?:or|and|to|through|until)\s(?:the\s|on\s)?[A-Z\d]")


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is stated; ``decade`` alone is the first year of one."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: int | None = None

    @property
    def kind(self) -> Hashable:
        return "date"

    @property
    def precision(self) -> float:
        return sum(part is not None for part in (self.year, self.month, self.day)) + 0.5 * (self.decade is not None)

    def agrees(self, other: Day) -> bool:
        """Whether no part that both state differs: 1992 is one of the 1990s."""
        if self.decade is not None or other.decade is not None:
            decades = [
                d.decade if d.decade is not None else d.year // 10 * 10 if d.year else None for d in (self, other)
            ]
            return None in decades or decades[0] == decades[1]
        parts = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(a is None or b is None or a == b for a, b in parts)


def day_of(mention: DateMention) -> Day | None:
    """The date of a mention; None for a day of the week, a time of day, or a decade of no century."""
    if mention.precision == "decade":
        return Day(decade=mention.year) if mention.year is not None and mention.year >= 1000 else None
    if mention.year is None and mention.day is None:
        return None
    return Day(mention.year, mention.month, mention.day)


def dates_said(question: Question, good: Sequence[Candidate]) -> list[Said]:
    """The date the question asks for, of each sentence that gives one."""
    if question.kind != "when" or not happens_once(question):
        return []
    return [one for candidate in on_the_matter(question, good) for one in _said(question, candidate)]


def happens_once(question: Question) -> bool:
    """Whether it asks of something that happens once: a person dies once, and wins many times."""
    asked = deeds(question)
    return len(asked) > 1 or len(question.names) > 1 or bool(asked & _ONCE)


def _said(question: Question, candidate: Candidate) -> Iterable[Said]:
    mention = asked_date(question, candidate)
    meaning = day_of(mention) if mention is not None else None
    if mention is not None and meaning is not None and not _is_open(candidate.text, mention):
        start = candidate.span.start
        yield Said(candidate, start + mention.start, start + mention.end, meaning)


def asked_date(question: Question, candidate: Candidate) -> DateMention | None:
    """The date that stands with the deed asked about."""
    mentions = find_dates(candidate.text)
    asked = [m for m in mentions if day_of(m) is not None and dated_for(question, m)]
    return nearest(question, candidate, asked, deeds(question), between=mentions)


def is_of_another_deed(question: Question, candidate: Candidate, start: int) -> bool:
    """Whether another date than the one at ``start`` stands with the deed asked about."""
    date = asked_date(question, candidate)
    return date is not None and not date.start <= start < date.end


def _is_open(text: str, mention: DateMention) -> bool:
    """ "September 23 or September 27", "if he wins in 2024": none of these is the date."""
    if _UNREAL.search(text, max(0, mention.start - 80), mention.start):
        return True
    return bool(_OR.search(text, max(0, mention.start - 12), mention.start) or _OR_AFTER.match(text, mention.end))
