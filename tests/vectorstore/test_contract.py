"""What every vector store promises, whichever it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.vectorstore.conftest import unit_vectors
from vectorstore import Match, Record, StoreUnavailable, Vectors, VectorStore


def records(vectors: Vectors, first: int = 0) -> list[Record]:
    return [Record(str(first + row), vector) for row, vector in enumerate(vectors)]


def test_it_is_a_vector_store(store: VectorStore) -> None:
    assert isinstance(store, VectorStore)


def test_each_vector_is_nearest_to_itself(store: VectorStore, name: str) -> None:
    vectors = unit_vectors(60)
    store.create(name, 16)
    store.put(name, records(vectors))
    for row in range(0, 60, 7):
        best = store.query(name, vectors[row], 3)[0]
        assert best.id == str(row)
        assert best.similarity == pytest.approx(1.0, abs=1e-5)


def test_similarity_is_the_cosine_and_the_most_similar_comes_first(store: VectorStore, name: str) -> None:
    store.create(name, 2)
    store.put(
        name,
        [
            Record("same", np.array([1, 0], np.float32)),
            Record("aslant", np.array([0.6, 0.8], np.float32)),
            Record("opposite", np.array([-1, 0], np.float32)),
        ],
    )
    found = store.query(name, np.array([1, 0], np.float32), 3)
    assert [match.id for match in found] == ["same", "aslant", "opposite"]
    assert [match.similarity for match in found] == pytest.approx([1.0, 0.6, -1.0], abs=1e-5)


def test_putting_an_id_again_replaces_its_vector(store: VectorStore, name: str) -> None:
    store.create(name, 2)
    store.put(name, [Record("a", np.array([1, 0], np.float32)), Record("b", np.array([0.6, 0.8], np.float32))])
    store.put(name, [Record("a", np.array([0, 1], np.float32))])
    assert store.count(name) == 2
    assert store.query(name, np.array([0, 1], np.float32), 1)[0].id == "a"


def test_an_id_given_twice_at_once_keeps_the_last_vector(store: VectorStore, name: str) -> None:
    store.create(name, 2)
    store.put(name, [Record("a", np.array([1, 0], np.float32)), Record("a", np.array([0, 1], np.float32))])
    assert store.count(name) == 1
    assert store.query(name, np.array([0, 1], np.float32), 1)[0].similarity == pytest.approx(1.0, abs=1e-5)


def test_making_a_collection_again_empties_it_and_may_change_the_dimension(store: VectorStore, name: str) -> None:
    store.create(name, 16)
    store.put(name, records(unit_vectors(5)))
    store.create(name, 4)
    assert store.count(name) == 0
    assert store.query(name, unit_vectors(1, 4)[0], 3) == []
    store.put(name, records(unit_vectors(2, 4)))
    assert store.count(name) == 2


def test_fewer_come_back_when_there_are_fewer(store: VectorStore, name: str) -> None:
    store.create(name, 16)
    store.put(name, records(unit_vectors(3)))
    assert len(store.query(name, unit_vectors(1)[0], 10)) == 3
    assert store.query(name, unit_vectors(1)[0], 0) == []


def test_putting_nothing_changes_nothing(store: VectorStore, name: str) -> None:
    store.create(name, 16)
    store.put(name, [])
    assert store.count(name) == 0


def test_collections_are_listed_sorted_until_they_are_dropped(store: VectorStore, name: str) -> None:
    for suffix in ("b", "a"):
        store.create(f"{name}-{suffix}", 4)
    assert [found for found in store.collections() if found.startswith(name)] == [f"{name}-a", f"{name}-b"]
    store.drop(f"{name}-b")
    store.drop(f"{name}-b")
    assert [found for found in store.collections() if found.startswith(name)] == [f"{name}-a"]


@pytest.mark.parametrize("act", ["query", "count", "put"])
def test_an_unknown_collection_is_named_in_one_line(store: VectorStore, name: str, act: str) -> None:
    calls = {
        "query": lambda: store.query(name, unit_vectors(1)[0], 1),
        "count": lambda: store.count(name),
        "put": lambda: store.put(name, records(unit_vectors(1))),
    }
    with pytest.raises(StoreUnavailable, match=name) as raised:
        calls[act]()
    assert "\n" not in str(raised.value)


def test_vectors_of_another_length_are_refused_and_nothing_is_kept(store: VectorStore, name: str) -> None:
    store.create(name, 16)
    with pytest.raises(StoreUnavailable, match=r"16.*4"):
        store.put(name, records(unit_vectors(2, 4)))
    assert store.count(name) == 0
    store.put(name, records(unit_vectors(2)))
    with pytest.raises(StoreUnavailable, match=r"16.*4"):
        store.query(name, unit_vectors(1, 4)[0], 1)


def test_any_number_of_records_can_be_put_at_once(store: VectorStore, name: str) -> None:
    """Chroma refuses more than 5,461 in one call; batching is the store's own matter."""
    vectors = unit_vectors(6000, 4)
    store.create(name, 4)
    store.put(name, records(vectors))
    assert store.count(name) == 6000
    assert store.query(name, vectors[5999], 1)[0].similarity == pytest.approx(1.0, abs=1e-5)


def test_many_threads_may_ask_at_once(store: VectorStore, name: str) -> None:
    vectors = unit_vectors(40)
    store.create(name, 16)
    store.put(name, records(vectors))

    def ask(row: int) -> Match:
        return store.query(name, vectors[row], 1)[0]

    with ThreadPoolExecutor(8) as pool:
        assert [match.id for match in pool.map(ask, range(40))] == [str(row) for row in range(40)]


def test_a_closed_store_opens_again_when_it_is_used(store: VectorStore, name: str) -> None:
    store.create(name, 16)
    store.put(name, records(unit_vectors(3)))
    store.close()  # type: ignore[attr-defined]
    assert store.count(name) == 3
