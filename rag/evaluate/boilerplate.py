"""Is page furniture told from the article, in plain text.

Fields: ``set``, ``lines`` (list of ``[text, keep]``; ``keep`` true, false or null for a line nobody judged),
optional ``must_keep`` and ``must_drop`` (texts that stand in the page). A page's lines, joined by line ends,
are read as a file would be; a line is content when it shares characters with the headline or a sentence.

Precision, recall and F1 weigh every judged line by its words, pooled over the pages. Two floors are measured
in the same run: keeping every line, and keeping lines of 12 words and more that have a full stop. ``must_f1``
is of the listed texts, kept where they must be, dropped where they must be, with the same two floors. A listed text
is kept when any character of it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import InputError
from rag.evaluate.figures import Figure, mean, ratio
from rag.evaluate.rows import Row, read_rows
from rag.text.fold import find_folded
from rag.types import Article, Span

FIELDS: dict[str, type] = {"set": str, "lines": list}


@dataclass(frozen=True, slots=True)
class Tally:
    """Words kept rightly, kept wrongly and dropped wrongly; of listed texts, texts instead of words."""

    kept: float = 0
    wrongly_kept: float = 0
    wrongly_dropped: float = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """One page: which lines are content, and how its listed texts fare here and by the two floors."""

    lines: Sequence[bool]
    listed: Tally = Tally()
    listed_keep_all: Tally = Tally()
    listed_long_lines: Tally = Tally()


def measure(
    files: list[Path],
    *,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Read every page of the files; one set of figures for each file."""
    sets = {}
    for file in files:
        rows = read_rows(file, FIELDS, limit)
        _require_lines(rows, file)
        decisions = []
        for done, row in enumerate(rows, 1):
            decisions.append(judge(row))
            if progress:
                progress(done, len(rows))
        figures = page_figures(rows, decisions)
        sets[rows[0]["set"]] = {"metrics": {name: figure.to_json() for name, figure in figures.items()}}
    return {"sets": sets}


def page_figures(rows: Sequence[Row], judged: Sequence[Judged]) -> dict[str, Figure]:
    """Figures over pages, from what was decided on each."""
    kept = [page.lines for page in judged]
    figures = _pooled([_tally(row, lines) for row, lines in zip(rows, kept, strict=True)], "")
    figures |= _pooled([_tally(row, [True] * len(row["lines"])) for row in rows], "keep_all_")
    figures |= _pooled([_tally(row, _long_lines(row)) for row in rows], "long_lines_")
    figures |= _pooled([page.listed for page in judged], "must_")
    figures |= _pooled([page.listed_keep_all for page in judged], "must_keep_all_")
    figures |= _pooled([page.listed_long_lines for page in judged], "must_long_lines_")
    figures["share_of_words_kept"] = mean([_share_kept(row, lines) for row, lines in zip(rows, kept, strict=True)])
    return {name: figure for name, figure in figures.items() if figure.value is not None}


def judge(row: Row) -> Judged:
    """Read a page, and say which of its lines are content and how its listed texts fare."""
    from rag.reading import parse

    texts = [text for text, _ in row["lines"]]
    page = "\n".join(texts)
    content = _content(parse(page, path="page.txt", folder="", sha256="", encoding="utf-8"))
    places = _places(texts)
    long = [place for place, kept in zip(places, _long_lines(row), strict=True) if kept]
    return Judged(
        [_overlaps(place, content) for place in places],
        _listed(row, page, content),
        _listed(row, page, [Span(0, len(page))]),
        _listed(row, page, long),
    )


def _places(texts: Sequence[str]) -> list[Span]:
    """Where each line stands in the page."""
    places, start = [], 0
    for text in texts:
        places.append(Span(start, start + len(text)))
        start += len(text) + 1
    return places


def _content(article: Article) -> list[Span]:
    headline = [article.headline] if article.headline else []
    return sorted(Span(span.start, span.end) for span in [*headline, *article.sentences])


def _overlaps(span: Span, content: Sequence[Span]) -> bool:
    """Whether a span shares a character with one of the spans, which are sorted and do not overlap."""
    before = bisect_left(content, Span(span.end, span.end))
    return before > 0 and content[before - 1].end > span.start


def _listed(row: Row, page: str, content: Sequence[Span]) -> Tally:
    """Listed texts that are found in the page, each counted as one."""
    kept = [_overlaps(span, content) for text in row.get("must_keep", []) if (span := find_folded(text, page))]
    dropped = [_overlaps(span, content) for text in row.get("must_drop", []) if (span := find_folded(text, page))]
    return Tally(sum(kept), sum(dropped), len(kept) - sum(kept))


def _tally(row: Row, kept: Sequence[bool]) -> Tally:
    """Words of judged lines by what was decided; ``lines`` nobody judged are left out."""
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for (text, keep), ours in zip(row["lines"], kept, strict=True):
        if keep is not None:
            counts[ours, keep] += len(text.split())
    return Tally(counts[True, True], counts[True, False], counts[False, True])


def _pooled(tallies: Sequence[Tally], name: str) -> dict[str, Figure]:
    right = [tally.kept for tally in tallies]
    ours = [tally.kept + tally.wrongly_kept for tally in tallies]
    theirs = [tally.kept + tally.wrongly_dropped for tally in tallies]
    both = [a + b for a, b in zip(ours, theirs, strict=True)]
    return {
        f"{name}f1": ratio([2 * words for words in right], both),
        f"{name}precision": ratio(right, ours),
        f"{name}recall": ratio(right, theirs),
    }


def _long_lines(row: Row) -> list[bool]:
    return [len(text.split()) >= 12 and re.search(r"[.!?]", text) is not None for text, _ in row["lines"]]


def _share_kept(row: Row, kept: Sequence[bool]) -> float:
    words = [len(text.split()) for text, _ in row["lines"]]
    return sum(n for n, ours in zip(words, kept, strict=True) if ours) / max(1, sum(words))


def _require_lines(rows: Sequence[Row], file: Path) -> None:
    for number, row in enumerate(rows, 1):
        for line in row["lines"]:
            pair = isinstance(line, list) and len(line) == 2 and isinstance(line[0], str)
            if not pair or line[1] not in (True, False, None):
                raise InputError(f"{file}, page {number}: {line!r:.60} is not a line, [text, true, false or null].")
