"""What the check left out of a model's draft, in a real browser: counted while it is written, opened by the reader."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

import rag.answer
from rag import Archive
from rag.settings import Settings
from rag.web import serve
from tests.llm.server import PATIENCE, Deed, Request, Script, StubServer, chunk, finish, head, then
from tests.test_archive_stream import ALSO, MADE_UP, MADE_UP_TOO, QUESTION, TRUE, key_of
from tests.web.conftest import Reader, kept_the_promises
from tests.web.fake_archive import SEEDS, TRIPWIRE
from tests.web.test_browser_axe import findings

pytestmark = pytest.mark.browser

HOSTILE = f"In Lund <img src=x onerror={TRIPWIRE}> wolves [won](http://127.0.0.2:9/) & “sang”."


class Writer:
    """A model that writes these sentences; behind the first word of the one with a gate, it waits until that is open.

    By that word the sentence before it is known to be complete.
    """

    def __init__(self) -> None:
        self.said: tuple[str, ...] = ()
        self.gates: dict[int, threading.Event] = {}

    def __call__(self, request: Request) -> Script | str:
        if "<<<" not in request.prompt:
            return QUESTION  # a follow-up, to be worded so that it stands alone
        key = key_of(request)
        steps: list[Any] = []
        for number, sentence in enumerate(self.said):
            first, _, others = sentence.partition(" ")
            steps += [chunk(f"{first} "), self._wait(number), chunk(f"{others} [{key}] ")]
        return Script(head(), *steps, finish())

    def _wait(self, number: int) -> Deed | bytes:
        gate = self.gates.get(number)
        return then(lambda: gate.wait(PATIENCE)) if gate else b""


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer()


@pytest.fixture(scope="module")
def server(writer: Writer) -> Iterator[StubServer]:
    with StubServer(writer) as running:
        yield running


@pytest.fixture(scope="module")
def url(server: StubServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("left_out") / "archive"
    with Archive.open(settings=replace(Settings(), archive=folder, llm=server.spec)) as archive:
        archive.add(SEEDS)
        with serve(archive, port=0, block=False) as page:
            yield page.url


@pytest.fixture(scope="module")
def opened(browser: Any, url: str) -> Iterator[Reader]:
    here = Reader(browser, url).open()
    yield here
    here.context.close()


@pytest.fixture
def asks(opened: Reader, writer: Writer) -> Iterator[Callable[..., Reader]]:
    """Asks the question in an empty chat, of a model that writes these sentences."""

    def asked(*said: str, gates: Iterable[int] = (), outcome: str = ".fn-tally") -> Reader:
        writer.said, writer.gates = said, {number: threading.Event() for number in gates}
        return opened.ask(QUESTION, outcome)

    opened.start_over()
    yield asked
    for gate in writer.gates.values():
        gate.set()
    kept_the_promises(opened)


def answer_alone(reader: Reader) -> str:
    """All there is of the last answer, what its buttons copy with it, without what the line under it opens."""
    return str(
        reader.page.evaluate(
            """() => {
                const whole = document.querySelector('.fn-exchange:last-child').cloneNode(true);
                whole.querySelectorAll('.fn-repairs').forEach(one => one.remove());
                return whole.outerHTML;
            }"""
        )
    )


def test_the_line_under_an_answer_opens_what_was_left_out_with_reason_and_passage(asks: Callable[..., Reader]) -> None:
    reader = asks(TRUE, MADE_UP)
    line = reader.last.locator("summary.fn-tally")
    assert line.inner_text().startswith("2 sentences checked, 1 supported, 1 left out · written by a language model")
    struck = reader.last.locator(".fn-repairs s")
    assert not struck.is_visible()
    line.focus()
    reader.page.keyboard.press("Enter")
    assert struck.inner_text() == MADE_UP
    assert "line-through" in struck.evaluate("node => getComputedStyle(node).textDecorationLine")
    opened = reader.last.locator(".fn-repairs li").inner_text()
    assert opened.startswith("Written by the language model, left out")
    assert "The source does not name “Wolves”." in opened
    assert "Held against: “Iran’s Foreign Minister" in opened
    assert reader.last.locator(".fn-claim").count() == 1
    assert findings(reader) == []


def test_what_was_left_out_is_no_part_of_the_answer_nor_of_what_is_copied(asks: Callable[..., Reader]) -> None:
    reader = asks(TRUE, MADE_UP)
    assert "Wolves" not in answer_alone(reader)
    reader.last.locator(".fn-copy").first.click()
    reader.page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('left out'))")
    assert "Wolves" not in reader.page.evaluate("navigator.clipboard.readText()")


def test_a_sentence_that_is_put_into_the_answer_is_found_there(
    asks: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the promise above fails where what did not pass the check is shown as an answer."""
    monkeypatch.setattr(rag.answer, "SHOWN", (*rag.answer.SHOWN, "unsupported", "contradicted"))
    assert "Wolves" in answer_alone(asks(TRUE, MADE_UP))


def test_a_follow_up_does_not_look_back_at_what_was_left_out(asks: Callable[..., Reader], server: StubServer) -> None:
    reader = asks(TRUE, MADE_UP)
    before = len(server.requests)
    reader.ask("And how many of them?")
    prompts = " ".join(request.prompt for request in server.requests[before:])
    assert TRUE in prompts
    assert "Wolves" not in prompts


def test_where_too_little_is_left_the_quoted_answer_says_what_the_model_wrote(asks: Callable[..., Reader]) -> None:
    reader = asks(TRUE, MADE_UP, MADE_UP_TOO)
    assert "Fewer than half of the language model's sentences passed" in reader.last.inner_text()
    assert "2 left out · quoted from the articles" in reader.last.locator("summary.fn-tally").inner_text()
    assert "no language model" not in reader.last.inner_text()
    assert [struck.text_content() for struck in reader.last.locator(".fn-repairs s").all()] == [MADE_UP, MADE_UP_TOO]
    assert not {"Wolves", "mayor"} & set(re.findall(r"\w+", answer_alone(reader)))


def test_the_count_grows_while_the_model_writes_and_nothing_moves(asks: Callable[..., Reader], writer: Writer) -> None:
    reader = asks(TRUE, MADE_UP, ALSO, gates=(1, 2), outcome=".fn-so-far")
    claim, working = reader.last.locator(".fn-claim").first, reader.last.locator(".fn-working")
    assert "1 sentence checked, 1 supported" in working.inner_text()
    places = claim.bounding_box(), working.bounding_box()
    writer.gates[1].set()
    reader.page.wait_for_selector(".fn-so-far:has-text('1 left out')")
    assert "2 sentences checked, 1 supported, 1 left out" in working.inner_text()
    assert "Wolves" not in reader.last.inner_text()
    assert (claim.bounding_box(), working.bounding_box()) == places
    writer.gates[2].set()
    reader.page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    assert claim.bounding_box() == places[0]
    assert reader.last.locator(".fn-claim").count() == 2


def test_what_a_model_wrote_is_shown_as_the_signs_it_is_made_of(asks: Callable[..., Reader]) -> None:
    reader = asks(TRUE, HOSTILE)
    reader.last.locator("summary.fn-tally").click()
    struck = reader.last.locator(".fn-repairs s")
    assert "wolves" in struck.inner_text()
    assert struck.locator("*").count() == 0
    assert reader.last.locator(".fn-repairs :is(a, img)").count() == 0
