"""The families of changes that make a true sentence false, and the rules that make them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.check.trial import amounts, telling
from tests.check.trial.rewrite import Rule
from tests.check.trial.texts import Text

CHANGES: dict[str, tuple[Rule, ...]] = {
    "number": (amounts.number_first, amounts.number_last, amounts.number_word, amounts.number_scale),
    "hedge": (amounts.hedge_first, amounts.hedge_last, amounts.hedge_other),
    "unit": (amounts.unit_first, amounts.unit_last, amounts.unit_currency),
    "date": (
        amounts.date_weekday,
        amounts.date_month,
        amounts.date_day,
        amounts.date_year,
        amounts.date_too_exact,
        amounts.date_time,
    ),
    "negation": (telling.negation_dropped, telling.negation_added, telling.negation_opposed),
    "name": (
        telling.name_of_article,
        telling.name_foreign,
        telling.name_of_group,
        telling.name_of_place,
        telling.name_of_foreign_group,
    ),
    "speaker": (telling.speaker_of_article, telling.speaker_foreign),
    "quote": (telling.quote_word, telling.quote_second, telling.quote_other),
    "claim to fact": (telling.fact_certain,),
    "roles": (),
}
"""A family without rules has hand-written edits only."""


def each(rules: tuple[Rule, ...], sentence: str, text: Text) -> Iterator[str]:
    """What the rules make of a sentence, each result once."""
    made = (rule(sentence, text) for rule in rules)
    yield from dict.fromkeys(changed for changed in made if changed)
