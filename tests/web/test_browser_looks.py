"""How the page looks, at every width a reader has: nothing hangs over, covers what it is about, or is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Reader

pytestmark = pytest.mark.browser

SOLDIERS = "How many soldiers died in the flare-up?"
WIDTHS = (360, 768, 1280, 1920, 2560)
PHONE: Any = {"width": 360, "height": 740}
WIDE: Any = {"width": 2560, "height": 1300}
VIEWS = ("fn-chat", "fn-checker", "fn-timeline", "fn-archive")

# Whatever shows and reaches beyond the window, or scrolls sideways by itself.
HANGING = """() => {
  const shows = (e) => e.checkVisibility({ checkVisibilityCSS: true });
  const bar = (e) => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX);
  const scrolls = (e) => e.scrollWidth > e.clientWidth + 1 && bar(e);
  const wide = [...document.querySelectorAll('#fn-room *, #fn-masthead *')].filter((e) => shows(e) && scrolls(e));
  const page = document.documentElement.scrollWidth > window.innerWidth ? ['the page'] : [];
  return [...page, ...wide.map((e) => `${e.tagName} ${e.id} ${e.className}: ${e.scrollWidth} > ${e.clientWidth}`)];
}"""


def box(reader: Reader, selector: str) -> dict[str, float]:
    found = reader.page.locator(selector).first.bounding_box()
    assert found is not None, f"{selector} is not shown"
    return found


def in_view(reader: Reader, view: str) -> None:
    """Bring a view to the front; the usual one again for the next test."""
    reader.page.locator(f"#{view}-tab").click()


@pytest.fixture
def answered(reader: Reader) -> Reader:
    """A reader with an answer, the pointer away from it."""
    reader.ask(SOLDIERS)
    reader.page.mouse.move(1, 1)
    return reader


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways_in_any_view(answered: Reader, width: int) -> None:
    answered.page.set_viewport_size({"width": width, "height": 800})
    answered.ask("Do they differ about soldiers who died? " + "unbroken" * 30)
    for view in VIEWS:
        in_view(answered, view)
        assert answered.page.evaluate(HANGING) == [], view
    in_view(answered, VIEWS[0])


def test_what_hangs_over_would_be_seen(reader: Reader) -> None:
    """The control."""
    reader.page.evaluate("document.querySelector('.fn-welcome').style.width = '2000px'")
    assert reader.page.evaluate(HANGING) != []
    reader.page.evaluate("document.querySelector('.fn-welcome').style.width = ''")


# -- the reason for a verdict ----------------------------------------------------------------------------------------


def test_a_reason_tells_the_quote_the_outlet_and_the_date(answered: Reader) -> None:
    answered.last.locator(".fn-mark").first.focus()
    told = answered.last.locator(".fn-tip").first.inner_text()
    quote = answered.last.locator(".fn-words").first.inner_text()
    assert told.startswith("Supported")
    assert f"“{quote}”" in told
    assert "Press TV" in told or "Outlet unknown" in told


def test_a_reason_does_not_cover_the_sentence_it_is_about(answered: Reader) -> None:
    for number in range(answered.last.locator(".fn-claim").count()):
        claim = answered.last.locator(".fn-claim").nth(number)
        claim.locator(".fn-mark").focus()
        words, tip = claim.locator(".fn-words").bounding_box(), claim.locator(".fn-tip").bounding_box()
        assert tip["y"] >= words["y"] + words["height"] or tip["y"] + tip["height"] <= words["y"]


def test_a_pointer_finds_the_way_from_the_mark_to_the_reason(answered: Reader) -> None:
    """WCAG 1.4.13: what hovering shows can be hovered over itself."""
    claim = answered.last.locator(".fn-claim").first
    claim.locator(".fn-mark").hover(position={"x": 8, "y": 8})
    tip = claim.locator(".fn-tip").bounding_box()
    start = claim.locator(".fn-mark").bounding_box()
    answered.page.mouse.move(start["x"] + 8, start["y"] + 8)
    answered.page.mouse.move(tip["x"] + 8, tip["y"] + 20, steps=30)
    assert claim.locator(".fn-tip").is_visible()


def test_a_reason_with_no_room_below_stands_above(answered: Reader) -> None:
    answered.page.set_viewport_size({"width": 1280, "height": 700})
    claim = answered.last.locator(".fn-claim").last
    answered.page.evaluate(
        """() => { const claims = document.querySelectorAll('.fn-exchange:last-child .fn-claim');
            const log = document.getElementById('fn-conversation');
            document.querySelector('.fn-log').style.paddingTop = '600px';
            const bottom = (e) => e.getBoundingClientRect().bottom;
            log.scrollTop += bottom(claims[claims.length - 1]) - bottom(log); }"""
    )
    claim.locator(".fn-mark").hover(position={"x": 8, "y": 8})
    tip, words = claim.locator(".fn-tip").bounding_box(), claim.locator(".fn-words").bounding_box()
    answered.page.evaluate("document.querySelector('.fn-log').style.paddingTop = ''")
    assert tip["y"] + tip["height"] <= words["y"] + 1
    assert tip["y"] >= box(answered, "#fn-conversation")["y"]


# -- one page, several widths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_the_box_for_questions_is_as_wide_as_what_is_read_above_it(answered: Reader, width: int) -> None:
    answered.page.set_viewport_size({"width": width, "height": 800})
    text, below = box(answered, ".fn-exchange:last-child"), box(answered, "#fn-ask")
    assert below["x"] == pytest.approx(text["x"], abs=1)
    assert below["width"] == pytest.approx(text["width"], abs=1)


def test_on_a_phone_the_sources_begin_below_the_views_and_hide_none_of_them(answered: Reader) -> None:
    answered.page.set_viewport_size(PHONE)
    answered.last.locator(".fn-chip").first.click()
    head, sheet = box(answered, "#fn-masthead"), box(answered, "#fn-panel")
    assert sheet["y"] == pytest.approx(head["y"] + head["height"], abs=1)
    assert sheet["y"] + sheet["height"] == pytest.approx(PHONE["height"], abs=1)
    assert head["height"] < PHONE["height"] / 8
    answered.page.click("#fn-close")


def test_on_a_phone_a_question_has_room_and_a_new_chat_keeps_its_name(answered: Reader) -> None:
    answered.page.set_viewport_size(PHONE)
    assert box(answered, "#fn-question")["width"] > PHONE["width"] / 2
    assert answered.page.get_by_role("button", name="New chat", exact=True).is_visible()


def test_a_wide_window_gets_larger_type_and_margins_not_longer_lines(answered: Reader) -> None:
    usual = box(answered, ".fn-exchange:last-child .fn-words")
    answered.page.set_viewport_size(WIDE)
    size = answered.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.fn-words')).fontSize)")
    room, text = box(answered, "#fn-room"), box(answered, "#fn-panel .fn-text")
    assert size >= 20
    assert room["x"] == pytest.approx(WIDE["width"] - room["x"] - room["width"], abs=1)
    assert room["x"] > 200
    assert text["width"] / size < 45, "a line of more than about 90 characters"
    assert usual["width"] > 0


def test_before_the_first_answer_the_panel_tells_how_one_is_read(reader: Reader) -> None:
    rows = [row.inner_text() for row in reader.page.locator("#fn-panel .fn-legend li").all()]
    assert [row.split("\n")[0].strip()[:1] for row in rows] == ["✓", "◐", "✗", "?"]
    assert "The cited article says so." in rows[0]


def test_whatever_has_the_focus_is_ringed_in_the_colour_of_the_page(answered: Reader) -> None:
    accent = answered.page.evaluate("getComputedStyle(document.querySelector('.fn-chip')).borderTopColor")
    answered.page.keyboard.press("Alt+H")
    answered.page.wait_for_selector("#fn-chats[open] input")
    assert answered.page.evaluate("getComputedStyle(document.activeElement).outlineColor") == accent
    answered.page.keyboard.press("Escape")
    answered.last.locator(".fn-edit-question").click()
    assert answered.page.evaluate("getComputedStyle(document.activeElement).outlineColor") == accent
    answered.page.keyboard.press("Escape")
