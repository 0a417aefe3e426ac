"""Whether who does it and who suffers it have changed sides, or another does it (or suffers it) than in the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force
from rag.check.name import named, of_country, same
from rag.check.reading import Reading, read, root
from rag.check.roles.deeds import Deed, deeds, keys
from rag.check.roles.telling import exchanged
from rag.text.words import Word
from rag.types import Span

_LEFT_OUT = frozenset(["", "to", "at", "on", "upon", "against"])
Sides = tuple[frozenset[str], frozenset[str]]


def exchanged_around_verbs(evidence: Evidence) -> Finding | None:
    """The first deed whose parties are not those of the same deed in the best sentence."""
    line = evidence.line_reading
    known = keys(evidence.claim) | keys(line)
    ours, theirs = deeds(evidence.claim, known), deeds(line, known)
    for deed in ours:
        same_deeds = [other for other in theirs if other.key == deed.key and _same_way(deed, other)]
        found = [force for other in same_deeds if (force := _against(deed, other, evidence))]
        if found and len(found) == len(same_deeds) and not _said_elsewhere(deed, evidence):
            return _told(deed, same_deeds[0], found[0], evidence)
    return None


def _told(ours: Deed, theirs: Deed, force: Force, evidence: Evidence) -> Finding:
    exact = force == "contradiction" and ours.passive == theirs.passive
    return exchanged(evidence, _around(ours), _around(theirs), exact=exact, force=force)


def _around(deed: Deed) -> Span:
    return Span(deed.words[0].start, deed.words[-1].end)


def _same_way(ours: Deed, theirs: Deed) -> bool:
    """ "Fired at Berg", "Berg was fired at by": a passive may leave the way out."""
    return ours.way == theirs.way or (ours.passive != theirs.passive and {ours.way, theirs.way} <= _LEFT_OUT)


def _against(ours: Deed, theirs: Deed, evidence: Evidence) -> Force | None:
    if _crossed(ours.doing, ours.suffering, theirs.doing, theirs.suffering):
        return "contradiction"
    if ours.goes == theirs.goes != "" and _crossed(ours.doing, ours.other, theirs.doing, theirs.other):
        return "contradiction"
    half = _half_crossed(ours.doing, ours.suffering, theirs.doing, theirs.suffering) or (
        ours.goes == theirs.goes != "" and _half_crossed(ours.doing, ours.other, theirs.doing, theirs.other)
    )
    if half:
        return "contradiction" if _all_else_stands(evidence, ()) else "doubt"
    return _other_party(ours, theirs, evidence)


# --- exchanged -----------------------------------------------------------------------------------------------------


def _crossed(ours: Sequence[Word], to: Sequence[Word], theirs: Sequence[Word], their_to: Sequence[Word]) -> bool:
    """Whether each side's party is the other side's in the source, and not its own too.

    What both sides of one text have ("minister") tells nothing; names tell more than what they are called.
    """
    one, other = _apart(ours, to), _apart(theirs, their_to)
    if not (one[0] & other[1] and one[1] & other[0]):
        return False
    changed, kept = len(one[0] & other[1]) + len(one[1] & other[0]), len(one[0] & other[0]) + len(one[1] & other[1])
    if changed > kept:
        return True
    names = _apart(_names(ours), _names(to)), _apart(_names(theirs), _names(their_to))
    (our_name, our_to), (their_name, their_to_name) = names
    return bool(our_name & their_to_name and our_to & their_name) and not (
        our_name & their_name or our_to & their_to_name
    )


def _apart(some: Sequence[Word], others: Sequence[Word]) -> Sides:
    one, other = _roots(some), _roots(others)
    return one - other, other - one


def _roots(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(root(word.stem) for word in words)


def _names(words: Iterable[Word]) -> list[Word]:
    return [word for word in words if word.text[0].isupper()]


def _half_crossed(ours: Sequence[Word], to: Sequence[Word], theirs: Sequence[Word], their_to: Sequence[Word]) -> bool:
    """Whether one party has changed sides, and the other is told in none or only one of the texts ("it", "them")."""
    one, other = _apart(ours, to), _apart(theirs, their_to)
    if not ours or not to or one[0] & other[0] or one[1] & other[1]:
        return False
    changed = one[0] & other[1] | one[1] & other[0]
    return any(word.text[0].isupper() and root(word.stem) in changed for word in (*theirs, *their_to))


def _all_else_stands(evidence: Evidence, party: Sequence[Word]) -> bool:
    """Whether all that the sentence says besides this party stands in its best sentence."""
    there = _roots(evidence.line_words)
    return all(root(word.stem) in there for word in evidence.claim.content if word not in party)


def _said_elsewhere(deed: Deed, evidence: Evidence) -> bool:
    """Whether another sentence of the sources tells the same deed of the same parties."""
    doing, suffering = _apart(deed.doing, deed.suffering)
    for source in evidence.sources:
        for unit in source.units:
            text = unit.of(source.text)
            if not doing & unit.roots or not suffering & unit.roots or text == evidence.line_reading.text:
                continue
            if any(_is_same(deed, other) for other in deeds(read(text), [deed.key])):
                return True
    return False


def _is_same(ours: Deed, theirs: Deed) -> bool:
    one, other = _apart(ours.doing, ours.suffering), _apart(theirs.doing, theirs.suffering)
    return ours.key == theirs.key and bool(one[0] & other[0] and one[1] & other[1])


# --- another name --------------------------------------------------------------------------------------------------


def _other_party(ours: Deed, theirs: Deed, evidence: Evidence) -> Force | None:
    """Another name on one side, where the other side's party is the same."""
    claim, line = evidence.claim, evidence.line_reading
    if _owned_by_doer(ours, theirs) and _another(ours.doing, theirs.doing, claim, line, nameless=True):
        return "contradiction" if _all_else_stands(evidence, ours.doing) else "doubt"
    if _names_shared(ours.suffering, theirs.suffering) and _another(ours.doing, theirs.doing, claim, line):
        return "contradiction" if _all_else_stands(evidence, ours.doing) else "doubt"
    if _names_shared(ours.doing, theirs.doing) and _another(ours.suffering, theirs.suffering, claim, line):
        return "contradiction" if _all_else_stands(evidence, ours.suffering) else "doubt"
    return None


def _names_shared(some: Sequence[Word], others: Sequence[Word]) -> bool:
    return bool(_roots(_heads(some)) & _roots(_heads(others)))


def _heads(party: Sequence[Word]) -> list[Word]:
    """The names of a party, without those that only say what something is like ("the French army")."""
    return [
        word
        for word, after in zip_longest(party, party[1:])
        if word.text[0].isupper() and (after is None or after.text[0].isupper())
    ]


def _owned_by_doer(ours: Deed, theirs: Deed) -> bool:
    """ "Rejected the union's offer" where the source says that the union rejected it."""
    one, other = _apart(ours.doing, ours.suffering), _apart(theirs.doing, theirs.suffering)
    return bool(one[1] & other[0] and one[1] & other[1])


def _another(
    some: Sequence[Word], others: Sequence[Word], claim: Reading, line: Reading, nameless: bool = False
) -> bool:
    """Whether a party is another name than the source's; ``nameless`` if the source's may be no name.

    A country's name is another than its neighbour's minister's too, but "Lund" may be the Norlandic minister.
    """
    if _roots(some) & _roots(others):
        return False
    mine = _full(_heads(some), claim)
    theirs = _full(_heads(others), line) or [name for name in _full(_names(others), line) if of_country(name)]
    if not mine or not (theirs or nameless) or (theirs and of_country(theirs[0]) != of_country(mine[0])):
        return False
    return not any(same(one, other) for one in mine for other in theirs) and not named(mine[0], [line])


def _full(party: Sequence[Word], text: Reading) -> list[str]:
    starts = {word.start for word in party}
    return [name.text for name in text.names if any(word.start in starts for word in text.words_in(name))]
