"""The figures behind the pictures: periods on a line of time, articles counted by period and outlet, points in lanes.

Pure arithmetic on dates; nothing here knows HTML. Days are counted as `datetime.date.toordinal` counts them, so that
the end of the last year there is has a number too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rag.types import Published

Unit = Literal["day", "week", "month", "year"]

# The widest stretch of days that is still counted in days, weeks and months: bars that can be told apart on a phone.
_WIDEST: tuple[tuple[Unit, int], ...] = (("day", 62), ("week", 550), ("month", 3_700))
_MONTH_STEPS = (1, 3, 6, 12)
_YEAR_STEPS = (2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)
_MOST_TICKS = 6
_NO_DAY = date.max.toordinal() + 1
OUTLETS_SHOWN = 8  # the rest are one row together


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole days from ``start`` up to, not including, ``end``."""

    start: int
    end: int

    def __or__(self, other: Period) -> Period:
        return Period(min(self.start, other.start), max(self.end, other.end))

    def widened(self, days: int) -> Period:
        """As many days more on either side, within the years there are."""
        return Period(max(1, self.start - days), min(_NO_DAY, self.end + days))

    @property
    def days(self) -> int:
        return self.end - self.start

    @property
    def first(self) -> date:
        return date.fromordinal(self.start)

    @property
    def last(self) -> date:
        return date.fromordinal(self.end - 1)


def period_of(iso: str | None, years: int = 1) -> Period | None:
    """The days that ``2020-09-29``, ``2020-09`` or ``2020`` stands for; None for what is no date.

    ``years`` is how many a year stands for: ten where it is a decade.
    """
    parts = (iso or "").split("-")
    try:
        match [int(part) for part in parts]:
            case [year, month, day]:
                return _days(date(year, month, day), date(year, month, day))
            case [year, month]:
                return month_period(year, month)
            case [year]:
                return _days(date(year, 1, 1), date(min(9999, year + years - 1), 12, 31))
    except (ValueError, OverflowError):
        pass
    return None


def month_period(year: int, month: int) -> Period:
    first = date(year, month, 1)
    last = date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
    return _days(first, last)


def _days(first: date, last: date) -> Period:
    return Period(first.toordinal(), last.toordinal() + 1)


# --- a line of time -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Axis:
    """A line of time from one edge to the other; places on it are in per cent."""

    span: Period
    margin: float = 0.0

    def place(self, day: float) -> float:
        share = (day - self.span.start) / self.span.days
        return self.margin + share * (100 - 2 * self.margin)

    def ticks(self) -> list[tuple[float, str]]:
        """Where the line is named and how, at most six times: years, else months, else days."""
        return [(self.place(day), label) for day, label in _ticks(self.span)]


def _ticks(span: Period) -> list[tuple[float, str]]:
    first, last = span.first, span.last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if span.days <= _WIDEST[0][1]:
        step = -(-span.days // _MOST_TICKS)
        days = range(span.start, span.end, step)
        return [(day + 0.5, _day_words(date.fromordinal(day))) for day in days]  # a day is named at its noon
    step = next((step for step in _MONTH_STEPS if months / step <= _MOST_TICKS), 0)
    if step:
        starts = ((m // 12, m % 12 + 1) for m in range(first.year * 12, last.year * 12 + 12, step))
        named = [(date(y, m, 1).toordinal(), _month_words(y, m) if step < 12 else str(y)) for y, m in starts]
    else:
        years = last.year - first.year + 1
        wide = next((step for step in _YEAR_STEPS if years / step <= _MOST_TICKS), _YEAR_STEPS[-1])
        starting = range(-(-first.year // wide) * wide, last.year + 1, wide)
        named = [(date(year, 1, 1).toordinal(), str(year)) for year in starting if year]
    return [(day, label) for day, label in named if span.start <= day < span.end]


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _month_words(year: int, month: int) -> str:
    return f"{_MONTHS[month - 1]} {year}"


def _day_words(day: date) -> str:
    return f"{day.day} {_month_words(day.year, day.month)}"


# --- how many articles when, and by whom --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """So many articles of one period. Not ``exact``: they are dated less precisely than the bars beside it."""

    period: Period
    count: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """The articles of one outlet (empty: of unknown ones), in bars; ``undated`` are in none of them."""

    name: str
    total: int
    bars: tuple[Bar, ...] = ()
    undated: int = 0

    @property
    def tallest(self) -> int:
        return max((bar.count for bar in self.bars), default=0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many articles there are over time: all together, and by outlet, most first."""

    unit: Unit
    span: Period | None
    together: Row
    outlets: tuple[Row, ...] = ()


Dated = tuple[str | None, Published]  # an article's outlet and date


def coverage(articles: Iterable[Dated]) -> Coverage:
    """Count articles by period and outlet; the period follows from how long a time they are of."""
    placed = [(outlet, _period(published)) for outlet, published in articles]
    dated = [period for _, period in placed if period]
    span = Period(min(p.start for p in dated), max(p.end for p in dated)) if dated else None
    unit = _unit(span, dated)
    counted = Counter(outlet or "" for outlet, _ in placed)
    known = sorted((name for name in counted if name), key=lambda name: (-counted[name], name))
    shown = known if len(known) <= OUTLETS_SHOWN + 1 else known[:OUTLETS_SHOWN]
    groups: dict[str, list[Period | None]] = {name: [] for name in shown}
    others: list[Period | None] = []
    for outlet, period in placed:
        (groups.setdefault("", []) if not outlet else groups.get(outlet, others)).append(period)
    unknown = groups.pop("", [])
    rows = [_row(name, periods, unit) for name, periods in groups.items()]
    rows += [_row(f"{len(known) - len(shown)} other outlets", others, unit)] if others else []
    rows += [_row("", unknown, unit)] if unknown else []
    return Coverage(unit, _whole(span, unit), _row("All articles", [p for _, p in placed], unit), tuple(rows))


def _period(published: Published) -> Period | None:
    return period_of(published.date) if published.precision != "unknown" else None


def _unit(span: Period | None, dated: Sequence[Period]) -> Unit:
    """The finest unit whose bars can be told apart; no finer than anything in it is dated."""
    wide = next((unit for unit, most in _WIDEST if span and span.days <= most), "year")
    finest = min((period.days for period in dated), default=366)
    least = "year" if finest > 31 else "month" if finest > 1 else "day"
    order: tuple[Unit, ...] = ("day", "week", "month", "year")
    return max(wide, least, key=order.index)  # type: ignore[arg-type]


def _row(name: str, periods: Sequence[Period | None], unit: Unit) -> Row:
    counts = Counter(period for period in periods if period)
    exact: Counter[Period] = Counter()
    coarse: Counter[Period] = Counter()
    for period, count in counts.items():
        around = binned(period, unit)
        (exact if around.end >= period.end else coarse)[around if around.end >= period.end else period] += count
    bars = [Bar(p, n, exact=False) for p, n in sorted(coarse.items())] + [Bar(p, n) for p, n in sorted(exact.items())]
    return Row(name, len(periods), tuple(bars), sum(period is None for period in periods))


def binned(period: Period, unit: Unit) -> Period:
    """The day, week (from Monday), month or year in which a period begins."""
    first = period.first
    if unit == "day":
        return Period(period.start, period.start + 1)
    if unit == "week":
        monday = max(1, period.start - first.weekday())
        return Period(monday, min(monday + 7, _NO_DAY))
    if unit == "month":
        return month_period(first.year, first.month)
    return _days(date(first.year, 1, 1), date(first.year, 12, 31))


def _whole(span: Period | None, unit: Unit) -> Period | None:
    """A span out to the edges of its first and last bar."""
    return span and span | binned(span, unit) | binned(Period(span.end - 1, span.end), unit)


# --- points that do not lie on each other -------------------------------------------------------------------------


def lanes(extents: Sequence[tuple[float, float]]) -> list[int]:
    """For each stretch (its two ends) the lane it fits in, from 0; the first one that is free there."""
    free: list[float] = []  # where each lane is free from
    given = [0] * len(extents)
    for place in sorted(range(len(extents)), key=lambda i: extents[i]):
        start, end = extents[place]
        lane = next((i for i, until in enumerate(free) if until <= start), len(free))
        free[lane : lane + 1] = [end]
        given[place] = lane
    return given
