"""Promises that hold for every text: spans slice back, nothing is lost, newlines do not matter, time is linear."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reading import article_from, parse
from rag.reading.page.blocks import find_blocks
from rag.text.dates import find_dates
from rag.text.fold import find_folded, fold
from rag.text.lines import KnownLines, line_key
from rag.text.names import find_names
from rag.text.numbers import find_numbers
from rag.text.quotes import find_quotes
from rag.text.sentences import split_sentences
from rag.text.words import content_stems
from rag.types import Article

_SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
_LINES = st.sampled_from(
    [
        "",
        " ",
        "Menu",
        "World News",
        "# Title of it all",
        "source: Times",
        "date: 2021-03-04",
        "---",
        "Share this article",
        "Council votes to repair old bridge",
        "The town council of Milford voted on Monday to repair the old stone bridge at last.",
        "“We have waited long enough. The bridge cannot wait,” she said. He left.",
        "which goes on without an end and in the middle of the sentence that began before",
        "\u200b",
        "\u202eright to left\u202c and\u00a0back",
        "- a list item",
        "www.example.org",
        "Source: Milford Times",
        "\x0b",
        "中文句子。第二句。",
        "Leave a Reply",
        "Weitere Artikel",
        "By Ada Moor | March 4, 2021",
        "Engineers had warned the council in spring that the bridge would not carry another flood.",
        "The bridge of Milford on Sunday. (Photo: Ada Moor)",
    ]
)
_TEXTS = st.one_of(st.lists(_LINES, max_size=14).map("\n".join), st.text(max_size=200))


def _read(text: str) -> Article:
    return parse(text, path="a.txt", folder="f", sha256="0", encoding="utf-8")


def _parts(article: Article) -> list[tuple[int, int]]:
    headline = [article.headline] if article.headline else []
    return sorted((span.start, span.end) for span in [*headline, *article.furniture, *article.sentences])


@given(_TEXTS)
def test_headline_sentences_and_furniture_tile_the_text(text: str) -> None:
    parts = _parts(_read(text))
    assert all(0 <= start < end <= len(text) for start, end in parts)
    assert all(a[1] <= b[0] for a, b in pairwise(parts))
    assert "".join("".join(text[start:end].split()) for start, end in parts) == "".join(text.split())


@given(_TEXTS, st.lists(_LINES, max_size=4), st.dictionaries(_LINES, st.booleans(), max_size=4))
def test_known_lines_tile_the_text_as_well_and_the_hand_is_obeyed(
    text: str, learned: list[str], marked: dict[str, bool]
) -> None:
    by_hand = {line_key(line): content for line, content in marked.items() if line.strip()}
    known = KnownLines(frozenset(map(line_key, learned)), by_hand)
    article = parse(text, path="a.txt", folder="f", sha256="0", encoding="utf-8", known=known)
    parts = _parts(article)
    assert all(a[1] <= b[0] for a, b in pairwise(parts))
    assert "".join("".join(text[start:end].split()) for start, end in parts) == "".join(text.split())
    furniture = {span.of(text) for span in article.furniture}
    for block in find_blocks(text):
        content = by_hand.get(line_key(block.text))
        assert content is not True or block.text not in furniture


@given(_TEXTS)
def test_every_mark_is_a_piece_of_the_text(text: str) -> None:
    article = _read(text)
    for mark in article.marks:
        assert 0 <= mark.start < mark.end <= len(text)
        assert mark.of(text).strip()
    for kind in ("subheading", "caption", "lead"):
        inside = [mark for mark in article.marks if mark.kind == kind]
        assert all(any(mark.start <= s.start < mark.end for s in article.sentences) for mark in inside)
    assert sum(mark.kind == "lead" for mark in article.marks) <= 1


@given(_TEXTS)
def test_no_part_begins_or_ends_with_space(text: str) -> None:
    for start, end in _parts(_read(text)):
        assert text[start:end] == text[start:end].strip()


@given(st.lists(_LINES.filter(lambda line: "\x0b" not in line), max_size=14))
def test_every_newline_style_is_read_the_same(lines: list[str]) -> None:
    def seen(newline: str) -> tuple[object, ...]:
        article = _read(newline.join(lines))
        texts = [" ".join(article.text[start:end].split()) for start, end in _parts(article)]
        marks = [(mark.kind, " ".join(mark.of(article.text).split()), mark.value) for mark in article.marks]
        stated = article.title, article.outlet, article.published.date
        return texts, stated, marks, [s.paragraph for s in article.sentences]

    assert seen("\n") == seen("\r\n") == seen("\r")


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("path", _SEEDS, ids=lambda path: path.stem[:3])
def test_a_seed_is_read_the_same_with_other_newlines(path: Path, newline: str) -> None:
    text = path.read_bytes().decode()
    first, second = _read(text), _read(text.replace("\n", newline))
    assert [text[a:b] for a, b in _parts(first)] == [second.text[a:b] for a, b in _parts(second)]
    assert (first.title, first.outlet, first.published.date) == (second.title, second.outlet, second.published.date)


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_any_file_is_an_article_or_has_a_reason(data: bytes) -> None:
    read = article_from(data, path="a.txt", folder="f")
    if isinstance(read, Article):
        assert read.text
    else:
        assert read.reason


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "a\n\n" * 100_000,
        "He said so. " * 170_000,
        "“" * 100_000,
        "\u202e" + "abc \u200b\u200b " * 1000,
        "one\u2028two\u2028three",
        "\ufeff",
    ],
    ids=["word", "paragraphs", "line", "quotes", "bidi", "separators", "mark"],
)
def test_hostile_texts_are_read(text: str) -> None:
    parts = _parts(_read(text))
    assert sum(b - a for a, b in parts) >= len("".join(text.split())) - 2


_RUNS = {
    "spaces": " ", "no-break spaces": "\u00a0", "dots": ".", "ellipses": "…", "digits": "7", "commas": "1,",
    "quotes": '"', "opening quotes": "“", "closing quotes": "”", "apostrophes": "'", "single quotes": "‘s ’ ",
    "letters": "a", "capitals": "Ab ", "acronyms": "U.S. ", "offices": "Ministry of ", "number words": "one hundred ",
    "colons": "1:", "dashes": "-", "lines": "\n", "short lines": "a\n", "telephone": "123-456-", "months": "May ",
    "host": "www.a", "zero width": "\u200b", "marks": "a\u0301", "questions": "“Hi?” Bob ",
    "brackets": "(", "CJK": "中",
    "menu": "Menu\n", "teasers": "Bells for the church\nThe council of Milford voted on Monday to repair it all.\n",
}  # fmt: skip
_READERS: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "find": lambda text: find_folded("zq zq", text),
    "stems": content_stems,
    "sentences": split_sentences,
    "quotes": find_quotes,
    "numbers": find_numbers,
    "dates": find_dates,
    "names": find_names,
    "article": _read,
}


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("run", _RUNS)
def test_time_grows_with_the_text_and_not_with_its_square(reader: str, run: str) -> None:
    """Ten times the text may take thirty times the time (caches, memory); a square would take a hundred."""

    def seconds(length: int) -> float:
        text = (_RUNS[run] * (length // len(_RUNS[run]) + 1))[:length]
        began = time.process_time()
        _READERS[reader](text)
        return time.process_time() - began

    small = min(seconds(2_000), seconds(2_001))
    large = seconds(20_000)
    if large > 30 * max(small, 0.001):
        large = min(large, seconds(20_002))
    assert large <= 30 * max(small, 0.001)
