"""Taking an answer or a chat away: its part in Gradio and what its event does. Imports Gradio, see `rag.web.events`.

A form is made when it is asked for, not with every answer: the chat is redrawn with each sentence of a model, and would
carry all of them each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.web.conversation import Conversation
from rag.web.events import BARE, QUICK, sent
from rag.web.taking import FORMS, taken_html

if TYPE_CHECKING:
    from rag.web.ask_view import Parts

MOST_TICKETS = 1_000_000_000


class Taken:
    """Where what was asked for is put; nobody sees it."""

    def __init__(self) -> None:
        self.html = gr.HTML("", elem_id="fn-taken", **BARE)


def connect(parts: Parts, taken: Taken) -> None:
    """What happens when a form is asked for."""
    parts.chat.take(take, [parts.conversation], [taken.html], **QUICK)


def take(conversation: Conversation, event: gr.EventData) -> Any:
    """An answer, or all of the chat's, in a form; ``ticket`` says to the browser which wish this fulfils."""
    form, ticket = FORMS.get(str(sent(event, "form"))), sent(event, "ticket")
    exchange = conversation.find(sent(event, "exchange"))
    if form is None or exchange is None or not isinstance(ticket, int) or not 0 < ticket < MOST_TICKETS:
        return gr.skip()
    chosen = conversation.exchanges if form.whole else [exchange]
    answers = [one.answer for one in chosen if one.answer]
    return taken_html(form, answers, ticket) if answers else gr.skip()
