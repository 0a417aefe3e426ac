"""Asking a model in a test: what came, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rag.llm import CutOff, Model, ModelError, open_model
from tests.llm.clock import FakeClock
from tests.llm.server import StubServer


class Said(NamedTuple):
    role: str
    content: str


QUESTION = [Said("system", "Answer from the passages."), Said("user", "How long did the war last?")]


@dataclass
class Outcome:
    """Pieces of text, and the error after them."""

    pieces: list[str] = field(default_factory=list)
    error: ModelError | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def cut_off(self) -> bool:
        return isinstance(self.error, CutOff)


def never() -> bool:
    return False


def ask(
    model: Model,
    *,
    most: int = 100,
    stopped: Callable[[], bool] = never,
    taken: Callable[[], object] = never,
) -> Outcome:
    """One question; ``taken`` is called with each piece that came."""
    outcome = Outcome()
    try:
        for piece in model.stream(QUESTION, most=most, stopped=stopped):
            outcome.pieces.append(piece)
            taken()
    except ModelError as error:
        outcome.error = error
    return outcome


def model_of(server: StubServer, clock: FakeClock, *, streams: bool = True, **environ: Any) -> Model:
    """The server's model as a user opens it, or one that asks for whole answers."""
    model = open_model(server.spec, environ, clock=clock)
    if not streams:
        model.source.streams = False
        model = Model(model.source, clock=clock)
    return model
