"""What ``check_claim`` promises: a verdict, a score and a reason for any sentence and any source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check import check_claim
from rag.check.claim import TESTS
from rag.check.scoring import SUPPORTED_FROM
from rag.text.fold import fold
from rag.text.sentences import split_sentences
from tests.check.seed_texts import seed
from tests.check.trial.trial import vectors

VERDICTS = {"supported", "partly_supported", "unsupported", "contradicted"}


def test_a_worked_example() -> None:
    """One source, five sentences, five verdicts, each with what was found."""
    source = "The ferry left Oslo on Tuesday with nearly 100 passengers. The captain denied that it was late."

    true = check_claim("Nearly 100 passengers were on the ferry that left Oslo on Tuesday.", [source])
    assert true.verdict == "supported"
    assert "The source says “nearly 100 passengers”." in true.reasons

    hedge = check_claim("More than 100 passengers were on the ferry that left Oslo on Tuesday.", [source])
    assert hedge.verdict == "contradicted"
    assert hedge.reasons[0] == "The source says “nearly 100 passengers”, the sentence says “More than 100 passengers”."

    reserve = check_claim("The ferry left Oslo on Tuesday with 100 passengers.", [source])
    assert reserve.verdict in ("partly_supported", "unsupported")

    foreign = check_claim("The ferry left Bergen on Tuesday with nearly 100 passengers.", [source])
    assert foreign.verdict == "unsupported"
    assert "The source does not name “Bergen”." in foreign.reasons

    flipped = check_claim("The captain confirmed that it was late.", [source])
    assert flipped.verdict == "contradicted"
    assert "The source says “denied”, the sentence says “confirmed”." in flipped.reasons

    assert true.score > reserve.score > foreign.score > hedge.score


@pytest.mark.parametrize(
    ("number", "claim"),
    [
        ("003", "Nearly 100 soldiers died in the flare-up on both sides."),
        ("003", "A 44-day war over the territory ended in November 2020."),
        ("003", "The 44-day war over Nagorno-Karabakh ended in November 2020."),
        ("003", "The deadly conflict claimed over 65,000 lives on both sides."),
        ("001", "The Azerbaijani minister invited General Bagheri to visit the Republic of Azerbaijan."),
        ("001", "General Bagheri was invited by the Azerbaijani minister to visit the Republic of Azerbaijan."),
        ("001", "The call took place on Tuesday."),
        ("000", "The representatives held the 3rd meeting of the Joint Commission on Military Cooperation."),
        ("004", "Ethnic Azeris fled the territory in 1992."),
        ("004", "Zarif called for “an immediate end to hostilities”."),
        ("001", "Bagheri said, “The presence of foreigners in the region will cause tension and conflict.”"),
    ],
)
def test_what_a_seed_says_is_supported(number: str, claim: str) -> None:
    judgement = check_claim(claim, [seed(number)], embed=vectors())
    assert (judgement.verdict, judgement.score >= 0.5) == ("supported", True), judgement.reasons


@pytest.mark.parametrize(
    ("number", "claim", "test"),
    [
        ("003", "65,000 soldiers died in the flare-up.", "number"),  # the toll of another war
        ("003", "Over 65,000 lives were lost in the flare-up.", "number"),
        ("003", "More than 100 soldiers died in the flare-up on both sides.", "number"),
        ("003", "The war lasted 44 months.", "number"),
        ("003", "The war over Nagorno-Karabakh ended on November 10, 2020.", "date"),
        ("003", "Nagorno-Karabakh had been controlled since 1992 by ethnic Armenians.", "date"),  # "the 1990s"
        ("001", "On August 23, 2022, Armenian forces fired on Azerbaijan Army positions.", "date"),
        ("001", "The call took place on Wednesday.", "date"),
        ("001", "General Bagheri invited the Azerbaijani minister to visit Iran.", "roles"),
        ("001", "Armenia invited General Bagheri to pay a visit.", "roles"),
        ("001", "Iran said it will accept any change to the international borders of the region.", "negation"),
        ("001", "Bagheri said: “Presence of foreigners causes tensions.”", "quote"),  # the headline's paraphrase
        ("000", "Armenia confirmed the incident.", "negation"),
        ("000", "It was the fourth meeting of the Joint Commission on Military Cooperation.", "number"),
        ("000", "Ahadi said the reports were “unfounded”.", "quote"),  # indirect speech in this article
        ("000", "Pashinyan spoke with Raeisi and Erdogan on Saturday.", "name"),
        ("004", "Zarif called for “an urgent end to hostilities”.", "quote"),
        ("004", "Rabiei said Iran is not ready to help establish lasting peace in this region.", "negation"),
    ],
)
def test_a_trap_of_the_seeds_is_not_supported_and_its_test_is_why(number: str, claim: str, test: str) -> None:
    source = seed(number)
    judgement = check_claim(claim, [source])
    assert judgement.verdict != "supported"
    assert judgement.score < SUPPORTED_FROM
    without = check_claim(claim, [source], tests={name: t for name, t in TESTS.items() if name != test})
    assert without.score > judgement.score, "the control: with its test off the trap fares better"


def test_retyped_marks_and_spaces_change_nothing() -> None:
    source = seed("004")
    sentence = "He called for “an immediate end to hostilities,” and urged “dialogue to resolve differences.”"
    plain = check_claim(sentence, [source])
    assert plain.verdict == "supported"
    for retyped in (
        sentence.replace("“", '"').replace("”", '"'),
        sentence.replace(" ", "\u00a0"),
        sentence.replace(" ", "  "),
        sentence.replace("“", "«").replace("”", "»"),
    ):
        assert check_claim(retyped, [source]).verdict == "supported"


def test_an_insertion_in_a_quotation_of_the_source_may_be_left_out() -> None:
    quote = "“We always lay emphasis on the preservation of the territorial integrity of countries,” he said."
    assert check_claim(quote, [seed("003")]).verdict == "supported"


def test_verbatim_words_of_a_quote_claim_are_supported_at_once() -> None:
    judgement = check_claim("a heavy exchange of fire between neighbors", [seed("004")], kind="quote")
    assert (judgement.verdict, judgement.score) == ("supported", 1.0)


def test_half_a_sentence_as_a_statement_is_not_taken_for_the_whole() -> None:
    """ "he denied that" may stand before it."""
    source = "The minister denied that troops had crossed the border on Monday."
    assert check_claim("troops had crossed the border on Monday", [source], kind="quote").score == 1.0
    assert check_claim("Troops had crossed the border on Monday.", [source]).score < 1.0


def test_nothing_to_check_and_no_source_are_said_plainly() -> None:
    assert check_claim("", ["A source."]).reasons == ("There is nothing in this text to check.",)
    assert check_claim("A claim.", []).reasons == ("No source text is given for this sentence.",)
    assert check_claim("A claim.", [" \n"]).verdict == "unsupported"


def test_a_test_that_fails_makes_the_claim_unchecked_and_never_a_judgement() -> None:
    def broken(_: object) -> list:
        raise RuntimeError("no")

    claim, source = "The ferry left Oslo with passengers.", "The ferry left Oslo on Tuesday with 90 passengers."
    judgement = check_claim(claim, [source], tests={**TESTS, "name": broken})
    assert judgement.verdict == "unchecked"
    assert judgement.reasons == ('The test "name" failed (RuntimeError); nothing was judged.',)
    assert check_claim(claim, [source], tests=TESTS).verdict in VERDICTS, "the control"


def test_a_text_of_several_sentences_is_as_good_as_its_worst() -> None:
    source = seed("003")
    good = "Iran has announced its readiness to mediate between Armenia and Azerbaijan."
    bad = "More than 100 soldiers died in the flare-up on both sides."
    together = check_claim(f"{good} {bad}", [source])
    assert together.verdict == "contradicted"
    assert check_claim(bad, [source]).score <= together.score < check_claim(good, [source]).score


def test_two_sources_may_support_a_sentence_together() -> None:
    first, second = "The bridge in Lund opened in May.", "The bridge in Lund cost $3 million."
    claim = "The bridge in Lund opened in May and cost $3 million."
    both = check_claim(claim, [first, second])
    assert both.verdict == "supported"
    assert check_claim(claim, [first]).verdict != "supported"


def test_a_speaker_who_is_not_near_the_words_is_doubted() -> None:
    words = "We do not regard any other solution as beneficial to regional nations."
    source = seed("004")
    assert check_claim(words, [source], kind="quote", speaker="Ali Rabiei").verdict == "supported"
    assert check_claim(words, [source], kind="quote", speaker="Zarif").verdict != "supported"


texts = st.text(max_size=200) | st.text(alphabet='aA bB. "“”not5,%1990s-\n', max_size=120)


@given(texts, texts)
def test_any_two_texts_get_a_verdict(claim: str, source: str) -> None:
    judgement = check_claim(claim, [source])
    assert judgement.verdict in VERDICTS, judgement.reasons
    assert 0.0 <= judgement.score <= 1.0
    assert judgement.reasons


@given(texts, texts)
def test_the_same_input_gives_the_same_judgement(claim: str, source: str) -> None:
    assert check_claim(claim, [source]) == check_claim(claim, [source])


@given(st.text(max_size=300) | st.sampled_from("000 001 002 003 004".split()).map(seed), st.integers(0, 60))
@settings(max_examples=60)
def test_a_whole_sentence_of_the_source_is_always_supported(source: str, at: int) -> None:
    spans = split_sentences(source)
    if not spans:
        return
    sentence = spans[at % len(spans)].of(source)
    if fold(sentence):  # not only of characters that nobody sees
        assert check_claim(sentence, [source]).verdict == "supported"


@given(texts, texts)
def test_the_verdict_goes_with_the_score(claim: str, source: str) -> None:
    judgement = check_claim(claim, [source])
    assert (judgement.verdict == "supported") == (judgement.score >= 0.5)
