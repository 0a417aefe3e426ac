"""A model file is run in this process by llama.cpp, loaded with the first question, and open to nobody else."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.llm import Model, describe, leaves, open_model
from tests.llm.asking import ask
from tests.llm.clock import FakeClock
from tests.llm.server import Request, StubServer


class Runtime:
    """Stands in for xllamacpp: its server is the stub, and what it was told is kept."""

    def __init__(self, server: StubServer) -> None:
        self.server = server
        self.told: list[Any] = []
        self.broken = False

    def module(self) -> types.ModuleType:
        made = types.ModuleType("xllamacpp")
        made.__spec__ = importlib.machinery.ModuleSpec("xllamacpp", None)
        made.CommonParams = self.params  # type: ignore[attr-defined]
        made.Server = self.start  # type: ignore[attr-defined]
        return made

    def params(self) -> Any:
        thread_counts = {name: types.SimpleNamespace(n_threads=0) for name in ("cpuparams", "cpuparams_batch")}
        return types.SimpleNamespace(model=types.SimpleNamespace(path=""), **thread_counts)

    def start(self, params: Any) -> Any:
        self.told.append(params)
        if self.broken:
            raise RuntimeError("SECRET /home/somebody/small.gguf")
        return types.SimpleNamespace(listening_address=f"http://{self.server.address}")


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    with StubServer(["It lasted 44 days."]) as server:
        made = Runtime(server)
        monkeypatch.setitem(sys.modules, "xllamacpp", made.module())
        yield made


@pytest.fixture
def model(tmp_path: Path, clock: FakeClock, runtime: Runtime) -> Model:  # noqa: ARG001
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF....")
    return open_model(str(file), {"FOOTNOTE_THREADS": "1", "FOOTNOTE_LLM_CONTEXT": "2048"}, clock=clock)


def test_it_is_loaded_with_the_first_question_and_once(model: Model, runtime: Runtime, tmp_path: Path) -> None:
    assert (model.name, model.host, model.context, leaves(model)) == ("small.gguf", None, 2048, None)
    assert str(describe(model)) == "small.gguf on this machine is asked only when a question comes"
    assert runtime.told == []
    assert [ask(model).text for _ in range(3)] == ["It lasted 44 days."] * 3
    (told,) = runtime.told
    assert (told.model.path, told.n_ctx) == (str(tmp_path / "small.gguf"), 2048)
    assert told.cpuparams.n_threads == told.cpuparams_batch.n_threads == 1


def test_its_port_wants_a_key_nobody_else_has(model: Model, runtime: Runtime) -> None:
    ask(model)
    (key,) = runtime.told[0].api_keys
    request: Request = runtime.server.requests[0]
    assert request.headers["Authorization"] == f"Bearer {key}"
    assert len(key) == 32
    assert key not in repr(vars(model.source)) + repr(vars(model.source._chat))  # type: ignore[attr-defined]


def test_a_file_that_cannot_be_loaded_is_named_without_its_place(model: Model, runtime: Runtime) -> None:
    runtime.broken = True
    outcome = ask(model)
    line = "The model small.gguf cannot be loaded. Is the file whole, and memory enough?"
    assert str(outcome.error) == line


@pytest.mark.skipif(importlib.util.find_spec("xllamacpp") is None, reason="xllamacpp is not installed (an extra)")
def test_a_file_with_nothing_in_it_is_refused_by_the_real_runtime(tmp_path: Path, clock: FakeClock) -> None:
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF" + bytes(64))
    outcome = ask(open_model(str(file), {}, clock=clock))
    assert "cannot be loaded" in str(outcome.error)
