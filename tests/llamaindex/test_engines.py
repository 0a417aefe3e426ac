"""An archive is a LlamaIndex retriever and query engine; nodes are characters of the files, answers are checked."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from llama_index.core import Settings as LlamaSettings
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.callbacks import CallbackManager, CBEventType, LlamaDebugHandler
from llama_index.core.schema import MetadataMode
from llama_index.core.tools import QueryEngineTool

from rag.archive import Archive
from rag.llamaindex import FootnoteQueryEngine, FootnoteRetriever, as_query_engine, as_retriever, response_of
from rag.types import GRAVEST, Answer, Citation, Claim, Disagreement, Value

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
QUESTION = "How long did the 2020 war over Nagorno-Karabakh last?"
QUESTIONS = (QUESTION, "How many soldiers died in the flare-up?", "Who brokered the ceasefire?")


@pytest.fixture
def archive(seeds_archive: Archive) -> Archive:
    return seeds_archive


def text_of(path: str) -> str:
    return (SEEDS / path).read_bytes().decode("utf-8")


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


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_number_in_the_text_is_the_source_node_s(archive: Archive, question: str) -> None:
    response = as_query_engine(archive).query(question)
    assert [node.metadata["citation"] for node in response.source_nodes] == list(
        range(1, len(response.source_nodes) + 1)
    )
    for node in response.source_nodes:
        assert f"[{node.metadata['citation']}]" in str(response)


def test_each_sentence_has_its_verdict_in_the_metadata_and_on_its_nodes(archive: Archive) -> None:
    response = as_query_engine(archive).query(QUESTION)
    claims = response.metadata["claims"]  # type: ignore[index]
    assert claims
    for claim in claims:
        assert claim["text"] in str(response)
        assert claim["verdict"] in GRAVEST
        assert claim["reasons"]
        for n in claim["citations"]:
            node = response.source_nodes[n - 1]
            assert claim["text"] in node.metadata["claims"]
            assert GRAVEST.index(node.metadata["verdict"]) <= GRAVEST.index(claim["verdict"])


def test_a_source_of_a_disagreement_alone_bears_no_sentence() -> None:
    one, two = (Citation(n, f"{n}.txt", f"{n}" * 64, 0, 5, "Nine.", "A") for n in (1, 2))
    split = Disagreement("boats", (Value("nine", (1,)), Value("ten", (2,))))
    claims = (Claim("Nine.", verdict="supported", citations=(1,)),)
    response = response_of(Answer("1", "?", "?", claims=claims, disagreements=(split,), citations=(one, two)))
    assert [node.metadata["verdict"] for node in response.source_nodes] == ["supported", None]
    assert [node.metadata["claims"] for node in response.source_nodes] == [["Nine."], []]


def test_a_language_model_is_shown_neither_verdicts_nor_offsets(archive: Archive) -> None:
    node = as_query_engine(archive).query(QUESTION).source_nodes[0].node
    for mode in (MetadataMode.LLM, MetadataMode.EMBED):
        assert not {"sha256", "start:", "verdict", "claims"} & set(node.get_content(mode).split())
        assert "supported" not in node.get_content(mode)


def test_where_the_articles_do_not_say_the_text_says_so_and_there_are_no_sources(archive: Archive) -> None:
    response = as_query_engine(archive).query("What is the capital of France?")
    assert str(response).startswith("The articles do not say.")
    assert response.source_nodes == []
    assert response.metadata["abstained"] is True  # type: ignore[index]


def test_filters_and_options_reach_the_archive(archive: Archive) -> None:
    assert as_retriever(archive, after="2999").retrieve(QUESTION) == []
    assert as_query_engine(archive, after="2999").query(QUESTION).metadata["abstained"] is True  # type: ignore[index]
    assert as_retriever(archive).retrieve(QUESTION), "the control"


def test_callbacks_hear_the_question_the_nodes_and_the_response(archive: Archive) -> None:
    heard = LlamaDebugHandler(print_trace_on_end=False)
    manager = CallbackManager([heard])
    engine = FootnoteQueryEngine(archive, callback_manager=manager)
    response = engine.query(QUESTION)
    [(start, end)] = heard.get_event_pairs(CBEventType.QUERY)
    assert start.payload["query_str"] == QUESTION
    assert end.payload["response"] is response
    FootnoteRetriever(archive, callback_manager=manager).retrieve(QUESTION)
    [(_, found)] = heard.get_event_pairs(CBEventType.RETRIEVE)
    assert found.payload["nodes"]


def test_it_is_a_tool_like_any_query_engine(archive: Archive) -> None:
    tool = QueryEngineTool.from_defaults(as_query_engine(archive), name="news", description="News of the archive.")
    output = tool.call(QUESTION)
    assert "44-day" in output.content
    assert output.raw_output.metadata["claims"]
