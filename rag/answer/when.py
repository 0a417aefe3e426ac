"""When what a sentence tells happened: of the dates it mentions, the one of its main event. None is made up.

A date counts for the event of its clause. What somebody says happened goes before when it was said ("said on Wednesday
that troops crossed the border on 23 August 2020"), unless it is still to come; a date in a relative or adverbial clause
comes last. A date that only names a thing ("the 2020 war", "Tuesday's meeting") or tells of a person ("who was born in
1969") is no date of the event.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.close import CloseReading
from rag.text.dates.events import EventDate, direction
from rag.types import When

# A word before a date that says how the event lies to it: "since the 1990s", "by the end of March 2021".
_RELATION = re.compile(
    r"\b(?P<word>no\slater\sthan|since|before|prior\sto|ahead\sof|after|following|by|until|till|from|between)\s"
    r"(?:(?:(?:the\s)?(?:end|start|beginning|middle)\sof|the|early|late|mid|at\sleast)[\s-]){0,2}\Z",
    re.IGNORECASE,
)
_RELATIONS = {"since": "since", "before": "before", "prior": "before", "ahead": "before", "after": "after",
              "following": "after", "by": "by", "no": "by", "until": "until", "till": "until",
              "from": "since"}  # fmt: skip
_TO = re.compile(r"\s?(?P<sign>to|until|till|through|and|[-–—])\s?(?:the\s)?", re.IGNORECASE)
_YEARS = re.compile(r"(?P<first>\d{4})[-–/](?P<last>\d{2}(?:\d{2})?)")

# What stands right before and right behind a date that is part of a name: "the 2020 war", "his 2018 book".
_OF_A_NAME = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|our|my|every|each)|['’]s)\s(?P<between>[a-z-]+\s)?\Z", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"\b(?:in|on|by|since|from|until|till|to|and|or|between|during|after|before|around|late|early|mid|of|through|about)"
    r"[\s-](?:the\s|early\s|late\s)?\Z|[(,;:–—“\"-]\s?\Z|\A\s*\Z",
    re.IGNORECASE,
)
_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w&]+\s\Z")  # "Expo 2020"
_CAPITAL_AFTER = re.compile(r"\s[A-Z]")  # "The Sunday Times"
_MONTH_OR_OPENER = re.compile(
    r"\b(?:The|An?|In|On|By|Since|From|During|Until|After|Before|Between|Around|[A-Z][a-z]+day|Day|Eve"
    r"|Christmas|Easter|Spring|Summer|Autumn|Fall|Winter)\s\Z"
)
_NOUN = re.compile(
    r",?\s(?!(?:and|or|but|by|to|in|on|at|for|of|from|with|when|that|which|who|as|after|before|while|until|since|the"
    r"|an?|his|her|its|their|he|she|it|they|we|was|were|is|are|had|has|have|will|would|said|says|because|over|under"
    r"|through|during|about|into|near|when|where|amid|if|so|than|then|also|not|only|saw|came|went|left|made|led"
    r"|following|despite|against|among|ahead|earlier|later|morning|afternoon|evening|night|at|time)\b)"
    r"[A-Za-z“]|-[a-z]|['’]s\b"
)
_SUBJECT_OPENS = 16  # characters from the beginning of a sentence in which a named thing is what it is about

_CLAUSE_START = re.compile(r"[,;:()—–]|\s-\s|(?<=[a-z]{3})[.!?][”\"’]?\s")
_SUBORDINATOR = re.compile(
    r"\b(?:(?P<person>born|aged)|(?P<relative>who|which|(?P<that>(?<!\A)that(?!['’]s)))|whose|whom|where|when|while"
    r"|because|although|though|if|than|after|before|since|until|following|as(?=\s(?:it|they|he|she|the)\s)"
    r"|(?<!was\s)(?<!were\s)(?<!been\s)(?<!\sbe\s)(?<!is\s)(?<!are\s)\b[a-z]{3,}ed(?=\sby\s))\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|will|would|could|should|did|took|came|went|began|fell|lost|won|made|shot|hit"
    r"|left|fled|that|[a-z]{3,}ed)\b"
)
# "had been built" is one verb.
_VERBS = re.compile(rf"(?:(?!that\b){_VERB.pattern}(?:\s(?:been|be|being|not|also|[a-z]+ly))?\s?)+")
_POINTING = re.compile(r"\b(?:since|after|before|of|in|on|to|at|for|with|by|from|and|but)\s\Z")  # "since that day"
_JOINED = re.compile(r"\b(?:and|but|or|to)\b")
# "In June or July": it is not known which.
_OR, _OR_AFTER = re.compile(r"\bor\s\Z"), re.compile(r"\sor\s(?:in\s)?(?:[A-Z]|\d{4})")
_TELLING = re.compile(
    r"\s(?:(?:reporters|journalists|lawmakers|viewers|[A-Z][\w’']*(?:\s[A-Z][\w’']*)*)\s)?(?:(?:in|at|on|during|via|late|"
    r"early|earlier|to|over|by|this|last)\b|\Z)"
)
_FAR = 90  # characters between a verb of saying and its date
_LEADING = 400  # characters before a date that are looked at for its clause
_MOST = 12  # dates of one sentence that are looked at; one with more is a table


@dataclass(frozen=True, slots=True)
class _Told:
    """A date of a sentence, and what speaks against its being that of the event; less is better."""

    date: EventDate
    number: int
    saying: bool
    aside: int | None  # where the relative or adverbial clause begins that it stands in
    later: bool

    @property
    def rank(self) -> tuple[int, int]:
        return 2 * (self.aside is not None) + self.saying + 2 * self.later, self.date.start


def when_told(reading: CloseReading, index: int, dates: Sequence[EventDate]) -> When:
    """When the event of a sentence happened, from the dates of its article; an empty ``When`` if it has none."""
    sentence, text = reading.article.sentences[index], reading.article.text
    first = bisect_left(dates, sentence.start, key=lambda date: date.start)
    inside = [d for d in dates[first : first + _MOST] if d.end <= sentence.end and d.precision != "time"]
    told = [_told(reading, index, inside, number) for number in range(len(inside))]
    best = min((t for t in told if t is not None), key=lambda t: t.rank, default=None)
    if best is None:
        return When()
    when = _when(text, inside, best.number, sentence.start)
    return when if best.aside is None else replace(when, words=text[best.aside : best.date.end], aside=True)


def _told(reading: CloseReading, index: int, dates: Sequence[EventDate], number: int) -> _Told | None:
    """A date as the date of something told; None if it only names a thing or a person."""
    date, text, sentence = dates[number], reading.article.text, reading.article.sentences[index]
    start = max(sentence.start, date.start - _LEADING)
    before, after = text[start : date.start], text[date.end : min(sentence.end, date.end + _FAR)]
    if (number and _ends_range(text, dates[number - 1], date)) or _names_a_thing(date, before, after):
        return None
    opened = _opened(before)
    if _OR.search(before) or _OR_AFTER.match(after) or any(match["person"] for match in opened):
        return None
    cues = [cue.verb.start - start for cue in reading.voices.cues[index] if not cue.noun]
    apart = [match.start() for match in opened if _is_apart(match, before, cues)]
    aside = start + apart[-1] if apart else None
    later = direction(text, date.start, date.end) == "future"
    return _Told(date, number, _is_of_saying(reading, index, date), aside, later)


def _opened(before: str) -> list[re.Match[str]]:
    """What opens a relative or adverbial clause in the part of a sentence that leads to a date."""
    start = max((m.end() for m in _CLAUSE_START.finditer(before)), default=0)
    relation = _RELATION.search(before, start)
    return list(_SUBORDINATOR.finditer(before, start, relation.start() if relation else len(before)))


def _is_apart(opening: re.Match[str], before: str, cues: Sequence[int]) -> bool:
    """Whether a date stands in a clause beside the main one.

    It does not where the clause is what somebody says ("said that"), or where a verb of the main clause follows that of
    the relative one: "the mill that had been closed reopened on Saturday".
    """
    if opening["that"] and (_POINTING.search(before, 0, opening.start()) or any(at < opening.start() for at in cues)):
        return False
    verbs = _VERBS.findall(before, opening.end())
    return not (opening["relative"] and len(verbs) > 1 and not _JOINED.search(before, opening.end()))


def _names_a_thing(date: EventDate, before: str, after: str) -> bool:
    """Whether a date is part of a name ("the 2020 war", "Expo 2020"), and the sentence is not about what it names."""
    noun, owner, yearly = _NOUN.match(after), _OF_A_NAME.search(before), date.precision in ("year", "decade")
    told = date.origin == "inferred" and date.weekday is None  # "last month": a time, never the name of a thing
    held = owner is not None and (yearly or not owner["between"]) and not told
    named = noun is not None and (held or after[:2] in ("'s", "’s"))
    loose = noun is not None and yearly and not told and not _PREPOSITION.search(before)
    capital = date.precision == "year" and _CAPITAL_BEFORE.search(before) and not _MONTH_OR_OPENER.search(before)
    opens = len(before) <= _SUBJECT_OPENS and not _VERB.search(before)
    paper = named and date.weekday is not None and bool(_CAPITAL_AFTER.match(after))
    return bool(capital) or paper or ((named or loose) and not opens)


def _is_of_saying(reading: CloseReading, index: int, date: EventDate) -> bool:
    """Whether a date stands with a verb of saying: "said in Tehran on Tuesday", "on Tuesday, Rabiei said"."""
    text, verbs = reading.article.text, [cue.verb for cue in reading.voices.cues[index] if not cue.noun]
    for verb in verbs:
        behind = verb.end <= date.start
        between = text[verb.end : date.start] if behind else text[date.end : verb.start]
        leads = _TELLING.match(between) if behind else verb is verbs[0]
        if leads and len(between) <= _FAR and not _VERB.search(between):
            return True
    return False


def _ends_range(text: str, first: EventDate, last: EventDate) -> bool:
    """Whether two dates are the ends of one stretch of time: "from 1992 to 1994", "between May and June 2021"."""
    link = _TO.fullmatch(text, first.end, last.start)
    if link is None or "weekday" in (first.precision, last.precision):
        return False
    before = _RELATION.search(text, max(0, first.start - 30), first.start)
    word = before["word"].lower() if before else ""
    if link["sign"].lower() == "and":
        return word == "between"
    return word in ("from", "between") or link["sign"] in "-–—"


def _when(text: str, dates: Sequence[EventDate], number: int, start: int) -> When:
    """A date with the words around it that belong to it: "since the 1990s", "from 1992 to 1994"."""
    date = dates[number]
    opened = _RELATION.search(text, max(start, date.start - 40), date.start)
    last = dates[number + 1] if number + 1 < len(dates) and _ends_range(text, date, dates[number + 1]) else None
    when = _as_when(date)
    if last is not None:
        when = _through(when, last, text)
    begin = opened.start() if opened else date.start
    relation = _RELATIONS.get(re.split(r"\s", opened["word"].lower())[0], "") if opened and last is None else ""
    words = text[begin : last.end if last else date.end]
    years = _YEARS.fullmatch(date.of(text)) if last is None else None
    until = years["first"][: 4 - len(years["last"])] + years["last"] if years else when.until
    return replace(when, words=words, relation=relation, until=until)


def _as_when(date: EventDate) -> When:
    precision, origin = date.precision, date.origin
    iso = f"{date.year:04}" if precision == "decade" and date.year else date.date
    if precision == "time":
        return When()
    return When(iso, precision, origin if iso else "unknown", date.reason or None, month=date.month, day=date.day)


def _through(first: When, last: EventDate, text: str) -> When:
    """A stretch of time. Where its first date has no year, the year of the last is its year, unless it would end
    before it begins."""
    end = _as_when(last)
    if first.date is None and end.date and first.precision == end.precision and first.month:
        iso = end.date[:4] + f"-{first.month:02}" + (f"-{first.day:02}" if first.day else "")
        if iso < end.date:
            reason = f"the year is that of “{last.of(text)}”, the end of the same stretch of time"
            first = replace(first, date=iso, origin="inferred", reason=reason)
    if first.date is None or end.date is None or end.date < first.date:
        return first
    return replace(first, until=end.date)
