"""A decoded text -> an article: headline, content sentences, furniture, outlet and date, all as spans of the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.reading.origin.front_matter import Metadata, read_header
from rag.reading.origin.provenance import find_provenance
from rag.reading.origin.published import find_published
from rag.reading.page.blocks import Block, find_blocks
from rag.reading.page.furniture import find_furniture, is_known_furniture, is_prose
from rag.reading.page.headline import find_headline, headline_start
from rag.reading.page.structure import find_structure
from rag.text.fold import fold
from rag.text.lines import NOTHING_KNOWN, KnownLines, line_key
from rag.text.sentences import split_paragraph
from rag.types import Article, Sentence, Span

READER_VERSION = "2"
# Lines of a head that introduce the story ("deck"): at most so many, with at least so many words each.
_MOST_DECKS, _DECK_WORDS = 3, 8


def parse(
    text: str, *, path: str, folder: str, sha256: str, encoding: str, known: KnownLines = NOTHING_KNOWN
) -> Article:
    """Read a decoded text as an article.

    Headline, furniture and sentences never overlap, and together hold every visible character of the text. Lines that
    state outlet or date are read first and then count as furniture. Nothing is guessed: what is not stated is None.
    ``known``: lines judged before; a line marked by hand is what the hand says, and never the headline.
    """
    blocks = find_blocks(text)
    by_hand = _by_hand(blocks, known)
    header = _without_marked(read_header(text, blocks), by_hand)
    body = [block for number, block in enumerate(blocks) if number not in header.lines]
    hand = [by_hand.get(number) for number in range(len(blocks)) if number not in header.lines]
    learned = _learned(body, known)
    drop = find_furniture(body, learned)
    _obey(hand, drop)
    headline = find_headline(body, drop, _title_before(header), hand)
    _settle_head(body, drop, headline, learned)
    _obey(hand, drop)
    span = _headline_span(body, headline, header)
    content = [block for block, gone in zip(body, drop, strict=True) if not gone]
    stated = find_provenance(text, body, drop, headline, header)
    return Article(
        path=path,
        folder=folder,
        sha256=sha256,
        text=text,
        encoding=encoding,
        headline=span,
        sentences=tuple(_sentences(text, content)),
        furniture=tuple(_furniture(text, blocks, content, span)),
        outlet=next((mark.value for mark in stated if mark.kind == "outlet"), None),
        published=find_published(text, body, drop, headline, header),
        marks=tuple(sorted([*find_structure(body, drop, headline, span), *stated])),
    )


def _by_hand(blocks: Sequence[Block], known: KnownLines) -> dict[int, bool]:
    """The blocks a reader marked, by number: True for content."""
    if not known.by_hand:
        return {}
    keys = ((number, line_key(block.text)) for number, block in enumerate(blocks))
    return {number: known.by_hand[key] for number, key in keys if key in known.by_hand}


def _without_marked(header: Metadata, by_hand: Mapping[int, bool]) -> Metadata:
    """The header without the lines a hand says are content; a title from a marked line is none."""
    if not by_hand or not header.lines & by_hand.keys():
        return header
    marked = frozenset(number for number in header.lines if number in by_hand)
    return replace(header, lines=header.lines - marked, title=None)


def _learned(blocks: Sequence[Block], known: KnownLines) -> list[bool]:
    """For each block whether the archive has learned that it is furniture."""
    if not known.furniture:
        return [False] * len(blocks)
    return [line_key(block.text) in known.furniture for block in blocks]


def _obey(hand: Sequence[bool | None], drop: list[bool]) -> None:
    """Lines marked by hand are what the hand says."""
    for number, content in enumerate(hand):
        if content is not None:
            drop[number] = not content


def _title_before(header: Metadata) -> int | None:
    """The number of the first header line, when the title stands before it."""
    if header.after_title and header.after_title - 1 not in header.lines:
        return header.after_title
    return None


def _settle_head(body: Sequence[Block], marks: list[bool], headline: int | None, learned: Sequence[bool]) -> None:
    """Headline and its repetitions are no content; lines that introduce the story after it are, unless ``learned``."""
    if headline is None:
        return
    title = fold(body[headline].text)
    for number, block in enumerate(body):
        if number == headline or (abs(len(block.text) - len(title)) < 12 and fold(block.text) == title):
            marks[number] = True
    decks = 0
    for number in range(headline + 1, len(body)):
        block = body[number]
        if (is_prose(block) and not marks[number]) or decks == _MOST_DECKS:
            break
        if learned[number] or is_known_furniture(block):
            continue
        if block.words >= _DECK_WORDS and fold(block.text) != title:
            marks[number] = False
            decks += 1


def _headline_span(body: Sequence[Block], headline: int | None, header: Metadata) -> Span | None:
    if headline is None:
        return header.title
    return Span(headline_start(body[headline]), body[headline].end)


def _sentences(text: str, content: Iterable[Block]) -> Iterable[Sentence]:
    for paragraph, block in enumerate(content):
        if block.words == 1 and block.text.isascii():
            yield Sentence(block.start, block.end, paragraph)
            continue
        for span in split_paragraph(text, block.start, block.end):
            yield Sentence(span.start, span.end, paragraph)


def _furniture(text: str, blocks: Sequence[Block], content: Sequence[Block], headline: Span | None) -> Iterable[Span]:
    """Every block that is neither content nor headline, and what stands around the headline in its block."""
    kept = {block.start for block in content}
    for block in blocks:
        if block.start in kept:
            continue
        if headline is None or headline.end <= block.start or headline.start >= block.end:
            yield Span(block.start, block.end)
            continue
        for start, end in ((block.start, headline.start), (headline.end, block.end)):
            if text[start:end].strip():
                yield _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    lead = len(part) - len(part.lstrip())
    return Span(start + lead, start + len(part.rstrip()))
