"""Tokens of a text for a model whose tokenizer is not at hand, on the high side."""

from __future__ import annotations

import re

_RUN = re.compile(r"[A-Za-z]+|[^\S\n]+|[^A-Za-z]")
LETTERS = 3  # of ASCII a token; byte-pair vocabularies average more than four in news


def tokens_at_most(text: str) -> int:
    """A count no common vocabulary reaches on prose.

    Three ASCII letters are a token, a stretch of blanks, every digit, sign and line end is one, and any other
    character as many as it has bytes (the most a byte-pair vocabulary can make of it).
    """
    return sum(_cost(run) for run in _RUN.findall(text))


def _cost(run: str) -> int:
    if run[0].isascii():
        return 1 if run.isspace() else -(-len(run) // LETTERS)
    return len(run.encode("utf-8", "replace"))
