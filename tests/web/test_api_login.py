"""The API behind a login, through Gradio's own client: nothing without one, and with one only what is one's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.web import Page, serve
from rag.web.owners import Owners
from rag.web.users import kept, put, take_out
from tests.web.fake_archive import FakeArchive
from tests.web.test_api import SOLDIERS, called, is_known_to_the_client
from tests.web.test_login import PASSWORD, QUICK

CALLS = {"/ask": [SOLDIERS], "/search": ["soldiers"], "/check": ["The diplomat expressed serious concern."]}
SECRET = "write: what did the general whisper?"


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("api") / "users"
    for name in ("ida", "ola", "eva"):
        put(file, f"{name}:{kept(PASSWORD, n=QUICK).line()}")
    return file


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture(scope="module")
def served(archive: FakeArchive, users: Path) -> Iterator[Page]:
    with serve(archive, port=0, block=False, users=users) as page:  # type: ignore[arg-type]
        yield page


def client_of(page: Page, *auth: str) -> Any:
    from gradio_client import Client

    return Client(page.url, verbose=False, analytics_enabled=False, auth=auth or None)


@pytest.fixture(scope="module")
def clients(served: Page) -> Iterator[tuple[Any, Any]]:
    """Ida's and Ola's."""
    with ExitStack() as at_end:
        made = [client_of(served, name, PASSWORD) for name in ("ida", "ola")]
        for client in made:
            at_end.callback(client.close)
        yield made[0], made[1]


def test_without_a_login_a_client_is_told_to_log_in_and_nothing_is_asked(served: Page, archive: FakeArchive) -> None:
    from gradio_client.exceptions import AuthenticationError

    with pytest.raises(AuthenticationError, match="Please login"):
        client_of(served)
    with pytest.raises(AuthenticationError, match="Invalid credentials"):
        client_of(served, "ida", "not this one")
    number, before = 1, len(archive.asked)
    body = {"data": CALLS["/ask"], "fn_index": number, "session_hash": "mine"}
    for method, path in (
        ("GET", "/config"),
        ("GET", "/gradio_api/info"),
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/gradio_api/queue/data?session_hash=mine"),
        ("POST", "/gradio_api/cancel"),
    ):
        reply = httpx.request(method, served.url + path, json=body, trust_env=False)
        assert (reply.status_code, reply.text) == (401, "Log in first."), path
    assert len(archive.asked) == before


@pytest.mark.parametrize("name", CALLS)
def test_with_a_login_every_call_works(clients: tuple[Any, Any], name: str) -> None:
    ida, _ = clients
    given = called(ida, name, *CALLS[name])
    assert given.get("claims") or given.get("hits") or given.get("sentences")


def tries(url: str, client: Any, job: Any) -> dict[str, tuple[str, str, dict[str, Any] | None]]:
    """All ways to another's question: to read it, to add to it, to keep it open, to end it."""
    session, event = client.session_hash, job.communicator.event_id
    named = {"session_hash": session, "fn_index": 1, "event_id": event}
    api = f"{url}/gradio_api"
    return {
        "read": ("GET", f"{api}/queue/data?session_hash={session}", None),
        "join": ("POST", f"{api}/queue/join", {"data": CALLS["/ask"], "fn_index": 0, "session_hash": session}),
        "keep": ("GET", f"{api}/heartbeat/{session}", None),
        "cancel": ("POST", f"{api}/cancel", named),
        "reset": ("POST", f"{api}/reset", {"event_id": event}),
    }


def test_nobody_reads_joins_keeps_or_ends_the_question_of_another_user(
    served: Page, clients: tuple[Any, Any], archive: FakeArchive
) -> None:
    ida, ola = clients
    archive.writing.clear()
    try:
        job = ida.submit(SECRET, api_name="/ask")
        assert is_known_to_the_client(job)
        for what, (method, url, body) in tries(served.url, ida, job).items():
            of_ola = httpx.request(method, url, json=body, cookies=ola.cookies, trust_env=False, timeout=60)
            assert (of_ola.status_code, of_ola.text) == (404, "Not found."), what
            assert httpx.request(method, url, json=body, trust_env=False, timeout=60).status_code == 401, what
    finally:
        archive.writing.set()
    assert json.loads(job.result(timeout=60))["question"] == SECRET, "hers goes on untouched"


def test_a_client_that_takes_the_session_of_another_is_refused(
    clients: tuple[Any, Any], archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    ida, ola = clients
    called(ida, "/ask", SOLDIERS)
    before = len(archive.asked)
    monkeypatch.setattr(ola, "session_hash", ida.session_hash)
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        ola.predict(SOLDIERS, api_name="/ask")
    assert len(archive.asked) == before


@pytest.mark.parametrize("checked", [True, False])
def test_an_answer_that_nobody_fetched_is_kept_for_its_owner(
    served: Page, clients: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch, checked: bool
) -> None:
    """With the control: without the owners, the same try brings another user the answer."""
    if not checked:
        monkeypatch.setattr(Owners, "claim", lambda *_: True)
    ida, ola = clients
    number = next(one["id"] for one in ida.config["dependencies"] if one["api_name"] == "ask")
    asked = {"data": [SECRET, [], "", "", [], False], "fn_index": number, "session_hash": f"left-{checked}"}
    api = f"{served.url}/gradio_api/queue"
    told = httpx.post(f"{api}/join", json=asked, cookies=ida.cookies, trust_env=False, timeout=60)
    assert told.status_code == 200
    read = {"params": {"session_hash": asked["session_hash"]}, "trust_env": False, "timeout": 60}
    of_ola = httpx.get(f"{api}/data", cookies=ola.cookies, **read)
    assert (SECRET in of_ola.text) is not checked
    if checked:
        assert of_ola.status_code == 404
        assert SECRET in httpx.get(f"{api}/data", cookies=ida.cookies, **read).text


def test_who_is_taken_out_of_the_file_is_out_at_once(served: Page, users: Path) -> None:
    eva = client_of(served, "eva", PASSWORD)
    called(eva, "/ask", SOLDIERS)
    take_out(users, "eva")
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        eva.predict(SOLDIERS, api_name="/ask")
