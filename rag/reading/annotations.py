"""What an article says, marked in its text: dates, speech, numbers and names, each as spans with what they mean.

Found when somebody looks at an article (``footnote show``), not when it is read into an archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from rag.types import Article, Span

if TYPE_CHECKING:
    from rag.text.aliases import Known
    from rag.text.dates.events import EventDate
    from rag.text.numbers import Number
    from rag.text.voices import Speech


@dataclass(frozen=True, slots=True)
class Annotations:
    """The marks of one article's content, each kind in the order of the text; names in the order of first mention."""

    dates: tuple[EventDate, ...] = ()
    speech: tuple[Speech, ...] = ()
    numbers: tuple[Number, ...] = ()
    names: tuple[Known, ...] = ()

    def to_json(self, text: str) -> dict[str, Any]:
        """The marks in plain types; every span has its ``start``, its ``end`` and the ``text`` between them."""
        return {
            kind: [_plain(item, text) for item in getattr(self, kind)]
            for kind in ("dates", "speech", "numbers", "names")
        }


def annotate(article: Article) -> Annotations:
    """The dates of the whole text; speech, numbers and names of the headline and the content, not of page furniture."""
    from rag.text.aliases import find_aliases
    from rag.text.dates.events import event_dates
    from rag.text.numbers import find_numbers
    from rag.text.voices import find_speech

    told = sorted([*article.sentences, *([article.headline] if article.headline else [])], key=lambda s: s.start)
    return Annotations(
        dates=tuple(event_dates(article.text, article.published)),
        speech=tuple(find_speech(article.text, article.sentences)),
        numbers=tuple(_inside(find_numbers(article.text), told)),
        names=tuple(find_aliases(article.text, told)),
    )


def _inside(numbers: Iterable[Number], told: Sequence[Span]) -> Iterable[Number]:
    """The numbers that stand in one of the spans; both are in order."""
    at = 0
    for number in numbers:
        while at < len(told) and told[at].end <= number.start:
            at += 1
        if at < len(told) and told[at].start <= number.start:
            yield number


def _plain(value: Any, text: str) -> Any:
    """A mark, or one field of it, as JSON has it."""
    if isinstance(value, Span):
        own = {f.name: _plain(getattr(value, f.name), text) for f in fields(value)[2:]}
        return {"start": value.start, "end": value.end, "text": value.of(text), **own}
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name), text) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item, text) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
