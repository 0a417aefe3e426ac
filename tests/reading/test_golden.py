"""The seeds as they are read, in a form one reviews as text (``golden/``).

After a change that is meant: ``FOOTNOTE_UPDATE_GOLDEN=1 pytest tests/reading/test_golden.py``; then read the
difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.reading import article_from
from rag.types import Article

_SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
_GOLDEN = Path(__file__).parent / "golden"


def _rendered(article: Article) -> str:
    parts = [(span.start, "furniture", span.of(article.text)) for span in article.furniture]
    parts += [(s.start, f"paragraph {s.paragraph}", s.of(article.text)) for s in article.sentences]
    if article.headline is not None:
        parts.append((article.headline.start, "HEADLINE", article.headline.of(article.text)))
    published = article.published
    lines = [
        f"outlet: {article.outlet or 'unknown'}",
        f"published: {published.date or 'unknown'} ({published.precision}, {published.origin})",
        f"encoding: {article.encoding}",
        "",
    ]
    return "\n".join(lines + [f"[{kind}] {text}" for _, kind, text in sorted(parts)]) + "\n"


@pytest.mark.parametrize("path", _SEEDS, ids=lambda path: path.stem[:3])
def test_a_seed_is_read_as_reviewed(path: Path) -> None:
    article = article_from(path.read_bytes(), path=path.name, folder="seeds")
    assert isinstance(article, Article)
    golden = _GOLDEN / path.name
    if os.environ.get("FOOTNOTE_UPDATE_GOLDEN"):
        golden.write_text(_rendered(article), encoding="utf-8")
    assert _rendered(article) == golden.read_text(encoding="utf-8")


def test_all_five_seeds_are_there() -> None:
    assert len(_SEEDS) == 5
