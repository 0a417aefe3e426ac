"""Marks of citation in a model's text: ``[k7f3q]``, ``(k7f3q, k9a1b)``, ``^k7f3q``, and the ones it makes up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.generated.keys import KEY
from rag.answer.generated.plain import PLACES, plain
from rag.text.sentences import split_sentences

_KEYISH = r"\^?k(?=[a-z]*\d)[0-9a-z]{2,6}"
_NUMBERISH = r"\^?-?\d{1,3}(?:[a-z]|†\w*|\s*[-–—]\s*\d{1,3})?"
_ONE = rf"(?:(?:passage|source|key)s?\s+)?(?:{_KEYISH}|{_NUMBERISH})"
_AND = r"(?:\s*[,;/&+]\s*|\s+and\s+|\s+)"
_OPEN, _CLOSE = r"[\[【⟦]\s*", r"\s*[\]】⟧]"
MARK = (
    rf"{_OPEN}{_OPEN}{_ONE}{_CLOSE}{_CLOSE}|{_OPEN}{_ONE}(?:{_AND}{_ONE})*{_CLOSE}(?:\([^()\s]*\))?"
    rf"|\(\s*(?:(?:passage|source|key)s?\s+)?{_KEYISH}(?:{_AND}{_KEYISH})*\s*\)"
    rf"|(?<!\w)\^?{KEY.pattern}(?!\w)"
)
_MARK = re.compile(MARK, re.I)
_PLACE = re.compile(f"[{PLACES}]")
_INSIDE = re.compile(rf"{_KEYISH}|{_NUMBERISH}", re.I)
_AFTER_STOP = re.compile(rf"([.!?…。؟]+[\"”’)»]*)((?:\s*[{PLACES}])+)")
# "… [k7f3q] also tells of it.": a key in the place of a subject, and so no sentence for a reader.
_SUBJECT = re.compile(rf"([.!?…]+[\"”’)»]*(?:\s*[{PLACES}])+)\s+[a-z][^.!?…]*(?:[.!?…]+|\Z)")
_LEADING = re.compile(rf"((?:[{PLACES}]\s*)+)([^\s{PLACES}]+)")
MOST_MARKS = 0xF8FF - 0xE000


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that a model wrote: plain text, and what it cites, as it wrote it."""

    text: str
    keys: tuple[str, ...] = ()


def sentences_said(line: str) -> list[Said]:
    """The sentences of a line, each with its marks: those in it or right behind it.

    A line that begins with a mark has each mark in front of its sentence.
    """
    line, marks = _taken_out(line)
    line = _SUBJECT.sub(r"\1", plain(line))
    moved = _LEADING.sub(r"\2 \1", line) if _PLACE.match(line) else _AFTER_STOP.sub(r" \2\1", line)
    said = [_said(span.of(moved), marks) for span in split_sentences(moved)]
    return [one for one in said if one.text or one.keys]


def _taken_out(line: str) -> tuple[str, list[tuple[str, ...]]]:
    """The line with a sign of its own in the place of each mark, and what the marks say."""
    marks: list[tuple[str, ...]] = []

    def placed(mark: re.Match[str]) -> str:
        if len(marks) == MOST_MARKS:
            return " "
        marks.append(tuple(one.lstrip("^").lower() for one in _INSIDE.findall(mark[0])))
        return f" {chr(0xE000 + len(marks) - 1)}"

    return _MARK.sub(placed, _PLACE.sub(" ", line)), marks


def _said(text: str, marks: Sequence[tuple[str, ...]]) -> Said:
    keys = [key for place in _PLACE.findall(text) for key in marks[ord(place) - 0xE000]]
    return Said(plain(_PLACE.sub(" ", text)), tuple(dict.fromkeys(keys)))
