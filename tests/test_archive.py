from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import ingest
from rag.archive import Archive
from rag.embed import MiniLM
from rag.errors import (
    ArchiveDamaged,
    ArchiveMismatch,
    ArchiveMissing,
    EmbedderError,
    FolderError,
    FootnoteError,
    InputError,
)
from rag.settings import Settings
from tests.conftest import SEEDS

WORDS = Settings(embedder="none")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two small articles to change."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Harbour opens\n\nThe new harbour of Lund opened on Monday, the mayor said.\n", "utf-8"
    )
    (folder / "b.txt").write_text("Bridge closes\n\nThe old bridge closed after 80 years of service.\n", "utf-8")
    return folder


@pytest.fixture
def made(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "archive", settings=WORDS)


def test_worked_example(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("How many soldiers died in the flare-up?")
    assert not answer.abstained
    first = answer.claims[0]
    assert "nearly 100 soldiers dead on both sides" in first.text
    assert first.verdict == "supported"
    citation = answer.citation(first.citations[0])
    article = seeds_archive.source(citation)
    assert article is not None
    assert article.text[citation.start : citation.end] == citation.quote
    assert citation.path == "003_533953950e04e266.txt"


# --- add ------------------------------------------------------------------------------------------------------------


def test_add_says_what_became_of_each_file(made: Archive, news: Path) -> None:
    first = made.add(news)
    assert (first.added, first.articles) == (("a.txt", "b.txt"), 2)
    (news / "a.txt").write_text(
        "Harbour opens\n\nThe new harbour of Lund opened on Tuesday, the mayor said.\n", "utf-8"
    )
    (news / "b.txt").unlink()
    (news / "c.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)))
    (news / "d.md").write_text("# Tower rises\n\nA tower rises in Malmo, and the city watches it.\n", "utf-8")
    second = made.add(news)
    assert (second.added, second.changed, second.removed) == (("d.md",), ("a.txt",), ("b.txt",))
    assert [skipped.path for skipped in second.skipped] == ["c.txt"]
    assert second.skipped[0].reason
    assert (
        made.ask("When did the harbour of Lund open?")
        .claims[0]
        .text.startswith("The new harbour of Lund opened on Tuesday")
    )


def test_add_says_what_it_found_in_the_articles_it_read(made: Archive) -> None:
    found = made.add(SEEDS).found
    assert set(found) == {"read", "date", "outlet", "speaker", "copy", "learned"}
    assert (found["read"], found["speaker"], found["copy"], found["learned"]) == (5, 5, 0, 0)
    assert 1 <= found["date"] < 5
    assert 1 <= found["outlet"] <= 5


def test_adding_again_changes_nothing_even_when_files_were_touched(made: Archive, news: Path) -> None:
    made.add(news)
    before = {row.path: row.id for row in made.articles()}
    for file in news.iterdir():
        file.touch()
    report = made.add(news)
    assert (report.unchanged, report.added, report.changed) == (("a.txt", "b.txt"), (), ())
    assert {row.path: row.id for row in made.articles()} == before


def test_files_of_other_folders_are_never_removed(made: Archive, news: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(news, other)
    made.add(news, other)
    (other / "a.txt").unlink()
    assert made.add(other).removed == ("a.txt",)
    assert len(made.articles()) == 3


def test_two_folders_with_the_same_names_stay_two_articles(made: Archive, news: Path, tmp_path: Path) -> None:
    shutil.copytree(news, tmp_path / "copy")
    assert made.add(news, tmp_path / "copy").articles == 4
    with pytest.raises(InputError, match="can mean 2 articles"):
        made.article("a.txt")


@pytest.mark.parametrize("missing", ["gone", "empty", "file.txt"])
def test_a_folder_that_cannot_be_added_leaves_the_archive_as_it_was(made: Archive, news: Path, missing: str) -> None:
    made.add(news)
    (news.parent / "empty").mkdir()
    (news.parent / "file.txt").write_text("text", "utf-8")
    with pytest.raises(FolderError) as caught:
        made.add(news.parent / missing)
    assert "\n" not in str(caught.value)
    assert made.status()["articles"] == 2


def test_a_folder_that_went_away_removes_nothing(made: Archive, news: Path) -> None:
    made.add(news)
    news.rename(news.with_name("moved"))
    with pytest.raises(FolderError):
        made.add(news)
    assert made.status()["articles"] == 2
    assert "is gone; its articles are kept" in " ".join(made.status()["problems"])


def test_a_failure_while_embedding_leaves_the_archive_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise EmbedderError("the model failed")

    with Archive.open(tmp_path / "archive", settings=Settings()) as archive:
        with monkeypatch.context() as patch:
            patch.setattr(MiniLM, "embed", fails)
            with pytest.raises(EmbedderError):
                archive.add(SEEDS)
        assert archive.status()["articles"] == 0
        assert archive.add(SEEDS).articles == 5


def test_an_interrupted_add_goes_on_from_the_vectors_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "EMBED_GROUP", 4)
    embedded: list[int] = []
    original = MiniLM.embed

    def stops(self: MiniLM, texts: list[str], on_progress: Callable[[int], None] | None = None) -> object:
        if len(embedded) == 2:
            raise KeyboardInterrupt
        embedded.append(len(texts))
        return original(self, texts, on_progress)

    with Archive.open(tmp_path / "archive", settings=Settings()) as archive:
        with monkeypatch.context() as patch:
            patch.setattr(MiniLM, "embed", stops)
            with pytest.raises(KeyboardInterrupt):
                archive.add(SEEDS)
        assert archive.status()["articles"] == 0
        heard: list[int] = []
        report = archive.add(SEEDS, progress=lambda p: heard.append(p.total) if p.stage == "embed" else None)
        assert heard[-1] == report.passages - 8


# --- fingerprints -----------------------------------------------------------------------------------------------------


def test_another_embedder_is_refused_with_the_command_that_rebuilds(tmp_path: Path, news: Path) -> None:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(news)
    with Archive.open(tmp_path / "archive", settings=Settings()) as archive:
        with pytest.raises(ArchiveMismatch, match="footnote rebuild"):
            archive.add(news)
        with pytest.raises(ArchiveMismatch):
            archive.ask("When did the harbour open?")
        rebuilt = archive.rebuild()
        assert (rebuilt.unchanged, rebuilt.changed, rebuilt.found["read"]) == (("a.txt", "b.txt"), (), 2)
        assert archive.ask("When did the harbour of Lund open?").claims
    with Archive.open(tmp_path / "archive", settings=Settings()) as archive:
        assert archive.status()["problems"] == []


def test_another_splitter_is_refused(tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(news)
    monkeypatch.setattr("rag.split.SPLITTER", "sentences/99")
    with (
        Archive.open(tmp_path / "archive", settings=WORDS) as archive,
        pytest.raises(ArchiveMismatch, match="splitter"),
    ):
        archive.search("harbour")


def test_without_its_model_file_an_archive_answers_by_words_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SEEDS, tmp_path / "news")
    with Archive.open(tmp_path / "archive", settings=Settings()) as archive:
        archive.add(tmp_path / "news")
    monkeypatch.setattr("rag.embed.open_embedder", lambda *_: MiniLM(tmp_path))
    with Archive.open(tmp_path / "archive", settings=Settings()) as archive:
        answer = archive.ask("How long did the war over Nagorno-Karabakh last?")
        assert "44-day" in answer.claims[0].text
        assert answer.notice is not None
        assert "by words only" in answer.notice
        with pytest.raises(EmbedderError):
            archive.add(tmp_path / "news")


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "   \n", "a" * 10_001])
def test_a_question_that_cannot_be_asked_is_one_clear_line(seeds_archive: Archive, question: str) -> None:
    with pytest.raises(InputError) as caught:
        seeds_archive.ask(question)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "question", ["?", "the of and", "a" * 10_000, '"' * 500, "NEAR(x AND NOT *", "🙂🙂", "\x00\x1b[31m"]
)
def test_any_other_question_gets_an_answer(seeds_archive: Archive, question: str) -> None:
    answer = seeds_archive.ask(question)
    assert answer.abstained
    assert "The articles do not say" in (answer.notice or "")


def test_a_missing_archive_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="footnote add"):
        Archive.open(tmp_path / "none", create=False)


def test_a_damaged_catalogue_is_named_and_left_alone(tmp_path: Path, news: Path) -> None:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(news)
    file = tmp_path / "archive" / "catalog.sqlite"
    file.write_bytes(b"not a database at all" * 500)
    before = file.read_bytes()
    with pytest.raises(ArchiveDamaged):
        Archive.open(tmp_path / "archive", settings=WORDS).status()
    assert file.read_bytes() == before


def test_an_archive_of_another_version_is_refused(tmp_path: Path, news: Path) -> None:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(news)
    connection = sqlite3.connect(tmp_path / "archive" / "catalog.sqlite")
    connection.execute("PRAGMA user_version = 999")
    connection.commit()
    connection.close()
    with pytest.raises(FootnoteError, match="has format 999"):
        Archive.open(tmp_path / "archive", settings=WORDS)


def test_rebuilding_keeps_the_articles_of_a_folder_that_is_gone(tmp_path: Path, news: Path) -> None:
    """Read and split again from the text the archive has of them, for the embedder asked for now."""
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(news)
    news.rename(news.with_name("moved"))
    with Archive.open(tmp_path / "archive", settings=Settings()) as archive:
        assert archive.rebuild().articles == 2
        problems = archive.status()["problems"]
        assert len(problems) == 1
        assert "is gone; its articles are kept" in problems[0]


def test_a_file_where_the_archive_should_be_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("", "utf-8")
    with pytest.raises(InputError, match="it is a file"):
        Archive.open(tmp_path / "archive")


# --- ask --------------------------------------------------------------------------------------------------------------


def test_filters_are_obeyed(seeds_archive: Archive) -> None:
    outlets = dict(seeds_archive.outlets())
    assert "Press TV" in outlets
    answer = seeds_archive.ask("What did Iran say about the conflict?", outlets=["Press TV"])
    assert {citation.outlet for citation in answer.citations} == {"Press TV"}
    assert seeds_archive.search("conflict", after="2021") == [], "no seed is known to be of 2021 or later"


def test_a_follow_up_is_asked_alone_and_shown_so(seeds_archive: Archive) -> None:
    history = [{"role": "user", "content": "Who is Nasser Kanaani?"}, {"role": "assistant", "text": "A spokesperson."}]
    answer = seeds_archive.ask("And how did he describe the recent troop deployment?", history)
    assert "Nasser Kanaani" in answer.standalone_question
    assert "standard military action" in answer.claims[0].text


def test_stages_are_told_in_plain_words(seeds_archive: Archive) -> None:
    heard: list[str] = []
    seeds_archive.ask("Who met Mousavi in Baku?", on_stage=heard.append)
    assert any("passages from" in stage for stage in heard)


def test_a_receipt_is_verified_later_and_says_what_changed(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "news")
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(tmp_path / "news")
        receipt = archive.ask("How long did the war over Nagorno-Karabakh last?").save(tmp_path / "x.json")
        assert archive.verify(receipt).ok
        file = tmp_path / "news" / "003_533953950e04e266.txt"
        file.write_text(file.read_text("utf-8").replace("44-day", "45-day"), "utf-8")
        report = archive.verify(receipt)
        assert not report.ok
        file.unlink()
        assert not archive.verify(receipt).ok


def test_a_cited_file_that_was_edited_or_deleted_since_is_known_until_it_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    file = folder / "storm.txt"
    file.write_text("Storm at Holm\n\nThe storm at Holm sank 37 boats on Monday.\n", encoding="utf-8")
    with Archive.open(tmp_path / "archive") as archive:
        archive.add(folder)
        cited = archive.ask("How many boats did the storm at Holm sink?").citations[0]
        read = file.read_text(encoding="utf-8")
        assert archive.is_unchanged(cited)
        file.write_text(read.replace("37", "38"), encoding="utf-8")
        assert not archive.is_unchanged(cited)
        file.unlink()
        assert not archive.is_unchanged(cited)
        file.write_text(read, encoding="utf-8")
        assert archive.is_unchanged(cited)
        folder.rename(tmp_path / "elsewhere")
        assert archive.is_unchanged(cited)


def test_a_pasted_text_is_checked_sentence_by_sentence(seeds_archive: Archive) -> None:
    true = "Mikhail Yevdokimov met his Iranian counterpart, Seyed Abbas Mousavi, in Baku."
    false = "Mikhail Yevdokimov met his Iranian counterpart, Seyed Abbas Mousavi, in Paris."
    found = seeds_archive.check(f"Hello! {true} {false}")
    assert [sentence.text for sentence in found] == [true, false]
    verdicts = [sentence.judgement.verdict for sentence in found if sentence.judgement]
    assert verdicts[0] == "supported"
    assert verdicts[1] != "supported"
    citation = found.citation(found[0].citations[0])
    source = seeds_archive.source(citation)
    assert source is not None
    assert source.text[citation.start : citation.end] == citation.quote


def test_a_text_that_cannot_be_checked_is_refused_in_one_line(seeds_archive: Archive) -> None:
    with pytest.raises(InputError, match="empty"):
        seeds_archive.check(" \n")
    with pytest.raises(InputError, match="50,000 are the limit"):
        seeds_archive.check("It rained. " * 5_000)


def test_a_checked_text_is_verified_later(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "news")
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(tmp_path / "news")
        receipt = archive.check("The 44-day war ended in November 2020.").save(tmp_path / "x.json")
        assert archive.verify(receipt).ok
        shutil.rmtree(tmp_path / "news")
        (tmp_path / "news").mkdir()
        assert not archive.verify(receipt).ok
