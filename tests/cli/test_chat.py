"""What a chat remembers, shows and forgets; how the reader words again what was understood."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.followup import LOOKBACK
from rag.cli.chat import HELP, Chat
from rag.cli.entry import footnote
from rag.cli.shell import Shell
from rag.errors import InputError
from rag.types import Turn
from tests.cli.conftest import Ran
from tests.fake_archive import TEXT, FakeArchive, reply

SAID = TEXT[30:97]


@pytest.fixture
def chat(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """A chat in which these lines are typed."""

    def typed(*lines: str, options: tuple[str, ...] = ()) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("chat", *options)

    return typed


def asked(archive: FakeArchive) -> list[tuple[str, list[str]]]:
    """Each question that reached the archive, with what the reader had said before."""
    return [
        (given["question"], [turn.content for turn in given["history"] if turn.role == "user"])
        for name, given in archive.calls
        if name == "ask"
    ]


# -- /edit ----------------------------------------------------------------------------------------------------------


def test_an_edited_question_is_asked_as_it_stands(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    done = chat("Does the ferry run?", "/edit  Does the ferry to Holm run on Sundays? ")
    assert done.status == 0
    assert asked(archive) == [("Does the ferry run?", []), ("Does the ferry to Holm run on Sundays?", [])]
    assert done.out.count(f"✓ {SAID[:9]}") == 2


def test_an_edited_question_takes_the_place_of_the_last_one(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    chat("first", "second", "/edit better", "third")
    assert asked(archive)[-1] == ("third", ["first", "better"])


def test_an_edited_question_can_be_edited_again(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    chat("first", "/edit better", "/edit best", "second")
    assert asked(archive)[-1] == ("second", ["best"])


def test_edit_obeys_the_filters(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    chat("first", "/edit better", options=("--after", "2020"))
    assert [given["after"] for name, given in archive.calls if name == "ask"] == ["2020", "2020"]


def test_an_edited_question_that_cannot_be_asked_changes_nothing(
    chat: Callable[..., Ran], archive: FakeArchive
) -> None:
    archive.replies = [reply("first"), InputError("Shorten it."), reply("second")]
    done = chat("first", "/edit too long", "second")
    assert done.err == "footnote: Shorten it.\n"
    assert asked(archive)[-1] == ("second", ["first"])


def test_edit_alone_shows_what_there_is_to_edit(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    archive.replies = [replace(reply("and why?"), standalone_question="Why does the \x1b[31mferry run?")]
    done = chat("/edit", "and why?", "/edit")
    assert "Nothing was asked yet." in done.err
    assert "Read as: Why does the ␛[31mferry run?" in done.err
    assert len(asked(archive)) == 1


def test_edit_begins_a_conversation_too(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    chat("/edit first", "second")
    assert asked(archive) == [("first", []), ("second", ["first"])]


# -- /history -------------------------------------------------------------------------------------------------------


def test_history_shows_what_is_remembered(chat: Callable[..., Ran]) -> None:
    done = chat("Does the ferry run?", "/history")
    shown = done.out.rpartition("You: ")
    assert shown[2].splitlines()[:2] == ["Does the ferry run?", f"Footnote: {SAID.strip()}"]
    assert f"the last {LOOKBACK // 2} questions" in done.err


def test_history_of_nothing_says_so(chat: Callable[..., Ran]) -> None:
    done = chat("/history")
    assert done.out == ""
    assert done.err.startswith("Nothing yet.")


def test_history_is_turns_as_json(chat: Callable[..., Ran]) -> None:
    done = chat("one", "/history", options=("--json",))
    assert json.loads(done.out.splitlines()[1]) == [
        {"role": "user", "content": "one"},
        {"role": "assistant", "content": SAID},
    ]


def test_what_was_typed_cannot_command_the_terminal(chat: Callable[..., Ran]) -> None:
    done = chat("red \x1b[31m question", "/history")
    assert "\x1b" not in done.out + done.err


def test_a_long_turn_is_shown_in_short(chat: Callable[..., Ran]) -> None:
    done = chat("why " * 300, "/history")
    assert max(map(len, done.out.rpartition("You: ")[2].splitlines())) < 250


# -- what is kept ---------------------------------------------------------------------------------------------------


def test_new_forgets_everything(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    done = chat("first", "/new", "/history", "/sources", "/edit", "second")
    assert asked(archive)[-1] == ("second", [])
    assert "Forgotten.\nNothing yet." in done.err
    assert "No sources yet." in done.err
    assert "Nothing was asked yet." in done.err


def test_no_more_is_kept_than_a_follow_up_is_read_with(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    chat(*(f"question {n}" for n in range(LOOKBACK)))
    assert asked(archive)[-1][1] == [f"question {n}" for n in range(LOOKBACK // 2 - 1, LOOKBACK - 1)]


def test_one_chat_knows_nothing_of_another(chat: Callable[..., Ran], archive: FakeArchive) -> None:
    chat("first", "second")
    chat("third")
    assert asked(archive) == [("third", [])]


@given(st.lists(st.sampled_from(["a question", "/edit a better one", "/new", "/edit", "/edits", "/"]), max_size=30))
@settings(deadline=None)
def test_any_lines_leave_whole_exchanges_and_no_more_than_are_read(lines: list[str]) -> None:
    heard = Chat(Shell(json=True, quiet=True), Answering(), {})  # type: ignore[arg-type]
    for line in lines:
        heard.hear(line)
    assert [turn.role for turn in heard.history] == ["user", "assistant"] * (len(heard.history) // 2)
    assert len(heard.history) <= LOOKBACK
    assert all(turn.content in ("a question", "a better one", SAID) for turn in heard.history)


class Answering:
    """An archive that answers anything."""

    def ask(self, question: str, history: list[Turn], **_: Any) -> Any:
        assert len(history) <= LOOKBACK
        return reply(question)


def test_every_command_is_in_the_help() -> None:
    told = footnote.commands["chat"].help or ""
    for command in ("/edit", "/history", "/sources", "/new", "/quit"):
        assert command in HELP
        assert command in told


# -- /explain -------------------------------------------------------------------------------------------------------


def test_explain_shows_how_the_last_answer_came_about(chat: Callable[..., Ran]) -> None:
    done = chat("Does the ferry run?", "/explain")
    assert done.status == 0
    assert "What a model wrote." not in done.out  # nothing was sent, so nothing was written by one
    assert "Checked: 1 sentence" in done.out
    assert "It is so." in done.out


def test_explain_before_a_question_says_that_nothing_was_asked(chat: Callable[..., Ran]) -> None:
    assert "Nothing was asked yet." in chat("/explain").err


def test_answers_in_json_carry_no_explanation_until_it_is_asked_for(chat: Callable[..., Ran]) -> None:
    answer, told = chat("Does the ferry run?", "/explain", options=("--json",)).out.splitlines()
    assert "explanation" not in json.loads(answer)
    assert json.loads(told)["draft"] == "What a model wrote."
