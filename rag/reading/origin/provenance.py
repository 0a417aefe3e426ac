"""Where an article comes from: outlet, agency, section, author, place, each with the words that state it.

The lines that say so are page furniture as often as content, so both are read. An agency is the article's when the
text says that the whole report is the agency's: in the dateline, in the byline, "Source: AFP", "originally reported by
...". Who is credited for one line ("Reuters reported", "according to Fars News") or for a picture is no origin of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.reading.origin.authors import author_marks, find_bylines
from rag.reading.origin.byline import Byline
from rag.reading.origin.dateline import Dateline, find_dateline
from rag.reading.origin.front_matter import Metadata, clean
from rag.reading.origin.outlets import (
    COPYRIGHT_LINE,
    LINE_WORDS,
    OPENINGS,
    find_outlet,
    named_in,
    outlet_lines,
    same_outlet,
)
from rag.reading.origin.parts import PROSE, Page
from rag.reading.origin.press import is_agency
from rag.reading.origin.sections import find_section
from rag.reading.page.blocks import Block
from rag.types import Mark, Span

_AGENCY_END = re.compile(r"(?:[—–-]\s?|\()(?P<name>[A-Z][\w .-]{1,30})\)?\W{0,3}\Z")
_PICTURED = re.compile(r"\b(?:photos?|photograph\w*|pictures?|pictured|images?|file|handout|video|footage)\b", re.I)


def find_provenance(
    text: str, blocks: Sequence[Block], drop: Sequence[bool], headline: int | None, header: Metadata
) -> list[Mark]:
    """What an article states about its origin, the outlet first.

    ``blocks`` are the lines of the text without those of the header, ``drop`` says which are furniture, ``headline`` is
    the number of the headline's. Which name is the outlet's: see `rag.reading.origin.outlets.find_outlet`.
    """
    page = Page(text, blocks, drop, headline)
    dateline = dateline_of(text, blocks, drop, headline)
    bylines = find_bylines(page)
    own, origins = outlet_lines(page)
    credited = [Mark(s.start, s.end, "agency", clean(s.of(text))) for s in _credits(dateline, bylines)]
    outlet = find_outlet(page, header, own, origins, credited)
    found = [outlet] if outlet else []
    agencies = [mark for mark in [*credited, *origins, *_closing_agency(page)] if _is_origin(mark, outlet)]
    found += [mark for mark in header.marks if mark.kind != "outlet"]
    found += _once(agencies)
    found += author_marks(page, bylines, header)
    found += _dateline_marks(text, dateline)
    section = None if any(mark.kind == "section" for mark in found) else find_section(blocks, headline)
    return [*found, section] if section else found


def dateline_of(text: str, blocks: Sequence[Block], drop: Sequence[bool], headline: int | None) -> Dateline | None:
    """The dateline of an article: the lead-in of its first paragraph, or a line of its own before it."""
    page = Page(text, blocks, drop, headline)
    head = page.head
    for number in range(head.start, min(head.stop + 2, len(blocks))):
        block = blocks[number]
        found = find_dateline(text, block.start, block.end)
        if found and (found.credit or (block.words >= PROSE and not drop[number]) or found.end == block.end):
            return found
    return None


def _credits(dateline: Dateline | None, bylines: Sequence[Byline]) -> Iterator[Span]:
    """The agencies and outlets that dateline and bylines name."""
    if dateline and dateline.credit:
        yield dateline.credit
    for byline in bylines:
        yield from byline.credits


def _is_origin(mark: Mark, outlet: Mark | None) -> bool:
    return outlet is None or not same_outlet(mark.value, outlet.value)


def _once(marks: Sequence[Mark]) -> list[Mark]:
    """One mark for each place."""
    return list({(mark.start, mark.end): Mark(mark.start, mark.end, "agency", mark.value) for mark in marks}.values())


def _closing_agency(page: Page) -> Iterator[Mark]:
    """ "... before the vote. — AFP": an agency's name that closes the last paragraph, or copyright of an agency."""
    end = page.story_end
    for number in range(max(0, end), len(page.blocks)):
        block = page.blocks[number]
        if number > end and block.words > LINE_WORDS:
            continue
        mark = named_in(block, COPYRIGHT_LINE) if OPENINGS.match(block.text) else None
        if mark and is_agency(mark.value):
            yield mark
    if end >= 0 and (mark := _agency_at_end(page.blocks[end])):
        yield mark


def _agency_at_end(block: Block) -> Mark | None:
    tail = block.text[-60:]
    match = _AGENCY_END.search(tail)
    if match is None or not is_agency(match["name"]) or _PICTURED.search(block.text[-300:]):
        return None
    if match[0][0] != "(" and not tail[: match.start()].rstrip().endswith((".", "”", '"', "!", "?")):
        return None
    start = block.end - len(tail) + match.start("name")
    return Mark(start, start + len(match["name"]), "agency", match["name"])


def _dateline_marks(text: str, dateline: Dateline | None) -> Iterator[Mark]:
    if dateline is None:
        return
    yield Mark(dateline.start, dateline.end, "dateline", clean(dateline.of(text)))
    if dateline.place:
        yield Mark(dateline.place.start, dateline.place.end, "place", _place_name(dateline.place.of(text)))


def _place_name(written: str) -> str:
    """ "NEWTON, Iowa" -> "Newton, Iowa"; "WASHINGTON, D.C." keeps its letters."""
    return " ".join(
        word.title() if word.isupper() and len(word.strip(",./")) > 2 and "." not in word[:-1] else word
        for word in clean(written).split()
    )
