"""The verbs for the whole: serve the page, serve other programs' models, tell the archive's status."""

from __future__ import annotations

import click

from rag.cli.entry import footnote
from rag.cli.options import verb
from rag.cli.shell import Shell


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
        shell.tell_what_leaves(archive)
        serve_page(
            archive,
            host=settings.host if host is None else host,
            port=settings.port if port is None else port,
            open_browser=open_browser,
            users=settings.users,
            address=settings.address,
        )


@footnote.command(short_help="Serve other programs' language models (MCP).")
@verb
def mcp(shell: Shell) -> None:
    """Offer ask, search and check to another program's language model, over MCP on stdin and stdout.

    Needs the extra: pip install "footnote-news[mcp]". The program starts this command itself (docs/api.md).
    """
    from rag.mcp import serve as serve_tools

    with shell.open() as archive:
        shell.tell_what_leaves(archive)
        serve_tools(archive)


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
