"""How a question is put to a server, and how its answer is read: OpenAI's chat completions, or Anthropic's messages.

Anthropic is spoken to directly, not through LlamaIndex's class for it: that one (0.12.3) fails with the SDK it brings
along (2.14), and would put the limits of `rag.llm` out of reach as ``OpenAILike`` does (see `rag.llm.chat`).
Its stream: https://docs.anthropic.com/en/api/messages-streaming.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.llm import wire
from rag.llm.feed import Event
from rag.llm.secret import Secret

if TYPE_CHECKING:
    from rag.llm.model import Message

Reader = Callable[[Iterable[bytes]], Iterator[Event]]
Said = list[dict[str, str]]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dialect:
    """``body`` makes the request of messages and the most tokens; ``key`` makes the header of a key.

    ``form`` makes what holds the answer to a JSON schema; None where there is nothing of the kind.
    """

    path: str
    body: Callable[[Said, int], dict[str, Any]]
    key: Callable[[Secret], dict[str, str]]
    streamed: Reader
    whole: Reader
    form: Callable[[Schema], dict[str, Any]] | None = None

    def request(
        self, model: str, messages: Sequence[Message], most: int, streams: bool, schema: Schema | None = None
    ) -> dict[str, Any]:
        """The whole body of a request."""
        said = [{"role": message.role, "content": message.content} for message in messages]
        held = self.form(schema) if self.form and schema is not None else {}
        return {"model": model, "stream": streams, **self.body(said, most), **held}


def _bearer(key: Secret) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.value()}"}


def _anthropic_key(key: Secret) -> dict[str, str]:
    return {"x-api-key": key.value(), "anthropic-version": "2023-06-01"}


def _common(said: Said, most: int) -> dict[str, Any]:
    """What every server that imitates OpenAI's understands."""
    return {"messages": said, "max_tokens": most, "temperature": 0}


def _openai(said: Said, most: int) -> dict[str, Any]:
    """OpenAI's newer models refuse a temperature, and have another name for the limit."""
    return {"messages": said, "max_completion_tokens": most}


def _anthropic(said: Said, most: int) -> dict[str, Any]:
    """What the system says stands beside the messages."""
    system = "\n\n".join(turn["content"] for turn in said if turn["role"] == "system")
    turns = [turn for turn in said if turn["role"] != "system"]
    return {"messages": turns, "max_tokens": most, **({"system": system} if system else {})}


def form(schema: Schema) -> dict[str, Any]:
    """OpenAI's way to ask for JSON, which vLLM, llama.cpp's server, LM Studio and Ollama's ``/v1`` all understand."""
    wanted = {"name": "answer", "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": wanted}}


BOUNDS = ("minItems", "maxItems", "minLength", "maxLength")


def unbounded_form(schema: Schema) -> dict[str, Any]:
    """The same for OpenAI itself, whose strict schemas have no bounds: one of them, and all is refused."""
    return form(_without_bounds(schema))


def _without_bounds(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {name: inner for name, inner in value.items() if name not in BOUNDS or isinstance(inner, Mapping)}
        return {name: _without_bounds(inner) for name, inner in kept.items()}
    return value


OPENAI_LIKE = Dialect("/chat/completions", _common, _bearer, wire.streamed, wire.whole, form)
OPENAI = Dialect("/chat/completions", _openai, _bearer, wire.streamed, wire.whole, unbounded_form)
ANTHROPIC = Dialect("/messages", _anthropic, _anthropic_key, wire.anthropic_streamed, wire.anthropic_whole)
