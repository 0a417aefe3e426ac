"""An answer on a terminal while a language model writes it: sentence by sentence, each checked before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rag.cli.shell import Shell

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.types import Answer


def ask_live(shell: Shell, archive: Archive, question: str, history: Any, **options: Any) -> Answer:
    """Ask; where a person is looking, what is being done and the sentences so far are shown meanwhile."""
    with so_far(shell) as on_answer:
        return archive.ask(question, history, on_stage=shell.stage, on_answer=on_answer, **options)


@contextmanager
def so_far(shell: Shell) -> Iterator[Callable[[Answer], None] | None]:
    """Shows the answer so far in place of the one before; it goes when the whole one is there to be printed."""
    console = None if shell.json else shell.console()
    if console is None or not console.is_terminal:
        yield None
        return
    from rich.console import Group
    from rich.live import Live

    from rag.render import claim_lines, painted

    with Live(console=console, transient=True, auto_refresh=False, vertical_overflow="visible") as live:

        def show(answer: Answer) -> None:
            lines = [line for claim in answer.claims for line in claim_lines(claim)]
            live.update(Group(*painted(lines, console)), refresh=True)

        yield show
