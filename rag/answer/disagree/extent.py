"""What a written figure can stand for: "nearly 100", "thousands", "$1.65 billion", "44-day"."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass

from rag.text.numbers import Number
from rag.text.numbers.hedges import hedge_start
from rag.types import Span

# How far a written figure reaches: "nearly 100" is 85 to 100, "more than 100" ends where "more than 200" would be
# written, "thousands" may be any number of them.
_REACH = {
    "nearly": (0.85, 1.0), "about": (0.9, 1.1), "over": (1.0, 2.0), "at_least": (1.0, 2.0),
    "under": (0.5, 1.0), "at_most": (0.0, 1.0),
}  # fmt: skip
_BEYOND = frozenset(["over", "under"])  # these leave out the figure itself
_VAGUE = re.compile(r"(?:tens|dozens|scores|hundreds|thousands|millions|billions|trillions)\b", re.I)
_VAGUE_REACH = 100.0
_ROUNDED_FROM = 1000  # from here on, zeros at the end may be rounding; "100 people" are as many
_MOST_ROUNDING = 0.05
_DAYS = {
    "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25,
    "decade": 3652.5, "century": 36525.0,
}  # fmt: skip
MONEY = frozenset("$€£¥₹₽₩₺₴")


@dataclass(frozen=True, slots=True)
class Extent:
    """The numbers a written figure can stand for, in one unit."""

    low: float
    high: float
    unit: str = ""

    @property
    def kind(self) -> Hashable:
        return "figure", self.unit

    @property
    def precision(self) -> float:
        return -(self.high - self.low) / max(abs(self.high), 1e-9)

    def agrees(self, other: Extent) -> bool:
        return self.unit == other.unit and self.low <= other.high and other.low <= self.high


def extent(written: str, number: Number) -> Extent:
    """What a number can stand for: its hedge, its rounding, and both ends of a range."""
    value, unit = number.value, number.unit
    if number.high is not None:
        low, high = value, number.high
    elif _VAGUE.match(written):
        low, high = value, value * _VAGUE_REACH
    else:
        low, high = sorted(value * factor for factor in _REACH.get(number.hedge, (1.0, 1.0)))
        rounding = 0.0 if number.hedge in _REACH else _rounding(written, number)
        low, high = low - rounding, high + rounding
        step = abs(value) * 1e-9 if number.hedge in _BEYOND else 0.0
        low, high = (low + step, high) if number.hedge == "over" else (low, high - step)
    if unit in _DAYS:
        low, high = ((low - 0.5) * _DAYS[unit], (high + 0.5) * _DAYS[unit]) if unit != "day" else (low, high)
        unit = "day"
    return Extent(low, high, unit)


def _rounding(written: str, number: Number) -> float:
    """Half of the last digit that says something, where a figure may have been rounded to it."""
    decimals = re.search(r"\d\.(\d+)", written)
    if abs(number.value) < _ROUNDED_FROM and not number.unit and not decimals:
        return 0.0
    digits = re.sub(r"\D", "", written).lstrip("0")
    if not digits:
        return abs(number.value) * _MOST_ROUNDING if number.value >= _ROUNDED_FROM else 0.0
    saying = digits.rstrip("0") or digits[:1]
    last = abs(number.value) / int(digits) * 10 ** (0 if decimals else len(digits) - len(saying))
    return min(last * 0.499, abs(number.value) * _MOST_ROUNDING)


def in_words(text: str, number: Number) -> Span:
    """A number with its hedge and its unit: "nearly 100", "45.7 years"."""
    return Span(hedge_start(text, number.start), _with_unit(text, number))


def _with_unit(text: str, number: Number) -> int:
    """Where the unit after a number ends: "44-day", "12 percent"."""
    if not number.unit or number.unit in MONEY:
        return number.end
    after = re.match(r"[\s-]?(?:%|[A-Za-z]+(?: (?:cent|points?))?)", text[number.end :])
    return number.end + after.end() if after and "%" not in number.of(text) else number.end
