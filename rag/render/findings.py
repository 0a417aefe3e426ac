"""What was found in an article, after its text: who says what, dates, numbers and names, as written and as read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rag.render.lines import BLANK, Line, columns, count, heading, one_line, shortened
from rag.render.sources import date_words, month_words
from rag.types import Article, Sentence

if TYPE_CHECKING:
    from rag.reading.annotations import Annotations

_QUOTE = 120  # cells of a quotation that are shown: it stands in full in the text above
_NAME = 40  # cells of a name that are shown
_NOBODY = "(no speaker is named)"
_STANCES = {"statement": "says", "claim": "claims", "denial": "denies", "opinion": "holds"}


def finding_lines(article: Article, found: Annotations) -> Iterator[Line]:
    """A section each for voices, dates, numbers and names; none for what does not occur."""
    yield from _section("Voices", list(_voices(article, found.speech)))
    yield from _section("Dates", list(columns(_dates(article.text, found.dates))))
    yield from _section("Numbers", list(columns(_numbers(article.text, found.numbers))))
    yield from _section("Names", list(_names(found.names)))


def _section(title: str, lines: Sequence[Line]) -> Iterator[Line]:
    if lines:
        yield BLANK
        yield heading(title)
        yield from lines


# -- voices ---------------------------------------------------------------------------------------------------------


def speakers_by_place(article: Article, found: Annotations) -> list[tuple[int, list[str]]]:
    """Who speaks in each paragraph that holds a quotation, by where it ends; each name once, in order."""
    ends = [sentence.end for sentence in article.sentences]
    paragraphs = _paragraph_ends(article.sentences)
    places: dict[int, dict[str, None]] = {}
    for speech in found.speech:
        if speech.speaker and speech.kind != "reported":
            at = bisect_left(ends, speech.end)
            place = paragraphs[at] if at < len(paragraphs) else speech.end
            places.setdefault(place, {})[one_line(speech.speaker)] = None
    return [(place, list(names)) for place, names in sorted(places.items())]


def _paragraph_ends(sentences: Sequence[Sentence]) -> list[int]:
    """For each sentence, where its paragraph ends."""
    ends: list[int] = []
    for _, group in groupby(sentences, key=lambda sentence: sentence.paragraph):
        paragraph = list(group)
        ends += [paragraph[-1].end] * len(paragraph)
    return ends


def _voices(article: Article, speech: Sequence[Any]) -> Iterator[Line]:
    """What each speaker says, in the order in which they first speak; then how much is the reporter's own."""
    speakers: dict[str, list[Any]] = {}
    for one in speech:
        speakers.setdefault(one.speaker or "", []).append(one)
    width = max((len(_STANCES[one.stance]) for one in speech), default=0)
    for said in speakers.values():
        yield Line(((_who(said), "head"),), indent=2)
        for one in said:
            via = f" (by {one_line(one.via)})" if one.via else ""
            words = shortened(one_line(one.of(article.text)), _QUOTE)
            yield Line(((words, ""), (via, "quiet")), lead=(_STANCES[one.stance].ljust(width + 1), "quiet"), indent=4)
    if speech:
        own = len(article.sentences) - len({one.sentence for one in speech})
        share = f"{own} of {count(len(article.sentences), 'sentence')}"
        yield Line(((f"The reporter's own voice: {share}.", "quiet"),), indent=2)


def _who(said: Sequence[Any]) -> str:
    """A speaker with the longest description that the article gives."""
    name = said[0].speaker
    if not name:
        return _NOBODY
    role = max((one.role for one in said), key=len)
    return one_line(role if name in role else f"{name}, {role}" if role else name)


# -- dates ----------------------------------------------------------------------------------------------------------


def _dates(text: str, dates: Sequence[Any]) -> list[list[str]]:
    """As written, as resolved, and how: each once, with how often it stands there."""
    rows = Counter((one_line(one.of(text)), _resolved(one), _how(one)) for one in dates)
    return [[_times(written, times), *rest] for (written, *rest), times in rows.items()]


def _resolved(one: Any) -> str:
    if one.date:
        return date_words(one.date)
    return month_words(one.month, one.day) or "–"


# What is told of a date of which the article does not say which one it is.
_OPEN = {
    "weekday": "a day of the week, which one is not said",
    "day": "no year is given",
    "month": "no year is given",
    "decade": "a decade",
    "time": "a time of day",
}


def _how(one: Any) -> str:
    if one.date is None:
        return _OPEN.get(one.precision, one_line(one.precision))
    reason = f": {one_line(one.reason)}" if one.reason else ""
    return f"{one_line(one.precision)}, {one_line(one.origin)}{reason}"


def _times(written: str, times: int) -> str:
    return f"{written} ×{times}" if times > 1 else written


# -- numbers --------------------------------------------------------------------------------------------------------

_HEDGES = {"exact": "", "about": "about ", "over": "over ", "nearly": "nearly ", "under": "under "}
_HEDGES |= {"at_least": "at least ", "at_most": "at most "}


_EVENT = 60  # cells of an event that are shown


def _numbers(text: str, numbers: Sequence[Any]) -> list[list[str]]:
    """As written with what is counted, what it is worth, and of which event: each once, with how often it is there."""
    rows = Counter(
        (one_line(_counted(text, one)), _value(one), shortened(one_line(one.event), _EVENT)) for one in numbers
    )
    return [[_times(written, times), *rest] for (written, *rest), times in rows.items()]


_REACH = 60  # characters behind a number in which the word for what it counts is looked for
_WORD = re.compile(r"\w+")


def _counted(text: str, one: Any) -> str:
    """The number as written, up to the word for what it counts."""
    from rag.text.words import stem

    for word in _WORD.finditer(text, one.end, min(one.end + _REACH, len(text))) if one.noun else ():
        if stem(word.group()) == one.noun:
            return text[one.start : word.end()]
    return str(one.of(text))


def _value(one: Any) -> str:
    """``nearly 100``, ``12–14.5 days``, ``over 5%``, ``3rd``."""
    hedge = _HEDGES.get(one.hedge, f"{one.hedge} ")
    high = f"–{_plain(one.high)}" if one.high is not None else ""
    if one.ordinal:
        return one_line(f"{hedge}{_plain(one.value)}{_ending(one.value)}")
    unit = f"{one.unit}s" if one.unit in _TIMES and (one.high or one.value) != 1 else one.unit
    return one_line(f"{hedge}{_plain(one.value)}{high}{'' if unit == '%' else ' '}{unit}")


_TIMES = ("second", "minute", "hour", "day", "week", "month", "year", "decade")


def _plain(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"


def _ending(value: float) -> str:
    """``st``, ``nd``, ``rd`` or ``th``."""
    teens = 10 < value % 100 < 14
    return "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(int(value % 10), "th")


# -- names ----------------------------------------------------------------------------------------------------------


def _names(names: Sequence[Any]) -> Iterator[Line]:
    """The fullest form of a name with how often it stands there, other forms, and who that is; then the other names."""
    told, bare = [], []
    for one in names:
        name = _times(one_line(one.name), len(one.mentions))
        others = ", ".join(form for form in one.forms if form != one.name)
        description = one.description.removeprefix(f"{one.name}, ").removesuffix(f", {one.name}")
        about = one_line("; ".join(filter(None, [f"also {others}" if others else "", description])))
        if about:
            told.append([name, about])
        else:
            bare.append(name)
    yield from columns(told, _NAME)
    if bare:
        yield Line(((", ".join(bare), ""),), lead=("others:", "quiet") if told else None, indent=2)
