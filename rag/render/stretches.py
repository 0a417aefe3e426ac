"""A text cut where something about it begins or ends. Linear in the text and its spans, however they overlap."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from rag.types import Span


class Stretch(NamedTuple):
    """Characters ``start`` to ``end`` of a text, and the labels of all spans that lie over them."""

    start: int
    end: int
    labels: frozenset[str]


def stretches(length: int, labelled: Iterable[tuple[Span, str]]) -> Iterator[Stretch]:
    """A text of ``length`` characters in stretches that are the same throughout; they tile it, in order."""
    changes = [(at, step, label) for span, label in labelled for at, step in ((span.start, 1), (span.end, -1))]
    active: Counter[str] = Counter()
    reached = 0
    for at, steps in groupby(sorted(changes), key=lambda change: min(change[0], length)):
        if at > reached:
            yield Stretch(reached, at, frozenset(+active))
            reached = at
        for _, step, label in steps:
            active[label] += step
    if reached < length:
        yield Stretch(reached, length, frozenset())


def within(ahead: deque[Stretch], start: int, end: int) -> Iterator[Stretch]:
    """What of the stretches lies between two places; those that end there or before are taken away.

    For going through a text from its beginning: the next call asks for a place at or after ``end``.
    """
    while ahead:
        first, last, labels = ahead[0]
        if last > start:
            yield Stretch(max(first, start), min(last, end), labels)
        if last > end:
            return
        ahead.popleft()
        if last == end:
            return
