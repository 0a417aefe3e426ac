"""What stands in front of an article: front matter, and ``key: value`` lines before or right after the title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.reading.blocks import Block
from rag.text.dates import find_dates
from rag.text.words import listed
from rag.types import Published, Span

_OUTLET_KEYS = frozenset(listed("source outlet publisher publication site site_name sitename website newspaper domain"))
_DATE_KEYS = frozenset(
    listed(
        "date published pubdate publish_date published_at date_published publication_date datepublished posted issued"
    )
) | {"publication date", "published on", "posted on"}
_TITLE_KEYS = frozenset({"title", "headline"})
_OTHER_KEYS = frozenset(
    listed(
        """
    author authors byline by url link canonical permalink tags tag category categories section language lang
    id slug updated modified copyright keywords layout draft description summary image type country location
    retrieved accessed crawled
    """
    )
) | {"last updated"}
_KEYS = _OUTLET_KEYS | _DATE_KEYS | _TITLE_KEYS | _OTHER_KEYS
_PAIR = re.compile(r"[*_]*([A-Za-z][A-Za-z_\- ]{1,18}?)[*_]*\s?:[*_]*\s*(.+)\Z", re.DOTALL)
_YAML_LINE = re.compile(r"\s*(?:[\w\- ]{1,30}:.*|-\s.*|#.*)?\Z")
# How far from the top header lines may stand, and how many words they may have.
_HEADER_BLOCKS, _HEADER_WORDS = 12, 30

_NO_OUTLET = re.compile(
    r"(?:getty|shutterstock|istock|unsplash|wikimedia|youtube|twitter|facebook|instagram|newsletters?|our|this|we"
    r"|the author|all rights|government|ministry|company|staff|file)\b",
    re.I,
)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:[/:?#]\S*)?\Z", re.I)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was harvested: ``lines`` are the numbers of the blocks that held it."""

    outlet: str | None = None
    outlet_span: Span | None = None
    published: Published = field(default_factory=Published)
    title: Span | None = None
    lines: frozenset[int] = frozenset()
    after_title: int | None = None  # number of the first header line that stands after other text


def read_header(text: str, blocks: Sequence[Block]) -> Metadata:
    """Front matter at the top of a file, and ``key: value`` lines before or right after the title."""
    matter = _front_matter(blocks)
    numbers = list(matter) if matter else _header_lines(blocks)
    pairs: list[tuple[str, Span]] = []
    lines: list[int] = list(matter)
    for number in numbers:
        pair = _pair(text, blocks[number])
        if pair is not None and (matter or _well_formed(text, *pair)):
            pairs.append(pair)
            lines.append(number)
    outlet, outlet_span = next(
        ((outlet_name(span.of(text)), span) for key, span in pairs if key in _OUTLET_KEYS), (None, None)
    )
    published = next((p for key, span in pairs if key in _DATE_KEYS and (p := stated_date(text, span))), Published())
    title = next((span for key, span in pairs if key in _TITLE_KEYS), None)
    first = min(lines, default=0)
    return Metadata(outlet, outlet_span, published, title, frozenset(lines), first if first else None)


def _front_matter(blocks: Sequence[Block]) -> range:
    """The blocks between two lines of ``---`` at the very top, when all of them look like YAML."""
    if not blocks or blocks[0].text not in ("---", "+++"):
        return range(0)
    for number in range(1, min(len(blocks), 60)):
        if blocks[number].text in (blocks[0].text, "..."):
            return range(number + 1)
        if not all(_YAML_LINE.match(line) for line in blocks[number].text.splitlines()):
            return range(0)
    return range(0)


def _header_lines(blocks: Sequence[Block]) -> list[int]:
    """Known keys in lines that follow each other, at the top or right after the title."""
    found: list[int] = []
    for number, block in enumerate(blocks[:_HEADER_BLOCKS]):
        match = _PAIR.match(block.text) if block.words <= _HEADER_WORDS else None
        if match and match[1].strip().lower() in _KEYS:
            found.append(number)
        elif found or number >= 2:
            break
    return found


def _pair(text: str, block: Block) -> tuple[str, Span] | None:
    match = _PAIR.match(block.text)
    if match is None or match[1].strip().lower() not in _KEYS:
        return None
    start, end = block.start + match.start(2), block.start + match.end(2)
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"'"):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in "\"'"):
        start += 1
    return (match[1].strip().lower(), Span(start, end)) if start < end else None


def _well_formed(text: str, key: str, span: Span) -> bool:
    """A header line is taken only when its value is what its key promises; otherwise it stays text."""
    if key in _DATE_KEYS:
        return stated_date(text, span) is not None
    if key in _OUTLET_KEYS:
        return outlet_name(span.of(text)) is not None
    return not (key in ("by", "summary", "description", "type", "image", "location") and span.end - span.start > 120)


def stated_date(text: str, span: Span) -> Published | None:
    """The first date with a year in a stretch of text, as a stated publication date."""
    for mention in find_dates(span.of(text)):
        if mention.date and mention.precision in ("day", "month", "year"):
            where = Span(span.start + mention.start, span.start + mention.end)
            return Published(mention.date, mention.precision, "stated", where)
    return None


def outlet_name(written: str) -> str | None:
    """An outlet's name as written, or the host of an address; None for what is no name."""
    name = " ".join(written.strip(" \"'“”.,;|-–—*_").split())
    host = _HOST.match(name)
    if host and "." in name and not name.endswith("."):
        return host[1].lower()
    if not name or len(name) > 60 or len(name.split()) > 8 or _NO_OUTLET.match(name):
        return None
    return name
