"""What a number is said of: another event or fate than the claim's, or the same thing under another name."""

from __future__ import annotations

from rag.check.evidence import Evidence
from rag.check.number.compare import SAME_STATEMENT, is_measured_otherwise
from rag.check.number.place import Place, events_in
from rag.check.setting import held


def is_of_another(ours: Place, theirs: Place, evidence: Evidence) -> bool:
    """Whether a number belongs to people with another fate, or to another event than one of the source's that the
    claim speaks of.
    """
    if has_other_fate(ours, theirs):
        return True
    a, b = ours.event, theirs.tied_event
    if a is None or b is None or a.may_be(b):
        return False
    return any(a.head == one.head for source in evidence.sources for one in events_in(source.text))


def has_other_fate(ours: Place, theirs: Place) -> bool:
    return bool(ours.fate and theirs.fate and ours.fate != theirs.fate)


def is_renamed(ours: Place, theirs: Place) -> bool:
    """Whether what is counted has another name in the same statement, and its own is none of the source's words:
    "two ships" for "two vessels".
    """
    if is_measured_otherwise(ours, theirs) or ours.number.noun in theirs.text.stems:
        return False
    return is_said_there(ours, theirs)


def is_said_there(ours: Place, theirs: Place) -> bool:
    """Whether a number stands in the claim's statement, among words that are the claim's too."""
    return theirs.share >= SAME_STATEMENT and held(ours.clause, theirs.clause) > 0
