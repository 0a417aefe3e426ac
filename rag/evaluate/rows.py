"""Evaluation files: JSON lines, one case a line. A row that cannot be used names its file and line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.errors import InputError

Row = dict[str, Any]


def read_rows(path: str | Path, fields: Mapping[str, type | tuple[type, ...]], limit: int | None = None) -> list[Row]:
    """The rows of a JSON-lines file, each holding ``fields`` with values of those types; blank lines are skipped.

    ``limit`` keeps so many, evenly spread over the file (neighbours are often about one text). Raises InputError
    naming the file and the line of the first bad row.
    """
    path = Path(path)
    rows: list[Row] = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    rows.append(_row(line, f"{path}, line {number}", fields))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(f"{path} cannot be read: {reason}. Give a file of JSON lines.") from None
    if not rows:
        raise InputError(f"{path} holds no rows. Give a file with one JSON object in each line.")
    if limit is None or limit >= len(rows):
        return rows
    return [rows[nth * len(rows) // limit] for nth in range(limit)]


def _row(line: str, where: str, fields: Mapping[str, type | tuple[type, ...]]) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is not JSON: {error}.") from None
    if not isinstance(row, dict):
        raise InputError(f"{where} is not a JSON object.")
    for name, kind in fields.items():
        if name not in row:
            raise InputError(f'{where} has no "{name}".')
        if not isinstance(row[name], kind):
            raise InputError(f'{where} has {row[name]!r:.60} for "{name}", which should be {_words(kind)}.')
    return row


_KINDS = {
    str: "a text",
    list: "a list",
    bool: "true or false",
    dict: "an object",
    int: "a number",
    float: "a number",
}


def _words(kind: type | tuple[type, ...]) -> str:
    kinds: Sequence[type] = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(_KINDS.get(k, k.__name__) for k in kinds)
