"""The archive as a LlamaIndex retriever and query engine."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import AsyncStreamingResponse, Response, StreamingResponse
from llama_index.core.callbacks import CallbackManager
from llama_index.core.callbacks.schema import CBEventType, EventPayload
from llama_index.core.schema import NodeWithScore, QueryBundle

from rag.llamaindex.nodes import node_of_hit
from rag.llamaindex.telling import astreamed_response, response_of, streamed_response

if TYPE_CHECKING:
    from rag.archive import Archive


def as_retriever(archive: Archive, limit: int = 10, **filters: Any) -> FootnoteRetriever:
    """The archive as a LlamaIndex retriever that gives up to ``limit`` passages; ``filters`` as `Archive.search`."""
    return FootnoteRetriever(archive, limit, filters)


def as_query_engine(archive: Archive, streaming: bool = False, **options: Any) -> FootnoteQueryEngine:
    """The archive as a LlamaIndex query engine; ``options`` (``after=``, ``outlets=`` …) as for `Archive.ask`."""
    return FootnoteQueryEngine(archive, streaming, options)


class FootnoteRetriever(BaseRetriever):
    """Footnote's own retrieval (words and meaning, near-duplicates folded) behind LlamaIndex's interface."""

    def __init__(
        self,
        archive: Archive,
        limit: int = 10,
        filters: dict[str, Any] | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager=callback_manager or CallbackManager())
        self.archive = archive
        self.limit = limit
        self.filters = filters or {}

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self.archive.search(query_bundle.query_str, limit=self.limit, **self.filters)
        return [NodeWithScore(node=node_of_hit(hit), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class FootnoteQueryEngine(BaseQueryEngine):
    """Footnote's answers behind LlamaIndex's interface.

    ``response.response`` are the answer's sentences, each with its mark and ``[n]``; ``response.source_nodes`` are the
    quotes they stand on; ``response.metadata`` is the answer as JSON: ``claims`` with verdicts, reasons and citations,
    disagreements, whether it abstains. With ``streaming`` the generator yields sentences that are complete and checked;
    closing it stops the language model.
    """

    def __init__(
        self,
        archive: Archive,
        streaming: bool = False,
        options: dict[str, Any] | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager or CallbackManager())
        self.archive = archive
        self.streaming = streaming
        self.options = options or {}

    def _query(self, query_bundle: QueryBundle) -> Response | StreamingResponse:
        with self._event(query_bundle) as event:
            response = self._response(query_bundle.query_str)
            event.on_end(payload={EventPayload.RESPONSE: response})
        return response

    async def _aquery(self, query_bundle: QueryBundle) -> Response | AsyncStreamingResponse:
        with self._event(query_bundle) as event:
            response = await self._aresponse(query_bundle.query_str)
            event.on_end(payload={EventPayload.RESPONSE: response})
        return response

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """The passages the archive finds for a question, without answering it."""
        return FootnoteRetriever(self.archive, callback_manager=self.callback_manager).retrieve(query_bundle)

    def _response(self, question: str) -> Response | StreamingResponse:
        if self.streaming:
            return streamed_response(self.archive.stream(question, **self.options))
        return response_of(self.archive.ask(question, **self.options))

    async def _aresponse(self, question: str) -> Response | AsyncStreamingResponse:
        ask = partial(self.archive.ask, question, **self.options)
        return astreamed_response(ask) if self.streaming else response_of(await asyncio.to_thread(ask))

    def _event(self, query_bundle: QueryBundle) -> Any:
        return self.callback_manager.event(CBEventType.QUERY, payload={EventPayload.QUERY_STR: query_bundle.query_str})

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}
