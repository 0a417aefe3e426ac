"""Under an answer, in a real browser: taking it away, and saying whether it is right, by mouse and by keys alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.feedback import FILE, read_feedback
from rag.receipt import read_receipt, verify_receipt
from rag.types import Answer
from rag.web import Page
from tests.render.test_documents import Read, footnotes
from tests.web.conftest import Reader
from tests.web.fake_archive import FakeArchive

pytestmark = pytest.mark.browser

SOLDIERS = "How many soldiers died in the flare-up?"
RIGHT, WRONG, WRONG_CITATION = range(3)


def saved(reader: Reader, form: str, folder: Path) -> Path:
    """The file that a form is saved as."""
    open_menu(reader)
    with reader.page.expect_download() as download:
        reader.last.locator(f'[data-take="{form}"]').click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def open_menu(reader: Reader) -> None:
    if not reader.last.locator(".fn-take[open]").count():
        reader.last.locator(".fn-take summary").click()


def quotes(reader: Reader) -> list[str]:
    """The sentences of all answers that are shown: the stand-in's are quotations, each its citation's words."""
    return [str(words.text_content()) for words in reader.page.locator(".fn-claim .fn-words").all()]


# -- taking away ----------------------------------------------------------------------------------------------------


def test_an_answer_is_copied_as_markdown_with_footnotes(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    open_menu(reader)
    button = reader.last.locator('[data-take="markdown"]')
    button.click()
    reader.page.wait_for_function("b => b.textContent === 'Copied'", arg=button.element_handle())
    text = reader.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(f"**{SOLDIERS}**")
    assert list(footnotes(text).values()) == quotes(reader)


def test_an_answer_is_saved_as_a_page_that_opens_by_itself(reader: Reader, tmp_path: Path, browser: Any) -> None:
    reader.ask(SOLDIERS)
    file = saved(reader, "html", tmp_path)
    assert file.name == "answer.html"
    assert Read(file.read_text(encoding="utf-8")).said == quotes(reader)
    alone = Reader(browser, "file://")
    alone.page.goto(file.as_uri())
    assert [said.text_content() for said in alone.page.locator(".said").all()] == quotes(reader)
    alone.page.locator("sup a").nth(1).click()
    assert alone.page.evaluate("location.hash") == "#n2"
    assert [url for url in alone.requests if url != file.as_uri()] == []
    assert alone.complaints == []
    alone.context.close()


def test_an_answer_is_saved_as_a_receipt_that_verifies(reader: Reader, archive: FakeArchive, tmp_path: Path) -> None:
    reader.ask(SOLDIERS)
    held = read_receipt(saved(reader, "receipt", tmp_path))
    assert isinstance(held, Answer)
    assert [claim.text for claim in held.claims] == quotes(reader)
    assert verify_receipt(held, lambda c: found(archive, c)).ok


def found(archive: FakeArchive, citation: Any) -> tuple[str, str] | None:
    article = archive.source(citation)
    return (article.text, article.sha256) if article else None


def test_a_chat_is_saved_in_all_forms_each_with_every_answer(
    reader: Reader, archive: FakeArchive, tmp_path: Path
) -> None:
    reader.ask(SOLDIERS).ask("And what of the zebra parade in the snow?")
    page = Read(saved(reader, "chat-html", tmp_path).read_text(encoding="utf-8"))
    assert page.said == quotes(reader)
    assert list(page.quotes) == [f"n{n}" for n in range(1, 7)]
    text = saved(reader, "chat-markdown", tmp_path).read_text(encoding="utf-8")
    assert list(footnotes(text)) == [1, 2, 3, 4, 5, 6]
    held = read_receipt(saved(reader, "chat-receipt", tmp_path))
    assert isinstance(held, tuple)
    assert [answer.question for answer in held] == [SOLDIERS, "And what of the zebra parade in the snow?"]
    report = verify_receipt(held, lambda c: found(archive, c))
    assert report.ok
    assert len(report.items) == 6


def test_a_hostile_answer_is_saved_and_does_nothing_when_it_is_opened(
    reader: Reader, tmp_path: Path, browser: Any
) -> None:
    reader.ask("Was the zebra parade cancelled because of snow, said a zebra keeper?")
    file = saved(reader, "chat-html", tmp_path)
    assert "window.__tripped" in file.read_text(encoding="utf-8"), "the control: the words are in the file"
    alone = Reader(browser, "file://")
    alone.page.goto(file.as_uri())
    assert not alone.tripped
    assert [url for url in alone.requests if url != file.as_uri()] == []
    alone.context.close()


def test_the_menu_is_opened_and_closed_with_keys_and_goes_with_a_press_elsewhere(reader: Reader) -> None:
    reader.ask(SOLDIERS)
    menu = reader.last.locator(".fn-take")
    menu.locator("summary").focus()
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.dataset.take") == "markdown"
    reader.page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert reader.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    reader.page.keyboard.press("Enter")
    reader.last.locator(".fn-question").click()
    assert menu.get_attribute("open") is None


# -- saying whether it is right -------------------------------------------------------------------------------------


def kept(archive: FakeArchive) -> list[Any]:
    return read_feedback(archive.path / FILE)[0]


def test_a_wrong_citation_is_said_with_a_comment_and_kept_and_taken_back(reader: Reader, archive: FakeArchive) -> None:
    reader.ask(SOLDIERS)
    before = len(kept(archive))
    reader.last.locator(".fn-say").nth(WRONG_CITATION).click()
    form = reader.last.locator(".fn-judge form")
    assert "Kept on this machine" in form.inner_text()
    form.locator("input").nth(1).check()
    form.locator("textarea").fill("It is of another war: <b>2020</b>.")
    form.locator("button[type=submit]").click()
    said = reader.last.locator(".fn-judged")
    said.wait_for()
    assert "You said: Wrong citation 2. “It is of another war: <b>2020</b>.”" in said.inner_text()
    entry = kept(archive)[-1]
    assert (entry.kind, entry.citations, entry.answer.question) == ("wrong_citation", (2,), SOLDIERS)
    reader.last.locator(".fn-withdraw").click()
    reader.last.locator(".fn-say").first.wait_for()
    assert len(kept(archive)) == before


def test_keys_alone_are_enough_and_the_reader_stays_where_the_line_is(reader: Reader, archive: FakeArchive) -> None:
    reader.ask(SOLDIERS)
    reader.last.locator(".fn-say").nth(RIGHT).focus()
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    reader.page.keyboard.press("Escape")
    assert reader.last.locator(".fn-judge form").count() == 0
    assert reader.page.evaluate("document.activeElement.textContent") == "Right"
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.type("Just so.")
    reader.page.keyboard.press("Control+Enter")
    reader.page.wait_for_function("document.activeElement.closest('.fn-judged')")
    assert kept(archive)[-1].comment == "Just so."
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_function("document.activeElement.matches('.fn-say')")


def test_what_was_said_is_there_again_after_a_reload(newcomer: Reader) -> None:
    newcomer.ask(SOLDIERS)
    newcomer.last.locator(".fn-say").nth(WRONG).click()
    newcomer.last.locator(".fn-judge button[type=submit]").click()
    newcomer.last.locator(".fn-judged").wait_for()
    newcomer.page.reload()
    newcomer.page.locator(".fn-judged").wait_for()
    assert "You said: Wrong." in newcomer.last.inner_text()


def test_every_answer_can_be_judged_also_one_that_abstains(reader: Reader, archive: FakeArchive) -> None:
    reader.ask("unanswerable: who won?").ask(SOLDIERS)
    first = reader.page.locator(".fn-exchange").first
    first.locator(".fn-say").nth(WRONG).click()
    first.locator(".fn-judge button[type=submit]").click()
    first.locator(".fn-judged").wait_for()
    assert kept(archive)[-1].answer.abstained
    assert reader.last.locator(".fn-judged").count() == 0


def test_on_a_phone_all_of_it_fits(browser: Any, served: Page) -> None:
    reader = Reader(browser, served.url, viewport={"width": 360, "height": 740}).open()
    reader.ask(SOLDIERS)
    reader.last.locator(".fn-say").nth(WRONG_CITATION).click()
    open_menu(reader)
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 360
    for part in (".fn-forms", ".fn-judge form"):
        box = reader.last.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    for button in reader.last.locator(".fn-forms button, .fn-judge button, .fn-judge label").all():
        assert button.bounding_box()["height"] >= 24  # WCAG 2.2, 2.5.8
    reader.context.close()


def test_nothing_that_is_said_leaves_the_machine(reader: Reader, archive: FakeArchive) -> None:
    """Beside the recorder of requests that every test here has: what is kept names no address."""
    reader.ask(SOLDIERS)
    reader.last.locator(".fn-say").nth(RIGHT).click()
    reader.last.locator(".fn-judge button[type=submit]").click()
    reader.last.locator(".fn-judged").wait_for()
    assert "http" not in json.dumps({**kept(archive)[-1].to_json(), "answer": None})
