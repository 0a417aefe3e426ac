"""``footnote timeline``: one entry a line behind its date, the same as JSON, and a line for each line of a batch."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Ran
from tests.fake_archive import FakeArchive

Run = Callable[..., Ran]


def test_worked_example(run: Run) -> None:
    status, out, err = run("timeline", "the", "ferry", "to", "Holm")
    assert (status, err) == (0, "")
    assert out == (
        "reported 2024-03 ✓ The ferry to Holm runs again from Monday, the harbour office said. [1]\n"
        "\n"
        "Sources\n"
        "[1] Ferry runs again — Harbour Post, March 2024 (stated) — north/ferry.txt:30-97\n"
    )


def test_json_is_the_timeline(run: Run) -> None:
    found = run("timeline", "ferry", "--json").json
    assert found["question"] == "ferry"
    assert (found["entries"][0]["date"], found["entries"][0]["words"]) == (None, "Monday")
    assert found["entries"][0]["reported"]["date"] == "2024-03"
    assert found["entries"][0]["citations"] == [found["citations"][0]["n"]] == [1]


def test_markdown_has_footnotes(run: Run) -> None:
    out = run("timeline", "ferry", "--markdown").out
    assert "- **reported 2024-03** ✓ The ferry to Holm runs again from Monday, the harbour office said.[^1]\n" in out
    assert "\n[^1]: *Ferry runs again*, Harbour Post" in out


def test_where_the_articles_do_not_say_that_is_a_result(run: Run) -> None:
    assert run("timeline", "nothing") == (0, "The articles do not say.\n", "")


def test_filters_and_limit_reach_the_archive(run: Run, archive: FakeArchive) -> None:
    run("timeline", "ferry", "--after", "2020", "--outlet", "AP", "--outlet", "dpa", "--limit", "5")
    name, given = archive.calls[0]
    assert name == "timeline"
    assert {k: given[k] for k in ("question", "limit", "after", "before", "outlets")} == {
        "question": "ferry",
        "limit": 5,
        "after": "2020",
        "before": None,
        "outlets": ("AP", "dpa"),
    }


def test_a_batch_gives_a_timeline_or_an_error_for_each_line_under_its_own_id(run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "question": "ferry"}\n{"id": 2}\n{"id": 3, "question": "nothing"}\n', "utf-8")
    out = [json.loads(line) for line in run("timeline", "--batch", str(rows)).out.splitlines()]
    assert [row["id"] for row in out] == ["a", 2, 3]
    assert len(out[0]["entries"]) == 1
    assert out[1] == {"id": 2, "error": '"question" is missing'}
    assert out[2]["notice"] == "The articles do not say."
