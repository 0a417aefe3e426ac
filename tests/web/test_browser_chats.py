"""Chats in a real browser: kept there, found again, renamed, deleted; a question worded anew; the keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rag.web import Page, serve
from tests.web.conftest import Reader, kept_the_promises
from tests.web.fake_archive import FakeArchive

pytestmark = pytest.mark.browser

SOLDIERS = "How many soldiers died in the flare-up?"
BAGHERI = "What did General Bagheri say about foreigners?"


@pytest.fixture
def writer(browser: Any, served: Page) -> Iterator[Reader]:
    """A reader whose browser keeps nothing yet."""
    here = Reader(browser, served.url).open()
    yield here
    kept_the_promises(here)
    here.context.close()


def questions(reader: Reader) -> list[str]:
    return [one.inner_text() for one in reader.page.locator(".fn-question").all()]


def kept(reader: Reader) -> None:
    """Wait until the browser keeps as many answers of this chat as the page shows."""
    reader.page.wait_for_function(
        """async () => {
            const shown = document.querySelectorAll('.fn-exchange').length;
            const request = indexedDB.open('footnote');
            const store = await new Promise((done) => (request.onsuccess = () => done(request.result)));
            const all = store.transaction('chats').objectStore('chats').getAll();
            await new Promise((done) => (all.onsuccess = done));
            store.close();
            const mine = all.result.find((chat) => chat.id === sessionStorage.getItem('fn-chat'));
            return mine?.exchanges.length === shown;
        }"""
    )


def chats(reader: Reader) -> list[str]:
    return [one.inner_text() for one in reader.page.locator(".fn-chat-open").all()]


def open_chats(reader: Reader) -> None:
    reader.page.click(".fn-chats-open")
    reader.page.wait_for_selector("#fn-chats[open] #fn-chats-list li")


def test_a_chat_outlives_a_reload_and_goes_on_from_there(writer: Reader, archive: FakeArchive) -> None:
    writer.ask(SOLDIERS).ask(BAGHERI)
    kept(writer)
    writer.page.reload()
    writer.page.wait_for_selector(".fn-exchange:nth-child(2) .fn-tally")
    assert questions(writer) == [SOLDIERS, BAGHERI]
    assert "Presence of foreigners" in writer.page.locator("#fn-panel .fn-list").inner_text()
    writer.ask("And who else?")
    assert [turn.content for turn in archive.asked[-1][1] if turn.role == "user"] == [SOLDIERS, BAGHERI]


def test_a_chat_outlives_a_restart_of_the_server(browser: Any) -> None:
    archive = FakeArchive()
    with serve(archive, port=0, block=False) as page:  # type: ignore[arg-type]
        here = Reader(browser, page.url).open().ask(SOLDIERS)
        kept(here)
        port = int(page.url.rpartition(":")[2])
    with serve(archive, port=port, block=False) as page:  # type: ignore[arg-type]
        assert page.url.endswith(f":{port}")
        here.page.reload()
        here.page.wait_for_selector(".fn-exchange .fn-tally")
        assert questions(here) == [SOLDIERS]
        here.context.close()


def test_an_answer_that_was_changed_in_the_browser_is_not_shown(writer: Reader) -> None:
    writer.ask(SOLDIERS).ask(BAGHERI)
    kept(writer)
    writer.page.evaluate(
        """async () => {
            const request = indexedDB.open('footnote');
            const base = await new Promise((done) => (request.onsuccess = () => done(request.result)));
            const store = base.transaction('chats', 'readwrite').objectStore('chats');
            const all = store.getAll();
            await new Promise((done) => (all.onsuccess = done));
            const [chat] = all.result;
            chat.exchanges[0].body = chat.exchanges[0].body.replace('partly_supported', 'supported');
            await new Promise((done) => (store.put(chat).onsuccess = done));
            base.close();
        }"""
    )
    writer.page.reload()
    writer.page.wait_for_selector(".fn-exchange .fn-tally")
    assert questions(writer) == [BAGHERI]
    assert "1 of this chat's answers had been changed" in writer.page.inner_text("#fn-said")


def test_chats_are_listed_newest_first_and_opened_again(writer: Reader) -> None:
    writer.ask(SOLDIERS)
    kept(writer)
    writer.page.click("#fn-new")
    writer.page.wait_for_selector(".fn-example")
    writer.ask(BAGHERI)
    kept(writer)
    open_chats(writer)
    assert chats(writer) == [BAGHERI, SOLDIERS]
    writer.page.click(f".fn-chat-open >> text={SOLDIERS}")
    writer.page.wait_for_function("w => document.querySelector('.fn-question')?.textContent === w", arg=SOLDIERS)
    assert questions(writer) == [SOLDIERS]


def test_a_chat_is_found_by_what_was_said_in_it(writer: Reader) -> None:
    writer.ask(SOLDIERS)
    kept(writer)
    open_chats(writer)
    writer.page.fill("#fn-chats-search", "NEARLY 100")
    writer.page.wait_for_function("document.querySelectorAll('.fn-chat-open').length === 1")
    writer.page.fill("#fn-chats-search", "walrus")
    writer.page.wait_for_selector("#fn-chats-list .fn-none")
    assert chats(writer) == []


def test_a_chat_is_renamed_and_keeps_its_name(writer: Reader) -> None:
    writer.ask(SOLDIERS)
    kept(writer)
    open_chats(writer)
    writer.page.click("#fn-chats-list >> text=Rename")
    writer.page.keyboard.type("The <b>war</b>")
    writer.page.keyboard.press("Enter")
    writer.page.wait_for_selector(".fn-chat-open")
    assert chats(writer) == ["The <b>war</b>"]
    writer.page.keyboard.press("Escape")
    writer.ask(BAGHERI)
    kept(writer)
    open_chats(writer)
    assert chats(writer) == ["The <b>war</b>"]


def test_a_deleted_chat_can_be_brought_back(writer: Reader) -> None:
    writer.ask(SOLDIERS)
    kept(writer)
    open_chats(writer)
    writer.page.click("#fn-chats-list >> text=Delete")
    writer.page.wait_for_selector("#fn-chats-list .fn-none")
    writer.page.click("#fn-chats-gone >> text=Undo")
    writer.page.wait_for_selector(".fn-chat-open")
    assert chats(writer) == [SOLDIERS]


def test_the_last_question_is_worded_anew_in_its_place(writer: Reader, archive: FakeArchive) -> None:
    writer.ask(SOLDIERS).ask("And Bagheri?")
    writer.last.locator(".fn-edit-question").click()
    writer.page.keyboard.press("ControlOrMeta+a")
    writer.page.keyboard.type("And Kanaani?")
    writer.page.keyboard.press("Enter")
    writer.page.wait_for_function(
        "document.querySelector('.fn-exchange:last-child .fn-question').textContent === 'And Kanaani?'"
    )
    writer.page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    assert questions(writer) == [SOLDIERS, "And Kanaani?"]
    assert [turn.content for turn in archive.asked[-1][1]][:1] == [SOLDIERS]


def test_how_a_follow_up_was_understood_can_be_put_right(writer: Reader, archive: FakeArchive) -> None:
    writer.ask(SOLDIERS).ask("And who said so?")
    writer.last.locator(".fn-edit-alone").click()
    assert "about How many soldiers" in writer.page.input_value(".fn-reword textarea")
    writer.page.fill(".fn-reword textarea", "Who said how many soldiers died?")
    writer.page.click(".fn-reword >> text=Ask this")
    writer.page.wait_for_function(
        "document.querySelector('.fn-exchange:last-child .fn-question').textContent.startsWith('Who said')"
    )
    writer.page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    assert archive.asked[-1][:2] == ("Who said how many soldiers died?", [])


def test_keys_do_what_the_sheet_says(writer: Reader) -> None:
    writer.ask(SOLDIERS)
    writer.page.keyboard.press("Alt+/")
    assert "Next citation" in writer.page.inner_text("#fn-keys")
    writer.page.keyboard.press("Escape")
    assert not writer.page.is_visible("#fn-keys")
    for number in (1, 2, 3, 1):
        writer.page.keyboard.press("Alt+j")
        assert writer.page.locator(f"mark.fn-here.fn-c{number}").count() > 0
    writer.page.keyboard.press("Alt+k")
    assert writer.page.locator("mark.fn-here.fn-c3").count() > 0
    writer.page.keyboard.press("Alt+q")
    assert writer.page.evaluate("document.activeElement.matches('#fn-question textarea')")
    writer.page.keyboard.press("Alt+n")
    writer.page.wait_for_selector(".fn-example")
    assert questions(writer) == []
