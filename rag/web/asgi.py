"""What the layers in front of Gradio are made of: a request as it came, and how one is answered. Plain ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

BODY_WITHIN = 60.0  # seconds that the body of a request may take to arrive


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of ours, as it is sent."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer to a request, as it is sent."""

    status: int
    body: bytes
    media_type: str = "text/plain; charset=utf-8"
    headers: tuple[Header, ...] = ()


NOT_FOUND = Reply(404, b"Not found.")
TOO_LARGE = Reply(413, b"Too large.")


async def reply(send: Send, answer: Reply) -> None:
    headers = [
        (b"content-type", answer.media_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def held_back(then: Callable[[Message, bytes], Awaitable[None]]) -> Send:
    """Takes in a whole response, and hands on its start and its body."""
    started: Message = {}
    body = bytearray()

    async def hold(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
            return
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            await then(started, bytes(body))

    return hold


def headers_of(scope: Scope) -> Mapping[bytes, str]:
    return {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}


def cookie_of(headers: Mapping[bytes, str], name: str) -> str:
    """A cookie's value; the empty string where there is none, or what was sent cannot be read."""
    try:
        found = SimpleCookie(headers.get(b"cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def limited(receive: Receive, largest: int, within: float = BODY_WITHIN) -> Receive:
    """Stops reading a body that grows past ``largest`` though its length was not announced, or that only drips in."""
    read, whole = 0, False
    deadline = asyncio.get_running_loop().time() + within

    async def next_part() -> Message:
        nonlocal read, whole
        if whole:  # from here on only the end of the connection is waited for, and that may take as long as it likes
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        read += len(message.get("body", b""))
        whole = message["type"] != "http.request" or not message.get("more_body")
        return {"type": "http.disconnect"} if read > largest else message

    return next_part


async def whole_body(receive: Receive) -> bytes | None:
    """The body of a request; ``None`` when it did not arrive whole."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """The body that was read already, then whatever comes after it (the end of the connection)."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def without(scope: Scope, *names: bytes, then: Iterable[Header] = ()) -> Scope:
    """The request without the headers that begin with these names, and with others put in."""
    kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(names)]
    return {**scope, "headers": [*kept, *then]}
