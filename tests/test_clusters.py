"""Copies of one text form a cluster, and nothing else does: syndicated reports, versions, the same file twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.reading import parse
from rag.reading.many import copies
from rag.reading.many.copies import Sketched, find_clusters
from rag.reading.many.traces import sketch
from rag.settings import Settings
from tests.small_press import headline, page, paragraphs, report, sentence, write

WORDS = Settings(embedder="none")


def sketched(
    id: int, body: Sequence[str], day: int | None = None, title: object = None, **stated: str | None
) -> Sketched:
    text = page(headline(title or id), body, **stated)
    article = parse(text, path=f"{id}.txt", folder="/news", sha256=f"{id:04}", encoding="utf-8")
    return Sketched(id, article.sha256, sketch(article), day)


def clusters(*articles: Sketched) -> dict[int, int]:
    return find_clusters(articles)


WIRE = paragraphs("wire", 6)


# --- which articles are copies ----------------------------------------------------------------------------------------


def test_a_wire_report_under_other_headlines_is_one_cluster_by_its_smallest_id() -> None:
    found = clusters(sketched(7, WIRE), sketched(3, WIRE, outlet=None), sketched(5, paragraphs("another", 6)))
    assert found == {3: 3, 7: 3}


def test_local_paragraphs_and_small_edits_leave_a_copy_one() -> None:
    edited = [WIRE[0].replace("The ", "The old ", 1), *WIRE[1:], *paragraphs("local", 2)]
    assert clusters(sketched(1, WIRE), sketched(2, edited)) == {1: 1, 2: 1}


def test_a_copy_cut_short_is_one() -> None:
    assert clusters(sketched(1, WIRE), sketched(2, WIRE[:3])) == {1: 1, 2: 1}


def test_two_reports_that_share_a_passage_are_no_copies() -> None:
    """The background of an affair, or a statement both quote."""
    assert clusters(sketched(1, [*paragraphs(1), *WIRE[:2]]), sketched(2, [*paragraphs(2), *WIRE[:2]])) == {}


def test_a_brief_inside_a_long_report_is_no_copy_of_it() -> None:
    assert clusters(sketched(1, [*WIRE[:1], *paragraphs("long", 12)]), sketched(2, WIRE[:1])) == {}


def test_quotation_marks_case_and_spaces_make_no_difference() -> None:
    straight = [f'"{block}" - the mayor' for block in WIRE]
    curly = [f"“{block}”\u00a0— THE MAYOR".replace(" ", "  ", 3) for block in WIRE]
    assert clusters(sketched(1, straight), sketched(2, curly)) == {1: 1, 2: 1}


def test_shared_navigation_makes_no_copies() -> None:
    """Furniture is left out of the comparison; as content, the same lines would be most of these articles."""
    menu = [
        "Home",
        "News",
        "Sport",
        "Share on Facebook",
        "Sign up for our newsletter",
        "Privacy policy",
        "Cookie policy",
    ]
    short = [sketched(n, [*menu, *paragraphs(n, 1), *menu]) for n in (1, 2)]
    assert clusters(*short) == {}


def test_short_texts_must_be_the_same() -> None:
    brief = "The old bridge of Lund was closed on Monday for repairs, the town council said in a statement."
    other = "The old bridge of Marn was closed on Monday for repairs, the town council said in a statement."
    assert clusters(sketched(1, [brief]), sketched(2, [brief])) == {1: 1, 2: 1}
    assert clusters(sketched(1, [brief]), sketched(2, [other])) == {}
    long = [brief, *WIRE]
    assert clusters(sketched(1, long), sketched(2, [other, *WIRE])) == {1: 1, 2: 1}, "the control: in a long text"


def test_a_column_that_returns_every_year_is_no_copy_of_the_last_one() -> None:
    edited = [*WIRE[:5], *paragraphs("this year", 1)]
    assert clusters(sketched(1, WIRE, day=0), sketched(2, edited, day=365)) == {}
    assert clusters(sketched(1, WIRE, day=0), sketched(2, edited, day=2)) == {1: 1, 2: 1}
    assert clusters(sketched(1, WIRE, day=0), sketched(2, WIRE, day=365)) == {1: 1, 2: 1}, "reprinted unchanged"


def test_a_chain_of_small_changes_joins_only_what_matches_the_largest() -> None:
    """Each report replaces one more of eight paragraphs: neighbours match, the first and the last share nothing."""
    old, new = paragraphs("old", 8), paragraphs("new", 8)
    chain = [sketched(n, [*new[:n], *old[n:]]) for n in range(9)]
    assert all(clusters(one, other) for one, other in pairwise(chain))
    found = clusters(*chain)
    assert found
    assert found.get(0) != found.get(8) or found.get(0) is None
    for number in set(found.values()):
        members = [article for article in chain if found.get(article.id) == number]
        largest = max(members, key=lambda article: int.from_bytes(article.sketch[:4], "little"))
        assert all(clusters(largest, other) for other in members if other != largest)


def test_a_report_that_hundreds_print_is_one_cluster() -> None:
    """More than the number up to which all pairs are compared."""
    copies = [sketched(n, [*paragraphs(n, 1), *WIRE]) for n in range(1, 200)]
    assert set(clusters(*copies).values()) == {1}
    assert len(clusters(*copies)) == 199


@pytest.mark.parametrize("batch", [0, 1, 100])
def test_counting_in_parts_finds_the_same(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    articles = [sketched(n, [*paragraphs(n % 7, 3), sentence(Random(n))]) for n in range(70)]
    expected = clusters(*articles)
    assert len(set(expected.values())) == 7
    monkeypatch.setattr("rag.reading.many.copies._BATCH", batch)
    assert clusters(*articles) == expected


def test_files_without_any_content_are_no_copies_of_each_other() -> None:
    assert clusters(sketched(1, []), sketched(2, [])) == {}


def test_the_same_bytes_are_a_cluster_even_without_content() -> None:
    one = sketched(1, [])
    assert clusters(one, one._replace(id=2)) == {1: 1, 2: 1}


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_the_order_of_the_articles_makes_no_difference(random: Random, number: int) -> None:
    pool = paragraphs("pool", 6)
    articles = [
        sketched(n, [*random.sample(pool, random.randint(1, 6)), sentence(random)], day=random.choice([None, 0, 60]))
        for n in range(1, number)
    ]
    expected = clusters(*articles)
    random.shuffle(articles)
    assert clusters(*articles) == expected
    for id, number_ in expected.items():
        assert number_ == min(other for other, its in expected.items() if its == number_) <= id


@pytest.mark.parametrize("crowd", [2, 50])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_no_pair_that_matches_is_lost_by_counting_first(
    monkeypatch: pytest.MonkeyPatch, crowd: int, random: Random, number: int
) -> None:
    """Long texts, which are sampled, and short ones; few or many of them with the same words."""
    monkeypatch.setattr(copies, "_COMMON", crowd)
    pool = paragraphs("pool", 16)
    articles = [
        sketched(n, [*random.sample(pool, random.choice([1, 6, 14, 15])), sentence(random)]) for n in range(1, number)
    ]
    texts = copies.texts_of(articles)
    pairs = copies.common(*copies.all_hashes(texts))
    matching = [
        (a, b) for a, b in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True) if texts[a].matches(texts[b])
    ]
    assert clusters(*articles) == copies.clusters_of(texts, copies.heads(len(texts), matching))


def test_two_files_with_the_same_bytes_have_the_first_day_that_one_of_them_has_whatever_their_order() -> None:
    edited = sketched(3, [*WIRE[:5], *paragraphs("this year", 1)], day=365)
    one = sketched(1, WIRE, day=0)
    for day in (None, 365):
        assert clusters(one, one._replace(id=2, day=day), edited) == {1: 1, 2: 1}
        assert clusters(one._replace(id=1, day=day), one._replace(id=2), edited) == {1: 1, 2: 1}
    assert clusters(one._replace(day=365), one._replace(id=2, day=None), edited) == {1: 1, 2: 1, 3: 1}, "the control"


# --- in the archive ---------------------------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        yield archive


def test_copies_name_each_other(made: Archive, tmp_path: Path) -> None:
    files = {"a": page(headline("a"), WIRE), "b": page(headline("b"), WIRE, outlet="dailymarn.example")}
    added = made.add(write(tmp_path / "news", **files, c=report("c")))
    assert added.found["copy"] == 2
    assert [row.path for row in made.copies(made.article("a.txt"))] == ["b.txt"]
    assert [row.outlet for row in made.copies(made.article("a.txt"))] == ["dailymarn.example"]
    assert made.copies(made.article("c.txt")) == []
    assert [(row.path, row.cluster_size) for row in made.articles()] == [("a.txt", 2), ("b.txt", 2), ("c.txt", 1)]
    assert made.article("a.txt").cluster == made.article("b.txt").cluster is not None
    assert made.article("c.txt").cluster is None
    assert made.status()["clusters"] == 1


def test_a_copy_that_comes_later_makes_the_first_one_a_copy_without_reading_it_again(
    made: Archive, tmp_path: Path
) -> None:
    folder = write(tmp_path / "news", a=page(headline("a"), WIRE))
    made.add(folder)
    before = made.article("a.txt")
    second = made.add(write(folder, b=page(headline("b"), WIRE)))
    after = made.article("a.txt")
    assert (before.cluster, after.cluster) == (None, before.id)
    assert after.id == before.id
    assert second.reread == ()
    (folder / "b.txt").unlink()
    made.add(folder)
    assert made.article("a.txt").cluster is None


def test_the_same_file_in_two_folders_is_a_cluster(made: Archive, tmp_path: Path) -> None:
    made.add(write(tmp_path / "one", a=report("a")), write(tmp_path / "two", a=report("a"), b=report("b")))
    assert made.status()["clusters"] == 1
    assert [row.cluster_size for row in made.articles()] == [2, 2, 1]
