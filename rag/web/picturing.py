"""What one reader has a picture of: the state of the page's "Timeline", kept on the server for a browser session.

The browser sends a matter once, or the number of an exchange of the chat; afterwards it names a picture by its number,
and a point by its number in one of the picture's two lines. Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.render import published_words
from rag.render.sources import date_words, month_words
from rag.types import Answer, Citation, Entry, Filters, Timeline, Window
from rag.web.figures import Dated, Period, period_of
from rag.web.work import Work

STARTING = "Reading the archive"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing on a line of time: the words, where they stand, and when it was, no more precisely than is said.

    Without ``period`` it has no place on the line. Not ``happened``: the date is the report's, not the event's.
    ``note`` is more on the date: why it is inferred, or of what it is.
    """

    n: int
    words: str
    citation: Citation
    when: str
    period: Period | None = None
    origin: str = ""
    happened: bool = True
    note: str = ""


def told_points(timeline: Timeline) -> list[Point]:
    """The events that a timeline tells of; those without a date last."""
    entries = [entry for entry in (*timeline.entries, *timeline.undated) if entry.claim.citations]
    return [_told(n, entry, timeline) for n, entry in enumerate(entries, 1)]


def _told(n: int, entry: Entry, timeline: Timeline) -> Point:
    when, citation = entry.when, timeline.citation(entry.claim.citations[0])
    notes = [f"of “{when.words}”"] if when.aside else []
    notes += [when.reason] if when.reason and when.origin == "inferred" else []
    origin: str = when.origin
    if when.date:
        start, end = (period_of(iso, years=10 if when.precision == "decade" else 1) for iso in (when.date, when.until))
        period = start | end if start and end else start
    else:
        period = period_of(entry.reported.date) if entry in timeline.entries else None
        origin = entry.reported.origin if period else ""
    return Point(n, entry.claim.text, citation, _when_words(entry), period, origin, bool(when.date), "; ".join(notes))


def _when_words(entry: Entry) -> str:
    """``since 2019``, ``1990s``, ``27 September 2020 to 10 November 2020``, ``23 August, year not stated``."""
    when = entry.when
    if when.date:
        said = f"{when.date}s" if when.precision == "decade" else date_words(when.date)
        return f"{when.relation} {said}{f' to {date_words(when.until)}' if when.until else ''}".strip()
    if when.month:
        return f"{when.relation} {month_words(when.month, when.day)}, year not stated".strip()
    return f"reported {date_words(entry.reported.date)}" if entry.reported.date else "no date stated"


def cited_points(answer: Answer) -> list[Point]:
    """What an answer cites, by when the articles appeared; those without a date last. Numbered as in the answer."""
    points = [
        Point(
            c.n,
            c.quote,
            c,
            published_words(c.published).removesuffix(f" ({c.published.origin})"),
            period_of(c.published.date) if c.published.precision != "unknown" else None,
            c.published.origin if c.published.date else "",
            note=c.published.reason or "",
        )
        for c in answer.citations
    ]
    return sorted(points, key=lambda p: (p.period is None, p.period or Period(0, 0), p.n))


@dataclass
class Picture(Work):
    """A matter and what was drawn of it. ``serial`` is never used twice; ``exchange`` is the chat's, where it is one.

    ``found`` are outlet and date of each article that the search finds for it, ``window`` the time that its words or
    filters set.
    """

    question: str
    filters: Filters = field(default_factory=Filters)
    exchange: int | None = None
    answer: Answer | None = None
    timeline: Timeline | None = None
    found: tuple[Dated, ...] = ()
    window: Window | None = None

    @property
    def events(self) -> list[Point]:
        return told_points(self.timeline) if self.timeline else []

    @property
    def cited(self) -> list[Point]:
        return cited_points(self.answer) if self.answer else []

    @property
    def limits(self) -> tuple[str | None, str | None]:
        """From when until when it is of: what the reader's filters say, else the words of the question."""
        window = self.window if self.window and not self.window.lifted else Window("")
        return self.filters.after or window.after, self.filters.before or window.before

    def point(self, line: object, number: object) -> Point | None:
        """A point by its line (``e`` of events, ``c`` of citations) and number; the browser may have sent anything."""
        points = {"e": self.events, "c": self.cited}.get(line, []) if isinstance(line, str) else []
        return next((point for point in points if point.n == number), None)


@dataclass
class Drawing:
    """The picture that a session is at, and the last one that was drawn to its end.

    ``seen`` is the newest exchange of the chat that was drawn.
    """

    picture: Picture | None = None
    drawn: Picture | None = None
    last_serial: int = 0
    seen: int = 0

    def begin(self, question: str, filters: Filters, exchange: int | None = None, answer: Answer | None = None) -> None:
        """Take up a matter; one that is being worked on is given up."""
        self.stop()
        self.last_serial += 1
        self.seen = max(self.seen, exchange or 0)
        self.picture = Picture(self.last_serial, question, filters, exchange, answer, stage=STARTING)

    def finish(self, picture: Picture, timeline: Timeline) -> None:
        """The picture has come to its end; it is what the reader sees, unless it was given up."""
        if picture is self.picture and not picture.stopped:
            picture.timeline, self.drawn = timeline, picture

    def stop(self) -> None:
        """Give up the picture that is being drawn."""
        if self.picture and self.picture.running:
            self.picture.stop()
