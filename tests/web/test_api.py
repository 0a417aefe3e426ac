"""The page's API through Gradio's own client: the same answers, the same limits, and errors in one line."""

from __future__ import annotations

import contextlib
import io
import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.archive import Archive
from rag.settings import Settings
from rag.types import Answer, Turn
from rag.web import Page, serve
from rag.web.guard import OPEN
from tests.web.fake_archive import FakeArchive

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SOLDIERS = "How many soldiers died in the flare-up?"


def client_of(page: Page) -> Any:
    from gradio_client import Client

    return Client(page.url, verbose=False, analytics_enabled=False)


@pytest.fixture(scope="module")
def client(served: Page) -> Iterator[Any]:
    client = client_of(served)
    yield client
    client.close()


def called(client: Any, name: str, *given: Any, **named: Any) -> Any:
    return json.loads(client.predict(*given, api_name=name, **named))


def refused(client: Any, name: str, *given: Any, **named: Any) -> str:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError) as told:
        client.predict(*given, api_name=name, **named)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_exactly_three_calls_are_offered(client: Any) -> None:
    info = client.view_api(return_format="dict", print_info=False)
    assert set(info["named_endpoints"]) == {"/ask", "/search", "/check"}
    assert info["unnamed_endpoints"] == {}


def test_a_question_gets_the_answers_json(client: Any) -> None:
    given = called(client, "/ask", SOLDIERS)
    answer = Answer.from_json(given)
    assert answer.question == SOLDIERS
    assert [claim.verdict for claim in answer.claims] == ["supported", "partly_supported", "supported"]
    assert given["citations"][0]["quote"] == answer.claims[0].text


def test_what_is_asked_reaches_the_archive_as_from_the_page(client: Any, archive: FakeArchive) -> None:
    turns = [{"role": "user", "content": "Was there a war?"}, {"role": "assistant", "content": "There was."}]
    called(client, "/ask", " And who said so? ", turns, "2020", "2021-06", ["Press TV"], True)
    question, history, filters = archive.asked[-1]
    assert question == "And who said so?"
    assert history == [Turn("user", "Was there a war?"), Turn("assistant", "There was.")]
    assert filters == {"after": "2020", "before": "2021-06", "outlets": ("Press TV",)}
    assert archive.any_time[-1] is True


def test_a_models_sentences_are_given_as_they_pass_and_then_the_whole(client: Any, archive: FakeArchive) -> None:
    archive.writing.clear()
    job = client.submit("write: how many soldiers died?", api_name="/ask")
    so_far = iter(job)
    first = json.loads(next(so_far))
    archive.writing.set()
    told = [first, *map(json.loads, so_far)]
    assert len(first["claims"]) < 3
    assert len(told[-1]["claims"]) == 3
    assert told[-1]["usage"]["model"] == "stub"


def test_a_text_is_checked_and_passages_are_found(client: Any) -> None:
    checked = called(client, "/check", "The top Iranian diplomat expressed serious concern.")
    assert len(checked["sentences"]) == 1
    found = called(client, "/search", "soldiers", limit=3)
    assert found["id"] is None
    assert len(found["hits"]) <= 3


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("/ask", ["refuse"], '"not-a-date" is not a date. Give 2020, 2020-09 or 2020-09-29.'),
        ("/ask", [SOLDIERS, [], "not-a-date"], '"not-a-date" is not a date. Give 2020, 2020-09 or 2020-09-29.'),
        ("/ask", [7], "The question is no text."),
        ("/ask", [SOLDIERS, [{"role": "user"}]], 'each turn of "history" needs "role" and "content", both strings'),
        ("/ask", [SOLDIERS, "x"], '"history" is a string, not a list'),
        ("/ask", [SOLDIERS, [], "", "", "x"], '"outlets" is no list.'),
        ("/ask", [SOLDIERS, [], "", "", [7]], "The outlet is no text."),
        ("/search", ["x", 0], '"limit" is a whole number from 1 to 100.'),
        ("/search", ["x", 101], '"limit" is a whole number from 1 to 100.'),
        ("/check", [None], "The text is no text."),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(client: Any, name: str, given: list[Any], told: str) -> None:
    assert refused(client, name, *given) == told


def test_a_failure_nobody_foresaw_says_nothing_of_the_inside(client: Any) -> None:
    assert refused(client, "/ask", "explode") == "Something went wrong. The log says what."


def posted(page: Page, name: str, data: list[Any]) -> dict[str, Any]:
    """What the page says to a call that no client of Gradio's would make: as a program that speaks HTTP itself."""
    import httpx

    session = secrets.token_hex(8)
    with httpx.Client(base_url=page.url, timeout=60) as http:
        calls = http.get("/config").json()["dependencies"]
        number = next(call["id"] for call in calls if call["api_name"] == name)
        body = json.dumps({"data": data, "fn_index": number, "session_hash": session})
        joined = http.post("/gradio_api/queue/join", content=body, headers={"content-type": "application/json"})
        if not joined.is_success:
            return {"success": False, "refused": joined.text}
        with http.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
            told = [
                json.loads(line.removeprefix("data: ")) for line in events.iter_lines() if line.startswith("data: ")
            ]
    return next(dict(one) for one in told if one["msg"] == "process_completed")


FILE = {"role": "user", "content": "x", "path": "/etc/passwd", "url": "file:///etc/passwd"}


def test_what_looks_like_a_file_is_taken_for_words(served: Page, archive: FakeArchive) -> None:
    assert posted(served, "ask", [SOLDIERS, [FILE], "", "", [], False])["success"]
    assert archive.asked[-1][1] == [Turn("user", "x")]


def test_what_gradio_itself_would_take_for_a_file_is_refused(served: Page, archive: FakeArchive) -> None:
    before = len(archive.asked)
    told = posted(served, "ask", [SOLDIERS, [FILE | {"meta": {"_type": "gradio.FileData"}}], "", "", [], False])
    assert not told["success"]
    assert "root:" not in json.dumps(told)
    assert len(archive.asked) == before


def test_words_that_are_no_text_are_refused(served: Page) -> None:
    told = posted(served, "ask", ["a lone \ud800", [], "", "", [], False])
    assert told["output"]["error"] == "The question is not valid UTF-8. Give it as UTF-8 text."


class Watched(FakeArchive):
    """Says when a question has been begun, and when nobody is at it any more."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.over = threading.Event(), threading.Event()

    def ask(self, *given: Any, **named: Any) -> Answer:
        self.begun.set()
        try:
            return super().ask(*given, **named)
        finally:
            self.over.set()


def is_known_to_the_client(job: Any, patience: float = 60.0) -> bool:
    """Whether the client has been told what its question is called: before, it takes nothing back, whatever it says."""
    until = time.monotonic() + patience
    while job.communicator.event_id is None and time.monotonic() < until:
        time.sleep(0.01)
    return job.communicator.event_id is not None


def test_a_question_that_a_program_takes_back_is_not_worked_on() -> None:
    archive = Watched()
    with serve(archive, port=0, block=False) as page, contextlib.closing(client_of(page)) as client:  # type: ignore[arg-type]
        job = client.submit("slowly: how many soldiers died?", api_name="/ask")
        assert archive.begun.wait(60)
        assert is_known_to_the_client(job)
        job.cancel()
        assert archive.over.wait(60)
        assert not archive.gone_on.is_set()


def test_the_page_and_its_programs_share_one_limit() -> None:
    """Not more at once than the page allows: the calls stand in the same lines of the queue."""
    from rag.web.page import blocks

    made = blocks(FakeArchive())  # type: ignore[arg-type]
    limits = {fn.concurrency_id: fn.concurrency_limit for fn in made.fns.values() if fn.api_name in ("ask", "check")}
    assert limits == {"ask": 4, "check": 2}
    private = {fn.concurrency_id for fn in made.fns.values() if fn.api_visibility == "private"}
    assert {"ask", "check"} <= private


def test_a_client_needs_no_more_than_the_routes_that_are_named(served: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    asked: list[tuple[str, str]] = []
    send = httpx.Client.send
    monkeypatch.setattr(httpx.Client, "send", lambda self, request, **given: _noted(asked, send, self, request, given))
    assert called(client_of(served), "/ask", SOLDIERS)["claims"]
    assert {path for _, path in asked} >= {"/config", "/gradio_api/info", "/gradio_api/queue/join"}
    for _, path in asked:
        route = next(route for _, route in OPEN if path == route or (route.endswith("/") and path.startswith(route)))
        assert route == "/" or f"`{route}`" in DOCS, path


def _noted(asked: list[tuple[str, str]], send: Any, client: Any, request: Any, given: dict[str, Any]) -> Any:
    asked.append((request.method, request.url.path))
    return send(client, request, **given)


# -- the examples of the documentation ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page over the seeds, found by words alone."""
    folder = tmp_path_factory.mktemp("seeds")
    with Archive.open(folder / "archive", settings=Settings(embedder="none")) as archive:
        archive.add(ROOT / "seeds")
        with serve(archive, port=0, block=False) as page:
            yield page


EXAMPLES = re.findall(r"^```python\n(.*?)^```$", DOCS, re.S | re.M)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (EXAMPLES[0], "supported The top Iranian diplomat"),
        (EXAMPLES[1], "contradicted Nearly 100 soldiers died in the flare-up."),
        (EXAMPLES[2], "1\n"),
    ],
    ids=["ask", "all three", "so far"],
)
def test_the_examples_of_the_documentation_work(real: Page, code: str, shown: str) -> None:
    assert "http://127.0.0.1:7860" in code
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code.replace("http://127.0.0.1:7860", real.url), {})
    assert shown in printed.getvalue()


def test_there_is_an_example_of_every_call() -> None:
    assert len(EXAMPLES) == 3
    assert all(f'"/{name}"' in "".join(EXAMPLES) for name in ("ask", "search", "check"))
