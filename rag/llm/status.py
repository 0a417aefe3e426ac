"""What a user is told of a model: which one, where, whether it answers, and what leaves for where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag.llm.chat import PROBE
from rag.llm.errors import Failed
from rag.llm.model import Model
from rag.llm.watch import heard


@dataclass(frozen=True, slots=True)
class Status:
    """``answers`` is None where asking would cost something; ``problem`` is why it does not answer, in words."""

    name: str
    where: str
    answers: bool | None
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "where": self.where, "answers": self.answers, "problem": self.problem or None}

    def __str__(self) -> str:
        said = {True: "answers", False: "does not answer", None: "is asked only when a question comes"}[self.answers]
        return f"{self.name} on {self.where} {said}" + (f": {self.problem}" if self.problem else "")


def describe(model: Model) -> Status:
    """Asks the model for its list of models, for three seconds at most; no text of the user is sent."""
    where = model.host or "this machine"
    call = model.source.listing(model.clock)
    if call is None:
        return Status(model.name, where, None)
    try:
        heard(call, PROBE, model.clock)
    except Failed as error:
        said = error.failure.words.replace("{times}", "")
        return Status(model.name, where, False, f"{model.source.who} {said}. {error.failure.advice}".strip())
    return Status(model.name, where, True)


def leaves(model: Model) -> str | None:
    """What is told before the first question to a model on another machine: which text leaves, for where. Else None."""
    if model.host is None:
        return None
    way = "" if model.source.encrypted else ", over a connection that is not encrypted"
    return (
        f"The language model {model.name} does not run on this machine. Your questions, the conversation so far and "
        f"the passages found in your articles are sent to {model.host}{way}."
    )
