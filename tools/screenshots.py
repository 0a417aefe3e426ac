"""Pictures of the page over the seeds: ``python tools/screenshots.py OUTDIR``; needs playwright and Debian's chromium.

The README's pictures are kept in ``docs``: ``light.png`` as page.png, ``light_check.png`` as check.png, and under their
own names ``dark``, ``phone``, ``light_disagreement``, ``light_abstention``, ``light_timeline`` and ``light_archive``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag import Archive
from rag.web import serve

SEEDS = Path(__file__).parents[1] / "seeds"
FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking").split()
DIFFERING = "How many boats did the storm at Holm sink?"
MATTER = "the conflict over Nagorno-Karabakh"
# Two articles of our own that differ.
STORM = {
    "post.txt": "Storm at Holm sinks boats\n\n4 March 2024\n\nThe storm at Holm sank 37 boats on "
    "Monday, the harbour office said. The pier was closed until Wednesday.\n\nSource: Harbour Post\n",
    "island.txt": "Boats lost in storm at Holm\n\n5 March 2024\n\nThe storm at Holm sank 52 boats on "
    "Monday, the coast guard said. Nobody was hurt.\n\nSource: Island Times\n",
}
QUESTION = "How many soldiers died in the flare-up?"
UNANSWERABLE = "Who won the football match in Baku?"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def main(out: Path) -> None:
    """Write all pictures into a folder."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("FOOTNOTE_CHROMIUM") or shutil.which("chromium")
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for theme in ("light", "dark"):
            page = opened(browser, url, theme, DESKTOP)
            page.screenshot(path=out / f"{theme}_welcome.png")
            ask(page, QUESTION)
            follow(page)
            page.screenshot(path=out / f"{theme}.png")
            ask(page, DIFFERING)
            page.screenshot(path=out / f"{theme}_disagreement.png")
            ask(page, UNANSWERABLE)
            page.screenshot(path=out / f"{theme}_abstention.png")
            show_checker(page)
            page.screenshot(path=out / f"{theme}_check_empty.png")
            check_sample(page)
            page.screenshot(path=out / f"{theme}_check.png")
            draw(page, MATTER)
            page.screenshot(path=out / f"{theme}_timeline.png")
            read_an_article(page)
            page.screenshot(path=out / f"{theme}_archive.png")
        page = opened(browser, url, "light", PHONE)
        ask(page, QUESTION)
        page.screenshot(path=out / "phone.png")
        follow(page)
        page.screenshot(path=out / "phone_sources.png")
        page.click("#fn-close")
        show_checker(page)
        check_sample(page)
        page.screenshot(path=out / "phone_check.png")
        page.locator(".fn-sentence[href]").first.click()
        page.wait_for_timeout(500)
        page.screenshot(path=out / "phone_check_evidence.png")
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """The address of a page over a new archive of the seeds and two articles that differ."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "archive") as archive:
        shutil.copytree(SEEDS, Path(folder) / "seeds")
        storm = Path(folder) / "storm"
        storm.mkdir()
        for name, text in STORM.items():
            (storm / name).write_text(text, encoding="utf-8")
        archive.add(Path(folder) / "seeds", storm)
        with serve(archive, port=0, block=False) as page:
            yield page.url


def opened(browser: Any, url: str, theme: str, size: dict[str, int]) -> Any:
    """A new window at the page, with nothing asked yet."""
    context = browser.new_context(viewport=size, reduced_motion="reduce", device_scale_factor=1)
    page = context.new_page()
    page.goto(f"{url}/?__theme={theme}")
    page.wait_for_selector(".fn-example")
    page.wait_for_timeout(500)
    return page


def ask(page: Any, question: str) -> None:
    """Ask, and wait for the answer."""
    before = page.locator(".fn-exchange").count()
    page.fill("#fn-question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('.fn-exchange').length > n", arg=before)
    page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    page.wait_for_timeout(500)


def follow(page: Any) -> None:
    """Click the first chip of the last answer."""
    page.locator(".fn-exchange").last.locator(".fn-chip").first.click()
    page.wait_for_timeout(300)


def show_checker(page: Any) -> None:
    """The view "Check a text"."""
    page.click("#fn-checker-tab")
    page.wait_for_timeout(200)


def draw(page: Any, matter: str) -> None:
    """The view "Timeline", of a matter, with the source of one of its points open."""
    page.click("#fn-timeline-tab")
    page.fill("#fn-timeline textarea, #fn-timeline input", matter)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#fn-pictured h2:text-is('{matter}')")
    page.wait_for_timeout(500)
    page.locator("#fn-pictured .fn-point").first.click()
    page.wait_for_selector("#fn-witness mark.fn-here")
    page.mouse.move(1, 1)
    page.wait_for_timeout(500)


def read_an_article(page: Any) -> None:
    """The view "Archive", with an article open."""
    page.click("#fn-archive-tab")
    page.wait_for_selector("#fn-articles button, #fn-articles a")
    page.locator("#fn-articles tbody tr").first.locator("button, a").first.click()
    page.wait_for_timeout(800)
    # Where the folders lie on the machine that makes the picture is nobody's business.
    page.evaluate(
        """() => {
            for (const one of document.querySelectorAll('#fn-holdings :is(bdi, span, li)'))
                for (const node of one.childNodes)
                    if (node.nodeType === 3) node.data = node.data.replace(/^\\/\\S*\\/(?=seeds|storm)/, '~/news/');
        }"""
    )


def check_sample(page: Any) -> None:
    """Check the text the page offers to try, and wait for the verdicts."""
    page.click(".fn-sample")
    page.wait_for_function("document.querySelector('#fn-text textarea').value")
    page.click("#fn-check")
    page.wait_for_selector(".fn-result")
    page.wait_for_selector("#fn-evidence .fn-findings", state="attached")
    page.wait_for_timeout(500)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/screenshots.py OUTDIR")
    main(Path(sys.argv[1]))
