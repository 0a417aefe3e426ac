"""The events a text names, and which of them a number belongs to: "killed in a 44-day war over ...".

Patterns, no model. Precise before complete: where the words do not tie a number to an event, there is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.numbers.counted import BE_FIRST, END_A_PHRASE, NOT_COUNTED, WORD_AHEAD, is_plural
from rag.text.words import STOP, is_stop, listed
from rag.types import Span

_EVENT_NOUNS = """
    war wars conflict conflicts flare-up flare-ups fighting hostilities violence attack attacks clash clashes battle
    battles offensive offensives counteroffensive invasion invasions incursion strike strikes airstrike airstrikes
    raid raids bombing bombings bombardment shelling shooting shootings explosion explosions blast blasts massacre
    massacres genocide crackdown coup uprising revolt revolution riot riots insurrection protest protests
    demonstration demonstrations siege assault assaults ambush stampede crash crashes collision derailment accident
    accidents blaze fire fires wildfire wildfires flood floods flooding storm storms hurricane tornado tornadoes
    typhoon cyclone earthquake earthquakes quake quakes tsunami eruption landslide landslides avalanche drought famine
    heatwave outbreak outbreaks pandemic epidemic disaster tragedy incident incidents crisis recession election
    elections referendum runoff vote primary summit meeting meetings conference talks negotiations hearing
    hearings trial visit tour tournament match matches game games championship championships festival concert ceremony
    funeral expedition mission merger acquisition layoffs rally march operation exercise exercises drills
    evacuation occupation standoff blackout outage spill
    """


def _by_first_letter(written: Sequence[str]) -> str:
    """Words as alternatives, capitalised or not, grouped so that most places of a text are passed over at once."""
    groups: dict[str, list[str]] = {}
    for word in sorted(written, key=len, reverse=True):
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(f"[{letter}{letter.upper()}](?:{'|'.join(rest)})" for letter, rest in groups.items())


_EVENT = re.compile(rf"(?<![\w-])(?:{_by_first_letter(listed(_EVENT_NOUNS))})(?![\w-])")
_WORD_BEFORE = re.compile(r"([\w$€£][\w'’.,-]{0,40})[ \t\u00a0]{1,2}\Z")
_DETERMINERS = frozenset(listed("the a an this that these those its their his her our my each every any some no"))
_OWNER = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Ll]ast|[Nn]ext|[Tt]his)\s(?:[A-Z][\w-]{0,30}\s){0,2}\Z")
_BEFORE_EVENTS = frozenset(listed("last next first second third latest most new deadly arms sports news"))
_EVENT_LEAD = frozenset(
    listed("in during after of from by over since despite amid for to at with through before until")
)
_TAIL = re.compile(
    r"\s(?:over|of|against|between|in|on|at|near|with|for)\s(?!which|whom|what|who)"
    r"(?:(?:the|a|an|its|their)\s)?(?:[a-z][\w-]{1,20}\s(?:of\s(?:the\s)?)?){0,2}"
    r"[A-Z][\w’'-]{0,30}(?:\s[A-Z][\w-]{0,30}){0,3}(?:\s(?:and|on|for)\s(?:the\s)?[A-Z][\w-]{0,30}(?:\s[A-Z][\w-]{0,30}){0,3})?"
)
_TOUCHES = re.compile(
    r"\b(?:claim|kill|leav|left|wound|injur|displac|destroy|cost|last|forc|affect|devastat|hit|caus|brought|took|taking|"
    r"drew|draw|end|involv|saw|bring|damag|uproot|trapp|strand|wip|span|rag|burn|cut|eliminat|attract)\w{0,4}\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\b(?:said|says|say|told|tells|according|added|wrote|reported|announced|which|who|where|when)\b", re.I
)
_SENTENCE_END = re.compile(r"[.!?][”\"’')]{0,2}\s+(?=[A-Z“\"‘'(\[])|\n")
# How far an event may stand from its number, in characters: after it ("killed in a war"), before it ("the war killed").
_AHEAD, _BEHIND = 70, 140


@dataclass(frozen=True, slots=True)
class EventPhrase(Span):
    """A noun phrase for something that happened: "a 44-day war over Nagorno-Karabakh".

    ``head`` is where its noun begins.
    """

    head: int = 0


def find_events(text: str) -> list[EventPhrase]:
    """The events a text names, in order, without overlap."""
    found: list[EventPhrase] = []
    for match in _EVENT.finditer(text):
        if match[0] == "March" or _goes_on(text, match.end()):
            continue
        start = _phrase_start(text, match.start())
        if start is None:
            continue
        tail = _TAIL.match(text, match.end(), match.end() + 140)
        end = tail.end() if tail else match.end()
        if found and start < found[-1].end:
            continue
        found.append(EventPhrase(start, end, match.start()))
    return found


def _goes_on(text: str, end: int) -> bool:
    """Whether a noun follows that the event only qualifies ("election officials", "mission control")."""
    match = WORD_AHEAD.match(text, end, end + 40)
    if match is None or match[1] or match[2][0].isupper():
        return False
    lower = match[2].lower()
    if is_stop(lower) or lower in NOT_COUNTED or lower in END_A_PHRASE or lower in BE_FIRST:
        return False
    return not (lower.endswith(("ed", "ly", "ing")) or _TOUCHES.match(lower))


def _phrase_start(text: str, head: int) -> int | None:
    """Where the noun phrase of an event begins; None where the word may be a verb or part of something else."""
    at, best = head, head
    for _ in range(6):
        match = _WORD_BEFORE.search(text, max(0, at - 44), at)
        if match is None or match[1][-1] in ",.":
            break
        word, lower = match[1], match[1].lower()
        if lower in _DETERMINERS:
            return match.start()
        if word.endswith(("'s", "’s", "s’")):
            owner = _OWNER.search(text, max(0, match.start() - 70), match.start())
            return owner.start() if owner else match.start()
        if lower == "of" and text[best].isdigit():
            return None  # "the Group of 20 summit"
        if lower in _EVENT_LEAD:
            return best if best < head or _stands_bare(text, head) else None
        if lower not in _BEFORE_EVENTS and (
            lower in STOP or lower in NOT_COUNTED or _opens_a_verb(text, match.start(), lower)
        ):
            break
        if at == head and word[0].islower() and is_plural(word) and lower not in _BEFORE_EVENTS:
            return None  # "the two men battle"
        at = match.start()
        if word[0].isupper() or word[0].isdigit():
            best = at
    return best if best < head else None


def _stands_bare(text: str, head: int) -> bool:
    """Whether an event noun needs no article: plurals, and the fighting itself."""
    match = _EVENT.match(text, head)
    noun = match[0].lower() if match else ""
    return noun.endswith("s") or noun in ("fighting", "violence", "shelling", "flooding", "famine", "drought")


def _opens_a_verb(text: str, start: int, lower: str) -> bool:
    """Whether a word in "ed" before a noun is a verb ("the president launched war"), not an adjective."""
    if not lower.endswith("ed") or "-" in lower:
        return False
    before = _WORD_BEFORE.search(text, max(0, start - 44), start)
    return before is None or not (before[1].lower() in _DETERMINERS - {"that"} or before[1].lower().endswith("ly"))


def event_of(text: str, number: Span, events: Sequence[EventPhrase], *, inside: bool) -> str:
    """The event that a number belongs to, as written, or "".

    The event whose phrase holds the number; else, unless only ``inside`` is asked for, one that follows in the same
    clause ("killed in a war"); else one before it that did something to what is counted ("the war, which claimed").
    """
    at = bisect_right(events, number.start, key=lambda event: event.start) - 1
    if at >= 0 and events[at].start <= number.start < events[at].head:
        return _written(text, events[at])
    if inside:
        return ""
    ahead = bisect_left(events, number.end, key=lambda event: event.start)
    if ahead < len(events) and _leads_to(text[number.end : min(events[ahead].start, number.end + _AHEAD + 1)]):
        return _written(text, events[ahead])
    if at >= 0 and _touches(text[events[at].end : min(number.start, events[at].end + _BEHIND + 1)]):
        return _written(text, events[at])
    return ""


def _leads_to(between: str) -> bool:
    """Whether what stands between a number and an event joins them: a few words and "in", "during", "of"."""
    words = between.split()
    return (
        0 < len(words) <= 6
        and len(between) <= _AHEAD
        and words[-1].lower() in ("in", "during", "of", "from", "by", "to", "since")
        and not _SENTENCE_END.search(between)
        and not _SPEAKS.search(between)
        and not any(mark in between for mark in ",;:()—–")
    )


def _touches(between: str) -> bool:
    """Whether what stands between an event and a number says what the event did, in one sentence."""
    return (
        len(between) <= _BEHIND
        and ";" not in between
        and _TOUCHES.search(between) is not None
        and not _SENTENCE_END.search(between)
    )


def _written(text: str, event: Span) -> str:
    return " ".join(event.of(text).split())
