"""One question, several values: shown side by side, each cited, never averaged and never silently chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rag.answer.cite import Citations
from rag.answer.close import read_closely
from rag.answer.denial import answered_by
from rag.answer.evidence import Candidate
from rag.answer.question import Question
from rag.text.fold import fold
from rag.text.names import same_name
from rag.text.numbers import find_numbers
from rag.types import Disagreement, Value

RANK = re.compile(r"\b(?:rank|title|post|office|position)s?\b|^who (?:is|was)\b", re.I)


def disagreements(question: Question, chosen: Sequence[Candidate], citations: Citations) -> Iterable[Disagreement]:
    """A claim beside its denial; different numbers of the same thing in different sentences."""
    for one, other in pairwise(chosen):
        if one.article is other.article and other.index == one.index + 1 and answered_by(one) is not None:
            values = [Value(short(c), (citations.add(c.article, c.span),)) for c in (one, other)]
            yield Disagreement(question.text, tuple(values))
    yield from titled(question, chosen, citations)
    if question.kind == "how_many":
        values = list(counted(question, chosen, citations))
        if len({v.value for v in values}) > 1:
            yield Disagreement(question.text, tuple(values))


def titled(question: Question, chosen: Sequence[Candidate], citations: Citations) -> Iterable[Disagreement]:
    """Different ranks or titles of the person a question asks the rank of: Major General, Brigadier General."""
    if not RANK.search(question.text):
        return
    for person in question.names:
        values: dict[str, Value] = {}
        for candidate in chosen:
            for name in read_closely(candidate.article).names(candidate.index):
                title = name.text[: len(name.text) - len(name.key)].strip()
                if title and fold(name.text).endswith(name.key) and same_name(name.text, person):
                    values.setdefault(fold(title), Value(title, (citations.add(candidate.article, candidate.span),)))
        if len(values) > 1 and not any(a != b and a in b for a in values for b in values):
            yield Disagreement(f"rank or title of {person}", tuple(values.values()))


def counted(question: Question, chosen: Sequence[Candidate], citations: Citations) -> Iterable[Value]:
    """The number of what the question counts, once for each value."""
    asked = question.counted
    seen = {number.value for number in find_numbers(question.text)}
    for candidate in chosen:
        for number in find_numbers(candidate.text):
            if number.noun and number.noun in asked and not number.ordinal and number.value not in seen:
                seen.add(number.value)
                yield Value(number.of(candidate.text), (citations.add(candidate.article, candidate.span),))


def short(candidate: Candidate) -> str:
    """Who says it, and the sentence."""
    voice = read_closely(candidate.article).voices.of(candidate.index)
    text = " ".join(candidate.text.split())
    return text if voice is None or voice.name in text else f"{voice.name}: {text}"
