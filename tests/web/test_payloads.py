"""In a real browser: no text that is not ours becomes a tag, a link, a picture or a request, also while it is written.

The browser is told to ignore our Content-Security-Policy, so that nothing but the escaping stands between the payloads
and the page. What harmless words show of tags and attributes is all that hostile ones may show.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from markdown_it import MarkdownIt

from rag.render import chat_html, chat_markdown, footnotes, pages
from rag.web import Page, elements, serve
from rag.web.suggestions import Suggestions
from tests.web.conftest import Reader
from tests.web.hostile import Hostile, on_one_line
from tests.web.payloads import COUNT, HOST, TRIP, payloads

pytestmark = pytest.mark.browser

ROUND = 30
OURS = ", ".join(
    f"#fn-{part}"
    for part in (
        "masthead conversation only panel checked evidence status holdings refused work articles reader "
        "pictured drawing witness point-tip chats said"
    ).split()
)
# Every tag with its attributes' names, and every address, in what is drawn from answers and articles.
# What Gradio draws beside it while it works comes and goes.
DRAWN = """parts => {
  const inside = part => [...(part.querySelector('.html-container') ?? part).querySelectorAll('*')];
  const all = [...document.querySelectorAll(parts)].flatMap(inside);
  const shape = e => e.tagName + ' ' + e.getAttributeNames().sort().join(' ');
  const addresses = e => ['href', 'src', 'action', 'srcset', 'poster'].map(n => e.getAttribute(n));
  return [[...new Set(all.map(shape))], [...new Set(all.flatMap(addresses))].filter(a => a !== null)];
}"""
# The same of the tip of every point in turn.
TIPS = f"""points => [...document.querySelectorAll(points)]
  .map(point => (point.focus(), ({DRAWN})('#fn-point-tip')))
  .reduce((sum, one) => sum.map((known, n) => [...new Set([...known, ...one[n]])]))"""
# Chats that a browser keeps under these names; their answers bear no seal of ours.
KEEP = """async words => {
  const request = indexedDB.open('footnote', 1);
  const base = await new Promise((done) => (request.onsuccess = () => done(request.result)));
  const work = base.transaction('chats', 'readwrite');
  words.forEach((name, n) => {
    const body = JSON.stringify({ question: name, answer: { notice: name, claims: [{ text: name }] } });
    const exchanges = [{ id: `a${n}`, body, seal: name }];
    work.objectStore('chats').put({ id: `c${n}`, name, named: true, at: n, exchanges });
  });
  await new Promise((done) => (work.oncomplete = done));
  base.close();
}"""


@pytest.fixture(scope="module")
def archive() -> Hostile:
    return Hostile()


@pytest.fixture(scope="module")
def served(archive: Hostile) -> Iterator[Page]:
    archive.use(["plain words"])
    with serve(archive, port=0, block=False) as page:  # type: ignore[arg-type]
        yield page


@pytest.fixture
def unguarded(browser: Any, served: Page) -> Iterator[Callable[..., Reader]]:
    """Readers at the page whose browsers know of no policy, and may have other scripts of ours than the real ones."""
    opened: list[Reader] = []

    def one(other: Mapping[str, tuple[str, str]] = MappingProxyType({})) -> Reader:
        opened.append(Reader(browser, served.url, bypass_csp=True))
        for script, change in other.items():
            opened[-1].context.route(f"**/{script}?*", partial(altered, script, change))
        opened[-1].page.goto(served.url)
        opened[-1].page.wait_for_selector(".fn-welcome")
        return opened[-1]

    yield one
    for reader in opened:
        reader.context.close()


def altered(script: str, change: tuple[str, str], route: Any) -> None:
    words = (files("rag.web") / "static" / script).read_text(encoding="utf-8")
    assert words.count(change[0]) == 1
    route.fulfill(body=words.replace(*change), content_type="text/javascript")


@dataclass
class Seen:
    """The tags with their attributes that were in the page at any look, and the addresses in them."""

    page: Any
    parts: str = OURS
    shapes: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    def look(self) -> None:
        self._add(self.page.evaluate(DRAWN, self.parts))

    def look_at_tips(self, points: str) -> None:
        self._add(self.page.evaluate(TIPS, points))

    def _add(self, found: tuple[list[str], list[str]]) -> None:
        self.shapes.update(found[0])
        self.addresses.update(found[1])

    @property
    def foreign(self) -> set[str]:
        return {address for address in self.addresses if not address.startswith("#")}


def harmless(words: Sequence[str]) -> list[str]:
    """Words as long as these, and as many, of which nothing could be made."""
    return [re.sub(r"[^\w\s]", "x", word) for word in words]


def tab(page: Any, name: str) -> None:
    page.locator(f"#fn-{name}-tab").dispatch_event("click")


def seen(reader: Reader, archive: Hostile, words: Sequence[str]) -> Seen:
    """These words in an answer, while it is written, then whole, then said of it; and in a text that is checked."""
    archive.use(words)
    now = Seen(reader.page)
    asked(reader.page, archive, words, now)
    judged(reader.page, words, now)
    checked(reader.page, words, now)
    return now


def asked(page: Any, archive: Hostile, words: Sequence[str], now: Seen) -> None:
    archive.told.clear()
    archive.writing.clear()
    try:
        page.fill("#fn-question textarea", "What of " + " ".join(words)[:9_000])
        page.keyboard.press("Enter")
        page.wait_for_selector(".fn-exchange:last-child .fn-claim")
        assert archive.told.wait(20)
        now.look()
    finally:
        archive.writing.set()
    page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    page.wait_for_selector("#fn-panel .fn-sources", state="attached")
    now.look()


def judged(page: Any, words: Sequence[str], now: Seen) -> None:
    """The reader's comment on the answer."""
    last = page.locator(".fn-exchange").last
    last.locator(".fn-say").last.click()
    last.locator(".fn-judge textarea").fill(on_one_line(words))
    now.look()
    last.locator(".fn-judge button[type=submit]").click()
    last.locator(".fn-judged bdi").wait_for()
    now.look()


def checked(page: Any, words: Sequence[str], now: Seen) -> None:
    tab(page, "checker")
    page.fill("#fn-text textarea", "\n".join(" ".join(word.split()) for word in words))
    page.click("#fn-check")
    page.wait_for_selector(".fn-result")
    page.wait_for_selector("#fn-evidence .fn-findings", state="attached")
    now.look()
    page.click("#fn-fresh")
    page.wait_for_selector("#fn-checked .fn-welcome")
    tab(page, "chat")


def test_the_payloads_are_150_and_all_different() -> None:
    made = payloads()
    assert len(made) == len(set(made)) == COUNT
    assert made == payloads()
    assert sum(TRIP in one or HOST in one for one in made) > 0.85 * COUNT


def did_nothing(reader: Reader, now: Seen, before: Seen) -> None:
    """No tag and no attribute that harmless words do not show, no address, nothing asked for, nothing run."""
    assert now.shapes - before.shapes == set()
    assert now.foreign == set()
    assert not reader.tripped
    assert reader.foreign == []
    assert len(reader.page.context.pages) == 1


# -- the chat, and what is taken away of it ----------------------------------------------------------------------------


def test_no_payload_does_anything_in_an_answer_in_what_is_said_of_it_or_in_a_file_made_of_it(
    unguarded: Callable[[], Reader], archive: Hostile, tmp_path: Path
) -> None:
    reader, made = unguarded(), payloads()
    before = seen(reader, archive, harmless(made[:ROUND]))
    assert before.foreign == set()
    plain = taken(reader, tmp_path / "plain")
    for start in range(0, COUNT, ROUND):
        did_nothing(reader, seen(reader, archive, made[start : start + ROUND]), before)
    whole = taken(reader, tmp_path / "whole")
    for form, page in whole.items():
        more = opened(reader, page) - opened(reader, plain[form])
        assert more <= {"HR "}, form  # it lies between two answers
        assert not reader.tripped, form
    assert reader.foreign == []


def taken(reader: Reader, folder: Path) -> dict[str, str]:
    """The chat as files, each as what a browser is given of it: the HTML as it is, the Markdown as others render it."""
    page, found = reader.page, {}
    for form in ("chat-html", "chat-markdown"):
        last = page.locator(".fn-exchange").last
        last.locator(".fn-take").evaluate("menu => { menu.open = true }")
        with page.expect_download() as download:
            last.locator(f'[data-take="{form}"]').click()
        download.value.save_as(folder / form)
        found[form] = (folder / form).read_text(encoding="utf-8")
        last.locator(".fn-take").evaluate("menu => { menu.open = false }")
    return {"html": found["chat-html"], "markdown": rendered(found["chat-markdown"])}


def rendered(markdown: str) -> str:
    """By the rules of CommonMark, with tables and strikethrough, and with whatever HTML it holds let through."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def opened(reader: Reader, page: str) -> set[str]:
    """What tags and attributes a file shows in a browser; it is opened over the page, which keeps the records."""
    reader.page.set_content(page)
    now = Seen(reader.page, "body")
    now.look()
    assert now.foreign == set()
    return now.shapes


def test_with_the_escaping_off_a_file_that_is_made_of_the_chat_trips(
    unguarded: Callable[[], Reader], archive: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The null control of what is taken away, in both forms."""
    reader = unguarded()
    for form, made in (("html", chat_html), ("markdown", lambda answers: rendered(chat_markdown(answers)))):
        archive.use([bomb(form)])
        answer = archive.ask("What of it?")
        with monkeypatch.context() as off:
            off.setattr(pages, "escape", str)
            off.setattr(footnotes, "escaped", str)
            reader.page.set_content(made([answer]))
        trips(reader, form)


# -- the other views, and the list of chats ----------------------------------------------------------------------------


def test_no_payload_does_anything_in_a_picture_in_the_archive_or_in_the_list_of_chats(
    unguarded: Callable[[], Reader], archive: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Suggestions, "of", lambda *_: tuple(archive.words))
    made = payloads()
    before = elsewhere(unguarded(), archive, harmless(made))
    assert before.foreign == set()
    reader = unguarded()
    did_nothing(reader, elsewhere(reader, archive, made), before)


def elsewhere(reader: Reader, archive: Hostile, words: Sequence[str]) -> Seen:
    """All words at once in each of the places."""
    archive.use(words)
    now = Seen(reader.page)
    for visit in (welcomed, pictured, held, read, put_right, narrowed, listed):
        visit(reader.page, words, now)
    return now


def welcomed(page: Any, words: Sequence[str], now: Seen) -> None:
    """The questions to begin with."""
    page.locator("#fn-new").dispatch_event("click")
    page.wait_for_function("n => document.querySelectorAll('.fn-example').length === n", arg=len(words))
    now.look()


def pictured(page: Any, words: Sequence[str], now: Seen) -> None:
    """The timeline of a matter with the tip of each point, the coverage by outlet, the tables, and a point's source."""
    tab(page, "timeline")
    page.fill("#fn-matter :is(input, textarea)", on_one_line(words)[:900])
    page.click("#fn-draw")
    page.wait_for_selector("#fn-pictured .fn-point", state="attached")
    now.look()
    now.look_at_tips("#fn-pictured .fn-point")
    page.locator("#fn-pictured .fn-point").first.dispatch_event("click")
    page.wait_for_selector("#fn-witness mark")
    now.look()


def held(page: Any, words: Sequence[str], now: Seen) -> None:
    """The archive's folders, faults and skipped files; a folder that cannot be added; each page of its articles."""
    tab(page, "archive")
    page.wait_for_selector("#fn-holdings .fn-ill")
    page.fill("#fn-path :is(input, textarea)", on_one_line(words)[:900])
    page.click("#fn-add")
    page.wait_for_selector("#fn-work .fn-error")
    while True:
        now.look()
        onward = page.locator(".fn-turn[data-text='1']:not([disabled])")
        if not onward.count():
            return
        told = page.locator(".fn-pages p").first.inner_text()
        onward.first.click()
        page.wait_for_function("t => document.querySelector('.fn-pages p').innerText !== t", arg=told)


def read(page: Any, words: Sequence[str], now: Seen) -> None:
    """The article that has all of them, in the panel."""
    page.fill("#fn-find-words :is(input, textarea)", f"{len(words)} {on_one_line(words)[:15]}")
    page.wait_for_selector(".fn-pages p:text-is('1 article')")
    page.click(".fn-open")
    page.wait_for_selector("#fn-read-h")
    now.look()


def put_right(page: Any, words: Sequence[str], now: Seen) -> None:
    """A date that is none, and an outlet put right by hand."""
    for place, said in ((1, "#fn-reader .fn-error"), (0, "#fn-reader .fn-uncorrect")):
        page.click(".fn-correct")
        page.locator("#fn-correction input").nth(place).fill(f"By hand {on_one_line(words)}")
        now.look()
        page.click("#fn-correction button[type=submit]")
        page.wait_for_selector(said)
        now.look()


def narrowed(page: Any, words: Sequence[str], now: Seen) -> None:  # noqa: ARG001
    """One outlet chosen in Gradio's list of all, and the chat narrowed to it."""
    page.click("#fn-find :is([role=listbox], [role=combobox])")
    page.locator("#fn-find [role=option]").last.click()
    page.wait_for_selector(".fn-narrow")
    now.look()
    page.click(".fn-narrow")
    page.wait_for_selector("#fn-only .fn-only")
    now.look()


def listed(page: Any, words: Sequence[str], now: Seen) -> None:
    """The list of chats: all names, a search, a name being changed, one that is deleted, one that was tampered with."""
    page.evaluate(KEEP, list(words))
    page.click(".fn-chats-open")
    page.wait_for_function("n => document.querySelectorAll('.fn-chat-open').length >= n", arg=len(words))
    now.look()
    page.click("#fn-chats-list >> text=Rename >> nth=0")
    now.look()
    page.fill("#fn-chats-search", words[0])
    page.wait_for_selector(".fn-chat-open")
    page.locator("#fn-chats-list button:text-is('Delete')").last.click()
    page.wait_for_selector("#fn-chats-gone button")
    now.look()
    page.fill("#fn-chats-search", words[1])
    page.locator(".fn-chat-open").last.click()
    page.wait_for_selector("#fn-said:not(:empty)")
    now.look()


def test_with_the_escaping_off_each_place_that_the_server_draws_trips(
    unguarded: Callable[[], Reader], archive: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The null control: the wire, the browser's record of requests and the tags all tell, place by place."""
    monkeypatch.setattr(elements, "text", lambda words: elements.Html(html.unescape(str(words))))
    reader = unguarded()
    archive.use(["plain words"])
    reader.page.fill("#fn-question textarea", bomb("question"))
    reader.page.keyboard.press("Enter")
    trips(reader, "question")
    assert any(shape.startswith("IMG") for shape in shapes(reader))
    reader.page.wait_for_selector(".fn-exchange .fn-tally")
    judged(reader.page, [bomb("comment")], Seen(reader.page))
    trips(reader, "comment")
    archive.use([bomb("picture")])
    tab(reader.page, "timeline")
    trips(reader, "picture")
    archive.use([bomb("archive")])
    tab(reader.page, "archive")
    trips(reader, "archive")


def test_with_scripts_that_make_elements_out_of_text_each_place_that_they_draw_trips(
    unguarded: Callable[..., Reader], archive: Hostile
) -> None:
    """The null control of what is drawn in the browser: the list of chats, and the tip of a point."""
    reader = unguarded(CARELESS)
    archive.use([bomb("tip")])
    tab(reader.page, "timeline")
    reader.page.fill("#fn-matter :is(input, textarea)", "Anything")
    reader.page.click("#fn-draw")
    reader.page.wait_for_selector("#fn-pictured .fn-point", state="attached")
    assert not reader.tripped
    reader.page.evaluate("document.querySelector('#fn-pictured .fn-point').focus()")
    trips(reader, "tip")
    reader.page.evaluate(KEEP, [bomb("chats")])
    reader.page.click(".fn-chats-open")
    trips(reader, "chats")


def shapes(reader: Reader) -> set[str]:
    now = Seen(reader.page)
    now.look()
    return now.shapes


def bomb(name: str) -> str:
    """Words that tell where they were taken for markup: they run something, and ask somebody for a picture."""
    return f'A picture <img src="x" onerror="{TRIP};window.__{name}=1"> and another <img src="{HOST}/{name}.png">'


def trips(reader: Reader, name: str) -> None:
    reader.page.wait_for_function(f"window.__{name}")
    assert reader.tripped
    assert f"{HOST}/{name}.png" in reader.foreign


# What our scripts would be if they made elements out of text.
CARELESS = {
    "chats.js": ("textContent: words", "innerHTML: words"),
    "pictures.js": ("{ textContent: from.textContent", "{ innerHTML: from.textContent"),
}
