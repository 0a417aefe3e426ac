"""Quotations in a text: where they begin and end.

Outermost quotations only; a quotation inside a quotation belongs to its outer one. An apostrophe, a decade ('90s) and
feet and inches (6'2") are no quotation marks. A `Quote` never leaves its paragraph: one that is not closed there ends
with the paragraph. A `Quotation` is a whole one, which may run over several paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from rag.text.lines import LINE
from rag.types import Span

# Two single marks are typed for a double one, as in ``TeX''.
# One mark, or the same single mark twice; the first character alone decides where to look closer, which is quicker.
_MARK = re.compile(r"[\"“”„‟〝〞＂«»‹›「」『』‘’‚'´`](?:(?<=')'|(?<=`)`|(?<=’)’|(?<=‘)‘|(?<!`))")
_DOUBLE, _ANGLE, _CORNER, _SINGLE = "double", "angle", "corner", "single"
_FAMILY = (
    dict.fromkeys(["''", "``", "’’", "‘‘", *'"“”„‟〝〞＂'], _DOUBLE)
    | dict.fromkeys("«»‹›", _ANGLE)
    | dict.fromkeys("「」『』", _CORNER)
    | dict.fromkeys("‘’‚'´", _SINGLE)
)
_ALWAYS_OPEN = frozenset(["„", "‟", "〝", "``", "‘‘", "「", "『"])
_ALWAYS_CLOSE = frozenset(["〞", "’’", "」", "』"])
_PAIRS_OF_ANGLES = {"«": "»", "»": "«", "‹": "›", "›": "‹"}
_OPEN_BEFORE = frozenset("([{—–-/:\u2009\u200a\"“«‘'")
_ELISION = re.compile(r"['’‘](?:\d0s\b|em\b|til\b|tis\b|twas\b|cause\b|n['’])", re.IGNORECASE)
_INCHES = re.compile(r"\d\s?['’′]\s?\d{1,2}\Z")

Role = Literal["open", "close", "either"]


@dataclass(frozen=True, slots=True)
class Quote(Span):
    """A quotation: ``start`` and ``end`` cover its marks, ``inner_start`` and ``inner_end`` the words inside."""

    inner_start: int
    inner_end: int

    @property
    def closed(self) -> bool:
        """Whether the closing mark is there."""
        return self.end > self.inner_end


@dataclass(frozen=True, slots=True)
class Quotation(Span):
    """A whole quotation with its marks: one `Quote`, or one in each of the paragraphs it runs over."""

    parts: tuple[Quote, ...]

    @property
    def inner(self) -> Span:
        """The words between the first and the last mark."""
        return Span(self.parts[0].inner_start, self.parts[-1].inner_end)


def find_quotes(text: str, start: int = 0, end: int | None = None) -> list[Quote]:
    """The outermost quotations in ``text[start:end]``, in order, without overlap; every line is a paragraph."""
    end = len(text) if end is None else end
    lines = [Span(m.start(), m.end()) for m in LINE.finditer(text, start, end) if not m[0].isspace()]
    return [quote for paragraph in _by_paragraph(text, lines) for quote in paragraph]


def quotes_in(text: str, start: int, end: int, following: int | None = None) -> list[Quote]:
    """The outermost quotations of one paragraph, whose line breaks are spaces like others.

    ``following`` is where the next paragraph begins: a quotation left open goes on there if it opens with a mark too.
    """
    marks = _marks(text, start, end)
    if not marks:
        return []
    closers = _closers(text, marks)
    goes_on = _first_mark(text, following)
    last = max((n for n, mark in enumerate(marks) if mark.family == _DOUBLE), default=-1)
    quotes: list[Quote] = []
    index = 0
    while index < len(marks):
        mark, close = marks[index], closers[index]
        if close is not None:
            quotes.append(Quote(mark.at, marks[close].end, mark.end, marks[close].at))
            index = close + 1
        elif mark.role != "close" and _stays_open(text, mark, index == last, goes_on):
            stop = len(text[mark.at : end].rstrip()) + mark.at
            if stop > mark.end:
                quotes.append(Quote(mark.at, stop, mark.end, stop))
            break
        else:
            index += 1
    return quotes


def find_quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """The whole quotations of an article, given its paragraphs in order.

    Each paragraph of a long quotation opens with a mark, only the last one closes it.
    """
    found: list[Quotation] = []
    parts: list[Quote] = []
    for paragraph, quotes in zip(paragraphs, _by_paragraph(text, paragraphs), strict=True):
        for quote in quotes:
            first = not text[paragraph.start : quote.start].strip() if quote is quotes[0] else False
            if parts and not (first and text[quote.start] == text[parts[0].start]):
                found.append(_whole(parts))
                parts = []
            parts.append(quote)
            if quote.closed:
                found.append(_whole(parts))
                parts = []
        if parts and not quotes:
            found.append(_whole(parts))
            parts = []
    return [*found, _whole(parts)] if parts else found


def _whole(parts: Sequence[Quote]) -> Quotation:
    return Quotation(parts[0].start, parts[-1].end, tuple(parts))


def _by_paragraph(text: str, paragraphs: Sequence[Span]) -> Iterator[list[Quote]]:
    for paragraph, following in pairwise([*paragraphs, None]):
        assert paragraph is not None
        yield quotes_in(text, paragraph.start, paragraph.end, following.start if following else None)


class _Mark(NamedTuple):
    at: int
    end: int
    family: str
    role: Role


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    """What may be a quotation mark, and whether it opens or closes by what stands beside it."""
    marks: list[_Mark] = []
    toward: dict[str, str] = {}  # the angle that opens here: « in French, » in German
    for match in _MARK.finditer(text, start, end):
        written, at = match[0], match.start()
        family = _FAMILY[written]
        before = text[at - 1] if at > start else " "
        after = text[match.end()] if match.end() < end else " "
        role: Role | None
        if family == _SINGLE:
            role = _single_role(text, written, at, before, after)
        elif family == _ANGLE:
            role = _angle_role(toward, written, before, after)
        elif written in _ALWAYS_OPEN or written in _ALWAYS_CLOSE:
            role = "open" if written in _ALWAYS_OPEN else "close"
        elif before.isdigit() and _INCHES.search(text, max(start, at - 6), at):
            role = None
        else:
            role = _double_role(written, before, after)
        if role is not None:
            marks.append(_Mark(at, match.end(), family, role))
    return marks


def _double_role(written: str, before: str, after: str) -> Role:
    left = (before.isspace() or before in _OPEN_BEFORE) and not after.isspace()  # stands at the left of a word
    right = not before.isspace() and not after.isalnum()
    if written == "“":
        return "close" if right and not left and (after.isspace() or after in ".,;:!?)") else "open"
    if written == "”":
        return "open" if before.isspace() and after.isalnum() else "close"
    if left == right:
        return "either"
    return "open" if left else "close"


def _angle_role(toward: dict[str, str], written: str, before: str, after: str) -> Role:
    """The first angle of a paragraph opens; the other way round closes, and so does the same at a word's end."""
    kind = min(written, _PAIRS_OF_ANGLES[written])
    opens = toward.setdefault(kind, written)
    if written != opens:
        return "close"
    return "close" if not before.isspace() and (after.isspace() or after in ".,;:!?") else "open"


def _single_role(text: str, written: str, at: int, before: str, after: str) -> Role | None:
    """None for an apostrophe."""
    if written in "‘‚":
        return None if after.isspace() or _ELISION.match(text, at) else "open"
    opens = (before.isspace() or before in _OPEN_BEFORE) and after.isalnum() and not _ELISION.match(text, at)
    if written == "'" and opens:
        return "open"
    return "close" if not after.isalnum() and not before.isspace() else None


def _closers(text: str, marks: Sequence[_Mark]) -> list[int | None]:
    """For each mark the index of the one that closes it, None where there is none."""
    closers: list[int | None] = [None] * len(marks)
    for family in (_DOUBLE, _ANGLE, _CORNER):
        _match_nested([n for n, mark in enumerate(marks) if mark.family == family], marks, closers)
    _match_single(text, marks, closers)
    return closers


def _match_nested(order: Sequence[int], marks: Sequence[_Mark], closers: list[int | None]) -> None:
    """A closing mark closes the last one that is open: quotations nest, and one never closed disturbs no other."""
    still_open: list[int] = []
    for place, index in enumerate(order):
        role = marks[index].role
        if role == "open" or (role == "either" and not still_open and place + 1 < len(order)):
            still_open.append(index)
        elif still_open:
            closers[still_open.pop()] = index


def _match_single(text: str, marks: Sequence[_Mark], closers: list[int | None]) -> None:
    """The next closing mark, but rather a later one than what may be a plural possessive ("the parties’ hopes")."""
    strong: int | None = None
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        if mark.family != _SINGLE:
            continue
        if mark.role == "open":
            closers[index], strong = strong, None
        elif strong is None or not _doubtful(text, mark.at):
            strong = index


def _doubtful(text: str, at: int) -> bool:
    """A plural possessive ("the parties’ hopes") or a dropped g ("talkin’ loud") looks like a closing mark."""
    before = text[max(0, at - 2) : at]
    return (
        (before[-1:] in ("s", "z", "x") or before == "in")
        and text[at + 1 : at + 2] == " "
        and text[at + 2 : at + 3].islower()
    )


def _first_mark(text: str, following: int | None) -> str:
    """The double mark a paragraph opens with, or nothing."""
    if following is None:
        return ""
    while following < len(text) and text[following].isspace():
        following += 1
    return text[following] if following < len(text) and text[following] in '"“„«»' else ""


def _stays_open(text: str, mark: _Mark, last: bool, goes_on: str) -> bool:
    """An unclosed mark is a quotation that goes on in the next paragraph, if that opens with the same mark.

    A curly one that is the last of its paragraph needs no such proof.
    """
    written = text[mark.at]
    return mark.family in (_DOUBLE, _ANGLE) and (written == goes_on or (written in "“„«" and last))
