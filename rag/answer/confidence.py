"""How sure it is that the articles answer a question: signals of the evidence, and their weighted sum as a probability.

The weights are those of a logistic regression over questions with and without an answer (`benchmarks/refusing.py` fits
them and draws the trade-off between refusing and answering wrongly).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from rag.answer.candidate import Candidate, Knowledge
from rag.answer.close import read_closely
from rag.answer.echo import weighted
from rag.answer.evidence import WEIGHTS as SENTENCE
from rag.answer.question import Question
from rag.text.words import content_stems, words
from rag.types import Hit

WEIGHTS: Mapping[str, float] = {
    "best": 0.22, "passage": 3.98, "sentence": 3.63, "names": 1.39, "numbers": 1.06, "negated": -3.52, "bias": -9.17,
}  # fmt: skip
# Of texts that are given with the question, the evidence model tells better than nearness whether they answer. Among
# all passages of an archive it does not: what is found there always resembles an answer.
GIVEN: Mapping[str, float] = {
    "best": 0.01, "passage": 4.44, "sentence": 1.76, "names": -0.06, "numbers": 0.27, "negated": -3.36, "answers": 0.46,
    "bias": -3.28,
}  # fmt: skip
WORDS_ALONE: Mapping[str, float] = {"best": 0.47, "names": 1.38, "numbers": 1.03, "negated": -3.82, "bias": -7.63}
# Chance seldom puts so much of a question together, out of an archive: this share of its words is enough. Short
# questions need it, which are far from any passage in meaning. Chosen on the news quiz and our questions on the seeds.
TOGETHER, STEEP = 0.75, 6.0
NAMED = 0.5  # share of the question's names that must stand there
LOOKED_AT = 5  # best sentences in which most of the question is looked for
NEARBY = 3  # best sentences beside which its names and numbers are looked for
_NEGATED = re.compile(r"\b(?:not|never|no longer|neither|nor|cannot)\b|n['’]t\b", re.I)


def confidence(question: Question, found: Sequence[Candidate], hits: Sequence[Hit], knowledge: Knowledge) -> float:
    """The probability that what was found answers the question, in [0, 1]."""
    if not found:
        return 0.0
    known = signals(question, found, hits)
    chance = logistic(weighted(known, weights_for(known, knowledge)))
    # Texts that were given with the question are about it anyway; an earthquake elsewhere is another earthquake.
    if not knowledge.passages or known["negated"] or known["names"] < NAMED:
        return chance
    together = max(c.parts["around"] for c in found[:LOOKED_AT])
    return max(chance, logistic(STEEP * (together - TOGETHER)))


def weights_for(known: Mapping[str, float], knowledge: Knowledge) -> Mapping[str, float]:
    """The weights for what is known: without an embedder or the evidence model, others say more."""
    if "sentence" not in known:
        return WORDS_ALONE
    return GIVEN if "answers" in known and not knowledge.passages else WEIGHTS


def logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def signals(question: Question, found: Sequence[Candidate], hits: Sequence[Hit]) -> dict[str, float]:
    """What speaks for an answer and against it; the two of meaning only where there is an embedder."""
    best = found[0]
    # The first letters of a name are those of its other forms, too: Iran and Iranian.
    near = frozenset(stem[:5] for candidate in found[:NEARBY] for stem in around(candidate))
    parts = {
        "best": max(weighted(c.parts, SENTENCE) for c in found),
        "names": present([content_stems(name)[-1:] for name in question.names], near),
        "numbers": present([[w.stem] for w in words(question.text) if w.text[0].isdigit()], near),
        "negated": float(bool(_NEGATED.search(question.text)) and not said_not(best)),
        "bias": 1.0,
    }
    passage = [hit.parts["cosine"] for hit in hits if "cosine" in hit.parts]
    sentence = [c.parts["cosine"] for c in found if "cosine" in c.parts]
    if passage and sentence:
        parts |= {"passage": max(passage), "sentence": max(sentence)}
    judged = [c.parts["answers"] for c in found[:LOOKED_AT] if "answers" in c.parts]
    if judged:
        parts["answers"] = max(judged)
    return parts


def around(candidate: Candidate) -> frozenset[str]:
    """The stems of a sentence, its neighbours and its headline."""
    reading = read_closely(candidate.article)
    return reading.stems(candidate.index) | reading.around(candidate.index) | reading.headline


def present(wanted: Sequence[Sequence[str]], near: frozenset[str]) -> float:
    """The share of names or numbers whose last word stands near; 1 where none is asked about."""
    ends = [stems[-1][:5] for stems in wanted if stems]
    return sum(end in near for end in ends) / len(ends) if ends else 1.0


def said_not(candidate: Candidate) -> bool:
    return bool(_NEGATED.search(candidate.text))
