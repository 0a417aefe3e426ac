"""A sentence without its markup, as it is judged, and the way back: corrected values put in among the marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.check.blocks import blanked
from rag.types import Check, Judgement, Span

_RUN = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Bare:
    """The words of a sentence one space apart, and where each of their characters stands in it as it is written.

    Blanks in place of marks would part what belongs together: "more than **100**" is more than 100.
    """

    text: str
    places: Sequence[int]

    def placed(self, judgement: Judgement) -> Judgement:
        """The judgement of these words, its places counted in the sentence as it is written."""
        return replace(judgement, checks=tuple(map(self._placed, judgement.checks)))

    def _placed(self, check: Check) -> Check:
        at = check.at
        if at is None or not 0 <= at.start < at.end <= len(self.places):
            return check
        return replace(check, at=Span(self.places[at.start], self.places[at.end - 1] + 1))


def bared(written: str, plain: str) -> Bare:
    """``plain`` is ``written`` with blanks in place of marks, of the same length."""
    kept: list[int] = []
    for run in _RUN.finditer(plain):
        if not run[0].isspace():
            kept += range(*run.span())
        elif run.start() > 0 and run.end() < len(plain) and _parts(written, run):
            kept.append(run.start())
    return Bare("".join(" " if plain[at].isspace() else plain[at] for at in kept), kept)


def _parts(written: str, run: re.Match[str]) -> bool:
    """Whether blanks are a space: white space is among them, or they stand in a word ("Iran<br>lost")."""
    before, after = written[run.start() - 1], written[run.end()]
    in_a_word = (before.isalnum() or before in ".,;:!?") and after.isalnum()
    return in_a_word or any(map(str.isspace, written[run.start() : run.end()]))


def corrected(written: str, corrections: Sequence[Check]) -> str:
    """The sentence with what it would have to say put in; of two corrections that meet, the later one."""
    plain, done, reached = blanked(written), written, len(written)
    for check in sorted(corrections, key=lambda check: check.at or Span(0, 0), reverse=True):
        if check.at and check.right and check.at.end <= reached:
            at, reached = check.at, check.at.start
            is_first = not any(char.isalnum() for char in plain[: at.start])
            right = _cased(check.right, is_first, is_number=check.name == "number")
            done = done[: at.start] + _with_marks(right, at.of(written), at.of(plain)) + done[at.end :]
    return done


def _cased(right: str, is_first: bool, is_number: bool) -> str:
    """As it is written at this place: the "Nearly 100" that opens the source's sentence does not open this one."""
    opens_with_a_word = re.match(r"[A-Z][a-z]{2,}\b", right) is not None
    if is_first or (is_number and opens_with_a_word):
        return (right[0].upper() if is_first else right[0].lower()) + right[1:]
    return right


def _with_marks(right: str, written: str, plain: str) -> str:
    """``right`` with the mark that stood in the words it replaces, so that its fellow outside is not left alone."""
    marked = "".join(" " if char == seen else char for char, seen in zip(written, plain, strict=True))
    marks = marked.split()
    if len(marks) != 1:  # none, or both of a pair
        return right
    opens = written[: marked.index(marks[0])][-1:].isspace()
    return marks[0] + right if opens else right + marks[0]
