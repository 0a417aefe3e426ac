"""The line in front of the archive: it has an end, no reader fills it, and who finds no place is told so in words."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.web import Page, guard, line, serve
from rag.web.line import BUSY, ENOUGH, OF_ONE, QUICK_OF_ONE, WAITING, GradioQueue, Line, NoQueue, Standing
from rag.web.server import Place
from rag.web.users import kept, put
from tests.web.conftest import Reader
from tests.web.fake_archive import FakeArchive
from tests.web.test_guard import Inside
from tests.web.test_login import PASSWORD, QUICK, Browser
from tests.web.visitor import Visitor

ASK, LOOK = 1, 2  # the numbers of a slow event and a quick one


class Counted:
    """A queue that holds what it is given."""

    def __init__(self) -> None:
        self.held: list[Standing] = []

    def is_slow(self, event: object) -> bool:
        return event == ASK

    def standing(self) -> list[Standing]:
        return self.held

    def take(self, session: str, event: int, *, waits: bool = True) -> None:
        self.held.append(Standing(session, event == ASK, waits))


def joined(made: Line, queue: Counted, account: str, session: str, event: int = ASK) -> str:
    """One after the other: what joined stands in the queue before the next comes. Gives why it may not."""
    with made.joining(account, session, event) as refused:
        if not refused:
            queue.take(session, event)
    return refused


@given(
    st.lists(st.tuples(st.sampled_from("abcdefghijkl"), st.integers(0, 30), st.sampled_from([ASK, LOOK])), max_size=300)
)
def test_nobody_ever_has_more_in_the_line_than_one_may_and_the_line_has_an_end(
    asked: list[tuple[str, int, int]],
) -> None:
    queue = Counted()
    made = Line(queue)
    for account, session, event in asked:
        joined(made, queue, account, f"{account}{session}", event)
    for slow, most in ((True, OF_ONE), (False, QUICK_OF_ONE)):
        counted = Counter(one.session[0] for one in queue.held if one.slow is slow)
        assert max(counted.values(), default=0) <= most
    assert sum(one.slow for one in queue.held) <= WAITING


@given(st.lists(st.sampled_from("abcdefghijkl"), max_size=200))
def test_those_who_come_at_the_same_moment_do_not_slip_in_together(accounts: list[str]) -> None:
    made = Line(NoQueue())
    with ExitStack() as at_once:
        refused = [at_once.enter_context(made.joining(account, account, ASK)) for account in accounts]
        let_in = Counter(account for account, words in zip(accounts, refused, strict=True) if not words)
        assert max(let_in.values(), default=0) <= OF_ONE
        assert let_in.total() <= WAITING
    assert not made._coming, "nothing of them is left"


def test_whoever_has_enough_is_told_so_and_others_are_let_in_while_there_is_room() -> None:
    queue = Counted()
    made = Line(queue)
    assert [joined(made, queue, "ida", f"s{n}") for n in range(OF_ONE + 1)] == [""] * OF_ONE + [ENOUGH]
    assert joined(made, queue, "ola", "t") == ""
    others = range(WAITING - OF_ONE - 1)
    assert {joined(made, queue, f"r{n}", f"r{n}") for n in others} == {""}
    assert joined(made, queue, "eva", "e") == BUSY
    assert joined(made, queue, "eva", "e", LOOK) == "", "a look at something waits for nobody"


def test_whoever_names_many_sessions_does_not_make_the_line_forget_the_ones_that_wait() -> None:
    queue = Counted()
    made = Line(queue)
    for n in range(OF_ONE):
        joined(made, queue, "ida", f"s{n}")
    assert {joined(made, queue, "ida", f"t{n}") for n in range(1000)} == {ENOUGH}
    assert len(made._accounts) == OF_ONE
    queue.held.clear()
    assert joined(made, queue, "ola", "u") == ""
    assert len(made._accounts) == 1, "nothing is remembered of who has gone"


def test_what_is_being_worked_on_counts_for_its_reader_and_not_for_the_line() -> None:
    queue = Counted()
    made = Line(queue)
    with made.joining("ida", "s", ASK):
        for _ in range(OF_ONE):
            queue.take("s", ASK, waits=False)
    assert joined(made, queue, "ida", "s") == ENOUGH
    for _ in range(2 * WAITING):
        queue.take("x", ASK, waits=False)
    assert joined(made, queue, "ola", "t") == ""


# -- the real queue ----------------------------------------------------------------------------------------------------


class Busy(FakeArchive):
    """Goes on writing an answer until it is told to end."""

    def drained(self, queue: GradioQueue, patience: float = 60.0) -> None:
        self.writing.set()
        until = time.monotonic() + patience
        while list(queue.standing()) and time.monotonic() < until:
            time.sleep(0.01)
        assert list(queue.standing()) == []


@pytest.fixture(scope="module")
def archive() -> Busy:
    return Busy()


@pytest.fixture(scope="module")
def served(archive: Busy) -> Iterator[Page]:
    with serve(archive, port=0, block=False) as page:  # type: ignore[arg-type]
        yield page


@pytest.fixture
def queue(served: Page, archive: Busy) -> Iterator[GradioQueue]:
    """The page's queue, empty before and after; what is asked stays in it meanwhile."""
    found: Any = served._server.config.app._line._queue
    archive.writing.clear()
    yield found
    archive.drained(found)


async def flood(client: httpx.AsyncClient, visitor: Visitor, count: int) -> list[httpx.Response]:
    """So many questions of one browser at once, each in a session of its own; nobody listens to the answers."""
    number = visitor.events.named["ask"]["id"]
    bodies = [
        {"data": ["write it all", [], "", "", [], False], "fn_index": number, "session_hash": secrets.token_hex(8)}
        for _ in range(count)
    ]
    join = [client.post("/gradio_api/queue/join", json=body, headers=visitor._cookie) for body in bodies]
    return list(await asyncio.gather(*join))


def after_a_flood(page: Page, count: int, rounds: int = 1) -> tuple[list[httpx.Response], httpx.Response]:
    """What the one who asks so much is told, and then somebody else."""

    async def come() -> tuple[list[httpx.Response], httpx.Response]:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(base_url=page.url, timeout=60, trust_env=False, limits=limits) as client:
            greedy, other = await Visitor.come(client), await Visitor.come(client)
            told = [reply for _ in range(rounds) for reply in await flood(client, greedy, count)]
            return told, (await flood(client, other, 1))[0]

    return asyncio.run(come())


def test_one_reader_who_asks_all_at_once_does_not_fill_the_line_for_others(served: Page, queue: GradioQueue) -> None:
    told, other = after_a_flood(served, 2 * WAITING)
    assert Counter(reply.status_code for reply in told) == {200: OF_ONE, 503: 2 * WAITING - OF_ONE}
    assert {reply.json()["detail"] for reply in told if reply.status_code == 503} == {ENOUGH}
    assert other.status_code == 200
    assert len([one for one in queue.standing() if one.slow]) == OF_ONE + 1, "Gradio's queue is read as it is"


def test_without_the_limit_for_one_reader_the_line_would_be_full(
    served: Page, queue: GradioQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control; and the line itself has an end."""
    monkeypatch.setattr(line, "OF_ONE", 10_000)
    _, other = after_a_flood(served, WAITING, rounds=3)  # of the first some are worked on at once, and leave a place
    assert (other.status_code, other.json()["detail"]) == (503, BUSY)
    waiting = [one for one in queue.standing() if one.waits]
    assert WAITING - 4 <= len(waiting) <= WAITING


def test_every_kind_of_slow_work_counts_and_a_look_does_not(queue: GradioQueue) -> None:
    fns = queue._blocks.fns
    slow = {fn.concurrency_id for number, fn in fns.items() if queue.is_slow(number)}
    assert slow == {"ask", "search", "check", "draw"}
    assert queue.is_slow(max(fns) + 1)
    assert queue.is_slow("1")
    assert queue.is_slow(None)


class Noting(Line):
    """Remembers for whom it was asked."""

    def __init__(self) -> None:
        super().__init__(NoQueue())
        self.accounts: list[str] = []

    def joining(self, account: str, session: str, event: object) -> AbstractContextManager[str]:
        self.accounts.append(account)
        return super().joining(account, session, event)


def test_behind_a_login_a_user_is_one_reader_however_often_logged_in(tmp_path: Path) -> None:
    for name in ("ida", "ola"):
        put(tmp_path / "users", f"{name}:{kept(PASSWORD, n=QUICK).line()}")
    noting, door = Noting(), Place.of("127.0.0.1", tmp_path / "users", "").door
    page = guard.Guard(Inside(), hosts=["127.0.0.1"], files={}, door=door, line=noting)
    for n, name in enumerate(("ida", "ida", "ola")):
        browser = Browser(page)
        browser.login(name)
        browser("POST", "/gradio_api/queue/join", json={"session_hash": f"s{n}", "fn_index": 1})
    assert noting.accounts == ["ida", "ida", "ola"]


def test_without_a_login_each_browser_is_a_reader_and_programs_without_a_cookie_are_one() -> None:
    noting = Noting()
    page = guard.Guard(Inside(), hosts=["127.0.0.1"], files={}, line=noting)
    for n, comes in enumerate((True, True, False, False)):
        browser = Browser(page)
        if comes:
            browser("GET", "/")
        browser("POST", "/gradio_api/queue/join", json={"session_hash": f"s{n}", "fn_index": 1})
    assert len(set(noting.accounts)) == 3
    assert noting.accounts[2:] == ["", ""]


def test_a_program_whose_question_finds_no_place_is_told_by_the_error_it_expects(
    served: Page, queue: GradioQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gradio_client import Client
    from gradio_client.utils import QueueError

    assert list(queue.standing()) == []
    with closing(Client(served.url, verbose=False, analytics_enabled=False)) as client:
        monkeypatch.setattr(line, "WAITING", 0)
        with pytest.raises(QueueError):
            client.predict("Who will hear me?", api_name="/ask")


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(browser: Any, served: Page, queue: GradioQueue) -> Iterator[Reader]:  # noqa: ARG001
    here = Reader(browser, served.url).open()
    yield here
    assert here.foreign == []
    here.context.close()


def shown(reader: Reader) -> str:
    reader.page.wait_for_selector(".toast-body")
    return str(reader.page.inner_text(".toast-body"))


@pytest.mark.browser
def test_when_no_more_may_wait_the_page_says_so_in_our_words_and_the_question_can_be_asked_again(
    reader: Reader, archive: Busy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(line, "WAITING", 0)
        reader.ask("Who will hear me?", ".fn-error")
        assert BUSY in shown(reader)
        assert BUSY in reader.last.inner_text()
    archive.writing.set()
    reader.last.locator(".fn-again").click()
    reader.page.wait_for_selector(".fn-exchange:last-child .fn-tally")
    assert reader.page.locator(".fn-exchange").count() == 1


@pytest.mark.browser
def test_a_text_and_a_matter_that_find_no_place_say_so_too(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "WAITING", 0)
    reader.page.click("#fn-checker-tab")
    reader.page.fill("#fn-text textarea", "The flare-up left nearly 100 soldiers dead.")
    reader.page.click("#fn-check")
    assert reader.page.wait_for_selector("#fn-status .fn-error").inner_text() == BUSY
    reader.page.click("#fn-timeline-tab")
    reader.page.fill("#fn-matter :is(input, textarea)", "The zebra parade")
    reader.page.click("#fn-draw")
    assert reader.page.wait_for_selector("#fn-drawing .fn-error").inner_text() == BUSY


@pytest.mark.browser
def test_gradio_would_have_said_it_in_words_of_its_own(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the status that its client for programs wants makes its script say so."""
    monkeypatch.setattr(line, "WAITING", 0)
    answer = guard._not_now
    monkeypatch.setattr(guard, "_not_now", lambda words, _: answer(words, {}))
    reader.ask("Who will hear me?", ".fn-error")
    assert "This application is currently busy" in shown(reader)
