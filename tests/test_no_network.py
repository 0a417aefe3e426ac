"""Nothing is fetched at run time, and nothing is told to anybody: with no network all of it works."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import loopback

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
QUESTION = "How many soldiers died in the flare-up?"

# Every verb that could want something, Chroma and the page included, in one process under the guard.
GUARDED = f"""
import sys
from pathlib import Path
from tests import loopback
loopback.guard()
from rag.archive import Archive
from rag.settings import Settings
from rag.web import serve
with Archive.open(sys.argv[1], settings=Settings(exact_below=0)) as archive:
    archive.add({str(SEEDS)!r})
    assert archive.ask({QUESTION!r}).claims
    assert archive.as_retriever().retrieve({QUESTION!r})
    with serve(archive, port=0, block=False) as page:
        pass
print(loopback.attempts)
"""


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "FOOTNOTE_ARCHIVE": str(folder / "archive"), **environment}
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=150)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", True),
        (None, True),
        ("192.168.1.4", False),
        ("2606:4700::1111", False),
        ("example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_the_guard_knows_this_machine(host: str | None, near: bool) -> None:
    assert loopback.is_near(host) is near


def test_the_guard_refuses_and_remembers() -> None:
    """The control: without it, a guard that watches nothing would pass every test."""
    with pytest.raises(OSError, match="is not this machine"):
        socket.create_connection(("203.0.113.1", 80), timeout=1)
    with pytest.raises(OSError, match="is not this machine"):
        socket.getaddrinfo("example.org", 443)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, pytest.raises(OSError, match="not this"):
        datagrams.sendto(b"hello", ("203.0.113.1", 53))
    assert len(loopback.attempts) == 3
    loopback.attempts.clear()


def test_no_part_of_the_product_looks_beyond_this_machine(tmp_path: Path) -> None:
    done = run([sys.executable, "-c", GUARDED, str(tmp_path / "archive")], tmp_path)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["[]"]), done.stderr


@pytest.fixture(scope="module")
def alone() -> list[str]:
    """The words that run a command where there is no network interface, not even a working loopback."""
    words = [shutil.which("unshare") or "unshare", "--map-root-user", "--net"]
    try:
        subprocess.run([*words, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system lets us make no empty network namespace")
    return words


def test_an_archive_is_made_and_asked_with_no_network_interface(tmp_path: Path, alone: list[str]) -> None:
    footnote = [*alone, sys.executable, "-m", "rag"]
    added = run([*footnote, "add", str(SEEDS)], tmp_path, FOOTNOTE_EXACT_BELOW="0")
    assert "(generation 1)" in added.stdout, added.stderr
    asked = run([*footnote, "ask", QUESTION], tmp_path, FOOTNOTE_EXACT_BELOW="0")
    assert "nearly 100 soldiers" in asked.stdout
    assert asked.stderr == ""


def test_the_page_starts_with_no_network_interface(tmp_path: Path, alone: list[str]) -> None:
    given = {**os.environ, "FOOTNOTE_ARCHIVE": str(tmp_path / "archive")}
    pipe = subprocess.PIPE
    command = [*alone, sys.executable, str(ROOT / "app.py")]
    with subprocess.Popen(command, cwd=tmp_path, env=given, stdout=pipe, stderr=pipe, text=True) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, noise = running.communicate(timeout=60)
    assert line.startswith("Footnote is open at http://127.0.0.1:")
    assert running.returncode == 0, noise
