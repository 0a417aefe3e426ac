"""Tables of articles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rag.render.lines import STYLES, cells, one_line
from rag.render.sources import published_words

if TYPE_CHECKING:
    from rich.console import Console


def row_cells(row: Any) -> tuple[str, str, str, str, str]:
    """An article's row of ``footnote list``: headline, outlet, date with its precision, sentences, file."""
    return (
        one_line(row.title),
        one_line(row.outlet) if row.outlet else "–",
        published_words(row.published) if row.published.date else "–",
        str(row.sentences),
        one_line(row.path),
    )


LIST_HEADINGS = ("Headline", "Outlet", "Date", "Sentences", "File")


def article_table(rows: Iterable[Any]) -> str:
    """Articles as aligned columns under headings, nothing cut."""
    table = [LIST_HEADINGS, *map(row_cells, rows)]
    widths = [max(cells(row[column]) for row in table) for column in range(len(LIST_HEADINGS))]
    return "\n".join(
        "  ".join(text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def paint_article_table(rows: Iterable[Any], console: Console) -> None:
    """The same on a terminal, fitted to its width; file names are folded, never cut: they are what ``show`` takes."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style=STYLES["head"])
    for heading in LIST_HEADINGS:
        table.add_column(
            heading,
            overflow="fold",
            justify="right" if heading == "Sentences" else "left",
            ratio={"Headline": 5, "File": 3}.get(heading),
        )
    for row in rows:
        headline, outlet, day, sentences, path = row_cells(row)
        table.add_row(Text(headline), Text(outlet), Text(day), sentences, Text(path, STYLES["quiet"]))
    console.print(table)
