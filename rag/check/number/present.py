"""A number whose value stands in the source: is it said there of what the claim says it of?"""

from __future__ import annotations

from dataclasses import replace

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.number.absent import lies_between_dates
from rag.check.number.compare import SAME_CLAUSE, SAME_STATEMENT, SMALL, WEAKER, is_measured_otherwise
from rag.check.number.place import Place
from rag.check.number.role import has_other_fate, is_renamed, is_said_there
from rag.check.number.told import denied, finding, fine, other_hedge
from rag.check.number.written import phrase
from rag.check.reading import root
from rag.check.setting import held


def is_of_another_time(ours: Place, same: list[Place], rivals: list[Place]) -> bool:
    """Whether the number's sentences are of other dates than the claim, and a rival's sentence is of the claim's."""
    if any(not place.times or place.times & ours.times for place in same):
        return False
    return any(place.times & ours.times and _is_own(ours, place) for place in rivals)


def of_something_else(ours: Place, same: list[Place], rivals: list[Place]) -> Finding:
    """The value is another event's, or of those with another fate: another value of the claim's own denies it."""
    other = same[0]
    own = [place for place in rivals if _is_own(ours, place)]
    of = other.tied_event
    about = f"of {shown(of.written)}" if of is not None and not has_other_fate(ours, other) else "of something else"
    if own:
        best = max(own, key=lambda place: place.share)
        said = f"of {shown(event.written)}" if (event := best.tied_event) is not None else "of this"
        reason = f"The source says {shown(phrase(best))} {said}; {shown(phrase(other))} is said {about}."
        return replace(denied(ours, best), reason=reason)
    return finding("doubt", f"The source says {shown(phrase(other))} {about}.", ours, other)


def _is_own(ours: Place, theirs: Place) -> bool:
    """Whether another value is surely of the claim's own event, or of people with the same fate in its statement."""
    if theirs.beside < SAME_STATEMENT or (ours.times and theirs.times and not ours.times & theirs.times):
        return False
    a, b = ours.event, theirs.tied_event
    if a is not None and b is not None:
        return a.may_be(b)
    if ours.times & theirs.times:
        return True
    return bool(ours.fate) and ours.fate == theirs.fate and theirs.beside >= SAME_STATEMENT


def in_statement(same: list[Place], rivals: list[Place]) -> list[Place]:
    """Those of ``same`` whose sentence speaks of what the claim speaks of, and better than a rival's does.

    The sentence must hold a fair share of the claim's other content, and no sentence of the same source with a
    different number for the same kind of thing may hold clearly more of it.
    """
    best: dict[int, float] = {}
    for place in rivals:
        best[place.index] = max(place.share, best.get(place.index, 0.0))
    return [
        place
        for place in same
        if max(place.share, place.beside) >= SAME_STATEMENT and best.get(place.index, 0.0) <= place.share + 0.01
    ]


def in_its_clause(ours: Place, same: list[Place], rivals: list[Place]) -> Place | None:
    """The rival that stands among the words around the claim's number, where the number itself stands among others.

    "Exports rose 5 per cent, imports fell 3": of exports, 3 per cent is not said.
    """
    wanted = ours.clause
    if not wanted or not rivals or any(_is_at_home(ours, place) for place in same):
        return None
    if any(ours.times & place.times for place in same):
        rivals = [place for place in rivals if ours.times & place.times]
    near = [(held(wanted, place.clause), place) for place in rivals if place.share >= same[0].share]
    share, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= SAME_CLAUSE else None


def _is_at_home(ours: Place, theirs: Place) -> bool:
    """Whether a number shares words of its clause, or the fate of those counted, with the claim's."""
    return (bool(ours.fate) and ours.fate == theirs.fate) or held(ours.clause, theirs.clause) > 0


def other_thing(ours: Place, equal: list[Place], rivals: list[Place], evidence: Evidence) -> Finding:
    """The value stands in the source, but counts something else there."""
    measured = next((place for place in equal if is_measured_otherwise(ours, place)), None)
    if measured is not None and is_beside(ours, measured):
        return replace(denied(ours, measured), right=None)
    if lies_between_dates(ours, evidence):
        return fine(ours, equal[0])
    renamed = next((place for place in equal if is_renamed(ours, place)), None)
    if renamed is not None:
        sure = renamed.number.hedge in WEAKER[ours.number.hedge]
        return fine(ours, renamed) if sure else other_hedge(ours, renamed)
    nearer = in_its_clause(ours, equal, rivals)
    if nearer is not None and all(place.thing for place in equal):
        return denied(ours, nearer)
    noun = ours.number.noun
    near = next((p for p in equal if noun in (u := _stems(p)) or root(noun) in {root(one) for one in u}), None)
    if near is not None:
        return fine(ours, near)
    reason = f"The source says {shown(phrase(equal[0]))}; the sentence counts something else: {shown(phrase(ours))}."
    small = ours.number.of(evidence.claim.text).lower() in SMALL and any(is_said_there(ours, place) for place in equal)
    return finding("note" if small else "doubt", reason, ours, equal[0])


def is_beside(ours: Place, theirs: Place) -> bool:
    """Whether the words around both are the same for the most part."""
    return held(ours.clause, theirs.clause) >= SAME_CLAUSE


def elsewhere(ours: Place, same: list[Place]) -> Finding:
    """The value counts the same kind of thing in the source, but in another statement."""
    where = shown(same[0].unit.of(same[0].text.text))
    reason = f"The number in {shown(phrase(ours))} stands in another statement of the source: {where}."
    return finding("doubt", reason, ours, same[0])


def _stems(place: Place) -> frozenset[str]:
    return frozenset(word.stem for word in place.text.words_in(place.unit))
