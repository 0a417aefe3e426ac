"""The verbs that look at the articles of an archive: show, list, mark."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import click

from rag.cli.entry import footnote
from rag.cli.inputs import readable
from rag.cli.options import filter_options, verb
from rag.cli.shell import Shell, has_colours

if TYPE_CHECKING:
    from rag.archive import Archive, MarkAs
    from rag.types import Article

SORTS = ("path", "headline", "outlet", "date", "cluster", "furniture", "sentences")

_WIDEST = 100  # columns of running text; longer lines are hard to read

# -- show -----------------------------------------------------------------------------------------------------------


@footnote.command(short_help="Print an article with its marks.")
@click.argument("article", metavar="ARTICLE")
@click.option("--numbers", is_flag=True, help="Number the lines of the file, as `footnote mark` takes them.")
@click.option("--plain", is_flag=True, help="Only the text, page furniture dimmed or marked ~.")
@verb
def show(shell: Shell, article: str, numbers: bool, plain: bool) -> None:
    """Print an article as it was read: what is known of it, its text with the marks on it, who says what in it, and
    the dates, numbers and names it gives.

    ARTICLE is its file name as `footnote list` prints it, the end of that, or the start of its sha256. --json gives
    every mark with its place in the text (docs/reading.md).
    """
    from rag.corrections import as_stated
    from rag.render import article_lines, plain_article_lines

    with shell.open() as archive:
        found = archive.article(readable(article, "article's name"))
        copies = archive.copies(found)
    stated = as_stated(found)
    if shell.json:
        shell.put_json(_article_json(found, copies, stated))
        return
    signs = not has_colours(shell.console())
    if plain:
        shell.put_lines(plain_article_lines(found, signs=signs, numbers=numbers), _WIDEST)
        return
    from rag.reading.annotations import annotate

    lines = article_lines(found, annotate(found), copies, stated=stated, signs=signs, numbers=numbers)
    shell.put_lines(lines, _WIDEST)


def _article_json(article: Article, copies: Any, stated: Article | None) -> dict[str, Any]:
    """Everything known of an article; spans are character offsets into ``text``."""
    from rag.reading.annotations import annotate

    published = article.published
    return {
        "path": article.path,
        "folder": article.folder,
        "sha256": article.sha256,
        "encoding": article.encoding,
        "title": article.title,
        "outlet": article.outlet,
        "published": {**published.to_json(), "span": _span(published.span), "reason": published.reason},
        "corrected": _corrected_json(article, stated),
        "cluster": article.cluster,
        "also_in": [{"path": row.path, "title": row.title, "outlet": row.outlet} for row in copies],
        "headline": _span(article.headline),
        "sentences": [_span(sentence) for sentence in article.sentences],
        "furniture": [_span(span) for span in article.furniture],
        "marks": [
            {
                "kind": mark.kind,
                "start": mark.start,
                "end": mark.end,
                "text": mark.of(article.text),
                "value": mark.value,
            }
            for mark in article.marks
        ],
        **annotate(article).to_json(article.text),
        "text": article.text,
    }


def _corrected_json(article: Article, stated: Article | None) -> dict[str, Any]:
    """What was put right by hand, by name, each with what the article itself says."""
    from rag.corrections import by_hand

    own = {"outlet": stated.outlet, "date": stated.published.to_json()} if stated else {}
    return {name: {"article_says": own.get(name)} for name in by_hand(article)}


def _span(span: Any) -> list[int] | None:
    return None if span is None else [span.start, span.end]


# -- list -----------------------------------------------------------------------------------------------------------


@footnote.command("list", short_help="List the articles.")
@filter_options
@click.option("--contains", metavar="TEXT", help="Only articles with this in their headline or file name.")
@click.option("--cluster", type=int, metavar="N", help="Only the copies of one text, by the number of their cluster.")
@click.option("--copies", is_flag=True, help="Only articles whose text others print too.")
@click.option("--undated", is_flag=True, help="Only articles whose date is unknown.")
@click.option("--sort", type=click.Choice(SORTS), default="path", show_default=True, help="Column to sort by.")
@click.option("--reverse", is_flag=True, help="Sort the other way round; what is unknown stays last.")
@verb
def list_articles(
    shell: Shell,
    contains: str | None,
    cluster: int | None,
    copies: bool,
    undated: bool,
    sort: str,
    reverse: bool,
    **filters: Any,
) -> None:
    """List the articles: headline, outlet, date with its precision, cluster of copies, share of page furniture,
    sentences, file.
    """
    from rag.render import article_table, chosen_rows, paint_article_table, sorted_rows

    if undated and (filters["after"] or filters["before"]):
        raise click.UsageError("--undated does not go with --after or --before: an unknown date passes neither.")
    choice: dict[str, Any] = {"contains": contains, "cluster": cluster, "undated": undated, "copies": copies}
    with shell.open() as archive:
        rows = sorted_rows(chosen_rows(archive.articles(**filters), **choice), sort, reverse=reverse)
    if shell.json:
        shell.put_json([_row_json(row) for row in rows])
    elif not rows:
        narrowed = any(filters.values()) or cluster is not None or contains or undated or copies
        shell.note("No article passes the filters." if narrowed else "The archive is empty.")
    elif (console := shell.console()) is not None:
        paint_article_table(rows, console)
    else:
        shell.put(article_table(rows))


def _row_json(row: Any) -> dict[str, Any]:
    from rag.corrections import by_hand

    return {
        "path": row.path,
        "folder": row.folder,
        "title": row.title,
        "outlet": row.outlet,
        "agency": row.agency,
        "published": row.published.to_json(),
        "corrected": list(by_hand(row)),
        "cluster": row.cluster,
        "cluster_size": row.cluster_size,
        "furniture_share": round(row.furniture_share, 4),
        "sentences": row.sentences,
        "passages": row.passages,
        "sha256": row.sha256,
    }


# -- mark -----------------------------------------------------------------------------------------------------------


@footnote.command(short_help="Mark lines of an article by hand.")
@click.argument("article", metavar="ARTICLE")
@click.argument("lines", metavar="[LINE...]", nargs=-1)
@click.option("--content", is_flag=True, help="These lines belong to the story.")
@click.option("--furniture", is_flag=True, help="These lines are page furniture: never quoted.")
@click.option("--undo", is_flag=True, help="Forget what was marked by hand.")
@verb
def mark(shell: Shell, article: str, lines: tuple[str, ...], **kinds: bool) -> None:
    """Mark lines of an article as content or as page furniture by hand; without LINE, list what is marked.

    \b
    LINE is a number as `footnote show ARTICLE --numbers` prints it, a range (12-15),
    or a piece of the line's text.

    The mark belongs to the words of the line in this file. It is remembered when the file is added again, changed, or
    the archive rebuilt; the file itself is never touched.
    """
    name = readable(article, "article's name")
    wanted = _meant(lines)
    asked = [kind for kind, given in kinds.items() if given]
    if len(asked) != bool(wanted):
        raise click.UsageError("Give lines and one of --content, --furniture or --undo; or neither, for a list.")
    with shell.open() as archive:
        if wanted:
            _mark(shell, archive, name, wanted, asked[0])
            if asked[0] != "undo":
                shell.note(f"To undo: {shlex.join(['footnote', 'mark', name, *lines, '--undo'])}")
        else:
            _list_marks(shell, archive, name)


_LONGEST_RANGE = 100_000  # lines


def _meant(given: tuple[str, ...]) -> list[int | str]:
    """Line numbers, ranges of them taken apart, and pieces of text."""
    wanted: list[int | str] = []
    for line in given:
        if numbers := re.fullmatch(r"([0-9]{1,7})(?:-([0-9]{1,7}))?", line):
            first, last = int(numbers[1]), int(numbers[2] or numbers[1])
            if not 0 <= last - first < _LONGEST_RANGE:
                raise click.UsageError(f"{line} is no range of lines.")
            wanted += range(first, last + 1)
        else:
            wanted.append(readable(line, "line"))
    return wanted


_AS: dict[str, MarkAs | None] = {"content": "content", "furniture": "furniture", "undo": None}


def _mark(shell: Shell, archive: Archive, name: str, lines: list[int | str], kind: str) -> None:
    from rag.render import changed_lines, marked_lines

    before = archive.article(name)
    now = archive.mark(name, lines, _AS[kind])
    changes = changed_lines(before, now)
    if not shell.json:
        shell.put_lines(marked_lines(changes, before, now))
        return
    shell.put_json(
        {
            "path": now.path,
            "changed": [change._asdict() for change in changes],
            "sentences": len(now.sentences),
            "by_hand": _hand_marks(archive, name),
        }
    )


def _list_marks(shell: Shell, archive: Archive, name: str) -> None:
    from rag.render import hand_mark_lines

    article, marks = archive.article(name), _hand_marks(archive, name)
    if shell.json:
        shell.put_json({"path": article.path, "sentences": len(article.sentences), "by_hand": marks})
    elif marks:
        shell.put_lines(hand_mark_lines(marks))
    else:
        shell.note(f"No line of {article.path} is marked by hand.")


def _hand_marks(archive: Archive, name: str) -> list[dict[str, str]]:
    return [{"text": text, "kind": kind} for text, kind in archive.hand_marks(name)]
