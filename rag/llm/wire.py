"""What an OpenAI-compatible server says, read: server-sent events, whole replies, and statuses, as ours.

Nothing the server writes is handed on but the text of the answer. Error bodies are read only for known codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rag.llm.errors import Failed, Failure
from rag.llm.feed import End, Event, Text
from rag.llm.visible import without_thinking

MALFORMED = Failure("answered with something that is no answer (malformed){times}", again=True)
# How servers say that the prompt is too long: OpenAI and vLLM, llama.cpp, Anthropic's compatible door.
TOO_LONG = ("context_length_exceeded", "exceed_context_size_error", "maximum context length", "prompt is too long")

# Anthropic's errors within a stream, by the status they would have had (docs.anthropic.com/en/api/errors).
ERRORS = {"rate_limit_error": 429, "overloaded_error": 529, "authentication_error": 401, "permission_error": 403}


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of a stream, ended by LF, CR LF or CR. Its length is bounded by whoever reads the stream."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if b"\n" in chunk or b"\r" in chunk:
            *whole, rest = bytes(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
            yield from whole
            held = bytearray(rest)


def data_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The data of each server-sent event (HTML standard, 9.2.6); comments and other fields are passed over."""
    data: list[bytes] = []
    for line in lines(chunks):
        if line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" "))
        elif not line and data:
            yield b"\n".join(data)
            data = []


def streamed(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events of a streamed answer. Without a word on why it ends it has been cut off, and there is no End."""
    reason = ""
    for data in data_of(chunks):
        if data.strip() == b"[DONE]":
            yield End(reason or "stop")
            return
        choice = _choice(_json(data))
        if choice is None:
            continue
        delta = _part(choice, "delta")
        reason = "refusal" if delta.get("refusal") else reason or str(choice.get("finish_reason") or "")
        yield Text(_text(delta.get("content")))
    if reason:
        yield End(reason)


def whole(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events of an answer that came in one piece."""
    choice = _choice(_json(b"".join(chunks)))
    if choice is None:
        raise Failed(MALFORMED)
    message = _part(choice, "message")
    yield Text(without_thinking(_text(message.get("content"))))
    yield End("refusal" if message.get("refusal") else str(choice.get("finish_reason") or "stop"))


def anthropic_streamed(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events of Anthropic's stream, which says what each of them is."""
    reason = ""
    for data in data_of(chunks):
        came = _object(_json(data))
        kind = came.get("type")
        if kind == "message_stop":
            yield End(reason or "stop")
            return
        delta = _part(came, "delta")
        reason = _reason(delta.get("stop_reason")) or reason
        if kind == "content_block_delta":
            yield Text(_text(delta.get("text")))


def anthropic_whole(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events of an answer of Anthropic's that came in one piece."""
    reply = _object(_json(b"".join(chunks)))
    if not isinstance(reply.get("content"), list):
        raise Failed(MALFORMED)
    yield Text(_text(reply["content"]))
    yield End(_reason(reply.get("stop_reason")) or "stop")


def _reason(said: Any) -> str:
    """Anthropic's word for why an answer ended as OpenAI's."""
    return {"max_tokens": "length", "tool_use": "tool_calls"}.get(str(said), str(said or ""))


def plain(chunks: Iterable[bytes]) -> Iterator[Event]:
    """Any text, as it is."""
    yield Text(b"".join(chunks).decode("utf-8", "replace"))
    yield End("stop")


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        pass
    raise Failed(MALFORMED)


def _object(reply: Any) -> Mapping[str, Any]:
    """A reply that is an object, and no error in the clothes of an answer."""
    if not isinstance(reply, dict):
        raise Failed(MALFORMED)
    if error := reply.get("error"):
        named = error if isinstance(error, dict) else {}
        code = ERRORS.get(str(named.get("type")), named.get("code"))
        raise Failed(failure_of(code if isinstance(code, int) else 500, json.dumps(error)))
    return reply


def _choice(reply: Any) -> Mapping[str, Any] | None:
    """The first choice of a reply; None for one that has none (the count of tokens comes like that)."""
    choices = _object(reply).get("choices")
    if not choices:
        return None
    if not isinstance(choices, list) or not isinstance(choices[0], dict):
        raise Failed(MALFORMED)
    return choices[0]


def _part(choice: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = choice.get(name) or {}
    if not isinstance(part, dict):
        raise Failed(MALFORMED)
    return part


def _text(content: Any) -> str:
    """The text of a content field: a string, or parts of which some are text."""
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def failure_of(status: int, body: str = "", model: str = "", key: str = "", after: float | None = None) -> Failure:
    """A status in words. ``key`` is the name of the variable that holds it."""
    if status == 413 or (status == 400 and any(code in body for code in TOO_LONG)):
        return Failure(f"found the question with its passages too long ({status})", sound=True)
    if status in (401, 403):
        denied = "wants a key" if status == 401 else "does not allow this key to use it"
        return Failure(f"{denied} ({status})", f"Set {key} to a valid one." if key else "")
    if status == 404:
        named = f' "{model}"' if model else " of that name"
        return Failure(f"has no model{named}, or stands under another path (404)")
    if 300 <= status < 400:
        return Failure(f"sends us elsewhere ({status})", "Give its final address.")
    meaning = MEANINGS.get(status, "")
    again = status in (408, 409, 425, 429) or status >= 500
    said = f"answered {status}{f' ({meaning})' if meaning else ''}{{times}}"
    return Failure(said, again=again, after=after, form=status in FORM_REFUSED)


# What servers say to a form they cannot keep to: bad request (most), unsupported, unprocessable (those that check what
# they are sent), and failures of their own (a schema their grammar cannot hold).
FORM_REFUSED = (400, 415, 422, 500, 501)
MEANINGS = {408: "too slow a request", 429: "too many requests", 529: "overloaded"}
