"""The census: every route of the running app is called, and what is open is on a list with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.web import guard as module
from rag.web.guard import OPEN, UPLOADS, Guard
from rag.web.owners import Owners, asked, in_query, names_file
from rag.web.server import Place, guarded
from rag.web.uploads import LARGEST_FILE, LARGEST_UPLOAD, MOST_FILES
from rag.web.users import kept, put
from tests.web.fake_archive import FakeArchive
from tests.web.test_guard import Inside
from tests.web.test_login import PASSWORD, QUICK, Browser

# Why each open route is needed, and why it may be open. Nothing else is.
REASONS = {
    ("GET", "/"): "the page",
    ("GET", "/assets/"): "Gradio's scripts and styles, files of the package",
    ("GET", "/static/"): "Gradio's fonts and pictures, files of the package",
    ("GET", "/theme.css"): "Gradio's style sheet",
    ("GET", "/gradio_api/startup-events"): "Gradio's script asks for it once; takes nothing",
    ("GET", "/gradio_api/heartbeat/"): "keeps the reader's own session; the owner is checked",
    ("GET", "/gradio_api/queue/data"): "the reader's own answers; the owner is checked",
    ("POST", "/gradio_api/queue/join"): "a question; the owner is checked, files are refused",
    ("POST", "/gradio_api/cancel"): "the end of the reader's own question; the owner is checked",
    ("POST", "/gradio_api/reset"): "goes with cancel; the owner is checked",
    ("GET", "/config"): "for programs: the parts of the page, no word of an article",
    ("GET", "/gradio_api/info"): "for programs: the three calls it offers",
}
WHILE_UPLOADS = {
    ("POST", "/gradio_api/upload"): "takes text files; number, size and time are limited",
    ("GET", "/gradio_api/upload_progress"): "how far the reader's own upload is; the owner is checked",
}
OURS = {"/favicon.ico"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def routes(app: Any, prefix: str = "") -> Iterator[str]:
    """Every path that an app, and what is mounted in it, answers to, with ``{names}`` filled in."""
    for route in app.routes:
        path = prefix + re.sub(r"\{\w+(?::\w+)?\}", "x", getattr(route, "path", ""))
        if hasattr(route, "original_router"):  # FastAPI keeps an included router as one entry
            yield from routes(route.original_router, prefix)
        elif getattr(route, "methods", None):
            yield path
        elif getattr(route, "routes", None):
            yield from routes(route, path.rstrip("/"))
        else:
            yield path  # a mounted app that cannot be looked into, or a route of another kind


def archive(*, uploads: bool = False) -> Any:
    fake: Any = FakeArchive()
    fake.settings = SimpleNamespace(uploads=uploads)
    return fake


@pytest.fixture(scope="module")
def page() -> Any:
    return guarded(archive())


@pytest.fixture(scope="module")
def page_with_uploads() -> Any:
    return guarded(archive(uploads=True))


@pytest.fixture(scope="module")
def page_with_login(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("routes") / "users"
    put(file, f"ida:{kept(PASSWORD, n=QUICK).line()}")
    put(file, f"ola:{kept(PASSWORD, n=QUICK).line()}")
    return guarded(archive(uploads=True), Place.of("127.0.0.1", file, ""))


def stands_for(listed: str, path: str) -> bool:
    return path == listed or (listed.endswith("/") and listed != "/" and path.startswith(listed))


def open_routes(app: Any, listed: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    """Which routes of an app answer otherwise than "Not found." though they are not on the list."""
    paths = set(routes(app._app)) - OURS
    assert len(paths) > 60, "the census must see Gradio's routes"
    browser = Browser(app)
    unlisted = [
        (m, p) for p in sorted(paths) for m in METHODS if not any(m == o and stands_for(r, p) for o, r in listed)
    ]
    return {(method, path) for method, path in unlisted if browser(method, path).text not in ("Not found.", "")} | {
        (method, path) for method, path in unlisted if browser(method, path).status_code not in (404, 421)
    }


def test_what_is_open_is_on_the_list_with_its_reason() -> None:
    assert dict.fromkeys(OPEN) == dict.fromkeys(REASONS)
    assert dict.fromkeys(UPLOADS) == dict.fromkeys(WHILE_UPLOADS)


def test_no_route_is_open_that_is_not_on_the_list(page: Any) -> None:
    assert open_routes(page, REASONS) == set()


def test_uploads_open_two_routes_and_no_other(page: Any, page_with_uploads: Any) -> None:
    for method, path in UPLOADS:
        assert Browser(page)(method, path).status_code == 404
    assert open_routes(page_with_uploads, REASONS | WHILE_UPLOADS) == set()
    assert Browser(page_with_uploads)("POST", "/gradio_api/upload").status_code == 400


def test_a_new_route_is_found_as_soon_as_something_lets_it_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: one bare route, and a guard that lets it pass."""
    app: Any = guarded(archive())
    app._app.router.add_api_route("/bare", lambda: {"open": True}, methods=["GET"])
    app._app.router.routes.insert(0, app._app.router.routes.pop())
    assert open_routes(app, REASONS) == set(), "the guard closes it"
    monkeypatch.setattr(app, "_open", (*OPEN, ("GET", "/bare")))
    assert open_routes(app, REASONS) == {("GET", "/bare")}


def test_before_the_login_every_route_is_closed_but_the_door_and_our_own_files(page_with_login: Any) -> None:
    browser = Browser(page_with_login)
    paths = {*routes(page_with_login._app), *(route for _, route in OPEN + UPLOADS)} - OURS
    for path in sorted(paths - {"/", "/login", "/logout"}):
        for method in METHODS:
            assert browser(method, path, content=b"{}").status_code in (401, 404), (method, path)
    assert browser("GET", "/").headers["location"] == "/login"
    assert browser("GET", "/static/footnote/page.css").status_code == 200
    assert browser("GET", "/login").status_code == 200


def test_the_login_is_asked_for_before_a_body_is_read(tmp_path: Path) -> None:
    put(tmp_path / "users", f"ida:{kept(PASSWORD, n=QUICK).line()}")
    inside = Inside()
    door = Place.of("127.0.0.1", tmp_path / "users", "").door
    guard = Guard(inside, hosts=["127.0.0.1"], files={}, door=door, uploads=True)
    for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/cancel"):
        assert Browser(guard)("POST", path, content=never()).status_code == 401


async def never() -> Any:
    yield b"x"
    raise AssertionError("the body was read")


# -- paths -------------------------------------------------------------------------------------------------------------

ODD = st.text(alphabet="./\\%2fFeE5cC0\x00:=~x\u2215\uff0f ", min_size=1, max_size=40)


@given(st.sampled_from(["/", "/assets/", "/static/", "/gradio_api/file=", "/gradio_api/heartbeat/"]), ODD)
def test_no_path_leads_out_of_the_files_of_the_page(start: str, rest: str) -> None:
    guard = Guard(Inside(), hosts=["127.0.0.1"], files={})
    path = start + rest
    if guard._is_open("GET", path):
        assert ".." not in path
        assert "\\" not in path
        assert "//" not in path
        assert "%" not in path
        assert "=" not in path
        assert path == "/" or path.startswith(("/assets/", "/static/", "/gradio_api/heartbeat/"))


# -- whose is what -----------------------------------------------------------------------------------------------------


class Answering:
    """An app that gives each question an event of its own, as Gradio does, and remembers what reached it."""

    def __init__(self) -> None:
        self.reached: list[tuple[str, bytes]] = []
        self.status = 200

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.reached.append((scope["path"], body))
        told = json.dumps({"event_id": f"e{len(self.reached)}"}).encode()
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": told if scope["path"].endswith("join") else b"<html></html>"})


def two_readers(tmp_path: Path, *, login: bool) -> tuple[Answering, Browser, Browser, Browser]:
    """An app, two readers at its page, and somebody who is neither."""
    app = Answering()
    place = Place()
    if login:
        for name in ("ida", "ola"):
            put(tmp_path / "users", f"{name}:{kept(PASSWORD, n=QUICK).line()}")
        place = Place.of("127.0.0.1", tmp_path / "users", "")
    guard = Guard(app, hosts=["127.0.0.1"], files={}, door=place.door, uploads=True)
    ida, ola, stranger = (Browser(guard, f"10.0.0.{n}") for n in range(3))
    for name, browser in (("ida", ida), ("ola", ola)):
        if login:
            browser.login(name)
        browser("GET", "/")
    app.reached.clear()
    return app, ida, ola, stranger


@pytest.mark.parametrize("login", [False, True])
def test_nobody_reads_writes_ends_or_keeps_open_what_another_reader_opened(tmp_path: Path, login: bool) -> None:
    app, ida, ola, stranger = two_readers(tmp_path, login=login)
    mine = {"session_hash": "mine", "data": [], "fn_index": 1}
    event = ida("POST", "/gradio_api/queue/join", json=mine).json()["event_id"]
    ola("POST", "/gradio_api/queue/join", json={**mine, "session_hash": "hers"})
    app.reached.clear()
    refused = (401,) if login else (404,)
    for other, statuses in ((ola, (404,)), (stranger, refused)):
        for attempt in (
            ("POST", "/gradio_api/queue/join", mine),
            ("POST", "/gradio_api/cancel", {"session_hash": "mine", "fn_index": 1, "event_id": event}),
            ("POST", "/gradio_api/cancel", {"session_hash": "hers2", "fn_index": 1, "event_id": event}),
            ("POST", "/gradio_api/reset", {"event_id": event}),
            ("GET", "/gradio_api/queue/data?session_hash=mine", None),
            ("GET", "/gradio_api/queue/data?session_hash=x&session_hash=mine", None),
            ("GET", "/gradio_api/queue/data?session%5fhash=mine", None),
            ("GET", "/gradio_api/heartbeat/mine", None),
        ):
            assert other(attempt[0], attempt[1], json=attempt[2]).status_code in statuses, attempt
    assert app.reached == []
    assert ida("GET", "/gradio_api/queue/data?session_hash=mine").status_code == 200
    ended = {"session_hash": "mine", "fn_index": 1, "event_id": event}
    assert ida("POST", "/gradio_api/cancel", json=ended).status_code == 200


@pytest.mark.parametrize("login", [False, True])
def test_without_the_owners_another_reader_would_be_let_in(
    tmp_path: Path, login: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(Owners, "claim", lambda *_: True)
    app, ida, ola, _ = two_readers(tmp_path, login=login)
    ida("POST", "/gradio_api/queue/join", json={"session_hash": "mine", "data": []})
    assert ola("GET", "/gradio_api/queue/data?session_hash=mine").status_code == 200
    assert len(app.reached) == 2


def test_after_the_log_out_a_session_is_nobodys(tmp_path: Path) -> None:
    _, ida, _, _ = two_readers(tmp_path, login=True)
    ida("POST", "/gradio_api/queue/join", json={"session_hash": "mine", "data": []})
    ida("POST", "/logout")
    assert ida("GET", "/gradio_api/queue/data?session_hash=mine").status_code == 401
    ida.login()
    assert ida("GET", "/gradio_api/queue/data?session_hash=mine").status_code == 404


def test_a_browser_keeps_the_name_it_was_given_and_gradio_never_sees_it() -> None:
    inside = Inside()
    browser = Browser(Guard(inside, hosts=["127.0.0.1"], files={}))
    cookie = browser("GET", "/").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "set-cookie" not in browser("GET", "/").headers
    assert not [name for name, _ in inside.scope["headers"] if name == b"cookie"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["ida", "ola", ""])), max_size=30))
def test_a_name_is_whose_it_was_first(claims: list[tuple[str, str]]) -> None:
    owners, first = Owners(), {}
    for name, owner in claims:
        assert owners.claim("session", name, owner) == (first.setdefault(name, owner) == owner)


def test_what_is_remembered_of_owners_has_a_bound() -> None:
    owners = Owners(remembered=10)
    for number in range(1000):
        owners.claim("session", str(number), "ida")
    assert len(owners._owners) == 10


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["session_hash", "event_id", "data", "path", "meta", "fn_index"]), JSON))
def test_what_is_passed_on_says_what_was_read(told: dict[str, Any]) -> None:
    found = asked(json.dumps(told).encode(), uploads=False)
    if found:
        assert json.loads(found.body) == told
        assert found.session == told.get("session_hash")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'"x"', b"\xff", b'{"session_hash": 1}', b'{"session_hash": "a/b"}', b'{"session_hash": ""}',
     b'{"session_hash": "a", "event_id": {}}', b"[" * 100_000],
)  # fmt: skip
def test_what_no_page_would_send_is_refused_before_gradio_reads_it(body: bytes) -> None:
    inside = Inside()
    reply = Browser(Guard(inside, hosts=["127.0.0.1"], files={}))("POST", "/gradio_api/queue/join", content=body)
    assert reply.status_code == 400
    assert inside.asked == []


def test_of_two_sessions_in_one_body_the_one_that_was_checked_is_the_one_that_is_passed_on(tmp_path: Path) -> None:
    app, ida, ola, _ = two_readers(tmp_path, login=False)
    ida("POST", "/gradio_api/queue/join", json={"session_hash": "mine", "data": []})
    for body in (
        b'{"session_hash": "mine", "session_hash": "hers", "data": []}',
        b'{"session_hash": "hers", "session_hash": "mine", "data": []}',
    ):
        ola("POST", "/gradio_api/queue/join", content=body)
    assert [json.loads(body)["session_hash"] for _, body in app.reached] == ["mine", "hers"]


def test_a_query_that_is_ambiguous_names_nothing() -> None:
    assert in_query(b"session_hash=a", "session_hash") == "a"
    for query in (b"", b"session_hash=", b"session_hash=a&session_hash=a", b"session_hash=a/b", b"Session_hash=a"):
        assert in_query(query, "session_hash") is None


# -- nothing is fetched, and no file is named -------------------------------------------------------------------------


def file_of(path: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **more}


FILES = [
    file_of("http://203.0.113.9/x"),
    file_of("https://203.0.113.9/x", url="https://203.0.113.9/x"),
    file_of("/etc/passwd"),
    {"a": [{"b": file_of("//203.0.113.9/x")}]},
    {"path": "http://203.0.113.9/x", "meta": {}},
    {"path": 1, "meta": None},
]


@pytest.mark.parametrize("data", FILES)
def test_a_request_that_names_a_file_is_refused_where_none_are_taken(data: Any) -> None:
    assert names_file({"data": [data]}, uploads=False)
    inside = Inside()
    guard = Guard(inside, hosts=["127.0.0.1"], files={})
    body = {"session_hash": "a", "data": ["x", data], "event_data": data}
    assert Browser(guard)("POST", "/gradio_api/queue/join", json=body).status_code == 400
    assert inside.asked == []


def test_where_files_are_taken_none_is_fetched_from_an_address() -> None:
    assert not names_file([file_of("/tmp/x/a.txt", url="http://127.0.0.1/gradio_api/file=/tmp/x/a.txt")], uploads=True)
    for data in (file_of("http://203.0.113.9/x"), file_of("a", url="http://203.0.113.9/x"), file_of("FTP://x")):
        assert names_file([data], uploads=True)


@pytest.mark.usefixtures("page")
def test_gradio_alone_would_fetch_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the guard refuses here is a way out of the machine."""
    import anyio
    from gradio import processing_utils
    from gradio.components import Textbox

    fetched: list[str] = []

    async def fetch(url: str, **_: Any) -> str:
        fetched.append(url)
        return __file__

    monkeypatch.setattr(processing_utils, "async_ssrf_protected_download", fetch)
    anyio.run(lambda: processing_utils.async_move_files_to_cache(FILES[0], Textbox(), check_in_upload_folder=True))
    assert fetched == ["http://203.0.113.9/x"]


# -- uploads -----------------------------------------------------------------------------------------------------------


def upload(page: Any, files: list[tuple[str, bytes]], query: str = "") -> Any:
    sent = [("files", (name, data, "text/plain")) for name, data in files]
    return Browser(page)("POST", f"/gradio_api/upload{query}", files=sent)


def test_a_file_is_taken_and_cannot_be_had_back_from_the_page(page_with_uploads: Any) -> None:
    reply = upload(page_with_uploads, [("../../a.txt", b"one article")], "?upload_id=u1")
    assert reply.status_code == 200
    (path,) = reply.json()
    assert ".." not in path
    assert Browser(page_with_uploads)("GET", f"/gradio_api/file={path}").status_code == 404


def test_a_file_that_is_too_large_is_refused(page_with_uploads: Any) -> None:
    assert upload(page_with_uploads, [("a.txt", b"x" * (LARGEST_FILE + 1))]).status_code == 413


def test_files_that_are_too_many_are_refused_while_they_come_in(page_with_uploads: Any) -> None:
    reply = upload(page_with_uploads, [(f"{n}.txt", b"x") for n in range(MOST_FILES + 1)])
    assert reply.status_code >= 400
    assert upload(page_with_uploads, [(f"{n}.txt", b"x") for n in range(20)]).status_code == 200


def test_files_that_are_too_large_together_are_not_read() -> None:
    inside = Inside()
    guard = Guard(inside, hosts=["127.0.0.1"], files={}, uploads=True)
    headers = {"content-type": "multipart/form-data; boundary=b", "content-length": str(LARGEST_UPLOAD * 2)}
    assert Browser(guard)("POST", "/gradio_api/upload", headers=headers, content=b"").status_code == 413
    assert inside.asked == []


@given(st.integers(1, 60), st.integers(1, 40))
def test_parts_are_counted_however_the_form_is_cut_into_pieces(count: int, size: int) -> None:
    import anyio

    from rag.web.parts import counted

    form = b"".join(b"--bb\r\n\r\nx\r\n" for _ in range(count)) + b"--bb--\r\n"
    pieces = [form[at : at + size] for at in range(0, len(form), size)]
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]

    async def receive() -> Any:
        return messages.pop(0)

    async def through() -> list[str]:
        passing = counted(receive, {b"content-type": "multipart/form-data; boundary=bb"}, 30)
        assert passing
        return [(await passing())["type"] for _ in pieces]

    assert ("http.disconnect" in anyio.run(through)) == (count > 30)


# -- limits ------------------------------------------------------------------------------------------------------------


def test_when_no_more_may_wait_it_says_so_in_words(tmp_path: Path) -> None:
    app, ida, _, _ = two_readers(tmp_path, login=False)
    app.status = 503
    reply = ida("POST", "/gradio_api/queue/join", json={"session_hash": "mine", "data": []})
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
    assert reply.json()["detail"] == "The page is busy: as many wait as may wait. Try again in a moment."


def test_the_real_queue_has_a_limit_and_each_kind_of_work_too(page: Any) -> None:
    from rag.web.line import WAITING

    blocks = next(route.app for route in page._app.routes if hasattr(getattr(route, "app", None), "get_blocks"))
    queue = blocks.get_blocks()
    assert queue._queue.max_size > WAITING, "ours comes first, and lets pass what only looks something up"
    assert {fn.concurrency_limit for fn in queue.fns.values()} <= {None, *range(1, 9)}


def test_more_uploads_at_once_than_one_reader_may_have_are_refused() -> None:
    guard = Guard(Inside(), hosts=["127.0.0.1"], files={}, uploads=True)
    guard._uploading[""] = module.UPLOADS_AT_ONCE
    assert upload(guard, [("a.txt", b"x")]).status_code == 429
    assert guard._uploading[""] == module.UPLOADS_AT_ONCE
