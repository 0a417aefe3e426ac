"""Framing words: the one article calls a region disputed, the other an integral part of a country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely
from rag.answer.disagree.said import Conflict, Said, conflicts_among
from rag.answer.disagree.wording import Words
from rag.answer.question import Question
from rag.text.names import same_name

_ASKED = re.compile(
    r"\b(?:status|describ\w+|call(?:ed)?|refer\w*|characteri[sz]\w+|fram\w+|portray\w*|say about)\b", re.I
)
# Words by which a side is taken in a dispute over what a place, a body or a vote is.
_STANCE = (
    r"(?:disputed|contested|occupied|annexed|breakaway|separatist|rebel|self-(?:proclaimed|declared|styled|ruled)"
    r"|so-called|unrecogni[sz]ed|internationally recogni[sz]ed|illegal|illegitimate|liberated|sovereign|independent)"
)
_BEFORE = re.compile(rf"\b({_STANCE})\s(?:[\w-]+\s)?\Z")
_AFTER = re.compile(
    r"(?:\s[a-z]+){0,2}?\s(?:is|are|was|were|remains?|as|being)\s(?:also\s|still\s)?(?:an?\s|the\s)?"
    r"((?:internationally\s)?(?:recogni[sz]ed\sas\s(?:an?\s)?)?(?:[a-z]+\s)?part\sof\s(?:the\s)?[A-Z]\w+(?:\s(?:of\s)?[A-Z]\w+)*"
    rf"|{_STANCE}(?:\s(?:territory|region|state|land|country|area|province|republic))?)\b"
)
_WINDOW = 110  # characters beside a name in which it is described


def framing_conflicts(question: Question, good: Sequence[Candidate]) -> list[Conflict]:
    """Different words for what the question asks the status or a description of."""
    if not _ASKED.search(question.text):
        return []
    return [
        conflict
        for name in question.names
        for conflict in conflicts_among(f"how {name} is described", list(_framed(name, good)))
    ]


def _framed(asked: str, good: Sequence[Candidate]) -> Iterator[Said]:
    for candidate in good:
        text, start = candidate.article.text, candidate.span.start
        for name in read_closely(candidate.article).names(candidate.index):
            if not same_name(name.text, asked):
                continue
            before = _BEFORE.search(text, max(start, name.start - _WINDOW), name.start)
            after = _AFTER.match(text, name.end, min(candidate.span.end, name.end + _WINDOW))
            for match in filter(None, (before, after)):
                yield Said(candidate, match.start(1), match.end(1), Words(match[1], "framing"))
