"""A model as the rest of Footnote sees it: pieces of text, within bounds, or one line that says what happened."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Protocol

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
IN_FORM = "{`"  # what JSON begins with, or the fence that a chatty model puts around it
IGNORED = Failure("answered with text where JSON was asked for", form=True)  # never shown: it is asked without


class Message(Protocol):
    """One turn of a prompt; ``role`` is system, user or assistant."""

    @property
    def role(self) -> str: ...
    @property
    def content(self) -> str: ...


class Form(Protocol):
    """The same question, put so that the answer is JSON; ``schema`` is the JSON schema it is held to."""

    @property
    def messages(self) -> Sequence[Message]: ...
    @property
    def schema(self) -> Mapping[str, Any]: ...


class Source(Protocol):
    """Where a model is asked. ``who`` begins every line about it: "The model server at 127.0.0.1:8080".

    ``takes_forms``: an answer can be held to a JSON schema there.
    """

    name: str
    who: str
    host: str | None
    encrypted: bool
    streams: bool
    takes_forms: bool

    @property
    def context(self) -> int: ...
    def ask(
        self,
        messages: Sequence[Message],
        most: int,
        limits: Limits,
        clock: Clock,
        schema: Mapping[str, Any] | None = None,
    ) -> Call: ...
    def listing(self, clock: Clock) -> Call | None: ...


@dataclass(slots=True)
class Question:
    """One question on its way through its tries. ``form`` is None once it is asked without."""

    messages: Sequence[Message]
    most: int
    stopped: Stop
    form: Form | None
    began: float
    deadline: float
    refused: bool = False
    tries: list[Failure] = field(default_factory=list)


class Model:
    """A source, asked with patience and with limits. One object may be asked from several threads.

    ``host`` is None for a model on this machine. ``context`` is how many tokens prompt and answer may have together.
    ``takes_forms``: its answers can be held to a form; False from the first question on that came through only
    without one.
    """

    def __init__(
        self, source: Source, limits: Limits | None = None, clock: Clock | None = None, *, forms: bool = True
    ) -> None:
        limits = limits or Limits()
        self.source = source
        self.name = source.name
        self.host = source.host
        self.clock = clock or Clock()
        self.takes_forms = forms and source.takes_forms
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

    def stream(
        self, messages: Sequence[Message], *, most: int, stopped: Stop, form: Form | None = None
    ) -> Iterator[str]:
        """Pieces of the answer, of ``most`` tokens at most; ends quietly where ``stopped()`` says so.

        With a ``form`` it is asked for JSON where it can be held to it; what refuses the form, or answers with text
        all the same, is asked with ``messages`` instead, within the same time, and from then on at once.

        Raises ModelError; CutOff where the text so far is the model's, but its end is missing.
        """
        self._refuse_while_open()
        began = self.clock.now()
        form = form if self.takes_forms else None
        question = Question(messages, most, stopped, form, began, began + self._limits.total)
        failure, begun = None, False
        try:
            with closing(self._pieces(question)) as pieces:
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
            raise (CutOff if begun else ModelError)(self._line(failure, question.tries))

    def _pieces(self, question: Question) -> Pieces:
        """The first try that brings text. Once text was given, there is no other: it cannot be taken back."""
        begin = retrying(self._limits, self.clock, question.deadline, question.stopped)
        first, rest = begin(lambda: self._try(question))
        with closing(rest):
            yield first
            yield from rest

    def _try(self, question: Question) -> tuple[str, Pieces]:
        """One try, and at once another without the form where that is what was refused."""
        if len(question.tries) == self._limits.retries:
            question.form = None  # whatever the matter is: the last try asks for as little as can be
        try:
            return self._begun(question)
        except Failed as error:
            if question.form is None or not error.failure.form:
                question.tries.append(error.failure)
                raise
        question.form, question.refused = None, True
        return self._try(question)

    def _begun(self, question: Question) -> tuple[str, Pieces]:
        """The first piece, and the rest. Raises `Failed`."""
        pieces = self._attempt(question)
        first = next(pieces)
        if question.form and first[0] not in IN_FORM:
            self.takes_forms = False
            if self._time_for_another(question):
                pieces.close()
                raise Failed(IGNORED)
        self.takes_forms = self.takes_forms and not question.refused
        return first, pieces

    def _time_for_another(self, question: Question) -> bool:
        """Whether another first word is likely to come in time, if it takes as long as this one did."""
        now = self.clock.now()
        return 2 * (now - question.began) < question.deadline - now

    def _attempt(self, question: Question) -> Pieces:
        """What one call brings that is for a reader. Raises `Failed` at its end unless that was a good one."""
        visible, reason = Visible(question.most), ""
        if question.stopped():
            raise Stopped
        with Feed(self._call(question)) as feed:
            for event in watched(feed, self._limits, self.clock, question.deadline, question.stopped):
                if isinstance(event, End):
                    reason = event.reason
                elif shown := visible.add(event.text):
                    yield shown
        if shown := visible.rest():
            yield shown
        if failure := ending(reason, visible.empty):
            raise Failed(failure)

    def _call(self, question: Question) -> Call:
        if (form := question.form) is None:
            return self.source.ask(question.messages, question.most, self._limits, self.clock)
        return self.source.ask(form.messages, question.most, self._limits, self.clock, form.schema)

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
    return Failure("answered with nothing", sound=True, form=True) if empty else None


def _long(seconds: float) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = min(int(seconds // size), 999)
            return f"{count} {name}{'s' * (count > 1)}"
    return f"{seconds:.0f} seconds"
