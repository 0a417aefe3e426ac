"""A reader's word on an outlet or a date goes before the file's own, at once and for good, and can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.catalog.lexical import quoted
from rag.corrections import Correction, asked_for, corrected, published_by_hand
from rag.errors import InputError
from rag.receipt import read_receipt, receipt_text
from rag.render import published_words
from rag.render.sources import origin_words
from rag.settings import Settings
from rag.types import Article, Citation, Published
from tests.small_press import page, paragraphs, report, write
from tests.test_removal import Letters

WORDS = Settings(embedder="none")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write(tmp_path / "news", one=report(1, date="2021-03-04"), two=report(2, date="2021-03-04"))


@pytest.fixture
def made(tmp_path: Path, news: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        archive.add(news)
        yield archive


def stated(article: Article) -> tuple[str | None, str | None, str]:
    return article.outlet, article.published.date, article.published.origin


def test_a_correction_is_what_the_archive_says_at_once(made: Archive) -> None:
    assert stated(made.article("one.txt"))[1:] == ("2021-03-04", "stated"), "the control"
    now = made.correct("one.txt", outlet="The Lund Gazette", date="2019-11")
    assert stated(now) == ("The Lund Gazette", "2019-11", "corrected")
    assert now.published.precision == "month"
    assert now.published.reason == "corrected by hand"
    assert published_words(now.published) == "November 2019 (corrected by hand)"
    assert made.correction(now) == Correction("The Lund Gazette", "2019-11")


def test_filters_and_search_use_it_at_once(made: Archive) -> None:
    words = made.article("one.txt").sentences[0].of(made.article("one.txt").text)
    assert not made.search(words, before="2020"), "the control"
    made.correct("one.txt", outlet="The Lund Gazette", date="2019-11")
    assert [row.path for row in made.articles(before="2020")] == ["one.txt"]
    assert {hit.article.path for hit in made.search(words, before="2020")} == {"one.txt"}
    assert {hit.article.path for hit in made.search(words, outlets=["the lund gazette"])} == {"one.txt"}
    assert ("The Lund Gazette", 1) in made.outlets()


def test_an_answer_and_its_receipt_say_that_the_date_is_corrected(made: Archive, tmp_path: Path) -> None:
    made.correct("one.txt", date="2019-11-02")
    answer = made.ask(made.article("one.txt").title, before="2020")
    cited = answer.citations[0]
    assert cited.to_json()["published"] == {"date": "2019-11-02", "precision": "day", "origin": "corrected"}
    receipt = tmp_path / "receipt.json"
    receipt.write_text(receipt_text(answer), encoding="utf-8")
    assert read_receipt(receipt).citations[0].published.origin == "corrected"
    assert all(item.status == "intact" for item in made.verify(receipt).items)


def test_a_timeline_is_told_from_the_corrected_date(made: Archive) -> None:
    title = made.article("one.txt").title
    made.correct("one.txt", date="2019-11-02")
    told = made.timeline(title, before="2020")
    assert {citation.published.date for citation in told.citations} == {"2019-11-02"}


@pytest.mark.parametrize("how", ["again", "changed", "rebuilt", "gone and back", "removed and added", "learned anew"])
def test_it_outlives_whatever_becomes_of_the_file(made: Archive, news: Path, tmp_path: Path, how: str) -> None:
    made.correct("one.txt", outlet="The Lund Gazette", date="2019")
    file = news / "one.txt"
    text = file.read_text(encoding="utf-8")
    if how == "changed":
        file.write_text(text + "\nThe mayor of Lund closed the market at noon because of the great storm.\n")
    elif how == "rebuilt":
        made.rebuild()
    elif how == "gone and back":
        file.unlink()
        made.add(news)
        file.write_text(text, encoding="utf-8")
    elif how == "removed and added":
        made.remove(news)
        made.add(write(tmp_path / "other", x=report("x")))
    elif how == "learned anew":
        again = {f"n{n}": report(f"n{n}", after=["Sign up for our harbour newsletter today."]) for n in range(12)}
        write(news, **again)
    made.add(news)
    assert stated(made.article("one.txt")) == ("The Lund Gazette", "2019", "corrected")
    assert stated(made.article("two.txt"))[1:] == ("2021-03-04", "stated")


def test_taking_it_back_gives_what_the_file_says(made: Archive) -> None:
    before = made.article("one.txt")
    made.correct("one.txt", outlet="The Lund Gazette")
    made.correct("one.txt", date="2019")
    assert stated(made.article("one.txt")) == ("The Lund Gazette", "2019", "corrected"), "the second adds to the first"
    now = made.uncorrect("one.txt")
    assert stated(now) == stated(before)
    assert now.published == before.published
    assert made.correction(now) is None


def test_a_wrong_date_can_be_made_unknown(made: Archive) -> None:
    now = made.correct("one.txt", outlet="unknown", date="Unknown")
    assert stated(now) == (None, None, "corrected")
    assert origin_words(now) == "outlet unknown (corrected by hand), date unknown (corrected by hand)"
    assert [row.path for row in made.articles(after="2021")] == ["two.txt"]
    assert made.correction(now) == Correction("", "")


def test_a_known_outlet_keeps_its_spelling(made: Archive) -> None:
    made.correct("one.txt", outlet="The Lund Gazette")
    assert made.correct("two.txt", outlet="  the lund   GAZETTE ").outlet == "The Lund Gazette"


def test_a_correction_never_changes_the_file_or_what_is_quoted(made: Archive, news: Path) -> None:
    before, data = made.article("one.txt"), (news / "one.txt").read_bytes()
    now = made.correct("one.txt", outlet="The Lund Gazette", date="2019")
    assert (now.text, now.sentences, now.furniture, now.headline) == (
        before.text,
        before.sentences,
        before.furniture,
        before.headline,
    )
    assert (news / "one.txt").read_bytes() == data


def test_a_marked_line_and_a_correction_do_not_undo_each_other(made: Archive) -> None:
    line = made.article("one.txt").text.split("\n")[4]
    made.correct("one.txt", date="2019")
    made.mark("one.txt", [line], "furniture")
    assert made.article("one.txt").published.date == "2019"
    made.uncorrect("one.txt")
    assert line in [span.of(made.article("one.txt").text) for span in made.article("one.txt").furniture]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"date": "2019-13"}, '"2019-13" is not a date'),
        ({"date": "2019-02-30"}, "is not a date"),
        ({"date": "yesterday"}, "is not a date"),
        ({"date": "٢٠١٩"}, "is not a date"),
        ({"date": "0000"}, "is not a date"),
        ({"outlet": "a" * 121}, "121 characters; 120 are the limit"),
        ({"outlet": "Press\u202eTV"}, "characters that cannot be seen"),
        ({"outlet": " ", "date": ""}, "Nothing was given to correct"),
    ],
)
def test_what_cannot_be_a_correction_is_refused_in_one_line(made: Archive, given: dict[str, str], words: str) -> None:
    before = made.article("one.txt")
    with pytest.raises(InputError) as refused:
        made.correct("one.txt", **given)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert made.article("one.txt") == before


def test_an_article_that_was_read_again_in_the_meantime_is_not_taken_for_another(made: Archive) -> None:
    old = made.article("one.txt")
    made.mark("one.txt", [old.text.split("\n")[4]], "furniture")
    with pytest.raises(InputError, match="is no longer in the archive"):
        made.correct(old.id, date="2020")
    with pytest.raises(InputError, match="is no longer in the archive"):
        made.article(2**70)


def everything(archive: Archive) -> list[Any]:
    """All that an archive holds of its articles and finds in them, whatever numbers they have.

    Which of two files with the same bytes is found first is the order in which they were taken in, and left out.
    """
    catalog, articles = archive._catalog, [archive.article(row.id) for row in archive.articles()]
    named = {article.id: article.path for article in articles}
    held = [
        (
            replace(article, id=0, cluster=None),
            sorted(row.path for row in archive.copies(article)),
            [(passage.start, passage.end) for passage in catalog.passages_of(article.id)],
            catalog.memory.traced(article.id),
            sorted((named[id], round(score, 9)) for id, score in catalog.match_articles(quoted(article.title), 50)),
            [(hit.article.sha256, hit.passage.start, round(hit.score, 9)) for hit in archive.search(article.title)],
        )
        for article in articles
    ]
    counts = archive.status()
    return [held, archive.outlets(), [counts[name] for name in ("passages", "vectors", "clusters", "learned")]]


CHANGES = st.one_of(
    st.fixed_dictionaries({"outlet": st.sampled_from(["The Lund Gazette", "unknown", "harbourpost.example"])}),
    st.fixed_dictionaries({"date": st.sampled_from(["2021-03-05", "2021-03-04", "2019-11", "2020-05-05", "unknown"])}),
    st.none(),
)


@settings(max_examples=12, deadline=None)
@given(changes=st.lists(st.tuples(st.sampled_from(["one", "two", "wire", "copy", "same"]), CHANGES), max_size=4))
def test_the_archive_is_then_as_if_it_had_been_made_so(changes: list[tuple[str, dict[str, str] | None]]) -> None:
    """Reports, two printings of one that differ a little, and the same file twice: corrected, against read again."""
    with TemporaryDirectory() as here:
        wire = paragraphs("wire", 6)
        texts = {"one": report(1, date="2021-03-04"), "two": report(2), "wire": page("Gale", wire, date="2021-03-04")}
        texts["copy"] = page("Gale off Lund", [*wire[:5], *paragraphs("own", 1)], date="2021-03-05")
        with Archive.open(Path(here) / "archive", settings=Settings(embedder=Letters())) as archive:
            archive.add(write(Path(here) / "news", **texts), write(Path(here) / "other", same=texts["wire"]))
            for name, change in changes:
                archive.correct(f"{name}.txt", **change) if change else archive.uncorrect(f"{name}.txt")
            corrected_, health = everything(archive), archive.status()["problems"]
            archive.rebuild()
            assert corrected_ == everything(archive)
            assert health == []


def test_a_correction_leaves_the_article_its_number_and_reads_no_other(
    made: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, other = made.article("one.txt"), made.article("two.txt")
    passages = made._catalog.passages_of(before.id)
    found_anew: list[str] = []

    def found(_: object) -> dict[int, int]:
        found_anew.append("all")
        return {}

    monkeypatch.setattr("rag.reading.many.copies.find_clusters", found)
    assert made.correct("one.txt", outlet="The Lund Gazette").id == before.id
    assert made._catalog.passages_of(before.id) == passages
    assert made.correct("one.txt", date="2019-11-02").id == before.id
    assert made.uncorrect("one.txt") == before
    assert made.article("two.txt") == other
    assert found_anew == []
    made.mark("one.txt", [before.text.split("\n")[4]], "furniture")
    assert found_anew, "the control: a changed text is looked for among all"


def test_corrections_in_other_folders_are_others(made: Archive, news: Path, tmp_path: Path) -> None:
    shutil.copytree(news, tmp_path / "copy")
    made.add(tmp_path / "copy")
    made.correct(next(row.id for row in made.articles() if row.folder == str(news)), date="2019")
    dates = {row.folder: row.published.date for row in made.articles() if row.path == "one.txt"}
    assert dates == {str(news): "2019", str(tmp_path / "copy"): "2021-03-04"}


@given(st.dates(), st.sampled_from([4, 7, 10]), st.text(min_size=1, max_size=20))
def test_a_date_is_kept_as_precisely_as_it_was_written(day: object, length: int, name: str) -> None:
    written = str(day)[:length]
    assert asked_for(None, written).date == written
    published = published_by_hand(written)
    assert published.precision == {4: "year", 7: "month", 10: "day"}[length]
    article = Article("a", "b", "c", name, "utf-8", outlet=name)
    assert corrected(article, Correction(date=written)).outlet == name
    assert corrected(article, None) is article
    assert Citation.from_json({**_citation(published).to_json()}).published.origin == "corrected"


def _citation(published: Published) -> Citation:
    return Citation(1, "a", "b", 0, 1, "q", "t", None, published)
