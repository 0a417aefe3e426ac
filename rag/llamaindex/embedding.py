"""Any LlamaIndex embedding model as Footnote's embedder."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from rag.embed import Vectors, checked
from rag.errors import EmbedderError, InputError


class LlamaEmbedder:
    """Any LlamaIndex embedding model as Footnote's embedder.

    ``max_tokens`` is how many tokens the model reads of a text; LlamaIndex does not know it, and passages are
    cut to fit it, so it has to be right. ``count_tokens`` counts a text's tokens as the model does; without
    it the count is estimated from the letters, on the high side, so that passages come out shorter rather
    than cut. Queries and passages are embedded alike. The fingerprint is made of the model's class, name and
    dimension: vectors of a model that changes under the same name must be rebuilt by hand.
    """

    def __init__(
        self,
        model: BaseEmbedding,
        max_tokens: int,
        count_tokens: Callable[[str], int] | None = None,
        name: str | None = None,
    ) -> None:
        """Embeds one word to learn the dimension. Raises InputError without a usable name or limit, EmbedderError."""
        if max_tokens < 8:
            raise InputError(f"max_tokens is {max_tokens}; an embedding model reads at least 8 tokens.")
        label = name or model.model_name
        if not label or label == "unknown":
            raise InputError("This embedding model has no name. Give one: LlamaEmbedder(model, ..., name=...).")
        self.model = model
        self.max_tokens = max_tokens
        self.dimension = 0
        self.dimension = int(self.embed(["news"]).shape[1])
        self.fingerprint = f"llamaindex/{type(model).__name__}/{label}/{self.dimension}"
        self._count = count_tokens or estimated_tokens

    def count_tokens(self, text: str) -> int:
        """How many tokens the model sees in a text."""
        return self._count(text)

    def embed(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors [texts, dimension], float32, of length one. Raises EmbedderError for any that cannot be used."""
        size = self.model.embed_batch_size
        rows: list[Vectors] = []
        for start in range(0, len(texts), size):
            rows.append(self._vectors(texts[start : start + size]))
            if on_progress:
                on_progress(min(start + size, len(texts)))
        return np.concatenate(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        given = self.model.get_text_embedding_batch(list(texts))
        if len({len(vector) for vector in given}) != 1:
            raise EmbedderError(f"The embedding model {self.model.class_name()} gave vectors of uneven size.")
        vectors = np.asarray(given, np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        scaled = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
        return checked(scaled, len(texts), self.dimension or vectors.shape[1])


_RUN = re.compile(r"[^\W\d_]+|\S")


def estimated_tokens(text: str) -> int:
    """Tokens of a text for a model whose tokenizer is not at hand, on the high side.

    Three ASCII letters are counted as a token (wordpiece and byte-pair vocabularies average more than four),
    every digit, sign and other letter as one, and two for the marks at both ends.
    """
    return 2 + sum(math.ceil(len(run) / 3) if run.isascii() else len(run) for run in _RUN.findall(text))
