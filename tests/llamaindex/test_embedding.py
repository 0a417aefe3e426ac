"""A LlamaIndex embedding model is an embedder: unit vectors, a name for them, and nothing that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from rag.archive import Archive
from rag.errors import ArchiveMismatch, EmbedderError, InputError
from rag.llamaindex import LlamaEmbedder, estimated_tokens
from rag.model_file import tokenizer
from rag.settings import Settings

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
QUESTION = "How long did the 2020 war over Nagorno-Karabakh last?"


class Letters(BaseEmbedding):
    """Counts of a few letters: vectors so simple that tests can say what they are."""

    letters: str = "aeio"
    broken: str = ""

    def _get_text_embedding(self, text: str) -> list[float]:
        if self.broken and "bad" in text:
            return {"zero": [0.0] * 4, "nan": [float("nan")] * 4, "short": [1.0]}[self.broken]
        return [float(text.count(letter)) for letter in self.letters]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def embedder(**given: Any) -> LlamaEmbedder:
    return LlamaEmbedder(Letters(model_name="letters", embed_batch_size=2, **given), max_tokens=64)


def test_vectors_have_length_one_and_keep_their_order() -> None:
    done: list[int] = []
    vectors = embedder().embed(["aaa", "ee", "aaaeeee"], done.append)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [[1, 0, 0, 0], [0, 1, 0, 0], [0.6, 0.8, 0, 0]], atol=1e-6)
    assert done == [2, 3]
    assert embedder().embed([]).shape == (0, 4)


def test_the_fingerprint_names_class_model_and_dimension() -> None:
    assert embedder().fingerprint == "llamaindex/Letters/letters/4"
    named = LlamaEmbedder(Letters(), max_tokens=64, name="mine")
    assert named.fingerprint == "llamaindex/Letters/mine/4"


def test_a_model_without_a_name_or_a_limit_is_refused() -> None:
    with pytest.raises(InputError, match="name="):
        LlamaEmbedder(Letters(), max_tokens=64)
    with pytest.raises(InputError, match="max_tokens"):
        LlamaEmbedder(Letters(model_name="letters"), max_tokens=0)


@pytest.mark.parametrize("broken", ["zero", "nan", "short"])
def test_vectors_that_cannot_be_used_are_refused(broken: str) -> None:
    with pytest.raises(EmbedderError):
        embedder(broken=broken).embed(["aei", "bad"])
    assert embedder(broken=broken).embed(["aei"]).shape == (1, 4)  # the control


def test_tokens_are_counted_by_the_model_s_tokenizer_where_given() -> None:
    given = LlamaEmbedder(Letters(model_name="letters"), max_tokens=64, count_tokens=lambda text: len(text.split()))
    assert given.count_tokens("three little words") == 3


def test_estimated_tokens_are_never_fewer_than_a_real_tokenizer_s() -> None:

    real = tokenizer()
    texts = [path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")]
    texts += [
        "www.example.com/a-b_c?d=1234567890",
        "Ünïcödé: naïve café — “quoted”",
        "",
        "日本語のニュース",
        "€3.5bn (up 20%)",
    ]
    for text in texts:
        for part in [text, *text.splitlines()]:
            assert estimated_tokens(part) >= len(real.encode(part).ids)


def test_an_archive_is_built_and_searched_with_it(tmp_path: Path) -> None:
    settings = Settings(embedder=embedder())  # type: ignore[arg-type]
    with Archive.open(tmp_path / "archive", settings=settings) as built:
        report = built.add(SEEDS)
        assert report.passages > 0
        assert built.status()["embedder"] == "llamaindex/Letters/letters/4"
        assert built.search(QUESTION)
    with Archive.open(tmp_path / "archive") as other, pytest.raises(ArchiveMismatch, match="llamaindex/Letters"):
        other.search(QUESTION)
