"""Pictures -> the HTML of the view "Timeline": points and bars along a line of time, each with a table.

The pictures are SVG of our own: Gradio's plots were held against the page's guard first. Its Vega plots draw nothing
without eval in scripts, and set style attributes; Plotly is 4.6 MB, Bokeh asks a foreign host, Matplotlib is a bitmap.

Places along the line are in per cent and heights in pixels, as attributes: a picture is as wide as its column, and its
words keep their size. A point is told apart by shape and line, not by colour alone. Ids: point 3 of the line of events
of picture 2 is ``fn-t2-e3``, its row in the table ``fn-t2-e3-row``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.render import OUTLET_UNKNOWN
from rag.render.sources import date_words as iso_words
from rag.render.windows import period_words
from rag.types import Article
from rag.web.elements import Html, join, tag
from rag.web.figures import Axis, Bar, Coverage, Period, Row, lanes, period_of
from rag.web.picturing import Picture, Point
from rag.web.sources import article_html, date_words, outlet_html

LANE = 28  # pixels: a target that a finger meets (WCAG 2.2, 2.5.8: 24), and a little air
FOOT = 24  # pixels for the names along the line
FEWEST_BARS = 9  # for as many there is room on a line
TALL, LOW = 88, 30  # pixels of the tallest bar: of all articles together, of one outlet
WIDE = 8.5  # per cent that a point takes: 24 pixels on a phone
_UNITS = {"day": "day", "week": "week", "month": "month", "year": "year"}
_ORIGINS = {"stated": "date stated", "inferred": "date inferred", "corrected": "date corrected by hand"}


# --- the view -----------------------------------------------------------------------------------------------------


def pictures_html(picture: Picture | None, archive: Coverage, found: Coverage | None) -> Html:
    """All pictures: what happened when, when the cited articles appeared, and how much there is from when."""
    drawn = picture if picture and picture.timeline else None
    return tag(
        "section",
        tag("h2", drawn.question if drawn else "When it happened, and when it was reported", dir="auto"),
        _of_question(drawn, found) if drawn and found else _invitation(picture),
        _coverage("The whole archive", archive, (None, None), "fn-all"),
        class_="fn-pictures",
        id=f"fn-t{drawn.serial}" if drawn else None,
    )


def status_html(picture: Picture | None) -> Html:
    """One line: what is being done, that it was stopped, or what went wrong."""
    if picture and picture.running:
        dots = tag("span", class_="fn-dots", aria_hidden="true")
        return tag("p", picture.stage or "", dots, class_="fn-working", role="status")
    if picture and picture.error:
        return tag("p", picture.error, class_="fn-error", role="alert", dir="auto")
    if picture and picture.stopped:
        return tag("p", "Stopped. Nothing was drawn of it.", class_="fn-stopped", role="status")
    return join()


def _invitation(picture: Picture | None) -> Html | None:
    if picture and picture.running:
        return None
    words = "Type a matter below, or ask a question in the chat: its events are then drawn here by their dates."
    return tag("p", words, class_="fn-none")


def _of_question(picture: Picture, found: Coverage) -> Html:
    prefix = f"fn-t{picture.serial}"
    notice = picture.timeline.notice if picture.timeline else None
    return join(
        _limits(picture),
        _line("What happened when", picture.events, f"{prefix}-e", notice, _NO_EVENTS),
        _line("When the cited articles appeared", picture.cited, f"{prefix}-c", None, _NO_CITED)
        if picture.answer
        else None,
        _coverage("Articles found for this question", found, picture.limits, f"{prefix}-f"),
    )


_NO_EVENTS = "The articles found tell of no event in this matter."
_NO_CITED = "The answer cites no article."


def _limits(picture: Picture) -> Html | None:
    """What the reader's filters leave out; the time that the question's words set is drawn, and leaves nothing out."""
    words = period_words(picture.filters.after, picture.filters.before)
    outlets = f"by {' or '.join(picture.filters.outlets)}" if picture.filters.outlets else ""
    said = ", ".join(filter(None, [words, outlets]))
    return tag("p", f"Only articles {said}", class_="fn-narrowed", dir="auto") if said else None


def no_source_html() -> Html:
    return tag(
        "section",
        tag("h2", "Source"),
        tag("p", "Choose a point of the timeline: its article opens here, with the words marked.", class_="fn-none"),
        class_="fn-sources",
    )


def source_html(article: Article | None, point: Point, prefix: str) -> Html:
    """The article that a point is cited from, with the words marked."""
    shown = article_html(article, [point.citation], prefix, 1)
    return tag(
        "section",
        tag("h2", "Source"),
        shown,
        class_="fn-sources",
        id=f"{prefix}-source",
        aria_label="Source",
        tabindex="0",  # nothing else in it takes the keyboard's focus, and it scrolls
    )


# --- a line of points ---------------------------------------------------------------------------------------------


def _line(title: str, points: Sequence[Point], prefix: str, notice: str | None, none: str) -> Html:
    """Points by their dates, in words and as a table too; what has no date is in the table only."""
    dated = [point for point in points if point.period]
    return tag(
        "section",
        tag("h3", title, id=f"{prefix}-h"),
        tag("p", _line_words(points, dated) or none, class_="fn-said-so"),
        tag("p", notice, class_="fn-said-so", dir="auto") if notice and points else None,
        tag("div", _points_svg(dated, prefix), class_="fn-drawn") if dated else None,
        _key(dated) if dated else None,
        _points_table(title, points, prefix) if points else None,
        tag("button", "Save the picture", type="button", class_="fn-action fn-save-picture") if dated else None,
        class_="fn-picture",
        aria_labelledby=f"{prefix}-h",
    )


def _line_words(points: Sequence[Point], dated: Sequence[Point]) -> str:
    """A picture in a sentence: ``6 statements, from 1992 to November 2020; 2 more without a date.``"""
    if not points:
        return ""
    without = len(points) - len(dated)
    if not dated:
        return f"{_count(without, 'statement')}, without a date: there is nothing to draw."
    span = _spanned([point.period for point in dated if point.period])
    when = f", from {span[0]} to {span[1]}" if span[0] != span[1] else f", {span[0]}"
    more = f"; {without} more without a full date, in the table." if without else "."
    return f"{_count(len(dated), 'statement')}{when}{more}"


def _spanned(periods: Sequence[Period]) -> tuple[str, str]:
    """The first and the last of some periods, each as precise as it is."""
    first = min(periods, key=lambda p: (p.start, p.end))
    last = max(periods, key=lambda p: (p.end, p.start))
    return _period_name(first).partition(" to ")[0], _period_name(last).rpartition(" to ")[2]


def _points_svg(dated: Sequence[Point], prefix: str) -> Html:
    axis = Axis(_reach([p.period for p in dated if p.period]), margin=4.5)
    extents = [_extent(axis, p.period) for p in dated if p.period]
    placed = lanes(extents)
    foot = (max(placed) + 1) * LANE + 6
    marks = (_mark(p, axis, lane, prefix, i == 0) for i, (p, lane) in enumerate(zip(dated, placed, strict=True)))
    return tag(
        "svg",
        _axis(axis, foot),
        marks,
        class_="fn-svg fn-line-of-points",
        width="100%",
        height=foot + FOOT,
        role="group",
        aria_labelledby=f"{prefix}-h",
    )


def _reach(periods: Iterable[Period]) -> Period:
    """All periods, and some days on either side where that is hardly more than a day."""
    all_of = list(periods)
    span = Period(min(p.start for p in all_of), max(p.end for p in all_of))
    return span if span.days > 6 else span.widened(3)


def _extent(axis: Axis, period: Period) -> tuple[float, float]:
    start, end = axis.place(period.start), axis.place(period.end)
    spare = max(0.0, WIDE - (end - start)) / 2
    return start - spare, end + spare


def _mark(point: Point, axis: Axis, lane: int, prefix: str, first: bool) -> Html:
    """A disc, with a bar over the month or years where no more is said; square where the date is only the report's."""
    period = point.period or Period(1, 2)
    start, end = axis.place(period.start), axis.place(period.end)
    middle, height = (start + end) / 2, lane * LANE + LANE / 2
    bar = tag("rect", x=_per_cent(start), y=height - 9, width=_per_cent(end - start), height=18, rx=4)
    return tag(
        "g",
        tag("rect", x=_per_cent(start), y=height - 14, width=_per_cent(end - start), height=LANE, class_="fn-reach"),
        bar if period.days > 1 else None,
        tag("circle", cx=_per_cent(middle), cy=height, r=11)
        if point.happened
        else tag("rect", x=_per_cent(middle), y=height - 11, width=22, height=22, transform="translate(-11)"),
        tag("text", point.n, x=_per_cent(middle), y=height, dy="0.35em"),
        class_=" ".join(["fn-point", *_looks(point)]),
        id=f"{prefix}{point.n}",
        role="button",
        tabindex="0" if first else "-1",
        aria_label=f"{point.n}: {point.when}. {point.words}",
    )


def _looks(point: Point) -> list[str]:
    looks = ["fn-inferred"] if point.origin == "inferred" else []
    return looks if point.happened else [*looks, "fn-reported"]


def _key(dated: Sequence[Point]) -> Html:
    """What the shapes say; only of those that are there."""
    looks = {look for point in dated for look in _looks(point)}
    kinds = [("fn-point", "a day")] if any(p.period and p.period.days == 1 for p in dated) else []
    kinds += (
        [("fn-wide", "a month or longer: somewhere in it")]
        if any(p.period and p.period.days > 1 for p in dated)
        else []
    )
    kinds += [("fn-inferred", "broken line: the date is inferred")] if "fn-inferred" in looks else []
    kinds += [("fn-reported", "square: the date of the report, not of the event")] if "fn-reported" in looks else []
    items = (tag("li", tag("span", class_=f"fn-key {look}", aria_hidden="true"), words) for look, words in kinds)
    return tag("ul", items, class_="fn-keys-of-picture", aria_label="What the shapes say")


def _points_table(title: str, points: Sequence[Point], prefix: str) -> Html:
    names = ("No.", "When", "What is said", "Source")
    head = tag("tr", (tag("th", name, scope="col") for name in names))
    table = tag(
        "table",
        tag("caption", title, class_="fn-unseen"),
        tag("thead", head),
        tag("tbody", (_point_row(point, prefix) for point in points)),
    )
    return tag("details", tag("summary", "As a table"), table, class_="fn-as-table")


def _point_row(point: Point, prefix: str) -> Html:
    origin = " · ".join(filter(None, [_ORIGINS.get(point.origin, ""), point.note]))
    c = point.citation
    label = f"Open the source of number {point.n}"
    source = tag(
        "button",
        c.title,
        type="button",
        class_="fn-open-point",
        data_text=f"{prefix}{point.n}",
        aria_label=f"{label}: {c.title}",
    )
    return tag(
        "tr",
        tag("th", point.n, scope="row"),
        tag(
            "td",
            tag("span", point.when, class_="fn-when"),
            tag("span", origin, class_="fn-by", dir="auto") if origin else None,
        ),
        tag("td", tag("span", point.words, class_="fn-words", dir="auto")),
        tag(
            "td",
            source,
            tag("span", outlet_html(c), " · ", date_words(c.published), class_="fn-by"),
        ),
        id=f"{prefix}{point.n}-row",
    )


# --- coverage -----------------------------------------------------------------------------------------------------


def _coverage(title: str, figures: Coverage, limits: tuple[str | None, str | None], id: str) -> Html:
    """Bars of how many articles there are by date: all together, then each outlet's, along one line of time."""
    return tag(
        "section",
        tag("h3", title, id=f"{id}-h"),
        tag("p", coverage_words(figures), class_="fn-said-so"),
        _bars(figures, limits) if figures.span else None,
        _coverage_table(title, figures) if figures.together.total else None,
        class_="fn-picture fn-coverage",
        aria_labelledby=f"{id}-h",
    )


def coverage_words(figures: Coverage) -> str:
    """A picture in words: how many, from when until when, what a bar is, and what is in none."""
    all_of = figures.together
    if not all_of.total:
        return "There are no articles."
    if figures.span is None:
        return f"{_count(all_of.total, 'article')}, none with a date: there is nothing to draw."
    undated = f", {all_of.undated:,} of them without a date" if all_of.undated else ""
    if all_of.total == 1:
        return f"1 article, {_period_name(all_of.bars[0].period)}."
    coarse = any(not bar.exact for bar in all_of.bars)
    hollow = " A hollow bar stands for articles that are dated no more precisely than its width." if coarse else ""
    unit = _UNITS[figures.unit]
    most = f"The most in one {unit}: {_most(all_of)}." if any(b.exact for b in all_of.bars) else ""
    return f"{_count(all_of.total, 'article')}{undated}. Each bar is a {unit}. {most}{hollow}"


def _most(row: Row) -> str:
    best = max((bar for bar in row.bars if bar.exact), key=lambda bar: (bar.count, -bar.period.start))
    return f"{best.count:,} ({_period_name(best.period)})"


def _bars(figures: Coverage, limits: tuple[str | None, str | None]) -> Html | None:
    if figures.span is None:
        return None
    window = _window_period(limits)
    axis = Axis(_with_room(figures.span | window if window else figures.span, figures.together), margin=1.5)
    tallest = max((row.tallest for row in figures.outlets), default=1)
    words = period_words(*limits)
    rows = [_bar_row(figures.together, axis, TALL, figures.together.tallest, limits)]
    rows += [_bar_row(row, axis, LOW, tallest, limits) for row in figures.outlets]
    foot = tag("svg", _axis(axis, 2), class_="fn-svg", width="100%", height=FOOT + 2, aria_hidden="true")
    shade = f"Between the broken lines: {words.removeprefix('of ')}, the time that is asked about." if words else ""
    return join(
        tag("ul", rows, tag("li", tag("span"), foot, aria_hidden="true"), class_="fn-rows"),
        tag("p", shade, class_="fn-said-so fn-window-words") if shade else None,
    )


def _with_room(span: Period, row: Row) -> Period:
    """The time drawn, with time beside it where it is a few bars: one day is a bar on a line, not a slab."""
    bar = max((bar.period.days for bar in row.bars if bar.exact), default=0)
    lacking = FEWEST_BARS * bar - span.days
    return span.widened(-(-lacking // 2)) if lacking > 0 else span


def _window_period(limits: tuple[str | None, str | None]) -> Period | None:
    ends = [period for period in map(period_of, limits) if period]
    return Period(min(p.start for p in ends), max(p.end for p in ends)) if ends else None


def _bar_row(row: Row, axis: Axis, height: int, tallest: int, limits: tuple[str | None, str | None]) -> Html:
    name = row.name or OUTLET_UNKNOWN.capitalize()
    label = tag("span", tag("bdi", name), " ", tag("span", f"{row.total:,}", class_="fn-count"), class_="fn-row-name")
    picture = tag(
        "svg",
        _window_marks(axis, limits, height),
        (_bar(bar, axis, height, tallest) for bar in row.bars),
        tag("line", x1=0, x2="100%", y1=height + 0.5, y2=height + 0.5, class_="fn-ground"),
        class_="fn-svg",
        width="100%",
        height=height + 1,
        role="img",
        aria_label=f"{name}: {_row_words(row)}",
    )
    return tag("li", label, picture)


def _row_words(row: Row) -> str:
    dated = row.total - row.undated
    span = Period(min(b.period.start for b in row.bars), max(b.period.end for b in row.bars)) if row.bars else None
    return (
        f"{_count(dated, 'dated article')}, {_period_name(span)}"
        if span
        else f"{_count(row.total, 'article')} without a date"
    )


def _bar(bar: Bar, axis: Axis, height: int, tallest: int) -> Html:
    start, end = axis.place(bar.period.start), axis.place(bar.period.end)
    tall = max(2.0, (height - 3) * bar.count / max(1, tallest))
    return tag(
        "rect",
        tag("title", f"{_period_name(bar.period)}: {_count(bar.count, 'article')}"),
        x=_per_cent(start),
        y=f"{height - tall:.1f}",
        width=_per_cent(end - start),
        height=f"{tall:.1f}",
        class_="fn-bar" if bar.exact else "fn-bar fn-coarse",
    )


def _window_marks(axis: Axis, limits: tuple[str | None, str | None], height: int) -> Html:
    """The time that is asked about: a shade between two broken lines, to the edge where it has no end."""
    after, before = map(period_of, limits)
    start = axis.place(after.start) if after else 0.0
    end = axis.place(before.end) if before else 100.0
    if (after is None and before is None) or end <= start:
        return join()
    edges = ([start] if after else []) + ([end] if before else [])
    return join(
        tag("rect", x=_per_cent(start), y=0, width=_per_cent(end - start), height=height, class_="fn-asked-about"),
        (tag("line", x1=_per_cent(x), x2=_per_cent(x), y1=0, y2=height, class_="fn-edge") for x in edges),
    )


def _coverage_table(title: str, figures: Coverage) -> Html:
    """The same in figures: a line for each period, a column for each outlet would be too wide; so each is named."""
    head = tag("tr", (tag("th", name, scope="col") for name in ("When", "Articles", "Outlets")))
    by_period: dict[Period, list[str]] = {}
    for row in figures.outlets:
        for bar in row.bars:
            by_period.setdefault(bar.period, []).append(f"{row.name or OUTLET_UNKNOWN} {bar.count:,}")
    bars = sorted(figures.together.bars, key=lambda bar: bar.period)
    rows = [(_period_name(bar.period), bar.count, ", ".join(by_period.get(bar.period, ()))) for bar in bars]
    unknown = ", ".join(f"{row.name or OUTLET_UNKNOWN} {row.undated:,}" for row in figures.outlets if row.undated)
    rows += [("Without a date", figures.together.undated, unknown)] if figures.together.undated else []
    body = (
        tag("tr", tag("th", when, scope="row"), tag("td", f"{count:,}"), tag("td", outlets, dir="auto"))
        for when, count, outlets in rows
    )
    table = tag("table", tag("caption", title, class_="fn-unseen"), tag("thead", head), tag("tbody", body))
    return tag("details", tag("summary", "As a table"), table, class_="fn-as-table")


# --- common -------------------------------------------------------------------------------------------------------


def _axis(axis: Axis, y: int) -> Html:
    """The line itself, with names; every second one gives way on a phone."""
    ticks = axis.ticks()
    return join(
        tag("line", x1=0, x2="100%", y1=y + 0.5, y2=y + 0.5, class_="fn-ground"),
        (
            tag(
                "g",
                tag("line", x1=_per_cent(x), x2=_per_cent(x), y1=y, y2=y + 5, class_="fn-ground"),
                tag(
                    "text",
                    label,
                    x=_per_cent(x),
                    y=y + 18,
                    class_="fn-end" if x > 96 else "fn-start" if x < 6 else None,
                ),
                class_="fn-tick fn-odd" if i % 2 else "fn-tick",
                aria_hidden="true",
            )
            for i, (x, label) in enumerate(ticks)
        ),
    )


def _per_cent(place: float) -> str:
    return f"{place:.3f}%"


def _period_name(period: Period) -> str:
    """``29 September 2020``, ``September 2020``, ``2020``, ``2019 to 2023``: as short as it can be said."""
    first, last = period.first.isoformat(), period.last.isoformat()
    for length in (4, 7, 10):
        starts, ends = period_of(first[:length]), period_of(last[:length])
        if starts and ends and (starts.start, ends.end) == (period.start, period.end):
            return (
                iso_words(first[:length])
                if starts == ends
                else f"{iso_words(first[:length])} to {iso_words(last[:length])}"
            )
    return f"{iso_words(first)} to {iso_words(last)}"


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
