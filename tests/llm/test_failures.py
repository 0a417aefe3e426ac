"""A server that fails in any known way costs little time and few calls, and ends in one line that names the cause."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from email.utils import formatdate
from itertools import repeat

import pytest

from rag.llm import open_model
from tests.llm.asking import Outcome, ask, model_of
from tests.llm.clock import FakeClock
from tests.llm.server import (
    DONE,
    HOLD,
    PATIENCE,
    RESET,
    Reply,
    Request,
    Script,
    StubServer,
    chunk,
    event,
    finish,
    head,
    status,
    then,
    whole,
)

BUDGET = 30.0
MODES = pytest.mark.parametrize("streams", [True, False], ids=["stream", "plain"])
JSON = head(kind="application/json")


def is_a_good_line(outcome: Outcome) -> None:
    """One line of plain words: no trace, no markup, nothing of the server's."""
    line = str(outcome.error)
    assert "\n" not in line
    assert len(line) < 250
    assert line.startswith("The model ")
    assert not re.search(r"Traceback|httpx|<|\{|SECRET", line)
    assert outcome.error is not None
    assert outcome.error.__cause__ is None
    assert outcome.error.__context__ is None


def failing(replies: list[Reply], clock: FakeClock, streams: bool) -> tuple[Outcome, StubServer]:
    with StubServer(replies) as server:
        outcome = ask(model_of(server, clock, streams=streams))
    assert clock.now() <= BUDGET
    is_a_good_line(outcome)
    return outcome, server


# Statuses

AS_DATE = formatdate(FakeClock().wall() + 3, usegmt=True)
PAST = formatdate(FakeClock().wall() - 3600, usegmt=True)
FAR = formatdate(FakeClock().wall() + 7200, usegmt=True)
SECRET = '{"error": {"message": "SECRET stack trace of the server"}}'
HTML = "<html><body>SECRET 502 Bad Gateway</body></html>"


@MODES
@pytest.mark.parametrize(
    ("reply", "calls", "words"),
    [
        (status(301, Location="http://127.0.0.1:1/"), 1, r"sends us elsewhere \(301\)\. Give its final address\."),
        (status(400, SECRET), 1, r"answered 400\."),
        (status(401, SECRET), 1, r"wants a key \(401\)\. Set FOOTNOTE_LLM_KEY"),
        (status(403, SECRET), 1, r"does not allow this key to use it \(403\)"),
        (status(404, SECRET), 1, r'has no model "stub", or stands under another path \(404\)'),
        (status(408, SECRET), 3, r"answered 408 \(too slow a request\) three times"),
        (status(413, SECRET), 1, r"found the question with its passages too long \(413\)"),
        (status(400, '{"error": {"code": "context_length_exceeded"}}'), 1, r"too long \(400\)"),
        (status(400, '{"error": {"type": "exceed_context_size_error"}}'), 1, r"too long \(400\)"),
        (status(429, SECRET), 3, r"answered 429 \(too many requests\) three times\.$"),
        (status(429, SECRET, Retry_After="2"), 3, r"answered 429 \(too many requests\) three times\.$"),
        (status(429, SECRET, Retry_After=AS_DATE), 3, r"answered 429 \(too many requests\) three times\.$"),
        (status(429, SECRET, Retry_After="1e400"), 1, r"429 \(too many requests\) and asks to wait 365 days\.$"),
        (status(429, SECRET, Retry_After="7200"), 1, r"and asks to wait 2 hours\.$"),
        (status(429, SECRET, Retry_After=FAR), 1, r"and asks to wait 2 hours\.$"),
        (status(429, SECRET, Retry_After="-5"), 3, r"answered 429 \(too many requests\) three times\.$"),
        (status(429, SECRET, Retry_After=PAST), 3, r"answered 429 \(too many requests\) three times\.$"),
        (status(429, SECRET, Retry_After="soon"), 3, r"answered 429 \(too many requests\) three times\.$"),
        (status(500, SECRET), 3, r"answered 500 three times\.$"),
        (status(502, HTML, "text/html"), 3, r"answered 502 three times\.$"),
        (status(503, SECRET), 3, r"answered 503 three times\.$"),
        (status(529, SECRET), 3, r"answered 529 \(overloaded\) three times\.$"),
        (status(500, "SECRET" * 1_000_000), 3, r"answered 500 three times\.$"),
        (status(599), 3, r"answered 599 three times\.$"),
        (Script(b"HTTP/1.1 abc\r\n\r\n"), 3, r"broke off its answer three times\.$"),
        (Script(head(), JSON), 3, r"(malformed|broke off).* three times\.$"),
        (Script(RESET), 3, r"broke off its answer three times\.$"),
    ],
)
def test_a_status_is_named_in_words(reply: Reply, calls: int, words: str, streams: bool, clock: FakeClock) -> None:
    outcome, server = failing([reply], clock, streams)
    assert len(server.requests) == calls
    assert re.search(words, str(outcome.error)), outcome.error
    assert outcome.text == ""


@MODES
@pytest.mark.parametrize(
    "first", [status(503), status(429, Retry_After="2"), Script(RESET), Script(head(), b"data: {bro\n\n")]
)
def test_a_server_that_recovers_is_heard(first: Reply, streams: bool, clock: FakeClock) -> None:
    with StubServer([first, first, "It lasted 44 days."]) as server:
        outcome = ask(model_of(server, clock, streams=streams))
    assert (outcome.text, outcome.error, len(server.requests)) == ("It lasted 44 days.", None, 3)


def test_pauses_grow_and_a_server_that_asks_for_time_gets_it(clock: FakeClock) -> None:
    failing([status(503)], clock, True)
    assert clock.slept == pytest.approx(0.5 + 1.0)
    patient = FakeClock()
    failing([status(503, Retry_After="4")], patient, True)
    assert patient.slept == pytest.approx(4 + 4)
    hurried = FakeClock(chance=0.0)
    failing([status(503)], hurried, True)
    assert hurried.slept == pytest.approx(0.25 + 0.5)


def test_what_no_longer_fits_into_the_time_is_not_tried(clock: FakeClock) -> None:
    _, server = failing([status(503, Retry_After="20")], clock, True)
    assert len(server.requests) == 2
    assert clock.slept == pytest.approx(20)


# Connections


@MODES
def test_nobody_listens(streams: bool, clock: FakeClock) -> None:
    server = StubServer()  # bound to a port, then closed
    server._server.server_close()
    outcome = ask(model_of(server, clock, streams=streams))
    is_a_good_line(outcome)
    line = f"The model server at {server.address} refused the connection three times. Is it running?"
    assert str(outcome.error) == line


@MODES
def test_a_name_nobody_knows(streams: bool, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    model = open_model("openai-like:http://models.example/v1#stub", {}, clock=clock)
    model.source.streams = streams
    outcome = ask(model)
    is_a_good_line(outcome)
    assert str(outcome.error) == "The model server at models.example cannot be found under that name three times."


@MODES
def test_a_server_without_tls_where_tls_is_wanted(streams: bool, clock: FakeClock) -> None:
    with StubServer(["Never."]) as server:
        model = open_model(server.spec.replace("http:", "https:"), {}, clock=clock)
        model.source.streams = streams
        outcome = ask(model)
    is_a_good_line(outcome)
    assert str(outcome.error).endswith("speaks no TLS there. Is it http:// instead?")
    assert server.requests == []


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address whose queue of connections is full: the next one is neither taken nor refused."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        for filler in fillers:
            filler.close()


@MODES
def test_a_connection_that_is_not_taken(deaf: str, streams: bool, clock: FakeClock) -> None:
    clock.race()
    model = open_model(f"openai-like:{deaf}#stub", {}, clock=clock)
    model.source.streams = streams
    outcome = ask(model)
    is_a_good_line(outcome)
    assert re.search(r"did not take the connection within 5 seconds( twice| three times)\.$", str(outcome.error))


# Time


def test_an_answer_that_never_begins(clock: FakeClock) -> None:
    with StubServer([Script(head(), then(clock.race), HOLD)]) as server:
        outcome = ask(model_of(server, clock))
        assert server.wait_until_hung_up()
    is_a_good_line(outcome)
    assert str(outcome.error).endswith("began no answer within 20 seconds.")
    assert len(server.requests) == 1


@MODES
def test_not_even_a_status_comes(streams: bool, clock: FakeClock) -> None:
    with StubServer([Script(then(clock.race), HOLD)]) as server:
        outcome = ask(model_of(server, clock, streams=streams))
        assert server.wait_until_hung_up()
    is_a_good_line(outcome)
    waited = "began no answer within 20 seconds." if streams else "took longer than 30 seconds in all."
    assert str(outcome.error).endswith(waited)


def test_an_answer_that_falls_silent(clock: FakeClock) -> None:
    taken = threading.Event()
    stalls = Script(head(), chunk("It lasted"), then(lambda: taken.wait(PATIENCE)), then(clock.race), HOLD)
    with StubServer([stalls]) as server:
        outcome = ask(model_of(server, clock), taken=taken.set)
        assert server.wait_until_hung_up()
    is_a_good_line(outcome)
    assert str(outcome.error).endswith("fell silent for 10 seconds in the middle of its answer.")
    assert outcome.cut_off
    assert outcome.text == "It lasted"
    assert len(server.requests) == 1


def test_an_answer_that_is_alive_but_takes_too_long(clock: FakeClock) -> None:
    taken = threading.Semaphore(0)

    def slowly() -> Iterator[bytes]:
        for number in range(1000):
            yield chunk(f" {number}")
            taken.acquire(timeout=0.5)  # after the last piece nobody takes any
            clock.advance(4)

    with StubServer([Script(head(), slowly(), HOLD)]) as server:
        outcome = ask(model_of(server, clock), taken=taken.release)
        assert server.wait_until_hung_up()
    is_a_good_line(outcome)
    assert str(outcome.error).endswith("took longer than 30 seconds in all.")
    assert outcome.cut_off


@pytest.mark.parametrize("drip", [b": still there\n\n", b"data: ", b"x"], ids=["comments", "fields", "bytes"])
def test_bytes_that_say_nothing_are_no_sign_of_life(drip: bytes, clock: FakeClock) -> None:
    def dripping() -> Iterator[bytes]:
        clock.race()
        yield from repeat(drip)

    with StubServer([Script(head(), dripping())]) as server:
        outcome = ask(model_of(server, clock))
        assert server.wait_until_hung_up()
    is_a_good_line(outcome)
    assert re.search(r"began no answer within 20 seconds|wrote on and on", str(outcome.error))


# Text

LOST = "broke off its answer"
MALFORMED = r"answered with something that is no answer \(malformed\)"


@pytest.mark.parametrize(
    ("script", "calls", "words", "text"),
    [
        (Script(head(), chunk("It lasted")), 1, LOST, "It lasted"),
        (Script(head(), chunk("It lasted"), RESET), 1, LOST, "It lasted"),
        (Script(head(), chunk("It lasted"), chunk(" 44 days")[:40]), 1, LOST, "It lasted"),
        (Script(head(), chunk("It lasted"), b"data: {bro\n\n"), 1, MALFORMED, "It lasted"),
        (Script(head(), b"data: {bro\n\n"), 3, MALFORMED + " three times", ""),
        (Script(head(), b'data: "text"\n\n'), 3, MALFORMED, ""),
        (Script(head(), b"data: " + b"[" * 100_000 + b"\n\n"), 3, MALFORMED, ""),
        (Script(head(), b'data: {"choices": [7]}\n\n'), 3, MALFORMED, ""),
        (Script(head(), event({"delta": "It"})), 3, MALFORMED, ""),
        (Script(head(), b'data: {"choices": [{"delta": {"content": "caf\xe9"}}]}\n\n'), 3, MALFORMED, ""),
        (Script(head(), b'data: {"error": {"code": 503, "message": "SECRET"}}\n\n'), 3, "answered 503 three times", ""),
        (Script(head(), b'data: {"error": "SECRET"}\n\n'), 3, "answered 500 three times", ""),
        (Script(head()), 3, LOST + " three times", ""),
        (Script(head(), DONE), 1, "answered with nothing", ""),
        (Script(head(), chunk(" \n\t\n "), finish()), 1, "answered with nothing", ""),
        (Script(head(), chunk("<think>It may be 44.</think>\n"), finish()), 1, "answered with nothing", ""),
        (Script(head(), chunk("<think>It may be 44."), finish("length")), 1, "used up its tokens before an answer", ""),
        (Script(head(), chunk("", reasoning_content="It may be 44."), finish()), 1, "answered with nothing", ""),
        (Script(head(), chunk("hm</think>It lasted"), finish()), 1, "wrote its thinking into its answer", ""),
        (Script(head(), chunk("", refusal="SECRET no"), finish()), 1, "declined to answer", ""),
        (Script(head(), finish("content_filter")), 1, "declined to answer", ""),
        (Script(head(), chunk("", tool_calls=[{"function": {"name": "rm"}}]), finish("tool_calls")), 1, "a tool", ""),
        (Script(head(), chunk("It lasted"), finish("length")), 1, "reached its limit of tokens", "It lasted"),
        (Script(head(kind="text/html"), b"<html>SECRET login</html>"), 3, "answered with a web page three times", ""),
        (Script(head(Content_Encoding="gzip"), b"\x1f\x8b"), 3, MALFORMED, ""),
    ],
)
def test_a_stream_that_goes_wrong(script: Script, calls: int, words: str, text: str, clock: FakeClock) -> None:
    outcome, server = failing([script], clock, streams=True)
    assert re.search(words, str(outcome.error)), outcome.error
    assert len(server.requests) == calls
    assert outcome.text == text
    assert outcome.cut_off == bool(text)


@pytest.mark.parametrize(
    ("script", "calls", "words"),
    [
        (Script(JSON, whole("It lasted 44 days.")[:50]), 3, MALFORMED + " three times"),
        (Script(head(kind="application/json", Content_Length="999"), whole("It lasted")), 3, LOST + " three times"),
        (Script(JSON, b"[" * 100_000), 3, MALFORMED),
        (Script(JSON, b"{}"), 3, MALFORMED),
        (Script(JSON, b""), 3, MALFORMED),
        (Script(JSON, b'"text"'), 3, MALFORMED),
        (Script(JSON, b'{"choices": [{"message": {"content": "caf\xe9"}}]}'), 3, MALFORMED),
        (Script(JSON, whole("")), 1, "answered with nothing"),
        (Script(JSON, whole(None)), 1, "answered with nothing"),
        (Script(JSON, whole(" \n ")), 1, "answered with nothing"),
        (Script(JSON, whole("<think>44?</think>")), 1, "answered with nothing"),
        (Script(JSON, whole("44?</think>")), 1, "answered with nothing"),
        (Script(JSON, whole(None, reasoning_content="44?")), 1, "answered with nothing"),
        (Script(JSON, whole(None, refusal="SECRET no")), 1, "declined to answer"),
        (Script(JSON, whole(None, "tool_calls", tool_calls=[{"function": {"name": "rm"}}])), 1, "asked for a tool"),
        (Script(JSON, b'{"error": {"code": 503, "message": "SECRET"}}'), 3, "answered 503 three times"),
        (Script(JSON, whole("word " * 200_000)), 1, "wrote on and on"),
        (Script(JSON, whole("the " * 190)), 1, "repeated itself"),
        (Script(JSON, repeat(b" " * 10_000)), 1, "wrote on and on"),
    ],
)
def test_a_whole_answer_that_goes_wrong(script: Script, calls: int, words: str, clock: FakeClock) -> None:
    outcome, server = failing([script], clock, streams=False)
    assert re.search(words, str(outcome.error)), outcome.error
    assert len(server.requests) == calls
    assert outcome.text == ""


def numbers() -> Iterator[bytes]:
    yield from (chunk(f" {number}") for number in range(10**9))


BIG = b"x" * 10_000


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (numbers, "wrote on and on"),
        (lambda: repeat(chunk(" the")), "repeated itself"),
        (lambda: repeat(chunk("\n")), None),
        (lambda: repeat(chunk(".")), "repeated itself"),
        (lambda: repeat(chunk("x" * 50_000)), "wrote on and on"),
        (lambda: repeat(chunk("", reasoning_content="hm " * 1000)), "wrote on and on"),
        (lambda: repeat(b"data: " + b"x" * 60_000), "wrote on and on"),
    ],
    ids=["endless", "one word", "blank", "dots", "1 MB", "thinking", "one line"],
)
def test_a_text_without_end_is_ended(steps: Callable[[], Iterator[bytes]], words: str | None, clock: FakeClock) -> None:
    with StubServer([Script(head(), steps())]) as server:
        outcome = ask(model_of(server, clock), most=100)
        # Pieces of 50 kB may lie in the sockets' buffers when the client goes: then the server does not hear of it.
        assert BIG in next(steps()) or server.wait_until_hung_up()
    is_a_good_line(outcome)
    assert re.search(words or "", str(outcome.error)), outcome.error
    assert len(outcome.text) <= 100 * 8
    assert len(server.requests) == 1


@MODES
@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("It lasted 44 days. [k7f3]", "It lasted 44 days. [k7f3]"),
        ("\n\n It lasted 44 days.", "It lasted 44 days."),
        ("<think>44? Yes.</think>\n\nIt lasted 44 days.", "It lasted 44 days."),
        ("<THINKING>44?\n</THINKING>It lasted <5 days, a<b.", "It lasted <5 days, a<b."),
        ("I cannot help with that.", "I cannot help with that."),
        ("Der Krieg dauerte 44 Tage – “größer” 日本語 🙂", "Der Krieg dauerte 44 Tage – “größer” 日本語 🙂"),
        ("[1]", "[1]"),
    ],
)
def test_a_good_answer_comes_as_it_is_without_thinking(text: str, heard: str, streams: bool, clock: FakeClock) -> None:
    with StubServer([text]) as server:
        outcome = ask(model_of(server, clock, streams=streams))
    assert (outcome.text, outcome.error) == (heard, None)
    assert server.requests[0].streamed is streams


def test_a_server_that_does_not_stream_is_understood_and_one_that_always_does_too(clock: FakeClock) -> None:
    plain = Script(JSON, whole("It lasted 44 days."))
    with StubServer([plain]) as server:
        assert ask(model_of(server, clock)).text == "It lasted 44 days."
    stream = Script(head(), chunk("It lasted 44 days."), finish())
    with StubServer([stream]) as server:
        assert ask(model_of(server, clock, streams=False)).text == "It lasted 44 days."


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_an_answer_that_comes_byte_by_byte_is_the_same(size: int, newline: bytes, clock: FakeClock) -> None:
    stream = (chunk("größer 日本") + b": ping\n\n" + chunk(" 44") + finish()).replace(b"\n", newline)
    parts = [stream[start : start + size] for start in range(0, len(stream), size)]
    with StubServer([Script(head(), parts)]) as server:
        assert ask(model_of(server, clock)).text == "größer 日本 44"


def test_the_request_says_what_is_wanted_and_offers_no_tool(clock: FakeClock) -> None:
    with StubServer(["Yes."]) as server:
        ask(model_of(server, clock), most=321)
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert set(request.body) == {"model", "messages", "stream", "max_tokens", "temperature"}
    assert (request.body["model"], request.body["max_tokens"], request.body["temperature"]) == ("stub", 321, 0)
    assert request.messages[1] == {"role": "user", "content": "How long did the war last?"}
    assert "Authorization" not in request.headers
    assert request.headers["Accept-Encoding"] == "identity"


def test_no_proxy_stands_between_us_and_this_machine(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    with StubServer(["From the proxy."]) as proxy, StubServer(["From the model."]) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.address}")
        assert ask(model_of(server, clock)).text == "From the model."
        far = open_model("openai-like:http://models.example/v1#stub", {}, clock=clock)
        assert ask(far).text == "From the proxy."  # the control: where there is one for others, it is used
    assert proxy.requests[0].path == "http://models.example/v1/chat/completions"


def test_an_obedient_stub_can_be_written_in_one_line(clock: FakeClock) -> None:
    def obey(request: Request) -> Reply:
        return request.prompt.upper()

    with StubServer(obey) as server:
        assert "HOW LONG DID THE WAR LAST?" in ask(model_of(server, clock)).text
