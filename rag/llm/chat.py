"""Asking a server: vLLM, llama.cpp, LM Studio, Ollama, all of which speak as OpenAI does, and the hosted ones.

We speak to it through httpx, not through LlamaIndex's ``OpenAILike``: that one retries by itself for up to a minute,
gives no handle on its connection before the first token comes (so that neither a stop nor a limit on the whole can
close it), bounds no bytes, and hands on errors whose text may repeat what was sent. A LlamaIndex object the user
brings is taken all the same (`rag.llm.llamaindex`), with the bounds that can be put around it from outside.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rag.llm import wire
from rag.llm.address import Address
from rag.llm.dialect import OPENAI_LIKE, Dialect, Reader, Schema
from rag.llm.errors import Failed, Failure
from rag.llm.feed import Event
from rag.llm.limits import Clock, Limits
from rag.llm.retry import seconds_asked
from rag.llm.secret import Secret
from rag.llm.watch import heard

if TYPE_CHECKING:
    import httpx

    from rag.llm.model import Message

PROBE = Limits(connect=3, first=3, stall=3, total=3)  # seconds for "are you there?"
ERROR_BODY = 65_536  # bytes of an error that are read to find a known code in it
UNKNOWN_CONTEXT = 4_096  # tokens; what Ollama gives a model by default, and few servers give less


class ChatServer:
    """One model of one server."""

    def __init__(
        self,
        address: Address,
        model: str,
        key: Secret | None = None,
        *,
        key_variable: str = "FOOTNOTE_LLM_KEY",
        context: int | None = None,
        dialect: Dialect = OPENAI_LIKE,
        streams: bool = True,
    ) -> None:
        self.name = model
        self.host = None if address.here else address.host
        self.who = f"The model server at {address.host}"
        self.encrypted = address.encrypted
        self.streams = streams
        self.takes_forms = dialect.form is not None
        self._address = address
        self._key = key
        self._key_variable = key_variable
        self._given_context = context
        self._dialect = dialect

    def ask(
        self, messages: Sequence[Message], most: int, limits: Limits, clock: Clock, schema: Schema | None = None
    ) -> HttpCall:
        """The question, ready to go."""
        body = self._dialect.request(self.name, messages, most, self.streams, schema)
        return self._call("POST", self._dialect.path, body, limits, clock)

    def listing(self, clock: Clock) -> HttpCall:
        """Which models it has: a question that costs nothing and tells nothing."""
        return self._call("GET", "/models", None, PROBE, clock)

    @cached_property
    def context(self) -> int:
        """Tokens of prompt and answer together: as given, as the server says, or what few servers fall below."""
        if self._given_context:
            return self._given_context
        try:
            said = json.loads(heard(self.listing(Clock()), PROBE, Clock()))
        except (Failed, ValueError, RecursionError):
            return UNKNOWN_CONTEXT
        return context_said(said, self.name) or UNKNOWN_CONTEXT

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None, limits: Limits, clock: Clock) -> HttpCall:
        headers = {"Accept-Encoding": "identity", "User-Agent": "footnote"}
        headers |= self._dialect.key(self._key) if self._key else {}
        request = {"method": method, "url": self._address.to(path), "headers": _Hidden(headers), "json": body}
        return HttpCall(lambda: self._client(limits), request, self._judged(clock), limits.received, self._dialect)

    def _client(self, limits: Limits) -> httpx.Client:
        """One for each call, so that closing one closes no other. No proxy stands between us and this machine."""
        import httpx

        patience = httpx.Timeout(limits.total, connect=limits.connect)
        verify = self._certificates if self.encrypted or self.host else False
        return httpx.Client(timeout=patience, verify=verify, trust_env=self.host is not None)

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        import httpx

        return httpx.create_ssl_context()

    def _judged(self, clock: Clock) -> Callable[[int, Mapping[str, str], str], Failure]:
        def failure(status: int, headers: Mapping[str, str], body: str) -> Failure:
            after = seconds_asked(headers.get("retry-after"), clock.wall())
            return wire.failure_of(status, body, self.name, self._key_variable, after)

        return failure


class _Hidden(dict[str, str]):
    """Headers that do not show themselves in a dump of local variables."""

    def __repr__(self) -> str:
        return "<headers>"


class HttpCall:
    """One request on its way; see `rag.llm.feed.Call`."""

    def __init__(
        self,
        client: Callable[[], httpx.Client],
        request: dict[str, Any],
        judged: Callable[[int, Mapping[str, str], str], Failure],
        received: int,
        dialect: Dialect,
    ) -> None:
        self.connected = False
        self._client = client
        self._request = request
        self._judged = judged
        self._received = received
        self._dialect = dialect
        self._socket: socket.socket | None = None
        self._closed = False
        self._lock = threading.Lock()

    def close(self) -> None:
        """Shut the connection, whoever is reading from it: the server sees it at once."""
        with self._lock:
            self._closed = True
            _shut(self._socket)

    def events(self) -> Iterator[Event]:
        """What the server says. Raises `Failed`, without the exception of the library as its context."""
        import httpx

        failure = None
        try:
            with (
                self._client() as client,
                client.stream(**self._request, extensions={"trace": self._trace}) as response,
            ):
                yield from self._read(response)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            failure = cause_of(error)
        if failure:
            raise Failed(failure)

    def _read(self, response: httpx.Response) -> Iterator[Event]:
        if response.status_code != 200:
            body = _at_most(response.iter_raw(), ERROR_BODY).decode("utf-8", "replace")
            raise Failed(self._judged(response.status_code, response.headers, body))
        if response.headers.get("content-encoding", "identity") != "identity":
            raise Failed(wire.MALFORMED)  # asked not to; what a few bytes unpack to has no bound
        read = self._reader(response.headers.get("content-type", ""))
        yield from read(self._bounded(response.iter_raw()))

    def _reader(self, kind: str) -> Reader:
        """By what comes, not by what was asked for: some servers stream to everybody, some to nobody."""
        if "html" in kind:
            raise Failed(Failure("answered with a web page{times}", "Is its address right?", again=True))
        if self._request["method"] == "GET":
            return wire.plain
        asked = self._request["json"]["stream"]
        stream = "event-stream" in kind or (asked and "json" not in kind)
        return self._dialect.streamed if stream else self._dialect.whole

    def _bounded(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        received = 0
        for chunk in chunks:
            received += len(chunk)
            if received > self._received:
                raise Failed(Failure("wrote on and on, far beyond what it was asked for", sound=True))
            yield chunk

    def _trace(self, step: str, info: Mapping[str, Any]) -> None:
        """httpcore's account of what it does: the one way to get hold of the socket before an answer comes."""
        if step.endswith(("connect_tcp.complete", "start_tls.complete")):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
                if self._closed:
                    _shut(self._socket)
        elif step.endswith("send_request_headers.started"):
            self.connected = True


def _shut(sock: socket.socket | None) -> None:
    """Wakes the reader too, which closing from another thread would not."""
    if sock is not None:
        with suppress(OSError):  # closed already
            sock.shutdown(socket.SHUT_RDWR)


def _at_most(chunks: Iterable[bytes], limit: int) -> bytes:
    body = b""
    for chunk in chunks:
        body += chunk
        if len(body) >= limit:
            break
    return body[:limit]


def cause_of(error: BaseException) -> Failure:
    """An exception of httpx in words; its own text, which may repeat what was sent, is not used."""
    import httpx

    causes = list(_chain(error))
    for kind, failure in CAUSES:
        if any(isinstance(cause, kind) for cause in causes):
            return failure
    if isinstance(error, httpx.ConnectTimeout):
        return Failure("did not take the connection in time{times}", again=True)
    if isinstance(error, httpx.ConnectError):
        return Failure("cannot be reached{times}", again=True)
    if isinstance(error, httpx.TimeoutException):
        return Failure("took too long")
    return Failure("broke off its answer{times}", again=True)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


CAUSES: tuple[tuple[type[BaseException], Failure], ...] = (
    (socket.gaierror, Failure("cannot be found under that name{times}", again=True)),
    (ssl.SSLCertVerificationError, Failure("shows a certificate that is not trusted")),
    (ssl.SSLError, Failure("speaks no TLS there", "Is it http:// instead?")),
    (ConnectionRefusedError, Failure("refused the connection{times}", "Is it running?", again=True)),
)


def context_said(listing: Any, model: str) -> int | None:
    """The context a server's list of models states for one (vLLM: max_model_len; llama.cpp: meta.n_ctx)."""
    models = listing.get("data") if isinstance(listing, dict) else None
    models = [one for one in models if isinstance(one, dict)] if isinstance(models, list) else []
    ours = next((one for one in models if one.get("id") == model), models[0] if len(models) == 1 else {})
    meta = ours.get("meta")
    said = ours.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else None)
    return said if isinstance(said, int) and said > 0 else None
