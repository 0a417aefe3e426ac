"""The seam to a language model: what drafting asks of one, and nothing of where it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol, TypeGuard

Stopped = Callable[[], bool]


class Message(NamedTuple):
    """One turn of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Form(NamedTuple):
    """The same question, put so that the answer is JSON; ``schema`` is the JSON schema it is held to."""

    messages: tuple[Message, ...]
    schema: Mapping[str, Any]


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


class FormModel(Model, Protocol):
    """A model whose answer can be held to a form. It may be asked without one all the same."""

    @property
    def takes_forms(self) -> bool: ...

    def stream(
        self, messages: Sequence[Message], *, most: int, stopped: Stopped, form: Form | None = None
    ) -> Iterator[str]:
        """As `Model.stream`; where it cannot keep to the form, ``messages`` are asked instead."""
        ...


def takes_forms(model: Model) -> TypeGuard[FormModel]:
    """Whether a model can be held to a form, as far as is known."""
    return bool(getattr(model, "takes_forms", False))
