"""The verbs that keep an archive in order: remove, correct."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from rag.cli.entry import footnote
from rag.cli.inputs import readable
from rag.cli.options import verb
from rag.cli.shell import Shell

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.types import Article


@footnote.command(short_help="Take a folder out of the archive.")
@click.argument("folder", metavar="FOLDER")
@click.option("--undo", is_flag=True, help="Put a removed folder back, as it was.")
@verb
def remove(shell: Shell, folder: str, undo: bool) -> None:
    """Take a folder with all its articles out of the archive. The files themselves are not touched.

    What --undo needs is kept in the archive until the next `footnote add` or `footnote rebuild`, and erased then.
    """
    from rag.cli.progress import progress
    from rag.render import count, one_line

    with shell.open() as archive, progress(shell) as report:
        result = archive.put_back(folder, progress=report) if undo else archive.remove(folder, progress=report)
    if shell.json:
        shell.put_json(result.to_json())
        return
    moved = count(len(result.added if undo else result.removed), "article")
    done = f"Put back {moved} of" if undo else f"Removed {moved} of"
    shell.put(f"{done} {one_line(folder)}. The archive holds {count(result.articles, 'article')}.")
    if not undo:
        shell.note(f"To undo, until something is added: {shlex.join(['footnote', 'remove', folder, '--undo'])}")


@footnote.command(short_help="Put an article's outlet or date right by hand.")
@click.argument("article", metavar="ARTICLE")
@click.option("--outlet", metavar="NAME", help='The outlet it appeared in; "unknown" if nobody knows.')
@click.option("--date", metavar="DATE", help='When it appeared: 2020, 2020-09 or 2020-09-29; or "unknown".')
@click.option("--undo", is_flag=True, help="Forget what was put right by hand.")
@verb
def correct(shell: Shell, article: str, outlet: str | None, date: str | None, undo: bool) -> None:
    """Put an article's outlet or date right by hand; without an option, say what was put right.

    The correction belongs to the file. It is remembered when the file is added again, changed, or the archive rebuilt;
    the file itself is never touched. Search, filters and timelines use it at once.
    """
    name = readable(article, "article's name")
    if undo and (outlet or date):
        raise click.UsageError("--undo takes back all that was put right: it does not go with --outlet or --date.")
    with shell.open() as archive:
        if undo:
            now = archive.uncorrect(name)
        elif outlet is not None or date is not None:
            now = archive.correct(name, outlet=outlet, date=date)
        else:
            now = archive.article(name)
        _show(shell, archive, now)
    if (outlet or date) and not shell.json:
        shell.note(f"To undo: {shlex.join(['footnote', 'correct', name, '--undo'])}")


def _show(shell: Shell, archive: Archive, now: Article) -> None:
    from rag.corrections import as_stated
    from rag.render import one_line
    from rag.render.sources import origin_words, own_words

    if shell.json:
        shell.put_json(_correction_json(now, archive.correction(now)))
        return
    own = own_words(now, as_stated(now))
    shell.put(f"{one_line(now.path)}: {origin_words(now)}")
    shell.note(f"{own[0].upper()}{own[1:]}." if own else "As its file says.")


def _correction_json(article: Article, by_hand: Any) -> dict[str, Any]:
    return {
        "path": article.path,
        "outlet": article.outlet,
        "published": {**article.published.to_json(), "reason": article.published.reason},
        "by_hand": by_hand.to_json() if by_hand else {},
    }
