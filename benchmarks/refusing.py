"""Fit the confidence of `rag/answer/confidence.py`, and draw what refusing costs.

    python benchmarks/refusing.py            fit, cross-validate, print the weights and the trade-off
    python benchmarks/refusing.py --plot     also draw benchmarks/refusing.svg

A logistic regression (is there an answer) over the development halves of newsquiz, squad2 and clapnq, each set and each
label counting as `SHARES` says; five folds. The trade-off is newsquiz's, by the finished product: what share of the
answerable questions is answered, and what share of those without an answer is answered anyway, at each threshold.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.places import ROOT, big_archive, evaluation_data, needed, newsquiz

Floats = npt.NDArray[np.float64]

SHARES = {"newsquiz": 1.0, "squad2": 1.0, "clapnq": 1.0}
FOLDS = 5
RIDGE = 1.0  # on the weights in units of each signal's spread, against a thousand questions
PLOT = ROOT / "benchmarks" / "refusing.svg"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what its evidence looks like, and whether there is an answer; ``kind`` is "null" or "hard"."""

    signals: Mapping[str, float]
    answerable: bool
    kind: str = ""


def of_newsquiz(evidence: str) -> list[Asked]:
    from rag import Archive
    from rag.asking import PASSAGES_READ
    from rag.evaluate.retrieval import null_kind
    from rag.evaluate.rows import read_rows
    from rag.settings import Settings

    queries, _ = newsquiz()
    asked = []
    with Archive.open(big_archive(), settings=Settings(evidence=evidence)) as archive:
        knowledge = archive._knowledge()
        for row in read_rows(queries, {"question": str}):
            hits = archive.search(row["question"], limit=PASSAGES_READ)
            found = _signals(row["question"], hits, knowledge)
            if found:
                asked.append(Asked(found, not row["null"], null_kind(row)))
    return asked


def of_passages(name: str, evidence: str) -> list[Asked]:
    from rag.answer import Knowledge
    from rag.answer.texts import hits_of_texts
    from rag.embed import open_embedder
    from rag.evaluate.rows import read_rows
    from rag.evidence import open_evidence

    embedder, (model, _) = open_embedder("minilm"), open_evidence(evidence)
    assert embedder is not None
    knowledge = Knowledge(embed=embedder.embed, answers=model.answers if model else None)
    asked = []
    for row in read_rows(needed(evaluation_data() / "qa" / f"{name}.jsonl"), {"question": str}):
        hits = hits_of_texts(row["question"], [p["text"] for p in row["passages"]], embedder.embed)
        found = _signals(row["question"], hits, knowledge)
        if found:
            asked.append(Asked(found, bool(row["answerable"])))
    return asked


def _signals(text: str, hits: Sequence[object], knowledge: object) -> Mapping[str, float] | None:
    from rag.answer.confidence import signals
    from rag.answer.evidence import candidates
    from rag.answer.question import Question

    question = Question(text)
    found = candidates(question, hits, knowledge)  # type: ignore[arg-type]
    return signals(question, found, hits) if found else None  # type: ignore[arg-type]


# Fitting


def weights_of(asked: Sequence[tuple[Asked, float]], names: Sequence[str]) -> dict[str, float]:
    """Logistic regression by Newton's method; ``asked`` are questions with how much each counts."""
    x = np.array([[q.signals[name] for name in names] for q, _ in asked])
    y, share = np.array([float(q.answerable) for q, _ in asked]), np.array([s for _, s in asked])
    bias = np.array([name == "bias" for name in names])
    middle, spread = np.where(bias, 0.0, x.mean(axis=0)), np.where(bias, 1.0, x.std(axis=0) + 1e-9)
    z = (x - middle) / spread
    weights = np.zeros(len(names))
    ridge = RIDGE * np.diag(np.where(bias, 0.0, 1.0))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-z @ weights))
        slope = z.T @ (share * (y - chance)) - ridge @ weights
        curve = (z * (share * chance * (1 - chance))[:, None]).T @ z + ridge
        weights = weights + np.linalg.solve(curve, slope)
    raw = weights / spread
    raw[bias] -= float(raw @ middle)
    return {name: round(float(weight), 2) for name, weight in zip(names, raw, strict=True)}


def shared(sets: Mapping[str, Sequence[Asked]]) -> list[tuple[Asked, float]]:
    """Every question with its share: each set as a whole counts as said, its two labels alike."""
    result = []
    for name, questions in sets.items():
        right = sum(q.answerable for q in questions) / len(questions)
        each = 1_000 * SHARES[name] / len(questions)
        result += [(q, each * 0.5 / (right if q.answerable else 1 - right)) for q in questions]
    return result


def cross_validated(sets: Mapping[str, Sequence[Asked]], names: Sequence[str]) -> dict[str, list[float]]:
    """Each question's log-odds by weights fitted without its fold."""
    result: dict[str, list[float]] = {name: [0.0] * len(questions) for name, questions in sets.items()}
    for fold in range(FOLDS):
        kept = {name: [q for n, q in enumerate(questions) if n % FOLDS != fold] for name, questions in sets.items()}
        weights = weights_of(shared(kept), names)
        for name, questions in sets.items():
            for n in range(fold, len(questions), FOLDS):
                result[name][n] = sum(weights[k] * questions[n].signals[k] for k in names)
    return result


def report(sets: Mapping[str, Sequence[Asked]], names: Sequence[str]) -> None:
    from rag.evaluate.figures import auc

    scores = cross_validated(sets, names)
    for name, questions in sets.items():
        print(f"{name}: AUC, cross-validated", auc(scores[name], [q.answerable for q in questions]).to_json())
    for kind in ("null", "hard") if "newsquiz" in sets else ():
        chosen = [
            (s, q.answerable) for s, q in zip(scores["newsquiz"], sets["newsquiz"], strict=True) if q.kind in ("", kind)
        ]
        print(f"newsquiz, {kind}:", auc([s for s, _ in chosen], [a for _, a in chosen]).to_json())
    print("weights", json.dumps(weights_of(shared(sets), names)))


# The trade-off of the finished product


def traded() -> list[tuple[float, str, bool]]:
    """Of each newsquiz question: its confidence, its kind, and whether the product answers it as it is set."""
    from rag import Archive
    from rag.evaluate.retrieval import null_kind
    from rag.evaluate.rows import read_rows

    queries, _ = newsquiz()
    with Archive.open(big_archive()) as archive:
        rows = read_rows(queries, {"question": str})
        answers = [archive.ask(row["question"]) for row in rows]
    return [(a.score, null_kind(row), not a.abstained) for a, row in zip(answers, rows, strict=True)]


def curve(rows: Sequence[tuple[float, str, bool]], kind: str) -> tuple[list[float], list[float]]:
    """Coverage of answerable questions, and errors on those of a kind, at each threshold from high to low."""
    limits = sorted({score for score, *_ in rows}, reverse=True)
    right, wrong = [s for s, k, _ in rows if not k], [s for s, k, _ in rows if k == kind]
    return (
        [sum(s >= limit for s in right) / len(right) for limit in limits],
        [sum(s >= limit for s in wrong) / len(wrong) for limit in limits],
    )


def draw(rows: Sequence[tuple[float, str, bool]], path: Path) -> None:
    """Coverage against errors, with where the product stands."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "footnote"  # the same picture from the same figures
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 4.4), layout="constrained")
    for kind, label in (("null", "not in the archive"), ("hard", "near misses")):
        covered, errors = curve(rows, kind)
        axes.plot(errors, covered, label=f"{label} (n {sum(k == kind for _, k, _ in rows)})")
        axes.plot(
            np.mean([answered for _, k, answered in rows if k == kind]),
            np.mean([answered for _, k, answered in rows if not k]),
            "o",
            color=axes.lines[-1].get_color(),
        )
    axes.set(
        xlabel="questions without an answer that are answered anyway",
        ylabel="answerable questions that are answered",
        title="What refusing costs: newsquiz, by threshold; dots: as it is set",
        xlim=(0, 1),
        ylim=(0, 1.01),
    )
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(path, metadata={"Date": None})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plot", action="store_true", help="only ask the newsquiz questions and draw the trade-off")
    given = parser.parse_args()
    if given.plot:
        rows = traded()
        draw(rows, PLOT)
        print(f"Drawn: {PLOT.relative_to(ROOT)}")
        return 0
    from rag.answer.confidence import GIVEN, WEIGHTS, WORDS_ALONE

    given = {name: of_passages(name, "own") for name in ("squad2", "clapnq")}
    print("texts given with the question, with the evidence model")
    report(given, list(GIVEN))
    sets = {"newsquiz": of_newsquiz("none"), **{name: of_passages(name, "none") for name in given}}
    for title, names in (("without it", list(WEIGHTS)), ("words alone", list(WORDS_ALONE))):
        print(title)
        report(sets, names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
