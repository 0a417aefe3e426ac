"""The verb for who may log in to the page: users add, users remove."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rag.cli.entry import footnote
from rag.cli.options import verb
from rag.cli.shell import Shell

_file = click.option("--file", metavar="FILE", help="The file of users.  [default: the one that FOOTNOTE_USERS names]")


@footnote.group(short_help="Say who may log in to the page.")
def users() -> None:
    """Say who may log in to the page, in the file that FOOTNOTE_USERS names."""


@users.command()
@click.argument("name")
@_file
@verb
def add(shell: Shell, name: str, file: str | None) -> None:
    """Let NAME log in. Asks for the password; run it again to change it.

    Without a file, the line for one is printed. From a script, the password is one line of stdin.
    """
    from rag.web.users import checked_name, line_of, put

    path = _path(shell, file)
    line = line_of(checked_name(name), _password())
    if path is None:
        shell.put(line)
    else:
        put(path, line)
        shell.note(f'"{name}" may log in now.')


@users.command()
@click.argument("name")
@_file
@verb
def remove(shell: Shell, name: str, file: str | None) -> None:
    """Take NAME out, and log it out of a page that is open."""
    from rag.errors import InputError
    from rag.web.users import take_out

    path = _path(shell, file)
    if path is None:
        raise InputError("Name the file of users: --file FILE, or FOOTNOTE_USERS.")
    take_out(path, name)
    shell.note(f'"{name}" may not log in any more.')


def _path(shell: Shell, file: str | None) -> Path | None:
    return Path(file) if file else shell.settings().users


def _password() -> str:
    """Never an argument: those are seen by everybody on the machine, and stay in the shell's history."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
