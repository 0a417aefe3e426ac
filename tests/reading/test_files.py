"""Which files are read, in which order, and why the others are not."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from rag.errors import FolderError
from rag.reading import list_files, read_article, read_bytes, read_folder
from rag.types import Article, Skipped


def _write(folder: Path, name: str, text: str = "Some text.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _paths(folder: Path) -> list[str]:
    return [entry.path for entry in list_files(folder)[0]]


def _reasons(folder: Path) -> dict[str, str]:
    return {skip.path: skip.reason for skip in list_files(folder)[1]}


def test_text_and_markdown_files_are_listed_with_subfolders_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "sub/c.txt", "sub/deep/d.md", "picture.jpg", "noending"):
        _write(tmp_path, name)
    assert _paths(tmp_path) == ["a.MD", "b.txt", "sub/c.txt", "sub/deep/d.md"]
    assert _reasons(tmp_path) == {}


def test_strange_names_are_only_names(tmp_path: Path) -> None:
    names = [
        "two words.txt",
        "line\nbreak.txt",
        "<b>bold</b>.txt" if os.sep != "\\" else "b.txt",
        "ümläut’s.txt",
        "-rf.txt",
    ]
    for name in names:
        if "/" not in name:
            _write(tmp_path, name)
    assert sorted(_paths(tmp_path)) == sorted(name for name in names if "/" not in name)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = _write(tmp_path, "outside/secret.txt")
    inside = tmp_path / "inside"
    _write(inside, "real.txt")
    (inside / "out.txt").symlink_to(secret)
    (inside / "dead.txt").symlink_to(tmp_path / "nowhere.txt")
    (inside / "loop.txt").symlink_to(inside / "loop.txt")
    (inside / "folder").symlink_to(tmp_path / "outside")
    (inside / "alias.txt").symlink_to(inside / "real.txt")
    assert _paths(inside) == ["alias.txt", "real.txt"]
    reasons = _reasons(inside)
    assert reasons["out.txt"] == "a link that leads out of the folder, not followed"
    assert reasons["folder"] == "a link to a folder, not followed"
    assert set(reasons) == {"out.txt", "dead.txt", "loop.txt", "folder"}


def test_what_is_no_regular_file_is_passed_over_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    server = socket.socket(socket.AF_UNIX)
    try:
        server.bind(os.path.relpath(tmp_path / "s.txt"))
        assert _reasons(tmp_path) == {"pipe.txt": "a pipe, not a file", "s.txt": "a socket, not a file"}
    finally:
        server.close()
    assert _paths(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_has_its_reason(tmp_path: Path) -> None:
    _write(tmp_path, "locked.txt").chmod(0)
    entry = list_files(tmp_path)[0][0]
    assert read_bytes(entry) == Skipped("locked.txt", "no permission to read it")


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(200_000_000)
    entry = list_files(tmp_path)[0][0]
    assert read_bytes(entry) == Skipped("big.txt", "too large: 200.0 MB, the limit is 5 MB")


def test_a_file_that_went_away_has_its_reason(tmp_path: Path) -> None:
    path = _write(tmp_path, "gone.txt")
    entry = list_files(tmp_path)[0][0]
    path.unlink()
    assert read_bytes(entry) == Skipped("gone.txt", "it is gone")


def test_a_missing_folder_and_a_file_in_its_place_are_named(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="There is no folder"):
        list_files(tmp_path / "missing")
    with pytest.raises(FolderError, match="is a file"):
        list_files(_write(tmp_path, "a.txt"))


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_file_without_text_is_passed_over(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "empty.txt").write_bytes(data)
    entry = list_files(tmp_path)[0][0]
    assert read_article(entry, tmp_path) == Skipped("empty.txt", "empty: there is no text in it")


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    _write(tmp_path, "a.txt", "A first sentence stands here.")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    _write(tmp_path, "c.txt", "Another sentence stands here.")
    heard: list[str] = []
    read = list(read_folder(tmp_path, heard.append))
    assert heard == ["a.txt", "b.txt", "c.txt"]
    assert [type(item) for item in read] == [Article, Skipped, Article]
    assert read[1] == Skipped("b.txt", "a PNG picture, not a text file")


def test_files_are_not_changed_by_reading(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.txt", "One.\r\nTwo.\r")
    before = path.read_bytes(), path.stat().st_mtime_ns
    list(read_folder(tmp_path))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
