"""The verbs that check: a text against the archive, a receipt against the files, Footnote against labels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.cli.entry import footnote
from rag.cli.inputs import read_text, write_text
from rag.cli.options import batch_option, verb
from rag.cli.shell import Shell, json_text
from rag.errors import InputError, ReceiptError

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.types import CheckedText


@footnote.command(short_help="Check any text against the archive.")
@click.argument("source", metavar="FILE|-", required=False)
@click.option("--markdown", "form", flag_value="markdown", help="Print the text with footnotes, as Markdown.")
@click.option("--html", "form", flag_value="html", help="Print a page that can be sent and printed.")
@click.option("--output", metavar="FILE", help="Write what would be printed to a file, as UTF-8.")
@click.option("--save", metavar="RECEIPT", help="Also write a receipt that `footnote verify` can check later.")
@batch_option
@verb
def check(
    shell: Shell, source: str | None, form: str | None, output: str | None, save: str | None, batch: str | None
) -> None:
    """Check any text against the archive, sentence by sentence, with the evidence.

    \b
    Plain text or Markdown: a draft, a press release, what a model answered.
    --batch needs no archive: it reads {"id": ..., "claim": "...", "source": "..."} (the source being text)
    and prints {"id", "verdict", "score", "reasons"} for each line.
    """
    if (source is None) == (batch is None):
        raise click.UsageError("Give a FILE (- for stdin) or --batch IN.jsonl.")
    if batch is not None:
        _check_batch(shell, batch)
        return
    text = read_text(str(source))
    for place in filter(None, (output, save)):
        _refuse_no_place(place)  # before a long text is checked in vain
    with shell.open() as archive:
        checked = _checked(shell, archive, text)
    if save is not None:
        shell.note(f"Receipt written to {checked.save(save)}.")
    if output is not None:
        write_text(Path(output), _as_text(shell, checked, form))
        shell.note(f"Written to {output}.")
    else:
        _show_checked(shell, checked, form)


def _check_batch(shell: Shell, batch: str) -> None:
    from rag.check import check_claim
    from rag.cli.batch import Row, run_batch, text_field
    from rag.embed import open_embedder

    settings = shell.settings()
    embedder = open_embedder(settings.embedder, settings.threads)

    def judged(row: Row) -> Mapping[str, Any]:
        claim, source = text_field(row, "claim"), text_field(row, "source")
        return check_claim(claim, [source], embed=embedder.embed if embedder else None).to_json()

    run_batch(shell, batch, judged)


def _checked(shell: Shell, archive: Archive, text: str) -> CheckedText:
    from rag.cli.progress import progress

    with progress(shell) as step:
        return archive.check(text, step)


def _refuse_no_place(file: str) -> None:
    if Path(file).is_dir():
        raise InputError(f'"{file}" is a folder. Give the name of a file.')
    if not Path(file).parent.is_dir():
        raise InputError(f'The folder "{Path(file).parent}" does not exist. Create it, or give another place.')


def _as_text(shell: Shell, checked: CheckedText, form: str | None) -> str:
    if shell.json:
        return json_text(checked.to_json(), indent=2) + "\n"
    if form:
        return checked.to_markdown() if form == "markdown" else checked.to_html()
    return f"{checked}\n"


def _show_checked(shell: Shell, checked: CheckedText, form: str | None) -> None:
    from rag.render import checked_lines, visible

    if shell.json:
        shell.put_json(checked.to_json())
    elif form:
        shell.put(visible(checked.to_markdown() if form == "markdown" else checked.to_html()))
    elif len(checked):
        shell.put_lines(checked_lines(checked))
    else:
        shell.note("There is no sentence to check.")


@footnote.command(short_help="Check a saved receipt again.")
@click.argument("receipt", metavar="RECEIPT")
@verb
def verify(shell: Shell, receipt: str) -> None:
    """Check a receipt again: file hashes, offsets and quotes of every citation; exit 1 if one no longer stands."""
    from rag.render import verify_lines, verify_summary

    with shell.open() as archive:
        report = archive.verify(Path(receipt))
    if shell.json:
        items = [{"n": item.n, "status": item.status, "message": item.message} for item in report.items]
        shell.put_json({"ok": report.ok, "items": items})
    else:
        shell.put_lines(verify_lines(report))
    if not report.ok:
        raise ReceiptError(verify_summary(report))


def _kept_feedback(archive: Path) -> tuple[str, ...]:
    from rag.feedback import FILE

    return (str(archive / FILE),)


@footnote.command("eval", short_help="Score Footnote on labelled files.")
@click.argument(
    "task",
    type=click.Choice(
        ["seeds", "retrieval", "qa", "claims", "rewrite", "conversation", "boilerplate", "quotes", "feedback"]
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1)
@click.option("--corpus", metavar="FOLDER", help="The articles that are asked about (default: corpus beside FILE).")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many rows of each file.")
@click.option("--answers", is_flag=True, default=None, help="retrieval: also ask each question.")
@verb
def evaluate(shell: Shell, task: str, files: tuple[str, ...], **options: Any) -> None:
    """Score Footnote on labelled files: each metric as JSON with the number of cases and a 95 % interval.

    Works in a temporary archive, or in the one that --archive names; never in the one you ask.

    \b
    `eval feedback` needs no FILE: it asks your archive again what the page's readers called right or wrong,
    and says what has changed. Nothing is written.
    """
    from rag.cli.progress import steps
    from rag.evaluate import run

    archive = Path(shell.archive) if shell.archive is not None else None
    if task == "feedback":
        options["settings"] = settings = shell.settings()
        archive, files = settings.archive, files or _kept_feedback(settings.archive)
    elif not files:
        raise click.UsageError("Missing argument 'FILE...'.")
    with steps(shell) as step:
        if step is not None:
            options["progress"] = lambda done, total: step("Evaluating", done, total, "rows")
        result = run(task, [Path(file) for file in files], archive, **options)
    shell.put_json(result)
