"""The outermost layer of the page: who may ask, for what, and what a browser may do with the reply.

Gradio opens about eighty routes (uploads, file and URL proxies, monitoring, API docs, code editing); the page needs
the few in ``OPEN``. Everything else is one and the same 404, before Gradio sees it. A plain ASGI wrapper, so that event
streams pass through unbuffered; only the HTML page itself is held back, to be given its nonce.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from rag.web import login_page
from rag.web.asgi import (
    NOT_FOUND,
    TOO_LARGE,
    App,
    Message,
    Receive,
    Reply,
    Scope,
    Send,
    StaticFile,
    again,
    headers_of,
    held_back,
    limited,
    reply,
    whole_body,
    without,
)
from rag.web.door import Door, OpenDoor
from rag.web.incoming import MOST, Incoming
from rag.web.line import BUSY, Line, NoQueue
from rag.web.owners import Asked, Owners, asked, in_query, is_name
from rag.web.parts import counted
from rag.web.uploads import LARGEST_UPLOAD, MOST_FILES

__all__ = ["LARGEST_BODY", "OPEN", "UPLOADS", "App", "Guard", "StaticFile"]

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
    # For programs (docs/api.md): the parts of the page, which its HTML holds too, and the three calls it offers.
    ("GET", "/config"),
    ("GET", "/gradio_api/info"),
)
# Open only where the page takes files.
UPLOADS: tuple[tuple[str, str], ...] = (("POST", "/gradio_api/upload"), ("GET", "/gradio_api/upload_progress"))
LARGEST_BODY = 1_000_000  # bytes; a text to check is cut at 250,000 characters, three bytes each at most as JSON
UPLOAD_WITHIN = 600.0  # seconds
UPLOADS_AT_ONCE = 2  # of one reader
_ROUND_FILES = 1_000  # bytes that a form puts round each file, a long name among them
_DEAD_ENDS = re.compile(r"\.\.|\\|//|%|\x00|=")
_HEARTBEAT, _UPLOAD = "/gradio_api/heartbeat/", "/gradio_api/upload"

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

_LOGIN_FIRST = Reply(401, b"Log in first.")
_TO_LOGIN = Reply(303, b"", headers=((b"location", b"/login"),))
_NOT_READ = Reply(400, b"This is nothing that the page asks.")
_TOO_MANY = Reply(429, b"Two uploads at a time. Wait for the others to end.", headers=((b"retry-after", b"5"),))
_NO_ROOM = Reply(429, b"Others' uploads are still being added. Try again later.", headers=((b"retry-after", b"60"),))


class Guard:
    """Wraps the page's ASGI app. ``hosts`` are the names the page may be asked by, without a port.

    ``every_address``: it listens on all of this machine's addresses, and may be asked by the one it is reached at.
    """

    def __init__(
        self,
        app: App,
        *,
        hosts: Iterable[str],
        files: Mapping[str, StaticFile],
        head: str = "",
        door: Door | None = None,
        uploads: bool = False,
        incoming: Incoming | None = None,
        every_address: bool = False,
        line: Line | None = None,
    ) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._every_address = every_address
        self._files = files
        self._head = head
        self._door: Door = door or OpenDoor()
        self._uploads = uploads
        self._incoming = incoming
        self._open = OPEN + UPLOADS if uploads else OPEN
        self._owners = Owners()
        self._line = line or Line(NoQueue())
        self._uploading: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        nonce = secrets.token_urlsafe(18)
        at_door = self._door.is_own(scope["method"], scope["path"])
        keep = scope["path"].startswith(("/assets/", "/static/"))
        send = _with_headers(send, _security(nonce, door=at_door, keep=keep))
        if refusal := self._refusal(scope, headers):
            await reply(send, refusal)
        elif file := self._files.get(scope["path"]):
            await reply(send, Reply(200, file.body, file.media_type))
        elif at_door:
            await reply(send, await self._door.answer(scope, headers, receive))
        elif (reader := self._door.who(scope, headers)) is None:
            await reply(send, _TO_LOGIN if scope["path"] == "/" else _LOGIN_FIRST)
        elif scope["path"] == "/":
            await self._page(scope, receive, send, nonce)
        else:
            await self._let_through(scope, receive, send, reader)

    # --- whether it is answered at all ------------------------------------------------------------------------------

    def _refusal(self, scope: Scope, headers: Mapping[bytes, str]) -> Reply | None:
        if not self._is_ours(_host_name(headers.get(b"host", "")), scope):
            return Reply(421, b"This page answers to its own name only.")  # DNS rebinding
        origin = headers.get(b"origin")
        if origin is not None and urlsplit(origin).netloc != headers[b"host"]:
            return Reply(403, b"Refused: asked for by another site.")
        if not self._is_open(scope["method"], scope["path"]):
            return NOT_FOUND
        length = headers.get(b"content-length", "0")
        return None if length.isdigit() and int(length) <= _largest(scope["path"]) else TOO_LARGE

    def _is_ours(self, host: str, scope: Scope) -> bool:
        reached = (scope.get("server") or ("",))[0]
        return host in self._hosts or (self._every_address and host == reached.removeprefix("::ffff:") != "")

    def _is_open(self, method: str, path: str) -> bool:
        if _DEAD_ENDS.search(path):
            return False
        if path in self._files:
            return method in ("GET", "HEAD")
        return self._door.is_own(method, path) or any(
            method == allowed and (path == route or (route.endswith("/") and route != "/" and path.startswith(route)))
            for allowed, route in self._open
        )

    # --- what is let through ----------------------------------------------------------------------------------------

    async def _let_through(self, scope: Scope, receive: Receive, send: Send, reader: str) -> None:
        """Hand a request on to Gradio, if what it names is this reader's."""
        if scope["path"] == _UPLOAD:
            await self._upload(scope, receive, send, reader)
        elif scope["method"] == "POST":
            await self._told(scope, limited(receive, LARGEST_BODY), send, reader)
        elif self._may_listen(scope, reader):
            await self._app(_plain(scope), limited(receive, LARGEST_BODY), send)
        else:
            await reply(send, NOT_FOUND)

    def _may_listen(self, scope: Scope, reader: str) -> bool:
        """Whether a request for a stream names one of this reader's own; others name none."""
        path, query = scope["path"], scope.get("query_string", b"")
        if path.startswith(_HEARTBEAT):
            name = path.removeprefix(_HEARTBEAT)
            return is_name(name) and self._owners.claim("session", name, reader)
        if path == "/gradio_api/queue/data":
            session = in_query(query, "session_hash")
            return session is not None and self._owners.claim("session", session, reader)
        if path == "/gradio_api/upload_progress":
            upload = in_query(query, "upload_id")
            return upload is not None and self._owners.claim("upload", upload, reader)
        return True

    async def _told(self, scope: Scope, receive: Receive, send: Send, reader: str) -> None:
        """A question, or the end of one. Gradio gets the body as we read it, so that both read the same."""
        body = await whole_body(receive)
        told = asked(body, uploads=self._uploads) if body is not None else None
        if told is None:
            await reply(send, _NOT_READ)
            return
        joins = scope["path"] == "/gradio_api/queue/join"
        session_is_theirs = told.session is None or self._owners.claim("session", told.session, reader)
        if not session_is_theirs or (joins and told.session is None) or not self._may_end(told.event, reader, joins):
            await reply(send, NOT_FOUND)
            return
        if joins:
            await self._join(scope, told, receive, send, reader)
        else:
            await self._app(_saying(scope, told), again(told.body, receive), send)

    def _may_end(self, event: str | None, reader: str, joins: bool) -> bool:
        """A new question names no event; the end of one names one that was this reader's."""
        return event is None if joins else event is not None and self._owners.holds("event", event, reader)

    async def _join(self, scope: Scope, told: Asked, receive: Receive, send: Send, reader: str) -> None:
        """A question, if one more of this reader's may wait."""
        headers = headers_of(scope)
        account = self._door.account(scope, headers)
        with self._line.joining(account, told.session or "", told.number) as refused:
            if refused:
                await reply(send, _not_now(refused, headers))
            else:
                noting = self._noting(send, reader, headers)
                await self._app(_saying(scope, told), again(told.body, receive), noting)

    def _noting(self, send: Send, reader: str, headers: Mapping[bytes, str]) -> Send:
        """Notes which event the reader was given; says in words when Gradio's queue takes no more."""

        async def note(started: Message, body: bytes) -> None:
            if started["status"] == 503:
                await reply(send, _not_now(BUSY, headers))
                return
            if event := _event_of(body):
                self._owners.claim("event", event, reader)
            await send(started)
            await send({"type": "http.response.body", "body": body})

        return held_back(note)

    async def _upload(self, scope: Scope, receive: Receive, send: Send, reader: str) -> None:
        """Files, as far as their number and size go; what is in them is `rag.web.uploads`'s matter."""
        query = scope.get("query_string", b"")
        upload = in_query(query, "upload_id")
        if (query and upload is None) or (upload and not self._owners.claim("upload", upload, reader)):
            await reply(send, NOT_FOUND)
            return
        async with self._one_more(reader) as within:
            body = limited(receive, _largest(_UPLOAD), UPLOAD_WITHIN)
            files = counted(body, headers_of(scope), MOST_FILES)
            if files is None or not within:
                await reply(send, _TOO_MANY if files else _NOT_READ)
            elif self._incoming and await asyncio.to_thread(self._incoming.sweep) > MOST:
                await reply(send, _NO_ROOM)
            else:
                await self._app(_plain(scope), files, send)

    @asynccontextmanager
    async def _one_more(self, reader: str) -> AsyncIterator[bool]:
        self._uploading[reader] += 1
        try:
            yield self._uploading[reader] <= UPLOADS_AT_ONCE
        finally:
            self._uploading[reader] -= 1
            if not self._uploading[reader]:
                del self._uploading[reader]

    # --- the page ---------------------------------------------------------------------------------------------------

    async def _page(self, scope: Scope, receive: Receive, send: Send, nonce: str) -> None:
        """Gradio's HTML with our nonce on its scripts and our own files in its head."""
        signed, more = self._door.greeting(scope, headers_of(scope))

        async def rewrite(started: Message, body: bytes) -> None:
            page = self._rewritten(body.decode(), nonce, signed) if started["status"] == 200 else body.decode()
            await reply(send, Reply(started["status"], page.encode(), "text/html; charset=utf-8", more))

        await self._app(_plain(scope, compressed=False), limited(receive, LARGEST_BODY), held_back(rewrite))

    def _rewritten(self, page: str, nonce: str, signed: str) -> str:
        head = _PREVIEWS.sub("", page).replace("</head>", f"{self._head}</head>", 1)
        scripts = head.replace("<script", f'<script nonce="{nonce}"')
        return re.sub(r"<body[^>]*>", lambda body: body[0] + signed, scripts, count=1) if signed else scripts


def _largest(path: str) -> int:
    return LARGEST_UPLOAD + MOST_FILES * _ROUND_FILES if path == _UPLOAD else LARGEST_BODY


def _event_of(body: bytes) -> str | None:
    try:
        event = json.loads(body).get("event_id")
    except (ValueError, AttributeError):
        return None
    return event if is_name(event) else None


def _not_now(words: str, headers: Mapping[bytes, str]) -> Reply:
    """Refuses a question for now, in the words that the asker gets to read.

    Gradio's script has words of its own for a 503 and shows ours for any other status; its client for programs takes
    no other status for a full queue. A browser names the origin of every question, a program does not.
    """
    status = 429 if b"origin" in headers else 503
    return Reply(status, json.dumps({"detail": words}).encode(), "application/json", ((b"retry-after", b"5"),))


def _saying(scope: Scope, told: Asked) -> Scope:
    """The request as it goes on to Gradio, its body being the one that was read here."""
    length = (b"content-length", str(len(told.body)).encode())
    return without(_plain(scope, compressed=False), b"content-length", b"transfer-encoding", then=[length])


def _host_name(host: str) -> str:
    """``localhost:7860`` -> ``localhost``, ``[::1]:7860`` -> ``::1``; what is no host gives the empty string."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _plain(scope: Scope, *, compressed: bool = True) -> Scope:
    """The request without what a proxy would have said, who asks, or a compression we could not look into."""
    unwanted = (b"x-forwarded-", b"forwarded", b"cookie", b"authorization")
    return without(scope, *unwanted, *(() if compressed else (b"accept-encoding",)))


def _security(nonce: str, *, door: bool, keep: bool) -> dict[bytes, bytes]:
    """The headers of a reply; ``keep`` leaves its caching to the app. The pages of the door have a stricter policy."""
    ours = {b"content-security-policy": _POLICY.format(nonce=nonce).encode(), **dict(_HEADERS)}
    if not keep:
        ours[b"cache-control"] = b"private, no-store"
    return {**ours, **dict(login_page.HEADERS)} if door else ours


def _with_headers(send: Send, ours: Mapping[bytes, bytes]) -> Send:
    """Adds the security headers to a reply, in the place of any others of these names."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message.get("headers", [])
            theirs = [(name, value) for name, value in given if name.lower() not in (*ours, b"server")]
            message = {**message, "headers": [*theirs, *ours.items()]}
        await send(message)

    return sending
