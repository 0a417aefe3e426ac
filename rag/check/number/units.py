"""Units that stand apart from their number or have none: "300 lorries a day", "a week after", "in recent months"."""

from __future__ import annotations

import re

from rag.check.evidence import Evidence, Replaced
from rag.check.finding import Finding, shown
from rag.check.number.compare import KINDS
from rag.check.number.place import end_with_unit
from rag.check.setting import LONGEST_SWAP, NEAR_COPY
from rag.text.numbers.units import unit_after
from rag.text.words import Word
from rag.types import Span

_SCALES = ("fahrenheit", "celsius")
_AN = re.compile(r"\ban?\s\Z")


def check_units(evidence: Evidence) -> list[Finding]:
    """A finding where the claim, a near copy of a sentence, has one unit in the place of another of its kind."""
    if evidence.best_line is None or evidence.in_order < NEAR_COPY:
        return []
    return [finding for swap in evidence.replaced if (finding := _exchanged(swap, evidence)) is not None]


def check_scales(evidence: Evidence) -> list[Finding]:
    """A finding for each scale of temperature that the sources do not name."""
    found = []
    for word in evidence.claim.words:
        scale = word.text.lower()
        if scale not in _SCALES or any(scale in source.lower_words for source in evidence.sources):
            continue
        other = next((one for one in _SCALES if any(one in source.lower_words for source in evidence.sources)), None)
        reason = f"The source does not say that these are degrees {word.text}."
        found.append(Finding("number", "contradiction" if other else "doubt", reason, Span(word.start, word.end)))
    return found


def _exchanged(swap: Replaced, evidence: Evidence) -> Finding | None:
    claim, line = evidence.claim, evidence.best_line
    of_numbers = [Span(number.start, end_with_unit(number, claim.text)) for number in claim.numbers]
    ours = [word for word in swap.claim if not any(span.start <= word.start < span.end for span in of_numbers)]
    mine, theirs = _only_unit(ours), _only_unit(list(swap.source))
    if not 0 < len(swap.claim) == len(swap.source) <= LONGEST_SWAP:
        return None
    if line is None or mine is None or theirs is None or not _are_two_of_a_kind(mine, theirs):
        return None
    source = evidence.reading(line).text
    at, there = Span(mine.start, mine.end), Span(line.start + theirs.start, line.start + theirs.end)
    reason = f"Where the source says {shown(there.of(source))}, the sentence says {shown(mine.text)}."
    if (a := _article(claim.text, at)) and (b := _article(source, there)):
        at, there = Span(at.start - a, at.end), Span(there.start - b, there.end)  # "an hour" for "a day"
    return Finding("number", "contradiction", reason, at, line.source, there, there.of(source))


def _article(text: str, unit: Span) -> int:
    """How many characters an "a" or "an" before a unit takes, with its space."""
    found = _AN.search(text, max(0, unit.start - 4), unit.start)
    return len(found[0]) if found else 0


def _only_unit(words: list[Word]) -> Word | None:
    found = [word for word in words if _unit(word.text)]
    return found[0] if len(found) == 1 else None


def _unit(word: str) -> str:
    return unit_after(f" {word}", 0)[0] if len(word) > 2 else ""


def _are_two_of_a_kind(one: Word, other: Word) -> bool:
    a, b = _unit(one.text), _unit(other.text)
    return a != b and any(a in kind and b in kind for kind in KINDS)
