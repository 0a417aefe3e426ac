"""How sure it is that the articles answer: what raises it, what lowers it, and that it is a probability."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from rag.answer import Knowledge, confidence
from rag.answer.candidate import Candidate
from rag.answer.confidence import signals
from rag.answer.evidence import candidates
from rag.answer.question import Question
from rag.types import Hit
from tests.answer.news import BRIDGE, FERRY, FIRE, NEWS, WORDS, any_question, any_texts, hits


def evidence(text: str, *texts: str) -> tuple[Question, list[Candidate], list[Hit]]:
    question, passages = Question(text), hits(*(texts or NEWS))
    return question, candidates(question, passages, WORDS), passages


def sure(text: str, *texts: str, knowledge: Knowledge = WORDS) -> float:
    return confidence.confidence(*evidence(text, *texts), knowledge)


def test_more_of_the_question_is_surer() -> None:
    assert sure("How many workers did the warehouse fire kill?") > sure("How many tourists did the avalanche kill?")


def test_a_name_or_number_that_is_not_there_makes_it_less_sure() -> None:
    assert signals(*evidence("What did Greta Holm say about the warehouse?"))["names"] == 1.0
    assert signals(*evidence("What did Greta Olsson say about the warehouse?"))["names"] == 0.0
    assert signals(*evidence("Did 220 passengers book a seat?"))["numbers"] == 1.0
    assert signals(*evidence("Did 550 passengers book a seat?"))["numbers"] == 0.0
    assert signals(*evidence("Did passengers book a seat?"))["numbers"] == 1.0


def test_a_question_with_a_negation_wants_a_sentence_with_one() -> None:
    assert signals(*evidence("Which crew did not need 14 hours?", FIRE))["negated"] == 1.0
    assert signals(*evidence("What did the quay not do?", "The quay did not hold."))["negated"] == 0.0
    assert sure("Who did not say the harbour was ready?", FERRY) < sure("Who said the harbour was ready?", FERRY)


def test_most_of_the_question_in_one_place_is_enough_in_an_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "When was the old bridge over the Lagan torn down?"
    assert sure(asked, BRIDGE) >= 0.5
    monkeypatch.setattr(confidence, "TOGETHER", 9.0)
    monkeypatch.setattr(confidence, "WORDS_ALONE", {**confidence.WORDS_ALONE, "bias": -20.0})
    assert sure(asked, BRIDGE) < 0.5


def test_texts_given_with_the_question_are_about_it_anyway() -> None:
    asked = "When was the old bridge over the Lagan torn down?"
    assert sure(asked, BRIDGE, knowledge=Knowledge()) <= sure(asked, BRIDGE)


def test_what_the_evidence_model_says_counts_for_texts_given_with_the_question() -> None:
    parts = {**signals(*evidence("Did 220 passengers book a seat?")), "passage": 0.5, "sentence": 0.5}

    def odds(answers: float, knowledge: Knowledge) -> float:
        known = {**parts, "answers": answers}
        return confidence.weighted(known, confidence.weights_for(known, knowledge))

    assert odds(-4.0, Knowledge()) < odds(4.0, Knowledge())
    assert odds(-4.0, WORDS) == odds(4.0, WORDS), "among all the passages of an archive it does not"
    assert confidence.weights_for(parts, Knowledge()) is confidence.WEIGHTS, "the control: without the model"


def test_nothing_found_is_no_confidence() -> None:
    assert confidence.confidence(Question("harbour"), [], [], WORDS) == 0.0


@given(any_question, any_texts)
@settings(deadline=None, max_examples=60)
def test_confidence_is_a_probability(question: str, texts: list[str]) -> None:
    if texts:
        assert 0.0 <= sure(question, *texts) <= 1.0
