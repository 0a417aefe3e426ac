"""What readers said of answers, held against the answers that the archive gives to the same questions now.

Each question is asked again as it was: after the same turns, with the same filters. A ``right`` answer should still be
the same; a ``wrong`` one should be another; a ``wrong_citation`` should be gone, which it is when no sentence of the
new answer cites the words any more. "The same answer" is the same sentences in the same order, or an abstention again.
Nothing is written: the archive is only asked. Fields of a row: those of `rag.feedback.Feedback`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import FootnoteError, InputError
from rag.evaluate.figures import Figure, mean
from rag.feedback import Feedback, read_feedback
from rag.settings import Settings
from rag.types import Answer, Citation

if TYPE_CHECKING:
    from rag.archive import Archive

Case = dict[str, Any]


def measure(
    files: list[Path],
    *,
    archive_dir: Path | None = None,
    settings: Settings | None = None,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Ask again what the files hold; ``archive_dir`` is the archive to ask. Raises InputError for a file with none."""
    from rag.archive import Archive

    read = [_read(file) for file in files]
    kept = [entry for entries, _ in read for entry in entries]
    unreadable = {file.name: lines for file, (_, lines) in zip(files, read, strict=True) if lines}
    chosen = kept if limit is None else [kept[n * len(kept) // limit] for n in range(min(limit, len(kept)))]
    with Archive.open(archive_dir, settings=settings, create=False) as archive:
        return {**replay(archive, chosen, progress), "unreadable_lines": unreadable}


def _read(file: Path) -> tuple[list[Feedback], list[int]]:
    """What a file holds; lines among it that cannot be read are told, a file of nothing else is an error."""
    entries, unreadable = read_feedback(file)
    if not entries and unreadable:
        raise InputError(f"{file}, line {unreadable[0]} is no feedback as the page writes it, nor is any other line.")
    if not entries:
        raise InputError(f'{file} holds no feedback yet. Say of an answer on the page that it is "Right" or "Wrong".')
    return entries, unreadable


def replay(
    archive: Archive, kept: Sequence[Feedback], progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Ask each question again; what changed in each case, and how many of each kind came out as readers want."""
    cases = []
    for done, entry in enumerate(kept, 1):
        cases.append(asked_again(archive, entry))
        if progress:
            progress(done, len(kept))
    figures = feedback_figures(cases)
    return {
        "metrics": {name: figure.to_json() for name, figure in figures.items()},
        "of": len(cases),
        "counts": _counts(cases),
        "cases": cases,
    }


def asked_again(archive: Archive, entry: Feedback) -> Case:
    """One question, asked as it was; an archive that cannot answer it now is told in ``error``."""
    f, told = entry.filters, {"id": entry.id, "question": entry.answer.question, "kind": entry.kind}
    told |= {"comment": entry.comment, "at": entry.at}
    try:
        now = archive.ask(
            entry.answer.question,
            list(entry.history),
            after=f.after,
            before=f.before,
            outlets=f.outlets,
            any_time=entry.any_time,
        )
    except FootnoteError as error:
        return {**told, "error": str(error)}
    return {**told, "error": None, **compared(entry, now)}


def compared(entry: Feedback, now: Answer) -> Case:
    """What became of an answer."""
    before = entry.answer
    return {
        "same_answer": said(before) == said(now),
        "before": _outline(before),
        "now": _outline(now),
        "wrong_citations": [
            {"path": wrong.path, "quote": wrong.quote, "gone": not _cites(now, wrong)} for wrong in _wrong(entry)
        ],
    }


def said(answer: Answer) -> list[str]:
    """What an answer says, to be compared: its sentences, or that it abstains."""
    words = [" ".join(claim.text.split()) for claim in answer.claims]
    return ["(the articles do not say)", *words] if answer.abstained else words


def _outline(answer: Answer) -> Case:
    return {
        "mode": answer.mode,
        "abstained": answer.abstained,
        "direct": answer.direct.text if answer.direct else None,
        "claims": [claim.text for claim in answer.claims],
        "verdicts": dict(Counter(claim.verdict for claim in answer.claims)),
    }


def _wrong(entry: Feedback) -> list[Citation]:
    """The citations that the reader calls wrong; where none is named, all that a sentence stands on."""
    if entry.kind != "wrong_citation":
        return []
    named = set(entry.citations) or _stood_on(entry.answer)
    return [citation for citation in entry.answer.citations if citation.n in named]


def _cites(answer: Answer, wrong: Citation) -> bool:
    """Whether a sentence of an answer still stands on these words, or on some of them at their place."""
    cited = [citation for citation in answer.citations if citation.n in _stood_on(answer)]
    return any(citation.path == wrong.path and _overlap(citation, wrong) for citation in cited)


def _overlap(one: Citation, other: Citation) -> bool:
    if one.sha256 == other.sha256:
        return one.start < other.end and other.start < one.end
    return one.quote in other.quote or other.quote in one.quote


def _stood_on(answer: Answer) -> set[int]:
    """Numbers of the citations under a sentence or a value; those offered as "closest" are not among them."""
    under = {n for claim in answer.claims for n in claim.citations}
    return under | {n for differ in answer.disagreements for value in differ.values for n in value.citations}


def _as_wanted(case: Case) -> bool:
    """Whether a case came out as the reader would have it."""
    if case["kind"] == "wrong_citation":
        return all(wrong["gone"] for wrong in case["wrong_citations"])
    return bool(case["same_answer"]) is (case["kind"] == "right")


def feedback_figures(cases: Sequence[Case]) -> dict[str, Figure]:
    """Of each kind the share of cases that came out as readers want; those that could not be asked are left out."""
    wanted = {"right": "right_kept", "wrong": "wrong_changed", "wrong_citation": "wrong_citation_gone"}
    asked = [case for case in cases if case["error"] is None]
    return {name: mean([_as_wanted(case) for case in asked if case["kind"] == kind]) for kind, name in wanted.items()}


def _counts(cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for case in cases:
        row = table.setdefault(case["kind"], {"of": 0, "as_wanted": 0, "same_answer": 0, "errors": 0})
        row["of"] += 1
        if case["error"] is not None:
            row["errors"] += 1
            continue
        row["as_wanted"] += _as_wanted(case)
        row["same_answer"] += bool(case["same_answer"])
    return table
