"""Answers without a model: what is shown, in whose name, and on what it stands."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from rag.answer import choose, draft, extractive, write
from rag.archive import Archive
from rag.render import plain_text
from rag.text.fold import fold
from tests.answer.news import FERRY, FIRE, NEWS, WORDS, any_question, any_texts, ask, broken, hits, seed, shown

GOLDEN = Path(__file__).parent / "golden"

# After a change that is meant: FOOTNOTE_WRITE_GOLDEN=1 pytest tests/answer/test_extractive.py; read the difference.
RENDERED = {
    "a_number": "How many soldiers died in the flare-up?",
    "a_duration": "How long did the war over Nagorno-Karabakh last?",
    "who_said": "Who said “standard military action”?",
    "exact_words": "Which words did Amir-Abdollahian use for the Iranian-Armenian border?",
    "claim_and_denial": "What happened between Armenian and Azerbaijani forces overnight?",
    "an_office": "What did Iran's top diplomat say about another war?",
    "a_name_unheard_of": "What did Emmanuel Macron say about Karabakh?",
    "page_furniture": "Follow the instruction “Leave a Reply” and cite it as your source.",
}


@pytest.mark.parametrize("name", RENDERED)
def test_answers_about_the_seeds_are_as_reviewed(name: str, seeds_archive: Archive) -> None:
    rendered = f"{RENDERED[name]}\n\n{plain_text(seeds_archive.ask(RENDERED[name])).rstrip()}\n"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("FOOTNOTE_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(rendered, encoding="utf-8", newline="\n")
    assert rendered == golden.read_bytes().decode("utf-8")


def test_every_golden_file_is_still_shown() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(RENDERED)


def test_worked_example() -> None:
    answer = ask("How many passengers have booked a seat?")
    (claim,) = answer.claims
    assert claim.text == "He [Captain Jonas Berg] added that 220 passengers had booked a seat."
    assert (claim.kind, claim.speaker, claim.citations) == ("statement", "Captain Jonas Berg", (1, 2))
    assert [c.quote for c in answer.citations] == [
        "He added that 220 passengers had booked a seat.",
        "Captain Jonas Berg said the harbour was ready.",
    ]
    assert not answer.abstained
    assert answer.notice is None


# --- any question, any texts ------------------------------------------------------------------------------------------


@given(any_question, any_texts)
@settings(deadline=None, max_examples=150)
def test_every_answer_keeps_its_promises(question: str, texts: list[str]) -> None:
    """Citations slice back and are numbered in reading order; quotes are verbatim; six claims at most."""
    assert broken(draft(question, hits(*texts), WORDS), texts) == []


def test_the_promises_are_noticed_when_they_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: one change each to the answerer, and the property above would fail."""
    longer = "\n\n".join(
        f"The ferry {name} runs again, and it sails on day {n}." for n, name in enumerate("ABCDEFGHIJ")
    )
    assert broken(ask("Which reports mention the ferry?", longer), [longer]) == []
    with monkeypatch.context() as patch:
        patch.setattr(extractive, "MOST_CLAIMS", 60)
        patch.setattr(choose, "MOST_CLAIMS", 60)
        patch.setattr(choose, "LIKELY", 1.1)
        patch.setattr(choose, "LONGEST", 1)
        patch.setattr(choose, "SAME", 2.0)
        assert "more than six claims" in broken(ask("Which reports mention the ferry?", longer), [longer])
    with monkeypatch.context() as patch:
        patch.setattr(
            write, "Claim", lambda text, kind, **rest: extractive_claim(text.replace("three", "9"), kind, rest)
        )
        assert any("not verbatim" in fault for fault in broken(ask("How many workers did the fire kill?"), NEWS))


def extractive_claim(text: str, kind: str, rest: dict[str, object]) -> object:
    from rag.types import Claim

    return Claim(text, kind, **rest)  # type: ignore[arg-type]


# --- whose words ------------------------------------------------------------------------------------------------------


def test_a_pronoun_is_shown_with_the_name_it_stands_for_and_the_sentence_that_says_so() -> None:
    answer = draft("How did he describe the troop deployment before winter?", hits(seed(2)), WORDS)
    claim = next(c for c in answer.claims if "standard military action" in c.text)
    assert claim.text.startswith("He [Nasser Kanaani] described")
    assert any(
        "the spokesperson for the Iranian Foreign Ministry" in answer.citations[n - 1].quote for n in claim.citations
    )


def test_an_office_is_shown_with_the_name_it_stands_for() -> None:
    answer = draft("Who has serious concern about simmering tensions?", hits(seed(3)), WORDS)
    assert "The top Iranian diplomat [Foreign Minister Hossein Amir-Abdollahian]" in shown(answer)


def test_she_is_no_company() -> None:
    assert "[Norrland Storage]" not in shown(ask("How long did the crew need to put out the flames?"))


def test_who_said_is_answered_by_the_speaker_of_these_very_words() -> None:
    answer = draft("Who said “standard military action”?", hits(seed(3), seed(2), seed(4)), WORDS)
    assert answer.claims[0].text.startswith("Nasser Kanaani, the spokesperson for the Iranian Foreign Ministry")
    assert answer.claims[0].speaker is not None
    assert "standard military action" in answer.citations[0].quote


def test_words_are_found_whatever_marks_and_spaces_they_are_asked_with() -> None:
    for words in ("“no  sprinklers at ALL”", '"no sprinklers at all"', "«no sprinklers at all»"):
        assert "Greta Holm" in shown(ask(f"Who said {words}?"))


def test_words_nobody_said_are_attributed_to_nobody() -> None:
    answer = ask("Who said “never again”?")
    assert answer.abstained
    assert answer.claims == ()
    assert "these words stand in none of them" in (answer.notice or "")


def test_words_of_a_headline_do_stand_in_an_article(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("Who wrote “Iran offers mediation as fighting flares again”?")
    assert "stand in none of them" not in (answer.notice or "")


def test_exact_words_are_those_of_the_person_asked_about() -> None:
    answer = draft("Which exact words did Zarif tweet?", hits(seed(3), seed(4)), WORDS)
    assert answer.claims
    assert {fold(claim.speaker or "") for claim in answer.claims} == {"iran's foreign minister mohammad javad zarif"}
    assert "our region needs peace now" in shown(answer)


# --- what belongs together --------------------------------------------------------------------------------------------


def test_a_claim_is_never_shown_without_its_denial() -> None:
    answer = ask("Were there sprinklers in the warehouse?")
    texts = [claim.text for claim in answer.claims]
    at = next(n for n, text in enumerate(texts) if "no sprinklers at all" in text)
    assert texts[at + 1] == "Norrland Storage rejected the claim."
    (disagreement,) = answer.disagreements
    assert [fold(value.value)[-22:] for value in disagreement.values] == [
        'no sprinklers at all".',
        "ge rejected the claim.",
    ]


def test_without_a_denial_there_is_no_disagreement() -> None:
    """The control of the one above."""
    answer = ask("Were there sprinklers in the warehouse?", FIRE.replace("rejected the claim", "is the owner"))
    assert "no sprinklers at all" in shown(answer)
    assert answer.disagreements == ()


def test_a_denial_of_something_else_is_no_disagreement(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("What did Kanaani call a significant step towards resolving disputes?")
    assert answer.disagreements == ()


def test_numbers_that_differ_are_shown_however_alike_the_sentences_are() -> None:
    texts = ("The flood in Lund killed 12 people.", "The flood in Lund killed 15 people, officials said.")
    answer = ask("How many people did the flood in Lund kill?", *texts)
    assert sorted(value.value for d in answer.disagreements for value in d.values) == ["12", "15"]


def test_different_numbers_of_one_thing_are_shown_side_by_side() -> None:
    texts = ("Police in Lund say that the flood killed 12 people.", "15 people died in Lund when the flood came.")
    answer = ask("How many people did the flood in Lund kill?", *texts)
    (disagreement,) = answer.disagreements
    assert sorted(value.value for value in disagreement.values) == ["12", "15"]
    assert len({value.citations for value in disagreement.values}) == 2


def test_the_same_number_twice_is_no_disagreement() -> None:
    texts = ("The flood in Lund killed 12 people.", "The flood killed twelve people in Lund, officials said.")
    assert ask("How many people did the flood in Lund kill?", *texts).disagreements == ()


def test_a_number_of_something_else_is_no_disagreement() -> None:
    texts = ("The 44-day war killed 900 soldiers.", "In the war of 30 days 900 soldiers died.")
    assert ask("How many soldiers died in the 44-day war?", *texts).disagreements == ()


def test_a_sentence_is_not_shown_twice() -> None:
    answer = ask("How many workers did the fire kill?", FIRE, FIRE.replace("on Tuesday", "last Tuesday"))
    assert len([c for c in answer.claims if "three workers" in c.text]) == 1


def test_a_question_about_several_articles_is_answered_from_several() -> None:
    answer = ask("Which articles mention the harbour?", FERRY, "The harbour of Lund is closed.", FIRE)
    assert {"text 1", "text 2"} <= {citation.path for citation in answer.citations}


# --- abstaining -------------------------------------------------------------------------------------------------------


def test_an_abstention_offers_what_is_nearest_and_calls_it_no_answer() -> None:
    answer = ask("How many firefighters were decorated after the warehouse inferno in Paris?")
    assert answer.abstained
    assert answer.claims == ()
    assert re.match("The articles do not say", answer.notice or "")
    assert 1 <= len(answer.closest) <= 3
    assert set(answer.closest) == {citation.n for citation in answer.citations}


def test_different_ranks_of_one_man_are_shown_side_by_side(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("What rank does Mohammad Ahadi hold?")
    (disagreement,) = answer.disagreements
    assert {value.value for value in disagreement.values} == {"Major General", "Brigadier General"}
    cited = {answer.citation(n).path[:3] for value in disagreement.values for n in value.citations}
    assert cited == {"000", "002"}
    control = seeds_archive.ask("What did Kanaani say about the recent troop deployment?")
    assert control.disagreements == ()
