"""``footnote chat``: questions and answers in turn; what was said before is understood in what follows."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rag.cli.inputs import readable
from rag.cli.shell import Shell, complain
from rag.errors import FootnoteError
from rag.types import Answer, Turn

if TYPE_CHECKING:
    from rag.archive import Archive

PROMPT = "? "
HELP = "/sources the last answer's sources in full · /new forget what was said · /quit end (also Ctrl-D)"


def run_chat(shell: Shell, archive: Archive, filters: dict[str, Any]) -> None:
    """Answers each line of stdin until ``/quit`` or its end. The conversation lives only here."""
    history: list[Turn] = []
    last: Answer | None = None
    if sys.stdin.isatty():
        shell.note(f"Ask a question. {HELP}")
    for line in _questions():
        if line == "/quit":
            return
        if line.startswith("/"):
            _command(shell, line, history, last)
            continue
        answer = _ask(shell, archive, line, history, filters)
        if answer is not None:
            last = answer
            history += [Turn("user", line), Turn("assistant", said(answer))]


def said(answer: Answer) -> str:
    """What the answer said, as the turn a follow-up question refers to."""
    return " ".join(claim.text for claim in answer.claims) or answer.notice or ""


def _command(shell: Shell, line: str, history: list[Turn], last: Answer | None) -> None:
    from rag.render import BLANK, source_lines

    if line == "/new":
        history.clear()
        shell.note("Forgotten.")
    elif line == "/sources" and last is not None and last.citations:
        if shell.json:
            shell.put_json([citation.to_json() for citation in last.citations])
        else:
            shell.put_lines([line for citation in last.citations for line in source_lines(citation)] + [BLANK])
    elif line == "/sources":
        shell.note("No sources yet.")
    else:
        shell.note(HELP if line in ("/help", "/?") else f"{line} is no command. {HELP}")


def _ask(shell: Shell, archive: Archive, question: str, history: list[Turn], filters: dict[str, Any]) -> Answer | None:
    """The answer, shown; None where the question could not be used or Ctrl-C stopped it: the chat goes on."""
    from rag.render import BLANK, answer_lines

    try:
        answer = archive.ask(readable(question, "question"), history=list(history), **filters)
    except FootnoteError as error:
        complain(str(error))
        return None
    except KeyboardInterrupt:
        complain("stopped.")
        return None
    if shell.json:
        shell.put_json(answer.to_json())
    else:
        shell.put_lines([*answer_lines(answer, quotes=False), BLANK])
    return answer


def _questions() -> Iterator[str]:
    """The lines of stdin that are not blank; with a prompt and line editing where a person types."""
    typed = sys.stdin.isatty() and sys.stdout.isatty()
    if typed:
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 (input() edits lines once it is there)
    while True:
        try:
            line = input(PROMPT) if typed else _next_line()
        except EOFError:
            if typed:
                print(file=sys.stderr)
            return
        if line.strip():
            yield line.strip()


def _next_line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
