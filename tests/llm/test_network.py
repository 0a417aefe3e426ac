"""No test of models can reach a real host: the guard of the whole suite stands here too."""

from __future__ import annotations

import socket

import pytest

from rag.llm import describe, open_model
from tests import loopback
from tests.llm.asking import ask
from tests.llm.clock import FakeClock


@pytest.mark.parametrize("spec", ["openai:gpt", "openai-like:http://203.0.113.9/v1#m", "ollama:q"])
def test_a_call_to_a_real_host_is_refused_and_remembered(spec: str, clock: FakeClock) -> None:
    """The control: a guard that sees nothing would let every test pass."""
    environ = {"OPENAI_API_KEY": "k", "OLLAMA_HOST": "models.example"}
    model = open_model(spec, environ, clock=clock)
    assert describe(model).answers is False
    assert "cannot be reached" in str(ask(model).error)
    refused, loopback.attempts[:] = list(loopback.attempts), []
    assert len(refused) == 4  # the probe, the question, and its two retries
    assert all("203.0.113.9" in one or "api.openai.com" in one or "models.example" in one for one in refused)


def test_a_call_to_this_machine_is_let_through() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        socket.create_connection(listening.getsockname(), timeout=5).close()
    assert loopback.attempts == []
