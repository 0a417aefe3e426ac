"""Who does it, and to whom? The parties on either side of a verb, of a way (from, to), and of two places in a copy.

Without a grammar: what stands close before a verb is taken to do it, what stands close behind to suffer it, and the
other way round where it is passive. Parties that have changed sides are told; what cannot be laid side by side is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rag.check.evidence import Evidence, Replaced
from rag.check.finding import Finding, shown
from rag.check.name import same
from rag.check.reading import Reading
from rag.text.words import Word, is_stop, listed
from rag.types import Span

LEAST = 0.5
"""Least share of the claim's content in one sentence for who does what to be compared."""

LIKE = 0.6
"""Share of content words in the same order from which two names that stand in each other's place were exchanged."""

CLOSE, IN_REACH = 2, 3
"""Content words beside a verb that are its parties in the claim, and among which they are looked for in the source."""

_MUTUAL = frozenset(
    listed("meet met discuss talk speak spoke agre disagre fight fought share marri sign hold held join")
)
_BE = frozenset(listed("was were is are be been being"))
_INTRANSITIVE = [[word] for word in listed("in on at as with for to from of into over after before out off up down")]
BY_WITHIN = 5
"""Words behind a verb in which "by" names who does it."""

_CLAUSE_END = frozenset(listed("who which that and but while whereas because although"))
_SPEECH = frozenset(listed("said says say saying told tells added"))
_IRREGULAR = frozenset(
    listed("""
        told gave beat won lost sent sold bought led left sued hit shot taught caught fed found made paid took wrote saw
    drove struck fired freed backed urged invite accuse attack support met""")
)


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb and the content words before and behind it, the nearest first."""

    verb: Word
    before: tuple[Word, ...]
    behind: tuple[Word, ...]
    passive: bool

    @property
    def doing(self) -> tuple[Word, ...]:
        return self.behind if self.passive else self.before

    @property
    def suffering(self) -> tuple[Word, ...]:
        return self.before if self.passive else self.behind


def check_roles(evidence: Evidence) -> list[Finding]:
    """A finding where the claim and its best sentence have the same verb and the same parties, or the same way."""
    if evidence.best_line is None or evidence.line < LEAST:
        return []
    found = _exchanged_around_verbs(evidence) or _exchanged_names(evidence) or _turned_ways(evidence)
    return [found] if found else []


# --- verbs ---------------------------------------------------------------------------------------------------------


def _exchanged_around_verbs(evidence: Evidence) -> Finding | None:
    theirs = {deed.verb.stem: deed for deed in reversed(list(_deeds(evidence.line_reading)))}
    for ours in _deeds(evidence.claim):
        other = theirs.get(ours.verb.stem)
        if other is not None and _crossed(ours, other):
            return _says(evidence, _around(ours), _around(other), exact=ours.passive == other.passive)
        if other is not None and _other_doer(ours, other, evidence):  # or the same, under another name
            return replace(_says(evidence, _around(ours), _around(other), exact=False), force="doubt")
    return None


def _other_doer(ours: _Deed, theirs: _Deed, evidence: Evidence) -> bool:
    """Whether somebody else is named as who does the same to the same."""
    mine, others = _doers(ours, evidence.claim)[:1], _doers(theirs, evidence.line_reading)
    suffers = {word.stem for word in ours.suffering[:IN_REACH] if word.text[0].isupper()}
    if not mine or not others or not suffers & {word.stem for word in theirs.suffering}:
        return False
    return not any(same(mine[0], other) for other in others)


def _doers(deed: _Deed, text: Reading) -> list[str]:
    """The names on the doing side, the nearest first; none where it is somebody of theirs ("the head of the Union")."""
    starts = {word.start for word in deed.doing}
    names = [name for name in text.names if any(word.start in starts for word in text.words_in(name))]
    named = sorted(names, key=lambda name: abs(name.start - deed.verb.start))
    return [] if any(_OF.search(text.text[: name.start]) for name in named) else [name.text for name in named]


_OF = re.compile(r"\b(?:of|for)(?:\sthe)?\s$")


def _crossed(ours: _Deed, theirs: _Deed) -> bool:
    """Whether each side's party is the other side's in the source, and not its own too."""
    if _passes_name(ours.doing, theirs.suffering) and _passes_name(ours.suffering, theirs.doing):
        return not (_shared(ours.doing[:1], theirs.doing) or _shared(ours.suffering[:1], theirs.suffering))
    doing, suffering = ours.doing[:CLOSE], ours.suffering[:CLOSE]
    there_doing, there_suffering = theirs.doing[:IN_REACH], theirs.suffering[:IN_REACH]
    return (
        _shared(doing, there_suffering)
        and _shared(suffering, there_doing)
        and not _shared(doing, there_doing)
        and not _shared(suffering, there_suffering)
    )


def _shared(some: Sequence[Word], others: Sequence[Word]) -> bool:
    stems = {word.stem for word in others}
    return any(word.stem in stems for word in some)


def _passes_name(some: Sequence[Word], others: Sequence[Word]) -> bool:
    names = {word.stem for word in others if word.text[0].isupper()}
    return any(word.stem in names for word in some if word.text[0].isupper())


def _deeds(text: Reading) -> Iterator[_Deed]:
    """The verbs with a party on either side; of a passive that names no doer nothing can be said."""
    words = text.words
    for at, verb in enumerate(words):
        if not _is_verb(verb):
            continue
        after = [word.text.lower() for word in words[at + 1 : at + 1 + BY_WITHIN]]
        by = after.index("by") if "by" in after else None
        if by is None and (after[:1] in _INTRANSITIVE or _suffered(text, at)):
            continue
        yield _Deed(verb, _parties(words[:at][::-1]), _parties(words[at + 2 + (by or -1) :]), by is not None)


def _suffered(text: Reading, at: int) -> bool:
    """ "Was sued", "Sputnik 1, launched in 1957"."""
    before = text.words[max(0, at - 2) : at]
    comma = at > 0 and "," in text.text[text.words[at - 1].end : text.words[at].start]
    return comma or any(word.text.lower() in _BE for word in before)


def _parties(words: Sequence[Word]) -> tuple[Word, ...]:
    """Content words up to the end of the clause or the next verb, at most six."""
    parties: list[Word] = []
    for word in words:
        lower = word.text.lower()
        if (lower in _CLAUSE_END and parties) or len(parties) == 2 * IN_REACH:
            break
        if _is_verb(word) and parties:
            break
        if not is_stop(lower) and word.text[0].isalpha() and not _is_verb(word):
            parties.append(word)
    return tuple(parties)


def _is_verb(word: Word) -> bool:
    lower = word.text.lower()
    if is_stop(lower) or not lower[0].isalpha() or word.text[0].isupper() or word.stem in _MUTUAL or lower in _SPEECH:
        return False
    return lower.endswith("ed") or lower in _IRREGULAR


def _around(deed: _Deed) -> Span:
    words = [deed.verb, *deed.before[:CLOSE], *deed.behind[:CLOSE]]
    return Span(min(word.start for word in words), max(word.end for word in words))


# --- names in a copy -----------------------------------------------------------------------------------------------


def _exchanged_names(evidence: Evidence) -> Finding | None:
    """Two names of a near copy, each where the source has the other."""
    if evidence.in_order < LIKE:
        return None
    for one, other in combinations(evidence.replaced, 2):
        if _has_others_name(one, other) and _has_others_name(other, one):
            ours = Span(one.claim[0].start, other.claim[-1].end)
            return _says(evidence, ours, Span(one.source[0].start, other.source[-1].end))
    return None


def _has_others_name(one: Replaced, other: Replaced) -> bool:
    names = [word.text for word in other.source if word.text[0].isupper() and not is_stop(word.text)]
    own = [word.text for word in one.source if word.text[0].isupper()]
    return any(
        word.text[0].isupper()
        and any(same(word.text, name) for name in names)
        and not any(same(word.text, n) for n in own)
        for word in one.claim
    )


# --- ways ----------------------------------------------------------------------------------------------------------

_AWAY, _THERE = frozenset(listed("from")), frozenset(listed("to into toward towards"))


def _turned_ways(evidence: Evidence) -> Finding | None:
    """ "Fled from Oresk" where the source says "fled to Oresk"."""
    theirs = {(verb.stem, name.stem): way for verb, way, name in _ways(evidence.line_words)}
    for verb, way, name in _ways(evidence.claim.words):
        other = theirs.get((verb.stem, name.stem))
        if other is not None and (way.text.lower() in _AWAY) != (other.text.lower() in _AWAY):
            there = next(word for word in evidence.line_words if word.start > other.start and word.stem == name.stem)
            return _says(evidence, Span(way.start, name.end), Span(other.start, there.end))
    return None


def _ways(words: Sequence[Word]) -> Iterator[tuple[Word, Word, Word]]:
    """A word, "from" or "to" behind it, and the name behind that."""
    for verb, way, name in zip(words, words[1:], words[2:], strict=False):
        if way.text.lower() in _AWAY | _THERE and name.text[0].isupper():
            yield verb, way, name


def _says(evidence: Evidence, ours: Span, theirs: Span, exact: bool = True) -> Finding:
    said, had = ours.of(evidence.claim.text), theirs.of(evidence.line_reading.text)
    reason = f"The source says {shown(had)}, the sentence says {shown(said)}."
    return Finding("roles", "contradiction", reason, ours, *evidence.in_line(theirs), had if exact else None)
