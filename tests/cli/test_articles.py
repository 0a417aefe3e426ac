"""What ``show``, ``list`` and ``mark`` promise: nothing is lost in JSON, every column sorts, an error is a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import InputError
from tests.cli.conftest import Ran
from tests.fake_archive import ARTICLE, FakeArchive

Run = Callable[..., Ran]


# -- show -----------------------------------------------------------------------------------------------------------


def test_show_marks_furniture_in_a_pipe(run: Run) -> None:
    out = run("show", "ferry.txt").out
    assert out.startswith(
        "Ferry runs again\n\nOutlet   Harbour Post\nAuthor   Ida Berg\nDate     March 2024 (month, stated)\n"
    )
    assert "\n~ Share this\n" in out
    assert "\n  The ferry to Holm" in out


def test_show_names_the_other_outlets_that_print_the_text(run: Run) -> None:
    assert "\nAlso in  AP, March 2024 (stated): a/copy.txt\n" in run("show", "ferry.txt").out


def test_plain_is_the_text_and_nothing_else(run: Run) -> None:
    assert run("show", "ferry.txt", "--plain").out == (
        "Ferry runs again\n\n~ Share this\n\nThe ferry to Holm runs again from Monday, the harbour office said.\n"
    )


def test_numbers_are_those_of_the_file(run: Run) -> None:
    assert run("show", "ferry.txt", "--plain", "--numbers").out == (
        "1 Ferry runs again\n2\n3 ~ Share this\n4\n"
        "5 The ferry to Holm runs again from Monday, the harbour office said.\n"
    )
    assert "\n3 ~ Share this\n" in run("show", "ferry.txt", "--numbers").out


def test_show_json_carries_the_unchanged_text_and_every_mark_with_its_place(run: Run) -> None:
    shown = run("show", "ferry.txt", "--json").json
    assert shown["text"] == ARTICLE.text
    assert shown["text"][slice(*shown["furniture"][0])] == "Share this"
    assert shown["marks"][1] == {
        "kind": "author",
        "start": 79,
        "end": 97,
        "text": ARTICLE.text[79:97],
        "value": "Ida Berg",
    }
    assert shown["published"] == {
        "date": "2024-03",
        "precision": "month",
        "origin": "stated",
        "span": None,
        "reason": None,
    }
    assert (shown["cluster"], shown["also_in"][0]["path"]) == (2, "a/copy.txt")
    assert set(shown) >= {"dates", "speech", "numbers", "names", "sentences", "sha256", "encoding", "folder"}
    for kind in ("dates", "speech", "numbers"):
        for found in shown[kind]:
            assert shown["text"][found["start"] : found["end"]] == found["text"]


def test_show_of_an_unknown_article_is_a_named_error(run: Run) -> None:
    assert run("show", "../../etc/passwd").status == 1


# -- list -----------------------------------------------------------------------------------------------------------


def test_list_is_a_table_with_the_precision_of_each_date(run: Run) -> None:
    assert run("list").out == (
        "Headline          Outlet        Date                      Cluster  Furniture  Sentences  File\n"
        "ferry RUNS        AP            2024 (inferred)      2 (2 copies)       10 %          1  a/copy.txt\n"
        "Untitled          –             –                               –       50 %          1  b.txt\n"
        "Ferry runs again  Harbour Post  March 2024 (stated)  2 (2 copies)       10 %          1  north/ferry.txt\n"
    )
    rows = run("list", "--json").json
    assert rows[1]["published"] == {"date": None, "precision": "unknown", "origin": "unknown"}
    assert (rows[0]["cluster"], rows[0]["cluster_size"], rows[0]["furniture_share"]) == (2, 2, 0.1)


def paths(ran: Ran) -> list[str]:
    return [row["path"] for row in ran.json]


@pytest.mark.parametrize(
    ("column", "forwards", "backwards"),
    [
        ("path", ["a/copy.txt", "b.txt", "north/ferry.txt"], ["north/ferry.txt", "b.txt", "a/copy.txt"]),
        ("headline", ["a/copy.txt", "north/ferry.txt", "b.txt"], ["b.txt", "north/ferry.txt", "a/copy.txt"]),
        ("outlet", ["a/copy.txt", "north/ferry.txt", "b.txt"], ["north/ferry.txt", "a/copy.txt", "b.txt"]),
        ("date", ["a/copy.txt", "north/ferry.txt", "b.txt"], ["north/ferry.txt", "a/copy.txt", "b.txt"]),
        ("cluster", ["a/copy.txt", "north/ferry.txt", "b.txt"], ["a/copy.txt", "north/ferry.txt", "b.txt"]),
        ("furniture", ["a/copy.txt", "north/ferry.txt", "b.txt"], ["b.txt", "a/copy.txt", "north/ferry.txt"]),
        ("sentences", ["a/copy.txt", "b.txt", "north/ferry.txt"], ["a/copy.txt", "b.txt", "north/ferry.txt"]),
    ],
)
def test_each_column_sorts_and_what_is_unknown_stands_last(
    run: Run, column: str, forwards: list[str], backwards: list[str]
) -> None:
    assert paths(run("list", "--json", "--sort", column)) == forwards
    assert paths(run("list", "--json", "--sort", column, "--reverse")) == backwards


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--contains", "FERRY"], ["a/copy.txt", "north/ferry.txt"]),
        (["--contains", "b.t"], ["b.txt"]),
        (["--cluster", "2"], ["a/copy.txt", "north/ferry.txt"]),
        (["--cluster", "3"], []),
        (["--copies", "--contains", "north"], ["north/ferry.txt"]),
        (["--undated"], ["b.txt"]),
    ],
)
def test_each_filter_leaves_what_it_says(run: Run, options: list[str], found: list[str]) -> None:
    assert paths(run("list", "--json", *options)) == found


def test_an_empty_list_says_why_on_stderr(run: Run) -> None:
    assert run("list", "--outlet", "None Such") == (0, "", "No article passes the filters.\n")
    assert run("list", "--cluster", "0") == (0, "", "No article passes the filters.\n")
    assert run("list", "--outlet", "None Such", "--json") == (0, "[]\n", "")


# -- mark -----------------------------------------------------------------------------------------------------------


def test_a_mark_says_what_changed_and_how_to_undo_it(run: Run, archive: FakeArchive) -> None:
    assert run("mark", "north/ferry.txt", "5", "--furniture") == (
        0,
        "Line 5 is furniture now: The ferry to Holm runs again from Monday, the harbour office said.\n"
        "0 sentences (1 before).\n",
        "To undo: footnote mark north/ferry.txt 5 --undo\n",
    )
    assert dict(archive.calls)["mark"] == ("north/ferry.txt", [5], "furniture")


def test_lines_are_numbers_ranges_or_pieces_of_text(run: Run, archive: FakeArchive) -> None:
    ran = run("mark", "ferry.txt", "3-5", "7", "Share this", "--content")
    assert dict(archive.calls)["mark"] == ("ferry.txt", [3, 4, 5, 7, "Share this"], "content")
    assert ran.out.startswith("Line 3 is content now: Share this\n")
    assert ran.err == "To undo: footnote mark ferry.txt 3-5 7 'Share this' --undo\n"


def test_undo_asks_for_the_readers_own_judgement(run: Run, archive: FakeArchive) -> None:
    assert run("mark", "ferry.txt", "5", "--undo") == (
        0,
        "No line is something else by it.\n1 sentence.\n",
        "",
    )
    assert dict(archive.calls)["mark"] == ("ferry.txt", [5], None)


def test_mark_json_has_the_lines_that_changed(run: Run, archive: FakeArchive) -> None:
    archive.marked = [("Share this", "content")]
    assert run("mark", "ferry.txt", "3", "--content", "--json").json == {
        "path": "north/ferry.txt",
        "changed": [{"line": 3, "text": "Share this", "before": "furniture", "now": "content"}],
        "sentences": 1,
        "by_hand": [{"text": "Share this", "kind": "content"}],
    }


def test_without_lines_the_marks_made_by_hand_are_listed(run: Run, archive: FakeArchive) -> None:
    assert run("mark", "ferry.txt") == (0, "", "No line of north/ferry.txt is marked by hand.\n")
    archive.marked = [("Share this", "content"), ("\x1b[31mBuy\nnow", "furniture")]
    assert run("mark", "ferry.txt").out == "content    Share this\nfurniture  ␛[31mBuy now\n"
    assert run("mark", "ferry.txt", "--json").json["by_hand"][0] == {"text": "Share this", "kind": "content"}


def test_a_line_that_is_not_there_is_a_named_error(
    run: Run, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise InputError("north/ferry.txt has 5 lines; there is no line 9.")

    monkeypatch.setattr(archive, "mark", refuse)
    assert run("mark", "ferry.txt", "9", "--content") == (
        1,
        "",
        "footnote: north/ferry.txt has 5 lines; there is no line 9.\n",
    )
    assert run("mark", "nothing.txt", "9", "--content").status == 1
    assert run("mark", "ferry.txt", "caf\udce9", "--content").status == 1


# -- the page about it ----------------------------------------------------------------------------------------------


def test_the_fields_of_show_json_are_those_that_are_documented(run: Run) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reading.md").read_text(encoding="utf-8")
    table = page.split("## `footnote show --json`")[1]
    rows = re.findall(r"^\| (`.*?) \|", table, re.M)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    shown = run("show", "ferry.txt", "--json").json
    assert documented == set(shown)
    fields = set(re.findall(r"`(\w+)`", table))
    for kind in ("marks", "dates", "speech", "numbers", "names", "also_in"):
        for item in shown[kind]:
            assert set(item) <= fields, kind
