"""Citation markers are found however they are written, and taken out without leaving a trace."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llamaindex.markers import find_markers, owners, tidied, unmarked, with_space, without
from rag.types import Span

PIECES = st.sampled_from(
    ["The ferry", " was sold", ".", " ", "\n", "- ", "[1]", "[2, 3]", " [99]", "(Source 4)", "é", "["]
)
TEXTS = st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("[1]", [(1,)]),
        ("[1][3]", [(1,), (3,)]),
        ("[1, 3]", [(1, 3)]),
        ("[1,3; 4]", [(1, 3, 4)]),
        ("[1 and 2]", [(1, 2)]),
        ("[1-3]", [(1, 2, 3)]),
        ("[2–4]", [(2, 3, 4)]),
        ("[3, 1, 3]", [(3, 1)]),
        ("[^2]", [(2,)]),
        ("[Source 2]", [(2,)]),
        ("[Sources 1 and 2]", [(1, 2)]),
        ("(source 2)", [(2,)]),
        ("【2】", [(2,)]),
        ("[2](#source-2)", [(2,)]),
        ("[99]", [(99,)]),
        ("[0]", [(0,)]),
        ("[1-300]", [(1, 300)]),
        ("[3-1]", [(3, 1)]),
    ],
)
def test_a_marker_is_read_however_it_is_written(written: str, numbers: list[tuple[int, ...]]) -> None:
    text = f"The ferry was sold {written}."
    assert [marker.numbers for marker in find_markers(text)] == numbers
    assert unmarked(text).text == "The ferry was sold."


@pytest.mark.parametrize(
    "text", ["(2)", "[2020]", "[need for]", "[1", "1]", "[]", "[a1]", "\n[1]: https://a.example\n"]
)
def test_what_is_no_marker_is_left_alone(text: str) -> None:
    assert unmarked(text).text == text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("It ran [1]. It sank [2].", "It ran. It sank."),
        ("It ran. [1] It sank. [2]", "It ran. It sank."),
        ("It ran.[1] It sank.[2][3]", "It ran. It sank."),
        ("It ran [1], and it sank [2]", "It ran, and it sank"),
        ("It [1] ran", "It ran"),
        ("It ran.[1]It sank.", "It ran.It sank."),
        ("It ran. [1]It sank.", "It ran. It sank."),
    ],
)
def test_words_stand_as_if_no_marker_had_been_there(text: str, bare: str) -> None:
    assert unmarked(text).text == bare


@given(TEXTS)
def test_every_character_that_stays_is_where_it_was(text: str) -> None:
    bare = unmarked(text)
    assert "".join(text[at] for at in bare.places) == bare.text
    assert list(bare.places) == sorted(set(bare.places))
    for marker in bare.markers:
        assert not set(range(marker.start, marker.end)) & set(bare.places)


@given(TEXTS)
def test_letters_are_never_taken_out_with_a_marker(text: str) -> None:
    bare = unmarked(text)
    inside = "".join(marker.of(text) for marker in bare.markers)
    letters = sorted(char for char in text if not char.isspace())
    assert sorted(char for char in bare.text + inside if not char.isspace()) == letters


@pytest.mark.parametrize(
    ("text", "owned"),
    [
        ("It ran [1]. It sank [2].", [[1], [2]]),
        ("It ran. [1] It sank. [2]", [[1], [2]]),
        ("It ran.[1] It sank.[2]", [[1], [2]]),
        ("[1] It ran. [2] It sank.", [[1, 2], []]),
        ("- [1] It ran.\n- [2] It sank.", [[1], [2]]),
        ("It ran.\n[1]\nIt sank.", [[1], []]),
        ("It ran [1] and rested [3]. It sank.", [[1, 3], []]),
    ],
)
def test_a_marker_belongs_to_the_sentence_it_stands_in_or_behind_or_opens_the_line_of(
    text: str, owned: list[list[int]]
) -> None:
    bare = unmarked(text)
    ran = bare.text.index("It ran")
    sank = bare.text.index("It sank")
    sentences = [Span(ran, bare.text.index(".", ran) + 1), Span(sank, bare.text.index(".", sank) + 1)]
    assert [[n for marker in mine for n in marker.numbers] for mine in owners(bare, sentences)] == owned


@given(TEXTS, st.data())
def test_no_marker_belongs_to_two_sentences(text: str, data: st.DataObject) -> None:
    bare = unmarked(text)
    ends = sorted(data.draw(st.sets(st.integers(0, len(bare.text)), max_size=4)))
    sentences = [Span(start, end) for start, end in pairwise(ends)]
    mine = [marker for owned in owners(bare, sentences) for marker in owned]
    assert len(mine) == len(set(mine))
    for marker in bare.markers:
        assert marker in mine or all(one.end > bare.before(marker) for one in sentences)


def test_what_is_cut_leaves_neither_gaps_nor_empty_items() -> None:
    text = "# Ferry\n\n- It ran [1].\n- It sank [99].\n- It [99] was red.\n\nIt is gone. So it is."
    sank, gone = text.index("It sank"), text.index("It is gone")
    sentences = [Span(sank, text.index("\n", sank)), Span(gone, gone + len("It is gone."))]
    cuts = [with_space(text, one) for one in sentences]
    cuts += [without(text, marker) for marker in find_markers(text) if marker.numbers == (99,)]
    assert tidied(text, cuts) == "# Ferry\n\n- It ran [1].\n- It was red.\n\nSo it is."


@given(TEXTS)
def test_where_nothing_is_cut_the_text_is_as_it_was(text: str) -> None:
    assert tidied(text, []) == text
