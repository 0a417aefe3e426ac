"""A question that sets a time, asked of an archive: what is read, what is said, and how the limit is removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer import timely
from rag.archive import Archive
from rag.errors import ReceiptError
from rag.receipt import parse_receipt, read_receipt
from rag.settings import Settings
from rag.types import Answer, Window
from tests.small_press import page, write

HOW_MANY = "How many passengers did the ferry of Marn carry"


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Reports on one ferry over the years, one of them without a date, and on a flood that is counted three times."""
    folder = write(
        tmp_path_factory.mktemp("ferry") / "news",
        a=page(
            "Ferry of Marn carries fewer passengers",
            ["The ferry of Marn carried 400 passengers a day. Jonas Berg called the fares too high."],
            date="2018-06-10",
        ),
        b=page(
            "Ferry of Marn is full again",
            ["The ferry of Marn carried 900 passengers a day. Jonas Berg called the summer a gift."],
            date="2022-06-12",
        ),
        c=page(
            "Looking back on the ferry strike",
            [
                "The strike on the ferry of Marn began on 4 May 2020. In 2020 the ferry of Marn carried only 120 "
                "passengers a day."
            ],
            date="2023-01-05",
        ),
        d=page("A word on the ferry", ["The ferry of Marn carried 650 passengers a day, they said."], outlet=None),
        **{
            f"flood{day}": page(
                f"Flood in Pell, day {day}", [f"The flood in Pell killed {dead} people."], date=f"2021-03-0{day}"
            )
            for day, dead in ((3, 9), (6, 14), (1, 3))
        },
    )
    with Archive.open(folder.parent / "archive", settings=Settings(embedder="none")) as archive:
        archive.add(folder)
        yield archive


def said(answer: Answer) -> str:
    return "\n".join(claim.text for claim in answer.claims)


def test_a_year_narrows_the_reading_to_what_is_of_it_or_tells_of_it_or_has_no_date(ferry: Archive) -> None:
    now = ferry.ask(f"{HOW_MANY} in 2018?")
    assert now.window is not None
    assert (now.window.words, now.window.after, now.window.before, now.window.lifted) == (
        "in 2018",
        "2018",
        "2018",
        False,
    )
    assert now.window.reason == "Articles without a date are kept."
    assert "400" in said(now)
    assert "900" not in said(now)
    later = ferry.ask(f"{HOW_MANY} in 2020?")
    assert "120" in said(later), "told in an article that appeared in 2023"


def test_without_a_time_in_the_question_there_is_no_window(ferry: Archive) -> None:
    answer = ferry.ask(f"{HOW_MANY}?")
    assert answer.window is None
    assert "400" in said(answer)
    assert "900" in said(answer)


def test_any_time_removes_the_window(ferry: Archive) -> None:
    question = "What did Jonas Berg call the fares or the summer in 2018?"
    assert "gift" not in said(ferry.ask(question))
    removed = ferry.ask(question, any_time=True)
    assert removed.window is None
    assert "gift" in said(removed) or removed.abstained


def test_filters_that_are_given_win_over_the_question(ferry: Archive) -> None:
    answer = ferry.ask("What did Jonas Berg call a gift in 2018?", after="2022")
    assert answer.window is None
    assert {c.published.date for c in answer.citations} <= {"2022-06-12", "2023-01-05"}


def test_an_article_of_that_time_need_not_repeat_it(ferry: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    question = "What did Jonas Berg say in June 2018?"
    answer = ferry.ask(question)
    assert not answer.abstained
    assert "fares" in said(answer)
    monkeypatch.setattr(timely, "content_stems", lambda _: [])
    assert ferry.ask(question).abstained, "with the guard off, the words of time count as words that are lacking"


def test_where_nothing_is_of_that_time_all_articles_answer_and_that_is_said_first(ferry: Archive) -> None:
    answer = ferry.ask(f"{HOW_MANY} in 2015?")
    assert answer.window is not None
    assert answer.window.lifted
    assert answer.claims
    assert (answer.notice or "").startswith("Nothing found for “in 2015” answers this. Without that limit")
    assert str(answer).startswith("Note: Nothing found for “in 2015”")
    assert "Only articles" not in str(answer)


def test_the_latest_comes_first_and_hides_nothing(ferry: Archive) -> None:
    question = "What is the latest number of people the flood in Pell killed?"
    latest = ferry.ask(question)
    assert latest.window == Window("latest", order="latest")
    assert [c.text.split()[-2] for c in latest.claims] == ["14", "9", "3"]
    assert set(said(ferry.ask(question, any_time=True)).splitlines()) == set(said(latest).splitlines())


def test_an_event_that_the_articles_date_sets_a_time(ferry: Archive) -> None:
    answer = ferry.ask(f"{HOW_MANY} before the strike?")
    assert answer.window is not None
    assert answer.window.before == "2020-05-03"
    assert "began on 4 May 2020”, says “Looking back on the ferry strike”" in (answer.window.reason or "")
    assert "900" not in said(answer)
    assert ferry.ask(f"{HOW_MANY} before the election?").window is None


def test_last_week_is_counted_from_the_day_that_is_given(ferry: Archive) -> None:
    question = "What did Jonas Berg call a gift last week?"
    assert ferry.ask(question).window is None
    answer = ferry.ask(question, today="2022-06-15")
    assert answer.window is not None
    assert (answer.window.after, answer.window.before) == ("2022-06-06", "2022-06-12")


def test_a_follow_up_sets_its_own_time(ferry: Archive) -> None:
    history = [{"role": "user", "content": f"{HOW_MANY} in 2018?"}, {"role": "assistant", "content": "400."}]
    answer = ferry.ask("And in 2022?", history)
    assert answer.window is not None
    assert answer.window.words == "in 2022"


@pytest.mark.parametrize("asked", [f"{HOW_MANY} in 2018?", f"{HOW_MANY} in 2015?", f"{HOW_MANY}?"])
def test_a_window_is_kept_in_json_and_in_a_receipt(ferry: Archive, asked: str, tmp_path: Path) -> None:
    answer = ferry.ask(asked)
    document = answer.to_json()
    assert set(document["window"] or {}) <= {"after", "before", "order", "words", "reason", "lifted"}
    assert Answer.from_json(json.loads(json.dumps(document))).window == answer.window
    assert read_receipt(answer.save(tmp_path / "receipt.json")).to_json() == document


@pytest.mark.parametrize(
    "window", ["in 2020", {}, {"words": 3}, {"words": "in 2020", "after": 2020}, {"words": "x", "order": "oldest"}]
)
def test_a_receipt_with_a_window_that_is_none_is_refused(window: object) -> None:
    answer = replace(Answer("1", "Who?", "Who?"), window=Window("in 2020", "2020", "2020"))
    document = {"footnote_receipt": 1, "answer": answer.to_json()}
    assert parse_receipt(document) == answer
    document["answer"] = {**answer.to_json(), "window": window}
    with pytest.raises(ReceiptError):
        parse_receipt(document)
