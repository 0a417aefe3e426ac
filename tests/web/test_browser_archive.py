"""The view "Archive" in a real browser, over a real archive: adding, finding, reading, correcting, narrowing chats."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.archive import Archive
from rag.settings import Settings
from rag.types import IngestReport, Progress
from rag.web import Page, serve
from tests.small_press import report, write
from tests.web.conftest import WINDOW, Reader, kept_the_promises
from tests.web.fake_archive import EVIL_NAME, EVIL_TEXT, SEEDS
from tests.web.test_browser import CONTRAST

pytestmark = pytest.mark.browser

LUND = "The Lund Gazette"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("press")


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[Archive]:
    shutil.copytree(SEEDS, folder / "seeds")
    press = {f"n{n:03}": report(n, date=f"2021-03-{n % 28 + 1:02}") for n in range(60)}
    write(folder / "press", **press, void="")
    (folder / "press" / EVIL_NAME).write_text(EVIL_TEXT, encoding="utf-8")
    with Archive.open(folder / "archive", settings=Settings(embedder="none")) as made:
        made.add(folder / "seeds", folder / "press")
        yield made


@pytest.fixture(scope="module")
def served(archive: Archive) -> Iterator[Page]:
    with serve(archive, port=0, block=False) as page:
        yield page


class Keeper:
    """A reader at the view "Archive"."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.page = reader, reader.page

    def come(self) -> Keeper:
        self.page.click("#fn-archive-tab")
        self.page.wait_for_selector("#fn-holdings :is(.fn-well, .fn-ill)")
        self.page.wait_for_selector(".fn-open")
        return self

    def find(self, words: str, count: str) -> None:
        self.page.fill("#fn-find-words :is(input, textarea)", words)
        self.page.wait_for_selector(f".fn-pages p:text-is('{count}')")

    def read(self, title: str) -> None:
        self.page.click(f".fn-open:has-text('{title}')")
        self.page.wait_for_selector(f"#fn-read-h:has-text('{title}')")

    def done(self, words: str) -> None:
        self.page.wait_for_selector(f".fn-finished:has-text('{words}')")

    def rows(self) -> list[str]:
        return [" ".join(row.inner_text().split()) for row in self.page.locator(".fn-listed tbody tr").all()]

    def focused(self, selector: str) -> None:
        self.page.wait_for_function("s => document.activeElement.matches(s)", arg=selector)


@pytest.fixture
def keeper(browser: Any, served: Page) -> Iterator[Keeper]:
    """A reader who comes to the archive; afterwards nothing foreign was asked for, and nothing foreign ran."""
    reader = Reader(browser, served.url).open()
    yield Keeper(reader).come()
    kept_the_promises(reader)
    reader.context.close()


def test_the_archive_says_what_it_holds_how_it_is_and_what_was_skipped(keeper: Keeper, folder: Path) -> None:
    assert "66 articles" in keeper.page.inner_text(".fn-counts")
    assert "All is well." in keeper.page.inner_text("#fn-holdings")
    assert str(folder / "press") in keeper.page.inner_text("#fn-holdings")
    assert not keeper.page.is_visible("text=void.txt")
    keeper.page.click("summary:has-text('1 file skipped')")
    assert keeper.page.is_visible("text=void.txt")


def test_articles_are_sorted_by_the_head_of_a_column_and_the_keyboard_stays_there(keeper: Keeper) -> None:
    page = keeper.page
    assert page.get_attribute("th:has(.fn-sort[data-text=date])", "aria-sort") == "descending"
    page.focus(".fn-sort[data-text=headline]")
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=ascending] .fn-sort[data-text=headline]")
    keeper.focused(".fn-sort[data-text=headline]")
    titles = [title.inner_text() for title in page.locator(".fn-open").all()]
    assert [title[:1].lower() for title in titles[-5:]] == sorted(title[:1].lower() for title in titles[-5:])
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=descending] .fn-sort[data-text=headline]")


def test_a_long_list_is_turned_page_by_page_with_the_keyboard(keeper: Keeper) -> None:
    page = keeper.page
    assert "1 to 50 of 66 articles" in page.inner_text(".fn-pages")
    page.focus(".fn-turn[data-text='1']")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fn-pages p:text-is('51 to 66 of 66 articles')")
    keeper.focused(".fn-turn[data-text='-1']")
    assert len(keeper.rows()) == 16


def test_articles_are_found_while_one_types_and_what_cannot_be_a_date_is_said(keeper: Keeper) -> None:
    keeper.find("number 17", "1 article")
    assert "18 March 2021" in keeper.rows()[0]
    keeper.find("", "1 to 50 of 66 articles")
    keeper.page.fill("#fn-find-after :is(input, textarea)", "20x")
    keeper.page.wait_for_selector(".fn-listed .fn-error:has-text('is not a date')")
    keeper.page.fill("#fn-find-after :is(input, textarea)", "2021-03-28")
    keeper.page.wait_for_selector(".fn-pages p:has-text('articles')")


def test_an_article_opens_in_the_panel_and_is_read_from_its_headline(keeper: Keeper) -> None:
    keeper.find("number 21", "1 article")
    title = keeper.page.inner_text(".fn-open")
    keeper.read(title)
    keeper.focused("#fn-read-h")
    assert keeper.page.get_attribute(".fn-open", "aria-current") == "true"
    assert "22 March 2021 (stated in the article)" in keeper.page.inner_text("#fn-reader header")
    assert keeper.page.locator("#fn-reader .fn-text p").count() > 3


def test_an_outlet_and_a_date_are_put_right_by_hand_and_taken_back(keeper: Keeper, archive: Archive) -> None:
    page = keeper.page
    keeper.find("number 33", "1 article")
    keeper.read(page.inner_text(".fn-open"))
    page.click(".fn-correct")
    keeper.focused("#fn-correction input")
    boxes = page.locator("#fn-correction input")
    assert boxes.nth(1).input_value() == "2021-03-06"
    boxes.nth(0).fill(LUND)
    boxes.nth(1).fill("2019-11")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fn-hand:has-text('In the article itself: ')")
    page.wait_for_selector(f".fn-listed td:has-text('{LUND}')")
    assert keeper.rows()[0].count("corrected by hand") == 2
    assert archive.article("n033.txt").published.date == "2019-11"
    assert "2021-03-06" in (Path(archive.article("n033.txt").folder) / "n033.txt").read_text(encoding="utf-8")
    page.click(".fn-uncorrect")
    page.wait_for_selector(".fn-hand", state="detached")
    assert archive.article("n033.txt").published.date == "2021-03-06"


def test_a_date_that_is_none_is_refused_above_the_article(keeper: Keeper, archive: Archive) -> None:
    page = keeper.page
    keeper.find("number 34", "1 article")
    keeper.read(page.inner_text(".fn-open"))
    page.click(".fn-correct")
    page.locator("#fn-correction input").nth(1).fill("soon")
    page.click("#fn-correction [type=submit]")
    page.wait_for_selector("#fn-reader .fn-error:has-text('is not a date')")
    assert archive.correction(archive.article("n034.txt")) is None


def test_escape_leaves_the_form_and_changes_nothing(keeper: Keeper) -> None:
    keeper.find("number 35", "1 article")
    keeper.read(keeper.page.inner_text(".fn-open"))
    keeper.page.click(".fn-correct")
    keeper.page.keyboard.type("Nobody")
    keeper.page.keyboard.press("Escape")
    assert keeper.page.locator("#fn-correction").count() == 0
    keeper.focused(".fn-correct")


def test_a_folder_is_added_asked_removed_and_put_back(keeper: Keeper, folder: Path) -> None:
    page = keeper.page
    story = (
        "Zanzibar lighthouse\ndate: 2022-02-02\n\nThe lighthouse of Zanzibar was painted yellow by nine volunteers.\n"
    )
    coast = write(folder / "coast", story=story)
    page.fill("#fn-path :is(input, textarea)", str(coast))
    page.keyboard.press("Enter")
    keeper.done("1 added")
    page.wait_for_selector(f"#fn-holdings :text('{coast}')")
    page.wait_for_selector(".fn-held:has-text('67 articles')")
    page.click("#fn-chat-tab")
    keeper.reader.ask("Who painted the lighthouse of Zanzibar?")
    assert "nine volunteers" in keeper.reader.last.inner_text()
    keeper.come()
    page.click(f"[aria-label='Remove the folder {coast}']")
    keeper.done("1 removed")
    page.wait_for_selector(".fn-held:has-text('66 articles')")
    page.click(f"[aria-label='Put the folder {coast} back']")
    keeper.done("1 added")
    assert (coast / "story.txt").read_text(encoding="utf-8") == story
    page.click(f"[aria-label='Remove the folder {coast}']")
    page.wait_for_selector(".fn-held:has-text('66 articles')")


def test_a_folder_that_is_not_there_is_one_line(keeper: Keeper) -> None:
    keeper.page.fill("#fn-path :is(input, textarea)", "/nowhere/at/all")
    keeper.page.click("#fn-add")
    keeper.page.wait_for_selector("#fn-work .fn-error")
    told = keeper.page.inner_text("#fn-work .fn-error")
    assert told == 'There is no folder "/nowhere/at/all". Give the folder that holds the articles.'
    keeper.page.fill("#fn-path :is(input, textarea)", "")
    keeper.page.click("#fn-add")
    keeper.page.wait_for_selector("#fn-refused .fn-error:has-text('Give the path of a folder first')")


def test_uploaded_files_are_in_the_archive_and_what_is_no_text_is_refused(
    keeper: Keeper, archive: Archive, tmp_path: Path
) -> None:
    page, chosen = keeper.page, []
    for name in ("ferry", "tram"):
        file = tmp_path / f"{name}.txt"
        file.write_text(report(name, date="2023-01-02"), encoding="utf-8")
        chosen.append(str(file))
    page.set_input_files("#fn-upload input[type=file], #fn-adding input[type=file]", chosen)
    keeper.done("2 added")
    assert sorted(file.name for file in (archive.path / "uploads").iterdir()) == ["ferry.txt", "tram.txt"]
    keeper.find("number ferry", "1 article")
    page.click(f"[aria-label='Remove the folder {archive.path.resolve() / 'uploads'}']")
    keeper.done("2 removed")


def test_work_is_followed_by_every_reader_and_cancelled_by_one(
    keeper: Keeper, browser: Any, served: Page, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Event()

    def slowly(*_: object, progress: Any) -> IngestReport:
        while not waiting.wait(0.02):
            progress(Progress("embed", 30, 90, "passages"))
        raise AssertionError("it was not cancelled")

    monkeypatch.setattr(archive, "add", slowly)
    keeper.page.fill("#fn-path :is(input, textarea)", "/much")
    keeper.page.click("#fn-add")
    keeper.page.wait_for_selector(".fn-task progress[value='30'][max='90']")
    other = Keeper(Reader(browser, served.url).open())
    other.page.click("#fn-archive-tab")
    other.page.wait_for_selector(".fn-task:has-text('Adding /much')")
    other.page.click("#fn-rebuild")
    other.page.wait_for_selector("#fn-refused .fn-error:has-text('that is still going on')")
    keeper.page.click(".fn-cancel")
    for reader in (keeper, other):
        reader.page.wait_for_selector(".fn-stopped:has-text('Cancelled. The archive is as it was')")
    waiting.set()
    kept_the_promises(other.reader)
    other.reader.context.close()


def test_dates_chosen_in_the_archive_narrow_the_chat_which_says_so_until_it_is_removed(keeper: Keeper) -> None:
    page = keeper.page
    page.fill("#fn-find-after :is(input, textarea)", "2020-09")
    page.fill("#fn-find-before :is(input, textarea)", "2020-10")
    page.click(".fn-narrow:has-text('from 2020-09 until 2020-10')")
    page.wait_for_selector("#fn-only .fn-only:has-text('Only articles from 2020-09 until 2020-10')")
    assert page.is_visible("#fn-question textarea")
    keeper.reader.ask("How many soldiers died in the flare-up?")
    assert "Only articles from 2020-09 until 2020-10" in keeper.reader.last.inner_text()
    page.click(".fn-unfilter")
    page.wait_for_selector("#fn-only .fn-only", state="detached")
    keeper.reader.ask("How many soldiers died in the flare-up?")
    assert "Only articles" not in keeper.reader.last.inner_text()


def test_a_hostile_file_is_shown_as_what_it_is(keeper: Keeper) -> None:
    keeper.find("hostile", "1 article")
    assert "onerror=" in keeper.page.inner_text(".fn-open")
    keeper.page.click(".fn-open")
    keeper.page.wait_for_selector("#fn-read-h:has-text('Hostile headline')")
    keeper.page.click(".fn-correct")
    assert keeper.page.locator("#fn-room img, #fn-room iframe, #fn-room svg.evil").count() == 0


def test_on_a_phone_nothing_is_cut_and_the_article_lies_over_the_list(browser: Any, served: Page) -> None:
    reader = Reader(browser, served.url, viewport={"width": 360, "height": 760}).open()
    here = Keeper(reader).come()
    assert here.page.evaluate("document.querySelector('#fn-archive').scrollWidth <= innerWidth")
    here.find("number 21", "1 article")
    here.page.click(".fn-open")
    here.page.wait_for_selector("#fn-read-close")
    assert here.page.is_visible("#fn-read-h")
    here.page.keyboard.press("Escape")
    here.page.wait_for_selector("#fn-read-close", state="detached")
    assert not here.page.is_visible("#fn-read-h")
    here.focused(".fn-open")
    kept_the_promises(reader)
    reader.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read(browser: Any, served: Page, scheme: str) -> None:
    reader = Reader(browser, served.url, color_scheme=scheme, viewport=WINDOW).open(f"?__theme={scheme}")
    here = Keeper(reader).come()
    here.page.click(".fn-open >> nth=0")
    here.page.wait_for_selector("#fn-read-h")
    assert here.page.evaluate(CONTRAST) == []
    kept_the_promises(reader)
    reader.context.close()
