"""What of a question is looked for in each sentence, and how much of it a sentence has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.candidate import Knowledge
from rag.answer.close import CloseReading
from rag.answer.kin import KIN, group, kin_among
from rag.answer.question import Question
from rag.text.commonness import share_of_passages
from rag.text.names import Name, same_name
from rag.text.words import content_stems

ELSEWHERE = 3_000  # passages of English at large that are counted with the archive's own (`rag.text.commonness`)

Stems = frozenset[str]


def rarity(question: Question, knowledge: Knowledge) -> dict[str, float]:
    """The weight of each content word of the question: rare in the archive, and in English, counts more.

    Inverse document frequency as BM25 has it (Robertson and Sparck Jones 1976), over the archive's passages and a
    number of imagined ones of English at large, so that five articles do not decide what is rare.
    """
    known = knowledge.frequency(list(question.terms.values())) if knowledge.frequency else {}
    total = knowledge.passages + ELSEWHERE
    rare = {
        s: math.log(1 + total / (known.get(word, 0) + ELSEWHERE * share_of_passages(word) + 0.5))
        for s, word in question.terms.items()
    }
    # An ordinary word no article has says little; a name or a number no article has says much.
    told = sorted(rare[s] for s, word in question.terms.items() if known.get(word))
    usual = told[len(told) // 2] if told else math.inf
    named = frozenset(s for name in question.names for s in content_stems(name))
    weights = {}
    for s, word in question.terms.items():
        unknown = bool(known) and not known.get(word) and s not in named and not word[0].isdigit()
        weights[s] = question.weight(s) * (min(rare[s], usual) if unknown else rare[s])
    return weights


@dataclass(frozen=True, slots=True)
class Sought:
    """A question, ready to be looked for."""

    weights: Mapping[str, float]  # content words by stem
    focus: Mapping[str, float]  # those of the sentence that asks
    kin: Mapping[str, Stems]  # for each, the kindred words there are in the passages
    pairs: Sequence[tuple[str, str]]  # neighbouring words
    names: Sequence[tuple[str, Stems]]  # names of several words, with their stems

    @classmethod
    def of(cls, question: Question, places: Iterable[tuple[CloseReading, int]], knowledge: Knowledge) -> Sought:
        weights = rarity(question, knowledge)
        asking = frozenset(content_stems(question.focus)) & weights.keys() or weights.keys()
        vocabulary: dict[str, set[str]] = {}
        for reading, index in places:
            for stem in reading.stems(index):
                vocabulary.setdefault(group(stem), set()).add(stem)
        grouped = {start: sorted(stems) for start, stems in vocabulary.items()}
        names = [(name, frozenset(content_stems(name))) for name in question.names]
        return cls(
            weights,
            {stem: weights[stem] for stem in weights if stem in asking},
            {wanted: kin_among(wanted, grouped) for wanted in weights},
            list(pairwise(content_stems(question.text))),
            [(name, stems) for name, stems in names if len(stems) > 1],
        )

    def presence(self, wanted: str, stems: Stems) -> float:
        """1 where the word stands, less where a kindred one does, else 0."""
        if wanted in stems:
            return 1.0
        return 0.0 if self.kin[wanted].isdisjoint(stems) else KIN

    def meant(self, names: Sequence[Name]) -> Stems:
        """The stems of the names asked about that a short form stands for: Karabakh for Nagorno-Karabakh."""
        full = (stems for name, stems in self.names if any(same_name(known.text, name) for known in names))
        return frozenset().union(*full)

    def asked(self) -> Stems:
        """All that the question itself says, in any form."""
        return frozenset(self.weights).union(*self.kin.values())


def share(weights: Mapping[str, float], worth: Mapping[str, float]) -> float:
    """How much of the weight is present; ``worth`` says of each word how present it is."""
    total = sum(weights.values())
    return sum(weight * worth[word] for word, weight in weights.items()) / total if total else 0.0


def paired(pairs: Sequence[tuple[str, str]], text: Sequence[str]) -> float:
    """The share of the question's neighbouring words that are neighbours in the sentence, too."""
    beside = {(a, b) for n, a in enumerate(text) for b in text[max(0, n - 2) : n + 3] if a != b}
    return sum(pair in beside for pair in pairs) / len(pairs) if pairs else 0.0
