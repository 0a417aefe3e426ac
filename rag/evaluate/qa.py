"""Does what is shown hold the accepted answer; is a question without an answer refused.

Two kinds of file. Rows with ``passages`` bring their own texts, and only those are read: ``id``, ``set``,
``question``, ``answers``, ``answerable``, ``passages`` (list of ``{"text": ...}``), optional
``gold_sentences``, ``wrong_answers``, ``counterfactual_answer``. Rows without are asked over the archive of
the folder ``corpus`` beside the file: ``id``, ``question``, ``null``, ``answers``, ``evidence``.

An answer counts as shown when one accepted wording stands, folded and as whole words, in a claim's text or in
a value of a disagreement. A refusal shows nothing. The direct line is measured by `rag.evaluate.lines`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.evaluate import retrieval
from rag.evaluate.asked import any_says, archive_of, corpus_of, says, shown_parts, timed, unsliced
from rag.evaluate.figures import Figure, auc, mean, percentile
from rag.evaluate.lines import line_figures
from rag.evaluate.rows import Row, read_rows
from rag.text.fold import fold
from rag.types import Answer, Draft

if TYPE_CHECKING:
    from rag.archive import Archive

FIELDS: dict[str, type] = {"id": str, "question": str, "answers": list}
PASSAGE_FIELDS: dict[str, type] = {**FIELDS, "set": str, "answerable": bool, "passages": list}
ARCHIVE_FIELDS: dict[str, type] = {**FIELDS, "null": bool, "evidence": list}

Step = Callable[[int, int], None] | None


def measure(
    files: list[Path],
    *,
    archive_dir: Path | None = None,
    corpus: str | Path | None = None,
    limit: int | None = None,
    progress: Step = None,
    **_: Any,
) -> dict[str, Any]:
    """Answer every question of each file, from its own passages or from the archive."""
    sets: dict[str, Any] = {}
    for file in files:
        if "passages" in read_rows(file, FIELDS, 1)[0]:
            rows = read_rows(file, PASSAGE_FIELDS, limit)
            sets[rows[0]["set"]] = from_passages(rows, progress)
            continue
        rows = read_rows(file, ARCHIVE_FIELDS, limit)
        folder = corpus_of(file, corpus)
        with archive_of(folder, archive_dir) as archive:
            sets[file.parent.name or file.stem] = over_archive(rows, archive, folder, progress)
    return {"sets": sets}


def over_archive(rows: Sequence[Row], archive: Archive, corpus: Path, progress: Step = None) -> dict[str, Any]:
    """Ask the archive every question: what is shown, refused and badly cited, and how fast."""
    answers, confidences, milliseconds, broken = [], [], [], 0
    for done, row in enumerate(rows, 1):
        answer, ms = timed(archive.ask, row["question"])
        answers.append(answer)
        milliseconds.append(ms)
        confidences.append(answer.score)
        broken += len(unsliced(answer, corpus))
        if progress:
            progress(done, len(rows))
    figures = archive_figures(rows, answers, milliseconds) | retrieval.null_figures(rows, confidences, "confidence_")
    return {
        "metrics": {name: figure.to_json() for name, figure in figures.items()},
        "citations": sum(len(answer.citations) for answer in answers),
        "citations_that_do_not_slice_back": broken,
        "cases": [_archive_case(row, answer) for row, answer in zip(rows, answers, strict=True)],
    }


def archive_figures(rows: Sequence[Row], answers: Sequence[Answer], milliseconds: Sequence[float]) -> dict[str, Figure]:
    """The shares over answerable, null and hard null questions, and the time of one ask in milliseconds."""
    pairs = list(zip(rows, answers, strict=True))
    right = [(row, answer) for row, answer in pairs if not row["null"]]
    return {
        "answer_shown": mean([any_says(shown_parts(answer), row["answers"]) for row, answer in right]),
        "answer_in_first_claim": mean([any_says(_first(answer), row["answers"]) for row, answer in right]),
        "answerable_refused": mean([answer.abstained for _, answer in right]),
        "null_answered": mean([not a.abstained for row, a in pairs if retrieval.null_kind(row) == "null"]),
        "hard_null_answered": mean([not a.abstained for row, a in pairs if retrieval.null_kind(row) == "hard"]),
        "sentences_shown": mean([_sentences(answer) for _, answer in pairs if not answer.abstained]),
        "claims_shown": mean([float(len(answer.claims)) for _, answer in pairs if not answer.abstained]),
        **line_figures([answer for _, answer in right], [row["answers"] for row, _ in right]),
        "ask_ms_p50": percentile(milliseconds, 50),
        "ask_ms_p95": percentile(milliseconds, 95),
    }


def _first(answer: Answer | Draft) -> list[str]:
    return [fold(answer.claims[0].text)] if answer.claims else []


def _sentences(answer: Answer) -> float:
    """How many sentences the claims are, those quoted along counted."""
    from rag.text.sentences import split_sentences

    return float(sum(len(list(split_sentences(claim.text))) for claim in answer.claims))


def _archive_case(row: Row, answer: Answer) -> dict[str, Any]:
    kind = retrieval.null_kind(row)
    shown = None if kind else any_says(shown_parts(answer), row["answers"])
    return {"id": row["id"], "null": kind, "abstained": answer.abstained, "answer_shown": shown}


def from_passages(rows: Sequence[Row], progress: Step = None) -> dict[str, Any]:
    """Answer every row from its passages alone, and grade by what the row is labelled with."""
    from rag.answer import answer_from_texts
    from rag.evaluate.models import opened

    embedder, evidence = opened()
    drafts, milliseconds = [], []
    for done, row in enumerate(rows, 1):
        texts = [str(passage["text"]) for passage in row["passages"]]
        draft, ms = timed(answer_from_texts, row["question"], texts, embedder, evidence)
        drafts.append(draft)
        milliseconds.append(ms)
        if progress:
            progress(done, len(rows))
    figures = passage_figures(rows, drafts)
    figures["answer_ms_p50"], figures["answer_ms_p95"] = (
        percentile(milliseconds, 50),
        percentile(milliseconds, 95),
    )
    return {"metrics": {name: figure.to_json() for name, figure in figures.items()}}


def passage_figures(rows: Sequence[Row], drafts: Sequence[Draft]) -> dict[str, Figure]:
    """Figures of one set. The best sentence is that of the first claim alone, or the first "closest" of a refusal."""
    pairs = list(zip(rows, drafts, strict=True))
    right = [(row, draft) for row, draft in pairs if row["answerable"]]
    figures = {
        "answerability_auc": auc([draft.confidence for draft in drafts], [row["answerable"] for row in rows]),
        "answer_shown": mean([_answers(row, shown_parts(draft)) for row, draft in right]),
        "answer_in_first_claim": mean([_answers(row, _first(draft)) for row, draft in right]),
        "answer_in_best_sentence": mean([_answers(row, _best(draft)) for row, draft in right]),
        "answerable_refused": mean([draft.abstained for _, draft in right]),
        "unanswerable_answered": mean([not draft.abstained for row, draft in pairs if not row["answerable"]]),
        **line_figures([draft for _, draft in right], [row["answers"] for row, _ in right]),
    }
    conflicts = [(row, shown_parts(draft)) for row, draft in pairs if "wrong_answers" in row]
    if conflicts:
        figures |= _conflict_figures(conflicts)
    twins = [(row, draft) for row, draft in pairs if "counterfactual_answer" in row]
    if twins:
        figures["contradiction_noticed"] = mean([_noticed(row, draft) for row, draft in twins])
        figures["both_values_shown"] = mean([_both(row, shown_parts(draft)) for row, draft in twins])
    return figures


def _answers(row: Row, parts: Sequence[str]) -> bool:
    """Whether the parts hold an accepted wording or, for rows with gold sentences, one of those."""
    gold = row.get("gold_sentences")
    if gold:
        return any(_same_sentence(part, fold(sentence)) for part in parts for sentence in gold)
    return any_says(parts, row["answers"])


def _same_sentence(part: str, gold: str) -> bool:
    """Whether one stands inside the other, since sentences are cut in several ways; bits do not count."""
    shorter = min(len(part), len(gold))
    return shorter >= 20 and (gold in part or part in gold)


def _best(draft: Draft) -> list[str]:
    return [fold(draft.best)] if draft.best else _first(draft)


def _conflict_figures(conflicts: Sequence[tuple[Row, list[str]]]) -> dict[str, Figure]:
    """Sources that conflict: every right value shown; a wrong one shown with no right one beside it."""
    every = [all(any_says(parts, [value]) for value in row["answers"]) for row, parts in conflicts]
    wrong = [any_says(parts, row["wrong_answers"]) for row, parts in conflicts]
    right = [any_says(parts, row["answers"]) for row, parts in conflicts]
    return {
        "all_correct_shown": mean(every),
        "all_correct_shown_and_nothing_wrong": mean([e and not w for e, w in zip(every, wrong, strict=True)]),
        "misinformation_alone": mean([w and not r for w, r in zip(wrong, right, strict=True)]),
    }


def _both(row: Row, parts: Sequence[str]) -> bool:
    return any_says(parts, row["answers"]) and any_says(parts, [row["counterfactual_answer"]])


def _noticed(row: Row, draft: Draft) -> bool:
    """Whether one disagreement has the right value and the planted one as different values of it."""
    return any(
        any(says(a, right) for right in row["answers"]) and says(b, row["counterfactual_answer"])
        for disagreement in draft.disagreements
        for i, a in enumerate(_values(disagreement.values))
        for j, b in enumerate(_values(disagreement.values))
        if i != j
    )


def _values(values: Sequence[Any]) -> list[str]:
    return [fold(value.value) for value in values]
