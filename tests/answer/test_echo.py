"""What other articles say, too, counts for a sentence; what it says alone, or again in its own article, does not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answer.echo import echoes, relative, weighted


def test_worked_example() -> None:
    sentences = [
        ("north.txt", frozenset(["lagan"])),
        ("south.txt", frozenset(["lagan"])),
        ("south.txt", frozenset(["harbour"])),
    ]
    assert echoes(sentences, [1.0, 1.0, 1.0]) == [1 / 6, 1 / 6, 0.0]  # one vote of three that count, two articles


def test_an_article_votes_once_however_often_it_says_it() -> None:
    once = echoes([("a", frozenset(["x"])), ("b", frozenset(["x"]))], [1.0, 1.0])
    again = echoes([("a", frozenset(["x"])), ("b", frozenset(["x"])), ("b", frozenset(["x"]))], [1.0, 1.0, 1.0])
    assert again[0] == once[0]


def test_a_sentence_beside_the_matter_has_no_vote() -> None:
    assert echoes([("a", frozenset(["x"])), ("b", frozenset(["x"]))], [1.0, 0.0])[0] == 0.0


def test_relevance_falls_to_nothing_at_half_of_the_best() -> None:
    assert relative([2.0, 1.5, 1.0, 0.0]) == [1.0, 0.5, 0.0, 0.0]
    assert relative([]) == []
    assert relative([0.0, 0.0]) == [0.0, 0.0]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.frozensets(st.sampled_from("uvwxyz")), st.floats(0, 1)), max_size=12)
)
def test_echoes_are_shares(told: list[tuple[str, frozenset[str], float]]) -> None:
    found = echoes([(article, said) for article, said, _ in told], [weight for *_, weight in told])
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in found)


def test_a_part_without_a_weight_counts_nothing() -> None:
    assert weighted({"own": 0.5, "other": 9.0}, {"own": 2.0}) == 1.0
