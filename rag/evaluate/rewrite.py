"""Is a follow-up question made stand-alone as a person would write it.

Each file is a set. Fields: ``history`` (list of ``{"role", "text"}``), ``question``, ``rewritten`` (a
person's rewrite; rows without one are left out).

Word F1 compares two questions as bags of lower-cased words. It is over the questions the person changed, and
the unchanged question, scored the same way in the same run, is the floor. ``left_alone``: of the questions
the person did not change, the share Footnote does not change either; ``changed``: of the others, the share it
does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from rag.evaluate.asked import timed
from rag.evaluate.figures import Figure, mean, percentile
from rag.evaluate.rows import Row, read_rows
from rag.types import as_turns

FIELDS: dict[str, type] = {"history": list, "question": str, "rewritten": str}


def measure(
    files: list[Path],
    *,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Rewrite every question of the files that has a person's rewrite."""
    from rag.answer.followup import standalone

    sets = {file.stem: [row for row in read_rows(file, FIELDS, limit) if row["rewritten"].strip()] for file in files}
    rows = [row for of_file in sets.values() for row in of_file]
    rewrites, milliseconds = [], []
    for done, row in enumerate(rows, 1):
        text, ms = timed(standalone, row["question"], as_turns(row["history"]))
        rewrites.append(text)
        milliseconds.append(ms)
        if progress:
            progress(done, len(rows))
    metrics = {**rewrite_figures(rows, rewrites), "rewrite_ms_p95": percentile(milliseconds, 95)}
    written = iter(rewrites)
    figures = {name: rewrite_figures(of_file, list(islice(written, len(of_file)))) for name, of_file in sets.items()}
    return {"metrics": _json(metrics), "sets": {name: {"metrics": _json(of)} for name, of in figures.items()}}


def rewrite_figures(rows: Sequence[Row], rewrites: Sequence[str]) -> dict[str, Figure]:
    """Figures over the questions a person changed (word F1) and those a person did not (left alone)."""
    pairs = list(zip(rows, rewrites, strict=True))
    dependent = [(row, text) for row, text in pairs if not _same(row["question"], row["rewritten"])]
    alone = [(row, text) for row, text in pairs if _same(row["question"], row["rewritten"])]
    return {
        "word_f1": mean([word_f1(text, row["rewritten"]) for row, text in dependent]),
        "word_f1_unchanged": mean([word_f1(row["question"], row["rewritten"]) for row, _ in dependent]),
        "word_f1_all": mean([word_f1(text, row["rewritten"]) for row, text in pairs]),
        "changed": mean([not _same(text, row["question"]) for row, text in dependent]),
        "left_alone": mean([_same(text, row["question"]) for row, text in alone]),
    }


def _same(text: str, other: str) -> bool:
    return text.split() == other.split()


def word_f1(text: str, reference: str) -> float:
    """Harmonic mean of precision and recall of the words, repeats counted; 1 when both are empty."""
    ours, theirs = _words(text), _words(reference)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _json(figures: dict[str, Figure]) -> dict[str, Any]:
    return {name: figure.to_json() for name, figure in figures.items()}
