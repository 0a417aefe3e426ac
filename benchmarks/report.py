"""The figures kept, as the table of benchmarks/RESULTS.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INTRODUCTION = """# Results

Written by `make bench` (`python benchmarks/run.py`). Development data; release figures are taken on another half.
Intervals are 95 %, percentile bootstrap, 1,000 resamples, rows resampled as independent. A reach is what the project
set out for; the last column has the quickstart peer or a floor where they were measured on the same rows, the peer in
the same run. `+` after a commit: with changes on top of it.
"""


def table(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """RESULTS.md, a section of the table for each section measured."""
    parts = [INTRODUCTION]
    for name, section in sections.items():
        parts.append(f"## {name}\n\n{_origin(name, section)}\n")
        if "lines" in section:
            head = ["| figure | Footnote | n | interval | reach | peer or floor |", "|---|---|---|---|---|---|"]
            parts.append("\n".join([*head, *(_row(line) for line in section["lines"])]) + "\n")
            parts += (
                ["\n".join(f"- {example}" for example in section["examples"]) + "\n"] if "examples" in section else []
            )
        else:
            parts.append("Not measured: " + section.get("absent", section.get("failed", "no reason kept")) + ".\n")
    return "\n".join(parts)


def plain(line: Mapping[str, Any]) -> str:
    """One figure as a line of text."""
    words = f"{line['what']}: {_number(line['value'])} {line['unit']}".rstrip()
    return words + "".join(
        f"  [{label} {line[key]}]" for label, key in (("reach", "target"), ("peer", "peer")) if line[key]
    )


def _origin(name: str, section: Mapping[str, Any]) -> str:
    command = f"`python benchmarks/run.py --only {name}`"
    return (
        f"{command}: {section['date']}, commit {section['commit']}, {section['machine']}, {section['seconds']:.0f} s."
    )


def _row(line: Mapping[str, Any]) -> str:
    value = f"{_number(line['value'])} {line['unit']}".strip()
    interval = "" if line["low"] is None else f"{_number(line['low'])} to {_number(line['high'])}"
    n = "" if line["n"] is None else f"{line['n']:,}"
    return f"| {line['what']} | {value} | {n} | {interval} | {line['target']} | {line['peer']} |"


def _number(value: float | None) -> str:
    if value is None:
        return "not measured"
    if isinstance(value, int) or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 20 else f"{value:.3f}"
