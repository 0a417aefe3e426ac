"""Who may ask the page, for what, and what a browser may do with the reply; over a stand-in app and the real one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from rag.web.guard import LARGEST_BODY, OPEN, Guard, StaticFile
from rag.web.server import guarded
from tests.web.fake_archive import FakeArchive

HTML = b'<html><head><meta property="og:image" content="https://example.org/x.png" /><script>1</script></head></html>'


class Inside:
    """An ASGI app that lets everybody in, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.read = 0
        self.scope: dict[str, Any] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])
        self.scope = scope
        while True:
            message = await receive()
            self.read += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        headers = [(b"content-type", b"text/html"), (b"server", b"x"), (b"cache-control", b"public, max-age=9")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": HTML[:40], "more_body": True})
        await send({"type": "http.response.body", "body": HTML[40:]})


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def client(inside: Inside) -> Client:
    files = {"/static/footnote/page.css": StaticFile(b"p{}", "text/css")}
    guard = Guard(inside, hosts=["localhost", "127.0.0.1", "::1"], files=files, head="<link>")
    return Client(guard)


class Client:
    """Asks an ASGI app without a network."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, method: str, path: str, **given: Any) -> httpx.Response:
        import anyio

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860") as client:
                return await client.request(method, path, **given)

        return anyio.run(ask)


def test_the_page_comes_with_a_policy_that_lets_no_inline_script_run(client: Client) -> None:
    reply = client("GET", "/")
    policy = reply.headers["content-security-policy"]
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "'unsafe-inline'" not in scripts
    for part in ("default-src 'self'", "img-src 'self' data:", "connect-src 'self'", "frame-ancestors 'none'"):
        assert part in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert reply.headers["cache-control"] == "private, no-store"
    assert "server" not in reply.headers


def test_each_page_has_a_nonce_of_its_own_on_every_script(client: Client) -> None:
    nonces = set()
    for _ in range(3):
        reply = client("GET", "/")
        nonce = re.search(r"'nonce-([\w-]{20,})'", reply.headers["content-security-policy"])
        assert nonce
        assert f'<script nonce="{nonce[1]}">' in reply.text
        nonces.add(nonce[1])
    assert len(nonces) == 3


def test_the_page_names_no_other_site(client: Client) -> None:
    assert "example.org" not in client("GET", "/").text
    assert "<link></head>" in client("GET", "/").text


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "", "localhost.", "[::2]", "[", "0.0.0.0", "x@y"],
)
def test_a_name_that_is_not_this_machines_is_refused(client: Client, inside: Inside, host: str) -> None:
    """DNS rebinding: a foreign name that leads to 127.0.0.1 arrives with that name in Host."""
    assert client("GET", "/", headers={"host": host}).status_code == 421
    assert inside.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:9", "localhost", "[::1]:7860", "LOCALHOST"])
def test_this_machines_names_are_let_in(client: Client, host: str) -> None:
    assert client("GET", "/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9", "http://localhost:7860", ""])
def test_another_site_may_not_ask(client: Client, inside: Inside, origin: str) -> None:
    reply = client("POST", "/gradio_api/queue/join", headers={"origin": origin}, content=b"{}")
    assert reply.status_code == 403
    assert inside.asked == []


def test_the_page_itself_may_ask(client: Client) -> None:
    origin = {"origin": "http://127.0.0.1:7860"}
    question = {"session_hash": "abc", "data": []}
    assert client("POST", "/gradio_api/queue/join", headers=origin, json=question).status_code == 200


CLOSED = [
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/file=http://203.0.113.9/x"),
    ("GET", "/gradio_api/file/x"),
    ("GET", "/gradio_api/proxy=http://203.0.113.9/x"),
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/upload_progress"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("GET", "/gradio_api/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/config/"),
    ("POST", "/config"),
    ("GET", "/gradio_api/runs"),
    ("POST", "/gradio_api/call/begin"),
    ("POST", "/gradio_api/run/begin"),
    ("POST", "/gradio_api/vibe-edit"),
    ("GET", "/gradio_api/deep_link"),
    ("GET", "/gradio_api/stream/a/b/c/playlist.m3u8"),
    ("GET", "/assets/../../../etc/passwd"),
    ("GET", "/assets/..%2f..%2fetc/passwd"),
    ("GET", "/assets/%252e%252e/x"),
    ("GET", "/assets//etc/passwd"),
    ("GET", "/static/..\\x"),
    ("GET", "http://127.0.0.1:7860//evil.example/"),
    ("POST", "/"),
    ("DELETE", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/join"),
    ("OPTIONS", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/heartbeat"),
]


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_what_the_page_does_not_need_is_closed_before_gradio_hears_of_it(
    client: Client, inside: Inside, method: str, path: str
) -> None:
    reply = client(method, path)
    assert (reply.status_code, reply.text) == (404, "Not found.")
    assert inside.asked == []


def test_a_body_that_is_too_large_is_not_read(client: Client, inside: Inside) -> None:
    reply = client("POST", "/gradio_api/queue/join", content=b"x" * (LARGEST_BODY + 1))
    assert reply.status_code == 413
    assert inside.asked == []


def test_a_body_of_unsaid_length_is_read_no_further_than_the_limit(client: Client, inside: Inside) -> None:
    async def endless() -> Any:
        for _ in range(200):
            yield b"x" * 100_000

    client("POST", "/gradio_api/queue/join", content=endless())
    assert inside.read <= LARGEST_BODY


@pytest.mark.parametrize("length", ["-1", "1e3", "", "99999999999999999999"])
def test_a_length_that_is_no_number_is_refused(client: Client, inside: Inside, length: str) -> None:
    reply = client("POST", "/gradio_api/cancel", headers={"content-length": length}, content=b"")
    assert reply.status_code == 413
    assert inside.asked == []


def test_what_a_proxy_would_say_is_not_passed_on(client: Client, inside: Inside) -> None:
    spoofed = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil.example"}
    client("GET", "/", headers=spoofed)
    assert not [name for name, _ in inside.scope["headers"] if b"forwarded" in name]


# -- the real page ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Client:
    return Client(guarded(FakeArchive()))  # type: ignore[arg-type]


def routes(app: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path an app (and what is mounted in it) answers to, with ``{names}`` filled in."""
    for route in app.routes:
        path = prefix + re.sub(r"\{\w+(?::\w+)?\}", "x", getattr(route, "path", ""))
        if getattr(route, "methods", None):
            yield from ((method, path) for method in route.methods)
        elif hasattr(route, "original_router"):  # FastAPI keeps an included router as one entry
            yield from routes(route.original_router, prefix)
        elif getattr(route, "routes", None):
            yield from routes(route, path.rstrip("/"))


def is_listed(method: str, path: str) -> bool:
    return any(method == m and (path == p or (p.endswith("/") and p != "/" and path.startswith(p))) for m, p in OPEN)


def test_of_all_routes_only_the_listed_ones_are_open(page: Client) -> None:
    """The census: a route that Gradio adds one day is closed until it is put on the list."""
    app = page._app._app
    everything = set(routes(app))
    assert len(everything) > 60, "the census must see Gradio's routes"
    closed = {(m, p) for m, p in everything if not is_listed(m, p)} - {("GET", "/favicon.ico")}  # ours
    assert len(closed) > 50
    for method, path in sorted(closed):
        assert page(method, path).status_code == 404, (method, path)


def test_the_census_would_find_an_open_route() -> None:
    """The control: without the guard the same routes answer."""
    app = guarded(FakeArchive())._app  # type: ignore[attr-defined,arg-type]
    assert Client(app)("GET", "/monitoring").status_code != 404
    assert Client(app)("GET", "/gradio_api/openapi.json").status_code == 200


def test_the_real_page_has_no_script_without_a_nonce_and_no_foreign_address(page: Client) -> None:
    html = page("GET", "/", headers={"accept-encoding": "br, gzip"}).text
    assert re.findall(r"<script(?! nonce=)", html) == []
    assert html.count("<script nonce=") >= 5
    links = set(re.findall(r"""(?:src|href|content)=["'](https?:[^"']+)""", html))
    assert links == set()
    assert "/static/footnote/page.css?v=" in html


def test_no_word_of_the_archive_stands_in_the_page_before_it_asks(page: Client) -> None:
    """Outlets and titles come with the first event, through our markup, not through Gradio's configuration."""
    html = page("GET", "/").text
    assert "Tasnim" not in html
    assert "onclick" not in html


def test_the_pages_own_files_are_served(page: Client) -> None:
    for name, kind in (("page.css", "text/css"), ("page.js", "text/javascript"), ("icon.svg", "image/svg+xml")):
        reply = page("GET", f"/static/footnote/{name}")
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith(kind)
        assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", reply.text)


def test_three_functions_are_offered_to_programs_and_none_of_the_page(page: Client) -> None:
    info = page("GET", "/gradio_api/info").json()
    assert set(info["named_endpoints"]) == {"/ask", "/search", "/check"}
    assert info["unnamed_endpoints"] == {}


def test_no_word_of_the_archive_stands_in_what_a_program_may_read(page: Client) -> None:
    config = page("GET", "/config")
    assert config.status_code == 200
    assert "Tasnim" not in config.text
    assert "onclick" not in config.text
