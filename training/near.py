"""Near misses: sentences that look like an answer to a question and were written about something else.

For each question with a labelled answer, sentences of its own text and of others are ranked as our own search ranks
them, by meaning (the embedder that ships) and by shared words; some of the best become negatives. Some are no misses
(another sentence may answer, too); what is all but the answer itself is left out.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.text.words import content_stems
from training.pairs import Pair

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

SAME = 0.9  # cosine with the answer from which a sentence is taken to say the same
WORDS = 0.5  # weight of shared words beside the cosine
BEST = 8  # of its own text: so many of the likest are drawn from
FAR = 48  # of other texts: so many of the nearest in meaning are looked at
OWN, OTHER = 3, 1  # negatives drawn from the question's own text, and from all others
TAKEN = 3  # labelled negatives kept


def near_misses(labelled: Sequence[Pair], embed: Embed, chance: random.Random) -> list[Pair]:
    """Rows of label 0 for every question of `labelled` that has an answer there: labelled ones and newly found ones."""
    asked: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in labelled:
        asked[pair.group, pair.a].append(pair)
    asked = {key: rows for key, rows in asked.items() if any(row.label == 1 for row in rows)}
    pool = Pool(labelled, embed)
    keys = list(asked)
    vectors = embed([question for _, question in keys])
    found: list[Pair] = []
    for key, vector in zip(keys, vectors, strict=True):
        rows = asked[key]
        told = [row for row in rows if row.label == 0]
        found += chance.sample(told, min(TAKEN, len(told)))
        known = {row.b for row in rows}
        answers = [row.b for row in rows if row.label == 1]
        likest = pool.likest(key, vector, answers, known, chance)
        found += [Pair(rows[0].set, "answers", key[1], text, 0, key[0]) for text in likest]
    return found


class Pool:
    """All sentences of the sets, by group, with their vectors."""

    def __init__(self, labelled: Sequence[Pair], embed: Embed) -> None:
        places: dict[str, str] = {}
        for pair in labelled:
            places.setdefault(pair.b, pair.group)
        self.texts = list(places)
        self.vectors = embed(self.texts)
        self.stems = [frozenset(content_stems(text)) for text in self.texts]
        self.at = {text: number for number, text in enumerate(self.texts)}
        self.is_test = np.array([Pair("", "answers", "", "", 0, group).is_test for group in places.values()])
        self.groups: dict[str, list[int]] = defaultdict(list)
        for number, group in enumerate(places.values()):
            self.groups[group].append(number)

    def likest(
        self, key: tuple[str, str], vector: Vectors, answers: Sequence[str], known: set[str], chance: random.Random
    ) -> list[str]:
        """Some of the sentences likest to the question that are neither known for it nor its answer in other words."""
        cosines = self.vectors @ vector
        barred = np.max(self.vectors @ self.vectors[[self.at[a] for a in answers]].T, axis=1) > SAME
        test = Pair("", "answers", "", "", 0, key[0]).is_test
        mine = set(content_stems(key[1]))

        def best(numbers: Sequence[int], count: int) -> list[int]:
            def score(n: int) -> float:
                return float(cosines[n]) + WORDS * len(mine & self.stems[n]) / max(1, len(mine))

            free = [n for n in numbers if not barred[n] and self.texts[n] not in known]
            return sorted(free, key=score, reverse=True)[:count]

        own = set(self.groups[key[0]])
        cosines_here = np.where(self.is_test == test, cosines, -1.0)  # the test part is no part of the training part
        far = np.argpartition(-cosines_here, min(FAR, len(self.texts) - 1))[:FAR]
        far = [n for n in far.tolist() if n not in own and self.is_test[n] == test]
        near = best(self.groups[key[0]], BEST)
        other = best(far, BEST)
        return [self.texts[n] for n in (*chance.sample(near, min(OWN, len(near))),
                                        *chance.sample(other, min(OTHER, len(other))))]  # fmt: skip
