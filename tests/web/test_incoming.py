"""What a reader uploaded who closed the page does not stay, and what others are uploading is left alone."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag.errors import PageError
from rag.web import guard as module
from rag.web.guard import Guard
from rag.web.incoming import FORGOTTEN, Incoming
from rag.web.server import guarded
from tests.web.fake_archive import FakeArchive
from tests.web.test_guard import Inside
from tests.web.test_login import Browser

NOW = time.time()


def put(folder: Path, name: str, age: float, words: bytes = b"words") -> Path:
    """A file as Gradio puts it down, in a folder of its own, so many seconds ago."""
    place = folder / name / f"{name}.txt"
    place.parent.mkdir(parents=True)
    place.write_bytes(words)
    for path in (place, place.parent):
        os.utime(path, (NOW - age, NOW - age))
    return place


@pytest.fixture
def incoming(tmp_path: Path) -> Incoming:
    return Incoming(tmp_path / "in", lambda: NOW)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's place for what is temporary."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")
    return tmp_path


def test_what_was_forgotten_goes_and_what_was_just_uploaded_stays(incoming: Incoming) -> None:
    old = put(incoming.folder, "old", FORGOTTEN + 1)
    young = put(incoming.folder, "young", FORGOTTEN - 1, b"twelve bytes")
    arriving = incoming.folder / "tmp123"
    arriving.write_bytes(b"three")
    os.utime(arriving, (NOW, NOW))
    assert incoming.sweep() == 17
    assert not old.exists()
    assert young.exists()
    assert arriving.exists()


def test_an_empty_folder_goes_an_hour_later_and_one_that_a_file_is_coming_to_stays(incoming: Incoming) -> None:
    old = put(incoming.folder, "old", FORGOTTEN + 1).parent
    incoming.sweep()
    assert old.exists(), "emptied just now: another may be putting the same file there"
    os.utime(old, (NOW - FORGOTTEN - 1, NOW - FORGOTTEN - 1))
    incoming.sweep()
    assert not old.exists()
    assert incoming.folder.exists()


def test_no_link_is_followed_out_of_the_folder(incoming: Incoming, tmp_path: Path) -> None:
    victim = put(tmp_path / "elsewhere", "victim", FORGOTTEN + 1)
    incoming.folder.mkdir()
    for name, target in (("file", victim), ("folder", victim.parent)):
        (incoming.folder / name).symlink_to(target)
        os.utime(incoming.folder / name, (0, 0), follow_symlinks=False)
    incoming.sweep()
    assert victim.exists()
    assert not (incoming.folder / "file").exists()


def test_a_folder_that_is_not_there_holds_nothing(incoming: Incoming) -> None:
    assert incoming.sweep() == 0


def test_the_folder_is_this_users_alone_and_the_same_at_the_next_start(here: Path) -> None:
    first = Incoming.own().folder
    assert first == Incoming.own().folder
    assert first.parent == here.resolve()
    assert first.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")
def test_a_folder_that_somebody_else_laid_out_is_not_used(here: Path) -> None:
    wanted = Incoming.own().folder
    wanted.chmod(0o777)
    assert Incoming.own().folder != wanted
    wanted.rmdir()
    (here / "trap").mkdir(mode=0o700)
    wanted.symlink_to(here / "trap")
    other = Incoming.own().folder
    assert other != wanted
    assert other.stat().st_mode & 0o077 == 0


def test_where_no_folder_can_be_made_it_says_what_helps(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(here / "gone"))
    with pytest.raises(PageError, match=r"No folder for uploads can be made: .+ in TMPDIR, .+FOOTNOTE_UPLOADS=0"):
        Incoming.own()


# -- at the page -------------------------------------------------------------------------------------------------------


def page(*, uploads: bool = True) -> Any:
    archive: Any = FakeArchive()
    archive.settings = SimpleNamespace(uploads=uploads)
    return guarded(archive)


def upload(app: Any, name: str, words: bytes) -> Any:
    return Browser(app)("POST", "/gradio_api/upload", files=[("files", (name, words, "text/plain"))])


def make_old(path: Path) -> None:
    for one in (path, path.parent):
        os.utime(one, (1, 1))


def test_an_upload_that_nobody_adds_is_gone_at_the_next_upload_or_the_next_start(here: Path) -> None:
    app = page()
    first = Path(upload(app, "first.txt", b"one article").json()[0])
    assert first.is_relative_to(here.resolve()), "Gradio was told the place"
    second = Path(upload(app, "second.txt", b"another article").json()[0])
    assert first.exists(), "the control: what is young stays"
    make_old(first)
    upload(app, "third.txt", b"a third article")
    assert not first.exists()
    assert second.exists()
    make_old(second)
    page()
    assert not second.exists()


def test_a_page_that_takes_no_uploads_makes_no_place_for_them(here: Path) -> None:
    page(uploads=False)
    assert list(here.glob("footnote-uploads*")) == []


def test_more_than_may_lie_there_is_refused_before_it_is_written_down(
    incoming: Incoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    inside = Inside()
    app = Guard(inside, hosts=["127.0.0.1"], files={}, uploads=True, incoming=incoming)
    put(incoming.folder, "young", 0, b"x" * 10)
    assert upload(app, "a.txt", b"words").status_code == 200, "the control"
    put(incoming.folder, "another", 0, b"x")
    inside.asked.clear()
    reply = upload(app, "a.txt", b"words")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "60")
    assert "still being added" in reply.text
    assert inside.asked == []
