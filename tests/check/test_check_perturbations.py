"""True sentences of the seeds, changed in one place: every change is caught, and retyping is not.

The changes are made by the functions below, not written by hand, so that a new seed sentence joins with one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from rag.check import check_claim
from rag.check.claim import TESTS
from tests.check.seed_texts import seed

TRUE = [
    ("000", "Armenia denied the incident on Saturday, and Azerbaijan Army units took “retaliatory measures”."),
    ("000", "The representatives held the third meeting of the Joint Commission on Military Cooperation on Saturday."),
    ("001", "The ambassadors of Iran and Russia to the Republic of Azerbaijan held a meeting in Baku on Tuesday."),
    ("001", "On August 23, at about 02:10, the Armenian armed forces units fired at the Azerbaijan Army positions."),
    ("001", "Mikhail Yevdokimov met his Iranian counterpart, Seyed Abbas Mousavi, in Baku."),
    ("001", "They also discussed closer cooperation between the five coastal countries of the Caspian Sea."),
    (
        "002",
        'Kanaani described the recent troop deployment by the Republic of Azerbaijan as a "standard military action".',
    ),
    ("002", "Ahadi emphasized that Iran has no intentions of becoming involved in a potential conflict."),
    ("003", "The fresh flare-up left nearly 100 soldiers dead on both sides."),
    ("003", "Thousands were killed in a 44-day war that ended in November 2020."),
    (
        "003",
        "The deadly conflict, which claimed over 65,000 lives on both sides, ended with a Russian-brokered ceasefire.",
    ),
    ("003", "Amir-Abdollahian said the Islamic Republic was prepared to help resolve the conflict in a peaceful way."),
    ("004", "Ethnic Azeris fled the territory in 1992 when separatists seized it."),
    ("004", "Zarif called for “an immediate end to hostilities,” and urged “dialogue to resolve differences.”"),
    ("004", "Rabiei says Iran, Turkey and Russia can help solve the Azerbaijan-Armenia territorial conflict."),
]


def other_number(sentence: str) -> str:
    words = {"nearly 100": "nearly 300", "65,000": "85,000", "44-day": "34-day", "third": "fifth", "five": "seven"}
    return _replace(sentence, words)


def other_hedge(sentence: str) -> str:
    return _replace(
        sentence, {"nearly 100": "more than 100", "over 65,000": "nearly 65,000", "about 02:10": "02:10 pm"}
    )


def other_date(sentence: str) -> str:
    days = {
        "Saturday": "Sunday",
        "Tuesday": "Thursday",
        "November": "October",
        "1992": "1994",
        "August 23": "August 24",
    }
    return _replace(sentence, days)


def other_name(sentence: str) -> str:
    return _replace(
        sentence,
        {
            "Yevdokimov": "Lavrov",
            "Kanaani": "Erdogan",
            "Ahadi": "Blinken",
            "Amir-Abdollahian": "Macron",
            "Rabiei": "Aliyev",
            "Zarif": "Putin",
            "Caspian": "Baltic",
        },
    )


def negated(sentence: str) -> str:
    flips = {
        " denied ": " confirmed ",
        " held ": " did not hold ",
        " met ": " did not meet ",
        " fled ": " did not flee ",
        " can help ": " cannot help ",
        " has no intentions ": " has intentions ",
        " was prepared ": " was not prepared ",
        " called for ": " did not call for ",
    }
    return _replace(sentence, flips)


def altered_quote(sentence: str) -> str:
    words = {"retaliatory": "preventive", "standard": "routine", "immediate": "urgent"}
    if not re.search('[“"]', sentence):
        return sentence
    return _replace(sentence, words)


def _replace(sentence: str, swaps: dict[str, str]) -> str:
    for old, new in swaps.items():
        if old in sentence:
            return sentence.replace(old, new, 1)
    return sentence


CHANGES: list[tuple[Callable[[str], str], str]] = [
    (other_number, "number"),
    (other_hedge, "number date"),
    (other_date, "date"),
    (other_name, "name"),
    (negated, "polarity"),
    (altered_quote, "quote"),
]
CASES = [
    pytest.param(number, change(sentence), tests, id=f"{change.__name__}-{number}-{i}")
    for i, (number, sentence) in enumerate(TRUE)
    for change, tests in CHANGES
    if change(sentence) != sentence
]


@pytest.mark.parametrize(("number", "changed", "tests"), CASES)
def test_a_change_is_caught_by_its_own_test(number: str, changed: str, tests: str) -> None:
    source = seed(number)
    judgement = check_claim(changed, [source])
    assert judgement.verdict != "supported", judgement.reasons
    off = {name: test for name, test in TESTS.items() if name not in tests.split()}
    control = check_claim(changed, [source], tests=off)
    assert control.score > judgement.score, "the control: with its test off the change does not cost as much"


@pytest.mark.parametrize(("number", "sentence"), TRUE)
def test_the_untouched_sentence_is_supported(number: str, sentence: str) -> None:
    judgement = check_claim(sentence, [seed(number)])
    assert judgement.verdict == "supported", judgement.reasons


@pytest.mark.parametrize(("number", "sentence"), TRUE)
@pytest.mark.parametrize(
    "retype",
    [
        lambda s: s.replace("“", '"').replace("”", '"'),
        lambda s: s.replace(" ", "\u00a0"),
        lambda s: s.replace("-day war", " days' war").replace("-", "\u2011"),
        lambda s: s.replace("65,000", "65 000".replace(" ", ",")).replace("third", "3rd").replace("five", "5"),
        lambda s: f"  {s}\n",
    ],
)
def test_the_retyped_sentence_is_supported(number: str, sentence: str, retype: Callable[[str], str]) -> None:
    judgement = check_claim(retype(sentence), [seed(number)])
    assert judgement.verdict == "supported", judgement.reasons


def test_every_change_occurs_often_enough_to_mean_something() -> None:
    assert len(CASES) >= 30
