"""A folder of hostile and odd files through the public door: others are read, each reason is told, twice is a no-op."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.errors import FolderError
from rag.settings import Settings
from tests.reading.hostile import BAIT, BINARIES, EMPTY, STORY, bait, nested
from tests.reading.test_hostile_encodings import WRITTEN
from tests.reading.test_hostile_files import NAMES

CANARY = b"The password is Rosebud, and it is in no article.\n"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "archive", settings=Settings(embedder="none"))


def _zoo(folder: Path) -> tuple[set[str], set[str]]:
    """Every kind of odd file in one folder; the paths of what can be read, and of what cannot."""
    readable: dict[str, bytes] = {f"name {n}/{name}.txt": STORY.encode() for n, name in enumerate(NAMES)}
    readable |= {f"bait {kind}.txt": (STORY + bait(kind, 2000) + "\n").encode() for kind in BAIT}
    readable |= {f"nested {kind}.txt": (STORY + text).encode() for kind, text in nested(2000).items()}
    for text, encodings in WRITTEN:
        readable |= {f"encoding {text[:4]} {encoding}.txt": text.encode(encoding) for encoding in encodings}
    refused = {f"binary {kind}.txt": data for kind, (data, _) in BINARIES.items()}
    refused |= {f"empty {kind}.md": data for kind, data in EMPTY.items()}
    for path, data in (readable | refused).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return set(readable), set(refused) | _links(folder)


def _links(folder: Path) -> set[str]:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_bytes(CANARY)
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "dead.txt").symlink_to("nothing.txt")
    (folder / "ring.txt").symlink_to("ring.txt")
    (folder / "door").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    return {"out.txt", "dead.txt", "ring.txt", "door", "pipe.txt", "huge.txt"}


def test_among_hostile_files_the_others_are_read_and_the_second_run_changes_nothing(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "news").mkdir()
    readable, refused = _zoo(tmp_path / "news")
    first = archive.add(tmp_path / "news")
    assert set(first.added) == readable
    assert {skipped.path for skipped in first.skipped} == refused
    assert all(skipped.reason.isprintable() for skipped in first.skipped)
    assert first.articles == len(readable)
    second = archive.add(tmp_path / "news")
    assert (second.added, second.changed, second.removed) == ((), (), ())
    assert set(second.unchanged) == readable
    assert second.skipped == first.skipped
    assert second.articles == first.articles
    assert b"Rosebud" not in (archive.path / "catalog.sqlite").read_bytes()


def test_identical_texts_and_names_that_look_alike_stay_articles_of_their_own(archive: Archive, tmp_path: Path) -> None:
    names = ["a.txt", "b.txt", "caf\u00e9.txt", "cafe\u0301.txt", "Story.txt", "story.txt"]
    folder = tmp_path / "news"
    folder.mkdir()
    for name in names:
        (folder / name).write_text(STORY, "utf-8")
    there = {path.name for path in folder.iterdir()}
    assert set(archive.add(folder).added) == there
    assert {row.path for row in archive.articles()} == there


def test_a_folder_of_nothing_readable_leaves_the_archive_as_it_was(archive: Archive, tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    for folder, data in ((good, STORY.encode()), (bad, b"\x7fELF\x02\x00")):
        folder.mkdir()
        (folder / "a.txt").write_bytes(data)
    archive.add(good)
    assert [skipped.reason for skipped in archive.add(bad).skipped] == ["a program, not a text file"]
    with pytest.raises(FolderError):
        archive.add(tmp_path / "missing")
    with pytest.raises(FolderError):
        archive.add(good / "a.txt")
    assert [row.path for row in archive.articles()] == ["a.txt"]


def test_an_article_that_became_a_link_outside_is_not_read_again(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY, "utf-8")
    (folder / "b.txt").write_text(STORY, "utf-8")
    archive.add(folder)
    (tmp_path / "secret.txt").write_bytes(CANARY)
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    report = archive.add(folder)
    assert [skipped.path for skipped in report.skipped] == ["a.txt"]
    assert b"Rosebud" not in (archive.path / "catalog.sqlite").read_bytes()
