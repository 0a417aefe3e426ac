"""Hundreds of questions to a server that often fails: each ends in an answer or in one line, and none is lost."""

from __future__ import annotations

import random
import threading

from rag.llm import Model
from tests.llm.asking import QUESTION, Outcome, Said, ask, model_of, never
from tests.llm.clock import FakeClock
from tests.llm.server import DONE, RESET, Reply, Request, Script, StubServer, chunk, finish, head, status
from tests.llm.test_failures import is_a_good_line

GOOD = "It lasted 44 days."
FAULTS: list[Reply] = [
    status(500),
    status(503),
    status(429, Retry_After="1"),
    Script(RESET),
    Script(head(), chunk("It lasted"), RESET),
    Script(head(), b"data: {bro\n\n"),
    Script(head(), DONE),
    Script(head(), chunk("<think>"), finish()),
    Script(head(kind="text/html"), b"<html>"),
]


def test_with_three_faults_in_ten_every_question_ends_in_an_answer_or_in_a_line(clock: FakeClock) -> None:
    chance = random.Random(6)

    def reply(_: Request) -> Reply:
        return chance.choice(FAULTS) if chance.random() < 0.3 else GOOD

    with StubServer(reply) as server:
        model = model_of(server, clock)
        outcomes: list[Outcome] = []
        for _ in range(300):
            before = clock.now()
            outcomes.append(ask(model))
            assert clock.now() - before <= 30
    for outcome in outcomes:
        if outcome.error:
            is_a_good_line(outcome)
        else:
            assert outcome.text == GOOD
    assert sum(outcome.text == GOOD for outcome in outcomes) > 250


def test_many_threads_get_each_its_own_answer(clock: FakeClock) -> None:
    with StubServer(lambda request: request.messages[-1]["content"]) as server:
        model = model_of(server, clock)
        got: dict[int, str] = {}

        def one(model: Model, number: int) -> None:
            said = [*QUESTION[:1], Said("user", f"nonce {number}")]
            got[number] = "".join(model.stream(said, most=50, stopped=never))

        threads = [threading.Thread(target=one, args=(model, number)) for number in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == {number: f"nonce {number}" for number in range(24)}
