"""Persons: who did what the question asks, where a sentence says so in so many words: "X won the race", "won by X"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely
from rag.answer.disagree.matter import on_the_matter
from rag.answer.disagree.said import Said
from rag.answer.disagree.wording import Words
from rag.answer.kin import presence
from rag.answer.question import Question
from rag.text.names import Name, same_name
from rag.text.voices import is_person
from rag.text.words import Word, is_stop, words

ALL = 0.95  # share of the question that must stand in the sentence itself
_REACH = 70  # characters after the verb in which all that it is about stands
# Whoever *is* the head of something changes: two articles that name two of them need not disagree.
_ASKED = re.compile(r"who\s(?!(?:is|are|was|were|will|has|had|did|does|do|else|can|could|would|should)\b)\w", re.I)
_ACTS = re.compile(r"(?:,\s[^,]{1,40},)?\s(?:(?:has|had|who|also|then|later)\s){0,2}")
_BY = re.compile(r"\sby\s(?:the\s)?")


def persons_said(question: Question, good: Sequence[Candidate]) -> list[Said]:
    """The person the question asks for, of each sentence that says who did it."""
    if not _ASKED.match(question.text) or question.kind == "who_said":
        return []
    deed, *rest = [w.stem for w in words(question.text) if not is_stop(w.text)] or [""]
    if not rest:
        return []
    return [one for c in on_the_matter(question, good, here=ALL) for one in _said(question, c, deed, rest)]


def _said(question: Question, candidate: Candidate, deed: str, rest: Sequence[str]) -> Iterator[Said]:
    text, start = candidate.text, candidate.span.start
    told = [w for w in words(text) if presence(w.stem, {deed})]
    for name in read_closely(candidate.article).names(candidate.index):
        inside = Name(name.start - start, name.end - start, name.text, name.key)
        known = any(same_name(name.text, k) for k in question.names)
        if not known and is_person(name) and any(_did(text, inside, verb, rest) for verb in told):
            yield Said(candidate, name.start, name.end, Words(name.text, "name"))
            return


def _did(text: str, name: Name, verb: Word, rest: Sequence[str]) -> bool:
    """Whether a name is the one who did something to what the question is about."""
    if _ACTS.fullmatch(text, name.end, verb.start):
        object_ = text[verb.end : verb.end + _REACH]
    elif _BY.fullmatch(text, verb.end, name.start):
        object_ = text[max(0, verb.start - _REACH) : verb.start]
    else:
        return False
    stems = {w.stem for w in words(object_)}
    return all(presence(stem, stems) for stem in rest)
