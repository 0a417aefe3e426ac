"""Weights fitted to the labels: a softmax over a question's articles, each by its best passage. No weight is below 0.

For each right article: how likely it is to be taken rather than one of those that are wrong. Adam, 90 steps; five folds
by group for cross-validation.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.features import Floats, Table

FOLDS = 5
STEPS = 90
STEP = 0.06
SHARP = 12.0  # scores are in [0, 1]: so much apart is sure
PENALTY = 0.01
LOOK_AT = 45  # articles of a question
Scaling = Callable[[str, Floats], Floats]


class Fold:
    """Some questions' candidates in one matrix, those of one article side by side."""

    def __init__(self, tables: Sequence[Table], names: Sequence[str], scale: Scaling) -> None:
        rows, right, article, question = [], [], [], []
        for number, table in enumerate(tables):
            scores = columns(table, names, scale)
            kept = near_the_top(table, scores)
            order = kept[np.argsort(table.articles[kept], kind="stable")]
            starts = np.flatnonzero(np.r_[True, np.diff(table.articles[order]) != 0])
            article.append(starts + sum(map(len, rows)))
            rows.append(scores[order])
            right.append(table.right[order][starts])
            question.append(np.full(len(starts), number))
        self.rows, self.right = np.concatenate(rows), np.concatenate(right)
        self.articles, self.questions = np.concatenate(article), np.concatenate(question)
        self.owner = np.repeat(np.arange(len(self.articles)), np.diff(np.r_[self.articles, len(self.rows)]))
        self.starts = np.flatnonzero(np.r_[True, np.diff(self.questions) != 0])

    def slope(self, weights: Floats) -> Floats:
        """Of the mean loss of the right articles, each question counting once."""
        scores = self.rows @ weights
        best = np.maximum.reduceat(scores, self.articles)
        top = np.zeros(len(self.articles), np.int64)
        at_best = np.flatnonzero(scores == best[self.owner])[::-1]
        top[self.owner[at_best]] = at_best
        likely = np.exp(SHARP * np.maximum(best - np.maximum.reduceat(best, self.starts)[self.questions], -5))
        wrong = np.where(self.right, 0.0, likely)
        each, rows = np.add.reduceat(wrong, self.starts), self.rows[top]
        of_wrong = np.add.reduceat(wrong[:, None] * rows, self.starts, axis=0)
        at = np.flatnonzero(self.right)
        question = self.questions[at]
        sure = (likely[at] / (likely[at] + each[question]))[:, None]
        pull = of_wrong[question] / (likely[at] + each[question])[:, None] + (sure - 1) * rows[at]
        times = np.bincount(question, minlength=len(self.starts))
        return SHARP * (pull / times[question][:, None]).sum(axis=0) / max(int((times > 0).sum()), 1)


def columns(table: Table, names: Sequence[str], scale: Scaling) -> Floats:
    none = np.zeros(len(table.articles))
    return np.stack([scale(name, table.scores[name]) if name in table.scores else none for name in names], axis=1)


def near_the_top(table: Table, scores: Floats) -> np.ndarray:
    """Candidates of the articles that a plain mean puts first: the others are no contest."""
    order = np.argsort(-scores.mean(axis=1), kind="stable")
    first = list(dict.fromkeys(table.articles[order].tolist()))[:LOOK_AT]
    return np.flatnonzero(np.isin(table.articles, first))


def fitted(sets: Mapping[str, Sequence[Table]], names: Sequence[str], scale: Scaling) -> Floats:
    """One weight a score, of all questions."""
    return descended([Fold(tables, names, scale) for tables in sets.values()], len(names))


def descended(folds: Sequence[Fold], count: int) -> Floats:
    """Adam (Kingma and Ba 2015) from equal weights; every set counts the same."""
    weights, first, second = np.full(count, 1 / count), np.zeros(count), np.zeros(count)
    for step in range(1, STEPS + 1):
        slope = sum((fold.slope(weights) for fold in folds), np.zeros(count)) / len(folds) + PENALTY * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        change = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        weights = np.maximum(weights - STEP * (1 - 0.9 * step / STEPS) * change, 0)
    return weights


def crossed(sets: Mapping[str, Sequence[Table]], names: Sequence[str], scale: Scaling) -> dict[str, list[list[int]]]:
    """For each question of each set the articles in order, by weights fitted without its fold."""
    orders: dict[str, list[list[int]]] = {name: [[] for _ in tables] for name, tables in sets.items()}
    for fold in range(FOLDS):
        others = [[table for table in tables if fold_of(table) != fold] for tables in sets.values()]
        weights = descended([Fold(tables, names, scale) for tables in others], len(names))
        for name, tables in sets.items():
            for number, table in enumerate(tables):
                if fold_of(table) == fold:
                    order = np.argsort(-(columns(table, names, scale) @ weights), kind="stable")
                    orders[name][number] = list(dict.fromkeys(table.articles[order].tolist()))
    return orders


def fold_of(table: Table) -> int:
    return zlib.crc32(table.group.encode()) % FOLDS
