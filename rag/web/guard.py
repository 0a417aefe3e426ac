"""The outermost layer of the page: who may ask, for what, and what a browser may do with the reply.

Gradio opens about eighty routes (uploads, file and URL proxies, monitoring, API docs, code editing); the page needs
the few in ``OPEN``. Everything else is one and the same 404, before Gradio sees it. A plain ASGI wrapper, so that event
streams pass through unbuffered; only the HTML page itself is held back, to be given its nonce.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Method and path as the page uses them; a path that ends in / stands for all that begins with it.
OPEN: tuple[tuple[str, str], ...] = (
    ("GET", "/"),
    ("GET", "/assets/"),
    ("GET", "/static/"),
    ("GET", "/theme.css"),
    ("GET", "/gradio_api/startup-events"),
    ("GET", "/gradio_api/heartbeat/"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
)
LARGEST_BODY = 1_000_000  # bytes; a text to check is cut at 250,000 characters, three bytes each at most as JSON
_DEAD_ENDS = re.compile(r"\.\.|\\|//|%|\x00|=")

# What Gradio 6 forces on us: 'unsafe-eval' because gr.HTML makes its template with Function(); 'unsafe-inline' for
# styles because Svelte and Gradio write style elements and attributes. Scripts are not inline: each of the page's
# own carries the nonce of that one response, so neither a tag nor an on… attribute in article text could run.
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; frame-src 'none'; "
    "worker-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
# Link previews and a web manifest are of no use on loopback, and Gradio's name addresses elsewhere.
_PREVIEWS = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>')


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of ours, as it is sent."""

    body: bytes
    media_type: str


class Guard:
    """Wraps the page's ASGI app. ``hosts`` are the names the page may be asked by, without a port."""

    def __init__(self, app: App, *, hosts: Iterable[str], files: Mapping[str, StaticFile], head: str = "") -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._files = files
        self._head = head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        policy = _POLICY.format(nonce=(nonce := secrets.token_urlsafe(18)))
        send = _with_headers(send, policy, keep=scope["path"].startswith(("/assets/", "/static/")))
        if refusal := self._refusal(scope, headers):
            await _reply(send, *refusal)
        elif file := self._files.get(scope["path"]):
            await _reply(send, 200, file.body, file.media_type)
        elif scope["path"] == "/":
            await self._page(scope, receive, send, nonce)
        else:
            await self._app(_plain(scope), _limited(receive), send)

    def _refusal(self, scope: Scope, headers: Mapping[bytes, str]) -> tuple[int, bytes] | None:
        if _host_name(headers.get(b"host", "")) not in self._hosts:
            return 421, b"This page answers to its own name on this machine only."  # DNS rebinding
        origin = headers.get(b"origin")
        if origin is not None and urlsplit(origin).netloc != headers[b"host"]:
            return 403, b"Refused: asked for by another site."
        if not self._is_open(scope["method"], scope["path"]):
            return 404, b"Not found."
        if (
            int(length if (length := headers.get(b"content-length", "0")).isdigit() else LARGEST_BODY + 1)
            > LARGEST_BODY
        ):
            return 413, b"Too large."
        return None

    def _is_open(self, method: str, path: str) -> bool:
        if _DEAD_ENDS.search(path):
            return False
        if path in self._files:
            return method in ("GET", "HEAD")
        return any(
            method == allowed and (path == route or (route.endswith("/") and route != "/" and path.startswith(route)))
            for allowed, route in OPEN
        )

    async def _page(self, scope: Scope, receive: Receive, send: Send, nonce: str) -> None:
        """Gradio's HTML with our nonce on its scripts and our own files in its head."""
        started: Message = {}
        body = bytearray()

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = self._rewritten(body.decode(), nonce) if started["status"] == 200 else body.decode()
            await _reply(send, started["status"], page.encode(), "text/html; charset=utf-8")

        await self._app(_plain(scope, compressed=False), receive, hold)

    def _rewritten(self, page: str, nonce: str) -> str:
        head = _PREVIEWS.sub("", page).replace("</head>", f"{self._head}</head>", 1)
        return head.replace("<script", f'<script nonce="{nonce}"')


def _host_name(host: str) -> str:
    """``localhost:7860`` -> ``localhost``, ``[::1]:7860`` -> ``::1``; what is no host gives the empty string."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _plain(scope: Scope, *, compressed: bool = True) -> Scope:
    """The request without what a proxy would have said (we have none), or a compression we could not look into."""
    unwanted = (b"x-forwarded-", b"forwarded") if compressed else (b"x-forwarded-", b"forwarded", b"accept-encoding")
    headers = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(unwanted)]
    return {**scope, "headers": headers}


def _limited(receive: Receive) -> Receive:
    """Stops reading a body that grows past ``LARGEST_BODY`` though its length was not announced."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        return {"type": "http.disconnect"} if read > LARGEST_BODY else message

    return limited


def _with_headers(send: Send, policy: str, *, keep: bool) -> Send:
    """Adds the security headers to a reply; ``keep`` leaves its caching to the app."""
    ours = [(b"content-security-policy", policy.encode()), *_HEADERS]
    ours += [] if keep else [(b"cache-control", b"private, no-store")]
    names = {name for name, _ in ours}

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            theirs = [
                (n, v) for n, v in message.get("headers", []) if n.lower() not in names and n.lower() != b"server"
            ]
            message = {**message, "headers": [*theirs, *ours]}
        await send(message)

    return sending


async def _reply(send: Send, status: int, body: bytes, media_type: str = "text/plain; charset=utf-8") -> None:
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
