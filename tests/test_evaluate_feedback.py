"""``footnote eval feedback``: what was called right or wrong, held against what the archive answers now."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.archive import Archive
from rag.cli import main
from rag.errors import InputError
from rag.evaluate import run
from rag.evaluate.feedback import compared, replay
from rag.feedback import Feedback, FeedbackFile
from rag.settings import Settings
from rag.types import Answer, Claim, Filters, Turn
from tests.render.examples import ABSTAINING, COUNT, FERRY, FULL, STORM

ROOT = Path(__file__).parents[1]
QUESTION = "How many soldiers died in the flare-up?"
WORDS_ONLY = Settings(embedder="none")


class Answers:
    """An archive that gives one answer, and remembers how it was asked."""

    def __init__(self, answer: Answer | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def ask(self, question: str, history: Any, **given: Any) -> Answer:
        self.asked.append((question, {"history": history, **given}))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def case(entry: Feedback, now: Answer | Exception) -> dict[str, Any]:
    return dict(replay(Answers(now), [entry])["cases"][0])  # type: ignore[arg-type]


def test_a_question_is_asked_as_it_was() -> None:
    turns = (Turn("user", "Was there a storm?"), Turn("assistant", "There was."))
    entry = Feedback("right", FULL, history=turns, filters=Filters("2024", "2025", ("AP",)), any_time=True)
    archive = Answers(FULL)
    replay(archive, [entry])  # type: ignore[arg-type]
    [(question, given)] = archive.asked
    assert question == FULL.question
    assert given == {"history": list(turns), "after": "2024", "before": "2025", "outlets": ("AP",), "any_time": True}


@pytest.mark.parametrize(
    ("kind", "now", "wanted"),
    [
        ("right", FULL, 1),
        ("right", ABSTAINING, 0),
        ("right", replace(FULL, claims=FULL.claims[:1]), 0),
        ("wrong", FULL, 0),
        ("wrong", ABSTAINING, 1),
        ("wrong_citation", FULL, 0),
        ("wrong_citation", ABSTAINING, 1),
    ],
)
def test_each_kind_counts_as_the_reader_would_have_it(kind: Any, now: Answer, wanted: int) -> None:
    told = replay(Answers(now), [Feedback(kind, FULL)])  # type: ignore[arg-type]
    assert told["counts"][kind]["as_wanted"] == wanted
    name = {"right": "right_kept", "wrong": "wrong_changed", "wrong_citation": "wrong_citation_gone"}[kind]
    assert (told["metrics"][name]["value"], told["metrics"][name]["n"]) == (float(wanted), 1)


def test_other_verdicts_on_the_same_sentences_are_told() -> None:
    now = replace(FULL, claims=tuple(replace(claim, verdict="supported") for claim in FULL.claims))
    told = case(Feedback("right", FULL), now)
    assert told["same_answer"] is True
    assert told["before"]["verdicts"]["contradicted"] == 1
    assert told["now"]["verdicts"] == {"supported": 5}


def gone(entry: Feedback, now: Answer) -> dict[str, bool]:
    return {wrong["path"]: wrong["gone"] for wrong in compared(entry, now)["wrong_citations"]}


def test_only_the_citation_that_was_named_has_to_go() -> None:
    claims, citations = (Claim("37 boats.", citations=(1,)),), (replace(COUNT, n=1),)
    now = replace(FULL, claims=claims, citations=citations, disagreements=())
    assert gone(Feedback("wrong_citation", FULL, citations=(2,)), now) == {STORM.path: True}
    assert gone(Feedback("wrong_citation", FULL, citations=(3,)), now) == {COUNT.path: False}
    assert gone(Feedback("wrong_citation", FULL), now) == {FERRY.path: True, STORM.path: True, COUNT.path: False}


def test_words_that_are_offered_as_closest_are_no_longer_cited() -> None:
    entry = Feedback("wrong_citation", FULL, citations=(1,))
    assert compared(entry, ABSTAINING)["wrong_citations"][0]["gone"] is True
    assert compared(entry, replace(FULL, disagreements=()))["wrong_citations"][0]["gone"] is False, "the control"


def test_the_same_words_of_an_edited_file_are_the_same_citation() -> None:
    moved = replace(FERRY, sha256="0" * 64, start=90, end=157)
    now = replace(FULL, claims=(Claim("It runs.", citations=(1,)),), citations=(moved,), disagreements=())
    assert compared(Feedback("wrong_citation", FULL, citations=(1,)), now)["wrong_citations"][0]["gone"] is False


def test_a_question_that_cannot_be_asked_now_is_told_and_counted() -> None:
    told = replay(Answers(InputError("No.")), [Feedback("right", FULL), Feedback("right", ABSTAINING)])  # type: ignore[arg-type]
    assert told["counts"] == {"right": {"of": 2, "as_wanted": 0, "same_answer": 0, "errors": 2}}
    assert told["cases"][0]["error"] == "No."
    assert told["metrics"]["right_kept"]["n"] == 0


# -- over a real archive --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An archive of the seeds, found by words alone, and what was said of two of its answers."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copytree(ROOT / "seeds", folder / "news")
    with Archive.open(folder / "archive", settings=WORDS_ONLY) as archive:
        archive.add(folder / "news")
        answer = archive.ask(QUESTION)
    file = FeedbackFile(folder / "archive")
    file.keep(Feedback("right", answer))
    file.keep(Feedback("wrong_citation", replace(answer, id="2")))
    return folder / "archive", folder / "news"


def evaluated(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["--embedder", "none", "eval", "feedback", *arguments]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_an_archive_that_has_not_changed_answers_the_same(
    asked: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    archive, _ = asked
    told = evaluated(["--archive", str(archive)], capsys)
    assert told["counts"]["right"] == {"of": 1, "as_wanted": 1, "same_answer": 1, "errors": 0}
    assert told["counts"]["wrong_citation"]["as_wanted"] == 0
    assert (told["of"], told["unreadable_lines"], told["files"]) == (2, {}, ["feedback.jsonl"])


def test_when_the_article_has_gone_the_answer_is_another_and_the_citation_gone(
    asked: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    archive, news = asked
    shutil.copytree(archive, tmp_path / "archive")
    file = shutil.copy(archive / "feedback.jsonl", tmp_path / "kept.jsonl")
    (news / "other.txt").write_text("Boats\n\nThe harbour of Holm was quiet on Monday.\n", encoding="utf-8")
    with Archive.open(tmp_path / "archive", settings=WORDS_ONLY) as changed:
        for seed in news.glob("0*.txt"):
            seed.rename(tmp_path / seed.name)
        changed.add(news)
    told = evaluated([str(file), "--archive", str(tmp_path / "archive")], capsys)
    for seed in tmp_path.glob("0*.txt"):
        seed.rename(news / seed.name)
    assert told["counts"]["right"]["same_answer"] == 0
    assert told["counts"]["wrong_citation"]["as_wanted"] == 1
    assert all(wrong["gone"] for case in told["cases"] for wrong in case["wrong_citations"])


def test_lines_that_cannot_be_read_are_told_by_their_number(
    asked: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kept = (asked[0] / "feedback.jsonl").read_bytes()
    (tmp_path / "kept.jsonl").write_bytes(b"torn\n" + kept + b"{}\n")
    told = evaluated([str(tmp_path / "kept.jsonl"), "--archive", str(asked[0])], capsys)
    assert (told["of"], told["unreadable_lines"]) == (2, {"kept.jsonl": [1, 4]})


def test_an_archive_of_which_nothing_was_said_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no feedback yet"):
        run("feedback", [tmp_path / "feedback.jsonl"], tmp_path)


def test_other_evaluations_still_want_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "claims"]) == 2
    assert "Missing argument 'FILE...'" in capsys.readouterr().err


@pytest.mark.parametrize(("limit", "of"), [(1, 1), (9, 2)])
def test_a_limit_asks_only_so_many(
    asked: tuple[Path, Path], capsys: pytest.CaptureFixture[str], limit: int, of: int
) -> None:
    assert evaluated(["--archive", str(asked[0]), "--limit", str(limit)], capsys)["of"] == of


def test_asking_again_writes_nothing(asked: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    before = (asked[0] / "feedback.jsonl").read_bytes()
    evaluated(["--archive", str(asked[0])], capsys)
    assert (asked[0] / "feedback.jsonl").read_bytes() == before
