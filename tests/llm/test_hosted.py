"""The hosted providers are asked in their own dialects, with their own keys, and fail in the same words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rag.llm import Model, open_model
from rag.llm import open as opening
from rag.llm.chat import HttpCall
from tests.llm.asking import Outcome, Said, ask
from tests.llm.clock import FakeClock
from tests.llm.server import HOLD, Request, Script, StubServer, head, status, then
from tests.llm.test_failures import is_a_good_line

KEYS = {"OPENAI_API_KEY": "key-o", "ANTHROPIC_API_KEY": "key-a"}


def said(*events: dict[str, Any]) -> bytes:
    return b"".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events)


def piece(text: str, kind: str = "text") -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": f"{kind}_delta", kind: text}}


def end(reason: str) -> bytes:
    return said({"type": "message_delta", "delta": {"stop_reason": reason}}, {"type": "message_stop"})


START = said({"type": "message_start", "message": {"role": "assistant"}}, {"type": "ping"})
GOOD = Script(head(), START, said(piece("It lasted"), piece(" 44 days.")), end("end_turn"))


def hosted(spec: str, server: StubServer, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Model:
    """The provider's model, but at the stub's address."""
    for name in ("OPENAI_HOST", "ANTHROPIC_HOST"):
        monkeypatch.setattr(opening, name, getattr(opening, name)._replace(url=server.url))
    return open_model(spec, KEYS, clock=clock)


def asked(reply: Any, clock: FakeClock, patch: pytest.MonkeyPatch, *, streams: bool = True) -> tuple[Outcome, Request]:
    with StubServer([reply]) as server:
        model = hosted("anthropic:claude", server, clock, patch)
        model.source.streams = streams
        outcome = ask(model, most=77)
    return outcome, server.requests[-1]


def test_anthropic_is_asked_as_it_wants(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, request = asked(GOOD, clock, monkeypatch)
    assert (outcome.text, outcome.error) == ("It lasted 44 days.", None)
    assert request.path == "/v1/messages"
    assert request.body == {
        "model": "claude",
        "stream": True,
        "max_tokens": 77,
        "system": "Answer from the passages.",
        "messages": [{"role": "user", "content": "How long did the war last?"}],
    }
    assert (request.headers["x-api-key"], request.headers["anthropic-version"]) == ("key-a", "2023-06-01")
    assert "Authorization" not in request.headers


def test_without_a_system_turn_none_is_sent(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    with StubServer([GOOD]) as server:
        model = hosted("anthropic:claude", server, clock, monkeypatch)
        list(model.stream([Said("user", "How long?")], most=9, stopped=lambda: False))
    assert "system" not in server.requests[0].body


def test_openai_is_asked_as_it_wants(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    with StubServer(["It lasted 44 days."]) as server:
        assert ask(hosted("openai:gpt", server, clock, monkeypatch), most=77).text == "It lasted 44 days."
    (request,) = server.requests
    assert set(request.body) == {"model", "messages", "stream", "max_completion_tokens"}
    assert request.body["max_completion_tokens"] == 77
    assert request.headers["Authorization"] == "Bearer key-o"
    assert "x-api-key" not in request.headers


@pytest.mark.parametrize(
    ("steps", "words", "text"),
    [
        ([START, said(piece("It lasted"))], "broke off its answer", "It lasted"),
        ([START, said(piece("It lasted")), end("max_tokens")], "reached its limit of tokens", "It lasted"),
        ([START, said(piece("hm", "thinking")), end("max_tokens")], "used up its tokens before an answer", ""),
        ([START, said(piece("hm", "thinking")), end("end_turn")], "answered with nothing", ""),
        ([START, end("refusal")], "declined to answer", ""),
        ([START, said(piece("{}", "partial_json")), end("tool_use")], "asked for a tool", ""),
        ([said({"type": "error", "error": {"type": "overloaded_error", "message": "SECRET"}})], r"529 \(over", ""),
        ([said({"type": "error", "error": {"type": "api_error", "message": "SECRET"}})], "answered 500 three", ""),
        ([b"data: {bro\n\n"], "malformed", ""),
        ([b"data: 7\n\n"], "malformed", ""),
        ([b'data: {"type": "content_block_delta", "delta": 7}\n\n'], "malformed", ""),
    ],
)
def test_a_stream_of_anthropic_that_goes_wrong(
    steps: list[bytes], words: str, text: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, _ = asked(Script(head(), *steps), clock, monkeypatch)
    is_a_good_line(outcome)
    assert re.search(words, str(outcome.error)), outcome.error
    assert outcome.text == text


@pytest.mark.parametrize(
    ("reply", "text", "words"),
    [
        ({"content": [{"type": "text", "text": "It lasted"}], "stop_reason": "end_turn"}, "It lasted", None),
        ({"content": [{"type": "thinking", "thinking": "hm"}], "stop_reason": "end_turn"}, "", "with nothing"),
        ({"content": [], "stop_reason": "refusal"}, "", "declined"),
        ({"type": "error", "error": {"type": "rate_limit_error"}}, "", r"429 \(too many requests\) three times"),
        ({"content": "text"}, "", "malformed"),
        ([], "", "malformed"),
    ],
)
def test_a_whole_answer_of_anthropic(
    reply: Any, text: str, words: str | None, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script(head(kind="application/json"), json.dumps(reply).encode())
    outcome, request = asked(script, clock, monkeypatch, streams=False)
    assert request.streamed is False
    assert outcome.text == text
    assert bool(outcome.error) == bool(words)
    assert re.search(words or "", str(outcome.error))


def test_a_key_that_is_not_taken_is_named_by_its_variable(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, _ = asked(status(401, '{"error": "key-a"}'), clock, monkeypatch)
    assert str(outcome.error).endswith("wants a key (401). Set ANTHROPIC_API_KEY to a valid one.")


def test_without_our_closing_the_server_would_go_on(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of all tests that see a server hung up on: it is our closing that does it."""
    monkeypatch.setattr(HttpCall, "close", lambda _: None)
    with StubServer([Script(head(), then(clock.race), HOLD)]) as server:
        outcome = ask(hosted("anthropic:claude", server, clock, monkeypatch))
        assert "began no answer" in str(outcome.error)
        assert server.hung_up == 0


def test_providers_are_reached_by_tls_only() -> None:
    for host in (opening.OPENAI_HOST, opening.ANTHROPIC_HOST):
        assert host.url.startswith("https://api.")
