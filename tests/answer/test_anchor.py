"""An event sets a time only where the articles date it, and in one way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import anchor
from rag.answer.anchor import Anchor, anchor_of, dates_of, resolved
from rag.answer.texts import hits_of
from rag.reading import article_from
from rag.types import Article, Window
from tests.answer.news import any_text

STRIKE = (
    "Looking back on the strike\n\n"
    "The strike on the ferry of Marn began on 4 May 2020. Nobody had seen it coming.\n\n"
    "It was long and cold. The strike ended on 9 September 2020, when the owners signed.\n"
)
TRUCE = "A truce for the harbour\n\nThe truce of March 2021 holds. Both sides welcomed the truce.\n"
OLD = "An older strike\n\nA strike in 1987 closed the ferry of Marn for a week.\n"


def article(text: str) -> Article:
    read = article_from(text.encode(), path="news.txt", folder="/news")
    assert isinstance(read, Article)
    return read


def set_by(question: str, *texts: str) -> Window | None:
    found = anchor_of(question)
    assert found is not None
    return resolved(found, question, map(article, texts))


@pytest.mark.parametrize(
    ("question", "after", "before"),
    [
        ("Who ran the ferry before the strike?", None, "2020-05-03"),
        ("Who ran the ferry until the strike?", None, "2020-05-04"),
        ("Who ran the ferry after the strike?", "2020-09-09", None),
        ("Who ran the ferry after the strike began?", "2020-05-04", None),
        ("Who ran the ferry since the strike?", "2020-05-04", None),
        ("Who ran the ferry before the strike ended?", None, "2020-09-08"),
    ],
)
def test_an_event_that_the_articles_date_sets_a_time_and_says_from_where(
    question: str, after: str | None, before: str | None
) -> None:
    window = set_by(question, STRIKE)
    assert window is not None
    assert (window.after, window.before) == (after, before)
    assert window.words in question
    assert window.reason is not None
    assert window.reason.endswith("says “Looking back on the strike”.")
    quoted = window.reason.partition("”")[0].removeprefix("“")
    assert quoted in STRIKE


def test_of_a_month_or_a_year_the_whole_is_kept() -> None:
    before, after = (set_by(f"Who met {word} the truce?", TRUCE) for word in ("before", "after"))
    assert before is not None
    assert after is not None
    assert (before.before, after.after) == ("2021-03", "2021-03")


def test_without_a_date_in_the_articles_there_is_no_window() -> None:
    assert set_by("Who won before the election?", STRIKE, TRUCE) is None
    assert (
        set_by("Who ran the ferry before the strike?", "A strike\n\nThe strike was long. In 2020 it rained.\n") is None
    )


def test_a_decade_is_no_date() -> None:
    assert set_by("Who ran the ferry before the strike?", "A long strike\n\nThere was a strike in the 1990s.\n") is None
    assert set_by("Who ran the ferry before the strike?", "A long strike\n\nThere was a strike in 1990.\n") is not None


def test_two_dates_that_differ_are_no_date() -> None:
    assert set_by("Who ran the ferry before the strike?", STRIKE, OLD) is None
    assert set_by("Who ran the ferry before the strike?", STRIKE) is not None, "the control"
    coarse = "A year at sea\n\nThe 2020 strike was the first.\n"
    both = set_by("Who ran the ferry before the strike?", coarse, STRIKE)
    assert both is not None
    assert both.before == "2020-05-03", "a year and a day of it do not differ"


def test_the_year_in_the_question_says_which_event_is_meant() -> None:
    window = set_by("Who ran the ferry after the 1987 strike?", STRIKE, OLD)
    assert window is not None
    assert window.after == "1987"


def test_an_event_of_other_names_is_another_event() -> None:
    question = "What did Holm say before the strike?"
    assert set_by(question, STRIKE) is None
    assert set_by(question, STRIKE + "\nGreta Holm was away.\n") is not None, "the control"


@pytest.mark.parametrize(
    "question",
    [
        "How long did the strike last?",
        "Did Holm resign before the strike?",
        "What happened during the strike?",
        "Who spoke before the mayor?",
        "Who said “nobody knew it before the strike”?",
        "What was the worst loss since the war?",
        "The quay closed after the strike. Who paid?",
        "Who ran the ferry before the strike and after the truce?",
        "",
    ],
)
def test_other_words_name_no_event_that_sets_a_time(question: str) -> None:
    assert anchor_of(question) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The strike, he said on 4 May 2020, was long.",
        "The strike killed the trade in 2020.",
        "In 2020 the strike leader was Jonas Berg.",
        "After the strike came the storm of 2020.",
        "On 4 May 2020, a man who knew the strike spoke.",
    ],
)
def test_a_date_beside_an_event_is_not_yet_its_date(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = anchor_of("Who paid before the strike?")
    assert asked is not None
    told = article(f"News of the day\n\n{sentence}\n")
    assert list(dates_of(asked, told)) == []

    def nearest(*_: Any) -> str:
        return "whole"

    monkeypatch.setattr(anchor, "_end_told", nearest)
    assert list(dates_of(asked, told)), "with the guard off, any date of the sentence is taken"


@given(any_text, any_text, st.sampled_from(("the strike", "the truce", "war")))
def test_any_texts_give_a_date_of_their_own_or_none(question: str, text: str, event: str) -> None:
    anchor_of(question)
    asked = Anchor(0, 0, "before", event, event.split()[-1])
    hits = hits_of(text, 0)
    for dated in (d for hit in hits for d in dates_of(asked, hit.article)):
        assert " ".join(dated.words.split()) in " ".join(text.split())
