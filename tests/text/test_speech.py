"""Whose words stand where: quotations, reported speech, and who reports it."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.names import same_name
from rag.text.people import _sounds
from rag.text.sentences import split_sentences
from rag.text.speech import Speech, find_speech, names_a_speaker

SEEDS = Path(__file__).parents[2] / "seeds"


def speech_in(text: str) -> list[Speech]:
    return find_speech(text, split_sentences(text))


def said(text: str, words: str) -> Speech:
    """The speech that holds these words."""
    at = text.index(words)
    return next(speech for speech in speech_in(text) if speech.start <= at < speech.end)


def seed(number: int) -> str:
    return next(SEEDS.glob(f"00{number}_*")).read_text("utf-8")


LUND = "Mia Lund, the mayor of Bergen, met reporters on Monday."


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“The bridge is safe,” Lund said.", "Mia Lund"),
        ("“The bridge is safe,” said Lund, who built it.", "Mia Lund"),
        ('"The bridge is safe," she told reporters.', "Mia Lund"),
        ("Lund said: “The bridge is safe.”", "Mia Lund"),
        ("In a statement, Lund called the bridge “very safe indeed.”", "Mia Lund"),
        ("« The bridge is safe », said Lund.", "Mia Lund"),
        ("„The bridge is safe“, said Lund.", "Mia Lund"),
        ("「The bridge is safe」 said Lund.", "Mia Lund"),
        ("'The bridge is safe,' said Lund.", "Mia Lund"),
        ("“The bridge is safe!” Lund exclaimed.", "Mia Lund"),
        ("“The bridge is safe,” engineer Ola Berg of Nordic Steel said.", "Ola Berg"),
        ("“The bridge is safe,” said the firm’s chief engineer, Ola Berg.", "Ola Berg"),
        ("“The bridge is safe,” Ola Berg, an engineer at Nordic Steel, told the council.", "Ola Berg"),
        ("“The bridge is safe,” a spokesperson for Nordic Steel said.", "a spokesperson for Nordic Steel"),
        ("“The bridge is safe,” the transport ministry said in a statement.", "the transport ministry"),
        ("“The bridge is safe,” according to Nordic Steel.", "Nordic Steel"),
        ("“The bridge is safe,” one resident wrote online.", "one resident"),
        ("“The bridge is safe,” police said.", "police"),
        ("“The bridge is safe.” — Ola Berg", "Ola Berg"),
    ],
)
def test_the_tag_names_the_speaker(sentence: str, speaker: str) -> None:
    text = f"{LUND}\n\n{sentence}"
    found = next(s for s in speech_in(text) if s.kind != "reported")
    assert found.speaker == speaker
    assert found.inner.of(text).strip("., !").endswith(("safe", "indeed"))


@pytest.mark.parametrize(
    "sentence",
    [
        "The film “The Long Bridge” opens on Friday.",
        "Fans of “Bridges” were disappointed.",
        "The so-called “bridge tax” ends in May.",
        "The road is known as “the snake” because of its bends.",
    ],
)
def test_titles_and_terms_are_nobodys_words(sentence: str) -> None:
    text = f"{LUND} {sentence}"
    assert [s.speaker for s in speech_in(text) if s.kind != "reported"] == [None]


def test_a_title_in_somebodys_sentence_stays_a_title() -> None:
    text = f"{LUND} Lund said that “The Long Bridge” was her favourite film, and that it was “very moving.”"
    assert [s.speaker for s in speech_in(text)] == [None, "Mia Lund"]


def test_a_quotation_on_its_own_goes_on_with_the_speaker_before_it() -> None:
    text = f"{LUND}\n\n“The bridge is safe,” Lund said.\n\n“I drive over it every day of the week.”"
    assert said(text, "I drive").speaker == "Mia Lund"
    assert said(text, "I drive").cue is None


def test_a_colon_introduces_the_next_paragraph() -> None:
    text = f"{LUND}\n\nThe engineer Peter Berg was more careful in what he told them:\n\n“It may stand for ten years.”"
    assert said(text, "It may stand").speaker == "Peter Berg"


def test_a_quotation_over_several_paragraphs_is_one() -> None:
    quoted = "“The bridge is safe.\n\n“I drive over it. [It] holds.\n\n“So will you,”"
    text = f"{LUND}\n\n{quoted} Lund said. The road is long."
    found = [s for s in speech_in(text) if s.kind == "direct"]
    assert len(found) == 1
    assert found[0].of(text) == quoted
    assert found[0].speaker == "Mia Lund"


def test_pieces_in_reported_speech_are_mixed_and_whole_utterances_direct() -> None:
    text = f"{LUND} Lund called the report “unfounded” and said: “It is wrong.”"
    assert [(s.kind, s.of(text)) for s in speech_in(text)] == [("mixed", "“unfounded”"), ("direct", "“It is wrong.”")]


def test_reported_speech_has_its_clause_cue_and_mention() -> None:
    text = f"{LUND} She said that the bridge would be closed."
    speech = said(text, "would be closed")
    assert speech.kind == "reported"
    assert speech.speaker == "Mia Lund"
    assert speech.role == "Mia Lund, the mayor of Bergen"
    assert speech.inner.of(text) == "the bridge would be closed."
    assert speech.cue is not None
    assert speech.mention is not None
    assert (speech.cue.of(text), speech.mention.of(text)) == ("said", "She")


def test_a_tag_at_the_end_reports_what_stands_before_it() -> None:
    text = "Eleven houses burned in the old town, police said."
    assert said(text, "Eleven").inner.of(text) == "Eleven houses burned in the old town"


def test_the_reporters_own_sentences_have_no_speech() -> None:
    text = f"{LUND} The bridge was built in 1962. Tensions have continued over the disputed toll."
    assert speech_in(text) == []


def test_nested_speech_belongs_to_the_outer_speaker() -> None:
    text = f"{LUND} “Berg told us ‘it holds’ and we believed him,” Lund said."
    assert [s.speaker for s in speech_in(text)] == ["Mia Lund"]


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("Lund said the bridge was safe.", "statement"),
        ("Lund claimed the bridge was safe.", "claim"),
        ("Lund denied that the bridge was safe.", "denial"),
        ("Lund dismissed the report as “unfounded.”", "denial"),
        ("Lund believes the bridge is safe.", "opinion"),
        ("“I think the bridge is safe,” Lund said.", "opinion"),
    ],
)
def test_claim_denial_and_opinion_are_told_apart(sentence: str, stance: str) -> None:
    text = f"{LUND} {sentence}"
    assert speech_in(text)[-1].stance == stance


@pytest.mark.parametrize(
    ("sentence", "via"),
    [
        ("“The bridge is safe,” Lund told TV2.", "TV2"),
        ("“The bridge is safe,” she said in an interview with TV2.", "TV2"),
        ("“The bridge is safe,” Lund said, according to TV2.", "TV2"),
        ("Lund said the bridge was safe, TV2 reported.", "TV2"),
        ("“The bridge is safe,” Lund said.", None),
        ("“The bridge is safe,” Lund told Peter Berg.", None),
    ],
)
def test_who_reports_it_is_not_the_speaker(sentence: str, via: str | None) -> None:
    text = f"{LUND} The engineer Peter Berg was there. {sentence}"
    assert speech_in(text)[-1].speaker == "Mia Lund"
    assert speech_in(text)[-1].via == via


def test_a_document_speaks_for_who_issued_it() -> None:
    text = "Nordic Steel put out a statement on Monday. “The bridge is safe,” the statement said."
    assert said(text, "safe").speaker == "Nordic Steel"


@pytest.mark.parametrize(
    ("number", "words", "speaker", "via", "stance"),
    [
        (0, "help resolve this conflict", "Mohsen Pakaein", "ILNA", "statement"),
        (0, "Armenia denied", "Armenia", None, "denial"),
        (0, "Pashinyan held telephone", "The Armenian government", "Reuters", "statement"),
        (1, "Creating security and peace", "General Mohammad Bagheri", "Fars News", "statement"),
        (1, "friendly and close", "Azerbaijani Defense Minister General Hasanov Zakir Asgar oglu", None, "statement"),
        (2, "Armenian officials expressed", "Nasser Kanaani", None, "statement"),
        (2, "standard military action", "Nasser Kanaani", None, "statement"),
        (2, "unfounded", "Brigadier General Mohammad Ahadi", None, "denial"),
        (3, "We always lay emphasis", "Foreign Minister Hossein Amir-Abdollahian", None, "statement"),
        (3, "serious concern", "Foreign Minister Hossein Amir-Abdollahian", None, "statement"),
        (4, "our region needs peace now", "Foreign Minister Mohammad Javad Zarif", None, "statement"),
        (4, "expressed Iran’s readiness", "Government Spokesman Ali Rabiei", None, "statement"),  # by office
    ],
)
def test_speech_of_the_seeds(number: int, words: str, speaker: str, via: str | None, stance: str) -> None:
    speech = said(seed(number), words)
    assert (speech.speaker, speech.via, speech.stance) == (speaker, via, stance)


def test_a_glance_sees_whether_anybody_speaks() -> None:
    for number in range(5):
        assert names_a_speaker(seed(number), split_sentences(seed(number)))
    silent = "The bridge was built in 1962. It is 400 metres long. The film “Bridges” was shot there."
    assert not names_a_speaker(silent, split_sentences(silent))


@given(
    st.lists(
        st.sampled_from(
            ["“No,” ", "he said. ", "Mia Lund ", "told TV2: ", "\n\n“We ", "” ", "'s ", '"', "— ", "(", ". "]
        ),
        max_size=40,
    ).map("".join)
)
def test_speech_in_any_text_lies_in_it_in_order(text: str) -> None:
    sentences = split_sentences(text)
    found = find_speech(text, sentences)
    for speech in found:
        assert 0 <= speech.start <= speech.inner.start <= speech.inner.end <= speech.end <= len(text)
        assert 0 <= speech.sentence < len(sentences)
        assert speech.speaker is None or speech.mention is not None
    assert all(a.start <= b.start for a, b in pairwise(found))


@given(st.text("abcdeginorst'- ", max_size=16), st.text("abcdeginorst'- ", max_size=16))
def test_names_that_can_be_the_same_share_a_sound(a: str, b: str) -> None:
    if same_name(a, b):
        assert _sounds(a) & _sounds(b)


def test_time_grows_with_the_number_of_quotations_and_no_faster() -> None:
    def seconds(count: int) -> float:
        text = "“We are friends,” said Mia Lund of Oslo.\n" * count
        sentences = split_sentences(text)
        start = time.process_time()
        assert len(find_speech(text, sentences)) == count
        return time.process_time() - start

    seconds(100)
    assert min(seconds(4000), seconds(4000)) < 12 * max(min(seconds(1000), seconds(1000)), 0.01)
