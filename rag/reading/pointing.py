"""What a reader points at: lines of a file, by the numbers an editor shows or by a piece of their text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rag.errors import InputError
from rag.reading.page.blocks import Block, find_blocks
from rag.text.fold import fold
from rag.text.lines import line_key

# Where an editor begins a new line. (Articles have more breaks: U+2028 ends a paragraph, and no editor's line.)
_LINE_END = re.compile(r"\r\n|\n|\r")
_SHOWN = 5  # lines named in a message


class Pointed(NamedTuple):
    """A line or wrapped paragraph that is meant: its key, and its text as written."""

    key: bytes
    text: str


def lines_meant(text: str, lines: Sequence[int | str]) -> list[Pointed]:
    """The blocks of a text on the lines with these numbers (from 1), or with these pieces of text on them.

    A line of a wrapped paragraph means the paragraph. Numbers of empty lines mean nothing, but one of all must mean
    something. Raises InputError for a number beyond the last line, and for a text that stands on no line or on several.
    """
    places = _Places(text)
    meant: dict[bytes, str] = {}
    for line in lines:
        blocks = places.numbered(line) if isinstance(line, int) else [places.with_text(line)]
        meant.update((line_key(block.text), block.text) for block in blocks)
    if lines and not meant:
        empty = f"Line {lines[0]} is" if len(lines) == 1 else "These lines are"
        raise InputError(f"{empty} empty. Give the number of a line with text on it.")
    return [Pointed(*line) for line in meant.items()]


class _Places:
    """The blocks of a text and the lines they stand on."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
        if len(self._starts) > 1 and self._starts[-1] == len(text):
            self._starts.pop()  # the last line has an end, which begins no other
        self._blocks = find_blocks(text)

    def numbered(self, number: int) -> list[Block]:
        """The blocks on a line: none where it is empty, several where U+2028 parts it."""
        count = len(self._starts)
        if not 1 <= number <= count:
            raise InputError(f"There is no line {number}: the article has {count} line{'s' * (count != 1)}.")
        start, end = self._starts[number - 1], self._starts[number] if number < count else self._length
        first = bisect_right(self._blocks, start, key=lambda block: block.end)
        return self._blocks[first : bisect_right(self._blocks, end - 1, key=lambda block: block.start)]

    def with_text(self, piece: str) -> Block:
        """The block that a piece of text stands on; copies of one line are one."""
        wanted = fold(piece)
        found = [block for block in self._blocks if wanted and wanted in fold(block.text)]
        exactly = [block for block in found if fold(block.text) == wanted]
        different = {fold(block.text) for block in exactly or found}
        if len(different) == 1:
            return (exactly or found)[0]
        if not found:
            raise InputError(f'No line of the article has the text "{piece}".')
        numbers = [str(self._number(block)) for block in found]
        named = ", ".join(numbers[:_SHOWN]) + (", …" if len(numbers) > _SHOWN else "")
        raise InputError(
            f'"{piece}" stands on {len(numbers)} lines ({named}). Give the number of one, or more of its text.'
        )

    def _number(self, block: Block) -> int:
        return bisect_right(self._starts, block.start)
