"""Questions to begin with, made from the archive itself; each was asked, and the archive answers it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from rag.types import Article

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.catalog import ArticleRow

LOOKED_AT = 12  # articles: enough for four questions where most articles quote somebody
SURE = 0.6  # of an answer that is shown off


def suggested(archive: Archive, most: int = 4, stopped: Callable[[], bool] = lambda: False) -> list[str]:
    """Up to ``most`` questions, each about another article, newest articles and different outlets first."""
    found: list[str] = []
    for row in _varied(archive.articles()):
        question = next(questions(archive.article(str(row.id))), None)
        if question and question not in found and _is_answered(archive, question):
            found.append(question)
        if len(found) == most or stopped():
            break
    return found


def questions(article: Article) -> Iterator[str]:
    """What may be asked of an article: what somebody it quotes says of somebody or somewhere its headline names."""
    from rag.text.names import find_names
    from rag.text.voices import find_speech, is_person

    topics = [name.text for name in find_names(article.title)]
    for speech in find_speech(article.text, article.sentences):
        speaker = speech.speaker or ""
        if speech.kind == "reported" or not any(map(is_person, find_names(speaker))):
            continue
        topic = next((topic for topic in reversed(topics) if topic not in speaker), None)
        yield f"What did {speaker} say about {topic}?" if topic else f"What did {speaker} say?"


def _varied(rows: Iterable[ArticleRow]) -> list[ArticleRow]:
    """One article of each outlet in turn, the newest of each first."""
    by_outlet: dict[str | None, list[ArticleRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.published.date or "", reverse=True):
        by_outlet[row.outlet].append(row)
    turns = zip_longest(*by_outlet.values())
    return [row for turn in turns for row in turn if row is not None][:LOOKED_AT]


def _is_answered(archive: Archive, question: str) -> bool:
    """Whether it has an answer to be shown off: sure of itself, and every sentence supported. No model is asked."""
    answer = archive.ask(question, quoted=True)
    return not answer.abstained and answer.score >= SURE and all(c.verdict == "supported" for c in answer.claims)
