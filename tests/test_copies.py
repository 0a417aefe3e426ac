"""A text that several outlets print is cited once, and the citation says where else its words stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.retrieve import same_news
from rag.settings import Settings
from rag.types import Answer, Published
from tests.small_press import page, paragraphs, report, write

NEWS = "The harbour master Ada Lund said that 41 boats sank in the gale on the night of the regatta."
WIRE = [*paragraphs("gale", 3), NEWS]
QUESTION = "How many boats sank in the gale?"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Two outlets that print one wire report, one that changed the number in it, and others."""
    changed = [*WIRE[:-1], NEWS.replace("41", "43")]
    folder = write(
        tmp_path / "news",
        **{
            "post": page("Boats sink in gale", WIRE, outlet="Harbour Post"),
            "times": page("Boats sink in gale off Lund", WIRE, outlet="Island Times"),
            "echo": page("Gale sinks boats", changed, outlet="Coast Echo"),
        },
        **{f"other{n}": report(n) for n in range(4)},
    )
    with Archive.open(tmp_path / "archive", settings=Settings(embedder="none")) as opened:
        opened.add(folder)
        yield opened


def test_words_that_two_outlets_print_are_cited_once_with_the_other_named(archive: Archive) -> None:
    answer = archive.ask(QUESTION)
    cited = [citation for citation in answer.citations if "41 boats" in citation.quote]
    assert len(cited) == 1
    assert {cited[0].outlet, *(other.outlet for other in cited[0].also_in)} == {"Harbour Post", "Island Times"}


def test_a_copy_that_changed_a_figure_is_shown_beside_the_others_and_not_named_for_their_words(
    archive: Archive,
) -> None:
    assert "Coast Echo" in [row.outlet for row in archive.copies(archive.article("post.txt"))]
    answer = archive.ask(QUESTION)
    changed = [citation for citation in answer.citations if "43 boats" in citation.quote]
    assert [(c.outlet, c.also_in) for c in changed] == [("Coast Echo", ())]
    assert [{value.value for value in d.values} for d in answer.disagreements] == [{"41", "43"}]


def test_of_the_copies_of_a_text_one_is_read_and_of_another_what_it_prints_otherwise(archive: Archive) -> None:
    read = {hit.article.path for hit in archive.search(QUESTION) if hit.article.cluster is not None}
    assert "echo.txt" in read
    assert len(read) == 2


def test_without_clusters_the_same_words_would_fill_the_list(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what folds the copies is the cluster."""
    monkeypatch.setattr("rag.retrieve.listing.DUPLICATE", 2.0)
    folded = archive.search(QUESTION)
    monkeypatch.setattr("rag.retrieve.listing.repeats", lambda *_: False)
    assert len({hit.article.path for hit in archive.search(QUESTION)}) > len({hit.article.path for hit in folded})


def test_passages_that_differ_in_a_figure_are_not_copies() -> None:
    said = frozenset(f"word{n}" for n in range(20))
    assert same_news(said, said | {"more"})
    assert not same_news(said | {"41"}, said | {"43"})


def test_a_receipt_keeps_where_else_the_words_stand(archive: Archive) -> None:
    answer = archive.ask(QUESTION)
    assert Answer.from_json(answer.to_json()).citations == tuple(
        replace(c, article_id=0, published=Published.from_json(c.published.to_json())) for c in answer.citations
    )
    assert any(citation.also_in for citation in answer.citations)
