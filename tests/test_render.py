"""What is shown of an answer: golden files to be read as text, and no way for foreign text to act.

After a change that is meant: ``FOOTNOTE_WRITE_GOLDEN=1 pytest tests/test_render.py``, then read the difference.
"""

from __future__ import annotations

import io
import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from rag.render import (
    answer_lines,
    article_lines,
    article_table,
    cells,
    checked_lines,
    hit_lines,
    markdown,
    one_line,
    paint,
    paint_article_table,
    plain_text,
    published_words,
    report_lines,
    status_lines,
    terminal,
    text_of,
    visible,
)
from rag.types import (
    Answer,
    Article,
    Citation,
    Claim,
    Disagreement,
    Hit,
    IngestReport,
    Judgement,
    Passage,
    Published,
    Sentence,
    Skipped,
    Span,
    Value,
)
from tests.fake_archive import Checked, Row

GOLDEN = Path(__file__).parent / "golden"

FERRY = Citation(
    n=1,
    path="north/ferry.txt",
    sha256="ab" * 32,
    start=30,
    end=97,
    quote="The ferry to Holm runs again from Monday, the harbour office said.",
    title="Ferry runs again",
    outlet="Harbour Post",
    published=Published("2024-03-04", "day", "stated"),
)
STORM = Citation(
    n=2,
    path="storm.md",
    sha256="cd" * 32,
    start=0,
    end=62,
    quote="“Nearly 40 boats were lost,” said Ida Berg,\n   the harbour master.",
    title="Storm takes boats",
    published=Published("2024-02", "month", "inferred"),
)
COUNT = Citation(
    n=3,
    path="count.txt",
    sha256="ef" * 32,
    start=120,
    end=151,
    quote="“The count stands at 37 boats.”",
    title="Count of boats",
    outlet="The Island",
)

FULL = Answer(
    id="1",
    question="And how many boats?",
    standalone_question="How many boats were lost in the storm?",
    notice="The articles do not say who owned the boats.",
    claims=(
        Claim("“Nearly 40 boats were lost,” said Ida Berg.", "quote", "supported", "Ida Berg", (), (2,)),
        Claim("37 boats are counted.", "paraphrase", "partly_supported", "the count", ("“are” is not there",), (3,)),
        Claim(
            "The ferry sank.",
            "statement",
            "contradicted",
            None,
            ("The source says it runs.", "It says so twice.", "no boat sank"),
            (1, 2),
        ),
        Claim("It was cold.", "statement", "unsupported"),
        Claim("It was dark.", "statement", "unchecked", None, ("the checker failed",), (1,)),
    ),
    disagreements=(Disagreement("the boats lost", (Value("nearly 40", (2,)), Value("37 boats", (3,)))),),
    citations=(FERRY, STORM, COUNT),
    timings_ms={"total": 3.0},
)

ABSTAINING = Answer(
    id="2",
    question="Who paid?",
    standalone_question="Who paid?",
    abstained=True,
    notice="The articles do not say who paid.",
    closest=(1,),
    citations=(FERRY,),
)

# What a hostile article, file name, question or model might try, a few things in each field.
ATTACKS = {
    "colours and cursor": "\x1b[31mred\x1b[0m \x1b[2J \x9b2J \b\b\x00\x07 over\rwritten",
    "a terminal's link": "\x1b]8;;http://x.example\x07here\x1b]8;;\x1b\\",
    "lines of its own": "fine [9]\r\n✓ forged. [9]\nSources\n[9] Forged \u2028✓ forged too",
    "turned and hidden": "\u202edesrever\u2066 zero\u200bwidth \U000e0041tag e" + "\u0301" * 40,
    "markup of rich": "[bold red]loud[/] [link=http://x.example]x[/link] :smile:",
    "Markdown": "# H ![i](http://x.example/i.png) [t](u) [^1] **b** `c` | d | $e$ ~~f~~ www.x.example a@x.example",
    "HTML": "<img src=x onerror=a()> </td> &amp; <!-- -->",
    "a list": "1. one",
}
HOSTILE_TEXT = " ".join(ATTACKS.values())
HOSTILE = Answer(
    id="3",
    question=ATTACKS["Markdown"],
    standalone_question=ATTACKS["colours and cursor"] + ATTACKS["lines of its own"],
    notice=ATTACKS["a terminal's link"] + ATTACKS["HTML"],
    claims=(
        Claim(
            ATTACKS["lines of its own"] + ATTACKS["Markdown"],
            "quote",
            "partly_supported",
            ATTACKS["markup of rich"],
            (ATTACKS["turned and hidden"], ATTACKS["HTML"]),
            (1,),
        ),
    ),
    disagreements=(
        Disagreement(ATTACKS["Markdown"], (Value(ATTACKS["turned and hidden"], (1,)), Value(ATTACKS["HTML"], (1,)))),
    ),
    citations=(
        Citation(
            n=1,
            path=ATTACKS["a terminal's link"] + ATTACKS["lines of its own"],
            sha256="00",
            start=0,
            end=9,
            quote=ATTACKS["a list"] + "\n" + ATTACKS["lines of its own"],
            title=ATTACKS["HTML"] + ATTACKS["markup of rich"],
            outlet=ATTACKS["turned and hidden"],
        ),
    ),
)

PAGE = (
    "News / Sea\n\nFerry runs again\n\nShare\nTweet\r\n\r\nThe ferry runs.\n\n\n"
    "It is\tblue. Read more\n\n[b]Back[/b] to top"
)


def span(words: str) -> Span:
    return Span(PAGE.index(words), PAGE.index(words) + len(words))


ARTICLE = Article(
    path="north/ferry.txt",
    folder="/news",
    sha256="ab" * 32,
    text=PAGE,
    encoding="utf-8",
    headline=span("Ferry runs again"),
    sentences=(Sentence(45, 60), Sentence(63, 75)),
    furniture=(span("News / Sea"), span("Share\nTweet"), span("Read more"), span("[b]Back[/b] to top")),
    outlet=None,
    published=Published("2024", "year", "inferred"),
)


def painted(answer: Answer, **options: object) -> str:
    console = Console(file=io.StringIO(), width=60, markup=False, emoji=False, highlight=False, **options)  # type: ignore[arg-type]
    terminal(answer, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


SHOWN = {
    "answer.txt": plain_text(FULL),
    "answer_chat.txt": text_of(answer_lines(FULL, quotes=False)),
    "answer.md": markdown(FULL),
    "answer_terminal.txt": painted(FULL),
    "abstaining.txt": plain_text(ABSTAINING),
    "abstaining.md": markdown(ABSTAINING),
    "hostile.txt": plain_text(HOSTILE),
    "hostile.md": markdown(HOSTILE),
    "article.txt": text_of(article_lines(ARTICLE)),
    "list.txt": article_table([Row(), Row("東京の船", "日本.txt", outlet=None, published=Published())]),
    "hits.txt": text_of(hit_lines([Hit(Passage(1, 1, 45, 60), ARTICLE, 0.874)])),
    "checked.txt": text_of(
        checked_lines(
            [
                Checked("It runs.", 0, 8, Judgement("supported", 0.9), FERRY),
                Checked("It sank.", 9, 17, Judgement("contradicted", 0.1, ("the source says it runs",)), None),
                Checked("Why?", 18, 22, None, None),
            ]
        )
    ),
    "report.txt": text_of(
        report_lines(IngestReport(("a",), (), ("b",), (), (Skipped("c.txt", "binary"),), 1, 1204, 3))
    ),
    "status.txt": text_of(
        status_lines(
            {
                "path": ".footnote",
                "articles": 3508,
                "folders": ["/news"],
                "store": {"name": "chroma", "ok": True},
                "embedder": None,
                "problems": ["2 vectors are missing"],
            }
        )
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_is_as_reviewed(name: str) -> None:
    golden = GOLDEN / name
    if os.environ.get("FOOTNOTE_WRITE_GOLDEN"):
        golden.write_text(SHOWN[name].rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    assert SHOWN[name].rstrip("\n") + "\n" == golden.read_bytes().decode("utf-8")


def test_every_golden_file_is_still_shown() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == set(SHOWN)


# -- foreign text ---------------------------------------------------------------------------------------------------

NOT_TO_BE_SEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def test_the_hostile_text_holds_what_must_not_be_seen() -> None:
    """The control: without neutralising, the promises below would fail."""
    assert NOT_TO_BE_SEEN.search(HOSTILE_TEXT)


@given(st.text(st.characters()) | st.text(st.sampled_from("\x1b[]0m\x9b\u202e\u2066\r\n\t\u0301a ")))
def test_nothing_a_terminal_obeys_passes(text: str) -> None:
    assert not NOT_TO_BE_SEEN.search(visible(text))
    assert "\n" not in one_line(text)
    visible(text).encode("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_piles_of_marks_are_cut_and_counted() -> None:
    shown = visible("e" + "\u0301" * 1000 + "x")
    assert shown == "e" + "\u0301" * 8 + "⟨+992 marks⟩x"
    assert visible("ệ ố กี่") == "ệ ố กี่"


def test_persian_joiners_and_family_emoji_stay_whole() -> None:
    for text in ("می‌خواهم", "👨‍👩‍👧"):
        assert visible(text) == text


@pytest.mark.parametrize("paint_it", [plain_text, painted])
def test_a_hostile_answer_has_the_lines_of_an_honest_one(paint_it: object) -> None:
    """It forges no claim and no source: every mark and every heading stands there once."""
    shown = paint_it(HOSTILE)  # type: ignore[operator]
    lines = shown.splitlines()
    assert sum(line.startswith("◐ ") for line in lines) == 1
    assert not any(line.startswith("✓") for line in lines)
    assert sum(line.startswith("[") for line in lines) == 1
    assert lines.count("Sources") == 1
    assert not NOT_TO_BE_SEEN.search(shown)
    assert "[boldred]loud[/][link=http://x.example]x[/link]:smile:" in re.sub(r"\s+", "", shown)


def test_colours_on_a_terminal_are_only_ours() -> None:
    shown = painted(HOSTILE, force_terminal=True, color_system="standard")
    ours = {"1", "2", "36", "1;32", "1;33", "1;31", "1;35", "0"}
    assert set(re.findall(r"\x1b\[([0-9;]*)m", shown)) <= ours
    assert "\x1b" not in re.sub(r"\x1b\[[0-9;]*m", "", shown)


def test_markdown_holds_no_markup_but_ours() -> None:
    shown = markdown(HOSTILE)
    assert "<" not in shown
    assert not re.search(r"(?<!\\)!\[", shown)
    assert not re.search(r"(?<!\\)\]\(", shown)
    assert "http:" not in shown
    assert "www." not in shown
    assert [line for line in shown.splitlines() if line.startswith("#")] == []
    assert "    > 1\\. one " in shown
    assert re.findall(r"(?<!\\)\[\^1\]", shown) == ["[^1]"] * 4


def test_one_layout_two_paints() -> None:
    """On a terminal wide enough, the words are those of the pipe."""
    console = Console(file=io.StringIO(), width=400, markup=False, emoji=False, highlight=False)
    terminal(FULL, console)
    assert isinstance(console.file, io.StringIO)
    assert [line.rstrip() for line in console.file.getvalue().splitlines()] == plain_text(FULL).splitlines()


def test_str_of_an_answer_is_its_plain_text() -> None:
    assert str(FULL) == plain_text(FULL)


# -- parts ----------------------------------------------------------------------------------------------------------


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


@given(
    st.text(st.sampled_from("ab \n\r\u2028"), max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)))
)
def test_showing_an_article_loses_no_word_whatever_its_furniture(text: str, spans: list[tuple[int, int]]) -> None:
    furniture = tuple(Span(min(s), min(max(s), len(text))) for s in spans if min(s) < len(text))
    article = Article("p", "f", "0" * 64, text, "utf-8", furniture=furniture)
    shown = [str(line) for line in article_lines(article, mark_furniture=False)]
    body = "".join(shown[shown.index("") + 1 :])
    assert "".join(body.split()) == "".join(text.split())


@given(st.lists(st.sampled_from(["", "word", "two words"])))
def test_showing_an_article_keeps_its_lines(lines: list[str]) -> None:
    article = Article("p", "f", "0" * 64, "\n".join([*lines, "end"]), "utf-8")
    shown = [str(line) for line in article_lines(article)]
    assert shown[shown.index("") + 1 :] == [*lines, "end"]


def test_a_list_on_a_terminal_fits_it_and_names_every_file_in_full() -> None:
    console = Console(file=io.StringIO(), width=60, markup=False)
    paint_article_table(
        [Row("A headline that goes on and on and on and on", "a/very/long/path/to/a/file.txt")], console
    )
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert max(map(cells, lines)) <= 60
    column = lines[0].index("File")
    assert "".join(line[column:].strip() for line in lines[1:]) == "a/very/long/path/to/a/file.txt"


def test_cells_are_what_a_terminal_takes() -> None:
    from rich.cells import cell_len

    for text in ("abc", "東京", "e\u0301", "“quoted” – –", "한국어"):
        assert cells(text) == cell_len(unicodedata.normalize("NFC", text)), text


def test_painting_reads_no_markup() -> None:
    console = Console(file=io.StringIO(), width=80, markup=False, force_terminal=True, color_system="standard")
    paint(article_lines(ARTICLE, mark_furniture=False), console)
    assert isinstance(console.file, io.StringIO)
    assert "[b]Back[/b]" in console.file.getvalue()
