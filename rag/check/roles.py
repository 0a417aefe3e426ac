"""Who does it, and to whom? Two names that change places around the same verb are found; other exchanges are not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.name import same
from rag.check.reading import Reading
from rag.text.names import Name
from rag.text.words import Word, is_stop, listed
from rag.types import Span

_MUTUAL = frozenset(listed("meet met discuss talk speak spoke agre disagre fight fought share marri sign hold held"))
_PASSIVE = frozenset(listed("was were is are been be being by"))
_LONGEST_GAP = 60
"""Characters between the two names: farther apart they seldom belong to the same verb."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """``first`` verb ``second``, in the order written."""

    first: Name
    second: Name
    verb: Word
    passive: bool


def check_roles(evidence: Evidence) -> list[Finding]:
    """A finding where the claim and its best sentence have the same two names and verb."""
    if evidence.best_line is None:
        return []
    claim, source = evidence.claim, evidence.line_reading
    mine = _deeds(claim)
    theirs = _deeds(source) if mine else []
    for ours in mine:
        for other in theirs:
            if other.verb.stem != ours.verb.stem:
                continue
            reason = f"The source says {shown(_written(other, source))}"
            if _exchanged(ours, other):
                reason += f", the sentence says {shown(_written(ours, claim))}."
                return [Finding("roles", "contradiction", reason)]
            if same(ours.first.text, other.first.text) and same(ours.second.text, other.second.text):
                return [Finding("roles", "fine", reason + ".")]
    return []


def _exchanged(ours: _Deed, theirs: _Deed) -> bool:
    straight = same(ours.first.text, theirs.first.text) and same(ours.second.text, theirs.second.text)
    crossed = same(ours.first.text, theirs.second.text) and same(ours.second.text, theirs.first.text)
    if straight == crossed:
        return False
    return crossed == (ours.passive == theirs.passive)


def _deeds(text: Reading) -> list[_Deed]:
    """Neighbouring names with a verb between them."""
    names = text.names
    deeds = []
    for first, second in pairwise(names):
        if second.start - first.end > _LONGEST_GAP:
            continue
        between = text.words_in(Span(first.end, second.start))
        verb = next((word for word in between if _is_verb(word)), None)
        if verb is not None:
            deeds.append(_Deed(first, second, verb, _is_passive(verb, between)))
    return deeds


def _is_verb(word: Word) -> bool:
    lower = word.text.lower()
    if is_stop(lower) or not lower[0].isalpha() or word.text[0].isupper():
        return False
    return word.stem not in _MUTUAL and (lower.endswith(("ed", "es", "s")) or lower in _IRREGULAR)


_IRREGULAR = frozenset(
    listed("""
        told gave beat won lost sent sold bought led left sued hit shot taught caught fed found made paid took wrote saw
    drove struck fired freed backed urged invite accuse attack join support""")
)


def _is_passive(verb: Word, between: list[Word]) -> bool:
    words = [word.text.lower() for word in between]
    at = between.index(verb)
    return "by" in words[at + 1 :] and any(word in _PASSIVE for word in words[:at])


def _written(deed: _Deed, text: Reading) -> str:
    return text.text[deed.first.start : deed.second.end]
