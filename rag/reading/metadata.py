"""What an article says about itself: outlet and date of publication, from front matter, header lines and notices.

Only what is stated counts. A picture's date, a day of the week, "two hours ago" are no publication dates; an agency
credited for one line is no outlet. What is not stated stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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

_NAME = r"(?P<name>(?:The\s)?[A-Z0-9][\w&'’.-]*(?:\s(?:of|and|the|for|&|[A-Z0-9][\w&'’.-]*)){0,5})"
_COPYRIGHT = rf"(?:©|\(c\)|Copyright(?:\s©)?)\s*(?:\d{{4}}(?:[-–]\d{{2,4}})?,?\s)?(?:by\s)?{_NAME}"
_THIS_TEXT = r"(?:This\s(?:article|story|report)\s(?:was\s)?)?"
_APPEARED = r"(?:[Ff]irst|[Oo]riginally)\s(?:published|appeared|posted)\s(?:by|in|on|at)"
_OUTLET_LINES = (
    re.compile(rf"Source\s?:\s*{_NAME}\W*\Z"),
    re.compile(rf"{_COPYRIGHT}(?:[.,]?\s*All rights reserved)?\W*\Z"),
    re.compile(rf"{_NAME}['’]s\s(?:web)?site\scan\salso\sbe\s(?:accessed|reached)"),
    re.compile(rf"(?:Ad|Advertisement)\sfor\ssubscrib(?:ing|ers)\sto\s{_NAME}\W*\Z"),
    re.compile(rf"{_THIS_TEXT}{_APPEARED}\s{_NAME}\W*\Z"),
    re.compile(rf"{_THIS_TEXT}[Oo]riginally\sreported\sby\s{_NAME}\W*\Z"),
)
# Those of them that name owners and newsletters as often as outlets: only a name that says it is of the press counts.
_LOOSE = frozenset({1, 3})
_PRESS = re.compile(
    r"\b(?:times|post|news|herald|journal|tribune|gazette|guardian|telegraph|daily|weekly|today|magazine|review|report"
    r"|reporter|press|tv|television|radio|chronicle|observer|independent|star|sun|mirror|standard|courier|bulletin|mail"
    r"|express|globe|monitor|agency|broadcasting|bbc|cnn)\b",
    re.I,
)
_OWNER = re.compile(r"\b(?:inc|ltd|llc|corp|corporation|company|pty|gmbh|group|copyright|policy|reserved)\b", re.I)
_NO_OUTLET = re.compile(
    r"(?:getty|shutterstock|istock|unsplash|wikimedia|youtube|twitter|facebook|instagram|newsletters?|our|this|we"
    r"|the author|all rights|government|ministry|company|staff|file)\b",
    re.I,
)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:[/:?#]\S*)?\Z", re.I)
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


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was harvested: ``lines`` are the numbers of the blocks that held it."""

    outlet: str | None = None
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
    outlet = next((_clean_outlet(span.of(text)) for key, span in pairs if key in _OUTLET_KEYS), None)
    published = next((p for key, span in pairs if key in _DATE_KEYS and (p := _stated(text, span))), Published())
    title = next((span for key, span in pairs if key in _TITLE_KEYS), None)
    first = min(lines, default=0)
    return Metadata(outlet, published, title, frozenset(lines), first if first else None)


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
        return _stated(text, span) is not None
    if key in _OUTLET_KEYS:
        return _clean_outlet(span.of(text)) is not None
    return not (key in ("by", "summary", "description", "type", "image", "location") and span.end - span.start > 120)


def _stated(text: str, span: Span) -> Published | None:
    """The first date with a year in a stretch of text, as a stated publication date."""
    for mention in find_dates(span.of(text)):
        if mention.date and mention.precision in ("day", "month", "year"):
            where = Span(span.start + mention.start, span.start + mention.end)
            return Published(mention.date, mention.precision, "stated", where)
    return None


def _clean_outlet(written: str) -> str | None:
    """An outlet's name as written, or the host of an address; None for what is no name."""
    name = " ".join(written.strip(" \"'“”.,;|-–—*_").split())
    host = _HOST.match(name)
    if host and "." in name and not name.endswith("."):
        return host[1].lower()
    if not name or len(name) > 60 or len(name.split()) > 8 or _NO_OUTLET.match(name):
        return None
    return name


def find_outlet(lines: Iterable[Block]) -> str | None:
    """The outlet that lines of furniture name: "Source: ...", a copyright line, an advertisement for itself."""
    lines = list(lines)
    for number, pattern in enumerate(_OUTLET_LINES):
        for block in lines:
            match = pattern.search(block.text) if block.words <= 25 else None
            name = _clean_outlet(match["name"]) if match else None
            if name and _may_publish(name, loose=number in _LOOSE):
                return name
    return None


def _may_publish(name: str, *, loose: bool) -> bool:
    """Whether a name taken from a line of furniture can be an outlet's: no bare year, no company form."""
    if not any(char.isalpha() for char in name) or _OWNER.search(name):
        return False
    return not loose or bool(_PRESS.search(name))


def find_published(text: str, lines: Iterable[Block], near_title: Iterable[Block]) -> Published:
    """The publication date that lines of furniture state.

    ``lines`` count when they say "published"; ``near_title``, the lines around the headline, also when they are a
    byline with a date or nothing but a date.
    """
    for block in lines:
        if block.words <= 25 and _PUBLISHED_LINE.match(block.text) and (found := _stated(text, block)):
            return found
    for block in near_title:
        if block.words <= 20 and not _UPDATED.match(block.text):
            found = _stated(text, block)
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
