"""What was done and how things stand: receipts, the archive, its articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rag.render.articles import ChangedLine
from rag.render.lines import Line, count, one_line, shortened
from rag.types import Article, IngestReport, Skipped


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


# -- what was added -------------------------------------------------------------------------------------------------

_MOST_SKIPPED = 20  # files of one reason that are named; --json has all
# What the articles read have, by the name under which the report counts it.
_FOUND = (
    ("date", "with a date"),
    ("outlet", "with an outlet"),
    ("speaker", "with a speaker"),
    ("copy", "with a copy elsewhere"),
)


def report_lines(report: IngestReport) -> Iterator[Line]:
    """What ``add`` or ``rebuild`` did: files by what became of them, what was found in those that were read, what the
    archive holds now; then the files that were skipped, each with its reason, where many share one only the first."""
    counts = ("added", "changed", "unchanged", "removed", "skipped")
    words = ", ".join(f"{len(getattr(report, name)):,} {name}" for name in counts)
    yield Line(((f"Files: {words}.", ""),))
    yield from _found_lines(report)
    holds = f"{count(report.articles, 'article')}, {count(report.passages, 'passage')}"
    generation = f" (generation {report.generation})" if report.generation else ""
    yield Line(((f"The archive holds {holds}{generation}.", ""),))
    for files in _by_reason(report.skipped):
        yield from map(_skipped_line, files[:_MOST_SKIPPED])
        if more := len(files[_MOST_SKIPPED:]):
            yield Line(((f"and {more:,} more: {one_line(files[-1].reason)}", ""),), indent=2)


def _found_lines(report: IngestReport) -> Iterator[Line]:
    read = report.found.get("read", 0)
    if read:
        parts = [f"{report.found.get(name, 0):,} {words}" for name, words in _FOUND]
        yield Line(((f"Of {count(read, 'article')} read: {', '.join(parts)}.", ""),))
    if learned := report.found.get("learned", 0):
        yield Line(((f"Learned as page furniture, since they recur: {count(learned, 'line')}.", ""),))
    if report.reread:
        again = count(len(report.reread), "unchanged file")
        yield Line(((f"Read again, since lines they share are judged anew: {again}.", ""),))


def _by_reason(skipped: Iterable[Skipped]) -> Iterable[list[Skipped]]:
    """Files skipped for the same reason, its figures aside, together; both in their order."""
    groups: dict[str, list[Skipped]] = {}
    for file in skipped:
        groups.setdefault(re.sub(r"[0-9]+", "0", file.reason), []).append(file)
    return groups.values()


def _skipped_line(file: Skipped) -> Line:
    name, reason = one_line(file.path), one_line(file.reason)
    return Line(((f"skipped {name}", "partly_supported"), (f": {reason}", "")), indent=2)


# -- what was marked by hand ----------------------------------------------------------------------------------------

_MOST_CHANGED = 20  # lines that are named after a mark by hand
_LINE = 100  # cells of a line that are shown: it is known by its beginning


def marked_lines(changes: Sequence[ChangedLine], before: Article, now: Article) -> Iterator[Line]:
    """``Line 14 is furniture now: SHARE THIS ARTICLE``, for each line that changed; then the number of sentences."""
    for change in changes[:_MOST_CHANGED]:
        yield Line(((f"Line {change.line} is {change.now} now: ", ""), (shortened(change.text.strip(), _LINE), "head")))
    if more := len(changes[_MOST_CHANGED:]):
        yield Line(((f"and {count(more, 'more line')}.", ""),))
    if not changes:
        yield Line((("No line is something else by it.", ""),))
    was = f" ({len(before.sentences):,} before)" if len(before.sentences) != len(now.sentences) else ""
    yield Line(((f"{count(len(now.sentences), 'sentence')}{was}.", ""),))


def hand_mark_lines(marks: Iterable[Mapping[str, str]]) -> Iterator[Line]:
    """The lines of an article that are marked by hand, each with what it is."""
    for mark in marks:
        yield Line(((shortened(one_line(mark["text"]), _LINE), ""),), lead=(mark["kind"].ljust(10), "quiet"))


# -- status ---------------------------------------------------------------------------------------------------------


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
