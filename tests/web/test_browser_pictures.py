"""The view "Timeline" in a real browser: drawn from an answer or from words, walked by keyboard, sources beside it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from tests.web.conftest import WINDOW, Reader
from tests.web.fake_archive import FakeArchive
from tests.web.test_browser_axe import LOOKS, findings

pytestmark = pytest.mark.browser

SOLDIERS = "How many soldiers died in 2020?"
EVENTS = "#fn-pictured .fn-line-of-points >> nth=0"


def point(reader: Reader, n: int, line: str = "e") -> Any:
    return reader.page.locator(f'#fn-pictured [id^="fn-t"][id$="-{line}{n}"]')


@pytest.fixture
def drawn(newcomer: Reader) -> Reader:
    """A reader at the picture of an answer."""
    newcomer.ask(SOLDIERS)
    newcomer.last.locator(".fn-picture-open").click()
    newcomer.page.wait_for_selector(EVENTS)
    return newcomer


def test_an_answer_leads_to_its_picture_and_the_tab_is_in_front(drawn: Reader) -> None:
    assert drawn.page.locator(".fn-pictures h2").inner_text() == SOLDIERS
    assert drawn.page.locator('.fn-tab[aria-selected="true"]').inner_text() == "Timeline"
    assert drawn.page.locator("#fn-pictured .fn-picture h3").all_inner_texts() == [
        "WHAT HAPPENED WHEN",
        "WHEN THE CITED ARTICLES APPEARED",
        "ARTICLES FOUND FOR THIS QUESTION",
        "THE WHOLE ARCHIVE",
    ]


def test_whoever_comes_to_the_view_finds_the_last_question_of_the_chat(newcomer: Reader) -> None:
    newcomer.ask(SOLDIERS)
    newcomer.page.click("#fn-timeline-tab")
    newcomer.page.wait_for_selector(EVENTS)
    assert newcomer.page.locator(".fn-pictures h2").inner_text() == SOLDIERS


def test_without_a_question_the_whole_archive_is_drawn(newcomer: Reader) -> None:
    newcomer.page.click("#fn-timeline-tab")
    newcomer.page.wait_for_selector("#fn-pictured .fn-bar")
    assert "6 articles, 2 of them without a date" in newcomer.page.inner_text("#fn-pictured")


def test_a_matter_can_be_typed(newcomer: Reader) -> None:
    newcomer.page.click("#fn-timeline-tab")
    newcomer.page.fill("#fn-matter :is(input, textarea)", "The zebra parade")
    newcomer.page.keyboard.press("Enter")
    newcomer.page.wait_for_selector(EVENTS)
    assert newcomer.page.locator(".fn-pictures h2").inner_text() == "The zebra parade"


def test_a_drawing_can_be_stopped_and_the_picture_before_stays(drawn: Reader, archive: FakeArchive) -> None:
    page = drawn.page
    archive.gone_on.clear()
    assert not page.is_visible("#fn-draw-stop")
    page.fill("#fn-matter :is(input, textarea)", "A matter drawn slowly")
    page.click("#fn-draw")
    page.wait_for_selector("#fn-drawing >> text=/Reading passage [2-9] of 100/i")
    assert not page.is_visible("#fn-draw")
    page.click("#fn-draw-stop")
    page.wait_for_selector("#fn-drawing .fn-stopped")
    page.wait_for_selector("#fn-draw")
    assert page.locator(".fn-pictures h2").inner_text() == SOLDIERS
    page.fill("#fn-matter :is(input, textarea)", "The zebra parade")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fn-pictures h2:has-text('The zebra parade')")
    assert not archive.gone_on.is_set(), "the work itself was given up, not just its result"


def test_a_refusal_is_said_beside_the_box(newcomer: Reader) -> None:
    newcomer.page.click("#fn-timeline-tab")
    newcomer.page.fill("#fn-matter :is(input, textarea)", "refuse this")
    newcomer.page.click("#fn-draw")
    newcomer.page.wait_for_selector("#fn-drawing .fn-error")


def test_the_tip_says_quote_outlet_date_and_its_origin_and_escape_takes_it_away(drawn: Reader) -> None:
    point(drawn, 2).hover()
    tip = drawn.page.inner_text("#fn-point-tip")
    assert "November 2020" in tip
    assert "date inferred · Kept <b onclick=" in tip
    assert "Press TV" in tip
    drawn.page.keyboard.press("Escape")
    assert drawn.page.locator("#fn-point-tip").count() == 0


def test_the_tip_stays_while_the_pointer_goes_to_it_and_leaves_with_the_pointer(drawn: Reader) -> None:
    point(drawn, 1).hover()
    drawn.page.hover("#fn-point-tip")
    assert drawn.page.locator("#fn-point-tip").count() == 1
    drawn.page.hover("#fn-masthead h1")
    assert drawn.page.locator("#fn-point-tip").count() == 0


def test_the_arrow_keys_walk_the_points_and_enter_opens_the_source(drawn: Reader) -> None:
    point(drawn, 1).focus()
    assert "27 September 2020" in drawn.page.inner_text("#fn-point-tip")
    drawn.page.keyboard.press("ArrowRight")
    assert "November 2020" in drawn.page.inner_text("#fn-point-tip")
    drawn.page.keyboard.press("End")
    drawn.page.keyboard.press("ArrowDown")
    assert drawn.page.evaluate("document.activeElement.id").endswith("-e1")
    drawn.page.keyboard.press("Enter")
    drawn.page.wait_for_selector("#fn-witness mark.fn-here")
    assert drawn.page.evaluate("document.activeElement.tagName") == "MARK"
    drawn.page.keyboard.press("Escape")
    assert drawn.page.evaluate("document.activeElement.id").endswith("-e1")


def test_a_click_on_a_point_brings_its_cited_words_into_view(drawn: Reader) -> None:
    point(drawn, 1).click()
    mark = drawn.page.wait_for_selector("#fn-witness mark.fn-here")
    box = mark.bounding_box()
    assert box
    assert 0 < box["y"] < WINDOW["height"]
    point(drawn, 3, "c").click()
    drawn.page.wait_for_selector('#fn-witness [id$="-c3-source"] mark.fn-here')


def test_the_table_has_the_same_sources(drawn: Reader) -> None:
    drawn.page.locator("#fn-pictured .fn-as-table summary").first.click()
    drawn.page.locator('.fn-open-point[data-text$="-e6"]').click()
    drawn.page.wait_for_selector('#fn-witness [id$="-e6-source"] mark.fn-here')


def test_a_screen_reader_is_told_each_point_and_each_row_of_bars(drawn: Reader) -> None:
    told = drawn.page.locator("#fn-pictured").aria_snapshot()
    assert 'button "1: 27 September 2020.' in told
    assert 'img "Press TV: 2 dated articles, September 2020 to September 2022"' in told


@pytest.mark.parametrize("width", [360, 768, 1280, 2560])
def test_nothing_of_a_picture_lies_outside_its_column(drawn: Reader, width: int) -> None:
    drawn.page.set_viewport_size({"width": width, "height": 800})
    column = drawn.page.locator("#fn-pictured").bounding_box()
    script = "all => all.map(one => one.getBoundingClientRect()).filter(b => b.width).map(b => [b.left, b.right])"
    drawings = drawn.page.locator("#fn-pictured svg :is(rect, circle, text, line)").evaluate_all(script)
    assert drawings
    for left, right in drawings:
        assert column["x"] - 0.5 <= left <= right <= column["x"] + column["width"] + 0.5
    assert drawn.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_points_are_targets_of_24_pixels_that_do_not_lie_on_each_other(drawn: Reader, width: int) -> None:
    drawn.page.set_viewport_size({"width": width, "height": 800})
    script = (
        "all => all.map(one => { const b = one.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom] })"
    )
    boxes = drawn.page.locator(EVENTS).locator(".fn-point").evaluate_all(script)
    for left, top, right, bottom in boxes:
        assert right - left >= 22
        assert bottom - top >= 24
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_on_a_phone_the_source_lies_over_the_picture_until_it_is_put_away(drawn: Reader) -> None:
    drawn.page.set_viewport_size({"width": 360, "height": 740})
    point(drawn, 1).click()
    drawn.page.wait_for_selector("#fn-witness-close")
    drawn.page.click("#fn-witness-close")
    assert not drawn.page.locator("#fn-witness").is_visible()
    assert drawn.page.evaluate("document.activeElement.id").endswith("-e1")


def test_on_paper_the_pictures_are_whole_and_their_tables_are_open(drawn: Reader) -> None:
    drawn.page.emulate_media(media="print")
    assert drawn.page.locator("#fn-pictured table").last.is_visible()
    assert not drawn.page.locator("#fn-sketch").is_visible()
    clipped = "e => e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflowY !== 'visible'"
    assert not drawn.page.locator("#fn-pictured").evaluate(clipped)


def test_a_picture_is_saved_as_a_file_that_needs_nothing_else(drawn: Reader) -> None:
    with drawn.page.expect_download() as saved:
        drawn.page.locator("#fn-pictured .fn-save-picture").first.click()
    assert saved.value.suggested_filename == "timeline.svg"
    root = ElementTree.fromstring(saved.value.path().read_text(encoding="utf-8"))
    parts = {part.tag.rpartition("}")[2] for part in root.iter()}
    assert {"svg", "circle", "text"} <= parts <= {"svg", "g", "rect", "circle", "line", "text"}
    named = {name for part in root.iter() for name in part.attrib}
    assert not named & {"class", "id", "style", "href", "aria-label"}
    assert all(part.get("fill") for part in root.iter() if part.tag.endswith(("circle", "text")))


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_in_a_picture_with_its_tip_and_tables(drawn: Reader, look: str) -> None:
    drawn.page.set_viewport_size(LOOKS[look].get("viewport", WINDOW))
    drawn.page.evaluate("dark => document.body.classList.toggle('dark', dark)", look == "dark")
    for table in drawn.page.locator("#fn-pictured .fn-as-table summary").all():
        table.click()
    point(drawn, 1).focus()
    assert findings(drawn) == []


def test_the_hostile_article_is_drawn_and_nothing_of_it_runs(newcomer: Reader) -> None:
    newcomer.page.click("#fn-timeline-tab")
    newcomer.page.fill("#fn-matter :is(input, textarea)", "The zebra parade was cancelled because of snow")
    newcomer.page.click("#fn-draw")
    newcomer.page.wait_for_selector(EVENTS)
    point(newcomer, 1).hover()
    assert "<script>" in newcomer.page.inner_text("#fn-point-tip")
    point(newcomer, 1).click()
    newcomer.page.wait_for_selector("#fn-witness mark.fn-here")
    assert newcomer.page.locator("#fn-pictured :is(script, img, iframe, a)").count() == 0
