"""Quotations: where they begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.quotes import find_quotes


def _inner(text: str) -> list[str]:
    return [text[quote.inner_start : quote.inner_end] for quote in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("He said, “peace now,” and left.", ["peace now,"]),
        ('He called it "unfounded." She said "no".', ["unfounded.", "no"]),
        ("« La paix » et „Frieden“ und “so”", [" La paix ", "Frieden", "so"]),
        ("She called it ‘the parties’ hope’ today", ["the parties’ hope"]),
        ("Why the WHO is warning of an 'autumn surge' across Europe", ["autumn surge"]),
        ("Iran’s and Armenia’s Caucasus’ neighbors don't mind the '90s", []),
        ("A man of 6'2\" came in", []),
        ("“He told me ‘go home’ twice,” she said.", ["He told me ‘go home’ twice,"]),
        ("“Open to the end.\nNext paragraph.", ["Open to the end."]),
        ("Nothing here.", []),
    ],
)
def test_quotations_are_found_and_apostrophes_are_not(text: str, inner: list[str]) -> None:
    assert _inner(text) == inner


def test_a_quotation_says_whether_it_is_closed() -> None:
    assert [quote.closed for quote in find_quotes("“Yes.”\n“No")] == [True, False]


@given(st.text(st.sampled_from("ab “”\"‘’'«»„\n.,"), max_size=80))
def test_quotations_do_not_overlap_and_lie_inside_one_line(text: str) -> None:
    quotes = find_quotes(text)
    for quote in quotes:
        assert quote.start < quote.inner_start <= quote.inner_end <= quote.end <= len(text)
        assert "\n" not in quote.of(text)
    assert all(a.end <= b.start for a, b in pairwise(quotes))
