"""How a question is put to a server, and how its answer is read: OpenAI's chat completions, or Anthropic's messages.

Anthropic is spoken to directly, not through LlamaIndex's class for it: that one (0.12.3) fails with the SDK it brings
along (2.14), and would put the limits of `rag.llm` out of reach as ``OpenAILike`` does (see `rag.llm.chat`).
Its stream: https://docs.anthropic.com/en/api/messages-streaming.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.llm import wire
from rag.llm.feed import Event
from rag.llm.secret import Secret

if TYPE_CHECKING:
    from rag.llm.model import Message

Reader = Callable[[Iterable[bytes]], Iterator[Event]]
Said = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """``body`` makes the request of messages and the most tokens; ``key`` makes the header of a key."""

    path: str
    body: Callable[[Said, int], dict[str, Any]]
    key: Callable[[Secret], dict[str, str]]
    streamed: Reader
    whole: Reader

    def request(self, model: str, messages: Sequence[Message], most: int, streams: bool) -> dict[str, Any]:
        """The whole body of a request."""
        said = [{"role": message.role, "content": message.content} for message in messages]
        return {"model": model, "stream": streams, **self.body(said, most)}


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


OPENAI_LIKE = Dialect("/chat/completions", _common, _bearer, wire.streamed, wire.whole)
OPENAI = Dialect("/chat/completions", _openai, _bearer, wire.streamed, wire.whole)
ANTHROPIC = Dialect("/messages", _anthropic, _anthropic_key, wire.anthropic_streamed, wire.anthropic_whole)
