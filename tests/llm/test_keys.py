"""A key goes to its server and nowhere else: no message, trace, log, representation or store shows it or a part."""

from __future__ import annotations

import base64
import copy
import logging
import pickle
import traceback
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest

from rag.errors import FootnoteError, InputError
from rag.llm import Model, describe, leaves, open_model
from rag.llm.limits import Limits
from tests.llm.asking import QUESTION, model_of, never
from tests.llm.clock import FakeClock
from tests.llm.server import RESET, Reply, Request, Script, StubServer, chunk, head, status

CANARY = "sk-canary/7f3a9c51e2d84b06+b1f5?a=5c9d"


def forms(key: str) -> list[str]:
    """The key as it may be written: as it is, encoded, and each half of it."""
    written = key.encode()
    encoded = [base64.b64encode(written), base64.urlsafe_b64encode(written), base64.b64encode(b"Bearer " + written)]
    half = len(key) // 2
    parts = [key, key[:half], key[half:], urllib.parse.quote(key, safe=""), urllib.parse.quote_plus(key)]
    return parts + [one.decode().rstrip("=") for one in encoded] + [written.hex(), key[::-1]]


def leaked(text: str) -> list[str]:
    return [form for form in forms(CANARY) if form in text]


def test_every_form_of_the_key_is_found() -> None:
    """The control: a search that finds nothing would pass every test below."""
    assert len([form for form in forms(CANARY) if leaked(f"... {form} ...")]) == len(forms(CANARY)) == 10
    assert leaked("nothing here") == []


def echo(request: Request) -> str:
    return request.headers.get("Authorization", "")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def everything_of(model: Any, error: BaseException | None) -> str:
    """All that a crash report, a debugger or a careless log line would show."""
    shown = [repr(model), str(model), repr(vars(model)), repr(model.source), repr(vars(model.source))]
    while error is not None:
        own = error.__traceback__.tb_next if error.__traceback__ else None  # the test's own frame knows the key
        report = traceback.TracebackException(type(error), error, own, capture_locals=True)
        shown += [str(error), repr(error), repr(error.args), repr(vars(error)), "".join(report.format())]
        error = error.__cause__ or error.__context__
    return "\n".join(shown)


REPLIES: dict[str, Any] = {
    "401": lambda request: status(401, f'{{"error": "bad key {echo(request)}"}}'),
    "500": lambda request: status(500, f"<pre>{echo(request)}</pre>", "text/html"),
    "stream": lambda request: Script(head(), f'data: {{"error": "{echo(request)}"}}\n\n'.encode()),
    "malformed": lambda request: Script(head(), f"data: {echo(request)}\n\n".encode()),
    "whole": lambda request: Script(head(kind="application/json"), f'"{echo(request)}"'.encode()),
    "cut off": lambda _: Script(head(), chunk("It lasted"), RESET),
    "no http": lambda request: Script(echo(request).encode() + b"\r\n\r\n"),
    "redirect": lambda request: status(307, Location=f"http://127.0.0.1:9/{urllib.parse.quote(echo(request))}"),
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_server_that_repeats_the_key_is_not_repeated(
    name: str, clock: FakeClock, log: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    sent: list[str] = []

    def reply(request: Request) -> Reply:
        sent.append(echo(request))
        return REPLIES[name](request)

    with StubServer(reply) as server:
        model = model_of(server, clock, FOOTNOTE_LLM_KEY=CANARY)
        error = None
        try:
            list(model.stream(QUESTION, most=50, stopped=never))
        except FootnoteError as raised:
            error = raised
        told = [str(describe(model)), str(leaves(model))]
    out, err = capfd.readouterr()
    assert error is not None
    assert set(sent) == {f"Bearer {CANARY}"}  # the control: the server had it to give away
    assert leaked("\n".join([everything_of(model, error), log.text, out, err, *told])) == []


def test_a_key_cannot_be_stored(clock: FakeClock) -> None:
    with StubServer() as server:
        model = model_of(server, clock, FOOTNOTE_LLM_KEY=CANARY)
    key = model.source._key  # type: ignore[attr-defined]
    for store in (pickle.dumps, copy.deepcopy, copy.copy):
        with pytest.raises(TypeError):
            store(key)
    assert leaked(f"{key} {key!r} {key!s:>40}") == []
    with pytest.raises(TypeError):
        pickle.dumps(model)


def test_a_call_on_its_way_does_not_show_the_key_it_carries(clock: FakeClock) -> None:
    with StubServer() as server:
        model = model_of(server, clock, FOOTNOTE_LLM_KEY=CANARY)
    call = model.source.ask(QUESTION, 50, Limits(), clock)
    assert leaked(repr(vars(call))) == []
    assert CANARY in dict.__repr__(call._request["headers"])  # type: ignore[attr-defined]  # the control: it does carry it


def test_each_key_goes_to_its_own_server_only(clock: FakeClock) -> None:
    environ = {"OPENAI_API_KEY": CANARY, "ANTHROPIC_API_KEY": CANARY}
    with StubServer(["Yes."]) as server:
        model = open_model(server.spec, environ, clock=clock)
        assert list(model.stream(QUESTION, most=50, stopped=never)) == ["Yes."]
        near = open_model("ollama:stub", {"FOOTNOTE_LLM_KEY": CANARY, "OLLAMA_HOST": server.address}, clock=clock)
        assert list(near.stream(QUESTION, most=50, stopped=never)) == ["Yes."]
    assert [request.headers.get("Authorization") for request in server.requests] == [None, None]


@pytest.mark.parametrize("key", [CANARY + "\r\nX-Evil: 1", CANARY + " two", CANARY + "é", CANARY + "\0"])
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(InputError, match="FOOTNOTE_LLM_KEY holds characters") as refused:
        open_model("openai-like:http://127.0.0.1:1/v1#m", {"FOOTNOTE_LLM_KEY": key})
    assert leaked(str(refused.value)) == []


@pytest.mark.parametrize("place", [f"http://user:{CANARY}@127.0.0.1/v1", f"http://127.0.0.1/v1?key={CANARY}"])
def test_a_key_in_the_address_is_refused_without_being_shown(place: str) -> None:
    with pytest.raises(InputError, match="a key goes into FOOTNOTE_LLM_KEY") as refused:
        open_model(f"openai-like:{place}#m", {})
    assert leaked(str(refused.value)) == []


def test_an_object_of_llamaindex_gives_no_key_away(clock: FakeClock, log: pytest.LogCaptureFixture) -> None:
    from llama_index.llms.openai_like import OpenAILike

    with StubServer(lambda request: status(401, f'{{"error": {{"message": "bad {echo(request)}"}}}}')) as server:
        made = OpenAILike(model="stub", api_base=server.url, api_key=CANARY, is_chat_model=True, max_retries=0)
        model: Model = open_model(made, {}, clock=clock)
        with pytest.raises(FootnoteError, match=r"The model stub wants a key \(401\)") as raised:
            list(model.stream(QUESTION, most=50, stopped=never))
    assert server.requests
    assert leaked(everything_of(model, raised.value) + log.text) == []
