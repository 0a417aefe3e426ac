"""Chats that a browser keeps: sealed by the server, so that what comes back is what was answered here.

A browser is no place to trust a verdict to: another program, or a hand, may have changed what it kept. So every
exchange carries a seal (HMAC-SHA256, RFC 2104) made with a key that lies beside the archive and never leaves it; what
does not bear its own seal is not shown. Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from rag.types import Answer, Filters
from rag.web.conversation import LONGEST, Conversation, Exchange

KEY_FILE = "page.key"
KEY_BYTES = 32


class Keeper:
    """Seals exchanges, and opens what bears its seal."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, folder: Path) -> Keeper:
        """The keeper of an archive's folder; where no key can be written, of this run alone."""
        file = folder / KEY_FILE
        with suppress(OSError):
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as made:
                made.write(secrets.token_bytes(KEY_BYTES))
        with suppress(OSError):
            key = file.read_bytes()
            if len(key) == KEY_BYTES:
                return cls(key)
        return cls(secrets.token_bytes(KEY_BYTES))

    def sealed(self, exchange: Exchange) -> dict[str, str]:
        """An answered exchange as a browser keeps it: ``id``, the body as JSON, its seal."""
        assert exchange.answer is not None
        body = json.dumps(_body(exchange), ensure_ascii=False, separators=(",", ":"))
        return {"id": exchange.answer.id, "body": body, "seal": self._seal(body)}

    def opened(self, kept: object) -> Exchange | None:
        """The exchange that a browser gives back; None for what is not as it was given."""
        if not isinstance(kept, Mapping):
            return None
        body, seal = kept.get("body"), kept.get("seal")
        if not isinstance(body, str) or not isinstance(seal, str):
            return None
        if not hmac.compare_digest(self._seal(body).encode(), seal.encode("utf-8", "replace")):
            return None
        return _exchange(json.loads(body))

    def _seal(self, body: str) -> str:
        return hmac.new(self._key, body.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def restore(conversation: Conversation, kept: object, keeper: Keeper) -> int:
    """Put what a browser kept in the place of the conversation; gives how many exchanges were refused."""
    given = kept if isinstance(kept, list) else []
    opened = [keeper.opened(one) for one in given[-LONGEST:]]
    conversation.clear()
    for exchange in filter(None, opened):
        conversation.take_up(exchange)
    return opened.count(None)


def ids(exchanges: Iterable[Exchange]) -> list[str]:
    """The answers that a conversation holds, by id: what a browser keeps of a chat beside these is no longer of it."""
    return [exchange.answer.id for exchange in exchanges if exchange.answer]


def _body(exchange: Exchange) -> dict[str, Any]:
    assert exchange.answer is not None
    filters = exchange.filters
    return {
        "question": exchange.question,
        "filters": [filters.after, filters.before, list(filters.outlets)],
        "any_time": exchange.any_time,
        "alone": exchange.alone,
        "answer": replace(exchange.answer, explanation=None).to_json(),
    }


def _exchange(body: Mapping[str, Any]) -> Exchange:
    after, before, outlets = body["filters"]
    return Exchange(
        0,
        body["question"],
        Filters(after, before, tuple(outlets)),
        answer=Answer.from_json(body["answer"]),
        any_time=body["any_time"],
        alone=body["alone"],
    )
