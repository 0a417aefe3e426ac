"""Articles to rows and back: pure, and fast to read. Spans are little-endian 32-bit offsets in one blob."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rag.errors import InputError
from rag.types import Article, Mark, Published, Sentence, Span


class KnownFile(NamedTuple):
    """What the catalogue knows of a file: enough to see that it did not change."""

    sha256: str
    article_id: int
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article without its text. ``furniture_share`` is the share of its characters that are page furniture.

    ``cluster_size`` counts the article itself: 1 where it has no copies. ``agency`` is the first one it credits.
    """

    id: int
    path: str
    folder: str
    title: str
    outlet: str | None
    published: Published
    sentences: int
    passages: int
    furniture_share: float
    sha256: str
    cluster: int | None = None
    cluster_size: int = 1
    agency: str | None = None
    outlet_by_hand: bool = False


def text_hash(text: str) -> bytes:
    """The key of a cached vector: SHA-256 of the text that was embedded, 32 bytes."""
    return hashlib.sha256(encoded(text)).digest()


def encoded(text: str) -> bytes:
    """UTF-8, lone surrogates and NUL kept: whatever a decoder produced comes back the same."""
    return text.encode("utf-8", "surrogatepass")


def decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def words_of(text: str) -> str:
    """A text as the full-text index can take it: SQLite's strings hold neither lone surrogates nor NUL."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def stated(text: str, what: str) -> str:
    """A name that can be stored, or an error that says which."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(f"The {what} {text!r} is not valid Unicode. Rename it.") from None
    return text


def article_values(article: Article, size: int, mtime_ns: int) -> tuple[Any, ...]:
    """Values for ``articles``, in the order of its columns after ``folder_id``."""
    furniture = sum(span.end - span.start for span in article.furniture)
    return (
        stated(article.path, "file name"),
        article.sha256,
        size,
        mtime_ns,
        words_of(article.title),
        *provenance_values(article),
        len(article.sentences),
        furniture / len(article.text) if article.text else 0.0,
        article.cluster,
    )


def provenance_values(article: Article) -> tuple[Any, ...]:
    """Where and when an article appeared, in the order of the columns of ``articles`` from ``outlet`` on."""
    published = article.published
    agency = next(iter(article.stated("agency")), None)
    return (
        article.outlet if article.outlet is None else words_of(article.outlet),
        agency if agency is None else words_of(agency),
        published.date,
        published.precision,
        published.origin,
    )


def dating_values(article: Article) -> tuple[Any, ...]:
    """What an article's date rests on, in the order of the columns of ``texts`` from ``date_span`` on."""
    span, reason = article.published.span, article.published.reason
    return _pack_spans([span] if span else []), reason if reason is None else words_of(reason)


def text_values(article: Article) -> tuple[Any, ...]:
    """Values for ``texts``, in the order of its columns after ``article_id``."""
    return (
        article.encoding,
        _pack_spans([article.headline] if article.headline else []),
        *dating_values(article),
        _pack_spans(article.furniture),
        _pack_sentences(article.sentences),
        _pack_marks(article.marks),
        encoded(article.text),
    )


ARTICLE_COLUMNS = """a.id, f.path, a.path, a.sha256, a.outlet, a.date, a.date_precision, a.date_origin,
    t.encoding, t.headline, t.date_span, t.furniture, t.sentences, t.text, t.date_reason, t.marks, a.cluster"""


def article_from(row: Sequence[Any]) -> Article:
    """The article of a row with ``ARTICLE_COLUMNS``, and whether its outlet was put right by hand."""
    headline, date_span = _unpack_spans(row[9]), _unpack_spans(row[10])
    return Article(
        path=row[2],
        folder=row[1],
        sha256=row[3],
        text=decoded(row[13]),
        encoding=row[8],
        headline=headline[0] if headline else None,
        sentences=_unpack_sentences(row[12]),
        furniture=_unpack_spans(row[11]),
        outlet=row[4],
        published=Published(row[5], row[6], row[7], date_span[0] if date_span else None, row[14]),
        marks=_unpack_marks(row[15]),
        cluster=row[16],
        id=row[0],
        outlet_by_hand=bool(row[17]),
    )


def headline_of(article: Article) -> str:
    """The headline as indexed: empty where the text has none, since a file's name is no news."""
    return article.headline.of(article.text) if article.headline else ""


def body_of(article: Article) -> str:
    """The article's content as indexed: its sentences, without headline and furniture."""
    return "\n".join(sentence.of(article.text) for sentence in article.sentences)


def _pack_spans(spans: Sequence[Span]) -> bytes:
    return struct.pack(f"<{2 * len(spans)}I", *(offset for span in spans for offset in (span.start, span.end)))


def _unpack_spans(blob: bytes) -> tuple[Span, ...]:
    numbers = struct.unpack(f"<{len(blob) // 4}I", blob)
    return tuple(map(Span, numbers[::2], numbers[1::2]))


def _pack_sentences(sentences: Sequence[Sentence]) -> bytes:
    numbers = (number for s in sentences for number in (s.start, s.end, s.paragraph))
    return struct.pack(f"<{3 * len(sentences)}I", *numbers)


def _unpack_sentences(blob: bytes) -> tuple[Sentence, ...]:
    numbers = struct.unpack(f"<{len(blob) // 4}I", blob)
    return tuple(map(Sentence, numbers[::3], numbers[1::3], numbers[2::3]))


def _pack_marks(marks: Sequence[Mark]) -> bytes:
    """JSON, in ASCII: a few short lists, and lone surrogates in a name come back."""
    return (
        json.dumps([[m.start, m.end, m.kind, m.value] for m in marks], separators=(",", ":")).encode() if marks else b""
    )


def _unpack_marks(blob: bytes) -> tuple[Mark, ...]:
    return tuple(Mark(*values) for values in json.loads(blob)) if blob else ()
