"""Batch mode: one JSON object in per line, one out per line, in the same order and with the same ``id``.

Every line in gives exactly one line out, at once, so that a program can talk to Footnote through a pipe. A line that
cannot be used gives ``{"id": …, "error": "…"}`` and the next one is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from rag.cli.inputs import as_history, kind_of, open_lines
from rag.cli.shell import Shell, json_text
from rag.errors import FootnoteError, InputError

Row = Mapping[str, Any]


def run_batch(shell: Shell, source: str, answer: Callable[[Row], Mapping[str, Any]]) -> None:
    """Answers each line of ``source`` (a file, or ``-`` for stdin) with ``answer(row)``, which carries no id yet."""
    with open_lines(source) as stream:
        for line in stream:
            shell.put(json_text(answered(line, answer)))


def answered(line: bytes, answer: Callable[[Row], Mapping[str, Any]]) -> dict[str, Any]:
    row_id = None
    try:
        row = parse_row(line)
        row_id = row.get("id")
        result = answer(row)
    except FootnoteError as error:
        return {"id": row_id, "error": str(error)}
    except Exception as error:  # one line must not end the other three thousand: the fault is named in its place
        return {"id": row_id, "error": f"internal error: {type(error).__name__}: {error}"}
    return {**result, "id": row_id} if "id" in result else {"id": row_id, **result}


def parse_row(line: bytes) -> Row:
    """The JSON object of one line; InputError says what is wrong with another one."""
    if not line.strip():
        raise InputError("the line is empty")
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise InputError(f"not a JSON object but {kind_of(row)}")
    return row


def text_field(row: Row, name: str) -> str:
    """The string under ``name``; it may be empty, but must be there."""
    if name not in row:
        raise InputError(f'"{name}" is missing')
    if not isinstance(row[name], str):
        raise InputError(f'"{name}" is {kind_of(row[name])}, not a string')
    return row[name]


def history_field(row: Row) -> list[Mapping[str, Any]]:
    """The earlier turns under ``history``: objects with ``role`` and ``content`` (or ``text``); none if absent."""
    return as_history(row.get("history"))
