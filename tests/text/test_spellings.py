"""Two spellings of one name are alike, two names are not; a number is the same number however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.spellings import Spellings, consonants, number_spellings, sound, ways_to_write

SPELLINGS = [
    ("raisi", "raeisi"),
    ("zelensky", "zelenskyy"),
    ("selenskyj", "zelensky"),
    ("gaddafi", "qaddafi"),
    ("kadhafi", "gaddafi"),
    ("bagheri", "baqeri"),
    ("kiev", "kyiv"),
    ("sergei", "sergey"),
    ("odessa", "odesa"),
    ("muhammad", "mohammed"),
    ("kharkov", "kharkiv"),
    ("hezbollah", "hizbullah"),
    ("lukashenko", "lukashenka"),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_an_unknown_name_finds_its_other_spelling(one: str, other: str) -> None:
    assert Spellings({other: 9}).like(one) == [other]
    assert Spellings({one: 9}).like(other) == [one]


@pytest.mark.parametrize(
    ("one", "other"),
    [("iran", "iraq"), ("putin", "patton"), ("ystad", "malmo"), ("mara", "meta"), ("raeisi", "russia")],
)
def test_other_names_are_not_alike(one: str, other: str) -> None:
    assert Spellings({other: 9}).like(one) == []


def test_names_in_use_are_told_apart_unless_they_sound_the_same() -> None:
    counts = {
        "kharkov": 5,
        "kharkiv": 80,
        "zelensky": 300,
        "zelenskyy": 200,
        "kiev": 9,
        "kyiv": 20,
        "dina": 5,
        "diana": 7,
    }
    known = Spellings(counts)
    assert known.like("zelensky") == ["zelenskyy"]
    assert known.like("kharkov") == []
    assert known.like("kiev") == []
    assert known.like("dina") == []


@given(st.text(max_size=12))
def test_no_word_is_its_own_other_spelling(word: str) -> None:
    assert word not in Spellings({word: 3, "kyiv": 9}).like(word)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_what_sounds_the_same_has_the_same_consonants(word: str) -> None:
    assert consonants(word) == consonants(sound(word)) or "x" in sound(word)


@pytest.mark.parametrize(
    ("value", "ways"),
    [
        (65_000, ("65,000", "65000", "65 thousand")),
        (2_900_000, ("2,900,000", "2900000", "2.9 million")),
        (2_931_407, ("2,931,407", "2931407")),
        (2, ("two", "2")),
        (1, ()),
        (40, ()),
        (2.5, ()),
        (-3, ()),
        (float("nan"), ()),
        (float("inf"), ()),
    ],
)
def test_ways_to_write_a_number(value: float, ways: tuple[str, ...]) -> None:
    assert ways_to_write(value) == ways


def test_vague_numbers_and_dates_are_no_numbers_to_look_for() -> None:
    assert number_spellings("Thousands fled on 2 May 2020, tens of thousands stayed") == []
    assert number_spellings("Did two men earn $2.9 million?") == [("two", "2"), ("2,900,000", "2900000", "2.9 million")]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=10), st.data())
def test_no_spelling_is_missed_for_its_first_letter(word: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from("kgqcxszvwfptdaeiouyj")) + word[1:]
    if sound(other) == sound(word) and other != word:
        assert Spellings({other: 20}).like(word) == [other]
