"""A sentence that may answer, and what may be known of the archive it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.types import Article, Span


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the answerer may know of the whole archive: its size, how common words are, and what models say.

    ``answers`` gives, for a question and some sentences `in_context`, the log-odds that each answers it.
    """

    articles: int = 0
    passages: int = 0
    frequency: Callable[[Sequence[str]], Mapping[str, int]] | None = None
    embed: Callable[[Sequence[str]], Any] | None = None
    answers: Callable[[str, Sequence[tuple[str, str, str]]], Sequence[float]] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: where it stands, its scores by name, and their weighted sum.

    ``score`` is in log-odds: of two sentences, the one 1 higher is 2.7 times as likely to be the one that answers.
    ``reach`` is how many sentences before and after it are quoted with it, because the evidence goes on there.
    """

    article: Article
    index: int
    parts: Mapping[str, float] = field(default_factory=dict)
    score: float = 0.0
    reach: tuple[int, int] = (0, 0)

    @property
    def span(self) -> Span:
        return self.article.sentences[self.index]

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)

    @property
    def in_context(self) -> tuple[str, str, str]:
        """The sentence, its headline, and the sentence before it."""
        return self.text, self.article.title, self.at(self.index - 1).text if self.index else ""

    @property
    def place(self) -> tuple[str, str, int]:
        """Which sentence of which file it is."""
        return self.article.path, self.article.sha256, self.index

    @property
    def indexes(self) -> range:
        """The sentences quoted: itself and those in reach."""
        return range(self.index - self.reach[0], self.index + self.reach[1] + 1)

    @property
    def quoted(self) -> Span:
        """From the first of those sentences to the end of the last."""
        sentences = self.article.sentences
        return Span(sentences[self.indexes[0]].start, sentences[self.indexes[-1]].end)

    def at(self, index: int) -> Candidate:
        """Another sentence of the same article in its place, alone."""
        return replace(self, index=index, reach=(0, 0))
