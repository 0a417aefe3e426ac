"""The Gradio page itself. The only module that imports Gradio; ``rag.web.server`` sets its environment first.

The chat is our own HTML, not ``gr.Chatbot``: the answer needs tables, buttons, tooltips and ids, which its sanitiser
drops or renames, and its Markdown loads images from anywhere. What the browser sends back is a question, filters,
or the numbers of an exchange and an example; all else is looked up in the session's ``Conversation`` on the server.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from rag.errors import FootnoteError
from rag.types import Filters
from rag.web import markup
from rag.web.conversation import Conversation, Exchange
from rag.web.elements import Html, join, tag
from rag.web.sources import sources_html

if TYPE_CHECKING:
    from rag.archive import Archive

log = logging.getLogger(__name__)

READING = "Reading the archive"
LONGEST_QUESTION = 10_000
ASKS_AT_ONCE = 4
WAITING = 64
_POLL = 0.05  # seconds between looks at what a running ask says it does

# Questions to begin with, and the seed article each is about: shown only where the archive holds that article.
EXAMPLES = (
    ("How many soldiers died in the flare-up?", "003_533953950e04e266.txt"),
    ("What did General Bagheri say about the presence of foreigners in the region?", "001_64bf98a7d7999fec.txt"),
    ("Who can help solve the conflict, according to Ali Rabiei?", "004_60a183616e048b8f.txt"),
    ("What did Nasser Kanaani say about the troop deployment?", "002_b248dad918f6569c.txt"),
)
# Names of events that static/page.js raises on the chat column; Gradio wants to find them quoted in this text.
_EVENTS = """
element.addEventListener('footnote', (event) => {
  if (['cite', 'again', 'anytime', 'example'].includes(event.detail.name)) trigger(event.detail.name, event.detail);
});
"""


class _StoppedError(Exception):
    """Raised inside a running ask, at its next word about progress, when the reader has stopped it."""


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
    with gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True, fill_height=True) as page:
        bare: dict[str, Any] = {"apply_default_css": False, "padding": False}
        conversation = gr.State(Conversation())
        masthead = gr.HTML(masthead_html(0, 0), elem_id="fn-masthead", **bare)
        with gr.Row(elem_id="fn-room", equal_height=False):
            with gr.Column(elem_id="fn-chat", min_width=0):
                chat = gr.HTML(markup.conversation_html(()), elem_id="fn-conversation", js_on_load=_EVENTS, **bare)
                with gr.Column(elem_id="fn-composer", min_width=0):
                    with gr.Row(elem_id="fn-ask", equal_height=False):
                        question = gr.Textbox(
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
                        ask = gr.Button("Ask", variant="primary", elem_id="fn-send", min_width=0)
                        stop = gr.Button("Stop", elem_id="fn-stop", min_width=0)
                        new = gr.Button("New chat", elem_id="fn-new", min_width=0)
                    with gr.Accordion("Dates and outlets", open=False, elem_id="fn-filters"), gr.Row():
                        after = gr.Textbox(label="From", placeholder="2020-09", max_lines=1, max_length=10)
                        before = gr.Textbox(label="Until", placeholder="2020-12-31", max_lines=1, max_length=10)
                        outlets = gr.Dropdown(label="Outlets", multiselect=True, choices=[], value=[])
            sources = gr.HTML(sources_html(None, 0, room.find), elem_id="fn-panel", **bare)

        asked = [conversation, after, before, outlets]
        quick: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
        begun = [
            gr.on([question.submit, ask.click], room.begin, [question, *asked], [chat, question], **quick),
            chat.example(room.begin_example, asked, [chat], **quick),
            chat.again(room.begin_again, asked, [chat], **quick),
            chat.anytime(room.begin_any_time, asked, [chat], **quick),
        ]
        for event in begun:
            event.success(
                room.answer,
                [conversation],
                [chat, sources],
                api_visibility="private",
                show_progress="hidden",
                concurrency_limit=ASKS_AT_ONCE,
                concurrency_id="ask",
            )
        chat.cite(room.cite, [conversation], [sources], **quick)
        stop.click(room.stop, [conversation], [chat], **quick)
        new.click(room.clear, [conversation], [chat, sources, question], **quick)
        page.load(room.welcome, [conversation], [masthead, chat, outlets], **quick)
    page.queue(max_size=WAITING, default_concurrency_limit=ASKS_AT_ONCE)
    return page


def masthead_html(articles: int, outlets: int) -> Html:
    """The name of the page and what it reads from."""
    if articles:
        held = f"{articles:,} {'article' if articles == 1 else 'articles'}"
        held += f", {outlets:,} {'outlet' if outlets == 1 else 'outlets'}" if outlets else ""
    else:
        held = "No articles yet"
    name = tag("h1", "Footnote", tag("sup", "1", aria_hidden="true"))
    return tag(
        "header", name, tag("p", "Answers from your articles, each sentence checked"), tag("p", held, class_="fn-held")
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
        number = _sent(event, "number")
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
        exchange = conversation.find(_sent(event, "exchange"))
        if exchange is None or conversation.running or exchange is not conversation.exchanges[-1]:
            return gr.skip()
        conversation.exchanges.pop()
        conversation.begin(exchange.question, filters, READING, any_time or exchange.any_time)
        return self._chat(conversation)

    async def answer(self, conversation: Conversation) -> AsyncIterator[tuple[Any, Any]]:
        """Work on the question that was begun; say what is being done; end with the answer or one line of error."""
        exchange = conversation.running
        if exchange is None:
            yield gr.skip(), gr.skip()
            return
        work = asyncio.create_task(asyncio.to_thread(self._work, conversation, exchange))
        said = exchange.stage
        try:
            while not work.done() and not exchange.stopped:
                await asyncio.wait({work}, timeout=_POLL)
                if exchange.running and exchange.stage != said:
                    said = exchange.stage
                    yield self._chat(conversation), gr.skip()
        finally:
            # Also reached when the browser has gone: the thread ends at its next word about progress.
            exchange.stopped = exchange.stopped or not work.done()
        if exchange in conversation.exchanges:
            yield self._chat(conversation), self._sources(exchange) if exchange.answer else gr.skip()

    def _work(self, conversation: Conversation, exchange: Exchange) -> None:
        """Ask the archive, in a thread of its own, and write down what came of it."""

        def on_stage(words: str) -> None:
            if exchange.stopped:
                raise _StoppedError
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
        except _StoppedError:
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
        exchange = conversation.find(_sent(event, "exchange"))
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


def _sent(event: gr.EventData, name: str) -> Any:
    """What the browser sent with an event; it may have sent anything."""
    return event._data.get(name) if isinstance(event._data, dict) else None


def _filters(after: str | None, before: str | None, outlets: list[str] | None) -> Filters:
    return Filters((after or "").strip() or None, (before or "").strip() or None, tuple(outlets or ()))
