"""A model that failed five questions in a row is left alone for a minute, then tried with one question."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from rag.llm.breaker import Breaker
from tests.llm.asking import ask, model_of
from tests.llm.clock import FakeClock
from tests.llm.server import HOLD, PATIENCE, Script, StubServer, chunk, finish, head, status, then, whole


def test_the_sixth_question_is_not_sent(clock: FakeClock) -> None:
    with StubServer([status(401)]) as server:
        model = model_of(server, clock)
        for _ in range(5):
            assert "(401)" in str(ask(model).error)
        refused = ask(model)
    line = f"The model server at {server.address} failed 5 times in a row; it is asked again in 60 seconds."
    assert str(refused.error) == line
    assert len(server.requests) == 5


def test_after_a_minute_one_question_is_tried(clock: FakeClock) -> None:
    with StubServer([*[status(401)] * 6, "It lasted 44 days."]) as server:
        model = model_of(server, clock)
        for _ in range(5):
            ask(model)
        clock.advance(60)
        assert "(401)" in str(ask(model).error)  # the trial fails, and the minute begins anew
        assert "asked again" in str(ask(model).error)
        clock.advance(60)
        assert ask(model).text == "It lasted 44 days."
        assert ask(model).text == "It lasted 44 days."
    assert len(server.requests) == 8


def test_while_one_question_is_tried_no_other_is(clock: FakeClock) -> None:
    came, go = threading.Event(), threading.Event()
    trial = Script(then(came.set), then(lambda: go.wait(PATIENCE)), head(), chunk("It lasted 44 days."), finish())
    with StubServer([*[status(401)] * 5, trial]) as server:
        model = model_of(server, clock)
        for _ in range(5):
            ask(model)
        clock.advance(60)
        first = threading.Thread(target=ask, args=(model,))
        first.start()
        assert came.wait(PATIENCE)
        assert "asked again" in str(ask(model).error)
        go.set()
        first.join(PATIENCE)
        assert ask(model).text == "It lasted 44 days."


def test_a_trial_that_was_stopped_leaves_room_for_the_next(clock: FakeClock) -> None:
    stop = threading.Event()
    with StubServer([*[status(401)] * 5, Script(then(stop.set), HOLD), "It lasted 44 days."]) as server:
        model = model_of(server, clock)
        for _ in range(5):
            ask(model)
        clock.advance(60)
        assert ask(model, stopped=stop.is_set).error is None
        assert ask(model).text == "It lasted 44 days."


def test_an_answer_in_between_makes_the_count_begin_anew(clock: FakeClock) -> None:
    with StubServer([status(401), status(401), "Yes."] * 10) as server:
        model = model_of(server, clock)
        outcomes = [ask(model) for _ in range(30)]
    assert len(server.requests) == 30
    assert [outcome.text for outcome in outcomes].count("Yes.") == 10


def test_texts_of_no_use_are_no_failure_of_the_server(clock: FakeClock) -> None:
    empty = Script(head(kind="application/json"), whole(""))
    with StubServer([empty]) as server:
        model = model_of(server, clock)
        assert all("answered with nothing" in str(ask(model).error) for _ in range(9))


@given(st.lists(st.sampled_from(["ask", "wait", "fail", "work", "leave"]), max_size=60))
def test_no_more_than_the_limit_of_failures_pass_in_a_row(deeds: list[str]) -> None:
    """Whatever happens, a closed breaker has seen fewer than five failures since the last success."""
    clock = FakeClock()
    breaker = Breaker(clock, 5, 60.0)
    in_a_row = 0
    for deed in deeds:
        if deed == "wait":
            clock.advance(61)
        if deed in ("ask", "fail", "work", "leave") and breaker.wait() is None:
            if deed in ("ask", "leave"):
                breaker.left()
            elif deed == "fail":
                breaker.failed()
                in_a_row += 1
            else:
                breaker.worked()
                in_a_row = 0
        assert breaker.failures == in_a_row
        if in_a_row >= 5 and deed == "fail":
            assert (breaker.wait() or 0) > 0
