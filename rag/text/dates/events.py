"""When the events of an article happened: every date it mentions, resolved only as far as the article itself allows.

"August 23" without a year stays without one. A day of the week becomes a date only next to a full date: the day of
publication, or a date in the same sentence that is that day of the week. Each inferred date has its reason in words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as _date
from datetime import timedelta
from typing import Literal

from rag.text.dates import DateMention, DatePrecision, find_dates
from rag.text.words import listed
from rag.types import Origin, Published, Span

_WEEKDAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
Direction = Literal["past", "future", "unknown"]

# Days, months and years told from the day of publication. "Today" alone often means "nowadays", or USA TODAY.
_RELATIVE = re.compile(
    r"\b(?:(?P<day>[Yy]esterday|[Tt]omorrow|(?:[Ee]arlier|[Ll]ater)\stoday|[Tt]oday(?=\s(?:at\s\d|morning|afternoon|evening)))"
    r"(?!['’]s)|(?P<way>[Ll]ast|[Tt]his|[Nn]ext)\s(?P<unit>month|year))\b"
)
_DAYS_OFF = {"yesterday": -1, "tomorrow": 1}  # all others are today
_OFF = {"last": -1, "this": 0, "next": 1}

# How far from a day of the week its verb is looked for, in characters; both ends of the sentence may come earlier.
_BEFORE, _AFTER = 160, 110
_SENTENCE_END = re.compile(r"[.!?…][\"”’)]{0,2}\s+(?=[\"“‘(]?[^\W\d_a-z])|[\n\r\u2028\u2029]")
# What may follow an auxiliary and is no past: "will be increased", "could have gone".
_REST = r"(?:\s(?:not|also|likely|soon|now|then))?(?:\s(?:be|have(?:\sbeen)?)(?:\s[a-z]{2,}(?:ed|en|id|nt))?)?"
_CUE = re.compile(
    rf"\b(?:(?P<future>(?:will|shall|would|won['’]t){_REST}|upcoming|coming|forthcoming|scheduled|slated|due\s(?:to|on)"
    rf"|set\s(?:to|for)|expected|(?:is|are)\s(?:to|going\sto){_REST}|plan(?:s|ned)?\s(?:to|for)|ahead\sof)"
    r"|(?P<open>to\s(?!(?:the|a|an|his|her|its|their|this|that|one|two|three|four|five|six|seven|eight|nine|ten)\b)[a-z]{2,}"
    rf"|(?:can|could|may|might|should|must){_REST})"
    r"|(?P<past>said|told|was|were|had|did|came|took|held|met|began|spoke|wrote|saw|made|gave|found|went|put|left|won"
    r"|lost|fell|rose|got|led|ran|sent|became|struck|shot|hit|cut|drew|broke|flew|fought|kept|knew|paid|read|sat|sold"
    r"|stood|thought|brought|built|bought|caught|chose|grew|heard|laid|lay|meant|rode|sang|sank|spent|swore|taught|threw"
    r"|woke|wore|[a-z]{2,}(?:ed|id)))\b"
)
_NOT_VERBS = frozenset(
    listed("united need indeed proceed exceed succeed feed seed speed bed red amid bid hundred sacred")
)
# Days with a name of their own, days in general, and days told from another day: "Black Friday", "every Sunday".
_NAMED_DAY = re.compile(
    r"\b(?:black|good|ash|super|cyber|giving|fat|shrove|palm|easter|holy|maundy|bloody|bowl|whit|every|each|any|most"
    r"|some|alternate|(?P<the>the))\s\Z",
    re.I,
)
_AFTER_DAY = re.compile(r"\s(?:after|before|following|preceding|of|when|that|in)\b")
_SIDE = re.compile(r"\b(?P<way>last|next|this|coming|past)\s\Z", re.I)
# Characters between a day of the week and the date that it belongs to: "Tuesday (September 29, 2020)".
_JOINED = 12


@dataclass(frozen=True, slots=True, order=True)
class EventDate(Span):
    """A date, or a part of one, that an article mentions.

    ``date`` is ISO 8601 cut to its precision, None where the article does not say which it is. ``origin`` is stated
    (the words say it all), inferred (with the ``reason``), or unknown. The parts are those of `DateMention`.
    """

    date: str | None = None
    precision: DatePrecision = "unknown"
    origin: Origin = "unknown"
    reason: str = ""
    month: int | None = None
    day: int | None = None
    year: int | None = None
    weekday: int | None = None
    time: str | None = None


def event_dates(text: str, published: Published) -> list[EventDate]:
    """Every date of a text in order, without overlap; ``published`` is when the article appeared.

    "Yesterday", "last month" and their like are dates only where the date of publication is known precisely enough.
    """
    mentions = find_dates(text)
    found = [_event(text, mentions, number, published) for number in range(len(mentions))]
    told = [event for event in _relative(text, published) if not _overlaps(mentions, event)]
    return sorted([*found, *told], key=lambda event: event.start)


def direction(text: str, start: int, end: int) -> Direction:
    """Whether the sentence speaks of the time from ``start`` to ``end`` as past or as still to come.

    The nearest verb before it in the sentence decides ("said on Tuesday that he will go"), else the next one after it
    ("On Tuesday, the council will vote"). An infinitive leaves it open: "agreed to meet on Tuesday".
    """
    before = text[max(0, start - _BEFORE) : start]
    ends = list(_SENTENCE_END.finditer(before))
    cues = list(_cues(before[ends[-1].end() :] if ends else before))
    if cues:
        return cues[-1]
    after = text[end : end + _AFTER]
    stop = _SENTENCE_END.search(after)
    return next(_cues(after[: stop.start()] if stop else after), "unknown")


def _cues(part: str) -> Iterator[Direction]:
    for match in _CUE.finditer(part):
        if match["future"]:
            yield "future"
        elif match["open"]:
            yield "unknown"
        elif match[0] not in _NOT_VERBS:
            yield "past"


def _event(text: str, mentions: list[DateMention], number: int, published: Published) -> EventDate:
    mention = mentions[number]
    if mention.precision == "weekday" and mention.weekday is not None:
        resolved = _from_neighbour(text, mentions, number) or _from_publication(text, mention, published)
        if resolved:
            return _as_event(mention, resolved[0], "inferred", resolved[1])
    whole = mention.date is not None or mention.time is not None or (mention.precision == "decade" and mention.year)
    return _as_event(mention, mention.date, "stated" if whole else "unknown", "")


def _as_event(mention: DateMention, date: str | None, origin: Origin, reason: str) -> EventDate:
    precision: DatePrecision = "day" if origin == "inferred" else mention.precision
    return EventDate(
        mention.start,
        mention.end,
        date,
        precision,
        origin,
        reason,
        mention.month,
        mention.day,
        mention.year,
        mention.weekday,
        mention.time,
    )


def _from_neighbour(text: str, mentions: list[DateMention], number: int) -> tuple[str, str] | None:
    """The full date right beside a day of the week, when it is that day: "Tuesday (September 29, 2020)"."""
    mention = mentions[number]
    for other in (*mentions[max(0, number - 1) : number], *mentions[number + 1 : number + 2]):
        if other.date is None or other.precision != "day":
            continue
        between = text[min(mention.end, other.end) : max(mention.start, other.start)]
        if (
            len(between) <= _JOINED
            and not _SENTENCE_END.search(between)
            and _day(other.date).weekday() == mention.weekday
        ):
            return other.date, f"the date beside it, {other.date}, is a {_WEEKDAYS[mention.weekday]}"
    return None


def _from_publication(text: str, mention: DateMention, published: Published) -> tuple[str, str] | None:
    """The day of the week on, before or after the day of publication, as the sentence speaks of it."""
    if published.date is None or published.precision != "day" or mention.weekday is None:
        return None
    if _is_no_certain_day(text, mention):
        return None
    day, name = _day(published.date), _WEEKDAYS[mention.weekday]
    side = _SIDE.search(text, max(0, mention.start - 9), mention.start)
    way = side["way"].lower() if side else ""
    known = "the inferred publication date" if published.origin == "inferred" else "the publication date"
    if way in ("last", "next"):
        return _in_other_week(day, mention.weekday, way, f"{known}, {published.date}")
    speaks = {"coming": "future", "past": "past"}.get(way) or direction(text, mention.start, mention.end)
    if speaks == "unknown":
        return None
    off = (mention.weekday - day.weekday()) % 7 if speaks == "future" else -((day.weekday() - mention.weekday) % 7)
    where = "on or after" if speaks == "future" else "on or before"
    date = _moved(day, off)
    return (date, f"the {name} {where} {known}, {published.date}") if date else None


def _is_no_certain_day(text: str, mention: DateMention) -> bool:
    """Whether a day of the week is a feast, a habit ("every Sunday"), or one of another week ("the Friday after")."""
    named = _NAMED_DAY.search(text, max(0, mention.start - 11), mention.start)
    return named is not None and (not named["the"] or bool(_AFTER_DAY.match(text, mention.end)))


def _in_other_week(day: _date, weekday: int, way: str, known: str) -> tuple[str, str] | None:
    """ "Last Tuesday" is the latest before publication if that is in the week before; else it may be either of two."""
    if way == "last":
        off = -((day.weekday() - weekday - 1) % 7 + 1)
        clear = day.weekday() + off < 0
    else:
        off = (weekday - day.weekday() - 1) % 7 + 1
        clear = day.weekday() + off > 6
    date = _moved(day, off) if clear else None
    side = "before" if way == "last" else "after"
    return (date, f"the {_WEEKDAYS[weekday]} of the week {side} {known}") if date else None


def _relative(text: str, published: Published) -> Iterator[EventDate]:
    """ "Yesterday", "last month", "next year", told from the date of publication."""
    if published.date is None:
        return
    for match in _RELATIVE.finditer(text):
        date, precision = _told(match, published)
        if date:
            known = "the inferred publication date" if published.origin == "inferred" else "the publication date"
            reason = f"“{match[0].lower()}” told from {known}, {published.date}"
            yield EventDate(match.start(), match.end(), date, precision, "inferred", reason)


def _told(match: re.Match[str], published: Published) -> tuple[str | None, DatePrecision]:
    written = published.date or ""
    if match["day"]:
        return (
            _moved(_day(written), _DAYS_OFF.get(match["day"].lower(), 0)) if published.precision == "day" else None
        ), "day"
    off = _OFF[match["way"].lower()]
    year = int(written[:4])
    if match["unit"].lower() == "year":
        return f"{year + off:04}", "year"
    if published.precision not in ("day", "month"):
        return None, "month"
    months = year * 12 + int(written[5:7]) - 1 + off
    return f"{months // 12:04}-{months % 12 + 1:02}", "month"


def _day(written: str) -> _date:
    return _date.fromisoformat(written)


def _moved(day: _date, off: int) -> str | None:
    """A day so many days away, as ISO; None beyond the calendar."""
    try:
        return (day + timedelta(days=off)).isoformat()
    except OverflowError:
        return None


def _overlaps(mentions: list[DateMention], event: EventDate) -> bool:
    index = bisect_left(mentions, event.start + 1, key=lambda mention: mention.end)
    return index < len(mentions) and mentions[index].start < event.end
