"""A reader's word on a line goes before everything else, and is remembered for the file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.catalog import Catalog, write_lock
from rag.errors import ArchiveBusy, InputError
from rag.settings import Settings
from rag.types import Article
from tests.small_press import report, write

WORDS = Settings(embedder="none")
TEXT = """Bridge of Lund opens

The new bridge of Lund was opened by the mayor on Monday morning, before a crowd of four thousand people.

Bring your own umbrella to the quay.

“It took us nine years and two floods,” said Anna Keller, the chief engineer of the town.

Share on Facebook
"""
UMBRELLA = "Bring your own umbrella to the quay."
LINES = TEXT.split("\n")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write(tmp_path / "news", bridge=TEXT, other=TEXT.replace("Monday", "Tuesday"))


@pytest.fixture
def made(tmp_path: Path, news: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(news)
        yield archive


def number(line: str) -> int:
    return LINES.index(line) + 1


def content(article: Article) -> str:
    return "\n".join(sentence.of(article.text) for sentence in article.sentences)


def furniture(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.furniture]


# --- marking ----------------------------------------------------------------------------------------------------------


def test_a_line_marked_as_furniture_is_no_longer_quoted(made: Archive) -> None:
    asked = "What should people bring to the quay?"
    assert UMBRELLA in made.ask(asked).claims[0].text, "the control"
    for name in ("bridge.txt", "other.txt"):
        marked = made.mark(name, [number(UMBRELLA)], "furniture")
        assert UMBRELLA in furniture(marked)
    assert not any(UMBRELLA in claim.text for claim in made.ask(asked).claims)
    assert not any(UMBRELLA in hit.text for hit in made.search("umbrella quay"))


def test_a_line_marked_as_content_is_found(made: Archive) -> None:
    assert "Share on Facebook" in furniture(made.article("bridge.txt")), "the control"
    marked = made.mark("bridge.txt", ["share on facebook"], "content")
    assert "Share on Facebook" in content(marked)
    assert any("Share on Facebook" in hit.text for hit in made.search("share Facebook"))


def test_the_headline_marked_as_furniture_is_none(made: Archive) -> None:
    marked = made.mark("bridge.txt", [1], "furniture")
    assert "Bridge of Lund opens" in furniture(marked)
    assert marked.title != "Bridge of Lund opens"


def test_a_mark_is_of_one_file(made: Archive) -> None:
    made.mark("bridge.txt", [UMBRELLA], "furniture")
    assert UMBRELLA in content(made.article("other.txt"))
    assert made.hand_marks("other.txt") == []


def test_several_lines_are_marked_at_once_and_empty_ones_between_them_do_not_matter(made: Archive) -> None:
    marked = made.mark("bridge.txt", range(3, 8), "furniture")
    assert content(marked) == ""
    assert len(made.hand_marks("bridge.txt")) == 3


def test_a_mark_can_be_changed_and_undone(made: Archive) -> None:
    before = content(made.article("bridge.txt"))
    made.mark("bridge.txt", [UMBRELLA], "furniture")
    assert made.hand_marks("bridge.txt") == [(UMBRELLA, "furniture")]
    made.mark("bridge.txt", [UMBRELLA], "content")
    assert made.hand_marks("bridge.txt") == [(UMBRELLA, "content")]
    made.mark("bridge.txt", [UMBRELLA], None)
    assert made.hand_marks("bridge.txt") == []
    assert content(made.article("bridge.txt")) == before


def test_undoing_what_was_not_marked_changes_nothing(made: Archive) -> None:
    before = made.article("bridge.txt")
    assert made.mark("bridge.txt", [3], None) == before


def test_passages_and_their_vectors_are_brought_up_to_date(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "embedded", settings=Settings()) as archive:
        archive.add(write(tmp_path / "one", bridge=TEXT))
        archive.mark("bridge.txt", [UMBRELLA], "furniture")
        assert archive.status()["problems"] == []
        assert not any(UMBRELLA in hit.text for hit in archive.search(UMBRELLA))
        archive.mark("bridge.txt", [UMBRELLA], None)
        assert archive.status()["problems"] == []
        assert any(UMBRELLA in hit.text for hit in archive.search(UMBRELLA))


def test_what_a_reader_marked_goes_before_what_the_archive_learned(made: Archive, tmp_path: Path) -> None:
    desk = "The Harbour Desk counts every ship that enters Lund."
    made.add(write(tmp_path / "more", **{name: report(name, after=[desk]) for name in "abcd"}))
    assert desk in furniture(made.article("a.txt")), "the control"
    assert desk in content(made.mark("a.txt", [desk], "content"))
    assert desk in furniture(made.article("b.txt"))


# --- remembered -------------------------------------------------------------------------------------------------------


def test_it_is_remembered_when_the_file_changes(made: Archive, news: Path) -> None:
    made.mark("bridge.txt", [UMBRELLA], "furniture")
    file = news / "bridge.txt"
    file.write_text("An earlier line was added.\n\n" + TEXT.replace("nine years", "ten years"), "utf-8")
    assert made.add(news).changed == ("bridge.txt",)
    article = made.article("bridge.txt")
    assert "ten years" in content(article)
    assert UMBRELLA in furniture(article)


def test_it_is_remembered_when_the_file_goes_and_comes_back(made: Archive, news: Path) -> None:
    made.mark("bridge.txt", [UMBRELLA], "furniture")
    (news / "bridge.txt").rename(news / "bridge.away")
    assert made.add(news).removed == ("bridge.txt",)
    (news / "bridge.away").rename(news / "bridge.txt")
    made.add(news)
    assert UMBRELLA in furniture(made.article("bridge.txt"))


def test_it_is_remembered_when_the_archive_is_made_anew(made: Archive, news: Path) -> None:
    made.mark("bridge.txt", [UMBRELLA], "furniture")
    made.rebuild()
    assert UMBRELLA in furniture(made.article("bridge.txt"))
    news.rename(news.with_name("moved"))
    made.rebuild()
    assert UMBRELLA in furniture(made.article("bridge.txt")), "also where the folder is gone"


def test_a_mark_of_a_line_that_is_no_longer_there_can_be_seen_and_undone(made: Archive, news: Path) -> None:
    made.mark("bridge.txt", [UMBRELLA], "furniture")
    (news / "bridge.txt").write_text(TEXT.replace(UMBRELLA, ""), "utf-8")
    made.add(news)
    assert made.hand_marks("bridge.txt") == [(UMBRELLA, "furniture")]
    made.mark("bridge.txt", ["umbrella"], None)
    assert made.hand_marks("bridge.txt") == []


# --- which line -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path, newline: str) -> None:
    """U+2028 and a form feed begin a new paragraph here, and no new line in an editor."""
    text = TEXT.replace("Monday morning, ", "Monday\u2028morning, \f").replace("\n", newline)
    folder = write(tmp_path / "odd")
    (folder / "odd.txt").write_bytes(text.encode())
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(folder)
        assert UMBRELLA in furniture(archive.mark("odd.txt", [number(UMBRELLA)], "furniture"))
        archive.mark("odd.txt", [3], "furniture")
        assert len(archive.hand_marks("odd.txt")) == 4, "one line of the file holds three paragraphs"


def test_any_line_of_a_wrapped_paragraph_means_the_paragraph(tmp_path: Path) -> None:
    wrapped = (
        "The new bridge of Lund was opened by the mayor on Monday morning,\n"
        "before a crowd of four thousand people who had come from all over\n"
        "the country to see it, some of them on foot and some by ship.\n"
    )
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(write(tmp_path / "news", wrapped=f"Bridge opens\n\n{wrapped}\nA second paragraph stands here.\n"))
        assert wrapped.strip() in furniture(archive.mark("wrapped.txt", [4], "furniture"))
        assert wrapped.strip() in content(archive.mark("wrapped.txt", ["on foot"], None))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([0], "There is no line 0: the article has 9 lines"),
        ([10], "There is no line 10: the article has 9 lines"),
        ([-1], "no line -1"),
        ([2], "Line 2 is empty"),
        ([2, 4], "These lines are empty"),
        (["no such words"], 'No line of the article has the text "no such words"'),
        (["the"], r'"the" stands on 3 lines \(3, 5, 7\)'),
        ([""], "No line of the article has the text"),
        ([], "No line was given"),
        ([UMBRELLA, 77], "There is no line 77"),
    ],
)
def test_a_line_that_cannot_be_meant_is_one_clear_error_and_nothing_changes(
    made: Archive, lines: list[int | str], message: str
) -> None:
    before = made.article("bridge.txt")
    with pytest.raises(InputError, match=message) as caught:
        made.mark("bridge.txt", lines, "furniture")
    assert "\n" not in str(caught.value)
    assert made.article("bridge.txt") == before
    assert made.hand_marks("bridge.txt") == []


def test_a_whole_line_is_meant_before_a_part_of_another(tmp_path: Path) -> None:
    text = "Ship sinks\n\nThe ship sank off Lund on Monday.\n\nThe ship\n\nNobody was hurt, the harbour office said.\n"
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(write(tmp_path / "news", ship=text))
        archive.mark("ship.txt", ["the ship"], "furniture")
        assert archive.hand_marks("ship.txt") == [("The ship", "furniture")]


def test_a_wrong_article_or_kind_is_one_clear_error(made: Archive) -> None:
    with pytest.raises(InputError, match=r'No article is called "bridges\.txt"'):
        made.mark("bridges.txt", [3], "furniture")
    with pytest.raises(InputError, match='not as "headline"'):
        made.mark("bridge.txt", [3], "headline")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="No article"):
        made.hand_marks("bridges.txt")


# --- all or nothing ---------------------------------------------------------------------------------------------------


def test_marking_waits_for_another_writer(made: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.catalog.write_lock", lambda path: write_lock(path, wait_s=0.05))
    with write_lock(made.path), pytest.raises(ArchiveBusy):
        made.mark("bridge.txt", [UMBRELLA], "furniture")
    assert made.hand_marks("bridge.txt") == []


def test_what_fails_on_the_way_leaves_neither_mark_nor_article(made: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made.article("bridge.txt")

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("stop")

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "put_article", fails)
        with pytest.raises(RuntimeError):
            made.mark("bridge.txt", [UMBRELLA], "furniture")
    assert made.hand_marks("bridge.txt") == []
    assert made.article("bridge.txt") == before
    assert made.status()["problems"] == []


def test_forgetting_a_folder_forgets_its_marks(made: Archive, news: Path, tmp_path: Path) -> None:
    made.mark("bridge.txt", [UMBRELLA], "furniture")
    catalog = Catalog.open(made.path / "catalog.sqlite")
    catalog.remove_folder(str(news.resolve()))
    assert catalog.memory.hand_marks(str(news.resolve())) == {}
    catalog.close()
    shutil.rmtree(tmp_path / "news")
