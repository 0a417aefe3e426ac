"""An article to passages: consecutive sentences that fit the embedder in one piece, never across page furniture.

The sentences of a passage are chosen so that its pieces are of like size: an article of 1.1 times the limit makes two
halves, not one full passage and a crumb. A single sentence beyond the limit is cut at spaces. Spans only; the text
that is embedded carries the headline and the date in front (`scoring_text`), what is shown never does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.types import Article, Span

# Changes whenever the same article would be split into other passages, or another text would be embedded.
SPLITTER = "sentences/2"
PREFIX_TOKENS = 48  # at most; a longer headline is cut for scoring

CountTokens = Callable[[str], int]
Piece = tuple[Span, int]  # a sentence, or a part of one too long, and its length in tokens


def split(article: Article, count_tokens: CountTokens, max_tokens: int) -> list[Span]:
    """The passages of an article as spans, in order; each fits ``max_tokens`` with its prefix before it."""
    limit = max_tokens - min(count_tokens(prefix(article)), PREFIX_TOKENS)
    marks = count_tokens("")  # what the model adds to any text, already counted with the prefix
    passages: list[Span] = []
    for run in runs(article):
        pieces: list[Piece] = []
        for sentence in run:
            tokens = count_tokens(sentence.of(article.text)) - marks
            pieces += (
                [(sentence, tokens)] if tokens <= limit else cut_sentence(article.text, sentence, count_tokens, limit)
            )
        passages += packed(pieces, limit)
    return passages


def scoring_text(article: Article, passage: Span, count_tokens: CountTokens | None = None) -> str:
    """What is embedded for a passage: headline and date, then the passage. Never shown."""
    head = prefix(article)
    if count_tokens is not None and count_tokens(head) > PREFIX_TOKENS:
        head = cut(head, count_tokens, PREFIX_TOKENS)
    return f"{head}\n{passage.of(article.text)}"


def prefix(article: Article) -> str:
    """Headline and, where known, the date: what a passage needs to be understood alone."""
    date = f" ({article.published.date})" if article.published.date else ""
    return f"{article.title}{date}"


def cut(text: str, count_tokens: CountTokens, limit: int) -> str:
    words = text.split()
    while len(words) > 1 and count_tokens(" ".join(words)) > limit:
        words.pop()
    return " ".join(words)[: limit * 20]


def runs(article: Article) -> Iterator[list[Span]]:
    """Sentences with no furniture between them; the headline where a page holds nothing else, so that it is found."""
    if not article.sentences and article.headline is not None:
        yield [article.headline]
    walls = iter(sorted(article.furniture))
    wall = next(walls, None)
    run: list[Span] = []
    for sentence in article.sentences:
        while wall is not None and wall.end <= sentence.start:
            if run and wall.start >= run[-1].end:
                yield run
                run = []
            wall = next(walls, None)
        run.append(sentence)
    if run:
        yield run


def packed(pieces: Sequence[Piece], limit: int) -> Iterator[Span]:
    """Neighbours joined into passages of like size, none over the limit."""
    total = sum(tokens for _, tokens in pieces)
    target = total / max(1, -(-total // limit))
    group: list[Span] = []
    size = 0
    for span, tokens in pieces:
        if group and (size + tokens > limit or size >= target):
            yield Span(group[0].start, group[-1].end)
            group, size = [], 0
        group.append(span)
        size += tokens
    if group:
        yield Span(group[0].start, group[-1].end)


def cut_sentence(text: str, sentence: Span, count_tokens: CountTokens, limit: int) -> list[Piece]:
    """A sentence beyond the limit in parts, cut at spaces, and inside a word only where the word alone is too long."""
    marks = count_tokens("")
    parts: list[Piece] = []
    start, end, size = sentence.start, sentence.start, 0
    for word in word_spans(text, sentence, limit):
        tokens = count_tokens(word.of(text)) - marks
        if size and size + tokens > limit:
            parts.append((Span(start, end), size))
            start, size = word.start, 0
        end, size = word.end, size + tokens
    return [*parts, (Span(start, end), size)]


def word_spans(text: str, sentence: Span, limit: int) -> Iterator[Span]:
    """Runs without spaces, at most ``limit`` characters each (a token is at least one character)."""
    for match in re.finditer(rf"\S{{1,{limit}}}", text[sentence.start : sentence.end]):
        yield Span(sentence.start + match.start(), sentence.start + match.end())
