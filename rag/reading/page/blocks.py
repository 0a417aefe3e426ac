"""The blocks of a text: lines, or paragraphs where a text is wrapped at a fixed width."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.text.lines import LINE, line_key
from rag.types import Span

_LONE_RETURN = re.compile(r"\r(?!\n)")
_CLOSERS = "\"”’»')]*_ "
_STOPS = tuple(".!?…。！？．؟۔।")
# Scripts written without spaces between words; two of their characters are counted as a word.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]+")
_WIDEST_WORD = 10  # characters a word has on average, at most, where words are parted by spaces
_WORD, _LONG_LINE = re.compile(r"\S+"), 100_000

# Widths between which a line can be a wrapped one, in characters.
_NARROW, _WIDE = 40, 120
_PAIR_WIDTH = 55  # two lines are a paragraph only when the first is at least so wide


@dataclass(frozen=True, slots=True)
class Block(Span):
    """A line or wrapped paragraph, ends trimmed: its number of words and how it ends.

    ``text`` is as written, only that an old Mac's newline in it is ``\\n``. ``ended``: with the punctuation of a
    sentence. ``apart``: an empty line stands before it.
    """

    text: str
    words: int
    ended: bool
    apart: bool


def find_blocks(text: str) -> list[Block]:
    """The blocks of a text in order; together they hold all of its visible characters."""
    lines = _lines(text)
    groups = _groups(lines)
    blocks: list[Block] = []
    for group in groups:
        if len(group) > 1 and _is_wrapped(text, group):
            blocks.append(_block(text, group[0][0], group[-1][1], apart=True))
        else:
            blocks += [_block(text, start, end, apart=n == 0) for n, (start, end, _) in enumerate(group)]
    return blocks


def line_keys(text: str) -> list[bytes]:
    """The keys of a text's blocks in order, by which lines are known again (`rag.text.lines`)."""
    return [line_key(block.text) for block in find_blocks(text)]


def _block(text: str, start: int, end: int, *, apart: bool) -> Block:
    written = text[start:end]
    if "\r" in written:  # an old Mac's newline inside a paragraph is one to patterns, too: "." stops at "\n" only
        written = _LONE_RETURN.sub("\n", written)
    tail = written[-8:].rstrip(_CLOSERS)
    ended = tail[-1:] in _STOPS and not tail.endswith(("...", "…"))
    return Block(start, end, written, _count_words(written), ended, apart)


def _count_words(text: str) -> int:
    """Words of a line, without a list of them all where it has megabytes."""
    words = len(text.split()) if len(text) < _LONG_LINE else sum(1 for _ in _WORD.finditer(text))
    if len(text) > _WIDEST_WORD * words and not text.isascii():
        words += sum(match.end() - match.start() for match in _UNSPACED.finditer(text)) // 2
    return words


def _lines(text: str) -> list[tuple[int, int, bool]]:
    """Start, end and whether an empty line stands before, of each line that is not empty."""
    found: list[tuple[int, int, bool]] = []
    at, empty = 0, True
    for match in LINE.finditer(text):
        start, end = match.span()
        empty = empty or (start - at > 1 and text[at:start] != "\r\n")
        visible = match[0].strip()
        if visible:
            lead = text.index(visible[0], start, end) - start
            found.append((start + lead, start + lead + len(visible), empty))
        empty = not visible
        at = end
    return found


def _groups(lines: list[tuple[int, int, bool]]) -> list[list[tuple[int, int, bool]]]:
    groups: list[list[tuple[int, int, bool]]] = []
    for line in lines:
        if line[2] or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _is_wrapped(text: str, group: list[tuple[int, int, bool]]) -> bool:
    """Whether lines without an empty line between them are one paragraph broken at a width.

    Such lines are of middling length, and most go on in the middle of a sentence: the next begins with a small letter
    and the one before has no end of sentence. Lists and headlines do not.
    """
    full = group[:-1]
    widths = [end - start for start, end, _ in full]
    if not min(widths) >= _NARROW or max(widths) > _WIDE or min(widths) < max(widths) * 0.6:
        return False
    if len(full) == 1 and widths[0] < _PAIR_WIDTH:
        return False
    joints = list(pairwise(group))
    soft = sum(text[after[0]].islower() and text[before[1] - 1] not in ".!?:" for before, after in joints)
    return soft * 2 >= len(joints)
