"""What stands in front of an article: front matter (YAML, TOML) and ``key: value`` lines around the title.

Anyone who handled the file may have written these lines, so each counts only where its value is what its key promises,
and is believed no more than the article's own text (`rag.reading.origin.provenance`, `rag.reading.origin.published`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rag.reading.page.blocks import Block
from rag.text.dates import find_dates
from rag.text.words import listed
from rag.types import Mark, MarkKind, Published, Span

# The better a key names the outlet, or the date of publication, the lower its rank.
_OUTLET_KEYS = {
    key: rank
    for rank, key in enumerate(
        listed("outlet publisher newspaper publication source site site_name sitename website domain")
    )
}
_DATE_KEYS = {
    key: rank
    for rank, key in enumerate(
        [
            *listed("published publish_date published_at date_published datepublished pubdate publication_date posted"),
            *("publication date", "published on", "posted on", "date", "issued"),
        ]
    )
}
_TITLE_KEYS = frozenset({"title", "headline"})
_MARK_KEYS: dict[str, MarkKind] = {
    **dict.fromkeys(listed("author authors by byline"), "author"),
    **dict.fromkeys(listed("section category categories"), "section"),
    **dict.fromkeys(listed("agency wire"), "agency"),
    "location": "place",
}
_ADDRESS_KEYS = frozenset(listed("url link canonical permalink"))
_CHANGED_KEYS = {"updated": 0, "modified": 1, "last updated": 2}
_OTHER_KEYS = frozenset(
    listed(
        """
    tags tag language lang id slug copyright keywords layout draft description summary image type country retrieved
    accessed crawled
    """
    )
)
_KEYS = {*_OUTLET_KEYS, *_DATE_KEYS, *_TITLE_KEYS, *_MARK_KEYS, *_ADDRESS_KEYS, *_CHANGED_KEYS, *_OTHER_KEYS}

_PAIR = re.compile(r"[*_]{0,3}([A-Za-z][A-Za-z_\- ]{1,18}?)[*_]{0,3}\s?:[*_]{0,3}\s{0,40}(?=\S)")
_TOML_PAIR = re.compile(r"([A-Za-z][\w\-]{1,30})\s{0,9}=\s{0,9}(?=\S)")
_YAML_LINE = re.compile(r"(?:[\w\-\" ]{1,30}:.*|-\s.*|#.*|[\]}],?)?\Z")
_TOML_LINE = re.compile(r"(?:[\w\-.\" ]{1,40}=.*|\[.*\]|#.*|[\"'].*|[\]}],?)?\Z")
_ITEM = re.compile(r"-\s{1,9}(?=\S)")
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
# How far from the top header lines may stand, and how many words they may have; how long front matter may be.
_HEADER_BLOCKS, _HEADER_WORDS, _MATTER_BLOCKS = 12, 30, 60
_LONGEST_TITLE = 400  # characters
_LONGEST_VALUE = 300
_SHORT_KEYS, _SHORT_VALUE = frozenset(listed("by summary description type image location")), 120
# The first newspaper was printed in 1605; what claims an earlier year, or a later century, states no date.
_FIRST_YEAR, _LAST_YEAR = 1605, 2099

_NO_OUTLET = re.compile(
    r"(?:getty|shutterstock|istock|unsplash|wikimedia|youtube|twitter|facebook|instagram|newsletters?|our|this|we"
    r"|the author|all rights|government|ministry|company|staff|file)\b",
    re.I,
)
_MARKUP = re.compile(r"[<>{}\[\]\\|`=*$]")
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})(?:[/:?#]\S*)?\Z", re.I)
_FILE_END = re.compile(r"\.(?:txt|md|html?|pdf|json|csv|xml|docx?|png|jpe?g|py|js|exe|zip)\Z", re.I)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was harvested: ``lines`` are the numbers of the blocks that held it.

    ``marks`` are the values with their places, an outlet first; ``changed`` is when the text says it was last changed,
    ``address`` where the page's own address stands. ``after_title`` is the number of the first header line that stands
    after other text.
    """

    outlet: str | None = None
    published: Published = field(default_factory=Published)
    changed: Published = field(default_factory=Published)
    title: Span | None = None
    address: Span | None = None
    marks: tuple[Mark, ...] = ()
    lines: frozenset[int] = frozenset()
    after_title: int | None = None


@dataclass(frozen=True, slots=True)
class _Field(Span):
    """A value's place with its key; ``block`` is the number of the block it stands in."""

    key: str
    block: int


def read_header(text: str, blocks: Sequence[Block]) -> Metadata:
    """Front matter at the top of a file, and ``key: value`` lines before or right after the title."""
    matter = _front_matter(text, blocks)
    found = list(_matter_fields(text, blocks, matter) if matter else _header_fields(text, blocks))
    dates = {f: stated_date(text, f) for f in found if f.key in _DATE_KEYS or f.key in _CHANGED_KEYS}
    outlets = {f: _outlet_of(text, f) for f in found if f.key in _OUTLET_KEYS}
    if not matter:
        found = [f for f in found if _is_well_formed(f, dates, outlets)]
    lines = frozenset(matter) or frozenset(f.block for f in found)
    best = min((f for f, name in outlets.items() if name), key=lambda f: _OUTLET_KEYS[f.key], default=None)
    outlet = outlets[best] if best else None
    first = min(lines, default=0)
    return Metadata(
        outlet=outlet,
        published=_date_of(dates, _DATE_KEYS),
        changed=_date_of(dates, _CHANGED_KEYS),
        title=next((Span(f.start, f.end) for f in found if f.key in _TITLE_KEYS and _is_title(text, f)), None),
        address=next((Span(f.start, f.end) for f in found if f.key in _ADDRESS_KEYS), None),
        marks=(
            *([Mark(best.start, best.end, "outlet", outlet)] if best and outlet else []),
            *_other_marks(text, found),
        ),
        lines=lines,
        after_title=first if first else None,
    )


def _is_title(text: str, span: Span) -> bool:
    return span.end - span.start <= _LONGEST_TITLE and any(map(str.isalpha, span.of(text)))


def _front_matter(text: str, blocks: Sequence[Block]) -> range:
    """The blocks between two lines of ``---`` or ``+++`` at the very top, when all of them look like YAML or TOML."""
    fence = blocks[0].text.split("\n", 1)[0].strip() if blocks else ""
    if fence not in _FENCES or blocks[0].text != fence:
        return range(0)
    looks = _YAML_LINE if fence == "---" else _TOML_LINE
    for number in range(1, min(len(blocks), _MATTER_BLOCKS)):
        if blocks[number].text in _FENCES[fence]:
            return range(number + 1)
        if not all(looks.match(line.of(text)) for line in _lines(blocks[number])):
            return range(0)
    return range(0)


def _lines(block: Block) -> Iterator[Span]:
    """The lines of a block without their ends; a block of wrapped lines has several."""
    at = block.start
    for line in block.text.splitlines(keepends=True):
        lead = len(line) - len(line.lstrip())
        yield Span(at + lead, at + len(line.rstrip()))
        at += len(line)


def _matter_fields(text: str, blocks: Sequence[Block], matter: range) -> Iterator[_Field]:
    """The pairs of front matter at its top level; what is nested under another key says nothing of the article."""
    pair, parent = (_TOML_PAIR if blocks[0].text == "+++" else _PAIR), ""
    for number in matter:
        for line in _lines(blocks[number]):
            nested = line.start > 0 and text[line.start - 1] in " \t"
            written = text[line.start : min(line.end, line.start + _LONGEST_TITLE + 1)]
            if written.startswith("[") and pair is _TOML_PAIR:
                return
            item = _ITEM.match(written)
            if item and parent in _MARK_KEYS and ":" not in written:
                yield from _values(text, parent, Span(line.start + item.end(), line.end), number)
            match = pair.match(written) if not nested and not item else None
            if match:
                parent = match[1].strip().lower()
                yield from _values(text, parent, Span(line.start + match.end(), line.end), number)
            elif not nested and not item:
                parent = written.rstrip(": ").strip().lower()


def _header_fields(text: str, blocks: Sequence[Block]) -> Iterator[_Field]:
    """Known keys in lines that follow each other, at the top or right after the title."""
    found = False
    for number, block in enumerate(blocks[:_HEADER_BLOCKS]):
        if block.words <= _HEADER_WORDS and (fields := _pairs_of(text, block, number)):
            found = True
            yield from fields
        elif found or number >= 2:
            break


def _pairs_of(text: str, block: Block, number: int) -> list[_Field]:
    """The pairs of a block whose every line is one; none otherwise."""
    if not _PAIR.match(block.text):
        return []
    fields: list[_Field] = []
    for line in _lines(block):
        match = _PAIR.match(text, line.start, line.end)
        key = match[1].strip().lower() if match else ""
        if match is None or key not in _KEYS:
            return []
        fields += _values(text, key, Span(match.end(), line.end), number)
    return fields


def _values(text: str, key: str, span: Span, block: int) -> Iterator[_Field]:
    """The value of a pair without quotation marks; each of the values of a list."""
    if key not in _KEYS:
        return
    start, end = _bare(text, span.start, span.end)
    if end - start <= _LONGEST_VALUE and text[start : start + 1] == "[" and text[end - 1] == "]" and key in _MARK_KEYS:
        for part in re.finditer(r"[^,\[\]]+", text[start:end]):
            yield from _field(text, key, start + part.start(), start + part.end(), block)
    else:
        yield from _field(text, key, start, end, block)


def _field(text: str, key: str, start: int, end: int, block: int) -> Iterator[_Field]:
    start, end = _bare(text, start, end)
    if start < end:
        yield _Field(start, end, key, block)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"',"):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in "\"'"):
        start += 1
    return start, end


def _is_well_formed(
    found: _Field, dates: Mapping[_Field, Published | None], outlets: Mapping[_Field, str | None]
) -> bool:
    """A header line is taken only when its value is what its key promises; otherwise it stays text."""
    if found.key in _DATE_KEYS:
        return dates[found] is not None
    if found.key in _OUTLET_KEYS:
        return outlets[found] is not None
    return found.key not in _SHORT_KEYS or found.end - found.start <= _SHORT_VALUE


def _date_of(dates: Mapping[_Field, Published | None], keys: Mapping[str, int]) -> Published:
    """The date that the best key states; unknown when that key stands twice with two different dates."""
    stated = [(keys[f.key], date) for f, date in dates.items() if date and f.key in keys]
    best = [date for rank, date in stated if rank == min(stated, key=lambda pair: pair[0])[0]]
    return best[0] if len({date.date for date in best}) == 1 else Published()


def stated_date(text: str, span: Span) -> Published | None:
    """The first date with a year in a stretch of text, as a stated date; None where the year can be no newspaper's."""
    part = text[span.start : min(span.end, span.start + _LONGEST_VALUE)]
    for mention in find_dates(part):
        if mention.date and mention.precision in ("day", "month", "year"):
            where = Span(span.start + mention.start, span.start + mention.end)
            return Published(mention.date, mention.precision, "stated", where) if is_possible(mention.date) else None
    return None


def is_possible(date: str) -> bool:
    """Whether anything can have been published then: not before the first newspaper, not in another century."""
    return _FIRST_YEAR <= int(date[:4]) <= _LAST_YEAR


def _outlet_of(text: str, found: Span) -> str | None:
    return outlet_name(found.of(text)) if found.end - found.start <= _LONGEST_VALUE else None


def outlet_name(written: str) -> str | None:
    """An outlet's name as written, or the host of an address; None for what is no name: markup, a file, a sentence."""
    name = clean(written[: _LONGEST_VALUE + 1]).strip(" \"'“”.,;-–—*_")
    if not any(map(str.isalpha, name)) or _MARKUP.search(name) or _FILE_END.search(name):
        return None
    host = _HOST.match(name)
    if host and "." in name:
        return host[1].lower()
    if "/" in name or len(name) > 60 or len(name.split()) > 8 or _NO_OUTLET.match(name):
        return None
    return name


def clean(written: str) -> str:
    """A value on one line, without characters that do not show or that turn the direction of the writing."""
    if written.isascii() and written.isprintable():
        return " ".join(written.split())
    seen = "".join(
        char for char in written if unicodedata.category(char) not in ("Cf", "Cc", "Co", "Cs") or char.isspace()
    )
    return " ".join(seen.split())


def _other_marks(text: str, fields: Sequence[_Field]) -> Iterator[Mark]:
    for found in fields:
        kind = _MARK_KEYS.get(found.key)
        if kind is None or found.end - found.start > _LONGEST_VALUE:
            continue
        if kind == "author":
            yield from _authors(text, found)
        elif (value := clean(found.of(text))) and not _MARKUP.search(value) and len(value) <= 80:
            yield Mark(found.start, found.end, kind, value)


def _authors(text: str, found: Span) -> Iterator[Mark]:
    """Each name of "Jane Doe and John Roe"; an address or a sentence is no name."""
    at = found.start
    for match in [*_BETWEEN_NAMES.finditer(text, found.start, found.end), None]:
        start, end = _bare(text, at, match.start() if match else found.end)
        name = clean(text[start:end])
        if name.lower().startswith("by "):
            start, name = start + 3, name[3:]
        if (
            name
            and len(name.split()) <= 6
            and len(name) <= 60
            and not _MARKUP.search(name)
            and not {"@", "/"} & set(name)
        ):
            yield Mark(start, end, "author", name)
        at = match.end() if match else found.end
