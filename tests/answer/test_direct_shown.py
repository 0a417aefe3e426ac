"""The direct line where a reader meets it: first and bold, escaped like all foreign text; and in a receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from rag.errors import ReceiptError
from rag.receipt import parse_receipt, verify_receipt
from rag.render import markdown, plain_text
from rag.types import Answer, Citation, Claim, Direct
from rag.web.markup import answer_html

TEXT = "The ferry left Oslo on Tuesday. Nearly <b>100</b> *passengers* were on board."
QUOTE = TEXT[32:]
SHA256 = "ab" * 32
LINE = "Nearly <b>100</b> *passengers*"
ANSWER = Answer(
    id="a1",
    question="How many passengers were on the ferry?",
    standalone_question="How many passengers were on the ferry?",
    claims=(Claim(QUOTE, "quote", "supported", citations=(1,)),),
    citations=(Citation(1, "ferry.txt", SHA256, 32, len(TEXT), QUOTE, "Ferry leaves Oslo"),),
    direct=Direct(LINE, 1, 32, 32 + len(LINE)),
)


def test_it_is_the_first_line_of_an_answer() -> None:
    lines = plain_text(ANSWER).splitlines()
    assert lines[:3] == [f"→ {LINE} [1]", "", f"✓ {QUOTE} [1]"]
    assert "→" not in plain_text(replace(ANSWER, direct=None))


def test_it_is_bold_in_markdown_and_cannot_be_markup() -> None:
    shown = markdown(ANSWER)
    assert r"**Nearly &lt;b&gt;100&lt;/b&gt; \*passengers\***[^1]" in shown
    assert shown.index("**Nearly") < shown.index("- ✓")


def test_it_is_bold_above_the_claims_of_the_page_and_cannot_be_markup() -> None:
    shown = answer_html(ANSWER, 3)
    assert '<strong dir="auto">Nearly &lt;b&gt;100&lt;/b&gt; *passengers*</strong>' in shown
    assert shown.index("fn-direct") < shown.index("fn-claims")
    assert 'href="#fn-3-c1"' in shown[shown.index("fn-direct") : shown.index("fn-claims")]
    assert "fn-direct" not in answer_html(replace(ANSWER, direct=None), 3)


# --- receipts ---------------------------------------------------------------------------------------------------------


def receipt(**direct: Any) -> Mapping[str, Any]:
    answer = json.loads(json.dumps(ANSWER.to_json()))
    answer["direct"] |= direct
    return {"footnote_receipt": 1, "answer": answer}


def test_a_receipt_keeps_it_and_verifies() -> None:
    kept = parse_receipt(receipt())
    assert kept.direct == ANSWER.direct
    assert verify_receipt(kept, lambda _: (TEXT, SHA256)).ok


@pytest.mark.parametrize(
    "altered",
    [
        {"text": LINE.replace("100", "900")},
        {"text": ""},
        {"start": 33},
        {"end": 32},
        {"start": 0, "end": len(LINE)},
        {"citations": []},
        {"citations": [2]},
        {"citations": [1, 1]},
        {"citations": None},
        {"text": None},
        {"start": "32"},
    ],
)
def test_a_receipt_whose_line_was_altered_is_refused(altered: dict[str, Any]) -> None:
    with pytest.raises(ReceiptError):
        parse_receipt(receipt(**altered))


def test_an_answer_whose_line_was_altered_does_not_verify() -> None:
    altered = replace(ANSWER, direct=replace(ANSWER.direct, text=LINE.replace("100", "900")))  # type: ignore[type-var]
    report = verify_receipt(altered, lambda _: (TEXT, SHA256))
    assert not report.ok
    assert "direct line" in report.items[0].message


def test_a_receipt_from_before_there_was_a_line_still_verifies() -> None:
    answer = {name: value for name, value in ANSWER.to_json().items() if name != "direct"}
    kept = parse_receipt({"footnote_receipt": 1, "answer": answer})
    assert kept.direct is None
    assert verify_receipt(kept, lambda _: (TEXT, SHA256)).ok
