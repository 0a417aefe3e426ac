"""The view "Timeline": its parts in Gradio, and what its events do. Imports Gradio, see `rag.web.events`.

What the browser sends is a matter that a reader typed, the number of an exchange of the chat, or a point by its line
and number; all else is looked up in the session's ``Drawing`` on the server.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import FootnoteError
from rag.types import Filters
from rag.web import pictures_markup as markup
from rag.web.conversation import Conversation, Exchange
from rag.web.elements import Html
from rag.web.events import AS_IT_IS, BARE, PRIVATE, QUICK, raised, sent
from rag.web.figures import Coverage, coverage
from rag.web.line import BUSY
from rag.web.picturing import Drawing, Picture
from rag.web.sources import Find
from rag.web.work import follow

if TYPE_CHECKING:
    from rag.archive import Archive

DRAWN_AT_ONCE = 2
LONGEST_MATTER = 1_000
FOUND = 200  # passages whose articles are counted as found for a question


class Parts:
    """The parts of the view that an event changes."""

    def __init__(self) -> None:
        self.drawing = gr.State(Drawing())
        with gr.Column(elem_id="fn-timeline", elem_classes="fn-view", min_width=0):
            empty = markup.pictures_html(None, coverage(()), None)
            self.pictures = gr.HTML(empty, elem_id="fn-pictured", js_on_load=raised("come", "draw", "point"), **BARE)
            with gr.Column(elem_id="fn-sketch", min_width=0):
                self.status = gr.HTML("", elem_id="fn-drawing", **BARE)
                with gr.Row(elem_id="fn-matter-row", equal_height=False):
                    self.matter = gr.Textbox(
                        label="Matter to draw",
                        show_label=False,
                        placeholder="A matter, a name or a question",
                        max_lines=1,
                        max_length=LONGEST_MATTER,
                        container=False,
                        elem_id="fn-matter",
                    )
                    self.draw = gr.Button("Draw", variant="primary", elem_id="fn-draw", min_width=0)
                    self.stop = gr.Button("Stop", elem_id="fn-draw-stop", min_width=0)
        self.source = gr.HTML(markup.no_source_html(), elem_id="fn-witness", **BARE)


def connect(parts: Parts, room: Room, conversation: Any, narrowed: Sequence[Any]) -> None:
    """What happens in the view. ``narrowed`` are the parts of the chat that say which articles may be used."""
    drawing = parts.drawing
    asked = [conversation, drawing]
    begun = [
        gr.on(
            [parts.draw.click, parts.matter.submit],
            room.begin,
            [parts.matter, drawing, *narrowed],
            [parts.status],
            **QUICK,
        ),
        parts.pictures.draw(room.begin_exchange, asked, [parts.status], **QUICK),
        parts.pictures.come(room.come, asked, [parts.status], **QUICK),
    ]
    for event in begun:
        drawn = event.success(
            room.work,
            [drawing],
            [parts.status, parts.pictures, parts.source],
            concurrency_limit=DRAWN_AT_ONCE,
            concurrency_id="draw",
            **PRIVATE,
        )
        drawn.failure(room.unheard, [drawing], [parts.status], **QUICK)
    parts.stop.click(room.stop, [drawing], [parts.status], **QUICK)
    parts.pictures.point(room.point, [drawing], [parts.source], **QUICK)


class Room:
    """What the view's events do, over one archive. All state of a reader is in the ``Drawing`` handed in."""

    def __init__(self, archive: Archive, find: Find) -> None:
        self._archive = archive
        self._find = find

    def begin(self, matter: str, drawing: Drawing, after: str, before: str, outlets: list[str]) -> Any:
        """Take up what was typed, with the filters of the chat."""
        if not (matter or "").strip():
            return gr.skip()
        filters = Filters((after or "").strip() or None, (before or "").strip() or None, tuple(outlets or ()))
        drawing.begin(matter.strip()[:LONGEST_MATTER], filters)
        return markup.status_html(drawing.picture)

    def begin_exchange(self, conversation: Conversation, drawing: Drawing, event: gr.EventData) -> Any:
        """Take up a question of the chat with its answer."""
        return self._begin(conversation.find(sent(event, "exchange")), drawing)

    def come(self, conversation: Conversation, drawing: Drawing) -> Any:
        """On coming to the view: the last question that was answered, unless the reader drew something since."""
        answered = [exchange for exchange in conversation.exchanges if exchange.answer]
        if not answered or answered[-1].serial <= drawing.seen:
            return gr.skip()
        return self._begin(answered[-1], drawing)

    def _begin(self, exchange: Exchange | None, drawing: Drawing) -> Any:
        if exchange is None or exchange.answer is None:
            return gr.skip()
        answer = exchange.answer
        drawing.begin(answer.standalone_question, exchange.filters, exchange.serial, answer)
        return markup.status_html(drawing.picture)

    async def work(self, drawing: Drawing) -> AsyncIterator[tuple[Any, Any, Any]]:
        """Draw what was begun, saying what is being done; without anything begun, the archive as it is now."""
        picture = drawing.picture
        if picture is None or not picture.running:
            yield gr.skip(), self._pictures(drawing), gr.skip()
            return

        def so_far() -> tuple[Any, Any, Any]:
            return markup.status_html(picture), gr.skip(), gr.skip()

        def at_end() -> tuple[Any, Any, Any]:
            if picture is not drawing.picture:
                return AS_IT_IS
            source = markup.no_source_html() if picture is drawing.drawn else gr.skip()
            return markup.status_html(picture), self._pictures(drawing), source

        steps = follow(picture, lambda one: self._draw(drawing, one), so_far, at_end, AS_IT_IS)
        async with aclosing(steps):
            async for step in steps:
                yield step

    def unheard(self, drawing: Drawing) -> Any:
        """The matter found no place in the line: that is what became of it, and it can be drawn again."""
        picture = drawing.picture
        return markup.status_html(picture) if picture and picture.turned_away(BUSY) else gr.skip()

    def stop(self, drawing: Drawing) -> Html:
        drawing.stop()
        return markup.status_html(drawing.picture)

    def _draw(self, drawing: Drawing, picture: Picture) -> None:
        """Have the archive tell the matter by its dates, and count what is found for it."""

        def on_stage(words: str) -> None:
            picture.say(words[:1].upper() + words[1:])

        f = picture.filters
        narrowed: dict[str, Any] = {"after": f.after, "before": f.before, "outlets": f.outlets}
        timeline = self._archive.timeline(picture.question, on_stage=on_stage, **narrowed)
        picture.say("Counting the articles found")
        hits = self._archive.search(picture.question, limit=FOUND, **narrowed)
        picture.found = tuple({hit.article.id or hit.article.path: _dated(hit.article) for hit in hits}.values())
        picture.window = picture.answer.window if picture.answer else self._window(picture.question)
        drawing.finish(picture, timeline)

    @staticmethod
    def _window(question: str) -> Any:
        from rag.answer.window import window_of

        words = window_of(question)
        return words.window(question) if words else None

    def point(self, drawing: Drawing, event: gr.EventData) -> Any:
        """The article that a point stands on, with the words marked."""
        picture, line = drawing.drawn, sent(event, "line")
        point = (
            picture.point(line, sent(event, "number")) if picture and picture.serial == sent(event, "picture") else None
        )
        if picture is None or point is None:
            return gr.skip()
        return markup.source_html(self._find(point.citation), point, f"fn-t{picture.serial}-{line}{point.n}")

    def _pictures(self, drawing: Drawing) -> Html:
        drawn = drawing.drawn
        return markup.pictures_html(drawn, self._archive_coverage(), coverage(drawn.found) if drawn else None)

    def _archive_coverage(self) -> Coverage:
        try:
            return coverage(_dated(row) for row in self._archive.articles())
        except FootnoteError:
            return coverage(())


def _dated(article: Any) -> tuple[Any, Any]:
    return article.outlet, article.published
