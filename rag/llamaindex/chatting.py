"""The archive as a LlamaIndex chat engine: what was said is understood in what follows, every answer is checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import llama_index.core.instrumentation as instrument
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.base.response.schema import AsyncStreamingResponse, Response, StreamingResponse
from llama_index.core.callbacks import CallbackManager, trace_method
from llama_index.core.chat_engine.types import AgentChatResponse, BaseChatEngine, StreamingAgentChatResponse
from llama_index.core.instrumentation.events.chat_engine import (
    StreamChatDeltaReceivedEvent,
    StreamChatEndEvent,
    StreamChatErrorEvent,
    StreamChatStartEvent,
)
from llama_index.core.llms.llm import LLM
from llama_index.core.memory.types import BaseChatStoreMemory, BaseMemory
from llama_index.core.storage.chat_store import SimpleChatStore
from llama_index.core.tools import ToolOutput

from rag.llamaindex.telling import Told, astreamed_response, response_of, streamed_response
from rag.llamaindex.wording import unmarked
from rag.types import Turn

if TYPE_CHECKING:
    from rag.archive import Archive

TOOL = "footnote"
dispatcher = instrument.get_dispatcher(__name__)


def as_chat_engine(archive: Archive, memory: BaseMemory | None = None, **options: Any) -> FootnoteChatEngine:
    """The archive as a LlamaIndex chat engine; ``options`` (``after=``, ``outlets=`` …) as for `Archive.ask`."""
    return FootnoteChatEngine(archive, memory, options)


class WholeMemory(BaseChatStoreMemory):
    """All that was said: follow-ups are read in the light of the latest turns only, so nothing has to be cut."""

    @classmethod
    def from_defaults(
        cls,
        chat_history: list[ChatMessage] | None = None,
        llm: LLM | None = None,  # noqa: ARG003
        **kwargs: Any,
    ) -> WholeMemory:
        """A memory that holds a conversation, or none; no model (``llm``) has to have room for it."""
        memory = cls(chat_store=SimpleChatStore(), **kwargs)
        memory.set(list(chat_history or ()))
        return memory


@dataclass
class CheckedChatStream(StreamingAgentChatResponse):
    """A streamed answer that is worked on while it is read: closing its generator stops the language model.

    LlamaIndex's own is drained by a thread of its own, which nothing stops. ``metadata`` and ``source_nodes`` are those
    of the answer so far, and of the whole one at the end.
    """

    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def response_gen(self) -> Generator[str, None, None]:
        """Sentences that are complete and checked."""
        assert self.chat_stream is not None, "this is an asynchronous stream: read async_response_gen()"
        with closing(self.chat_stream) as replies:
            for reply in replies:
                yield self._told(reply)
        self.is_done = True

    async def async_response_gen(self) -> AsyncGenerator[str, None]:
        """The same for asynchronous readers."""
        assert self.achat_stream is not None, "this is a synchronous stream: read response_gen"
        async with aclosing(self.achat_stream) as replies:
            async for reply in replies:
                yield self._told(reply)
        self.is_done = True

    def _told(self, reply: ChatResponse) -> str:
        self.unformatted_response += reply.delta or ""
        self.response = self.unformatted_response.strip()
        return reply.delta or ""


class FootnoteChatEngine(BaseChatEngine):
    """Footnote's conversations behind LlamaIndex's interface.

    `Archive.ask` puts a follow-up into words that stand alone; ``metadata["standalone_question"]`` shows them. What was
    shown is remembered, of a stopped stream too. ``memory`` may be any of LlamaIndex's.
    """

    def __init__(
        self,
        archive: Archive,
        memory: BaseMemory | None = None,
        options: dict[str, Any] | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        self.archive = archive
        self.callback_manager = callback_manager or CallbackManager()
        self._memory = memory or WholeMemory.from_defaults()
        self._options = options or {}

    @trace_method("chat")
    def chat(self, message: str, chat_history: list[ChatMessage] | None = None) -> AgentChatResponse:
        """Answer a message in the light of what was said; ``chat_history`` takes the place of what is remembered."""
        if chat_history is not None:
            self._memory.set(chat_history)
        turns = turns_of(self._memory.get(input=message))
        response = response_of(self.archive.ask(message, turns, **self._options))
        self._memory.put_messages(exchange(message, str(response)))
        return chat_response(message, response)

    @trace_method("chat")
    async def achat(self, message: str, chat_history: list[ChatMessage] | None = None) -> AgentChatResponse:
        """The same, asynchronously."""
        turns = await self._aturns(message, chat_history)
        answer = await asyncio.to_thread(self.archive.ask, message, turns, **self._options)
        response = response_of(answer)
        await self._memory.aput_messages(exchange(message, str(response)))
        return chat_response(message, response)

    @trace_method("chat")
    def stream_chat(self, message: str, chat_history: list[ChatMessage] | None = None) -> CheckedChatStream:
        """The same, sentence by sentence; the work begins with the first one that is read."""
        if chat_history is not None:
            self._memory.set(chat_history)
        turns, told = turns_of(self._memory.get(input=message)), Told()
        response = streamed_response(self.archive.stream(message, turns, **self._options), told)
        return CheckedChatStream(chat_stream=self._replies(message, response, told), **chat_parts(message, response))

    @trace_method("chat")
    async def astream_chat(self, message: str, chat_history: list[ChatMessage] | None = None) -> CheckedChatStream:
        """The same, asynchronously and sentence by sentence."""
        turns, told = await self._aturns(message, chat_history), Told()
        response = astreamed_response(partial(self.archive.ask, message, turns, **self._options), told)
        return CheckedChatStream(achat_stream=self._areplies(message, response, told), **chat_parts(message, response))

    def reset(self) -> None:
        """Forget what was said."""
        self._memory.reset()

    @property
    def chat_history(self) -> list[ChatMessage]:
        """What was said."""
        return self._memory.get_all()

    async def _aturns(self, message: str, chat_history: list[ChatMessage] | None) -> list[Turn]:
        if chat_history is not None:
            await self._memory.aset(chat_history)
        return turns_of(await self._memory.aget(input=message))

    def _replies(self, message: str, response: StreamingResponse, told: Told) -> Generator[ChatResponse, None, None]:
        try:
            with announced(), closing(response.response_gen) as words:
                for delta in words:
                    yield reply(told.text, delta)
        finally:
            if told.kept:
                self._memory.put_messages(exchange(message, told.kept))

    async def _areplies(
        self, message: str, response: AsyncStreamingResponse, told: Told
    ) -> AsyncGenerator[ChatResponse, None]:
        try:
            with announced():
                async with aclosing(response.response_gen) as words:
                    async for delta in words:
                        yield reply(told.text, delta)
        finally:
            if told.kept:
                await self._memory.aput_messages(exchange(message, told.kept))


@contextmanager
def announced() -> Iterator[None]:
    """A stream with LlamaIndex's events around it."""
    dispatcher.event(StreamChatStartEvent())
    try:
        yield
    except GeneratorExit:
        dispatcher.event(StreamChatEndEvent())
        raise
    except Exception as error:
        dispatcher.event(StreamChatErrorEvent(exception=error))
        raise
    dispatcher.event(StreamChatEndEvent())


def reply(text: str, delta: str) -> ChatResponse:
    """A piece of a stream, with all that was told so far."""
    dispatcher.event(StreamChatDeltaReceivedEvent(delta=delta))
    return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=delta)


def chat_response(message: str, response: Response) -> AgentChatResponse:
    """A whole answer as a chat engine gives it."""
    return AgentChatResponse(response=str(response), **chat_parts(message, response))


def chat_parts(message: str, response: Response | StreamingResponse | AsyncStreamingResponse) -> dict[str, Any]:
    """What a chat response says of its sources: the response behind it, its nodes, its metadata."""
    content = response.response or "" if isinstance(response, Response) else ""
    output = ToolOutput(tool_name=TOOL, content=content, raw_input={"question": message}, raw_output=response)
    return {"sources": [output], "source_nodes": response.source_nodes, "metadata": response.metadata}


def exchange(question: str, answer: str) -> list[ChatMessage]:
    """A question and its answer as messages."""
    return [
        ChatMessage(role=MessageRole.USER, content=question),
        ChatMessage(role=MessageRole.ASSISTANT, content=answer),
    ]


def turns_of(messages: Sequence[ChatMessage]) -> list[Turn]:
    """What reader and assistant said to each other; system prompts and tool calls are neither's words."""
    turns = []
    for message in messages:
        if message.role == MessageRole.USER:
            turns.append(Turn("user", message.content or ""))
        elif message.role in (MessageRole.ASSISTANT, MessageRole.CHATBOT, MessageRole.MODEL):
            turns.append(Turn("assistant", unmarked(message.content or "")))
    return turns
