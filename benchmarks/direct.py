"""Fit the weights of the direct line (`rag/answer/direct/weights.py`), and print how often it is given and right.

    python benchmarks/direct.py              fit, cross-validate, print the tables
    python benchmarks/direct.py --write      also write the weights
    python benchmarks/direct.py --kept FILE  read the questions from FILE if it is there, else ask them and keep them

Two steps. A conditional logistic regression says which piece of the first shown sentence answers best; a logistic
regression on what it says, and on how well question and sentence fit, says whether that piece is right. Fitted on the
development halves of squad2 (with its questions that have no answer) and newsquiz (over its archive, `make bench`
builds it); five folds, the questions of one page in the same fold. The labelled data is not part of the repository
(FOOTNOTE_EVAL, see run.py).
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.places import big_archive, evaluation_data, needed, newsquiz
from rag.answer.direct import line as direct
from rag.answer.direct.features import certainty, features
from rag.evaluate.lines import is_right, word_f1
from rag.evaluate.rows import Row, read_rows

Floats = npt.NDArray[np.float64]

FOLDS = 5
PENALTY, CERTAINTY_PENALTY = 3.0, 5.0
STEPS, RATE = 250, 0.08
NEWS_COUNTS = 3.0  # newsquiz is small, and what the product is for
SEEN = 20  # pieces that a feature must be found in
LEAST_WEIGHT = 0.02  # smaller ones are left out
WEIGHTS_FILE = Path(__file__).resolve().parents[1] / "rag" / "answer" / "direct" / "weights.py"


@dataclass(slots=True)
class Asked:
    """One question with its first shown sentence: the pieces, their features, and which are right."""

    set: str
    fold: int
    answerable: bool
    answers: list[str]
    question: str
    sentence: str
    scene: Any
    pieces: list[Any]
    lines: list[str]
    found: list[dict[str, float]]
    right: Floats


def staged(row: Row, given: tuple[Any, ...], name: str) -> Asked | None:
    question, shown, found, _ = given
    if not shown or question.several or question.kind in ("compare", "list", "timeline", "yes_no", "words", "who_said"):
        return None
    scene, pieces = direct.staged(question, shown[0], [*shown[1:], *found[: direct.COMPARED]])
    if not pieces:
        return None
    text = scene.tokens.text
    lines = [scene.tokens.written(p.first, p.end).of(text) for p in pieces]
    answerable = row["answerable"] if "answerable" in row else not row["null"]
    right = [answerable and is_right(one, row["answers"]) and _short(one, row["answers"]) for one in lines]
    page = str(row.get("group", row["id"])).split("#")[0]
    return Asked(
        name, sum(map(ord, page)) % FOLDS, answerable, row["answers"], row["question"], text, scene, pieces, lines,
        [features(scene, p, pieces) for p in pieces], np.array(right, np.float64),
    )  # fmt: skip


def _short(line: str, answers: Sequence[str]) -> bool:
    """Not so long that it holds the answer by chance."""
    return any(len(line.split()) <= 3 * len(answer.split()) + 3 for answer in answers)


def asked() -> Iterator[Asked]:
    """Every question, as the answerer meets it."""
    from rag.answer import answer_from_texts, draft, extractive
    from rag.archive import Archive
    from rag.asking import PASSAGES_READ

    given: list[tuple[Any, ...]] = []
    extractive.direct_line = lambda *words: given.append(words)  # type: ignore[assignment]

    def each(rows: Sequence[Row], name: str, ask: Callable[[Row], Any]) -> Iterator[Asked]:
        for row in rows:
            given.clear()
            ask(row)
            one = staged(row, given[0], name) if given else None
            if one is not None:
                yield one

    squad = read_rows(needed(evaluation_data() / "qa" / "squad2.jsonl"), {"question": str}, None)
    yield from each(squad, "squad2", lambda r: answer_from_texts(r["question"], [p["text"] for p in r["passages"]]))
    quiz = read_rows(newsquiz()[0], {"question": str}, None)
    with Archive.open(big_archive(), create=False) as archive:
        yield from each(
            quiz,
            "newsquiz",
            lambda r: draft(r["question"], archive.search(r["question"], limit=PASSAGES_READ), archive._knowledge()),
        )


def names_of(rows: Sequence[dict[str, float]], least: int) -> list[str]:
    seen: dict[str, int] = {}
    for found in rows:
        for name in found:
            seen[name] = seen.get(name, 0) + 1
    return sorted(name for name, count in seen.items() if count >= least)


def matrix(rows: Sequence[dict[str, float]], names: Sequence[str]) -> Floats:
    return np.array([[found.get(name, 0.0) for name in names] for found in rows], np.float64)


def fit_pieces(cases: Sequence[Asked], names: Sequence[str]) -> dict[str, float]:
    """Conditional logistic regression by Adam: the likelihood that a right piece is taken."""
    cases = [case for case in cases if case.right.any()]
    x = np.concatenate([matrix(case.found, names) for case in cases])
    y = np.concatenate([case.right for case in cases])
    lengths = np.array([len(case.pieces) for case in cases])
    starts = np.r_[0, np.cumsum(lengths)[:-1]]
    weights, first, second = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        values = x @ weights
        likely = np.exp(values - np.repeat(np.maximum.reduceat(values, starts), lengths))
        all_, right = (np.repeat(np.add.reduceat(v, starts), lengths) for v in (likely, likely * y))
        slope = x.T @ (likely / all_ - likely * y / right) + PENALTY * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        rate = RATE * (1 - 0.9 * step / STEPS)
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return {name: float(w) for name, w in zip(names, weights, strict=True) if abs(w) >= LEAST_WEIGHT}


def taken(case: Asked, weights: dict[str, float]) -> tuple[int, dict[str, float]]:
    """The best piece, and what tells whether it is right."""
    values = [direct.weighted(weights, found) for found in case.found]
    best = int(np.argmax(values))
    return best, certainty(case.scene, case.found[best], direct.shares(case.pieces, values, best), values[best])


def fit_certainty(told: Sequence[dict[str, float]], right: Floats, counts: Floats) -> dict[str, float]:
    """Logistic regression by Newton's method."""
    names = names_of(told, 5)
    x = matrix(told, names)
    weights = np.zeros(len(names))
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (counts * (p - right)) + CERTAINTY_PENALTY * weights
        bend = (x * (counts * p * (1 - p) + 1e-9)[:, None]).T @ x + CERTAINTY_PENALTY * np.eye(len(names))
        weights -= np.linalg.solve(bend, slope)
    return {name: float(w) for name, w in zip(names, weights, strict=True)}


def certainties(weights: dict[str, float], told: Sequence[dict[str, float]]) -> Floats:
    return 1 / (1 + np.exp(-np.array([direct.weighted(weights, one) for one in told])))


@dataclass(slots=True)
class Given:
    case: Asked
    line: str
    right: bool
    sure: float


def validated(cases: Sequence[Asked], names: Sequence[str]) -> list[Given]:
    """Every question's line, by weights that were fitted without its page."""
    folds = np.array([case.fold for case in cases])
    best: list[tuple[int, dict[str, float]]] = [(0, {})] * len(cases)
    for fold in range(FOLDS):
        weights = fit_pieces([c for c in cases if c.fold != fold], names)
        for n in np.flatnonzero(folds == fold):
            best[n] = taken(cases[n], weights)
    right = np.array([c.answerable and is_right(c.lines[b], c.answers) for c, (b, _) in zip(cases, best, strict=True)])
    told, counts, sure = [t for _, t in best], counts_of(cases), np.zeros(len(cases))
    for fold in range(FOLDS):
        rest = folds != fold
        fitted = fit_certainty([t for t, r in zip(told, rest, strict=True) if r], right[rest], counts[rest])
        sure[~rest] = certainties(fitted, [t for t, r in zip(told, rest, strict=True) if not r])
    return [Given(c, c.lines[b], bool(r), float(s)) for c, (b, _), r, s in zip(cases, best, right, sure, strict=True)]


def counts_of(cases: Sequence[Asked]) -> Floats:
    return np.array([NEWS_COUNTS if case.set == "newsquiz" else 1.0 for case in cases])


def fitted(cases: Sequence[Asked], names: Sequence[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Both sets of weights, on all questions."""
    weights = fit_pieces(cases, names)
    best = [taken(case, weights) for case in cases]
    right = np.array([c.answerable and is_right(c.lines[b], c.answers) for c, (b, _) in zip(cases, best, strict=True)])
    return weights, fit_certainty([told for _, told in best], right.astype(np.float64), counts_of(cases))


def table(lines: Sequence[Given], title: str) -> None:
    answerable = [one for one in lines if one.case.answerable]
    print(f"\n{title}: {len(answerable)} answered questions that have an answer, {len(lines)} in all")
    for least in (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        given = [one for one in answerable if one.sure >= least]
        others = sum(one.sure >= least for one in lines if not one.case.answerable)
        if given:
            right = np.mean([one.right for one in given])
            f1 = np.mean([word_f1(one.line, one.case.answers) for one in given])
            print(f"  sure {least:.2f}: {len(given):5} given, {right:.3f} right, f1 {f1:.3f}; {others} where none is")


def write(weights: dict[str, float], certain: dict[str, float]) -> None:
    def block(name: str, values: dict[str, float]) -> str:
        rows = "".join(f'    "{key}": {value:.3f},\n' for key, value in sorted(values.items()))
        return f"{name}: Mapping[str, float] = {{\n{rows}}}\n"

    text = (
        '"""Which piece answers, and is it right: the weights, written by `benchmarks/direct.py`."""\n\n'
        "from __future__ import annotations\n\nfrom collections.abc import Mapping\n\n"
    )
    WEIGHTS_FILE.write_text(text + block("WEIGHTS", weights) + block("CERTAINTY", certain), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--kept", type=Path)
    options = parser.parse_args()
    if options.kept and options.kept.exists():
        cases = pickle.loads(options.kept.read_bytes())
    else:
        cases = list(asked())
        if options.kept:
            options.kept.write_bytes(pickle.dumps(cases))
    names = names_of([found for case in cases for found in case.found], SEEN)
    lines = validated(cases, names)
    for name in ("squad2", "newsquiz"):
        table([one for one in lines if one.case.set == name], name)
    for group in sorted({one.case.scene.group for one in lines}):
        table([o for o in lines if o.case.scene.group == group and o.case.set == "newsquiz"], f"newsquiz asks {group}")
    for group in sorted({one.case.scene.group for one in lines}):
        table([one for one in lines if one.case.scene.group == group], f"asks {group}")
    weights, certain = fitted(cases, names)
    print(f"\n{len(weights)} weights of {len(names)}, {len(certain)} of certainty")
    if options.write:
        write(weights, certain)


if __name__ == "__main__":
    main()
