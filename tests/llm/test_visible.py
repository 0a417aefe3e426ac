"""Thinking is never shown, however it is cut into pieces; a loop is seen; a good text comes through unchanged."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.errors import Failed
from rag.llm.visible import LOOP, Visible, repeats, without_thinking

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="<>"), max_size=60)


def shown(pieces: list[str], most: int = 1000) -> str:
    visible = Visible(most)
    return "".join([*(visible.add(piece) for piece in pieces), visible.rest()])


def cut(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


@given(TEXTS, TEXTS, TEXTS, st.lists(st.integers(0, 400), max_size=20), st.sampled_from(["think", "Thinking"]))
def test_thinking_is_dropped_wherever_the_pieces_are_cut(
    before: str, thought: str, after: str, places: list[int], tag: str
) -> None:
    text = f"{before}<{tag}>{thought}</{tag}>{after}"
    assert shown(cut(text, places)) == (before + after).lstrip()


@given(TEXTS, TEXTS, st.lists(st.integers(0, 400), max_size=20))
def test_thinking_that_does_not_end_is_dropped_too(before: str, thought: str, places: list[int]) -> None:
    assert shown(cut(f"{before}<think>{thought}", places)) == before.lstrip()
    assert shown(cut(f"{before}<think>{thought}</thi", places)) == before.lstrip()


@given(st.text(st.sampled_from("<>/think ab\n"), max_size=60).filter(lambda text: "think>" not in text), st.data())
def test_what_only_looks_like_a_tag_comes_through(text: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, 60), max_size=10))
    assert shown(cut(text, places)) == text.lstrip()


def test_thinking_nobody_saw_begin_is_an_error_in_a_stream_and_cut_from_a_whole_text() -> None:
    with pytest.raises(Failed, match="thinking into its answer"):
        shown(["It may be 44.", "</think>", "It lasted 44 days."])
    assert without_thinking("It may be 44.</think>It lasted 44 days.") == "It lasted 44 days."
    assert without_thinking("<think>44?</think>It lasted 44 days.") == "<think>44?</think>It lasted 44 days."
    assert without_thinking("It lasted 44 days.") == "It lasted 44 days."


def test_half_a_surrogate_pair_is_no_character() -> None:
    assert shown(["a\ud83d", "b"]) == "a?b"


@given(st.text(min_size=1, max_size=LOOP // 4), st.text(max_size=500))
def test_a_short_stretch_again_and_again_is_a_loop(unit: str, before: str) -> None:
    assert repeats((before + unit * LOOP)[-LOOP:])


@pytest.mark.parametrize("text", ["No. " * 12, "Ha! " * 60, "-" * 200, "44 days. " * 5])
def test_a_little_repetition_is_no_loop(text: str) -> None:
    assert shown([text]) == text


def test_articles_are_no_loops() -> None:
    from pathlib import Path

    for file in sorted((Path(__file__).parents[2] / "seeds").glob("*.txt")):
        text = file.read_text("utf-8")
        assert not any(repeats(text[start : start + LOOP]) for start in range(len(text)))


@given(st.lists(st.text(max_size=50), max_size=50), st.integers(1, 20))
def test_no_more_is_shown_than_the_tokens_allow(pieces: list[str], most: int) -> None:
    visible, came = Visible(most), ""
    try:
        for piece in pieces:
            came += visible.add(piece)
    except Failed:
        came = came[: most * 8 + 1]  # and nothing comes after it
    assert len(came) <= most * 8
