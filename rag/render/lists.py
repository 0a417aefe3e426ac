"""Tables of articles, and the order and choice of their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rag.corrections import BY_HAND, by_hand
from rag.render.lines import STYLES, Line, cells, one_line, paint, percent
from rag.render.sources import outlet_words, published_words
from rag.text.fold import fold

if TYPE_CHECKING:
    from rich.console import Console

LIST_HEADINGS = ("Headline", "Outlet", "Date", "Cluster", "Furniture", "Sentences", "File")
_UNKNOWN = "–"
_RIGHT = frozenset({"Cluster", "Furniture", "Sentences"})
_HEADLINE = 40  # cells that a column of headlines needs to be read


def row_cells(row: Any) -> tuple[str, ...]:
    """An article's row of ``footnote list``, in the order of the headings."""
    return (
        one_line(row.title),
        outlet_words(row, _UNKNOWN),
        published_words(row.published) if row.published.date else _unknown_date(row),
        _UNKNOWN if row.cluster is None else f"{row.cluster} ({row.cluster_size} copies)",
        percent(row.furniture_share),
        str(row.sentences),
        one_line(row.path),
    )


def _unknown_date(row: Any) -> str:
    return f"{_UNKNOWN} ({BY_HAND})" if "date" in by_hand(row) else _UNKNOWN


def article_table(rows: Iterable[Any]) -> str:
    """Articles as aligned columns under headings, nothing cut."""
    table = [LIST_HEADINGS, *map(row_cells, rows)]
    widths = [max(cells(row[column]) for row in table) for column in range(len(LIST_HEADINGS))]
    return "\n".join("  ".join(map(_aligned, row, widths, LIST_HEADINGS)).rstrip() for row in table)


def _aligned(text: str, width: int, heading: str) -> str:
    space = " " * (width - cells(text))
    return space + text if heading in _RIGHT else text + space


def paint_article_table(rows: Sequence[Any], console: Console) -> None:
    """The same on a terminal, fitted to its width: columns where they have room, else a few lines for each article.

    File names are folded, never cut: they are what ``show`` takes.
    """
    table = [LIST_HEADINGS, *map(row_cells, rows)]
    widths = dict(zip(LIST_HEADINGS, (max(map(cells, column)) for column in zip(*table, strict=True)), strict=True))
    for left_out in ((), ("Sentences",)):
        shown = [name for name in LIST_HEADINGS if name not in left_out]
        taken = sum(widths[name] + 2 for name in shown if name != "Headline")
        if console.width - taken >= min(widths["Headline"], _HEADLINE):
            _paint_columns(rows, console, shown)
            return
    paint((line for row in rows for line in _stacked(row)), console)


def _paint_columns(rows: Iterable[Any], console: Console, shown: Sequence[str]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style=STYLES["head"])
    for name in shown:
        table.add_column(
            name,
            overflow="fold",
            justify="right" if name in _RIGHT else "left",
            ratio=1 if name == "Headline" else None,
            no_wrap=name != "Headline",
        )
    for row in rows:
        texts = dict(zip(LIST_HEADINGS, row_cells(row), strict=True))
        table.add_row(*(Text(texts[name], STYLES["quiet"] if name == "File" else "") for name in shown))
    console.print(table)


def _stacked(row: Any) -> Iterator[Line]:
    """An article's headline, what is known of it, and its file, on lines of their own."""
    headline, _, _, cluster, furniture, _, path = row_cells(row)
    facts = [outlet_words(row), published_words(row.published)]
    facts += [f"cluster {cluster}"] if row.cluster is not None else []
    facts.append(f"{furniture} furniture")
    yield Line(((headline, "head"),), hang=4)
    yield Line(((" · ".join(facts), ""),), indent=2)
    yield Line(((path, "quiet"),), indent=2, hang=4)


# -- order and choice -----------------------------------------------------------------------------------------------

# What the rows can be sorted by: a value that compares, or None where it is unknown.
_KEYS: dict[str, Callable[[Any], Any]] = {
    "path": lambda row: (row.path, row.folder),
    "headline": lambda row: fold(row.title),
    "outlet": lambda row: fold(row.outlet) if row.outlet else None,
    "date": lambda row: row.published.date,
    "cluster": lambda row: row.cluster,
    "furniture": lambda row: row.furniture_share,
    "sentences": lambda row: row.sentences,
}


def sorted_rows(rows: Iterable[Any], by: str = "path", *, reverse: bool = False) -> list[Any]:
    """The rows in order; what is unknown stands last in both directions, and equal rows by their paths."""
    key = _KEYS[by]
    in_order = sorted(rows, key=_KEYS["path"])
    known = sorted((row for row in in_order if key(row) is not None), key=key, reverse=reverse)
    return known + [row for row in in_order if key(row) is None]


def chosen_rows(
    rows: Sequence[Any],
    *,
    contains: str | None = None,
    cluster: int | None = None,
    undated: bool = False,
    copies: bool = False,
) -> list[Any]:
    """The rows that pass every filter given. ``contains`` is looked for in headline and path, however it is written."""
    wanted = fold(contains or "")
    return [
        row
        for row in rows
        if (not wanted or wanted in fold(row.title) or wanted in fold(row.path))
        and (cluster is None or row.cluster == cluster)
        and not (undated and row.published.date)
        and not (copies and row.cluster is None)
    ]
