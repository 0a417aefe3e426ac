"""Two sentences laid side by side: where they differ, whole values are taken, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.disagree.aligned import Difference, bare_stretch, differences, without_shared_ends
from rag.text.fold import fold
from rag.types import Span
from tests.answer.news import any_text

OPENED = "The ferry from Ystad to Holm was opened on July 21, 2017, by the mayor of the town."


def stretches(one: str, other: str) -> list[tuple[str, str]] | None:
    found = differences(one, other)
    return None if found is None else [(d.one.of(one), d.other.of(other)) for d in found]


def test_the_same_sentence_differs_nowhere() -> None:
    assert stretches(OPENED, OPENED) == []


def test_sentences_that_share_little_are_not_laid_side_by_side() -> None:
    assert stretches(OPENED, "The bridge over the Lagan was torn down.") is None


@pytest.mark.parametrize(
    ("value", "other", "expected"),
    [
        ("July 21, 2017", "July 2, 2007", ("July 21, 2017", "July 2, 2007")),
        ("Ystad", "Port Ystad", ("Ystad", "Port Ystad")),
        ("mayor of the town", "queen of the town", ("mayor", "queen")),
        ("opened on", "not opened on", ("", "not")),
    ],
)
def test_what_differs_is_taken_as_a_whole_value(value: str, other: str, expected: tuple[str, str]) -> None:
    assert stretches(OPENED, OPENED.replace(value, other)) == [expected]


def test_a_town_and_its_state_are_one_place() -> None:
    one = "The game of the year will be played in Tampa, Florida, on Sunday night."
    assert stretches(one, one.replace("Tampa, Florida", "Glendale, Arizona")) == [
        ("Tampa, Florida", "Glendale, Arizona")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("of the Malmo's ", "Malmo"), ("the U.S. ", "U.S."), (", $12 million ", "$12 million"), ("and the", "")],
)
def test_a_stretch_is_bared_of_what_is_no_value(text: str, expected: str) -> None:
    assert bare_stretch(text, Span(0, len(text)))[1].of(text) == expected


def test_words_that_both_have_at_their_ends_are_left_out() -> None:
    one, other = "Format Spanish Pop Owner Ltd", "Format Classical Owner Ltd"
    place = without_shared_ends(one, other, Difference(Span(0, len(one)), Span(0, len(other))))
    assert (place.one.of(one), place.other.of(other)) == ("Spanish Pop", "Classical")


_words = st.lists(
    st.sampled_from("the ferry of Ystad to Holm opened on July 21 , 2017 $12 million U.S. ’s not".split())
)
_texts = _words.map(" ".join) | any_text


@given(_texts, _texts)
@settings(deadline=None)
def test_stretches_stand_in_order_and_what_is_outside_them_is_the_same(one: str, other: str) -> None:
    found = differences(one, other)
    if found is None:
        return
    for text, spans in ((one, [d.one for d in found]), (other, [d.other for d in found])):
        edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
        assert edges == sorted(edges)
    assert outside(one, [d.one for d in found]) == outside(other, [d.other for d in found])


def outside(text: str, spans: list[Span]) -> list[str]:
    """The words that stand in none of the spans, folded."""
    for span in reversed(spans):
        text = f"{text[: span.start]} {text[span.end :]}"
    return [word for word in map(fold, text.split()) if word]


def test_the_property_would_see_a_word_left_out() -> None:
    """Its control."""
    assert outside("a b c", [Span(2, 3)]) != outside("a b d", [Span(2, 3)])
