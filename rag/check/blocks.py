"""What a pasted text is made of, Markdown or plain: paragraphs, list items, headings, cells of tables, code.

Markdown is read by markdown-it-py, which says which lines are what. Marks inside a line are blanked out here, character
for character, so that every offset counts in the text as it was pasted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from rag.types import Span

CODE, FOOTNOTE, HEADING, TABLE = "code", "a footnote", "a heading", "a table"

WIDEST_WRAP = 120
"""Characters. Longer lines were not broken to fit a width."""

NEARLY_FULL = 0.7
"""Of the widest line: a shorter one was not broken because it was full."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_FOOTNOTE = re.compile(r"\s*\[\^?[^\]\n]{1,30}\]:")
_BULLET = re.compile(r"\s*(?:(?:[-*+•◦▪‣·–—]|\d{1,3}[.)]|\(?[a-z0-9]\))\s+)+")
_CELL = re.compile(r"(?:\\.|[^|\\\n])+")
_IN_BRACKETS = r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,500}\)"
_MARKUP = re.compile(
    r"(?m:^[ \t]*\[[ xX]\](?=[ \t]))"  # tasks
    r"|(?P<kept>\\[!-/:-@\[-`{-~])"  # a backslash that makes the next character a plain one
    rf"|!\[[^\]\n]{{0,300}}\]{_IN_BRACKETS}"  # pictures
    r"|\[\^[^\]\s]{1,30}\]|\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\](?!\(|\[[^\d^])"  # footnote marks
    r"|(?<=[.,;:!?”\"’)])[¹²³⁰⁴-⁹]+"
    rf"|\[(?=[^\[\]\n]{{1,300}}\][(\[])|\](?:{_IN_BRACKETS}|\[[^\]\n]{{0,100}}\])"  # links, their words apart
    r"|<?https?://[^\s<>)\]]+>?|<!--.{0,2000}?-->|</?[A-Za-z][^<>\n]{0,200}>"
    r"|(?<![\w*])[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}(?!\w)",  # emphasis, code in a line
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block(Span):
    """Lines that belong together. ``plain`` are their characters with markup blanked out, of the same length; a line
    break is left in it only where something else begins.

    ``nothing`` says why there is nothing to check in it; empty where there may be. ``part``: of a list or a table.
    """

    plain: str
    nothing: str = ""
    part: Literal["", "item", "cell"] = ""


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text in order; rules, and lines without a word, belong to none."""
    reader = _Reader(text)
    for token in _parsed(reader.text):
        yield from reader.read(token)


def _parsed(text: str) -> list[Any]:
    from markdown_it import MarkdownIt

    # Indents are layout in pasted text, not code; what stands inside lines is not the parser's business here.
    return MarkdownIt("commonmark").enable("table").disable(["code", "html_block", "reference", "inline"]).parse(text)


class _Reader:
    """Goes through the parser's tokens in order, and remembers what they stand in."""

    def __init__(self, text: str) -> None:
        # Line breaks of one character that the parser knows; offsets stay.
        self.text = text.replace("\r\n", " \n").replace("\r", "\n").replace("\0", " ")
        self.lines = [Span(*match.span()) for match in _LINE.finditer(self.text)]
        self.heading = ""  # its mark
        self.item = self.table = self.head = False

    def read(self, token: Any) -> Iterator[Block]:
        kind = token.type
        if kind.startswith(("table_", "thead_")):
            self.table, self.head = kind in ("table_open", "thead_open", "thead_close"), kind == "thead_open"
        elif kind.startswith("list_item_"):
            self.item = kind.endswith("open")
        elif kind == "heading_open":
            self.heading = token.markup
        elif token.map is not None and (lines := self.lines[token.map[0] : token.map[1]]):
            yield from self._block(token, lines)

    def _block(self, token: Any, lines: Sequence[Span]) -> Iterator[Block]:
        whole = Span(lines[0].start, lines[-1].end)
        if token.type == "fence":
            yield Block(whole.start, whole.end, whole.of(self.text), CODE)
        elif token.type == "tr_open":
            yield from self._cells(whole)
        elif token.type == "inline" and not self.table:
            # An underlined sentence is a sentence above a rule.
            is_heading = self.heading.startswith("#") or (self.heading and token.content[-1:] not in ".!?")
            self.heading = ""
            yield from self._paragraph(token.content.split("\n"), lines, HEADING if is_heading else "")

    def _cells(self, row: Span) -> Iterator[Block]:
        for cell in _CELL.finditer(row.of(self.text)):
            if cell[0].strip():
                start = row.start + cell.start()
                yield Block(start, start + len(cell[0]), blanked(cell[0]), HEADING if self.head else "", "cell")

    def _paragraph(self, content: Sequence[str], lines: Sequence[Span], nothing: str) -> Iterator[Block]:
        """A paragraph, or several: each footnote of a list of them is one."""
        plain = [self._bare(line, content[i] if i < len(content) else "") for i, line in enumerate(lines)]
        starts = [i for i, line in enumerate(plain) if i == 0 or _FOOTNOTE.match(line)]
        for first, after in zip(starts, [*starts[1:], len(lines)], strict=True):
            part = plain[first:after]
            why = FOOTNOTE if _FOOTNOTE.match(part[0]) else nothing
            listed = self.item or _BULLET.match(part[0])
            place = Span(lines[first].start, lines[after - 1].end)
            yield Block(place.start, place.end, _unwrapped(blanked("".join(part))), why, "item" if listed else "")

    def _bare(self, line: Span, content: str) -> str:
        """A line without what Markdown takes away at its start (quote, list and heading marks) and its end."""
        written, content = line.of(self.text), content.strip()
        at = written.find(content) if content else -1
        if at < 0:
            return re.sub(r"^[\s>]+", _spaces, written)
        return " " * at + content + _spaces(written[at + len(content) :])


def blanked(lines: str) -> str:
    """The same number of characters, those of markup blank; line breaks stay."""
    return _MARKUP.sub(lambda match: " " + match["kept"][1] if match["kept"] else _spaces(match[0]), lines)


def _spaces(written: str | re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", written if isinstance(written, str) else written[0])


def _unwrapped(plain: str) -> str:
    """Without the list marks of its lines, and without the breaks of lines that go on in the next one."""
    lines = plain.split("\n")
    widest = max(map(len, lines))
    wrapped = widest <= WIDEST_WRAP and any(_goes_on(line) for line in lines[1:])
    joined = _without_bullet(lines[0])
    for before, line in pairwise(lines):
        full = wrapped and len(before.rstrip()) >= NEARLY_FULL * widest
        listed = _BULLET.match(line) is not None and (not full or before.rstrip()[-1:] in ".!?:;")
        breaks = listed or not (full or _goes_on(line))
        joined += ("\n" if breaks else " ") + (_without_bullet(line) if listed else line)
    return joined


def _goes_on(line: str) -> bool:
    """Whether a line begins in the middle of a sentence."""
    return line.lstrip()[:1].islower()


def _without_bullet(line: str) -> str:
    return _BULLET.sub(_spaces, line, count=1) if _BULLET.match(line) else line
