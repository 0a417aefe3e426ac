"""A stream means the same however its bytes are cut, and nothing a server sends brings more than a named failure."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from rag.llm import wire
from rag.llm.errors import Failed
from rag.llm.feed import End, Event, Text
from tests.llm.server import chunk, finish, whole

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choices", "delta", "message", "content", "error", "code", "text", "finish_reason"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    parts = []
    for size in sizes:
        parts, data = [*parts, data[:size]], data[size:]
    return [*parts, data]


def text_of(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Text))


@given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.integers(0, 40), max_size=60))
def test_a_stream_reads_the_same_wherever_it_is_cut(pieces: list[str], sizes: list[int]) -> None:
    data = b": hello\n\n" + b"".join(map(chunk, pieces)) + finish()
    events = list(wire.streamed(cut(data, sizes)))
    assert text_of(events) == "".join(pieces)
    assert events[-1] == End("stop")


@given(st.binary(max_size=300), st.lists(st.integers(0, 40), max_size=20))
def test_any_bytes_are_events_or_a_named_failure(data: bytes, sizes: list[int]) -> None:
    for read in (wire.streamed, wire.whole, wire.plain):
        for given_bytes in (data, b"data: " + data + b"\n\n"):
            with suppress(Failed):
                list(read(cut(given_bytes, sizes)))


@given(JSON)
def test_any_json_is_events_or_a_named_failure(value: object) -> None:
    data = json.dumps(value).encode()
    for read, body in ((wire.streamed, b"data: " + data + b"\n\n"), (wire.whole, data)):
        with suppress(Failed):
            assert all(isinstance(event, Text | End) for event in read([body]))


def test_parts_of_which_some_are_text_are_joined() -> None:
    parts = [{"type": "text", "text": "It "}, {"type": "image"}, {"type": "text", "text": "lasted"}, 7]
    assert text_of(list(wire.whole([whole(parts)]))) == "It lasted"  # type: ignore[arg-type]


def test_a_stream_that_states_its_reason_needs_no_other_end() -> None:
    assert list(wire.streamed([chunk("Yes."), finish().split(b"data: [DONE]")[0]]))[-1] == End("stop")
    assert End("stop") not in list(wire.streamed([chunk("Yes.")]))
