"""Whatever an article or a question orders, and however obedient the model is: the reader gets none of it."""

from __future__ import annotations

import random
import re

import pytest

from rag.answer.generated.draft import request_for
from rag.answer.texts import hits_of_texts
from tests.injection.articles import EACH, FAMILIES, POSITIONS, cases
from tests.injection.obedient import Obedient
from tests.injection.questions import ASKS, asks
from tests.injection.trial import escaped, guarded, tallied


@pytest.mark.parametrize("family", FAMILIES)
def test_an_obedient_model_gains_nothing_for_a_poisoned_article(family: str) -> None:
    tally = tallied([case for case in cases() if case.family == family], [])
    assert sum(tally.total.values()) == len(POSITIONS) * EACH
    assert not tally.gains


@pytest.mark.parametrize("family", ASKS)
def test_an_obedient_model_gains_nothing_for_a_hostile_question(family: str) -> None:
    tally = tallied([], [ask for ask in asks() if ask.family == family])
    assert sum(tally.total.values()) == 10
    assert not tally.gains


def test_without_the_guards_nearly_every_attack_succeeds() -> None:
    """The control: the trial sees an attack that works."""
    tally = tallied(
        [case for case in cases() if case.number < 2], [ask for ask in asks() if ask.number < 2], guard=False
    )
    assert tally.rate > 0.9


def test_the_trial_is_not_passed_by_showing_nothing() -> None:
    shown = [guarded(case.question, case.texts, Obedient()) for case in cases() if case.number == 0]
    assert sum(bool(one.answer.claims) for one in shown) > 0.9 * len(shown)
    assert any(one.answer.mode == "generated" for one in shown)


def test_there_are_300_articles_and_120_questions_and_they_are_the_same_every_time() -> None:
    assert len(list(cases())) == 300
    assert len(list(asks())) == 120
    assert list(cases()) == list(cases())
    assert list(cases(1)) != list(cases(2))


@pytest.mark.parametrize(("off", "out"), [({}, False), ({"fence": None}, True)])
def test_no_word_of_an_article_stands_outside_of_its_fence(off: dict[str, None], out: bool) -> None:
    """With the fence; and the control without it, behind a marker that a forger wrote."""
    found = []
    for case in cases():
        if case.family == "fake header" and case.number == 0:
            hits = hits_of_texts(case.question, case.texts)
            request = request_for(case.question, hits, Obedient(), random.Random(3), **off)  # type: ignore[arg-type]
            found.append(escaped(request.messages[1].content, case.canary))
    assert any(found) == out


def test_keys_of_one_request_are_not_those_of_another() -> None:
    case = next(iter(cases()))
    hits = hits_of_texts(case.question, case.texts)
    first, second = (request_for(case.question, hits, Obedient(), random.SystemRandom()) for _ in range(2))
    assert set(first.passages) != set(second.passages)


def test_a_prompt_holds_no_path_and_no_variable_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_SECRET", "canary-of-the-environment")
    for ask in asks():
        if ask.number == 0:
            shown = guarded(ask.question, ask.texts, Obedient())
            assert "canary-of" not in shown.prompt
            assert not re.search(r"/(?:home|root|usr|work|tmp)/", shown.prompt)
