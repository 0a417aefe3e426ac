"""What the test of attribution promises: one side's word is not told as a fact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.attribution import check_attribution
from tests.check.findings import assert_places_hold, found, heaviest, words_there

YARD = (
    "The mayor, Ida Berg, accused the shipyard of hiding a leak in April. "
    "The shipyard claimed that the report had been forged. "
    "Karl Lind said the yard owed him 40,000 crowns. "
    "Two tanks were damaged, police said. The fire broke out at night."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The shipyard hid a leak in April.",
        "The report had been forged.",
        "The yard owed Karl Lind 40,000 crowns.",
    ],
)
def test_a_charge_or_a_partys_word_told_as_fact_is_doubted(sentence: str) -> None:
    finding = heaviest(check_attribution, sentence, YARD)
    assert finding.force == "doubt", sentence
    assert words_there(finding, YARD)


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor accused the shipyard of hiding a leak in April.",
        "According to the shipyard, the report had been forged.",
        "The report was allegedly forged.",
        "Karl Lind says the yard owed him 40,000 crowns.",
        "The shipyard called the report “forged”.",
        "The fire broke out at night.",  # the reporter's own voice
    ],
)
def test_what_stays_somebodys_word_is_fine(sentence: str) -> None:
    assert found(check_attribution, sentence, YARD) == []


def test_what_an_authority_says_may_be_told_as_a_fact_and_is_noted() -> None:
    assert heaviest(check_attribution, "Two tanks were damaged.", YARD).force == "note"


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The firm, Norda Lines, was not consulted.", "The firm, Norda Lines, said it had not been consulted."),
        ("Both sides inflicted losses.", "Officials confirmed a battle, each claiming to have inflicted losses."),
        (
            "Orn shelled the old mill.",
            "Vesla said on Friday that Orn had shelled the old mill, and spoke of “a crime”.",
        ),
        ("The dam is leaking.", "Villagers fear that the dam is leaking."),
    ],
)
def test_what_a_party_says_in_whatever_place_is_doubted(sentence: str, source: str) -> None:
    assert heaviest(check_attribution, sentence, source).force == "doubt", sentence


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Lind is charged with fraud and forgery.", "Karl Lind was charged with fraud and forgery."),
        ("He led the crew of the ferry.", "He was placed in charge of the crew, with a ferry of their own."),
        ("Mara Holm", "The guide, written by Mara Holm, sold well."),
    ],
)
def test_a_charge_that_is_kept_and_an_office_and_a_bare_name_are_no_dropped_word(sentence: str, source: str) -> None:
    assert found(check_attribution, sentence, source) == [], sentence


def test_what_the_reporter_vouches_for_is_noted() -> None:
    source = "The company announced that its profits had doubled."
    assert heaviest(check_attribution, "The profits had doubled.", source).force == "note"
    assert heaviest(check_attribution, "The profits had doubled.", source.replace("announced", "said")).force == "doubt"


def test_a_sentence_with_a_speaker_is_somebodys_word() -> None:
    assert found(check_attribution, "The report had been forged.", YARD, speaker="the shipyard") == []


WORDS = st.lists(
    st.sampled_from("Ida Berg said accused the yard of hiding that a leak claimed 7 .".split()), max_size=12
)


@given(WORDS, WORDS)
def test_places_lie_in_their_texts(ours: list[str], theirs: list[str]) -> None:
    sentence, source = " ".join(ours), " ".join(theirs)
    assert_places_hold(found(check_attribution, sentence, source), sentence, [source])
