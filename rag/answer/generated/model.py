"""The seam to a language model: what drafting asks of one, and nothing of where it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

Stopped = Callable[[], bool]


class Message(NamedTuple):
    """One turn of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Model(Protocol):
    """A language model. ``host`` is None for one on this machine; ``context`` is in tokens, prompt and answer together.

    What it raises is a FootnoteError whose line names the cause.
    """

    @property
    def name(self) -> str: ...
    @property
    def host(self) -> str | None: ...
    @property
    def context(self) -> int: ...

    def count(self, text: str) -> int:
        """Tokens of a text, or a safe upper bound."""
        ...

    def stream(self, messages: Sequence[Message], *, most: int, stopped: Stopped) -> Iterator[str]:
        """Pieces of the text it writes, ``most`` tokens at most; ends where ``stopped()`` says so."""
        ...
