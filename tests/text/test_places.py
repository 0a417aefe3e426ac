"""Countries, states and continents are found where they are named, whole."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.places import COUNTRIES, STATES, known_places


def named(text: str) -> list[str]:
    return [place.of(text) for place in known_places(text)]


def test_worked_example() -> None:
    assert named("Talks between Norway and the United Kingdom were held in West Virginia, not in Asia.") == [
        "Norway",
        "United Kingdom",
        "West Virginia",
        "Asia",
    ]


@pytest.mark.parametrize("text", ["Jordanian", "Chad-like", "chile", "Omanis", "turkey", "Georgia-based"])
def test_words_that_only_begin_like_a_place_are_none(text: str) -> None:
    assert named(text) == []


def test_the_longest_name_counts() -> None:
    assert named("South Sudan and New South Wales") == ["South Sudan", "New South Wales"]


@given(st.lists(st.sampled_from(sorted(COUNTRIES | STATES)) | st.text(max_size=20), max_size=8).map(" ".join))
def test_every_place_slices_back_and_none_overlap(text: str) -> None:
    found = known_places(text)
    assert all(place.of(text) for place in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
