"""Are a quotation's words said by the one whom the claim lets say them?

Judged only where the source's own passage names somebody: beside the words, or in the sentences just before them.
A pronoun ("he said") is followed back to the nearest sentence with a name; without one nothing is judged.
"""

from __future__ import annotations

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.name import named
from rag.check.quote import quoted_in
from rag.check.reading import Reading, Unit, read
from rag.text.fold import find_folded
from rag.text.names import find_names

REACH = 4
"""Sentences before the quoted one in which a pronoun's name is looked for."""


def check_speaker(evidence: Evidence) -> list[Finding]:
    """A finding where the claim has a speaker label and a source has the words and a name near them."""
    label = evidence.speaker
    if not label or not find_names(label):
        return []
    for source in evidence.sources:
        at = _unit_of(evidence.claim.text, source)
        if at is None:
            continue
        near = source.units[max(0, at - REACH) : at + 2]
        people = [name.text for unit in near for name in read(unit.of(source.text)).names]
        if not people or not source.text:
            continue
        nearby = read(source.text[near[0].start : near[-1].end])
        if any(named(name.text, [nearby]) for name in find_names(label)):
            return [Finding("speaker", "fine", f"{shown(label)} stands near these words in the source.")]
        if len(source.units) > len(near):
            return [Finding("speaker", "doubt", f"The source does not put these words in the mouth of {shown(label)}.")]
    return []


def _unit_of(text: str, source: Reading) -> int | None:
    """The number of the source's sentence in which the claim's words begin."""
    place = find_folded(text, source.text)
    if place is None:
        quotes = [read(text).text[q.inner_start : q.inner_end] for q in read(text).quotes]
        held = next((quote for quote in quotes if quoted_in(quote, source)), None)
        place = find_folded(held, source.text) if held else None
    if place is None:
        return None
    return next((i for i, unit in enumerate(source.units) if _holds(unit, place.start)), None)


def _holds(unit: Unit, at: int) -> bool:
    return unit.start <= at < unit.end
