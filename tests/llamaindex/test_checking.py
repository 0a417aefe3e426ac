"""Our checker stands behind any LlamaIndex query engine, and is an evaluator like any other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest
from llama_index.core import Settings as LlamaSettings
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import AsyncStreamingResponse, PydanticResponse, Response, StreamingResponse
from llama_index.core.callbacks import CallbackManager
from llama_index.core.evaluation import BaseEvaluator, BatchEvalRunner
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.llms.openai_like import OpenAILike
from pydantic import BaseModel

from rag import Archive
from rag.llamaindex import CheckedQueryEngine, FootnoteEvaluator, as_query_engine, check_response
from rag.types import Judgement
from tests.llm.server import StubServer

BRIDGE = "The new bridge of Lund was opened by Mayor Ida Berg on Monday. It cost 3 million crowns."
FERRY = "The ferry of Marn was sold in May, the harbour office said. It had run for 40 years."
RIGHT = "The bridge of Lund was opened by Mayor Ida Berg [1]."
DRAFT = (
    f"{RIGHT} The bridge cost 5 million crowns [1]. The ferry of Marn was sold in May [99]. "
    "The ferry had run for 40 years. The ferry of Marn was sold in May [1]."
)
FOUND = [
    ("supported", []),
    ("contradicted", []),
    ("unsupported", ["invented citation"]),
    ("unsupported", ["uncited"]),
    ("unsupported", ["wrong citation"]),
]
LEFT = f"{RIGHT}\n\n(4 sentences were left out: not borne out by what is cited.)"
QUESTION = "What of bridge and ferry?"


class Two(BaseRetriever):
    """A retriever that is not ours, with two nodes."""

    def _retrieve(self, _: QueryBundle) -> list[NodeWithScore]:
        return [NodeWithScore(node=TextNode(text=text), score=1.0) for text in (BRIDGE, FERRY)]


class Scripted(CustomLLM):
    """A model that says what it is told to say."""

    said: str = DRAFT

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="scripted")

    def complete(self, *_: Any, **__: Any) -> CompletionResponse:
        return CompletionResponse(text=self.said)

    def stream_complete(self, *_: Any, **__: Any) -> CompletionResponseGen:
        def words() -> CompletionResponseGen:
            for word in self.said.split(" "):
                yield CompletionResponse(text=word, delta=f"{word} ")

        return words()


def theirs(llm: Any = None, streaming: bool = False) -> CitationQueryEngine:
    """LlamaIndex's engine, with no global settings read."""
    llm = llm or Scripted()
    synthesizer = get_response_synthesizer(llm=llm, streaming=True) if streaming else None
    return CitationQueryEngine(Two(), llm, synthesizer, callback_manager=CallbackManager())


def found(response: Any) -> list[tuple[str, list[str]]]:
    return [(one["verdict"], one["problems"]) for one in response.metadata["footnote"]["sentences"]]


# Behind a query engine


def test_behind_citation_query_engine_it_catches_what_is_wrong() -> None:
    response = CheckedQueryEngine(theirs()).query(QUESTION)
    assert found(response) == FOUND
    footnote = response.metadata["footnote"]  # type: ignore[index]
    assert (footnote["passing"], footnote["score"], footnote["verdict"]) == (False, 0.2, "contradicted")
    assert (footnote["invented"], footnote["sources"], footnote["dropped"]) == ([99], 2, [])


def test_the_engine_alone_lets_all_of_it_pass() -> None:
    """The control."""
    response = theirs().query(QUESTION)
    assert str(response) == DRAFT
    assert "footnote" not in (response.metadata or {})


def test_the_text_and_the_nodes_stay_as_they_were() -> None:
    response, plain = CheckedQueryEngine(theirs()).query(QUESTION), theirs().query(QUESTION)
    assert str(response) == str(plain)
    assert [node.text for node in response.source_nodes] == [node.text for node in plain.source_nodes]
    assert set(response.metadata) - {"footnote"} == {  # type: ignore[arg-type]
        node.node.node_id for node in response.source_nodes
    }


def test_asked_to_it_drops_what_fails_and_says_so() -> None:
    response = CheckedQueryEngine(theirs(), drop_unsupported=True).query(QUESTION)
    assert str(response) == LEFT
    assert len(response.metadata["footnote"]["dropped"]) == 4  # type: ignore[index]


def test_evidence_is_the_nodes_own_words_without_the_heading_the_engine_adds() -> None:
    response = CheckedQueryEngine(theirs()).query(QUESTION)
    assert response.source_nodes[0].text.startswith("Source 1:\n")
    for sentence in response.metadata["footnote"]["sentences"]:  # type: ignore[index]
        for one in sentence["evidence"]:
            assert one["quote"] in response.source_nodes[one["source"] - 1].text
            assert not one["quote"].startswith("Source")


def test_asynchronously_it_finds_the_same() -> None:
    response = asyncio.run(CheckedQueryEngine(theirs()).aquery(QUESTION))
    assert found(response) == FOUND


@pytest.mark.parametrize("ours", [False, True])
def test_over_http_it_finds_the_same(ours: bool) -> None:
    """With our guard and without it, the same model behind the same server."""
    with StubServer([DRAFT]) as server:
        llm = OpenAILike(model="stub", api_base=server.url, api_key="none", is_chat_model=True, max_retries=0)
        engine: BaseQueryEngine = theirs(llm)
        response = CheckedQueryEngine(engine).query(QUESTION) if ours else engine.query(QUESTION)
        assert "Source 2:" in server.requests[0].prompt
    assert str(response) == DRAFT
    assert ("footnote" in response.metadata) is ours  # type: ignore[operator]
    assert not ours or found(response) == FOUND


def test_a_stream_is_passed_on_as_it_comes_and_checked_at_its_end() -> None:
    response = CheckedQueryEngine(theirs(streaming=True)).query(QUESTION)
    assert isinstance(response, StreamingResponse)
    words = response.response_gen
    assert next(words) == "The "
    assert "footnote" not in response.metadata  # type: ignore[operator]
    assert f"The {''.join(words)}".strip() == DRAFT
    assert found(response) == FOUND


def test_a_stream_is_held_back_where_sentences_are_to_be_dropped() -> None:
    response = CheckedQueryEngine(theirs(streaming=True), drop_unsupported=True).query(QUESTION)
    assert list(response.response_gen) == [LEFT]  # type: ignore[union-attr]


class Fixed(BaseQueryEngine):
    """An engine that gives one response."""

    def __init__(self, response: Any) -> None:
        super().__init__(CallbackManager())
        self.response = response

    def _query(self, _: QueryBundle) -> Any:
        return self.response

    async def _aquery(self, _: QueryBundle) -> Any:
        return self.response

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


NODES = [NodeWithScore(node=TextNode(text=text)) for text in (BRIDGE, FERRY)]


@pytest.mark.parametrize(("drop", "told"), [(False, DRAFT), (True, LEFT)])
def test_an_asynchronous_stream_is_checked_too(drop: bool, told: str) -> None:
    async def words() -> AsyncGenerator[str]:
        for word in DRAFT.split(" "):
            yield f"{word} "

    async def read() -> tuple[str, Any]:
        engine = CheckedQueryEngine(Fixed(AsyncStreamingResponse(words(), NODES)), drop_unsupported=drop)
        response = await engine.aquery(QUESTION)
        assert isinstance(response, AsyncStreamingResponse)
        return "".join([piece async for piece in response.async_response_gen()]), response

    text, response = asyncio.run(read())
    assert text.strip() == told
    assert found(response) == FOUND


def test_closing_a_checked_stream_closes_the_engine_s() -> None:
    closed: list[bool] = []

    def words() -> Generator[str]:
        try:
            yield "The "
            yield "bridge"
        finally:
            closed.append(True)

    response = CheckedQueryEngine(Fixed(StreamingResponse(words(), NODES))).query(QUESTION)
    told = response.response_gen  # type: ignore[union-attr]
    next(told)
    told.close()  # type: ignore[union-attr]
    assert closed == [True]


def test_closing_a_checked_asynchronous_stream_closes_the_engine_s() -> None:
    closed: list[bool] = []

    async def words() -> AsyncGenerator[str]:
        try:
            yield "The "
            yield "bridge"
        finally:
            closed.append(True)

    async def read() -> None:
        response = await CheckedQueryEngine(Fixed(AsyncStreamingResponse(words(), NODES))).aquery(QUESTION)
        told = response.response_gen  # type: ignore[union-attr]
        await anext(told)  # type: ignore[arg-type]
        await told.aclose()  # type: ignore[union-attr]

    asyncio.run(read())
    assert closed == [True]


class Form(BaseModel):
    mayor: str


def test_a_structured_response_is_passed_on_and_said_to_be_unchecked() -> None:
    response = CheckedQueryEngine(Fixed(PydanticResponse(Form(mayor="Ida Berg"), NODES))).query(QUESTION)
    assert isinstance(response, PydanticResponse)
    assert response.mayor == "Ida Berg"
    assert response.metadata["footnote"]["passing"] is None  # type: ignore[index]


@pytest.mark.parametrize("said", ["", None, "What next?"])
def test_a_response_without_a_claim_is_neither_right_nor_wrong(said: str | None) -> None:
    response = CheckedQueryEngine(Fixed(Response(said, NODES)), drop_unsupported=True).query(QUESTION)
    assert response.metadata["footnote"]["passing"] is None  # type: ignore[index]
    assert (response.response or "") == (said or "")  # type: ignore[union-attr]


def test_the_engine_s_metadata_is_not_written_into() -> None:
    given = Response(DRAFT, NODES, {"a": 1})
    response = CheckedQueryEngine(Fixed(given)).query(QUESTION)
    assert given.metadata == {"a": 1}
    assert set(response.metadata or {}) == {"a", "footnote"}


def test_retrieving_and_synthesizing_are_the_engine_s_and_checked() -> None:
    engine = CheckedQueryEngine(theirs())
    nodes = engine.retrieve(QueryBundle(QUESTION))
    assert [node.text for node in nodes] == [BRIDGE, FERRY]
    assert found(engine.synthesize(QueryBundle(QUESTION), nodes)) == FOUND
    assert found(asyncio.run(engine.asynthesize(QueryBundle(QUESTION), nodes))) == FOUND


def test_the_engine_s_prompts_are_within_reach() -> None:
    assert any("text_qa_template" in name for name in CheckedQueryEngine(theirs()).get_prompts())


def test_no_global_model_is_set_or_asked_for_by_the_checker() -> None:
    CheckedQueryEngine(theirs()).query(QUESTION)
    assert LlamaSettings._llm is None
    assert LlamaSettings._embed_model is None


def test_a_second_opinion_may_be_a_language_model() -> None:
    doubts = Scripted(said="unsupported")
    loose = Response("The bridge of Lund was opened on Monday by Ida Berg, the mayor [1].", NODES)
    assert check_response(loose, embedder=None).passing is True
    assert check_response(loose, embedder=None, second_opinion=doubts).passing is False
    assert check_response(loose, second_opinion=lambda *_: Judgement("contradicted", 0.0)).passing is False


def test_our_own_answers_pass_it(seeds_archive: Archive) -> None:
    for question in ("How many soldiers died in the flare-up?", "Who brokered the ceasefire?"):
        checked = check_response(as_query_engine(seeds_archive).query(question))  # type: ignore[arg-type]
        assert checked.passing is True
        assert not checked.invented


# As an evaluator


def test_it_is_an_evaluator_of_plain_contexts() -> None:
    evaluator = FootnoteEvaluator()
    assert isinstance(evaluator, BaseEvaluator)
    result = evaluator.evaluate(QUESTION, DRAFT, [BRIDGE, FERRY])
    assert (result.passing, result.score, result.query, result.response) == (False, 0.2, QUESTION, DRAFT)
    assert result.feedback is not None
    assert [line for line in result.feedback.splitlines() if not line.startswith(" ")] == [
        f"✓ supported: {RIGHT}",
        "✗ contradicted: The bridge cost 5 million crowns [1].",
        "✗ not supported: The ferry of Marn was sold in May [99].",
        "✗ not supported: The ferry had run for 40 years.",
        "✗ not supported: The ferry of Marn was sold in May [1].",
    ]
    assert "  [99] is invented: there are 2 sources. Source 2 would bear it out." in result.feedback


def test_without_citations_each_sentence_is_checked_by_all_contexts() -> None:
    true = "The bridge of Lund was opened by Mayor Ida Berg. The ferry of Marn was sold in May."
    assert FootnoteEvaluator().evaluate(response=true, contexts=[BRIDGE, FERRY]).passing is True
    assert FootnoteEvaluator(citations=True).evaluate(response=true, contexts=[BRIDGE, FERRY]).passing is False
    assert FootnoteEvaluator().evaluate(response=true, contexts=[BRIDGE]).passing is False


def test_a_share_of_the_sentences_may_do_but_never_with_an_invented_citation() -> None:
    half = f"{RIGHT} The bridge cost 5 million crowns [1]."
    assert FootnoteEvaluator(passing_from=0.5).evaluate(response=half, contexts=[BRIDGE]).passing is True
    assert FootnoteEvaluator().evaluate(response=half, contexts=[BRIDGE]).passing is False
    invented = half.replace("[1]", "[1][9]", 1)
    assert FootnoteEvaluator(passing_from=0.0).evaluate(response=invented, contexts=[BRIDGE]).passing is False


def test_where_there_is_nothing_to_check_the_result_is_invalid() -> None:
    result = FootnoteEvaluator().evaluate(response="What next?", contexts=[BRIDGE])
    assert (result.invalid_result, result.passing, result.score) == (True, None, None)


@pytest.mark.parametrize("given", [{"response": DRAFT}, {"contexts": [BRIDGE]}])
def test_without_a_response_or_contexts_it_says_what_is_missing(given: Any) -> None:
    with pytest.raises(ValueError, match="must be provided"):
        FootnoteEvaluator().evaluate(**given)


def test_llamaindex_runs_it_on_whole_responses_and_in_batches() -> None:
    response = theirs().query(QUESTION)
    evaluator = FootnoteEvaluator()
    whole = evaluator.evaluate_response(QUESTION, response)  # type: ignore[arg-type]
    assert whole.score == 0.2
    runner = BatchEvalRunner({"footnote": evaluator}, workers=1)
    results = asyncio.run(runner.aevaluate_responses(queries=[QUESTION], responses=[response]))  # type: ignore[list-item]
    assert [one.score for one in results["footnote"]] == [0.2]
    assert results["footnote"][0].feedback == whole.feedback
