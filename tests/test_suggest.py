"""The questions an archive suggests are of its own articles, and it answers them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Archive
from rag.settings import Settings
from rag.suggest import questions, suggested

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive.open(tmp_path_factory.mktemp("suggest") / "archive", settings=Settings())
    archive.add(SEEDS)
    return archive


def test_what_is_suggested_is_answered_and_every_sentence_of_it_supported(seeds: Archive) -> None:
    found = suggested(seeds)
    assert 2 <= len(found) <= 4
    assert len(set(found)) == len(found)
    for question in found:
        answer = seeds.ask(question)
        assert not answer.abstained
        assert {claim.verdict for claim in answer.claims} == {"supported"}


def test_no_more_is_suggested_than_asked_for(seeds: Archive) -> None:
    assert len(suggested(seeds, most=1)) == 1


def test_an_empty_archive_suggests_nothing(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive", settings=Settings()) as archive:
        assert suggested(archive) == []


def test_a_question_is_of_what_a_person_in_the_article_says(seeds: Archive) -> None:
    [general] = [row for row in seeds.articles() if "general tells Baku" in row.title]
    assert next(questions(seeds.article(str(general.id)))) == "What did General Mohammad Bagheri say about Baku?"
