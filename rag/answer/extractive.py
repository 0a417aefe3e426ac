"""Answering without a language model: choose the sentences that answer, quote them, and say who speaks.

Or say that the articles do not say. Nothing here is invented: a claim is a run of sentences as an article has them, or
such a run with the name of its speaker put in brackets or in front, which the checker then tests like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from rag.answer.candidate import Candidate, Knowledge
from rag.answer.choose import MOST_CLAIMS, MOST_LISTED, choose, eligible, most_shown
from rag.answer.cite import Citations
from rag.answer.confidence import confidence
from rag.answer.direct import direct_line
from rag.answer.disagree import conflicts, disagreements, with_other_sides
from rag.answer.evidence import candidates
from rag.answer.question import Question
from rag.answer.refusal import Refusal, listed, refusal
from rag.answer.timeline import draft_timeline, matter
from rag.answer.write import abstention, claimed, said_by
from rag.text.names import same_name
from rag.text.parts import carried, halves, parts_of
from rag.types import Draft, Hit

WIDER = 4  # times as many passages are read for an answer that is to be complete, or to tell a whole story
MOST_PARTS = 3
ASKS = re.compile(
    r"(?:and |but |or |in |on |at |for |of |to |from |by |with )?"
    r"(?:who|whom|whose|what|which|when|where|why|how|did|does|do|is|are|was|were|has|have|had|will|can)\b",
    re.I,
)
WIDELY = ("list", "timeline", "compare")


def passages_read(question_text: str, usual: int) -> int:
    """How many passages an answer to this question is drawn from."""
    return usual * WIDER if Question(question_text).kind in WIDELY else usual


def draft(question_text: str, hits: Sequence[Hit], knowledge: Knowledge) -> Draft:
    """An answer to a question from the passages found for it, before anything is checked."""
    question = Question(question_text)
    if question.kind == "timeline":
        return in_order(Question(matter(question_text)), hits, knowledge)
    if question.kind == "who_said" and question.quoted:
        return said_by(question, hits, candidates(question, hits, knowledge), Citations())
    parts = [Part(text, part_hits, knowledge) for text, part_hits in asked_apart(question, hits)]
    if any(part.no is None for part in parts):
        return by_parts(question, parts)
    found = candidates(question, hits, knowledge)
    no = refusal(question, hits, found, knowledge)
    if no is not None:
        return abstention(no, found, Citations())
    sure = confidence(question, found, hits, knowledge)
    # Texts that were given with the question all speak of it; of an archive's, those do that are on the matter.
    more = eligible(question, found) if knowledge.passages else found
    return told(question, choose(question, found), found, more, sure)


def told(
    question: Question, chosen: Sequence[Candidate], found: Sequence[Candidate], more: Sequence[Candidate], sure: float
) -> Draft:
    """The chosen sentences as claims, with the other sides of what they tell, and the short answer in front.

    All are best first: ``found`` may speak against what is shown, ``more`` may be shown with it.
    """
    citations = Citations()
    differ = conflicts(question, chosen, found)
    shown = with_other_sides(question, chosen, more, differ)[: most_shown(question)]
    claims = [claim for candidate in shown for claim in claimed(candidate, citations)]
    sides = tuple(disagreements(differ, shown, citations))
    return Draft(
        claims=tuple(claims),
        # Where the articles differ, no side is chosen.
        direct=None if sides else direct_line(question, best_first(shown), found, citations),
        disagreements=sides,
        citations=citations.all(),
        confidence=sure,
        best=best_first(shown)[0].text,
    )


def best_first(shown: Sequence[Candidate]) -> list[Candidate]:
    """The sentences shown with the best in front: the quotations of a speech are shown in their own order."""
    best = max(shown, key=lambda c: c.score)
    return [best, *(c for c in shown if c is not best)]


class Part:
    """One part of a question that asks several things: its sentences, or why there are none."""

    def __init__(self, text: str, hits: Sequence[Hit], knowledge: Knowledge) -> None:
        self.question = Question(text)
        found = candidates(self.question, hits, knowledge)
        self.no: Refusal | None = refusal(self.question, hits, found, knowledge)
        self.chosen = [] if self.no else choose(self.question, found)
        self.sure = self.no.confidence if self.no else confidence(self.question, found, hits, knowledge)


def asked_apart(question: Question, hits: Sequence[Hit]) -> list[tuple[str, Sequence[Hit]]]:
    """The parts of a question, each with the passages it is asked of; none where it is one.

    Outlets that are set side by side are parts, too: the same question, asked of what each printed.
    """
    names = {hit.article.outlet for hit in hits if hit.article.outlet}
    outlets = [name for name in sorted(names) if any(same_name(name, asked) for asked in question.names)]
    if len(outlets) < 2:
        return [(part, hits) for part in parts_asked(question)]
    bare = question.text
    for outlet in outlets:
        bare = bare.replace(outlet, "")
    return [(bare, [hit for hit in hits if hit.article.outlet == outlet]) for outlet in outlets]


def parts_asked(question: Question) -> list[str]:
    """The questions that stand in one; "which ministers, and what did each say" is one, and so is "between X and Y"."""
    if question.kind == "compare" and question.focus == question.text.strip():
        return parts_of(question.text)
    parts = [] if question.several else list(carried(halves(question.text)))
    return parts[:MOST_PARTS] if len(parts) > 1 and all(map(ASKS.match, parts)) else []


def by_parts(question: Question, parts: Sequence[Part]) -> Draft:
    """The best sentence of each part in turn, then the next best of each; what is not said of a part is said."""
    shown: list[Candidate] = []
    for candidate in chain.from_iterable(zip_longest(*(part.chosen[: MOST_CLAIMS // len(parts)] for part in parts))):
        if candidate is not None and not any(overlap(candidate, other) for other in shown):
            shown.append(candidate)
    answer = told(question, shown, shown, shown, min(part.sure for part in parts if part.no is None))
    missing = list(dict.fromkeys(part.question.text for part in parts if part.no is not None))
    notice = f"Of {listed(missing)} the articles do not say." if missing else None
    return replace(answer, notice=notice, direct=None)


def overlap(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence is quoted in both."""
    return one.place[:2] == other.place[:2] and not set(one.indexes).isdisjoint(other.indexes)


def in_order(question: Question, hits: Sequence[Hit], knowledge: Knowledge) -> Draft:
    """What happened, by the dates of the events; the dates themselves stand in ``archive.timeline``."""
    found = candidates(question, hits, knowledge)
    no = refusal(question, hits, found, knowledge)
    timeline = draft_timeline(question.text, hits, knowledge, MOST_LISTED)
    entries = (*timeline.entries, *timeline.undated)
    if no is not None or not entries:
        return abstention(no or Refusal(timeline.notice or "", 0.0), found, Citations())
    return Draft(
        claims=tuple(entry.claim for entry in entries),
        disagreements=timeline.disagreements,
        citations=timeline.citations,
        notice="In the order of the events. A timeline shows the dates beside them: footnote timeline.",
        confidence=confidence(question, found, hits, knowledge),
        best=entries[0].claim.text,
    )
