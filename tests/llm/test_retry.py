"""What a server asks for is read as it is meant, and never makes us wait beyond the time there is."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.errors import Failed, Failure
from rag.llm.limits import Limits
from rag.llm.retry import A_YEAR, retrying, seconds_asked
from tests.llm.asking import never
from tests.llm.clock import FakeClock

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("2", 2),
        (" 2.5 ", 2.5),
        ("-5", None),
        ("nan", None),
        ("inf", A_YEAR),
        ("1e400", A_YEAR),
        ("99999999999", A_YEAR),
        ("soon", None),
        ("Fri, 32 Foo 2027 99:99:99 GMT", None),
        (formatdate(NOW + 90, usegmt=True), 90),
        (formatdate(NOW - 90, usegmt=True), None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", A_YEAR),
    ],
)
def test_the_header_is_read_as_seconds_from_now(header: str | None, seconds: float | None) -> None:
    assert seconds_asked(header, NOW) == seconds


@given(st.text(max_size=40))
def test_any_header_is_none_or_a_time_to_come(header: str) -> None:
    asked = seconds_asked(header, NOW)
    assert asked is None or 0 <= asked <= A_YEAR


@given(
    st.lists(st.none() | st.floats(0, 1e6), min_size=1, max_size=5),
    st.floats(0, 1),
    st.floats(0, 40),
    st.integers(0, 4),
)
def test_tries_and_time_are_never_exceeded(asks: list[float | None], chance: float, work: float, retries: int) -> None:
    """Each try takes ``work`` seconds (its own limits bound those): none *begins* after the time is over."""
    clock = FakeClock(chance)
    begun: list[float] = []

    def attempt() -> None:
        begun.append(clock.now())
        clock.advance(work)
        raise Failed(Failure("failed", again=True, after=asks[(len(begun) - 1) % len(asks)]))

    with pytest.raises(Failed):
        retrying(Limits(retries=retries), clock, 30.0, never)(attempt)
    assert len(begun) <= 1 + retries
    assert all(time < 30.0 for time in begun)
    assert clock.slept < 30.0


def test_what_will_not_heal_is_tried_once() -> None:
    tries: list[int] = []

    def attempt() -> None:
        tries.append(1)
        raise Failed(Failure("wants a key (401)"))

    with pytest.raises(Failed):
        retrying(Limits(), FakeClock(), 30.0, never)(attempt)
    assert tries == [1]
