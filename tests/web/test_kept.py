"""What a browser keeps of a chat: it comes back as it was answered here, or not at all."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Answer, Filters
from rag.web.conversation import LONGEST, Conversation, Exchange
from rag.web.kept import KEY_FILE, Keeper, ids, restore
from tests.render.examples import EXPLAINED, FULL, HOSTILE

KEEPER = Keeper(b"k" * 32)


def answered(answer: Answer = FULL, question: str = "And how many boats?") -> Exchange:
    return Exchange(7, question, Filters("2020", None, ("AP",)), answer=answer, any_time=True, alone=True)


@pytest.mark.parametrize("answer", [FULL, HOSTILE], ids=["full", "hostile"])
def test_an_exchange_comes_back_as_it_was(answer: Answer) -> None:
    given_back = KEEPER.opened(json.loads(json.dumps(KEEPER.sealed(answered(answer)))))
    assert given_back == replace(answered(answer), serial=0)


@given(st.data())
def test_whatever_is_changed_in_it_is_refused(data: st.DataObject) -> None:
    kept = KEEPER.sealed(answered())
    part = data.draw(st.sampled_from(["body", "seal"]))
    at = data.draw(st.integers(0, len(kept[part]) - 1))
    letter = data.draw(st.characters().filter(lambda c: c != kept[part][at]))
    assert KEEPER.opened({**kept, part: kept[part][:at] + letter + kept[part][at + 1 :]}) is None


def test_what_another_archive_answered_is_refused() -> None:
    assert Keeper(b"x" * 32).opened(KEEPER.sealed(answered())) is None


@pytest.mark.parametrize(
    "kept", [None, "x", 7, [], {}, {"body": "{}"}, {"body": 1, "seal": 2}, {"body": "", "seal": "é"}]
)
def test_what_is_no_kept_exchange_is_refused(kept: object) -> None:
    assert KEEPER.opened(kept) is None


def test_the_key_is_made_once_for_an_archive_and_is_for_its_owner_only(tmp_path: Path) -> None:
    kept = Keeper.of(tmp_path).sealed(answered())
    assert Keeper.of(tmp_path).opened(kept) is not None
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_where_no_key_can_be_written_chats_last_as_long_as_the_server(tmp_path: Path) -> None:
    nowhere = tmp_path / "gone"
    keeper = Keeper.of(nowhere)
    assert keeper.opened(keeper.sealed(answered())) is not None
    assert not nowhere.exists()


def test_a_chat_is_taken_up_in_its_order_under_new_numbers_and_what_was_changed_is_counted() -> None:
    conversation = Conversation()
    conversation.begin("here before", Filters(), "Reading").stage = None
    kept = [KEEPER.sealed(answered(question=words)) for words in ("first", "second", "third")]
    kept[1]["body"] = kept[1]["body"].replace("boats", "goats")
    assert restore(conversation, kept, KEEPER) == 1
    assert [(e.serial, e.question) for e in conversation.exchanges] == [(2, "first"), (3, "third")]
    assert ids(conversation.exchanges) == ["1", "1"]


@pytest.mark.parametrize("kept", [None, {}, "x", [None] * 3])
def test_nonsense_gives_an_empty_chat(kept: object) -> None:
    conversation = Conversation()
    restore(conversation, kept, KEEPER)
    assert conversation.exchanges == []


def test_no_more_is_taken_up_than_a_chat_holds() -> None:
    conversation = Conversation()
    restore(conversation, [KEEPER.sealed(answered())] * (LONGEST + 9), KEEPER)
    assert len(conversation.exchanges) == LONGEST


def test_how_an_answer_came_about_is_not_kept() -> None:
    assert "explanation" not in KEEPER.sealed(answered(EXPLAINED))["body"]
