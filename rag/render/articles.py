"""An article as it was read."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from rag.render.lines import BLANK, Line, count, heading, one_line, visible
from rag.render.sources import origin_words
from rag.types import Article, Span


def article_lines(article: Article, *, mark_furniture: bool = True) -> Iterator[Line]:
    """The headline, what is known of the article, and its whole text; page furniture is dimmed, and with
    ``mark_furniture`` (where there are no colours) also prefixed with ``~``."""
    yield heading(one_line(article.title))
    yield Line(((f"{origin_words(article)} — {count(len(article.sentences), 'sentence')}", ""),))
    yield Line(((f"{one_line(article.path)} ({article.encoding}), sha256 {article.sha256[:16]}", "quiet"),))
    if mark_furniture and article.furniture:
        yield Line((("Lines with ~ are page furniture: kept, never quoted.", "quiet"),))
    yield BLANK
    prefix = "~ " if mark_furniture else ""
    for text, furniture in _text_lines(article):
        style = "quiet" if furniture else ""
        yield Line((((prefix if furniture and text else "") + text, style),), hang=0)


_LINE = re.compile("([^\r\n\u2028\u2029]+)|\r\n|[\r\n\u2028\u2029]")


def _text_lines(article: Article) -> Iterator[tuple[str, bool]]:
    """The lines of the text, each with whether it is furniture. A span that ends inside a line cuts the line there."""
    furniture = deque(sorted(article.furniture))
    written = False
    for match in _LINE.finditer(article.text):
        if match.group(1) is None:  # a line's end: of the line just written, or of an empty one
            if not written:
                yield "", False
            written = False
            continue
        for start, end, marked in _cut(Span(*match.span()), furniture):
            text = visible(article.text[start:end]).rstrip().expandtabs(4)
            if text:
                yield text, marked
                written = True


def _cut(line: Span, furniture: deque[Span]) -> Iterator[tuple[int, int, bool]]:
    """``line`` in pieces (start, end, is furniture). Spans that end before it are taken from ``furniture``."""
    at = line.start
    while furniture and furniture[0].start < line.end:
        span = furniture[0]
        if at < span.start:
            yield at, span.start, False
        if max(at, span.start) < min(span.end, line.end):
            yield max(at, span.start), min(span.end, line.end), True
        at = max(at, min(span.end, line.end))
        if span.end > line.end:
            return
        furniture.popleft()
    if at < line.end:
        yield at, line.end, False
