"""Strict grading of whole answers.

Fields: ``id``, ``question``, ``kind``, ``answer_points``, ``must_cite``, ``must_not``, optional ``history``.
A case passes when

- every answer point stands in the shown text (one of its wordings, which are separated by `` || ``);
- every file of ``must_cite`` is cited by a shown claim or disagreement; and
- nothing of ``must_not`` stands in the shown text or in the notice.

Shown text is the claims' text and the values of disagreements. For questions the articles do not answer as
asked (unanswerable, false premise, injection-like) it is also the notice, and an abstention counts as the
words "the articles do not say". Wordings are compared folded (quotes, dashes, spaces, case), one claim or
value at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rag.errors import InputError
from rag.evaluate.asked import archive_of, cited_paths, shown_parts, timed, unsliced
from rag.evaluate.figures import mean, percentile
from rag.evaluate.rows import Row, read_rows
from rag.text.fold import fold
from rag.types import Answer

FIELDS: dict[str, type] = {
    "id": str,
    "question": str,
    "kind": str,
    "answer_points": list,
    "must_cite": list,
    "must_not": list,
}
REFUSAL_KINDS = frozenset({"unanswerable", "false-premise", "injection-like"})


def measure(
    files: list[Path],
    *,
    archive_dir: Path | None = None,
    corpus: str | Path | None = None,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Ask every question of the files and grade the answers; the misses are listed case by case."""
    rows = [row for file in files for row in read_rows(file, FIELDS, limit)]
    folder = Path(corpus) if corpus is not None else _seeds_folder()
    cases, milliseconds, broken, cited = [], [], 0, 0
    with archive_of(folder, archive_dir) as archive:
        for done, row in enumerate(rows, 1):
            answer, ms = timed(archive.ask, row["question"], row.get("history"))
            misses = grade(row, answer)
            cases.append({"id": row["id"], "kind": row["kind"], "passed": not misses, "misses": misses})
            milliseconds.append(ms)
            broken += len(unsliced(answer, folder))
            cited += len(answer.citations)
            if progress:
                progress(done, len(rows))
    return {
        "metrics": {
            "passed": mean([case["passed"] for case in cases]).to_json(),
            "ask_ms_p50": percentile(milliseconds, 50).to_json(),
            "ask_ms_p95": percentile(milliseconds, 95).to_json(),
        },
        "passed": sum(case["passed"] for case in cases),
        "of": len(cases),
        "citations": cited,
        "citations_that_do_not_slice_back": broken,
        "by_kind": _by_kind(cases),
        "cases": cases,
    }


def grade(row: Row, answer: Answer) -> list[str]:
    """What is wrong with an answer, in words; empty when the case passes."""
    parts = shown_parts(answer, words_of_refusal=row["kind"] in REFUSAL_KINDS)
    said = [*parts, fold(answer.notice or "")]
    cited = cited_paths(answer)
    misses = [f"not shown: {point}" for point in row["answer_points"] if not _shown(point, parts)]
    misses += [f"not cited: {path}" for path in row["must_cite"] if path not in cited]
    misses += [f"must not be shown: {text}" for text in row["must_not"] if any(fold(text) in part for part in said)]
    return misses


def _shown(point: str, parts: list[str]) -> bool:
    variants = [fold(variant) for variant in point.split("||")]
    return any(variant and variant in part for variant in variants for part in parts)


def _by_kind(cases: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for case in cases:
        kind = table.setdefault(case["kind"], {"passed": 0, "of": 0})
        kind["passed"] += case["passed"]
        kind["of"] += 1
    return table


def _seeds_folder() -> Path:
    folder = Path(__file__).resolve().parents[2] / "seeds"
    if not folder.is_dir():
        raise InputError("The seeds folder is not part of this installation. Name the articles with --corpus.")
    return folder
