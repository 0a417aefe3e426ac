"""The sentences of an answer in JSON: of the form that is asked for (`form`), and of any other a model thinks of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from rag.answer.generated.elements import Element
from rag.answer.generated.form import LONGEST_SENTENCE
from rag.answer.generated.marks import Said, sentences_said
from rag.answer.generated.plain import plain

_TEXT_FIELDS = ("sentence", "text", "claim", "statement", "answer", "content")
_KEY_FIELDS = ("key", "keys", "citation", "citations", "source", "sources", "passage", "passages", "cites", "refs")
_A_TEXT = re.compile(rf'"(?:{"|".join(_TEXT_FIELDS)})"\s*:\s*"((?:[^"\\\n]|\\.)*)"', re.I)
DEEPEST = 12
A_WORD = 16  # signs that a token may have
_ENDED = re.compile(r"[.!?…。؟][^\w\s]*\Z")
SENTENCES = "sentences"  # the list of the form that is asked for


def said_in_json(raw: str) -> list[Said]:
    """The sentences of an answer in JSON, whatever its fields; of broken JSON, its texts."""
    body = re.sub(r"^\s*`{3,}.*$", "", raw, flags=re.M)
    try:
        found, _ = json.JSONDecoder().raw_decode(body.strip())
    except (ValueError, RecursionError):
        return [one for text in _A_TEXT.findall(body) for one in sentences_said(text.replace("\\", ""))]
    return list(_walk(found, DEEPEST))


def sentences_of(element: Element) -> tuple[list[Said], bool]:
    """The sentences of one element of the form, and whether one was left out: it is broken, or has no end."""
    said = list(_walk(element.value, DEEPEST))
    if said and _cut_by_the_form(element):
        return said[:-1], True
    return said, not element.sound


def _cut_by_the_form(element: Element) -> bool:
    """Whether a text is as long as the form allows, or a word less, and has no end: the grammar closed it."""
    text = element.value.get("text") if isinstance(element.value, dict) else None
    if not isinstance(text, str) or not LONGEST_SENTENCE - A_WORD <= len(text) <= LONGEST_SENTENCE:
        return False
    return not _ENDED.search(text.rstrip())


def quoted(element: Element) -> list[Said]:
    """The words copied from a passage, with its key."""
    value = element.value if isinstance(element.value, dict) else {}
    keys = _keys_in([value.get("key")], DEEPEST)
    said = [Said(plain(text), keys) for text in (value.get("words"), value.get("text")) if isinstance(text, str)]
    return [one for one in said if one.text]


def _walk(value: Any, deep: int) -> Iterator[Said]:
    if deep == 0:
        return
    if isinstance(value, str):
        yield from sentences_said(" ".join(value.split()))
    elif isinstance(value, list):
        for one in value:
            yield from _walk(one, deep - 1)
    elif isinstance(value, dict):
        lowered = {str(name).lower(): inner for name, inner in value.items()}
        cited = _keys_in([lowered[name] for name in _KEY_FIELDS if name in lowered], deep)
        for name, inner in lowered.items():
            spoken = name in _TEXT_FIELDS or isinstance(inner, list | dict)
            if spoken and name not in _KEY_FIELDS and not name.startswith("quote"):
                for one in _walk(inner, deep - 1):
                    yield Said(one.text, tuple(dict.fromkeys((*one.keys, *cited))))


def _keys_in(values: list[Any], deep: int) -> tuple[str, ...]:
    flat: list[str] = []
    for value in values if deep else ():
        if isinstance(value, str | int) and not isinstance(value, bool):
            flat += re.findall(r"\w+", plain(str(value)).lower())[:8]
        elif isinstance(value, list):
            flat += _keys_in(value, deep - 1)
        elif isinstance(value, dict):
            flat += _keys_in(list(value.values()), deep - 1)
    return tuple(dict.fromkeys(flat))
