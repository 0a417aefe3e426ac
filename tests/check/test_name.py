"""Names, offices and places: who is not in the source, or stands in another's place, is told; a mere capital is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.name import check_names, same
from tests.check.findings import assert_places_hold, corrected, found, heaviest, words_at, words_there

SOURCE = (
    "Foreign Minister Edda Holm met General Ruud Aske in Bern on Monday. Holm invited Aske to the capital, Ferrow. "
    "About 300 of Aske's supporters gathered in Ferrow on Tuesday, and police arrested 12 of them. "
    "Transport chief Jon Roke, who lives in Montreal, was in Libya. Deputy Mayor Ina Falk stayed in Lund."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Close to 300 supporters gathered in Ferrow.",
        "Loaded with supporters, Ferrow was loud.",
        "Choose a day in Ferrow.",
        "To reach Ferrow: Take the train from Bern.",
        "Steps:\n- Create a list of supporters.\n2. Run to Ferrow.",
    ],
)
def test_an_ordinary_word_that_begins_a_sentence_or_a_point_is_no_name(sentence: str) -> None:
    assert heaviest(check_names, sentence, SOURCE).passed


@pytest.mark.parametrize("name", ["Tasker", "Sandmark", "Jonna Reyk", "The Lumo Company"])
def test_a_name_that_no_source_has_is_told_with_its_place(name: str) -> None:
    sentence = f"{name} said that supporters gathered in Ferrow."
    finding = heaviest(check_names, sentence, SOURCE)
    assert finding.force == "veto"
    assert words_at(finding, sentence) in name


def test_a_name_that_begins_a_sentence_is_a_name_where_it_speaks() -> None:
    assert heaviest(check_names, "Close said that supporters gathered in Ferrow.", SOURCE).force == "veto"


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Holm invited Aske to the capital, Lund.", "Ferrow"),
        ("Foreign Minister Edda Holm met General Ruud Aske in Ferrow on Monday.", "Bern"),
        ("Foreign Minister Edda Holm met General Jon Roke in Bern on Monday.", "General Ruud Aske"),
    ],
)
def test_a_name_of_the_article_in_anothers_place_contradicts_and_what_is_right_is_known(
    sentence: str, other: str
) -> None:
    findings = found(check_names, sentence, SOURCE)
    finding = next(finding for finding in findings if finding.force == "contradiction")
    assert words_there(finding, SOURCE) == finding.right == other
    assert heaviest(check_names, corrected(sentence, finding), SOURCE).passed


@pytest.mark.parametrize(
    ("sentence", "force"),
    [
        ("Colonel Aske was in Bern.", "contradiction"),
        ("Deputy Foreign Minister Holm was in Bern.", "doubt"),
        ("Mayor Ina Falk stayed in Lund.", "doubt"),
        ("Foreign Secretary Holm was in Bern.", "fine"),
        ("Gen. Aske was in Bern.", "fine"),
        ("Aske was in Bern.", "fine"),
        ("Deputy Mayor Falk stayed in Lund.", "fine"),
    ],
)
def test_an_office_or_rank_that_the_source_gives_otherwise_contradicts(sentence: str, force: str) -> None:
    assert heaviest(check_names, sentence, SOURCE).force == force


def test_another_place_behind_the_same_in_is_a_doubt_for_one_may_lie_in_the_other() -> None:
    sentence = "In Bern, about 300 of Aske's supporters gathered on Tuesday, and police arrested 12 of them."
    assert heaviest(check_names, sentence, SOURCE).force == "doubt"


def test_two_names_that_a_source_gives_to_one_person_are_not_exchanged() -> None:
    source = "Mara Lind was born in Lund on a Tuesday in May. The singer Mara Lind, known as Mo Mo, lives in Bern."
    assert heaviest(check_names, "Mo Mo was born in Lund on a Tuesday in May.", source).passed
    stranger = source.replace("known as Mo Mo", "lives with Mo Mo")
    assert heaviest(check_names, "Mo Mo was born in Lund on a Tuesday in May.", stranger).force == "contradiction"


def test_an_office_that_stands_elsewhere_in_the_source_is_no_other() -> None:
    source = "Roke, the transport minister, spoke. President Roke had been a minister for years."
    assert heaviest(check_names, "Transport Minister Roke spoke.", source).passed


def test_a_short_form_of_words_of_the_text_is_no_foreign_name() -> None:
    source = "The magnetic resonance imaging of the heart took an hour."
    assert heaviest(check_names, "The MRI of the heart took an hour.", source).passed
    assert heaviest(check_names, "The reflux disease of the gullet (RDG) took an hour.", "It took an hour.").passed
    assert not heaviest(check_names, "The CTX of the heart took an hour.", source).passed


def test_a_country_that_is_added_is_a_doubt_and_one_in_anothers_place_more() -> None:
    assert heaviest(check_names, "Roke lives in Montreal, Canada.", SOURCE).force == "doubt"
    assert (
        heaviest(check_names, "Supporters of a general were arrested, to the surprise of Canada.", SOURCE).force
        == "doubt"
    )
    copy = "Transport chief Jon Roke, who lives in Montreal, was in Canada."
    assert heaviest(check_names, copy, SOURCE).force == "veto"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Libya", "Libyan"),
        ("Norway", "Norwegian"),
        ("Japan", "Japanese"),
        ("Pakistan", "Pakistanis"),
        ("UN", "United Nations"),
    ],
)
def test_a_country_and_its_people_may_stand_for_each_other(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(("one", "other"), [("Niger", "Nigerian"), ("Iran", "Iraqi"), ("Mali", "Malaysian")])
def test_a_neighbours_people_may_not(one: str, other: str) -> None:
    assert not same(one, other)


@given(st.text(max_size=200), st.text(max_size=200))
def test_every_place_lies_in_its_text(sentence: str, source: str) -> None:
    assert_places_hold(found(check_names, sentence, source), sentence, [source])
