"""A model server on this machine, for tests: it says what it was told to say, and misbehaves to the byte.

It speaks ``/v1/chat/completions`` (streamed and whole) and ``/v1/models``, keeps every request it got, and knows
when a client hung up. A reply is a text (streamed word by word), a function of the request that gives one, or a
script of bytes and deeds::

    with StubServer(["The war lasted 44 days. [k7f3]"]) as server:
        model = open_model(server.spec, {})
        ...
        assert server.requests[0].messages[-1]["role"] == "user"

    StubServer([status(503), "Now it works."])
    StubServer([Script(head(), chunk("The war"), HOLD)])      # stalls, until the client hangs up
    StubServer(lambda request: request.messages[-1]["content"])  # obeys

Replies are given in turn; the last one is given again and again.
"""

from __future__ import annotations

import json
import re
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

PATIENCE = 30.0  # seconds: for slow machines; nothing waits so long where all is well

DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def messages(self) -> list[dict[str, str]]:
        return list(self.body.get("messages", ()))

    @property
    def streamed(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def prompt(self) -> str:
        """Everything the model would read, as one text."""
        return "\n\n".join(message["content"] for message in self.messages)


@dataclass(frozen=True)
class Deed:
    """Something a script does to the connection; ``name`` is for reading failures."""

    name: str
    act: Callable[[Connection], None] = field(repr=False)


Step = bytes | Deed | Iterable[bytes]


class Script:
    """A reply made of bytes, deeds, and (endless, if need be) series of bytes; then the connection is closed."""

    def __init__(self, *steps: Step) -> None:
        self.steps = steps


Reply = str | Script
Answering = Callable[[Request], Reply]


class Hung(Exception):
    """The client hung up."""


class Connection:
    """One client's connection, to write bytes to."""

    def __init__(self, sock: socket.socket, closing: threading.Event) -> None:
        self._sock = sock
        self._closing = closing

    def send(self, data: bytes) -> None:
        try:
            self._sock.sendall(data)
        except OSError:
            raise Hung from None

    def hold(self) -> None:
        """Say nothing more until the client hangs up, or the server is closed."""
        while not self._closing.is_set():
            if select.select([self._sock], [], [], 0.01)[0]:
                raise Hung

    def reset(self) -> None:
        """Cut the connection without a farewell (RST), as a killed process behind a router does."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()


HOLD = Deed("hold", Connection.hold)
RESET = Deed("reset", Connection.reset)


def then(act: Callable[[], object]) -> Deed:
    """A deed of the test's own: set a flag, move a clock."""
    return Deed("then", lambda _: (act(), None)[1])


def head(status: int = 200, kind: str = "text/event-stream", **headers: str) -> bytes:
    """A status line and headers; the body ends where the connection does."""
    lines = [f"HTTP/1.1 {status} Any", f"Content-Type: {kind}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def status(code: int, body: str = "", kind: str = "application/json", **headers: str) -> Script:
    """A whole reply with a status: ``status(429, Retry_After="2")``."""
    return Script(head(code, kind, **headers), body.encode())


def event(choice: Mapping[str, Any]) -> bytes:
    """One server-sent event with one choice."""
    data = {"id": "stub", "object": "chat.completion.chunk", "model": "stub", "choices": [{"index": 0, **choice}]}
    return f"data: {json.dumps(data)}\n\n".encode()


def chunk(text: str, **delta: Any) -> bytes:
    """One event that brings a piece of text."""
    return event({"delta": {"content": text, **delta}, "finish_reason": None})


def finish(reason: str = "stop") -> bytes:
    """The event that says why the text ends, and the end of the stream."""
    return event({"delta": {}, "finish_reason": reason}) + DONE


def whole(text: str | None, reason: str = "stop", **message: Any) -> bytes:
    """The body of a reply that is not streamed."""
    said = {"role": "assistant", "content": text, **message}
    choice = {"index": 0, "message": said, "finish_reason": reason}
    return json.dumps({"id": "stub", "object": "chat.completion", "choices": [choice]}).encode()


def script_of(text: str, streamed: bool) -> Script:
    """A text as a well-behaved server says it: word by word, or whole."""
    if not streamed:
        return Script(head(kind="application/json"), whole(text))
    return Script(head(), *map(chunk, re.findall(r"\s*\S+|\s+", text)), finish())


class StubServer:
    """The server: open inside a ``with``. ``requests`` are the calls to the model, ``probes`` all others."""

    def __init__(
        self, replies: Sequence[Reply] | Answering = (), *, models: Reply | None = None, model: str = "stub"
    ) -> None:
        self.requests: list[Request] = []
        self.probes: list[Request] = []
        self.hung_up = 0
        self.model = model
        self._replies = replies
        self._models = models or json.dumps({"data": [{"id": model, "max_model_len": 8192}]})
        self._closing = threading.Event()
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stub = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.address}/v1"

    @property
    def spec(self) -> str:
        """What ``--llm`` and `open_model` are given."""
        return f"openai-like:{self.url}#{self.model}"

    def __enter__(self) -> StubServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)

    def wait_until_hung_up(self, times: int = 1) -> bool:
        """Whether the client hangs up in the middle of a reply this often; waits for it."""
        with self._changed:
            return self._changed.wait_for(lambda: self.hung_up >= times, PATIENCE)

    def wait_for_requests(self, count: int = 1) -> bool:
        """Whether this many calls come in; waits for them."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.requests) >= count, PATIENCE)

    # What the handler calls

    def reply_to(self, request: Request) -> Reply:
        with self._changed:
            if request.method == "GET":
                self.probes.append(request)
                return self._models
            self.requests.append(request)
            turn = len(self.requests) - 1
            self._changed.notify_all()
        if callable(self._replies):
            return self._replies(request)
        return self._replies[min(turn, len(self._replies) - 1)]

    def play(self, script: Script, sock: socket.socket) -> None:
        connection = Connection(sock, self._closing)
        try:
            for step in script.steps:
                for part in _parts(step):
                    if self._closing.is_set():
                        return
                    part.act(connection) if isinstance(part, Deed) else connection.send(part)
        except Hung:
            with self._changed:
                self.hung_up += 1
                self._changed.notify_all()


def _parts(step: Step) -> Iterator[bytes | Deed]:
    if isinstance(step, bytes | Deed):
        yield step
    else:
        yield from step


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    stub: StubServer

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is no news here."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(json.loads(body or b"{}"))

    def _answer(self, body: Mapping[str, Any]) -> None:
        self.close_connection = True
        request = Request(self.command, self.path, dict(self.headers.items()), body)
        reply = self.server.stub.reply_to(request)
        if isinstance(reply, str) and request.method == "GET":
            reply = status(200, reply)
        elif isinstance(reply, str):
            reply = script_of(reply, request.streamed)
        self.server.stub.play(reply, self.connection)

    def log_message(self, *_: Any) -> None:
        """Silence."""
