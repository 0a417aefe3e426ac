"""The page held against axe-core (WCAG 2.2 A and AA) in every state a reader meets: no serious finding in any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest

from rag.web import Page
from tests.web.conftest import Reader

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
GRAVE = ("serious", "critical")
SOLDIERS = "How many soldiers died in the flare-up?"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}},
}


def findings(reader: Reader) -> list[str]:
    """What axe finds serious, each with the first place it stands at."""
    reader.page.evaluate(AXE)
    found = reader.page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    grave = [one for one in found if one["impact"] in GRAVE]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in grave]


def hits(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    reader.page.evaluate("document.querySelector('#fn-panel .fn-hits-open').click()")
    reader.page.wait_for_selector("#fn-panel .fn-hits li", state="attached")


def reworded(reader: Reader) -> None:
    reader.ask(SOLDIERS).ask("And who said so?")
    reader.last.locator(".fn-edit-alone").click()


def checked(reader: Reader) -> None:
    reader.page.click("#fn-checker-tab")
    reader.page.fill(
        "#fn-text textarea", "The flare-up left nearly 100 soldiers dead. Iran denied it. Wolves won in Lund."
    )
    reader.page.click("#fn-check")
    reader.page.wait_for_selector(".fn-result")


def chats(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    reader.page.click(".fn-chats-open")
    reader.page.wait_for_selector(".fn-chat-open")


def keys(reader: Reader) -> None:
    reader.page.keyboard.press("Alt+/")
    reader.page.wait_for_selector("#fn-keys[open]")


def coverage(reader: Reader) -> None:
    """What the whole archive covers, by time and by outlet: there before anything was asked."""
    reader.page.evaluate("document.getElementById('fn-timeline-tab').click()")
    reader.page.wait_for_selector("#fn-pictured .fn-bar")
    tables(reader)


def timeline(reader: Reader) -> None:
    """The pictures of an answer, with a point's tip and all that is folded open."""
    reader.ask(SOLDIERS)
    reader.last.locator(".fn-picture-open").click()
    reader.page.wait_for_selector("#fn-pictured .fn-point")
    tables(reader)
    reader.page.locator("#fn-pictured .fn-point").first.focus()
    reader.page.wait_for_selector("#fn-point-tip")


def witness(reader: Reader) -> None:
    """The source of a point, which on a phone lies over the picture."""
    timeline(reader)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("#fn-witness mark.fn-here")


def tables(reader: Reader) -> None:
    for summary in reader.page.locator("#fn-pictured .fn-as-table summary").all():
        summary.evaluate("one => { one.parentElement.open = true }")


def judging(reader: Reader) -> None:
    """The reader's word on an answer, being written, and the ways to take it away."""
    reader.ask(SOLDIERS)
    reader.last.locator(".fn-say").last.click()
    reader.last.locator(".fn-take summary").click()


STATES: dict[str, Callable[[Reader], Any]] = {
    "welcome": lambda _: None,
    "answer": lambda reader: reader.ask(SOLDIERS).ask("And who said so?"),
    "limited": lambda reader: reader.ask("Who died in 2020?"),
    "written": lambda reader: reader.ask("write: how many soldiers died?"),
    "abstention": lambda reader: reader.ask("unanswerable: who won?"),
    "disagreement": lambda reader: reader.ask("Do they differ about soldiers who died?"),
    "error": lambda reader: reader.ask("refuse this"),
    "reworded": reworded,
    "hits": hits,
    "checked": checked,
    "chats": chats,
    "keys": keys,
    "judging": judging,
    "coverage": coverage,
    "timeline": timeline,
    "witness": witness,
}


@pytest.fixture(scope="module", params=LOOKS)
def opened(request: pytest.FixtureRequest, browser: Any, served: Page) -> Iterator[Reader]:
    here = Reader(browser, served.url, **LOOKS[request.param]).open()
    yield here
    here.context.close()


@pytest.fixture
def look(opened: Reader) -> Reader:
    """The page as it is found, without a question."""
    opened.page.keyboard.press("Escape")
    opened.page.evaluate("document.querySelector('.fn-tab').click()")
    if opened.page.locator(".fn-exchange").count():
        opened.page.evaluate("document.getElementById('fn-new').click()")
        opened.page.wait_for_selector(".fn-example")
    return opened


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious(look: Reader, state: str) -> None:
    STATES[state](look)
    assert findings(look) == []


def test_every_view_is_held_against_it(look: Reader) -> None:
    for tab in look.page.locator(".fn-tab").all():
        tab.evaluate("tab => tab.click()")
        assert [f"{tab.text_content()}: {found}" for found in findings(look)] == []


def test_axe_finds_what_is_wrong(look: Reader) -> None:
    """The control."""
    look.page.evaluate("document.querySelector('.fn-log').append(document.createElement('img'))")
    assert any(found.startswith("image-alt") for found in findings(look))
