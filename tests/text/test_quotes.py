"""Quotations: where they begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.quotes import find_quotations, find_quotes, quotes_in
from rag.types import Span


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
        ("»Der Frieden« und »die Ruhe«, sagte er", ["Der Frieden", "die Ruhe"]),
        ("»Freden», sade hon, ”och lugnet”", ["Freden", "och lugnet"]),
        ("「平和だ」と言った。『本』", ["平和だ", "本"]),
        ("He said “she told us “no” twice,” and left “again.”", ["she told us “no” twice,", "again."]),
        ("``Stay,'' he said. \"Go now,'' she said.", ["Stay,", "Go now,"]),
        ('He said “we won" and “you lost.”', ["we won", "you lost."]),
        ('if " a single force " enters', [" a single force "]),
        ('She said,"Stay here." Then he left.', ["Stay here."]),
        ('"He is 6\'2" tall," she said of him.', ["He is 6'2\" tall,"]),
        ("'We are talkin' about it,' he said of 'Paris'", ["We are talkin' about it,", "Paris"]),
        ("rock 'n' roll of the '60s and ‘70s", []),
        ("A mark that is “never closed. A “second one” is.", ["second one"]),
        ("It was great,” he said, and “so long.”", ["so long."]),
    ],
)
def test_quotations_are_found_and_apostrophes_are_not(text: str, inner: list[str]) -> None:
    assert _inner(text) == inner


def test_a_quotation_says_whether_it_is_closed() -> None:
    assert [quote.closed for quote in find_quotes("“Yes.”\n“No")] == [True, False]


def test_a_quotation_over_paragraphs_has_a_part_in_each() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” she said.\n\n“Four.”"
    paragraphs = [Span(0, 5), Span(7, 12), Span(14, 32), Span(34, 41)]
    whole = find_quotations(text, paragraphs)
    assert [q.of(text) for q in whole] == ["“One.\n\n“Two.\n\n“Three,”", "“Four.”"]
    assert [len(q.parts) for q in whole] == [3, 1]
    assert whole[0].inner.of(text) == "One.\n\n“Two.\n\n“Three,"


def test_a_straight_mark_left_open_goes_on_only_if_the_next_paragraph_opens_with_one() -> None:
    assert _inner('"One.\n"Two," she said.') == ["One.", "Two,"]
    assert _inner('"One.\nTwo came.') == []


def test_a_wrapped_paragraph_holds_a_quotation_over_its_lines() -> None:
    text = "He said “we are\nfriends” twice."
    assert [q.of(text) for q in quotes_in(text, 0, len(text))] == ["“we are\nfriends”"]
    assert _inner(text) == ["we are"]


@given(
    st.lists(
        st.sampled_from(["“", "”", '"', "‘", "’", "'", "«", "»", "„", "「", "」", "''", "``", "a", " ", ".", "6'2"])
    )
)
def test_marks_of_every_kind_in_any_order_give_quotations_in_order(marks: list[str]) -> None:
    quotes = find_quotes("".join(marks))
    assert all(q.start < q.inner_start <= q.inner_end <= q.end for q in quotes)
    assert all(a.end <= b.start for a, b in pairwise(quotes))


@given(st.text(st.sampled_from("ab “”\"‘’'«»„\n.,"), max_size=80))
def test_quotations_do_not_overlap_and_lie_inside_one_line(text: str) -> None:
    quotes = find_quotes(text)
    for quote in quotes:
        assert quote.start < quote.inner_start <= quote.inner_end <= quote.end <= len(text)
        assert "\n" not in quote.of(text)
    assert all(a.end <= b.start for a, b in pairwise(quotes))
