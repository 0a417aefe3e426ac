"""Rows in tokens, the sentences of one question together, packed into batches."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from training.pairs import Pair

TOKENS = 2048  # in a batch: what two idle CPU cores do in 0.8 s
LONGEST = 192  # tokens of a pair; the longer text is cut first
LIST = 12  # rows of one question in a batch, at most
STRETCH = 2048  # lists that are sorted by length together, so that chance still rules


@dataclass(frozen=True, slots=True)
class Row:
    """A pair in tokens."""

    ids: list[int]
    kinds: list[int]
    task: str
    label: int
    asked: str  # the question and where it comes from; "" for a claim


def in_tokens(pairs: Sequence[Pair], tokenizer: Any) -> list[Row]:
    """Pairs as the model reads them: first text, second text, at most LONGEST tokens."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="longest_first")
    encoded = tokenizer.encode_batch([(pair.a, pair.b) for pair in pairs])
    return [
        Row(e.ids, e.type_ids, pair.task, pair.label, f"{pair.group} {pair.a}" if pair.task == "answers" else "")
        for e, pair in zip(encoded, pairs, strict=True)
    ]


def lists_of(rows: Iterable[Row]) -> list[list[Row]]:
    """Sentences held against each other: those of one question; claims stand alone."""
    lists: dict[object, list[Row]] = defaultdict(list)
    for number, row in enumerate(rows):
        lists[row.asked or number].append(row)
    return [of[start : start + LIST] for of in lists.values() for start in range(0, len(of), LIST)]


def batched(rows: Sequence[Row], seed: int, passes: float) -> list[list[Row]]:
    """Batches of whole lists of like length (little is padded), in an order of chance."""
    chance = random.Random(seed)
    lists = lists_of(rows)
    batches: list[list[Row]] = []
    for part in range(-int(-passes // 1)):
        shuffled = chance.sample(lists, len(lists))[: round(len(lists) * min(1.0, passes - part))]
        for start in range(0, len(shuffled), STRETCH):
            batches += of_like_length(sorted(shuffled[start : start + STRETCH], key=longest))
    chance.shuffle(batches)
    return batches


def longest(rows: Sequence[Row]) -> int:
    return max(len(row.ids) for row in rows)


def of_like_length(lists: Sequence[Sequence[Row]]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for rows in lists:
        if batch and (len(batch) + len(rows)) * max(longest(batch), longest(rows)) > TOKENS:
            yield batch
            batch = []
        batch += rows
    if batch:
        yield batch
