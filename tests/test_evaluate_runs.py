"""Each evaluation from file to figures, over a few articles written here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.archive import Archive
from rag.errors import InputError
from rag.evaluate import TASKS, run

ARTICLES = {
    "fire.txt": """Fire destroys harbour houses in Ostrava Bay

Nine houses burned down in the old harbour on Monday, firefighters said. No one was hurt.

"We saw the flames from the bridge," said Marta Lind, who runs the ferry.
""",
    "bridge.txt": """Council opens the Karlin bridge after two years

The Karlin bridge opened to traffic on 4 May 2021 after repairs that cost 12 million euros.

Mayor Tomas Hale said the bridge would carry 8,000 cars a day.
""",
    "museum.txt": """Museum returns a stolen clock to Lisbon

The city museum gave back a clock that was stolen from Lisbon in 1936. Director Ana Reis called it overdue.
""",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def rows_file(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


QUESTIONS = [
    {
        "id": "1",
        "question": "How many houses burned down in the old harbour?",
        "null": False,
        "answers": ["nine"],
        "evidence": [{"doc": "fire.txt"}],
    },
    {
        "id": "2",
        "question": "How much did the repairs of the Karlin bridge cost?",
        "null": False,
        "answers": ["12 million euros"],
        "evidence": [{"doc": "bridge.txt"}],
    },
    {
        "id": "3",
        "question": "Which party won the election in Peru?",
        "null": True,
        "type": "null_query",
        "answers": [],
        "evidence": [],
    },
]


def test_retrieval_finds_the_article_and_its_answers_are_graded(corpus: Path) -> None:
    file = rows_file(corpus.parent, *QUESTIONS)
    done: list[tuple[int, int]] = []
    result = run("retrieval", [file], answers=True, progress=lambda n, of: done.append((n, of)))
    found = next(iter(result["sets"].values()))
    assert found["metrics"]["hits@1"]["value"] == 1.0
    assert found["metrics"]["hits@1"]["n"] == 2
    assert found["metrics"]["score_null_auc"]["n"] == 3
    assert found["misses"] == []
    assert found["answers"]["metrics"]["answer_shown"]["value"] == 1.0
    assert found["answers"]["metrics"]["null_answered"]["value"] == 0.0
    assert found["answers"]["citations_that_do_not_slice_back"] == 0
    assert found["answers"]["citations"] > 0
    assert done[0] == (1, 3)
    assert json.loads(json.dumps(result)) == result


def test_retrieval_fails_where_the_wrong_article_is_wanted(corpus: Path) -> None:
    wrong = {**QUESTIONS[0], "evidence": [{"doc": "absent.txt"}]}
    result = run("retrieval", [rows_file(corpus.parent, wrong)])
    found = next(iter(result["sets"].values()))
    assert found["metrics"]["hits@10"]["value"] == 0.0
    assert [miss["id"] for miss in found["misses"]] == ["1"]


def test_an_archive_for_evaluation_holds_nothing_else(corpus: Path, tmp_path: Path) -> None:
    file = rows_file(corpus.parent, *QUESTIONS)
    assert run("retrieval", [file], tmp_path / "own")["sets"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "more.txt").write_text(ARTICLES["museum.txt"], encoding="utf-8")
    with Archive.open(tmp_path / "own") as archive:
        archive.add(other)
    with pytest.raises(InputError, match="also holds"):
        run("retrieval", [file], tmp_path / "own")


def test_questions_are_asked_over_the_folder_beside_the_file(corpus: Path) -> None:
    file = rows_file(corpus.parent, *QUESTIONS)
    metrics = next(iter(run("qa", [file])["sets"].values()))["metrics"]
    assert metrics["answer_shown"]["value"] == 1.0
    assert metrics["confidence_null_auc"]["value"] == 1.0
    file = rows_file(corpus.parent, {**QUESTIONS[0], "answers": ["eleven"]})
    assert next(iter(run("qa", [file])["sets"].values()))["metrics"]["answer_shown"]["value"] == 0.0


def test_without_articles_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder of articles"):
        run("retrieval", [rows_file(tmp_path, *QUESTIONS)])


def test_passages_of_a_row_are_its_only_sources(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "set": "own",
        "question": "How many houses burned down in the old harbour?",
        "answers": ["nine"],
        "answerable": True,
        "passages": [{"text": ARTICLES["fire.txt"]}],
    }
    other = {**row, "id": "2", "answerable": False, "answers": [], "passages": [{"text": ARTICLES["museum.txt"]}]}
    metrics = run("qa", [rows_file(tmp_path, row, other)])["sets"]["own"]["metrics"]
    assert metrics["answerability_auc"]["value"] == 1.0
    assert metrics["answer_in_best_sentence"]["value"] == 1.0
    assert metrics["unanswerable_answered"]["value"] == 0.0


def test_seeds_are_graded_strictly(corpus: Path) -> None:
    case = {
        "id": "s1",
        "question": "How many houses burned down in the old harbour?",
        "kind": "number",
        "answer_points": ["nine houses"],
        "must_cite": ["fire.txt"],
        "must_not": ["eleven"],
    }
    strict = {**case, "id": "s2", "must_cite": ["fire.txt", "bridge.txt"]}
    result = run("seeds", [rows_file(corpus.parent, case, strict)], corpus=corpus)
    assert (result["passed"], result["of"]) == (1, 2)
    assert result["by_kind"] == {"number": {"passed": 1, "of": 2}}
    assert result["cases"][1]["misses"] == ["not cited: bridge.txt"]
    assert result["citations_that_do_not_slice_back"] == 0


def test_claims_are_checked_against_their_source(tmp_path: Path) -> None:
    def claim(n: int, text: str, supported: bool) -> dict[str, Any]:
        return {"id": str(n), "set": "own", "source": ARTICLES["bridge.txt"], "claim": text, "supported": supported}

    rows = [
        claim(1, "The Karlin bridge opened to traffic on 4 May 2021.", True),
        claim(2, "The Karlin bridge opened to traffic on 9 July 2023.", False),
        claim(3, "The repairs cost 12 million euros.", True),
        claim(4, "The repairs cost 90 million euros.", False),
    ]
    result = run("claims", [rows_file(tmp_path, *rows)])
    assert result["sets"]["own"]["metrics"]["auc"]["value"] == 1.0
    assert result["metrics"]["mean_balanced_accuracy"]["value"] == 1.0
    turned = [{**row, "supported": not row["supported"]} for row in rows]
    assert run("claims", [rows_file(tmp_path, *turned)])["sets"]["own"]["metrics"]["auc"]["value"] == 0.0


def test_a_question_that_stands_alone_is_left_alone(tmp_path: Path) -> None:
    row = {
        "history": [{"role": "user", "text": "Who is Marta Lind?"}, {"role": "agent", "text": "She runs the ferry."}],
        "question": "When did the Karlin bridge open to traffic?",
        "rewritten": "When did the Karlin bridge open to traffic?",
    }
    metrics = run("rewrite", [rows_file(tmp_path, row)])["sets"]["cases"]["metrics"]
    assert metrics["left_alone"]["value"] == 1.0
    assert metrics["word_f1"]["value"] is None  # no question that a person changed


def test_a_page_is_read_line_by_line(tmp_path: Path) -> None:
    body = [line for line in ARTICLES["bridge.txt"].splitlines() if line]
    lines = [["Subscribe", False], *[[line, True] for line in body], ["Share on Facebook", False]]
    metrics = run("boilerplate", [rows_file(tmp_path, {"set": "own", "lines": lines})])["sets"]["own"]["metrics"]
    assert metrics["recall"]["value"] == 1.0
    assert metrics["f1"]["value"] >= metrics["keep_all_f1"]["value"]
    turned = [[text, not keep] for text, keep in lines]
    metrics = run("boilerplate", [rows_file(tmp_path, {"set": "own", "lines": turned})])["sets"]["own"]["metrics"]
    assert metrics["f1"]["value"] < metrics["keep_all_f1"]["value"]


@pytest.mark.parametrize("task", TASKS)
def test_every_task_names_the_file_and_the_line_of_a_bad_row(task: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text("{broken\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"cases\.jsonl, line 1"):
        run(task, [file])
