"""Batches: the sentences of one question stay together, nothing is lost, chance is seeded."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from training import lists
from training.lists import Row, batched, lists_of

rows = st.lists(
    st.builds(
        Row, ids=st.lists(st.integers(1, 9), min_size=1, max_size=60), kinds=st.just([]), task=st.just("answers"),
        label=st.integers(0, 1), asked=st.sampled_from(["", "one", "two", "three"]),
    ),
    max_size=80,
)  # fmt: skip


def counted(found: list[Row]) -> Counter[int]:
    return Counter(map(id, found))


@given(rows, st.integers(0, 5))
def test_one_pass_holds_every_row_once(given_rows: list[Row], seed: int) -> None:
    assert counted([row for batch in batched(given_rows, seed, 1.0) for row in batch]) == counted(given_rows)


@given(rows, st.integers(0, 5))
def test_a_list_stands_in_one_batch_whole(given_rows: list[Row], seed: int) -> None:
    where = {id(row): number for number, batch in enumerate(batched(given_rows, seed, 1.0)) for row in batch}
    for of in lists_of(given_rows):
        assert len(of) <= lists.LIST
        assert len({row.asked for row in of}) == 1
        assert len({where[id(row)] for row in of}) == 1


@given(rows)
def test_claims_stand_alone(given_rows: list[Row]) -> None:
    assert all(len(of) == 1 for of in lists_of(given_rows) if not of[0].asked)


@given(rows, st.integers(0, 5))
def test_the_same_seed_makes_the_same_batches(given_rows: list[Row], seed: int) -> None:
    assert batched(given_rows, seed, 1.5) == batched(given_rows, seed, 1.5)


def test_a_batch_is_as_large_as_it_may_be_and_no_larger() -> None:
    many = [Row([1] * 64, [], "supports", 0, "") for _ in range(100)]
    assert [len(batch) for batch in batched(many, 1, 1.0)].count(lists.TOKENS // 64) == 3
