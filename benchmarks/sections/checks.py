"""The checker: on public sets of claims, on the trial of the tests, and without each of its parts."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from itertools import zip_longest
from typing import Any

from benchmarks.lines import Line, floor, line
from benchmarks.places import ROOT, evaluated, evaluation_data, needed


def claims() -> list[Line]:
    """Supported claims told from unsupported ones, at one threshold for all sets; the weights were fitted on them."""
    floors = {"attributionbench": ".741", "wice": ".684", "qags_cnndm": ".683", "qags_xsum": ".557"}
    floors |= {"summedits_news": ".536"}
    targets = {"summedits_news": ".62, aim .70"}
    folder = needed(evaluation_data() / "claims")
    done = evaluated("claims", [folder / f"{name}.jsonl" for name in floors])
    lines = [
        line(
            f"claims {name}: balanced accuracy at .5",
            of["metrics"]["balanced_accuracy_at_half"],
            target=targets.get(name, ""),
            peer=floor(floors[name]),
        )
        for name, of in done["sets"].items()
    ]
    of_all = done["metrics"]
    lines += [
        line(
            "claims, five sets: mean balanced accuracy at .5",
            of_all["mean_balanced_accuracy_at_half"],
            "",
            ".66, aim .70",
            floor(".644"),
        ),
        line("claims, five sets: at the best threshold", of_all["mean_balanced_accuracy"]),
        line("claims, five sets: mean AUC", of_all["mean_auc"]),
        line("supported is right", of_all["supported_is_right"], target=".80, aim .90"),
        line("the same, all claims counting alike", of_all["supported_is_right_of_all"]),
        line("unsupported or contradicted is right", of_all["not_supported_is_right"], target=".75, aim .85"),
        line("contradicted is right", of_all["contradicted_is_right"]),
        line("claims that get one of these", of_all["get_a_verdict"], target=".50, aim .60"),
        line("calibration error of the score", of_all["calibration_error"]),
        line("check of one claim p50, all vectors made anew", of_all["check_ms_p50"], "ms"),
        line("check of one claim p95, all vectors made anew", of_all["check_ms_p95"], "ms"),
        *_check_times(),
    ]
    hardest = evaluated("claims", [folder / "faithbench.nc.jsonl"])["sets"]["faithbench"]["metrics"]
    return [
        *lines,
        line("claims faithbench: balanced accuracy at .5", hardest["balanced_accuracy_at_half"], peer=floor(".662")),
    ]


def _check_times() -> list[Line]:
    """Milliseconds a claim on one core, vectors cached: seed sentences, by three sentences and by 1,000 words."""
    from rag.check import check_claim
    from rag.embed import open_embedder
    from rag.text.sentences import split_sentences

    embedder = open_embedder("minilm", 1)
    assert embedder is not None
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    thousand = " ".join(" ".join(texts).split()[:1000])
    times: dict[str, list[float]] = {"3 sentences": [], "1,000 words": []}
    for text in texts:
        spans = [span for span in split_sentences(text) if len(span.of(text).split()) > 12]
        for before, span, after in zip(spans, spans[1:], spans[2:], strict=False):
            claim = "Indeed, as was reported, " + span.of(text)
            for name, source in (("3 sentences", text[before.start : after.end]), ("1,000 words", thousand)):
                check_claim(claim, [source], embed=embedder.embed)  # its vectors are kept from now on
                start = time.perf_counter()
                check_claim(claim, [source], embed=embedder.embed)
                times[name].append(1000 * (time.perf_counter() - start))
    return [
        Line(
            f"check of one claim by {name}, mean, vectors cached",
            statistics.mean(taken),
            "ms",
            len(taken),
            target=reach,
        )
        for (name, taken), reach in zip(times.items(), ("3, aim 1", "25, aim 8"), strict=True)
    ]


def trial() -> list[Line]:
    """Sentences made false, or only reworded (tests/check/trial), both halves: what is caught, and false alarms."""
    from rag.evaluate.figures import mean
    from tests.check.trial.harmless import CONTROLS
    from tests.check.trial.trial import run

    reach = dict.fromkeys(("number", "negation", "quote"), "1.00") | {
        "paraphrase": ".10",
        "paraphrase made false": ".80",
    }
    groups: dict[str, list[Any]] = {}
    for one in run():
        whole = "paraphrase made false" if one.pair and not one.true else one.family
        groups.setdefault(whole, []).append(one)
    groups["all controls"] = [one for name in CONTROLS for one in groups[name]]
    lines = []
    for name, judged in groups.items():
        alarm = judged[0].true
        target = reach.get(name, "" if alarm and name != "all controls" else ".06" if alarm else ".92")
        what = "refused though true" if alarm else "caught"
        lines.append(line(f"trial, {name}: {what}", mean([one.refused for one in judged]).to_json(), target=target))
        told = mean([one.denied for one in judged]).to_json()
        lines.append(line(f"trial, {name}: told to be unsupported or contradicted", told))
    return lines


def failures() -> list[str]:
    """Ten of the trial's development half that went wrong, the first of each family in turn."""
    from tests.check.trial.trial import run

    wrong: dict[str, list[Any]] = {}
    for one in run():
        if one.half == "development" and one.source == "citation" and one.refused == one.true:
            wrong.setdefault(one.family, []).append(one)
    turns = [one for turn in zip_longest(*wrong.values()) for one in turn if one is not None]
    return [
        f"{one.family}: “{one.sentence}” is called {one.judgement.verdict.replace('_', ' ')}"
        f" ({one.judgement.score:.2f}), where the source says “{' '.join(one.original.split())}”"
        for one in turns[:10]
    ]


def ablation() -> list[Line]:
    """What each test adds: mean balanced accuracy of the five sets at .5, by weights that have not seen the fold."""
    from benchmarks import checking

    rows = list(checking.rows())
    counts = Counter(row.set for row in rows)
    count = sum(counts[name] for name in checking.SETS)
    true = sum(row.set == checking.OWN and row.supported for row in rows)
    whole = checking.figures(rows, checking.crossed(rows))
    apart = checking.figures(rows, checking.left_out(rows))
    lines = [
        Line("claims, five folds: all tests", whole["at .5"], n=count, target=".66, aim .70"),
        Line("claims, each set judged by weights of the others", apart["at .5"], n=count),
    ]
    for test in checking.SWITCHES:
        less = checking.figures(rows, checking.crossed(rows, test))["at .5"]
        lines.append(Line(f"claims, five folds: without {test}", less, n=count, peer=f"all {whole['at .5']:.3f}"))
    for way, (folds, others) in checking.with_the_model(rows).items():
        for how, having, without in (("five folds", folds, whole), ("weights of the other sets", others, apart)):
            told = [("mean", "at .5", count), *((name, f"{name} at .5", counts[name]) for name in checking.SETS)]
            told.append(("trial, true sentences not called supported", "alarms", true))
            lines += [
                Line(f"{how}, evidence model {way}: {name}", having[key], n=n, peer=f"without {without[key]:.3f}")
                for name, key, n in told
            ]
    return lines
