"""What the reader promises for any bytes, asked of one input: by the fuzzer, and by the tests over its corpus."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from rag.reading import article_from
from rag.reading.annotations import annotate
from rag.render import one_line, visible
from rag.split import split
from rag.types import Article, Skipped, Span

# Up to this many characters a text is also read with the other newlines: three readings instead of one.
_READ_AGAIN = 2_000
_NEWLINES = ("\r\n", "\r")


def keep_promises(data: bytes) -> Article | Skipped:
    """Read the bytes and assert every promise; what was read comes back."""
    read = article_from(data, path="a.txt", folder="/f")
    if isinstance(read, Skipped):
        assert read.reason == one_line(read.reason) != ""
        return read
    read.text.encode("utf-8")
    assert "\x00" not in read.text
    assert tiles(read)
    _marks_lie_inside(read)
    _passages_cover(read)
    assert visible(visible(read.text)) == visible(read.text)
    if len(read.text) <= _READ_AGAIN and "\r" not in read.text:
        _newlines_do_not_matter(read)
    return read


def parts(article: Article) -> list[tuple[int, int]]:
    """Start and end of headline, sentences and furniture, in the order of the text."""
    headline = [article.headline] if article.headline else []
    return sorted((span.start, span.end) for span in [*headline, *article.furniture, *article.sentences])


def tiles(article: Article) -> bool:
    """Whether headline, sentences and furniture hold each visible character of the text, and each once."""
    spans, text = parts(article), article.text
    if not all(0 <= start < end <= len(text) for start, end in spans):
        return False
    gaps = [0, *(at for span in spans for at in span), len(text)]
    apart = all(before[1] <= after[0] for before, after in pairwise(spans))
    return apart and not any(text[start:end].strip() for start, end in zip(gaps[::2], gaps[1::2], strict=True))


def _marks_lie_inside(article: Article) -> None:
    spans: list[Span] = list(article.marks)
    if article.published.span is not None:
        spans.append(article.published.span)
    found = annotate(article)
    spans += _spans_of(found)
    for span in spans:
        assert 0 <= span.start < span.end <= len(article.text), span
        assert span.of(article.text).strip(), span
    _strings_only(found.to_json(article.text))


def _spans_of(value: Any) -> Iterable[Span]:
    """Every span in what was found, however deep."""
    if isinstance(value, Span):
        yield value
    if isinstance(value, tuple | list):
        for item in value:
            yield from _spans_of(item)
    for name in getattr(value, "__dataclass_fields__", ()):
        yield from _spans_of(getattr(value, name))


def _strings_only(value: Any) -> None:
    """What goes into JSON is made of its types."""
    if isinstance(value, dict):
        for item in value.values():
            _strings_only(item)
    elif isinstance(value, list):
        for item in value:
            _strings_only(item)
    else:
        assert value is None or isinstance(value, str | int | float | bool), value


def _passages_cover(article: Article) -> None:
    for span in split(article, lambda text: len(text.split()), 180):
        assert 0 <= span.start < span.end <= len(article.text), span


def _newlines_do_not_matter(article: Article) -> None:
    for newline in _NEWLINES:
        other = article_from(article.text.replace("\n", newline).encode("utf-8-sig"), path="a.txt", folder="/f")
        if isinstance(other, Article) and other.text.count(newline) == article.text.count("\n"):
            assert _seen(other, newline) == _seen(article, "\n")


def _seen(article: Article, newline: str) -> tuple[Any, ...]:
    texts = [article.text[start:end].replace(newline, "\n") for start, end in parts(article)]
    marks = [(mark.kind, mark.of(article.text).replace(newline, "\n")) for mark in article.marks]
    return texts, marks, article.outlet, article.published.date, [s.paragraph for s in article.sentences]
