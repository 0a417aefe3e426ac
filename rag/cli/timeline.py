"""The verb that sets a matter in order of time: timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from rag.cli.asking import asked_question, no_single_options
from rag.cli.entry import footnote
from rag.cli.inputs import readable
from rag.cli.options import batch_option, filter_options, verb
from rag.cli.shell import Shell

if TYPE_CHECKING:
    from rag.types import Timeline


@footnote.command(short_help="What happened in a matter, by date, each sentence cited and checked.")
@click.argument("question", metavar="QUESTION", nargs=-1)
@filter_options
@click.option("--limit", type=click.IntRange(1, 1000), default=30, show_default=True, help="Entries at most.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown with footnotes.")
@batch_option
@verb
def timeline(
    shell: Shell, question: tuple[str, ...], limit: int, as_markdown: bool, batch: str | None, **filters: Any
) -> None:
    """What the articles tell of a matter, in order of the dates of the events, each sentence cited and checked.

    A date is never more precise than what the article says. A sentence without one stands at the date it was
    reported, and is marked so; a day without a year stands apart.

    \b
    --batch reads {"id": ..., "question": "..."} and prints one timeline as a JSON line for each.
    """
    asked = asked_question(question, batch)
    if asked is None:
        no_single_options(markdown=as_markdown)
        _draw_batch(shell, str(batch), limit, filters)
        return
    with shell.open() as archive:
        drawn = archive.timeline(asked, limit=limit, on_stage=shell.stage, **filters)
    _show(shell, drawn, as_markdown)


def _draw_batch(shell: Shell, batch: str, limit: int, filters: dict[str, Any]) -> None:
    from rag.cli.batch import Row, run_batch, text_field

    with shell.open() as archive:

        def drawn(row: Row) -> Mapping[str, Any]:
            question = readable(text_field(row, "question"), "question")
            return archive.timeline(question, limit=limit, **filters).to_json()

        run_batch(shell, batch, drawn)


def _show(shell: Shell, drawn: Timeline, as_markdown: bool) -> None:
    from rag.render import timeline_lines, timeline_markdown

    if shell.json:
        shell.put_json(drawn.to_json())
    elif as_markdown:
        shell.put(timeline_markdown(drawn))
    else:
        shell.put_lines(timeline_lines(drawn))
