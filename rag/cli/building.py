"""The verbs that build an archive: add, rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.entry import footnote
from rag.cli.options import verb
from rag.cli.shell import Shell

if TYPE_CHECKING:
    from rag.types import IngestReport


@footnote.command(short_help="Add folders of articles, or bring them up to date.")
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True)
@verb
def add(shell: Shell, folders: tuple[str, ...]) -> None:
    """Add folders of .txt and .md articles, or bring them up to date.

    Unchanged files cost nothing; files that have gone from a folder leave the archive. Files that cannot be read are
    skipped, each with its reason.
    """
    from rag.cli.progress import progress
    from rag.reading import files_to_read

    if not shell.has_archive():
        for folder in folders:  # none is made for a folder that cannot be added
            files_to_read(Path(folder))
    with shell.open(create=True) as archive, progress(shell) as report:
        result = archive.add(*folders, progress=report)
    _show_report(shell, result)


@footnote.command(short_help="Read, embed and index everything again.")
@verb
def rebuild(shell: Shell) -> None:
    """Read, embed and index everything again from the folders that were added.

    Needed after choosing another embedder, and the cure when `footnote status` names a problem.
    """
    from rag.cli.progress import progress

    with shell.open() as archive, progress(shell) as report:
        result = archive.rebuild(progress=report)
    _show_report(shell, result)


def _show_report(shell: Shell, report: IngestReport) -> None:
    from rag.render import report_lines

    for notice in report.notices:
        shell.note(notice)
    if shell.json:
        shell.put_json(report.to_json())
    else:
        shell.put_lines(report_lines(report))
