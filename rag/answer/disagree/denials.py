"""A claim and its denial: in one breath, or in two articles of which one says that it is so and the other denies it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely
from rag.answer.denial import DENIAL, answered_by
from rag.answer.disagree.matter import around, deeds, on_the_matter, told_of
from rag.answer.disagree.said import Conflict, Said
from rag.answer.disagree.wording import Words
from rag.answer.kin import presence
from rag.answer.question import Question
from rag.text.words import words

Denied = tuple[Candidate, Candidate]
ALL = 0.8  # share of the question that must stand in the sentence itself
ASKED = 0.5  # share of the question that a claim which is denied must tell, for the question to be about it
_VALUES = ("how_many", "how_long", "when", "where")  # what these ask is a value: nobody denies one
_OPEN = re.compile(r"\b(?:not|never|n['’]t|no|whether|if|unless|without|could|would|may|might)\b|\?", re.I)


def denial_conflicts(question: Question, shown: Sequence[Candidate], good: Sequence[Candidate]) -> list[Conflict]:
    """Each claim that is shown with the sentence after it that denies it; else one and its denial in other places."""
    if question.kind in _VALUES:
        return []
    pairs = list(_answered(question, shown)) or list(_elsewhere(question, good))
    return [Conflict(question.text, ((_whole(one),), (_whole(other),))) for one, other in pairs]


def _answered(question: Question, shown: Sequence[Candidate]) -> Iterator[Denied]:
    places = {(c.article.path, c.article.sha256, c.index) for c in shown}
    for one in shown:
        other = answered_by(one)
        if other is None or (other.article.path, other.article.sha256, other.index) not in places:
            continue
        here, asked = read_closely(one.article).stems(one.index), deeds(question)
        names_it = not asked or any(presence(stem, here) for stem in asked)
        if names_it and told_of(question, around(one)) >= ASKED:
            yield one, other


def _elsewhere(question: Question, good: Sequence[Candidate]) -> Iterator[Denied]:
    if question.kind != "yes_no":
        return
    asked = on_the_matter(question, good, here=ALL)
    denying = next((c for c in asked if _denies(question, c)), None)
    claiming = next((c for c in asked if not DENIAL.search(c.text) and not _OPEN.search(c.text)), None)
    if denying is not None and claiming is not None:
        yield claiming, denying


def _denies(question: Question, candidate: Candidate) -> bool:
    """Whether what is asked is what is denied: it stands behind the word."""
    denial = DENIAL.search(candidate.text)
    behind = {w.stem for w in words(candidate.text) if denial is not None and w.start >= denial.end()}
    return bool(behind) and all(presence(stem, behind) for stem in deeds(question))


def _whole(candidate: Candidate) -> Said:
    """The sentence as a value: who says it, and the words."""
    voice = read_closely(candidate.article).voices.of(candidate.index)
    text = " ".join(candidate.text.split())
    shown = text if voice is None or voice.name in text else f"{voice.name}: {text}"
    return Said(candidate, candidate.span.start, candidate.span.end, Words(text, "claim"), shown)
