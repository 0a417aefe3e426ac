"""When an article appeared, as its lines state it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.reading.blocks import Block
from rag.reading.front_matter import Metadata, stated_date
from rag.text.dates import find_dates
from rag.types import Published

_PUBLISHED_LINE = re.compile(
    r"\W*(?:first\s)?(?:published|posted|publication\sdate|date\spublished|date|issued)\b\s*(?:on|at|by.{0,40})?\s*:?",
    re.I,
)
_UPDATED = re.compile(r"\W*(?:last\s)?(?:updated|modified|edited)\b", re.I)
_BYLINE_DATE = re.compile(r"(?:by|written\sby)\s(?=\S*[A-Z])", re.I)
_DATE_WORDS = re.compile(
    r"(?:[\s,.|•·–—:T/()-]|\d|am|pm|a\.m\.|p\.m\.|est|edt|et|pt|pst|pdt|gmt|utc|bst|ist|z|at|on|hrs|updated"
    r"|published)*\Z",
    re.I,
)


def find_published(
    text: str, blocks: Sequence[Block], drop: Sequence[bool], headline: int | None, header: Metadata
) -> Published:
    """When an article appeared: stated in its header or in lines of furniture, else unknown.

    The arguments are those of `rag.reading.provenance.find_provenance`.
    """
    if header.published.date:
        return header.published
    dropped = [block for number, block in enumerate(blocks) if drop[number] and number != headline]
    near: list[Block] = []
    if headline is not None:
        first = next((n for n in range(headline + 1, len(blocks)) if not drop[n]), len(blocks))
        around = range(max(0, headline - 1), min(first, headline + 8))
        near = [blocks[n] for n in around if n != headline and drop[n]]
    return stated_in_lines(text, dropped, near)


def stated_in_lines(text: str, lines: Iterable[Block], near_title: Iterable[Block]) -> Published:
    """The publication date that lines of furniture state.

    ``lines`` count when they say "published"; ``near_title``, the lines around the headline, also when they are a
    byline with a date or nothing but a date.
    """
    for block in lines:
        if block.words <= 25 and _PUBLISHED_LINE.match(block.text) and (found := stated_date(text, block)):
            return found
    for block in near_title:
        if block.words <= 20 and not _UPDATED.match(block.text):
            found = stated_date(text, block)
            if found and found.precision == "day" and _is_byline_or_date(block, found):
                return found
    return Published()


def _is_byline_or_date(block: Block, found: Published) -> bool:
    if _BYLINE_DATE.match(block.text):
        return True
    left = block.text
    for mention in reversed(find_dates(left)):
        left = left[: mention.start] + left[mention.end :]
    return found.date is not None and bool(_DATE_WORDS.match(left))
