"""The view "Timeline" without a browser: its figures, its markup, and what its events do when called directly."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArchiveDamaged
from rag.types import Answer, Citation, Claim, Entry, Filters, Published, Timeline, When, Window
from rag.web import pictures_markup as markup
from rag.web.conversation import Conversation
from rag.web.figures import Axis, binned, coverage, lanes, period_of
from rag.web.picturing import Drawing, Picture, cited_points, told_points
from rag.web.server import guarded
from tests.web.fake_archive import EVIL_NAME, TRIPWIRE, FakeArchive
from tests.web.parsing import Page, faults
from tests.web.test_page import event, is_skip

NARROW = ("", "", [])
SOLDIERS = "How many soldiers died in 2020?"
DAYS = st.dates()
ISO = DAYS.flatmap(lambda d: st.sampled_from([d.isoformat(), d.isoformat()[:7], d.isoformat()[:4]]))
PUBLISHED = st.one_of(
    st.just(Published()),
    ISO.map(lambda iso: Published(iso, {4: "year", 7: "month", 10: "day"}[len(iso)], "stated")),  # type: ignore[arg-type]
)
ARTICLES = st.lists(st.tuples(st.one_of(st.none(), st.sampled_from([f"Outlet {n}" for n in range(14)])), PUBLISHED))


def of(*dated: tuple[str | None, str | None]) -> Any:
    precision = {4: "year", 7: "month", 10: "day"}
    made = [(outlet, Published(iso, precision[len(iso)], "stated") if iso else Published()) for outlet, iso in dated]  # type: ignore[arg-type]
    return coverage(made)


# --- the figures --------------------------------------------------------------------------------------------------


@given(ISO)
def test_a_date_stands_for_all_the_days_it_may_mean_and_no_other(iso: str) -> None:
    period = period_of(iso)
    assert period is not None
    assert period.first.isoformat().startswith(iso)
    assert period.last.isoformat().startswith(iso)
    if period.start > 1:
        assert not date.fromordinal(period.start - 1).isoformat().startswith(iso)


@pytest.mark.parametrize("words", [None, "", "soon", "2020-13", "2020-02-30", "0000", "99999", "2020-1-1-1", "20x0"])
def test_what_is_no_date_has_no_place_in_time(words: str | None) -> None:
    assert period_of(words) is None


@given(ARTICLES)
def test_every_article_is_counted_once_together_and_once_by_outlet(articles: Any) -> None:
    figures = coverage(articles)
    for rows in ([figures.together], figures.outlets):
        assert sum(row.total for row in rows) == len(articles)
        assert sum(bar.count for row in rows for bar in row.bars) + sum(row.undated for row in rows) == len(articles)


@given(ARTICLES)
def test_no_bar_is_narrower_than_the_dates_it_is_made_of(articles: Any) -> None:
    figures = coverage(articles)
    widths = {bar.period for bar in figures.together.bars if bar.exact}
    assert all(binned(period, figures.unit) == period for period in widths)
    for _, published in articles:
        if period := period_of(published.date):
            around = [b for b in figures.together.bars if b.period.start <= period.start and period.end <= b.period.end]
            assert around


@given(ARTICLES)
def test_bars_lie_on_their_line_and_its_names_do_too(articles: Any) -> None:
    figures = coverage(articles)
    if figures.span is None:
        return
    axis = Axis(figures.span, margin=1.5)
    for bar in figures.together.bars:
        assert 0 <= axis.place(bar.period.start) < axis.place(bar.period.end) <= 100
    ticks = axis.ticks()
    assert len(ticks) <= 7
    assert len({label for _, label in ticks}) == len(ticks)
    assert all(0 <= place <= 100 for place, _ in ticks)


@pytest.mark.parametrize(
    ("first", "last", "unit"),
    [
        ("2020-01-01", "2020-02-15", "day"),
        ("2020-01-01", "2020-12-31", "week"),
        ("2020-01-01", "2025-12-31", "month"),
        ("1980-01-01", "2025-12-31", "year"),
        ("2020-01", "2020-02", "month"),
        ("2020", "2021", "year"),
    ],
)
def test_a_bar_is_as_wide_as_the_time_and_the_dates_allow(first: str, last: str, unit: str) -> None:
    assert of(("A", first), ("B", last)).unit == unit


def test_of_many_outlets_the_greatest_are_named_and_the_rest_are_one_row() -> None:
    figures = of(*((f"O{n:02}", "2020") for n in range(12) for _ in range(20 - n)), (None, "2020"))
    assert [row.name for row in figures.outlets] == [*(f"O{n:02}" for n in range(8)), "4 other outlets", ""]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))))
def test_points_in_one_lane_never_lie_on_each_other(extents: list[tuple[float, float]]) -> None:
    placed = lanes(extents)
    for lane in set(placed):
        inside = sorted(e for e, at in zip(extents, placed, strict=True) if at == lane)
        assert all(one[1] <= other[0] for one, other in pairwise(inside))


# --- points -------------------------------------------------------------------------------------------------------


def cited(n: int = 1, published: Published = Published()) -> Citation:  # noqa: B008  (frozen)
    return Citation(n, "a.txt", "ab", 0, 4, "Word", "A headline", "Outlet", published)


def told(*whens: When, undated: int = 0, reported: Published = Published()) -> list[Any]:  # noqa: B008
    entries = tuple(Entry(Claim("Said", citations=(1,)), when, reported) for when in whens)
    cut = len(entries) - undated
    return told_points(Timeline("t", "q", entries[:cut], entries[cut:], citations=(cited(),)))


@pytest.mark.parametrize(
    ("when", "words", "days"),
    [
        (When("2020-09-27", "day", "stated"), "27 September 2020", 1),
        (When("2020-09", "month", "stated"), "September 2020", 30),
        (When("2020", "year", "stated", relation="since"), "since 2020", 366),
        (When("1990", "decade", "stated"), "1990s", 3652),
        (When("2020-09-27", "day", "stated", until="2020-11-10"), "27 September 2020 to 10 November 2020", 45),
    ],
)
def test_a_point_is_as_wide_as_its_date_is_precise(when: When, words: str, days: int) -> None:
    (point,) = told(when)
    assert (point.when, point.period.days, point.happened) == (words, days, True)


def test_the_date_of_a_report_is_never_shown_as_the_date_of_the_event() -> None:
    (point,) = told(When(), reported=Published("2020-09-29", "day", "stated"))
    assert (point.when, point.happened) == ("reported 29 September 2020", False)
    assert "fn-reported" in markup.pictures_html(picture_of(point_when=When()), of(), of())


def test_a_day_without_a_year_and_a_statement_without_a_date_have_no_place_on_the_line() -> None:
    points = told(When(month=8, day=23), When(), undated=2)
    assert [(point.when, point.period) for point in points] == [
        ("23 August, year not stated", None),
        ("no date stated", None),
    ]


def test_what_an_answer_cites_is_numbered_as_in_the_answer_and_stands_by_date() -> None:
    dates = (Published(), Published("2021", "year", "inferred", reason="Why."), Published("2020-05", "month", "stated"))
    answer = Answer("a", "q", "q", citations=tuple(cited(n, p) for n, p in enumerate(dates, 1)))
    assert [(p.n, p.when, p.origin, p.note) for p in cited_points(answer)] == [
        (3, "May 2020", "stated", ""),
        (2, "2021", "inferred", "Why."),
        (1, "date unknown", "", ""),
    ]


# --- markup -------------------------------------------------------------------------------------------------------


def picture_of(point_when: When | None = None, **changed: Any) -> Picture:
    archive = FakeArchive()
    timeline = archive.timeline(SOLDIERS)
    if point_when is not None:
        entry = replace(timeline.entries[0], when=point_when)
        timeline = replace(timeline, entries=(entry,), undated=())
    return replace(Picture(1, SOLDIERS, timeline=timeline, answer=archive.ask(SOLDIERS)), **changed)


def drawn(picture: Picture | None) -> str:
    archive = FakeArchive()
    everything = coverage((row.outlet, row.published) for row in archive.articles())
    return markup.pictures_html(picture, everything, everything if picture else None)


def test_the_pictures_hold_nothing_but_shapes_and_words() -> None:
    assert faults(drawn(picture_of())) == []
    assert faults(drawn(None)) == []


def test_the_reading_back_finds_an_address_or_a_script_in_a_picture() -> None:
    """The control."""
    for bad in (
        '<svg><a xlink:href="#x"></a></svg>',
        "<svg><use></use></svg>",
        '<svg style="x"></svg>',
        "<svg><script></script></svg>",
    ):
        assert faults(bad)


@given(st.text(), st.text(max_size=30))
def test_foreign_words_never_become_markup_in_a_picture(words: str, outlet: str) -> None:
    c = replace(cited(), title=words, outlet=outlet, quote=words)
    when = When("2020", "year", "inferred", words, words, aside=True)
    timeline = Timeline("t", words, (Entry(Claim(words, citations=(1,)), when),), citations=(c,), notice=words)
    picture = Picture(1, words, Filters(outlets=(outlet,)), timeline=timeline, window=Window(words, "2020", words))
    found = coverage([(outlet, Published("2020", "year", "stated"))])
    assert faults(markup.pictures_html(picture, found, found)) == []
    assert faults(markup.status_html(Picture(1, words, stage=words))) == []


def test_each_picture_has_a_table_of_all_that_is_in_it() -> None:
    html = drawn(picture_of())
    page = Page(html)
    assert html.count("<table") == len(re.findall(r'<section class="fn-picture[" ]', html)) == 4
    assert page.open == []
    for n in range(1, 7):
        assert f'id="fn-t1-e{n}-row"' in html
    assert "23 August, year not stated" in page.text
    assert "Without a date" in page.text


def test_each_point_of_a_line_has_its_row_and_each_row_its_source() -> None:
    html = drawn(picture_of())
    points = re.findall(r'class="fn-point[^"]*" id="([^"]+)"', html)
    assert len(points) == 4 + 3
    for point in points:
        assert f'id="{point}-row"' in html
        assert f'data-text="{point}"' in html


def test_only_one_point_of_a_line_is_a_stop_of_the_tab_key() -> None:
    html = drawn(picture_of())
    assert html.count('role="button" tabindex="0"') == 2


def test_the_time_that_is_asked_about_is_drawn_and_said() -> None:
    html = drawn(picture_of(window=Window("in 2020", "2020", "2020")))
    assert "Between the broken lines: 2020, the time that is asked about." in Page(html).text
    assert 'class="fn-edge"' in html
    assert "fn-edge" not in drawn(picture_of())
    assert "fn-edge" not in drawn(picture_of(window=Window("in 2020", "2020", "2020", lifted=True)))


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (of(), "There are no articles."),
        (of(("A", None), ("B", None)), "2 articles, none with a date: there is nothing to draw."),
        (of(("A", "2020-09-29")), "1 article, 29 September 2020."),
        (
            of(("A", "2020-09-29"), ("B", None)),
            "2 articles, 1 of them without a date. Each bar is a day. The most in one day: 1 (29 September 2020).",
        ),
        (of(("A", "2020"), ("B", "2021")), "2 articles. Each bar is a year. The most in one year: 1 (2020)."),
    ],
)
def test_how_much_there_is_is_said_in_words(figures: Any, words: str) -> None:
    assert markup.coverage_words(figures) == words


def test_no_event_and_one_event_are_said_in_words() -> None:
    none = picture_of(timeline=Timeline("t", "q"), answer=None)
    assert "The articles found tell of no event in this matter." in Page(drawn(none)).text
    one = picture_of(point_when=When("2020-09-27", "day", "stated"))
    assert "1 statement, 27 September 2020." in Page(drawn(one)).text
    undated = picture_of(timeline=replace(picture_of().timeline, entries=()), answer=None)  # type: ignore[type-var]
    assert "2 statements, without a date: there is nothing to draw." in Page(drawn(undated)).text


@pytest.mark.parametrize("dates", [["2020-09-29"], ["2020-09-29", "2020-09-30"], ["2020-09-29", "2020-10-02"]])
def test_a_few_bars_do_not_fill_the_line(dates: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    few = coverage([("Press TV", Published(day, "day", "stated")) for day in dates])

    def widest() -> float:
        html = markup.pictures_html(None, few, None)
        return max(float(width) for width in re.findall(r'width="([\d.]+)%" height="[\d.]+" class="fn-bar', html))

    assert widest() <= 100 / markup.FEWEST_BARS
    monkeypatch.setattr(markup, "FEWEST_BARS", 0)
    assert widest() > 10  # the control: with no room beside it, a bar is a slab


def test_thousands_of_articles_are_a_few_bars() -> None:
    start = date(2011, 1, 1)
    many = [
        (f"Outlet {n % 40}", Published((start + timedelta(n % 3600)).isoformat(), "day", "stated"))
        for n in range(20_000)
    ]
    html = markup.pictures_html(None, coverage(many), None)
    assert html.count("<rect") < 1_300
    assert len(html) < 400_000


# --- the events ---------------------------------------------------------------------------------------------------


@pytest.fixture
def room() -> Any:
    archive = FakeArchive()
    guarded(archive)  # type: ignore[arg-type]  # sets Gradio's environment before its first import
    from rag.web.pictures_view import Room

    return Room(archive, archive.source)  # type: ignore[arg-type]


@pytest.fixture
def chat() -> Conversation:
    """A conversation of one answered question."""
    conversation = Conversation()
    exchange = conversation.begin(SOLDIERS, Filters(), "Reading")
    exchange.answer, exchange.stage = FakeArchive().ask(SOLDIERS), None
    return conversation


def work(room: Any, drawing: Drawing) -> list[tuple[Any, Any, Any]]:
    async def collect() -> list[Any]:
        return [outputs async for outputs in room.work(drawing)]

    return asyncio.run(collect())


def test_what_is_typed_is_drawn_with_the_filters_of_the_chat(room: Any) -> None:
    drawing = Drawing()
    room.begin(" The war ", drawing, "2020", " ", ["Press TV"])
    picture = drawing.picture
    assert picture is not None
    assert (picture.question, picture.filters) == ("The war", Filters("2020", None, ("Press TV",)))
    _, pictures, _ = work(room, drawing)[-1]
    assert "Only articles since 2020, by Press TV" in Page(pictures).text
    assert {outlet for outlet, _ in picture.found} == {"Press TV"}


def test_nothing_typed_draws_nothing(room: Any) -> None:
    drawing = Drawing()
    assert is_skip(room.begin("  ", drawing, *NARROW))
    assert drawing.picture is None


def test_coming_to_the_view_draws_the_last_answer_once(room: Any, chat: Conversation) -> None:
    drawing = Drawing()
    assert not is_skip(room.come(chat, drawing))
    assert "When the cited articles appeared" in Page(work(room, drawing)[-1][1]).text
    assert is_skip(room.come(chat, drawing))
    room.begin("Something else", drawing, *NARROW)
    assert is_skip(room.come(chat, drawing))


def test_coming_with_no_answer_shows_the_whole_archive(room: Any) -> None:
    drawing = Drawing()
    assert is_skip(room.come(Conversation(), drawing))
    text = Page(work(room, drawing)[-1][1]).text
    assert "The whole archive" in text
    assert "6 articles" in text
    assert "Type a matter below" in text


def test_a_question_with_words_of_time_shows_its_window(room: Any) -> None:
    drawing = Drawing()
    room.begin("What happened in 2020?", drawing, *NARROW)
    assert "Between the broken lines: 2020" in Page(work(room, drawing)[-1][1]).text


@pytest.mark.parametrize(
    ("question", "words"),
    [("refuse this", "The question is refused."), ("explode", "Something went wrong. The log says what.")],
)
def test_what_goes_wrong_is_one_line_and_the_archive_is_still_shown(room: Any, question: str, words: str) -> None:
    drawing = Drawing()
    room.begin(question, drawing, *NARROW)
    status, pictures, _ = work(room, drawing)[-1]
    assert Page(status).text == words
    assert "The whole archive" in Page(pictures).text


def test_an_archive_that_cannot_be_read_leaves_the_view_standing(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise ArchiveDamaged("The catalogue cannot be read.")

    monkeypatch.setattr(room._archive, "articles", broken)
    assert "There are no articles." in Page(work(room, Drawing())[-1][1]).text


def test_a_point_opens_its_article_with_the_words_marked(room: Any, chat: Conversation) -> None:
    drawing = Drawing()
    room.begin_exchange(chat, drawing, event({"exchange": 1}))
    work(room, drawing)
    shown = room.point(drawing, event({"picture": 1, "line": "e", "number": 1}))
    assert faults(shown) == []
    assert Page(shown).marked["fn-c1"].startswith("The top Iranian diplomat expressed")
    assert 'id="fn-t1-e1-source"' in shown


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"exchange": 9, "picture": 1, "line": "e", "number": 99},
        {"picture": 2, "line": "e", "number": 1},
        {"picture": 1, "line": [], "number": 1},
        {"picture": 1, "line": "x", "number": {}},
    ],
)
def test_a_forged_event_shows_nothing_and_draws_nothing(room: Any, chat: Conversation, data: Any) -> None:
    drawing = Drawing()
    room.begin_exchange(chat, drawing, event({"exchange": 1}))
    work(room, drawing)
    before = drawing.picture
    assert is_skip(room.point(drawing, event(data)))
    assert is_skip(room.begin_exchange(chat, drawing, event(data)))
    assert drawing.picture is before


def test_a_new_matter_gives_up_the_one_before(room: Any) -> None:
    drawing = Drawing()
    room.begin("first", drawing, *NARROW)
    first = drawing.picture
    room.begin("second", drawing, *NARROW)
    assert first is not None
    assert first.stopped
    assert drawing.picture is not None
    assert drawing.picture.serial == 2


def test_a_stopped_drawing_says_so_and_leaves_the_picture_before_with_its_sources(room: Any) -> None:
    drawing = Drawing()
    room.begin("The war", drawing, *NARROW)
    work(room, drawing)
    tell = room._archive.timeline
    room._archive.timeline = lambda question, **_: room.stop(drawing) and tell(question)
    room.begin("The zebra parade", drawing, *NARROW)
    status, pictures, source = work(room, drawing)[-1]
    assert "Stopped. Nothing was drawn of it." in Page(status).text
    assert "The war" in Page(pictures).text
    assert "zebra" not in Page(pictures).text
    assert is_skip(source)
    assert not is_skip(room.point(drawing, event({"picture": 1, "line": "e", "number": 1})))
    assert is_skip(room.point(drawing, event({"picture": 2, "line": "e", "number": 1})))
    room._archive.timeline = tell
    room.begin("The zebra parade", drawing, *NARROW)
    assert "zebra" in Page(work(room, drawing)[-1][1]).text, "the control"


def test_a_stopped_drawing_is_searched_for_no_further(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    monkeypatch.setattr(room._archive, "search", lambda question, **_: searched.append(question) or [])
    tell = room._archive.timeline
    drawing = Drawing()
    room.begin("The war", drawing, *NARROW)
    work(room, drawing)
    assert searched == ["The war"], "the control"
    room._archive.timeline = lambda question, **_: room.stop(drawing) and tell(question)
    room.begin("The war again", drawing, *NARROW)
    work(room, drawing)
    assert searched == ["The war"]


def test_nothing_is_stopped_where_nothing_is_drawn(room: Any) -> None:
    drawing = Drawing()
    assert room.stop(drawing) == ""
    room.begin("The war", drawing, *NARROW)
    work(room, drawing)
    assert room.stop(drawing) == ""


def test_the_hostile_article_is_drawn_as_words(room: Any) -> None:
    drawing = Drawing()
    room.begin("The zebra parade was cancelled because of snow", drawing, *NARROW)
    _, pictures, _ = work(room, drawing)[-1]
    assert faults(pictures) == []
    assert TRIPWIRE in Page(pictures).text
    shown = room.point(drawing, event({"picture": 1, "line": "e", "number": 1}))
    assert faults(shown) == []
    assert EVIL_NAME in Page(shown).text
