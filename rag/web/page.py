"""The Gradio page itself, its views side by side: `ask_view`, `check_view`, `pictures_view` and `archive_view`.

Imports Gradio; ``rag.web.server`` sets its environment first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from rag.web import api, archive_view, ask_view, check_view, feedback_view, pictures_view, taking_view, uploads
from rag.web.events import BARE, QUICK
from rag.web.line import WAITING
from rag.web.masthead import masthead_html

if TYPE_CHECKING:
    from rag.archive import Archive


def mounted(archive: Archive, page: gr.Blocks) -> FastAPI:
    """The page of an archive as an app, with everything of Gradio's that can be switched off switched off."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    return gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name="127.0.0.1",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=uploads.LARGEST_FILE if uploads.are_taken(archive) else "1kb",
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
    asking = ask_view.Room(archive)
    checking = check_view.Room(archive, asking.find)
    keeping = archive_view.Room(archive)
    with gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True, fill_height=True) as page:
        api.offer(archive)  # first: a name is given once, and the views have events of these names
        masthead = gr.HTML(masthead_html(), elem_id="fn-masthead", **BARE)
        with gr.Row(elem_id="fn-room", equal_height=False):
            asker = ask_view.Parts(asking)
            checker = check_view.Parts(asking.find)
            drawer = pictures_view.Parts()
            keeper = archive_view.Parts(keeping)
        taken = taking_view.Taken()
        ask_view.connect(asker, asking)
        taking_view.connect(asker, taken)
        feedback_view.connect(asker, feedback_view.Room(asking.feedback, asking.drawn))
        check_view.connect(checker, checking)
        narrowed = [asker.after, asker.before, asker.outlets]
        pictures_view.connect(drawer, pictures_view.Room(archive, asking.find), asker.conversation, narrowed)
        shown = [masthead, asker.chat, asker.outlets]
        for event in archive_view.connect(keeper, keeping, [asker.after, asker.before, asker.outlets], asker.only):
            event.then(asking.welcome, [asker.conversation], shown, **QUICK)
        page.load(asking.kept, [asker.conversation], [asker.kept], **QUICK)
        page.load(asking.welcome, [asker.conversation], shown, **QUICK)
        page.load(checking.welcome, None, [checker.checked], **QUICK)
    # The limit that readers meet is `rag.web.line`'s. Gradio's own counts all that waits, and comes later.
    page.queue(max_size=4 * WAITING, default_concurrency_limit=ask_view.ASKS_AT_ONCE)
    return page
