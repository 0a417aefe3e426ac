"""How long it takes until one can begin: the command line, and the page in a browser."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.lines import Line
from benchmarks.places import DATA, ROOT
from benchmarks.processes import footnote

REPEATS = 7


def command() -> list[Line]:
    """The start of the command line."""
    seconds = [footnote("--help") for _ in range(REPEATS)]
    return [
        Line(f"footnote --help (median of {REPEATS})", statistics.median(seconds), "s", REPEATS, target="at most .3 s")
    ]


def page() -> list[Line]:
    """The second start of the page until a question can be typed."""
    archive = DATA / "seeds-archive"
    footnote("--archive", archive, "add", ROOT / "seeds")
    with _browser() as usable:
        _page_start(archive, usable)
        seconds = _page_start(archive, usable)
    how = "question box shown in a browser" if usable else "page and its settings served"
    return [Line(f"second start of the page ({how})", seconds, "s", 1, target="at most 10 s")]


def _page_start(archive: Path, usable: Callable[[str], None] | None) -> float:
    start = time.perf_counter()
    words = [sys.executable, "-m", "rag", "--archive", str(archive), "serve", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            said = next((text for text in server.stdout if "http://" in text), "")
            if not said:
                raise RuntimeError("the page did not start")
            address = said[said.index("http://") :].split()[0]
            urllib.request.urlopen(address, timeout=30).read()
            if usable:
                usable(address)
            return time.perf_counter() - start
        finally:
            server.terminate()


@contextmanager
def _browser() -> Iterator[Callable[[str], None] | None]:
    """Something that opens an address and waits until its question box is there; None without a browser."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

        def usable(address: str) -> None:
            tab = browser.new_page()
            tab.goto(address)
            tab.locator("textarea, input[type=text]").first.wait_for(state="visible", timeout=60_000)
            tab.close()

        yield usable
        browser.close()
