"""A model as the rest of Footnote sees it: pieces of text, within bounds, or one line that says what happened."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import Protocol

from rag.llm.breaker import Breaker
from rag.llm.count import tokens_at_most
from rag.llm.errors import CutOff, Failed, Failure, ModelError, Stopped
from rag.llm.feed import Call, End, Feed
from rag.llm.limits import Clock, Limits
from rag.llm.retry import retrying
from rag.llm.visible import Visible
from rag.llm.watch import watched

Stop = Callable[[], bool]
Pieces = Generator[str, None, None]
TIMES = ("", "", " twice", " three times")


class Message(Protocol):
    """One turn of a prompt; ``role`` is system, user or assistant."""

    @property
    def role(self) -> str: ...
    @property
    def content(self) -> str: ...


class Source(Protocol):
    """Where a model is asked. ``who`` begins every line about it: "The model server at 127.0.0.1:8080"."""

    name: str
    who: str
    host: str | None
    encrypted: bool
    streams: bool

    @property
    def context(self) -> int: ...
    def ask(self, messages: Sequence[Message], most: int, limits: Limits, clock: Clock) -> Call: ...
    def listing(self, clock: Clock) -> Call | None: ...


class Model:
    """A source, asked with patience and with limits. One object may be asked from several threads.

    ``host`` is None for a model on this machine. ``context`` is how many tokens prompt and answer may have together.
    """

    def __init__(self, source: Source, limits: Limits | None = None, clock: Clock | None = None) -> None:
        limits = limits or Limits()
        self.source = source
        self.name = source.name
        self.host = source.host
        self.clock = clock or Clock()
        # What comes in one piece gives no first sign before the whole.
        self._limits = limits if source.streams else dataclasses.replace(limits, first=limits.total)
        self._breaker = Breaker(self.clock, limits.failures, limits.rest)

    def __repr__(self) -> str:
        return f"Model({self.name!r}, {self.host or 'this machine'!r})"

    @property
    def context(self) -> int:
        return self.source.context

    def count(self, text: str) -> int:
        """Tokens of a text, on the high side."""
        return tokens_at_most(text)

    def stream(self, messages: Sequence[Message], *, most: int, stopped: Stop) -> Iterator[str]:
        """Pieces of the answer, of ``most`` tokens at most; ends quietly where ``stopped()`` says so.

        Raises ModelError; CutOff where the text so far is the model's, but its end is missing.
        """
        self._refuse_while_open()
        tries: list[Failure] = []
        failure, begun = None, False
        try:
            with closing(self._pieces(messages, most, stopped, tries)) as pieces:
                for piece in pieces:
                    begun = True
                    yield piece
        except Failed as error:
            failure = error.failure
        except Stopped:
            self._breaker.left()
            return
        except GeneratorExit:
            self._breaker.left()
            raise
        self._settle(failure)
        if failure:  # raised here, not above, so that it has no other exception for its context
            raise (CutOff if begun else ModelError)(self._line(failure, tries))

    def _pieces(self, messages: Sequence[Message], most: int, stopped: Stop, tries: list[Failure]) -> Pieces:
        """The first try that brings text. Once text was given, there is no other: it cannot be taken back."""
        deadline = self.clock.now() + self._limits.total

        def begin() -> tuple[str, Pieces]:
            pieces = self._attempt(messages, most, deadline, stopped)
            try:
                return next(pieces), pieces
            except Failed as error:
                tries.append(error.failure)
                raise

        first, rest = retrying(self._limits, self.clock, deadline, stopped)(begin)
        with closing(rest):
            yield first
            yield from rest

    def _attempt(self, messages: Sequence[Message], most: int, deadline: float, stopped: Stop) -> Pieces:
        """What one call brings that is for a reader. Raises `Failed` at its end unless that was a good one."""
        visible, reason = Visible(most), ""
        if stopped():
            raise Stopped
        with Feed(self.source.ask(messages, most, self._limits, self.clock)) as feed:
            for event in watched(feed, self._limits, self.clock, deadline, stopped):
                if isinstance(event, End):
                    reason = event.reason
                elif shown := visible.add(event.text):
                    yield shown
        if shown := visible.rest():
            yield shown
        if failure := ending(reason, visible.empty):
            raise Failed(failure)

    def _refuse_while_open(self) -> None:
        wait = self._breaker.wait()
        if wait is not None:
            times = f"{self._breaker.failures} times in a row"
            raise ModelError(f"{self.source.who} failed {times}; it is asked again in {wait:.0f} seconds.")

    def _settle(self, failure: Failure | None) -> None:
        if failure and not failure.sound:
            self._breaker.failed()
        else:
            self._breaker.worked()

    def _line(self, failure: Failure, tries: Sequence[Failure]) -> str:
        same = sum(one.words == failure.words for one in tries)
        line = f"{self.source.who} {failure.words.replace('{times}', TIMES[min(same, 3)])}"
        if failure.after is not None and failure.after >= self._limits.total:
            line += f" and asks to wait {_long(failure.after)}"
        return f"{line}. {failure.advice}".strip()


def ending(reason: str, empty: bool) -> Failure | None:
    """What is wrong with how an answer ended, None for a good end."""
    if reason == "broken":
        return Failure("broke off its answer{times}", again=True)
    if reason in ("refusal", "content_filter"):
        return Failure("declined to answer", sound=True)
    if reason == "length" and empty:
        return Failure("used up its tokens before an answer", "Turn its thinking off, or choose another.", sound=True)
    if reason == "length":
        return Failure("reached its limit of tokens", sound=True)
    if empty and reason in ("tool_calls", "function_call"):
        return Failure("asked for a tool; it has none", sound=True)
    return Failure("answered with nothing", sound=True) if empty else None


def _long(seconds: float) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = min(int(seconds // size), 999)
            return f"{count} {name}{'s' * (count > 1)}"
    return f"{seconds:.0f} seconds"
