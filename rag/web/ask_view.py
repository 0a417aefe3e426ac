"""The view "Ask": its parts in Gradio, and what its events do. Imports Gradio, see `rag.web.events`.

The chat is our own HTML, not ``gr.Chatbot``: the answer needs tables, buttons, tooltips and ids, which its sanitiser
drops or renames, and its Markdown loads images from anywhere. What the browser sends back is a question, filters,
or the numbers of an exchange and an example; all else is looked up in the session's ``Conversation`` on the server.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.answer import cite_hit
from rag.errors import FootnoteError
from rag.feedback import FeedbackFile
from rag.types import Filters, Hit
from rag.web import markup
from rag.web.conversation import Conversation, Exchange
from rag.web.elements import Html, join, tag
from rag.web.events import AS_IT_IS, BARE, PRIVATE, QUICK, raised, sent
from rag.web.feedback_view import recall
from rag.web.hits_markup import hit_html, hits_html
from rag.web.kept import Keeper, ids, restore
from rag.web.line import BUSY
from rag.web.masthead import masthead_html
from rag.web.sources import sources_html
from rag.web.suggestions import Suggestions
from rag.web.work import follow

if TYPE_CHECKING:
    from rag.archive import Archive

READING = "Reading the archive"
LONGEST_QUESTION = 10_000
ASKS_AT_ONCE = 4
FOUND = 50  # passages in the list of all that was found

# Questions to begin with, and the seed article each is about: shown only where the archive holds that article.
EXAMPLES = (
    ("How many soldiers died in the flare-up?", "003_533953950e04e266.txt"),
    ("What did General Bagheri say about the presence of foreigners in the region?", "001_64bf98a7d7999fec.txt"),
    ("Who can help solve the conflict, according to Ali Rabiei?", "004_60a183616e048b8f.txt"),
    ("What did Nasser Kanaani say about the troop deployment?", "002_b248dad918f6569c.txt"),
)


class Parts:
    """The parts of the view "Ask" that an event changes."""

    def __init__(self, room: Room) -> None:
        self.conversation = gr.State(Conversation())
        events = raised("cite", "again", "anytime", "example", "reword", "restore", "take", "judge", "withdraw")
        with gr.Column(elem_id="fn-chat", elem_classes="fn-view", min_width=0):
            self.chat = gr.HTML(markup.conversation_html(()), elem_id="fn-conversation", js_on_load=events, **BARE)
            with gr.Column(elem_id="fn-composer", min_width=0):
                self.only = gr.HTML("", elem_id="fn-only", js_on_load=raised("unfilter"), **BARE)
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
        self.kept = gr.HTML("", elem_id="fn-kept", **BARE)
        empty = sources_html(None, 0, room.find)
        self.sources = gr.HTML(empty, elem_id="fn-panel", js_on_load=raised("cite", "hits", "hit"), **BARE)


def connect(parts: Parts, room: Room) -> None:
    """What happens when a question is asked, and after it."""
    chat, conversation = parts.chat, parts.conversation
    asked = [conversation, parts.after, parts.before, parts.outlets]
    typed = [parts.question.submit, parts.ask.click]
    begun = [
        gr.on(typed, room.begin, [parts.question, *asked], [chat, parts.question], **QUICK),
        chat.example(room.begin_example, asked, [chat], **QUICK),
        chat.again(room.begin_again, asked, [chat], **QUICK),
        chat.anytime(room.begin_any_time, asked, [chat], **QUICK),
        chat.reword(room.begin_reworded, asked, [chat], **QUICK),
    ]
    for event in begun:
        answered = event.success(
            room.answer,
            [conversation],
            [chat, parts.sources, parts.kept],
            concurrency_limit=ASKS_AT_ONCE,
            concurrency_id="ask",
            **PRIVATE,
        )
        answered.failure(room.unheard, [conversation], [chat], **QUICK)
    chat.cite(room.cite, [conversation], [parts.sources], **QUICK)
    parts.sources.hits(room.hits, [conversation], [parts.sources], **QUICK)
    parts.sources.hit(room.hit, [conversation], [parts.sources], **QUICK)
    parts.sources.cite(room.cite, [conversation], [parts.sources], **QUICK)
    chat.restore(room.restore, [conversation], [chat, parts.sources, parts.kept], **QUICK)
    parts.stop.click(room.stop, [conversation], [chat, parts.kept], **QUICK)
    parts.new.click(room.clear, [conversation], [chat, parts.sources, parts.question], **QUICK)


class Room:
    """What the page's events do, over one archive. All state of a reader is in the ``Conversation`` handed in."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._keeper = Keeper.of(archive.path)
        self._suggestions = Suggestions(archive)
        self.feedback = FeedbackFile(archive.path)

    def find(self, citation: Any) -> Any:
        """The article a citation was taken from; of a file edited since, or that cannot be loaded, none."""
        try:
            return self._archive.source(citation) if self._archive.is_unchanged(citation) else None
        except FootnoteError:
            return None

    def welcome(self, conversation: Conversation) -> tuple[str, str, Any]:
        """On loading the page: what the archive holds now."""
        try:
            outlets = self._archive.outlets()
            articles = len(self._archive.articles())
        except FootnoteError as error:
            return (
                join(masthead_html(), tag("p", str(error), class_="fn-error")),
                self._chat(conversation),
                gr.skip(),
            )
        choices = gr.Dropdown(choices=[name for name, _ in outlets])
        return masthead_html(articles, len(outlets), self._model()), self._chat(conversation), choices

    def _model(self) -> str:
        """Which language model writes; of one on another machine, first of all what is sent to it."""
        try:
            model = self._archive.model
        except FootnoteError as error:
            return str(error)
        if model is None:
            return ""
        from rag.llm import leaves

        return leaves(model) or f"Answers are written by {model.name}, on this machine; each sentence is checked."

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

    def begin_reworded(
        self, conversation: Conversation, after: str, before: str, outlets: list[str], event: gr.EventData
    ) -> Any:
        """Ask the last question in the reader's new words; ``alone``: as they stand, whatever was said before."""
        words = sent(event, "question")
        if not isinstance(words, str) or not 0 < len(words.strip()) <= LONGEST_QUESTION:
            return gr.skip()
        alone = sent(event, "alone") is True
        return self._again(conversation, _filters(after, before, outlets), event, words=words.strip(), alone=alone)

    def _again(
        self,
        conversation: Conversation,
        filters: Filters,
        event: gr.EventData,
        any_time: bool = False,
        words: str | None = None,
        alone: bool | None = None,
    ) -> Any:
        exchange = conversation.find(sent(event, "exchange"))
        if exchange is None or conversation.running or exchange is not conversation.exchanges[-1]:
            return gr.skip()
        conversation.exchanges.pop()
        again = conversation.begin(words or exchange.question, filters, READING, any_time or exchange.any_time)
        again.alone = exchange.alone if alone is None else alone
        return self._chat(conversation)

    async def answer(self, conversation: Conversation) -> AsyncIterator[tuple[Any, Any, Any]]:
        """Work on the question that was begun; say what is being done; end with the answer or one line of error."""
        exchange = conversation.running

        def so_far() -> tuple[Any, Any, Any]:
            return self._chat(conversation), gr.skip(), gr.skip()

        def at_end() -> tuple[Any, Any, Any]:
            if exchange not in conversation.exchanges:
                return AS_IT_IS
            sources = self._sources(exchange) if exchange.answer else gr.skip()
            return self._chat(conversation), sources, self.kept(conversation)

        def work(one: Exchange) -> None:
            one.ask(self._archive, [] if one.alone else conversation.turns_before(one))

        steps = follow(exchange, work, so_far, at_end, AS_IT_IS)
        async with aclosing(steps):
            async for step in steps:
                yield step

    def unheard(self, conversation: Conversation) -> Any:
        """The question found no place in the line: that is what became of it, and it can be asked again."""
        exchange = conversation.running
        return self._chat(conversation) if exchange and exchange.turned_away(BUSY) else gr.skip()

    def cite(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Bring the sources of an earlier answer into the panel."""
        exchange = conversation.find(sent(event, "exchange"))
        return self._sources(exchange) if exchange and exchange.answer else gr.skip()

    def hits(self, conversation: Conversation, event: gr.EventData) -> Any:
        """All that the search finds for a question that was answered, into the panel."""
        exchange = conversation.find(sent(event, "exchange"))
        if exchange is None or exchange.answer is None:
            return gr.skip()
        hits = self._found(exchange)
        return hits_html(hits, [cite_hit(hit, exchange.answer.standalone_question) for hit in hits], exchange.serial)

    def hit(self, conversation: Conversation, event: gr.EventData) -> Any:
        """One of the articles found, with the place in it."""
        exchange, number = conversation.find(sent(event, "exchange")), sent(event, "number")
        if exchange is None or exchange.answer is None or not isinstance(number, int):
            return gr.skip()
        found = self._found(exchange)
        if not 1 <= number <= len(found):
            return gr.skip()
        cited = cite_hit(found[number - 1], exchange.answer.standalone_question)
        return hit_html(self.find(cited), cited, exchange.serial, number)

    def _found(self, exchange: Exchange) -> list[Hit]:
        f = exchange.filters
        question = exchange.answer.standalone_question if exchange.answer else exchange.question
        try:
            return self._archive.search(question, limit=FOUND, after=f.after, before=f.before, outlets=f.outlets)
        except FootnoteError:
            return []

    def stop(self, conversation: Conversation) -> tuple[str, str]:
        conversation.stop()
        return self._chat(conversation), self.kept(conversation)

    def kept(self, conversation: Conversation, refused: int = 0) -> Html:
        """What the browser is to keep of the chat: which answers it has, and the last of them, sealed."""
        exchanges = conversation.exchanges
        newest = self._keeper.sealed(exchanges[-1]) if exchanges and exchanges[-1].answer else None
        told = {"ids": ids(exchanges), "newest": newest, "refused": refused}
        return tag("div", data_kept=json.dumps(told, ensure_ascii=False), hidden=True)

    def restore(self, conversation: Conversation, event: gr.EventData) -> tuple[Any, Any, Any]:
        """Take up a chat that the browser has kept; what was not answered here is left out."""
        if conversation.running:
            return gr.skip(), gr.skip(), gr.skip()
        refused = restore(conversation, sent(event, "kept"), self._keeper)
        recall(conversation, self.feedback)
        last = conversation.exchanges[-1] if conversation.exchanges else None
        sources = self._sources(last) if last else sources_html(None, 0, self.find)
        return self._chat(conversation), sources, self.kept(conversation, refused)

    def clear(self, conversation: Conversation) -> tuple[str, str, str]:
        conversation.clear()
        return self._chat(conversation), sources_html(None, 0, self.find), ""

    def drawn(self, conversation: Conversation) -> Any:
        """The chat as it is shown."""
        return self._chat(conversation)

    def _chat(self, conversation: Conversation) -> str:
        examples = self._examples() if not conversation.exchanges else ()
        return markup.conversation_html(conversation.exchanges, examples)

    def _sources(self, exchange: Exchange) -> str:
        return sources_html(exchange.answer, exchange.serial, self.find)

    def _examples(self) -> tuple[str, ...]:
        """Questions to begin with: of the seeds those that are known, else what the archive itself suggests."""
        try:
            held = {row.path for row in self._archive.articles()}
        except FootnoteError:
            return ()
        known = tuple(question for question, path in EXAMPLES if path in held)
        return known or self._suggestions.of(frozenset(held))


def _filters(after: str | None, before: str | None, outlets: list[str] | None) -> Filters:
    return Filters((after or "").strip() or None, (before or "").strip() or None, tuple(outlets or ()))
