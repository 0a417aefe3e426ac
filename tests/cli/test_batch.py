"""What batch mode promises: a line out for each line in, in order, at once, whatever the line holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.cli import main
from rag.cli.batch import answered
from rag.errors import ArchiveBusy
from tests.fake_archive import FakeArchive, install, reply

ROOT = Path(__file__).parents[2]
FAKE = [sys.executable, "-m", "tests.fake_archive"]

Rows = list[dict[str, Any]]


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> FakeArchive:
    monkeypatch.setitem(sys.modules, "rag.archive", None)
    return install(FakeArchive())


@pytest.fixture
def batch(archive: FakeArchive, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Rows]:
    """Runs a verb over lines (bytes, or objects to be written as JSON) and gives the objects that came out."""

    def call(verb: str, *given: Any) -> Rows:
        archive.calls.clear()
        source = tmp_path / "in.jsonl"
        source.write_bytes(b"".join(_line(item) for item in given))
        assert main([verb, "--batch", str(source)]) == 0
        out, err = capfd.readouterr()
        assert err == ""
        return [json.loads(line) for line in out.splitlines()]

    return call


def _line(item: Any) -> bytes:
    return item + b"\n" if isinstance(item, bytes) else json.dumps(item).encode() + b"\n"


def test_ask_answers_each_line_under_its_own_id(batch: Callable[..., Rows], archive: FakeArchive) -> None:
    history = [{"role": "user", "content": "Holm?"}, {"role": "agent", "text": "An island."}]
    out = batch("ask", {"id": "a", "question": "one"}, {"id": 7, "question": "two", "history": history})
    assert [row["id"] for row in out] == ["a", 7]
    assert out[0] == {**reply("one").to_json(), "id": "a"}
    assert archive.calls[1][1]["history"] == history


def test_search_and_check_print_what_the_contract_says(batch: Callable[..., Rows]) -> None:
    (found,) = batch("search", {"id": "s", "question": "ferry"})
    assert list(found) == ["id", "hits"]
    rows = batch(
        "check",
        {"id": 1, "claim": "The ferry runs from Monday.", "source": "The ferry runs again from Monday."},
        {"id": 2, "claim": "The ferry carried 400 horses.", "source": "The ferry runs again from Monday."},
    )
    assert [list(row) for row in rows] == [["id", "verdict", "score", "reasons"]] * 2
    assert rows[0]["score"] > rows[1]["score"]


def test_check_batch_needs_no_archive(batch: Callable[..., Rows], archive: FakeArchive) -> None:
    batch("check", {"id": 1, "claim": "It runs.", "source": "It runs."})
    assert archive.opened == {}


@pytest.mark.parametrize(
    ("line", "row_id", "word"),
    [
        (b"{", None, "not JSON"),
        (b"", None, "the line is empty"),
        (b"[1]", None, "a list"),
        (b"null", None, "null"),
        (b'"text"', None, "a string"),
        (b'{"id": 1}', 1, '"question" is missing'),
        (b'{"id": 1, "question": 5}', 1, "a number"),
        (b'{"id": 1, "question": "q", "history": "x"}', 1, '"history" is a string'),
        (b'{"id": 1, "question": "q", "history": [{}]}', 1, "each turn"),
        (b'{"id": 1, "question": ""}', 1, "The question is empty."),
        (b'{"id": 1, "question": "\\ud800"}', 1, "UTF-8"),
        (b'{"id": 1, "question": "\xff"}', None, "not UTF-8"),
        (b"[" * 100_000, None, "not JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", None, "not JSON"),
    ],
)
def test_a_bad_line_gives_an_error_in_its_place(
    batch: Callable[..., Rows], line: bytes, row_id: Any, word: str
) -> None:
    before, bad, after = batch("ask", {"id": 0, "question": "q"}, line, {"id": 2, "question": "q"})
    assert list(bad) == ["id", "error"]
    assert bad["id"] == row_id
    assert word in bad["error"]
    assert (before["id"], after["id"]) == (0, 2)
    assert "error" not in before | after


def test_an_error_or_a_fault_at_one_question_does_not_end_the_others(
    batch: Callable[..., Rows], archive: FakeArchive
) -> None:
    archive.replies += [ArchiveBusy("busy"), ZeroDivisionError("by us"), reply("third")]
    out = batch("ask", *({"id": n, "question": "q"} for n in range(3)))
    assert out[0] == {"id": 0, "error": "busy"}
    assert out[1] == {"id": 1, "error": "internal error: ZeroDivisionError: by us"}
    assert out[2]["question"] == "third"


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(batch: Callable[..., Rows]) -> None:
    out = batch("ask", b'\xef\xbb\xbf{"id": 1, "question": "q"}\r', b'{"id": 2, "question": "q"}\r')
    assert [row["id"] for row in out] == [1, 2]


def test_separators_inside_a_line_do_not_cut_it(batch: Callable[..., Rows]) -> None:
    (out,) = batch("ask", '{"id": "a\u2028b\u0085c", "question": "q\u2029"}'.encode())
    assert out["id"] == "a\u2028b\u0085c"


@given(st.binary(max_size=200))
def test_any_bytes_give_one_json_object_with_an_id(line: bytes) -> None:
    assert "id" in answered(line, lambda _row: {"hits": []})


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_lines_are_answered_while_stdin_stays_open(name: str) -> None:
    """A program can ask, read the answer, and ask again."""
    command = [*FAKE, "ask", "--batch", name]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for n in range(3):
            process.stdin.write(json.dumps({"id": n, "question": "q"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == n
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_three_thousand_lines_stream_in_order(batch: Callable[..., Rows]) -> None:
    out = batch("search", *({"id": n, "question": "q"} for n in range(3000)))
    assert [row["id"] for row in out] == list(range(3000))


def test_a_batch_file_that_is_not_there_is_a_named_error(
    archive: FakeArchive, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "--batch", "no-such.jsonl"]) == 1
    assert capfd.readouterr().err == "footnote: Cannot read no-such.jsonl: No such file or directory.\n"
    assert ("ask", None) not in archive.calls


def test_ids_and_text_survive_any_encoding_of_the_terminal(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "é–\\u202e", "question": "q"}\n', encoding="utf-8")
    done = subprocess.run(
        [*FAKE, "ask", "--batch", str(rows)],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.isascii()
    assert json.loads(done.stdout)["id"] == "é–\u202e"
