"""The Gradio page itself: two views, "Ask" (here) and "Check a text" (`rag.web.check_view`).

Imports Gradio; ``rag.web.server`` sets its environment first.

The chat is our own HTML, not ``gr.Chatbot``: the answer needs tables, buttons, tooltips and ids, which its sanitiser
drops or renames, and its Markdown loads images from anywhere. What the browser sends back is a question, filters,
or the numbers of an exchange and an example; all else is looked up in the session's ``Conversation`` on the server.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from rag.errors import FootnoteError
from rag.types import Filters
from rag.web import check_view, markup
from rag.web.conversation import Conversation, Exchange
from rag.web.elements import Html, join, tag
from rag.web.events import BARE, PRIVATE, QUICK, StoppedError, raised, sent, stages
from rag.web.sources import sources_html

if TYPE_CHECKING:
    from rag.archive import Archive

log = logging.getLogger(__name__)

READING = "Reading the archive"
LONGEST_QUESTION = 10_000
ASKS_AT_ONCE = 4
WAITING = 64

# Questions to begin with, and the seed article each is about: shown only where the archive holds that article.
EXAMPLES = (
    ("How many soldiers died in the flare-up?", "003_533953950e04e266.txt"),
    ("What did General Bagheri say about the presence of foreigners in the region?", "001_64bf98a7d7999fec.txt"),
    ("Who can help solve the conflict, according to Ali Rabiei?", "004_60a183616e048b8f.txt"),
    ("What did Nasser Kanaani say about the troop deployment?", "002_b248dad918f6569c.txt"),
)


def mounted(archive: Archive) -> FastAPI:
    """The page of an archive as an app, with everything of Gradio's that can be switched off switched off."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    return gr.mount_gradio_app(
        app,
        blocks(archive),
        path="/",
        server_name="127.0.0.1",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
    )


def _theme() -> Any:
    fonts = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif")
    return gr.themes.Base(
        font=fonts,
        font_mono=("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"),
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
    )


def blocks(archive: Archive) -> gr.Blocks:
    """The page's parts and what they do."""
    room = _Room(archive)
    checking = check_view.Room(archive, room.find)
    with gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True, fill_height=True) as page:
        masthead = gr.HTML(masthead_html(0, 0), elem_id="fn-masthead", **BARE)
        with gr.Row(elem_id="fn-room", equal_height=False):
            asking = _AskParts(room)
            checker = check_view.Parts(room.find)
        _connect(asking, room)
        check_view.connect(checker, checking)
        shown = [masthead, asking.chat, asking.outlets]
        page.load(room.welcome, [asking.conversation], shown, **QUICK)
        page.load(checking.welcome, None, [checker.checked], **QUICK)
    page.queue(max_size=WAITING, default_concurrency_limit=ASKS_AT_ONCE)
    return page


class _AskParts:
    """The parts of the view "Ask" that an event changes."""

    def __init__(self, room: _Room) -> None:
        self.conversation = gr.State(Conversation())
        events = raised("cite", "again", "anytime", "example")
        with gr.Column(elem_id="fn-chat", min_width=0):
            self.chat = gr.HTML(markup.conversation_html(()), elem_id="fn-conversation", js_on_load=events, **BARE)
            with gr.Column(elem_id="fn-composer", min_width=0):
                with gr.Row(elem_id="fn-ask", equal_height=False):
                    self.question = gr.Textbox(
                        label="Question",
                        show_label=False,
                        placeholder="Ask the archive",
                        lines=1,
                        max_lines=8,
                        max_length=LONGEST_QUESTION,
                        autofocus=True,
                        container=False,
                        elem_id="fn-question",
                    )
                    self.ask = gr.Button("Ask", variant="primary", elem_id="fn-send", min_width=0)
                    self.stop = gr.Button("Stop", elem_id="fn-stop", min_width=0)
                    self.new = gr.Button("New chat", elem_id="fn-new", min_width=0)
                with gr.Accordion("Dates and outlets", open=False, elem_id="fn-filters"), gr.Row():
                    self.after = gr.Textbox(label="From", placeholder="2020-09", max_lines=1, max_length=10)
                    self.before = gr.Textbox(label="Until", placeholder="2020-12-31", max_lines=1, max_length=10)
                    self.outlets = gr.Dropdown(label="Outlets", multiselect=True, choices=[], value=[])
        self.sources = gr.HTML(sources_html(None, 0, room.find), elem_id="fn-panel", **BARE)


def _connect(parts: _AskParts, room: _Room) -> None:
    """What happens when a question is asked, and after it."""
    chat, conversation = parts.chat, parts.conversation
    asked = [conversation, parts.after, parts.before, parts.outlets]
    typed = [parts.question.submit, parts.ask.click]
    begun = [
        gr.on(typed, room.begin, [parts.question, *asked], [chat, parts.question], **QUICK),
        chat.example(room.begin_example, asked, [chat], **QUICK),
        chat.again(room.begin_again, asked, [chat], **QUICK),
        chat.anytime(room.begin_any_time, asked, [chat], **QUICK),
    ]
    for event in begun:
        event.success(
            room.answer,
            [conversation],
            [chat, parts.sources],
            concurrency_limit=ASKS_AT_ONCE,
            concurrency_id="ask",
            **PRIVATE,
        )
    chat.cite(room.cite, [conversation], [parts.sources], **QUICK)
    parts.stop.click(room.stop, [conversation], [chat], **QUICK)
    parts.new.click(room.clear, [conversation], [chat, parts.sources, parts.question], **QUICK)


# The views, and the column of each that static/page.js brings to the front.
VIEWS = (("Ask", "fn-chat"), ("Check a text", "fn-checker"))


def masthead_html(articles: int, outlets: int) -> Html:
    """The name of the page and what it reads from."""
    if articles:
        held = f"{articles:,} {'article' if articles == 1 else 'articles'}"
        held += f", {outlets:,} {'outlet' if outlets == 1 else 'outlets'}" if outlets else ""
    else:
        held = "No articles yet"
    return tag(
        "header",
        tag("h1", "Footnote", tag("sup", "1", aria_hidden="true")),
        tag("div", map(_tab, VIEWS), class_="fn-tabs", role="tablist", aria_label="What to do"),
        tag("p", "Answers from your articles, each sentence checked"),
        tag("p", held, class_="fn-held"),
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


class _Room:
    """What the page's events do, over one archive. All state of a reader is in the ``Conversation`` handed in."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def find(self, citation: Any) -> Any:
        """The article a citation was taken from; a source that cannot be loaded counts as changed."""
        try:
            return self._archive.source(citation)
        except FootnoteError:
            return None

    def welcome(self, conversation: Conversation) -> tuple[str, str, Any]:
        """On loading the page: what the archive holds now."""
        try:
            outlets = self._archive.outlets()
            articles = len(self._archive.articles())
        except FootnoteError as error:
            return (
                join(masthead_html(0, 0), tag("p", str(error), class_="fn-error")),
                self._chat(conversation),
                gr.skip(),
            )
        choices = gr.Dropdown(choices=[name for name, _ in outlets])
        return masthead_html(articles, len(outlets)), self._chat(conversation), choices

    def begin(
        self, question: str, conversation: Conversation, after: str, before: str, outlets: list[str]
    ) -> tuple[Any, Any]:
        """Show the question at once; ``answer`` does the work."""
        if conversation.running or not (question or "").strip():
            return gr.skip(), gr.skip()
        conversation.begin(question.strip(), _filters(after, before, outlets), READING)
        return self._chat(conversation), ""

    def begin_example(
        self, conversation: Conversation, after: str, before: str, outlets: list[str], event: gr.EventData
    ) -> Any:
        """Ask the example whose number was clicked."""
        examples = self._examples()
        number = sent(event, "number")
        if not isinstance(number, int) or not 0 <= number < len(examples):
            return gr.skip()
        return self.begin(examples[number], conversation, after, before, outlets)[0]

    def begin_again(
        self, conversation: Conversation, after: str, before: str, outlets: list[str], event: gr.EventData
    ) -> Any:
        """Ask the last question again, with the filters as they are now; the new answer takes the old one's place."""
        return self._again(conversation, _filters(after, before, outlets), event)

    def begin_any_time(
        self, conversation: Conversation, after: str, before: str, outlets: list[str], event: gr.EventData
    ) -> Any:
        """Ask the last question again without the limit that its words of time set."""
        return self._again(conversation, _filters(after, before, outlets), event, any_time=True)

    def _again(self, conversation: Conversation, filters: Filters, event: gr.EventData, any_time: bool = False) -> Any:
        exchange = conversation.find(sent(event, "exchange"))
        if exchange is None or conversation.running or exchange is not conversation.exchanges[-1]:
            return gr.skip()
        conversation.exchanges.pop()
        conversation.begin(exchange.question, filters, READING, any_time or exchange.any_time)
        return self._chat(conversation)

    async def answer(self, conversation: Conversation) -> AsyncIterator[tuple[Any, Any]]:
        """Work on the question that was begun; say what is being done; end with the answer or one line of error."""
        exchange = conversation.running
        if exchange is None or exchange.taken:
            yield gr.skip(), gr.skip()
            return
        async with aclosing(stages(exchange, lambda: self._work(conversation, exchange))) as steps:
            async for _ in steps:
                yield self._chat(conversation), gr.skip()
        if exchange in conversation.exchanges:
            yield self._chat(conversation), self._sources(exchange) if exchange.answer else gr.skip()

    def _work(self, conversation: Conversation, exchange: Exchange) -> None:
        """Ask the archive, in a thread of its own, and write down what came of it."""

        def on_stage(words: str) -> None:
            if exchange.stopped:
                raise StoppedError
            exchange.stage = words

        try:
            f = exchange.filters
            answer = self._archive.ask(
                exchange.question,
                conversation.turns_before(exchange),
                after=f.after,
                before=f.before,
                outlets=f.outlets,
                any_time=exchange.any_time,
                on_stage=on_stage,
            )
            exchange.answer = None if exchange.stopped else answer
        except StoppedError:
            pass
        except FootnoteError as error:
            exchange.error = str(error)
        except Exception:
            log.exception("A question could not be answered")
            exchange.error = "Something went wrong. The log says what."
        finally:
            exchange.stage = None

    def cite(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Bring the sources of an earlier answer into the panel."""
        exchange = conversation.find(sent(event, "exchange"))
        return self._sources(exchange) if exchange and exchange.answer else gr.skip()

    def stop(self, conversation: Conversation) -> str:
        conversation.stop()
        return self._chat(conversation)

    def clear(self, conversation: Conversation) -> tuple[str, str, str]:
        conversation.clear()
        return self._chat(conversation), sources_html(None, 0, self.find), ""

    def _chat(self, conversation: Conversation) -> str:
        examples = self._examples() if not conversation.exchanges else ()
        return markup.conversation_html(conversation.exchanges, examples)

    def _sources(self, exchange: Exchange) -> str:
        return sources_html(exchange.answer, exchange.serial, self.find)

    def _examples(self) -> tuple[str, ...]:
        try:
            held = {row.path for row in self._archive.articles()}
        except FootnoteError:
            return ()
        return tuple(question for question, path in EXAMPLES if path in held)


def _filters(after: str | None, before: str | None, outlets: list[str] | None) -> Filters:
    return Filters((after or "").strip() or None, (before or "").strip() or None, tuple(outlets or ()))
