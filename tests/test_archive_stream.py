"""What following an answer promises: sentences as they pass the check, a stop that stops, and an account of it all."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rag.answer
from rag import Archive
from rag.errors import Stopped
from rag.settings import Settings
from rag.types import Answer
from tests.llm.server import HOLD, Request, Script, StubServer, chunk, finish, head, status

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTION = "How many soldiers died in the flare-up?"
TRUE = "Nearly 100 soldiers were left dead on both sides by the fresh flare-up."
ALSO = "The fresh flare-up left nearly 100 soldiers dead."
MADE_UP = "Wolves were seen in the hills above Lund."
MADE_UP_TOO = "The mayor of Lund paid 4 million crowns."
FALSE = "More than 900 soldiers were left dead by the fresh flare-up."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stream") / "archive"
    with Archive.open(path, settings=Settings()) as archive:
        archive.add(SEEDS)
    return path


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[[str | None], Archive]]:
    archives: list[Archive] = []

    def one(spec: str | None) -> Archive:
        archives.append(Archive.open(settings=replace(Settings(), archive=folder, llm=spec)))
        return archives[-1]

    yield one
    for archive in archives:
        archive.close()


def key_of(request: Request) -> str:
    """The key of the passage that tells how many died."""
    passages = re.split(r"passage (?=\[[a-z0-9]{5}\]:)", request.prompt)[1:]
    return next(p[1:6] for p in passages if "nearly 100" in p)


def writes(*sentences: str, then: tuple[Any, ...] = (finish(),)) -> Callable[[Request], Script]:
    """A model that writes these sentences, each with the right key, and then does something."""
    return lambda request: Script(head(), *(chunk(f"{one} [{key_of(request)}] ") for one in sentences), *then)


def test_a_sentence_is_heard_when_it_is_complete_and_checked(opened: Any) -> None:
    """The server holds back the end of the text: what is heard before cannot have waited for it."""
    with StubServer(writes(TRUE, then=(chunk("And more"), HOLD))) as server:
        with closing(opened(server.spec).stream(QUESTION)) as answers:
            first = next(answers)
        assert server.wait_until_hung_up()
    assert [(claim.text, claim.verdict) for claim in first.claims] == [(TRUE, "supported")]
    assert [citation.n for citation in first.citations] == [1]
    assert first.mode == "generated"


def test_what_fails_the_check_is_never_heard(opened: Any) -> None:
    with StubServer(writes(TRUE, FALSE, ALSO)) as server:
        answers = list(opened(server.spec).stream(QUESTION))
    assert len(answers) > 2
    assert all("900" not in claim.text for answer in answers for claim in answer.claims)


def test_what_was_left_out_comes_with_its_reason_and_the_words_it_was_held_against(opened: Any) -> None:
    with StubServer(writes(TRUE, MADE_UP)) as server:
        whole = opened(server.spec).ask(QUESTION)
    (gone,) = whole.repairs
    assert (gone.how, gone.before, gone.after) == ("dropped", MADE_UP, None)
    assert gone.reason == "The source does not name “Wolves”."
    assert gone.tried is not None
    text = (SEEDS / gone.tried.path).read_bytes().decode()
    assert text[gone.tried.start : gone.tried.end] == gone.tried.quote
    assert gone.tried.quote not in [citation.quote for citation in whole.citations], "no sentence stands on it"
    assert Answer.from_json(json.loads(json.dumps(whole.to_json()))).to_json() == whole.to_json()


def test_what_was_left_out_is_told_while_the_model_writes_once_there_is_a_sentence(opened: Any) -> None:
    with StubServer(writes(MADE_UP, TRUE, MADE_UP_TOO, ALSO)) as server:
        *so_far, whole = opened(server.spec).stream(QUESTION)
    told = [(len(answer.claims), [repair.before for repair in answer.repairs]) for answer in so_far]
    assert told == [(1, [MADE_UP]), (1, [MADE_UP, MADE_UP_TOO]), (2, [MADE_UP, MADE_UP_TOO])]
    assert (whole.mode, whole.repairs) == ("generated", so_far[-1].repairs)


def test_what_was_left_out_is_in_no_sentence_of_any_answer(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(*sentences: str) -> str:
        with StubServer(writes(*sentences)) as server:
            answers = list(opened(server.spec).stream(QUESTION))
        return " ".join(claim.text for answer in answers for claim in answer.claims) + str(answers[-1])

    assert "Wolves" not in said(TRUE, MADE_UP)
    assert "Wolves" not in said(TRUE, MADE_UP, MADE_UP_TOO), "the quoted answer is given instead"
    monkeypatch.setattr(rag.answer, "SHOWN", (*rag.answer.SHOWN, "unsupported", "contradicted"))
    assert "Wolves" in said(TRUE, MADE_UP), "the control: what failed is shown as an answer"


def test_each_answer_so_far_begins_the_whole(opened: Any) -> None:
    with StubServer(writes(TRUE, FALSE, ALSO)) as server:
        *so_far, whole = opened(server.spec).stream(QUESTION)
    for answer in so_far:
        assert answer.claims == whole.claims[: len(answer.claims)]
        assert answer.citations == whole.citations[: len(answer.citations)]
        assert answer.id == whole.id


def test_without_a_model_the_whole_answer_is_all_there_is(opened: Any) -> None:
    answers = list(opened(None).stream(QUESTION))
    assert [answer.mode for answer in answers] == ["extractive"]
    assert answers[0].claims


def test_an_error_reaches_who_follows(opened: Any) -> None:
    from rag.errors import InputError

    with pytest.raises(InputError):
        list(opened(None).stream(""))


def test_stop_keeps_the_sentences_so_far_and_stops_the_model(opened: Any) -> None:
    stop = threading.Event()
    heard: list[Answer] = []

    def hear(answer: Answer) -> None:
        heard.append(answer)
        stop.set()

    with StubServer(writes(TRUE, then=(chunk("And more"), HOLD))) as server:
        answer = opened(server.spec).ask(QUESTION, on_answer=hear, stopped=stop.is_set)
        assert server.wait_until_hung_up()
    assert answer.claims == heard[-1].claims
    assert answer.notice == "Stopped: what was written until then."
    assert answer.usage.stopped


def test_stop_before_a_sentence_is_said_and_gives_no_half_answer(opened: Any) -> None:
    stop = threading.Event()

    def hold(_: Request) -> Script:
        stop.set()
        return Script(head(), chunk("Nearly"), HOLD)

    with StubServer(hold) as server:
        with pytest.raises(Stopped):
            opened(server.spec).ask(QUESTION, stopped=stop.is_set)
        assert server.wait_until_hung_up()


def test_stop_works_without_a_model_too(opened: Any) -> None:
    with pytest.raises(Stopped):
        opened(None).ask(QUESTION, stopped=lambda: True)


def test_the_answer_says_what_the_model_took(opened: Any) -> None:
    with StubServer(writes(TRUE, FALSE, ALSO)) as server:
        usage = opened(server.spec).ask(QUESTION).usage
    assert (usage.model, usage.calls, usage.sentences) == ("stub", 1, 3)
    assert usage.tokens_read > 300
    assert 20 < usage.tokens_written < 200
    assert usage.seconds > 0


def test_a_follow_up_takes_two_calls(opened: Any) -> None:
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": TRUE}]

    def reply(request: Request) -> Any:
        return writes(TRUE)(request) if "<<<" in request.prompt else "How many soldiers died in the fresh flare-up?"

    with StubServer(reply) as server:
        answer = opened(server.spec).ask("And how many died in it?", history)
        assert len(server.requests) == answer.usage.calls == 2


def test_a_model_that_cannot_reword_the_question_is_not_waited_for_twice(opened: Any) -> None:
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": TRUE}]
    with StubServer([status(401)]) as server:
        answer = opened(server.spec).ask("And how many soldiers were left dead?", history)
        assert len(server.requests) == 1
    assert (answer.mode, answer.abstained) == ("extractive", False)
    assert "401" in answer.notice


def test_a_model_that_failed_is_accounted_for_as_well(opened: Any) -> None:
    with StubServer([status(401)]) as server:
        answer = opened(server.spec).ask(QUESTION)
    assert answer.mode == "extractive"
    assert "401" in answer.usage.failure


def test_without_a_model_there_is_nothing_to_account_for(opened: Any) -> None:
    assert opened(None).ask(QUESTION).to_json()["usage"] is None


def test_the_explanation_shows_every_step(opened: Any) -> None:
    with StubServer(writes(TRUE, FALSE)) as server:
        answer = opened(server.spec).ask(QUESTION, explain=True)
        sent = server.requests[0].messages
    told = answer.explanation
    assert [text for _, text in told.prompt] == [message["content"] for message in sent]
    assert FALSE in told.draft
    assert [claim.verdict in ("supported", "partly_supported") for claim in told.judged][:1] == [True]
    assert any("nearly 100" in hit.text for hit in told.read)
    assert json.loads(json.dumps(answer.to_json()))["explanation"]["draft"] == told.draft


def test_an_explanation_without_a_model_names_what_was_read_and_judged(opened: Any) -> None:
    told = opened(None).ask(QUESTION, explain=True).explanation
    assert (told.prompt, told.draft) == ((), "")
    assert told.read
    assert told.judged


def test_no_explanation_is_made_or_kept_unless_it_is_asked_for(opened: Any, tmp_path: Path) -> None:
    archive = opened(None)
    assert "explanation" not in archive.ask(QUESTION).to_json()
    explained = archive.ask(QUESTION, explain=True)
    receipt = explained.save(tmp_path / "receipt.json")
    assert "explanation" not in receipt.read_text(encoding="utf-8")
