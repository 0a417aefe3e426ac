"""Are supported claims told from unsupported ones, given the text they are checked against.

Fields: ``id``, ``set`` (its part before the first "/" names the set), ``source``, ``claim``, ``supported``.

The checker's score is cut at ONE threshold for all sets, the one with the highest mean balanced accuracy on
the rows measured; since it is chosen on them, the figure at the fixed threshold 0.5 and the one by verdict
(only "supported" counts as supported) stand beside it. Every set weighs the same in the means.

How far a verdict can be trusted: how often *supported* is right, how often *unsupported* or *contradicted* is, and
the share of claims that get one of them (the rest is *partly supported*: what is seen speaks for neither). The
calibration error is the mean distance between the score and the share that is supported, over tenths of the score,
the two labels of a set weighing the same (expected calibration error, Guo et al. 2017).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.evaluate.asked import timed
from rag.evaluate.figures import Figure, auc, balanced_accuracy, best_threshold, mean_of, percentile, ratio
from rag.evaluate.rows import Row, read_rows
from rag.settings import Settings
from rag.types import Judgement

FIELDS: dict[str, type] = {"id": str, "set": str, "source": str, "claim": str, "supported": bool}


def measure(
    files: list[Path],
    *,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Check every claim against its source; ``limit`` is of rows of each file."""
    from rag.check import check_claim
    from rag.embed import open_embedder

    settings = Settings.from_environment()
    embedder = open_embedder(settings.embedder, settings.threads)
    embed = embedder.embed if embedder else None
    rows = [row for file in files for row in read_rows(file, FIELDS, limit)]
    judgements, milliseconds = [], []
    for done, row in enumerate(rows, 1):
        judgement, ms = timed(check_claim, row["claim"], [row["source"]], embed=embed)
        judgements.append(judgement)
        milliseconds.append(ms)
        if progress:
            progress(done, len(rows))
    result = claim_figures(rows, judgements)
    result["metrics"]["check_ms_p50"] = percentile(milliseconds, 50).to_json()
    result["metrics"]["check_ms_p95"] = percentile(milliseconds, 95).to_json()
    return result


def claim_figures(rows: Sequence[Row], judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Figures for each set, and their means over the sets at the one threshold, at 0.5 and by verdict."""
    sets: dict[str, list[tuple[bool, Judgement]]] = {}
    for row, judgement in zip(rows, judgements, strict=True):
        sets.setdefault(row["set"].split("/")[0], []).append((row["supported"], judgement))
    threshold = best_threshold([([j.score for _, j in pairs], [t for t, _ in pairs]) for pairs in sets.values()])
    figures = {name: _set_figures(pairs, threshold) for name, pairs in sets.items()}
    return {
        "threshold": round(threshold, 4),
        "metrics": {
            f"mean_{name}": mean_of([of[name] for of in figures.values()]).to_json()
            for name in (
                "balanced_accuracy",
                "balanced_accuracy_at_half",
                "balanced_accuracy_by_verdict",
                "auc",
            )
        }
        | {name: figure.to_json() for name, figure in _trust(list(sets.values())).items()},
        "sets": {
            name: {
                "metrics": {metric: figure.to_json() for metric, figure in figures[name].items()},
                "verdicts": _verdicts(pairs),
            }
            for name, pairs in sets.items()
        },
    }


def _set_figures(pairs: Sequence[tuple[bool, Judgement]], threshold: float) -> dict[str, Figure]:
    truth = [supported for supported, _ in pairs]
    scores = [judgement.score for _, judgement in pairs]
    return {
        "balanced_accuracy": balanced_accuracy([score >= threshold for score in scores], truth),
        "balanced_accuracy_at_half": balanced_accuracy([score >= 0.5 for score in scores], truth),
        "balanced_accuracy_by_verdict": balanced_accuracy([j.verdict == "supported" for _, j in pairs], truth),
        "auc": auc(scores, truth),
    }


def _trust(sets: Sequence[Sequence[tuple[bool, Judgement]]]) -> dict[str, Figure]:
    """How often the verdicts that are given are right, how many get one, and how far the score is a probability."""
    pairs = [pair for of in sets for pair in of]
    mass = np.array([1.0 / len(of) for of in sets for _ in of])
    truth = np.array([supported for supported, _ in pairs])
    yes = np.array([judgement.verdict == "supported" for _, judgement in pairs])
    no = np.array([judgement.verdict in ("unsupported", "contradicted") for _, judgement in pairs])
    against = np.array([judgement.verdict == "contradicted" for _, judgement in pairs])
    return {
        "supported_is_right": ratio(mass * (yes & truth), mass * yes),
        "supported_is_right_of_all": ratio(yes & truth, yes),
        "not_supported_is_right": ratio(mass * (no & ~truth), mass * no),
        "contradicted_is_right": ratio(mass * (against & ~truth), mass * against),
        "get_a_verdict": ratio(mass * (yes | no), mass),
        "calibration_error": Figure(_calibration_error(sets), len(pairs)),
    }


def _calibration_error(sets: Sequence[Sequence[tuple[bool, Judgement]]]) -> float | None:
    off: dict[int, float] = {}
    labelled = [(of, label) for of in sets for label in (True, False) if any(truth is label for truth, _ in of)]
    for of, label in labelled:
        scores = [judgement.score for truth, judgement in of if truth is label]
        for score in scores:
            tenth = min(int(score * 10), 9)
            off[tenth] = off.get(tenth, 0.0) + (score - label) / len(scores)
    return sum(map(abs, off.values())) / len(labelled) if labelled else None


def _verdicts(pairs: Sequence[tuple[bool, Judgement]]) -> dict[str, dict[str, int]]:
    """How often each verdict was given, to claims that are supported and to those that are not."""
    return {
        name: dict(sorted(Counter(judgement.verdict for truth, judgement in pairs if truth is kind).items()))
        for name, kind in (("of_supported", True), ("of_unsupported", False))
    }
