"""Fit the weights of `rag/answer/evidence.py`, and print what each part is worth.

    python benchmarks/evidence.py            fit, cross-validate, print the table and the weights
    python benchmarks/evidence.py --parts    also each part left out
    python benchmarks/evidence.py --shown    only what showing more or less is worth (`rag/answer/choose.py`)

A conditional logistic regression: of the sentences found for a question, which holds an accepted answer. Fitted on the
development halves of newsquiz (over its archive, `make bench` builds it) and squad2; five folds, questions in the order
of the file. The labelled data is not part of the repository (FOOTNOTE_EVAL, see run.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.places import big_archive, evaluation_data, needed, newsquiz

Floats = npt.NDArray[np.float64]

FOLDS = 5
PENALTY = 0.05  # on the squared weights, in units of each part's spread on newsquiz
SHARES = {"newsquiz": 1.0, "squad2": 0.5}  # how much the mean of each set counts
LOOK_AT = (1, 3, 6)
BY_HAND = {"voice": 1.5}  # asked about in few questions of these sets; chosen on the seeds


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its candidates' parts, and which of them hold an accepted answer."""

    parts: list[dict[str, float]]
    right: Floats


def of_newsquiz() -> list[Asked]:
    """Answerable questions over the archive of all newsquiz articles."""
    from rag import Archive
    from rag.asking import PASSAGES_READ
    from rag.evaluate.rows import read_rows

    queries, _ = newsquiz()
    asked = []
    with Archive.open(big_archive()) as archive:
        knowledge = archive._knowledge()
        for row in read_rows(queries, {"question": str}):
            if not row["null"]:
                hits = archive.search(row["question"], limit=PASSAGES_READ)
                asked.append(_asked(row["question"], hits, knowledge, row["answers"]))
    return asked


def of_squad(limit: int = 1_500) -> list[Asked]:
    """Answerable questions, each over its own passage."""
    from rag.answer import Knowledge
    from rag.answer.texts import hits_of_texts
    from rag.embed import open_embedder
    from rag.evaluate.rows import read_rows

    embedder = open_embedder("minilm")
    assert embedder is not None
    rows = read_rows(needed(evaluation_data() / "qa" / "squad2.jsonl"), {"question": str})
    asked = []
    for row in [row for row in rows if row["answerable"]][:limit]:
        hits = hits_of_texts(row["question"], [p["text"] for p in row["passages"]], embedder.embed)
        asked.append(_asked(row["question"], hits, Knowledge(embed=embedder.embed), row["answers"]))
    return asked


def _asked(question: str, hits: Sequence[Any], knowledge: Any, answers: Sequence[str]) -> Asked:
    from rag.answer.evidence import candidates
    from rag.answer.question import Question
    from rag.evaluate.asked import any_says
    from rag.text.fold import fold

    found = candidates(Question(question), hits, knowledge)
    right = [float(any_says([fold(c.text)], answers)) for c in found]
    return Asked([dict(c.parts) for c in found], np.array(right))


# Fitting


def table(questions: Sequence[Asked], names: Sequence[str]) -> list[tuple[Floats, Floats]]:
    """Each question as a table of its candidates' parts; the last forty parts of a long list are not missed."""
    return [
        (np.array([[parts.get(name, 0.0) for name in names] for parts in q.parts]).reshape(-1, len(names)), q.right)
        for q in questions
    ]


def fit(sets: Sequence[tuple[list[tuple[Floats, Floats]], float]], spread: Floats, steps: int = 300) -> Floats:
    """Weights in units of spread that make the right sentences likely; gradient ascent (Adam, Kingma and Ba 2015)."""
    rows = [
        (x / spread, right, share / len(of_set))
        for of_set, share in sets
        for x, right in of_set
        if 0 < right.sum() < len(right)
    ]
    longest = max(len(right) for _, right, _ in rows)
    parts, right = np.zeros((len(rows), longest, len(spread))), np.zeros((len(rows), longest))
    there, share = np.zeros((len(rows), longest), dtype=bool), np.array([share for *_, share in rows])
    for n, (x, of_question, _) in enumerate(rows):
        parts[n, : len(x)], right[n, : len(x)], there[n, : len(x)] = x, of_question, True
    weights = np.zeros(len(spread))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        scores = np.where(there, parts @ weights, -np.inf)
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        given = likely * right
        given /= np.maximum(given.sum(axis=1, keepdims=True), 1e-12)
        slope = np.einsum("q,qc,qcp->p", share, given - likely, parts) - 2 * PENALTY * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        pace = 0.05 * (0.2 if step > steps * 0.7 else 1.0)
        weights = weights + pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def cross_validated(sets: dict[str, list[Asked]], names: Sequence[str]) -> dict[str, list[Floats]]:
    """The scores each question's candidates get from weights fitted without its fold."""
    tables = {name: table(questions, names) for name, questions in sets.items()}
    spread = spread_of(tables["newsquiz"])
    scores: dict[str, list[Floats]] = {name: [np.zeros(0)] * len(rows) for name, rows in tables.items()}
    for fold in range(FOLDS):
        kept = [([r for n, r in enumerate(tables[s]) if n % FOLDS != fold], SHARES[s]) for s in tables]
        weights = fit(kept, spread) / spread
        for name, rows in tables.items():
            for n in range(fold, len(rows), FOLDS):
                scores[name][n] = rows[n][0] @ weights
    return scores


def spread_of(rows: Sequence[tuple[Floats, Floats]]) -> Floats:
    spread: Floats = np.vstack([x for x, _ in rows]).std(axis=0)
    return np.where(spread > 1e-9, spread, 1.0)


def found_among(questions: Sequence[Asked], scores: Sequence[Floats]) -> list[float]:
    """The share of questions with a right sentence among the first few, for each of `LOOK_AT`."""
    best = [q.right[np.argsort(-s, kind="stable")] for q, s in zip(questions, scores, strict=True)]
    return [float(np.mean([right[:k].max(initial=0.0) for right in best])) for k in LOOK_AT]


def line(label: str, sets: dict[str, list[Asked]], scores: dict[str, list[Floats]]) -> str:
    return f"{label:24}" + "   ".join(
        f"{name} " + " ".join(f"{value:.3f}" for value in found_among(sets[name], scores[name])) for name in sets
    )


# How much is shown

SHOWN: tuple[tuple[str, dict[str, object]], ...] = (
    ("as it is", {}),
    ("no neighbours", {"LONGEST": 1}),
    ("neighbours less far", {"REACH": (1.5, 2.0), "REACH_BESIDE": (0.75, 1.0)}),
    ("up to four in one piece", {"LONGEST": 4}),
    ("all questions as short ones", {"SHORT": 98, "LONG": 99}),
    ("all questions as long ones", {"SHORT": -2, "LONG": -1}),
    ("until .9 likely", {"LIKELY": 0.9}),
    ("three claims", {"MOST_CLAIMS": 3}),
)


def shown() -> None:
    """Of the answerable newsquiz questions, how many show an accepted answer, at all and in the first claim."""
    from rag import Archive
    from rag.answer import choose, draft
    from rag.asking import PASSAGES_READ
    from rag.evaluate.asked import any_says
    from rag.evaluate.rows import read_rows
    from rag.text.fold import fold
    from rag.text.sentences import split_sentences

    queries, _ = newsquiz()
    rows = [row for row in read_rows(queries, {"question": str}) if not row["null"]]
    with Archive.open(big_archive()) as archive:
        knowledge = archive._knowledge()
        hits = [archive.search(row["question"], limit=PASSAGES_READ) for row in rows]
        print(f"{'':30}  shown  first  sentences an answer, of {len(rows)} questions")
        for label, settings in SHOWN:
            before = {name: getattr(choose, name) for name in settings}
            vars(choose).update(settings)
            drafts = [draft(row["question"], of_row, knowledge) for row, of_row in zip(rows, hits, strict=True)]
            vars(choose).update(before)
            told = [[fold(claim.text) for claim in draft.claims] for draft in drafts]
            every = np.mean([any_says(texts, row["answers"]) for texts, row in zip(told, rows, strict=True)])
            first = np.mean([any_says(texts[:1], row["answers"]) for texts, row in zip(told, rows, strict=True)])
            long = [sum(len(list(split_sentences(c.text))) for c in d.claims) for d in drafts if not d.abstained]
            print(f"{label:30}  {every:.3f}  {first:.3f}  {np.mean(long):.1f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", action="store_true", help="also each part left out")
    parser.add_argument("--shown", action="store_true", help="only what showing more or less is worth")
    given = parser.parse_args()
    if given.shown:
        shown()
        return 0
    from rag.answer.echo import weighted
    from rag.answer.evidence import WEIGHTS

    sets = {"newsquiz": of_newsquiz(), "squad2": of_squad()}
    names = [name for name in WEIGHTS if name not in BY_HAND]
    now = {s: [np.array([weighted(p, WEIGHTS) for p in q.parts]) for q in questions] for s, questions in sets.items()}
    print("share of questions with a right sentence among the first", LOOK_AT, {s: len(q) for s, q in sets.items()})
    print(line("weights in use", sets, now))
    print(line("fitted, cross-validated", sets, cross_validated(sets, names)))
    for name in names if given.parts else []:
        print(line(f"  without {name}", sets, cross_validated(sets, [n for n in names if n != name])))
    tables = {name: table(questions, names) for name, questions in sets.items()}
    spread = spread_of(tables["newsquiz"])
    weights = fit([(tables[s], SHARES[s]) for s in tables], spread) / spread
    print("WEIGHTS", {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)} | BY_HAND)
    return 0


if __name__ == "__main__":
    sys.exit(main())
