"""Measure Footnote on labelled files: nine tasks, every metric with its number of cases and a 95 % interval.

    seeds        strict grading of whole answers about a handful of articles
    retrieval    is the article that holds the answer found, and how high
    qa           does the accepted answer stand in what is shown; is the unanswerable refused
    claims       are supported and unsupported claims told apart
    rewrite      is a follow-up question made stand-alone as a person would
    conversation is the next question of a conversation answered or refused rightly
    boilerplate  is page furniture told from the article
    quotes       are quotations found, and given to the right speaker
    feedback     what readers called right, wrong or wrongly cited, asked again of the archive as it is now

The files are JSON lines; each task's module names the fields it reads. Nothing here tunes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from rag.errors import InputError

TASKS = ("seeds", "retrieval", "qa", "claims", "rewrite", "conversation", "boilerplate", "quotes", "feedback")
OPTIONS = ("corpus", "limit", "answers", "progress", "settings")


def run(
    task: str, files: Sequence[str | Path], archive_dir: str | Path | None = None, **options: Any
) -> dict[str, Any]:
    """Measure one task on files and give the result as one JSON-ready object.

    ``archive_dir`` is an archive to build or use again (``seeds``, ``retrieval``, ``qa`` over a corpus);
    without it a temporary one is built. ``feedback`` asks the archive as it is, and builds none; ``settings`` are those
    it is opened with. Options: ``corpus`` (folder of articles; by default the folder
    ``corpus`` beside the file, for ``seeds`` the repository's ``seeds``), ``limit`` (so many rows of each
    file, evenly spread), ``answers`` (``retrieval`` also asks each question), ``progress`` (called with the number of
    rows done and of all). Raises InputError for an unknown task or option, a missing file, or a bad row (file
    and line named).
    """
    if task not in TASKS:
        raise InputError(f'There is no evaluation "{task}". Choose one of: {", ".join(TASKS)}.')
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise InputError(f'The evaluation has no option "{unknown[0]}". Choose from: {", ".join(OPTIONS)}.')
    if not files:
        raise InputError(f"Name at least one file for the evaluation {task}.")
    limit = options.get("limit")
    if limit is not None and limit < 1:
        raise InputError(f"The limit is {limit}; it should be at least 1.")
    paths = [Path(file) for file in files]
    measure: Callable[..., dict[str, Any]] = import_module(f"rag.evaluate.{task}").measure
    given = {name: value for name, value in options.items() if value is not None}
    result = measure(paths, archive_dir=None if archive_dir is None else Path(archive_dir), **given)
    return {"task": task, "files": [path.name for path in paths], **result}
