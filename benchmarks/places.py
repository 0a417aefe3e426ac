"""Where the measurements find their articles and labelled rows, and where they keep what they make."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "benchmarks" / "data"


class Absent(Exception):
    """A section cannot run here; the message says what is missing."""


def evaluation_data() -> Path:
    """The folder of labelled files: ``FOOTNOTE_EVAL``, or ``../shared/eval`` beside the repository."""
    folder = Path(os.environ.get("FOOTNOTE_EVAL") or ROOT.parent / "shared" / "eval")
    if not folder.is_dir():
        raise Absent("the evaluation data is absent; set FOOTNOTE_EVAL to its folder")
    return folder


def needed(path: Path) -> Path:
    """A file or folder of the evaluation data, or Absent with its name."""
    if not path.exists():
        raise Absent(f"{path.name} is not in the evaluation data")
    return path


def newsquiz() -> tuple[Path, Path]:
    """The questions and the articles they are about."""
    folder = evaluation_data() / "retrieval" / "newsquiz"
    return needed(folder / "queries.jsonl"), needed(folder / "corpus")


def big_archive() -> Path:
    """The archive of all newsquiz articles, built once (by ``ingest``) and used by the sections after it."""
    archive = DATA / "newsquiz-archive"
    if not archive.is_dir():
        raise Absent("the archive of the newsquiz articles is not there yet; run --only ingest first")
    return archive


def evaluated(task: str, files: Sequence[Path], **options: Any) -> dict[str, Any]:
    from rag.evaluate import run

    return run(task, [needed(file) for file in files], **options)
