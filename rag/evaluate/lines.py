"""Is the direct line of an answer right: given, holding an accepted answer, and no longer than it has to be.

``direct_right`` counts a line that holds an accepted wording, folded and as whole words, or that stands in one and has
at least half of its words. ``direct_f1`` is the word F1 of SQuAD (Rajpurkar et al. 2016, arXiv:1606.05250): articles
and punctuation left out, the best of the accepted wordings, 0 where no line is given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.evaluate.asked import any_says, says
from rag.evaluate.figures import Figure, mean
from rag.text.fold import fold
from rag.types import Answer, Draft

_PUNCTUATION = re.compile(r"[^\w\s]")
_ARTICLES = frozenset(("a", "an", "the"))


def line_figures(answers: Sequence[Answer | Draft], accepted: Sequence[Sequence[str]]) -> dict[str, Figure]:
    """The figures over questions that have an answer, with the wordings accepted for each."""
    lines = [answer.direct.text if answer.direct else None for answer in answers]
    pairs = list(zip(lines, accepted, strict=True))
    return {
        "direct_given": mean([line is not None for line in lines]),
        "direct_right": mean([is_right(line, wordings) for line, wordings in pairs if line is not None]),
        "direct_f1": mean([word_f1(line, wordings) if line is not None else 0.0 for line, wordings in pairs]),
    }


def is_right(line: str, accepted: Sequence[str]) -> bool:
    """Whether a line holds an accepted wording, or is at least half of one."""
    if any_says([fold(line)], accepted):
        return True
    words = len(fold(line).split())
    return any(says(fold(wording), line) and 2 * words >= len(fold(wording).split()) for wording in accepted)


def word_f1(line: str, accepted: Sequence[str]) -> float:
    """The harmonic mean of the shares of words in common, for the accepted wording that it is highest for."""
    return max((_f1(_words(line), _words(wording)) for wording in accepted), default=0.0)


def _f1(one: Sequence[str], other: Sequence[str]) -> float:
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if common else 0.0


def _words(text: str) -> list[str]:
    return [word for word in _PUNCTUATION.sub("", fold(text)).split() if word not in _ARTICLES]
