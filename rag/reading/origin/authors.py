"""Who wrote an article: its bylines, or the persons whose address its last lines give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.reading.origin.byline import Byline, credit_in, find_byline, find_reporting, find_signature
from rag.reading.origin.dateline import find_dateline
from rag.reading.origin.front_matter import Metadata, clean
from rag.reading.origin.outlets import LINE_WORDS
from rag.reading.origin.parts import Page
from rag.reading.origin.press import is_person, is_press
from rag.reading.page.blocks import Block
from rag.types import Mark, Span

_TAIL = 12  # lines at the end that are looked at
_ADDRESS_CHARS = 300  # of such a line
_ADDRESS_OF = re.compile(r"\W{0,3}(?:Follow|Reach|Contact|Email|E-mail)\s")
_CONTACT = ("@", " on Twitter", " on X", " on Facebook", " on Instagram")
_ADDRESSES = re.compile(r"(.{5,80}?)\s(?:on|at)\s|(.{5,60}?):")
_ABOUT = re.compile(r"(.{5,60}?)\s(?=(?:is|was|covers|writes|reports)\s)")
_AUTHOR_IS = re.compile(
    r"(?:is|was|covers|writes|reports)\s.{0,120}?\b(?:reporter|correspondent|columnist|writer|editor|journalist|covers"
    r"|covering|producer|politics|investigat\w+|education|business|sports|news)\b"
)


def find_bylines(page: Page) -> list[Byline]:
    """The bylines around the headline, with "By" or without, else the closing note of an agency."""
    head = page.head
    before = [] if page.headline is None else [page.headline - 1]
    numbers = [n for n in [*before, *head] if n >= 0]
    found = [byline for n in numbers if (byline := _byline_at(page, n, head.stop))]
    if found:
        return found
    last = [
        block for block in page.blocks[-_TAIL:] if "eporting by" in block.text[:20] or "ritten by" in block.text[:20]
    ]
    return [byline for block in last if (byline := find_reporting(page.text, block.start, block.end))]


def _byline_at(page: Page, number: int, stop: int) -> Byline | None:
    block = page.blocks[number]
    if block.words > LINE_WORDS:
        return None
    if find_dateline(page.text, block.start, block.end) is not None:
        return None  # "São Paulo, Brazil CNN —"
    by = find_byline(page.text, block.start, block.end) or find_signature(page.text, block.start, block.end)
    if by is not None or number + 1 >= stop:
        return by
    return _name_over_outlet(block, page.blocks[number + 1])


def _name_over_outlet(block: Block, below: Block) -> Byline | None:
    """A person's name on a line of its own, and an agency's or outlet's on the next."""
    name, outlet = block.text.rstrip(","), re.split(r"\s?[|,]", below.text, maxsplit=1)[0].strip()
    begin = credit_in(outlet)
    if below.words > 6 or below.ended or begin is None or not is_person(name) or is_press(name):
        return None
    author = Span(block.start, block.start + len(name))
    credit = Span(below.start + begin, below.start + len(outlet))
    return Byline(block.start, credit.end, (author,), (credit,))


def author_marks(page: Page, bylines: Sequence[Byline], header: Metadata) -> Iterator[Mark]:
    named = {mark.value.casefold() for mark in header.marks if mark.kind == "author"}
    for byline in bylines:
        yield Mark(byline.start, byline.end, "byline")
        for span in byline.authors:
            yield Mark(span.start, span.end, "author", clean(span.of(page.text)))
    if not named and not any(byline.authors for byline in bylines):
        yield from _authors_at_end(page)


def _authors_at_end(page: Page) -> Iterator[Mark]:
    """Without a byline: the persons that the last lines give an address of, as pages do with their authors only."""
    for block in page.blocks[-_TAIL:]:
        opening = block.text[:_ADDRESS_CHARS]
        if not any(sign in opening for sign in _CONTACT):
            continue
        match = _ADDRESS_OF.match(opening)
        at = match.end() if match else 0
        rest = _ADDRESSES.match(opening, at) if match else None
        if rest:
            yield from _persons(block.start + at, (rest[1] or rest[2]))
        elif (about := _ABOUT.match(opening)) and is_person(about[1]) and _AUTHOR_IS.match(opening, about.end()):
            yield Mark(block.start, block.start + len(about[1]), "author", clean(about[1]))


def _persons(start: int, written: str) -> Iterator[Mark]:
    for part in re.finditer(r"(?:(?!\sand\s|,)[^\n]){5,60}", written):
        name = part[0].strip().removeprefix("and ")
        at = start + part.start() + part[0].index(name)
        if is_person(name):
            yield Mark(at, at + len(name), "author", name)
