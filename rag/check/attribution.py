"""Does the claim state as a fact what the source only lets somebody say?

News drops "police said" all the time, and rightly; "the mayor accused the company of" is another matter. So it counts
who may be believed: what is claimed, alleged, denied, feared or foretold is a doubt, what is simply said by a party
too, what an authority says is a note.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.heard import heard
from rag.check.negation import LEAST
from rag.check.reading import read, within
from rag.text.voices import Speech
from rag.text.words import listed
from rag.types import Span

INSIDE = 0.75
"""Least share of the claim's words found in the best sentence that must stand in what is said there."""

_ATTRIBUTED = re.compile(
    r"\baccording to\b|\breported(?:ly)?\b|\balleg|\bclaim|\baccus|\bsuspect|\bblam|\bbelie[fv]"
    r"|\bin the (?:words|view|eyes) of\b|\bsa(?:y|ys|id|ying)\b|\btold\b|\bden(?:y|ies|ied|ial)\b",
    re.IGNORECASE,
)
"""The claim leaves it to somebody, whoever that is: the speaker is another test's business."""

_ACCUSING = re.compile(
    r"\b(?:accus|blam|suspect|charg)(?:es?|ed|ing)\b(?=.{0,80}?\b(?:of|for|with)\b)|\bclaim(?:s|ed|ing)? to have\b"
)
"""A charge, whoever makes it, and a boast."""

_TOLL = re.compile(r"\s*claim(?:s|ed|ing)?\s(?:\S+\s){0,4}(?:lives|life|victims)\b")
"""What a war claims, it does not say."""

_AUTHORITIES = frozenset(
    listed("""
        police officials official authorities inspectorate court commission coroner firefighters statement report
        study researchers survey figures data statistics office agency investigators prosecutors department bureau
        observatory institute forecasters meteorologists census documents records""")
)
"""Whose word the news passes on as a fact."""


def check_attribution(evidence: Evidence) -> list[Finding]:
    """A finding where the best sentence lets somebody say what the claim says in its own voice."""
    line = evidence.best_line
    if line is None or line.covered < LEAST or evidence.speaker or _attributes(evidence.claim.text):
        return []
    text = evidence.line_reading.text
    for speech in heard(text).speeches:
        spoken = speech.kind == "reported" and speech.cue and not _TOLL.match(text, speech.cue.start)
        if spoken and not _kept(speech, evidence) and _holds(speech, evidence):
            return [_finding(speech, evidence, text)]
    accusing = _ACCUSING.search(text)
    if accusing and _holds_behind(accusing.start(), evidence):
        reason = f"In the source it is a charge ({shown(accusing[0])}); the sentence states it as a fact."
        place = Span(*accusing.span())
        return [Finding("attribution", "doubt", reason, _whole(evidence), *evidence.in_line(place))]
    return []


def _kept(speech: Speech, evidence: Evidence) -> bool:
    """Whether the claim has the verb itself: "Ida Berg was urged by Karl Lind to stay"."""
    verbs = within(evidence.line_reading.words, speech.cue) if speech.cue else []
    return any(word.stem in evidence.claim.stems for word in verbs)


def _whole(evidence: Evidence) -> Span:
    return Span(0, len(evidence.claim.text))


def _holds_behind(start: int, evidence: Evidence) -> bool:
    ours = set(evidence.weights)
    found = [word for word in evidence.line_reading.content if word.stem in ours]
    return bool(found) and sum(word.start > start for word in found) >= INSIDE * len(found)


@lru_cache(maxsize=64)
def _attributes(claim: str) -> bool:
    """Whether the claim itself says that somebody says it, or quotes."""
    return bool(_ATTRIBUTED.search(claim) or read(claim).quotes or heard(claim).speeches)


def _holds(speech: Speech, evidence: Evidence) -> bool:
    """Whether what is said, and not what is told around it, is what the claim says."""
    ours, content = set(evidence.weights), evidence.line_reading.content
    speaker = {word.stem for word in within(content, speech.mention)} if speech.mention else set()
    found = {word.stem for word in content} & ours - speaker
    inside = {word.stem for word in within(content, speech.inner)} & ours - speaker
    return bool(found) and len(inside) >= INSIDE * len(found)


def _finding(speech: Speech, evidence: Evidence, text: str) -> Finding:
    who = speech.speaker or (speech.mention.of(text) if speech.mention else "somebody")
    verb = speech.cue.of(text).strip() if speech.cue else ""
    reason = f"In the source {shown(who)} says this ({shown(verb)}); the sentence states it as a fact."
    place = Span(speech.mention.start, speech.mention.end) if speech.mention else speech.inner
    return Finding("attribution", _force(speech, who), reason, _whole(evidence), *evidence.in_line(place))


def _force(speech: Speech, who: str) -> Force:
    """By how it is said: a plain statement of an authority is as good as told, all else is one side's word."""
    words = {word.text.lower() for word in read(who).words}
    return "note" if speech.stance == "statement" and words & _AUTHORITIES else "doubt"
