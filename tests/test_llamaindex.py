"""An archive is a LlamaIndex retriever and query engine, and a LlamaIndex embedding model is an embedder."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core import Settings as LlamaSettings
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import MetadataMode

from rag.archive import Archive
from rag.embed import tokenizer
from rag.errors import ArchiveMismatch, EmbedderError, InputError
from rag.llamaindex import LlamaEmbedder, as_query_engine, as_retriever, estimated_tokens, response_of
from rag.settings import Settings
from rag.types import Answer, Citation, Claim

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
QUESTION = "How long did the 2020 war over Nagorno-Karabakh last?"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("llama") / "archive") as opened:
        opened.add(SEEDS)
        yield opened


def text_of(path: str) -> str:
    return (SEEDS / path).read_bytes().decode("utf-8")


# The archive as theirs


def test_retrieved_nodes_are_characters_of_the_file(archive: Archive) -> None:
    retriever = as_retriever(archive, limit=4)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.retrieve(QUESTION)
    assert 1 <= len(found) <= 4
    for item in found:
        node = item.node
        start, end = node.start_char_idx, node.end_char_idx  # type: ignore[attr-defined]
        assert node.get_content(MetadataMode.NONE) == text_of(node.metadata["path"])[start:end]
        assert (node.metadata["start"], node.metadata["end"]) == (start, end)
        assert set(node.metadata) == {"path", "title", "outlet", "date", "sha256", "start", "end"}


def test_the_order_and_the_scores_are_the_archive_s(archive: Archive) -> None:
    hits = archive.search(QUESTION, limit=4)
    found = as_retriever(archive, limit=4).retrieve(QUESTION)
    assert [item.score for item in found] == [hit.score for hit in hits]


def test_node_ids_are_the_same_in_another_archive(archive: Archive, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "other") as other:
        other.add(SEEDS)
        ours, theirs = as_retriever(archive).retrieve(QUESTION), as_retriever(other).retrieve(QUESTION)
    assert [item.node.node_id for item in ours] == [item.node.node_id for item in theirs]
    assert len({item.node.node_id for item in ours}) == len(ours)


def test_a_language_model_is_not_shown_hashes(archive: Archive) -> None:
    node = as_retriever(archive).retrieve(QUESTION)[0].node
    shown = node.get_content(MetadataMode.LLM)
    assert node.metadata["title"] in shown
    assert node.metadata["sha256"] not in shown


def test_the_query_engine_answers_with_the_cited_quotes(archive: Archive) -> None:
    engine = as_query_engine(archive)
    assert isinstance(engine, BaseQueryEngine)
    response = engine.query(QUESTION)
    answer = Answer.from_json(response.metadata)  # type: ignore[arg-type]
    assert "44-day" in str(response)
    assert json.loads(json.dumps(response.metadata)) == response.metadata
    assert [node.metadata["start"] for node in response.source_nodes] == [
        c.start for c in answer.citations if c.n in cited(answer)
    ]
    for item in response.source_nodes:
        start, end = item.node.start_char_idx, item.node.end_char_idx  # type: ignore[attr-defined]
        assert item.text == text_of(item.metadata["path"])[start:end]


def cited(answer: Answer) -> set[int]:
    return {n for claim in answer.claims for n in claim.citations}


def test_asynchronous_calls_give_the_same(archive: Archive) -> None:
    async def both() -> tuple[Any, Any]:
        return await as_retriever(archive).aretrieve(QUESTION), await as_query_engine(archive).aquery(QUESTION)

    found, response = asyncio.run(both())
    assert [item.node.node_id for item in found] == [i.node.node_id for i in as_retriever(archive).retrieve(QUESTION)]
    assert str(response) == str(as_query_engine(archive).query(QUESTION))


def test_closest_passages_are_not_sources() -> None:
    offered = Citation(1, "a.txt", "0" * 64, 0, 5, "Nine.", "A")
    response = response_of(
        Answer("1", "?", "?", abstained=True, notice="The articles do not say.", closest=(1,), citations=(offered,))
    )
    assert response.source_nodes == []
    shown = response_of(Answer("1", "?", "?", claims=(Claim("Nine.", citations=(1,)),), citations=(offered,)))
    assert len(shown.source_nodes) == 1


def test_no_global_model_is_set_or_asked_for(archive: Archive) -> None:
    as_query_engine(archive).query(QUESTION)
    assert LlamaSettings._llm is None
    assert LlamaSettings._embed_model is None


def test_the_package_does_not_import_llama_index_until_asked() -> None:
    code = (
        "import sys, rag, rag.archive, rag.embed; sys.exit(any(name.startswith('llama_index') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Their embedding models as ours


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
    from rag.embed import MODEL_FOLDER

    real = tokenizer((MODEL_FOLDER / "vocab.txt").read_bytes())
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
