"""Ranks and titles of one person: Major General in one article, Brigadier General in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely
from rag.answer.disagree.said import Conflict, Said, conflicts_among
from rag.answer.disagree.wording import Words
from rag.answer.question import Question
from rag.text.fold import fold
from rag.text.names import same_name

RANK = re.compile(r"\b(?:rank|title|post|office|position)s?\b|^who (?:is|was)\b", re.I)


def title_conflicts(question: Question, good: Sequence[Candidate]) -> list[Conflict]:
    """Different ranks or titles of the person a question asks the rank of."""
    if not RANK.search(question.text):
        return []
    return [
        c
        for person in question.names
        for c in conflicts_among(f"rank or title of {person}", list(_titles(person, good)))
    ]


def _titles(person: str, good: Sequence[Candidate]) -> Iterator[Said]:
    for candidate in good:
        for name in read_closely(candidate.article).names(candidate.index):
            title = name.text[: len(name.text) - len(name.key)].strip()
            if title and fold(name.text).endswith(name.key) and same_name(name.text, person):
                yield Said(candidate, name.start, name.start + len(title), Words(title, "title"))
