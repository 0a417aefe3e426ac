"""An office is the same office under its other names, and its holder is whom the articles call by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.offices import holders, offices

FOREIGN = offices("foreign minister")[0]


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("What did Norland's top diplomat say?", "foreign minister"),
        ("What did the top Norlandic diplomat say?", "foreign minister"),
        ("Who is the new Premier?", "prime minister"),
        ("Who became head of state?", "president"),
    ],
)
def test_an_office_has_other_names(text: str, also: str) -> None:
    (names,) = offices(text)
    assert also in names
    assert also in offices(also)[0]


def test_a_text_without_an_office_has_none() -> None:
    assert offices("Who repaired the harbour? A vice presidential yacht did.") == []


@given(st.text(max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(len(names) > 1 for names in offices(text))
    assert holders(FOREIGN, ["Norland"], [text]) == holders(FOREIGN, ["Norland"], [text])


def test_the_holder_is_whom_the_texts_call_by_the_office_of_that_country() -> None:
    texts = [
        "Norlandic Foreign Minister Ada Lund met Sudlandic Foreign Minister Bo Kerr.",
        "Norland's foreign minister Ada Lund left. The foreign minister Cem Dahl stayed.",
    ]
    assert holders(FOREIGN, ["Norland"], texts) == ["Lund"]
    assert holders(FOREIGN, ["Sudland"], texts) == ["Kerr"]
    assert holders(FOREIGN, [], texts) == []
    assert holders(offices("premier")[0], ["Norland"], texts) == []
