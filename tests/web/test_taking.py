"""What stands under an answer, called directly: the forms it can be had in, and what is said of it and kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.feedback import LARGEST, Feedback, FeedbackFile, read_feedback
from rag.receipt import parse_receipt
from rag.types import Answer, Filters
from rag.web import markup
from rag.web.conversation import Conversation
from rag.web.feedback_markup import KINDS, feedback_html
from rag.web.kept import Keeper, restore
from rag.web.server import guarded
from rag.web.taking import FORMS, menu_html, taken_html
from tests.render import examples
from tests.render.examples import ATTACKS, HOSTILE
from tests.render.test_documents import Read, footnotes
from tests.web.fake_archive import FakeArchive
from tests.web.parsing import Page, faults


def sound(answer: Answer) -> Answer:
    """The answer with citations that end where their quotes do, as a receipt wants them."""
    ended = (replace(c, end=c.start + len(c.quote)) for c in answer.citations)
    return replace(answer, citations=tuple(ended))


FULL, ABSTAINING = sound(examples.FULL), sound(examples.ABSTAINING)


def chat(*answers: Answer) -> Conversation:
    """A conversation in which these answers were given."""
    conversation = Conversation()
    for answer in answers:
        exchange = conversation.begin(answer.question, Filters("2020", None, ("AP",)), "Reading")
        exchange.answer, exchange.stage = answer, None
    return conversation


@pytest.fixture(scope="module", autouse=True)
def _environment() -> None:
    guarded(FakeArchive())  # type: ignore[arg-type]  # sets Gradio's environment before its first import


def event(**data: Any) -> Any:
    import gradio as gr

    return gr.EventData(None, data)


def is_skip(output: Any) -> bool:
    return isinstance(output, dict) and output.get("__type__") == "update" and "value" not in output


# -- taking away ----------------------------------------------------------------------------------------------------


def taken(conversation: Conversation, form: Any, exchange: Any = 1, ticket: Any = 5) -> Any:
    from rag.web.taking_view import take

    return take(conversation, event(form=form, exchange=exchange, ticket=ticket))


def text_of(html: str) -> str:
    [words] = Page(html).attributes("data-text")
    return words


@pytest.mark.parametrize("form", list(FORMS))
def test_each_form_is_handed_out_and_reads_back(form: str) -> None:
    html = taken(chat(FULL, ABSTAINING), form)
    words, whole = text_of(html), FORMS[form].whole
    quotes = [c.quote for answer in ((FULL, ABSTAINING) if whole else (FULL,)) for c in answer.citations]
    if form.endswith("receipt"):
        assert parse_receipt(json.loads(words)) == ((FULL, ABSTAINING) if whole else FULL)
    elif form.endswith("html"):
        assert list(Read(words).quotes.values()) == quotes
    else:
        assert list(footnotes(words).values()) == [" ".join(quote.split()) for quote in quotes]
    assert list(Page(html).attributes("id")) == ["fn-taken-5"]
    assert list(Page(html).attributes("data-file")) == ([FORMS[form].file] if FORMS[form].file else [])


@pytest.mark.parametrize("form", list(FORMS))
def test_what_is_handed_out_of_a_hostile_answer_is_words_and_no_markup(form: str) -> None:
    assert faults(taken(chat(HOSTILE), form)) == []


def test_a_receipt_survives_the_way_through_the_page_character_by_character() -> None:
    assert parse_receipt(json.loads(text_of(taken_html(FORMS["chat-receipt"], [FULL, FULL], 1)))) == (FULL, FULL)


@pytest.mark.parametrize(
    ("form", "exchange", "ticket"),
    [
        ("pdf", 1, 5),
        (None, 1, 5),
        ([], 1, 5),
        ("html", 9, 5),
        ("html", "1", 5),
        ("html", 1, "5"),
        ("html", 1, 0),
        ("html", 1, 1e9),
    ],
)
def test_a_forged_wish_gets_nothing(form: Any, exchange: Any, ticket: Any) -> None:
    assert is_skip(taken(chat(FULL), form, exchange, ticket))


def test_a_question_without_an_answer_has_nothing_to_take_away() -> None:
    conversation = chat(FULL)
    conversation.begin("?", Filters(), "Reading").stage = None
    assert is_skip(taken(conversation, "html", exchange=2))
    assert len(parse_receipt(json.loads(text_of(taken(conversation, "chat-receipt", exchange=2))))) == 1  # type: ignore[arg-type]


def test_the_whole_chat_is_offered_under_the_last_answer_only() -> None:
    offered = [set(Page(menu_html(last)).attributes("data-take")) for last in (True, False)]
    assert offered == [set(FORMS), {name for name, form in FORMS.items() if not form.whole}]


# -- what is said of an answer --------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> FeedbackFile:
    return FeedbackFile(tmp_path)


@pytest.fixture
def room(file: FeedbackFile) -> Any:
    from rag.web.feedback_view import Room

    return Room(file, lambda conversation: markup.conversation_html(conversation.exchanges))


def test_what_is_said_is_kept_with_all_that_it_takes_to_ask_again(room: Any, file: FeedbackFile) -> None:
    conversation = chat(ABSTAINING, FULL)
    conversation.exchanges[1].any_time = True
    data = {"exchange": 2, "kind": "wrong_citation", "comment": " Not lost. ", "citations": [3, 99, "2", 3]}
    shown = Page(room.judge(conversation, event(**data)))
    [kept], _ = read_feedback(file.path)
    assert (kept.kind, kept.answer, kept.comment, kept.citations) == ("wrong_citation", FULL, "Not lost.", (3,))
    assert [turn.content for turn in kept.history] == [ABSTAINING.question, ABSTAINING.notice]
    assert (kept.filters, kept.any_time) == (Filters("2020", None, ("AP",)), True)
    assert "You said: Wrong citation 3. “Not lost.” Kept on this machine, sent nowhere. Withdraw" in shown.text


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_is_shown_as_it_was_said_and_can_be_taken_back(room: Any, file: FeedbackFile, kind: str) -> None:
    conversation = chat(FULL)
    assert KINDS[kind] in Page(room.judge(conversation, event(exchange=1, kind=kind, comment=""))).text  # type: ignore[index]
    assert "Is this right?" in Page(room.withdraw(conversation, event(exchange=1))).text
    assert read_feedback(file.path) == ([], [])


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"exchange": 9, "kind": "right", "comment": ""},
        {"exchange": 1, "kind": "rude", "comment": ""},
        {"exchange": 1, "kind": ["right"], "comment": ""},
        {"exchange": 1, "kind": "right", "comment": None},
        {"exchange": 1, "kind": "right"},
    ],
)
def test_a_forged_word_is_not_kept(room: Any, file: FeedbackFile, data: dict[str, Any]) -> None:
    conversation = chat(FULL)
    assert is_skip(room.judge(conversation, event(**data)))
    assert is_skip(room.withdraw(conversation, event(**data)))
    assert not file.path.exists()


def test_what_cannot_be_kept_says_why_beside_the_answer(room: Any, file: FeedbackFile) -> None:
    conversation = chat(FULL)
    shown = room.judge(conversation, event(exchange=1, kind="right", comment="x" * 2_001))
    assert "The comment has 2,001 characters; 2,000 are the limit." in Page(shown).text
    file.path.mkdir()
    assert (
        "Feedback cannot be kept in" in Page(room.judge(conversation, event(exchange=1, kind="right", comment=""))).text
    )
    file.path.rmdir()
    shown = room.judge(conversation, event(exchange=1, kind="right", comment=""))
    assert "Feedback cannot be kept" not in Page(shown).text


def test_a_chat_that_is_taken_up_again_shows_what_was_said_of_it(file: FeedbackFile) -> None:
    from rag.web.feedback_view import recall

    file.keep(Feedback("wrong", FULL, "It is 37."))
    keeper, earlier, conversation = Keeper(b"k" * 32), chat(FULL, ABSTAINING), Conversation()
    restore(conversation, [keeper.sealed(exchange) for exchange in earlier.exchanges], keeper)
    recall(conversation, file)
    assert [exchange.feedback and exchange.feedback.kind for exchange in conversation.exchanges] == ["wrong", None]
    file.path.unlink()
    file.path.mkdir()
    recall(conversation, file)  # a file that cannot be read costs no chat


@settings(deadline=None)
@given(st.text(max_size=300) | st.sampled_from(list(ATTACKS.values())), st.sampled_from(list(KINDS)))
def test_a_comment_is_shown_and_becomes_no_markup(comment: str, kind: Any) -> None:
    html = feedback_html(Feedback(kind, FULL, comment), refused=comment)
    assert faults(html) == []
    assert all(tag in ("div", "p", "b", "bdi", "button") for tag, _ in Page(html).elements)


def test_the_limit_of_the_file_leaves_room_for_many_answers() -> None:
    line = len(json.dumps(Feedback("right", replace(FULL, citations=FULL.citations * 10)).to_json()))
    assert LARGEST / line > 1_000
