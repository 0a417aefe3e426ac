"""Is the next question of a conversation answered where the passages hold an answer, and refused where they do not.

Fields: ``id``, ``question``, ``history`` (turns), ``passages`` (list of ``{"text": ...}``, may be empty) and
``answerability``: "answerable" and "partial" count as having an answer; "unanswerable", "underspecified" and
"conversational" as having none. The question is made stand-alone as in ``footnote chat``, then answered from its
passages alone. A row without passages cannot be answered wrongly, so the figures stand there without those rows, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rag.evaluate.figures import Figure, auc, mean
from rag.evaluate.rows import Row, read_rows
from rag.types import Draft, as_turns

FIELDS: dict[str, type] = {"id": str, "question": str, "history": list, "passages": list, "answerability": str}
HAS_ANSWER = ("answerable", "partial")


def measure(
    files: list[Path],
    *,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Answer the last question of every conversation of the files."""
    from rag.answer import answer_from_texts
    from rag.answer.followup import standalone
    from rag.evaluate.models import opened

    embedder, evidence = opened()
    rows = [row for file in files for row in read_rows(file, FIELDS, limit)]
    drafts = []
    for done, row in enumerate(rows, 1):
        asked = standalone(row["question"], as_turns(row["history"]))
        texts = [str(passage["text"]) for passage in row["passages"]]
        drafts.append(answer_from_texts(asked, texts, embedder, evidence))
        if progress:
            progress(done, len(rows))
    return {"metrics": {name: figure.to_json() for name, figure in conversation_figures(rows, drafts).items()}}


def conversation_figures(rows: Sequence[Row], drafts: Sequence[Draft]) -> dict[str, Figure]:
    """The figures over all rows, and over those with passages."""
    pairs = list(zip(rows, drafts, strict=True))
    read = [(row, draft) for row, draft in pairs if row["passages"]]
    return {
        "answerability_auc": _auc(pairs),
        "answerability_auc_with_passages": _auc(read),
        "answerable_refused": mean([draft.abstained for row, draft in pairs if _answerable(row)]),
        "unanswerable_answered": mean([not draft.abstained for row, draft in pairs if not _answerable(row)]),
    }


def _answerable(row: Row) -> bool:
    return row["answerability"] in HAS_ANSWER


def _auc(pairs: Sequence[tuple[Row, Draft]]) -> Figure:
    return auc([draft.confidence for _, draft in pairs], [_answerable(row) for row, _ in pairs])
