"""Does the source name whom and what the claim names, and in the same place?"""

from __future__ import annotations

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.name.instead import is_copy, stands_instead
from rag.check.name.offices import check_office
from rag.check.name.opening import is_common_knowledge, only_opens_sentence, ordinary_opener, short_form, wider_place
from rag.check.name.sameness import named, of_country, plain, same
from rag.text.names import Name
from rag.text.words import listed
from rag.types import Span

__all__ = ["check_names", "named", "of_country", "same"]

_NOT_FOREIGN = frozenset(listed("mr mrs ms dr sir i"))


def check_names(evidence: Evidence) -> list[Finding]:
    """One finding for each name in the claim."""
    return [_check_name(name, evidence) for name in evidence.claim.names if plain(name.text) not in _NOT_FOREIGN]


def _check_name(name: Name, evidence: Evidence) -> Finding:
    at = Span(name.start, name.end)
    if not named(name.text, [*evidence.sources, *evidence.context]):
        if ordinary_opener(name, evidence):
            return Finding("name", "fine", f"{shown(name.text)} begins the sentence; it is no name.", at)
        if short_form(name, evidence):
            return Finding("name", "fine", f"{shown(name.text)} is a short form of the text's words.", at)
        doubtful = only_opens_sentence(name, evidence) or wider_place(name, evidence)
        doubtful = doubtful or (is_common_knowledge(name) and not is_copy(name, evidence))
        force: Force = "doubt" if doubtful else "veto"
        return Finding("name", force, f"The source does not name {shown(name.text)}.", at)
    called = check_office(name, evidence)
    if called:
        return called
    instead = stands_instead(name, evidence)
    if instead:
        other, force = instead
        reason = f"The source names {shown(other.text)} here, the sentence {shown(name.text)}."
        return Finding("name", force, reason, at, *evidence.in_line(other), right=other.text)
    return Finding("name", "fine", f"The source names {shown(name.text)}.", at)
