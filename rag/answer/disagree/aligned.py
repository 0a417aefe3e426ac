"""Two sentences laid side by side, word by word: are they alike, and in which stretches do they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.text.dates import find_dates
from rag.text.fold import fold
from rag.text.names import find_names
from rag.text.numbers import find_numbers
from rag.text.words import is_stop
from rag.types import Span

ALIKE = 0.7  # share of the shorter sentence's words that both have, in the same order
LEAST = 6  # words they must share
_TOKEN = re.compile(r"\w+(?:['’.,-]\w+)*|[^\w\s]")
_BETWEEN = re.compile(r"\W{0,2}")  # "Tampa, Florida" is one place: what stands between its words is no word
_CURRENCY = "$€£¥₹₽₩₺₴"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two sentences that are alike differ: a stretch of the one, the stretch of the other in its place."""

    one: Span
    other: Span


def differences(one: str, other: str) -> list[Difference] | None:
    """The stretches in which two sentences differ, widened to whole values; None if they are not alike."""
    sides = Side.of(one), Side.of(other)
    matcher = SequenceMatcher(None, sides[0].words, sides[1].words, autojunk=False)
    codes = matcher.get_opcodes()
    same = sum(last - first for tag, first, last, _, _ in codes if tag == "equal")
    if same < LEAST or same < ALIKE * min(len(side.words) for side in sides):
        return None
    return _joined(one, other, (_widened(sides, codes, n) for n, code in enumerate(codes) if code[0] != "equal"))


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence in words, with the values in it."""

    text: str
    tokens: Sequence[re.Match[str]]
    words: Sequence[str]
    values: Sequence[Span]

    @classmethod
    def of(cls, text: str) -> Side:
        tokens = list(_TOKEN.finditer(text))
        return cls(text, tokens, [fold(m[0]) for m in tokens], values_in(text))

    def span(self, first: int, last: int) -> Span:
        """From one token up to another; a place without width where there is none."""
        if first < last:
            return Span(self.tokens[first].start(), self.tokens[last - 1].end())
        at = self.tokens[first].start() if first < len(self.tokens) else len(self.text)
        return Span(at, at)

    def missing(self, first: int, last: int) -> tuple[int, int]:
        """How many tokens before and after it belong to values that a stretch cuts through."""
        if first == last:
            return 0, 0
        stretch = self.span(first, last)
        cut = [v for v in self.values if v.start < stretch.end and stretch.start < v.end]
        start, end = min((v.start for v in cut), default=stretch.start), max((v.end for v in cut), default=stretch.end)
        before = sum(start < token.end() for token in self.tokens[:first])
        return before, sum(token.start() < end for token in self.tokens[last:])


def _widened(sides: tuple[Side, Side], codes: Sequence[tuple[str, int, int, int, int]], n: int) -> Difference:
    """A difference with the words beside it, which both sentences have, as far as they are part of its values."""
    _, i, j, k, m = codes[n]
    most_before = codes[n - 1][2] - codes[n - 1][1] if n else 0
    most_after = codes[n + 1][2] - codes[n + 1][1] if n + 1 < len(codes) else 0
    before = after = 0
    while True:
        needs = sides[0].missing(i - before, j + after), sides[1].missing(k - before, m + after)
        wider = min(before + max(x for x, _ in needs), most_before), min(after + max(y for _, y in needs), most_after)
        if wider == (before, after):
            return Difference(sides[0].span(i - before, j + after), sides[1].span(k - before, m + after))
        before, after = wider


def values_in(text: str) -> list[Span]:
    """The dates, numbers and names of a text."""
    return [*find_dates(text), *find_numbers(text), *find_names(text)]


def _joined(one: str, other: str, places: Iterator[Difference]) -> list[Difference]:
    """Stretches that touch after widening are one: the day and the year of a date, the town and its state."""
    joined: list[Difference] = []
    for place in places:
        if joined and (_touch(one, joined[-1].one, place.one) or _touch(other, joined[-1].other, place.other)):
            before = joined.pop()
            place = Difference(_hull(before.one, place.one), _hull(before.other, place.other))
        joined.append(place)
    return joined


def _touch(text: str, one: Span, other: Span) -> bool:
    apart = one.start == one.end or other.start == other.end  # a place where nothing stands touches nothing
    return other.start < one.end or (not apart and bool(_BETWEEN.fullmatch(text, one.end, other.start)))


def _hull(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def bare_stretch(text: str, span: Span) -> tuple[list[str], Span]:
    """The words of a stretch, and its place without function words, marks and possessive endings at its ends."""
    tokens = [m for m in _TOKEN.finditer(text, span.start, span.end) if m[0][0].isalnum()]
    while tokens and is_stop(tokens[0][0]) and (tokens[0][0].islower() or tokens[0].start() == 0):
        tokens = tokens[1:]
    while tokens and is_stop(tokens[-1][0]) and tokens[-1][0].islower():
        tokens = tokens[:-1]
    if not tokens:
        return [], Span(span.start, span.start)
    start, end = tokens[0].start(), tokens[-1].end()
    if start and text[start - 1] in _CURRENCY:
        start -= 1
    if text[end - 2 : end] in ("'s", "’s"):
        end -= 2
    elif "." in tokens[-1][0] and tokens[-1][0].replace(".", "").isupper() and text[end : end + 1] == ".":
        end += 1  # "U.S."
    return [m[0] for m in tokens], Span(start, end)


def without_shared_ends(one: str, other: str, place: Difference) -> Difference:
    """Two stretches without the words that both begin or end with: "Format Spanish", "Format Classical"."""
    a, b = (
        list(_TOKEN.finditer(one, place.one.start, place.one.end)),
        list(_TOKEN.finditer(other, place.other.start, place.other.end)),
    )
    while len(a) > 1 and len(b) > 1 and a[0][0] == b[0][0]:
        a, b = a[1:], b[1:]
    while len(a) > 1 and len(b) > 1 and a[-1][0] == b[-1][0]:
        a, b = a[:-1], b[:-1]
    if not a or not b:
        return place
    return Difference(Span(a[0].start(), a[-1].end()), Span(b[0].start(), b[-1].end()))
