"""What the test of numbers promises: a number counts only in its role, and the source's own is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.number import check_numbers
from tests.check.findings import assert_places_hold, corrected, found, heaviest, words_at, words_there
from tests.check.seed_texts import seed

QUAKE = (
    "The quake killed 14 people and injured 30 in Oskar Bay on Tuesday, officials said. In the 2016 quake, 250 people "
    "died. The city has 1,234,567 inhabitants."
)
ECONOMY = (
    "Exports rose 5 percent in May while imports fell 3 percent. Unemployment rose by 2 percentage points to 7. "
    "About a third of the voters stayed home. Repairs will take ten to 15 days and cost $3.5 million."
)
BOAT = "Three men, two women and five children were on the boat. It left the harbour at dawn. The owner was not on it."


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The quake killed 14 people.", QUAKE),
        ("Fourteen people were killed in the quake.", QUAKE),
        ("The quake killed at least 14 people.", QUAKE),
        ("More than 10 people were killed in the quake.", QUAKE),
        ("The quake killed 14 people and injured 30.", QUAKE),
        ("The 2016 quake killed 250 people.", QUAKE),
        ("The city has about 1.2 million inhabitants.", QUAKE),
        ("Exports rose 5 per cent in May.", ECONOMY),
        ("Unemployment rose by 2 percentage points.", ECONOMY),
        ("About 33 percent of the voters stayed home.", ECONOMY),
        ("Repairs will take 10 to fifteen days.", ECONOMY),
        ("Two women were on the boat.", BOAT),
        ("The war lasted 44\u2011days.", "The war lasted 44 days."),
        ("The treaty was signed in the 20th century.", "The treaty was signed in 1994."),
        ("It was halted for a decade.", "It was halted for ten years."),
    ],
)
def test_what_the_source_says_is_fine(sentence: str, source: str) -> None:
    assert heaviest(check_numbers, sentence, source).force == "fine"


@pytest.mark.parametrize(
    ("sentence", "source", "right"),
    [
        ("The quake killed 30 people.", QUAKE, "14"),  # those are the injured
        ("The quake injured 14 people.", QUAKE, "30"),
        ("The 2016 quake killed 14 people.", QUAKE, "250"),  # another quake's
        ("In the quake on Tuesday, 250 people died.", QUAKE, "14"),
        ("Exports rose 3 percent in May.", ECONOMY, "5 percent"),  # the value of the clause beside
        ("Unemployment rose by 2 percent.", ECONOMY, "2 percentage points"),
        ("Repairs will cost €3.5 million.", ECONOMY, "$3.5 million"),
        ("Repairs will cost $3.5 billion.", ECONOMY, "$3.5 million"),
        ("The boat carried three men, two women and four children.", BOAT, "five"),
        ("More than 90 farms were sold.", "Nearly 90 farms were sold.", "Nearly 90"),
    ],
)
def test_a_number_in_another_role_is_contradicted_and_the_right_one_is_named(
    sentence: str, source: str, right: str
) -> None:
    finding = heaviest(check_numbers, sentence, source)
    assert (finding.force, finding.right) == ("contradiction", right), finding.reason
    assert heaviest(check_numbers, corrected(sentence, finding), source).force == "fine"


def test_the_toll_of_another_war_is_not_this_flare_ups() -> None:
    sentence, source = "Over 65,000 died in the flare-up.", seed("003")
    finding = heaviest(check_numbers, sentence, source)
    assert finding.force == "contradiction"
    told = "The source says “nearly 100 soldiers” of “a fresh flare-up”; “over 65,000 lives” is said of “The deadly "
    assert finding.reason == told + "conflict”."
    assert words_at(finding, sentence) == "Over 65,000"
    assert words_there(finding, source) == "nearly 100 soldiers"
    assert finding.right == "nearly 100"
    assert heaviest(check_numbers, "Over 65,000 died in the conflict.", source).force == "fine", "the control"


def test_without_a_value_of_its_own_another_events_number_is_a_doubt_only() -> None:
    source = "The 2016 flood killed 250 people, and the blaze in June destroyed the mill. Nothing else is known of it."
    assert heaviest(check_numbers, "The blaze killed 250 people.", source).force == "doubt"


@pytest.mark.parametrize(
    ("sentence", "source", "force"),
    [
        ("The city has 1.2 million inhabitants.", QUAKE, "note"),  # rounded without a word for it
        ("Ten people were on the boat.", BOAT, "note"),  # a sum of what stands there
        ("The quake killed nearly 14 people.", QUAKE, "doubt"),
        ("A third of the voters stayed home.", ECONOMY, "doubt"),
        ("More than 40 sailors were on the boat.", BOAT, "veto"),
        ("Nearly 90 farms were sold.", "Over 80 farms were sold.", "doubt"),
        (
            "More than 50 farms were sold.",
            "More than 80 farms were sold.",
            "contradiction",
        ),  # true, and not what it says
    ],
)
def test_how_much_weighs_what_is_less_than_said(sentence: str, source: str, force: str) -> None:
    assert heaviest(check_numbers, sentence, source).force == force


def test_a_sum_that_does_not_come_out_is_no_note() -> None:
    assert heaviest(check_numbers, "Eleven people were on the boat.", BOAT).force in ("veto", "contradiction")


def test_a_denied_number_is_not_denied_by_another_one() -> None:
    source = "In May she became the second woman to lead the party."
    assert heaviest(check_numbers, "She was not the first woman to lead the party.", source).force == "fine"
    assert heaviest(check_numbers, "She was the first woman to lead the party.", source).force == "contradiction"


@pytest.mark.parametrize(
    ("sentence", "source", "right"),
    [
        ("The port handles 300 lorries an hour.", "The port handles 300 lorries a day.", "a day"),
        (
            "The call came a week after the talks broke down.",
            "The call came a day after the talks broke down.",
            "a day",
        ),
    ],
)
def test_a_unit_without_a_number_that_was_exchanged_is_found(sentence: str, source: str, right: str) -> None:
    finding = heaviest(check_numbers, sentence, source)
    assert (finding.force, finding.right) == ("contradiction", right)
    assert corrected(sentence, finding) == source


def test_numbers_that_changed_places_are_found_in_a_near_copy() -> None:
    source = "With most votes counted, the Alliance had 41.2 per cent and the Bloc had 34.6 per cent."
    swapped = "With most votes counted, the Alliance had 34.6 per cent and the Bloc had 41.2 per cent."
    assert [finding.force for finding in found(check_numbers, swapped, source)] == ["contradiction"] * 2
    assert [finding.force for finding in found(check_numbers, source, source)] == ["fine"] * 2


whole = st.integers(12, 999_999)


@given(whole, whole)
def test_another_value_is_always_contradicted_and_its_correction_never(ours: int, theirs: int) -> None:
    sentence, source = (f"The mill in Oskar Bay employs {n:,} workers." for n in (ours, theirs))
    finding = heaviest(check_numbers, sentence, source)
    if ours == theirs:
        assert finding.force == "fine"
        return
    assert finding.force == "contradiction" or (finding.force == "note" and theirs >= 1000)  # rounded
    if finding.right:
        assert corrected(sentence, finding) == source


texts = st.text(alphabet="14 5.,%$€°thousand killed injured a day of war men–-\n", max_size=120) | st.text(max_size=80)


@given(texts, texts)
def test_findings_point_at_characters_that_are_there(sentence: str, source: str) -> None:
    findings = found(check_numbers, sentence, source)
    assert_places_hold(findings, sentence, [source])
    assert findings == found(check_numbers, sentence, source)
