"""The form an answer is held to: a JSON schema in which a passage can be cited only by a key of this request.

Quotes come first, for what is written first is what a model goes by; a schema's order is kept by those who make a
grammar of it (llama.cpp, vLLM's xgrammar and outlines, OpenAI). The bounds keep a small model from filling a list or a
sentence without end. llama.cpp makes a rule of every sign that a string may have, 2,000 at most: they are far below.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

MOST_QUOTES = 4
MOST_WRITTEN = 4  # sentences, as the prompt says
MOST_KEYS = 3  # of a sentence
LONGEST_QUOTE = 300
LONGEST_SENTENCE = 400


def schema_of(keys: Iterable[str]) -> dict[str, Any]:
    """The schema of an answer that rests on the passages with these keys; no sentences: the passages do not say."""
    key = {"type": "string", "enum": list(keys)}
    quote = _object(key=key, words=_text(LONGEST_QUOTE))
    sentence = _object(text=_text(LONGEST_SENTENCE), keys=_list(key, MOST_KEYS, least=1))
    return _object(quotes=_list(quote, MOST_QUOTES), sentences=_list(sentence, MOST_WRITTEN))


def _object(**properties: Any) -> dict[str, Any]:
    names = list(properties)
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}


def _list(items: Any, most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most}
