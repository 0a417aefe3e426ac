"""A question in its parts, where it asks two things or compares: each is searched, so that each is answered.

"Who is X, and what did Y say of Z?" is two questions. "How did the Post and the Times report the fire?" has two sides,
and the same words otherwise; so has "What is the difference between X and Y?".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from rag.text.names import Name, find_names
from rag.text.words import content_stems

MOST = 3  # parts or sides of one question
_ASKS = r"(?:(?i:who|whose|whom|what|which|when|where|why|how)\b"
_VERB = r"(?i:did|does|do|is|are|was|were|has|have|had)\s+(?:[A-Z]|(?:the|he|she|it|they|there)\b))"
_JOINT = re.compile(rf"\?\s+(?=\w)|(?:[,;]\s*|\s)(?:and|but|or)\s+(?={_ASKS}|{_VERB})")
_COMPARES = re.compile(
    r"\b(?:compar\w+|differ\w*|contrast\w*|versus|vs|between|both|agree|disagree|similar\w*|unlike|than|how did)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"['\"’”]*,?\s*(?:,|and|or|versus|vs\.?|than)\s+(?:the\s+)?['\"‘“]*", re.IGNORECASE)


def parts_of(question: str, outlets: Collection[str] = ()) -> list[str]:
    """The parts of a question to be searched beside the whole; none where it is one."""
    parts = list(carried(halves(question)))
    if len(parts) < 2 and len(outlets) < 2:  # sides that are outlets are told apart by who printed what
        parts = sides(question)
    return parts[:MOST] if len(parts) > 1 else []


def halves(question: str) -> list[str]:
    """The questions that stand in one, each with something to look for."""
    return [part.strip() for part in _JOINT.split(question) if content_stems(part)]


def carried(parts: Sequence[str]) -> Iterator[str]:
    """The parts, those without a name of their own with the names of the part before: "... and when did he go?"."""
    before: list[Name] = []
    for part in parts:
        names = find_names(part)
        yield part if names else " ".join([part, *(name.text for name in before)])
        before = names or before


def sides(question: str) -> list[str]:
    """A comparing question once for each of the names it sets side by side, without the others."""
    if not _COMPARES.search(question):
        return []
    compared = side_by_side(question, find_names(question))
    return ["".join(without(question, [other for other in compared if other is not one])) for one in compared]


def side_by_side(question: str, names: Sequence[Name]) -> list[Name]:
    """The first run of names that only "and", a comma or the like stands between."""
    run: list[Name] = []
    for name in names:
        if run and not _BESIDE.fullmatch(question, run[-1].end, name.start):
            if len(run) > 1:
                break
            run = []
        run.append(name)
    return run if len(run) > 1 else []


def without(question: str, names: Sequence[Name]) -> Iterator[str]:
    """The question's text between the names left out."""
    at = 0
    for name in names:
        yield question[at : name.start]
        at = name.end
    yield question[at:]
