"""A form of text for comparing, and finding text in that form without losing the original offsets.

Two quotations are the same when they differ only in the shape of their quotation marks, dashes, spaces, letter case
or compatibility characters. Nothing here changes the article: `fold` is for comparing, spans stay in the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from rag.types import Span

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»〝〞＂″"), '"') | dict.fromkeys(map(ord, "‘’‚‛‹›ʼʹ`´＇′"), "'")
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0x2E3A, 0x2E3B, 0xFE58, 0xFE63, 0xFF0D, 0x2043], "-")
_INVISIBLE_CHARS = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_INVISIBLE = re.compile(f"[{_INVISIBLE_CHARS}]+")
_SHAPES = {chr(code): shape for code, shape in (_QUOTES | _DASHES).items()}
_ODD = re.compile(f"[{_INVISIBLE_CHARS}{''.join(map(re.escape, _SHAPES))}]")
_SPACES = re.compile(r"\s+")

# Starters that join the character before them under NFC although their combining class is 0 (Unicode NFC_QC=Maybe).
_JOINING_STARTERS = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35"
    "\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
) | frozenset(map(chr, [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)]))

# A run that folds one character to one character, or any single other character.
_PIECE = re.compile(r"[!-_a-~](?:[!-_a-~]| (?=[!-_a-~]))*(?=[\x00-\x7f]|\Z)|.", re.DOTALL)


def fold(text: str) -> str:
    """The comparing form of a text.

    NFKC; all quotation marks become ``"`` or ``'``, all dashes ``-``, ``…`` three dots, every run of spaces (no-break
    and line breaks included) one space; zero-width and direction characters go; case is folded; ends are stripped.
    """
    return " ".join(_fold_characters(text).split())


def _fold_characters(text: str) -> str:
    """As `fold`, with all spaces left as they are."""
    if text.isascii():
        return text.replace("`", "'").lower()
    text = _reshaped(text)
    if not unicodedata.is_normalized("NFKC", text):
        text = _reshaped(unicodedata.normalize("NFKC", text))
    return text.casefold()


def _reshaped(text: str) -> str:
    return _ODD.sub(lambda found: _SHAPES.get(found[0], ""), text)  # few characters are odd: not str.translate


def find_folded(needle: str, haystack: str, start: int = 0) -> Span | None:
    """Where ``fold(needle)`` occurs in ``haystack`` at or after ``start``, in the haystack's own offsets; else None.

    Linear in the haystack's length; the folded form of the haystacks asked about last is kept.
    """
    wanted = fold(needle)
    if not wanted:
        return None
    mapped = _mapped(haystack)
    at = mapped.text.find(wanted, mapped.index_from(start))
    if at < 0:
        return None
    return Span(mapped.origin(at)[0], mapped.origin(at + len(wanted) - 1)[1])


class _Mapped(NamedTuple):
    """A folded text and the pieces it was made of: where each begins here, and what it stands for there."""

    text: str
    begins: list[int]
    pieces: list[tuple[int, int, bool]]  # original start and end, and whether it maps one to one

    def origin(self, index: int) -> tuple[int, int]:
        """The original start and end of the folded character at ``index``."""
        piece = bisect_right(self.begins, index) - 1
        start, end, plain = self.pieces[piece]
        if not plain:
            return start, end
        at = start + index - self.begins[piece]
        return at, at + 1

    def index_from(self, original: int) -> int:
        """The first folded index whose character stands at or after ``original``."""
        if original <= 0:
            return 0
        low = bisect_right(self.pieces, original, key=lambda piece: piece[1])
        if low >= len(self.pieces):
            return len(self.text)
        start, _, plain = self.pieces[low]
        if start >= original:
            return self.begins[low]
        return self.begins[low] + (original - start if plain else 0) or 0


@lru_cache(maxsize=32)
def _mapped(text: str) -> _Mapped:
    out: list[str] = []
    begins: list[int] = []
    pieces: list[tuple[int, int, bool]] = []
    length = 0
    for start, end in _clusters(text):
        raw = text[start:end]
        plain = end - start > 1 or " " < raw < "\x7f"
        plain = plain and raw.isascii()
        folded = raw.lower() if plain and "`" not in raw else _fold_cluster(raw)
        if folded == " " and out and out[-1].endswith(" "):
            # One run of spaces is one space, which stands for the whole run.
            first, _, _ = pieces[-1]
            pieces[-1] = (first, end, False)
            continue
        if folded.startswith(" ") and out and out[-1].endswith(" "):
            folded = folded[1:]
        if not folded:
            continue
        begins.append(length)
        pieces.append((start, end, plain))
        out.append(folded)
        length += len(folded)
    return _Mapped("".join(out), begins, pieces)


def _clusters(text: str) -> list[tuple[int, int]]:
    """Pieces that can be folded apart: plain runs, and each other character with what composes with it."""
    if text.isascii():
        return [match.span() for match in _PIECE.finditer(text)]
    spans: list[tuple[int, int]] = []
    for match in _PIECE.finditer(text):
        start, end = match.span()
        if spans and end - start == 1 and text[start] > "\x7f" and _joins(text[start]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    """Whether the character composes with the one before it, or is invisible and so must not separate."""
    if _INVISIBLE.match(char):
        return True
    first = unicodedata.normalize("NFKD", char)[:1]
    return bool(first) and (unicodedata.combining(first) != 0 or first in _JOINING_STARTERS)


@lru_cache(maxsize=4096)
def _fold_cluster(raw: str) -> str:
    return _SPACES.sub(" ", _fold_characters(raw))
