"""Folding: what is the same for a comparison, and where it stands in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.fold import find_folded, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("“Peace now”", '"peace now"'),
        ("«Peace» ‘now’", "\"peace\" 'now'"),
        ("Iran’s", "iran's"),
        ("44–day — war", "44-day - war"),
        ("on\u00a0both \u2009\n sides ", "on both sides"),
        ("and so on…", "and so on..."),
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("ﬁnal ＡＢＣ", "final abc"),
        ("Cafe\u0301", "café"),
        ("STRASSE Straße", "strasse strasse"),
        ("", ""),
    ],
)
def test_shapes_that_mean_the_same_fold_to_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_quote_is_found_where_it_stands_though_its_marks_and_spaces_differ() -> None:
    text = "He called for “an immediate end to\u00a0hostilities,” and left…"
    span = find_folded('"an immediate end to hostilities,"', text)
    assert span is not None
    assert span.of(text) == "“an immediate end to\u00a0hostilities,”"


def test_the_search_goes_on_after_a_given_place() -> None:
    text = "Peace. Peace."
    assert find_folded("peace", text, 1).of(text[:]) == "Peace"  # type: ignore[union-attr]
    assert find_folded("peace", text, 1).start == 7  # type: ignore[union-attr]
    assert find_folded("peace", text, 8) is None


@pytest.mark.parametrize("needle", ["", "  ", "\u200b"])
def test_nothing_is_found_nowhere(needle: str) -> None:
    assert find_folded(needle, "some text") is None


@given(st.text())
def test_folding_twice_changes_nothing_more_for_plain_letters(text: str) -> None:
    plain = "".join(char for char in text if char.isascii())
    assert fold(fold(plain)) == fold(plain)


_WORDS = st.lists(st.text("abé’“”–… \u00a0\nİß\u0301ﬁ", min_size=1, max_size=8), min_size=1, max_size=6)


@given(before=st.text("xyz “’\u00a0\n", max_size=10), parts=_WORDS, after=st.text("xyz ”…\u00a0\n", max_size=10))
def test_what_is_in_a_text_is_found_in_it_and_slices_back_to_the_same(
    before: str, parts: list[str], after: str
) -> None:
    needle = "k" + " ".join(parts) + "k"
    text = f"{before} {needle} {after}"
    span = find_folded(needle, text)
    assert span is not None
    assert fold(span.of(text)) == fold(needle)


@given(st.text("ab é’“…\u200b\u0301 \n", max_size=40))
def test_the_folded_text_with_its_map_is_the_folded_text(text: str) -> None:
    """Searching and comparing use one and the same form."""
    from rag.text.fold import _mapped

    assert _mapped(text).text.strip() == fold(text)
