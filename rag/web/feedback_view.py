"""Saying of an answer that it is right or wrong: what the events do. Imports Gradio, see `rag.web.events`.

The browser sends the number of an exchange, a kind, numbers of citations and a comment; the answer and how it was asked
are looked up in the session's ``Conversation``, and kept in the archive's folder (`rag.feedback`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args

import gradio as gr

from rag.errors import FootnoteError
from rag.feedback import Feedback, FeedbackFile, Kind
from rag.types import Answer
from rag.web.conversation import Conversation, Exchange
from rag.web.elements import Html
from rag.web.events import QUICK, sent

if TYPE_CHECKING:
    from rag.web.ask_view import Parts

Draw = Callable[[Conversation], Html]


def connect(parts: Parts, room: Room) -> None:
    """What happens when a reader says something of an answer, or takes it back."""
    parts.chat.judge(room.judge, [parts.conversation], [parts.chat], **QUICK)
    parts.chat.withdraw(room.withdraw, [parts.conversation], [parts.chat], **QUICK)


class Room:
    """What the events do. ``draw`` is the chat as it is shown."""

    def __init__(self, file: FeedbackFile, draw: Draw) -> None:
        self._file = file
        self._draw = draw

    def judge(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Keep what the reader says of an answer; where it cannot be kept, say why beside it."""
        exchange, kind, comment = (sent(event, name) for name in ("exchange", "kind", "comment"))
        exchange = conversation.find(exchange)
        if exchange is None or exchange.answer is None or kind not in get_args(Kind) or not isinstance(comment, str):
            return gr.skip()
        numbers = named(exchange.answer, sent(event, "citations")) if kind == "wrong_citation" else ()
        said = Feedback(
            kind,
            exchange.answer,
            comment.strip(),
            numbers,
            tuple(_turns(conversation, exchange)),
            exchange.filters,
            exchange.any_time,
        )
        try:
            exchange.feedback, exchange.refused = self._file.keep(said), ""
        except FootnoteError as error:
            exchange.refused = str(error)
        return self._draw(conversation)

    def withdraw(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Take back what was said of an answer: it goes from the file as well."""
        exchange = conversation.find(sent(event, "exchange"))
        if exchange is None or exchange.feedback is None:
            return gr.skip()
        try:
            self._file.withdraw(exchange.feedback.id)
            exchange.feedback, exchange.refused = None, ""
        except FootnoteError as error:
            exchange.refused = str(error)
        return self._draw(conversation)


def recall(conversation: Conversation, file: FeedbackFile) -> None:
    """Put what was said of its answers beside them, in a chat that was taken up again."""
    answered = [exchange for exchange in conversation.exchanges if exchange.answer]
    try:
        said = file.of([exchange.answer.id for exchange in answered if exchange.answer])
    except FootnoteError:
        return  # the chat is whole without it
    for exchange in answered:
        exchange.feedback = said.get(exchange.answer.id) if exchange.answer else None


def named(answer: Answer, numbers: Any) -> tuple[int, ...]:
    """Of the numbers a browser sent those that are citations of the answer, each once."""
    given = numbers if isinstance(numbers, list) else []
    return tuple(citation.n for citation in answer.citations if citation.n in given)


def _turns(conversation: Conversation, exchange: Exchange) -> list[Any]:
    """The turns that the question was read with."""
    from rag.answer.followup import LOOKBACK

    return [] if exchange.alone else conversation.turns_before(exchange)[-LOOKBACK:]
