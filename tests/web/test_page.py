"""What the page's events do, called directly: forged events, a broken archive, the life of a conversation."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ArchiveDamaged
from rag.types import Filters
from rag.web import conversation as conversations
from rag.web.conversation import Conversation
from rag.web.server import guarded
from tests.web.fake_archive import FakeArchive
from tests.web.parsing import Page

ROOT = Path(__file__).parents[2]
NARROW = ("", "", [])


@pytest.fixture
def room() -> Any:
    guarded(FakeArchive())  # type: ignore[arg-type]  # sets Gradio's environment before its first import
    from rag.web.ask_view import Room

    return Room(FakeArchive())  # type: ignore[arg-type]


def event(data: Any) -> Any:
    import gradio as gr

    return gr.EventData(None, data)


def is_skip(output: Any) -> bool:
    return isinstance(output, dict) and output.get("__type__") == "update" and "value" not in output


def answered(room: Any, conversation: Conversation, question: str) -> list[tuple[Any, Any, Any]]:
    room.begin(question, conversation, *NARROW)

    async def collect() -> list[tuple[Any, Any, Any]]:
        return [outputs async for outputs in room.answer(conversation)]

    return asyncio.run(collect())


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"exchange": "1"}, {"exchange": 99}, {"exchange": None}, {"number": -1}]
)
def test_a_forged_event_changes_nothing_and_shows_nothing(room: Any, data: Any) -> None:
    conversation = Conversation()
    answered(room, conversation, "How many soldiers died?")
    before = list(conversation.exchanges)
    assert is_skip(room.cite(conversation, event(data)))
    assert is_skip(room.begin_again(conversation, *NARROW, event(data)))
    assert is_skip(room.begin_any_time(conversation, *NARROW, event(data)))
    assert is_skip(room.begin_example(conversation, *NARROW, event(data)))
    assert is_skip(room.begin_reworded(conversation, *NARROW, event(data)))
    assert is_skip(room.hits(conversation, event(data)))
    assert is_skip(room.hit(conversation, event(data)))
    assert is_skip(room.hit(conversation, event({"exchange": 1, "number": 10_000})))
    assert conversation.exchanges == before


def test_the_last_thing_shown_is_the_answer_with_its_sources(room: Any) -> None:
    chat, sources, _ = answered(room, Conversation(), "How many soldiers died?")[-1]
    assert "3 sentences checked" in Page(chat).text
    assert "Press TV" in Page(sources).text


def test_a_file_that_was_edited_since_it_was_read_is_named_so_beside_the_answer(tmp_path: Path) -> None:
    from rag import Archive
    from rag.settings import Settings
    from rag.web.ask_view import Room

    folder = tmp_path / "news"
    folder.mkdir()
    file = folder / "storm.txt"
    file.write_text("Storm at Holm\n\nThe storm at Holm sank 37 boats on Monday.\n", encoding="utf-8")
    with Archive.open(tmp_path / "archive", settings=Settings(embedder="none")) as archive:
        archive.add(folder)
        *_, before = answered(Room(archive), Conversation(), "How many boats did the storm at Holm sink?")
        file.write_text("Storm at Holm\n\nThe storm at Holm sank 73 boats on Monday.\n", encoding="utf-8")
        *_, after = answered(Room(archive), Conversation(), "How many boats did the storm at Holm sink?")
    assert "Changed since indexed" not in before[1]
    assert "Changed since indexed" in after[1]
    assert Page(after[1]).marked["fn-c1"] == "The storm at Holm sank 37 boats on Monday."


def test_an_article_opened_from_the_list_of_all_that_was_found_says_so_too(room: Any) -> None:
    conversation = Conversation()
    answered(room, conversation, "How many soldiers died?")
    first = event({"exchange": 1, "number": 1})
    before = room.hit(conversation, first)
    room._archive.changed.update(article.path for article in room._archive._articles)
    assert "Changed since indexed" not in before
    assert "Changed since indexed" in room.hit(conversation, first)


def test_sentences_of_a_language_model_are_shown_as_they_pass_the_check(room: Any) -> None:
    shown = [Page(chat).text for chat, *_ in answered(room, Conversation(), "write: how many soldiers died?")]
    assert "3 sentences checked" in shown[-1]
    assert "Written by stub in 1.5 s" in shown[-1]


def test_what_was_written_until_the_reader_stops_stays_and_says_so(room: Any) -> None:
    conversation = Conversation()
    room._archive.writing.clear()
    room.begin("write: how many soldiers died?", conversation, *NARROW)

    async def stopped_at_two() -> list[str]:
        shown = []
        async for chat, *_ in room.answer(conversation):
            shown.append(chat)
            if chat.count("fn-mark") == 2:
                room.stop(conversation)
        return shown

    *_, before, after = asyncio.run(stopped_at_two())
    assert before.count("fn-mark") == after.count("fn-mark") == 2
    assert "Stopped: what was written until then." in Page(after).text
    assert "Stopped" not in Page(before).text
    assert len(conversation.turns_before(conversation.begin("And then?", Filters(), "Reading"))) == 2


def test_the_page_says_which_model_writes_and_what_leaves_for_it(room: Any) -> None:
    from rag.llm import open_model

    assert "written by" not in Page(room.welcome(Conversation())[0]).text
    room._archive.model = open_model("openai-like:http://127.0.0.1:1/v1#small", {})
    assert "Answers are written by small, on this machine" in Page(room.welcome(Conversation())[0]).text
    room._archive.model = open_model("openai-like:http://models.example/v1#large", {})
    masthead = Page(room.welcome(Conversation())[0]).text
    assert "sent to models.example" in masthead
    assert "not encrypted" in masthead


def test_a_second_question_waits_for_the_first(room: Any) -> None:
    conversation = Conversation()
    room.begin("First?", conversation, *NARROW)
    assert all(is_skip(output) for output in room.begin("Second?", conversation, *NARROW))
    assert [e.question for e in conversation.exchanges] == ["First?"]


def test_an_archive_that_cannot_be_read_is_said_in_the_page(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise ArchiveDamaged("The catalogue <b>cannot</b> be read. Run footnote rebuild.")

    monkeypatch.setattr(room._archive, "outlets", damaged)
    masthead, _, _ = room.welcome(Conversation())
    assert "The catalogue <b>cannot</b> be read." in Page(masthead).text


def test_examples_are_only_of_articles_that_are_there(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(room._examples()) == 4
    monkeypatch.setattr(room._archive, "articles", list)
    assert room._examples() == ()


def test_a_conversation_keeps_a_limited_number_of_exchanges_and_never_reuses_a_number() -> None:
    conversation = Conversation()
    for n in range(conversations.LONGEST + 5):
        conversation.begin(f"{n}?", Filters(), "Reading").stage = None
    assert len(conversation.exchanges) == conversations.LONGEST
    conversation.clear()
    assert conversation.begin("again?", Filters(), "Reading").serial == conversations.LONGEST + 6


def test_stopping_when_nothing_runs_changes_nothing() -> None:
    conversation = Conversation()
    conversation.begin("?", Filters(), "Reading").stage = None
    conversation.stop()
    assert not conversation.exchanges[0].stopped


def app(tmp_path: Path, **environment: str) -> subprocess.Popen[str]:
    given = {**os.environ, "FOOTNOTE_ARCHIVE": str(tmp_path / "archive"), "FOOTNOTE_PORT": "0", **environment}
    command = [sys.executable, str(ROOT / "app.py")]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=tmp_path, env=given, stdout=pipe, stderr=pipe, text=True)


def test_app_py_adds_the_seeds_opens_the_page_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    running = app(tmp_path)
    assert running.stdout is not None
    line = running.stdout.readline()
    running.send_signal(signal.SIGINT)
    rest, noise = running.communicate(timeout=60)
    assert line.startswith("Footnote is open at http://127.0.0.1:")
    assert (rest, running.returncode) == ("", 0)
    assert "5 of 5 files" in noise
    assert "Traceback" not in noise


def test_app_py_refuses_to_open_the_page_to_others_in_one_line(tmp_path: Path) -> None:
    refused = app(tmp_path, FOOTNOTE_HOST="0.0.0.0")
    out, noise = refused.communicate(timeout=60)
    assert (out, refused.returncode) == ("", 1)
    assert "Use 127.0.0.1." in noise.splitlines()[-1]
