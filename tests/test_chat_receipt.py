"""The receipt of a chat: several answers in one file, each citation verified by the number it has in the whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ReceiptError
from rag.numbering import numbered_through
from rag.receipt import parse_receipt, read_receipt, receipt_text, verify_receipt, write_chat_receipt
from rag.types import Answer, Citation, Direct, Explanation, Span
from tests.render.examples import ABSTAINING, FULL
from tests.test_receipt import ANSWER, CITATION, QUOTE, SHA256, TEXT

SECOND = replace(ANSWER, id="a2", question="And where to?", standalone_question="Where did the ferry go?")
CHAT = (ANSWER, SECOND)


def found(_: Citation) -> tuple[str, str]:
    return TEXT, SHA256


def test_what_was_written_is_read_again_answer_by_answer(tmp_path: Path) -> None:
    path = write_chat_receipt(CHAT, tmp_path / "chat.json")
    assert json.loads(path.read_text(encoding="utf-8"))["footnote_receipt"] == 3
    assert read_receipt(path) == CHAT


def test_it_verifies_and_names_each_citation_by_its_number_in_the_whole_chat() -> None:
    report = verify_receipt(CHAT, found)
    assert report.ok
    assert [item.n for item in report.items] == [1, 2]
    moved = verify_receipt(CHAT, lambda _: (f"Update: {TEXT}", "1" * 64))
    assert moved.places == {n: Span(40, 40 + len(QUOTE)) for n in (1, 2)}


def test_a_line_that_is_not_cut_from_its_quote_is_found_in_any_answer() -> None:
    cut = replace(SECOND, direct=Direct("Nearly 900", 1, 32, 42))
    report = verify_receipt((ANSWER, cut), found)
    assert [item.status for item in report.items] == ["intact", "changed"]
    right = replace(cut, direct=Direct("Nearly 100", 1, 32, 42))
    assert verify_receipt((ANSWER, right), found).ok, "the control"


def test_what_is_wrong_in_it_is_told_with_the_answer_it_is_wrong_in() -> None:
    document = json.loads(receipt_text(CHAT))
    document["answers"][1]["claims"][0]["verdict"] = "true"
    with pytest.raises(ReceiptError, match=r'answer 2: "verdict" of claim 1 is .* not one of'):
        parse_receipt(document)
    document["answers"][1] = "x"
    with pytest.raises(ReceiptError, match="answer 2 is text, not an object"):
        parse_receipt(document)


def test_an_empty_chat_has_nothing_that_could_have_changed() -> None:
    assert verify_receipt(parse_receipt(json.loads(receipt_text(()))), found).ok


def test_how_an_answer_came_about_is_in_no_receipt() -> None:
    told = replace(ANSWER, explanation=Explanation(outcome="secret"))
    assert "secret" not in receipt_text((told,))
    assert "secret" not in receipt_text(told)


# -- numbering ------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.sampled_from([ANSWER, FULL, ABSTAINING, replace(ANSWER, claims=(), citations=())])))
def test_numbers_run_through_without_gaps_and_point_at_the_same_words(answers: list[Answer]) -> None:
    numbered = numbered_through(answers)
    assert [c.n for a in numbered for c in a.citations] == list(range(1, sum(len(a.citations) for a in answers) + 1))
    for before, now in zip(answers, numbered, strict=True):
        quotes = {citation.n: citation.quote for citation in now.citations}
        for claim, same in zip(before.claims, now.claims, strict=True):
            assert [before.citation(n).quote for n in claim.citations] == [quotes[n] for n in same.citations]
        assert [before.citation(n).quote for n in before.closest] == [quotes[n] for n in now.closest]
        for one, other in zip(before.disagreements, now.disagreements, strict=True):
            for value, same_value in zip(one.values, other.values, strict=True):
                assert [before.citation(n).quote for n in value.citations] == [quotes[n] for n in same_value.citations]


def test_the_line_of_a_later_answer_keeps_its_source() -> None:
    line = Direct("Nearly 100", 1, 32, 42)
    assert numbered_through([ANSWER, replace(SECOND, direct=line)])[1].direct == replace(line, citation=2)
    assert numbered_through([replace(SECOND, direct=line)])[0].citations == (CITATION,)
