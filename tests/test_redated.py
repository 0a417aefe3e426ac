"""A corrected date moves an article among copies as finding all copies anew would, and nothing else is looked at."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.reading.many import copies, redated
from rag.reading.many.copies import Sketched, find_clusters
from tests.small_press import paragraphs, sentence
from tests.test_clusters import sketched

WIRE = paragraphs("wire", 6)
DAYS = (None, 0, 5, 60, 365)
A_TEXT_OF_ITS_OWN = 6  # paragraphs; fewer make short texts and versions that match only loosely


def press(random: Random, number: int) -> list[Sketched]:
    """Reports that share much or little of a pool, some of them twice, on days near each other and far apart."""
    pool = paragraphs("pool", 6)
    articles: list[Sketched] = []
    for id in range(1, number):
        day = random.choice(DAYS)
        if articles and random.random() < 0.2:
            articles.append(random.choice(articles)._replace(id=id, day=day))
        else:
            body = random.sample(pool, random.randint(3, A_TEXT_OF_ITS_OWN))
            articles.append(sketched(id, [*body, sentence(random)], day=day))
    return articles


def moved(articles: list[Sketched], id: int, day: int | None) -> tuple[list[Sketched], int | None]:
    """The articles after one was given a day, and the day it had."""
    before = next(article.day for article in articles if article.id == id)
    return [article._replace(day=day) if article.id == id else article for article in articles], before


@pytest.mark.parametrize("crowd", [2, 50])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), number=st.integers(3, 14))
def test_a_changed_day_gives_the_clusters_of_all_found_anew(
    monkeypatch: pytest.MonkeyPatch, crowd: int, random: Random, number: int
) -> None:
    monkeypatch.setattr(copies, "_COMMON", crowd)
    articles = press(random, number)
    clusters = find_clusters(articles)
    for _ in range(3):
        id = random.randrange(1, number)
        articles, before = moved(articles, id, random.choice(DAYS))
        clusters = redated.redated(articles, clusters, id, before)
        assert clusters == find_clusters(articles)


def test_a_column_of_last_year_joins_its_copy_when_its_date_is_put_right_and_leaves_it_again() -> None:
    edited = [*WIRE[:5], *paragraphs("this year", 1)]
    apart = [sketched(1, WIRE, day=0), sketched(2, edited, day=365)]
    near, was = moved(apart, 2, 3)
    assert redated.redated(near, {}, 2, was) == {1: 1, 2: 1}
    assert redated.redated(apart, {1: 1, 2: 1}, 2, 3) == {}


def test_the_copies_of_a_head_that_leaves_find_each_other() -> None:
    """The largest of three leaves; the two others match each other as well."""
    head, one, two = [*WIRE, *paragraphs("more", 1)], WIRE, [*WIRE[:5], *paragraphs("other", 1)]
    before = [sketched(n, body, day=0) for n, body in enumerate((head, one, two), 1)]
    assert find_clusters(before) == {1: 1, 2: 1, 3: 1}
    after, was = moved(before, 1, 365)
    assert redated.redated(after, find_clusters(before), 1, was) == find_clusters(after) == {2: 2, 3: 2}


def test_only_what_hangs_on_the_day_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty wire reports printed twice, and one of them dated anew: no pair of others is compared."""
    bodies = [[*paragraphs(n, 5), *paragraphs((n, which), 1)] for n in range(30) for which in (1, 2)]
    articles = [sketched(id, body, day=0) for id, body in enumerate(bodies, 1)]
    clusters, compared = find_clusters(articles), list[set[int]]()
    assert len(set(clusters.values())) == 30, "the control"
    matches = copies.Text.matches

    def counted(one: copies.Text, other: copies.Text) -> bool:
        compared.append({*one.ids, *other.ids})
        return matches(one, other)

    monkeypatch.setattr(copies.Text, "matches", counted)
    after, was = moved(articles, 7, 365)
    found = redated.redated(after, clusters, 7, was)
    assert compared
    assert all(pair & {7, 8} for pair in compared)
    assert found == find_clusters(after)
    assert len(set(found.values())) == 29
