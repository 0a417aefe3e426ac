"""The view "Check a text" in a real browser: pasting, verdicts, evidence, keys, a phone, and text that means harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from rag.web import Page
from tests.web.conftest import Reader, kept_the_promises
from tests.web.fake_archive import EVIL_TEXT, FakeArchive
from tests.web.test_browser import CONTRAST, HOSTILE, highlighted

pytestmark = pytest.mark.browser

TEXT = """Iran’s readiness to mediate between the two estranged Caucasus neighbors
The top Iranian diplomat expressed “serious concern” as simmering tensions have caused a fresh flare-up. \
It was denied that nearly 100 soldiers died on both sides. Will the ceasefire hold?

The deadly conflict, which claimed over 65,000 lives on both sides ended with a Russian-brokered ceasefire.
Quarterly umbrella earnings beat every forecast.
"""


class Checker:
    """A reader at the view "Check a text"."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.page = reader, reader.page
        self.page.click("#fn-checker-tab")

    def paste(self, text: str) -> Checker:
        self.page.fill("#fn-text textarea", text)
        return self

    def check(self, text: str, outcome: str = ".fn-result") -> Checker:
        """Paste a text, press the button, and wait for what comes of it."""
        self.paste(text).page.click("#fn-check")
        self.page.wait_for_selector(outcome)
        if outcome == ".fn-result":
            self.page.wait_for_selector("#fn-evidence .fn-findings", state="attached")
        return self

    def sentence(self, look: str) -> Any:
        return self.page.locator(f".fn-sentence.fn-v-{look}")

    @property
    def found(self) -> Any:
        return self.page.locator("#fn-evidence .fn-found")

    @property
    def text(self) -> str:
        return str(self.page.input_value("#fn-text textarea"))


@pytest.fixture
def checker(open_page: Reader) -> Iterator[Checker]:
    """A reader with an empty box; afterwards nothing foreign was asked for, and nothing foreign ran."""
    open_page.start_over()
    here = Checker(open_page)
    yield here
    if here.page.is_visible("#fn-close"):
        here.page.click("#fn-close")
    if here.page.is_visible("#fn-back"):
        here.page.click("#fn-back")
    if here.page.is_visible("#fn-fresh"):
        here.page.click("#fn-fresh")
        here.page.wait_for_selector("#fn-checked .fn-welcome")
    here.page.click("#fn-chat-tab")
    kept_the_promises(open_page)


def focused(checker: Checker, selector: str) -> bool:
    return bool(checker.page.evaluate("s => document.activeElement.matches(s)", selector))


# -- checking --------------------------------------------------------------------------------------------------------


def test_a_pasted_text_is_marked_sentence_by_sentence_and_its_gravest_sentence_is_opened(checker: Checker) -> None:
    checker.check(TEXT)
    assert checker.page.inner_text(".fn-summary h2") == "5 of 6 sentences checked"
    jumps = [" ".join(jump.inner_text().split()) for jump in checker.page.locator(".fn-jump").all()]
    assert jumps[-3:] == ["✗ 1 contradicted", "✗ 1 not supported", "· 1 without a claim"]
    assert checker.sentence("contradicted").locator(".fn-label").inner_text() == "contradicted"
    assert checker.sentence("contradicted").locator(".fn-wrong").inner_text() == "denied"
    assert "Contradicted" in checker.found.inner_text()
    assert checker.sentence("contradicted").get_attribute("aria-current") == "true"
    assert not checker.page.is_visible("#fn-text textarea")


def test_a_click_on_a_sentence_opens_its_evidence_with_the_cited_words_in_view(checker: Checker) -> None:
    checker.check(TEXT)
    sentence = checker.sentence("supported").last
    sentence.click()
    checker.page.wait_for_selector(".fn-found.fn-v-supported")
    number = int(checker.found.locator(".fn-chip").first.inner_text())
    assert "65,000" in highlighted(checker.reader, number)
    assert sentence.get_attribute("aria-current") == "true"
    assert checker.page.locator(".fn-sentence[aria-current]").count() == 1
    shown = """() => { const at = document.querySelector('#fn-evidence mark.fn-here').getBoundingClientRect();
                       const cited = document.querySelector('.fn-cited').getBoundingClientRect();
                       return at.top >= cited.top && at.bottom <= cited.bottom; }"""
    assert checker.page.evaluate(shown)


def test_what_is_wrong_is_told_with_the_correction_and_what_speaks_against_it(checker: Checker) -> None:
    checker.check(TEXT)
    words = checker.found.inner_text()
    assert "The article says “confirmed”." in words
    assert "Corrected: It was confirmed that nearly 100 soldiers died on both sides." in words
    checker.found.locator(".fn-copy").click()
    checker.page.wait_for_selector("text=Copied")
    assert checker.page.evaluate("navigator.clipboard.readText()").startswith("It was confirmed")
    chip = checker.found.locator(".fn-leads").last.locator(".fn-chip")
    chip.click()
    assert highlighted(checker.reader, int(chip.inner_text()))


def test_the_progress_is_told_and_a_check_can_be_stopped_and_the_text_stays(
    checker: Checker, archive: FakeArchive
) -> None:
    archive.gone_on.clear()
    checker.check(f"{TEXT} slowly.", "#fn-status progress")
    checker.page.wait_for_selector("#fn-status >> text=/Sentence [2-9] of 7/")
    assert not checker.page.is_visible("#fn-check")
    checker.page.click("#fn-check-stop")
    checker.page.wait_for_selector("#fn-status .fn-stopped")
    assert checker.text == f"{TEXT} slowly."
    checker.check(TEXT)
    assert not archive.gone_on.is_set(), "the work itself was given up, not just its result"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  ", "There is nothing to check yet: paste a text first."),
        ("Too long. " * 5_001, "The text is too long: the page checks up to 50,000 characters at a time."),
        ("refuse this", "The archive is empty. Add a folder: footnote add FOLDER."),
        ("explode, please", "Something went wrong. The log says what."),
    ],
)
def test_an_error_is_one_line_and_the_text_stays(checker: Checker, text: str, words: str) -> None:
    checker.check(text, "#fn-status .fn-error")
    assert words in checker.page.inner_text("#fn-status .fn-error")
    assert checker.text == text
    assert not re.search("secret|Traceback|RuntimeError", checker.page.content())


def test_the_same_error_twice_is_told_twice(checker: Checker) -> None:
    checker.check("refuse this", "#fn-status .fn-error")
    first = checker.page.get_attribute("#fn-status .fn-error", "id")
    checker.page.click("#fn-check")
    checker.page.wait_for_selector(f"#fn-status .fn-error:not(#{first})")
    assert checker.page.is_visible("#fn-status .fn-error")


def test_something_is_said_before_the_server_has_been_heard(newcomer: Reader) -> None:
    checker = Checker(newcomer)
    newcomer.page.route("**/gradio_api/queue/join*", lambda _: None)  # never answered
    checker.paste(TEXT).page.click("#fn-check")
    said = newcomer.page.evaluate("getComputedStyle(document.querySelector('#fn-status'), '::after').content")
    assert "Reading the text" in said


def test_the_example_is_put_into_the_box_and_left_to_the_reader(checker: Checker, archive: FakeArchive) -> None:
    before = len(archive.checked)
    checker.page.click(".fn-sample")
    checker.page.wait_for_function("document.querySelector('#fn-text textarea').value.startsWith('Iran has')")
    assert len(archive.checked) == before


# -- going on --------------------------------------------------------------------------------------------------------


def test_the_text_can_be_edited_and_checked_again_and_left_as_it_was(checker: Checker) -> None:
    checker.check(TEXT)
    first = checker.page.get_attribute(".fn-result", "id")
    checker.page.click("#fn-edit")
    assert checker.text == TEXT
    assert focused(checker, "#fn-text textarea")
    checker.page.click("#fn-back")
    assert checker.page.is_visible(f"#{first}")
    checker.page.click("#fn-edit")
    checker.check("refuse this", "#fn-status .fn-error")
    checker.page.click("#fn-back")
    assert checker.page.is_visible(f"#{first}"), "an error took the last result away"
    checker.page.click("#fn-edit")
    checker.check("Nothing but umbrellas here.", f".fn-result:not(#{first})")
    assert checker.page.inner_text(".fn-summary h2") == "1 of 1 sentence checked"


def test_a_new_text_starts_empty(checker: Checker) -> None:
    checker.check(TEXT).page.click("#fn-fresh")
    checker.page.wait_for_selector("#fn-checked .fn-welcome")
    assert checker.text == ""
    assert checker.page.locator("#fn-evidence .fn-findings").count() == 0


def test_changing_views_loses_neither_the_answer_nor_the_text(checker: Checker) -> None:
    page = checker.page
    checker.check(TEXT)
    checker.sentence("supported").last.click()
    page.wait_for_selector(".fn-found.fn-v-supported")
    page.click("#fn-chat-tab")
    assert not page.is_visible(".fn-result")
    assert not page.is_visible("#fn-evidence .fn-found")
    checker.reader.ask("How many soldiers died in the flare-up?")
    page.fill("#fn-question textarea", "half a question")
    page.locator(".fn-exchange .fn-chip").nth(1).click()
    marked = page.locator("#fn-panel mark.fn-here").inner_text()
    page.click("#fn-checker-tab")
    assert "65,000" in page.inner_text("#fn-evidence mark.fn-here")
    assert page.inner_text(".fn-summary h2") == "5 of 6 sentences checked"
    page.click("#fn-edit")
    page.fill("#fn-text textarea", "half a text")
    page.click("#fn-chat-tab")
    assert page.input_value("#fn-question textarea") == "half a question"
    assert page.locator("#fn-panel mark.fn-here").inner_text() == marked
    assert page.is_visible(".fn-exchange .fn-tally")
    page.fill("#fn-question textarea", "")
    page.click("#fn-checker-tab")
    assert checker.text == "half a text"


def test_two_readers_do_not_see_each_others_texts(checker: Checker, browser: Any, served: Page) -> None:
    other = Reader(browser, served.url).open()
    Checker(other).check("The second reader has umbrellas.")
    checker.check("The first reader has umbrellas.")
    assert "second" not in checker.page.inner_text("body")
    assert "first" not in other.page.inner_text("#fn-checker")
    other.context.close()


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch, served: Page) -> dict[str, str]:  # noqa: ARG001  # Gradio's environment is set
    """A result can be copied, and saved as a file."""
    from rag.web import check_view
    from rag.web.checked_markup import Export

    texts = {"copied": "# The <b>text</b>\n\n“a”[^1]\n", "saved": '{"text": "<script>\\u202e</script>"}\n'}
    chosen = [Export("Copy as Markdown", texts["copied"]), Export("Save receipt", texts["saved"], "checked.json")]
    monkeypatch.setattr(check_view, "exports", lambda _: chosen)
    return texts


def test_a_result_is_copied_and_saved_character_by_character_without_asking_the_server(
    checker: Checker, exported: dict[str, str]
) -> None:
    checker.check(TEXT)
    asked = len(checker.reader.requests)
    checker.page.click(".fn-result .fn-copy")
    checker.page.wait_for_selector("text=Copied")
    assert checker.page.evaluate("navigator.clipboard.readText()") == exported["copied"]
    with checker.page.expect_download() as saving:
        checker.page.click(".fn-save")
    assert saving.value.suggested_filename == "checked.json"
    assert saving.value.path().read_bytes().decode() == exported["saved"]
    assert [url for url in checker.reader.requests[asked:] if not url.startswith("blob:")] == []


# -- keys and words for those who cannot see --------------------------------------------------------------------------


def test_everything_can_be_done_with_keys(checker: Checker) -> None:
    page = checker.page
    page.focus("#fn-chat-tab")
    page.keyboard.press("ArrowRight")
    assert focused(checker, "#fn-checker-tab[aria-selected=true]")
    checker.paste(TEXT)
    page.focus("#fn-text textarea")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".fn-found")
    assert focused(checker, ".fn-summary h2"), "what had the focus is gone, and the focus with it"
    for _ in range(5):
        page.keyboard.press("Tab")
    assert focused(checker, ".fn-jump.fn-v-nothing, .fn-jump.fn-v-unsupported, .fn-sentence")
    checker.sentence("supported").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".fn-found.fn-v-supported")
    assert focused(checker, "#fn-evidence .fn-found h2")
    page.keyboard.press("Escape")
    assert checker.sentence("supported").last.evaluate("e => e === document.activeElement")


def test_a_count_leads_to_the_next_sentence_of_its_kind_and_round_again(checker: Checker) -> None:
    checker.check(TEXT)
    all_of_them = checker.sentence("supported")
    jump = checker.page.locator(".fn-jump.fn-v-supported")
    order = [*range(all_of_them.count()), 0]
    assert len(order) > 2
    for place in order:
        jump.click()
        assert all_of_them.nth(place).evaluate("e => e === document.activeElement"), place


def test_a_sentence_without_a_claim_says_why_on_hover_and_on_focus_and_goes_with_escape(checker: Checker) -> None:
    checker.check(TEXT)
    plain, why = checker.sentence("nothing"), checker.page.locator(".fn-why")
    assert not why.is_visible()
    plain.focus()
    assert why.inner_text() == "Nothing to check: a question"
    checker.page.keyboard.press("Escape")
    assert not why.is_visible()
    plain.hover()
    assert why.is_visible()


def test_a_screen_reader_hears_the_verdict_with_the_sentence_and_which_view_is_in_front(checker: Checker) -> None:
    checker.check(TEXT)
    names = checker.page.locator("#fn-checker").aria_snapshot()
    assert re.search(r'link "contradicted It was denied that nearly 100 soldiers', names)
    assert re.search(r'link "supported: The deadly conflict', names)
    assert re.search(r'button "1 contradicted"', names)
    tabs = checker.page.locator("#fn-masthead").aria_snapshot()
    assert 'tab "Check a text" [selected]' in tabs
    assert checker.page.get_attribute("#fn-checker", "role") == "tabpanel"


# -- widths and colours ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 390, 480])
def test_a_phone_shows_all_without_scrolling_sideways(checker: Checker, width: int) -> None:
    checker.page.set_viewport_size({"width": width, "height": 800})
    sideways = "document.documentElement.scrollWidth"
    assert checker.page.evaluate(sideways) <= width
    checker.check(TEXT + "unbroken" * 30 + " denied.")
    assert checker.page.evaluate(sideways) <= width
    assert checker.page.evaluate("document.getElementById('fn-checked').scrollWidth") <= width
    checker.sentence("nothing").focus()
    assert checker.page.evaluate(sideways) <= width


def test_on_a_phone_a_sentence_opens_a_sheet_and_the_way_back_leads_to_the_sentence(checker: Checker) -> None:
    checker.page.set_viewport_size({"width": 390, "height": 800})
    checker.check(TEXT, ".fn-result")
    assert not checker.page.is_visible("#fn-evidence"), "a sheet that nobody asked for"
    checker.sentence("supported").last.click()
    checker.page.wait_for_selector(".fn-found.fn-v-supported")
    assert checker.page.is_visible("#fn-evidence mark.fn-here")
    checker.page.click("#fn-close")
    assert not checker.page.is_visible("#fn-evidence")
    assert checker.sentence("supported").last.evaluate("e => e === document.activeElement")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read_in_light_and_in_dark(newcomer: Reader, theme: str) -> None:
    """WCAG AA: contrast of at least 4.5 for all text that shows."""
    newcomer.open(f"?__theme={theme}")
    checker = Checker(newcomer)
    assert newcomer.page.evaluate(CONTRAST) == []
    checker.check("refuse this", "#fn-status .fn-error")
    assert newcomer.page.evaluate(CONTRAST) == []
    checker.check(TEXT)
    checker.sentence("nothing").focus()
    assert newcomer.page.evaluate(CONTRAST) == []
    checker.sentence("unsupported").click()
    newcomer.page.wait_for_selector(".fn-found.fn-v-unsupported")
    assert newcomer.page.evaluate(CONTRAST) == []


# -- hostile text, and what leaves the machine -----------------------------------------------------------------------


def test_a_hostile_text_is_shown_as_it_is_and_does_nothing(newcomer: Reader) -> None:
    checker = Checker(newcomer)
    text = f"{HOSTILE} was denied.\n{EVIL_TEXT}\nIs <b onclick=alert(1)>this</b> one?"
    checker.check(text)
    assert "<script>window.__tripped=1</script>" in newcomer.page.inner_text(".fn-marked")
    assert "${window.__tripped=1}" in newcomer.page.inner_text(".fn-marked")
    for sentence in checker.page.locator(".fn-sentence").all():
        sentence.focus()
        newcomer.page.keyboard.press("Enter")
        newcomer.page.wait_for_timeout(100)
    for chip in newcomer.page.locator("#fn-evidence .fn-chip").all():
        chip.click()
    foreign = ":is(img, script, iframe, svg, b[onclick])"
    assert newcomer.page.locator(f":is(#fn-checked, #fn-evidence, #fn-status) {foreign}").count() == 0
    for end in ("refuse", "explode"):
        newcomer.page.click("#fn-edit")
        checker.check(f"{end} ${{window.__tripped=1}} <img src=x onerror='window.__tripped=1'>", "#fn-status .fn-error")
        newcomer.page.click("#fn-back")


def test_the_text_is_sent_once_and_only_to_the_pages_own_server(newcomer: Reader) -> None:
    sent: list[str] = []
    newcomer.page.on("request", lambda request: sent.append(request.post_data or ""))
    checker = Checker(newcomer).check(TEXT)
    checker.sentence("supported").last.click()
    newcomer.page.wait_for_selector(".fn-found.fn-v-supported")
    assert sum("umbrella earnings" in body for body in sent) == 1
