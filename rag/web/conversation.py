"""What one reader asked and was told: the state of a browser session, kept on the server.

The browser names an exchange by its number, and a citation by its number there. What it keeps of a chat comes back
under a seal (`rag.web.kept`). Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.feedback import Feedback
from rag.types import Answer, Filters, Turn
from rag.web.work import Work

if TYPE_CHECKING:
    from rag.archive import Archive

STOPPED = "Stopped: what was written until then."
LONGEST = 200  # exchanges kept; the oldest leave first, so that a page left open all week stays small


@dataclass
class Exchange(Work):
    """One question and what became of it: being worked on, answered, failed or stopped.

    ``so_far`` is the answer while a language model writes it; where the reader stops, what was written until then is
    the answer. ``any_time``: the reader has removed the limit that words like "in 2020" set. ``alone``: the question
    stands as it is, whatever was said before. ``feedback`` is what the reader said of the answer; ``refused`` is why it
    could not be kept.
    """

    question: str
    filters: Filters = field(default_factory=Filters)
    so_far: Answer | None = None
    answer: Answer | None = None
    any_time: bool = False
    alone: bool = False
    feedback: Feedback | None = None
    refused: str = ""

    @property
    def shown(self) -> object:
        return self.stage, (len(self.so_far.claims), len(self.so_far.repairs)) if self.so_far else None

    def ask(self, archive: Archive, turns: Sequence[Turn]) -> None:
        """Ask the archive, and write down what comes of it. ``turns`` are what was said before."""

        def on_answer(so_far: Answer) -> None:
            self.so_far = so_far

        f = self.filters
        answer = archive.ask(
            self.question,
            turns,
            after=f.after,
            before=f.before,
            outlets=f.outlets,
            any_time=self.any_time,
            on_stage=self.say,
            on_answer=on_answer,
            stopped=lambda: self.stopped,
        )
        if not self.stopped:
            self.answer = answer

    def stop(self) -> None:
        """The reader gives up the rest."""
        self.stopped = True
        self.answer = replace(self.so_far, notice=STOPPED) if self.so_far else None


@dataclass
class Conversation:
    """The exchanges of one session, oldest first. Serial numbers are never used twice."""

    exchanges: list[Exchange] = field(default_factory=list)
    last_serial: int = 0

    @property
    def running(self) -> Exchange | None:
        """The exchange being worked on; there is at most one."""
        return next((e for e in reversed(self.exchanges) if e.running), None)

    def begin(self, question: str, filters: Filters, stage: str, any_time: bool = False) -> Exchange:
        """Put a new question at the end."""
        self.last_serial += 1
        exchange = Exchange(self.last_serial, question, filters, any_time=any_time, stage=stage)
        self.exchanges.append(exchange)
        del self.exchanges[:-LONGEST]
        return exchange

    def take_up(self, exchange: Exchange) -> None:
        """Put an exchange of an earlier session at the end, under a number of this one."""
        self.last_serial += 1
        exchange.serial = self.last_serial
        self.exchanges.append(exchange)

    def find(self, serial: object) -> Exchange | None:
        """The exchange with this number, or ``None``: the number comes from the browser and may be anything."""
        return next((e for e in self.exchanges if e.serial == serial), None)

    def stop(self) -> None:
        """Give up the question being worked on."""
        if exchange := self.running:
            exchange.stop()

    def clear(self) -> None:
        """Start over; what is being worked on is given up."""
        self.stop()
        self.exchanges.clear()

    def turns_before(self, exchange: Exchange) -> list[Turn]:
        """The conversation that led to this exchange, as the archive takes it."""
        turns: list[Turn] = []
        for earlier in self.exchanges:
            if earlier is exchange:
                break
            if earlier.answer:
                turns.append(Turn("user", earlier.question))
                turns.append(Turn("assistant", _spoken(earlier.answer)))
        return turns


def _spoken(answer: Answer) -> str:
    return " ".join(claim.text for claim in answer.claims) or answer.notice or ""
