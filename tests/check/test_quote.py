"""What the test of quotations promises: word for word, quoted there too, and an altered word is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.quote import check_quotes
from tests.check.findings import assert_places_hold, corrected, found, heaviest, words_at, words_there
from tests.check.seed_texts import seed

MAYOR = (
    "Mayor warns of empty coffers\n\n"
    "“We are a few weeks away from [closing] the two libraries — and nobody in this hall wants that,” Mayor Ida Holm "
    "told members. She called the plan a “historic mistake”. The plan was a gamble, she added.\n\n"
    "“The coffers will be empty by the spring,” she said."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Holm said they were “a few weeks away” from it.",
        'Holm said they were "a few weeks away" from it.',
        "Holm said they were «a  few\u00a0weeks away» from it.",
        "“We are a few weeks away from the two libraries,” Holm said.",  # an insertion left out
        "“We are a few weeks away … and nobody in this hall wants that,” Holm said.",
        "“We are a few weeks away [...] and nobody in this hall wants that,” Holm said.",
        "“[They] are a few weeks away,” Holm said.",
        "Holm called it a “Historic mistake.”",
        "Holm spoke of a “mistake”.",
    ],
)
def test_the_words_of_the_source_are_fine_however_they_are_typed(sentence: str) -> None:
    finding = heaviest(check_quotes, sentence, MAYOR)
    assert finding.force == "fine", finding.reason


@pytest.mark.parametrize(
    ("sentence", "at", "right"),
    [
        ("Holm called it a “historic error”.", "historic error", "historic mistake"),
        ("Holm said they were “a few days away from closing the two libraries”.", "days", "weeks"),
        ("“The coffers will be full by the spring,” she said.", "full", "empty"),
        ("She called the plan a “blunder”.", "blunder", "historic mistake"),
    ],
)
def test_an_altered_word_is_named_with_what_the_source_has(sentence: str, at: str, right: str) -> None:
    finding = heaviest(check_quotes, sentence, MAYOR)
    assert finding.force == "veto"
    assert words_at(finding, sentence) == at
    assert finding.right == right
    assert right in words_there(finding, MAYOR)
    assert heaviest(check_quotes, corrected(sentence, finding), MAYOR).force == "fine"


def test_a_word_dropped_or_added_gives_the_whole_run() -> None:
    for sentence in (
        "“The coffers will be empty by spring,” she said.",
        "“The coffers will soon be empty by the spring,” she said.",
    ):
        finding = heaviest(check_quotes, sentence, MAYOR)
        assert (finding.force, finding.right) == ("veto", "The coffers will be empty by the spring")


def test_a_headlines_paraphrase_never_passes_as_a_quotation() -> None:
    sentence = "Bagheri said: “Presence of foreigners causes tensions.”"
    finding = heaviest(check_quotes, sentence, seed("001"))
    assert finding.force == "veto"
    assert finding.right == "The presence of foreigners in the region will cause tension and conflict."
    assert heaviest(check_quotes, corrected(sentence, finding), seed("001")).force == "fine"


def test_the_reporters_words_are_not_a_quotation() -> None:
    finding = heaviest(check_quotes, "Holm said the plan was a “gamble”.", MAYOR)
    assert finding.force == "doubt"
    assert finding.reason == "The source has the words “gamble”, but not as a quotation."
    bare = heaviest(check_quotes, "The plan is known as the “gamble”.", MAYOR)
    assert bare.force == "fine", "the control: nobody is quoted"


def test_where_marks_are_missing_in_the_source_that_is_no_more_than_noted() -> None:
    source = '"We have worked hard, she said. It would be a gamble to stop now. "We go on."'
    assert heaviest(check_quotes, "She said it would be “a gamble”.", source).force == "note"


def test_words_that_stand_nowhere_are_not_supported_and_a_title_is_a_doubt() -> None:
    assert heaviest(check_quotes, "Holm spoke of “utter and complete ruin”.", MAYOR).force == "veto"
    assert heaviest(check_quotes, "Holm has read “The Ruin of Cities”.", MAYOR).force == "doubt"


WORDS = "the mayor will open seven small schools before winter comes again this year".split()


@given(st.integers(0, len(WORDS) - 1), st.sampled_from(["perhaps", "never", "green"]))
def test_any_one_changed_word_is_found_and_put_right(place: int, other: str) -> None:
    source = f"“{' '.join(WORDS)},” Holm said."
    sentence = f"“{' '.join([*WORDS[:place], other, *WORDS[place + 1 :]])},” Holm said."
    finding = heaviest(check_quotes, sentence, source)
    assert finding.force == "veto"
    assert corrected(sentence, finding) == source


texts = st.text(alphabet="ab c.“”\"'…[]«»\n", max_size=100) | st.text(max_size=80)


@given(texts, texts)
def test_findings_point_at_characters_that_are_there(sentence: str, source: str) -> None:
    findings = found(check_quotes, sentence, source)
    assert_places_hold(findings, sentence, [source])
    assert findings == found(check_quotes, sentence, source)
