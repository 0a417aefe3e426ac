"""Numbers of a text: what they are worth, how sure the writer is, what they count and of which event.

Digits and English words. Numbers that belong to a date or a time of day are left to `rag.text.dates`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rag.text.dates import find_dates
from rag.text.numbers.counted import counted_noun
from rag.text.numbers.figures import Figure, find_figures
from rag.text.numbers.happenings import event_of, find_events
from rag.text.numbers.hedges import hedge_of, is_several
from rag.text.numbers.labels import follows_a_name, is_code, is_label, is_list_mark, is_pronoun
from rag.text.numbers.units import MONEY, SHARES, TIMES, currency_of, unit_after, unit_of
from rag.types import Span

NumberKind = Literal[
    "count", "ordinal", "percentage", "money", "duration", "measure", "fraction", "multiple", "score", "label"
]
_OF_EVENTS = frozenset(["count", "ordinal", "percentage", "money", "duration", "measure", "fraction"])
_MULTIPLIES = re.compile(
    r"\s(?:times\s)?(?:as|more|less|higher|larger|bigger|greater|faster|longer|worse|better|lower|smaller|the|its|their|his|her|"
    r"what|over)\b"
)
_DIGIT = re.compile(r"\d")
_PHONE = re.compile(r"(?<![\w-])\+?\(?\d{1,4}\)?(?:[-.\s]\d{2,4}){2,4}(?![\w-])")
_WEB = re.compile(r"https?://\S+|(?<![\w.-])[\w.-]{1,80}\.(?:com|org|net|ir|co)\b\S*")
_HAS_WEB = re.compile(r"://|\.(?:com|org|net|ir|co)\b")
_HYPHEN = re.compile(r"\s?[-–‑]\s?")
_TO = re.compile(r"(?:-to-|\s(?:to|or)\s|\s?[-–‑]\s?)(?:(?:about|around|nearly|over|almost|even)\s)?")
_AND = re.compile(r"\sand\s(?:(?:about|around|nearly|over|almost)\s)?")
_OWN_UNIT = re.compile(r"\s?%|\s(?:percent|per\scent)\b")
_BETWEEN = re.compile(r"\bbetween\s(?:(?:about|around|roughly|some|an\sestimated)\s)?\Z", re.IGNORECASE)
_CHANGED_FROM = re.compile(
    r"\b(?:rose|ris\w+|fell|fall\w*|gr[eo]w\w*|increas\w*|decreas\w*|drop\w*|jump\w*|climb\w*|went|gone|up|down|cut\w*|lower\w*"
    r"|rais\w*|reduc\w*|declin\w*|soar\w*|surg\w*|slid|slipp\w*|expand\w*|shr[aiu]nk\w*|chang\w*|improv\w*|mov\w+|swell\w*)\b"
    r"[^.;]{0,60}\bfrom\s\Z",
    re.IGNORECASE,
)
_SCORES_BEFORE = re.compile(
    r"\b(?:won|wins?|beat\w*|lost|loses|losing|by\sa|drew|draw|vot\w+|scor\w+|defeat\w*|rul\w+|lead\w*|led|trail\w*|aggregate|"
    r"decision|finish\w*|victory|vote|advanced|downed|edged|topped|record|final|pass\w+)\s(?:[\w’'-]+\s){0,3}\Z",
    re.IGNORECASE,
)
_SCORES_AFTER = re.compile(
    r"\s(?:win|won|loss|lost|defeat|victory|draw|vote|decision|lead|record|ruling|score|thrashing|triumph|majority|split|"
    r"margin|final|home|away|aggregate|against|over|in|on\spenalties|to|down|up)\b"
)
_HIGHEST_SCORE = 435  # the seats of a chamber: what a hyphen joins beyond that is a range
_OUT_OF = re.compile(r"\s(?:in|out\sof|of)\s(?:every\s)?")
_SLASH_OF = re.compile(r"\sof\b|[\s-](?:inch|cup|mile|majority)")


@dataclass(frozen=True, slots=True)
class Number(Span):
    """A number: its value, the writer's reserve, what it counts and of which event.

    ``hedge`` is ``exact``, ``nearly``, ``about``, ``over``, ``at_least``, ``under`` or ``at_most``. ``unit`` is ``%``,
    a currency sign or a unit in the singular (``day``, ``km``, ``rial``, ``percentage point``), or empty. ``noun`` is
    the stem of what is counted, or empty. "Thousands" is worth 1,000 ``at_least``. A range ("10 to 15") has its lower
    end in ``value`` and its upper end in ``high``. ``event`` is the event it belongs to, as written, or empty.
    ``kind`` tells counts from what is written with digits and counts nothing: a ``score`` (one number for each side)
    and a ``label`` ("Article 5", "Boeing 737").
    """

    value: float
    hedge: str = "exact"
    unit: str = ""
    noun: str = ""
    ordinal: bool = False
    high: float | None = None
    kind: NumberKind = "count"
    event: str = ""

    def ends(self) -> tuple[Number, ...]:
        """The number itself, or the two ends of a range, each as a number."""
        if self.high is None:
            return (self,)
        return replace(self, high=None), replace(self, value=self.high, high=None)


def find_numbers(text: str) -> list[Number]:
    """The numbers of a text in order, those inside dates, times of day, telephone numbers and addresses left out."""
    text = text.replace("\u2011", "-").replace("\u2010", "-")  # a hyphen that does not break a line: "44‑day"
    figures = list(_counting(text))
    if not figures:
        return []
    events = find_events(text)
    found: list[Number] = []
    index = 0
    while index < len(figures):
        one = figures[index]
        other = figures[index + 1] if index + 1 < len(figures) else None
        joined = _joined(text, one, other) if other is not None and other.start - one.end < 16 else None
        for number in joined or [_described(text, one, one)]:
            event = event_of(text, number, events, inside=number.ordinal) if number.kind in _OF_EVENTS else ""
            found.append(replace(number, event=event) if event else number)
        index += 2 if joined else 1
    return found


def _counting(text: str) -> Iterator[Figure]:
    """The figures of a text that belong to no date and no address, and are no pronoun."""
    taken = _apart([*find_dates(text), *_addresses(text)])
    for figure in find_figures(text):
        at = bisect_left(taken, figure.start, key=lambda span: span.end - 1)
        if at < len(taken) and taken[at].start < figure.end:
            continue
        if at and taken[at - 1].end == figure.start - 1 and text[figure.start - 1] in "-–" and figure.whole:
            continue  # "October 14-16"
        if not (is_list_mark(text, figure) or is_code(text, figure) or is_pronoun(text, figure)):
            yield figure


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap made one."""
    merged: list[Span] = []
    for start, end in sorted((span.start, span.end) for span in spans):
        if merged and start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    return merged


def _addresses(text: str) -> list[Span]:
    """Telephone numbers and addresses on the net."""
    if not _DIGIT.search(text):
        return []
    found = [Span(*match.span()) for match in _PHONE.finditer(text)]
    if _HAS_WEB.search(text):
        found += [Span(*match.span()) for match in _WEB.finditer(text)]
    return found


def _joined(text: str, one: Figure, other: Figure) -> list[Number] | None:
    """Two figures that make one number (a range, "one in five") or a score; None where each stands for itself."""
    between = text[one.end : other.start]
    if one.whole and other.whole and _HYPHEN.fullmatch(between) and _is_score(text, one, other):
        return [
            replace(_described(text, part, part), kind="score", noun="", unit="", hedge="exact")
            for part in (one, other)
        ]
    if between == "/" and one.whole and other.whole:
        return _slashed(text, one, other)
    low = _low_end(text, one, other, between)
    if low is not None:
        return [replace(_described(text, one, other), value=low, high=other.value)]
    if _OUT_OF.fullmatch(between) and _is_share(text, one, other):
        share = _described(text, one, other)
        return [replace(share, value=one.value / other.value, kind="fraction")]
    return None


def _is_score(text: str, one: Figure, other: Figure) -> bool:
    if one.value >= other.value:
        return True
    if other.value > _HIGHEST_SCORE:
        return False
    return bool(
        _SCORES_BEFORE.search(text, max(0, one.start - 40), one.start)
        or _SCORES_AFTER.match(text, other.end, other.end + 16)
    )


def _slashed(text: str, one: Figure, other: Figure) -> list[Number]:
    """ "2/3 of the voters" is a part, "9/11" and "24/7" are labels."""
    if 0 < one.value < other.value and _SLASH_OF.match(text, other.end, other.end + 12):
        return [replace(_described(text, one, other), value=one.value / other.value, kind="fraction")]
    return [_label(part) for part in (one, other)]


def _low_end(text: str, one: Figure, other: Figure, between: str) -> float | None:
    """What the first of two figures is worth as the lower end of a range; None where they are no range."""
    if one.form not in ("digits", "words", "vague") or other.form not in ("digits", "words", "vague"):
        return None
    own = _OWN_UNIT.match(between)
    joint = between[own.end() :] if own else between
    if not (
        _TO.fullmatch(joint) or (_AND.fullmatch(joint) and _BETWEEN.search(text, max(0, one.start - 32), one.start))
    ):
        return None
    if (
        (one.form == "vague") != (other.form == "vague")
        or one.glued
        or (one.currency and other.currency and one.currency != other.currency)
    ):
        return None
    if text[max(0, one.start - 5) : one.start].lower() == "from " and (
        own or other.currency or _CHANGED_FROM.search(text, max(0, one.start - 90), one.start)
    ):
        return None
    shared = one.scale == 1 and other.scale > 1 and one.value < 1000 and one.form != "vague"
    low = one.value * other.scale if shared else one.value
    return low if 0 <= low < other.value and not (other.currency and not one.currency) else None


def _is_share(text: str, one: Figure, other: Figure) -> bool:
    """ "one in five Americans", "9 out of 10": small plain figures, and no measure of time after them."""
    between = text[one.end : other.start]
    if one.form not in ("digits", "words") or other.form not in ("digits", "words") or one.currency or other.currency:
        return False
    if not 0 < one.value < other.value or one.value > 100 or one.scale > 1:
        return False
    if between.startswith(" of "):
        return False
    return "out" in between or "every" in between or not unit_after(text, other.end)[0]


def _described(text: str, one: Figure, other: Figure) -> Number:
    """A number from its first to its last figure, with what stands around it."""
    start, end = one.start, other.end
    ordinal = one.form == "ordinal"
    currency = currency_of(text, one) or currency_of(text, other)
    unit, at = (currency, end) if currency or ordinal else unit_of(text, start, end, other.form)
    if one is other and is_label(text, one, unit):
        return _label(one)
    kind = _kind(text, other, unit)
    noun = counted_noun(
        text,
        end,
        ordinal=ordinal,
        one=one is other and (other.value in (0, 1) or other.form == "multiple"),
        mass=kind in ("money", "percentage", "fraction"),
        money=kind == "money",
        unit_end=at if unit or kind == "fraction" else None,
    )
    if kind == "multiple" and one.form != kind:
        noun = ""  # "three times as many": not three of something
    if one is other and not noun and not unit and kind == "count" and follows_a_name(text, one):
        return _label(one)
    hedge = hedge_of(text, start, end, unit) or (
        "at_least" if one.form == "vague" or is_several(text, one) else "exact"
    )
    return Number(start, end, one.value, hedge, unit, noun, ordinal, None, kind)


def _label(figure: Figure) -> Number:
    return Number(figure.start, figure.end, figure.value, kind="label")


def _kind(text: str, figure: Figure, unit: str) -> NumberKind:
    if figure.form == "ordinal" or figure.form == "multiple" or (figure.form == "fraction" and not unit):
        return figure.form
    if unit:
        return (
            "percentage"
            if unit in SHARES
            else "money"
            if unit in MONEY or unit.endswith("$")
            else "duration"
            if unit in TIMES
            else "measure"
        )
    if text[figure.end : figure.end + 6] == " times" and _MULTIPLIES.match(text, figure.end, figure.end + 24):
        return "multiple"
    return "count"
