"""Any LlamaIndex ``LLM`` object as a model: the door for what its user has made.

Its limits are put around it from outside: the waiting is bounded by our clock, the text by our counts, and stop ends
the wait at once. What cannot be had from outside is to close its connection: the object's own thread is left alone
and ends with the next piece it gets. Retries are the object's own affair, so we add none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rag.llm import wire
from rag.llm.address import NotAnAddress, address_of
from rag.llm.dialect import Schema, unbounded_form
from rag.llm.errors import Failed, Failure
from rag.llm.feed import End, Event, Text
from rag.llm.limits import Clock, Limits
from rag.llm.retry import seconds_asked

if TYPE_CHECKING:
    from llama_index.core.base.llms.base import BaseLLM

    from rag.llm.model import Message

UNSTATED = "a host that its LlamaIndex object does not name"
# Classes that say nowhere in a field where they send a text; the module's name says it.
HOSTS = {"openai": "api.openai.com", "anthropic": "api.anthropic.com", "mistralai": "api.mistral.ai"}
UNLISTED_CONTEXT = 8_192  # tokens
HERE = ("llama_index.core.llms.mock", "llama_index.llms.llama_cpp", "llama_index.llms.huggingface.")


class LlamaModel:
    """A LlamaIndex ``LLM`` as a source."""

    def __init__(self, llm: BaseLLM) -> None:
        self.name = _name(llm)
        self.who = f"The model {self.name}"
        self.host = host_of(llm)
        self.encrypted = not str(_field(llm, BASES) or "https").startswith("http://")
        self.streams = True
        self.takes_forms = _takes_forms(llm)
        self._held = _Held(llm)

    def __repr__(self) -> str:
        return f"LlamaModel({self.name!r})"

    @property
    def context(self) -> int:
        try:
            return int(self._held.llm.metadata.context_window)
        except ValueError:  # LlamaIndex keeps a list of the models it knows; a newer one is not on it
            return UNLISTED_CONTEXT

    def ask(
        self, messages: Sequence[Message], most: int, _: Limits, clock: Clock, schema: Schema | None = None
    ) -> LlamaCall:
        return LlamaCall(self._held, messages, most, self.name, clock, schema)

    def listing(self, clock: Clock) -> None:
        """Nothing cheap to ask it."""


class _Held:
    """Keeps an object from showing itself: among its fields is its key."""

    def __init__(self, llm: BaseLLM) -> None:
        self.llm = llm

    def __repr__(self) -> str:
        return f"<{type(self.llm).__name__}>"


class LlamaCall:
    """One chat with the object; see `rag.llm.feed.Call`."""

    connected = True

    def __init__(
        self,
        held: _Held,
        messages: Sequence[Message],
        most: int,
        name: str,
        clock: Clock,
        schema: Schema | None = None,
    ) -> None:
        self._held = held
        self._schema = schema
        self._name = name
        self._messages = messages
        self._most = most
        self._clock = clock

    def close(self) -> None:
        """There is no handle on its connection; the feed takes no further piece, which ends it."""

    def events(self) -> Iterator[Event]:
        """What the object says. Raises `Failed`, never the object's own exception."""
        failure = None
        try:
            yield from self._said()
        except Failed:
            raise
        except Exception as error:
            failure = self._cause(error)
        if failure:
            raise Failed(failure)

    def _said(self) -> Iterator[Event]:
        said = ""
        for reply in self._replies():
            piece = reply.message.content or ""
            piece = reply.delta if reply.delta is not None else piece[len(said) :]
            said += piece
            yield Text(piece)
        yield End("stop")

    def _replies(self) -> Iterator[Any]:
        """The object's replies as they grow, or the one reply of an object that does not stream."""
        from llama_index.core.base.llms.types import ChatMessage

        llm = self._held.llm
        turns = [ChatMessage(role=message.role, content=message.content) for message in self._messages]
        # Only what has the field is sure to understand the argument.
        bound: dict[str, Any] = {}
        if "max_tokens" in getattr(type(llm), "model_fields", ()):
            bound["max_tokens"] = self._most
        if self._schema is not None:
            bound |= unbounded_form(self._schema)
        try:
            yield from llm.stream_chat(turns, **bound)
        except NotImplementedError:
            yield llm.chat(turns, **bound)

    def _cause(self, error: Exception) -> Failure:
        """In our words: a library's message may repeat the request."""
        status = getattr(error, "status_code", None)
        if isinstance(status, int):
            headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
            after = seconds_asked(headers.get("retry-after"), self._clock.wall())
            failure = wire.failure_of(status, "", self._name, after=after)
            return dataclasses.replace(failure, again=False)
        if "Timeout" in type(error).__name__:
            return Failure("took too long")
        if "Connect" in type(error).__name__:
            return Failure("cannot be reached")
        advice = "Is its name right, and its package up to date?"
        return Failure(f"failed ({type(error).__name__})", advice, form=True)


def _takes_forms(llm: Any) -> bool:
    """Whether it hands ``response_format`` on to a server's chat: LlamaIndex's OpenAI, and what is made from it.

    Others would do as they like with an argument that they do not know.
    """
    made_from = any(kind.__module__ == "llama_index.llms.openai.base" for kind in type(llm).__mro__)
    return made_from and bool(getattr(llm, "is_chat_model", True))


def _name(llm: Any) -> str:
    """What it calls itself, in one short line; asked of its fields first, for metadata may refuse a newer model."""
    name = _field(llm, ("model", "model_name")) or llm.metadata.model_name
    name = name if isinstance(name, str) and name.isprintable() else ""
    return name[:200] or type(llm).__name__


BASES = ("api_base", "base_url", "endpoint", "azure_endpoint")


def host_of(llm: Any) -> str | None:
    """The host a LlamaIndex object sends texts to, None for this machine; unknown is another machine."""
    module = type(llm).__module__
    if base := _field(llm, BASES):
        try:
            address = address_of(str(base))
        except NotAnAddress:
            return UNSTATED
        return None if address.here else address.host
    if module.startswith(HERE):
        return None
    named = (host for name, host in HOSTS.items() if module.startswith(f"llama_index.llms.{name}."))
    return next(named, UNSTATED)


def _field(llm: Any, names: Sequence[str]) -> Any:
    return next((value for name in names if (value := getattr(llm, name, None))), None)
