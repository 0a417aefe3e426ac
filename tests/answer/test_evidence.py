"""How much of an answer a sentence holds. Orders are tested where a reader would see them, never weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from rag.answer import Knowledge
from rag.answer.candidate import Candidate
from rag.answer.evidence import EMBEDDED, JUDGED, LESS, SURE, candidates, sentences_of
from rag.answer.fits import fits, voice_fits
from rag.answer.kin import kindred, presence
from rag.answer.question import Question
from rag.answer.sought import rarity
from rag.text.words import stem
from rag.types import Passage
from tests.answer.news import FERRY, FIRE, NEWS, WORDS, any_question, any_texts, hits, ranked


def sentence(part: str, *texts: str) -> Candidate:
    """The sentence of our news that has these words."""
    found = (
        Candidate(hit.article, index)
        for hit in hits(*(texts or NEWS))
        for index in range(len(hit.article.sentences))
        if part in hit.article.sentences[index].of(hit.article.text)
    )
    return next(found)


def test_worked_example() -> None:
    best = ranked("How many passengers have booked a seat?")[0]
    assert best.text == "He added that 220 passengers had booked a seat."
    assert best.parts["fits"] == 1.0
    assert 0 < best.parts["own"] <= best.parts["around"] <= 1


# --- which sentences --------------------------------------------------------------------------------------------------


def test_each_sentence_is_a_candidate_once_however_often_it_was_found() -> None:
    (hit,) = hits(FERRY)
    twice = candidates(Question("ferry"), [hit, replace(hit, score=0.5)], WORDS)
    assert sorted(c.index for c in twice) == list(range(len(hit.article.sentences)))


def test_a_passage_is_read_with_one_neighbour_on_each_side() -> None:
    (hit,) = hits(FERRY)
    third = hit.article.sentences[2]
    assert sentences_of(replace(hit, passage=Passage(1, hit.article.id, third.start, third.end))) == [1, 2, 3]


def test_a_passage_without_sentences_has_none() -> None:
    (hit,) = hits(FERRY)
    assert sentences_of(replace(hit, passage=Passage(1, hit.article.id, 10_000, 10_010))) == []


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("a", "b"), [("killed", "died"), ("fled", "flee"), ("Armenia", "Armenian"), ("phone", "call")])
def test_words_of_one_meaning_are_kindred(a: str, b: str) -> None:
    assert kindred(stem(a), stem(b))
    assert kindred(stem(b), stem(a))


@pytest.mark.parametrize(("a", "b"), [("fire", "water"), ("Iran", "Iraq"), ("buy", "sell"), ("win", "lose")])
def test_other_words_are_not(a: str, b: str) -> None:
    assert not kindred(stem(a), stem(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("resign", "resident"),
        ("police", "politics"),
        ("president", "press"),
        ("sign", "significant"),
        ("Niger", "Nigeria"),
    ],
)
def test_words_that_begin_alike_are_not(a: str, b: str) -> None:
    assert not kindred(stem(a), stem(b))


def test_a_kindred_word_is_worth_less_than_the_word_itself() -> None:
    here = frozenset([stem("died"), stem("warehouse")])
    assert presence(stem("warehouse"), here) == 1.0
    assert 0 < presence(stem("killed"), here) < 1
    assert presence(stem("harbour"), here) == 0.0


def test_rare_words_weigh_more_and_words_about_asking_least() -> None:
    question = Question("Which article mentions the collapsed harbour?")
    known = Knowledge(10, 40, lambda terms: {t: {"harbour": 30, "collapsed": 1}.get(t, 20) for t in terms})
    weights = rarity(question, known)
    assert weights[stem("collapsed")] > weights[stem("harbour")] > 3 * weights[stem("article")] > 0


# --- what is asked for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("How many workers died?", "three workers", "Norrland Storage rejected"),
        ("How many passengers booked?", "220 passengers", "three workers"),
        ("How long did it burn?", "14 hours", "Norrland Storage rejected"),
        ("When was the bridge torn down?", "March 2021", "a danger to all of us"),
        ("Which words did the mayor use?", "a danger to all of us", "12 million"),
        ("Who runs the ferry?", "Captain Jonas Berg", "its quay had collapsed"),
        ("Why was the harbour closed?", "because its quay", "Norrland Storage rejected"),
        ("How is Greta Holm described?", "the head of the fire brigade", "Norrland Storage rejected"),
    ],
)
def test_a_sentence_with_what_is_asked_for_fits_better(question: str, holds: str, lacks: str) -> None:
    asked = Question(question)
    assert fits(asked, sentence(holds)) > fits(asked, sentence(lacks))


def test_what_the_question_says_itself_is_no_answer() -> None:
    assert fits(Question("How many did the 12 million kronor help?"), sentence("12 million")) == 0.0
    assert fits(Question("When in 2019 was the harbour closed?"), sentence("closed in 2019")) == 0.0
    assert fits(Question("Whom did Norrland Storage sue?"), sentence("Norrland Storage")) == 0.0


def test_a_year_is_asked_for_a_day_of_the_week_is_not_enough() -> None:
    assert fits(Question("In which year did it burn?"), sentence("on Tuesday")) == 0.0
    assert fits(Question("On which day did it burn?"), sentence("on Tuesday")) == 1.0


def test_the_person_asked_about_speaks() -> None:
    own, other = sentence("no sprinklers"), sentence("rejected the claim")
    asked = Question("What did Greta Holm say about the warehouse?")
    assert voice_fits(asked, own) == 1.0
    assert voice_fits(asked, other) == 0.0
    assert voice_fits(Question("What burned?"), own) == voice_fits(Question("What burned?"), other), "nobody is asked"


# --- meaning ----------------------------------------------------------------------------------------------------------


def test_without_an_embedder_no_meaning_is_claimed() -> None:
    assert all("cosine" not in c.parts for c in ranked("How many workers died?"))


def test_meaning_decides_between_sentences_that_have_the_same_words() -> None:
    texts = ("The dam broke in the morning. The dam held in the evening.",)

    def embed(written: Sequence[str]) -> np.ndarray:
        return np.array([[0.0, 1.0] if "evening" in w or w.endswith("?") else [1.0, 0.0] for w in written])

    best = candidates(Question("And the dam at night?"), hits(*texts), Knowledge(embed=embed))[0]
    assert best.text == "The dam held in the evening."
    assert candidates(Question("And the dam at night?"), hits(*texts), WORDS)[0].text != best.text, "the control"


def test_few_sentences_are_embedded_however_long_the_articles_are() -> None:
    asked: list[int] = []

    def embed(written: Sequence[str]) -> np.ndarray:
        asked.append(len(written))
        return np.ones((len(written), 2)) / np.sqrt(2)

    long = " ".join(f"The dam number {n} broke." for n in range(60))
    found = candidates(Question("Which dam broke?"), hits(long), Knowledge(embed=embed))
    assert asked == [EMBEDDED + 1]
    assert all("cosine" in c.parts for c in found)


@given(any_question, any_texts)
@settings(deadline=None, max_examples=60)
def test_any_evidence_is_in_bounds_and_in_order(question: str, texts: list[str]) -> None:
    found = candidates(Question(question), hits(*texts), WORDS)
    assert all(-1e-9 <= value <= 1 + 1e-9 for c in found for value in c.parts.values())
    assert all(one.score >= other.score for one, other in pairwise(found))
    assert len({(c.article.path, c.index) for c in found}) == len(found)
    assert len(found) == sum(len(hit.article.sentences) for hit in hits(*texts))


def test_the_sentence_that_answers_stays_best_in_a_crowd() -> None:
    assert ranked("How many workers did the fire kill?", FERRY, FIRE)[0].text.startswith("A fire in a warehouse")


@pytest.mark.parametrize("told", ["next month", "in a few weeks", "two years ago", "within days"])
def test_a_time_told_from_the_day_of_writing_is_nearly_a_date(told: str) -> None:
    (hit,) = hits(f"The ferry sails again {told}.")
    assert 0.5 < fits(Question("When will the ferry sail again?"), Candidate(hit.article, 0)) < 1.0


# --- what the evidence model says -------------------------------------------------------------------------------------

QUESTION = "How many passengers have booked a seat?"


def with_model(favours: str, heard: list[tuple[str, str, str]]) -> Knowledge:
    """Our words, and a model that holds one sentence to answer and no other."""

    def answers(_: str, sentences: Sequence[tuple[str, str, str]]) -> list[float]:
        heard.extend(sentences)
        return [50.0 if sentence == favours else -50.0 for sentence, *_ in sentences]

    return replace(WORDS, answers=answers)


def test_the_sentence_that_the_model_favours_is_moved_up() -> None:
    before = candidates(Question(QUESTION), hits(*NEWS), WORDS)
    favoured = before[2].text
    after = candidates(Question(QUESTION), hits(*NEWS), with_model(favoured, []))
    assert [c.text for c in after].index(favoured) < 2
    assert "answers" not in before[0].parts, "the control: without a model nothing is said of it"


def test_it_reads_only_the_best_each_with_its_headline_and_the_sentence_before() -> None:
    heard: list[tuple[str, str, str]] = []
    before = candidates(Question(QUESTION), hits(*NEWS), WORDS)
    candidates(Question(QUESTION), hits(*NEWS), with_model("", heard))
    assert heard == [c.in_context for c in before[:JUDGED]]
    assert len(before) > JUDGED
    assert any(title and preceding for _, title, preceding in heard)


def test_what_it_has_not_read_counts_less_than_what_it_has() -> None:
    found = candidates(Question(QUESTION), hits(*NEWS), with_model("", []))
    read = [c.parts["answers"] for c in found if c.parts["answers"] >= -SURE]
    assert len(read) == JUDGED
    assert all(c.parts["answers"] == -SURE - LESS for c in found if c.parts["answers"] < -SURE)
