"""What a question asks for, read from its own words."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings

from rag.answer.question import LIGHT, Kind, Question
from rag.text.words import content_stems
from tests.answer.news import any_question


def test_worked_example() -> None:
    question = Question("How many soldiers did Armenia lose in 2020, according to Press TV?")
    assert question.kind == "how_many"
    assert question.counted == frozenset(content_stems("soldiers"))
    assert question.subject == "Armenia"
    assert question.names == ("Armenia", "Press TV")
    assert question.years == {"2020"}
    assert question.according_to == "Press TV"
    assert not question.several


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who said that the quay had collapsed?", "who_said"),
        ("Whose words are “a danger to all of us”?", "who_said"),
        ("Which exact words did the mayor use?", "words"),
        ("What phrase did the mayor use for the bridge?", "words"),
        ("How much will the bridge cost?", "how_many"),
        ("What share of the crew was hurt?", "how_many"),
        ("How long did the fire burn?", "how_long"),
        ("When does the ferry run?", "when"),
        ("In which year was the harbour closed?", "when"),
        ("How did Kanaani describe the deployment?", "is_like"),
        ("Who is Greta Holm?", "is_like"),
        ("Why was the harbour closed?", "why"),
        ("Who met the ambassador?", "who"),
        ("Where did they meet?", "where"),
        ("Did the ferry sink?", "yes_no"),
        ("And did the ferry sink?", "yes_no"),
        ("What did the captain add?", "what"),
        ("ferry Ystad", "what"),
        ("Compare the reports on the fire.", "compare"),
        ("What is the difference between the old bridge and the new one?", "compare"),
        ("List the ships in the harbour.", "list"),
        ("Name all that burned.", "list"),
        ("Which articles mention the quay?", "list"),
        ("Give a timeline of the fire.", "timeline"),
        ("In what order did they arrive?", "timeline"),
        ("How did the strike unfold?", "timeline"),
        # What is asked for first of all stays what it was.
        ("Compare how many each crew lost.", "how_many"),
        ("List who was on board.", "who"),
        ("Do the reports differ?", "yes_no"),
    ],
)
def test_the_kind_of_a_question(text: str, kind: Kind) -> None:
    assert Question(text).kind == kind


def test_quoted_words_do_not_decide_what_is_asked() -> None:
    assert Question("Who said “how many times, and when, and why?”").kind == "who_said"
    assert Question("Who said how many times it burned?").kind == "who_said"
    assert Question("What followed “when will it end”?").kind == "what"


def test_the_longest_quoted_words_come_first() -> None:
    question = Question("Who said “no” and “no sprinklers at all,” and when?")
    assert question.quoted == ("no sprinklers at all", "no")


@pytest.mark.parametrize(
    "text",
    ["Which articles mention the quay?", "Compare what they say.", "What do the outlets report?", "List every outlet."],
)
def test_a_question_for_several_answers(text: str) -> None:
    assert Question(text).several


@pytest.mark.parametrize("text", ["Who is Greta Holm?", "What is the key article of the treaty?"])
def test_a_question_for_one_answer(text: str) -> None:
    assert not Question(text).several


def test_only_what_somebody_said_has_a_speaker() -> None:
    assert Question("What did Greta Holm say about the fire?").speaker == "Greta Holm"
    assert Question("Where did Greta Holm live?").speaker is None
    assert Question("What burned in Malmo?").speaker is None


def test_whom_a_question_follows_is_no_word_to_look_for() -> None:
    question = Question("How many burned, according to Greta Holm?")
    assert question.according_to == "Greta Holm"
    assert not set(content_stems("Greta Holm")) & set(question.terms)
    assert Question("According to Greta Holm").terms, "but a question that holds nothing else is looked for by it"


def test_words_about_asking_weigh_little() -> None:
    question = Question("Which article mentions the quay?")
    weights = {written: question.weight(stem) for stem, written in question.terms.items()}
    assert weights == {"article": LIGHT, "mentions": LIGHT, "quay": 1.0}


@pytest.mark.parametrize("text", ["?", "who of the", "What is it that they did?", "🙂", "\x00"])
def test_a_question_without_content_is_empty(text: str) -> None:
    assert Question(text).is_empty
    assert Question(text).terms == {}


@given(any_question)
@settings(deadline=None)
def test_any_question_is_read(text: str) -> None:
    question = Question(text)
    assert question.kind in get_args(Kind)
    assert all(word in text for word in question.terms.values())
    assert question.is_empty == (not question.terms)
    assert all(name in text for name in (question.subject, question.speaker, question.according_to) if name)
    assert all(words in text for words in question.quoted)
    assert question.counted <= set(content_stems(text))


def test_whom_a_question_follows_may_have_an_abbreviation() -> None:
    assert Question("How many died, according to U.S. officials?").according_to == "U.S. officials"


def test_a_word_is_looked_for_without_its_possessive() -> None:
    assert set(Question("Who is Azerbaijan's foreign minister?").terms.values()) == {
        "Azerbaijan",
        "foreign",
        "minister",
    }


def test_what_is_counted_may_be_an_abbreviation() -> None:
    assert Question("How many B.A. degrees were given?").counted == set(content_stems("B.A. degrees"))
