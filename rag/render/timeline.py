"""A timeline as text: the date of each event as precise as it is, the sentence that tells of it, and its sources.

An entry that only stands at the date it was reported says so in the column of dates: that is no date of the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag.render.answers import claim_lines, disagreement_lines
from rag.render.lines import BLANK, Line, cells, heading, one_line
from rag.render.repairs import repair_lines
from rag.render.sources import month_words, source_lines
from rag.types import Entry, Timeline

REPORTED = "reported"
YEAR_NOT_STATED = "Year not stated"
NO_DATE = "No date stated"
_WIDEST = 21  # cells of the column of dates: "2020-09-27/2020-11-10"


def timeline_lines(timeline: Timeline) -> Iterator[Line]:
    """The entries by date, those without one apart, what the articles do not agree on, and the sources."""
    shown = [*timeline.entries, *timeline.undated]
    if timeline.notice and not shown:
        yield heading(one_line(timeline.notice))
    width = min(_WIDEST, max((cells(date_shown(entry)) for entry in shown), default=0))
    for n, (title, entries) in enumerate(sections(timeline)):
        yield from [BLANK] if n else []
        yield from [heading(title)] if title else []
        yield from _entries(entries, 0 if title == NO_DATE else width)
    for disagreement in timeline.disagreements:
        yield BLANK
        yield from disagreement_lines(disagreement, timeline.citations)
    if timeline.notice and shown:
        yield BLANK
        yield Line(((one_line(timeline.notice), ""),), lead=("Note:", "head"))
    yield from repair_lines(timeline.repairs)
    yield from _sources(timeline, shown)


def sections(timeline: Timeline) -> list[tuple[str, list[Entry]]]:
    """The entries, those without a year, and those without a date, under their headings; what is empty is left out."""
    without_year = [entry for entry in timeline.undated if entry.when.month]
    rest = [entry for entry in timeline.undated if not entry.when.month]
    parts = [("", list(timeline.entries)), (YEAR_NOT_STATED, without_year), (NO_DATE, rest)]
    return [(title, entries) for title, entries in parts if entries]


def _entries(entries: Iterable[Entry], width: int) -> Iterator[Line]:
    """Each statement behind its date, in a column of that width; without a column where none has a date."""
    for entry in entries:
        statement, *reasons = claim_lines(entry.claim)
        dated = date_shown(entry)
        lead = (dated + " " * (width - cells(dated)), "head" if entry.when.date else "quiet")
        mark = [(f"{statement.lead[0]} ", statement.lead[1])] if statement.lead else []
        yield Line((*mark, *statement.pieces), lead=lead) if width else statement
        below = [line.pieces for line in reasons]
        if remarks := remarks_on(entry):
            below.append(((remarks, "quiet"),))
        yield from (Line(pieces, indent=width + 3 if width else 2) for pieces in below)


def date_shown(entry: Entry) -> str:
    """``2020-09-27``, ``since 1990s``, ``1992/1994``, ``23 August``, ``reported 2020-09-29``; empty for no date."""
    when = entry.when
    if when.date:
        date = f"{when.date}s" if when.precision == "decade" else when.date
        return one_line(f"{when.relation} {date}{f'/{when.until}' if when.until else ''}".strip())
    if when.month:
        return f"{when.relation} {month_words(when.month, when.day)}".strip()
    return one_line(f"{REPORTED} {entry.reported.date}") if entry.reported.date else ""


def remarks_on(entry: Entry) -> str:
    """What of the sentence the date is of, how it was inferred, and when a day without a year was reported."""
    when = entry.when
    remarks = [f"of “{one_line(when.words or '')}”"] if when.aside else []
    if when.origin == "inferred" and when.reason:
        remarks.append(f"inferred: {one_line(when.reason)}")
    if when.month and not when.date and entry.reported.date:
        remarks.append(f"{REPORTED} {one_line(entry.reported.date)}")
    return "; ".join(remarks)


def _sources(timeline: Timeline, shown: Sequence[Entry]) -> Iterator[Line]:
    """The sources, each in a line; its words below it only where they are not those of an entry."""
    told = {one_line(entry.claim.text) for entry in shown}
    if timeline.citations:
        yield BLANK
        yield heading("Sources")
    for citation in timeline.citations:
        yield from source_lines(citation, quote=one_line(citation.quote) not in told)
