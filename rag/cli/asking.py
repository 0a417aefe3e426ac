"""The verbs that ask an archive: ask, chat, search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from rag.cli.entry import footnote
from rag.cli.inputs import read_history, readable
from rag.cli.live import ask_live
from rag.cli.options import batch_option, filter_options, time_options, verb
from rag.cli.shell import Shell

if TYPE_CHECKING:
    from rag.types import Answer


@footnote.command(short_help="Answer a question, each sentence cited and checked.")
@click.argument("question", metavar="QUESTION", nargs=-1)
@filter_options
@time_options
@click.option("--history", metavar="FILE", help='Earlier turns: a JSON list of {"role", "content"}; - for stdin.')
@click.option("--save", metavar="RECEIPT", help="Also write a receipt that `footnote verify` can check later.")
@click.option("--markdown", "form", flag_value="markdown", help="Print Markdown with footnotes.")
@click.option("--html", "form", flag_value="html", help="Print a page that can be sent and printed.")
@click.option("--explain", is_flag=True, help="Also print how the answer came about: read, sent, written, checked.")
@batch_option
@verb
def ask(
    shell: Shell,
    question: tuple[str, ...],
    history: str | None,
    save: str | None,
    form: str | None,
    explain: bool,
    batch: str | None,
    **filters: Any,
) -> None:
    """Answer a question from the articles, each sentence cited and checked; or say that they do not say.

    \b
    --batch reads  {"id": ..., "question": "...", "history": [{"role": "user", "content": "..."}]}
    and prints one answer as a JSON line for each, in the same order.
    """
    asked = asked_question(question, batch)
    if asked is None:
        no_single_options(history=history, save=save, **({form: True} if form else {}))
        _ask_batch(shell, str(batch), {"explain": explain, **filters})
        return
    if form and explain:
        raise click.UsageError(f"--explain does not go with --{form}.")
    turns = read_history(history)
    with shell.open() as archive:
        shell.tell_what_leaves(archive)
        answer = ask_live(shell, archive, asked, turns, explain=explain, **filters)
    _show_answer(shell, answer, form)
    if save is not None:
        shell.note(f"Receipt written to {answer.save(save)}.")


def asked_question(words: tuple[str, ...], batch: str | None) -> str | None:
    """The question from its words (quotes around it may be left out), None in batch mode; UsageError for both."""
    if words and batch is not None:
        raise click.UsageError("Give a QUESTION or --batch, not both.")
    if not words and batch is None:
        raise click.UsageError("Missing argument 'QUESTION' (or --batch IN.jsonl).")
    return readable(" ".join(words), "question") if words else None


def no_single_options(**given: Any) -> None:
    for name, value in given.items():
        if value:
            raise click.UsageError(f"--{name} does not go with --batch.")


def _ask_batch(shell: Shell, batch: str, options: dict[str, Any]) -> None:
    from rag.cli.batch import Row, history_field, run_batch, text_field

    with shell.open() as archive:
        shell.tell_what_leaves(archive)

        def answer(row: Row) -> Mapping[str, Any]:
            question, history = readable(text_field(row, "question"), "question"), history_field(row)
            return archive.ask(question, history, **options).to_json()

        run_batch(shell, batch, answer)


def _show_answer(shell: Shell, answer: Answer, form: str | None) -> None:
    from rag.render import answer_lines, explanation_lines

    if shell.json:
        shell.put_json(answer.to_json())
    elif form:
        shell.put(answer.to_markdown() if form == "markdown" else answer.to_html())
    else:
        told = explanation_lines(answer) if answer.explanation else ()
        shell.put_lines([*answer_lines(answer), *told])


@footnote.command(short_help="Ask in turns.")
@filter_options
@time_options
@verb
def chat(shell: Shell, **filters: Any) -> None:
    """Ask in turns; "he", "there" and "what about ..." are understood from what was said before.

    How a question was understood is shown ("Read as: ..."); /edit QUESTION asks it as you word it. /history shows what
    is remembered, /sources the last answer's sources in full, /explain how it came about; /save FILE keeps the
    chat as a receipt, or by its name as .md or .html; /new forgets, /quit or the end of input ends.
    """
    from rag.cli.chat import run_chat

    with shell.open() as archive:
        run_chat(shell, archive, filters)


@footnote.command(short_help="Find the passages nearest to a question.")
@click.argument("question", metavar="QUESTION", nargs=-1)
@filter_options
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Passages at most.")
@batch_option
@verb
def search(shell: Shell, question: tuple[str, ...], limit: int, batch: str | None, **filters: Any) -> None:
    """Find the passages nearest to a question, best first; no answer is drawn from them.

    --batch reads {"id": ..., "question": "..."} and prints {"id", "hits": [...]} for each line.
    """
    from rag.cli.batch import Row, run_batch, text_field
    from rag.render import hit_lines

    asked = asked_question(question, batch)
    with shell.open() as archive:

        def hits(row: Row) -> Mapping[str, Any]:
            found = archive.search(readable(text_field(row, "question"), "question"), limit=limit, **filters)
            return {"hits": [hit.to_json() for hit in found]}

        if asked is None:
            run_batch(shell, str(batch), hits)
        elif shell.json:
            shell.put_json({"id": None, **hits({"question": asked})})
        else:
            shell.put_lines(hit_lines(archive.search(asked, limit=limit, **filters)))
