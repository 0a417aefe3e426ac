"""The findings that several steps tell: the number is borne out, denied, or less sure in the source."""

from __future__ import annotations

from rag.check.finding import Finding, Force, shown
from rag.check.number.compare import ABOVE, BELOW
from rag.check.number.place import Place
from rag.check.number.written import exchanged, phrase, phrase_span
from rag.check.setting import is_negated


def finding(force: Force, reason: str, ours: Place, theirs: Place | None = None, right: str | None = None) -> Finding:
    if theirs is None:
        return Finding("number", force, reason, phrase_span(ours))
    return Finding("number", force, reason, phrase_span(ours), theirs.index, phrase_span(theirs), right)


def fine(ours: Place, theirs: Place) -> Finding:
    return finding("fine", f"The source says {shown(phrase(theirs))}.", ours, theirs)


def _says(ours: Place, theirs: Place) -> str:
    """What the source says beside what the sentence says."""
    return f"The source says {shown(phrase(theirs))}, the sentence says {shown(phrase(ours))}."


def denied(ours: Place, theirs: Place, more: str = "") -> Finding:
    """The source has another value in this place."""
    if is_negated(ours.text, ours.number) and not is_negated(theirs.text, theirs.number):
        return fine(ours, theirs)
    at, right = exchanged(ours, theirs)
    reason = f"The source says {shown(phrase(theirs))} of this{more}" if more else _says(ours, theirs)
    return Finding("number", "contradiction", reason, at, theirs.index, phrase_span(theirs), right)


def other_hedge(ours: Place, theirs: Place) -> Finding:
    a, b = ours.number.hedge, theirs.number.hedge
    if (a in BELOW and b in ABOVE) or (a in ABOVE and b in BELOW):
        return denied(ours, theirs)
    at, right = exchanged(ours, theirs)
    return Finding("number", "doubt", _says(ours, theirs), at, theirs.index, phrase_span(theirs), right)
