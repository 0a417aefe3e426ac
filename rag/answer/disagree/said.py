"""A value as one sentence states it, and the sides that such values make: what agrees stands on one side."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rag.answer.candidate import Candidate
from rag.text.fold import fold


class Meaning(Protocol):
    """What a written value can stand for."""

    @property
    def kind(self) -> Hashable:
        """Only values of one kind are compared: euros with euros, dates with dates."""

    @property
    def precision(self) -> float:
        """How much it says; a decade says less than a year."""

    def agrees(self, other: Any) -> bool:
        """Whether both can be true at once: they are equal, or one is a coarser form of the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A value in a sentence, at ``start`` to ``end`` of its article."""

    candidate: Candidate
    start: int
    end: int
    meaning: Meaning
    shown: str = ""  # what is shown of it where that is not the words alone: who says it, and the sentence

    @property
    def text(self) -> str:
        return self.shown or self.candidate.article.text[self.start : self.end]

    @property
    def place(self) -> tuple[str, str, int, int]:
        article = self.candidate.article
        return article.path, article.sha256, self.start, self.end

    def agrees(self, other: Said) -> bool:
        """Whether both say the same, or one only less of it."""
        same = self.meaning.kind == other.meaning.kind and self.meaning.agrees(other.meaning)
        return same or fold(self.text) == fold(other.text)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the articles disagree about, and its sides: the value that says most comes first in each."""

    about: str
    sides: tuple[tuple[Said, ...], ...]


def sides_of(said: Sequence[Said]) -> list[list[Said]]:
    """Values of one kind by what they agree with, the side of the first one given first.

    A coarse value that fits several sides ("thousands") speaks for none of them.
    """
    sides: list[list[Said]] = []
    for one in sorted(said, key=lambda s: -s.meaning.precision):
        fitting = [side for side in sides if side[0].agrees(one)]
        if not fitting:
            sides.append([one])
        elif len(fitting) == 1:
            fitting[0].append(one)
    order = {id(one): n for n, one in enumerate(said)}
    return sorted(sides, key=lambda side: min(order[id(one)] for one in side))


def conflicts_among(about: str, said: Sequence[Said]) -> list[Conflict]:
    """Where the values of one kind have more than one side."""
    found = []
    for kind in dict.fromkeys(one.meaning.kind for one in said):
        sides = sides_of([one for one in said if one.meaning.kind == kind])
        if len(sides) > 1:
            found.append(Conflict(about, tuple(map(tuple, sides))))
    return found
