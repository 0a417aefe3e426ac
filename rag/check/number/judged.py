"""What is found out about each number of a claim, looked for in the sources' numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.number.absent import absent, follows
from rag.check.number.compare import (
    SAME_STATEMENT,
    WEAKER,
    bears,
    is_measured_otherwise,
    is_rival,
    other_unit,
    rounds,
    same_thing,
    same_value,
)
from rag.check.number.place import Place, claimed, places
from rag.check.number.present import (
    elsewhere,
    in_its_clause,
    in_statement,
    is_beside,
    is_of_another_time,
    of_something_else,
    other_thing,
)
from rag.check.number.role import is_of_another
from rag.check.number.told import denied, fine, other_hedge
from rag.check.number.units import check_scales, check_units
from rag.check.number.written import phrase
from rag.check.setting import counterpart, is_kept

SHORT = 2
"""Sentences. In a source no longer than that every number is about the same thing."""

_LABEL = re.compile(r"(?:\bno\.?|\bnumber|#)\s*\Z", re.IGNORECASE)
"""A number after these names a thing ("the No. 1 car"); it counts nothing."""


def check_numbers(evidence: Evidence) -> list[Finding]:
    """One finding for each number in the claim, and for a unit without one that was exchanged."""
    ours = claimed(evidence)
    theirs = places(evidence) if ours else []
    found = [_judged(number, ours, theirs, evidence) for number in ours]
    return [*(finding for finding in found if finding is not None), *check_units(evidence), *check_scales(evidence)]


def _judged(ours: Place, all_ours: list[Place], theirs: list[Place], evidence: Evidence) -> Finding | None:
    number = ours.number
    if _LABEL.search(evidence.claim.text[max(0, number.start - 8) : number.start]):
        ours = replace(ours, number=replace(number, noun="", unit=""))
    equal = [place for place in theirs if same_value(number, place.number)]
    free = [place for place in theirs if not any(same_value(one.number, place.number) for one in all_ours)]
    rivals = [place for place in free if is_rival(ours, place)]  # what the claim says too is not in ours's place
    if any(place.thing == ours.thing for place in equal):
        rivals = [place for place in rivals if place.thing == ours.thing]
    if _written_apart(ours, evidence):
        return None
    instead = _instead(ours, all_ours, theirs, evidence)
    if instead is not None:
        return denied(ours, instead)
    unlike = None if any(place.number.unit == number.unit for place in equal) else _unlike(ours, theirs)
    if unlike is not None:
        return denied(ours, unlike)
    if not equal:
        return absent(ours, theirs, free, evidence)
    same = [place for place in equal if same_thing(ours, place)]
    if not same:
        return follows(ours, theirs) or other_thing(ours, equal, rivals, evidence)
    mine = [place for place in same if not is_of_another(ours, place, evidence)]
    if not mine or (ours.times and is_of_another_time(ours, mine, rivals)):
        return of_something_else(ours, same, rivals)
    bound = in_statement(mine, rivals)
    nearer = in_its_clause(ours, bound or mine, rivals)
    if nearer is not None:
        return denied(ours, nearer, f"; {shown(phrase((bound or mine)[0]))} is said of something else.")
    if not bound and len(evidence.weights) > 2 and len(mine[0].text.units) > SHORT and not is_kept(evidence, number):
        return elsewhere(ours, mine)
    sure = [place for place in bound or mine if place.number.hedge in WEAKER[number.hedge]]
    return fine(ours, sure[0]) if sure else other_hedge(ours, (bound or mine)[0])


def _instead(ours: Place, all_ours: list[Place], theirs: list[Place], evidence: Evidence) -> Place | None:
    """The other number that stands in the claim's place, where the claim is a near copy of the best sentence.

    Where the sentence has the claim's value too, the two must have been exchanged: the claim has the other one as well.
    """
    line, there = evidence.best_line, counterpart(evidence, ours.number)
    if line is None or there is None:
        return None
    here = [place for place in theirs if place.index == line.source and line.start <= place.number.start < line.end]
    own = [place.number.start for place in here if same_value(ours.number, place.number)]
    for place in here:
        a, b = ours.number, place.number
        if not there.start <= b.start < there.end or a.ordinal != b.ordinal or "label" in (a.kind, b.kind):
            continue
        if b.start in own or bears(place, ours) or rounds(place, ours):  # the other end of a range is not another
            continue
        if not own or any(same_value(one.number, b) for one in all_ours):
            return place
    return None


def _unlike(ours: Place, theirs: list[Place]) -> Place | None:
    """The same figure in another unit, in the claim's statement."""
    of_its_kind = (p for p in theirs if other_unit(ours.number, p.number) and p.beside >= SAME_STATEMENT)
    other = (p for p in theirs if p.number.unit and is_measured_otherwise(ours, p) and is_beside(ours, p))
    return next(of_its_kind, None) or next(other, None)


def _written_apart(ours: Place, evidence: Evidence) -> bool:
    """Whether a source has its digits with stray spaces only, as bad copies do: "15, 000"."""
    number = ours.number
    groups = re.findall(r"\d+", number.of(evidence.claim.text))
    if len(groups) < 2:
        return False
    pattern = re.compile(r"(?<!\d)" + r"(?:\s[,.]\s?|[,.]\s)".join(groups) + r"(?!\d)")
    return any(pattern.search(source.text) for source in evidence.sources)
