"""Is the article that holds the answer found, and how high does it stand.

Fields: ``id``, ``question``, ``null`` (true: the articles do not say), ``evidence`` (list of ``{"doc":
file}``), optional ``type`` (a null question whose type contains "hard" is a near miss, reported on its own).
The articles are the folder ``corpus`` beside the file.

Articles are ranked by their best passage: the first ten distinct ones of the passages ``search`` gives.
Figures are over the questions that have evidence: Hits@k (a right one among the first k), MRR@10, MAP@10
(divided by the right ones, ten at most), Recall@10. ``score_null_auc`` and ``score_hard_null_auc`` say how well the
best hit's score alone tells answerable questions from those that are not; the same stands there for each part of
the score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.evaluate.asked import archive_of, corpus_of, timed
from rag.evaluate.figures import Figure, auc, mean, percentile
from rag.evaluate.rows import Row, read_rows
from rag.types import Hit

if TYPE_CHECKING:
    from rag.archive import Archive

FIELDS: dict[str, type] = {"id": str, "question": str, "null": bool, "evidence": list}
DEPTH = 10
PASSAGES = 40  # several passages of one article stand in the way of ten distinct ones


def measure(
    files: list[Path],
    *,
    archive_dir: Path | None = None,
    corpus: str | Path | None = None,
    limit: int | None = None,
    answers: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Search for every question of each file; ``answers`` also asks it, as the task ``qa`` does."""
    from rag.evaluate.qa import over_archive

    sets = {}
    for file in files:
        rows = read_rows(file, FIELDS, limit)
        folder = corpus_of(file, corpus)
        with archive_of(folder, archive_dir) as archive:
            sets[file.parent.name or file.stem] = searched(rows, archive, progress)
            if answers:
                sets[file.parent.name or file.stem]["answers"] = over_archive(rows, archive, folder, progress)
    return {"sets": sets}


def searched(
    rows: Sequence[Row], archive: Archive, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """The figures of one set of questions over one archive."""
    ranked, scores, milliseconds = [], [], []
    for done, row in enumerate(rows, 1):
        hits, ms = timed(archive.search, row["question"], limit=PASSAGES)
        ranked.append(articles(hits))
        scores.append(best_scores(hits))
        milliseconds.append(ms)
        if progress:
            progress(done, len(rows))
    judged = [(found, wanted(row)) for found, row in zip(ranked, rows, strict=True) if wanted(row)]
    misses = [
        {"id": row["id"], "question": row["question"], "found": found[:3]}
        for found, row in zip(ranked, rows, strict=True)
        if wanted(row) and not wanted(row) & set(found)
    ]
    metrics = {**rank_figures(judged), **_null_figures(rows, scores)}
    metrics["search_ms_p50"], metrics["search_ms_p95"] = (
        percentile(milliseconds, 50),
        percentile(milliseconds, 95),
    )
    return {"metrics": {name: figure.to_json() for name, figure in metrics.items()}, "misses": misses}


def best_scores(hits: Sequence[Hit]) -> dict[str, float]:
    """The best fused score of the hits, and the best of each part it is made of."""
    best = {"score": max((hit.score for hit in hits), default=0.0)}
    for hit in hits:
        for name, value in hit.parts.items():
            best[name] = max(value, best.get(name, value))
    return best


def _null_figures(rows: Sequence[Row], scores: Sequence[dict[str, float]]) -> dict[str, Figure]:
    names = dict.fromkeys(name for of_row in scores for name in of_row)
    tables = [null_figures(rows, [of_row.get(name, 0.0) for of_row in scores], f"{name}_") for name in names]
    return {name: figure for table in tables for name, figure in table.items()}


def articles(hits: Sequence[Hit], depth: int = DEPTH) -> list[str]:
    """Paths of the first ``depth`` distinct articles, in the order of their best passages."""
    return list(dict.fromkeys(hit.article.path for hit in hits))[:depth]


def wanted(row: Row) -> set[str]:
    """Files that hold the answer to a row's question; none for a null question."""
    return set() if row["null"] else {str(item["doc"]) for item in row["evidence"]}


def rank_figures(judged: Sequence[tuple[Sequence[str], set[str]]]) -> dict[str, Figure]:
    """Figures over pairs of (articles found, best first; articles that are right, at least one)."""
    found_at = [[rank for rank, path in enumerate(found[:DEPTH], 1) if path in right] for found, right in judged]
    figures = {f"hits@{k}": mean([any(rank <= k for rank in ranks) for ranks in found_at]) for k in (1, 4, 10)}
    figures["mrr@10"] = mean([1 / ranks[0] if ranks else 0.0 for ranks in found_at])
    figures["map@10"] = mean(
        [_average_precision(ranks, len(right)) for ranks, (_, right) in zip(found_at, judged, strict=True)]
    )
    figures["recall@10"] = mean([len(ranks) / len(right) for ranks, (_, right) in zip(found_at, judged, strict=True)])
    return figures


def _average_precision(ranks: Sequence[int], right: int) -> float:
    return sum(nth / rank for nth, rank in enumerate(ranks, 1)) / min(right, DEPTH)


def null_figures(rows: Sequence[Row], scores: Sequence[float], name: str) -> dict[str, Figure]:
    """How well a score tells answerable questions from null ones, and from hard null ones."""
    kinds = [null_kind(row) for row in rows]

    def against(kind: str) -> Figure:
        chosen = [(score, k == "") for score, k in zip(scores, kinds, strict=True) if k in ("", kind)]
        return auc([score for score, _ in chosen], [answerable for _, answerable in chosen])

    return {f"{name}null_auc": against("null"), f"{name}hard_null_auc": against("hard")}


def null_kind(row: Row) -> str:
    """ "" for an answerable question, "null" or "hard" for one the articles do not answer."""
    if not row["null"]:
        return ""
    return "hard" if "hard" in str(row.get("type", "")) else "null"
