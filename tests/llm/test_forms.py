"""An answer is held to a JSON schema where the model takes one, and no answer fails because it does not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from llama_index.core.llms import MockLLM
from llama_index.llms.openai import OpenAI
from llama_index.llms.openai_like import OpenAILike

from rag.errors import InputError
from rag.llm import Model, ModelError, open_model
from rag.llm import model as asking
from rag.llm.limits import Limits
from tests.llm.asking import QUESTION, Outcome, Said, never
from tests.llm.clock import FakeClock
from tests.llm.server import HOLD, RESET, Reply, Request, Script, StubServer, chunk, finish, head, status, then, whole
from tests.llm.test_gguf import Runtime
from tests.llm.test_hosted import GOOD, KEYS, hosted

ON = {"FOOTNOTE_LLM_STRUCTURED": "1"}
SCHEMA = {
    "type": "object",
    "properties": {
        "sentences": {"type": "array", "maxItems": 4, "items": {"type": "string", "enum": ["k2b3c"], "maxLength": 9}},
        "maxLength": {"type": "string"},
    },
}
JSON = '{"sentences": ["It lasted 44 days."]}'
TEXT = "It lasted 44 days. [k2b3c]"
REFUSAL = '{"error": {"message": "SECRET: response_format is not supported"}}'


class InForm(NamedTuple):
    messages: Any = (Said("system", "Answer in JSON."), Said("user", "How long did the war last?"))
    schema: Any = SCHEMA


def ask(model: Model, form: InForm | None = InForm()) -> Outcome:  # noqa: B008
    outcome = Outcome()
    try:
        for piece in model.stream(QUESTION, most=100, stopped=never, form=form):
            outcome.pieces.append(piece)
    except ModelError as error:
        outcome.error = error
    return outcome


def asked_in_form(request: Request) -> bool:
    """Whether it carries the schema, and the words that go with it; both or neither."""
    schema, words = "response_format" in request.body, request.messages[0]["content"] == "Answer in JSON."
    assert schema == words
    return schema


def obliging(request: Request) -> Reply:
    return JSON if asked_in_form(request) else TEXT


def refusing(reply: Reply) -> Any:
    """A server that gives a reply to what asks for a form, and text to the rest."""
    return lambda request: reply if asked_in_form(request) else TEXT


def test_a_server_is_asked_for_json_with_the_schema_and_the_words_that_go_with_it(clock: FakeClock) -> None:
    with StubServer(obliging) as server:
        model = open_model(server.spec, ON, clock=clock)
        assert [ask(model).text, ask(model).text] == [JSON, JSON]
    for request in server.requests:
        assert request.body["response_format"]["type"] == "json_schema"
        wanted = request.body["response_format"]["json_schema"]
        assert wanted == {"name": "answer", "strict": True, "schema": SCHEMA}
        assert request.prompt.startswith("Answer in JSON.")
    assert model.takes_forms


def test_what_has_no_form_is_asked_for_text_of_the_same_model(clock: FakeClock) -> None:
    with StubServer(obliging) as server:
        assert ask(open_model(server.spec, ON, clock=clock), form=None).text == TEXT


@pytest.mark.parametrize("environ", [{}, {"FOOTNOTE_LLM_STRUCTURED": "0"}])
def test_a_server_of_which_nothing_is_known_is_asked_for_text_unless_set_otherwise(
    environ: dict[str, str], clock: FakeClock
) -> None:
    with StubServer(obliging) as server:
        model = open_model(server.spec, environ, clock=clock)
        assert not model.takes_forms
        assert ask(model).text == TEXT
    assert not asked_in_form(server.requests[0])


def test_a_host_of_large_models_is_asked_for_json_unless_set_otherwise() -> None:
    key = {"OPENAI_API_KEY": "k"}
    assert open_model("openai:gpt", key).takes_forms
    assert open_model(OpenAI(model="gpt-4.1", api_key="k"), {}).takes_forms
    assert not open_model("openai:gpt", {**key, "FOOTNOTE_LLM_STRUCTURED": "0"}).takes_forms
    with pytest.raises(InputError, match='FOOTNOTE_LLM_STRUCTURED="yes" is neither 0 nor 1'):
        open_model("openai:gpt", {**key, "FOOTNOTE_LLM_STRUCTURED": "yes"})


REFUSALS: list[Reply] = [
    status(400, REFUSAL),
    status(400, "SECRET"),
    status(415, REFUSAL),
    status(422, REFUSAL),
    Script(head(), b'data: {"error": {"code": 400, "message": "SECRET: grammar"}}\n\n'),
    Script(head(), finish()),
    Script(head(kind="application/json"), whole("")),
    "It lasted 44 days, says the passage.",
    "[k2b3c] It lasted 44 days.",
    Script(head(), chunk("It"), HOLD),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_is_asked_again_at_once_without_the_form_and_remembered(refusal: Reply, clock: FakeClock) -> None:
    with StubServer(refusing(refusal)) as server:
        model = open_model(server.spec, ON, clock=clock)
        first = ask(model)
        assert not model.takes_forms
        second = ask(model)
    for outcome in (first, second):
        assert (outcome.text, outcome.error) == (TEXT, None)
    assert [asked_in_form(request) for request in server.requests] == [True, False, False]
    assert clock.naps == []


@pytest.mark.parametrize("code", [500, 501])
def test_a_server_that_breaks_down_over_a_form_is_asked_without(code: int, clock: FakeClock) -> None:
    with StubServer(refusing(status(code))) as server:
        model = open_model(server.spec, ON, clock=clock)
        assert [ask(model).text, ask(model).text] == [TEXT, TEXT]
    assert len(server.requests) == 3


@pytest.mark.parametrize("reply", [Script(RESET), status(503), Script(head(), b"data: {bro\n\n")])
def test_the_last_try_is_without_the_form_and_a_passing_trouble_is_no_reason_to_give_it_up(
    reply: Reply, clock: FakeClock
) -> None:
    with StubServer(refusing(reply)) as server:
        model = open_model(server.spec, ON, clock=clock)
        assert ask(model).text == TEXT
    assert [asked_in_form(request) for request in server.requests] == [True, True, False]
    assert model.takes_forms


@pytest.mark.parametrize(
    ("reply", "calls", "line"),
    [
        (status(400, "SECRET"), 2, "answered 400."),
        (status(401), 1, "wants a key (401)."),
        (status(404), 1, "has no model"),
        (status(413), 1, "too long (413)"),
        (status(503), 3, "answered 503 three times."),
        (status(500), 4, "answered 500 three times."),
        (Script(head(), finish()), 2, "answered with nothing."),
        (Script(head(), chunk("<think>"), finish("length")), 1, "used up its tokens"),
    ],
)
def test_what_fails_without_a_form_too_fails_in_the_same_words_and_within_the_same_bounds(
    reply: Reply, calls: int, line: str, clock: FakeClock
) -> None:
    with StubServer([reply]) as server:
        model = open_model(server.spec, ON, clock=clock)
        outcome = ask(model)
    assert line in str(outcome.error)
    assert "SECRET" not in str(outcome.error)
    assert outcome.error is not None
    assert outcome.error.__context__ is None
    assert len(server.requests) == calls
    assert clock.now() <= Limits().total
    assert model.takes_forms, "nothing is known of the form"


def test_without_the_second_asking_a_refusal_would_be_the_end(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it is our asking again that saves the answer."""
    monkeypatch.setattr("rag.llm.wire.FORM_REFUSED", ())
    with StubServer(refusing(status(400, REFUSAL))) as server:
        assert "answered 400" in str(ask(open_model(server.spec, ON, clock=clock)).error)


def test_text_that_came_late_is_taken_as_it_is_for_there_is_no_time_for_another(clock: FakeClock) -> None:
    late = Script(head(), then(lambda: clock.advance(15)), chunk(TEXT), finish())
    with StubServer(refusing(late)) as server:
        model = open_model(server.spec, ON, clock=clock)
        assert ask(model).text == TEXT
        assert not model.takes_forms
    assert len(server.requests) == 1


def test_json_in_a_fence_is_json(clock: FakeClock) -> None:
    with StubServer(refusing(f"```json\n{JSON}\n```")) as server:
        assert JSON in ask(open_model(server.spec, ON, clock=clock)).text
    assert len(server.requests) == 1


@pytest.mark.parametrize("size", [1, 7])
def test_a_stream_in_the_smallest_pieces_gives_the_same(size: int, clock: FakeClock) -> None:
    sent = b"".join(chunk(sign) for sign in JSON) + finish()
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
    with StubServer(refusing(Script(head(), pieces))) as server:
        assert ask(open_model(server.spec, ON, clock=clock)).text == JSON
    assert len(server.requests) == 1


def test_what_broke_off_after_its_first_word_is_not_asked_again(clock: FakeClock) -> None:
    with StubServer(refusing(Script(head(), chunk('{"sentences": ['), RESET))) as server:
        outcome = ask(open_model(server.spec, ON, clock=clock))
    assert (outcome.text, outcome.cut_off) == ('{"sentences": [', True)
    assert len(server.requests) == 1


def test_a_stop_during_the_second_asking_stops(clock: FakeClock) -> None:
    stop: list[bool] = []
    hold = Script(head(), then(lambda: stop.append(True)), HOLD)
    with StubServer(lambda request: status(400) if asked_in_form(request) else hold) as server:
        model = open_model(server.spec, ON, clock=clock)
        assert list(model.stream(QUESTION, most=9, stopped=lambda: bool(stop), form=InForm())) == []
        assert server.wait_until_hung_up()
    assert model.takes_forms, "what was stopped has shown nothing"


# The others


def test_openai_s_schemas_have_no_bounds_but_keep_a_field_of_that_name(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KEYS, "FOOTNOTE_LLM_STRUCTURED", "1")
    with StubServer([JSON]) as server:
        assert ask(hosted("openai:gpt", server, clock, monkeypatch)).text == JSON
    schema = server.requests[0].body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["sentences"] == {"type": "array", "items": {"type": "string", "enum": ["k2b3c"]}}
    assert set(schema["properties"]) == {"sentences", "maxLength"}


def test_anthropic_is_asked_for_text(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KEYS, "FOOTNOTE_LLM_STRUCTURED", "1")
    with StubServer([GOOD]) as server:
        model = hosted("anthropic:claude", server, clock, monkeypatch)
        assert not model.takes_forms
        assert ask(model).text == "It lasted 44 days."
    assert server.requests[0].body["system"] == "Answer from the passages."


def test_a_model_file_is_held_to_the_form_by_its_own_server(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF....")
    with StubServer(obliging) as server:
        monkeypatch.setitem(sys.modules, "xllamacpp", Runtime(server).module())
        assert ask(open_model(str(file), ON, clock=clock)).text == JSON


@pytest.mark.parametrize("reply", [JSON, status(400, REFUSAL)])
def test_a_llamaindex_object_that_speaks_to_openai_hands_the_form_on(reply: Reply, clock: FakeClock) -> None:
    with StubServer(refusing(reply)) as server:
        made = OpenAILike(model="stub", api_base=server.url, api_key="k", is_chat_model=True, max_retries=0)
        outcome = ask(open_model(made, ON, clock=clock))
    assert (outcome.text, outcome.error) == (JSON if reply == JSON else TEXT, None)
    assert json.dumps(server.requests[0].body["response_format"]).count("maxLength") == 1, "the field of that name"


@pytest.mark.parametrize(
    ("llm", "takes"),
    [
        (OpenAI(model="gpt-4.1", api_key="k"), True),
        (OpenAILike(model="m", api_base="http://127.0.0.1:1/v1", api_key="k", is_chat_model=True), True),
        (OpenAILike(model="m", api_base="http://127.0.0.1:1/v1", api_key="k"), False),
        (MockLLM(), False),
    ],
)
def test_only_objects_that_are_known_to_understand_it_are_given_a_form(llm: Any, takes: bool) -> None:
    assert open_model(llm, ON).takes_forms == takes


def test_nothing_but_what_json_begins_with_is_taken_for_json() -> None:
    assert asking.IN_FORM == "{`"
