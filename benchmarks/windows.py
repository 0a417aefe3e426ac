"""What a window on time is worth: quiz questions of "this week", asked with the month of the quiz over the archive.

    python benchmarks/windows.py             print the table

Each question says "this week" and the quiz has a date, so "in March 2023" can stand in its place. Two other ways of
reading stay in the table. To cut all that did not appear in that month does as well here, where every question is about
the news of its own week; it hides what is told later of an earlier year, and so is not done. Not to ask again without
the words of time does worse. The labelled data is not part of the repository (FOOTNOTE_EVAL, see run.py).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.places import big_archive, newsquiz

THIS_WEEK = re.compile(r"\bthis week\b")
Row = Mapping[str, Any]


def rows() -> list[Row]:
    """The questions that say "this week" and have a whole date."""
    from rag.evaluate.rows import read_rows

    queries, _ = newsquiz()
    found = read_rows(queries, {"question": str})
    return [row for row in found if THIS_WEEK.search(row["question"]) and day_of(row)]


def day_of(row: Row) -> date | None:
    try:
        return date.fromisoformat(str(row.get("date") or "").replace("/", "-"))
    except ValueError:
        return None


def in_month(row: Row) -> str:
    """The question with the month of its quiz for "this week"."""
    day = day_of(row)
    assert day is not None
    return THIS_WEEK.sub(f"in {day:%B %Y}", row["question"], count=1)


@contextmanager
def cut() -> Iterator[None]:
    """Only what appeared inside the window passes."""
    from rag.answer import timely

    def inside(*given: Any) -> str | None:
        found = fit_of(*given)
        return found if found == "inside" else None

    fit_of = timely.fit_of
    with patch.object(timely, "fit_of", inside):
        yield


@contextmanager
def words_kept() -> Iterator[None]:
    """What appeared at that time is not asked again without the words of time."""
    from rag.answer import timely

    with patch.object(timely, "content_stems", lambda _: []):
        yield


@contextmanager
def as_is() -> Iterator[None]:
    yield


VARIANTS: Sequence[tuple[str, Any, Any, Mapping[str, Any]]] = (
    ("“this week”, words only", as_is, lambda row: row["question"], {}),
    ("“this week”, told which day it is", as_is, lambda row: row["question"], {"today": True}),
    ("“in March 2023”, words only (--any-time)", as_is, in_month, {"any_time": True}),
    ("“in March 2023”, a window", as_is, in_month, {}),
    ("… that cuts what did not appear inside", cut, in_month, {}),
    ("… without asking again without its words", words_kept, in_month, {}),
)


def main() -> None:
    from rag import Archive
    from rag.evaluate.figures import mean

    asked = rows()
    print("| question | windows | lifted | answer shown | answer first | refused | null answered |")
    print("|---|---|---|---|---|---|---|")
    with Archive.open(big_archive()) as archive:
        for name, variant, form, options in VARIANTS:
            with variant():
                scored = [score(row, ask(archive, row, form(row), options)) for row in asked]
            cells = [f"{sum(one[key] for one in scored)}" for key in ("window", "lifted")]
            for key in ("shown", "first", "refused", "null_answered"):
                figure = mean([one[key] for one in scored if key in one])
                cells.append(f"{figure.value or 0:.3f} ({figure.low or 0:.3f} to {figure.high or 0:.3f}; {figure.n})")
            print(f"| {name} | {' | '.join(cells)} |", flush=True)


def ask(archive: Any, row: Row, question: str, options: Mapping[str, Any]) -> Any:
    given = {**options, "today": str(day_of(row))} if options.get("today") else options
    return archive.ask(question, **given)


def score(row: Row, answer: Any) -> dict[str, bool]:
    """Whether an accepted answer stands in what is shown, and in its first sentence; of a null question, refusing."""
    from rag.evaluate.asked import any_says, shown_parts

    window = {"window": answer.window is not None, "lifted": answer.window is not None and answer.window.lifted}
    if row["null"]:
        return {**window, "null_answered": not answer.abstained}
    parts = shown_parts(answer)
    return {
        **window,
        "shown": any_says(parts, row["answers"]),
        "first": any_says(parts[:1], row["answers"]),
        "refused": answer.abstained,
    }


if __name__ == "__main__":
    main()
