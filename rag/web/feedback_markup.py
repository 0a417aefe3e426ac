"""What a reader says of an answer -> the HTML under it. Pure functions; foreign words go through ``elements``.

``static/answers.js`` opens the form for the comment, and tells Gradio.
"""

from __future__ import annotations

from rag.feedback import Feedback, Kind
from rag.web.elements import Html, join, tag

KINDS: dict[Kind, str] = {"right": "Right", "wrong": "Wrong", "wrong_citation": "Wrong citation"}
KEPT = "Kept on this machine, sent nowhere."


def feedback_html(feedback: Feedback | None, refused: str = "") -> Html:
    """What was said of the answer, to be withdrawn; or the question whether it is right. ``refused``: why not kept."""
    why = tag("p", refused, class_="fn-refused fn-error", role="alert", tabindex="-1", dir="auto") if refused else None
    return join(why, _said(feedback) if feedback else _asked())


def _asked() -> Html:
    buttons = (
        tag("button", label, type="button", class_="fn-action fn-say", data_kind=kind) for kind, label in KINDS.items()
    )
    group = tag("div", tag("span", "Is this right?"), *buttons, role="group", aria_label="Is this answer right?")
    return tag("div", group, class_="fn-judge")


def _said(feedback: Feedback) -> Html:
    which = f" {', '.join(map(str, feedback.citations))}" if feedback.citations else ""
    comment = join(" “", tag("bdi", feedback.comment), "”") if feedback.comment else None
    label = "Withdraw what you said"
    withdraw = tag("button", "Withdraw", type="button", class_="fn-action fn-withdraw", aria_label=label)
    kind = tag("b", f"{KINDS[feedback.kind]}{which}.")
    said = tag("p", "You said: ", kind, comment, f" {KEPT} ", withdraw, tabindex="-1")
    return tag("div", said, class_="fn-judge fn-judged")
