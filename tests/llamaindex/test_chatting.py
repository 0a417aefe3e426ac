"""An archive is a LlamaIndex chat engine: it remembers what was shown, and follow-ups are understood."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager, LlamaDebugHandler
from llama_index.core.chat_engine.types import AgentChatResponse, BaseChatEngine, StreamingAgentChatResponse
from llama_index.core.instrumentation import get_dispatcher
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.memory import ChatMemoryBuffer

from rag import Archive
from rag.errors import InputError
from rag.llamaindex import FootnoteChatEngine, as_chat_engine
from rag.types import Answer, Turn
from tests.llamaindex.writing import Writing, answer

ONE, TWO = "The ferry was sold in May.", "It had run for 40 years."
WHOLE = answer(ONE, TWO)
TEXT = f"✓ {ONE} [1]\n✓ {TWO} [2]"


def writing(whole: Answer = WHOLE, waits: bool = False) -> Writing:
    return Writing(answer(ONE), whole=whole, waits=waits)


# The four ways to ask


def chat(engine: FootnoteChatEngine, message: str, **given: Any) -> Any:
    return engine.chat(message, **given)


def achat(engine: FootnoteChatEngine, message: str, **given: Any) -> Any:
    return asyncio.run(engine.achat(message, **given))


def stream_chat(engine: FootnoteChatEngine, message: str, **given: Any) -> Any:
    stream = engine.stream_chat(message, **given)
    assert "".join(stream.response_gen) == str(stream)
    return stream


def astream_chat(engine: FootnoteChatEngine, message: str, **given: Any) -> Any:
    async def read() -> Any:
        stream = await engine.astream_chat(message, **given)
        assert "".join([piece async for piece in stream.async_response_gen()]) == str(stream)
        return stream

    return asyncio.run(read())


ALL = pytest.mark.parametrize("say", [chat, achat, stream_chat, astream_chat])


def test_it_is_a_chat_engine(seeds_archive: Archive) -> None:
    assert isinstance(as_chat_engine(seeds_archive), BaseChatEngine)


@ALL
def test_an_answer_has_text_sources_nodes_and_verdicts(say: Any) -> None:
    response = say(as_chat_engine(writing()), "What of the ferry?")  # type: ignore[arg-type]
    assert isinstance(response, AgentChatResponse | StreamingAgentChatResponse)
    assert str(response) == TEXT
    assert [node.metadata["citation"] for node in response.source_nodes] == [1, 2]
    assert [claim["verdict"] for claim in response.metadata["claims"]] == ["supported", "supported"]
    [output] = response.sources
    assert (output.tool_name, output.raw_input) == ("footnote", {"question": "What of the ferry?"})
    assert output.raw_output.source_nodes == response.source_nodes


def test_a_whole_answer_is_the_output_of_its_tool() -> None:
    [output] = as_chat_engine(writing()).chat("What?").sources  # type: ignore[arg-type]
    assert isinstance(output.raw_output, Response)
    assert output.content == TEXT


@ALL
def test_what_was_said_is_remembered_and_given_to_the_next_question(say: Any) -> None:
    archive = writing()
    engine = as_chat_engine(archive)  # type: ignore[arg-type]
    say(engine, "What of the ferry?")
    assert [(m.role, m.content) for m in engine.chat_history] == [
        (MessageRole.USER, "What of the ferry?"),
        (MessageRole.ASSISTANT, TEXT),
    ]
    say(engine, "And then?")
    assert archive.asked[1][:2] == (
        "And then?",
        [Turn("user", "What of the ferry?"), Turn("assistant", f"{ONE}\n{TWO}")],
    )
    assert len(engine.chat_history) == 4
    engine.reset()
    assert engine.chat_history == []


@ALL
def test_a_history_that_is_given_takes_the_place_of_what_is_remembered(say: Any) -> None:
    archive = writing()
    engine = as_chat_engine(archive)  # type: ignore[arg-type]
    say(engine, "What of the ferry?")
    given = [
        ChatMessage(role="system", content="Be kind."),
        ChatMessage(role="user", content="Who is Ida Berg?"),
        ChatMessage(role="tool", content="{}"),
        ChatMessage(role="assistant", content="The mayor [1]."),
    ]
    say(engine, "And then?", chat_history=given)
    assert archive.asked[1][1] == [Turn("user", "Who is Ida Berg?"), Turn("assistant", "The mayor.")]
    assert len(engine.chat_history) == 6


@ALL
def test_a_follow_up_is_understood(seeds_archive: Archive, say: Any) -> None:
    engine = as_chat_engine(seeds_archive)
    say(engine, "Who is Hossein Amir-Abdollahian?")
    response = say(engine, "What did he say about the flare-up?")
    assert response.metadata["standalone_question"] == "What did Hossein Amir-Abdollahian say about the flare-up?"
    assert "serious concern" in str(response)


@ALL
def test_a_question_that_cannot_be_asked_is_an_error_and_not_remembered(seeds_archive: Archive, say: Any) -> None:
    engine = as_chat_engine(seeds_archive)
    with pytest.raises(InputError):
        say(engine, " ")
    assert engine.chat_history == []


@pytest.mark.parametrize("say", [stream_chat, astream_chat])
def test_of_an_answer_that_took_the_place_of_another_that_one_is_remembered(say: Any) -> None:
    engine = as_chat_engine(writing(whole=answer(TWO, mode="extractive")))  # type: ignore[arg-type]
    assert ONE in str(say(engine, "What?"))
    assert engine.chat_history[-1].content == f"✓ {TWO} [1]"


def test_closing_a_stream_stops_the_work_and_what_was_shown_is_remembered() -> None:
    archive = writing(waits=True)
    engine = as_chat_engine(archive)  # type: ignore[arg-type]
    words = engine.stream_chat("What?").response_gen
    assert next(words) == f"✓ {ONE} [1]"
    words.close()
    assert archive.was_stopped.is_set()
    assert engine.chat_history[-1].content == f"✓ {ONE} [1]"


def test_closing_an_asynchronous_stream_stops_the_work_and_what_was_shown_is_remembered() -> None:
    async def read(engine: FootnoteChatEngine) -> None:
        words = (await engine.astream_chat("What?")).async_response_gen()
        assert await anext(words) == f"✓ {ONE} [1]"
        await words.aclose()

    archive = writing(waits=True)
    engine = as_chat_engine(archive)  # type: ignore[arg-type]
    asyncio.run(read(engine))
    assert archive.was_stopped.is_set()
    assert engine.chat_history[-1].content == f"✓ {ONE} [1]"


def test_a_stream_that_is_not_read_asks_nothing() -> None:
    archive = writing()
    engine = as_chat_engine(archive)  # type: ignore[arg-type]
    engine.stream_chat("What?")
    assert (archive.asked, engine.chat_history) == ([], [])


def test_a_memory_of_llamaindex_s_own_is_used() -> None:
    memory = ChatMemoryBuffer.from_defaults(token_limit=1000, tokenizer_fn=str.split)
    engine = as_chat_engine(writing(), memory)  # type: ignore[arg-type]
    engine.chat("What?")
    assert [message.content for message in memory.get_all()] == ["What?", TEXT]


def test_options_reach_the_archive() -> None:
    archive = writing()
    as_chat_engine(archive, after="2020").chat("What?")  # type: ignore[arg-type]
    assert archive.asked[0][2] == {"after": "2020"}


def test_a_conversation_is_traced() -> None:
    begun: list[str | None] = []

    class Listener(LlamaDebugHandler):
        def start_trace(self, trace_id: str | None = None) -> None:
            begun.append(trace_id)

    manager = CallbackManager([Listener(print_trace_on_end=False)])
    FootnoteChatEngine(writing(), callback_manager=manager).chat("What?")  # type: ignore[arg-type]
    assert begun == ["chat"]


def test_a_stream_fires_llamaindex_s_events() -> None:
    names: list[str] = []

    class Listener(BaseEventHandler):
        def handle(self, event: Any, **_: Any) -> None:
            names.append(event.class_name())

    listener, root = Listener(), get_dispatcher()
    root.add_event_handler(listener)
    try:
        stream_chat(as_chat_engine(writing()), "What?")  # type: ignore[arg-type]
    finally:
        root.event_handlers.remove(listener)
    assert names == [
        "StreamChatStartEvent",
        "StreamChatDeltaReceivedEvent",
        "StreamChatDeltaReceivedEvent",
        "StreamChatEndEvent",
    ]
