"""``footnote remove`` and ``footnote correct``: what they print, what they undo, what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.cli import main
from tests.small_press import report, write


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write(tmp_path / "news", one=report(1, date="2021-03-04"), two=report(2))


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FOOTNOTE_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("FOOTNOTE_EMBEDDER", "none")
    assert main(["add", str(news), "--quiet"]) == 0
    capsys.readouterr()


def test_a_folder_is_removed_and_put_back(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", str(news)]) == 0
    told = capsys.readouterr()
    assert told.out == f"Removed 2 articles of {news}. The archive holds 0 articles.\n"
    assert f"footnote remove {news} --undo" in told.err
    assert main(["remove", str(news), "--undo", "--json", "--quiet"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["added"] == ["one.txt", "two.txt"]
    assert told.err == ""


def test_a_folder_is_named_from_where_one_stands(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(news.parent)
    assert main(["remove", "news", "--quiet"]) == 0
    assert main(["remove", "news", "--undo", "--quiet"]) == 0


def test_a_folder_that_was_not_added_is_one_line_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["remove", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "is not in the archive" in told.err


def test_an_outlet_and_a_date_are_put_right_and_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["correct", "one.txt", "--outlet", "The Lund Gazette", "--date", "2019-11"]) == 0
    told = capsys.readouterr()
    assert told.out == "one.txt: The Lund Gazette (corrected by hand), November 2019 (corrected by hand)\n"
    assert "In the article itself: harbourpost.example, 4 March 2021 (stated)." in told.err
    assert "To undo: footnote correct one.txt --undo" in told.err
    assert main(["correct", "one.txt", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["by_hand"] == {"outlet": "The Lund Gazette", "date": "2019-11"}
    assert shown["published"]["origin"] == "corrected"
    assert main(["correct", "one.txt", "--undo"]) == 0
    assert "4 March 2021 (stated)" in capsys.readouterr().out


def test_what_was_corrected_is_marked_wherever_the_article_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*given: str) -> str:
        assert main(list(given)) == 0
        return capsys.readouterr().out

    assert "corrected" not in printed("show", "one.txt") + printed("list"), "the control"
    assert json.loads(printed("show", "one.txt", "--json"))["corrected"] == {}
    printed("correct", "one.txt", "--outlet", "The Lund Gazette", "--date", "2019-11")
    shown = printed("show", "one.txt")
    assert "The Lund Gazette (corrected by hand; in the article itself: harbourpost.example)\n" in shown
    assert "November 2019 (month, corrected by hand; in the article itself: 4 March 2021 (stated))\n" in shown
    listed = printed("list")
    assert "The Lund Gazette (corrected by hand)  November 2019 (corrected by hand)" in listed
    own = {"date": "2021-03-04", "precision": "day", "origin": "stated"}
    told = {"outlet": {"article_says": "harbourpost.example"}, "date": {"article_says": own}}
    assert json.loads(printed("show", "one.txt", "--json"))["corrected"] == told
    assert [row["corrected"] for row in json.loads(printed("list", "--json"))] == [["outlet", "date"], []]
    printed("correct", "one.txt", "--outlet", "unknown", "--date", "unknown")
    assert "unknown (corrected by hand; in the article itself: harbourpost.example)\n" in printed("show", "one.txt")
    assert "– (corrected by hand)  – (corrected by hand)" in printed("list")


def test_an_unknown_date_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["correct", "one.txt", "--date", "unknown", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["published"] == {
        "date": None,
        "precision": "unknown",
        "origin": "corrected",
        "reason": "corrected by hand",
    }
    assert shown["by_hand"] == {"date": None}


@pytest.mark.parametrize(
    ("given", "status"), [(["--date", "soon"], 1), (["--outlet", ""], 1), (["--undo", "--date", "2019"], 2)]
)
def test_what_cannot_be_is_refused_and_nothing_has_changed(
    given: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["correct", "one.txt", *given]) == status
    capsys.readouterr()
    assert main(["correct", "one.txt", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["by_hand"] == {}
