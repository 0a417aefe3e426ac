"""The citation markers of a text, ``[2]`` and its like, and the text without them.

Models write ``[1]``, ``[1, 3]``, ``[1][3]``, ``[1-3]``, ``[^1]``, ``[Source 2]``, ``(Source 2)``, ``【2】`` and
``[2](#source-2)``, before the full stop or behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.types import Span

MOST = 30
"""Sources that a range may name; ``[1-300]`` is two numbers."""

_NUMBERS = r"\^?(?P<{0}>\d{{1,3}}(?:\s?(?:[,;&–-]|and)\s?\d{{1,3}})*)"
_MARKER = re.compile(
    rf"(?:[\[【]\s?(?:sources?\s)?#?{_NUMBERS.format('a')}\s?[\]】]|\(sources?\s#?{_NUMBERS.format('b')}\))"
    r"(?:\([^()\s]{0,300}\))?",
    re.IGNORECASE,
)
_SPACES = " \t\u00a0"
_RANGE = re.compile(r"(\d+)\s?[–-]\s?(\d+)")
_DEFINES = re.compile(r"[ \t]*:")
_GLUED = re.compile(r"[\s.,;:!?)\]\[【”\"’]|\Z")
_OPENING = re.compile(r"[ \t]*(?:(?:[-*•+>]|\d{1,3}[.)])[ \t]+)?[ \t]*")


@dataclass(frozen=True, slots=True, order=True)
class Marker(Span):
    """A citation marker and the numbers it names."""

    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A text without its markers (and without the space before each), and where each of its characters stood."""

    text: str
    places: Sequence[int]
    markers: tuple[Marker, ...]

    def original(self, span: Span) -> Span:
        """The characters of the whole text that ``span`` of this one was."""
        return Span(self.places[span.start], self.places[span.end - 1] + 1)

    def before(self, marker: Marker) -> int:
        """How many characters of this text stood before a marker."""
        return bisect_left(self.places, marker.start)


def unmarked(text: str) -> Unmarked:
    """The text without its citation markers."""
    markers = tuple(find_markers(text))
    gone = {at for marker in markers for at in range(_from(text, marker), marker.end)}
    places = [at for at in range(len(text)) if at not in gone]
    return Unmarked("".join(text[at] for at in places), places, markers)


def find_markers(text: str) -> Iterator[Marker]:
    """The markers of a text in order; what opens the definition of a footnote (``[1]: …``) is none."""
    for match in _MARKER.finditer(text):
        opens_line = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        if not (opens_line and _DEFINES.match(text, match.end())):
            yield Marker(match.start(), match.end(), _numbers(match["a"] or match["b"]))


def without(text: str, marker: Marker) -> Span:
    """The characters to cut so that a marker is gone and no space is left in its place."""
    return Span(_from(text, marker), marker.end)


def with_space(text: str, sentence: Span) -> Span:
    """The characters to cut so that a sentence is gone, and the space behind it."""
    end = sentence.end
    while end < len(text) and text[end] in _SPACES:
        end += 1
    return Span(sentence.start, end)


def owners(text: Unmarked, sentences: Sequence[Span]) -> list[list[Marker]]:
    """For each sentence of the text without markers, its markers: those in it, behind it, or opening its line."""
    owned: list[list[Marker]] = [[] for _ in sentences]
    for marker in text.markers:
        number = _owner(text.text, text.before(marker), sentences)
        if number is not None:
            owned[number].append(marker)
    return owned


def _owner(text: str, at: int, sentences: Sequence[Span]) -> int | None:
    inside = next((i for i, one in enumerate(sentences) if one.start < at <= one.end), None)
    if inside is not None:
        return inside
    before = max((i for i, one in enumerate(sentences) if one.end <= at), default=None)
    after = next((i for i, one in enumerate(sentences) if one.start >= at), None)
    opening = text[text.rfind("\n", 0, at) + 1 : sentences[after].start] if after is not None else None
    return after if opening is not None and _OPENING.fullmatch(opening) else before


def _from(text: str, marker: Marker) -> int:
    """Where a marker begins with the space before it; the space stays where it parts two words."""
    start = marker.start
    if not _GLUED.match(text, marker.end):
        return start
    while start > 0 and text[start - 1] in _SPACES:
        start -= 1
    return start


def _numbers(written: str) -> tuple[int, ...]:
    """``1, 3-5`` as 1, 3, 4, 5, each once."""
    found: list[int] = []
    for part in re.split(r"\s?(?:[,;&]|and)\s?", written):
        ends = _RANGE.fullmatch(part)
        first, last = (int(ends[1]), int(ends[2])) if ends else (int(part), int(part))
        found += range(first, last + 1) if 0 <= last - first < MOST else (first, last)
    return tuple(dict.fromkeys(found))


def tidied(text: str, cuts: Iterable[Span]) -> str:
    """The text without the stretches cut out; lines of which nothing but a list mark is left go, too."""
    gone = {at for cut in cuts for at in range(cut.start, cut.end)}
    if not gone:
        return text
    lines = "".join(char for at, char in enumerate(text) if at not in gone).split("\n")
    lines = [line.rstrip() for line in lines if not line or not _OPENING.fullmatch(f"{line} ")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
