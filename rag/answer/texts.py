"""Answering from given texts instead of an archive: for evaluation sets, and for text a user pastes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.answer.evidence import Knowledge
from rag.answer.extractive import draft
from rag.text.sentences import split_sentences
from rag.types import Article, Draft, Hit, Passage, Sentence


def answer_from_texts(question: str, texts: Sequence[str], embedder: Any = None) -> Draft:
    """A draft from plain texts, each taken as an article without headline, outlet or date."""
    hits = [hit for number, text in enumerate(texts) for hit in hits_of(text, number)]
    return draft(question, hits, Knowledge(embed=embedder.embed if embedder else None))


def hits_of(text: str, number: int) -> list[Hit]:
    sentences = tuple(Sentence(span.start, span.end) for span in split_sentences(text))
    if not sentences:
        return []
    article = Article(f"text {number + 1}", "", "", text, "utf-8", sentences=sentences, id=-1 - number)
    return [Hit(Passage(-1 - number, article.id, sentences[0].start, sentences[-1].end), article, 1.0)]
