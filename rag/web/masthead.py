"""The head of the page: its name, its views, what it reads from, and which language model writes."""

from __future__ import annotations

from rag.render import count
from rag.web.elements import Html, tag

# The views, and the column of each that static/page.js brings to the front.
VIEWS = (("Ask", "fn-chat"), ("Check a text", "fn-checker"), ("Timeline", "fn-timeline"), ("Archive", "fn-archive"))


def masthead_html(articles: int | None = None, outlets: int = 0, model: str = "") -> Html:
    """The name of the page, what it reads from (``None`` until it is known), and which language model writes."""
    held = "" if articles is None else "No articles yet"
    if articles:
        held = count(articles, "article") + (f", {count(outlets, 'outlet')}" if outlets else "")
    return tag(
        "header",
        tag("h1", "Footnote", tag("sup", "1", aria_hidden="true")),
        tag("div", map(_tab, VIEWS), class_="fn-tabs", role="tablist", aria_label="What to do"),
        tag("p", "Answers from your articles, each sentence checked"),
        tag(
            "div",
            tag("button", "Chats", type="button", class_="fn-action fn-chats-open", aria_haspopup="dialog"),
            tag("button", "Keys", type="button", class_="fn-action fn-keys-open", aria_haspopup="dialog"),
            class_="fn-tools",
        ),
        tag("p", held, class_="fn-held"),
        tag("p", model, class_="fn-model", dir="auto") if model else None,
    )


def _tab(view: tuple[str, str]) -> Html:
    """A view's tab; the first is the one that the page opens with."""
    label, column = view
    first = view == VIEWS[0]
    return tag(
        "button",
        label,
        type="button",
        class_="fn-tab",
        role="tab",
        id=f"{column}-tab",
        aria_controls=column,
        aria_selected="true" if first else "false",
        tabindex="0" if first else "-1",
    )
