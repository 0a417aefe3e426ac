"""Progress of long jobs on stderr: bars on a terminal, a line now and then elsewhere, nothing with ``--quiet``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag.cli.shell import Shell, open_console
from rag.types import Progress

Step = Callable[[str, int, int, str], None]
"""Told what is being done, how many are done, of how many, of what: ``("Reading files", 3, 5, "files")``."""

STAGES = {"files": "Reading files", "embed": "Embedding", "index": "Indexing", "check": "Checking"}
_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress(shell: Shell) -> Iterator[Callable[[Progress], None] | None]:
    """What ``Archive.add`` and ``Archive.rebuild`` report to, for as long as they run; None with ``--quiet``."""
    with steps(shell) as step:
        if step is None:
            yield None
        else:
            yield lambda at: step(STAGES.get(at.stage, at.stage), at.done, at.total, at.unit)


@contextmanager
def steps(shell: Shell) -> Iterator[Step | None]:
    """The same for any job: bars where stderr is a terminal, lines where it is not, None with ``--quiet``."""
    if shell.quiet:
        yield None
    elif sys.stderr.isatty():
        with _bars() as step:
            yield step
    else:
        yield lines(shell.note)


@contextmanager
def _bars() -> Iterator[Step]:
    """One bar a job: done of total with its unit, rate, time left."""
    from rich import progress as rich_progress

    columns = (
        rich_progress.TextColumn("{task.description}", markup=False),
        rich_progress.BarColumn(),
        rich_progress.TextColumn("{task.completed:,.0f}/{task.total:,.0f} {task.fields[unit]}", markup=False),
        rich_progress.TextColumn("{task.fields[rate]}", markup=False),
        rich_progress.TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with rich_progress.Progress(*columns, console=open_console(sys.stderr)) as bars:
        tasks: dict[str, rich_progress.TaskID] = {}

        def step(label: str, done: int, total: int, unit: str) -> None:
            if label not in tasks:
                tasks[label] = bars.add_task(label, total=total, unit=unit, rate="")
            task = bars.tasks[tasks[label]]
            speed = task.finished_speed or task.speed
            rate = f"{speed:,.0f}/s" if speed else ""
            bars.update(task.id, completed=done, total=total, unit=unit, rate=rate)

        yield step


def lines(note: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> Step:
    """Progress as plain lines: the end of each job, and every few seconds before it, with rate and time left."""
    began: dict[str, tuple[float, int]] = {}
    ended: set[str] = set()
    spoke = clock()

    def step(label: str, done: int, total: int, unit: str) -> None:
        nonlocal spoke
        now = clock()
        start, first = began.setdefault(label, (now, done))
        if label in ended or (done < total and now - spoke < _SECONDS_BETWEEN_LINES):
            return
        spoke = now
        if done >= total:
            ended.add(label)
        note(f"{label}: {done:,} of {total:,} {unit}{_pace(done - first, total - done, now - start)}")

    return step


def _pace(done: int, left: int, seconds: float) -> str:
    if done <= 0 or seconds < 1:
        return ""
    rate = done / seconds
    return f", {rate:,.0f}/s" + (f", {left / rate:,.0f} s left" if left > 0 else "")
