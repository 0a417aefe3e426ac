"""The user is told which model it is, whether it answers, and, before it leaves, which text leaves for where."""

from __future__ import annotations

import pytest

from rag.llm import describe, leaves, open_model
from tests.llm.asking import model_of
from tests.llm.clock import FakeClock
from tests.llm.server import HOLD, Script, StubServer, head, status, then


def test_a_model_that_answers(clock: FakeClock) -> None:
    with StubServer() as server:
        told = describe(model_of(server, clock))
    assert str(told) == "stub on this machine answers"
    assert told.to_json() == {"name": "stub", "where": "this machine", "answers": True, "problem": None}
    assert [probe.path for probe in server.probes] == ["/v1/models"]
    assert server.requests == []


def test_a_model_that_does_not_answer_says_why(clock: FakeClock) -> None:
    with StubServer(models=status(401)) as server:
        told = describe(model_of(server, clock))
    line = f"The model server at {server.address} wants a key (401). Set FOOTNOTE_LLM_KEY to a valid one."
    assert str(told) == f"stub on this machine does not answer: {line}"
    gone = describe(model_of(server, clock))
    assert gone.problem == f"The model server at {server.address} refused the connection. Is it running?"


@pytest.mark.parametrize(
    "script", [(then, HOLD), (head(kind="application/json"), then, HOLD)], ids=["silent", "half-way"]
)
def test_the_wait_for_it_is_three_seconds(script: tuple[object, ...], clock: FakeClock) -> None:
    steps = [then(clock.race) if step is then else step for step in script]
    with StubServer(models=Script(*steps)) as server:  # type: ignore[arg-type]
        told = describe(model_of(server, clock))
        assert server.wait_until_hung_up()
    assert told.answers is False
    assert "3 seconds" in told.problem


def test_nothing_leaves_where_the_model_is_on_this_machine() -> None:
    assert leaves(open_model("ollama:q", {})) is None
    assert leaves(open_model("openai-like:http://[::1]:80/v1#m", {})) is None


def test_what_leaves_is_said_with_the_host_it_leaves_for() -> None:
    assert leaves(open_model("openai:gpt", {"OPENAI_API_KEY": "k"})) == (
        "The language model gpt does not run on this machine. Your questions, the conversation so far and the passages "
        "found in your articles are sent to api.openai.com."
    )
    told = leaves(open_model("openai-like:http://gpu.lan:8000#m", {}))
    assert told is not None
    assert told.endswith("are sent to gpu.lan:8000, over a connection that is not encrypted.")


@pytest.mark.parametrize(
    ("listing", "context"),
    [
        ('{"data": [{"id": "stub", "max_model_len": 16384}]}', 16384),
        ('{"data": [{"id": "other", "meta": {"n_ctx": 2048}}]}', 2048),
        ('{"data": [{"id": "a", "max_model_len": 1}, {"id": "stub", "max_model_len": 32768}]}', 32768),
        ('{"data": [{"id": "stub"}]}', 4096),
        ('{"data": [{"id": "stub", "max_model_len": -1, "meta": 7}]}', 4096),
        ('{"data": 7}', 4096),
        ("[1]", 4096),
        ("<html>", 4096),
        ("[" * 100_000, 4096),
    ],
)
def test_the_context_is_what_the_server_says_or_little(listing: str, context: int, clock: FakeClock) -> None:
    with StubServer(models=listing) as server:
        model = model_of(server, clock)
        assert (model.context, model.context) == (context, context)
    assert len(server.probes) == 1


def test_the_context_of_a_server_that_is_gone_is_little(clock: FakeClock) -> None:
    with StubServer(models=status(500)) as server:
        assert model_of(server, clock).context == 4096
