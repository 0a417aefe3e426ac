"""Bad input gets one clear line and exit 1, and leaves the archive as it was: the real command over a real archive."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.archive import Archive
from rag.catalog import write_lock
from rag.cli import main
from rag.settings import Settings

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the seeds, words only: what is bad here has nothing to do with vectors."""
    archive = tmp_path_factory.mktemp("bad-input") / "archive"
    assert main(["--archive", str(archive), "--embedder", "none", "--quiet", "add", str(SEEDS)]) == 0
    return archive


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "archive")


@pytest.fixture
def run(archive: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str | Path) -> Ran:
        capfd.readouterr()
        status = main(["--archive", str(archive), "--embedder", "none", *map(str, words)])
        return Ran(status, *capfd.readouterr())

    return call


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with one article that is fine."""
    folder = tmp_path / "news"
    folder.mkdir()
    text = "Harbour opens\n\nThe harbour of Lund opened on Monday, the mayor said.\n"
    (folder / "good.txt").write_text(text, "utf-8")
    return folder


def held(path: Path) -> list[tuple[str, str, str]]:
    """What the archive holds: each article's folder, path and hash."""
    with Archive.open(path, settings=Settings(embedder="none"), create=False) as archive:
        return sorted((row.folder, row.path, row.sha256) for row in archive.articles())


def one_line(ran: Ran, *words: str) -> None:
    """A named error: nothing on stdout, one line on stderr that says these words."""
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("footnote: ")
    assert ran.err.count("\n") == 1
    for word in words:
        assert word in ran.err


# -- folders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["missing", "empty", "a file", "nothing to read"])
def test_a_folder_that_cannot_be_added_is_named(run: Run, archive: Path, tmp_path: Path, kind: str) -> None:
    before = held(archive)
    folder = tmp_path / "folder"
    if kind == "a file":
        folder.write_text("I am a file.")
    elif kind != "missing":
        folder.mkdir()
    if kind == "nothing to read":
        (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    one_line(run("add", folder), f'"{folder}"')
    assert held(archive) == before


def test_one_bad_folder_among_good_ones_changes_nothing(run: Run, archive: Path, news: Path, tmp_path: Path) -> None:
    before = held(archive)
    one_line(run("add", news, tmp_path / "missing"), "missing")
    assert held(archive) == before


def test_no_archive_is_made_for_a_folder_that_cannot_be_added(run: Run, tmp_path: Path) -> None:
    one_line(run("--archive", tmp_path / "fresh", "add", tmp_path / "missing"), "missing")
    assert not (tmp_path / "fresh").exists()


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems take no such names")
def test_a_folder_whose_name_is_no_text_is_named(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "n\udcff"
    folder.mkdir()
    (folder / "a.txt").write_text("Some text that is an article.")
    one_line(run("add", folder), r"n\udcff", "Rename it")


def test_an_added_folder_that_has_gone_keeps_its_articles(run: Run, archive: Path, news: Path) -> None:
    assert run("add", news).status == 0
    before = held(archive)
    shutil.rmtree(news)
    one_line(run("add", news), "There is no folder")
    assert held(archive) == before
    assert "is gone; its articles are kept" in run("status").out


# -- files: skipped with a reason, the others go on -----------------------------------------------------------------


def a_program(file: Path) -> None:
    file.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)))


def half_a_character(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00\xd8")


def of_200_megabytes(file: Path) -> None:
    with file.open("wb") as sparse:
        sparse.truncate(200_000_000)


def without_text(file: Path) -> None:
    file.write_text(" \n\n\t\n")


def a_link_out(file: Path) -> None:
    secret = file.parent.parent / "secret.txt"
    secret.write_text("The password is Rosebud, and it is in no article.\n")
    file.symlink_to(secret)


def a_dead_link(file: Path) -> None:
    file.symlink_to(file.parent / "nowhere.txt")


def a_pipe(file: Path) -> None:
    os.mkfifo(file)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (a_program, "a program, not a text file"),
        (half_a_character, "begins as UTF-16, but byte 2 does not fit"),
        (of_200_megabytes, "too large: 200.0 MB, the limit is 5 MB"),
        (without_text, "empty: there is no text in it"),
        (a_link_out, "a link that leads out of the folder, not followed"),
        (a_dead_link, "a link that leads nowhere"),
        (a_pipe, "a pipe, not a file"),
    ],
)
def test_a_file_that_cannot_be_read_is_skipped_and_the_others_go_on(
    run: Run, archive: Path, news: Path, make: Callable[[Path], None], reason: str
) -> None:
    make(news / "bad.txt")
    before = len(held(archive))
    ran = run("add", news)
    assert ran.status == 0
    assert f"  skipped bad.txt: {reason}\n" in ran.out
    assert "1 added, 0 changed, 0 unchanged, 0 removed, 1 skipped" in ran.out
    assert len(held(archive)) == before + 1
    assert b"Rosebud" not in (archive / "catalog.sqlite").read_bytes()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_without_permission_is_skipped(run: Run, news: Path) -> None:
    (news / "bad.txt").write_text("Nobody may read this.")
    (news / "bad.txt").chmod(0)
    assert "  skipped bad.txt: no permission to read it\n" in run("add", news).out


def test_a_huge_file_is_not_read_to_find_out(run: Run, news: Path) -> None:
    """Reading eight terabytes, sparse or not, would outlast any patience."""
    try:
        with (news / "bad.txt").open("wb") as sparse:
            sparse.truncate(2**43)
    except OSError:
        pytest.skip("this file system holds no such file")
    assert "  skipped bad.txt: too large" in run("add", news).out


# -- the archive itself ---------------------------------------------------------------------------------------------


def test_an_archive_in_use_by_another_writer_names_who(run: Run, archive: Path, news: Path) -> None:
    before = held(archive)
    holder = (
        "import sys; sys.argv = ['footnote', 'add', 'elsewhere']\n"
        "from rag.catalog import write_lock\n"
        f"with write_lock({str(archive)!r}): print('held', flush=True); sys.stdin.read()\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", holder], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "held\n"
        one_line(run("add", news), f"process {writer.pid} on ", "(footnote add elsewhere)")
        one_line(run("rebuild"), f"process {writer.pid}")
        assert run("list").status == 0  # readers go on
        writer.communicate("")
    assert held(archive) == before
    with write_lock(archive):  # the control: the lock went with its holder
        pass


def garbage_at_the_start(catalog: Path) -> None:
    catalog.write_bytes(b"garbage" + catalog.read_bytes()[7:])


def garbage_inside(catalog: Path) -> None:
    data = bytearray(catalog.read_bytes())
    data[4096 * 3 : 4096 * 12] = hashlib.shake_256(b"noise").digest(4096 * 9)
    catalog.write_bytes(data)


def cut_short(catalog: Path) -> None:
    catalog.write_bytes(catalog.read_bytes()[:30_000])


VERBS = (["add", str(SEEDS)], ["ask", "Who spoke?"], ["list"], ["status"], ["rebuild"])


@pytest.mark.parametrize("harm", [garbage_at_the_start, garbage_inside, cut_short])
@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_a_damaged_catalogue_is_said_to_be_so_and_left_alone(
    run: Run, archive: Path, harm: Callable[[Path], None], words: list[str]
) -> None:
    catalog = archive / "catalog.sqlite"
    harm(catalog)
    before = catalog.read_bytes()
    one_line(run(*words), "is damaged", "Move the folder", "add your folders again")
    assert catalog.read_bytes() == before


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_another_program_s_database_is_refused(run: Run, archive: Path, words: list[str]) -> None:
    (archive / "catalog.sqlite").unlink()
    with sqlite3.connect(archive / "catalog.sqlite") as other:
        other.execute("CREATE TABLE articles (id INTEGER)")
    one_line(run(*words), "not one of Footnote's")
    with sqlite3.connect(archive / "catalog.sqlite") as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("articles",)]


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_an_archive_of_another_version_is_not_touched(run: Run, archive: Path, words: list[str]) -> None:
    with sqlite3.connect(archive / "catalog.sqlite") as catalog:
        catalog.execute("PRAGMA user_version = 99")
    before = (archive / "catalog.sqlite").read_bytes()
    one_line(run(*words), "has format 99; this Footnote reads format 2")
    assert (archive / "catalog.sqlite").read_bytes() == before


def test_an_archive_that_is_a_file_is_named(run: Run, tmp_path: Path, news: Path) -> None:
    (tmp_path / "file").write_text("no archive")
    one_line(run("--archive", tmp_path / "file", "add", news), "it is a file")
    assert (tmp_path / "file").read_text() == "no archive"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=500k", "tmpfs", str(disk)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system lets us mount no small disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_is_said_to_be_so_and_the_archive_is_as_it_was(
    run: Run, archive: Path, news: Path, small_disk: Path
) -> None:
    copy = shutil.copytree(archive, small_disk / "archive")
    before = held(copy)
    for n in range(60):
        text = " ".join(f"word{n}x{m}" for m in range(1500))
        (news / f"{n}.txt").write_text(f"Headline number {n}\n\nThe {text} ended.\n", "utf-8")
    one_line(run("--archive", copy, "--quiet", "add", news), "is full; the archive is as it was")
    assert held(copy) == before
    shutil.rmtree(news)
    assert run("--archive", copy, "ask", "How many soldiers died in the flare-up?").status == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_under_the_output_is_one_line(archive: Path) -> None:
    command = [sys.executable, "-m", "rag", "--archive", str(archive), "--embedder", "none", "list"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, env=buffered
        )
    assert (done.returncode, done.stderr) == (1, "footnote: No space left on device\n")


# -- questions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["ask", "search"])
@pytest.mark.parametrize("question", ["", " \t\n", "x" * 10_001, "why? " * 2001], ids=["none", "blank", "word", "many"])
def test_an_empty_or_endless_question_is_refused(run: Run, verb: str, question: str) -> None:
    one_line(run(verb, question), "The question ")


def test_ten_thousand_characters_are_a_question(run: Run) -> None:
    """The control: the limit is where it is said to be."""
    assert run("ask", "x" * 10_000).status == 0


# -- batch lines ----------------------------------------------------------------------------------------------------

LINES: list[tuple[bytes, object, str]] = [
    (b"{", None, "not JSON"),
    (b"", None, "the line is empty"),
    (b"[1]", None, "not a JSON object but a list"),
    (b"\xff{}", None, "not UTF-8 at byte 0"),
    (b"[" * 100_000, None, "not JSON"),
    (b'{"id": 1}', 1, '"question" is missing'),
    (b'{"id": 2, "question": 7}', 2, '"question" is a number, not a string'),
    (b'{"id": 3, "question": null}', 3, '"question" is null, not a string'),
    (b'{"id": 4, "question": " "}', 4, "The question is empty"),
    (b'{"id": 5, "question": "' + b"x" * 10_001 + b'"}', 5, "10,000 are the limit"),
    (b'{"id": 6, "question": "\\ud800?"}', 6, "not valid UTF-8"),
]


@pytest.mark.parametrize("verb", ["ask", "search"])
def test_every_bad_batch_line_has_its_error_in_its_place_and_the_next_is_read(
    run: Run, tmp_path: Path, verb: str
) -> None:
    good = b'{"id": "good", "question": "Who spoke?"}'
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\n".join(line for bad, _, _ in LINES for line in (bad, good)) + b"\n")
    ran = run(verb, "--batch", file, "--json")
    assert (ran.status, ran.err) == (0, "")
    replies = [json.loads(line) for line in ran.out.splitlines()]
    assert len(replies) == 2 * len(LINES)
    for (_, id, message), reply in zip(LINES, replies[::2], strict=True):
        assert set(reply) == {"id", "error"}
        assert reply["id"] == id
        assert message in reply["error"]
    assert all(reply["id"] == "good" and "error" not in reply for reply in replies[1::2])


def test_a_history_that_is_none_has_its_error_in_its_place(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": 1, "question": "who?", "history": "x"}\n{"id": 2, "question": "who?", "history": [1]}\n')
    replies = [json.loads(line) for line in run("ask", "--batch", file, "--json").out.splitlines()]
    assert [reply["id"] for reply in replies] == [1, 2]
    assert all('"history"' in reply["error"] for reply in replies)


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_batch_file_that_cannot_be_read_is_one_line(run: Run, tmp_path: Path, name: str) -> None:
    one_line(run("ask", "--batch", tmp_path / name), "Cannot read ")
