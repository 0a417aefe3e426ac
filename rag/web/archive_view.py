"""The view "Archive": its parts in Gradio, and what its events do. Imports Gradio, see `rag.web.events`.

What the browser sends is what a reader typed, the name of a folder that is in the archive, and the numbers of an
article and a column; all else is looked up here. Work on the archive is the archive's own: see `rag.web.keeping`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import FootnoteError, InputError
from rag.types import Filters
from rag.web import archive_markup as markup
from rag.web import uploads
from rag.web.elements import Html, join
from rag.web.events import BARE, QUICK, raised, sent
from rag.web.keeping import Do, Looking, Shelf, Works

if TYPE_CHECKING:
    from rag.archive import Archive

LONGEST_PATH = 1_000
LONGEST_WORDS = 200
_POLL = 0.2  # seconds between looks at how far the work is


class Parts:
    """The parts of the view that an event changes."""

    def __init__(self, room: Room) -> None:
        self.looking = gr.State(Looking())
        with gr.Column(elem_id="fn-archive", elem_classes="fn-view", min_width=0):
            events = raised("look", "remove", "putback")
            self.holdings = gr.HTML(room.nothing(), elem_id="fn-holdings", js_on_load=events, **BARE)
            with gr.Row(elem_id="fn-adding", equal_height=False):
                here = room.takes_folders
                self.path = _box(
                    "Add a folder of .txt and .md files", "/path/to/articles", LONGEST_PATH, "fn-path", here
                )
                self.add = gr.Button("Add", variant="primary", elem_id="fn-add", min_width=0, visible=here)
                self.upload = gr.UploadButton(
                    "Upload files",
                    file_count="multiple",
                    file_types=list(uploads.SUFFIXES),
                    visible=room.takes_uploads,
                    elem_id="fn-upload",
                    min_width=0,
                )
                self.rebuild = gr.Button("Read all again", elem_id="fn-rebuild", min_width=0)
            self.said = gr.HTML("", elem_id="fn-refused", **BARE)
            self.task = gr.HTML("", elem_id="fn-work", js_on_load=raised("cancel"), **BARE)
            with gr.Row(elem_id="fn-find", equal_height=False):
                self.words = _box("Find articles", "headline, outlet or file", LONGEST_WORDS, "fn-find-words")
                self.after = _box("From", "2020-09", 10, "fn-find-after")
                self.before = _box("Until", "2020-12-31", 10, "fn-find-before")
                self.outlets = gr.Dropdown(label="Outlets", multiselect=True, choices=[], value=[], min_width=0)
            events = raised("sort", "turn", "open", "narrow")
            self.articles = gr.HTML("", elem_id="fn-articles", js_on_load=events, **BARE)
        events = raised("correct", "uncorrect")
        self.reader = gr.HTML(markup.no_article_html(), elem_id="fn-reader", js_on_load=events, **BARE)

    @property
    def all(self) -> list[Any]:
        """What the end of a work changes."""
        return [self.task, self.holdings, self.articles, self.outlets]


def _box(label: str, placeholder: str, longest: int, id: str, visible: bool = True) -> gr.Textbox:
    return gr.Textbox(
        label=label,
        placeholder=placeholder,
        max_lines=1,
        max_length=longest,
        elem_id=id,
        min_width=0,
        visible=visible,
    )


def connect(parts: Parts, room: Room, narrowed: Sequence[Any], only: Any) -> list[Any]:
    """What happens in the view; returns the events after which the archive may be another.

    ``narrowed`` are the parts of the chat that say which articles it may use: from, until, outlets; ``only`` is where
    it says so.
    """
    limits = list(narrowed)
    # Typed or chosen by the reader; where the page itself sets several at once, it is told once, when all are set.
    told: dict[str, Any] = {"fn": only_these, "inputs": limits, "outputs": [only], **QUICK}
    gr.on([part.input for part in narrowed], trigger_mode="always_last", **told)
    only.unfilter(all_of_them, None, limits, **QUICK).then(**told)
    looking, articles = parts.looking, parts.articles
    begun = [
        gr.on([parts.add.click, parts.path.submit], room.add, [parts.path], [parts.said, parts.task], **QUICK),
        parts.upload.upload(room.upload, [parts.upload], [parts.said, parts.task], **QUICK),
        parts.rebuild.click(room.rebuild, None, [parts.said, parts.task], **QUICK),
        parts.holdings.remove(room.remove, None, [parts.said, parts.task], **QUICK),
        parts.holdings.putback(room.put_back, None, [parts.said, parts.task], **QUICK),
    ]
    parts.task.cancel(room.cancel, None, [parts.task], **QUICK)
    ended = [event.then(room.follow, [looking], parts.all, **QUICK) for event in begun]
    ended.append(parts.holdings.look(room.look, [looking], parts.all, **QUICK))
    found = [looking, parts.words, parts.after, parts.before, parts.outlets]
    typed = [part.change for part in (parts.words, parts.after, parts.before, parts.outlets)]
    gr.on(typed, room.find, found, [articles], trigger_mode="always_last", **QUICK)
    articles.sort(room.sort, [looking], [articles], **QUICK)
    articles.turn(room.turn, [looking], [articles], **QUICK)
    articles.open(room.open, [looking], [parts.reader], **QUICK)
    articles.narrow(room.narrow, [looking], limits, **QUICK).then(**told)
    corrected = [parts.reader, articles, parts.outlets]
    ended.append(parts.reader.correct(room.correct, [looking], corrected, **QUICK))
    ended.append(parts.reader.uncorrect(room.uncorrect, [looking], corrected, **QUICK))
    return ended


def only_these(after: str | None, before: str | None, outlets: list[str] | None) -> Html:
    """Which articles the chat may use, where the question is written; nothing where it may use all."""
    return markup.only_html(_filters(after, before, outlets))


def all_of_them() -> tuple[str, str, list[str]]:
    """The chat may use all articles again."""
    return "", "", []


def _filters(after: str | None, before: str | None, outlets: list[str] | None) -> Filters:
    return Filters((after or "").strip() or None, (before or "").strip() or None, tuple(outlets or ()))


class Room:
    """What the view's events do, over one archive. All state of a reader is in the ``Looking`` handed in."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._works = Works()
        self._shelf = Shelf(archive)
        self._problems: list[str] | None = None

    @property
    def takes_uploads(self) -> bool:
        return uploads.are_taken(self._archive)

    @property
    def takes_folders(self) -> bool:
        """Whether folders are added by their path: not where others log in, who have no business in this machine."""
        return getattr(getattr(self._archive, "settings", None), "users", None) is None

    def nothing(self) -> Html:
        """What stands there before the reader has come to look."""
        from rag.holdings import Holdings

        return markup.holdings_html(Holdings(), {}, None)

    # --- work -----------------------------------------------------------------------------------------------------

    def add(self, path: str) -> tuple[Html, Any]:
        """Add the folder whose path was typed, or bring it up to date."""
        typed = (path or "").strip()
        if not self.takes_folders:
            words = "Folders are added on the machine of this page: footnote add FOLDER. Here, files are uploaded."
            return markup.refused_html(words), gr.skip()
        if not typed:
            return markup.refused_html(
                "Give the path of a folder first, as it is on the machine of this page."
            ), gr.skip()
        folder = Path(typed).expanduser()
        return self._begun(f"Adding {typed}", lambda progress: self._archive.add(folder, progress=progress))

    def upload(self, files: list[str] | None) -> tuple[Html, Any]:
        """Take the files that were uploaded into the archive's own folder, and add that."""
        if not self.takes_uploads:
            return markup.refused_html("This page takes no uploads. Add a folder by its path."), gr.skip()
        given: list[tuple[str, Path]] = []
        try:
            given = _uploaded(files)
            uploads.checked(given)
            folder = uploads.upload_folder(
                self._archive.path, [held.folder for held in self._archive.holdings().folders]
            )
        except (FootnoteError, OSError) as error:
            _forget(given)
            return markup.refused_html(str(error)), gr.skip()

        def do(progress: Callable[..., None]) -> Any:
            with uploads.placed(given, folder):
                return self._archive.add(folder, progress=progress)

        return self._begun(f"Adding {len(given):,} uploaded files", do, lambda: _forget(given))

    def rebuild(self) -> tuple[Html, Any]:
        """Read all folders again."""
        return self._begun("Reading all again", lambda progress: self._archive.rebuild(progress=progress))

    def remove(self, event: gr.EventData) -> tuple[Html, Any]:
        """Take a folder out of the archive."""
        folder = sent(event, "folder")
        if not isinstance(folder, str):
            return join(), gr.skip()
        return self._begun(f"Removing {folder}", lambda progress: self._archive.remove(folder, progress=progress))

    def put_back(self, event: gr.EventData) -> tuple[Html, Any]:
        """Undo a removal."""
        folder = sent(event, "folder")
        if not isinstance(folder, str):
            return join(), gr.skip()
        return self._begun(f"Putting back {folder}", lambda progress: self._archive.put_back(folder, progress=progress))

    def cancel(self) -> Html:
        self._works.cancel()
        return markup.task_html(self._works.task)

    def _begun(self, what: str, do: Do, at_end: Callable[[], None] = lambda: None) -> tuple[Html, Any]:
        def work(progress: Callable[..., None]) -> Any:
            try:
                return do(progress)
            finally:
                at_end()

        task = self._works.begin(what, work)
        if task.serial:
            return join(), markup.task_html(task)
        at_end()
        return markup.refused_html(task.error or ""), gr.skip()

    async def follow(self, looking: Looking) -> AsyncIterator[tuple[Any, ...]]:
        """Say how far the work is while it runs; then how the archive is now. The work goes on if nobody listens."""
        shown = None
        while task := self._works.running:
            if task.shown != shown:
                shown = task.shown
                yield markup.task_html(task), gr.skip(), gr.skip(), gr.skip()
            await asyncio.sleep(_POLL)
        yield await asyncio.to_thread(self._painted, looking, True)

    async def look(self, looking: Looking) -> AsyncIterator[tuple[Any, ...]]:
        """What the archive holds, as the reader comes to this view; whether all is well is told a moment later."""
        if (task := self._works.task) and not task.running:
            looking.past = task.serial
        yield await asyncio.to_thread(self._painted, looking, False)
        async for step in self.follow(looking):
            yield step

    # --- what it holds --------------------------------------------------------------------------------------------

    def _painted(self, looking: Looking, with_health: bool) -> tuple[Any, ...]:
        task = markup.task_html(looking.news(self._works.task))
        try:
            held, counts = self._archive.holdings(), self._archive.counts()
            problems = self._archive.status()["problems"] if with_health else None
            holdings = markup.holdings_html(held, counts, problems)
        except FootnoteError as error:
            holdings = join(self.nothing(), markup.refused_html(str(error)))
        return task, holdings, self._listed(looking), self._choices()

    def _choices(self) -> Any:
        try:
            return gr.Dropdown(choices=[name for name, _ in self._archive.outlets()])
        except FootnoteError:
            return gr.skip()

    # --- the list -------------------------------------------------------------------------------------------------

    def find(self, looking: Looking, words: str, after: str, before: str, outlets: list[str]) -> Html:
        """The articles that hold these words and pass these filters, from the first page on."""
        filters = _filters(after, before, outlets)
        looking.listing = replace(looking.listing, words=words or "", filters=filters, page=0)
        return self._listed(looking)

    def sort(self, looking: Looking, event: gr.EventData) -> Html:
        """Sorted by the column whose head was pressed."""
        looking.listing = looking.listing.sorted_by(sent(event, "by"))
        return self._listed(looking)

    def turn(self, looking: Looking, event: gr.EventData) -> Html:
        """Another page of the list."""
        return self._listed(looking, sent(event, "pages"))

    def _listed(self, looking: Looking, pages: object = 0) -> Html:
        try:
            rows = self._shelf.rows(looking.listing)
            looking.listing = looking.listing.turned(pages, len(rows))
            return markup.articles_html(rows, looking.listing)
        except FootnoteError as error:
            return markup.refused_html(str(error))

    def narrow(self, looking: Looking) -> tuple[str, str, Any]:
        """The dates and outlets of the list, for the chat."""
        filters = looking.listing.filters
        choices = [name for name, _ in self._archive.outlets()]
        return (
            filters.after or "",
            filters.before or "",
            gr.Dropdown(choices=choices, value=list(filters.outlets), multiselect=True),
        )

    # --- an article -----------------------------------------------------------------------------------------------

    def open(self, looking: Looking, event: gr.EventData) -> Any:
        """Bring the article with this number into the panel."""
        number = sent(event, "article")
        if not isinstance(number, int) or isinstance(number, bool):
            return gr.skip()
        looking.listing = replace(looking.listing, opened=number)
        return self._article(looking)

    def _article(self, looking: Looking, error: str | None = None) -> Html:
        try:
            article = self._archive.article(looking.listing.opened)
            copies = self._archive.copies(article)
        except FootnoteError as gone:
            return join(markup.no_article_html(), markup.refused_html(error or str(gone)))
        return markup.article_html(article, copies, error)

    def correct(self, looking: Looking, event: gr.EventData) -> tuple[Any, ...]:
        """Put outlet or date of the opened article right by hand: only what the reader changed."""
        given = {name: sent(event, name) for name in ("outlet", "date")}
        wanted = {name: value for name, value in given.items() if isinstance(value, str) and value.strip()}
        return self._corrected(looking, lambda number: self._archive.correct(number, **wanted))

    def uncorrect(self, looking: Looking) -> tuple[Any, ...]:
        """Take back what was put right by hand."""
        return self._corrected(looking, self._archive.uncorrect)

    def _corrected(self, looking: Looking, change: Callable[[int], Any]) -> tuple[Any, ...]:
        number = looking.listing.opened
        if going_on := self._works.running:
            words = f"{going_on.what}: that is still going on. Try again when it has ended."
            return self._article(looking, words), gr.skip(), gr.skip()
        try:
            now = change(number)
        except FootnoteError as error:
            return self._article(looking, str(error)), gr.skip(), gr.skip()
        looking.listing = replace(looking.listing, opened=now.id)
        return self._article(looking), self._listed(looking), self._choices()


def _uploaded(files: list[str] | None) -> list[tuple[str, Path]]:
    """The files that Gradio put down for this event, by their names. Raises InputError for any other path.

    The browser names them by their paths, and it may name any: only what lies in Gradio's own folder was uploaded.
    """
    from gradio.utils import get_upload_folder

    inside = Path(get_upload_folder()).resolve()
    found = [Path(file).resolve() for file in files or ()]
    if not all(file.is_relative_to(inside) and file.parent != inside and file.is_file() for file in found):
        raise InputError("These files were not uploaded here. Choose them again.")
    return [(file.name, file) for file in found]


def _forget(files: Sequence[tuple[str, Path]]) -> None:
    """Uploaded files as Gradio put them down, each in a folder of its own: they are copied, or they are refused."""
    for _, file in files:
        with suppress(OSError):
            file.unlink()
            file.parent.rmdir()
