"""What the command line writes out of an answer and of a chat, read back as it was written."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.cli.entry import footnote
from rag.receipt import read_receipt, verify_receipt
from rag.types import Answer
from tests.cli.conftest import Ran
from tests.fake_archive import ARTICLE, TEXT
from tests.render.test_documents import Read, footnotes

SAID = TEXT[30:96]


@pytest.fixture
def chat(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """A chat in which these lines are typed."""

    def typed(*lines: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("chat")

    return typed


def test_an_answer_is_printed_as_a_page(run: Callable[..., Ran]) -> None:
    page = Read(run("ask", "Does", "it", "run?", "--html").out)
    assert [said.strip() for said in page.said] == [SAID]
    assert page.quotes["n1"].strip() == SAID


@pytest.mark.parametrize("form", ["--html", "--markdown"])
@pytest.mark.parametrize("beside", [["--batch", "-"], ["q", "--explain"]])
def test_a_form_does_not_go_with_what_prints_lines_or_rows(
    run: Callable[..., Ran], form: str, beside: list[str]
) -> None:
    done = run("ask", *beside, form)
    assert done.status == 2
    assert "does not go with" in done.err


def test_a_chat_is_saved_as_a_receipt_that_verifies(chat: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    done = chat("first", "second", f"/save {file}")
    assert f"Written to {file}." in done.err
    held = read_receipt(file)
    assert isinstance(held, tuple)
    assert [answer.question for answer in held] == ["first", "second"]
    assert verify_receipt(held, lambda _: (TEXT, ARTICLE.sha256)).ok


def test_a_chat_is_saved_as_markdown_and_as_a_page_by_the_name_of_the_file(
    chat: Callable[..., Ran], tmp_path: Path
) -> None:
    chat("first", "second", f"/save {tmp_path / 'chat.md'}", f"/save  {tmp_path / 'a chat.HTML'} ")
    text = (tmp_path / "chat.md").read_text(encoding="utf-8")
    assert footnotes(text) == {1: SAID, 2: SAID}
    page = Read((tmp_path / "a chat.HTML").read_text(encoding="utf-8"))
    assert [said.strip() for said in page.said] == [SAID, SAID]
    assert {n: quote.strip() for n, quote in page.quotes.items()} == {"n1": SAID, "n2": SAID}


def test_what_was_edited_or_forgotten_is_not_saved(chat: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    chat("forgotten", "/new", "first", "second", "/edit better", f"/save {file}")
    held = read_receipt(file)
    assert isinstance(held, tuple)
    assert [answer.question for answer in held] == ["first", "better"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["/save x.md"], "Nothing was asked yet."),
        (["first", "/save"], "Give a file: /save FILE."),
        (["first", "/save {}/nowhere/x.md"], "Cannot write"),
        (["first", "/save {}/nowhere/x.json"], "does not exist"),
    ],
)
def test_what_cannot_be_saved_is_told_in_a_line_and_the_chat_goes_on(
    chat: Callable[..., Ran], tmp_path: Path, lines: list[str], told: str
) -> None:
    done = chat(*(line.format(tmp_path) for line in lines), "second")
    assert told in done.err
    assert done.status == 0
    assert SAID[:9] in done.out
    assert list(tmp_path.iterdir()) == []


def test_the_help_names_what_can_be_typed() -> None:
    assert "/save FILE" in (footnote.commands["chat"].help or "")


def test_the_stand_in_answers_with_the_words_that_are_looked_for() -> None:
    """The control: the file's own words are the quote."""
    assert Answer.from_json({"id": "1", "question": "q", "claims": [{"text": SAID}]}).claims[0].text in ARTICLE.text
