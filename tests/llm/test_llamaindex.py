"""Any LlamaIndex LLM object is a model, with the same limits, the same silence about keys, and an honest host."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, CompletionResponse, LLMMetadata
from llama_index.core.bridge.pydantic import Field
from llama_index.core.llms import CustomLLM, MockLLM
from llama_index.llms.openai import OpenAI
from llama_index.llms.openai_like import OpenAILike

from rag.llm import describe, leaves, open_model
from rag.llm.llamaindex import UNSTATED
from tests.llm.asking import ask
from tests.llm.clock import FakeClock
from tests.llm.server import PATIENCE, StubServer, status


class Spoken(CustomLLM):
    """Says what it is told to say; a piece that is an exception is raised, one that can be called is."""

    pieces: list[Any] = Field(default_factory=list)
    api_base: str | None = "http://127.0.0.1:1"
    max_tokens: int = 0
    grown: bool = False
    asked: list[Any] = Field(default_factory=list)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="spoken", context_window=2048)

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        raise NotImplementedError

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        raise NotImplementedError

    def stream_chat(self, messages: Sequence[ChatMessage], **given: Any) -> Any:
        self.asked.append((list(messages), given))
        return self._speak()

    def _speak(self) -> Any:
        said = ""
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            if callable(piece):
                piece()
                continue
            said += piece
            message = ChatMessage(role="assistant", content=said)
            yield ChatResponse(message=message, delta=None if self.grown else piece)


class Whole(Spoken):
    """Does not stream."""

    def stream_chat(self, messages: Sequence[ChatMessage], **_: Any) -> Any:
        raise NotImplementedError

    def chat(self, *_: Any, **__: Any) -> ChatResponse:
        return ChatResponse(message=ChatMessage(role="assistant", content="".join(self.pieces)))


@pytest.mark.parametrize("made", [Spoken, lambda **given: Spoken(grown=True, **given), Whole])
def test_an_object_s_words_come_as_they_are_without_thinking(made: Any, clock: FakeClock) -> None:
    model = open_model(made(pieces=["<thi", "nk>44?</think>", "It lasted", " 44 days."]), {}, clock=clock)
    assert ask(model).text == "It lasted 44 days."
    assert (model.name, model.context, model.host) == ("spoken", 2048, None)


def test_the_object_gets_the_messages_and_the_limit(clock: FakeClock) -> None:
    spoken = Spoken(pieces=["Yes."])
    ask(open_model(spoken, {}, clock=clock), most=77)
    ((messages, given),) = spoken.asked
    assert [(m.role.value, m.content) for m in messages][1] == ("user", "How long did the war last?")
    assert given == {"max_tokens": 77}
    unbounded = MockLLM()
    unbounded.max_tokens = 3
    assert ask(open_model(unbounded, {}, clock=clock)).text


@pytest.mark.parametrize(
    ("pieces", "line"),
    [
        ([], "The model spoken answered with nothing."),
        ([" \n"], "The model spoken answered with nothing."),
        (
            [ValueError("SECRET")],
            "The model spoken failed (ValueError). Is its name right, and its package up to date?",
        ),
        (["It lasted", TimeoutError("SECRET")], "The model spoken took too long."),
        ([ConnectionError("SECRET")], "The model spoken cannot be reached."),
        (["the "] * 500, "The model spoken repeated itself without end."),
        (
            [f"{number} " for number in range(1000)],
            "The model spoken wrote on and on, far beyond what it was asked for.",
        ),
    ],
)
def test_what_goes_wrong_is_named_in_one_line(pieces: list[Any], line: str, clock: FakeClock) -> None:
    outcome = ask(open_model(Spoken(pieces=pieces), {}, clock=clock))
    assert str(outcome.error) == line
    assert outcome.error is not None
    assert outcome.error.__context__ is None
    assert len(outcome.text) <= 800


def test_an_object_that_hangs_is_given_up(clock: FakeClock) -> None:
    go = threading.Event()
    pieces = [clock.race, lambda: go.wait(PATIENCE), "It lasted"]
    outcome = ask(open_model(Spoken(pieces=pieces), {}, clock=clock))
    go.set()
    assert str(outcome.error) == "The model spoken began no answer within 20 seconds."


def test_stop_ends_the_wait_and_the_object_s_thread_ends_with_its_next_piece(clock: FakeClock) -> None:
    stop, go, after = threading.Event(), threading.Event(), []
    pieces = ["It lasted", lambda: go.wait(PATIENCE), " 44", lambda: after.append(1), " days."]
    outcome = ask(open_model(Spoken(pieces=pieces), {}, clock=clock), stopped=stop.is_set, taken=stop.set)
    go.set()
    assert (outcome.text, outcome.error) == ("It lasted", None)
    for thread in threading.enumerate():
        if thread.name == "footnote-model":
            thread.join(PATIENCE)
            assert not thread.is_alive()
    assert after == []


def test_an_object_retries_for_itself_and_we_add_nothing(clock: FakeClock) -> None:
    with StubServer([status(503)]) as server:
        made = OpenAILike(model="stub", api_base=server.url, api_key="k", is_chat_model=True, max_retries=0)
        outcome = ask(open_model(made, {}, clock=clock))
    assert str(outcome.error) == "The model stub answered 503."
    assert len(server.requests) == 1
    assert clock.naps == []


@pytest.mark.parametrize(
    ("llm", "host"),
    [
        (OpenAILike(model="m", api_base="http://127.0.0.1:1/v1", api_key="k"), None),
        (OpenAILike(model="m", api_base="https://models.example/v1", api_key="k"), "models.example"),
        (OpenAI(model="gpt-4.1", api_key="k"), "api.openai.com"),
        (MockLLM(), None),
        (Spoken(api_base=None), UNSTATED),
        (Spoken(api_base="nonsense"), UNSTATED),
    ],
)
def test_where_an_object_sends_a_text_is_said_and_what_is_not_known_is_elsewhere(llm: Any, host: str | None) -> None:
    model = open_model(llm, {})
    assert model.host == host
    assert (leaves(model) is None) == (host is None)
    assert host is None or host in str(leaves(model))
    assert describe(model).answers is None


def test_a_model_llamaindex_has_not_heard_of_is_taken_all_the_same() -> None:
    model = open_model(OpenAI(model="gpt-of-tomorrow", api_key="k"), {})
    assert (model.name, model.context) == ("gpt-of-tomorrow", 8192)
