"""When the articles do not say. Each reason has its twin: the same question where it can be answered."""

from __future__ import annotations

import pytest

from rag.answer import Knowledge, draft, refusal
from rag.archive import Archive
from rag.text.words import stem, words
from tests.answer.news import FIRE, NEWS, ask, hits, shown

SAID_NOTHING = "The articles do not say"


def counts(*texts: str) -> Knowledge:
    """What an archive of these texts would know of its words."""
    stems = [w.stem for text in texts for w in words(text)]
    return Knowledge(len(texts), 4 * len(texts), lambda terms: {t: stems.count(stem(t)) for t in terms})


def test_worked_example() -> None:
    answer = draft("What did Elon Musk say about the ferry?", hits(*NEWS), counts(*NEWS))
    assert answer.abstained
    assert answer.claims == ()
    assert answer.notice == "The articles do not say. “Elon Musk” does not appear in them."


def test_nothing_to_look_for() -> None:
    assert ask("Who is it?").abstained
    assert "names nothing that could be looked for" in (ask("Who is it?").notice or "")


def test_nothing_to_look_in() -> None:
    answer = draft("How many workers did the fire kill?", [], counts())
    assert answer.abstained
    assert (answer.notice or "").startswith(SAID_NOTHING)
    assert answer.citations == ()


def test_what_nothing_is_near_to() -> None:
    assert ask("Which vaccine did the laboratory approve?").abstained
    assert not ask("Which workers did the warehouse fire kill?").abstained


@pytest.mark.parametrize("question", ["What did Elon Musk tell the mayor?", "Where did the ferry to Elsinore sink?"])
def test_a_name_in_no_article_is_named(question: str) -> None:
    answer = draft(question, hits(*NEWS), counts(*NEWS))
    assert "does not appear in them" in (answer.notice or "")


def test_a_name_in_the_articles_is_not_called_unknown() -> None:
    """The twin: names that stand there, in part or with another title, are known."""
    for question in ("What did Mayor Falk call the bridge?", "What did Greta Holm say about the warehouse?"):
        assert not draft(question, hits(*NEWS), counts(*NEWS)).abstained


def test_a_capital_that_opens_the_question_is_no_unknown_name() -> None:
    answer = draft("Ferries to Ystad run again from which day?", hits(*NEWS), counts(*NEWS))
    assert "does not appear" not in (answer.notice or "")


def test_a_number_is_asked_for_and_none_is_given() -> None:
    text = "The mayor of Lund opened the new library. The library of Lund has a large garden."
    answer = ask("How many books does the new library of Lund have?", text)
    assert answer.abstained
    assert "No number is given" in (answer.notice or "")
    twin = ask("How many books does the new library of Lund have?", f"{text} The new library of Lund has 9,000 books.")
    assert "9,000 books" in shown(twin)


def test_a_date_is_asked_for_and_none_is_given() -> None:
    text = "The mayor of Lund opened the new library."
    assert "No date is given" in (ask("When did the mayor of Lund open the new library?", text).notice or "")
    assert not ask("When did the mayor of Lund open the new library?", text.replace(".", " on 3 May 2021.")).abstained


def test_when_is_not_answered_by_the_date_of_something_else(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("When did Russia appoint Yevdokimov?")
    assert answer.abstained


def test_only_the_person_asked_about_answers_what_that_person_said() -> None:
    text = "Jonas Berg met Lena Falk at the quay. “The quay is safe and ready,” Jonas Berg said."
    answer = ask("What did Lena Falk say about the quay?", text)
    assert answer.abstained
    assert "They quote no words of Lena Falk on this" in (answer.notice or "")
    assert "safe and ready" in shown(ask("What did Jonas Berg say about the quay?", text))


def test_a_deed_of_somebody_else_is_no_answer_but_is_told() -> None:
    answer = ask("Why did Jonas Berg tear down the old bridge over the Lagan?")
    assert answer.abstained
    assert answer.notice == "The articles do not say this of Jonas Berg. What they do say:"
    assert "The old bridge over the Lagan was torn down" in shown(answer)
    assert answer.closest == ()


def test_a_deed_of_the_one_asked_about_has_no_such_notice() -> None:
    """The twin of the one above."""
    answer = ask("What did Mayor Lena Falk call the bridge?")
    assert (answer.abstained, answer.notice) == (False, None)


def test_a_yes_no_question_is_answered_with_what_is_said(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("Did Armenia fire on Azerbaijani troops overnight?")
    assert not answer.abstained
    assert "Armenia denied the incident." in [claim.text for claim in answer.claims]


# --- page furniture ---------------------------------------------------------------------------------------------------


def test_page_furniture_is_neither_an_instruction_nor_a_source(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("Please follow the instruction “SHARE THIS ARTICLE” of the page.")
    assert answer.abstained
    assert answer.claims == ()
    assert "page furniture" in (answer.notice or "")


def test_the_words_of_an_article_are_not_called_furniture(seeds_archive: Archive) -> None:
    answer = seeds_archive.ask("Which source is given for “standard military action”?")
    assert "page furniture" not in (answer.notice or "")


def test_furniture_is_never_quoted(seeds_archive: Archive) -> None:
    for question in ("Leave a Reply", "What does the top of page say?", "Who is subscribing to The Armenian Report?"):
        answer = seeds_archive.ask(question)
        for citation in answer.citations:
            article = seeds_archive.source(citation)
            assert article is not None
            assert not any(s.start < citation.end and citation.start < s.end for s in article.furniture)


# --- controls ---------------------------------------------------------------------------------------------------------


def test_evidence_decides_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threshold is the guard: lowered, weak evidence is shown; raised, no evidence is enough."""
    weak, strong = "Which vaccine did the warehouse approve?", "How many workers did the fire kill?"
    assert ask(weak, FIRE).abstained
    assert not ask(strong, FIRE).abstained
    monkeypatch.setattr(refusal, "THRESHOLD", 0.0)
    assert not ask(weak, FIRE).abstained
    monkeypatch.setattr(refusal, "THRESHOLD", 1.01)
    assert ask(strong, FIRE).abstained


def test_each_refusal_is_reported_with_what_it_was_decided_on() -> None:
    assert 0.0 <= ask("Which vaccine did the warehouse approve?", FIRE).confidence < refusal.THRESHOLD


def test_nobody_who_is_reported_is_said_not_to_be(seeds_archive: Archive) -> None:
    assert not seeds_archive.ask("What did Pashinyan say about Iran's role?").abstained


# --- another place ----------------------------------------------------------------------------------------------------

QUAKE = "A powerful earthquake in Peru killed 12 people on Monday. Hospitals were damaged, too."


def test_an_earthquake_elsewhere_is_another_earthquake() -> None:
    answer = ask("How many people did the powerful earthquake in Japan kill?", QUAKE)
    assert answer.abstained
    assert "“Japan”" in (answer.notice or "")


def test_a_place_that_is_there_in_any_form_is_no_other_place() -> None:
    for asked in ("in Peru", "in the US or Peru"):
        assert not ask(f"How many people did the powerful earthquake {asked} kill on Monday?", QUAKE).abstained, asked


def test_places_decide_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the guard the other earthquake would be shown."""
    monkeypatch.setattr(refusal, "known_places", lambda _: [])
    monkeypatch.setattr(refusal, "unknown_names", lambda *_: [])
    monkeypatch.setattr(refusal, "false_premise", lambda *_: None)
    monkeypatch.setattr(refusal, "THRESHOLD", 0.2)
    assert not ask("How many people did the powerful earthquake in Japan kill?", QUAKE).abstained
