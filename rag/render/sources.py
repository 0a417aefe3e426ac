"""Where words come from: outlet, date and place of an article, and of what is cited from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from rag.corrections import BY_HAND, by_hand
from rag.render.lines import Line, one_line
from rag.types import Article, Citation, Elsewhere, Hit, Published

OUTLET_UNKNOWN = "outlet unknown"
DATE_UNKNOWN = "date unknown"


_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def published_words(published: Published) -> str:
    """``29 September 2020 (stated)``, ``September 2020 (inferred)``, ``2020 (corrected by hand)``, ``date unknown``."""
    origin = BY_HAND if published.origin == "corrected" else published.origin
    if not published.date or published.precision == "unknown":
        return f"{DATE_UNKNOWN} ({origin})" if origin == BY_HAND else DATE_UNKNOWN
    return f"{date_words(published.date)} ({origin})"


def outlet_words(source: Any, unknown: str = OUTLET_UNKNOWN) -> str:
    """``Press TV``, ``The Lund Gazette (corrected by hand)`` or ``outlet unknown``, of whatever has an outlet."""
    return f"{one_line(source.outlet or unknown)}{f' ({BY_HAND})' if source.outlet_by_hand else ''}"


def own_words(article: Article, stated: Article | None) -> str:
    """``in the article itself: Press TV, 2020 (inferred)``: what was put right, as it is without that (``stated``)."""
    own = (own_word(name, stated) for name in by_hand(article))
    return f"in the article itself: {', '.join(own)}" if stated and by_hand(article) else ""


def own_word(name: str, stated: Article | None) -> str:
    if stated is None:
        return f"{name} unknown"
    return one_line(stated.outlet or OUTLET_UNKNOWN) if name == "outlet" else published_words(stated.published)


def date_words(iso: str) -> str:
    """``29 September 2020``, ``September 2020`` or ``2020``: an ISO date as precise as it is; other text as it is."""
    parts = iso.split("-")
    try:
        day = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except (TypeError, ValueError, OverflowError):
        return one_line(iso)
    return " ".join([str(day.day), _MONTHS[day.month - 1], str(day.year)][3 - len(parts) :])


def month_words(month: int | None, day: int | None = None) -> str:
    """``23 August`` or ``August``; empty for no month of the year."""
    if month is None or not 1 <= month <= len(_MONTHS):
        return ""
    return f"{day or ''} {_MONTHS[month - 1]}".strip()


def origin_words(source: Citation | Article) -> str:
    """``Press TV, 29 September 2020 (inferred)``."""
    return f"{outlet_words(source)}, {published_words(source.published)}"


_MOST_COPIES = 4  # named where an article is cited; the rest are counted


def also_in_words(others: Sequence[Elsewhere]) -> str:
    """``also in Press TV, AP and 2 more``: outlets that print the same words, files where no outlet is stated."""
    names = list(dict.fromkeys(one_line(other.outlet or other.path) for other in others))
    if not names:
        return ""
    more = len(names) - _MOST_COPIES
    return f"also in {', '.join(names[:_MOST_COPIES])}" + (f" and {more} more" if more > 0 else "")


def copy_words(copy: Any) -> str:
    """``Press TV, 29 September 2020 (stated): path``, of a row of the catalogue."""
    return f"{outlet_words(copy)}, {published_words(copy.published)}: {one_line(copy.path)}"


def source_lines(citation: Citation, *, quote: bool = True) -> Iterator[Line]:
    """``[1] Headline — Outlet, 29 September 2020 (stated) — path:start-end``, and the quoted words below it."""
    place = f"{one_line(citation.path)}:{citation.start}-{citation.end}"
    others = f"{also_in_words(citation.also_in)} — " if citation.also_in else ""
    origin = f" — {origin_words(citation)} — {others}"
    pieces = ((one_line(citation.title), "head"), (origin, ""), (place, "quiet"))
    lead = f"[{citation.n}]"
    yield Line(pieces, lead=(lead, "cite"))
    if quote:
        # After a mark of ours instead of between quotation marks: news text brings its own.
        yield Line(((one_line(citation.quote), ""),), lead=(">", "quiet"), indent=len(lead) + 1)


def hit_lines(hits: Sequence[Hit]) -> Iterator[Line]:
    """Passages found, best first: rank, score, source, and the passage's own words."""
    if not hits:
        yield Line((("No passage was found.", ""),))
    for rank, hit in enumerate(hits, 1):
        place = f"{one_line(hit.article.path)}:{hit.passage.start}-{hit.passage.end}"
        lead = f"{rank}."
        yield Line(
            (
                (f"{hit.score:.2f}  ", "cite"),
                (one_line(hit.article.title), "head"),
                (f" — {origin_words(hit.article)} — ", ""),
                (place, "quiet"),
            ),
            lead=(lead, "cite"),
        )
        yield Line(((one_line(hit.text), ""),), indent=len(lead) + 1)
