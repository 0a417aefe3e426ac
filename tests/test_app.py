"""``app.py``: the seeds are there, once, whatever else is; and Ctrl-C is heard at any time, in one line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import add_seeds
from rag.archive import Archive
from rag.catalog import write_lock
from rag.settings import Settings
from tests.conftest import SEEDS

ROOT = Path(__file__).parents[1]
WORDS = Settings(embedder="none")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "a.txt").write_text("Harbour opens\n\nThe harbour of Lund opened on Monday, the mayor said.\n", "utf-8")
    return folder


def test_an_archive_of_other_folders_gets_the_seeds_too(tmp_path: Path, other: Path) -> None:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(other)
        add_seeds(archive)
        assert len(archive.articles()) == 6


def test_seeds_that_are_there_are_not_even_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = shutil.copytree(SEEDS, tmp_path / "my-copy")
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(copied)
        monkeypatch.setattr(Archive, "add", lambda *_, **__: pytest.fail("added again"))
        add_seeds(archive)
        assert len(archive.articles()) == 5


def test_an_archive_that_another_is_writing_is_opened_all_the_same(
    tmp_path: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(other)
        with write_lock(tmp_path / "archive"):
            add_seeds(archive)
        assert len(archive.articles()) == 1
    line = capsys.readouterr().err
    assert line.startswith("footnote: seeds/ was not added. The archive at ")
    assert line.count("\n") == 1


def test_ctrl_c_while_the_page_is_starting_is_one_line(tmp_path: Path) -> None:
    given = {**os.environ, "FOOTNOTE_ARCHIVE": str(tmp_path / "archive")}
    pipe = subprocess.PIPE
    command = [sys.executable, str(ROOT / "app.py")]
    with subprocess.Popen(command, cwd=tmp_path, env=given, stdout=pipe, stderr=pipe, text=True) as starting:
        assert starting.stderr is not None
        assert starting.stderr.readline().startswith("Reading files")  # seconds before the page is open
        starting.send_signal(signal.SIGINT)
        out, noise = starting.communicate(timeout=60)
    assert (out, starting.returncode) == ("", 130)
    assert noise.splitlines()[-1] == "footnote: stopped."
    assert "Traceback" not in noise
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        assert archive.articles() == []
