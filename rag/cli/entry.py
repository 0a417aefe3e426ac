"""The command ``footnote``: the group its verbs belong to, and how every call ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from rag import __version__
from rag.cli.options import global_options
from rag.cli.shell import complain
from rag.errors import FootnoteError

STOPPED = 130  # 128 + SIGINT, as shells say it
PIPE_CLOSED = 141  # 128 + SIGPIPE


# The verbs in the order one meets them.
ORDER = """
    add remove rebuild ask chat timeline search show list mark correct check verify eval serve users mcp status
""".split()


class Stopped(click.ClickException):
    """Ctrl-C."""

    exit_code = STOPPED


class PipeClosed(click.ClickException):
    """Who read our output has gone: nothing to say and nobody to say it to."""

    exit_code = PIPE_CLOSED


class Verbs(click.Group):
    """Lists the verbs in the order one meets them, and words Ctrl-C and a closed pipe our way, not click's."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(self.commands, key=ORDER.index)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Stopped("stopped.") from None
        except BrokenPipeError:
            raise PipeClosed("") from None


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="footnote")
@global_options
@click.pass_context
def footnote(ctx: click.Context, **given: Any) -> None:
    """Ask a folder of news articles. Every sentence of the answer carries a citation that was checked.

    \b
      footnote add seeds
      footnote ask "How many soldiers died in the flare-up?"

    Options that every command knows may stand before or after it.
    """
    ctx.obj = given


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; every error a user can meet is one line on stderr."""
    _speak_utf8()
    try:
        try:
            status = footnote.main(arguments, prog_name="footnote", standalone_mode=False) or 0
            sys.stdout.flush()
            return int(status)
        except click.UsageError as error:
            error.show()
            return error.exit_code
        except PipeClosed:
            raise BrokenPipeError from None
        except click.ClickException as error:
            complain(error.message)
            return error.exit_code
        except FootnoteError as error:
            complain(str(error))
            return 1
        except ModuleNotFoundError as error:
            if (error.name or "rag").split(".")[0] in ("rag", "vectorstore"):
                raise  # a fault of ours
            complain(f'The package "{error.name}" is not installed. Run "make install", or "pip install ." here.')
            return 1
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            complain(f"{error.strerror or error}{where}")
            _abandon_output()
            return 1
    except BrokenPipeError:
        _abandon_output()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        complain("stopped.")
        return STOPPED


def _abandon_output() -> None:
    """What is left in the buffer may have nowhere to go; without this, the interpreter would complain at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    """No character of an article may end a command because the terminal's encoding lacks it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
