"""What the events of "Archive" do, called directly on a real archive: adding, removing, listing, correcting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import ingest
from rag.archive import Archive
from rag.catalog import write_lock
from rag.holdings import Holding, Holdings
from rag.settings import Settings
from rag.types import Article, IngestReport, Progress, Published, Skipped, Span
from rag.web import archive_markup as markup
from rag.web.keeping import Listing, Looking, Task
from rag.web.server import guarded
from tests.small_press import report, write
from tests.test_removal import Letters
from tests.web.fake_archive import FakeArchive
from tests.web.parsing import Page, faults
from tests.web.test_page import event, is_skip

WORDS = Settings(embedder="none")
HOSTILE = '<img src=x onerror="alert(1)">\u202e</p>'


@pytest.fixture
def news(tmp_path: Path) -> Path:
    files = {f"n{n:03}": report(n, date=f"2021-03-{n % 28 + 1:02}") for n in range(60)}
    return write(tmp_path / "news", **files, void="")


@pytest.fixture
def archive(tmp_path: Path, news: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", settings=WORDS) as made:
        made.add(news)
        yield made


@pytest.fixture
def room(archive: Archive) -> Any:
    guarded(FakeArchive())  # type: ignore[arg-type]  # sets Gradio's environment before its first import
    from rag.web.archive_view import Room

    return Room(archive)


def outcome(room: Any, begun: tuple[Any, Any], looking: Looking | None = None) -> str:
    """The words that a reader is told in the end of what was begun."""
    refused = Page(begun[0]).text

    async def collect() -> list[Any]:
        return [step async for step in room.follow(looking or Looking())]

    return refused or Page(asyncio.run(collect())[-1][0]).text


def looked(room: Any, looking: Looking | None = None) -> list[tuple[Any, ...]]:
    async def collect() -> list[Any]:
        return [step async for step in room.look(looking or Looking())]

    return asyncio.run(collect())


# --- looking ------------------------------------------------------------------------------------------------------


def test_the_reader_sees_counts_folders_and_what_was_skipped_and_then_whether_all_is_well(
    room: Any, news: Path
) -> None:
    first, last = (Page(step[1]).text for step in looked(room))
    assert "60 articles · 1 outlet · 60 with a date" in first
    assert f"{news}60 articles" in first
    assert "1 file skipped the last time" in first
    assert "void.txt" in first
    assert "Looking whether all is well…" in first
    assert "All is well." in last


def test_a_problem_is_told_in_place_of_that_all_is_well(room: Any, news: Path) -> None:
    news.rename(news.parent / "elsewhere")
    told = Page(looked(room)[-1][1]).text
    assert f"The folder {news} is gone; its articles are kept." in told
    assert "All is well" not in told


# --- adding -------------------------------------------------------------------------------------------------------


def test_a_folder_is_added_by_its_path_and_its_articles_are_there_at_once(
    room: Any, archive: Archive, tmp_path: Path
) -> None:
    coast = write(tmp_path / "coast", story=report("coast"))
    assert outcome(room, room.add(f" {coast} ")) == "Done: 1 added. The archive holds 61 articles."
    assert outcome(room, room.add(str(coast))) == "Done: nothing new. The archive holds 61 articles."
    assert archive.article("story.txt").folder == str(coast)


def test_where_others_log_in_no_folder_of_the_machine_is_added(room: Any, archive: Archive, tmp_path: Path) -> None:
    coast = write(tmp_path / "coast", story=report("coast"))
    archive.settings = replace(archive.settings, users=tmp_path / "users")
    assert "footnote add FOLDER" in outcome(room, room.add(str(coast)))
    assert len(archive.articles()) == 60


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "Give the path of a folder first"),
        ("  ", "Give the path of a folder first"),
        ("nowhere", "There is no folder"),
        ("news/n001.txt", "is a file. Give the folder that holds it."),
        ("empty", "holds no .txt or .md file that can be read. Nothing was changed."),
        ("\0", "There is no folder"),
    ],
)
def test_a_folder_that_cannot_be_added_is_one_line_and_nothing_changes(
    room: Any, archive: Archive, tmp_path: Path, path: str, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    before = archive.changes()
    told = outcome(room, room.add(f"{tmp_path}/{path}" if path.strip() else path))
    assert words in told
    assert "\n" not in told
    assert archive.changes() == before


def test_a_folder_without_permission_is_one_line(room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "locked").mkdir()
    monkeypatch.setattr(os, "scandir", denied)
    told = outcome(room, room.add(str(tmp_path / "locked")))
    assert "cannot be read: no permission to read it" in told


def test_while_another_process_writes_the_reader_is_told_so(room: Any, archive: Archive, news: Path) -> None:
    with write_lock(archive.path):
        told = outcome(room, room.add(str(news)))
    assert "is being written by" in told
    assert "Wait until it has ended" in told


def test_a_second_reader_sees_the_work_of_the_first_and_may_not_begin_another(
    room: Any, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(*_: object, progress: Any) -> IngestReport:
        progress(Progress("files", 3, 9))
        begun.set()
        go_on.wait(10)
        return IngestReport(added=("a",), articles=61)

    monkeypatch.setattr(archive, "add", slowly)
    room.add("/first")
    assert begun.wait(10)
    refused, _ = room.add("/second")
    assert "Adding /first: that is still going on." in Page(refused).text
    reader, _, _ = room.correct(Looking(Listing(opened=1)), event({"date": "2019"}))
    assert "Adding /first: that is still going on." in Page(reader).text

    async def second_reader() -> list[Any]:
        steps = room.follow(Looking())
        first = await anext(steps)
        go_on.set()
        return [first, *[step async for step in steps]]

    shown = asyncio.run(second_reader())
    assert "Reading files: 3 of 9" in Page(shown[0][0]).text
    assert "Done: 1 added" in Page(shown[-1][0]).text


def test_a_cancelled_add_leaves_the_archive_as_it_was(room: Any, archive: Archive, tmp_path: Path) -> None:
    coast = write(tmp_path / "coast", **{f"s{n}": report(f"coast {n}") for n in range(5)})
    before = archive.changes()
    real = archive.add

    def cancelling(folder: Path, progress: Any) -> IngestReport:
        room.cancel()
        return real(folder, progress=progress)

    archive.add = cancelling  # type: ignore[method-assign]
    assert outcome(room, room.add(str(coast))).startswith("Cancelled. The archive is as it was")
    archive.add = real  # type: ignore[method-assign]
    assert archive.changes() == before
    assert outcome(room, room.add(str(coast))) == "Done: 5 added. The archive holds 65 articles."


def test_what_was_worked_out_before_a_cancel_is_not_worked_out_again(
    room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = Letters()
    coast = write(tmp_path / "coast", **{f"s{n}": report(f"coast {n}") for n in range(6)})
    monkeypatch.setattr(ingest, "EMBED_GROUP", 2)
    with Archive.open(tmp_path / "other", settings=Settings(embedder=letters)) as archive:
        here, real = type(room)(archive), archive.add

        def cancelling(folder: Path, progress: Any) -> IngestReport:
            def heard(at: Progress) -> None:
                if at.stage == "embed" and at.done >= 4:
                    here.cancel()
                progress(at)

            return real(folder, progress=heard)

        archive.add = cancelling  # type: ignore[method-assign]
        assert outcome(here, here.add(str(coast))).startswith("Cancelled.")
        assert archive.articles() == []
        archive.add = real  # type: ignore[method-assign]
        spent = letters.embedded
        assert spent == 4, "the control"
        outcome(here, here.add(str(coast)))
        assert letters.embedded == archive.counts()["passages"] > spent


def test_what_was_done_long_ago_is_no_news_to_who_comes_later(room: Any, news: Path) -> None:
    here = Looking()
    assert outcome(room, room.add(str(news)), here).startswith("Done:")
    assert "Done" not in Page(looked(room, here)[-1][0]).text
    assert outcome(room, room.add(str(news)), here).startswith("Done:")


def test_the_work_goes_on_when_the_page_is_closed(room: Any, archive: Archive, tmp_path: Path) -> None:
    coast = write(tmp_path / "coast", story=report("coast"))
    room.add(str(coast))
    for thread in threading.enumerate():
        if thread.name == "footnote-archive":
            thread.join(10)
    assert archive.article("story.txt").folder == str(coast)


def test_everything_is_read_again(room: Any) -> None:
    assert outcome(room, room.rebuild()) == "Done: 1 file skipped. The archive holds 60 articles."


# --- removing -----------------------------------------------------------------------------------------------------


def test_a_folder_is_removed_and_put_back(room: Any, archive: Archive, news: Path) -> None:
    assert "Done: 60 removed. The archive holds 0 articles." in outcome(room, room.remove(event({"folder": str(news)})))
    held = Page(looked(room)[-1][1]).text
    assert "removed; 60 articles can be put back" in held
    assert "60 added" in outcome(room, room.put_back(event({"folder": str(news)})))
    assert len(archive.articles()) == 60


@pytest.mark.parametrize("data", [None, {}, {"folder": 1}, {"folder": "/etc"}, {"folder": ""}, {"folder": ["x"]}, "x"])
def test_a_forged_folder_removes_nothing(room: Any, archive: Archive, data: Any) -> None:
    before = archive.changes()
    outcome(room, room.remove(event(data)))
    outcome(room, room.put_back(event(data)))
    assert archive.changes() == before


# --- uploading ----------------------------------------------------------------------------------------------------


def uploaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **texts: str) -> list[str]:
    """Files as Gradio puts them down."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "gradio"))
    files = []
    for name, text in texts.items():
        (tmp_path / "gradio" / name).mkdir(parents=True)
        file = tmp_path / "gradio" / name / f"{name}.txt"
        file.write_text(text, encoding="utf-8")
        files.append(str(file))
    return files


def test_uploaded_files_are_kept_in_the_archive_and_nothing_of_them_elsewhere(
    room: Any, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = uploaded(tmp_path, monkeypatch, one=report("up 1"), two=report("up 2"))
    assert outcome(room, room.upload(files)) == "Done: 2 added. The archive holds 62 articles."
    assert sorted(file.name for file in (archive.path / "uploads").iterdir()) == ["one.txt", "two.txt"]
    assert list((tmp_path / "gradio").iterdir()) == []
    files = uploaded(tmp_path, monkeypatch, three=report("up 3"))
    assert "1 added" in outcome(room, room.upload(files))


def test_an_upload_that_cannot_be_added_leaves_no_file(
    room: Any, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = uploaded(tmp_path, monkeypatch, one=report("up 1"))
    with write_lock(archive.path):
        assert "is being written by" in outcome(room, room.upload(files))
    assert not (archive.path / "uploads").exists()
    assert list((tmp_path / "gradio").iterdir()) == []


def test_a_file_that_was_never_uploaded_is_neither_taken_nor_deleted(
    room: Any, archive: Archive, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inside,) = uploaded(tmp_path, monkeypatch, one=report("up 1"))
    (tmp_path / "gradio" / "link").mkdir()
    (tmp_path / "gradio" / "link" / "l.txt").symlink_to(news / "n001.txt")
    loose = tmp_path / "gradio" / "loose.txt"
    loose.write_text("x")
    for forged in (str(news / "n001.txt"), str(tmp_path / "gradio" / "link" / "l.txt"), str(loose), "/etc/passwd"):
        assert "These files were not uploaded here." in outcome(room, room.upload([forged, inside]))
    assert (news / "n001.txt").exists()
    assert loose.exists()
    assert not (archive.path / "uploads").exists()


def test_where_uploads_are_off_none_is_taken_and_no_button_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: Any
) -> None:
    files = uploaded(tmp_path, monkeypatch, one=report("up 1"))
    assert room.takes_uploads, "the control"
    with Archive.open(tmp_path / "other", settings=Settings(embedder="none", uploads=False)) as archive:
        closed = type(room)(archive)
        assert not closed.takes_uploads
        assert not _upload_button(closed)
        assert _upload_button(room), "the control"
        assert "This page takes no uploads." in outcome(closed, closed.upload(files))
        assert archive.articles() == []


def _upload_button(room: Any) -> bool:
    import gradio as gr

    from rag.web.archive_view import Parts

    with gr.Blocks():
        return bool(Parts(room).upload.visible)


# --- the list -----------------------------------------------------------------------------------------------------


def test_the_list_is_found_in_sorted_and_turned(room: Any) -> None:
    looking = Looking()
    assert "1 to 50 of 60 articles" in Page(room.find(looking, "", "", "", [])).text
    assert "51 to 60 of 60 articles" in Page(room.turn(looking, event({"pages": 1}))).text
    assert "51 to 60 of 60" in Page(room.turn(looking, event({"pages": 1}))).text, "there is no third page"
    room.sort(looking, event({"by": "headline"}))
    assert (looking.listing.by, looking.listing.page) == ("headline", 0)
    assert "1 article" in Page(room.find(looking, "number 17", "", "", [])).text
    assert "2 articles" in Page(room.find(looking, "", "2021-03-28", "2021-03-28", [])).text
    assert "No article passes." in Page(room.find(looking, "", "", "", ["Nobody"])).text
    assert '"202" is not a date.' in Page(room.find(looking, "", "202", "", [])).text


def test_dates_and_outlets_of_the_list_narrow_the_chat(room: Any, archive: Archive) -> None:
    looking = Looking()
    (outlet,) = [name for name, _ in archive.outlets()]
    listed = room.find(looking, "harbour", "2021-03", "2021-04", [outlet])
    assert f"Ask only articles from 2021-03 until 2021-04, by {outlet}" in Page(listed).text
    after, before, outlets = room.narrow(looking)
    assert (after, before, outlets.value) == ("2021-03", "2021-04", [outlet])


@pytest.mark.usefixtures("room")
def test_what_the_chat_may_use_is_said_where_one_asks_and_can_be_taken_away() -> None:
    from rag.web.archive_view import all_of_them, only_these

    assert (
        Page(only_these("2020", " ", ["ILNA", "Press TV"])).text == "Only articles from 2020, by ILNA or Press TVRemove"
    )
    assert only_these(*all_of_them()) == ""


# --- an article ---------------------------------------------------------------------------------------------------


def opened(room: Any, archive: Archive, path: str = "n001.txt") -> tuple[Looking, Any]:
    looking = Looking()
    return looking, room.open(looking, event({"article": archive.article(path).id}))


def test_an_article_opens_with_all_that_is_known_of_it(room: Any, archive: Archive) -> None:
    _, shown = opened(room, archive)
    assert archive.article("n001.txt").title in Page(shown).text
    assert "2 March 2021 (stated in the article)" in Page(shown).text
    assert "n001.txt" in Page(shown).text


@pytest.mark.parametrize("data", [None, {}, {"article": "1"}, {"article": True}, {"article": [1]}, {"article": 1.5}])
def test_a_forged_article_opens_nothing(room: Any, data: Any) -> None:
    assert is_skip(room.open(Looking(), event(data)))


def test_an_article_that_is_gone_is_one_line(room: Any) -> None:
    assert "is no longer in the archive" in Page(room.open(Looking(), event({"article": 10**30}))).text


def test_a_correction_is_shown_as_one_in_the_article_and_the_list_and_can_be_taken_back(
    room: Any, archive: Archive
) -> None:
    looking, _ = opened(room, archive)
    room.find(looking, archive.article("n001.txt").title, "", "", [])
    reader, listed, _ = room.correct(looking, event({"outlet": "The Lund Gazette", "date": None}))
    assert "The Lund Gazette (corrected by hand) · 2 March 2021 (stated in the article)" in Page(reader).text
    assert "In the article itself: harbourpost.example" in Page(reader).text
    assert "The Lund Gazettecorrected by hand" in Page(listed).text
    reader, *_ = room.correct(looking, event({"date": "2019-11"}))
    assert "November 2019 (corrected by hand)" in Page(reader).text
    assert "In the article itself: harbourpost.example, 2 March 2021 (stated)" in Page(reader).text
    reader, listed, _ = room.uncorrect(looking)
    assert "corrected by hand" not in Page(reader).text + Page(listed).text
    assert "Take the correction back" not in Page(reader).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"date": "soon"}, '"soon" is not a date.'),
        ({"date": 2019}, "Nothing was given to correct."),
        ({}, "Nothing was given to correct."),
        (None, "Nothing was given to correct."),
        ({"outlet": "x" * 500}, "120 are the limit"),
    ],
)
def test_a_correction_that_cannot_be_is_one_line_above_the_article_that_stays(
    room: Any, archive: Archive, data: Any, words: str
) -> None:
    looking, _ = opened(room, archive)
    before = archive.changes()
    reader, listed, choices = room.correct(looking, event(data))
    assert words in Page(reader).text
    assert archive.article("n001.txt").title in Page(reader).text
    assert is_skip(listed)
    assert is_skip(choices)
    assert archive.changes() == before


# --- markup -------------------------------------------------------------------------------------------------------


def test_the_time_left_is_told_in_words_that_are_as_precise_as_a_guess() -> None:
    words = [markup.duration_words(s) for s in (0.2, 1, 8.4, 89, 90, 200, 5399, 5400, 9000)]
    assert words == [
        "1 second", "1 second", "8 seconds", "89 seconds", "2 minutes", "3 minutes", "90 minutes", "2 hours", "2 hours",
    ]  # fmt: skip


def test_a_long_article_is_shown_from_its_beginning_and_says_how_much_is_left_out() -> None:
    text = "A headline of some words\n" + "Words and words.\n" * 6000
    article = Article("a.txt", "f", "0", text, "utf-8", Span(0, 24), (), (Span(90_000, 90_010),))
    shown = markup.article_html(article)
    assert f"{len(text) - 80_000:,} characters of this long article are not shown" in Page(shown).text
    assert faults(shown) == []


@given(st.text(max_size=30))
def test_no_text_of_an_archive_becomes_markup(words: str) -> None:
    hostile = f"{words}{HOSTILE}"
    article = Article(hostile, hostile, "0", hostile, "utf-8", None, (), (), hostile, Published(reason=hostile))
    held = Holdings((Holding(hostile, 1, (Skipped(hostile, hostile),), False),), {hostile: 2})
    row = FakeArchive().articles()[-1]
    task = Task(1, hostile)
    failed = Task(1, hostile, running=False, error=hostile)
    done = Task(1, hostile, running=False, report=IngestReport(notices=(hostile,)))
    for shown in (
        markup.holdings_html(held, {"articles": 1}, [hostile]),
        markup.articles_html([row], Listing()),
        markup.article_html(article, [row], hostile),
        markup.article_html(replace(article, outlet_by_hand=True), [row], hostile),
        *map(markup.task_html, (task, failed, done)),
        markup.refused_html(hostile),
    ):
        assert faults(shown) == []


def test_everything_that_is_drawn_is_made_of_what_the_page_may_hold(room: Any) -> None:
    for step in looked(room):
        assert faults(step[1]) == []
        assert faults(step[2]) == []
