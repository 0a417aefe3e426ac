"""Another name of the article in a name's place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.check.evidence import Evidence
from rag.check.finding import Force
from rag.check.name.sameness import named, of_country, same
from rag.check.reading import Reading, root
from rag.text.names import Name, is_title
from rag.text.words import Word, is_stop, listed, words

NEAR_COPY = 0.7
"""Share of content words in the same order from which a name stands in another's place. With less
the other name is often an alias, or the sentence another one.
"""

ALL_ELSE = 0.9
"""The same share of the other words than the name's: a name of three words is half of a short sentence."""

LEAST_WORDS = 3
"""Content words that a sentence must share with the source besides the name, where it is no copy in order."""

CALLED_WITHIN = 150
"""Characters between two names of one person in which that is said: "Mara Lind (born in Lund in 1980), known as Mo"."""

_CALLED = re.compile(r"\b(?:known|called|alias|aka|a\.k\.a|nicknamed|pseudonym|pen name|stage name|née?)\b|[(]born\b")
_IN = frozenset(listed("in at near to from into outside across"))


def stands_instead(name: Name, evidence: Evidence) -> tuple[Name, Force] | None:
    """The name that the best sentence has where the claim, otherwise alike, has another, and how much that weighs.

    A place behind the same "in" may lie in the other one, or the other in it: that is a doubt.
    """
    if evidence.best_line is None or named(name.text, [evidence.line_reading]):
        return None
    other = _replaced(name, evidence)
    if other is not None:
        return other, "contradiction"
    other = _in_its_slot(name, evidence)
    if other is not None:
        return other, "doubt" if _slot(name, evidence.claim) in _IN else "contradiction"
    return None


def _replaced(name: Name, evidence: Evidence) -> Name | None:
    """What stands there instead where the two texts are laid side by side."""
    if not is_copy(name, evidence):
        return None
    line = evidence.line_reading
    ours = {word.start for word in evidence.claim.words_in(name)}
    for swap in evidence.replaced:
        if not swap.claim or not swap.source or not ours & {word.start for word in swap.claim}:
            continue
        if not _mostly_names(swap.claim, evidence.claim) or not _mostly_names(swap.source, line):
            continue
        for other in line.names:
            part = [word for word in swap.source if other.start <= word.start < other.end]
            if part and _may_replace(name, other, evidence):
                return other
    return None


def is_copy(name: Name, evidence: Evidence) -> bool:
    """Whether most content words stand in the same order; of a short sentence, nearly all but those of the name."""
    content = evidence.claim.content
    rest = sum(not name.start <= word.start < name.end for word in content)
    kept = evidence.in_order * len(content)
    return evidence.in_order >= NEAR_COPY or (rest >= LEAST_WORDS and kept >= ALL_ELSE * rest)


def _in_its_slot(name: Name, evidence: Evidence) -> Name | None:
    """What stands behind the same word ("in", "the capital,"), where all else that the claim says is there too."""
    slot = _slot(name, evidence.claim)
    if not slot or not _all_else_stands(name, evidence):
        return None
    others = [other for other in evidence.line_reading.names if _slot(other, evidence.line_reading) == slot]
    return others[0] if len(others) == 1 and _may_replace(name, others[0], evidence) else None


def _slot(name: Name, text: Reading) -> str:
    """The word before a name and whether a comma parts them; empty where none is."""
    before = [word for word in text.words if word.end <= name.start][-1:]
    if not before or (is_stop(before[0].text) and before[0].text.lower() not in _IN):
        return ""
    gap = text.text[before[0].end : name.start]
    return f"{before[0].text.lower()}{gap.strip()}" if gap.strip() in {"", ","} else ""


def _all_else_stands(name: Name, evidence: Evidence) -> bool:
    own = {word.start for word in evidence.claim.words_in(name)}
    rest = [root(word.stem) for word in evidence.claim.content if word.start not in own]
    there = {root(word.stem) for word in evidence.line_words}
    return len(rest) >= LEAST_WORDS and all(stem in there for stem in rest)


def _mostly_names(words: Iterable[Word], text: Reading) -> bool:
    """Whether a name is replaced, and at most one word more: "the monks of the order" may stand for anybody."""
    named_ = {word.start for name in text.names for word in text.words_in(name)}
    others = [word for word in words if word.start not in named_ and not is_stop(word.text)]
    return len(others) <= 1


def _may_replace(name: Name, other: Name, evidence: Evidence) -> bool:
    """Whether two names are of two and not of one: "Zarif" may stand for "the Iranian diplomat", not "Oslo" for "Bern".

    Where both say where ("in Baku", "in Tehran") they are places, however else such a name is used.
    """
    where = _slot(name, evidence.claim)
    alike = where in _IN and where == _slot(other, evidence.line_reading)
    if not alike and of_country(name.text) != of_country(other.text):
        return False
    ours = {root(word.stem) for word in words(name.text) if not is_title(word.text)}
    theirs = {root(word.stem) for word in words(other.text) if not is_title(word.text)}
    if same(name.text, other.text) or ours & theirs or _is_called(name.text, other.text, evidence):
        return False
    return not any(same(other.text, mine.text) for mine in evidence.claim.names)


def _is_called(one: str, other: str, evidence: Evidence) -> bool:
    """Whether a source says that one person has both names."""
    for source in (*evidence.sources, *evidence.context):
        ours = [name for name in source.names if same(one, name.text)]
        theirs = [name for name in source.names if same(other, name.text)]
        for first, second in [*((a, b) for a in ours for b in theirs), *((b, a) for a in ours for b in theirs)]:
            if 0 <= second.start - first.end <= CALLED_WITHIN and _CALLED.search(source.text, first.end, second.start):
                return True
    return False
