"""What a pasted text is made of, and that no mark in it moves a place or hides a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.blocks import blanked, blocks
from rag.check.checkable import split_text


def plain(text: str) -> list[str]:
    """The sentences of a text as they are checked."""
    return [" ".join(piece.plain.split()) for piece in split_text(text)]


def why(text: str) -> dict[str, str]:
    return {piece.of(text): piece.nothing for piece in split_text(text)}


@given(st.text(alphabet="ab .!?*_[](){}|>-#`<\\1\n\r\0\t•é”“", max_size=150))
def test_blocks_lie_in_order_and_blank_out_without_moving_anything(text: str) -> None:
    at = 0
    for block in blocks(text):
        assert at <= block.start <= block.end <= len(text)
        assert len(block.plain) == block.end - block.start
        written = block.of(text)
        moved = [(a, b) for a, b in zip(block.plain, written, strict=True) if a != b and a not in " \n"]
        assert not moved
        at = block.start if block.part == "cell" else block.end


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The war **ended**. *He* left Lund.", ["The war ended .", "He left Lund."]),
        ("The war ended.[1] He left Lund.[^2]", ["The war ended.", "He left Lund."]),
        ("The war ended.¹ He left Lund.²", ["The war ended.", "He left Lund."]),
        ("[The war ended.](http://x.example/a_(b)) He left Lund.", ["The war ended.", "He left Lund."]),
        ("![a boat](http://x.example/b.png) He left Lund.", ["He left Lund."]),
        ("<b>He</b> left Lund. <!-- not yet. -->", ["He left Lund."]),
        ("> He left Lund\n> and came back. All is well there.", ["He left Lund and came back.", "All is well there."]),
        ("• He left Lund.\n– She came back.", ["He left Lund.", "She came back."]),
        ("- [x] He left Lund.\n2. She came back.", ["He left Lund.", "She came back."]),
        ("    He left Lund in his boat.", ["He left Lund in his boat."]),
        (r"The \*star\* of Lund left.", ["The *star * of Lund left."]),
        ("The file snake_case_name has 2 * 3 lines.", ["The file snake_case_name has 2 * 3 lines."]),
    ],
)
def test_marks_are_no_part_of_what_is_checked(text: str, sentences: list[str]) -> None:
    assert plain(text) == sentences


def test_a_mark_stays_with_the_sentence_that_it_touches() -> None:
    text = "He **left Lund.** [She came back.](http://x.example) It rained there.[1]"
    assert [piece.of(text) for piece in split_text(text)] == [
        "He **left Lund.**",
        "[She came back.](http://x.example)",
        "It rained there.[1]",
    ]


def test_lines_are_joined_where_they_were_broken_to_fit_and_only_there() -> None:
    wrapped = (
        "The harbour office of Holm said on Monday that Mr.\nLind would leave it in the spring, and that\nnobody was"
    )
    assert plain(wrapped + " to follow.") == [" ".join(wrapped.split()) + " to follow."]
    listed = "Boats lost in the harbour of Holm\nRepairs would cost 3 million crowns"
    assert plain(listed) == listed.split("\n")


def test_headings_tables_code_and_footnotes_say_what_they_are() -> None:
    table = "| Dead | Hurt |\n|---|---|\n| 40 | 50 |"
    text = f"Title\n=====\n\n{table}\n\n~~~\nx = 1.\n\ny\n~~~\n\n[^1]: The Post. 2024.\n[2]: http://x"
    told = why(text)
    assert told["Title"] == told["Dead"] == "a heading"
    assert told["~~~\nx = 1.\n\ny\n~~~"] == "code"
    assert told["[^1]: The Post. 2024."] == "a footnote"
    assert told["40"] in ("a table", "too little to check")


def test_footnote_marks_in_a_row_and_with_a_space_in_them_stay_in_one_piece() -> None:
    assert list(why("The storm sank 40 boats.[1][2] The ferry runs on Monday.[12, 13] Repairs cost 3 million.")) == [
        "The storm sank 40 boats.[1][2]",
        "The ferry runs on Monday.[12, 13]",
        "Repairs cost 3 million.",
    ]
    linked = '[The storm sank 40 boats.](http://x "a title")'
    assert list(why(f"{linked} The ferry runs on Monday.")) == [linked, "The ferry runs on Monday."]


def test_a_sentence_above_a_rule_is_no_heading() -> None:
    assert why("The ferry left Holm at noon.\n---\nLast page") == {
        "The ferry left Holm at noon.": "",
        "Last page": "a heading",
    }


def test_a_line_without_a_full_stop_is_a_title_only_among_others() -> None:
    assert why("Boats lost") == {"Boats lost": ""}
    assert why("Boats lost\n\nThe storm sank them.")["Boats lost"] == "a heading"
    assert why("Storm Sinks Forty Boats\n\nThe storm sank them.")["Storm Sinks Forty Boats"] == "a heading"
    assert why("- Boats were lost at sea\n- The storm sank them")["Boats were lost at sea"] == ""


@pytest.mark.parametrize("hostile", ["[", ">", "*", "`", "- ", "1. ", "<a ", "<!--", "![](", "|a", '"a b. '])
def test_no_mark_repeated_a_thousandfold_is_too_much(hostile: str) -> None:
    text = hostile * 2_000
    assert all(piece.of(text) for piece in split_text(text))
    assert len(blanked(text)) == len(text)
