"""What is shown, word for word: golden files to be read as text.

After a change that is meant: ``FOOTNOTE_WRITE_GOLDEN=1 pytest tests/render``, then read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from rag.reading import article_from
from rag.reading.annotations import annotate
from rag.render import (
    answer_lines,
    article_lines,
    article_table,
    checked_html,
    checked_lines,
    checked_markdown,
    explanation_lines,
    hit_lines,
    markdown,
    paint_article_table,
    plain_article_lines,
    plain_text,
    report_lines,
    status_lines,
    text_of,
    timeline_lines,
    timeline_markdown,
)
from rag.types import (
    Answer,
    Article,
    CheckedSentence,
    CheckedText,
    Hit,
    IngestReport,
    Judgement,
    Passage,
    Published,
    Skipped,
)
from tests.answer.told import PRESS, articles_of, seeds, timeline
from tests.fake_archive import Row
from tests.render.examples import (
    ABSTAINING,
    ARTICLE,
    EXPLAINED,
    FERRY,
    FULL,
    HOSTILE,
    STORM_FOUND,
    STORM_STORY,
    WRITTEN,
    console_of,
    painted,
)

GOLDEN = Path(__file__).parent / "golden"

SEEDS = Path(__file__).parents[2] / "seeds"
COLOURS = {"force_terminal": True, "color_system": "standard"}

ROWS = [
    Row(cluster=4, cluster_size=3, furniture_share=0.004),
    Row("東京の船", "日本.txt", outlet=None, published=Published(), furniture_share=0),
    Row("Storm takes boats", "a/storm.md", published=Published("2024-05-07", "day", "inferred"), furniture_share=0.25),
]
REPORT = IngestReport(
    added=("a", "c"),
    unchanged=("b",),
    skipped=(
        *(Skipped(f"scan{n}.txt", f"binary: NUL at byte {n}") for n in range(23)),
        Skipped("secret.txt", "permission denied"),
    ),
    articles=3,
    passages=1204,
    generation=3,
    reread=("b",),
    found={"read": 2, "date": 1, "outlet": 2, "speaker": 0, "copy": 2, "learned": 12},
)
CHECKED = CheckedText(
    "k1",
    "# Ferries\n\n**It** runs. It carries 300 people. Why? <b>It sank.</b>\n",
    (
        CheckedSentence("Ferries", 2, 9, nothing="a heading"),
        CheckedSentence("It** runs.", 13, 23, Judgement("supported", 0.9), (1,), (2,)),
        CheckedSentence(
            "It carries 300 people.",
            24,
            46,
            Judgement("contradicted", 0.1, ("The source says “220”, the sentence says “300”.", "AP says <i>more</i>.")),
            (1,),
            (),
            "It carries 220 people.",
        ),
        CheckedSentence("Why?", 47, 51, nothing="a question"),
        CheckedSentence("<b>It sank.</b>", 52, 67, Judgement("unsupported", 0.2, ("Nothing says so.",))),
    ),
    (FERRY, replace(FERRY, n=2, path="b/*x*.txt", title="Ferry <script>alert(1)</script> sank", outlet=None)),
    "Searched by words only.",
)
STATUS = {
    "path": ".footnote",
    "articles": 3508,
    "folders": ["/news"],
    "store": {"name": "chroma", "ok": True},
    "embedder": None,
    "problems": ["2 vectors are missing"],
}
MARLIN = timeline("the ferry Marlin", articles_of(PRESS))
COPIES = [Row(path="wire/storm.txt", outlet="AP"), Row(path="b.txt", outlet=None, published=Published())]


@cache
def seed(start: str) -> Article:
    """The seed whose file name begins so, read."""
    [file] = SEEDS.glob(f"{start}*.txt")
    article = article_from(file.read_bytes(), path=file.name, folder="seeds")
    assert isinstance(article, Article)
    return article


def shown(article: Article, width: int = 80, **options: object) -> str:
    """The article on a terminal, with colours where ``options`` force them."""
    return painted(article_lines(article, annotate(article), signs=not options), width, **options)


def explained() -> Answer:
    """How a written answer came about, with the passage that was read."""
    assert EXPLAINED.explanation
    read = (Hit(Passage(1, 1, 45, 60), ARTICLE, 0.874),)
    return replace(EXPLAINED, explanation=replace(EXPLAINED.explanation, read=read))


def listed(width: int) -> str:
    console = console_of(width)
    paint_article_table(ROWS, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


SHOWN: dict[str, Callable[[], str]] = {
    "answer.txt": lambda: plain_text(FULL),
    "answer_chat.txt": lambda: text_of(answer_lines(FULL, quotes=False)),
    "answer.md": lambda: markdown(FULL),
    "answer_terminal.txt": lambda: painted(answer_lines(FULL)),
    "abstaining.txt": lambda: plain_text(ABSTAINING),
    "abstaining.md": lambda: markdown(ABSTAINING),
    "hostile.txt": lambda: plain_text(HOSTILE),
    "hostile.md": lambda: markdown(HOSTILE),
    "written.txt": lambda: plain_text(WRITTEN),
    "explained.txt": lambda: text_of(explanation_lines(explained())),
    "explained_terminal.txt": lambda: painted(explanation_lines(explained())),
    "article.txt": lambda: text_of(article_lines(ARTICLE)),
    "article_plain.txt": lambda: text_of(plain_article_lines(ARTICLE, numbers=True)),
    "marks.txt": lambda: text_of(article_lines(STORM_STORY, STORM_FOUND, COPIES, numbers=True)),
    "marks_coloured.txt": lambda: painted(article_lines(STORM_STORY, STORM_FOUND, COPIES, signs=False), 60, **COLOURS),
    "seed_002.txt": lambda: shown(seed("002")),
    "seed_002_coloured.txt": lambda: shown(seed("002"), **COLOURS),
    "seed_004.txt": lambda: shown(seed("004")),
    "seed_004_coloured.txt": lambda: shown(seed("004"), **COLOURS),
    "list.txt": lambda: article_table(ROWS),
    "list_80.txt": lambda: listed(80),
    "list_130.txt": lambda: listed(130),
    "hits.txt": lambda: text_of(hit_lines([Hit(Passage(1, 1, 45, 60), ARTICLE, 0.874)])),
    "checked.txt": lambda: text_of(checked_lines(CHECKED)),
    "checked.md": lambda: checked_markdown(CHECKED),
    "checked.html": lambda: checked_html(CHECKED),
    "timeline.txt": lambda: text_of(timeline_lines(MARLIN)),
    "timeline.md": lambda: timeline_markdown(MARLIN),
    "timeline_terminal.txt": lambda: painted(timeline_lines(MARLIN)),
    "timeline_seeds.txt": lambda: text_of(timeline_lines(timeline("Nagorno-Karabakh", seeds()))),
    "report.txt": lambda: text_of(report_lines(REPORT)),
    "status.txt": lambda: text_of(status_lines(STATUS)),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_is_as_reviewed(name: str) -> None:
    golden, now = GOLDEN / name, SHOWN[name]().rstrip("\n") + "\n"
    if os.environ.get("FOOTNOTE_WRITE_GOLDEN"):
        golden.write_text(now, encoding="utf-8", newline="\n")
    assert now == golden.read_bytes().decode("utf-8")


def test_every_golden_file_is_still_shown() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == set(SHOWN)
