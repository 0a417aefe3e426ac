"""What the parts of a text are marked as: headline, sub-headings, captions, lead. The texts here are ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.reading import article_from, parse
from rag.types import Article, MarkKind

_SEEDS = Path(__file__).parents[2] / "seeds"
_TITLE = "Council votes to repair old bridge"
_STORY = [
    "The town council of Milford voted on Monday to repair the old stone bridge before the winter comes.",
    "Engineers had warned the council in spring that the arches of the bridge would not carry another flood.",
    "“We have waited long enough. The bridge cannot wait,” Anna Keller told the council before the vote was taken.",
]


def _read(*lines: str) -> Article:
    return parse("\n\n".join(lines), path="a.txt", folder="f", sha256="0", encoding="utf-8")


def _marked(article: Article, kind: MarkKind) -> list[str]:
    return [mark.of(article.text) for mark in article.marks if mark.kind == kind]


def _seed(number: int) -> Article:
    path = next(_SEEDS.glob(f"{number:03}_*.txt"))
    article = article_from(path.read_bytes(), path=path.name, folder="seeds")
    assert isinstance(article, Article)
    return article


def test_marks_come_in_the_order_of_the_text() -> None:
    article = _read(_TITLE, *_STORY)
    assert list(article.marks) == sorted(article.marks)


def test_the_headline_is_marked_and_so_is_its_repetition() -> None:
    article = _read("Local News", _TITLE, _TITLE, *_STORY)
    assert _marked(article, "headline") == [_TITLE, _TITLE]
    assert article.headline is not None
    assert article.headline.start == next(mark.start for mark in article.marks if mark.kind == "headline")


def test_a_text_without_a_headline_has_no_mark_of_one() -> None:
    assert _marked(_read(*_STORY), "headline") == []


def test_the_lead_is_the_first_paragraph_of_the_story() -> None:
    caption = "The old bridge of Milford, seen from the river on Sunday. (Photo: Ada Moor)"
    note = "Editor’s note: This story is about a bridge that the paper has written about before."
    article = _read(_TITLE, caption, note, *_STORY)
    assert _marked(article, "lead") == [_STORY[0]]


def test_a_short_first_paragraph_is_the_lead() -> None:
    first = "Milford has decided."
    assert _marked(_read(_TITLE, first, *_STORY), "lead") == [first]


@pytest.mark.parametrize(
    "line",
    [
        "Council, mayor hold meeting",
        "What does the bridge cost?",
        "‘It cannot wait’",
        "2. The arches",
        "WHO PAYS",
        "Bridge is closed since Friday",
    ],
)
def test_a_short_line_between_paragraphs_is_a_sub_heading_and_content(line: str) -> None:
    article = _read(_TITLE, _STORY[0], line, *_STORY[1:])
    assert _marked(article, "subheading") == [line]
    assert line in [sentence.of(article.text) for sentence in article.sentences]


@pytest.mark.parametrize(
    "line",
    [
        "“It is time.”",
        "- a wider road",
        "NASA",
        "The council’s reasons:",
        "www.milford.example",
        "which nobody had expected",
    ],
)
def test_not_every_short_line_is_a_sub_heading(line: str) -> None:
    assert _marked(_read(_TITLE, _STORY[0], line, *_STORY[1:]), "subheading") == []


def test_the_lines_of_a_list_are_no_sub_headings() -> None:
    article = _read(_TITLE, _STORY[0], "Ada Moor", "Tom Reed", "Li Wen", *_STORY[1:])
    assert _marked(article, "subheading") == []


@pytest.mark.parametrize(
    "caption",
    [
        "The old stone bridge of Milford in this handout picture released March 3, 2021. (By A. Moor)",
        "Engineers look at the arches of the bridge in Milford on Monday. Ada Moor/AP",
        "The bridge after the flood of last year. Photograph by Tom Reed",
        "Anna Keller, left, speaks before the vote. [Ada Moor via AP]",
        "FILE PHOTO: The bridge of Milford seen from the river, September 3, 2021. REUTERS/Ada Moor",
        "A folding bed in the town hall of Milford. Moor Fund",
        "Foto: Die alte Brücke von Mühlfurt am Tag nach dem großen Hochwasser",
        "Die alte Brücke von Mühlfurt am Tag nach dem Hochwasser. (Foto: dpa)",
    ],
)
def test_a_caption_is_marked_and_is_content(caption: str) -> None:
    article = _read(_TITLE, _STORY[0], caption, *_STORY[1:])
    assert _marked(article, "caption") == [caption]
    assert caption in "".join(article.text[s.start : s.end] + " " for s in article.sentences)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The bank had lowered the town’s credit rating because of the bridge, which cost too much.",
        "“The picture is clear,” she said, and nobody on the council had anything to add to that.",
        "The song of the bridge (music by Ada Moor) was sung at the end of the long evening.",
        "He had put a photo of the bridge on the wall, next to one of the old mill.",
    ],
)
def test_a_paragraph_that_only_speaks_of_pictures_is_no_caption(paragraph: str) -> None:
    assert _marked(_read(_TITLE, _STORY[0], paragraph, *_STORY[1:]), "caption") == []


@pytest.mark.parametrize(
    ("number", "subheadings"),
    [
        (0, ["Azerbaijan, Iran hold meeting"]),
        (1, ["Iran, Russia envoys meet in Baku"]),
        (2, []),
        (3, []),
        (4, []),
    ],
)
def test_the_sub_headings_of_the_seeds(number: int, subheadings: list[str]) -> None:
    assert _marked(_seed(number), "subheading") == subheadings


def test_the_caption_of_a_seed_is_content_and_the_lead_follows_it() -> None:
    article = _seed(4)
    assert [text[-14:] for text in _marked(article, "caption")] == ["0. (By Reuters)"[-14:]]
    assert [text[:31] for text in _marked(article, "lead")] == ["Government Spokesman Ali Rabiei"]


def test_the_headline_of_a_seed_stands_twice() -> None:
    assert len(_marked(_seed(2), "headline")) == 2


@pytest.mark.parametrize(
    ("number", "furniture"),
    [
        (0, ["Date archive"]),
        (1, ["Source: Tehran Times"]),
        (
            2,
            [
                "top of page",
                "Iran in Contact with Armenia, Azerbaijan to Ease Tensions",
                "This article was originally reported by Tasnim News",
                "Ad for subscribing to The Armenian Report",
                "bottom of page",
            ],
        ),
        (3, ["World News", "Related Articles", "Leave a Reply", "Back to top button"]),
        (
            4,
            [
                "News / Politics",
                "Press TV’s website can also be accessed at the following alternate addresses:",
                "www.presstv.ir",
                "SHARE THIS ARTICLE",
                "Press TV News Roku",
            ],
        ),
    ],
)
def test_the_furniture_of_the_seeds_is_exactly_this(number: int, furniture: list[str]) -> None:
    article = _seed(number)
    assert [" ".join(span.of(article.text).split()) for span in article.furniture] == furniture
