"""A decoded text -> an article: headline, content sentences, furniture, outlet and date, all as spans of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.reading.blocks import Block, find_blocks
from rag.reading.furniture import find_furniture, is_known_furniture, is_prose
from rag.reading.headline import find_headline, headline_start
from rag.reading.metadata import Metadata, find_outlet, find_published, read_header
from rag.text.fold import fold
from rag.text.sentences import split_paragraph
from rag.types import Article, Published, Sentence, Span

READER_VERSION = "1"
# Lines of a head that introduce the story ("deck"): at most so many, with at least so many words each.
_MOST_DECKS, _DECK_WORDS = 3, 8


def parse(text: str, *, path: str, folder: str, sha256: str, encoding: str) -> Article:
    """Read a decoded text as an article.

    Headline, furniture and sentences never overlap, and together hold every visible character of the text. Lines that
    state outlet or date are read first and then count as furniture. Nothing is guessed: what is not stated is None.
    """
    blocks = find_blocks(text)
    header = read_header(text, blocks)
    body = [block for number, block in enumerate(blocks) if number not in header.lines]
    before = header.after_title if header.after_title and header.after_title - 1 not in header.lines else None
    marks = find_furniture(body)
    headline = find_headline(body, marks, before)
    _settle_head(body, marks, headline)
    span = _headline_span(body, headline, header)
    content = [block for block, drop in zip(body, marks, strict=True) if not drop]
    sentences = tuple(_sentences(text, content))
    outlet, published = _stated(text, body, marks, headline, header)
    return Article(
        path=path,
        folder=folder,
        sha256=sha256,
        text=text,
        encoding=encoding,
        headline=span,
        sentences=sentences,
        furniture=tuple(_furniture(text, blocks, content, span)),
        outlet=outlet,
        published=published,
    )


def _settle_head(body: Sequence[Block], marks: list[bool], headline: int | None) -> None:
    """Headline and its repetitions are no content; lines that introduce the story after it are."""
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
        if block.words >= _DECK_WORDS and not is_known_furniture(block) and fold(block.text) != title:
            marks[number] = False
            decks += 1


def _headline_span(body: Sequence[Block], headline: int | None, header: Metadata) -> Span | None:
    if headline is None:
        return header.title
    return Span(headline_start(body[headline]), body[headline].end)


def _sentences(text: str, content: Iterable[Block]) -> Iterable[Sentence]:
    for paragraph, block in enumerate(content):
        for span in split_paragraph(text, block.start, block.end):
            yield Sentence(span.start, span.end, paragraph)


def _stated(
    text: str, body: Sequence[Block], marks: Sequence[bool], headline: int | None, header: Metadata
) -> tuple[str | None, Published]:
    """Outlet and date: from the header, else from lines of furniture."""
    dropped = [block for number, block in enumerate(body) if marks[number] and number != headline]
    outlet = header.outlet or find_outlet(dropped)
    if header.published.date:
        return outlet, header.published
    near: list[Block] = []
    if headline is not None:
        first = next((n for n in range(headline + 1, len(body)) if not marks[n]), len(body))
        near = [body[n] for n in range(max(0, headline - 1), min(first, headline + 8)) if n != headline and marks[n]]
    return outlet, find_published(text, dropped, near)


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
