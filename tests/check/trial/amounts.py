"""Rules that change an amount or a time of a true sentence: its number, its hedge, its unit, its date."""

from __future__ import annotations

import re

from tests.check.trial.rewrite import places, put, swap, words
from tests.check.trial.texts import Text

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH = "(?:" + "|".join(_MONTHS) + ")"

# -------------------------------------------------------------------------------------------------------------- numbers

_FIGURE = (
    r"(?<![\w.,:-])[£$€]?(?!(?:19|20)\d\d\b)(?P<n>\d[\d,]*(?:\.\d+)?)"
    r"(?![\ds:]|\.\d| [ap]\.m|st\b|nd\b|rd\b|th\b)"
    rf"(?! {_MONTH})"
)


def _figures(sentence: str) -> list[re.Match[str]]:
    """Figures that are no date, no time and no part of a name, outside quotations."""
    return [m for m in places(sentence, _FIGURE) if not re.search(rf"(?:{_MONTH}|Oct\.) $", sentence[: m.start()])]


_AT_LEAST = re.compile(r"\b(?:more than|at least|over|no less than|no fewer than) [£$€]?$", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:less than|under|up to|as many as|below) [£$€]?$", re.IGNORECASE)


def _may(sentence: str, start: int, old: int, new: int) -> bool:
    """Whether the change says something else: "more than 60" is still true where it is more than 90."""
    if _AT_LEAST.search(sentence[:start]):
        return new > old
    return not _AT_MOST.search(sentence[:start]) or new < old


def _digit(sentence: str, number: int, start: int, steps: tuple[int, ...]) -> str | None:
    """Another digit for the one at ``start`` of the figure that begins at ``number``."""
    old = int(sentence[start])
    for new in (old + step for step in steps):
        if (0 if start > number else 1) <= new <= 9 and _may(sentence, number, old, new):
            return sentence[:start] + str(new) + sentence[start + 1 :]
    return None


def number_first(sentence: str, _: Text) -> str | None:
    """The first figure, changed in its first digit."""
    found = _figures(sentence)
    return _digit(sentence, found[0].start("n"), found[0].start("n"), (2, -3, -2, 1)) if found else None


def number_last(sentence: str, _: Text) -> str | None:
    """The last figure, changed in its second digit: the near miss."""
    found = [m for m in _figures(sentence) if len(m["n"]) > 1 and m["n"][1].isdigit()]
    return _digit(sentence, found[-1].start("n"), found[-1].start("n") + 1, (3, -3, 2, -2)) if found else None


_NO_BOUND = r"(?<!more than )(?<!at least )(?<!less than )(?<!up to )(?<!over )(?<!under )"
number_word = swap(words("number words"), after=_NO_BOUND, before=r"(?!,| an hour| and fifth)")


def number_scale(sentence: str, _: Text) -> str | None:
    """Millions for billions, billions or thousands for millions."""
    for match in places(sentence, r"\b(?P<n>[\d.]+) (?P<scale>million|billion)\b"):
        for size, new in enumerate(("thousand", "million", "billion")):
            old = 2 if match["scale"] == "billion" else 1
            if (
                abs(size - old) == 1
                and _may(sentence, match.start(), old, size)
                and (new != "thousand" or _small(match))
            ):
                return put(sentence, match, f"{match['n']} {new}")
    return None


def _small(match: re.Match[str]) -> bool:
    return match["n"].isdigit()


# --------------------------------------------------------------------------------------------------------------- hedges

_AMOUNT = (
    r"(?= (?:[£$€]?\d|a (?:quarter|third|fifth)\b|half|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))"
    r"(?! [\d.]+ [ap]\.m)"
)
_NO_LESS = r"(?<!no )"
hedge_first = swap(words("hedges"), after=_NO_LESS, before=_AMOUNT)
hedge_last = swap(words("hedges"), nth=-1, after=_NO_LESS, before=_AMOUNT)
hedge_other = swap(words("other hedges"), after=_NO_LESS, before=_AMOUNT)

# ---------------------------------------------------------------------------------------------------------------- units

unit_first = swap(words("units"))
unit_last = swap(words("units"), nth=-1)


def unit_currency(sentence: str, _: Text) -> str | None:
    for match in places(sentence, r"[£$€](?=\d)"):
        return put(sentence, match, {"£": "$", "$": "€", "€": "£"}[match[0]])
    return None


# ---------------------------------------------------------------------------------------------------------------- dates


def _moved(names: list[str], by: int) -> dict[str, str]:
    return {name: names[(i + by) % len(names)] for i, name in enumerate(names)}


date_weekday = swap(_moved(_DAYS, 2))
date_month = swap(
    _moved(_MONTHS, 2), after=r"(?:(?<=\d )|(?<=in )|(?<=by )|(?<=since )|(?<=last )|(?<=early )|(?<=to )|(?<=of ))"
)


def date_day(sentence: str, _: Text) -> str | None:
    for match in places(sentence, rf"\b\d\d?(?= {_MONTH})|(?<=August )\d\d\b|(?<=September )\d\d\b"):
        day = int(match[0])
        return put(sentence, match, str(day + 4 if day < 20 else day - 7))
    return None


def date_year(sentence: str, _: Text) -> str | None:
    for match in places(sentence, r"(?<!before )\b(?:19|20)\d\d\b(?! \w+ of)"):
        return put(sentence, match, str(int(match[0]) - 3))
    return None


def date_too_exact(sentence: str, _: Text) -> str | None:
    """A day where the source knows a month only."""
    for match in places(sentence, rf"\b[Ii]n (?P<month>{_MONTH}(?: \d{{4}})?)\b"):
        return put(sentence, match, f"on 17 {match['month']}")
    return None


date_time = swap(words("times of day and year"))
