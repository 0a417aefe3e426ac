"""The view "Check a text": its parts in Gradio, and what its events do. Imports Gradio, see `rag.web.events`.

What the browser sends is the text itself, once, and the numbers of a check and a sentence; all else is looked up in
the session's ``Desk`` on the server.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import FootnoteError
from rag.types import Progress
from rag.web import checked_markup as markup
from rag.web.checking import Desk, Job, first_to_read
from rag.web.elements import Html, join
from rag.web.events import AS_IT_IS, BARE, PRIVATE, QUICK, raised, sent
from rag.web.line import BUSY
from rag.web.sources import Find
from rag.web.work import follow

if TYPE_CHECKING:
    from rag.archive import Archive

CHECKS_AT_ONCE = 2
# Characters that a browser takes into the box: more than are checked, so that no text is cut unnoticed; and no more
# than the guard lets through.
CUT_AT = 250_000

# A text to begin with, and the seed article it is about: offered only where the archive holds that article.
SAMPLE = (
    "Iran has announced its readiness to mediate between Armenia and Azerbaijan. The fresh flare-up left nearly 300 "
    "soldiers dead on both sides. Hossein Amir-Abdollahian spoke by phone with Jeyhun Bayramov on a Wednesday.\n\n"
    "The 44-day war ended in November 2020. It ended with a ceasefire that France brokered. "
    "Will the ceasefire hold this time? Both capitals have since signed a treaty on fishing rights."
)
SAMPLE_ARTICLE = "003_533953950e04e266.txt"


class Parts:
    """The parts of the view that an event changes."""

    def __init__(self, find: Find) -> None:
        self.desk = gr.State(Desk())
        with gr.Column(elem_id="fn-checker", elem_classes="fn-view", min_width=0):
            welcome = markup.welcome_html(example=False)
            self.checked = gr.HTML(welcome, elem_id="fn-checked", js_on_load=raised("evidence", "sample"), **BARE)
            with gr.Column(elem_id="fn-draft", min_width=0):
                self.status = gr.HTML("", elem_id="fn-status", **BARE)
                self.text = gr.Textbox(
                    label="Text to check",
                    show_label=False,
                    placeholder="Paste a text here, then press Check (or Ctrl+Enter)",
                    lines=8,
                    max_lines=8,
                    max_length=CUT_AT,
                    container=False,
                    elem_id="fn-text",
                )
                with gr.Row(elem_id="fn-doing"):
                    gr.Button("Back to the result", elem_id="fn-back", min_width=0)
                    self.stop = gr.Button("Stop", elem_id="fn-check-stop", min_width=0)
                    self.check = gr.Button("Check", variant="primary", elem_id="fn-check", min_width=0)
            with gr.Row(elem_id="fn-done"):
                gr.Button("Edit the text", elem_id="fn-edit", min_width=0)
                self.fresh = gr.Button("New text", elem_id="fn-fresh", min_width=0)
        self.evidence = gr.HTML(markup.findings_html(None, None, find), elem_id="fn-evidence", **BARE)


def connect(parts: Parts, room: Room) -> None:
    """What happens when the view's buttons are pressed."""
    begun = parts.check.click(room.begin, [parts.text, parts.desk], [parts.status], **QUICK)
    checked = begun.success(
        room.check,
        [parts.desk],
        [parts.status, parts.checked, parts.evidence],
        concurrency_limit=CHECKS_AT_ONCE,
        concurrency_id="check",
        **PRIVATE,
    )
    checked.failure(room.unheard, [parts.desk], [parts.status], **QUICK)
    parts.checked.evidence(room.evidence, [parts.desk], [parts.evidence], **QUICK)
    parts.checked.sample(room.sample, None, [parts.text], **QUICK)
    parts.stop.click(room.stop, [parts.desk], [parts.status], **QUICK)
    everything = [parts.status, parts.checked, parts.evidence, parts.text]
    parts.fresh.click(room.clear, [parts.desk], everything, **QUICK)


class Room:
    """What the view's events do, over one archive. All state of a reader is in the ``Desk`` handed in."""

    def __init__(self, archive: Archive, find: Find) -> None:
        self._archive = archive
        self._find = find

    def welcome(self) -> Html:
        """On loading the page: what this view is for."""
        return markup.welcome_html(self._has_sample())

    def begin(self, text: str, desk: Desk) -> Any:
        """Take the text and say so at once; ``check`` does the work."""
        if desk.running:
            return gr.skip()
        return markup.status_html(desk.begin(text or ""))

    async def check(self, desk: Desk) -> AsyncIterator[tuple[Any, Any, Any]]:
        """Work on the text that was begun; say how far it is; end with the marked text or one line of error."""
        job = desk.running

        def so_far() -> tuple[Any, Any, Any]:
            return markup.status_html(job), gr.skip(), gr.skip()

        def at_end() -> tuple[Any, Any, Any]:
            if job and job is desk.result and job.checked:
                findings = self._findings(desk, first_to_read(job.checked))
                return markup.status_html(job), self._checked(job), findings
            return so_far() if job is desk.job else AS_IT_IS

        steps = follow(job, lambda one: self._work(desk, one), so_far, at_end, AS_IT_IS)
        async with aclosing(steps):
            async for step in steps:
                yield step

    def unheard(self, desk: Desk) -> Any:
        """The text found no place in the line: that is what became of it, and it can be handed in again."""
        job = desk.running
        return markup.status_html(job) if job and job.turned_away(BUSY) else gr.skip()

    def _work(self, desk: Desk, job: Job) -> None:
        """Have the archive check the text, and write down what came of it."""

        def on_progress(progress: Progress) -> None:
            job.reached(progress.done, progress.total)

        desk.finish(job, self._archive.check(job.text, on_progress=on_progress))

    def evidence(self, desk: Desk, event: gr.EventData) -> Any:
        """What was found on the sentence that was chosen."""
        number = sent(event, "sentence")
        sentence = desk.find(sent(event, "check"), number)
        return self._findings(desk, number) if sentence and sentence.judgement else gr.skip()

    def sample(self) -> Any:
        """A text to try, into the box: checking it is left to the reader."""
        return SAMPLE if self._has_sample() else gr.skip()

    def stop(self, desk: Desk) -> Html:
        desk.stop()
        return markup.status_html(desk.job)

    def clear(self, desk: Desk) -> tuple[Html, Html, Html, str]:
        desk.clear()
        return join(), self.welcome(), self._findings(desk, None), ""

    def _checked(self, job: Job) -> Html:
        return markup.checked_html(job, exports(job))

    def _findings(self, desk: Desk, number: int | None) -> Html:
        return markup.findings_html(desk.result, number, self._find)

    def _has_sample(self) -> bool:
        try:
            return any(row.path == SAMPLE_ARTICLE for row in self._archive.articles())
        except FootnoteError:
            return False


def exports(job: Job) -> list[markup.Export]:
    """The checked text to take away, as buttons under it: copied where an export names no file, else saved as one."""
    from rag.receipt import receipt_text

    if job.checked is None:
        return []
    return [
        markup.Export("Copy as Markdown", job.checked.to_markdown()),
        markup.Export("Save as HTML", job.checked.to_html(), "checked.html"),
        markup.Export("Save a receipt", receipt_text(job.checked), "checked.json"),
    ]
