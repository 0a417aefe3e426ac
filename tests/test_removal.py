"""A folder can be taken out and put back; its files are never touched, and nothing is kept longer than it is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.archive import Archive
from rag.catalog import Catalog, write_lock
from rag.errors import ArchiveBusy, InputError
from rag.settings import Settings
from tests.small_press import report, write

WORDS = Settings(embedder="none")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write(tmp_path / "town", one=report("town 1"), two=report("town 2"), empty="")


@pytest.fixture
def coast(tmp_path: Path) -> Path:
    return write(tmp_path / "coast", three=report("coast 3"))


@pytest.fixture
def made(tmp_path: Path, town: Path, coast: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(town, coast)
        yield archive


def state(archive: Archive) -> list[Any]:
    """All that is known of the articles, but for their numbers."""
    found = [archive.article(row.id) for row in archive.articles()]
    return sorted(
        [a.folder, a.path, a.sha256, a.text, a.sentences, a.furniture, a.outlet, a.published, a.marks] for a in found
    )


def bytes_on_disk(archive: Archive) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(archive.path.glob("catalog.sqlite*")))


def test_a_removed_folder_is_neither_found_nor_counted_and_its_files_stay(made: Archive, town: Path) -> None:
    assert {row.path for row in made.articles()} == {"one.txt", "two.txt", "three.txt"}, "the control"
    files = {file: file.read_bytes() for file in town.iterdir()}
    result = made.remove(town)
    assert sorted(result.removed) == ["one.txt", "two.txt"]
    assert [row.path for row in made.articles()] == ["three.txt"]
    assert made.status()["folders"] == [str(tmp) for tmp in [town.parent / "coast"]]
    assert not [hit for hit in made.search("town") if hit.article.folder == str(town)]
    assert {file: file.read_bytes() for file in town.iterdir()} == files
    assert made.status()["problems"] == []


def test_undo_gives_back_every_article_as_it_was_though_the_folder_has_gone(made: Archive, town: Path) -> None:
    before, found = state(made), [h.text for h in made.search("mayor harbour")]
    made.remove(town)
    shutil.rmtree(town)
    result = made.put_back(town)
    assert sorted(result.added) == ["one.txt", "two.txt"]
    assert state(made) == before
    assert sorted(h.text for h in made.search("mayor harbour")) == sorted(found)
    assert made.holdings().removed == {}


def test_undo_gives_back_marks_and_corrections_made_by_hand(made: Archive, town: Path) -> None:
    line = made.article("one.txt").text.split("\n")[3]
    made.mark("one.txt", [line], "furniture")
    made.correct("one.txt", outlet="The Lund Gazette")
    before = state(made)
    made.remove(town)
    made.put_back(town)
    assert state(made) == before
    assert made.hand_marks("one.txt") == [(line, "furniture")]


def test_what_was_removed_is_kept_until_something_is_added(made: Archive, town: Path, coast: Path) -> None:
    words = made.article("one.txt").text.split("\n")[3][:60].encode()
    made.remove(town)
    assert made.holdings().removed == {str(town): 2}
    assert words in bytes_on_disk(made), "the control: undoing needs the text"
    made.add(coast)
    assert made.holdings().removed == {}
    assert words not in bytes_on_disk(made)
    with pytest.raises(InputError, match="is not kept to be put back"):
        made.put_back(town)


def test_a_rebuild_erases_what_was_removed_too(made: Archive, town: Path) -> None:
    made.remove(town)
    made.rebuild()
    assert made.holdings().removed == {}
    assert [row.path for row in made.articles()] == ["three.txt"]


def test_two_removed_folders_are_put_back_one_by_one(made: Archive, town: Path, coast: Path) -> None:
    before = state(made)
    made.remove(town)
    made.remove(coast)
    assert made.articles() == []
    made.put_back(town)
    assert made.holdings().removed == {str(coast): 1}
    made.put_back(coast)
    assert state(made) == before


def test_a_folder_removed_and_added_again_keeps_its_marks(made: Archive, town: Path) -> None:
    line = made.article("one.txt").text.split("\n")[3]
    made.mark("one.txt", [line], "furniture")
    made.remove(town)
    made.add(town)
    assert made.hand_marks("one.txt") == [(line, "furniture")]


def test_marks_in_a_folder_that_does_not_come_back_are_forgotten(made: Archive, town: Path, coast: Path) -> None:
    made.mark("one.txt", [made.article("one.txt").text.split("\n")[3]], "furniture")
    made.remove(town)
    made.add(coast)
    catalog = Catalog.open(made.path / "catalog.sqlite")
    assert catalog.memory.hand_marks(str(town)) == {}
    catalog.close()


def test_a_folder_that_is_not_there_is_refused_by_name_and_nothing_changes(made: Archive, tmp_path: Path) -> None:
    before = state(made)
    with pytest.raises(InputError, match=r'elsewhere" is not in the archive\. There is "[^"]*town", "[^"]*coast"'):
        made.remove(tmp_path / "elsewhere")
    assert state(made) == before


def test_a_removal_that_fails_changes_nothing(made: Archive, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(made)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("stop")

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "_count_change", fails)
        with pytest.raises(RuntimeError):
            made.remove(town)
    assert state(made) == before
    assert made.holdings().removed == {}


def test_while_somebody_writes_nothing_is_removed_and_the_writer_is_named(made: Archive, town: Path) -> None:
    with write_lock(made.path), pytest.raises(ArchiveBusy, match="is being written by"):
        made.remove(town)
    assert len(made.articles()) == 3


def test_what_was_skipped_is_kept_folder_by_folder_from_the_last_time_it_was_added(
    made: Archive, town: Path, coast: Path
) -> None:
    def skipped() -> dict[str, list[str]]:
        return {holding.folder: [file.path for file in holding.skipped] for holding in made.holdings().folders}

    assert skipped() == {str(town): ["empty.txt"], str(coast): []}
    (coast / "void.txt").write_text("")
    made.add(coast)
    assert skipped() == {str(town): ["empty.txt"], str(coast): ["void.txt"]}
    (town / "empty.txt").unlink()
    made.add(town)
    assert skipped() == {str(town): [], str(coast): ["void.txt"]}


def test_an_archive_made_before_there_was_anything_to_put_back_is_read_and_written(made: Archive, town: Path) -> None:
    catalog = Catalog.open(made.path / "catalog.sqlite")
    with catalog.transaction():
        for table in ("set_aside", "skipped", "corrections"):
            catalog._database.write(f"DROP TABLE {table}")
    catalog.close()
    assert made.holdings().removed == {}
    assert made.correction(made.article("one.txt")) is None
    made.correct("one.txt", date="2020-09")
    made.remove(town)
    made.put_back(town)
    assert made.article("one.txt").published.date == "2020-09"


class Letters:
    """An embedder of letter counts that counts its work."""

    fingerprint, dimension, max_tokens = "letters/1", 26, 200

    def __init__(self) -> None:
        self.embedded = 0

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed(self, texts: list[str]) -> Any:
        import numpy as np

        self.embedded += len(texts)
        rows = np.array([[text.lower().count(chr(97 + n)) + 0.01 for n in range(26)] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_undo_embeds_nothing(tmp_path: Path, town: Path) -> None:
    letters = Letters()
    with Archive.open(tmp_path / "archive", settings=Settings(embedder=letters)) as archive:
        archive.add(town)
        archive.remove(town)
        spent = letters.embedded
        archive.put_back(town)
        assert letters.embedded == spent > 0
        assert archive.status()["problems"] == []
        archive.remove(town)
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "x.txt").write_text(report("x"))
        archive.add(tmp_path / "other")
        assert archive.status()["vectors"] == archive.status()["passages"], "vectors of what is erased go, too"
