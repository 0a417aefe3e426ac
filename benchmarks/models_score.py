"""From what was shown to figures: by our checker, which judges all ways alike, and by a reader's labels.

A sentence that stands word for word in what it cites is borne out by that; nobody has to read it. All others are read
with the system hidden. A citation supports where the cited text bears out the sentence or, together with the other
cited texts, its part of it. A sentence without a citation, or with a number that no source has, counts as one that is
not supported. A sentence is wrong where it says what is not so, or what none of the texts given to the system says.
A short answer is wrong where it does not answer the question rightly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.models_asked import Outcome, Question, Shown
from rag.evaluate.asked import any_says
from rag.evaluate.figures import Figure, mean, percentile, ratio
from rag.text.fold import fold

VERBATIM = 5  # words; fewer may stand in a text by chance


@dataclass(frozen=True, slots=True)
class Label:
    """What is said of one sentence: whether each citation supports it; ``claim`` is False where it claims nothing."""

    supports: tuple[bool, ...] = ()
    wrong: bool = False
    claim: bool = True


Judge = Callable[[Question, Shown, Outcome], Label]
Case = tuple[Question, Outcome]


def verbatim(shown: Shown) -> Label | None:
    """The label of a sentence whose words stand in all that it cites; None where it must be read."""
    words = fold(shown.text).strip(" .\"'")
    if shown.line or not shown.cited or len(words.split()) < VERBATIM:
        return None
    stands = all(cited.text and words in fold(cited.text) for cited in shown.cited)
    return Label((True,) * len(shown.cited)) if stands else None


def by_labels(labels: Mapping[str, Label]) -> Judge:
    """A reader's judgement. A sentence nobody has read raises KeyError."""

    def judge(question: Question, shown: Shown, _: Outcome) -> Label:
        return verbatim(shown) or labels[shown.key(question.text)]

    return judge


def by_checker(check: Callable[[str, Sequence[str]], Any], declines: Callable[[str], bool]) -> Judge:
    """Our checker's judgement, the same for all: what it does not call supported is not, by itself or by all given."""

    def judge(question: Question, shown: Shown, outcome: Outcome) -> Label:
        if declines(shown.text) and not shown.line and verbatim(shown) is None:
            return Label((), claim=False)
        if (label := verbatim(shown)) is not None:
            return label
        told = f"{question.text} {shown.text}" if shown.line else shown.text
        supports = tuple(check(told, [one.text or ""]).verdict == "supported" for one in shown.cited)
        borne = any(supports) or check(told, [*outcome.given]).verdict in ("supported", "partly_supported")
        return Label(supports, wrong=not borne)

    return judge


def correct(question: Question, outcome: Outcome) -> bool:
    """Whether all points are shown and nothing that must not be; of a null, whether it is refused."""
    if question.null:
        return outcome.refused
    parts = [fold(shown.text) for shown in outcome.sentences if not shown.line] + [fold(text) for text in outcome.more]
    told = [*parts, fold(outcome.notice)] if question.corrected else parts
    if question.of == "newsquiz":
        return any_says(told, question.points[0])
    points = all(any(fold(wording) in part for wording in point for part in told) for point in question.points)
    return points and not any(fold(never) in part for never in question.never for part in told)


def units(label: Label, shown: Shown) -> list[bool]:
    """Of each citation whether it supports; a claim without any is one that is not supported."""
    if not label.claim:
        return []
    return list(label.supports) or [False] if shown.cited else [False]


def refuses(question: Question, outcome: Outcome, judge: Judge) -> bool:
    """Whether nothing shown is an answer: by its own word, or since no sentence claims anything."""
    return outcome.refused or not any(judge(question, shown, outcome).claim for shown in outcome.sentences)


def figures(cases: Sequence[Case], judge: Judge) -> dict[str, Figure]:
    """The figures of one way; cases are resampled as questions, with all their sentences."""
    labelled = [[(judge(q, shown, o), shown) for shown in o.sentences] for q, o in cases]
    cited = [[unit for label, shown in one for unit in units(label, shown)] for one in labelled]
    claims = [sum(label.claim for label, _ in one) for one in labelled]
    refused = [refuses(q, o, judge) for q, o in cases]
    asked = [q for q, _ in cases]
    return {
        "correct, answerable": mean([correct(q, o) for q, o in cases if not q.null]),
        "refused, null": mean([r for q, r in zip(asked, refused, strict=True) if q.null]),
        "refused, answerable": mean([r for q, r in zip(asked, refused, strict=True) if not q.null]),
        "citations that support": ratio([sum(one) for one in cited], [len(one) for one in cited]),
        "wrong claims a question": mean([float(count) for count in wrong_claims(cases, judge)]),
        "share of claims that are wrong": ratio(wrong_claims(cases, judge), claims),
        "claims shown": mean([float(count) for count in claims]),
        "seconds p50": percentile([o.seconds for q, o in cases if q.of == "seeds"], 50),
        "seconds p95": percentile([o.seconds for q, o in cases if q.of == "seeds"], 95),
        "tokens read": mean([float(o.read) for _, o in cases]),
        "tokens written": mean([float(o.written) for _, o in cases]),
    }


def wrong_claims(cases: Sequence[Case], judge: Judge) -> list[int]:
    """How many sentences of each answer are wrong."""
    return [sum(judge(q, shown, o).wrong for shown in o.sentences) for q, o in cases]


def wrong_against(ours: Sequence[Case], theirs: Sequence[Case], judge: Judge) -> Figure:
    """Our wrong claims over theirs, on the same questions, which are resampled as pairs."""
    return ratio(wrong_claims(ours, judge), wrong_claims(theirs, judge))
