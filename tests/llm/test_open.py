"""What a user writes becomes a model without a call or a load; what cannot be one is refused in one line."""

from __future__ import annotations

import importlib.machinery
import importlib.util
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InputError
from rag.llm import open_model

KEYS = {"OPENAI_API_KEY": "k1", "ANTHROPIC_API_KEY": "k2", "FOOTNOTE_LLM_KEY": "k3"}


@pytest.mark.parametrize(
    ("spec", "environ", "name", "host", "called"),
    [
        ("openai-like:http://127.0.0.1:8080/v1#qwen", {}, "qwen", None, "http://127.0.0.1:8080/v1/models"),
        ("openai-like:http://gpu.lan:8000#a/b:c", {}, "a/b:c", "gpu.lan:8000", "http://gpu.lan:8000/v1/models"),
        (" openai-like:https://x.example/v1#m ", {}, "m", "x.example", "https://x.example/v1/models"),
        ("ollama:qwen2.5:7b", {}, "qwen2.5:7b", None, "http://127.0.0.1:11434/v1/models"),
        ("ollama:q", {"OLLAMA_HOST": "0.0.0.0"}, "q", None, "http://127.0.0.1:11434/v1/models"),
        ("ollama:q", {"OLLAMA_HOST": ":5000"}, "q", None, "http://127.0.0.1:5000/v1/models"),
        ("ollama:q", {"OLLAMA_HOST": "gpu.lan"}, "q", "gpu.lan:11434", "http://gpu.lan:11434/v1/models"),
        ("ollama:q", {"OLLAMA_HOST": "https://o.example"}, "q", "o.example", "https://o.example/v1/models"),
        ("ollama:q", {"OLLAMA_HOST": "[::1]:11434"}, "q", None, "http://[::1]:11434/v1/models"),
        ("anthropic:claude", KEYS, "claude", "api.anthropic.com", "https://api.anthropic.com/v1/models"),
        ("openai:gpt-4.1-mini", KEYS, "gpt-4.1-mini", "api.openai.com", "https://api.openai.com/v1/models"),
    ],
)
def test_a_spec_names_a_model_and_a_place(
    spec: str, environ: dict[str, str], name: str, host: str | None, called: str
) -> None:
    model = open_model(spec, environ)
    assert (model.name, model.host) == (name, host)
    assert str(model.source._address.to("/models")) == called  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("spec", "environ", "line"),
    [
        ("", {}, 'The language model "" is of no known kind. Write openai-like:URL#MODEL'),
        ("gpt-4", {}, 'The language model "gpt-4" is of no known kind.'),
        ("OpenAI:gpt-4", {}, "of no known kind"),
        ("openai-like:", {}, "does not begin with http:// or https:// and a host. Write for example openai-like:http"),
        ("openai-like:127.0.0.1:80#m", {}, "does not begin with http://"),
        ("openai-like:http://127.0.0.1:80/v1", {}, '"openai-like:" does not say which model. Write for example'),
        ("openai-like:http://127.0.0.1:80/v1# ", {}, "does not say which model"),
        ("openai-like:http://127.0.0.1/v1#a\nb", {}, "cannot be one"),
        ("openai-like:http://127.0.0.1/v1#" + "x" * 300, {}, "cannot be one"),
        ("ollama:", {}, '"ollama:" does not say which model. Write for example ollama:qwen2.5:7b.'),
        ("ollama:q", {"OLLAMA_HOST": "ftp://x"}, "The address in OLLAMA_HOST does not begin with http://"),
        ("openai:gpt", {}, 'The model "gpt" needs a key. Set OPENAI_API_KEY.'),
        ("anthropic:claude", {}, 'The model "claude" needs a key. Set ANTHROPIC_API_KEY.'),
        ("openai:", KEYS, "does not say which model"),
        ("anthropic:", KEYS, "does not say which model"),
        ("/no/such.gguf", {}, 'There is no model file "/no/such.gguf" that can be read.'),
        ("ollama:q", {"FOOTNOTE_LLM_SECONDS": "soon"}, 'FOOTNOTE_LLM_SECONDS="soon" is not a whole number.'),
        ("ollama:q", {"FOOTNOTE_LLM_CONTEXT": "-1"}, 'FOOTNOTE_LLM_CONTEXT="-1" is not a whole number.'),
    ],
)
def test_what_is_no_spec_is_refused_in_one_line(spec: str, environ: dict[str, str], line: str) -> None:
    with pytest.raises(InputError) as refused:
        open_model(spec, environ)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=80))
def test_any_text_is_a_model_or_one_line(spec: str) -> None:
    try:
        said = repr(open_model(spec, {}))
    except InputError as error:
        said = str(error)
    assert said.isprintable()


@pytest.mark.parametrize("kind", [7, None, object(), ["ollama:q"]])
def test_any_other_object_is_refused_in_one_line(kind: Any) -> None:
    with pytest.raises(InputError, match="A language model is a text or a LlamaIndex LLM object, not"):
        open_model(kind, {})


def test_a_missing_package_is_named_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF....")
    with pytest.raises(InputError, match="Run: pip install xllamacpp"):
        open_model(str(file), {})


@pytest.mark.parametrize("content", [b"", b"GGU", b"<html>"], ids=["empty", "half", "page"])
def test_a_file_that_is_no_model_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "small.gguf"
    file.write_bytes(content)
    with pytest.raises(InputError, match="is no GGUF model, or only part of one"):
        open_model(str(file), {})


def test_a_user_may_give_a_slow_model_more_time_and_say_its_context() -> None:
    model = open_model("ollama:q", {"FOOTNOTE_LLM_SECONDS": "300", "FOOTNOTE_LLM_CONTEXT": "32768"})
    assert (model._limits.total, model._limits.first, model._limits.stall) == (300, 200, 100)
    assert model.context == 32768
    usual = open_model("ollama:q", {})._limits
    assert (usual.connect, usual.first, usual.stall, usual.total, usual.retries) == (5, 20, 10, 30, 2)
