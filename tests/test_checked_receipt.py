"""What the receipt of a checked text promises: it can be verified later, and tampering is noticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.errors import InputError, ReceiptError
from rag.receipt import parse_receipt, read_receipt, receipt_text, verify_receipt, write_checked_receipt
from rag.types import CheckedText, Citation
from tests.check.small_harbour import ARTICLES
from tests.check.test_text import find
from tests.check.trial.trial import vectors

TEXT = "A storm sank nearly 40 boats in the harbour of Holm on Tuesday night. Why? The office expects 5 million crowns."


@pytest.fixture(scope="module")
def checked() -> CheckedText:
    from rag.check import check_text

    return check_text(TEXT, find, id="k1", embed=vectors())


def now(citation: Citation) -> tuple[str, str] | None:
    article = ARTICLES.get(citation.path)
    return (article.text, article.sha256) if article else None


def test_what_was_written_is_read_again_with_all_that_is_needed(checked: CheckedText, tmp_path: Path) -> None:
    held = read_receipt(write_checked_receipt(checked, tmp_path / "r.json"))
    assert isinstance(held, CheckedText)
    assert (held.text, held.citations) == (checked.text, checked.citations)
    assert [(s.text, s.verdict, s.citations, s.against) for s in held.sentences] == [
        (s.text, s.verdict, s.citations, s.against) for s in checked.sentences
    ]


def test_it_says_which_citations_still_stand(checked: CheckedText) -> None:
    report = verify_receipt(checked, now)
    status = {checked.citation(item.n).path: item.status for item in report.items}
    assert status["storm.txt"] == "intact"
    assert status["other.txt"] == "missing"
    assert not report.ok


def _altered(checked: CheckedText, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(receipt_text(checked))
    change(document["checked"])
    return document


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda c: c.update(text=c["text"].replace("40", "90")), "hash is another"),
        (lambda c: c["sentences"][0].update(start=3), "not what stands at its place"),
        (lambda c: c["sentences"][0].update(verdict="true"), "not one of"),
        (lambda c: c["sentences"][0].update(score=7), "not a number from 0 to 1"),
        (lambda c: c["sentences"][0].update(citations=[9]), "names citation 9"),
        (lambda c: c["citations"][0].update(quote="Other words"), "its quote has 11"),
        (lambda c: c.pop("checker"), 'no "checker"'),
        (lambda c: c["sentences"].append("x"), "not an object"),
    ],
)
def test_tampering_is_told_in_one_line(
    checked: CheckedText, change: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    assert parse_receipt(_altered(checked, lambda _: None))
    with pytest.raises(ReceiptError) as told:
        parse_receipt(_altered(checked, change))
    assert complaint in str(told.value)
    assert "\n" not in str(told.value)


def test_a_missing_folder_is_a_named_error_and_nothing_is_written(checked: CheckedText, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        checked.save(tmp_path / "no" / "r.json")
    assert list(tmp_path.iterdir()) == []
