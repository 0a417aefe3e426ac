"""From where to where: a way that is turned round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.check.evidence import Evidence
from rag.check.finding import Finding
from rag.check.roles.telling import exchanged
from rag.text.words import Word, listed
from rag.types import Span

_AWAY, _THERE = frozenset(listed("from")), frozenset(listed("to into toward towards"))


def turned_ways(evidence: Evidence) -> Finding | None:
    """ "Fled from Oresk" where the source says "fled to Oresk"; "from Oresk to Sered" where it says the reverse."""
    return _turned_verb(evidence) or _turned_pair(evidence)


def _turned_verb(evidence: Evidence) -> Finding | None:
    theirs = {(verb.stem, name.stem): way for verb, way, name in _ways(evidence.line_words)}
    for verb, way, name in _ways(evidence.claim.words):
        other = theirs.get((verb.stem, name.stem))
        if other is not None and (way.text.lower() in _AWAY) != (other.text.lower() in _AWAY):
            there = next(word for word in evidence.line_words if word.start > other.start and word.stem == name.stem)
            return exchanged(evidence, Span(way.start, name.end), Span(other.start, there.end))
    return None


def _ways(words: Sequence[Word]) -> Iterator[tuple[Word, Word, Word]]:
    """A word, "from" or "to" behind it, and the name behind that."""
    for verb, way, name in zip(words, words[1:], words[2:], strict=False):
        if way.text.lower() in _AWAY | _THERE and name.text[0].isupper():
            yield verb, way, name


def _turned_pair(evidence: Evidence) -> Finding | None:
    """Two names, each behind "from" in one text and behind "to" in the other."""
    ours, theirs = dict(_ends(evidence.claim.words)), dict(_ends(evidence.line_words))
    both = [name for name in ours if name in theirs]
    turned = [name for name in both if ours[name][0] != theirs[name][0]]
    if len(turned) != 2 or len({ours[name][0] for name in turned}) != 2:
        return None
    return exchanged(evidence, _over(ours[name][1] for name in turned), _over(theirs[name][1] for name in turned))


def _ends(words: Sequence[Word]) -> Iterator[tuple[str, tuple[bool, Span]]]:
    """The stem of each name behind "from" or "to", and whether it is "from"."""
    for way, name in pairwise(words):
        if way.text.lower() in _AWAY | _THERE and name.text[0].isupper():
            yield name.stem, (way.text.lower() in _AWAY, Span(way.start, name.end))


def _over(spans: Iterator[Span]) -> Span:
    found = list(spans)
    return Span(min(span.start for span in found), max(span.end for span in found))
