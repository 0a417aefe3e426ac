"""Marks of emphasis, links and footnotes change no verdict, and come through a correction whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check import among, check_claim, check_text
from rag.check.bare import bared, corrected
from rag.check.blocks import blanked
from rag.types import Check, Span

SOURCE = "Nearly 100 boats sank in the harbour of Holm on Tuesday night."


def bare(written: str) -> str:
    return bared(written, blanked(written)).text


def test_marks_leave_no_gap_and_part_no_word() -> None:
    assert bare("**Holm**'s port (*no* other) lost “**40**” boats.[1]") == "Holm's port (no other) lost “40” boats."
    assert bare("It sank.<br>Holm [lost](http://x)  40<br>boats") == "It sank. Holm lost 40 boats"


def test_a_number_in_bold_keeps_its_reserve() -> None:
    said = "On Tuesday night more than **100** boats sank in the harbour of Holm."
    (sentence,) = check_text(said, among([SOURCE]))
    assert sentence.verdict == "contradicted"
    assert [check.at.of(said) for check in sentence.judgement.corrections if check.at] == ["more than **100"]  # type: ignore[union-attr]
    with_gaps = check_claim(blanked(said), [SOURCE])  # the control: blanks in place of the marks hide it
    assert with_gaps.verdict != "contradicted"


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("In Holm more than **200** boats sank.", "In Holm **nearly 100** boats sank."),
        ("**More than** 200 boats sank in Holm.", "**Nearly 100** boats sank in Holm."),
        ("More than _200 boats_ sank in Holm.[1]", "_Nearly 100 boats_ sank in Holm.[1]"),
        ("**More than** **200** boats sank in Holm.", "**Nearly 100** boats sank in Holm."),
        ("In Holm [more than 200 boats](http://a.b) sank.", "In Holm [nearly 100 boats](http://a.b) sank."),
    ],
)
def test_marks_come_through_a_correction_in_pairs(said: str, right: str) -> None:
    (sentence,) = check_text(said, among([SOURCE]))
    assert sentence.corrected == right


def test_of_two_corrections_that_meet_the_later_one_is_made() -> None:
    said = "Over 200 boats sank."
    first = Check("number", False, at=Span(0, 8), right="nearly 100")
    second = Check("number", False, at=Span(5, 14), right="9 ships")
    assert corrected(said, [first, second]) == "Over 9 ships sank."


@given(st.text(alphabet="ab1 *_[]()<>`.\n^\\é", max_size=60))
def test_every_character_of_the_bare_words_is_one_of_the_sentence(written: str) -> None:
    plain = blanked(written)
    held = bared(written, plain)
    assert len(held.text) == len(held.places)
    assert list(held.places) == sorted(set(held.places))
    assert all(char == " " or char == written[at] for char, at in zip(held.text, held.places, strict=True))
    assert held.text.split() == held.text.strip().split(" ") or not held.text
