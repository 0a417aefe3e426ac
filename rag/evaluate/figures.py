"""One measured figure: its value, the number of cases, and a bootstrap interval.

Every statistic here can be computed on weighted cases, because a bootstrap resample is nothing but a vector
of weights (how often each case was drawn). Intervals are percentile intervals, 95 %, 1,000 resamples, seeded:
the same cases give the same interval. Cases are resampled as if independent; rows of one page or quiz week
are not grouped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

RESAMPLES = 1000
SEED = 20200927
_BLOCK = 2_000_000  # weights held at once: 16 MB

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, its number of cases, and its 95 % interval; ``None`` where there was nothing to measure."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    resampled: Floats | None = field(default=None, compare=False, repr=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "value": _rounded(self.value),
            "n": self.n,
            "low": _rounded(self.low),
            "high": _rounded(self.high),
        }


def mean(values: Sequence[float | bool]) -> Figure:
    """The mean of the cases: a share where the values are true and false."""
    return ratio(values, np.ones(len(values)))


def ratio(numerators: Sequence[float | bool] | Floats, denominators: Sequence[float] | Floats) -> Figure:
    """Sum over sum: pooled precision, recall, F1 (``2tp`` over ``2tp + fp + fn``); whole cases resampled."""
    upper, lower = np.asarray(numerators, np.float64), np.asarray(denominators, np.float64)
    if not len(upper) or not lower.sum():
        return Figure(None, len(upper))
    return _with_interval(len(upper), lambda weights: _divided(weights @ upper, weights @ lower))


def percentile(values: Sequence[float], q: float) -> Figure:
    """The ``q``-th percentile (0 to 100), linearly interpolated as numpy does."""
    if not len(values):
        return Figure(None, 0)
    array = np.asarray(values, np.float64)
    rng = np.random.default_rng(SEED)
    resampled = np.percentile(array[rng.integers(0, len(array), (RESAMPLES, len(array)))], q, axis=1)
    return _figure(float(np.percentile(array, q)), len(array), resampled)


def auc(scores: Sequence[float], positive: Sequence[bool]) -> Figure:
    """How often a positive case scores above a negative one, ties half: the area under the ROC curve."""
    if not any(positive) or all(positive):
        return Figure(None, len(scores))
    order = np.argsort(np.asarray(scores, np.float64), kind="stable")
    ranked = np.asarray(scores, np.float64)[order]
    truth = np.asarray(positive, bool)[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])  # where each group of equal scores begins

    def weighted(weights: Floats) -> Floats:
        drawn = weights[:, order]
        above = np.add.reduceat(drawn * truth, starts, axis=1)
        below = np.add.reduceat(drawn * ~truth, starts, axis=1)
        won = (above * (np.cumsum(below, axis=1) - 0.5 * below)).sum(axis=1)
        return _divided(won, above.sum(axis=1) * below.sum(axis=1))

    return _with_interval(len(scores), weighted)


def balanced_accuracy(predicted: Sequence[bool], truth: Sequence[bool]) -> Figure:
    """The mean of the two shares judged rightly, of the true cases and of the false ones: .5 is a coin."""
    right = np.asarray(predicted, bool) == np.asarray(truth, bool)
    positive = np.asarray(truth, bool)
    if not positive.any() or positive.all():
        return Figure(None, len(positive))

    def weighted(weights: Floats) -> Floats:
        hit = _divided(weights @ (right & positive), weights @ positive.astype(np.float64))
        rejected = _divided(weights @ (right & ~positive), weights @ (~positive).astype(np.float64))
        return (hit + rejected) / 2

    return _with_interval(len(positive), weighted)


def mean_of(figures: Sequence[Figure]) -> Figure:
    """The plain mean of several sets' figures: every set counts the same, one without a value not at all.

    Its interval comes from resampling each set on its own.
    """
    values = [figure.value for figure in figures if figure.value is not None]
    resampled = [figure.resampled for figure in figures if figure.resampled is not None]
    if not values or len(resampled) < len(values):
        return Figure(None, 0)
    # Sets of one size are resampled with the same draws; shifted against each other they are independent again.
    shifted = np.array([np.roll(draws, 101 * place) for place, draws in enumerate(resampled)])
    return _figure(
        sum(values) / len(values),
        sum(figure.n for figure in figures if figure.value is not None),
        shifted.mean(axis=0),
    )


def best_threshold(
    groups: Sequence[tuple[Sequence[float], Sequence[bool]]],
) -> float:
    """The one threshold ("supported" from here up) with the highest balanced accuracy, averaged over the
    groups.

    Candidates are the scores that occur and the point above all of them. Groups with one kind of case only
    say nothing about a threshold and are left out; without any other group the answer is 0.5.
    """
    usable = [(np.asarray(s, np.float64), np.asarray(t, bool)) for s, t in groups if any(t) and not all(t)]
    if not usable:
        return 0.5
    candidates = np.unique(np.concatenate([scores for scores, _ in usable]))
    candidates = np.r_[candidates, np.nextafter(candidates[-1], np.inf)]
    total = np.zeros(len(candidates))
    for scores, truth in usable:
        positive, negative = np.sort(scores[truth]), np.sort(scores[~truth])
        kept = 1 - np.searchsorted(positive, candidates, side="left") / len(positive)
        rejected = np.searchsorted(negative, candidates, side="left") / len(negative)
        total += (kept + rejected) / 2
    return float(candidates[int(np.argmax(total))])


def _with_interval(n: int, statistic: Callable[[Floats], Floats]) -> Figure:
    """``statistic`` maps weights [resamples, n] to values [resamples]; equal weights give the value."""
    rng = np.random.default_rng(SEED)
    rows = max(1, _BLOCK // n)
    values = []
    for start in range(0, RESAMPLES, rows):
        size = min(rows, RESAMPLES - start)
        drawn = rng.integers(0, n, (size, n)) + np.arange(size)[:, None] * n
        weights = np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n).astype(np.float64)
        values.append(statistic(weights))
    return _figure(float(statistic(np.ones((1, n)))[0]), n, np.concatenate(values))


def _divided(upper: Floats, lower: Floats) -> Floats:
    """Quotients; not-a-number where a resample drew nothing to divide by."""
    return np.divide(upper, lower, out=np.full(np.shape(upper), np.nan), where=np.asarray(lower) != 0)


def _figure(value: float, n: int, resampled: Floats) -> Figure:
    known = resampled[~np.isnan(resampled)]
    if not len(known):
        return Figure(value, n)
    low, high = np.percentile(known, (2.5, 97.5))
    return Figure(value, n, float(low), float(high), resampled)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
