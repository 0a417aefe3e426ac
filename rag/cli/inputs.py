"""What is given by name or by line: files, stdin, questions, conversations; InputError where it cannot be used."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from rag.errors import InputError

# Lone surrogates stand for bytes of an argument that are no UTF-8; they cannot be stored, searched or printed.
_SURROGATES = re.compile("[\ud800-\udfff]")


def readable(text: str, what: str) -> str:
    """``text`` as it was given, or InputError where its bytes are no UTF-8."""
    if _SURROGATES.search(text):
        raise InputError(f"The {what} is not valid UTF-8. Give it as UTF-8 text.")
    return text


@contextmanager
def open_lines(source: str) -> Iterator[BinaryIO]:
    """The lines of ``source`` as bytes, read one at a time; InputError where it cannot be opened."""
    if source in ("-", "/dev/stdin"):  # opened by its name, a socket as stdin would be refused
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 (the error belongs to opening, not to what the caller does)
    except OSError as error:
        raise InputError(f"Cannot read {source}: {error.strerror}.") from None
    with stream:
        yield stream


def read_bytes(source: str) -> bytes:
    """All bytes of a file, or of stdin with ``-``."""
    with open_lines(source) as stream:
        try:
            return stream.read()
        except OSError as error:  # a folder opens, but does not read
            raise InputError(f"Cannot read {source}: {error.strerror}.") from None


def read_text(source: str) -> str:
    """The text of a file or of stdin, decoded as articles are."""
    from rag.reading import Undecodable, decode

    try:
        return decode(read_bytes(source)).text
    except Undecodable as error:
        raise InputError(f"Cannot read {source} as text: {error}.") from None


def write_text(file: Path, text: str) -> None:
    """Write a file as UTF-8; InputError where it cannot be."""
    try:
        file.write_bytes(text.encode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f'Cannot write "{file}": {reason}. Give another place.') from None


def read_history(source: str | None) -> list[Mapping[str, Any]]:
    """A conversation from a JSON file (or stdin with ``-``); none where no file is named."""
    if source is None:
        return []
    try:
        return as_history(json.loads(read_bytes(source).decode("utf-8-sig")))
    except ValueError as error:
        raise InputError(f"{source} is no JSON list of turns: {error}.") from None


def as_history(value: Any) -> list[Mapping[str, Any]]:
    """A conversation as it came from JSON, or InputError."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise InputError(f'"history" is {kind_of(value)}, not a list')
    for turn in value:
        if not isinstance(turn, dict) or not isinstance(turn.get("content", turn.get("text")), str):
            raise InputError('each turn of "history" needs "role" and "content", both strings')
    return value


_KINDS = {dict: "an object", list: "a list", str: "a string", bool: "a truth value", type(None): "null"}


def kind_of(value: Any) -> str:
    return _KINDS.get(type(value), "a number")
