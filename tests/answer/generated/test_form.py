"""Held to a form, a model can cite no key that is not there; read while it is written, nothing half is shown."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.generated import Account, draft_generated
from rag.answer.generated.draft import request_for
from rag.answer.generated.elements import Elements
from rag.answer.generated.form import LONGEST_SENTENCE, schema_of
from rag.answer.generated.marks import Said
from rag.answer.generated.model import Form, Message, Stopped
from rag.answer.generated.parse import Parser
from rag.llm import open_model
from tests.answer.generated.scripted import Scripted, keys_shown
from tests.answer.generated.test_parse import KEYS, WORDS, parsed
from tests.answer.news import NEWS, hits
from tests.llm.server import Request, StubServer, status

HITS = hits(*NEWS)
ASKED = "How many workers died in the fire?"
BOAT = Said("The boat sank.", ("k7f3q",))
CREW = Said("The crew swam.", ("k2b4c",))


def answer(*said: Said, quotes: Sequence[Said] = (), **layout: Any) -> str:
    """Sentences in the form that is asked for."""
    written = {
        "quotes": [{"key": key, "words": one.text} for one in quotes for key in one.keys],
        "sentences": [{"text": one.text, "keys": list(one.keys)} for one in said],
    }
    return json.dumps(written, **layout)


class FormScripted(Scripted):
    """Writes what it is told to, in the form if it is asked for one and ``obeys``; ``{1}`` is the first key, bare."""

    takes_forms = True

    def __init__(self, in_form: str, text: str = "", obeys: bool = True) -> None:
        super().__init__(text)
        self.in_form, self.obeys = in_form, obeys
        self.forms: list[Form | None] = []

    def stream(
        self, messages: Sequence[Message], *, most: int, stopped: Stopped, form: Form | None = None
    ) -> Iterator[str]:
        self.forms.append(form)
        if form is None or not self.obeys:
            yield from super().stream(messages, most=most, stopped=stopped)
            return
        keys = keys_shown(form.messages)
        yield from re.sub(r"\{(\d)\}", lambda m: keys[int(m[1]) - 1], self.in_form)


def drafted(model: Scripted) -> tuple[list[str], Account]:
    account = Account()
    made = draft_generated(ASKED, HITS, model, account, random_=random.Random(7))
    return [one.claim.text for one in made], account


# What is asked for


def test_the_schema_knows_only_the_keys_of_the_passages_that_are_sent() -> None:
    model = FormScripted(answer())
    request = request_for(ASKED, HITS, model, random.Random(7))
    assert request.form is not None
    shown = keys_shown(request.form.messages)
    assert list(request.passages) == shown
    for key in (*shown, "k9z9z", "1", ""):
        for written in (answer(Said("It sank.", (key,))), answer(quotes=[Said("It sank.", (key,))])):
            fits = jsonschema.Draft202012Validator(dict(request.form.schema)).is_valid(json.loads(written))
            assert fits == (key in shown)


@pytest.mark.parametrize(
    "written",
    [
        answer(*[BOAT] * 5),
        answer(quotes=[BOAT] * 5),
        answer(Said("The boat sank.")),
        answer(Said("The boat sank.", ("k7f3q",) * 4)),
        answer(Said("a" * (LONGEST_SENTENCE + 1), ("k7f3q",))),
        '{"sentences": []}',
        '{"quotes": [], "sentences": [], "link": "x"}',
    ],
)
def test_the_schema_has_bounds(written: str) -> None:
    fits = jsonschema.Draft202012Validator(schema_of(["k7f3q"])).is_valid
    assert fits(json.loads(answer(BOAT, quotes=[BOAT])))
    assert fits(json.loads(answer()))
    assert not fits(json.loads(written))


def test_quotes_come_before_the_sentences_they_are_for() -> None:
    schema = schema_of(["k7f3q"])
    assert list(schema["properties"]) == schema["required"] == ["quotes", "sentences"]


def test_both_ways_of_asking_hold_the_same_passages_and_the_same_marker() -> None:
    request = request_for(ASKED, HITS, FormScripted(""), random.Random(7))
    assert request.form is not None
    passages, how = request.messages[1].content.rsplit("\n\n", 1)
    assert request.form.messages[1].content == passages
    assert how.startswith("Answer in one to four")
    assert all(request.marker in system.content for system in (request.messages[0], request.form.messages[0]))
    assert '"sentences"' in request.form.messages[0].content
    assert '"sentences"' not in request.messages[0].content


def test_a_model_that_takes_no_form_is_given_none() -> None:
    assert request_for(ASKED, HITS, Scripted(""), random.Random(7)).form is None
    model = FormScripted("", "The warehouse had no sprinklers. {1}")
    model.takes_forms = False
    assert drafted(model)[0] == ["The warehouse had no sprinklers."]
    assert model.forms == [None]


def test_where_no_passage_fits_there_is_no_form_without_keys() -> None:
    model = FormScripted("")
    model.context = 700
    assert request_for(ASKED, HITS, model, random.Random(7)).form is None


# What comes of it


def test_sentences_in_the_form_become_claims_with_citations() -> None:
    written = answer(Said("The warehouse had no sprinklers.", ("{1}",)), quotes=[Said("no sprinklers", ("{1}",))])
    account = Account()
    (one,) = draft_generated(ASKED, HITS, FormScripted(written), account, random_=random.Random(7))
    assert one.claim.citations == (1,)
    assert "no sprinklers at all" in one.citations[0].quote
    assert (account.invented, account.uncited) == ([], 0)
    assert '"sentences"' in account.messages[0].content, "the prompt that was sent is the one that is explained"


def test_a_model_that_ignores_the_form_is_read_as_ever() -> None:
    texts, account = drafted(FormScripted("", "The warehouse had no sprinklers. {1}", obeys=False))
    assert texts == ["The warehouse had no sprinklers."]
    assert "End every sentence with the key" in account.messages[1].content


def test_keys_that_were_made_up_all_the_same_are_found_out() -> None:
    texts, account = drafted(FormScripted(answer(Said("The fire killed three workers in Malmo.", ("k9z9z",)))))
    assert texts == ["The fire killed three workers in Malmo."]
    assert (account.invented, account.uncited) == (["k9z9z"], 1)


def test_our_own_prompt_is_no_answer_in_either_form() -> None:
    words = "First copy what a passage says word for word, and KEY is the key of that passage."
    written = answer(Said(words, ("{1}",)), Said("The warehouse had no sprinklers.", ("{1}",)))
    texts, account = drafted(FormScripted(written))
    assert texts == ["The warehouse had no sprinklers."]
    assert account.left_out == 1


def test_no_sentences_mean_that_the_passages_do_not_say() -> None:
    assert drafted(FormScripted(answer()))[1].declined
    assert drafted(FormScripted(answer(quotes=[BOAT])))[1].declined
    assert not drafted(FormScripted(answer(BOAT)))[1].declined
    assert not drafted(FormScripted('{"quotes": [], "sentences": ['))[1].declined, "it may have been about to say"


def said_through(server: StubServer, environ: dict[str, str]) -> list[str]:
    model = open_model(server.spec, environ)
    return [one.claim.text for one in draft_generated(ASKED, HITS, model, Account())]


@pytest.mark.parametrize("refusal", [status(422), "Sure! The warehouse had no sprinklers.", None])
def test_over_a_real_connection_an_answer_comes_whether_the_form_is_taken_or_not(refusal: Any) -> None:
    def reply(request: Request) -> Any:
        key = keys_shown([Message("user", request.messages[-1]["content"])])[0]
        if "response_format" not in request.body:
            return f"The warehouse had no sprinklers. [{key}]"
        return refusal or answer(Said("The warehouse had no sprinklers.", (key,)))

    with StubServer(reply) as server:
        assert said_through(server, {"FOOTNOTE_LLM_STRUCTURED": "1"}) == ["The warehouse had no sprinklers."]
        assert len(server.requests) == 1 + (refusal is not None)
        properties = server.requests[0].body["response_format"]["json_schema"]["schema"]["properties"]
        assert properties["quotes"]["items"]["properties"]["key"]["enum"]


# Read while it is written

SENTENCES = st.lists(
    st.builds(Said, WORDS.map(lambda words: f"The {' '.join(words)} sank."), KEYS.map(tuple)),
    max_size=4,
    unique_by=lambda one: one.text,
)
LAYOUTS = st.sampled_from([{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}])


@given(SENTENCES, SENTENCES, LAYOUTS)
def test_what_is_written_in_the_form_is_read_back(said: list[Said], quotes: list[Said], layout: dict[str, Any]) -> None:
    got, parser = parsed(answer(*said, quotes=quotes, **layout))
    assert got == said
    assert parser.quotes == [Said(one.text, (key,)) for one in quotes for key in one.keys]
    assert parser.declined == (not said)
    assert parser.in_json


@given(SENTENCES, LAYOUTS, st.integers(1, 9), st.data())
def test_a_break_leaves_the_complete_sentences_however_the_text_is_cut(
    said: list[Said], layout: dict[str, Any], size: int, data: st.DataObject
) -> None:
    text = answer(*said, **layout)
    broken = text[: data.draw(st.integers(0, len(text)))]
    pieces = [broken[at : at + size] for at in range(0, len(broken), size)]
    got, parser = parsed(*pieces)
    complete = len(re.findall(r"\"keys\":[^\]]*\]\s*\}", broken))
    assert got == said[:complete]
    assert (got, parser.declined) == (parsed(broken)[0], parsed(broken)[1].declined)


def test_a_sentence_is_given_with_the_end_of_its_object() -> None:
    parser, text = Parser(), answer(BOAT, CREW)
    when = {one.text: at for at, sign in enumerate(text) for one in parser.feed(sign)}
    assert list(when) == [BOAT.text, CREW.text]
    assert all(text[at] == "}" for at in when.values())
    assert when[CREW.text] < len(text) - 1
    assert parser.finish() == []


@pytest.mark.parametrize(
    "written",
    [
        "```json\n" + answer(BOAT, CREW, indent=2) + "\n```\nI hope this helps!",
        "Here is the JSON:\n" + answer(BOAT, CREW),
        answer(BOAT, CREW) + " The engine failed. [k7f3q]",
        '\n\n{"Sentences": [{"text": "The boat sank.", "keys": "k7f3q"},'
        ' {"text": "The crew swam.", "keys": ["k2b4c"]}]}',
        '{"sentences": ["The boat sank. [k7f3q]", "The crew swam. [k2b4c]"]}',
        '{"sentences": [{"keys": ["k7f3q"], "text": "The boat sank."}, 7, null,'
        ' {"keys": ["k2b4c"], "text": "The crew swam."}',
        '{"note": {"a": [1, "]"]}, "quotes": [], "sentences": [{"text": "The boat sank.", "keys": ["k7f3q"]}],'
        ' "sentences": [{"text": "The crew swam.", "keys": ["k2b4c"]}]}',
    ],
)
def test_the_form_is_read_with_whatever_stands_around_it(written: str) -> None:
    assert parsed(written)[0] == [BOAT, CREW]


def test_signs_of_json_within_a_text_are_text() -> None:
    said = Said('He said: "no }], { [ to \\ it".', ("k7f3q",))
    assert parsed(answer(said, BOAT))[0] == [said, BOAT]


def test_an_object_that_is_broken_is_left_out_and_counted() -> None:
    got, parser = parsed(answer(BOAT, CREW).replace('"The boat sank.",', '"The boat sank."', 1))
    assert (got, parser.left_out) == ([CREW], 1)


def test_a_sentence_that_the_bound_has_cut_is_left_out() -> None:
    long = f"The boat sank. The crew {'swam ' * LONGEST_SENTENCE}"[:LONGEST_SENTENCE]
    got, parser = parsed(answer(Said(long, ("k7f3q",))))
    assert (got, parser.left_out) == ([BOAT], 1)
    ended = long[: LONGEST_SENTENCE - 1] + "."
    assert len(parsed(answer(Said(ended, ("k7f3q",))))[0]) == 2


def test_markup_in_the_form_is_taken_out_as_in_text() -> None:
    written = answer(Said("See ![x](https://evil.example/?q=1) the <b>boat</b>\nsank \u202e[k2b4c].", ("k7f3q",)))
    assert parsed(written)[0] == [Said("See the boat sank.", ("k2b4c", "k7f3q"))]


PARTS = st.lists(
    st.one_of(
        st.sampled_from(['{"sentences": [', '{"quotes": [', "{", "}", "[", "]", '"', "\\", ",", ":", "\n", " ", "]}"]),
        st.sampled_from(
            ['{"text": "The boat sank.", "keys": ["k7f3q"]}', '"sentences":', '"The boat sank."', "7", "-"]
        ),
        st.text(max_size=3),
    ),
    max_size=20,
).map(lambda parts: "{" + "".join(parts))


@given(PARTS, st.integers(1, 5))
def test_any_json_like_text_is_read_alike_however_it_is_cut(text: str, size: int) -> None:
    (said, whole), (cut_said, cut) = parsed(text), parsed(*[text[at : at + size] for at in range(0, len(text), size)])
    assert said == cut_said
    assert (whole.quotes, whole.declined, whole.left_out) == (cut.quotes, cut.declined, cut.left_out)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)


@given(VALUES, LAYOUTS)
def test_elements_are_those_that_json_itself_finds(value: Any, layout: dict[str, Any]) -> None:
    elements = Elements()
    written = json.dumps({"list": [value, {"a": value}], "other": value}, **layout)
    found = [one.value for sign in written if (one := elements.add(sign)) and one.name == "list"]
    whole = json.loads(written)["list"]
    assert found == [one for one in whole if isinstance(one, str | list | dict)]
    assert elements.lists["list"] == len(found)
    assert "list" in elements.closed
