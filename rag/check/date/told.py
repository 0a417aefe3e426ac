"""A date where it stands in a text, what it states, and whether one date bears, denies or blurs another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date as calendar_date

from rag.check.reading import Reading
from rag.check.setting import clause_stems
from rag.text.dates import DateMention

_FIELDS = ("year", "month", "day", "weekday", "time")
_RELATION = re.compile(
    r"\b(?P<word>before|prior\sto|earlier\sthan|after|later\sthan|by|no\slater\sthan)\s(?:the\s)?(?:year\s)?\Z", re.I
)
_EARLIER = frozenset(["before", "prior to", "earlier than"])
_TO_THE_NEXT = re.compile(r"\s?(?:to|and|until|through|or|[-–—])\s?\Z")

Stated = Mapping[str, object]
"""What a date states, by field: year, month, day, weekday, time, decade, century."""


@dataclass(frozen=True, slots=True)
class Told:
    """A date where it stands, and what it states. ``index`` is the number of the source, -1 of the claim."""

    mention: DateMention
    text: Reading
    index: int
    stated: Stated
    implied: Stated

    @property
    def written(self) -> str:
        return self.mention.of(self.text.text)

    @property
    def clause(self) -> frozenset[str]:
        return clause_stems(self.text, self.mention)


def dates_of(text: Reading, index: int) -> list[Told]:
    """The dates of a text; the first of two takes its year from the second: "23 February to 6 March 2011"."""
    found = []
    for number, mention in enumerate(text.dates):
        after = text.dates[number + 1] if number + 1 < len(text.dates) else None
        if after is not None and mention.month and mention.year is None and after.year:
            joined = _TO_THE_NEXT.fullmatch(text.text, mention.end, min(after.start, mention.end + 9))
            mention = replace(mention, year=after.year) if joined else mention
        stated = _stated(mention, text.text)
        found.append(Told(mention, text, index, stated, _implied(mention, stated)))
    return found


def _stated(mention: DateMention, text: str) -> Stated:
    """What a mention states, by field; a decade or a century states itself only ("the 90s": one of any century)."""
    if mention.precision == "decade":
        year = mention.year
        if year is None:
            return {"nineties": int(re.sub(r"\D", "", mention.of(text)) or 0) // 10}
        return {"decade": year // 10} if year % 100 else {"century": year // 100}
    return {name: value for name in _FIELDS if (value := getattr(mention, name)) is not None}


def _implied(mention: DateMention, stated: Stated) -> Stated:
    """What a mention states, and what follows from it: the weekday of a full date, the decade of a year."""
    given = dict(stated)
    year = mention.year
    if year is not None:
        given.setdefault("century", year // 100)
        if mention.precision != "decade" or year % 100:
            given |= {"decade": year // 10, "nineties": year // 10 % 10}
        if (day := weekday_of(mention)) is not None:
            given.setdefault("weekday", day)
    return given


def weekday_of(mention: DateMention) -> int | None:
    if mention.year and mention.month and mention.day:
        with suppress(ValueError):  # "February 30"
            return calendar_date(mention.year, mention.month, mention.day).weekday()
    return None


def bears(theirs: Told, ours: Told) -> bool:
    """Whether everything that our date states is stated by, or follows from, theirs."""
    relation = related(theirs, ours)
    if relation is not None:
        return relation
    wanted, given = ours.stated, theirs.implied
    return bool(wanted) and all(given.get(name) == value for name, value in wanted.items())


def related(theirs: Told, ours: Told) -> bool | None:
    """Whether a date lies "before 2005", "after June 2020", "by 1999"; None where the claim has no such word."""
    mention = ours.mention
    found = _RELATION.search(ours.text.text, max(0, mention.start - 24), mention.start)
    year, their_year = mention.year, theirs.mention.year
    if found is None or not year or not their_year or mention.precision == "decade":
        return None
    word = " ".join(found["word"].lower().split())
    fields = [name for name in ("year", "month", "day") if getattr(mention, name)]
    a = [getattr(mention, name) for name in fields]
    b = [getattr(theirs.mention, name) for name in fields]
    if None in b:
        a, b = a[:1], b[:1]
    if word in _EARLIER:
        return b <= a
    return b >= a if word in ("after", "later than") else b <= a


def differs(theirs: Told, ours: Told) -> bool:
    """Whether both state a field of the same kind with different values."""
    if related(theirs, ours):
        return False
    wanted, given = ours.stated, theirs.implied
    return any(name in given and given[name] != value for name, value in wanted.items())


def is_coarser(theirs: Told, ours: Told) -> bool:
    """Whether their date agrees in what it states, and states less."""
    wanted, given = ours.implied, theirs.stated
    return bool(given) and all(wanted.get(name) == value for name, value in given.items())


def is_combined(ours: Told, everywhere: list[Told]) -> bool:
    """Whether a weekday or time and a date of the claim stand apart in the source ("Tuesday", "September 29")."""
    loose = {name: value for name, value in ours.stated.items() if name in ("weekday", "time")}
    rest = {name: value for name, value in ours.stated.items() if name not in loose}
    if not loose or not rest:
        return False
    parts = [{name: value} for name, value in loose.items()] + [rest]
    return all(any(part.items() <= told.implied.items() for told in everywhere) for part in parts)
