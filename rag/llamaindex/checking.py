"""Our checker behind LlamaIndex's own objects: a query engine around any other, and an evaluator.

Both read the citation markers of a response (``[2]``) against its source nodes, which ``CitationQueryEngine`` numbers
from 1. Neither needs an archive, a language model or the network.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import (
    RESPONSE_TYPE,
    AsyncStreamingResponse,
    PydanticResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.evaluation.base import BaseEvaluator, EvaluationResult
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle

from rag.check.evidence import Embed
from rag.check.opinion import Opinion
from rag.embed import open_embedder
from rag.llamaindex.cited import CitedText
from rag.llamaindex.citing import check_cited
from rag.llamaindex.opinion import LlamaOpinion
from rag.render import MARKS, VERDICT_WORDS, in_a_row, one_line

KEY = "footnote"
"""Where a checked response's metadata has what was found."""

STRUCTURED = {"passing": None, "notice": "A structured response has no sentences; nothing was checked."}
NOTHING = "There is no sentence to check."

_HEADING = re.compile(r"\ASource \d+:\n")


@dataclass(frozen=True)
class Checking:
    """How responses are checked.

    ``citations``: whether every sentence has to cite; None: if any does. ``embedder`` turns texts into vectors, so that
    nearness in meaning counts beside words: the name of a packaged one, an object like it, or None. ``second_opinion``
    is a LlamaIndex language model (or a `rag.check.opinion.Opinion`) that may lower verdicts.
    """

    citations: bool | None = None
    embedder: Any = "minilm"
    second_opinion: Any = None

    def check(self, text: str, sources: Sequence[str]) -> CitedText:
        """Every sentence of a text by the numbered sources it cites."""
        bare = [_HEADING.sub("", source) for source in sources]
        return check_cited(text, bare, citations=self.citations, embed=self._embed(), opinion=self._opinion())

    def _embed(self) -> Embed | None:
        embedder = _packaged(self.embedder) if isinstance(self.embedder, str) else self.embedder
        return embedder.embed if embedder else None

    def _opinion(self) -> Opinion | None:
        return LlamaOpinion(self.second_opinion) if hasattr(self.second_opinion, "chat") else self.second_opinion


@cache
def _packaged(name: str) -> Any:
    return open_embedder(name)


def check_response(response: Response, **how: Any) -> CitedText:
    """Check a response's sentences by the source nodes they cite; ``how`` as for `Checking`."""
    return Checking(**how).check(response.response or "", texts_of(response.source_nodes))


def texts_of(nodes: Sequence[NodeWithScore]) -> list[str]:
    """The nodes' own texts, without their metadata."""
    return [node.node.get_content(MetadataMode.NONE) for node in nodes]


class CheckedQueryEngine(BaseQueryEngine):
    """Any LlamaIndex query engine, its answers checked: ``response.metadata["footnote"]`` says what was found.

    The text is what the engine wrote. With ``drop_unsupported`` the sentences that fail are left out, invented markers
    are taken out of the others, and a line says so. A stream is passed on as it comes and checked when it has ended; if
    sentences are to be left out, it is held back until then.
    """

    def __init__(self, engine: BaseQueryEngine, drop_unsupported: bool = False, **how: Any) -> None:
        super().__init__(engine.callback_manager)
        self.engine = engine
        self.drop_unsupported = drop_unsupported
        self.checking = Checking(**how)

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return self._checked(self.engine.query(query_bundle))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._checked, await self.engine.aquery(query_bundle))

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """What the engine retrieves."""
        return self.engine.retrieve(query_bundle)

    def synthesize(
        self,
        query_bundle: QueryBundle,
        nodes: list[NodeWithScore],
        additional_source_nodes: Sequence[NodeWithScore] | None = None,
    ) -> RESPONSE_TYPE:
        """What the engine makes of these nodes, checked."""
        return self._checked(self.engine.synthesize(query_bundle, nodes, additional_source_nodes))

    async def asynthesize(
        self,
        query_bundle: QueryBundle,
        nodes: list[NodeWithScore],
        additional_source_nodes: Sequence[NodeWithScore] | None = None,
    ) -> RESPONSE_TYPE:
        """The same, asynchronously."""
        made = await self.engine.asynthesize(query_bundle, nodes, additional_source_nodes)
        return await asyncio.to_thread(self._checked, made)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {"engine": self.engine}

    def _checked(self, response: RESPONSE_TYPE) -> RESPONSE_TYPE:
        """The response with what was found; a stream will have it when it has ended."""
        metadata = dict(response.metadata or {})
        if isinstance(response, PydanticResponse):
            return replace(response, metadata={**metadata, KEY: STRUCTURED})
        if isinstance(response, StreamingResponse):
            return replace(response, response_gen=self._followed(response, metadata), metadata=metadata)
        if isinstance(response, AsyncStreamingResponse):
            return replace(response, response_gen=self._afollowed(response, metadata), metadata=metadata)
        text = self._found(response.response or "", response.source_nodes, metadata)
        return replace(response, response=text if self.drop_unsupported else response.response, metadata=metadata)

    def _found(self, text: str, nodes: Sequence[NodeWithScore], metadata: dict[str, Any]) -> str:
        """Writes what was found into the metadata; gives the text without what fails."""
        checked = self.checking.check(text, texts_of(nodes))
        dropped = [one.text for one in checked.dropped] if self.drop_unsupported else []
        metadata[KEY] = {**checked.to_json(), "dropped": dropped}
        return checked.without_failed()

    def _followed(self, response: StreamingResponse, metadata: dict[str, Any]) -> Generator[str, None, None]:
        text = ""
        try:
            for token in response.response_gen:
                text += token
                if not self.drop_unsupported:
                    yield token
        finally:
            response.response_gen.close()
        left = self._found(text, response.source_nodes, metadata)
        if self.drop_unsupported:
            yield left

    async def _afollowed(self, response: AsyncStreamingResponse, metadata: dict[str, Any]) -> AsyncGenerator[str, None]:
        text = ""
        try:
            async for token in response.response_gen:
                text += token
                if not self.drop_unsupported:
                    yield token
        finally:
            await response.response_gen.aclose()
        left = await asyncio.to_thread(self._found, text, response.source_nodes, metadata)
        if self.drop_unsupported:
            yield left


class FootnoteEvaluator(BaseEvaluator):
    """Our checker as a LlamaIndex evaluator: does each sentence stand on the contexts, and on those it cites?

    ``score`` is the share of the sentences that pass; the response is ``passing`` where that is at least
    ``passing_from`` and no citation is invented; ``feedback`` has each sentence with its verdict and, below it, what
    speaks against it. Plain contexts will do.
    """

    def __init__(self, passing_from: float = 1.0, **how: Any) -> None:
        self.passing_from = passing_from
        self.checking = Checking(**how)

    def _get_prompts(self) -> dict[str, Any]:
        return {}

    def _update_prompts(self, prompts: dict[str, Any]) -> None:
        """There are none: no model is asked."""

    def evaluate(
        self,
        query: str | None = None,
        response: str | None = None,
        contexts: Sequence[str] | None = None,
        **_: Any,
    ) -> EvaluationResult:
        """Check the response by the contexts; ``[1]`` in it is the first of them. Raises ValueError without them."""
        if response is None or contexts is None:
            raise ValueError("response and contexts must be provided")
        checked = self.checking.check(response, contexts)
        given: dict[str, Any] = {"query": query, "response": response, "contexts": contexts}
        if checked.score is None:
            return EvaluationResult(**given, invalid_result=True, invalid_reason=NOTHING, feedback=NOTHING)
        passing = checked.score >= self.passing_from and not checked.invented
        return EvaluationResult(**given, passing=passing, score=checked.score, feedback=feedback(checked))

    async def aevaluate(
        self,
        query: str | None = None,
        response: str | None = None,
        contexts: Sequence[str] | None = None,
        **_: Any,
    ) -> EvaluationResult:
        """The same, in a thread."""
        return await asyncio.to_thread(self.evaluate, query, response, contexts)


def feedback(checked: CitedText) -> str:
    """A line a sentence: mark, verdict, the sentence; below it what speaks against it."""
    lines = [checked.notice] if checked.notice else []
    for sentence in checked:
        lines.append(f"{MARKS[sentence.verdict]} {VERDICT_WORDS[sentence.verdict]}: {one_line(sentence.text)}")
        if not sentence.passes and sentence.judgement:
            lines.append(f"  {in_a_row(map(one_line, sentence.judgement.reasons))}")
    return "\n".join(lines)
