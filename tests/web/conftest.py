"""One server and one browser for all tests of the page, and a record of every request a page makes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.web import Page, serve
from tests.web.fake_archive import FakeArchive

WINDOW: Any = {"width": 1280, "height": 800}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Debian's chromium, or the one that FOOTNOTE_CHROMIUM names."""
    named = os.environ.get("FOOTNOTE_CHROMIUM")
    found = named or shutil.which("chromium") or "/usr/bin/chromium"
    return found if Path(found).exists() else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless chromium; the tests that need one are skipped with one reason where there is none.

    Not kept for the session: while it runs, playwright holds an event loop that other modules' tests would meet.
    """
    path = find_chromium()
    if path is None:
        pytest.skip("browser tests did not run: no chromium (apt-get install chromium, or set FOOTNOTE_CHROMIUM)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture(scope="session")
def served(archive: FakeArchive) -> Iterator[Page]:
    with serve(archive, port=0, block=False) as page:  # type: ignore[arg-type]
        yield page


# What Gradio's own script says when a page with an open stream is left: no fault of the page.
LEAVING = ("AbortError: signal is aborted", "Unexpected error Connection errored out")


class Reader:
    """A reader at the page, in a browser window with nothing of anybody else in it."""

    def __init__(self, browser: Any, url: str, **options: Any) -> None:
        self.url = url
        usual = {"viewport": WINDOW, "reduced_motion": "reduce", "permissions": ["clipboard-read", "clipboard-write"]}
        self.context = browser.new_context(**usual | options)
        self.context.set_default_timeout(15_000)
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("dialog", self._dialog)
        self.context.on("console", self._console)
        self.page = self.context.new_page()

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _console(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith(LEAVING):
            self.complaints.append(message.text)

    @property
    def foreign(self) -> list[str]:
        """Requests that went anywhere but to the page's own server."""
        own = (f"{self.url}/", "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(own)]

    @property
    def tripped(self) -> Any:
        """What foreign text has run in the page: dialogs, and the tripwire of the hostile article."""
        return self.dialogs or self.page.evaluate("window.__tripped || null")

    def open(self, query: str = "") -> Reader:
        self.page.goto(f"{self.url}/{query}")
        self.page.wait_for_selector(".fn-example")
        return self

    def ask(self, question: str, outcome: str = ".fn-tally, .fn-error") -> Reader:
        """Type a question, send it, and wait for what comes of it."""
        before = self.page.locator(".fn-exchange").count()
        self.page.fill("#fn-question textarea", question)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("n => document.querySelectorAll('.fn-exchange').length > n", arg=before)
        self.page.wait_for_selector(f".fn-exchange:last-child :is({outcome})")
        return self

    def start_over(self) -> None:
        """An empty chat in a window of the usual size, in the page that is open."""
        self.page.set_viewport_size(WINDOW)
        if self.page.locator(".fn-exchange").count():
            self.page.click("#fn-new")
            self.page.wait_for_selector(".fn-example")

    @property
    def last(self) -> Any:
        return self.page.locator(".fn-exchange").last


@pytest.fixture(scope="module")
def open_page(browser: Any, served: Page) -> Iterator[Reader]:
    """One page for most tests: a page of Gradio's takes seconds to load, an empty chat does not."""
    here = Reader(browser, served.url).open()
    yield here
    here.context.close()


@pytest.fixture
def reader(open_page: Reader) -> Iterator[Reader]:
    """A reader with an empty chat; afterwards nothing foreign was asked for, and nothing foreign ran."""
    open_page.start_over()
    yield open_page
    kept_the_promises(open_page)


@pytest.fixture
def newcomer(browser: Any, served: Page) -> Iterator[Reader]:
    """A reader who has just opened the page, for tests that leave more behind than a chat; the same promises."""
    here = Reader(browser, served.url).open()
    yield here
    kept_the_promises(here)
    here.context.close()


def kept_the_promises(reader: Reader) -> None:
    """Whatever a test did: no request left the machine, no foreign text ran, the browser found no fault."""
    assert reader.foreign == []
    assert not reader.tripped
    assert reader.complaints == []
