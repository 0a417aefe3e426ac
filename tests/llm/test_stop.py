"""Stop ends the wait at once, and closes the connection, so that the model stops too."""

from __future__ import annotations

import threading

import pytest

from rag.llm import ModelError
from tests.llm.asking import QUESTION, ask, model_of, never
from tests.llm.clock import FakeClock
from tests.llm.server import HOLD, PATIENCE, Script, StubServer, chunk, finish, head, status, then


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "footnote-model"]


def all_gone() -> bool:
    for thread in threads():
        thread.join(PATIENCE)
    return threads() == []


@pytest.mark.parametrize("streams", [True, False], ids=["stream", "plain"])
def test_stop_before_the_first_word_hangs_up(streams: bool, clock: FakeClock) -> None:
    stop = threading.Event()
    with StubServer([Script(then(stop.set), HOLD)]) as server:
        outcome = ask(model_of(server, clock, streams=streams), stopped=stop.is_set)
        assert server.wait_until_hung_up()
    assert (outcome.text, outcome.error, len(server.requests)) == ("", None, 1)
    assert all_gone()


def test_stop_in_the_middle_hangs_up_and_keeps_what_came(clock: FakeClock) -> None:
    stop = threading.Event()
    with StubServer([Script(head(), chunk("It lasted"), HOLD)]) as server:
        outcome = ask(model_of(server, clock), stopped=stop.is_set, taken=stop.set)
        assert server.wait_until_hung_up()
    assert (outcome.text, outcome.error) == ("It lasted", None)
    assert all_gone()


def test_without_stop_nobody_hangs_up(clock: FakeClock) -> None:
    """The control: what the server sees in the tests above is the stop, not the end."""
    with StubServer([Script(head(), chunk("It lasted"), finish())]) as server:
        ask(model_of(server, clock))
    assert server.hung_up == 0


def test_stop_during_a_pause_ends_the_retries(clock: FakeClock) -> None:
    stopped = threading.Event()
    with StubServer([Script(then(stopped.set), *status(503).steps)]) as server:
        outcome = ask(model_of(server, clock), stopped=lambda: stopped.is_set() and bool(clock.naps))
    assert (outcome.error, len(server.requests)) == (None, 1)
    assert len(clock.naps) == 1


def test_a_stop_pressed_before_asks_nobody(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    with StubServer(["Never."]) as server:
        model = model_of(server, clock)
        monkeypatch.setattr(model.source, "ask", None)  # whoever calls it fails
        outcome = ask(model, stopped=lambda: True)
    assert (outcome.text, outcome.error, server.requests) == ("", None, [])


def test_who_stops_listening_hangs_up(clock: FakeClock) -> None:
    with StubServer([Script(head(), chunk("It lasted"), chunk(" 44"), HOLD)]) as server:
        pieces = model_of(server, clock).stream(QUESTION, most=100, stopped=never)
        assert next(iter(pieces)) == "It lasted"
        pieces.close()  # type: ignore[attr-defined]
        assert server.wait_until_hung_up()
    assert all_gone()


def test_an_endless_stream_nobody_reads_waits_and_does_not_fill_the_memory(clock: FakeClock) -> None:
    sent = []

    def endless():
        for number in range(10**9):
            sent.append(number)
            yield chunk(" ".join(map(str, range(number, number + 200))))

    with StubServer([Script(head(), endless())]) as server:
        pieces = iter(model_of(server, clock).stream(QUESTION, most=10**6, stopped=never))
        next(pieces)
        threading.Event().wait(0.3)
        before = len(sent)
        threading.Event().wait(0.1)
        assert len(sent) == before  # the sockets are full, and the server waits
        pieces.close()  # type: ignore[attr-defined]
        assert server.wait_until_hung_up()


def test_stopped_questions_say_nothing_against_the_model(clock: FakeClock) -> None:
    stop = threading.Event()
    with StubServer([*[Script(then(stop.set), HOLD)] * 9, "It lasted 44 days."]) as server:
        model = model_of(server, clock)
        for _ in range(9):
            stop.clear()
            ask(model, stopped=stop.is_set)
        assert ask(model).text == "It lasted 44 days."


def test_an_error_ends_every_thread(clock: FakeClock) -> None:
    with StubServer([status(503)]) as server:
        assert isinstance(ask(model_of(server, clock)).error, ModelError)
        assert all_gone()
