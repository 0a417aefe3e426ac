"""Dates and times as a text states them. What it does not state (the year, most often) is not guessed."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date as _date
from typing import Literal

from rag.text.dates.abroad import Found, find_dates_abroad
from rag.types import Span

DatePrecision = Literal["day", "month", "year", "weekday", "decade", "time", "unknown"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
)
_WEEKDAY = (
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    r"|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\b\.?"
    r"|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY)"
)
_YEAR = r"(?:1[0-9]|20|21)\d\d(?![\d,]\d|\d|%)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:]|[.,]\d|\s*(?:%|percent\b))"

_DATE = re.compile(
    rf"""(?<![\w$€£¥])(?:
      (?P<iso>(?P<iy>(?:1[0-9]|20|21)\d\d)-(?P<im>0[1-9]|1[0-2])-(?P<id>0[1-9]|[12]\d|3[01]))(?!\d|-\d)
    | (?P<ymd>(?P<yy>(?:1[0-9]|20|21)\d\d)(?P<sign>[/.])(?P<ym>0[1-9]|1[0-2])(?P=sign)(?P<yd>0[1-9]|[12]\d|3[01]))
      (?!\d|[/.]\d)
    | (?P<dotted>(?P<d1>\d{{1,2}})\.(?P<d2>\d{{1,2}})\.(?P<dy>\d{{4}}))(?!\d|\.\d)
    | (?P<slash>(?P<s1>\d{{1,2}})/(?P<s2>\d{{1,2}})/(?P<sy>\d{{4}}))(?![\d/])
    | (?:(?P<wd>{_WEEKDAY}),?\s{{1,3}})?(?:the\s)?(?:
          (?P<mdm>{_MONTH})\s{{1,3}}(?P<mdd>{_DAY})(?:,?\s{{1,3}}(?P<mdy>{_YEAR}))?
        | (?P<dmd>{_DAY})\s{{1,3}}(?:of\s)?(?P<dmm>{_MONTH})(?!\w)(?:,?\s{{1,3}}(?P<dmy>{_YEAR}))?
      )
    | (?P<mym>{_MONTH}),?\s{{1,3}}(?:of\s)?(?P<myy>{_YEAR})
    | (?P<time>(?P<th>[01]?\d|2[0-4]):(?P<tm>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<tap>[aApP]\.?[mM]\b\.?))?)(?![\d:])
    | (?P<time2>(?P<t2h>1[0-2]|0?[1-9])(?:\.(?P<t2m>[0-5]\d))?\s?(?P<t2ap>[aApP]\.[mM]\.|[aApP][mM]\b))
    | (?P<dec>(?:1[0-9]|20)\d0)['’]?s\b
    | (?P<dec2>['’]?[2-9]0s\b)
    | (?P<range>(?P<r1>(?:1[0-9]|20)\d\d)[-–/](?P<r2>\d\d(?:\d\d)?))(?![\d-])
    | (?P<wday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
        |MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY)(?![a-rt-z])
    | (?P<month>{_MONTH})(?!\w)
    | (?P<year>{_YEAR})
    )(?!\w(?<!T)|T(?!\d\d:))""",  # an ISO date may be followed by its time: "2021-09-03T10:00:00Z"
    re.VERBOSE,
)
_YEAR_CONTEXT = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|to|of|before|after|during|year|late|early|mid|between|and|or|back in|the)"
    r"|[(\-–/])\s?\Z",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(
    r"(?:\b(?:nearly|almost|about|around|roughly|approximately|some|over|least|most|than|under|up to|total of"
    r"|no\.|number"
    r"|of about)|[$€£¥#])\s?\Z",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    r"[-\s](?:people|men|women|children|troops|km|kg|miles?|meters?|metres?|feet|tons?|tonnes|hours?|days?|weeks?|months?"
    r"|dollars?|euros?|pounds?|percent|per\s+cent|million|billion|thousand|dead|killed|injured|wounded|others|more"
    r"|square|votes?|jobs|homes|calories|BC)\b"
)
_PLURAL_AFTER = re.compile(r"\s(?:[a-z]+\s)?([a-z]{3,}s)\b")
_MONTH_CONTEXT = re.compile(
    r"\b(?:in|since|by|until|till|from|to|of|before|after|during|last|next|this|late|early|mid|through|between|and"
    r"|each|every)[\s-]\Z",
    re.IGNORECASE,
)
_NAME_AFTER = re.compile(r"\s[A-Z][a-zà-ÿ]")
_DOUBTFUL_MONTHS = frozenset({"may", "march", "mar", "jan", "sep", "jun", "dec", "august", "april", "june"})


@dataclass(frozen=True, slots=True)
class DateMention(Span):
    """A date, or a part of one, as the text states it.

    ``date`` is ISO 8601 cut to its precision, None where the year is not stated. ``weekday`` counts from Monday = 0.
    ``time`` is ``HH:MM`` on the 24-hour clock. A decade has its first year in ``year`` and no ``date``.
    """

    date: str | None = None
    precision: DatePrecision = "unknown"
    month: int | None = None
    day: int | None = None
    year: int | None = None
    weekday: int | None = None
    time: str | None = None


def find_dates(text: str) -> list[DateMention]:
    """The dates and times a text mentions, in order, without overlap; with a year also in other languages."""
    found: list[DateMention] = []
    for match in _DATE.finditer(text):
        mention = _mention(text, match)
        if mention is not None:
            found.append(mention)
    abroad = [mention for date in find_dates_abroad(text) if (mention := _from_abroad(date))]
    return _joined(found, abroad) if abroad else found


def _from_abroad(date: Found) -> DateMention | None:
    if date.day is not None:
        return _day(date.start, date.end, date.year, date.month, date.day)
    return DateMention(
        date.start, date.end, f"{date.year:04}-{date.month:02}", "month", month=date.month, year=date.year
    )


def _joined(english: list[DateMention], abroad: list[DateMention]) -> list[DateMention]:
    """Both in order; where they overlap, the one that states more ("2020" in "29 septembre 2020" goes)."""
    kept = [date for date in abroad if not any(m.day for m in _touching(english, date))]
    rest = [mention for mention in english if not _touching(kept, mention)]
    return sorted([*rest, *kept], key=lambda mention: mention.start)


def _touching(mentions: list[DateMention], span: Span) -> list[DateMention]:
    """Those of the mentions (in order, without overlap) that share characters with a span."""
    first = bisect_left(mentions, span.start + 1, key=lambda mention: mention.end)
    last = bisect_left(mentions, span.end, key=lambda mention: mention.start)
    return mentions[first:last]


def _mention(text: str, match: re.Match[str]) -> DateMention | None:
    kind = match.lastgroup or ""
    start, end = match.span()
    group = match.groupdict()
    if group["iso"]:
        return _day(start, end, int(group["iy"]), int(group["im"]), int(group["id"]))
    if group["ymd"]:
        return _day(start, end, int(group["yy"]), int(group["ym"]), int(group["yd"]))
    if group["dotted"]:
        after_number = start > 1 and text[start - 1] in ".," and text[start - 2].isdigit()
        return None if after_number else _slashed(start, end, int(group["d1"]), int(group["d2"]), int(group["dy"]))
    if group["slash"]:
        return _slashed(start, end, int(group["s1"]), int(group["s2"]), int(group["sy"]))
    if group["mdm"] or group["dmm"]:
        return _month_day(start, end, group)
    if group["mym"]:
        month, year = _month(group["mym"]), int(group["myy"])
        return DateMention(start, end, f"{year:04}-{month:02}", "month", month=month, year=year)
    if group["time"] or group["time2"]:
        return _time(start, end, group)
    if group["dec"]:
        return DateMention(start, end, None, "decade", year=int(group["dec"]))
    if group["dec2"]:
        return DateMention(start, end, None, "decade")
    if group["range"]:
        return _year_range(start, end, group["r1"], group["r2"])
    if group["wday"]:
        return DateMention(start, end, None, "weekday", weekday=_WEEKDAYS[group["wday"].lower()])
    if group["month"]:
        return _lone_month(text, start, end, group["month"])
    assert kind == "year"
    return _lone_year(text, start, end)


def _month(written: str) -> int:
    return _MONTHS[written.rstrip(".").lower()]


def _valid(year: int, month: int, day: int) -> bool:
    try:
        _date(year, month, day)
    except ValueError:
        return False
    return True


def _day(start: int, end: int, year: int, month: int, day: int, weekday: int | None = None) -> DateMention | None:
    if not _valid(year, month, day):
        return None
    return DateMention(start, end, f"{year:04}-{month:02}-{day:02}", "day", month, day, year, weekday)


def _slashed(start: int, end: int, first: int, second: int, year: int) -> DateMention | None:
    """``9/29/2020`` is certain, ``3/4/2020`` may be March or April: only its year is."""
    if first > 12 and second <= 12:
        return _day(start, end, year, second, first)
    if second > 12 and first <= 12:
        return _day(start, end, year, first, second)
    if first == second and first <= 12:
        return _day(start, end, year, first, second)
    if 1000 <= year <= 2199 and 1 <= first <= 12 and 1 <= second <= 12:
        return DateMention(start, end, f"{year:04}", "year", year=year)
    return None


def _month_day(start: int, end: int, group: dict[str, str | None]) -> DateMention | None:
    month = _month(group["mdm"] or group["dmm"] or "")
    day = int(re.sub(r"\D", "", group["mdd"] or group["dmd"] or ""))
    written_year = group["mdy"] or group["dmy"]
    weekday = _WEEKDAYS[group["wd"].rstrip(".").lower()] if group["wd"] else None
    if written_year:
        return _day(start, end, int(written_year), month, day, weekday)
    if not _valid(2020, month, day):
        return None
    return DateMention(start, end, None, "day", month, day, None, weekday)


def _time(start: int, end: int, group: dict[str, str | None]) -> DateMention | None:
    hour, minute = int(group["th"] or group["t2h"] or 0), int(group["tm"] or group["t2m"] or 0)
    half = (group["tap"] or group["t2ap"] or "")[:1].lower()
    if hour == 24 and minute:
        return None
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return DateMention(start, end, None, "time", time=f"{hour % 24:02}:{minute:02}")


def _year_range(start: int, end: int, first: str, last: str) -> DateMention | None:
    """``2020-21``: the first year; it is a range of years only when the second follows the first."""
    second = int(first[: 4 - len(last)] + last)
    if not 0 < second - int(first) < 100:
        return None
    return DateMention(start, end, first, "year", year=int(first))


def _lone_month(text: str, start: int, end: int, written: str) -> DateMention | None:
    """A month without day or year; words that are also names or verbs ("May", "March") need a word like "in" before."""
    name = written.rstrip(".").lower()
    if len(written) == len("Jan") and name != "may" and _NAME_AFTER.match(text, end):
        return None  # "Jan Lund"
    if name in _DOUBTFUL_MONTHS and not _MONTH_CONTEXT.search(text, max(0, start - 10), start):
        return None
    return DateMention(start, end, None, "month", month=_MONTHS[name])


def _lone_year(text: str, start: int, end: int) -> DateMention | None:
    """Four digits are a year unless something is counted; before 1900 and after 2100 only after words such as "in"."""
    if _AMOUNT_BEFORE.search(text, max(0, start - 16), start) or _COUNTED_AFTER.match(text, end, end + 24):
        return None
    year = int(text[start:end])
    placed = bool(_YEAR_CONTEXT.search(text, max(0, start - 9), start))
    if not 1900 <= year <= 2100 and not placed:
        return None
    if not placed and year not in range(1940, 2040) and _PLURAL_AFTER.match(text, end, end + 40):
        return None
    return DateMention(start, end, f"{year:04}", "year", year=year)


def is_within(mentions: list[DateMention], start: int, end: int) -> bool:
    """Whether ``start`` to ``end`` touches one of the mentions (which are in order)."""
    index = bisect_left(mentions, start, key=lambda mention: mention.end - 1)
    return index < len(mentions) and mentions[index].start < end
