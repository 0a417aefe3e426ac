"""What the parts of a text are: headline, sub-headings, captions, lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.reading.blocks import Block
from rag.reading.furniture import is_prose
from rag.text.fold import fold
from rag.types import Mark, Span

# Words of the longest sub-heading.
_LONGEST_SUBHEADING = 14
_CAPTION = re.compile(
    r"\(?(?:image|photo|picture|file photo|caption)\b.{0,3}[:(]"
    r"|.{0,600}\((?:by |photo|image|file|ap\b|afp\b|reuters\b|getty\b)[^()]{0,60}\)\W*\Z"
    r"|.{0,600}\b(?:in this|seen in|shown in)\s(?:\w+\s){0,3}(?:photo|picture|image|photograph)\b",
    re.IGNORECASE | re.DOTALL,
)


def find_structure(
    blocks: Sequence[Block], drop: Sequence[bool], headline: int | None, title: Span | None
) -> list[Mark]:
    """The marks of a text's structure. ``drop``: the blocks that are no content; ``title``: the headline's words."""
    marks = [Mark(title.start, title.end, "headline")] if title else []
    if headline is not None:
        form = fold(blocks[headline].text)
        marks += [
            Mark(block.start, block.end, "headline")
            for number, block in enumerate(blocks)
            if number != headline and drop[number] and _same(block, form)
        ]
    content = [block for block, gone in zip(blocks, drop, strict=True) if not gone]
    captions = [_CAPTION.match(block.text) is not None for block in content]
    marks += [Mark(b.start, b.end, "caption") for b, caption in zip(content, captions, strict=True) if caption]
    lead = next((b for b, caption in zip(content, captions, strict=True) if not caption and is_prose(b)), None)
    if lead is not None:
        marks.append(Mark(lead.start, lead.end, "lead"))
    return marks + list(_subheadings(content, captions))


def _same(block: Block, form: str) -> bool:
    return abs(len(block.text) - len(form)) < 12 and fold(block.text) == form


def _subheadings(content: Sequence[Block], captions: Sequence[bool]) -> Iterator[Mark]:
    for number in range(1, len(content) - 1):
        block = content[number]
        if block.words > _LONGEST_SUBHEADING or block.ended or captions[number]:
            continue
        if is_prose(content[number - 1]) and is_prose(content[number + 1]):
            yield Mark(block.start, block.end, "subheading")
