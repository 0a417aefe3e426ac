"""What the test of negation promises: a yes is not a no, however either is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.negation import check_negation, opposed
from tests.check.findings import assert_places_hold, corrected, found, heaviest, words_at, words_there

MINE = (
    "The miners did not strike on Monday. Their union rejected the offer by a wide margin. "
    "The owner denied that the shaft had flooded. Nobody was hurt, and police have charged no one. "
    "The company fell short of its target."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "On Monday the miners did not strike.",
        "The miners didn't strike on Monday.",
        "The offer was rejected by the union.",
        "The offer was turned down by the union by a wide margin.",
        "The union refused the offer by a wide margin.",
        "That the shaft had flooded was denied by the owner.",
        "The company did not reach its target.",
        "The union did not only reject the offer.",  # "not only" takes nothing back
    ],
)
def test_what_is_denied_in_both_is_fine(sentence: str) -> None:
    assert heaviest(check_negation, sentence, MINE).force in ("fine", "note"), sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The miners did strike on Monday.",
        "The union accepted the offer by a wide margin.",
        "The owner confirmed that the shaft had flooded.",
        "The union did not reject the offer by a wide margin.",
        "The offer was not turned down by the union by a wide margin.",
        "The company did not fall short of its target.",
    ],
)
def test_a_flipped_sentence_is_at_least_doubted(sentence: str) -> None:
    assert heaviest(check_negation, sentence, MINE).force in ("doubt", "contradiction"), sentence


def test_a_dropped_not_is_contradicted_and_its_words_are_named() -> None:
    sentence = "The miners strike on Monday."
    finding = heaviest(check_negation, sentence, "The miners will not strike on Monday.")
    assert finding.force == "contradiction"
    assert words_at(finding, sentence) == "strike"
    assert corrected(sentence, finding) == "The miners will not strike on Monday."


def test_a_not_too_many_is_put_right_with_its_auxiliaries() -> None:
    sentence = "The miners did not strike on Monday."
    finding = heaviest(check_negation, sentence, "The miners struck on Monday.")
    assert corrected(sentence, finding) == "The miners struck on Monday."


def test_of_another_subject_nothing_is_put_right() -> None:
    finding = heaviest(check_negation, "The guards strike on Monday.", "The miners will not strike on Monday.")
    assert (finding.force, finding.right) == ("contradiction", None)


def test_a_denial_beside_the_best_sentence_is_no_other_denial() -> None:
    source = "Police are questioning a man of 52. They have not charged him."
    assert heaviest(check_negation, "A man of 52 is being questioned but has not been charged.", source).force == "fine"
    assert heaviest(check_negation, "A man of 52 is not being questioned by police.", source).force != "fine"


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The court has ruled on the appeal.", "The court has not yet ruled on the appeal."),
        ("The museum will open on Mondays.", "The museum will no longer open on Mondays."),
        ("Ida Berg spoke to the press.", "Ida Berg avoided speaking to the press."),
        ("The council has voted on the quay.", "The council has yet to vote on the quay."),
    ],
)
def test_a_no_that_stands_farther_off_or_is_no_not_is_a_no(sentence: str, source: str) -> None:
    assert heaviest(check_negation, sentence, source).force in ("doubt", "contradiction"), sentence
    assert heaviest(check_negation, source, source).force == "fine"  # the control: the same no in both


def test_to_have_yet_to_do_it_is_not_to_have_done_it_yet() -> None:
    source = "The court has not yet ruled on the appeal."
    assert heaviest(check_negation, "The court is yet to rule on the appeal.", source).force == "fine"


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("No, the harbour froze in March.", "The harbour froze in March."),
        ("Experts are studying whether or not the dam leaks.", "Experts are studying whether the dam leaks."),
    ],
)
def test_an_answer_and_a_whether_or_not_deny_nothing(sentence: str, source: str) -> None:
    assert heaviest(check_negation, sentence, source).force == "fine", sentence


def test_a_denial_too_many_points_at_the_sentence_that_has_none() -> None:
    source = "Snow fell in Kall. The ferry sailed to Oslo on Sunday with forty guests."
    sentence = "The ferry sailed to Oslo on Sunday with forty guests and no crew."
    finding = heaviest(check_negation, sentence, source)
    assert "no" in words_at(finding, sentence).split()
    assert words_there(finding, source) == "The ferry sailed to Oslo on Sunday with forty guests."


def test_an_opposite_nearby_is_pointed_at_in_its_own_source() -> None:
    sources = ("Rain fell in Kall.", "The council opposed the plan. The mayor, Ida Berg, spoke of the plan for a quay.")
    finding = heaviest(check_negation, "Ida Berg spoke of the council and supported the plan for a quay.", *sources)
    assert (finding.source, words_there(finding, sources[1])) == (1, "opposed")


def test_not_until_beside_only_when_is_no_contradiction() -> None:
    source = "The strike will not end until both sides meet."
    assert heaviest(check_negation, "The strike will end only when both sides meet.", source).force == "doubt"
    dropped = heaviest(check_negation, "The strike will end until both sides meet.", source)  # the control
    assert dropped.force == "contradiction"


def test_sentences_of_different_things_are_not_compared() -> None:
    assert found(check_negation, "The ferry did not sail to Oslo.", "The miners did not strike.") == []


@pytest.mark.parametrize(
    ("one", "other"), [("lawful", "unlawful"), ("confirm", "deni"), ("increas", "reduc"), ("win", "lose")]
)
def test_opposites_are_known_both_ways(one: str, other: str) -> None:
    assert opposed(one, other)
    assert opposed(other, one)
    assert not opposed(one, one)


WORDS = st.lists(
    st.sampled_from("miners did not never strike Monday denied the union no without 7 .".split()), max_size=12
)


@given(WORDS, WORDS)
def test_places_lie_in_their_texts(ours: list[str], theirs: list[str]) -> None:
    sentence, source = " ".join(ours), " ".join(theirs)
    assert_places_hold(found(check_negation, sentence, source), sentence, [source])


@given(WORDS)
def test_no_sentence_denies_itself(words: list[str]) -> None:
    sentence = " ".join(word for word in words if word != ".") + "."
    assert all(finding.force == "fine" for finding in found(check_negation, sentence, sentence))
