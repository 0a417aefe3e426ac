"""Which sentences are shown: enough, not more, each once, and with the neighbours the evidence goes on in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from rag.answer import choose
from rag.answer.candidate import Candidate
from rag.answer.evidence import candidates
from rag.answer.question import Question
from tests.answer.news import FERRY, WORDS, any_question, any_texts, hits, ranked


def chosen(text: str, *texts: str) -> list[Candidate]:
    return choose.choose(Question(text), ranked(text, *texts))


def quoted(candidate: Candidate) -> str:
    return candidate.quoted.of(candidate.article.text)


def scored(*scores: float, text: str = FERRY) -> list[Candidate]:
    """The sentences of a text with these scores, best first; each says as much of the question as the others."""
    (hit,) = hits(text)
    parts = {"around": 1.0, "own": 1.0, "fits": 0.5}
    found = [Candidate(hit.article, index, parts, score) for index, score in enumerate(scores)]
    return sorted(found, key=lambda c: -c.score)


def test_a_number_is_asked_for_and_one_sentence_is_enough() -> None:
    assert [c.text for c in chosen("How many passengers have booked a seat?")] == [
        "He added that 220 passengers had booked a seat."
    ]


def test_the_evidence_goes_on_in_the_next_sentence() -> None:
    report = "The ferry sank off Tarn on Monday. It carried 220 passengers and a cargo of timber."
    best = chosen("Which ferry sank off Tarn with passengers and a cargo of timber?", report)[0]
    assert quoted(best) == report


def test_a_neighbour_far_less_likely_stays_away() -> None:
    far, near = scored(9.0, 6.9, 0.0), scored(9.0, 7.1, 0.0)
    assert choose.Neighbours(far).joined(far[0], 2.0).reach == (0, 0)
    assert choose.Neighbours(near).joined(near[0], 2.0).reach == (0, 1)


def test_a_long_question_has_its_evidence_spread_over_sentences() -> None:
    short = Question("Who met in Baku?")
    long = Question("Which minister met the striking captains of the ferry in the flooded harbour of Ystad on Monday?")
    assert choose.between(short, choose.REACH) < choose.between(long, choose.REACH)
    assert choose.between(short, choose.ON_THE_MATTER) > choose.between(long, choose.ON_THE_MATTER)


def test_nothing_is_quoted_across_page_furniture() -> None:
    (hit,) = hits("The ferry sails again. SHARE THIS. The ferry is full.")
    article = replace(hit.article, sentences=(hit.article.sentences[0], hit.article.sentences[2]))
    one, other = Candidate(article, 0, {}, 5.0), Candidate(article, 1, {}, 5.0)
    assert choose.Neighbours([one, other]).joined(one, 2.0).reach == (0, 0)


def test_what_is_likely_enough_ends_the_list() -> None:
    sure, unsure = scored(9.0, 1.0, 0.9, 0.8), scored(9.0, 8.9, 8.8, 8.7)
    assert len(choose.picked(sure, choose.Neighbours(()), (2.0, 1.0))) == 1
    assert len(choose.picked(unsure, choose.Neighbours(()), (2.0, 1.0))) == 4


def test_sentences_beside_the_matter_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "Why was the harbour of the ferry to Ystad closed in 2019?"
    shown = " ".join(quoted(c) for c in chosen(asked))
    assert "quay had collapsed" in shown
    assert "Lena Falk" not in shown
    monkeypatch.setattr(choose, "ON_THE_MATTER", (0.0, 0.0))
    monkeypatch.setattr(choose, "LIKELY", 1.1)
    assert "Lagan" in " ".join(quoted(c) for c in chosen(asked))


def test_a_denial_stands_right_behind_what_it_denies() -> None:
    texts = [c.text for c in chosen("Were there sprinklers in the warehouse?")]
    at = next(n for n, text in enumerate(texts) if "no sprinklers at all" in text)
    assert texts[at + 1] == "Norrland Storage rejected the claim."


@given(any_question, any_texts)
@settings(deadline=None, max_examples=100)
def test_no_sentence_is_shown_twice_and_none_from_afar(question: str, texts: list[str]) -> None:
    asked = Question(question)
    found = candidates(asked, hits(*texts), WORDS)
    if not found:
        return
    shown = choose.choose(asked, found)
    places = [(c.article.path, index) for c in shown for index in c.indexes]
    assert 1 <= len(shown) <= choose.most_shown(asked)
    assert len(places) == len(set(places))
    assert all(1 <= len(c.indexes) <= choose.LONGEST for c in shown)
    assert all(c.text in quoted(c) for c in shown)


def test_a_question_in_an_article_is_no_answer() -> None:
    quiz = "Which bridge fell into the river at Tarn?\n\nThe old bridge at Tarn fell into the river, the mayor said."
    assert [c.text for c in chosen("Which bridge fell into the river at Tarn?", quiz)] == [
        "The old bridge at Tarn fell into the river, the mayor said."
    ]
