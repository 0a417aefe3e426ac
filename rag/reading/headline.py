"""Which line of a page is the headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.blocks import Block
from rag.reading.furniture import is_known_furniture, is_prose
from rag.text.fold import fold
from rag.text.words import content_stems

_MARKUP = re.compile(r"(?:#{1,6}\s+|\*\*|__|=+\s)")
_LONGEST = 45  # words; the longest headlines of news are near 30
_CAPTION = re.compile(
    r"\(?(?:image|photo|picture|file photo|credit|video|watch|graphic)\b.{0,3}[:(]"
    r"|.{0,200}\((?:by|ap|afp|reuters|getty|photo|image|file)\b",
    re.IGNORECASE,
)
_NEAREST = 40  # lines before the prose that are looked at


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
    first = next((n for n, block in enumerate(blocks) if is_prose(block) and not marks[n]), None)
    if first is None:
        return _without_prose(blocks, barred)
    candidates = [n for n in range(max(0, first - _NEAREST), first) if barred[n] is None and _may_be(blocks[n])]
    if not candidates:
        return None
    told = set(content_stems(" ".join(block.text for block in blocks[first : first + 6])[:4000]))
    forms = [fold(block.text) for block in blocks[: first + 2]]
    scores = {n: _score(blocks[n], told, forms) - 0.02 * (n - candidates[0]) for n in candidates}
    best = max(candidates, key=lambda n: (scores[n], -n))
    if blocks[best].words < 3 and not _MARKUP.match(blocks[best].text) and scores[best] < 1.2:
        return None
    return best


def headline_start(block: Block) -> int:
    """Where the headline begins in its block, after Markdown's signs."""
    match = _MARKUP.match(block.text)
    return block.start + (match.end() if match else 0)


def _may_be(block: Block) -> bool:
    text = block.text
    if block.words > _LONGEST or is_known_furniture(block) or _CAPTION.match(text):
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


def _score(block: Block, told: set[str], forms: list[str]) -> float:
    stems = set(content_stems(block.text))
    shared = len(stems & told) / max(len(stems), 3)
    twice = forms.count(fold(block.text)) == 2
    length = min(block.words, 8) / 8 if block.words <= 25 else 0.5
    return 1.5 * shared + 0.6 * twice + length + (1.0 if _MARKUP.match(block.text) else 0.0)


def _without_prose(blocks: Sequence[Block], barred: Sequence[object]) -> int | None:
    """A page without prose: its first line when it stands apart and more follows."""
    for n, block in enumerate(blocks[:3]):
        if barred[n] is None and _may_be(block) and block.words >= 3 and n + 1 < len(blocks) and blocks[n + 1].apart:
            return n
    return None
