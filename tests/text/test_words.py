"""Words and their stems."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.text.words import STOP, content_stems, words


def _written(text: str) -> list[str]:
    return [word.text for word in words(text)]


def test_parts_of_a_hyphenated_word_are_words_and_numbers_stay_whole() -> None:
    assert _written("A 44-day war, 65,000 lives at 02:10.") == [
        "A",
        "44",
        "day",
        "war",
        "65,000",
        "lives",
        "at",
        "02:10",
    ]


def test_the_possessive_has_the_stem_of_its_name() -> None:
    assert [word.stem for word in words("Iran’s Iran's Iran")] == ["iran", "iran", "iran"]


def test_inflected_forms_share_a_stem() -> None:
    assert len({word.stem for word in words("escalate escalated escalating")}) == 1


def test_the_country_is_not_the_pronoun() -> None:
    assert content_stems("tell us about the US and the U.S.") == ["usa", "usa"]


def test_question_words_carry_no_content() -> None:
    assert content_stems("What did the spokesman say about it?") == ["spokesman", "say"]
    assert {"what", "who", "when", "where", "why", "how"} <= STOP


@given(st.text())
def test_every_word_slices_back(text: str) -> None:
    for word in words(text):
        assert word.of(text) == word.text
