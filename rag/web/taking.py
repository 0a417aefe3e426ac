"""An answer, or a whole chat, in the forms in which the page hands it out. Nothing here knows Gradio or HTML events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rag.receipt import receipt_text
from rag.render import chat_html, chat_markdown
from rag.types import Answer
from rag.web.elements import Html, tag


class Form(NamedTuple):
    """The words on its button, the file it becomes (none: copied), how it is made, and whether of all the chat."""

    label: str
    file: str | None
    make: Callable[[Sequence[Answer]], str]
    whole: bool = False


def _one(answers: Sequence[Answer]) -> Answer:
    return answers[0]


FORMS: Mapping[str, Form] = {
    "markdown": Form("Copy as Markdown", None, lambda answers: _one(answers).to_markdown()),
    "html": Form("Save as HTML", "answer.html", lambda answers: _one(answers).to_html()),
    "receipt": Form("Save a receipt", "answer.json", lambda answers: receipt_text(_one(answers))),
    "chat-markdown": Form("Save as Markdown", "chat.md", chat_markdown, whole=True),
    "chat-html": Form("Save as HTML", "chat.html", chat_html, whole=True),
    "chat-receipt": Form("Save a receipt", "chat.json", lambda answers: receipt_text(tuple(answers)), whole=True),
}


def menu_html(last: bool) -> Html:
    """The forms of an answer behind one word; under the last answer those of the whole chat, too."""
    rows = [("This answer: ", False), ("The whole chat: ", True)] if last else [("This answer: ", False)]
    listed = (tag("p", tag("span", words), *_buttons(whole)) for words, whole in rows)
    forms = tag("div", *listed, class_="fn-forms")
    return tag("details", tag("summary", "Take away", class_="fn-action"), forms, class_="fn-take")


def _buttons(whole: bool) -> list[Html]:
    return [_button(name, form) for name, form in FORMS.items() if form.whole is whole]


def _button(name: str, form: Form) -> Html:
    label = f"{form.label}, the whole chat" if form.whole else None
    return tag("button", form.label, type="button", class_="fn-action", data_take=name, aria_label=label)


def taken_html(form: Form, answers: Sequence[Answer], ticket: int) -> Html:
    """What was asked for, as a hidden button that copies or saves it when ``static/answers.js`` presses it."""
    kind = "fn-save" if form.file else "fn-copy"
    words = form.make(answers)
    name = f"fn-taken-{ticket}"
    return tag("button", type="button", class_=kind, data_text=words, data_file=form.file, id=name, hidden=True)
