"""Who does it, and to whom: parties that change sides are told, and the same in other words is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check import check_claim
from rag.check.claim import TESTS
from rag.check.roles import check_roles
from tests.check.findings import assert_places_hold, corrected, found, heaviest, words_at, words_there

_CASES = Path(__file__).with_name("roles_cases.txt").read_text(encoding="utf-8").splitlines()
CASES = [
    tuple(part.strip() for part in line.split(" = ")) for line in _CASES if line.count(" = ") == 2 and line[0] != "#"
]

PARTIES = ("Ilmar Tasker", "Jonna Reyk", "Sandmark", "the council", "the miners", "the Lumo company", "Dunn")
VERBS = ("accused", "criticised", "sued", "thanked", "warned", "dismissed", "betrayed", "rescued", "attacked")
ENDS = ("", " on Monday", " in a letter", " during the strike")


@pytest.mark.parametrize(("source", "true"), [case[:2] for case in CASES])
def test_the_same_parties_in_other_words_are_not_told_as_exchanged(source: str, true: str) -> None:
    assert heaviest(check_roles, true, source).passed


@pytest.mark.parametrize(("source", "false"), [case[::2] for case in CASES])
def test_exchanged_parties_contradict_the_source(source: str, false: str) -> None:
    findings = found(check_roles, false, source)
    assert [finding.force for finding in findings] == ["contradiction"]
    assert_places_hold(findings, false, [source])


@st.composite
def deeds(draw: st.DrawFn) -> tuple[str, str, str, str]:
    one, other = draw(st.permutations(PARTIES))[:2]
    return one, draw(st.sampled_from(VERBS)), other, draw(st.sampled_from(ENDS))


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


@given(deeds())
def test_a_passive_says_the_same(deed: tuple[str, str, str, str]) -> None:
    one, verb, other, end = deed
    active, passive = _capital(f"{one} {verb} {other}{end}."), _capital(f"{other} was {verb} by {one}{end}.")
    assert heaviest(check_roles, passive, active).passed
    assert heaviest(check_roles, active, passive).passed
    assert heaviest(check_roles, active, active).passed


@given(deeds())
def test_who_suffers_is_never_taken_for_who_does_it(deed: tuple[str, str, str, str]) -> None:
    one, verb, other, end = deed
    source = _capital(f"{one} {verb} {other}{end}.")
    for turned in (f"{other} {verb} {one}{end}.", f"{one} was {verb} by {other}{end}."):
        assert heaviest(check_roles, _capital(turned), source).force == "contradiction"


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(sentence: str, source: str) -> None:
    assert_places_hold(found(check_roles, sentence, source), sentence, [source])


def test_without_the_test_an_exchange_passes() -> None:
    source, _, exchanged = next(case for case in CASES if case[0].startswith("The mayor of Ferrow"))
    others = {name: test for name, test in TESTS.items() if name != "roles"}
    assert check_claim(exchanged, [source]).verdict == "contradicted"
    assert check_claim(exchanged, [source], tests=others).verdict == "supported"


def test_a_finding_points_at_both_deeds_and_knows_what_is_right() -> None:
    source, sentence = "Korb resigned. Dunn dismissed Reyk in May.", "Reyk dismissed Dunn in May."
    finding = heaviest(check_roles, sentence, source)
    assert words_at(finding, sentence) == "Reyk dismissed Dunn"
    assert words_there(finding, source) == "Dunn dismissed Reyk"
    assert corrected(sentence, finding) == "Dunn dismissed Reyk in May."


def test_what_is_right_is_left_open_where_the_source_is_passive() -> None:
    finding = heaviest(check_roles, "Reyk dismissed Dunn in May.", "Reyk was dismissed by Dunn in May.")
    assert finding.force == "contradiction"
    assert finding.right is None


@pytest.mark.parametrize("verb", ["met", "married", "fought", "joined"])
def test_what_both_do_alike_may_be_told_either_way(verb: str) -> None:
    assert heaviest(check_roles, f"Reyk {verb} Dunn.", f"Dunn {verb} Reyk.").passed


def test_another_sentence_of_the_source_may_say_it() -> None:
    source = "Dunn sued Reyk in the spring. Later, in the autumn of that year, Reyk sued Dunn."
    assert heaviest(check_roles, "Reyk sued Dunn in the spring.", source).passed


def test_another_name_in_the_doers_place_is_told() -> None:
    source = "Reyk resigned. Dunn was criticised by Korb for his silence."
    assert heaviest(check_roles, "Reyk criticised Dunn for his silence.", source).force == "contradiction"
    assert heaviest(check_roles, "Korb criticised Dunn for his silence.", source).passed
    assert heaviest(check_roles, "Korb criticised Reyk for his silence.", source).force == "contradiction"


def test_a_person_may_be_the_minister_of_a_country_but_no_other_country_is() -> None:
    source = "The Norwegian minister invited General Aske to the capital."
    assert heaviest(check_roles, "Lund invited General Aske to the capital.", source).passed
    assert heaviest(check_roles, "Sweden invited General Aske to the capital.", source).force == "contradiction"


def test_a_number_behind_by_does_nothing() -> None:
    source = "Korb beat Dunn by 1,420 votes."
    assert heaviest(check_roles, "Dunn was beaten by Korb by 1,420 votes.", source).passed
    assert heaviest(check_roles, "Dunn beat Korb by 1,420 votes.", source).force == "contradiction"
