from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.text.forms import base, forms
from rag.text.sentences import split_sentences
from rag.text.voices import Voices
from rag.text.words import stem

SEEDS = Path(__file__).parents[2] / "seeds"


def voices_in(text: str) -> Voices:
    return Voices(text, split_sentences(text))


def speaker(text: str, part: str) -> str | None:
    """Who speaks in the sentence with these words."""
    voices = voices_in(text)
    index = next(n for n, s in enumerate(voices.sentences) if part in s.of(text))
    voice = voices.of(index)
    return voice.name if voice else None


def seed(number: int) -> str:
    return next(SEEDS.glob(f"00{number}_*")).read_text("utf-8")


def test_worked_example() -> None:
    text = (
        "Nasser Kanaani, the spokesperson for the ministry, met reporters. He stated that talks went on. "
        "“Soon,” Kanaani added."
    )
    voices = voices_in(text)
    assert [v.name if v else None for v in voices.voices] == [None, "Nasser Kanaani", "Nasser Kanaani"]
    assert voices.introduced("Kanaani") == "Nasser Kanaani, the spokesperson for the ministry"


@pytest.mark.parametrize(
    ("number", "part", "name"),
    [
        (0, "put pressure on Russia", "Mohsen Pakaein"),  # "The ex-envoy said"
        (0, "Armenia denied", "Armenia"),
        (0, "mutual visits", "Major General Mohammad Ahadi"),  # "he stressed"
        (1, "friendly and close country", "Azerbaijani Defense Minister General Hasanov Zakir Asgar oglu"),  # by office
        (1, "presence of foreigners in the region", "General Mohammad Bagheri"),
        (1, "On August 23", "the Azerbaijani defense ministry"),  # a ministry is not its minister
        (2, "standard military action", "Nasser Kanaani"),
        (2, "unfounded", "Brigadier General Mohammad Ahadi"),
        (3, "serious concern", "Foreign Minister Hossein Amir-Abdollahian"),  # "The top Iranian diplomat"
        (3, "stay committed", "President Ebrahim Raeisi"),
        (4, "We do not regard", "Government Spokesman Ali Rabiei"),  # "Iran believes …, he said"
        (4, "dialogue to resolve", "Foreign Minister Mohammad Javad Zarif"),
    ],
)
def test_speakers_of_the_seeds(number: int, part: str, name: str) -> None:
    assert speaker(seed(number), part) == name


def test_a_sentence_nobody_speaks_in_has_no_voice() -> None:
    assert speaker(seed(4), "fled the territory in 1992") is None


def test_a_pronoun_at_the_start_is_found_and_resolved() -> None:
    text = "General Mohammad Bagheri arrived in Baku. He said that talks would go on. The road was closed."
    voices = voices_in(text)
    opener = voices.opener(1)
    meant = voices.meant_by(1)
    assert opener is not None
    assert opener.of(text) == "He"
    assert meant is not None
    assert meant.name == "General Mohammad Bagheri"
    assert voices.opener(2) is None


def test_a_pronoun_with_nobody_before_it_is_left_alone() -> None:
    assert voices_in("He said it would rain.").meant_by(0) is None


@pytest.mark.parametrize(
    ("text", "part", "name"),
    [
        ("Mary Hill met Peter Berg. He said it would rain.", "would rain", "Peter Berg"),  # of two, the one it can mean
        ("Mary Hill met Peter Berg. She said it would rain.", "would rain", "Mary Hill"),
        ("When Peter Berg came home, he said it would rain.", "would rain", "Peter Berg"),
        ("Peter Berg is a singer. The singer said it would rain.", "would rain", "Peter Berg"),
        ("Peter Berg Jr. is a singer. Berg said it would rain.", "would rain", "Peter Berg Jr"),
        ("Peter Berg is a singer. Peter said it would rain.", "would rain", "Peter Berg"),
        ("King Harald is old. The King said it would rain.", "would rain", "King Harald"),
        ("Peter Berg is here. Officials in Oslo said it would rain.", "would rain", "Officials in Oslo"),
        ("Doctor Mary Hill of Nordic Bank said it would rain.", "would rain", "Doctor Mary Hill"),
        ("A spokesperson for Nordic Bank said it would rain.", "would rain", "A spokesperson for Nordic Bank"),
        ("Nordic Bank met lawyers. In a post, the bank said it would rain.", "would rain", "Nordic Bank"),
        ("Peter Berg was said to be ill. The road was disputed.", "disputed", None),
        ("Oslo is a city. It would rain, wrote The Nordic Times.", "would rain", "The Nordic Times"),
    ],
)
def test_who_speaks(text: str, part: str, name: str | None) -> None:
    found = speaker(text, part)
    assert (found or "").removeprefix("The ") == (name or "").removeprefix("The ")


def test_a_link_to_another_article_does_not_take_the_floor() -> None:
    text = "Peter Berg said no.\n\nNEW STAR? Who is Mary Hill of Oslo\n\n“It would rain all the week long.”"
    assert speaker(text, "would rain") == "Peter Berg"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_one_voice_or_none_for_each_sentence(text: str) -> None:
    voices = voices_in(text)
    assert len(voices.voices) == len(voices.sentences)
    for voice in filter(None, voices.voices):
        assert 0 <= voice.mention.start < voice.mention.end <= len(text)
        assert voice.source is None or voice.source < len(voices.sentences)


@given(st.sampled_from(["fled", "took", "women", "withdrew", "paid"]))
def test_irregular_forms_share_a_base(word: str) -> None:
    assert len({base(stem(form)) for form in forms(word)}) == 1
    assert len(forms(word)) > 1


def test_a_regular_word_is_its_only_form() -> None:
    assert forms("talks") == ("talks",)
