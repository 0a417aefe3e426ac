"""The marks of an article's content, for people to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.reading import article_from
from rag.reading.annotations import annotate
from rag.types import Article

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def _read(data: bytes, path: str = "a.txt") -> Article:
    article = article_from(data, path=path, folder="/news")
    assert isinstance(article, Article)
    return article


def _spans(item: Any) -> Iterator[dict[str, Any]]:
    """Every object with a span in a JSON value, at any depth."""
    if isinstance(item, dict):
        if "start" in item:
            yield item
        item = list(item.values())
    if isinstance(item, list):
        for part in item:
            yield from _spans(part)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_every_mark_says_which_characters_it_stands_for(seed: Path) -> None:
    article = _read(seed.read_bytes())
    data = annotate(article).to_json(article.text)
    assert set(data) == {"dates", "speech", "numbers", "names"}
    assert data["names"]
    for item in _spans(data):
        assert item["text"] == article.text[item["start"] : item["end"]]


def test_the_marks_are_json_of_plain_types() -> None:
    article = _read(b"Talks in Baku\n\nNearly 100 soldiers died in Baku, General Ali Asgarov said on Monday.\n")
    data = annotate(article).to_json(article.text)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert [(n["text"], n["value"], n["hedge"]) for n in data["numbers"]] == [("100", 100, "nearly")]
    assert [len(n["mentions"]) for n in data["names"] if n["name"] == "Baku"] == [2]


def test_numbers_and_names_of_page_furniture_are_not_marked() -> None:
    story = "The harbour of Odense was closed for two days after a ferry ran aground, the harbour master said.\n\n"
    article = _read(f"A ferry runs aground\n\n{story * 3}Share this article\n\nRead 17 comments\n".encode())
    assert any("17" in span.of(article.text) for span in article.furniture)
    assert all(number.of(article.text) != "17" for number in annotate(article).numbers)
