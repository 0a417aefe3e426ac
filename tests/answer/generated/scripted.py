"""A model that writes what it is told to, with keys filled in by the place of their passage: ``{1}`` is the first's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.generated.model import Message, Stopped
from rag.errors import FootnoteError


def keys_shown(messages: Sequence[Message]) -> list[str]:
    """The keys of the passages in a prompt."""
    return re.findall(r"passage \[(k\w+)\]", messages[-1].content)


class Scripted:
    """Writes ``text`` in pieces of ``size`` signs; fails with ``error`` behind it, where there is one."""

    name, host = "scripted", None

    def __init__(self, text: str, size: int = 3, error: str = "", context: int = 8_000) -> None:
        self.text, self.size, self.error, self.context = text, size, error, context
        self.asked: list[Sequence[Message]] = []
        self.given = 0
        self.closed = False

    def count(self, text: str) -> int:
        return len(text) // 3 + 1

    def stream(self, messages: Sequence[Message], *, most: int, stopped: Stopped) -> Iterator[str]:
        assert most > 0
        self.asked.append(messages)
        keys = keys_shown(messages)
        text = re.sub(r"\{(\d)\}", lambda m: f"[{keys[int(m[1]) - 1]}]", self.text)
        try:
            for at in range(0, len(text), self.size):
                if stopped():
                    return
                self.given += 1
                yield text[at : at + self.size]
            if self.error:
                raise FootnoteError(self.error)
        finally:
            self.closed = True
