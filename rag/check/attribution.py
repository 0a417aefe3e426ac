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

STATES = 2
"""Content words. A claim with fewer states nothing that could be somebody's word: "Mitch Murray"."""

INSIDE = 0.75
"""Least share of the claim's words found in the best sentence that must stand in what is said there."""

_ATTRIBUTED = re.compile(
    r"\baccording to\b|\breported(?:ly)?\b|\balleg|\bclaim|\baccus|\bsuspect|\bblam|\bbelie[fv]"
    r"|\bin the (?:words|view|eyes) of\b|\bsa(?:y|ys|id|ying)\b|\btold\b|\bden(?:y|ies|ied|ial)\b",
    re.IGNORECASE,
)
"""The claim leaves it to somebody, whoever that is: the speaker is another test's business."""

_ACCUSING = re.compile(
    r"(?<!\bin )(?<!\btake )\b(?:accus|blam|suspect|charg)(?:es?|ed|ing)\b(?=.{0,80}?\b(?:of|for|with)\b)"
    r"|\bclaim(?:s|ed|ing)? to have\b|\bfear(?:s|ed|ing)? that\b"
)
"""A charge, whoever makes it, a boast and a fear."""

_VOUCHED = frozenset(listed("announced announces confirmed confirms revealed reveals explained explains found finds"))
"""Verbs with which the reporter vouches for what is said."""

_APPOSED = re.compile(r"(?:The|A|An|Its|His|Her|Their)(?: [\w'’-]+){1,4}, ")
"""What a sentence begins with where the speaker's name stands in apposition to it."""

_THAT = re.compile(r"\s(?:(?:on|in) \w+ )?that\s")

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
    if len(evidence.claim.content) < STATES:
        return []
    text = evidence.line_reading.text
    said = [speech for speech in heard(text).speeches if _reports(speech, text)]
    found = [_finding(s, evidence, text) for s in said if not _kept(s, evidence) and _holds(s, evidence)]
    doubted = next((finding for finding in found if finding.force == "doubt"), None)
    charge = [] if doubted else _charged(evidence, text)
    return [doubted] if doubted else charge or found[:1]


def _reports(speech: Speech, text: str) -> bool:
    """Whether something is reported, beside a quotation too; a toll is none."""
    if speech.cue is None or speech.kind == "direct" or _TOLL.match(text, speech.cue.start):
        return False
    return speech.kind == "reported" or bool(_THAT.match(text, speech.cue.end))


def _told(speech: Speech, text: str) -> Span:
    """What is reported: the clause of the speech, or all behind "that" where only a part of it is quoted."""
    if speech.kind == "reported" or speech.cue is None:
        return speech.inner
    return Span(speech.cue.end, len(text))


def _charged(evidence: Evidence, text: str) -> list[Finding]:
    """A charge or a boast whose verb the claim has not kept."""
    accusing = _ACCUSING.search(text)
    kept = accusing and any(
        word.stem in evidence.claim.stems for word in within(evidence.line_reading.words, Span(*accusing.span()))
    )
    if accusing and not kept and _holds_behind(accusing.start(), evidence):
        kind = "a fear" if accusing[0].startswith("fear") else "a charge"
        reason = f"In the source it is {kind} ({shown(accusing[0])}); the sentence states it as a fact."
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
    found = {word.stem for word in evidence.line_reading.content} & ours
    behind = {word.stem for word in evidence.line_reading.content if word.start > start} & found
    return bool(found) and len(behind) >= INSIDE * len(found)


@lru_cache(maxsize=64)
def _attributes(claim: str) -> bool:
    """Whether the claim itself says that somebody says it, or quotes."""
    return bool(_ATTRIBUTED.search(claim) or read(claim).quotes or heard(claim).speeches)


def _holds(speech: Speech, evidence: Evidence) -> bool:
    """Whether what is said, and not what is told around it, is what the claim says."""
    ours, content = set(evidence.weights), evidence.line_reading.content
    speaker = {word.stem for word in within(content, _described(speech, evidence))}
    found = {word.stem for word in content} & ours - speaker
    inside = {word.stem for word in within(content, _told(speech, evidence.line_reading.text))} & ours - speaker
    return bool(found) and len(inside) >= INSIDE * len(found)


def _described(speech: Speech, evidence: Evidence) -> Span:
    """The speaker, with what the name stands in apposition to: "The bus operator, Calder Line, said"."""
    if speech.mention is None:
        return Span(speech.start, speech.start)
    before = evidence.line_reading.text[: speech.mention.start]
    return Span(0 if _APPOSED.fullmatch(before) else speech.mention.start, speech.mention.end)


def _finding(speech: Speech, evidence: Evidence, text: str) -> Finding:
    who = speech.speaker or (speech.mention.of(text) if speech.mention else "somebody")
    verb = speech.cue.of(text).strip() if speech.cue else ""
    reason = f"In the source {shown(who)} says this ({shown(verb)}); the sentence states it as a fact."
    place = Span(speech.mention.start, speech.mention.end) if speech.mention else speech.inner
    return Finding("attribution", _force(speech, who, verb), reason, _whole(evidence), *evidence.in_line(place))


def _force(speech: Speech, who: str, verb: str) -> Force:
    """By how it is said: a plain statement of an authority is as good as told, all else is one side's word."""
    words = {word.text.lower() for word in read(who).words}
    believed = words & _AUTHORITIES or verb.lower() in _VOUCHED
    return "note" if speech.stance == "statement" and believed else "doubt"
