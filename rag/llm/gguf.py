"""A model file run in this process, through xllamacpp (llama.cpp as a prebuilt wheel, MIT).

Its server is the whole of llama.cpp's, so it is asked as any other: over a loopback port of its own, which wants a
key made for this process, so that nobody else on the machine can use it. The file is loaded with the first question.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.llm.address import address_of
from rag.llm.chat import ChatServer, HttpCall
from rag.llm.dialect import Schema
from rag.llm.errors import Failed, Failure
from rag.llm.feed import Event
from rag.llm.limits import Clock, Limits
from rag.llm.secret import Secret

if TYPE_CHECKING:
    from rag.llm.model import Message

CONTEXT = 8_192  # tokens; more costs memory for every one of them


class GgufFile:
    """A GGUF file as a source."""

    encrypted = True  # nothing leaves
    streams = True
    takes_forms = True
    host: str | None = None

    def __init__(self, path: Path, *, context: int | None = None, threads: int | None = None) -> None:
        self.name = path.name
        self.who = f"The model {path.name}"
        self.context = context or CONTEXT
        self._path = path
        self._threads = threads
        self._lock = threading.Lock()
        self._server: Any = None
        self._chat: ChatServer | None = None

    def ask(
        self, messages: Sequence[Message], most: int, limits: Limits, clock: Clock, schema: Schema | None = None
    ) -> GgufCall:
        return GgufCall(lambda: self.loaded().ask(messages, most, limits, clock, schema))

    def listing(self, clock: Clock) -> None:
        """Asking would load the file."""

    def loaded(self) -> ChatServer:
        """The file's server; the first to ask waits while it loads. Raises `Failed`."""
        with self._lock:
            if self._chat is None:
                key = secrets.token_hex(16)
                self._server = self._started(key)
                address = address_of(self._server.listening_address)
                self._chat = ChatServer(address, self.name, Secret("(made for this process)", key))
                self._chat.who = self.who
            return self._chat

    def _started(self, key: str) -> Any:
        import xllamacpp

        wanted = xllamacpp.CommonParams()
        wanted.model.path = str(self._path)
        wanted.n_ctx = self.context
        wanted.n_parallel = 1
        wanted.api_keys = [key]
        wanted.ui = False
        wanted.verbosity = -1
        if self._threads:
            wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = self._threads
        try:
            return xllamacpp.Server(wanted)
        except Exception:
            pass  # its text names paths and addresses of memory
        raise Failed(Failure("cannot be loaded", "Is the file whole, and memory enough?"))


class GgufCall:
    """A question that may have to wait for the file to be loaded."""

    connected = True  # the waiting counts as waiting for the first word

    def __init__(self, made: Any) -> None:
        self._made = made
        self._call: HttpCall | None = None
        self._closed = False

    def events(self) -> Iterator[Event]:
        self._call = self._made()
        if not self._closed:
            yield from self._call.events()

    def close(self) -> None:
        self._closed = True
        if self._call is not None:
            self._call.close()
