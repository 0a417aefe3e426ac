"""Uploaded files: safe names, limits, nothing overwritten, and nothing left where adding them fails."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InputError
from rag.settings import Settings
from rag.web import uploads
from rag.web.uploads import checked, placed, safe_name, upload_folder


def file(folder: Path, name: str, data: bytes = b"words") -> tuple[str, Path]:
    folder.mkdir(exist_ok=True)
    there = folder / str(len(list(folder.iterdir())))
    there.write_bytes(data)
    return name, there


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("story.txt", "story.txt"),
        ("Story No. 1 (final).MD", "Story No. 1 (final).md"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\news\\story.txt", "story.txt"),
        (".hidden.txt", "hidden.txt"),
        ("...txt", "article.txt"),
        ("<img src=x onerror=alert(1)>.txt", "img src x onerror alert(1).txt"),
        ("a\u202egpj.txt", "a gpj.txt"),
        ("con.txt", "article con.txt"),
        ("Lpt1.old.txt", "article Lpt1.old.txt"),
        ("новости.txt", "новости.txt"),
        ("e\u0301t\u00e9.txt", "\u00e9t\u00e9.txt"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_no_name_leads_out_of_the_folder_hides_or_is_too_long(name: str) -> None:
    safe = safe_name(f"{name}a.txt")
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert safe.endswith(".txt")
    assert len(safe.encode()) <= 255
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in safe)


@pytest.mark.parametrize("name", ["a.pdf", "a.txt.exe", "txt", ".txt", "", "a.html", "a.txt\0.exe"])
def test_what_is_no_text_is_refused_by_name(name: str) -> None:
    with pytest.raises(InputError, match=r"is no \.txt or \.md file"):
        safe_name(name)


def test_too_many_too_large_and_none_at_all_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = file(tmp_path / "in", "a.txt")
    with pytest.raises(InputError, match="No file was chosen"):
        checked([])
    with pytest.raises(InputError, match="201 files were chosen; 200 at a time"):
        checked([one] * 201)
    checked([one] * 200)
    monkeypatch.setattr(uploads, "LARGEST_FILE", 4)
    with pytest.raises(InputError, match=r'"a\.txt" is larger than'):
        checked([one])
    monkeypatch.setattr(uploads, "LARGEST_FILE", 5)
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 9)
    with pytest.raises(InputError, match="together"):
        checked([one, one])


def test_files_of_one_name_stand_beside_each_other_and_the_same_file_stands_once(tmp_path: Path) -> None:
    files = [file(tmp_path / "in", "a.txt", data) for data in (b"one", b"two", b"one")]
    with placed(files, tmp_path / "up") as made:
        pass
    assert [place.name for place in made] == ["a.txt", "a (2).txt"]
    assert (tmp_path / "up" / "a.txt").read_bytes() == b"one"
    assert (tmp_path / "up" / "a (2).txt").read_bytes() == b"two"


def test_where_adding_fails_nothing_stays_of_the_upload_and_what_was_there_does(tmp_path: Path) -> None:
    up = tmp_path / "up"
    with placed([file(tmp_path / "in", "a.txt")], tmp_path / "well"):
        pass
    assert (tmp_path / "well" / "a.txt").exists(), "the control"
    with pytest.raises(RuntimeError), placed([file(tmp_path / "in", "a.txt")], up):
        raise RuntimeError
    assert not up.exists()
    file(up, "")
    with pytest.raises(RuntimeError), placed([file(tmp_path / "in", "a.txt")], up):
        raise RuntimeError
    assert [place.name for place in up.iterdir()] == ["0"]


def test_a_full_disk_halfway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [file(tmp_path / "in", name) for name in ("a.txt", "b.txt")]
    write = uploads._write_new

    def full(place: Path, data: bytes) -> None:
        if place.name == "b.txt":
            raise OSError(28, "No space left on device")
        write(place, data)

    monkeypatch.setattr(uploads, "_write_new", full)
    with pytest.raises(OSError, match="No space left"), placed(files, tmp_path / "up"):
        raise AssertionError("unreachable")
    assert not (tmp_path / "up").exists()


def test_a_link_that_waits_at_the_name_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "up").mkdir()
    (tmp_path / "up" / "a.txt").symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError), placed([file(tmp_path / "in", "a.txt")], tmp_path / "up"):
        raise AssertionError("unreachable")
    assert not (tmp_path / "victim").exists()


def test_uploads_go_to_one_folder_until_that_was_removed_from_the_archive(tmp_path: Path) -> None:
    first = upload_folder(tmp_path, [])
    assert first == tmp_path.resolve() / "uploads"
    file(first, "a")
    assert upload_folder(tmp_path, [str(first)]) == first
    second = upload_folder(tmp_path, [])
    assert second.name == "uploads-2"
    file(second, "a")
    assert upload_folder(tmp_path, [str(second)]) == second


@pytest.mark.parametrize(("given", "taken"), [(None, True), ("1", True), ("0", False)])
def test_one_setting_turns_uploads_off(monkeypatch: pytest.MonkeyPatch, given: str | None, taken: bool) -> None:
    monkeypatch.delenv("FOOTNOTE_UPLOADS", raising=False)
    if given is not None:
        monkeypatch.setenv("FOOTNOTE_UPLOADS", given)
    assert Settings.from_environment().uploads is taken


def test_a_setting_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_UPLOADS", "off")
    with pytest.raises(InputError, match='FOOTNOTE_UPLOADS="off" is not a whole number'):
        Settings.from_environment()
