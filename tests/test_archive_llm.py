"""What an archive with a language model promises: it may draft; citing, judging and refusing stay ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag import Archive
from rag.errors import InputError
from rag.settings import Settings
from tests.llm.server import StubServer, status

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTION = "How many soldiers died in the flare-up?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("llm") / "archive"
    with Archive.open(path, settings=Settings()) as archive:
        archive.add(SEEDS)
    return path


@pytest.fixture
def ask(folder: Path) -> Iterator[Any]:
    def asked(spec: str | None, question: str = QUESTION, **given: Any) -> Any:
        with Archive.open(settings=replace(Settings(), archive=folder, llm=spec)) as archive:
            return archive.ask(question, **given)

    return asked


def keyed(*sentences: str) -> Any:
    """A model that writes these sentences, each with the key of the passage that says "nearly 100 soldiers"."""

    def reply(request: Any) -> str:
        passages = re.split(r"passage (?=\[[a-z0-9]{5}\]:)", request.prompt)[1:]
        passage = next((p for p in passages if "nearly 100" in p), "")
        key = re.match(r"\[([a-z0-9]{5})\]", passage)
        return " ".join(f"{sentence} [{key[1] if key else 'zzzzz'}]" for sentence in sentences)

    return reply


def test_what_the_model_writes_is_shown_checked_and_cited(ask: Any) -> None:
    with StubServer(keyed("Nearly 100 soldiers were left dead on both sides by the fresh flare-up.")) as server:
        answer = ask(server.spec)
    assert (answer.mode, answer.abstained) == ("generated", False)
    assert [claim.verdict for claim in answer.claims] == ["supported"]
    assert all(citation.quote for citation in answer.citations)


def test_a_wrong_sentence_is_never_shown_and_the_quoted_answer_stands_in(ask: Any) -> None:
    wrong = keyed("More than 900 soldiers were left dead by the fresh flare-up.", "Wolves won in Lund.")
    with StubServer(wrong) as server:
        answer = ask(server.spec)
    assert all("900" not in claim.text and "Wolves" not in claim.text for claim in answer.claims)
    assert "nearly 100 soldiers" in " ".join(claim.text for claim in answer.claims)


@pytest.mark.parametrize("code", [401, 404, 500])
def test_a_model_that_fails_costs_one_line_and_no_answer(ask: Any, code: int) -> None:
    with StubServer([status(code)] * 5) as server:
        answer = ask(server.spec)
    assert (answer.mode, answer.abstained) == ("extractive", False)
    assert "quoted from the articles" in answer.notice
    assert str(code) in answer.notice
    assert "\n" not in answer.notice


def test_where_the_articles_do_not_say_no_model_is_asked(ask: Any) -> None:
    with StubServer(["The answer is 42."]) as server:
        answer = ask(server.spec, "What is the capital of France?")
        assert answer.abstained
        assert server.requests == []


def test_without_a_model_nothing_changes(ask: Any) -> None:
    answer = ask(None)
    assert (answer.mode, answer.notice) == ("extractive", None)


def test_a_model_that_cannot_be_meant_is_a_named_error(ask: Any) -> None:
    with pytest.raises(InputError) as told:
        ask("nonsense")
    assert "nonsense" in str(told.value)
    assert "\n" not in str(told.value)


def test_status_says_which_model_and_whether_it_answers(folder: Path) -> None:
    with StubServer(["x"]) as server, Archive.open(settings=Settings(archive=folder, llm=server.spec)) as archive:
        assert "this machine" in archive.status()["language_model"]
    with Archive.open(settings=Settings(archive=folder)) as archive:
        assert archive.status()["language_model"] == "none: answers are quoted"
