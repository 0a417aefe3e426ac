"""The verbs: each opens what it needs, calls one method of the archive, and shows what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.cli.entry import footnote
from rag.cli.inputs import read_history, read_text, readable
from rag.cli.options import batch_option, filter_options, verb
from rag.cli.shell import Shell
from rag.errors import ReceiptError
from rag.types import Judgement

if TYPE_CHECKING:
    from rag.archive import Archive, CheckedSentence
    from rag.types import Answer, Article, IngestReport


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


@footnote.command(short_help="Answer a question, each sentence cited and checked.")
@click.argument("question", metavar="QUESTION", nargs=-1)
@filter_options
@click.option("--history", metavar="FILE", help='Earlier turns: a JSON list of {"role", "content"}; - for stdin.')
@click.option("--save", metavar="RECEIPT", help="Also write a receipt that `footnote verify` can check later.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown with footnotes.")
@batch_option
@verb
def ask(
    shell: Shell,
    question: tuple[str, ...],
    history: str | None,
    save: str | None,
    as_markdown: bool,
    batch: str | None,
    **filters: Any,
) -> None:
    """Answer a question from the articles, each sentence cited and checked; or say that they do not say.

    \b
    --batch reads  {"id": ..., "question": "...", "history": [{"role": "user", "content": "..."}]}
    and prints one answer as a JSON line for each, in the same order.
    """
    asked = _question(question, batch)
    if asked is None:
        _no_single_options(history=history, save=save, markdown=as_markdown)
        _ask_batch(shell, str(batch), filters)
        return
    turns = read_history(history)
    with shell.open() as archive:
        answer = archive.ask(asked, turns, on_stage=shell.stage, **filters)
    _show_answer(shell, answer, as_markdown)
    if save is not None:
        shell.note(f"Receipt written to {answer.save(save)}.")


def _question(words: tuple[str, ...], batch: str | None) -> str | None:
    """The question from its words (quotes around it may be left out), None in batch mode; UsageError for both."""
    if words and batch is not None:
        raise click.UsageError("Give a QUESTION or --batch, not both.")
    if not words and batch is None:
        raise click.UsageError("Missing argument 'QUESTION' (or --batch IN.jsonl).")
    return readable(" ".join(words), "question") if words else None


def _no_single_options(**given: Any) -> None:
    for name, value in given.items():
        if value:
            raise click.UsageError(f"--{name} does not go with --batch.")


def _ask_batch(shell: Shell, batch: str, filters: dict[str, Any]) -> None:
    from rag.cli.batch import Row, history_field, run_batch, text_field

    with shell.open() as archive:

        def answer(row: Row) -> Mapping[str, Any]:
            question, history = readable(text_field(row, "question"), "question"), history_field(row)
            return archive.ask(question, history, **filters).to_json()

        run_batch(shell, batch, answer)


def _show_answer(shell: Shell, answer: Answer, as_markdown: bool) -> None:
    from rag.render import answer_lines, markdown

    if shell.json:
        shell.put_json(answer.to_json())
    elif as_markdown:
        shell.put(markdown(answer))
    else:
        shell.put_lines(answer_lines(answer))


@footnote.command(short_help="Ask in turns.")
@filter_options
@verb
def chat(shell: Shell, **filters: Any) -> None:
    """Ask in turns; "he", "there" and "what about ..." are understood from what was said before.

    /sources shows the last answer's sources in full, /new forgets, /quit or the end of input ends.
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

    asked = _question(question, batch)
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


@footnote.command(short_help="Print an article.")
@click.argument("article", metavar="ARTICLE")
@verb
def show(shell: Shell, article: str) -> None:
    """Print an article as it was read: what is known of it and its text, page furniture dimmed or marked ~.

    ARTICLE is its file name as `footnote list` prints it, the end of that, or the start of its sha256.
    """
    from rag.render import article_lines

    with shell.open() as archive:
        found = archive.article(readable(article, "article's name"))
    if shell.json:
        shell.put_json(_article_json(found))
    else:
        shell.put_lines(article_lines(found, mark_furniture=shell.console() is None))


def _article_json(article: Article) -> dict[str, Any]:
    headline = article.headline
    return {
        "path": article.path,
        "folder": article.folder,
        "sha256": article.sha256,
        "encoding": article.encoding,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.to_json(),
        "headline": None if headline is None else [headline.start, headline.end],
        "sentences": [[sentence.start, sentence.end] for sentence in article.sentences],
        "furniture": [[span.start, span.end] for span in article.furniture],
        "text": article.text,
    }


@footnote.command("list", short_help="List the articles.")
@filter_options
@verb
def list_articles(shell: Shell, **filters: Any) -> None:
    """List the articles: headline, outlet, date with its precision, sentences, file."""
    from rag.render import article_table, paint_article_table

    with shell.open() as archive:
        rows = archive.articles(**filters)
    if shell.json:
        shell.put_json([_row_json(row) for row in rows])
        return
    if not rows:
        shell.note("No article passes the filters." if any(filters.values()) else "The archive is empty.")
    elif (console := shell.console()) is not None:
        paint_article_table(rows, console)
    else:
        shell.put(article_table(rows))


def _row_json(row: Any) -> dict[str, Any]:
    return {
        "path": row.path,
        "folder": row.folder,
        "title": row.title,
        "outlet": row.outlet,
        "published": row.published.to_json(),
        "sentences": row.sentences,
        "passages": row.passages,
        "sha256": row.sha256,
    }


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
@click.argument("task", type=click.Choice(["seeds", "retrieval", "qa", "claims", "rewrite", "boilerplate"]))
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


@footnote.command(short_help="Start the page.")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; the next free one if taken.  [default: 7860]")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@verb
def serve(shell: Shell, host: str | None, port: int | None, open_browser: bool) -> None:
    """Start the page on this machine and print its address; Ctrl-C ends it."""
    from rag.web import serve as serve_page

    settings = shell.settings()
    with shell.open() as archive:
        serve_page(
            archive,
            host=settings.host if host is None else host,
            port=settings.port if port is None else port,
            open_browser=open_browser,
        )


@footnote.command(short_help="Say what the archive holds, and its health.")
@verb
def status(shell: Shell) -> None:
    """Say what the archive holds, which generation is live, and whether it is in good health."""
    from rag.render import status_lines

    with shell.open() as archive:
        state = archive.status()
    if shell.json:
        shell.put_json(state)
    else:
        shell.put_lines(status_lines(state))
