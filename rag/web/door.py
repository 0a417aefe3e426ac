"""The door: who asks. Either anybody on this machine, or whoever has logged in with a name and a password.

Both say whose a request is, so that nobody reads or changes what another opened (`rag.web.owners`).
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol
from urllib.parse import parse_qs

from rag.web.asgi import NOT_FOUND, Receive, Reply, Scope, cookie_of, limited, whole_body
from rag.web.login_page import login_page, logout_page
from rag.web.logins import Session, Sessions, Throttle, digest
from rag.web.users import Secret, Users

log = logging.getLogger(__name__)

LARGEST_FORM = 10_000  # bytes
MOST_WAITING = 8  # logins; each that is worked on takes 128 MiB for half a second, so there is one at a time
_ENDED = "Max-Age=0"

Headers = Mapping[bytes, str]


class Door(Protocol):
    """Says whose a request is, and answers those that are about coming and going."""

    def who(self, scope: Scope, headers: Headers) -> str | None:
        """Whose this request is; ``None``: of somebody who may not come in."""
        ...

    def account(self, scope: Scope, headers: Headers) -> str:
        """Under which name this request counts where one reader may have so much at a time."""
        ...

    def is_own(self, method: str, path: str) -> bool:
        """Whether the door itself answers this."""
        ...

    async def answer(self, scope: Scope, headers: Headers, receive: Receive) -> Reply: ...

    def greeting(self, scope: Scope, headers: Headers) -> tuple[str, tuple[tuple[bytes, bytes], ...]]:
        """What stands at the head of the page, and headers that go with it."""
        ...


class OpenDoor:
    """Lets everybody in who reaches this machine, and tells browsers apart by a cookie.

    A program without cookies is nobody in particular: what it opens is kept from browsers, and from other programs by
    its own name for it, which Gradio's client makes of 122 random bits.
    """

    def who(self, scope: Scope, headers: Headers) -> str | None:
        id = cookie_of(headers, _cookie_name(scope, secure=False))
        return digest(id) if id else ""

    def account(self, scope: Scope, headers: Headers) -> str:
        return self.who(scope, headers) or ""

    def is_own(self, _method: str, _path: str) -> bool:
        return False

    async def answer(self, _scope: Scope, _headers: Headers, _receive: Receive) -> Reply:
        return NOT_FOUND

    def greeting(self, scope: Scope, headers: Headers) -> tuple[str, tuple[tuple[bytes, bytes], ...]]:
        if len(cookie_of(headers, name := _cookie_name(scope, secure=False))) >= 32:
            return "", ()
        return "", (_cookie(name, secrets.token_urlsafe(32), secure=False),)


class LoginDoor:
    """Lets in whoever the file of users knows. ``secure``: readers come over TLS, which a proxy speaks for us."""

    def __init__(
        self, users: Users, *, secure: bool, sessions: Sessions | None = None, throttle: Throttle | None = None
    ) -> None:
        self._users = users
        self._secure = secure
        self._sessions = sessions or Sessions()
        self._throttle = throttle or Throttle()
        self._one = asyncio.Lock()
        self._waiting = 0

    def who(self, scope: Scope, headers: Headers) -> str | None:
        return digest(self._id(scope, headers)) if self._session(scope, headers) else None

    def account(self, scope: Scope, headers: Headers) -> str:
        """The user, however often logged in."""
        session = self._session(scope, headers)
        return session.name if session else ""

    def is_own(self, method: str, path: str) -> bool:
        return path in ("/login", "/logout") and method in ("GET", "POST")

    async def answer(self, scope: Scope, headers: Headers, receive: Receive) -> Reply:
        if scope["path"] == "/logout":
            return self._logout(scope, headers)
        if scope["method"] == "GET":
            return login_page()
        form = await whole_body(limited(receive, LARGEST_FORM))
        name, password = _form(form or b"")
        return await self._login(scope, headers, name, password)

    def greeting(self, scope: Scope, headers: Headers) -> tuple[str, tuple[tuple[bytes, bytes], ...]]:
        from rag.web.elements import tag

        session = self._session(scope, headers)
        who = session.name if session else ""
        words = tag("nav", tag("bdi", who), " ", tag("a", "Log out", href="/logout"), class_="fn-signed")
        return str(words), ()

    async def _login(self, scope: Scope, headers: Headers, name: str, password: str) -> Reply:
        address = self._address(scope, headers)
        if self._waiting >= MOST_WAITING:
            return login_page("Too many are logging in at this moment. Try again in a minute.", 503, wait=60)
        self._waiting += 1
        try:
            async with self._one:  # tries one by one: no two pass while neither has failed yet
                wait = math.ceil(self._throttle.wait(name, address))
                if wait:
                    return login_page(f"Too many wrong passwords. Try again in {wait} seconds.", 429, wait=wait)
                secret = await asyncio.to_thread(self._users.check, name, password)
                return self._let_in(scope, headers, name, secret, address)
        finally:
            self._waiting -= 1

    def _let_in(self, scope: Scope, headers: Headers, name: str, secret: Secret | None, address: str) -> Reply:
        if secret is None:
            self._throttle.failed(name, address)
            log.warning("A wrong name or password from %s", address)  # not the name: passwords are typed there, too
            return login_page("Name or password is wrong.", 401)
        self._throttle.succeeded(name)
        self._sessions.end(self._id(scope, headers))  # a session that was there before is none of the new one's
        id = self._sessions.begin(name, secret)
        cookie = _cookie(_cookie_name(scope, secure=self._secure), id, secure=self._secure)
        if "text/html" in headers.get(b"accept", ""):
            return Reply(303, b"", headers=((b"location", b"/"), cookie))
        return Reply(200, b'{"success": true}', "application/json", (cookie,))  # a program, as gradio_client wants it

    def _logout(self, scope: Scope, headers: Headers) -> Reply:
        session = self._session(scope, headers)
        if scope["method"] == "GET" and session:
            return logout_page(session.name)
        self._sessions.end(self._id(scope, headers))
        name = _cookie_name(scope, secure=self._secure)
        return Reply(303, b"", headers=((b"location", b"/login"), _cookie(name, "", secure=self._secure, more=_ENDED)))

    def _address(self, scope: Scope, headers: Headers) -> str:
        """Where a try comes from. A proxy on this machine is believed in what it adds itself, as the last."""
        peer = str((scope.get("client") or ("unknown",))[0])
        told = headers.get(b"x-forwarded-for", "").rpartition(",")[2].strip()
        with suppress(ValueError):
            if self._secure and ipaddress.ip_address(peer).is_loopback and ipaddress.ip_address(told):
                return told
        return peer

    def _id(self, scope: Scope, headers: Headers) -> str:
        return cookie_of(headers, _cookie_name(scope, secure=self._secure))

    def _session(self, scope: Scope, headers: Headers) -> Session | None:
        """The session of a user who is still in the file, with the password of then."""
        session = self._sessions.find(self._id(scope, headers))
        return session if session and self._users.read().get(session.name) == session.stamp else None


def _form(body: bytes) -> tuple[str, str]:
    """Name and password; empty for what is no form."""
    try:
        fields = parse_qs(body.decode(), max_num_fields=10)
    except ValueError:
        return "", ""
    return fields.get("username", [""])[0].strip(), fields.get("password", [""])[0]


def _cookie_name(scope: Scope, *, secure: bool) -> str:
    """Cookies know no ports: two pages on one machine each need a name."""
    port = (scope.get("server") or ("", 0))[1] or 0
    return f"__Host-footnote-{port}" if secure else f"footnote-{port}"


def _cookie(name: str, value: str, *, secure: bool, more: str = "") -> tuple[bytes, bytes]:
    parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Strict"]
    parts += ["Secure"] if secure else []
    parts += [more] if more else []
    return b"set-cookie", "; ".join(parts).encode()
