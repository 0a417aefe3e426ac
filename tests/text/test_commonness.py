"""How common words are: function words everywhere, names of villages nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import commonness
from rag.text.commonness import share_of_passages


def test_common_words_are_expected_in_more_passages_than_rare_ones() -> None:
    shares = [share_of_passages(word) for word in ("the", "government", "ceasefire", "Basarkechar")]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1.0
    assert shares[-1] < 0.001


def test_capitals_say_nothing_about_it() -> None:
    assert share_of_passages("Ferry") == share_of_passages("ferry")


@given(st.text(max_size=30))
def test_any_word_has_a_share(word: str) -> None:
    assert 0 < share_of_passages(word) <= 1


def test_without_the_list_all_words_are_equally_rare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commonness, "files", lambda _: tmp_path)
    commonness._ranks.cache_clear()
    try:
        assert share_of_passages("the") == share_of_passages("Basarkechar")
    finally:
        commonness._ranks.cache_clear()
