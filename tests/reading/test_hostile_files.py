"""Odd files, names and folders: nothing outside is opened, nothing waits, and what is passed over has its reason."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from rag.errors import FolderError
from rag.reading import FileEntry, list_files, read_article, read_bytes, read_folder
from rag.reading.bytes import files
from rag.render import one_line
from rag.types import Article, Skipped
from tests.reading.hostile import STORY

CANARY = "The password is Rosebud, and it is in no article.\n"


def _write(path: Path, text: str = STORY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """A folder with one article; beside it, outside, a file and a folder that are none of its business."""
    _write(tmp_path / "outside" / "secret.txt", CANARY)
    return _write(tmp_path / "inside" / "good.txt").parent


def _read(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Paths of the articles of a folder, and what was passed over and why. No canary is among them."""
    articles, skipped = [], {}
    for item in read_folder(folder):
        if isinstance(item, Article):
            assert "Rosebud" not in item.text
            articles.append(item.path)
        else:
            skipped[item.path] = item.reason
    return articles, skipped


# -- links ----------------------------------------------------------------------------------------------------------


def _to_file(link: Path, outside: Path) -> None:
    link.symlink_to(outside / "secret.txt")


def _to_file_relative(link: Path, outside: Path) -> None:
    link.symlink_to(os.path.relpath(outside / "secret.txt", link.parent))


def _over_a_link(link: Path, outside: Path) -> None:
    link.with_name("step").symlink_to(outside)
    link.symlink_to("step/secret.txt")


def _to_nothing(link: Path, outside: Path) -> None:
    link.symlink_to(outside / "nothing.txt")


def _to_itself(link: Path, _outside: Path) -> None:
    link.symlink_to(link.name)


def _in_a_ring(link: Path, _outside: Path) -> None:
    link.symlink_to("other.md")
    link.with_name("other.md").symlink_to(link.name)


def _to_a_device(link: Path, _outside: Path) -> None:
    link.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_to_file, "a link that leads out of the folder, not followed"),
        (_to_file_relative, "a link that leads out of the folder, not followed"),
        (_over_a_link, "a link that leads out of the folder, not followed"),
        (_to_nothing, "a link that leads nowhere"),
        (_to_itself, "a link that leads"),
        (_in_a_ring, "a link that leads"),
        (_to_a_device, "a link that leads out of the folder, not followed"),
    ],
)
def test_a_link_that_leads_out_or_nowhere_is_not_followed(
    inside: Path, make: Callable[[Path, Path], None], reason: str
) -> None:
    make(inside / "link.txt", inside.parent / "outside")
    articles, skipped = _read(inside)
    assert articles == ["good.txt"]
    assert skipped["link.txt"].startswith(reason)


@pytest.mark.parametrize("target", ["../outside", ".", "..", "/", "loop"])
def test_a_link_to_a_folder_is_not_entered(inside: Path, target: str) -> None:
    (inside / "loop").symlink_to(target)
    articles, skipped = _read(inside)
    assert articles == ["good.txt"]
    assert skipped in ({"loop": "a link to a folder, not followed"}, {})


def test_a_link_to_a_file_inside_is_read(inside: Path) -> None:
    _write(inside / "deep" / "er" / "real.txt")
    (inside / "alias.txt").symlink_to("deep/er/real.txt")
    assert _read(inside) == (["alias.txt", "deep/er/real.txt", "good.txt"], {})


def test_a_hard_link_is_the_file_itself(inside: Path) -> None:
    """No file system can tell which of two names came first; both are read."""
    os.link(inside / "good.txt", inside / "twin.txt")
    assert _read(inside) == (["good.txt", "twin.txt"], {})


def test_a_folder_that_is_itself_a_link_is_the_folder_it_leads_to(inside: Path) -> None:
    (inside.parent / "door").symlink_to(inside)
    assert _read(inside.parent / "door") == (["good.txt"], {})


def _swap_file(inside: Path) -> tuple[Path, Path]:
    return _write(inside / "sub" / "a.txt"), inside.parent / "outside" / "secret.txt"


def _swap_folder(inside: Path) -> tuple[Path, Path]:
    _write(inside / "sub" / "secret.txt")
    return inside / "sub", inside.parent / "outside"


@pytest.mark.parametrize("way", ["relative", "compared"])
@pytest.mark.parametrize("swapped", [_swap_file, _swap_folder])
def test_a_link_put_in_place_after_the_look_leads_nowhere(
    inside: Path, monkeypatch: pytest.MonkeyPatch, swapped: Callable[[Path], tuple[Path, Path]], way: str
) -> None:
    monkeypatch.setattr(files, "_RELATIVE", way == "relative")
    place, target = swapped(inside)
    entries = [entry for entry in list_files(inside)[0] if entry.path.startswith("sub/")]
    os.rename(place, place.with_name("moved"))  # noqa: PTH104 -- of a folder or a file
    place.symlink_to(target)
    assert [read_bytes(entry) for entry in entries] == [
        Skipped(entry.path, "a link that leads out of the folder, not followed") for entry in entries
    ]


@pytest.mark.parametrize("swapped", [_swap_file, _swap_folder])
def test_in_a_thousand_races_between_look_and_open_nothing_outside_is_read(
    inside: Path, swapped: Callable[[Path], tuple[Path, Path]]
) -> None:
    """Another process puts a link where the file or its folder was, and takes it away again, as fast as it can."""
    place, target = swapped(inside)
    entry = next(entry for entry in list_files(inside)[0] if entry.path.startswith("sub/"))
    real, link = place.with_name("real"), place.with_name("link")
    os.rename(place, real)  # noqa: PTH104
    link.symlink_to(target)
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            for other in (link, real):
                with suppress(OSError):
                    os.rename(other, place)  # noqa: PTH104
                    os.rename(place, other)  # noqa: PTH104

    racer = threading.Thread(target=swap)
    racer.start()
    try:
        outcomes = [read_bytes(entry) for _ in range(1000)]
    finally:
        over.set()
        racer.join()
    assert not any(isinstance(outcome, bytes) and b"Rosebud" in outcome for outcome in outcomes)
    assert all(isinstance(outcome, Skipped) or outcome == STORY.encode() for outcome in outcomes)


def test_the_race_would_be_lost_by_plain_opening(inside: Path) -> None:
    """The control: the same swap, opened by its path."""
    place, target = _swap_file(inside)
    place.unlink()
    place.symlink_to(target)
    assert "Rosebud" in place.read_text()


def test_an_entry_without_its_folder_finds_it_from_its_path(inside: Path) -> None:
    (inside / "link.txt").symlink_to(inside.parent / "outside" / "secret.txt")
    assert read_bytes(FileEntry("good.txt", inside / "good.txt", 0)) == STORY.encode()
    read = read_bytes(FileEntry("link.txt", inside / "link.txt", 0))
    assert read == Skipped("link.txt", "a link that leads out of the folder, not followed")


# -- no regular file ------------------------------------------------------------------------------------------------


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o20644, os.makedev(1, 5))
    except OSError:
        pytest.skip("only root may make a device")


@pytest.fixture
def bound_socket() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as server:
        yield server


def test_a_socket_is_passed_over(inside: Path, bound_socket: socket.socket) -> None:
    bound_socket.bind(os.path.relpath(inside / "s.txt"))
    assert _read(inside) == (["good.txt"], {"s.txt": "a socket, not a file"})


@pytest.mark.parametrize(("make", "reason"), [(_pipe, "a pipe, not a file"), (_device, "a device, not a file")])
def test_what_is_no_file_is_passed_over_without_waiting(
    inside: Path, make: Callable[[Path], None], reason: str
) -> None:
    make(inside / "a.txt")
    assert _read(inside) == (["good.txt"], {"a.txt": reason})


@pytest.mark.parametrize("way", ["relative", "compared"])
@pytest.mark.parametrize("make", [_pipe, _folder, _device])
def test_what_took_the_place_of_a_file_after_the_look_is_not_opened(
    inside: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], way: str
) -> None:
    monkeypatch.setattr(files, "_RELATIVE", way == "relative")
    (entry,) = list_files(inside)[0]
    (inside / "good.txt").unlink()
    make(inside / "good.txt")
    read = read_bytes(entry)
    assert isinstance(read, Skipped)
    assert read.reason.endswith(", not a file")


@pytest.mark.parametrize("way", ["relative", "compared"])
def test_both_ways_of_opening_read_what_is_there(inside: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(files, "_RELATIVE", way == "relative")
    _write(inside / "deep" / "a.md")
    (inside / "alias.txt").symlink_to("deep/a.md")
    assert _read(inside) == (["alias.txt", "deep/a.md", "good.txt"], {})


# -- names ----------------------------------------------------------------------------------------------------------

NAMES = [
    "two words", "new\nline", "tab\tstop", "return\rhere", 'double"quote', "single'quote", "semi;colon",
    "$(touch x)", "`touch x`", "-rf", "--help", "%00", "..%2f..%2fetc", "back\\slash", "..\\..\\windows",
    "\U0001f600", "\u202egnp", "dot.", "...", "CON", "NUL.txt", "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))", "](http:example.org)", "**bold**", "&lt;b&gt;", "a|b", "a*b?", "~", "#1",
    "\x1b[31mred", "\x07bell", "z\u0301\u0301", "\u200b", "名前", "x" * 251, "é" * 125,
]  # fmt: skip


@pytest.mark.parametrize("ending", [".txt", ".MD"])
def test_any_name_is_only_a_name(tmp_path: Path, ending: str) -> None:
    expected = sorted(name + ending for name in NAMES if len((name + ending).encode()) <= 255)
    for name in expected:
        _write(tmp_path / name)
    articles, skipped = _read(tmp_path)
    assert (articles, skipped) == (expected, {})
    for path in articles:
        assert one_line(path).isprintable()


def test_any_name_of_a_folder_is_only_a_name(tmp_path: Path) -> None:
    for name in NAMES:
        _write(tmp_path / name / "a.txt")
    assert _read(tmp_path) == (sorted(f"{name}/a.txt" for name in NAMES), {})


def test_a_name_that_is_no_text_is_passed_over(inside: Path) -> None:
    try:
        _write(inside / os.fsdecode(b"bad\xff\xfe.txt"))
        _write(inside / os.fsdecode(b"folder\xff") / "a.txt")
    except OSError:
        pytest.skip("this file system takes no such names")
    articles, skipped = _read(inside)
    assert articles == ["good.txt"]
    assert skipped == {
        r"bad\udcff\udcfe.txt": "its name is not valid text; rename it",
        r"folder\udcff/a.txt": "its name is not valid text; rename it",
    }


@pytest.mark.parametrize(("one", "other"), [("caf\u00e9", "cafe\u0301"), ("Story", "story"), ("ß", "ss"), ("ﬁ", "fi")])
def test_names_that_look_alike_stay_two_articles(tmp_path: Path, one: str, other: str) -> None:
    _write(tmp_path / f"{one}.txt", STORY)
    _write(tmp_path / f"{other}.txt", STORY)
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes both names for one")
    assert _read(tmp_path) == (sorted([f"{one}.txt", f"{other}.txt"]), {})


@pytest.fixture
def bottomless(tmp_path: Path) -> Iterator[Path]:
    """A folder for paths that only ``rm`` can take away again: they are too deep or too long for pytest."""
    (tmp_path / "deep").mkdir()
    yield tmp_path / "deep"
    subprocess.run(["rm", "-rf", str(tmp_path / "deep")], check=True)


def _write_deep(root: Path, name: str, times: int) -> None:
    """A story in ``name/name/.../a.txt``, made step by step because the whole path can be too long."""
    folder = os.open(root, os.O_RDONLY)
    for _ in range(times):
        os.mkdir(name, dir_fd=folder)
        inner = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    file = os.open("a.txt", os.O_WRONLY | os.O_CREAT, dir_fd=folder)
    os.write(file, STORY.encode())
    os.close(file)
    os.close(folder)


def test_a_thousand_folders_deep_is_read(bottomless: Path) -> None:
    _write_deep(bottomless, "d", 1000)
    assert _read(bottomless) == (["d/" * 1000 + "a.txt"], {})


def test_a_path_too_long_for_the_system_is_passed_over(bottomless: Path) -> None:
    _write(bottomless / "good.txt")
    _write_deep(bottomless, "n" * 250, 20)
    articles, skipped = _read(bottomless)
    assert articles == ["good.txt"]
    assert list(skipped.values()) == ["a folder that cannot be read: its path is too long to be opened"]


# -- folders --------------------------------------------------------------------------------------------------------


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path) == ([], {})
    with pytest.raises(FolderError, match="holds no"):
        files.files_to_read(tmp_path)


def test_a_folder_of_nothing_readable_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "b.txt")
    with pytest.raises(FolderError, match="can be read"):
        files.files_to_read(tmp_path)


def test_a_folder_that_goes_away_while_it_is_read_leaves_reasons(tmp_path: Path) -> None:
    folder = _write(tmp_path / "news" / "a.txt").parent
    _write(folder / "sub" / "b.txt")
    entries, _ = list_files(folder)
    shutil.rmtree(folder)
    assert [read_article(entry, folder) for entry in entries] == [
        Skipped("a.txt", "it is gone"),
        Skipped("sub/b.txt", "it is gone"),
    ]


def test_a_folder_that_became_a_file_while_it_is_read_leaves_a_reason(tmp_path: Path) -> None:
    entry = list_files(_write(tmp_path / "news" / "sub" / "b.txt").parents[1])[0][0]
    shutil.rmtree(tmp_path / "news" / "sub")
    _write(tmp_path / "news" / "sub")
    read = read_bytes(entry)
    assert isinstance(read, Skipped)
    assert read.reason == "not a directory"


def test_a_file_that_grows_while_it_is_read_is_read_up_to_the_limit(inside: Path) -> None:
    (entry,) = list_files(inside)[0]
    over = threading.Event()

    def grow() -> None:
        with (inside / "good.txt").open("ab") as file:
            while not over.is_set() and file.tell() < 3_000_000:
                file.write(b"More of it stands here.\n" * 200)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        for _ in range(50):
            read = read_bytes(entry, limit=1_000_000)
            assert isinstance(read, Skipped) or (read.startswith(STORY.encode()) and len(read) <= 1_000_000)
    finally:
        over.set()
        writer.join()


def test_a_file_cut_short_after_the_look_is_read_as_it_is(inside: Path) -> None:
    (entry,) = list_files(inside)[0]
    _write(inside / "good.txt", "Short.")
    assert read_bytes(entry) == b"Short."


def test_a_file_over_the_limit_is_neither_read_nor_waited_for(inside: Path) -> None:
    for name, size in (("mb.txt", 200_000_000), ("tb.txt", 2**42)):
        with (inside / name).open("wb") as file, suppress(OSError):
            file.truncate(size)
    articles, skipped = _read(inside)
    assert articles == ["good.txt"]
    assert skipped["mb.txt"] == "too large: 200.0 MB, the limit is 5 MB"
