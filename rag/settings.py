"""The only reader of the environment. Everything else gets its values through parameters."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """How an archive is opened and served.

    ``embedder`` is ``minilm`` (the model that ships), ``none`` (words only), or any object with the members of
    `rag.embed.Embedder`. ``evidence`` is ``own`` (our model of which sentence answers, which ships, too) or
    ``none``. ``chroma_url`` names a Chroma server (``http://host:port``); without it Chroma runs embedded, inside
    the archive's folder. ``threads`` bounds each model that ships (0: one per core, at most 4). Archives of up to
    ``exact_below`` passages are searched exactly. ``llm`` names a language model that drafts (``ollama:MODEL``,
    docs/models.md), or is a LlamaIndex ``LLM``; without one answers are quoted. ``second_opinion`` is a LlamaIndex
    ``LLM``, or any `rag.check.opinion.Opinion`, that may lower verdicts; it is given from Python only. ``uploads``:
    whether the page takes files. ``users`` is a file of who may log in to the page, ``address`` the one its readers
    type (docs/guard.md).
    """

    archive: Path = Path(".footnote")
    chroma_url: str | None = None
    embedder: Any = "minilm"
    evidence: str = "own"
    threads: int = 0
    exact_below: int = 10_000
    host: str = "127.0.0.1"
    port: int = 7860
    llm: Any = None
    second_opinion: Any = None
    uploads: bool = True
    users: Path | None = None
    address: str = ""

    @classmethod
    def from_environment(cls, **given: object) -> Settings:
        """Settings from ``FOOTNOTE_*`` variables; a value given here (not ``None``) wins over the environment."""
        from rag.errors import InputError

        values: dict[str, object] = {}
        for name, convert in _VARIABLES.items():
            text = os.environ.get(f"FOOTNOTE_{name.upper()}", "").strip()
            if text:
                values[name] = _converted(name, text, convert)
        values.update({name: value for name, value in given.items() if value is not None})
        if isinstance(values.get("archive"), str):
            values["archive"] = Path(str(values["archive"]))
        for name, (fits, what) in _LIMITS.items():
            if name in values and not fits(values[name]):
                raise InputError(f'The {name.replace("_", " ")} "{values[name]}" cannot be used. Give {what}.')
        return cls(**values)  # type: ignore[arg-type]


_VARIABLES: dict[str, Callable[[str], Any]] = {
    "archive": Path, "chroma_url": str, "embedder": str, "evidence": str, "llm": str, "threads": int,
    "exact_below": int, "host": str, "port": int, "uploads": lambda text: bool(int(text)), "users": Path,
    "address": str,
}  # fmt: skip


# What a value must be beyond its kind, and how that is said.
_LIMITS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "embedder": (lambda value: not isinstance(value, str) or value in ("minilm", "none"), '"minilm" or "none"'),
    "evidence": (lambda value: value in ("own", "none"), '"own" or "none"'),
    "threads": (lambda value: value >= 0, "a number of threads, or 0 for one a core"),
    "exact_below": (lambda value: value >= 0, "a number of passages"),
    "port": (lambda value: 0 <= value <= 65535, "a port from 0 to 65535"),
}


def environment() -> Mapping[str, str]:
    """The environment as it is, for keys: they are read where they are used and kept nowhere."""
    return os.environ


def _converted(name: str, text: str, convert: Callable[[str], Any]) -> object:
    from rag.errors import InputError

    try:
        return convert(text)
    except ValueError:
        raise InputError(f'FOOTNOTE_{name.upper()}="{text}" is not a whole number. Unset it or give one.') from None
