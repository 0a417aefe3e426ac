"""Quotations in a text: where they begin and end.

Outermost quotations only; a quotation inside a quotation belongs to its outer one. An apostrophe is no quotation
mark. A quotation never crosses a line break: one that is not closed in its paragraph ends with the paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.types import Span

_MARK = re.compile(r"[\"“”„‟«»‘’'「」]|\n|\r")
_CLOSERS = {"“": "”", "„": "“”‟", "‟": "”", "«": "»", "»": "«", "「": "」", '"': '"'}
_OPEN_BEFORE = frozenset("([{—–-/:\u2009\u200a\"“«‘'")
_ELISION = re.compile(r"['’](?:\d0s\b|em\b|til\b|tis\b|twas\b|cause\b|n['’])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quote(Span):
    """A quotation: ``start`` and ``end`` cover its marks, ``inner_start`` and ``inner_end`` the words inside."""

    inner_start: int
    inner_end: int

    @property
    def closed(self) -> bool:
        """Whether the closing mark is there."""
        return self.end > self.inner_end


def find_quotes(text: str, start: int = 0, end: int | None = None) -> list[Quote]:
    """The outermost quotations in ``text[start:end]``, in order, without overlap."""
    end = len(text) if end is None else end
    quotes: list[Quote] = []
    paragraph: list[int] = []
    line_start = start
    for match in _MARK.finditer(text, start, end):
        if match[0] in "\r\n":
            quotes += _in_paragraph(text, paragraph, line_start, match.start())
            paragraph, line_start = [], match.end()
        else:
            paragraph.append(match.start())
    return quotes + _in_paragraph(text, paragraph, line_start, end)


def _in_paragraph(text: str, marks: list[int], start: int, end: int) -> list[Quote]:
    if not marks:
        return []
    quotes: list[Quote] = []
    closing = _Closing(text, marks, end)
    index = 0
    while index < len(marks):
        at = marks[index]
        if not _opens(text, at, start, end):
            index += 1
            continue
        close = closing.after(index)
        if close is not None:
            quotes.append(Quote(at, marks[close] + 1, at + 1, marks[close]))
            index = close + 1
        elif text[at] in "“„«" and _left_open(text, at, start):
            stop = len(text[at:end].rstrip()) + at
            quotes.append(Quote(at, stop, at + 1, stop))
            break
        else:
            index += 1
    return quotes


def _left_open(text: str, at: int, start: int) -> bool:
    """An unclosed mark is a quotation that goes on in the next paragraph."""
    before = text[start:at].rstrip() if at - start < 200 else text[at - 200 : at].rstrip()
    return not before or before[-1] in ",:—–" or text[at] in "“„«"


def _opens(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if mark in "“„«「":
        return True
    if mark == "‘":
        return not after.isspace()
    if mark == '"':
        return not after.isspace() and (not before.isalnum() or at == start) and before not in ".,!?"
    if mark == "'":
        return (before.isspace() or before in _OPEN_BEFORE) and after.isalnum() and not _ELISION.match(text, at)
    return False


class _Closing:
    """Finds the mark that closes another, going once forward over a paragraph's marks for each kind."""

    def __init__(self, text: str, marks: list[int], end: int) -> None:
        self._text, self._marks, self._end = text, marks, end
        self._next: dict[str, list[int | None]] = {}

    def after(self, index: int) -> int | None:
        """The index of the mark that closes the one at ``index``, or None."""
        mark = self._text[self._marks[index]]
        if mark not in self._next:
            self._next[mark] = self._table(mark)
        return self._next[mark][index]

    def _table(self, mark: str) -> list[int | None]:
        closers = _CLOSERS.get(mark, "’'" if mark == "‘" else "'")
        single = mark in "‘'"
        table: list[int | None] = [None] * len(self._marks)
        strong: int | None = None
        for index in range(len(self._marks) - 1, -1, -1):
            table[index] = strong
            at = self._marks[index]
            if self._text[at] == mark == "‘":
                strong = None
            if self._text[at] not in closers:
                continue
            if not single:
                if mark != '"' or self._closes_straight(at):
                    strong = index
            elif self._closes_single(at) and not (self._doubtful(at) and strong is not None):
                strong = index
        return table

    def _closes_straight(self, at: int) -> bool:
        after = self._text[at + 1] if at + 1 < self._end else " "
        before = self._text[at - 1] if at else " "
        return not before.isspace() or not after.isalnum()

    def _closes_single(self, at: int) -> bool:
        """Not an apostrophe inside a word, and something stands before it."""
        after = self._text[at + 1] if at + 1 < self._end else " "
        before = self._text[at - 1] if at else " "
        return not after.isalnum() and not before.isspace()

    def _doubtful(self, at: int) -> bool:
        """A plural possessive ("the parties’ hopes") looks like a closing mark."""
        return (
            self._text[at - 1 : at] in ("s", "z", "x")
            and self._text[at + 1 : at + 2] == " "
            and self._text[at + 2 : at + 3].islower()
        )
