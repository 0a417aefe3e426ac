"""Which line of a page is the headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.page.blocks import Block
from rag.reading.page.furniture import is_known_furniture, is_prose, is_signature
from rag.reading.page.structure import is_caption
from rag.text.fold import fold
from rag.text.words import content_stems

_MARKUP = re.compile(r"(?:#{1,6}\s+|\*\*|__|=+\s)")
_LONGEST = 45  # words; the longest headlines of news are near 30
_CAPTION = re.compile(
    r"\(?(?:image|photo|picture|file photo|credit|video|watch|graphic)\b.{0,3}[:(]"
    r"|.{0,200}\((?:by|ap|afp|reuters|getty|photo|image|file)\b|.{0,200}\bphotograph by\b|.{0,200}\bgetty images\b",
    re.IGNORECASE,
)
_LONGEST_QUESTION = 20  # words of a headline that has the end of a sentence
_PATH = re.compile(r"[^/›»>|]{0,120}(?:\s[/›»>|]\s[^/›»>|]{0,120}){2}|[^/]{0,120}(?:/[^/]{0,120}){3}")
_NEAREST = 40  # lines before the prose that are looked at
_PER_LINE = 0.01  # what a line between it and the prose takes from a candidate
_BELOW, _SOME = 3, 0.3  # lines below it that are looked at for a byline; share of its words that the story has
_NEARLY = 0.25  # of candidates so near to the best the first is taken: what follows a headline repeats it
_FEW, _CLEAN_HEAD = 6, 0.5  # with so few lines before the prose, the very first has an advantage
_SHORTEST, _SURE = 3, 1.2  # shorter ones must be sure
_LEADING_BLOCKS, _LEADING = 12, 600  # blocks of the story, and characters of each, that a headline is compared with


def find_headline(
    blocks: Sequence[Block], marks: Sequence[bool], before: int | None, barred: Sequence[object]
) -> int | None:
    """The number of the headline's block, or None.

    ``barred``: blocks with anything but None there cannot be it. ``before``: the number of the first header line
    ("source: ...") when one follows the title directly. Otherwise the line before the first prose that says most of
    what the prose says, or stands twice; the first such.
    """
    if before and blocks[before - 1].words <= _LONGEST and barred[before - 1] is None:
        return before - 1
    prose = (n for n, block in enumerate(blocks) if not marks[n] and is_prose(block))
    first = next((n for n in prose if not is_caption(blocks[n])), None)
    if first is None:
        return _without_prose(blocks, barred)
    end = first + 1 if blocks[first].words <= _LONGEST_QUESTION else first  # a question may be prose and headline
    candidates = [n for n in range(max(0, first - _NEAREST), end) if barred[n] is None and _may_be(blocks[n])]
    if not candidates:
        return None
    told = set(content_stems(_told(blocks, marks, first)))
    forms = [fold(blocks[n].text) for n in candidates]
    few = _CLEAN_HEAD if len(candidates) <= _FEW and _is_full(blocks[0]) else 0.0
    scores = [
        _score(blocks[n], told, forms.count(form), _is_signed(blocks, n, first))
        + (few if n == 0 else 0)
        - _PER_LINE * (first - n)
        for n, form in zip(candidates, forms, strict=True)
    ]
    best = max(scores)
    for n, score in zip(candidates, scores, strict=True):
        if score == best or (score >= best - _NEARLY and _is_full(blocks[n])):
            return _bare(blocks, candidates, n) if _is_full(blocks[n]) or score >= _SURE else None
    return None


def _bare(blocks: Sequence[Block], candidates: Sequence[int], number: int) -> int:
    """The candidate itself, or the line that repeats its end: a path of sections runs into the headline there."""
    text = blocks[number].text
    for n in candidates:
        if n != number and _is_full(blocks[n]) and len(blocks[n].text) < len(text) and text.endswith(blocks[n].text):
            return n
    return number


def _is_signed(blocks: Sequence[Block], number: int, first: int) -> bool:
    """Whether a byline or a date stands between a candidate and the prose, close below it."""
    return any(map(is_signature, blocks[number + 1 : min(number + 1 + _BELOW, first)]))


def _is_full(block: Block) -> bool:
    """Long enough for a headline, or marked up as one."""
    return block.words >= _SHORTEST or _MARKUP.match(block.text) is not None


def _told(blocks: Sequence[Block], marks: Sequence[bool], first: int) -> str:
    """The beginning of the story: what its headline is about."""
    parts: list[str] = []
    for n in range(first, min(len(blocks), first + _LEADING_BLOCKS)):
        if not marks[n]:
            parts.append(blocks[n].text[:_LEADING])
    return " ".join(parts)


def headline_start(block: Block) -> int:
    """Where the headline begins in its block, after Markdown's signs."""
    match = _MARKUP.match(block.text)
    return block.start + (match.end() if match else 0)


def _may_be(block: Block) -> bool:
    text = block.text
    if block.words > _LONGEST or is_known_furniture(block) or _CAPTION.match(text) or _PATH.match(text):
        return False
    if not any(char.isalpha() for char in text):
        return False
    return not (
        block.ended
        and text.rstrip('"”’»)*').endswith((".", "。"))
        and not _MARKUP.match(text)
        and not _acronym_end(text)
    )


def _acronym_end(text: str) -> bool:
    return bool(re.search(r"\b(?:[A-Z]\.){2,}\Z|\b(?:Jr|Sr|Inc|Co|Corp|Ltd)\.\Z", text))


def _score(block: Block, told: set[str], times: int, signed: bool) -> float:
    stems = set(content_stems(block.text))
    shared = len(stems & told) / max(len(stems), 3)
    twice = block.words >= _SHORTEST and times in (2, 3)
    length = min(block.words, 8) / 8 if block.words <= 25 else 0.4
    unlike = block.text[0].islower() or block.text.endswith((":", "...", "…"))
    markup = _MARKUP.match(block.text) is not None
    extra = 0.6 * twice + 0.4 * (signed and shared > _SOME) + 1.0 * markup
    return 1.5 * shared + length - 0.4 * unlike + extra


def _without_prose(blocks: Sequence[Block], barred: Sequence[object]) -> int | None:
    """A page without prose: its first line when it stands apart and more follows."""
    for n, block in enumerate(blocks[:3]):
        if barred[n] is None and _may_be(block) and block.words >= 3 and n + 1 < len(blocks) and blocks[n + 1].apart:
            return n
    return None
