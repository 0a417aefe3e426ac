"""The command line over the real archive and the five articles in ``seeds/``, as a newcomer would use it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.cli import main
from tests.llm.server import StubServer
from tests.test_archive_stream import MADE_UP, TRUE, writes

SEEDS = Path(__file__).parents[1] / "seeds"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the seeds that a test may change, added to an archive beside it."""
    folder = tmp_path_factory.mktemp("news")
    shutil.copytree(SEEDS, folder / "seeds")
    assert main(["--archive", str(folder / "archive"), "--quiet", "add", str(folder / "seeds")]) == 0
    return folder


@pytest.fixture
def run(news: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        status = main(["--archive", str(news / "archive"), *arguments])
        return (status, *capfd.readouterr())

    return call


def test_adding_again_changes_nothing(run: Run, news: Path) -> None:
    status, out, _ = run("add", str(news / "seeds"))
    assert status == 0
    assert out.startswith("Files: 0 added, 0 changed, 5 unchanged, 0 removed, 0 skipped.")


def test_every_citation_of_an_answer_slices_back(run: Run) -> None:
    status, out, err = run("ask", "How many soldiers died in the flare-up?", "--json")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert "nearly 100 soldiers" in out
    assert answer["citations"]
    for citation in answer["citations"]:
        text = (SEEDS / citation["path"]).read_bytes().decode("utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_what_is_left_out_of_a_model_s_draft_is_named_beside_the_answer_in_every_form(
    run: Run, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out = f"1 sentence was left out: “{MADE_UP}”."
    asked = ("ask", "How many soldiers died in the flare-up?")
    receipt = str(news / "left_out.json")
    with StubServer(writes(TRUE, MADE_UP)) as server:
        monkeypatch.setenv("FOOTNOTE_LLM", server.spec)
        plain, explained = run(*asked)[1], run(*asked, "--explain", "--save", receipt)[1]
        documents = [run(*asked, form)[1] for form in ("--markdown", "--html")]
        answer = json.loads(run(*asked, "--json")[1])
    assert left_out in plain.splitlines()
    assert all(document.count(MADE_UP) == document.count(left_out) == 1 for document in (plain, *documents))
    assert "Held against: “Iran’s Foreign Minister" in explained
    assert [repair["before"] for repair in answer["repairs"]] == [MADE_UP]
    assert [claim["text"] for claim in answer["claims"]] == [TRUE]
    assert run("verify", receipt)[0] == 0
    assert json.loads(Path(receipt).read_text("utf-8"))["answer"]["repairs"] == answer["repairs"]


def test_what_no_article_says_is_said_to_be_so(run: Run) -> None:
    status, out, _ = run("ask", "Who won the football match in Lima?")
    assert status == 0
    assert out.startswith("The articles do not say")


def test_list_show_and_status_agree(run: Run) -> None:
    rows = json.loads(run("list", "--json")[1])
    assert len(rows) == json.loads(run("status", "--json")[1])["articles"] == 5
    for row in rows:
        shown = json.loads(run("show", row["path"], "--json")[1])
        assert shown["sha256"] == row["sha256"]
        assert len(shown["sentences"]) == row["sentences"]


def test_every_mark_of_every_seed_slices_back(run: Run) -> None:
    for row in json.loads(run("list", "--json")[1]):
        shown = json.loads(run("show", row["path"], "--json")[1])
        text = shown["text"]
        for kind in ("marks", "dates", "speech", "numbers"):
            assert shown[kind] or kind == "numbers", (row["path"], kind)
            assert all(found["text"] == text[found["start"] : found["end"]] for found in shown[kind])
        mentions = [mention for name in shown["names"] for mention in name["mentions"]]
        assert all(mention["text"] == text[mention["start"] : mention["end"]] for mention in mentions)


def test_a_line_marked_by_hand_is_quoted_or_not_until_the_mark_is_undone(run: Run) -> None:
    words = "leaving nearly 100 soldiers dead"
    assert words in run("ask", "How many soldiers died in the flare-up?")[1]
    status, out, err = run("mark", "003", words, "--furniture")
    assert (status, out.startswith("Line 9 is furniture now: The top Iranian diplomat expressed")) == (0, True)
    assert err.startswith("To undo: footnote mark 003 ")
    assert words not in run("ask", "How many soldiers died in the flare-up?")[1]
    assert run("mark", "003")[1].startswith("furniture  The top Iranian diplomat")
    assert run("mark", "003", "9", "--undo")[0] == 0
    assert words in run("ask", "How many soldiers died in the flare-up?")[1]
    assert run("mark", "003") == (0, "", "No line of 003_533953950e04e266.txt is marked by hand.\n")


def test_a_receipt_stands_until_the_file_changes(run: Run, news: Path, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.json"
    assert run("ask", "Whom did General Bagheri call?", "--save", str(receipt))[0] == 0
    assert run("verify", str(receipt))[0] == 0
    for file in (news / "seeds").iterdir():
        file.write_bytes(b"Nothing of this was ever said, by anyone.\n")
    status, out, err = run("verify", str(receipt))
    assert status == 1
    assert "✗ [1]" in out
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "no-such-folder"],
        ["ask", ""],
        ["ask", "why " * 3000],
        ["show", "no-such-article"],
        ["verify", "no-such-receipt.json"],
        ["--embedder", "none", "ask", "who?"],
        ["--archive", "no-such-archive", "status"],
    ],
)
def test_bad_input_is_one_clear_line(run: Run, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("footnote: ")
    assert err.count("\n") == 1
