"""A stream tells checked sentences as they come, ends with the whole answer, and stops the model when it is closed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.base.response.schema import AsyncStreamingResponse, Response, StreamingResponse

from rag import Archive
from rag.errors import InputError
from rag.llamaindex import FootnoteQueryEngine, as_query_engine, response_of
from rag.llamaindex.wording import REPLACED, rest, sentences, unmarked, worded
from rag.settings import Settings
from rag.types import Answer, Repair
from tests.llamaindex.writing import PATIENCE, Writing, answer
from tests.llm.server import HOLD, Request, Script, StubServer, chunk, head

ONE, TWO, THREE = "The ferry was sold in May.", "It had run for 40 years.", "The mayor was sorry."
WHOLE = replace(answer(ONE, TWO), notice="Cut off.")


def engine(archive: Any) -> FootnoteQueryEngine:
    return as_query_engine(archive, streaming=True)


def written(*so_far: Answer, whole: Answer = WHOLE, waits: bool = False) -> Writing:
    return Writing(*(so_far or (answer(ONE), answer(ONE, TWO))), whole=whole, waits=waits)


# The two ways to read one


def told(archive: Any) -> tuple[list[str], Any]:
    response = engine(archive).query("What?")
    assert isinstance(response, StreamingResponse)
    return list(response.response_gen), response


def atold(archive: Any) -> tuple[list[str], Any]:
    async def read() -> tuple[list[str], Any]:
        response = await engine(archive).aquery("What?")
        assert isinstance(response, AsyncStreamingResponse)
        return [piece async for piece in response.async_response_gen()], response

    return asyncio.run(read())


BOTH = pytest.mark.parametrize("read", [told, atold], ids=["in turn", "asynchronously"])


@BOTH
def test_each_sentence_is_told_once_and_then_what_there_is_to_say(read: Any) -> None:
    pieces, _ = read(written())
    assert pieces == [f"✓ {ONE} [1]", f"\n✓ {TWO} [2]", "\n\nCut off."]


@BOTH
def test_at_the_end_text_nodes_and_metadata_are_those_of_the_whole_answer(read: Any) -> None:
    pieces, response = read(written())
    whole = response_of(WHOLE)
    assert "".join(pieces) == str(whole)
    assert response.metadata == whole.metadata
    assert response.source_nodes == whole.source_nodes


@BOTH
def test_another_answer_in_place_of_the_sentences_is_told_to_be_that(read: Any) -> None:
    whole = answer(THREE, mode="extractive", notice="Quoted.")
    pieces, response = read(written(whole=whole))
    assert "".join(pieces) == f"✓ {ONE} [1]\n✓ {TWO} [2]\n\n{REPLACED}\n✓ {THREE} [1]\n\nQuoted."
    assert response.metadata == whole.to_json()
    assert [node.text for node in response.source_nodes] == [THREE]


def test_while_it_is_told_nodes_and_metadata_are_those_of_the_answer_so_far() -> None:
    response = engine(written()).query("What?")
    words = response.response_gen  # type: ignore[union-attr]
    assert (response.metadata, response.source_nodes) == ({}, [])
    next(words)
    assert [claim["text"] for claim in response.metadata["claims"]] == [ONE]  # type: ignore[index]
    assert [node.text for node in response.source_nodes] == [ONE]


def test_nothing_is_asked_before_the_first_sentence_is_read() -> None:
    archive = written()
    response = engine(archive).query("What?")
    assert archive.asked == []
    assert str(response) == worded(WHOLE)
    assert len(archive.asked) == 1


def test_closing_a_stream_stops_the_work() -> None:
    archive = written(waits=True)
    words = engine(archive).query("What?").response_gen  # type: ignore[union-attr]
    assert next(words) == f"✓ {ONE} [1]"
    words.close()
    assert archive.was_stopped.is_set()


def test_closing_an_asynchronous_stream_stops_the_work() -> None:
    async def read(archive: Writing) -> None:
        response = await engine(archive).aquery("What?")
        words = response.response_gen  # type: ignore[union-attr]
        assert await anext(words) == f"✓ {ONE} [1]"
        await words.aclose()

    archive = written(waits=True)
    asyncio.run(read(archive))
    assert archive.was_stopped.is_set()


def test_cancelling_the_task_that_reads_stops_the_work() -> None:
    async def read(archive: Writing, begun: asyncio.Event) -> None:
        response = await engine(archive).aquery("What?")
        async for _ in response.response_gen:  # type: ignore[union-attr]
            begun.set()

    async def cancel(archive: Writing) -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(read(archive, begun))
        await asyncio.wait_for(begun.wait(), PATIENCE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    archive = written(waits=True)
    asyncio.run(cancel(archive))
    assert archive.was_stopped.is_set()


@BOTH
def test_what_cannot_be_asked_is_said_where_it_is_read(seeds_archive: Archive, read: Any) -> None:
    class Empty:
        stream = staticmethod(lambda _: seeds_archive.stream(" "))
        ask = staticmethod(lambda _, **options: seeds_archive.ask(" ", **options))

    with pytest.raises(InputError, match="empty"):
        read(Empty())


@BOTH
def test_without_a_model_the_stream_is_the_answer(seeds_archive: Archive, read: Any) -> None:
    class Asked:
        stream = staticmethod(lambda _: seeds_archive.stream("How many soldiers died in the flare-up?"))
        ask = staticmethod(lambda _, **o: seeds_archive.ask("How many soldiers died in the flare-up?", **o))

    pieces, response = read(Asked())
    whole = as_query_engine(seeds_archive).query("How many soldiers died in the flare-up?")
    assert isinstance(whole, Response)
    assert pieces == [str(whole)]
    assert response.source_nodes == whole.source_nodes


# The words


@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=5), st.none() | st.text(), st.integers(0, 5))
def test_sentences_that_were_told_are_the_beginning_of_the_whole(said: list[str], notice: str | None, n: int) -> None:
    so_far, whole = answer(*said[:n]), answer(*said, notice=notice)
    assert sentences(so_far) + rest(sentences(so_far), whole) == worded(whole)


@given(st.text(), st.text())
def test_no_sentence_forges_a_line_of_its_own(said: str, notice: str) -> None:
    whole = worded(answer(said, notice=notice))
    assert len(whole.split("\n")) <= 3
    assert "\x1b" not in whole


def test_what_is_looked_back_at_has_no_marks() -> None:
    assert unmarked(worded(answer(ONE, TWO))) == f"{ONE}\n{TWO}"


def test_what_a_model_wrote_and_no_source_bears_is_not_passed_on() -> None:
    whole = replace(answer(ONE), repairs=(Repair("dropped", "The ferry sank.", None, "No source says so."),))
    assert "sank" not in worded(whole)
    assert "left out" in worded(whole)


# A real archive and a model behind HTTP


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("streams") / "archive"
    with Archive.open(path, settings=Settings()) as archive:
        archive.add(Path(__file__).parents[2] / "seeds")
    return path


@pytest.fixture
def stalling(folder: Path) -> Iterator[tuple[Archive, StubServer]]:
    """A model that writes one sentence and the beginning of another, and then says nothing more."""

    def reply(request: Request) -> Script:
        passages = re.split(r"passage (?=\[[a-z0-9]{5}\]:)", request.prompt)[1:]
        key = next(re.match(r"\[([a-z0-9]{5})\]", p)[1] for p in passages if "nearly 100" in p)  # type: ignore[index]
        said = f"Nearly 100 soldiers were left dead on both sides by the fresh flare-up. [{key}] "
        return Script(head(), chunk(said), chunk("The mayor of Lund"), HOLD)

    with StubServer(reply) as server, Archive.open(settings=Settings(archive=folder, llm=server.spec)) as archive:
        yield archive, server


def test_closing_a_stream_hangs_up_on_the_model(stalling: tuple[Archive, StubServer]) -> None:
    archive, server = stalling
    response = as_query_engine(archive, streaming=True).query("How many soldiers died in the flare-up?")
    words = response.response_gen  # type: ignore[union-attr]
    assert "100 soldiers" in next(words)
    assert [claim["verdict"] for claim in response.metadata["claims"]] == ["supported"]  # type: ignore[index]
    words.close()
    assert server.wait_until_hung_up()


def test_closing_an_asynchronous_stream_hangs_up_on_the_model(stalling: tuple[Archive, StubServer]) -> None:
    archive, server = stalling

    async def read() -> str:
        response = await as_query_engine(archive, streaming=True).aquery("How many soldiers died in the flare-up?")
        words = response.response_gen  # type: ignore[union-attr]
        first = await anext(words)
        await words.aclose()
        return first

    assert "100 soldiers" in asyncio.run(read())
    assert server.wait_until_hung_up()
