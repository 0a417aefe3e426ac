"""What was done and how things stand: receipts, the archive, its articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rag.render.lines import Line, count, one_line
from rag.types import IngestReport


def verify_lines(report: Any) -> Iterator[Line]:
    """What became of each citation of a receipt, then the sum."""
    for item in report.items:
        good = item.status == "intact"
        style = "supported" if good else "contradicted"
        yield Line(
            ((f"[{item.n}] ", "cite"), (item.status, style), (f": {one_line(item.message)}", "")),
            lead=("✓" if good else "✗", style),
        )
    yield Line(((verify_summary(report), "head"),))


def verify_summary(report: Any) -> str:
    """``3 of 4 citations stand as they were.``"""
    total = len(report.items)
    if total == 0:
        return "The receipt has no citations."
    stand = sum(item.status == "intact" for item in report.items)
    return (
        f"{stand} of {count(total, 'citation')} {'stands' if stand == 1 else 'stand'} as when the receipt was written."
    )


def report_lines(report: IngestReport) -> Iterator[Line]:
    """What ``add`` or ``rebuild`` did: the counts, then each file that was skipped, with its reason."""
    counts = ("added", "changed", "unchanged", "removed", "skipped")
    words = ", ".join(f"{len(getattr(report, name))} {name}" for name in counts)
    yield Line(((f"Files: {words}.", ""),))
    holds = f"{count(report.articles, 'article')}, {count(report.passages, 'passage')}"
    generation = f" (generation {report.generation})" if report.generation else ""
    yield Line(((f"The archive holds {holds}{generation}.", ""),))
    for skipped in report.skipped:
        yield Line(
            ((f"skipped {one_line(skipped.path)}", "partly_supported"), (f": {one_line(skipped.reason)}", "")),
            indent=2,
        )


def status_lines(status: Mapping[str, Any]) -> Iterator[Line]:
    """The archive's state, a name and a value a line; problems last, or that there are none."""
    known = {name: value for name, value in status.items() if name != "problems"}
    width = max(map(len, known), default=0)
    for name, value in known.items():
        label = name.replace("_", " ").ljust(width + 2)
        yield Line(((label, "quiet"), (_value(value), "")))
    problems = list(status.get("problems") or ())
    if not problems:
        yield Line((("health".ljust(width + 2), "quiet"), ("good", "supported")))
    for problem in problems:
        yield Line((("problem".ljust(width + 2), "quiet"), (one_line(str(problem)), "contradicted")))


def _value(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{one_line(str(name))} {_value(part)}" for name, part in value.items()) or "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "–"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else one_line(str(value))
