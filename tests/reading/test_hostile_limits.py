"""What reading one file may cost: at most 64 MB above the file's own size, and ten seconds; asked of the worst we know.

Each is read in a process of its own, whose peak of memory the system tells. Time is not asserted here (machines
differ); the figures, on one core of 2024 under load: the worst of these takes 5 s and 50 MB.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag.reading import SIZE_LIMIT
from rag.reading.bytes import files
from rag.reading.bytes.limits import MOST_LINES, MOST_STOPS

_ROOT = Path(__file__).parents[2]
_MOST_MB = 64

# Reads a file by path, having read a small one before, and prints how many kB the peak lies above where it began.
_PROBE = """
import sys
from pathlib import Path
from rag.reading import list_files, read_article

def status(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])

folder = Path(sys.argv[1])
small, large = list_files(folder)[0]
read_article(small, folder)
Path("/proc/self/clear_refs").write_text("5")
before = status("VmRSS")
read = read_article(large, folder)
print(status("VmHWM") - before, type(read).__name__, getattr(read, "reason", ""))
"""

_SENTENCE = "The council of Milford voted on Monday to repair the old bridge, she said. "
_ENCODED = "She said it’s an old café on the way to the town of the north. "


def _full(piece: str, size: int = SIZE_LIMIT, last: str = "") -> bytes:
    """Bytes of a file that repeats a piece up to ``size``."""
    one, end = piece.encode(), last.encode()
    return one * ((size - len(end)) // len(one)) + end


def _lines(piece: str, last: str = "") -> bytes:
    """As many lines as a file may have."""
    return (piece * (MOST_LINES - 10)).encode() + last.encode()


_WORST: dict[str, tuple[bytes, str]] = {
    "ordinary prose": (_full(_SENTENCE * 3 + "\n\n"), "Article"),
    "prose on one line, four bytes a letter": (_full(_SENTENCE, last="😀"), "Article"),
    "newlines": (_full("\n", last="The end."), "Article"),
    "as many lines as may be": (_lines("a\n"), "Article"),
    "as many paragraphs as may be": (_lines("😀\n\n"), "Article"),
    "as many quotations as may be": (_full("“We go on,” he said. ", 25 * MOST_STOPS - 500), "Article"),
    "old encoding": (_full(_ENCODED).decode().encode("cp1252"), "Article"),
    "too many lines": (_full("a\n"), "Skipped"),
    "nothing readable": (_full("\u00ff\u0081\u00fe\u0090").decode().encode("latin-1"), "Skipped"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak of memory is told by Linux only")
@pytest.mark.parametrize("kind", _WORST)
def test_the_worst_file_needs_little_memory_beside_its_own_size(tmp_path: Path, kind: str) -> None:
    data, outcome = _WORST[kind]
    (tmp_path / "a.txt").write_text(_SENTENCE)
    (tmp_path / "b.txt").write_bytes(data)
    peak, read, reason = _probe(tmp_path)
    assert read == outcome, reason
    assert peak <= len(data) + _MOST_MB * 1_000_000


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak of memory is told by Linux only")
def test_a_file_of_200_megabytes_is_not_read_to_be_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(_SENTENCE)
    with (tmp_path / "b.txt").open("wb") as file:
        file.truncate(200_000_000)
    peak, read, reason = _probe(tmp_path)
    assert (read, reason) == ("Skipped", "too large: 200.0 MB, the limit is 5 MB")
    assert peak < 2_000_000


def _probe(folder: Path) -> tuple[int, str, str]:
    """Bytes above the start, what came of the file, and why it was passed over."""
    command = [sys.executable, "-c", _PROBE, str(folder)]
    ran = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True, timeout=120)
    peak, read, reason = ran.stdout.strip("\n").split(" ", 2)
    return int(peak) * 1024, read, reason


def test_the_limit_of_size_holds_for_what_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 101)
    (entry,) = files.list_files(tmp_path)[0]
    assert files.read_bytes(entry, limit=101) == b"x" * 101
    assert files.read_bytes(entry, limit=100) != b"x" * 101
