"""``footnote chat``: questions and answers in turn; what was said before is understood in what follows."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.cli.inputs import readable, write_text
from rag.cli.live import ask_live
from rag.cli.shell import Shell, complain
from rag.errors import FootnoteError
from rag.types import Answer, Turn

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.render import Line

PROMPT = "? "
HELP = (
    "/edit QUESTION ask the last question as you word it · /history what is remembered · "
    "/sources the last answer's sources in full · /explain how it came about · "
    "/save FILE the chat as a receipt, .md or .html · /new forget what was said · /quit end (also Ctrl-D)"
)
_SHOWN = 200  # characters of a turn that /history shows


@dataclass(slots=True)
class Chat:
    """One conversation. It lives only here, and no longer than the command."""

    shell: Shell
    archive: Archive
    filters: dict[str, Any]
    history: list[Turn] = field(default_factory=list)
    last: Answer | None = None
    answers: list[Answer] = field(default_factory=list)

    def hear(self, line: str) -> None:
        """A line that was typed: a question, or a command."""
        verb, _, rest = line.partition(" ")
        if not line.startswith("/"):
            self.ask(line)
        elif verb == "/edit" and rest.strip():
            self.edit(rest.strip())
        elif verb == "/save":
            self.save(rest.strip())
        else:
            self.command(line)

    def ask(self, question: str) -> None:
        """Answer a question in the light of what was said, and remember both."""
        answer = self._answered(question, self.history)
        if answer is not None:
            self._remember(question, answer)

    def edit(self, question: str) -> None:
        """Answer the question as it stands here, and remember it in place of the last one."""
        answer = self._answered(question, [])
        if answer is not None:
            del self.history[-2:]
            del self.answers[-1:]
            self._remember(question, answer)

    def save(self, name: str) -> None:
        """Write all answers since the last /new to a file; its name says as what."""
        if not name or not self.answers:
            self.shell.note("Give a file: /save FILE." if self.answers else "Nothing was asked yet.")
            return
        try:
            save_chat(self.answers, Path(name).expanduser())
        except FootnoteError as error:
            complain(str(error))
            return
        self.shell.note(f"Written to {name}.")

    def command(self, line: str) -> None:
        """What begins with a slash and asks nothing."""
        if line == "/new":
            self.history.clear()
            self.answers.clear()
            self.last = None
            self.shell.note("Forgotten.")
        elif line == "/history":
            self._show_history()
        elif line == "/sources":
            self._show_sources()
        elif line == "/explain":
            self._show_explanation()
        elif line == "/edit":
            self._say_what_to_edit()
        else:
            self.shell.note(HELP if line in ("/help", "/?") else f"{line} is no command. {HELP}")

    def _answered(self, question: str, history: list[Turn]) -> Answer | None:
        """The answer, shown; None where the question could not be used or Ctrl-C stopped it: the chat goes on."""
        from rag.render import BLANK, answer_lines

        try:
            asked = readable(question, "question")
            answer = ask_live(self.shell, self.archive, asked, list(history), explain=True, **self.filters)
        except FootnoteError as error:
            complain(str(error))
            return None
        except KeyboardInterrupt:
            complain("stopped.")
            return None
        if self.shell.json:
            self.shell.put_json(replace(answer, explanation=None).to_json())
        else:
            self.shell.put_lines([*answer_lines(answer, quotes=False), BLANK])
        return answer

    def _remember(self, question: str, answer: Answer) -> None:
        """The exchange, and no more turns than a follow-up is read with."""
        from rag.answer.followup import LOOKBACK

        self.last = answer
        self.answers.append(answer)
        self.history += [Turn("user", question), Turn("assistant", said(answer))]
        del self.history[:-LOOKBACK]

    def _show_history(self) -> None:
        from rag.answer.followup import LOOKBACK
        from rag.render import BLANK

        if self.shell.json:
            self.shell.put_json([{"role": turn.role, "content": turn.content} for turn in self.history])
        elif self.history:
            self.shell.put_lines([*map(turn_line, self.history), BLANK])
        remembered = f"the last {LOOKBACK // 2} questions and their answers"
        self.shell.note(f"{'No more than' if self.history else 'Nothing yet. At most'} {remembered} are remembered.")

    def _show_sources(self) -> None:
        from rag.render import BLANK, source_lines

        if self.last is None or not self.last.citations:
            self.shell.note("No sources yet.")
        elif self.shell.json:
            self.shell.put_json([citation.to_json() for citation in self.last.citations])
        else:
            lines = [line for citation in self.last.citations for line in source_lines(citation)]
            self.shell.put_lines([*lines, BLANK])

    def _show_explanation(self) -> None:
        from rag.render import BLANK, explanation_lines

        if self.last is None or self.last.explanation is None:
            self.shell.note("Nothing was asked yet.")
        elif self.shell.json:
            self.shell.put_json(self.last.explanation.to_json())
        else:
            self.shell.put_lines([*explanation_lines(self.last), BLANK])

    def _say_what_to_edit(self) -> None:
        if self.last is None:
            self.shell.note("Nothing was asked yet.")
        else:
            self.shell.note(f"Read as: {self.last.standalone_question} · /edit QUESTION asks it as you word it.")


def save_chat(answers: list[Answer], file: Path) -> None:
    """Markdown in .md, a page in .html, else a receipt that ``footnote verify`` can check. Raises InputError."""
    from rag.receipt import write_chat_receipt
    from rag.render import chat_html, chat_markdown

    if file.suffix.lower() in (".md", ".markdown"):
        write_text(file, chat_markdown(answers))
    elif file.suffix.lower() in (".html", ".htm"):
        write_text(file, chat_html(answers))
    else:
        write_chat_receipt(answers, file)


def run_chat(shell: Shell, archive: Archive, filters: dict[str, Any]) -> None:
    """Answers each line of stdin until ``/quit`` or its end."""
    chat = Chat(shell, archive, filters)
    shell.tell_what_leaves(archive)
    if sys.stdin.isatty():
        shell.note(f"Ask a question. {HELP}")
    for line in _questions():
        if line == "/quit":
            return
        chat.hear(line)


def said(answer: Answer) -> str:
    """What the answer said, as the turn a follow-up question refers to."""
    return " ".join(claim.text for claim in answer.claims) or answer.notice or ""


def turn_line(turn: Turn) -> Line:
    """A remembered turn on one line."""
    from rag.render import Line, one_line, shortened

    who = "You:" if turn.role == "user" else "Footnote:"
    return Line(
        ((shortened(one_line(turn.content), _SHOWN), "" if turn.role == "user" else "quiet"),), lead=(who, "head")
    )


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
