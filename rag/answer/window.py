"""The time that a question's own words set: "in 2020", "before March 2021", "as of September 2022", "the latest".

Rules on the words alone; today's date is never looked up. Where it is doubtful whether words set a time there is no
window: a year in a name or in what is asked about ("the 2020 war", "World Cup 2022"), the year something was founded,
years that are compared, what a yes-or-no question wants to know. Such words count as words, as all others do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from rag.answer.question import Question
from rag.text.dates import DateMention, find_dates
from rag.text.dates.events import EventDate
from rag.text.quotes import find_quotes
from rag.text.words import is_stop, listed
from rag.types import Span, Window, WindowOrder


@dataclass(frozen=True, slots=True)
class TimeWords(Span):
    """Where a question sets a time, and which: dates are inclusive, cut to their precision.

    ``known``: what was known then is asked for ("as of 2021"), not what happened then.
    """

    after: str | None = None
    before: str | None = None
    known: bool = False
    order: WindowOrder = "none"

    @property
    def without_bounds(self) -> bool:
        return self.after is None and self.before is None

    def window(self, question: str) -> Window:
        return Window(self.of(question), self.after, self.before, self.order)


# A preposition, and what may stand between it and the date: "in the first half of", "at the end of", "in mid-".
_LEAD = re.compile(
    r"\b(?P<how>in|during|throughout|within|on|at|since|after|following|before|until|till|up\sto|prior\sto|ahead\sof"
    r"|as\s(?:of|at)|from|between)\s+"
    r"(?P<part>(?:the\s+)?(?:(?:very|early|late|mid|middle|beginning|start|end|first|second|third|fourth|last|half"
    r"|quarter|spring|summer|autumn|fall|winter|whole|entire|course|years?|months?|weeks?|days?|of)[\s-]+){1,6})?"
    r"(?P<the>the\s+)?\Z",
    re.I,
)
_LONGEST_LEAD = 90  # characters before a date that are looked at
MOST_TIMES = 12  # dates, or events, of a question: with more of them no single time is meant, and none is looked for
_ARTICLES = r"(?:articles?|reports?|reporting|news|coverage|stor(?:y|ies)|papers?|press|headlines?|outlets?)"
_FROM = re.compile(rf"\b{_ARTICLES}(?:\s\w+)?\s+\Z", re.I)  # "articles from 2020"; else "from" needs its "to"
_ONWARDS = re.compile(r"\s(?:onwards?|on)\b", re.I)
# "The party founded in 2019": true ever since, so it says nothing of when it is told; nor does what is only left out.
_UNTIMED = re.compile(
    r"(?<!\bwas\s)(?<!\bwere\s)(?<!\bbeen\s)\b(?:born|founded|established|created|formed|built|incorporated)\s+\Z"
    r"|\b(?:dat(?:ed|es?|ing)|not|except|besides|excluding|other\sthan|(?:aside|apart)\sfrom)\s+\Z",
    re.I,
)
# "The highest since 2000", "for the first time since the war began": how far back something is the most, or the first.
_SINCE_MOST = re.compile(r"\b(?:first|last|only|most|least|best|worst|[a-z]{3,}est)\b[^,?.]{0,40}\Z", re.I)
_COMPARED = re.compile(r"\b(?:than|unlike|compared\s(?:to|with)|(?:to|with|from)\s(?:that|those)|as)\s+\Z", re.I)
# "The report on 6 May 2023 and the coverage of the Post": when one of several reports appeared.
_ONE_REPORT = re.compile(r"\b(?:article|report|post|piece|story|published)\s+\Z", re.I)
_REPORTS = re.compile(r"\b(?:articles?|reports?|posts?|pieces?|story|stories|coverage)\b", re.I)
# "Which ferry, which was painted in 1920, sank?": the time of what is only told beside the question.
_ASIDE = re.compile(r",\s(?:who|whom|whose|which|where)\b[^,?]*\Z", re.I)
_NEXT_WORD = re.compile(r"\s+(?P<word>[^\W_][\w’'-]*)")
# Words that go on with the question after a date, other than function words; any other makes it part of a name.
_GO_ON = frozenset(
    listed("according say says said tell tells told report reports reported write wrote happen happens happened take")
)
_JOINS = {
    "between": re.compile(r"\s+and\s+(?:the\s+)?\Z", re.I),
    "from": re.compile(r"\s*(?:to|until|till|through|up\sto|[-–—])\s*(?:the\s+)?\Z", re.I),
}
_AND = re.compile(r"\s(?:and|or|&)\s(?:in\s+)?(?:the\s+)?\Z", re.I)  # "in 2020 and 2021", one after the other
_YEARS = re.compile(r"(\d{4})[-–/](\d{2}(?:\d\d)?)")
_SENTENCE_END = re.compile(r"(?<![A-Z])[.!?:][\"”’)]*\s+(?=[\"“‘(]?[A-Z])")
_LATEST = re.compile(
    r"(?<!\bat the )\b(?:latest|most\srecent(?:ly)?|newest|(?<=\A)(?:Latest|Newest|Most\srecent))\b"
    r"(?!\sin\s(?:a|the|this)\b)"
)
# "Latest" is what is asked for where it stands among the first words, or is said of news itself; else it describes.
_FIRST_WORDS = 8
_NEWS = re.compile(rf"\s(?:{_ARTICLES}|word|updates?|developments?|figures?|tolls?|on|about|from)\b", re.I)
_ACCORDING = re.compile(r"\baccording to (?:the )?\Z", re.I)
_RELATIVE = re.compile(
    r"(?<!\bthe )\b(?P<word>yesterday|today|(?P<way>this|last|past)\s(?P<unit>week|month|year))\b(?!['’])", re.I
)


def window_of(question: str, on: str | None = None) -> TimeWords | None:
    """The one time a question sets, with the span of its words; None where it sets none, or several.

    ``on`` is the day (ISO) from which "yesterday" and "last week" are counted; without it they set no time.
    """
    quoted = [Span(q.start, q.end) for q in find_quotes(question)]
    asked = asking(question)
    told = [*_dated(question), *(_relative(question, on) if on else ())]
    told = [t for t in told if asked.start <= t.start and t.end <= asked.end and not _inside(t, quoted)]
    latest = next((t for t in _latest(question, asked) if not _inside(t, quoted)), None)
    if len(told) != 1 or told[0].without_bounds or _other_times(question, told[0]):
        return latest
    return replace(told[0], order="latest") if latest else told[0]


def _latest(question: str, asked: Span) -> Iterator[TimeWords]:
    """Where the newest is asked for."""
    for match in _LATEST.finditer(question, asked.start, asked.end):
        before = question[asked.start : match.start()]
        of_news = _NEWS.match(question, match.end())
        if of_news or (len(before.split()) < _FIRST_WORDS and not _ACCORDING.search(before)):
            yield TimeWords(*match.span(), order="latest")


def _other_times(question: str, told: TimeWords) -> bool:
    """Whether the question names another date outside the time it sets: several times are compared, none is meant."""
    return any(
        (date_.start >= told.end or date_.end <= told.start)
        and (ends := ends_of(question, date_))
        and not within(ends[0], ends[1], told.after, told.before)
        for date_ in find_dates(question)
    )


def within(first: str, last: str, after: str | None, before: str | None) -> bool:
    """Whether some day from ``first`` to ``last`` lies within the bounds; all are ISO dates cut to their precision."""
    return (after is None or f"{last}-99-99"[:10] >= f"{after}-00-00"[:10]) and (
        before is None or f"{first}-00-00"[:10] <= f"{before}-99-99"[:10]
    )


def asking(question: str) -> Span:
    """The sentences that ask: what stands before them is background ("The quay was built in 1907. Who paid?")."""
    ends = [*(match.end() for match in _SENTENCE_END.finditer(question)), len(question)]
    asking = [(a, b) for a, b in pairwise([0, *ends]) if "?" in question[a:b]]
    return Span(asking[0][0], asking[-1][1]) if asking else Span(0, len(question))


def _inside(span: Span, others: Sequence[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def _dated(question: str) -> Iterator[TimeWords]:
    """Every time that is set by a date; one without bounds is only compared with or asked about."""
    mentions = find_dates(question)
    number = len(mentions) if len(mentions) > MOST_TIMES else 0
    while number < len(mentions):
        mention, last = mentions[number], _joined(question, mentions, number)
        number += 1 + (last is not mention)
        lead = _LEAD.search(question[: mention.start], max(0, mention.start - _LONGEST_LEAD))
        bounds = _bounds(question, mention, last)
        if lead is None or bounds is None:
            continue
        if _COMPARED.search(question[: lead.start()]):
            yield TimeWords(lead.start(), last.end)
        elif _sets_time(question, lead, mention, last):
            yield _read(question, lead, bounds, last)


def _sets_time(question: str, lead: re.Match[str], mention: DateMention, last: DateMention) -> bool:
    """Whether a date after a preposition is the time asked about, not a part of a name or what is to be found out."""
    if _qualifies(question, lead, mention, last):
        return False
    before, how = question[: lead.start()], lead["how"].lower()
    of_articles, pair = bool(_FROM.search(before)), last is not mention
    if how == "from" and not (pair or of_articles or _ONWARDS.match(question, last.end)):
        return False
    if (how == "on" and mention.precision != "day") or (how == "at" and not lead["part"]):
        return False
    if how == "between" and not pair:
        return False
    return not before.strip() or of_articles or how.startswith("as") or Question(question).kind != "yes_no"


def _qualifies(question: str, lead: re.Match[str], mention: DateMention, last: DateMention) -> bool:
    """Whether the date only qualifies something: an event, one of several reports, what is told in passing."""
    if lead["the"] and mention.precision not in ("decade", "day"):
        return True  # "in the 2020 war"
    before = question[: lead.start()]
    if lead["how"].lower() == "since" and is_record(before):
        return True
    if _UNTIMED.search(before) or (_ONE_REPORT.search(before) and len(_REPORTS.findall(question)) > 1):
        return True
    in_passing = question[last.end : last.end + 1] == "," and _ASIDE.search(before)
    return bool(in_passing) or not _stands_alone(question, lead.start(), last.end)


def is_record(before: str) -> bool:
    """Whether the words before "since" make it tell how far back something is the first, the last or the most."""
    return bool(_SINCE_MOST.search(before[-60:]))


def _stands_alone(question: str, start: int, end: int) -> bool:
    """Whether no noun follows that the date only qualifies: "in 2020 elections", "in 2022 World Cup matches"."""
    if question[end : end + 1] in ("'", "’", "-", "–", "/"):
        return False
    following = _NEXT_WORD.match(question, end)
    if following is None:
        return True
    word = following["word"]
    if word[0].isupper():
        return not question[:start].strip() or is_stop(word)  # "In 2020 Armenia ...": the subject of the sentence
    return is_stop(word) or word in _GO_ON or word in ("onward", "onwards")


def _joined(question: str, mentions: Sequence[DateMention], number: int) -> DateMention:
    """The second date of a pair ("between March 2020 and May 2021", "in 2020 and 2021"), else the date itself."""
    mention, following = mentions[number], mentions[number + 1] if number + 1 < len(mentions) else None
    lead = _LEAD.search(question[: mention.start], max(0, mention.start - _LONGEST_LEAD))
    if lead is None or following is None or following.date is None:
        return mention
    how, between = lead["how"].lower(), question[mention.end : following.start]
    if how in _JOINS:
        return following if _JOINS[how].search(between) else mention
    first, second = _bounds(question, mention, following) or ("", "")
    return following if _AND.search(between) and first and later(first) == second else mention


def _bounds(question: str, first: DateMention, last: DateMention) -> tuple[str, str] | None:
    """The first and the last date meant; None where they are not stated, or the second is before the first."""
    begins, ends = ends_of(question, first), ends_of(question, last)
    if begins is None and ends and last.month is not None:
        begins = _in_year(first, ends[0][:4])  # "between March and May 2021"
    if begins is None or ends is None or begins[0] > ends[1]:
        return None
    return begins[0], ends[1]


def _in_year(mention: DateMention, year: str) -> tuple[str, str] | None:
    """A month, or a day of a month, of a year; None for a day that this year does not have."""
    if mention.month is None:
        return None
    with suppress(ValueError):
        written = date(int(year), mention.month, mention.day or 1).isoformat()
        return (written if mention.day else written[:7],) * 2
    return None


def ends_of(text: str, mention: DateMention | EventDate) -> tuple[str, str] | None:
    """A date as its first and last: both are the date itself but for a decade and a range of years."""
    if mention.precision == "decade" and mention.year:
        return f"{mention.year:04}", f"{mention.year + 9:04}"
    if mention.date is None:
        return None
    years = _YEARS.fullmatch(mention.of(text))
    return mention.date, f"{years[1][: 4 - len(years[2])]}{years[2]}" if years else mention.date


def _read(question: str, lead: re.Match[str], bounds: tuple[str, str], last: DateMention) -> TimeWords:
    how, (first, final) = lead["how"].lower(), bounds
    span = lead.start(), last.end
    if how in ("before", "ahead of", "prior to"):
        return TimeWords(*span, None, final if lead["part"] else earlier(first))
    if how in ("after", "following"):
        return TimeWords(*span, first if lead["part"] else later(final), None)
    if how in ("until", "till", "up to") or how.startswith("as"):
        return TimeWords(*span, None, final, known=how.startswith("as"))
    if how == "since" or (how == "from" and _ONWARDS.match(question, last.end)):
        return TimeWords(*span, first, None)
    return TimeWords(*span, first, final)


def _relative(question: str, on: str) -> Iterator[TimeWords]:
    """ "Yesterday", "last week": counted from the day that was given."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return
    for match in _RELATIVE.finditer(question):
        back = (match["way"] or "").lower() in ("last", "past")
        unit = (match["unit"] or match["word"]).lower()
        with suppress(OverflowError):  # before the first day of the calendar
            yield TimeWords(*match.span(), *_counted(day, unit, back))


def _counted(day: date, unit: str, back: bool) -> tuple[str, str]:
    """The first and last day of this or the last week, month or year, cut to its precision; of one day itself."""
    if unit == "year":
        return (f"{day.year - back:04}",) * 2
    if unit == "month":
        return (earlier(day.isoformat()[:7]) if back else day.isoformat()[:7],) * 2
    if unit == "week":
        monday = day - timedelta(days=day.weekday() + 7 * back)
        return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    return (earlier(day.isoformat()) if unit == "yesterday" else day.isoformat(),) * 2


def earlier(written: str) -> str:
    """The day before a day, the month before a month, the year before a year."""
    return _moved(written, -1)


def later(written: str) -> str:
    """The day after a day, the month after a month, the year after a year."""
    return _moved(written, 1)


def _moved(written: str, by: int) -> str:
    parts = [int(part) for part in written.split("-")]
    if len(parts) == 3:
        return (date(*parts) + timedelta(days=by)).isoformat()
    if len(parts) == 2:
        months = parts[0] * 12 + parts[1] - 1 + by
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return f"{parts[0] + by:04}"
