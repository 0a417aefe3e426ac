"""What readers said of answers: kept line by line on this machine, by several writers at once, and taken back whole."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import feedback as feedbacks
from rag.errors import ArchiveBusy, InputError
from rag.feedback import FILE, Feedback, FeedbackFile, Kind, read_feedback
from rag.types import Filters, Turn
from tests.render.examples import EXPLAINED, FULL, HOSTILE

ROOT = Path(__file__).parents[1]
KEPT = Feedback(
    "wrong_citation",
    FULL,
    "The count is of boats\nseen, not lost.",
    (3,),
    (Turn("user", "Was there a storm?"), Turn("assistant", "There was.")),
    Filters("2024", None, ("The Island",)),
    any_time=True,
)


def of(id: str, kind: Kind = "right", comment: str = "") -> Feedback:
    return Feedback(kind, replace(FULL, id=id), comment)


@pytest.fixture
def file(tmp_path: Path) -> FeedbackFile:
    return FeedbackFile(tmp_path)


@pytest.mark.parametrize("answer", [FULL, HOSTILE], ids=["full", "hostile"])
def test_what_is_kept_is_read_again_as_it_was(file: FeedbackFile, answer: object) -> None:
    kept = file.keep(replace(KEPT, answer=answer))
    assert read_feedback(file.path) == ([kept], [])
    assert kept.at
    assert file.of([kept.id, "other"]) == {kept.id: kept}


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=feedbacks.LONGEST_COMMENT))
def test_a_comment_is_one_line_of_the_file_whatever_is_in_it(comment: str) -> None:
    line = json.dumps(replace(KEPT, comment=comment).to_json())
    assert len(line.encode().splitlines()) == 1
    assert Feedback.from_json(json.loads(line)).comment == comment


def test_of_one_answer_the_last_word_counts_and_the_first_is_gone(file: FeedbackFile) -> None:
    for entry in (of("1"), of("2"), of("1", "wrong", "It is 37.")):
        file.keep(entry)
    entries, _ = read_feedback(file.path)
    assert {(entry.id, entry.kind) for entry in entries} == {("2", "right"), ("1", "wrong")}
    assert len(file.path.read_bytes().splitlines()) == 2


def test_what_is_withdrawn_is_no_longer_in_the_file(file: FeedbackFile) -> None:
    file.keep(of("1", comment="a secret"))
    file.keep(of("2"))
    file.withdraw("1")
    file.withdraw("never said")
    assert [entry.id for entry in read_feedback(file.path)[0]] == ["2"]
    assert b"a secret" not in file.path.read_bytes()


def test_the_file_is_for_its_owner_only_and_nothing_is_left_beside_it(file: FeedbackFile) -> None:
    for entry in (of("1"), of("1", "wrong")):
        file.keep(entry)
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert {path.name for path in file.path.parent.iterdir()} <= {FILE, f"{FILE}.lock"}


def test_a_line_that_a_crash_has_cut_costs_only_itself(file: FeedbackFile) -> None:
    file.keep(of("1"))
    whole = file.path.read_bytes()
    file.path.write_bytes(whole + whole[: len(whole) // 2])
    file.keep(of("2"))
    entries, unreadable = read_feedback(file.path)
    assert ([entry.id for entry in entries], unreadable) == (["1", "2"], [2])
    file.withdraw("1")
    assert [entry.id for entry in read_feedback(file.path)[0]] == ["2"]


NO_FEEDBACK = ["", "x", "[]", "7", "null", '{"kind": "right"}', '{"kind": "rude", "answer": {}}']


@pytest.mark.parametrize("line", [*NO_FEEDBACK, '{"kind": "right", "answer": 7}'])
def test_a_line_that_is_no_feedback_is_counted_and_left_alone(file: FeedbackFile, line: str) -> None:
    file.path.write_text(f"{line}\n", encoding="utf-8")
    file.keep(of("1"))
    file.keep(of("1", "wrong"))
    entries, unreadable = read_feedback(file.path)
    assert [entry.kind for entry in entries] == ["wrong"]
    assert unreadable == ([1] if line else [])
    assert file.path.read_text(encoding="utf-8").startswith(f"{line}\n")


def test_writers_at_the_same_time_lose_no_line(file: FeedbackFile) -> None:
    def write(who: int) -> None:
        for n in range(10):
            FeedbackFile(file.path.parent).keep(of(f"{who}-{n}"))
            if n % 3 == 0:
                FeedbackFile(file.path.parent).withdraw(f"{who}-{n}")

    threads = [threading.Thread(target=write, args=[who]) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {f"{who}-{n}" for who in range(4) for n in range(10) if n % 3}
    entries, unreadable = read_feedback(file.path)
    assert ({entry.id for entry in entries}, unreadable) == (expected, [])


def test_another_process_may_write_too(file: FeedbackFile) -> None:
    code = (
        "import sys; from pathlib import Path; from dataclasses import replace\n"
        "from tests.test_feedback import of; from rag.feedback import FeedbackFile\n"
        "[FeedbackFile(Path(sys.argv[1])).keep(of(f'{sys.argv[2]}-{n}')) for n in range(5)]"
    )
    others = [subprocess.Popen([sys.executable, "-c", code, str(file.path.parent), who], cwd=ROOT) for who in "ab"]
    file.keep(of("mine"))
    assert [other.wait(timeout=60) for other in others] == [0, 0]
    entries, unreadable = read_feedback(file.path)
    assert {entry.id for entry in entries} == {"mine", *(f"{who}-{n}" for who in "ab" for n in range(5))}
    assert unreadable == []


def test_a_file_that_is_full_refuses_with_a_word_and_keeps_what_it_has(
    file: FeedbackFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.keep(of("1"))
    size = file.path.stat().st_size
    monkeypatch.setattr(feedbacks, "LARGEST", size + size // 2)
    with pytest.raises(InputError, match="is full"):
        file.keep(of("2"))
    file.keep(of("1", "wrong"))
    assert [(entry.id, entry.kind) for entry in read_feedback(file.path)[0]] == [("1", "wrong")]


def test_a_comment_that_is_too_long_is_refused(file: FeedbackFile) -> None:
    with pytest.raises(InputError, match="2,000 are the limit"):
        file.keep(of("1", comment="x" * 2_001))
    assert not file.path.exists()


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="Feedback cannot be kept in"):
        FeedbackFile(tmp_path / "file").keep(of("1"))
    (tmp_path / FILE).mkdir()
    with pytest.raises(InputError, match="Feedback cannot be kept in"):
        FeedbackFile(tmp_path).keep(of("1"))


def test_who_waits_too_long_is_told(file: FeedbackFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedbacks, "_WAIT_S", 0.0)
    with file._writing(), pytest.raises(ArchiveBusy, match="Try again"):
        FeedbackFile(file.path.parent).keep(of("1"))


def test_how_an_answer_came_about_is_not_kept(file: FeedbackFile) -> None:
    file.keep(Feedback("right", EXPLAINED))
    assert b"Rules." not in file.path.read_bytes()


def test_every_field_of_a_line_is_explained() -> None:
    docs = (ROOT / "docs" / "feedback.md").read_text(encoding="utf-8")
    assert [name for name in KEPT.to_json() if f"`{name}`" not in docs] == []
