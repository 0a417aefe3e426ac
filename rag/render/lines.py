"""Lines to show, their styles, and the guard that every foreign text passes on its way to one.

Every text that is not ours passes ``visible`` (or ``one_line``): a headline cannot move the cursor, recolour the
screen, turn the reading direction or forge a line of its own. rich is imported only when something is painted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES: Mapping[str, str] = {
    "supported": "bold green",
    "partly_supported": "bold yellow",
    "unsupported": "bold red",
    "contradicted": "bold red",
    "unchecked": "bold magenta",
    "head": "bold",
    "cite": "cyan",
    "quiet": "dim",
    "said": "cyan",
    "aside": "italic",
    "fact": "underline",
}


def style_of(names: str) -> str:
    """The look of a piece that is one thing or several: ``"said fact"`` is a date inside a quotation."""
    return " ".join(STYLES[name] for name in names.split())


# -- foreign text ---------------------------------------------------------------------------------------------------

# What a terminal may obey or hide: C0 and C1 controls, DEL; marks that turn the reading direction; characters without
# width or shape that hide words or part them (joiners U+200C/D stay outside Latin words, Persian and emoji need them,
# and so do the two selectors U+FE0E/F); interlinear marks, tag letters, the other variation selectors; lone
# surrogates, which no terminal can print. Newline and tab are kept.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    "\U000e0100-\U000e01ef]|(?<=[0-9A-Za-z])[\u200c\u200d](?=[0-9A-Za-z])"
)
_MARKS_IN_A_ROW = 8  # of combining marks on one letter; real writing needs no more than four or five
_NEWLINES = re.compile("\r\n|[\r\u2028\u2029]")


def visible(text: str) -> str:
    """``text`` with everything a terminal could obey made visible (``␛``, ``⟨U+202E⟩``); newlines and tabs are kept."""
    text = _UNSAFE.sub(_shown, _NEWLINES.sub("\n", text))
    return text if text.isascii() else _unstacked(text)


def one_line(text: str) -> str:
    """``visible`` text with every run of white space made one space: it cannot forge a line."""
    return visible(" ".join(text.split()))


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def _unstacked(text: str) -> str:
    """Piles of combining marks cut to a height that stays on its own line, the rest counted."""
    kept: list[str] = []
    height = over = 0
    for char in text:
        height = height + 1 if unicodedata.combining(char) else 0
        if height > _MARKS_IN_A_ROW:
            over += 1
            continue
        if over:
            kept.append(f"⟨+{over} marks⟩")
            over = 0
        kept.append(char)
    if over:
        kept.append(f"⟨+{over} marks⟩")
    return "".join(kept)


# -- lines ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line to show: pieces of (text, names of styles).

    ``lead`` hangs in front: where a terminal wraps the line, the rest aligns behind it; without one it hangs in by
    ``hang``. So what is wrapped never looks like a line of ours.
    """

    pieces: tuple[tuple[str, str], ...] = ()
    lead: tuple[str, str] | None = None
    indent: int = 0
    hang: int = 2

    def __str__(self) -> str:
        body = "".join(text for text, _ in self.pieces)
        lead = f"{self.lead[0]} " if self.lead else ""
        return f"{' ' * self.indent}{lead}{body}".rstrip()


BLANK = Line()


def text_of(lines: Iterable[Line]) -> str:
    """The lines as plain text, without colours and without wrapping."""
    return "\n".join(map(str, lines))


def paint(lines: Iterable[Line], console: Console, widest: int | None = None) -> None:
    """The lines on a terminal, coloured and wrapped to its width, or to ``widest`` columns where it has more."""
    for text in painted(lines, console, widest):
        console.print(text, soft_wrap=True)


def painted(lines: Iterable[Line], console: Console, widest: int | None = None) -> Iterator[Text]:
    """What ``paint`` prints, row by row. Styles are ours; the text is never read as markup."""
    from rich.text import Text

    columns = min(console.width, widest or console.width)
    for line in lines:
        lead = (f"{line.lead[0]} ", style_of(line.lead[1])) if line.lead else ("", "")
        first, rest = line.indent + cells(lead[0]), line.indent + (cells(lead[0]) or line.hang)
        body = Text.assemble(*((text, style_of(styles)) for text, styles in line.pieces))
        width = max(columns - max(first, rest), 1)
        for n, part in enumerate(body.wrap(console, width, overflow="fold") or [Text()]):
            shown = (Text.assemble(" " * line.indent, lead) if n == 0 else Text(" " * rest)) + part
            shown.rstrip()
            yield shown


def heading(text: str) -> Line:
    return Line(((text, "head"),))


def columns(rows: Sequence[Sequence[str]], widest: int = 28) -> Iterator[Line]:
    """Rows of texts as aligned columns. The last one is free and quiet; the others are cut at ``widest`` cells."""
    cut = [[*(shortened(text, widest) for text in row[:-1]), row[-1]] for row in rows]
    widths = [max(map(cells, column)) for column in list(zip(*cut, strict=True))[:-1]]
    for row in cut:
        lead = "  ".join(text + " " * (width - cells(text)) for text, width in zip(row[:-1], widths, strict=True))
        yield Line(((row[-1], "quiet"),), lead=(lead + " ", ""), indent=2)


def shortened(text: str, most: int) -> str:
    """A text of one line, cut to ``most`` cells at the end of a word where there is one; what is cut is marked."""
    if cells(text) <= most:
        return text
    kept, width = 0, 1
    while (width := width + cells(text[kept])) <= most:
        kept += 1
    words = text[:kept].rpartition(" ")[0] if " " in text[kept // 2 : kept] else text[:kept]
    return words.rstrip(" ,;:–—-") + "…"


def cells(text: str) -> int:
    """Columns that ``text`` takes in a terminal: two for wide East Asian characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char) or char in "\u200c\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def count(number: int, noun: str) -> str:
    """``1 article``, ``3,508 articles``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """``12 %``; what is there is never shown as nothing."""
    return "<1 %" if 0 < share < 0.005 else f"{share:.0%}".replace("%", " %")
