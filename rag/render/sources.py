"""Where words come from: outlet, date and place of an article, and of what is cited from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rag.render.lines import Line, one_line
from rag.types import Article, Citation, Hit, Published

OUTLET_UNKNOWN = "outlet unknown"
DATE_UNKNOWN = "date unknown"


_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def published_words(published: Published) -> str:
    """``29 September 2020 (stated)``, ``September 2020 (inferred)``, ``2020 (stated)`` or ``date unknown``."""
    if not published.date or published.precision == "unknown":
        return DATE_UNKNOWN
    parts = published.date.split("-")
    try:
        day = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except (TypeError, ValueError):
        return f"{one_line(published.date)} ({published.origin})"
    words = [str(day.day), _MONTHS[day.month - 1], str(day.year)][3 - len(parts) :]
    return f"{' '.join(words)} ({published.origin})"


def origin_words(source: Citation | Article) -> str:
    outlet = one_line(source.outlet) if source.outlet else OUTLET_UNKNOWN
    return f"{outlet}, {published_words(source.published)}"


def source_lines(citation: Citation, *, quote: bool = True) -> Iterator[Line]:
    """``[1] Headline — Outlet, 29 September 2020 (stated) — path:start-end``, and the quoted words below it."""
    place = f"{one_line(citation.path)}:{citation.start}-{citation.end}"
    pieces = ((one_line(citation.title), "head"), (f" — {origin_words(citation)} — ", ""), (place, "quiet"))
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
