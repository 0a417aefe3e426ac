"""Answers as LlamaIndex's responses: whole, or told sentence by sentence while they are written.

A told response fills up in place: after each sentence its source nodes and metadata are those of the answer so far,
and when its generator has ended, those of the whole answer.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from typing import Any

from llama_index.core.base.response.schema import AsyncStreamingResponse, Response, StreamingResponse
from llama_index.core.schema import NodeWithScore

from rag.llamaindex.nodes import node_of_citation
from rag.llamaindex.wording import rest, sentences, worded
from rag.types import Answer

Ask = Callable[..., Answer]
"""``Archive.ask`` with the question in it; takes ``on_answer`` and ``stopped``."""


def response_of(answer: Answer) -> Response:
    """An answer as LlamaIndex's response: metadata is the answer as JSON, source nodes are the quotes it stands on."""
    return Response(response=worded(answer), source_nodes=sources_of(answer), metadata=answer.to_json())


def sources_of(answer: Answer) -> list[NodeWithScore]:
    """The quotes an answer stands on; those offered as "closest, not an answer" are not among them."""
    cited = {n for claim in answer.claims for n in claim.citations}
    cited |= {n for disagreement in answer.disagreements for value in disagreement.values for n in value.citations}
    return [NodeWithScore(node=node_of_citation(c, answer.claims)) for c in answer.citations if c.n in cited]


@dataclass
class Told:
    """What has been told of an answer: ``hear`` takes the answer so far and gives the words that are new.

    ``text`` is all that was told, ``kept`` what of it still holds: another answer may have been given in its place.
    """

    nodes: list[NodeWithScore] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    kept: str = ""
    answer: Answer | None = None

    def hear(self, answer: Answer) -> str:
        """The sentences that are new in the answer so far."""
        self._know(answer)
        now = sentences(answer)
        return self._said(now[len(self.text) :]) if now.startswith(self.text) else ""

    def end(self) -> str:
        """What is to be said once the last answer heard is the whole one."""
        if self.answer is None:
            return ""
        words = self._said(rest(self.text, self.answer))
        self.kept = worded(self.answer)
        return words

    def _know(self, answer: Answer) -> None:
        self.answer = answer
        self.nodes[:] = sources_of(answer)
        self.metadata.clear()
        self.metadata.update(answer.to_json())

    def _said(self, words: str) -> str:
        self.text += words
        self.kept = self.text
        return words


def streamed_response(answers: Generator[Answer], told: Told | None = None) -> StreamingResponse:
    """A response whose generator tells the answers so far; closing it closes ``answers``."""
    told = told or Told()
    return StreamingResponse(_words(answers, told), source_nodes=told.nodes, metadata=told.metadata)


def astreamed_response(ask: Ask, told: Told | None = None) -> AsyncStreamingResponse:
    """The same for asynchronous readers; nothing is asked before the first sentence is."""
    told = told or Told()
    return AsyncStreamingResponse(_awords(ask, told), source_nodes=told.nodes, metadata=told.metadata)


def _words(answers: Generator[Answer], told: Told) -> Generator[str]:
    with closing(answers):
        for answer in answers:
            if words := told.hear(answer):
                yield words
        if words := told.end():
            yield words


async def _awords(ask: Ask, told: Told) -> AsyncGenerator[str]:
    async with aclosing(answers_of(ask)) as answers:
        async for answer in answers:
            if words := told.hear(answer):
                yield words
        if words := told.end():
            yield words


async def answers_of(ask: Ask) -> AsyncGenerator[Answer]:
    """The answers so far and the whole one, asked in a thread; closing this, or cancelling its task, stops the work."""
    loop, heard, closed = asyncio.get_running_loop(), asyncio.Queue[Answer | None](), threading.Event()

    def on_answer(answer: Answer) -> None:
        loop.call_soon_threadsafe(heard.put_nowait, answer)

    work = asyncio.ensure_future(asyncio.to_thread(ask, on_answer=on_answer, stopped=closed.is_set))
    work.add_done_callback(lambda _: heard.put_nowait(None))
    try:
        while (answer := await heard.get()) is not None:
            yield answer
        yield await work
    finally:
        closed.set()
        await asyncio.wait([work])
        work.cancelled() or work.exception()  # looked at, so that asyncio does not report what nobody waits for
