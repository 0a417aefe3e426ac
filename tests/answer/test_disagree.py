"""Values that cannot both be true stand side by side; values that can are no disagreement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer import disagree
from rag.answer.candidate import Candidate
from rag.answer.cite import Citations
from rag.answer.disagree import conflicts, disagreements, matter, with_other_sides
from rag.answer.disagree.alike import differing
from rag.answer.disagree.dates import Day
from rag.answer.disagree.extent import Extent, extent
from rag.answer.disagree.said import sides_of
from rag.answer.disagree.wording import Words
from rag.answer.question import Question
from rag.text.fold import fold
from rag.text.numbers import find_numbers
from rag.types import Disagreement, Published
from tests.answer.news import BRIDGE, FERRY, FIRE, any_question, any_text, hits


def sentences(*texts: str) -> list[Candidate]:
    """Every sentence of these articles as a candidate, all of them as good."""
    return [Candidate(hit.article, n) for hit in hits(*texts) for n in range(len(hit.article.sentences))]


def told(question: str, *texts: str) -> list[Disagreement]:
    found = sentences(*texts)
    return list(disagreements(conflicts(Question(question), [], found), [], Citations()))


def values(question: str, *texts: str) -> set[str]:
    return {value.value for disagreement in told(question, *texts) for value in disagreement.values}


# --- figures ----------------------------------------------------------------------------------------------------------

FLARE_UP = "A fresh flare-up near Veld left nearly 100 soldiers dead on both sides."
DEAD = "How many soldiers died in the flare-up?"
FLOOD = "How many people were killed by the flood in Lund?"
KILLED_12 = "The flood in Lund killed 12 people, police said."


def test_figures_that_cannot_both_be_true_are_shown_with_their_hedges() -> None:
    assert values(DEAD, FLARE_UP, "The flare-up near Veld killed more than 100 soldiers, the ministry said.") == {
        "nearly 100",
        "more than 100",
    }


def test_figures_that_a_hedge_reconciles_are_no_disagreement() -> None:
    assert not told(DEAD, FLARE_UP, "The flare-up near Veld killed about 100 soldiers, the ministry said.")


def test_a_figure_of_another_event_stands_apart() -> None:
    war = "The war of 2020 near Veld had killed over 65,000 soldiers."
    assert not told(DEAD, f"{FLARE_UP} {war}")
    assert not told(DEAD, FLARE_UP, war)
    assert told(DEAD, FLARE_UP, war.replace("war of 2020", "flare-up").replace("65,000", "650"))  # the control


def test_thousands_and_a_figure_of_thousands_agree() -> None:
    texts = (
        "Thousands of people were killed in the war over the valley.",
        "The war over the valley killed over 65,000 people on both sides.",
    )
    question = "How many people were killed in the war over the valley?"
    assert not told(question, *texts)
    assert told(question, texts[0].replace("Thousands of", "Seven thousand"), texts[1])  # the control


def test_the_killed_are_not_held_against_the_injured() -> None:
    texts = (
        "The flood in Lund killed 12 people and injured 40 people, police said.",
        "In Lund the flood killed 12 people and left 45 people injured.",
    )
    assert not told(FLOOD, *texts)
    assert values(FLOOD.replace("killed", "injured"), *texts) == {"40", "45"}


def test_figures_of_other_years_are_of_another_flood() -> None:
    old = "The flood in Lund killed 15 people in 1953."
    assert not told(FLOOD, KILLED_12, old)
    assert told(FLOOD, KILLED_12, old.replace(" in 1953", ""))  # the control


def test_at_least_12_and_15_can_both_be_true() -> None:
    other = "Rescuers in Lund said that 15 people were killed when the flood came."
    assert values(FLOOD, KILLED_12, other) == {"12", "15"}
    assert not told(FLOOD, KILLED_12.replace("12", "at least 12"), other)


def test_what_each_one_pays_is_not_the_price_of_the_whole() -> None:
    question = "How much did the new bridge in Lund cost?"
    whole = "The new bridge in Lund cost $12 million."
    assert values(question, whole, "The mayor said that the bridge in Lund had cost $15 million.") == {
        "$12 million",
        "$15 million",
    }
    assert not told(question, whole, "The new bridge in Lund cost $15 million a year.")


def test_a_rounded_figure_agrees_with_the_exact_one() -> None:
    question = "What is the population of Lund?"
    assert not told(question, "Lund has a population of 94,000.", "The population of Lund is 94,393.")
    assert told(question, "Lund has a population of 94,000.", "The population of Lund is 99,393.")


def test_durations_are_compared_in_whatever_unit_they_are_told() -> None:
    question = "How long did the strike at the Lund works last?"
    assert not told(
        question, "The strike at the Lund works lasted 44 days.", "The strike at the works in Lund lasted six weeks."
    )
    assert told(
        question, "The strike at the Lund works lasted 44 days.", "The strike at the works in Lund lasted three weeks."
    )


def test_what_is_so_now_may_change_within_months() -> None:
    question = Question("How many people does the camp in Lund hold?")
    found = sentences("The camp in Lund holds 400 people.", "The Lund camp holds 950 people.")
    assert conflicts(question, [], found)
    dated = [
        replace(c, article=replace(c.article, published=Published(day, "day", "stated")))
        for c, day in zip(found, ("2021-03-01", "2022-03-01"), strict=True)
    ]
    assert not conflicts(question, [], dated)


# --- dates ------------------------------------------------------------------------------------------------------------

TORN_DOWN = "When was the bridge over the Lagan torn down?"
IN_MARCH = "The bridge over the Lagan was torn down in March 2021."


def test_dates_that_differ_are_shown() -> None:
    assert values(TORN_DOWN, IN_MARCH, "The old bridge over the Lagan was torn down in May 2021, the mayor said.") == {
        "March 2021",
        "May 2021",
    }


@pytest.mark.parametrize("coarse", ["in 2021", "in the 2020s"])
def test_a_coarser_date_is_no_disagreement(coarse: str) -> None:
    assert not told(TORN_DOWN, IN_MARCH, f"The old bridge over the Lagan was torn down {coarse}, the mayor said.")


def test_the_nineties_and_1992_agree_and_1992_and_1994_do_not() -> None:
    question = "When did the separatists seize Veld?"
    assert not told(question, "Separatists seized Veld in the 1990s.", "The separatists seized Veld in 1992.")
    assert values(question, "Separatists seized Veld in 1994.", "The separatists seized Veld in 1992.") == {
        "1994",
        "1992",
    }


def test_the_date_is_that_of_the_deed_asked_about() -> None:
    question = "When did the ferry to Ystad open?"
    one = "The ferry to Ystad was planned in 2009 and opened in 2012."
    assert not told(question, one, "The ferry to Ystad, planned in 2010, opened in 2012.")
    assert values(question, one, "The ferry to Ystad opened in 2013, planned in 2009.") == {"2012", "2013"}


def test_the_death_of_somebody_else_is_no_other_date() -> None:
    question = "When did Greta Holm die?"
    one = "Greta Holm died in 2022."
    assert not told(question, one, "Greta Holm's sister, Princess Lena Falk, died in 2002.")
    assert told(question, one, "Greta Holm died in 2002, the city said.")  # the control


def test_what_happens_many_times_has_many_dates() -> None:
    assert not told("When did Greta Holm win?", "Greta Holm won in 2021.", "Greta Holm won the race in 2023.")


def test_days_of_which_either_may_be_meant_are_no_date() -> None:
    question = "When was the ferry to Ystad opened?"
    assert not told(
        question, "The ferry to Ystad was opened on March 3.", "The ferry to Ystad was opened on March 2 or March 4."
    )


# --- persons, titles, framing -----------------------------------------------------------------------------------------


def test_two_persons_who_did_the_one_thing_are_shown() -> None:
    texts = ("Greta Holm won the race in Malmo on Sunday.", "The race in Malmo was won by Lena Falk.")
    assert values("Who won the race in Malmo?", *texts) == {"Greta Holm", "Lena Falk"}


def test_a_person_who_only_stands_beside_the_deed_did_not_do_it() -> None:
    texts = ("Greta Holm won the race in Malmo on Sunday.", "The race in Malmo was won, said Lena Falk, by a student.")
    assert not told("Who won the race in Malmo?", *texts)


def test_a_title_that_says_less_is_no_other_title() -> None:
    question = "What rank does Anders Lund hold?"
    one = "Major General Anders Lund came to Malmo."
    assert values(question, one, "Brigadier General Anders Lund led the talks.") == {
        "Major General",
        "Brigadier General",
    }
    assert not told(question, one, "General Anders Lund led the talks.")


def test_framing_words_stand_side_by_side() -> None:
    texts = (
        "Veld is an integral part of the Republic of Norland, the spokesman said.",
        "Fighting broke out in the disputed Veld region.",
    )
    (disagreement,) = told("How do the articles describe the status of Veld?", *texts)
    assert disagreement.about == "how Veld is described"
    assert {v.value for v in disagreement.values} == {"integral part of the Republic of Norland", "disputed"}
    assert not told("Where is Veld?", *texts)


# --- sentences that are nearly the same -------------------------------------------------------------------------------

HEADED = "The fire brigade in Malmo is headed by Greta Holm, who has served in it for years."


def test_what_differs_in_sentences_otherwise_the_same_is_the_disagreement() -> None:
    other = HEADED.replace("Greta Holm", "Lena Falk")
    assert values("Who heads the fire brigade in Malmo?", HEADED, other) == {"Greta Holm", "Lena Falk"}


def test_a_date_is_shown_whole_although_only_a_part_of_it_differs() -> None:
    one = "The harbour of Ystad was opened to all ships again on July 21, 2017, and stayed open."
    other = one.replace("21, 2017", "2, 2007")
    assert values("When was the harbour of Ystad opened?", one, other) == {"July 21, 2017", "July 2, 2007"}


@pytest.mark.parametrize(
    "other",
    [
        HEADED.replace("Greta Holm", "Holm"),  # a shorter form of the name
        HEADED.replace("Greta Holm", "a woman"),  # no name at all
        HEADED.replace("Greta Holm", "Lena Falk").replace("Malmo", "Lund"),  # another brigade
        HEADED.replace("years", "decades"),  # nothing that is asked
    ],
)
def test_what_says_less_or_speaks_of_something_else_is_none(other: str) -> None:
    assert not told("Who heads the fire brigade in Malmo?", HEADED, other)


def test_two_sentences_of_one_article_are_not_laid_side_by_side() -> None:
    assert not told("Who heads the fire brigade in Malmo?", f"{HEADED} {HEADED.replace('Greta Holm', 'Lena Falk')}")


def test_letters_that_stand_for_a_name_are_that_name() -> None:
    one = "The Norland Rescue Council set new rules for all of the ferries in Malmo."
    other = one.replace("Norland Rescue Council", "NRC")
    question = Question("Who set the rules for the ferries in Malmo?")
    a, b = sentences(one, other)
    assert differing(question, a, b) is None
    (c,) = sentences(one.replace("Norland Rescue Council", "Malmo Port Authority").replace("Malmo Port", "Ystad Port"))
    assert differing(question, a, c) is not None  # the control


# --- claim and denial -------------------------------------------------------------------------------------------------


def test_a_claim_and_its_denial_in_another_article_are_shown() -> None:
    texts = (
        "The fire brigade said that Norrland Storage broke the rules of the city.",
        "Norrland Storage has denied that it broke the rules.",
    )
    (disagreement,) = told("Did Norrland Storage break the rules?", *texts)
    assert [fold(v.value)[-12:] for v in disagreement.values] == ["of the city.", "e the rules."]
    assert not told("Did Norrland Storage break the rules?", texts[0], texts[1].replace("denied that", "said why"))


def test_a_denial_of_somebody_elses_claim_is_none() -> None:
    text = FIRE.replace("Norrland Storage rejected the claim.", "Holm rejected the claim that she came late.")
    assert not told("Were there sprinklers in the warehouse?", text)


def test_a_denial_of_what_nobody_asked_is_none() -> None:
    """Only the sentences of claim and denial are shown, as ever; the question is not what they are about."""
    question, found = Question("Which articles mention Greta Holm of Norrland Storage?"), sentences(FIRE)
    assert not conflicts(question, found, found)
    assert conflicts(Question("Were there sprinklers in the warehouse?"), found, found)  # the control


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_each_side_has_a_sentence_among_those_shown() -> None:
    question = Question(FLOOD)
    found = sentences(KILLED_12, FERRY, "Rescuers in Lund said that 15 people were killed when the flood came.")
    shown = with_other_sides(question, found[:1], found, conflicts(question, found[:1], found))
    assert shown[0] == found[0]
    assert any("15 people" in c.text for c in shown)
    assert len(shown) <= disagree.MOST_CLAIMS


def test_another_side_takes_the_place_of_what_tells_none() -> None:
    question = Question(FLOOD)
    full = f"{FERRY} {BRIDGE} {FERRY} {BRIDGE}"
    found = sentences(KILLED_12, full, "Rescuers in Lund said that 15 people were killed when the flood came.")
    chosen = found[: disagree.MOST_CLAIMS]
    shown = with_other_sides(question, chosen, found, conflicts(question, chosen, found))
    assert shown[:-1] == chosen[:-1]
    assert "15 people" in shown[-1].text
    assert with_other_sides(question, chosen, found, []) == chosen


def test_every_source_of_a_value_is_cited_once() -> None:
    again = "Police in Lund say that the flood killed at least 12 people."
    (disagreement,) = told(FLOOD, KILLED_12, again, "The flood in Lund killed 25 people.")
    assert {v.value: v.citations for v in disagreement.values} == {"12": (1, 2), "25": (3,)}


# --- promises ---------------------------------------------------------------------------------------------------------

_FLOODS = st.builds(
    "The {} in Lund killed {} people{}.".format,
    st.sampled_from(("flood", "storm", "flood of 1953")),
    st.sampled_from(("12", "twelve", "nearly 100", "about 100", "more than 100", "100", "dozens of", "at least 12")),
    st.sampled_from(("", ", police said", " in 2019", " on May 3, 2019", " and injured 40 people")),
)
_HEADS = st.sampled_from((HEADED, HEADED.replace("Greta Holm", "Lena Falk"), HEADED.replace("Greta Holm", "Holm")))
_NEWS = st.lists(_FLOODS | _HEADS | st.sampled_from((BRIDGE, FERRY, FIRE)) | any_text, max_size=5)
_ASKED = st.sampled_from((FLOOD, DEAD, TORN_DOWN, "Who heads the fire brigade in Malmo?")) | any_question


def faults(question: str, texts: list[str]) -> list[str]:
    """What a disagreement promises and here does not keep."""
    found = sentences(*texts)
    citations = Citations()
    found_out = conflicts(Question(question), found[:2], found)
    shown = list(disagreements(found_out, found[:2], citations))
    quotes = {citation.n: citation.quote for citation in citations.all()}
    wrong = []
    for conflict, disagreement in zip(found_out, shown, strict=True):
        heads = [side[0] for side in conflict.sides]
        if len({fold(v.value) for v in disagreement.values}) < max(2, len(disagreement.values)):
            wrong.append("two values are one")
        if any(a.agrees(b) or b.agrees(a) for n, a in enumerate(heads) for b in heads[:n]):
            wrong.append("two values agree")
        if any(
            not head.shown and v.value not in quotes[v.citations[0]]
            for head, v in zip(heads, disagreement.values, strict=True)
        ):
            wrong.append("a value that its citation does not say")
    return wrong


@given(_ASKED, _NEWS)
@settings(deadline=None)
def test_the_values_of_a_disagreement_are_distinct_and_stand_in_their_sources(question: str, texts: list[str]) -> None:
    assert faults(question, texts) == []


def test_these_promises_are_noticed_when_they_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: values that agree set against each other, and the property above would fail."""
    texts = [FLARE_UP, "The flare-up near Veld killed about 100 soldiers."]
    assert faults(DEAD, texts) == []
    with monkeypatch.context() as patch:
        patch.setattr("rag.answer.disagree.said.sides_of", lambda said: [[one] for one in said])
        assert faults(DEAD, texts) == ["two values agree"]


def test_the_guard_against_other_matters_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of those above: without the test for the matter, any figure would be an answer."""
    texts = (KILLED_12, "In Lund 99 people were killed.")
    assert not told(FLOOD, *texts)
    monkeypatch.setattr(matter, "_is_on_it", lambda *_: True)
    assert told(FLOOD, *texts)


_extents = st.builds(
    lambda value, hedge: extent(str(value), replace(find_numbers("12 people")[0], value=value, hedge=hedge)),
    st.integers(0, 10**7).map(float),
    st.sampled_from(("exact", "nearly", "about", "over", "at_least", "under", "at_most")),
)
_days = st.builds(
    Day, st.none() | st.integers(1990, 1994), st.none() | st.integers(1, 3), st.none() | st.integers(1, 3)
)
_words = st.builds(Words, st.text("ab c’s.", max_size=8), st.sampled_from(("name", "title")))


@given(st.tuples(_extents, _extents) | st.tuples(_days, _days) | st.tuples(_words, _words))
def test_agreeing_is_mutual_and_everything_agrees_with_itself(pair: tuple[Extent, Extent]) -> None:
    one, other = pair
    assert one.agrees(one)
    assert one.agrees(other) == other.agrees(one)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("nearly 100", "about 100", True),
        ("nearly 100", "100", True),
        ("nearly 100", "more than 100", False),
        ("dozens", "36", True),
        ("100", "97", False),
        ("1,000", "1,012", True),
        ("10 to 15", "12", True),
        ("$1.65 billion", "$1.9 billion", False),
        ("$1.65 billion", "$1.654 billion", True),
        ("12 percent", "12.4 percent", True),
        ("44 days", "six weeks", True),
        ("44 days", "two months", False),
        ("under 50", "50", False),
    ],
)
def test_what_figures_can_stand_for(one: str, other: str, agree: bool) -> None:
    ((a, first), (b, second)) = ((text, find_numbers(f"{text} people")[0]) for text in (one, other))
    assert extent(first.of(a), first).agrees(extent(second.of(b), second)) is agree


def test_a_coarse_value_that_fits_both_sides_speaks_for_neither() -> None:
    found = sentences("12 people died.", "90 people died.", "Dozens of people died.")
    question = Question("How many people died?")
    (conflict,) = conflicts(question, [], found)
    assert [[one.text for one in side] for side in conflict.sides] == [["12"], ["90"]]
    assert sides_of([]) == []
