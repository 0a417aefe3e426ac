"""What one answer costs: calls, tokens and seconds of the language model that drafts it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from rag.answer.generated.draft import Account, closable
from rag.answer.generated.model import Message, Model, takes_forms
from rag.errors import FootnoteError
from rag.types import Usage


@dataclass(slots=True)
class Meter:
    """A language model of which is counted what it is asked for one answer, and what it takes."""

    model: Model
    calls: int = 0
    tokens_read: int = 0
    tokens_written: int = 0
    seconds: float = 0.0
    failure: str | None = None  # of the last call

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def host(self) -> str | None:
        return self.model.host

    @property
    def context(self) -> int:
        return self.model.context

    @property
    def takes_forms(self) -> bool:
        return takes_forms(self.model)

    def count(self, text: str) -> int:
        return self.model.count(text)

    def stream(self, messages: Sequence[Message], **how: Any) -> Iterator[str]:
        """The model's stream; the time a reader of it takes between two pieces is not the model's."""
        self.calls += 1
        self.tokens_read += sum(self.model.count(message.content) for message in messages)
        text = ""
        since: float | None = time.perf_counter()
        try:
            with closing(closable(self.model.stream(messages, **how))) as pieces:
                for piece in pieces:
                    text += piece
                    self._passed(since)
                    since = None
                    yield piece
                    since = time.perf_counter()
        except FootnoteError as error:
            self.failure = str(error)
            raise
        finally:
            self._passed(since)
            self.tokens_written += self.model.count(text)

    def _passed(self, since: float | None) -> None:
        self.seconds += time.perf_counter() - since if since is not None else 0.0

    def usage(self, account: Account) -> Usage:
        """All of it, with what one draft came to."""
        return Usage(
            model=self.name,
            calls=self.calls,
            tokens_read=self.tokens_read,
            tokens_written=self.tokens_written,
            seconds=round(self.seconds, 3),
            sentences=account.sentences,
            invented_keys=len(account.invented),
            uncited=account.uncited,
            left_out=account.left_out,
            dropped_passages=account.dropped_passages,
            declined=account.declined,
            stopped=account.stopped,
            failure=account.failure,
        )
