"""A model that fails costs one line wherever it is asked from: in Python, in the shell, on the page, in LlamaIndex.

What each failure is, byte by byte, is tested beside the model (`tests.llm`); here it is promised that no door lets more
of it through than a sentence that names the cause, and that the quoted answer stands in.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag import Archive
from rag.cli import main
from rag.settings import Settings
from rag.types import Answer
from tests.llm.server import HOLD, RESET, Script, StubServer, chunk, finish, head, status
from tests.web.parsing import Page

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTION = "How many soldiers died in the flare-up?"
KEY = "sk-not-to-be-seen-1234567890"
FAILURES: dict[str, Callable[[], Any]] = {
    "refused": lambda: status(401, json.dumps({"error": {"message": f"Bad key {KEY}"}})),
    "absent": lambda: status(404, "<html>no such model</html>", "text/html"),
    "overloaded": lambda: status(503),
    "broken": lambda: status(500, f"Traceback (most recent call last): {KEY}"),
    "a web page": lambda: status(200, "<html><script>alert(1)</script></html>", "text/html"),
    "no answer": lambda: Script(head(), b"data: {]\n\n"),
    "nothing": lambda: Script(head(), finish()),
    "hung up": lambda: Script(RESET),
    "silent": lambda: Script(HOLD),
    "cut off": lambda: Script(head(), chunk("Nearly 900 soldiers died. [zzzzz] And"), RESET),
    "endless": lambda: Script(head(), (chunk("la la la ") for _ in range(1_000_000))),
    "used up": lambda: Script(head(), chunk(""), finish("length")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("failing") / "archive"
    with Archive.open(path, settings=Settings()) as archive:
        archive.add(SEEDS)
    return path


@pytest.fixture(params=FAILURES)
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[StubServer]:
    monkeypatch.setenv("FOOTNOTE_LLM_SECONDS", "1")
    monkeypatch.setenv("FOOTNOTE_LLM_KEY", KEY)
    with StubServer(lambda _: FAILURES[request.param]()) as running:
        yield running


def in_python(folder: Path, spec: str) -> str:
    with Archive.open(settings=replace(Settings(), archive=folder, llm=spec)) as archive:
        return told(archive.ask(QUESTION))


def told(answer: Answer) -> str:
    assert (answer.mode, answer.abstained) == ("extractive", False)
    assert answer.notice
    assert "\n" not in answer.notice
    return f"{answer.notice} {' '.join(claim.text for claim in answer.claims)} {json.dumps(answer.to_json())}"


def in_the_shell(folder: Path, spec: str) -> str:
    import io
    from contextlib import redirect_stderr, redirect_stdout

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["ask", QUESTION, "--archive", str(folder), "--llm", spec])
    assert code == 0
    return out.getvalue() + err.getvalue()


def on_the_page(folder: Path, spec: str) -> str:
    from rag.web.conversation import Conversation
    from rag.web.server import guarded

    with Archive.open(settings=replace(Settings(), archive=folder, llm=spec)) as archive:
        guarded(archive)  # sets Gradio's environment before its first import
        from rag.web.ask_view import Room

        room, conversation = Room(archive), Conversation()
        room.begin(QUESTION, conversation, "", "", [])

        async def shown() -> list[str]:
            return [chat async for chat, *_ in room.answer(conversation)]

        return Page(asyncio.run(shown())[-1]).text


def in_llamaindex(folder: Path, spec: str) -> str:
    with Archive.open(settings=replace(Settings(), archive=folder, llm=spec)) as archive:
        response = archive.as_query_engine().query(QUESTION)
        return f"{response} {json.dumps(response.metadata, default=str)}"


DOORS = {"python": in_python, "shell": in_the_shell, "page": on_the_page, "llamaindex": in_llamaindex}


@pytest.mark.parametrize("door", DOORS)
def test_a_failing_model_costs_one_line_and_no_answer(door: str, folder: Path, server: StubServer) -> None:
    shown = DOORS[door](folder, server.spec)
    assert "nearly 100 soldiers" in shown
    assert "quoted from the articles" in shown
    assert KEY not in shown
    assert "Traceback" not in shown
    assert "900" not in shown
    assert "<script" not in shown
    assert len(server.requests) <= 3


def test_the_failures_are_failures(folder: Path) -> None:
    """The control: a model that answers is shown through every door, and nothing of the above is said."""

    def reply(request: Any) -> str:
        import re

        passages = re.split(r"passage (?=\[[a-z0-9]{5}\]:)", request.prompt)[1:]
        key = next(p[1:6] for p in passages if "nearly 100" in p)
        return f"Nearly 100 soldiers were left dead on both sides by the fresh flare-up. [{key}]"

    with StubServer(reply) as server:
        for door in (in_the_shell, on_the_page, in_llamaindex):
            shown = door(folder, server.spec)
            assert "Nearly 100 soldiers were left dead" in shown
            assert "quoted from the articles instead" not in shown
