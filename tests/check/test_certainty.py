"""What the test of certainty promises: what may happen, or is planned, has not happened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.certainty import check_certainty
from tests.check.findings import assert_places_hold, corrected, found, heaviest, words_at, words_there

PORT = (
    "The port may close its north quay. The council plans to sell two cranes. "
    "The minister agreed to visit Kall in May. The union agreed on a new contract. The ferry will sail on Sunday."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The north quay of the port may close.",
        "The port could close its north quay.",
        "The council intends to sell two cranes.",
        "The council may sell two cranes.",  # less sure than the source
        "The union agreed on a new contract.",
        "A new contract was agreed on by the union.",
        "The ferry will sail on Sunday.",
        "The minister has agreed to visit Kall in May.",
    ],
)
def test_as_sure_as_the_source_or_less_is_fine(sentence: str) -> None:
    assert found(check_certainty, sentence, PORT) == []


@pytest.mark.parametrize(
    ("sentence", "ours", "theirs"),
    [
        ("The port closed its north quay.", "closed", "may close"),
        ("The port will close its north quay.", "will close", "may close"),
        ("The council sold two cranes.", "sold", "plans to sell"),
        ("The council will sell two cranes.", "will sell", "plans to sell"),
        ("The minister visited Kall in May.", "visited", "agreed to visit"),
        ("The ferry sailed on Sunday.", "sailed", "will sail"),
    ],
)
def test_surer_than_the_source_is_doubted_and_both_places_are_named(sentence: str, ours: str, theirs: str) -> None:
    finding = heaviest(check_certainty, sentence, PORT)
    assert finding.force == "doubt", sentence
    assert words_at(finding, sentence) == ours
    assert words_there(finding, PORT) == theirs
    assert finding.right == theirs


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The letter was forged.", "The letter appears to have been forged."),
        ("The letter was forged.", "The letter was apparently forged."),
        ("The port closed its gate.", "The port is about to close its gate."),
        ("The lawyer showed that the men had been beaten.", "The lawyer claimed that the men had been beaten."),
        (
            "Dren met Kost on Monday and met Grad on Friday.",
            "Dren met Kost on Monday and plans to meet Grad on Friday.",
        ),
    ],
)
def test_what_only_seems_or_is_claimed_or_comes_later_is_no_fact(sentence: str, source: str) -> None:
    assert heaviest(check_certainty, sentence, source).force == "doubt", sentence
    assert found(check_certainty, source, source) == []  # the control: as sure in both


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Forty guests left the hall.", "About forty guests left the hall."),
        ("The survey showed that trade had grown.", "The survey confirmed that trade had grown."),
        ("Dren met Kost on Monday.", "Dren met Kost on Monday and plans to meet Grad on Friday."),
    ],
)
def test_what_is_done_or_proved_in_both_is_fine(sentence: str, source: str) -> None:
    assert found(check_certainty, sentence, source) == [], sentence


def test_a_sentence_put_right_keeps_its_subject() -> None:
    sentence = "The port has closed its north quay."
    assert corrected(sentence, heaviest(check_certainty, sentence, PORT)) == "The port may close its north quay."


def test_of_another_subject_nothing_is_put_right() -> None:
    finding = heaviest(check_certainty, "The union sold two cranes.", PORT)
    assert (finding.force, finding.right) == ("doubt", None)


def test_a_passive_keeps_the_verb_that_leaves_it_open() -> None:
    assert found(check_certainty, "Ida Berg was urged by Karl Lind to stay.", "Karl Lind urged Ida Berg to stay.") == []


WORDS = st.lists(st.sampled_from("the port may will plans to close sell cranes closed agreed 7 .".split()), max_size=12)


@given(WORDS, WORDS)
def test_places_lie_in_their_texts(ours: list[str], theirs: list[str]) -> None:
    sentence, source = " ".join(ours), " ".join(theirs)
    assert_places_hold(found(check_certainty, sentence, source), sentence, [source])
