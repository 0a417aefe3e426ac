"""What the test of speakers promises: words stay with the one who says them in the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.evidence import Evidence
from rag.check.speaker import check_speaker
from tests.check.findings import assert_places_hold, corrected, found, heaviest, words_there
from tests.check.seed_texts import seed

COUNCIL = (
    "Mayor Ida Holm said the two libraries would close in March. “Nobody in this hall wants that,” she told "
    "members.\n\n"
    "Her rival, Otto Brandt, said that the auditor Lene Falk had called the budget “a work of fiction”.\n\n"
    "Brandt added that he would vote against the budget and against the sale of the harbour."
)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("“Nobody in this hall wants that,” Holm said.", COUNCIL),
        ("“Nobody in this hall wants that,” the mayor said.", COUNCIL),
        ("Lene Falk called the budget “a work of fiction”.", COUNCIL),  # X said that Y said: both stay
        ("Brandt said that Falk had called the budget “a work of fiction”.", COUNCIL),
        ("Otto Brandt said he would vote against the budget and the sale of the harbour.", COUNCIL),
        ("Zarif called for “an immediate end to hostilities”.", seed("004")),
        ("The top Iranian diplomat called for “an immediate end to hostilities”.", seed("004")),
        ("Armenia denied it on Saturday, and Azerbaijan Army units took “retaliatory measures”.", seed("000")),
        ("The mayor has two libraries to run.", COUNCIL),  # nobody speaks
    ],
)
def test_the_sources_own_speaker_is_fine(sentence: str, source: str) -> None:
    assert heaviest(check_speaker, sentence, source).force == "fine"


@pytest.mark.parametrize(
    ("sentence", "source", "right"),
    [
        ("“Nobody in this hall wants that,” Brandt said.", COUNCIL, "Mayor Ida Holm"),
        ("Holm said she would vote against the budget and against the sale of the harbour.", COUNCIL, "Brandt"),
        (
            "Zarif said: “We do not regard any other solution as beneficial to regional nations.”",
            seed("004"),
            "Government Spokesman Ali Rabiei",
        ),
        (
            "Zarif said Iran has repeatedly voiced respect for the territorial integrity of Azerbaijan and Armenia.",
            seed("004"),
            "Government Spokesman Ali Rabiei",
        ),
        ("Ahadi described the troop deployment as a “standard military action”.", seed("002"), "Nasser Kanaani"),
    ],
)
def test_another_speaker_is_contradicted_and_the_right_one_is_named(sentence: str, source: str, right: str) -> None:
    finding = heaviest(check_speaker, sentence, source)
    assert (finding.force, finding.right) == ("contradiction", right), finding.reason
    assert heaviest(check_speaker, corrected(sentence, finding), source).force == "fine"


def test_two_with_one_office_are_two_people() -> None:
    source = "General Marta Lind said the northern bridge had been destroyed by the flood on Monday night."
    sentence = source.replace("Marta Lind", "Jonas Berg")
    assert heaviest(check_speaker, sentence, source).force == "contradiction"
    assert heaviest(check_speaker, source.replace("Marta ", ""), source).force == "fine", "the control"


def test_a_label_is_held_to_the_words() -> None:
    words = "Nobody in this hall wants that"
    assert heaviest(check_speaker, words, COUNCIL, speaker="Ida Holm").force == "fine"
    assert heaviest(check_speaker, words, COUNCIL, speaker="Otto Brandt").force == "contradiction"


def test_a_pronoun_is_followed_into_the_article_that_is_cited() -> None:
    citation = "“Nobody in this hall wants that,” she told members."
    sentence = "“Nobody in this hall wants that,” Lene Falk told members."
    assert check_speaker(Evidence(sentence, [citation])) == [], "the citation alone does not tell"
    finding = check_speaker(Evidence(sentence, [citation], [COUNCIL]))[0]
    assert finding.force == "contradiction"
    assert words_there(finding, citation) == "Nobody in this hall wants that"


def test_words_that_the_source_lets_nobody_say_are_not_judged() -> None:
    assert found(check_speaker, "Holm called it “a work of art”.", COUNCIL) == []


people = st.sampled_from(["Ida Holm", "Otto Brandt", "Lene Falk", "Jonas Berg", "Marta Lind"])


@given(people, people)
def test_exchanging_the_speaker_of_a_quotation_is_always_found(ours: str, theirs: str) -> None:
    sentence, source = (
        f"“The bridge will not be sold to anybody,” {name} told the council." for name in (ours, theirs)
    )
    finding = heaviest(check_speaker, sentence, source)
    assert finding.force == ("fine" if ours == theirs else "contradiction")
    if finding.right:
        assert corrected(sentence, finding) == source


texts = st.text(alphabet="Holm said Berg that “”,.she told a\n", max_size=120) | st.text(max_size=80)


@given(texts, texts)
def test_findings_point_at_characters_that_are_there(sentence: str, source: str) -> None:
    findings = found(check_speaker, sentence, source)
    assert_places_hold(findings, sentence, [source])
    assert findings == found(check_speaker, sentence, source)
