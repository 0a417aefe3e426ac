"""From what the user writes to a model that can be asked. Nothing is called here, and nothing is loaded."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rag.errors import InputError
from rag.llm.address import Address, NotAnAddress, address_of
from rag.llm.chat import ChatServer
from rag.llm.dialect import ANTHROPIC, OPENAI, Dialect
from rag.llm.gguf import GgufFile
from rag.llm.limits import Clock, Limits
from rag.llm.llamaindex import LlamaModel
from rag.llm.model import Model, Source
from rag.llm.secret import secret_of

if TYPE_CHECKING:
    from llama_index.core.base.llms.base import BaseLLM

Environ = Mapping[str, str]

FORMS = (
    "openai-like:URL#MODEL (vLLM, llama.cpp, LM Studio), ollama:MODEL, openai:MODEL, anthropic:MODEL, "
    "or the path of a .gguf file"
)
EXAMPLE = "openai-like:http://127.0.0.1:8080/v1#qwen2.5"
LONGEST_NAME = 200
LARGE = ("api.openai.com",)  # hosts that have no small models, and state that they take schemas


class Hosted(NamedTuple):
    """A provider; ``context`` is what every chat model it has offered since 2024 reads at least, in tokens."""

    url: str
    variable: str
    context: int
    dialect: Dialect


OPENAI_HOST = Hosted("https://api.openai.com/v1", "OPENAI_API_KEY", 128_000, OPENAI)
ANTHROPIC_HOST = Hosted("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", 200_000, ANTHROPIC)


def open_model(
    spec: str | BaseLLM, environ: Environ, *, limits: Limits | None = None, clock: Clock | None = None
) -> Model:
    """The model of a spec, or around a LlamaIndex ``LLM`` object. Raises InputError.

    Of ``environ`` are read: OPENAI_API_KEY, ANTHROPIC_API_KEY and FOOTNOTE_LLM_KEY (the keys, which are kept nowhere
    else), OLLAMA_HOST, FOOTNOTE_LLM_SECONDS (for an answer, retries included; 30), FOOTNOTE_LLM_CONTEXT (tokens),
    FOOTNOTE_LLM_STRUCTURED (1: hold answers to a JSON schema where that can be done, 0: nowhere).
    """
    limits = limits or _limits(environ)
    source = _source(spec, environ)
    return Model(source, limits, clock, forms=_forms(source, environ))


def _source(spec: str | BaseLLM, environ: Environ) -> Source:
    if not isinstance(spec, str):
        return _object(spec)
    spec = spec.strip()
    if spec.lower().endswith(".gguf"):
        return _gguf(Path(spec).expanduser(), environ)
    kind, _, rest = spec.partition(":")
    if kind not in KINDS:
        raise InputError(f"The language model {shown(spec)} is of no known kind. Write {FORMS}.")
    return KINDS[kind](rest, environ)


def _openai_like(rest: str, environ: Environ) -> Source:
    url, _, name = rest.partition("#")
    try:
        address = address_of(url)
    except NotAnAddress as wrong:
        advice = f"Write for example {EXAMPLE}; a key goes into FOOTNOTE_LLM_KEY."
        raise InputError(f'The address in "openai-like:URL#MODEL" {wrong}. {advice}') from None
    key = secret_of(environ, "FOOTNOTE_LLM_KEY")
    return ChatServer(address, _name(name, "openai-like", EXAMPLE), key, context=_context(environ))


def _ollama(rest: str, environ: Environ) -> Source:
    name = _name(rest, "ollama", "ollama:qwen2.5:7b")
    return ChatServer(_ollama_address(environ.get("OLLAMA_HOST", "")), name, context=_context(environ))


def _openai(rest: str, environ: Environ) -> Source:
    return _hosted(_name(rest, "openai", "openai:gpt-4.1-mini"), OPENAI_HOST, environ)


def _anthropic(rest: str, environ: Environ) -> Source:
    return _hosted(_name(rest, "anthropic", "anthropic:claude-sonnet-4-5"), ANTHROPIC_HOST, environ)


def _hosted(name: str, host: Hosted, environ: Environ) -> Source:
    key = secret_of(environ, host.variable)
    if key is None:
        raise InputError(f"The model {shown(name)} needs a key. Set {host.variable}.")
    context = _context(environ) or host.context
    return ChatServer(
        address_of(host.url), name, key, key_variable=host.variable, context=context, dialect=host.dialect
    )


def _gguf(path: Path, environ: Environ) -> Source:
    try:
        with path.open("rb") as file:
            sound = file.read(4) == b"GGUF"
    except OSError:
        raise InputError(f"There is no model file {shown(str(path))} that can be read.") from None
    if not sound:
        raise InputError(f"The file {shown(str(path))} is no GGUF model, or only part of one.")
    if importlib.util.find_spec("xllamacpp") is None:
        raise InputError(f"The model {shown(path.name)} needs a runtime. Run: pip install xllamacpp")
    return GgufFile(path, context=_context(environ), threads=_whole(environ, "FOOTNOTE_THREADS"))


def _object(given: Any) -> Source:
    """Any object that chats as LlamaIndex's do; its own class says the rest."""
    if not all(hasattr(type(given), name) for name in ("stream_chat", "chat", "metadata")):
        kind = type(given).__name__
        raise InputError(f"A language model is a text or a LlamaIndex LLM object, not {kind}. As text write {FORMS}.")
    return LlamaModel(given)


KINDS: dict[str, Callable[[str, Environ], Source]] = {
    "openai-like": _openai_like,
    "ollama": _ollama,
    "openai": _openai,
    "anthropic": _anthropic,
}


def _name(name: str, kind: str, example: str) -> str:
    name = name.strip()
    if not name:
        raise InputError(f'"{kind}:" does not say which model. Write for example {example}.')
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise InputError(f'The name of the model after "{kind}:" cannot be one. Write for example {example}.')
    return name


def _ollama_address(host: str) -> Address:
    """OLLAMA_HOST as Ollama reads it: ``host``, ``host:port``, ``:port`` or a URL; 0.0.0.0 means this machine here."""
    written = host.strip() or "127.0.0.1"
    scheme, _, rest = written.rpartition("://")
    rest = f"127.0.0.1{rest}" if rest.startswith(":") else rest
    try:
        address = address_of(f"{scheme or 'http'}://{rest}")
    except NotAnAddress as wrong:
        raise InputError(f"The address in OLLAMA_HOST {wrong}. Set it to 127.0.0.1:11434, or unset it.") from None
    url = address.url if address.url.port or scheme else address.url.copy_with(port=11434)
    return Address(url.copy_with(host="127.0.0.1") if url.host == "0.0.0.0" else url)


def _limits(environ: Environ) -> Limits:
    seconds = _whole(environ, "FOOTNOTE_LLM_SECONDS")
    return Limits.of_seconds(seconds) if seconds else Limits()


def _forms(source: Source, environ: Environ) -> bool:
    """Whether answers are to be held to a form: as set, else where it is known to be worth it.

    A small model keeps to the form, and fills it with whatever stands near. How large the model of any other server
    is, nobody says.
    """
    written = environ.get("FOOTNOTE_LLM_STRUCTURED", "").strip()
    if written not in ("", "0", "1"):
        raise InputError(f"FOOTNOTE_LLM_STRUCTURED={shown(written)} is neither 0 nor 1. Unset it or give one.")
    return written == "1" if written else source.host in LARGE


def _context(environ: Environ) -> int | None:
    return _whole(environ, "FOOTNOTE_LLM_CONTEXT")


def _whole(environ: Environ, variable: str) -> int | None:
    text = environ.get(variable, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InputError(f"{variable}={shown(text)} is not a whole number. Unset it or give one.")
    return int(text) or None


def shown(text: str) -> str:
    """A value in quotes, on one line, and not endless."""
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return f'"{clean[:120]}…"' if len(clean) > 120 else f'"{clean}"'
