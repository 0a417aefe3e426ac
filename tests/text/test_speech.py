"""Whose words stand where: quotations, reported speech, and who reports it."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import split_sentences
from rag.text.voices import Speech, find_speech, names_a_speaker

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


def test_time_grows_with_the_number_of_quotations_and_no_faster() -> None:
    def seconds(count: int) -> float:
        text = "“We are friends,” said Mia Lund of Oslo.\n" * count
        sentences = split_sentences(text)
        start = time.process_time()
        assert len(find_speech(text, sentences)) == count
        return time.process_time() - start

    seconds(100)
    assert min(seconds(4000), seconds(4000)) < 12 * max(min(seconds(1000), seconds(1000)), 0.01)


PRESS = "Peter Berg, a fisherman, lives in Oslo. Mia Lund, the mayor of Bergen, met reporters on Monday. "


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        # the end of the sentence says whose all of its pieces are
        ("The bridge is “old” and “very weak indeed”, said Ola Krag in The Nordic Times.", "old", "Ola Krag"),
        ("The bridge is “rather old” and closed, reported the Nordic Times.", "rather", "the Nordic Times"),
        ("Two boats were “hit by a wave”, The Guardian reported.", "hit", "The Guardian"),
        ("The bridge is “old”, said bridges.co.uk.", "old", "bridges.co.uk"),
        ("It will open “within a month” says The Times.", "within", "The Times"),
        ("History shows it “never stood” without a “firm second pillar,” the ministry said.", "never", "the ministry"),
        (
            "It is “an old one”, said The Times, after the Bridge Office (BO) found that it “fell twice”.",
            "an",
            "The Times",
        ),
        (
            "It is “an old one”, said The Times, after the Bridge Office (BO) found that it “fell twice”.",
            "fell",
            "Bridge Office",
        ),
        # relative clauses
        ("“It is safe,” a top official who works closely with the White House told CNN.", "safe", "a top official"),
        ("It is not only Ola Krag who believes that it is “more than safe”.", "more", "Ola Krag"),
        (
            "One of the first was Ola Krag, who talked of his home and said, “I have dreamed of it.”",
            "dreamed",
            "Ola Krag",
        ),
        ("I talked to a council official who basically said, “Yes, it is safe.”", "safe", "a council official"),
        # nouns of speech and passives
        ("Berg likes his own claim that he pays “far too much” for it.", "far", "Peter Berg"),
        (
            "It followed a warning by Norway’s ambassador that it could end in “open conflict” soon.",
            "open",
            "Norway’s ambassador",
        ),
        ("It was described as “the dawn of all bridges” by health professionals.", "dawn", "health professionals"),
        ("Lund sent it in a letter reported by the news agency NTB, adding: “It is safe.”", "safe", "Mia Lund"),
        ("The post quotes Berg as saying “it is not safe at all.”", "not safe", "Peter Berg"),
        # who goes on, and who does not
        ("It is “lit up” like this every day, said Ola Krag on the radio.", "lit up", "Ola Krag"),
        ("One of “the great bridges of Norway” – as the Nordic Times described it – is shut.", "great", "Nordic Times"),
        ("The council said 360 left since the flood began, adding that it was “rather more.”", "rather", "The council"),
        (
            "Norway’s leader, known as “Joki,” said on Friday that it was to “save the bridge of all.”",
            "save",
            "Norway’s leader",
        ),
        (
            "Executives from two airlines are asking the council for “quick help” with it.",
            "quick",
            "Executives from two airlines",
        ),
        ("Krag, a founder, tweeted after Lund’s remarks that he did “not agree” with it.", "not agree", "Krag"),
        (
            "It is “very odd” that nobody saw it before the work began, said Ola Krag, an engineer.",
            "very odd",
            "Ola Krag",
        ),
        ("Lund asked Berg about it. “I do not know,” he said.", "do not", "Peter Berg"),
        # whole names of sources, and what is none
        ("According to The Old Farmer’s Almanac, “it brings frost to us.”", "frost", "The Old Farmer’s Almanac"),
        ("According to the Daily Mail royal correspondent Anna Krag, they “have moved out”.", "moved", "Anna Krag"),
        (
            "Anna Krag, Coordinator for Bridges and Chief Relief Coordinator, said so. “It is,” she said.",
            "It is,",
            "Anna Krag",
        ),
        (
            "The council called it “old.”\n\nIt is long, and was built in the year 1900 by three hundred men from it,"
            " according to Reuters. “It stands,” it said.",
            "It stands",
            "The council",
        ),
        (
            "“It is safe,” a council official told us. Mia Lund has read it. “I am sure,” the official said.",
            "sure",
            "a council official",
        ),
        (
            "Fans told The Telegraph it was “very odd”. People vanish “for months at a time”, said the paper.",
            "months",
            "Telegraph",
        ),
        ("Berg referred to the old men of the town as “Nazis” on Monday.", "Nazis", "Peter Berg"),
        (
            "According to taped testimony, on the morning of May 6, Berg met Krag and called him a “wimp.”",
            "wimp",
            "Peter Berg",
        ),
        (
            "Demands from foreign leaders show that it “has become rather slow”, said columnist Li Krag.",
            "slow",
            "Li Krag",
        ),
        # who leads up to whom
        (
            "Then senior Lund adviser Ola Krag on the platform X, formerly Twitter, called for “an end to it.”",
            "an end",
            "Ola Krag",
        ),
        (
            "But forecasters looked at Norway, Sweden and Denmark, saying “winds appear strong” there.",
            "winds",
            "forecasters",
        ),
        (
            "Oslo (Nordic News) One of Berg’s children went to court, saying it was “in no way” hers.",
            "in no way",
            "One of Berg’s children",
        ),
        ("Berg “will not move,” and officials expect that he stays.", "will not", "Peter Berg"),
        ("Royal aides hope it will “stick to the script for once”, said Mia Lund.", "stick", "Mia Lund"),
        ("The crowd repeatedly chanted “free, free the bridge,” with Berg urging them on.", "free", "The crowd"),
        ("“It was a good win for us,” recalled Will Krag, who played in it.", "good", "Will Krag"),
        ("Judge Anna Brook May came. “The court finds that it is wrong,” May ruled.", "finds", "Judge Anna Brook May"),
        ("Berg said on his page he was right. “I WILL NOT BE THERE!”", "WILL", "Peter Berg"),
        ("Berg dubbed her “Bridge Queen” for it.", "Bridge", "Peter Berg"),
    ],
)
def test_who_is_quoted(text: str, words: str, speaker: str) -> None:
    whole = f"{PRESS}\n\n{text}"
    at = whole.index(words, len(PRESS))
    found = next(s for s in speech_in(whole) if s.kind != "reported" and s.start <= at < s.end)
    assert (found.speaker or "").removeprefix("The ").removeprefix("the ") == speaker.removeprefix("The ").removeprefix(
        "the "
    )


@pytest.mark.parametrize(
    "text",
    [
        "Lund is a writer. He’s even commonly referred to as the “Father of Bridges.”",
        "Norway imposed limits on lockdowns of areas deemed “high risk.”",
        "“Dancing With the Bridge” fans were not alone in wondering what it means.",
        "“We” includes The Bridge and other Nordic Publishing Limited brands as detailed here.",
        "In 2017, 22,000 people signing up for free Wi-Fi agreed to clean “blocked sewers”.",
        "One of the key questions the council asks is whether that is proof of “dereliction of duty” there.",
    ],
)
def test_these_name_no_speaker(text: str) -> None:
    assert [s.speaker for s in speech_in(text) if s.kind != "reported"] == [None]


def test_pieces_in_a_digest_go_on_with_the_source_of_their_paragraph() -> None:
    first = "The bridge has “always been loved” and “never been cheap”, said Ola Krag in The Nordic Times. "
    text = f"{first}However, it is “too long”, and the “big question” is who pays for the “new part”.\n\n" * 3
    assert {s.speaker for s in speech_in(text) if s.kind != "reported"} == {"Ola Krag"}


def test_a_document_speaks_for_its_author() -> None:
    text = "Berg spoke. A post by Ola Krag was shared.\n\nIt was made in May. The post read simply, “It is not safe.”"
    assert said(text, "not safe").speaker == "Ola Krag"


def test_they_are_the_group_that_spoke() -> None:
    text = f"{LUND} A trio of officials called it “safe.” “It is safe,” wrote Ola Krag. “We must act now,” they wrote."
    assert said(text, "must act").speaker == "A trio of officials"
