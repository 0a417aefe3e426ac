"""Answers over texts given with the question and over the seeds, follow-ups, and what the evidence model is worth."""

from __future__ import annotations

import os
import time
from typing import Any
from unittest.mock import patch

from benchmarks.lines import Line, floor, line
from benchmarks.places import ROOT, big_archive, evaluated, evaluation_data, newsquiz
from benchmarks.processes import child


def seeds() -> list[Line]:
    """Strict grading over the five seed articles."""
    done = evaluated("seeds", [evaluation_data() / "seeds_dev.jsonl"])
    broken = done["citations_that_do_not_slice_back"]
    return [
        Line(f"seeds_dev, strict: passed of {done['of']}", done["passed"], "", done["of"], target="18"),
        line("seeds_dev, strict: share", done["metrics"]["passed"]),
        Line("citations that do not slice back, seeds", broken, "", done["citations"], target="0"),
    ]


def qa() -> list[Line]:
    """Answers from given passages."""
    folder = evaluation_data() / "qa"
    names = ("squad2", "clapnq", "ramdocs", "rgb_counterfactual.nc")
    sets = evaluated("qa", [folder / f"{name}.jsonl" for name in names])["sets"]
    floors = {("squad2", "answerability_auc"): ".555", ("squad2", "answer_in_best_sentence"): ".823"}
    floors["clapnq", "answerability_auc"] = ".813"
    chosen = {
        "squad2": ("answerability_auc", "answer_in_best_sentence", "answer_shown", "direct_given", "direct_right"),
        "clapnq": ("answerability_auc", "answer_in_best_sentence", "answer_shown"),
        "ramdocs": ("all_correct_shown", "misinformation_alone"),
        "rgb_counterfactual": ("contradiction_noticed", "both_values_shown", "answer_shown"),
    }
    targets = {("squad2", "answerability_auc"): ".71", ("squad2", "answer_in_best_sentence"): ".86"}
    targets |= {("clapnq", "answerability_auc"): ".86", ("ramdocs", "all_correct_shown"): ".35"}
    return [
        line(
            f"{name}: {metric.replace('_', ' ')}",
            sets[name]["metrics"][metric],
            "",
            targets.get((name, metric), ""),
            floor(floors.get((name, metric))),
        )
        for name, metrics in chosen.items()
        for metric in metrics
    ]


def evidence() -> list[Line]:
    """With the evidence model and without it: both in this run, on the same rows."""
    queries, corpus = newsquiz()
    folder = evaluation_data() / "qa"
    chosen = {"squad2": ("answer_in_best_sentence", "answerability_auc", "answer_shown"),
              "clapnq": ("answer_in_best_sentence", "answerability_auc", "answer_shown"),
              "ramdocs": ("all_correct_shown", "misinformation_alone")}  # fmt: skip
    asked = ("answer_shown", "answer_in_first_claim", "answerable_refused", "null_answered", "hard_null_answered",
             "score_null_auc", "score_hard_null_auc", "ask_ms_p50", "ask_ms_p95")  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    for way in ("own", "none"):
        with patch.dict(os.environ, FOOTNOTE_EVIDENCE=way):  # for us and for processes of ours
            sets = evaluated("qa", [folder / f"{name}.jsonl" for name in chosen])["sets"]
            figures = child("ask", queries, corpus, big_archive())["metrics"]
        found[way] = {f"newsquiz: {name.replace('_', ' ')}": figures[name] for name in asked}
        found[way] |= {f"{s}: {m.replace('_', ' ')}": sets[s]["metrics"][m] for s, of in chosen.items() for m in of}
    reach = {
        "newsquiz: answer shown": ".80, aim .86", "newsquiz: hard null answered": ".22, aim .15",
        "squad2: answer in best sentence": ".89, aim .93", "squad2: answerability auc": ".80, aim .88",
        "newsquiz: ask ms p50": "at most 120 more, aim 60",
    }  # fmt: skip
    lines = [
        line(what, figure, "", reach.get(what, ""), f"without {found['none'][what]['value']:.3f}")
        for what, figure in found["own"].items()
    ]
    return [*lines, *_pair_times()]


def _pair_times() -> list[Line]:
    """Milliseconds a pair on one core, by its length in tokens: runs of words of the seeds."""
    from rag.evidence import PairModel
    from rag.model_file import tokenizer

    model, count = PairModel(threads=1), tokenizer()
    words = " ".join(path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))).split()
    lines = []
    for tokens, reach in ((32, ""), (64, ""), (128, "at most 5")):
        texts = [" ".join(words[n : n + tokens]) for n in range(0, 600, 10)]
        cut = [text[: count.encode(text).offsets[tokens - 10][1]] for text in texts]
        model.supports("Who said what?", cut[:5])
        start = time.perf_counter()
        model.supports("Who said what? ", cut)
        taken = 1000 * (time.perf_counter() - start) / len(cut)
        lines.append(Line(f"a pair of {tokens} tokens, one core", taken, "ms", len(cut), target=reach))
    return lines


def rewrite() -> list[Line]:
    """Follow-up questions made stand-alone."""
    names = ("canard", "cast", "mtrag_rewrites")
    done = evaluated("rewrite", [evaluation_data() / "multiturn" / f"{name}.jsonl" for name in names])
    lines = []
    for name, of in done["sets"].items():
        unchanged = of["metrics"]["word_f1_unchanged"]["value"]
        reach = {"canard": ".72", "cast": ".76"}.get(name, ".555")
        lines.append(
            line(f"rewrite {name}: word F1", of["metrics"]["word_f1"], "", reach, f"unchanged {unchanged:.3f}")
        )
        lines.append(line(f"rewrite {name}: stand-alone questions left alone", of["metrics"]["left_alone"], "", ".93"))
    told = evaluated("conversation", [evaluation_data() / "multiturn" / "mtrag_answers.jsonl"])["metrics"]
    lines.append(line("mtrag_answers: answerability AUC", told["answerability_auc"], target=".70"))
    lines.append(line("mtrag_answers: the same, rows with passages", told["answerability_auc_with_passages"]))
    return lines
