"""A receipt is written whole or not at all, read back as it was, and verified character by character."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import InputError, ReceiptError
from rag.receipt import parse_receipt, read_receipt, verify_receipt, write_receipt
from rag.types import Answer, Citation, Claim, Disagreement, Published, Repair, Span, Value

TEXT = "The ferry left Oslo on Tuesday. Nearly 100 passengers were on board."
QUOTE = "Nearly 100 passengers were on board."
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
CITATION = Citation(1, "ferry.txt", SHA256, 32, 32 + len(QUOTE), QUOTE, "Ferry leaves Oslo")
ANSWER = Answer(
    id="a1",
    question="How many passengers were on the ferry?",
    standalone_question="How many passengers were on the ferry?",
    claims=(Claim(QUOTE, "quote", "supported", None, ("These words stand in the source.",), (1,)),),
    citations=(CITATION,),
    timings_ms={"total": 12.5},
)


def test_a_worked_example(tmp_path: Path) -> None:
    """Saved, read back, verified: intact; after the file was edited: moved, then changed, then missing."""
    path = ANSWER.save(tmp_path / "receipt.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert list(document) == ["footnote_receipt", "created", "answer"]
    assert document["footnote_receipt"] == 1
    assert document["answer"] == ANSWER.to_json()
    assert read_receipt(path) == ANSWER

    assert verify_receipt(ANSWER, lambda _: (TEXT, SHA256)).ok
    longer = "Update: " + TEXT
    moved = verify_receipt(ANSWER, lambda _: (longer, "1" * 64))
    assert (moved.ok, moved.items[0].status, moved.places[1]) == (False, "moved", Span(40, 40 + len(QUOTE)))
    changed = verify_receipt(ANSWER, lambda _: (TEXT.replace("100", "90"), "2" * 64))
    assert (changed.ok, changed.items[0].status) == (False, "changed")
    missing = verify_receipt(ANSWER, lambda _: None)
    assert (missing.ok, missing.items[0].status) == (False, "missing")
    assert missing.items[0].message == "ferry.txt is not there any more."


def test_an_altered_receipt_is_found_though_the_file_is_unchanged() -> None:
    altered = replace(ANSWER, citations=(replace(CITATION, quote=QUOTE.replace("100", "900")),))
    report = verify_receipt(altered, lambda _: (TEXT, SHA256))
    assert not report.ok
    assert "the receipt was altered" in report.items[0].message
    assert verify_receipt(ANSWER, lambda _: (TEXT, SHA256)).ok, "the control"


def test_a_quote_at_its_place_in_a_changed_file_is_not_intact() -> None:
    report = verify_receipt(ANSWER, lambda _: (TEXT + " More.", "3" * 64))
    assert (report.ok, report.items[0].status) == (False, "moved")
    assert report.to_json() == {
        "ok": False,
        "items": [
            {
                "n": 1,
                "status": "moved",
                "message": "ferry.txt has changed since; the quote still stands at the same place.",
                "start": 32,
                "end": 68,
            }
        ],
    }


def test_of_several_places_the_nearest_is_told() -> None:
    text = f"{QUOTE} And so on, and on. {QUOTE} End."
    report = verify_receipt(ANSWER, lambda _: (text, "4" * 64))
    assert report.places[1].start == text.rindex(QUOTE)


def test_an_answer_without_citations_has_nothing_that_could_have_changed() -> None:
    assert verify_receipt(replace(ANSWER, claims=(), citations=()), lambda _: None).ok


# --- writing -----------------------------------------------------------------------------------------


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"The folder .*nowhere.* does not exist\. Create it"):
        write_receipt(ANSWER, tmp_path / "nowhere" / "receipt.json")


def test_a_folder_is_not_a_receipt(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        write_receipt(ANSWER, tmp_path)


def test_a_name_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "receipt.json", tmp_path / ("x" * 300), tmp_path / "nul\0.json"):
        with pytest.raises(InputError, match=r"cannot be written|does not exist") as caught:
            write_receipt(ANSWER, path)
        assert "\n" not in str(caught.value)


def test_a_failure_leaves_the_old_receipt_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_receipt(ANSWER, tmp_path / "receipt.json")
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, full)
        with pytest.raises(InputError, match="No space left on device"):
            write_receipt(replace(ANSWER, id="a2"), path)
        monkeypatch.undo()
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]
    write_receipt(replace(ANSWER, id="a2"), path)
    assert read_receipt(path).id == "a2", "the control"


# --- reading -----------------------------------------------------------------------------------------


def _document() -> dict[str, Any]:
    return {"footnote_receipt": 1, "created": "2026-01-01T00:00:00+00:00", "answer": ANSWER.to_json()}


def _put(value: object, *keys: str | int) -> Callable[[dict[str, Any]], None]:
    """A change that puts a value at a place of the document; ``...`` removes what is there."""

    def change(document: Any) -> None:
        for key in keys[:-1]:
            document = document[key]
        if value is ...:
            del document[keys[-1]]
        else:
            document[keys[-1]] = value

    return change


PLACE = {"path": "a.txt", "sha256": "0" * 64, "start": 2, "end": 5, "quote": "abc"}


def _tried(place: object) -> dict[str, object]:
    """A repair that says where a dropped sentence was looked for."""
    return {"how": "dropped", "before": "x", "reason": "y", "tried": place}


MALFORMED = [
    (_put(4, "footnote_receipt"), r'"footnote_receipt" is 4; this Footnote reads versions 1, 2 and 3'),
    (_put(2, "footnote_receipt"), r'the receipt has no "checked"'),
    (_put(3, "footnote_receipt"), r'the receipt has no "answers"'),
    (_put(True, "footnote_receipt"), "is true or false, not a whole number"),
    (_put(..., "footnote_receipt"), 'has no "footnote_receipt"'),
    (_put(..., "answer"), 'has no "answer"'),
    (_put([], "answer"), '"answer" of the receipt is a list, not an object'),
    (_put(..., "answer", "question"), 'the answer has no "question"'),
    (_put(7, "answer", "question"), '"question" of the answer is a whole number, not text'),
    (_put("psychic", "answer", "mode"), "not one of extractive, generated"),
    (_put(..., "answer", "claims"), 'the answer has no "claims"'),
    (_put({}, "answer", "citations"), '"citations" of the answer is an object, not a list'),
    (_put("x", "answer", "claims", 0), "claim 1 is text, not an object"),
    (_put("true", "answer", "claims", 0, "verdict"), '"verdict" of claim 1'),
    (_put([2], "answer", "claims", 0, "citations"), "claim 1 names citation 2; the receipt has citations 1 to 1"),
    (_put([0], "answer", "claims", 0, "citations"), "claim 1 names citation 0"),
    (_put([3], "answer", "claims", 0, "reasons"), "a reason of claim 1 is a whole number, not text"),
    (_put([-1], "answer", "closest"), "the answer names citation -1"),
    (_put(2, "answer", "citations", 0, "n"), "numbers run from 1 without gaps"),
    (_put(..., "answer", "citations", 0, "path"), 'citation 1 has no "path"'),
    (_put("abc", "answer", "citations", 0, "sha256"), "not 64 hexadecimal digits"),
    (_put(-5, "answer", "citations", 0, "start"), "there is no such place"),
    (_put(10**30, "answer", "citations", 0, "end"), "there is no such place"),
    (_put(32, "answer", "citations", 0, "end"), "there is no such place"),
    (_put(32.5, "answer", "citations", 0, "start"), '"start" of citation 1 is a number, not a whole number'),
    (_put("32", "answer", "citations", 0, "start"), '"start" of citation 1 is text'),
    (_put("other words", "answer", "citations", 0, "quote"), "spans 36 characters, but its quote has 11"),
    (_put("hour", "answer", "citations", 0, "published", "precision"), '"precision" of the date of citation 1'),
    (_put([{"about": "x"}], "answer", "disagreements"), 'disagreement 1 has no "values"'),
    (_put(["x"], "answer", "repairs"), "repair 1 is text, not an object"),
    (_put([{"how": "mended"}], "answer", "repairs"), "not one of cited, cut, quoted, dropped"),
    (_put([{"how": "dropped", "before": "x"}], "answer", "repairs"), 'repair 1 has no "reason"'),
    (_put([{"how": "cut", "before": "x", "reason": "y"}], "answer", "repairs"), 'repair 1 has no "after"'),
    (_put([_tried("a.txt")], "answer", "repairs"), '"tried" of repair 1 is text, not an object'),
    (_put([_tried({"path": "a.txt"})], "answer", "repairs"), 'the passage of repair 1 has no "quote"'),
    (_put([_tried(PLACE | {"end": 9})], "answer", "repairs"), "the passage of repair 1 spans 7 characters, but its"),
    (_put([{"title": "x"}], "answer", "citations", 0, "also_in"), 'citation 1, copy 1 has no "path"'),
    (_put("fast", "answer", "timings_ms", "total"), 'timing "total" is text, not a number'),
]


@pytest.mark.parametrize(("change", "words"), MALFORMED)
def test_a_malformed_receipt_is_refused_with_the_place(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    document = _document()
    assert parse_receipt(document) == ANSWER, "the control: unchanged, it is read"
    change(document)
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ReceiptError, match=words) as caught:
        read_receipt(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"footnote_receipt": NaN}', b"9" * 5000, b"\x00" * 40],
)
def test_what_is_not_json_is_called_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "receipt.json"
    path.write_bytes(data)
    with pytest.raises(ReceiptError, match="is not JSON"):
        read_receipt(path)


@pytest.mark.parametrize("data", [b"[]", b"null", b"3", b'"text"'])
def test_json_that_is_no_receipt_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "receipt.json"
    path.write_bytes(data)
    with pytest.raises(ReceiptError, match="not an object"):
        read_receipt(path)


def test_a_receipt_that_is_not_there_or_is_a_folder_is_one_clear_line(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(ReceiptError, match="cannot be read"):
            read_receipt(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(
    json_values,
    st.lists(st.sampled_from(["answer", "citations", "claims", "closest", 0, "n", "published"]), max_size=4),
)
def test_any_json_is_an_answer_or_a_named_error(value: object, keys: list[Any]) -> None:
    document: Any = _document()
    try:
        _put(value, *keys)(document) if keys else None
    except (KeyError, IndexError, TypeError):
        document = value
    with contextlib.suppress(ReceiptError):
        assert isinstance(parse_receipt(document), Answer)


# --- there and back ----------------------------------------------------------------------------------

words = st.text(max_size=30)
published = st.builds(
    Published,
    st.none() | words,
    st.sampled_from(["day", "month", "year", "unknown"]),
    st.sampled_from(["stated", "inferred", "unknown"]),
)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer whose citations are numbered 1..k and span their quotes."""
    count = draw(st.integers(0, 3))
    citations = tuple(draw(_citation(n)) for n in range(1, count + 1))
    numbers = st.lists(st.integers(1, count), max_size=3).map(tuple) if count else st.just(())
    claim = st.builds(
        Claim,
        words,
        st.sampled_from(["quote", "paraphrase", "statement"]),
        st.sampled_from(["supported", "partly_supported", "unsupported", "contradicted", "unchecked"]),
        st.none() | words,
        st.lists(words, max_size=2).map(tuple),
        numbers,
    )
    disagreement = st.builds(Disagreement, words, st.lists(st.builds(Value, words, numbers), max_size=2).map(tuple))
    repair = st.builds(Repair, st.sampled_from(["cited", "cut", "quoted"]), words, words, words)
    dropped = st.builds(Repair, st.just("dropped"), words, st.none(), words, st.none() | _citation(0))
    return Answer(
        id=draw(words),
        question=draw(words),
        standalone_question=draw(st.text(min_size=1, max_size=30)),
        mode=draw(st.sampled_from(["extractive", "generated"])),
        abstained=draw(st.booleans()),
        notice=draw(st.none() | words),
        closest=draw(numbers),
        claims=tuple(draw(st.lists(claim, max_size=3))),
        disagreements=tuple(draw(st.lists(disagreement, max_size=2))),
        citations=citations,
        repairs=tuple(draw(st.lists(repair | dropped, max_size=2))),
        timings_ms=draw(st.dictionaries(words, st.floats(allow_nan=False, allow_infinity=False), max_size=3)),
    )


@st.composite
def _citation(draw: st.DrawFn, n: int) -> Citation:
    quote = draw(st.text(min_size=1, max_size=30))
    start = draw(st.integers(0, 10**6))
    sha256 = hashlib.sha256(draw(st.binary(max_size=4))).hexdigest()
    outlet = draw(st.none() | words)
    return Citation(n, draw(words), sha256, start, start + len(quote), quote, draw(words), outlet, draw(published))


@given(answers())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_an_answer_comes_back_from_its_receipt_as_it_was(tmp_path: Path, answer: Answer) -> None:
    assert read_receipt(write_receipt(answer, tmp_path / "receipt.json")) == answer


@given(answers(), st.text(max_size=60), st.sampled_from([SHA256, "0" * 64]))
def test_verifying_never_raises_and_says_something_of_every_citation(answer: Answer, text: str, sha256: str) -> None:
    report = verify_receipt(answer, lambda _: (text, sha256))
    assert [item.n for item in report.items] == [citation.n for citation in answer.citations]
    assert all(item.message for item in report.items)
    for n, place in report.places.items():
        assert place.of(text) == answer.citation(n).quote


def test_a_receipt_from_before_there_were_repairs_is_read_and_verified(tmp_path: Path) -> None:
    document = _document()
    del document["answer"]["repairs"]
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    answer = read_receipt(path)
    assert answer == ANSWER
    assert verify_receipt(answer, lambda _: (TEXT, SHA256)).ok


def test_half_a_character_pair_in_a_question_does_not_stop_a_receipt(tmp_path: Path) -> None:
    """A shell can pass bytes that are not UTF-8; Python keeps them as lone surrogates."""
    answer = replace(ANSWER, question="caf\udce9")
    assert read_receipt(write_receipt(answer, tmp_path / "receipt.json")) == answer
