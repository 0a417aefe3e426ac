"""What can go wrong between us and a language model.

ModelError                the model cannot be used, or failed; the line names the cause in words
└── CutOff                its text ends before its end: what came stands as it is, nothing more comes

`Failed` is how it travels inside this package: a plain description, so that no exception of a library (which may hold
the request, and with it the key) is ever the context of what the user's code catches.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import ModelError


class CutOff(ModelError):
    """The model's text ends before its end; the pieces that came before are its own words all the same."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a call came to, in words that follow the server's name; ``{times}`` is where "three times" goes.

    ``again``: another try may go better. ``after``: seconds the server asks to be left alone. ``sound``: the server
    did its work, only the text is of no use; this is no reason to stop asking it. ``form``: it may be the form that was
    asked for which it does not take (`rag.llm.model.Form`).
    """

    words: str
    advice: str = ""
    again: bool = False
    after: float | None = None
    sound: bool = False
    form: bool = False


class Failed(Exception):
    """Carries a `Failure`; never leaves `rag.llm`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.words)
        self.failure = failure


class Stopped(Exception):
    """Somebody pressed stop; never leaves `rag.llm`."""
