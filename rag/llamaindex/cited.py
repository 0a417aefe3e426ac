"""A text with citation markers, checked by the numbered sources it cites: what is said of each sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from rag.llamaindex.markers import find_markers, tidied, with_space, without
from rag.types import GRAVEST, Judgement, Span, Verdict

Problem = Literal["uncited", "invented citation", "wrong citation"]

SHOWN: tuple[Verdict, ...] = ("supported", "partly_supported", "unchecked")
"""Verdicts with which a sentence stays where what fails is dropped: a failed checker is no judgement."""

NOTHING_LEFT = "Nothing is left of the answer: its sources do not bear it out."


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence (characters ``start`` to ``end`` of the text, markers and all), what it cites, and what is said of it.

    ``verdict`` is by the sources it ``cites``; without a citation it is ``unsupported``, whatever the sources say. In a
    text that need not cite it is by all sources. ``invented`` are numbers that no source has; ``borne_by`` is the
    source that bears it out best, cited or not (two, where only both together do). ``evidence`` are the words that the
    verdict stands on, each with its source's number. Without a judgement there is nothing to check: see ``nothing``.
    """

    text: str
    start: int
    end: int
    judgement: Judgement | None = None
    cites: tuple[int, ...] = ()
    invented: tuple[int, ...] = ()
    borne_by: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    evidence: tuple[tuple[int, str], ...] = ()
    corrected: str | None = None
    nothing: str = ""

    @property
    def verdict(self) -> Verdict:
        """The word for it; ``unchecked`` where there is nothing to check."""
        return self.judgement.verdict if self.judgement else "unchecked"

    @property
    def passes(self) -> bool:
        """Whether nothing is wrong with it: supported by what it cites, and nothing it cites is invented."""
        return not self.invented and (self.judgement is None or self.verdict == "supported")

    def to_json(self) -> dict[str, Any]:
        judged = self.judgement.to_json() if self.judgement else {"verdict": None, "score": None, "reasons": []}
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            **judged,
            "cites": list(self.cites),
            "invented": list(self.invented),
            "borne_by": list(self.borne_by),
            "problems": list(self.problems),
            "evidence": [{"source": source, "quote": quote} for source, quote in self.evidence],
            "corrected": self.corrected,
            "nothing": self.nothing or None,
        }


@dataclass(frozen=True, slots=True)
class CitedText:
    """A text whose sentences were checked by the sources it cites: ``for sentence in checked: ...``"""

    text: str
    sentences: tuple[CitedSentence, ...]
    sources: int
    notice: str | None = None

    def __iter__(self) -> Iterator[CitedSentence]:
        """The sentences that were checked."""
        return (sentence for sentence in self.sentences if sentence.judgement)

    @property
    def passing(self) -> bool | None:
        """Whether every sentence passes; None where there was nothing to check."""
        return all(sentence.passes for sentence in self.sentences) if any(True for _ in self) else None

    @property
    def score(self) -> float | None:
        """The share of the checked sentences that pass."""
        passed = [sentence.passes for sentence in self]
        return sum(passed) / len(passed) if passed else None

    @property
    def worst(self) -> Verdict:
        """The gravest verdict."""
        return min((sentence.verdict for sentence in self), key=GRAVEST.index, default="unchecked")

    @property
    def invented(self) -> tuple[int, ...]:
        """The numbers that no source has, in their order."""
        return tuple(sorted({n for sentence in self.sentences for n in sentence.invented}))

    @property
    def dropped(self) -> tuple[CitedSentence, ...]:
        """The sentences that ``without_failed`` leaves out."""
        return tuple(sentence for sentence in self if sentence.verdict not in SHOWN)

    def without_failed(self) -> str:
        """The text without the sentences that fail and without invented markers, and a line that says so."""
        whole = [with_space(self.text, Span(one.start, one.end)) for one in self.dropped]
        text = tidied(self.text, [*whole, *self._invented_cuts()])
        if not self.dropped:
            return text
        if not any(one.verdict in SHOWN for one in self):
            return NOTHING_LEFT
        count = len(self.dropped)
        said = f"({count} sentence{'s were' if count > 1 else ' was'} left out: not borne out by what is cited.)"
        return f"{text}\n\n{said}"

    def _invented_cuts(self) -> list[Span]:
        """Where markers stand that name no source; one that names a source as well stays whole."""
        known = range(1, self.sources + 1)
        markers = find_markers(self.text)
        return [without(self.text, marker) for marker in markers if not set(known) & set(marker.numbers)]

    def to_json(self) -> dict[str, Any]:
        return {
            "passing": self.passing,
            "score": None if self.score is None else round(self.score, 4),
            "verdict": self.worst,
            "sources": self.sources,
            "invented": list(self.invented),
            "sentences": [sentence.to_json() for sentence in self.sentences],
            "notice": self.notice,
        }
