"""The time set by an event: "before the war", "after the ceasefire", if the articles date that event in one way.

The articles found for the question are asked when it was: "the war broke out in September 2020", "the November 2020
ceasefire". Where they give no date, or two that differ, the event sets no time, and its words count as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from rag.answer.question import Question
from rag.answer.window import MOST_TIMES, asking, earlier, is_record
from rag.text.dates import DateMention, find_dates
from rag.text.names import find_names
from rag.text.numbers.happenings import find_events
from rag.text.quotes import find_quotes
from rag.text.words import content_stems, is_stop
from rag.types import Article, Span, Window

End = Literal["start", "end", "whole"]

_HOW = r"\b(?P<how>before|prior\sto|ahead\sof|until|till|since|after|following)\s+\Z"
_LEAD = re.compile(_HOW, re.I)
# Happenings that stop or bind others; `rag.text.numbers.happenings` knows those that are counted in.
_ALSO = re.compile(
    r"\b(?:the|this|that)\s(?:[\w’'-]+\s){0,3}?(?P<head>ceasefire|cease-fire|truce|armistice|agreement|accord|treaty|pact"
    r"|deal|lockdown|inauguration|verdict)\b",
    re.I,
)
_STARTED = (
    r"(?:began|begun|started|broke\sout|broken\sout|erupted|flared\sup|opened|took\seffect|(?:came|went)\sinto\s\w+)"
)
_ENDED = r"(?:ended|finished|stopped|closed|was\sover|came\sto\san\send|expired|collapsed)"
_DONE = (
    r"(?:held|signed|agreed|reached|brokered|announced|declared|concluded|struck|made|happened|occurred|took\splace"
    r"|came|fought)"
)
_VERB = rf"(?P<start>{_STARTED})|(?P<end>{_ENDED})|{_DONE}"
_NEXT_VERB = re.compile(rf"\s(?:{_VERB})\b", re.I)
_NAMED = r"[A-Z][\w’'-]*(?:\s(?:and\s)?[A-Z][\w’'-]*){0,4}"
_PLACE = (
    r"\s(?:over|in|on|at|between|with|against|for|of)\s(?:(?:the|a|an|its|their)\s)?"
    rf"(?:[a-z][\w-]{{1,20}}\s(?:of\s(?:the\s)?)?){{0,2}}{_NAMED}"
)
# From an event to its date: "war (over Karabakh) (that) broke out in", "ceasefire of".
_TO_DATE = re.compile(
    rf"(?:\s(?:deal|agreement|accord))?(?:{_PLACE})?"
    rf"(?:\s(?:that|which))?(?:\s(?:was|were|had|has|have|been|is|first|finally|officially))*(?:\s(?:{_VERB}))?"
    r"\s(?:in|on|of|from|since)(?:\s(?:early|mid|late))?[\s-]\Z"
)
_TO_EVENT = re.compile(r"(?:['’]s)?\s(?:[\w’'-]+\s){0,3}\Z")  # "the November 2020 Karabakh ceasefire"
_OPENING = re.compile(r"\A\W*(?:In|On|Since)\s(?:early\s|mid-|late\s)?(?:\w+day,?\s)?\Z")
_TO_SUBJECT = re.compile(r",?\s(?:the\s|a\s|an\s)?(?:[\w’'-]+\s){0,2}\Z")  # "On 27 September 2020, the war broke out"


@dataclass(frozen=True, slots=True)
class Anchor(Span):
    """Where a question sets a time by an event, and by which: ``event`` is its phrase, ``head`` its noun."""

    how: str
    event: str
    head: str
    end_meant: End = "whole"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date an article gives an event, which end of it that is, and the words that say so."""

    date: str
    end: End
    words: str
    title: str


def anchor_of(question: str) -> Anchor | None:
    """The one event before or after which the question asks, None where there is none, or several."""
    quoted, asked = find_quotes(question), asking(question)
    found: list[Anchor] = []
    events = list(_events(question))
    for span, head in events if len(events) <= MOST_TIMES else ():
        lead = _LEAD.search(question[: span.start])
        if lead is None or not asked.start <= lead.start() < asked.end:
            continue
        if any(q.start <= span.start < q.end for q in quoted):
            continue
        if lead["how"].lower() == "since" and is_record(question[: lead.start()]):
            continue
        verb = _NEXT_VERB.match(question, span.end)
        meant: End = "whole" if verb is None else "start" if verb["start"] else "end" if verb["end"] else "whole"
        stop = verb.end() if verb else span.end
        found.append(Anchor(lead.start(), stop, lead["how"].lower(), span.of(question), head, meant))
    if len(found) != 1:
        return None
    # What a yes-or-no question wants to know is not taken for given: "Did he resign before the war?"
    opens = not question[: found[0].start].strip()
    return found[0] if opens or Question(question).kind != "yes_no" else None


def _events(question: str) -> Iterator[tuple[Span, str]]:
    """The events a question names with "the", each with its noun."""
    known = [(Span(e.start, e.end), re.match(r"[\w-]+", question[e.head :])) for e in find_events(question)]
    found = [(span, noun[0]) for span, noun in known if noun and re.match(r"th(?:e|is|at)\b", span.of(question), re.I)]
    found += [(Span(m.start(), m.end()), m["head"]) for m in _ALSO.finditer(question)]
    yield from {span.start: (span, head) for span, head in reversed(found)}.values()


def resolved(anchor: Anchor, question: str, articles: Iterable[Article]) -> Window | None:
    """The window that an event sets, with the words of an article that date it; None where it is not dated in one way.

    Articles are asked that have all names of the question: there are many wars. All dates given have to be one date,
    more or less precisely told ("2020", "September 2020").
    """
    meant = _ends_meant(anchor)
    named = {s for name in find_names(question) for s in content_stems(name.text)}
    told = [d for article in articles for d in dates_of(anchor, article, named) if d.end in meant]
    dated = [d for d in told if _fits(d.date, anchor.event)]
    if not dated:
        return None
    best = max(dated, key=lambda d: len(d.date))
    if len(best.date) < len("2020") or not all(best.date.startswith(d.date) for d in dated):
        return None  # a decade is no date to be before or after
    after, before = _bounds(anchor, best.date)
    return Window(anchor.of(question), after, before, reason=f"“{best.words}”, says “{best.title}”.")


def _ends_meant(anchor: Anchor) -> tuple[End, ...]:
    """Which end of the event counts: nothing is after a war that has only begun."""
    if anchor.end_meant != "whole":
        return (anchor.end_meant, "whole")
    return ("end", "whole") if anchor.how in ("after", "following") else ("start", "whole")


def _bounds(anchor: Anchor, date: str) -> tuple[str | None, str | None]:
    """The window's bounds. Of a year or a month the whole is kept: the event may have come late in it, or early."""
    if anchor.how in ("since", "after", "following"):
        return date, None
    whole = len(date) < len("2020-09-27") or anchor.how in ("until", "till")
    return None, date if whole else earlier(date)


def _fits(date: str, event: str) -> bool:
    """Whether a date is of the year that the question itself gives the event: "after the 2020 war"."""
    years = {str(d.year) for d in find_dates(event) if d.year}
    return not years or date[:4] in years


def dates_of(anchor: Anchor, article: Article, named: Set[str] = frozenset()) -> Iterator[Dated]:
    """The dates an article gives an event, sentence by sentence; none if it lacks a word of it, or a stem ``named``."""
    noun = re.compile(rf"(?<![\w-]){re.escape(anchor.head)}(?![\w-])", re.I)
    wanted = {s for s in content_stems(anchor.event) if not s[0].isdigit()} | named
    if not noun.search(article.text) or not wanted <= set(content_stems(article.text)):
        return
    for span in article.sentences:
        sentence = span.of(article.text)
        heads = list(noun.finditer(sentence))
        dates = [d for d in find_dates(sentence) if d.date or d.precision == "decade"] if heads else []
        for head in heads:
            yield from _given(sentence, Span(*head.span()), dates, article.title)


def _given(sentence: str, head: Span, dates: Sequence[DateMention], title: str) -> Iterator[Dated]:
    for date in dates:
        end = _end_told(sentence, head, date)
        if end is not None:
            written = date.date or f"{date.year or 0:04}"[:3]  # of a decade, what its years begin with
            words = sentence[min(head.start, date.start) : max(head.end, date.end)]
            yield Dated(written, end, " ".join(words.split()), title)


def _end_told(sentence: str, head: Span, date: DateMention) -> End | None:
    """Which end of the event the sentence dates; None where the date is not the event's."""
    if date.start >= head.end:
        told = _TO_DATE.fullmatch(sentence[head.end : date.start])
        return _end_of(told) if told else None
    between = sentence[date.end : head.start]
    if _TO_EVENT.fullmatch(between) and not any(is_stop(word) for word in between.split()):
        return "whole"
    verb = _NEXT_VERB.match(sentence, head.end)
    opens = _OPENING.match(sentence[: date.start]) and _TO_SUBJECT.fullmatch(between)
    return _end_of(verb) if verb and opens else None


def _end_of(told: re.Match[str]) -> End:
    return "start" if told["start"] else "end" if told["end"] else "whole"
