"""The faces of the page: ours, whole, under a licence that lets them be handed on, and what a reader sees."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from typing import Any

import httpx
import pytest

from rag.web import Page
from tests.web.conftest import Reader, kept_the_promises

FONTS = files("rag.web") / "static" / "fonts"
SUMS = {name: digest for digest, name in map(str.split, (FONTS / "SHA256SUMS").read_text("ascii").splitlines())}
STYLES = (files("rag.web") / "static" / "fonts.css").read_text("utf-8")


@pytest.mark.parametrize("name", SUMS)
def test_a_font_is_served_as_it_was_made(served: Page, name: str) -> None:
    reply = httpx.get(f"{served.url}/static/footnote/fonts/{name}")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "font/woff2"
    assert hashlib.sha256(reply.content).hexdigest() == SUMS[name]


def test_all_fonts_that_the_style_names_are_among_them_and_no_other() -> None:
    named = re.findall(r'url\("/static/footnote/fonts/([^"]+)"\)', STYLES)
    there = [one.name for one in FONTS.iterdir() if one.name.endswith(".woff2")]
    assert sorted(named) == sorted(SUMS) == sorted(there)
    assert STYLES.count("url(") == len(named)


def test_the_licence_and_the_notice_lie_beside_them() -> None:
    assert "Apache License" in (FONTS / "LICENSE").read_text("utf-8")
    notice = (FONTS / "NOTICE").read_text("utf-8")
    assert "Noto Serif 1.03" in notice
    assert "Open Sans 1.10" in notice


def test_what_every_page_needs_is_asked_for_before_its_first_word(served: Page) -> None:
    head = httpx.get(served.url).text.split("</head>")[0]
    preloaded = re.findall(r'<link rel="preload" as="font" type="font/woff2" href="([^"]+)" crossorigin>', head)
    optional = re.findall(r'optional;\s*src: url\("([^"]+)"\)', STYLES)
    assert sorted(preloaded) == sorted(optional), "an optional face that is not preloaded is never shown"


def test_the_policies_let_our_fonts_in_and_no_others(served: Page) -> None:
    assert "font-src 'self' data:;" in httpx.get(served.url).headers["content-security-policy"]


def faces(reader: Reader, selector: str) -> set[str]:
    """The fonts that a browser has really drawn some words with (Chrome DevTools Protocol)."""
    tools = reader.context.new_cdp_session(reader.page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    drawn = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    tools.detach()
    return {one["postScriptName"] for one in drawn if one["isCustomFont"]}


@pytest.mark.browser
def test_a_reader_sees_our_faces_in_headlines_in_text_and_on_controls(browser: Any, served: Page) -> None:
    reader = Reader(browser, served.url).open()
    assert faces(reader, ".fn-welcome h2") == {"NotoSerif-Bold"}
    assert faces(reader, ".fn-welcome p") == {"NotoSerif"}
    assert faces(reader, ".fn-sources .fn-none") == {"NotoSerif-Italic"}
    assert faces(reader, ".fn-held") == {"OpenSans-Regular"}
    assert faces(reader, ".fn-tab") == {"OpenSans-SemiBold"}
    kept_the_promises(reader)
    reader.context.close()


@pytest.mark.browser
def test_names_of_all_europe_are_drawn_with_one_face(browser: Any, served: Page) -> None:
    reader = Reader(browser, served.url).open()
    reader.page.wait_for_function("""document.fonts.check('1em "Footnote Serif"', 'ğЖΩ')""")
    reader.ask("Erdoğan, Šefčovič, Ελλάδα, Україна?")
    assert faces(reader, ".fn-question") == {"NotoSerif-Bold"}
    kept_the_promises(reader)
    reader.context.close()


@pytest.mark.browser
def test_without_our_fonts_the_page_is_read_in_those_of_the_system(browser: Any, served: Page) -> None:
    """The control: what is seen above is seen by these files."""
    reader = Reader(browser, served.url)
    reader.page.route("**/*.woff2", lambda route: route.abort())
    reader.open()
    assert faces(reader, ".fn-welcome h2") == set()
    assert reader.page.inner_text(".fn-welcome h2") == "Ask your articles."
    reader.context.close()
