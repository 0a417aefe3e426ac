"""The evidence model: the file that ships, what it says of pairs, and that nothing stands or falls with it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import evidence
from rag.archive import Archive
from rag.errors import EmbedderError
from rag.evaluate.figures import auc
from rag.evidence import CONTEXT, MODEL_FOLDER, MODEL_SHA256, PairModel, open_evidence, with_context
from rag.settings import Settings
from tests.check.trial.cases import Case, cases, paraphrases
from tests.conftest import SEEDS

GOLDEN = Path(__file__).parent / "golden" / "evidence_pairs.jsonl"
CLOSE = 0.35  # logits: int8 is added up differently on other processors

# Floors on the project's own perturbations (`tests.check.trial`), a little under what is reached: the chance that a
# sentence that is only reworded is held more likely supported than one made false in one place. (Exchanged roles and
# dropped hedges it does not see: .55 and .53. The checker's own tests do.)
APART = {"number": 0.92, "negation": 0.94, "date": 0.9, "name": 0.9}
PARAPHRASES_APART = 0.65
NEAR_MISSES_TOLD = 6  # of the eight of ASKED


@pytest.fixture(scope="module")
def model() -> PairModel:
    return PairModel(threads=2)


def test_the_file_is_the_one_that_was_measured_and_small() -> None:
    data = (MODEL_FOLDER / "model.onnx").read_bytes()
    assert hashlib.sha256(data).hexdigest() == MODEL_SHA256
    assert len(data) <= 25_000_000


def test_its_notice_card_and_licence_lie_beside_it() -> None:
    notice, card = ((MODEL_FOLDER / name).read_text("utf-8") for name in ("NOTICE", "CARD.md"))
    assert MODEL_SHA256 in notice
    assert "Apache License" in (MODEL_FOLDER / "LICENSE").read_text("utf-8")
    for source in ("SQuAD", "SelQA", "QAMR", "COVID-QA", "TimeQA", "FEVER", "Fool Me Twice", "SNLI", "BEGIN"):
        assert source in card, "every source of its training is credited"


def test_fifty_pairs_are_judged_as_they_were_when_it_was_measured(model: PairModel) -> None:
    rows = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
    assert len(rows) == 50
    if os.environ.get("FOOTNOTE_WRITE_GOLDEN"):
        rows = [{**row, "logits": [round(x, 3) for x in model._judged(row["a"], [row["b"]])[0]]} for row in rows]
        GOLDEN.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
    for row in rows:
        assert model._judged(row["a"], [row["b"]])[0] == pytest.approx(tuple(row["logits"]), abs=CLOSE), row["b"]


# A question, the sentence that answers, one that only has its words, and one about something else.
ASKED = (
    ("Where was the treaty signed?", "The treaty was signed in Lisbon in May.",
     "The treaty was signed after years of talks.", "Ministers praised the treaty."),
    ("How many people were hurt in the fire?", "Forty people were hurt in the fire, the brigade said.",
     "People who were hurt in the fire were taken away.", "The fire broke out at noon."),
    ("How many people were hurt?", "At least 40 people were hurt.",
     "People who were hurt were taken away.", "The fire broke out at noon."),
    ("Who won the election?", "Marta Lind won the election by a wide margin.",
     "The election was won by a wide margin.", "The election was held in May."),
    ("When did the bridge open?", "The bridge opened in 1931.",
     "The bridge opened with a parade.", "The harbour is old."),
    ("Why was the school closed?", "The school was closed because of the flood.",
     "The school was closed on Monday.", "Pupils went home."),
    ("What did the minister say about taxes?", "The minister said taxes would rise next year.",
     "The minister spoke about roads.", "Taxes are paid in June."),
    ("Who owns the harbour?", "The harbour belongs to a firm from Oslo.",
     "The harbour was dredged in March.", "Ships wait outside the harbour."),
)  # fmt: skip


def test_what_answers_comes_before_what_only_sounds_like_it(model: PairModel) -> None:
    scores = [model.answers(question, [(text, "", "") for text in texts]) for question, *texts in ASKED]
    assert all(right > other for right, _, other in scores)
    assert sum(right > near for right, near, _ in scores) >= NEAR_MISSES_TOLD


@pytest.fixture(scope="module")
def reworded(model: PairModel) -> list[float]:
    """How likely sentences of the trial that are only reworded are held to be supported."""
    return [supported(model, case) for case in [case for case in cases() if case.true][::8]]


def supported(model: PairModel, case: Case) -> float:
    return model.supports(case.changed, [case.original])[0].supported


@pytest.mark.parametrize("family", APART)
def test_a_sentence_made_false_is_held_less_likely_than_one_reworded(
    model: PairModel, reworded: list[float], family: str
) -> None:
    false = [supported(model, case) for case in [case for case in cases() if case.family == family][::2]]
    found = auc([*reworded, *false], [True] * len(reworded) + [False] * len(false)).value
    assert found is not None
    assert found >= APART[family]


def test_a_true_paraphrase_is_held_more_likely_than_a_false_one(model: PairModel) -> None:
    right = [
        model.supports(pair.true, [pair.source])[0].supported > model.supports(pair.false, [pair.source])[0].supported
        for pair in paraphrases()
    ]
    assert sum(right) / len(right) >= PARAPHRASES_APART


def test_a_pair_is_judged_alike_alone_and_among_others(model: PairModel) -> None:
    texts = ["One.", "The harbour was closed on Monday.", "A much longer sentence about a ceasefire. " * 8]
    together = PairModel(threads=2).answers("What was closed?", [(text, "", "") for text in texts])
    assert [model.answers("What was closed?", [(text, "", "")])[0] for text in texts] == together


def test_a_pair_asked_about_again_is_not_judged_again(model: PairModel, monkeypatch: pytest.MonkeyPatch) -> None:
    before = model.answers("Is this known?", [("Yes.", "", ""), ("No.", "", "")])
    monkeypatch.setattr(model, "_forward", lambda _: pytest.fail("judged again"))
    assert model.answers("Is this known?", [("No.", "", ""), ("Yes.", "", "")]) == before[::-1]


def test_chances_of_support_add_up(model: PairModel) -> None:
    [found] = model.supports("The harbour was closed.", ["The harbour was open."])
    assert found.neutral + found.supported + found.contradicted == pytest.approx(1.0)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_get_a_finite_judgement(first: str, second: str) -> None:
    model, _ = open_evidence()
    assert model is not None
    [value] = model.answers(first, [(second, first, second)])
    assert abs(value) < 100


def test_a_sentence_comes_first_and_its_context_is_cut() -> None:
    assert with_context("It closed.", "", "") == "It closed."
    assert with_context("It closed.", "Harbour", "It closed.") == "It closed. | Harbour"
    assert with_context("It closed.", "H" * 500, "B" * 500) == f"It closed. | {'H' * CONTEXT} | {'B' * CONTEXT}"


def test_a_missing_or_altered_file_is_told_and_nothing_else_changes(tmp_path: Path) -> None:
    model, notice = open_evidence(folder=tmp_path)
    assert model is None
    assert notice is not None
    assert "without the evidence model" in notice
    shutil.copy(MODEL_FOLDER / "model.onnx", tmp_path)
    assert open_evidence(folder=tmp_path) == (open_evidence(folder=tmp_path)[0], None), "the control: the same file"
    with (tmp_path / "model.onnx").open("r+b") as file:
        file.write(b"\x00\x01\x02")
    with pytest.raises(EmbedderError, match="not the one Footnote ships"):
        PairModel(tmp_path)


def test_an_archive_answers_without_the_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question = "How many soldiers were killed?"

    def asked(settings: Settings, name: str) -> tuple[list[str], str | None]:
        with Archive.open(tmp_path / name, settings=settings) as archive:
            archive.add(SEEDS)
            answer = archive.ask(question)
        return [claim.text for claim in answer.claims], answer.notice

    off, told_off = asked(Settings(evidence="none"), "off")
    monkeypatch.setattr(evidence, "MODEL_FOLDER", tmp_path / "nowhere")
    missing, told = asked(Settings(), "missing")
    assert missing == off
    assert told is not None
    assert "without the evidence model" in told
    assert "evidence model" not in (told_off or "")
