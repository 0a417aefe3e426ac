"""The perturbation trial: what is made false is caught, what is only reworded passes, and each test earns its place.

The floors stand a little under what is reached. The reach that is aimed at: changes of number, negation and quotation
all caught and 92 % of the others, by a verdict that is not "supported", with 6 % false alarms on the controls; of
false paraphrases 80 %, with 10 % false alarms on the true ones. ``python -m tests.check.trial`` prints the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check import check_claim
from rag.check.claim import TESTS
from rag.check.reading import read
from tests.check.trial.__main__ import main, table
from tests.check.trial.cases import FEWEST, Case, cases, paraphrases
from tests.check.trial.changes import CHANGES, each
from tests.check.trial.harmless import (
    CONTROLS,
    hard_spaces,
    no_commas,
    spelling_figure,
    straight_quotes,
)
from tests.check.trial.texts import Text, text, texts
from tests.check.trial.trial import SOURCES, Judged, judge_cases, judge_paraphrases, rows, run

CAUGHT = {
    # family: (not supported, told to be unsupported or contradicted), in per cent, by the worse of the two sources
    "number": (97, 91),
    "hedge": (96, 68),
    "unit": (90, 86),
    "date": (98, 97),
    "negation": (97, 86),
    "name": (92, 90),
    "speaker": (96, 94),
    "quote": (98, 92),
    "claim to fact": (84, 18),
    "roles": (84, 82),
}
ALARMS = {
    # family: the same two shares, at most
    "untouched": (0, 0),
    "typed anew": (0, 0),
    "synonym": (18, 4),
    "order": (4, 3),
    "passive": (5, 3),
    "condensed": (4, 2),
    "spelling": (3, 3),
}
PARAPHRASES_CAUGHT, PARAPHRASE_ALARMS, PAIRS_APART = 85, 55, 64

OWN = {
    "number": ("number",),
    "hedge": ("number",),
    "unit": ("number",),
    "date": ("date",),
    "negation": ("negation",),
    "name": ("name",),
    "speaker": ("speaker", "name"),
    "quote": ("quote",),
    "claim to fact": ("certainty", "attribution"),
    "roles": ("roles",),
}
"""The tests made for a family's changes, by the names they have in ``rag.check.claim``."""


@cache
def _judged() -> tuple[Judged, ...]:
    return tuple(run())


def _shares(judged: list[Judged]) -> list[tuple[float, float]]:
    """By each source: the shares, in per cent, that were refused and that were denied."""
    by_source = [[one for one in judged if one.source == source] for source in SOURCES]
    return [
        (100 * sum(one.refused for one in group) / len(group), 100 * sum(one.denied for one in group) / len(group))
        for group in by_source
    ]


def _of(family: str) -> list[Judged]:
    return [one for one in _judged() if one.family == family]


# ------------------------------------------------------------------------------------------------------- the verdicts


@pytest.mark.parametrize("family", CHANGES)
def test_sentences_made_false_are_caught(family: str) -> None:
    strict, judgement = CAUGHT[family]
    for refused, denied in _shares(_of(family)):
        assert refused >= strict
        assert denied >= judgement


@pytest.mark.parametrize("family", CONTROLS)
def test_sentences_only_reworded_raise_few_alarms(family: str) -> None:
    strict, judgement = ALARMS[family]
    for refused, denied in _shares(_of(family)):
        assert refused <= strict
        assert denied <= judgement


def test_nothing_is_left_unchecked() -> None:
    assert not {one.judgement.reasons for one in _judged() if one.failed}


CONDENSED = [case for case in cases() if case.family == "condensed" and case.by_hand]
TYPED: list[Callable[[str, Text], str | None]] = [
    straight_quotes,
    hard_spaces,
    no_commas,
    spelling_figure,
]


@pytest.mark.parametrize("case", CONDENSED, ids=lambda case: f"{case.text}-{case.changed[:20]}")
def test_a_sentence_of_the_seeds_cut_short_by_hand_is_supported_however_it_is_typed(case: Case) -> None:
    source = text(case.text)
    for sentence in (case.changed, *(rule(case.changed, source) for rule in TYPED)):
        judgement = check_claim(sentence or case.changed, [source.text])
        assert judgement.verdict == "supported", (sentence, judgement.reasons)


def test_false_paraphrases_are_caught_and_told_apart_from_true_ones() -> None:
    for refused, _ in _shares([one for one in _judged() if one.pair and not one.true]):
        assert refused >= PARAPHRASES_CAUGHT
    for refused, _ in _shares(_of("paraphrase")):
        assert refused <= PARAPHRASE_ALARMS
    (apart,) = [row for row in rows(_judged()) if row.family.startswith("pairs") and row.half == "both"]
    assert min(apart.refused.values()) >= PAIRS_APART


@pytest.mark.parametrize("family", CHANGES)
def test_without_its_own_test_fewer_changes_of_a_family_are_caught(family: str) -> None:
    chosen = [case for case in cases() if case.family == family]
    off = {name: test for name, test in TESTS.items() if name not in OWN[family]}
    assert len(off) == len(TESTS) - len(OWN[family])
    judged = judge_cases(chosen, tests=off)
    assert sum(one.denied for one in judged) < sum(one.denied for one in _of(family))


def test_two_runs_give_the_same_judgements() -> None:
    first = {(one.family, one.source, one.sentence): one.judgement for one in _judged() if not one.pair}
    read.cache_clear()
    for one in judge_cases(list(reversed(cases()))[::3]):
        assert one.judgement == first[one.family, one.source, one.sentence]
    again = judge_paraphrases(paraphrases()[::3])
    pairs = {(one.pair, one.source, one.true): one.judgement for one in _judged() if one.pair}
    assert all(one.judgement == pairs[one.pair, one.source, one.true] for one in again)


# ---------------------------------------------------------------------------------------------------------- the cases


def test_each_family_has_enough_cases_in_each_half() -> None:
    families, halves = Counter(case.family for case in cases()), Counter((case.family, case.half) for case in cases())
    assert set(families) == set(CHANGES) | set(CONTROLS)
    assert min(families.values()) >= FEWEST
    assert min(halves.values()) >= FEWEST // 2


def test_every_case_goes_back_to_a_sentence_of_its_text() -> None:
    for case in cases():
        source = text(case.text)
        assert case.original in source.sentences
        assert case.original in source.citation(case.original)


def test_no_sentence_is_both_a_change_and_a_control() -> None:
    sides = {True: set(), False: set()}  # type: dict[bool, set[tuple[str, str]]]
    for case in cases():
        sides[case.true].add((case.text, " ".join(case.changed.split())))
    assert not sides[True] & sides[False]
    assert not any(changed in text(name).sentences for name, changed in sides[False])


def test_the_hand_written_pairs_are_balanced_and_stand_on_passages_of_their_texts() -> None:
    assert len(paraphrases()) == 100
    assert Counter((pair.half, pair.family) for pair in paraphrases()) == dict.fromkeys(
        [(half, family) for half in ("development", "held out") for family in CHANGES], 5
    )
    for pair in paraphrases():
        assert pair.source in text(pair.text).text
        assert pair.true != pair.false
        assert pair.true not in text(pair.text).text


def test_development_and_held_out_articles_are_as_many() -> None:
    articles = Counter(source.half for source in texts() if not source.name.startswith("seed"))
    assert articles["development"] == articles["held out"] == 7


@given(st.text(alphabet="“”\"' ,.;0123456789£$€%abcMTueshnot", max_size=80))
@settings(max_examples=60)
def test_no_rule_fails_on_any_sentence_and_each_gives_the_same_twice(sentence: str) -> None:
    for rules in (CHANGES | CONTROLS).values():
        for source in (texts()[0], texts()[-1]):
            assert list(each(rules, sentence, source)) == list(each(rules, sentence, source))


# -------------------------------------------------------------------------------------------------------- the command


@pytest.mark.parametrize("shown", [["--misses", "roles"], ["--misses", "paraphrase"], ["--cases", "hedge"]])
def test_only_the_development_half_is_shown(shown: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(shown)
    printed = capsys.readouterr().out
    assert "dev_" in printed
    assert "held_" not in printed


def test_the_table_tells_every_family_by_half() -> None:
    lines = table(rows(_judged())).splitlines()
    for family in (*CHANGES, *CONTROLS):
        assert sum(line.startswith(f"{family} ") and " held out " in line for line in lines) == 1


# ------------------------------------------------------------------------------------------- the trial can fail itself


def test_a_checker_without_tests_stays_under_the_floors() -> None:
    """The control of the floors: where nothing is looked at but the words, most changes of one word pass unseen."""
    chosen = [case for case in cases() if not case.true][::4]
    judged = judge_cases(chosen, tests={})
    assert sum(one.denied for one in judged) < len(judged) / 2
