"""Reading: files to articles, quotations and their speakers, page furniture told from the article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.lines import Line, line
from benchmarks.places import ROOT, evaluated, evaluation_data, newsquiz
from benchmarks.processes import child


def reading() -> list[Line]:
    """Files to articles on one core, nothing embedded: all newsquiz articles, counted in pieces of 5 kB."""
    _, corpus = newsquiz()
    done = child("reading", corpus)
    rate = done["bytes"] / 5000 / done["seconds"]
    return [
        Line("articles of 5 kB read per second of one core", rate, "/s", done["articles"], target="300"),
        Line("share of articles with a date", done["dated"] / done["articles"], "", done["articles"]),
        Line("share of articles with an outlet", done["outlet"] / done["articles"], "", done["articles"]),
        Line("share of articles with a speaker", done["speaker"] / done["articles"], "", done["articles"]),
    ]


def quotes() -> list[Line]:
    """Quotations and their speakers, against two sets of labels made by hand (benchmarks/labels)."""
    _, corpus = newsquiz()
    targets = {"content": ".90, aim .95", "speaker": ".85, aim .92"}
    peers = {"content": "Citron, other news: .833", "speaker": "Citron, other news: .820"}
    lines = []
    for what, name in (("quotations", "quotes_newsquiz"), ("quotations held out", "quotes_newsquiz_heldout")):
        done = evaluated("quotes", [ROOT / "benchmarks" / "labels" / f"{name}.jsonl"], corpus=corpus)
        lines += [
            line(
                f"{what}: {metric.replace('_', ' ')}",
                figure,
                target=targets.get(metric, ""),
                peer=peers.get(metric, ""),
            )
            for metric, figure in done["metrics"].items()
        ]
    return lines


def boilerplate() -> list[Line]:
    """Page furniture told from the article; floors are keeping all, and keeping 12 words with a full stop."""
    names = ("article_extraction", "trafilatura_segments")
    done = evaluated("boilerplate", [evaluation_data() / "boilerplate" / f"{name}.jsonl" for name in names])
    lines = []
    for name, of in done["sets"].items():
        m = of["metrics"]
        lines += [
            line(f"boilerplate {name}: {what}", m[figure], target=target, peer=_both_floors(m, figure))
            for figure, what, target in (
                ("f1", "word F1", ".92, aim .95"),
                ("must_f1", "listed texts, F1", "8 points above the 12-word rule"),
            )
            if figure in m
        ]
    return lines


def _both_floors(metrics: Mapping[str, Any], figure: str) -> str:
    prefix = figure.removesuffix("f1")
    names = [f"{prefix}keep_all_f1", f"{prefix}long_lines_f1"]
    return "floors " + ", ".join(f"{metrics[name]['value']:.3f}" for name in names if name in metrics)
