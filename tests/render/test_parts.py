"""What can be counted on in each part: dates, articles and their lines, tables, reports."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.render import (
    also_in_words,
    article_lines,
    cells,
    changed_lines,
    paint,
    paint_article_table,
    plain_article_lines,
    published_words,
    report_lines,
    shortened,
    text_of,
)
from rag.types import Article, Elsewhere, IngestReport, Mark, Published, Skipped, Span
from tests.fake_archive import Row
from tests.render.examples import ARTICLE, STORM_FOUND, STORM_STORY, console_of, painted

# -- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (Published("2020-09-29", "day", "stated"), "29 September 2020 (stated)"),
        (Published("2020-09", "month", "inferred"), "September 2020 (inferred)"),
        (Published("2020", "year", "stated"), "2020 (stated)"),
        (Published(), "date unknown"),
        (Published("2020-99-99", "day", "stated"), "2020-99-99 (stated)"),
        (Published("soon\x1b[1m", "day", "stated"), "soon␛[1m (stated)"),
    ],
)
def test_a_date_says_no_more_than_is_known(published: Published, words: str) -> None:
    assert published_words(published) == words


def test_copies_are_named_by_outlet_once_and_the_rest_counted() -> None:
    others = [Elsewhere("a.txt", "", "AP"), Elsewhere("b.txt", ""), Elsewhere("c.txt", "", "AP")]
    assert also_in_words(others) == "also in AP, b.txt"
    assert also_in_words([Elsewhere(f"{n}.txt", "") for n in range(6)]).endswith("3.txt and 2 more")
    assert also_in_words(()) == ""


@given(st.text(), st.integers(2, 40))
def test_what_is_shortened_fits_and_says_so(text: str, most: int) -> None:
    shown = shortened(text, most)
    assert cells(shown) <= most
    assert shown == text or shown.endswith("…")


def test_cells_are_what_a_terminal_takes() -> None:
    from rich.cells import cell_len

    for text in ("abc", "東京", "e\u0301", "“quoted” – –", "한국어"):
        assert cells(text) == cell_len(unicodedata.normalize("NFC", text)), text


# -- articles -------------------------------------------------------------------------------------------------------


@given(
    st.text(st.sampled_from("ab \n\r\u2028"), max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["subheading", "caption", "lead"]))),
)
def test_showing_an_article_loses_no_word_whatever_its_marks(
    text: str, spans: list[tuple[int, int]], marks: list[tuple[int, int, str]]
) -> None:
    article = Article(
        "p",
        "f",
        "0" * 64,
        text,
        "utf-8",
        furniture=tuple(Span(min(s), max(s)) for s in spans),
        marks=tuple(Mark(min(a, b), max(a, b), kind) for a, b, kind in marks),  # type: ignore[arg-type]
    )
    shown = [str(line) for line in plain_article_lines(article, signs=False)]
    assert "".join("".join(shown).split()) == "".join(text.split())
    body = text_of(article_lines(article, signs=False)).partition(" furniture\n\n")[2]
    body = body.partition("\n\n")[2] if marks or spans else body  # the legend
    assert "".join(body.split()) in "".join(text.split())


@given(st.lists(st.sampled_from(["", "word", "two words"])))
def test_showing_an_article_keeps_its_lines(lines: list[str]) -> None:
    article = Article("p", "f", "0" * 64, "\n".join([*lines, "end"]), "utf-8")
    assert [str(line) for line in plain_article_lines(article)] == [*lines, "end"]
    shown = [str(line) for line in article_lines(article)]
    assert shown[-len(lines) - 1 :] == [f"  {line}".rstrip() for line in [*lines, "end"]]


@given(st.text(st.sampled_from("ab \n\r\u2028\x85"), max_size=60))
def test_lines_are_numbered_as_an_editor_counts(text: str) -> None:
    """Line feeds and carriage returns end a line, and nothing else does; a line shown in parts has one number."""
    article = Article("p", "f", "0" * 64, text, "utf-8")
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = text_of(plain_article_lines(article, numbers=True)).splitlines()
    numbered = [int(line.split()[0]) for line in shown if line[:1].isdigit() or line.strip()[:1].isdigit()]
    assert numbered == list(range(1, len(numbered) + 1))
    assert len(expected) - 1 <= len(numbered) <= len(expected)


def test_speakers_stand_in_the_margin_after_their_paragraph() -> None:
    lines = text_of(article_lines(STORM_STORY, STORM_FOUND)).splitlines()
    at = lines.index("↳ Ida Berg")
    assert lines[at - 1].endswith("“in 12 years.”")


@pytest.mark.parametrize(("terminal", "widest", "width"), [(60, None, 60), (60, 100, 60), (200, 100, 100)])
def test_text_is_wrapped_to_the_terminal_or_to_what_can_be_read(terminal: int, widest: int, width: int) -> None:
    console = console_of(terminal)
    article = Article("p", "f", "0" * 64, "word " * 200, "utf-8")
    paint(plain_article_lines(article), console, widest)
    longest = max(map(cells, console.file.getvalue().splitlines()))  # type: ignore[attr-defined]
    assert width - 5 <= longest <= width


def test_painting_reads_no_markup() -> None:
    assert "[b]Back[/b]" in painted(article_lines(ARTICLE, signs=False), 80, force_terminal=True)


def test_a_mark_by_hand_is_told_by_what_differs() -> None:
    later = Article(**{**{f: getattr(ARTICLE, f) for f in ARTICLE.__slots__}, "furniture": ARTICLE.furniture[1:]})
    assert changed_lines(ARTICLE, ARTICLE) == []
    assert changed_lines(ARTICLE, later) == [(1, "News / Sea", "furniture", "content")]


# -- tables and reports ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_list_on_a_terminal_fits_it_and_names_every_file_in_full(width: int) -> None:
    console = console_of(width)
    path = "a/very/long/path/to/a/file/that/goes/on.txt"
    paint_article_table([Row("A headline that goes on and on and on and on", path)], console)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert max(map(cells, lines)) <= width
    assert path in "".join(line.strip() for line in lines)


def test_files_skipped_for_one_reason_are_named_up_to_twenty() -> None:
    skipped = [Skipped(f"{n}.txt", f"too large: {n} MB") for n in range(332)]
    lines = [str(line) for line in report_lines(IngestReport(skipped=(*skipped, Skipped("x", "binary"))))]
    assert sum("too large" in line for line in lines) == 21
    assert lines[-2] == "  and 312 more: too large: 331 MB"
    assert lines[-1] == "  skipped x: binary"
