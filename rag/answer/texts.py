"""Answering from given texts instead of an archive: for evaluation sets, and for text a user pastes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from rag.answer.candidate import Knowledge
from rag.answer.extractive import draft
from rag.text.sentences import split_sentences
from rag.types import Article, Draft, Hit, Passage, Sentence


def answer_from_texts(question: str, texts: Sequence[str], embedder: Any = None, evidence: Any = None) -> Draft:
    """A draft from plain texts, each taken as an article without headline, outlet or date.

    ``embedder`` and ``evidence`` are the models to use, if any (`rag.embed`, `rag.evidence`).
    """
    embed = embedder.embed if embedder else None
    knowledge = Knowledge(embed=embed, answers=evidence.answers if evidence else None)
    return draft(question, hits_of_texts(question, texts, embed), knowledge)


def hits_of_texts(
    question: str, texts: Sequence[str], embed: Callable[[Sequence[str]], Any] | None = None
) -> list[Hit]:
    """Each text as a passage, with its nearness to the question where there is an embedder."""
    hits = [hit for number, text in enumerate(texts) for hit in hits_of(text, number)]
    if embed is None or not hits:
        return hits
    vectors = embed([question, *(hit.text for hit in hits)])
    return [
        replace(hit, parts={"cosine": float(vector @ vectors[0])})
        for hit, vector in zip(hits, vectors[1:], strict=True)
    ]


def hits_of(text: str, number: int) -> list[Hit]:
    sentences = tuple(Sentence(span.start, span.end) for span in split_sentences(text))
    if not sentences:
        return []
    article = Article(f"text {number + 1}", "", "", text, "utf-8", sentences=sentences, id=-1 - number)
    return [Hit(Passage(-1 - number, article.id, sentences[0].start, sentences[-1].end), article, 1.0)]
