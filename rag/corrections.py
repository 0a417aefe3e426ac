"""What a reader puts right of an article by hand: its outlet, its date.

A correction belongs to a file, as marks by hand do. It is laid over what the file states whenever the file is read;
the file is never touched, and without the correction the article is again what it states.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rag.errors import InputError
from rag.types import Article, Precision, Published

BY_HAND = "corrected by hand"
UNKNOWN = "unknown"  # what a reader writes for an outlet or a date that nobody knows
LONGEST_OUTLET = 120  # characters
_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")
_ISO = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Correction:
    """The outlet and the date as a reader knows them. ``None``: as the file says; empty: it is not known."""

    outlet: str | None = None
    date: str | None = None

    def __bool__(self) -> bool:
        return self.outlet is not None or self.date is not None

    def with_(self, later: Correction) -> Correction:
        """This correction, and what a later one says besides or instead."""
        return Correction(
            self.outlet if later.outlet is None else later.outlet,
            self.date if later.date is None else later.date,
        )

    def to_json(self) -> dict[str, Any]:
        """What is corrected, by name; ``null`` is a value that is not known."""
        given = {"outlet": self.outlet, "date": self.date}
        return {name: value or None for name, value in given.items() if value is not None}


def corrected(article: Article, correction: Correction | None) -> Article:
    """The article as the correction says."""
    if not correction:
        return article
    by_hand = correction.outlet is not None
    outlet = correction.outlet or None if by_hand else article.outlet
    published = article.published if correction.date is None else published_by_hand(correction.date)
    return replace(article, outlet=outlet, published=published, outlet_by_hand=by_hand)


def by_hand(source: Any) -> tuple[str, ...]:
    """What was put right by hand of an article, a row of the catalogue or a citation: ``outlet``, ``date``."""
    named = (("outlet", source.outlet_by_hand), ("date", source.published.origin == "corrected"))
    return tuple(name for name, is_so in named if is_so)


def as_stated(article: Article) -> Article | None:
    """A corrected article as its own text says it is; None where nothing was put right."""
    from rag.reading import parse

    if not by_hand(article):
        return None
    own = parse(
        article.text,
        path=article.path,
        folder=article.folder,
        sha256=article.sha256,
        encoding=article.encoding,
    )
    return replace(own, id=article.id, cluster=article.cluster)


def published_by_hand(date: str) -> Published:
    """A date that a reader gave, as precise as it was written; the text says it nowhere, so it has no span."""
    if not date:
        return Published(origin="corrected", reason=BY_HAND)
    return Published(date, _PRECISIONS[date.count("-")], "corrected", reason=BY_HAND)


def asked_for(outlet: str | None, date: str | None, outlets: Iterable[str] = ()) -> Correction:
    """What a reader typed as a correction; an outlet of the archive is spelled as it is there.

    Raises InputError for a date that is none, an outlet that is no name, or nothing at all.
    """
    wanted = Correction(_outlet(outlet, outlets), _date(date))
    if not wanted:
        raise InputError('Nothing was given to correct. Give an outlet or a date; "unknown" where nobody knows it.')
    return wanted


def _outlet(typed: str | None, outlets: Iterable[str]) -> str | None:
    name = " ".join((typed or "").split())
    if not name:
        return None
    if name.casefold() == UNKNOWN:
        return ""
    if len(name) > LONGEST_OUTLET:
        raise InputError(f"The outlet has {len(name):,} characters; {LONGEST_OUTLET} are the limit.")
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in name):
        raise InputError("The outlet holds characters that cannot be seen. Type its name.")
    return next((known for known in outlets if known.casefold() == name.casefold()), name)


def _date(typed: str | None) -> str | None:
    written = (typed or "").strip()
    if not written:
        return None
    if written.casefold() == UNKNOWN:
        return ""
    try:
        if not _ISO.fullmatch(written):
            raise ValueError
        datetime.date(*(int(part) for part in [*written.split("-"), "1", "1"][:3]))
    except ValueError:
        raise InputError(f'"{written[:40]}" is not a date. Write 2020, 2020-09 or 2020-09-29.') from None
    return written
