"""The verbs that check: a text against the archive, a receipt against the files, Footnote against labels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.cli.entry import footnote
from rag.cli.inputs import read_text
from rag.cli.options import batch_option, verb
from rag.cli.shell import Shell
from rag.errors import ReceiptError
from rag.types import Judgement

if TYPE_CHECKING:
    from rag.archive import Archive, CheckedSentence


@footnote.command(short_help="Check any text against the archive.")
@click.argument("source", metavar="FILE|-", required=False)
@batch_option
@verb
def check(shell: Shell, source: str | None, batch: str | None) -> None:
    """Check any text against the archive, sentence by sentence, with the evidence.

    \b
    --batch needs no archive: it reads {"id": ..., "claim": "...", "source": "..."} (the source being text)
    and prints {"id", "verdict", "score", "reasons"} for each line.
    """
    if (source is None) == (batch is None):
        raise click.UsageError("Give a FILE (- for stdin) or --batch IN.jsonl.")
    if batch is not None:
        _check_batch(shell, batch)
        return
    text = read_text(str(source))
    with shell.open() as archive:
        _show_checked(shell, archive, text)


def _check_batch(shell: Shell, batch: str) -> None:
    from rag.check import check_claim
    from rag.cli.batch import Row, run_batch, text_field

    def judged(row: Row) -> Mapping[str, Any]:
        claim, source = text_field(row, "claim"), text_field(row, "source")
        return check_claim(claim, [source]).to_json()

    run_batch(shell, batch, judged)


# Worst first: a text is judged as its worst sentence.
_WORST = ("contradicted", "unsupported", "partly_supported", "unchecked", "supported")
_NOTHING_TO_CHECK = Judgement("unchecked", 0.0, ("there is no sentence to check",))


def _show_checked(shell: Shell, archive: Archive, text: str) -> None:
    from rag.render import checked_lines

    sentences = archive.check(text)
    if shell.json:
        judged = [sentence.judgement for sentence in sentences if sentence.judgement is not None]
        worst = min(judged, key=lambda j: (_WORST.index(j.verdict), j.score), default=_NOTHING_TO_CHECK)
        shell.put_json({"id": None, **worst.to_json(), "sentences": list(map(_sentence_json, sentences))})
    elif sentences:
        shell.put_lines(checked_lines(sentences))
    else:
        shell.note("There is no sentence to check.")


def _sentence_json(sentence: CheckedSentence) -> dict[str, Any]:
    judgement = sentence.judgement
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        **(judgement.to_json() if judgement else {"verdict": None, "score": None, "reasons": []}),
        "citation": sentence.citation.to_json() if sentence.citation else None,
    }


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


@footnote.command("eval", short_help="Score Footnote on labelled files.")
@click.argument(
    "task",
    type=click.Choice(["seeds", "retrieval", "qa", "claims", "rewrite", "conversation", "boilerplate", "quotes"]),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--corpus", metavar="FOLDER", help="The articles that are asked about (default: corpus beside FILE).")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many rows of each file.")
@click.option("--answers", is_flag=True, default=None, help="retrieval: also ask each question.")
@verb
def evaluate(shell: Shell, task: str, files: tuple[str, ...], **options: Any) -> None:
    """Score Footnote on labelled files: each metric as JSON with the number of cases and a 95 % interval.

    Works in a temporary archive, or in the one that --archive names; never in the one you ask.
    """
    from rag.cli.progress import steps
    from rag.evaluate import run

    archive = Path(shell.archive) if shell.archive is not None else None
    with steps(shell) as step:
        if step is not None:
            options["progress"] = lambda done, total: step("Evaluating", done, total, "rows")
        result = run(task, [Path(file) for file in files], archive, **options)
    shell.put_json(result)
