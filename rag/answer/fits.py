"""What a question asks for, and whether a sentence holds it: a number of that thing, a date, a place, a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely
from rag.answer.kin import presence
from rag.answer.question import Question
from rag.text.dates import find_dates
from rag.text.names import find_names, same_name
from rag.text.numbers import find_numbers
from rag.text.places import COUNTRIES, STATES, known_places
from rag.text.quotes import find_quotes
from rag.text.voices import is_person
from rag.text.words import content_stems


def fits(question: Question, candidate: Candidate) -> float:
    """1 if the sentence has the kind of thing asked for, and not only what the question itself says; 0 if not."""
    return _FITS[question.kind](question, candidate) if question.kind in _FITS else 0.5


def holds_number(question: Question, candidate: Candidate) -> float:
    """A number of what is counted; less for one of something not named, little for one of something else."""
    known = {n.value for n in find_numbers(question.text)}
    best = 0.0
    for number in find_numbers(candidate.text):
        if number.value in known:
            continue
        counted = frozenset([number.noun, number.unit])
        if any(presence(stem, counted) for stem in question.counted) or (
            number.unit in _MONEY and _MUCH.search(question.text)
        ):
            return 0.9 if number.ordinal else 1.0
        if number.ordinal:
            continue
        general = not number.noun or not question.counted or question.counted <= _GENERAL
        best = max(best, 0.7 if general else 0.3)
    return best


def holds_duration(question: Question, candidate: Candidate) -> float:
    """A length of time for "how long"; another measure for "how far", "how high", "how old"."""
    if not re.search(r"\bhow long\b", question.text, re.I):
        return float(any(n.unit or n.noun for n in find_numbers(candidate.text)))
    told = {n.value for n in find_numbers(question.text)}
    long = any(n.unit in _TIMES and n.value not in told for n in find_numbers(candidate.text))
    return 1.0 if long else 0.8 * bool(_LASTED.search(candidate.text))


def holds_date(question: Question, candidate: Candidate) -> float:
    """A date of the precision asked for; a little less for a time told from the day of writing ("next month")."""
    if any(dated_for(question, d) for d in find_dates(candidate.text)):
        return 1.0
    return 0.8 * bool(_FROM_NOW.search(candidate.text))


def holds_quote(_: Question, candidate: Candidate) -> float:
    return float(bool(find_quotes(candidate.text)))


def holds_name(question: Question, candidate: Candidate) -> float:
    """A name that the question does not give away."""
    return float(any(not any(same_name(n.text, k) for k in question.names) for n in find_names(candidate.text)))


def holds_person(question: Question, candidate: Candidate) -> float:
    """Somebody the question does not name; or, where it names somebody, who that is."""
    found = [n for n in find_names(candidate.text) if is_person(n)]
    named = [n for n in question.names if " " in n or any(same_name(n, f.text) for f in found)]
    if named:
        return float(any(same_name(f.text, n) for f in found for n in named))
    return float(bool(found))


def holds_place(question: Question, candidate: Candidate) -> float:
    """A country or state the question does not name; less for another name that stands where places stand."""
    wanted = next((places for noun, places in _KINDS_OF_PLACE if noun.search(question.text)), None)
    told = {place.of(question.text) for place in known_places(question.text)}
    new = {place.of(candidate.text) for place in known_places(candidate.text)} - told
    if wanted is not None:
        return 1.0 if new & wanted else 0.4 * bool(new)
    return 1.0 if new else 0.8 * any(stands_as_place(question, candidate))


def stands_as_place(question: Question, candidate: Candidate) -> Iterator[bool]:
    """For each name after "in" or "near", whether it is new and nobody's."""
    for name in find_names(candidate.text):
        if _PREPOSITION.search(candidate.text, max(0, name.start - 12), name.start) and not is_person(name):
            yield not any(same_name(name.text, known) for known in question.names)


def holds_what(question: Question, candidate: Candidate) -> float:
    """What a "which" or "what" asks for by its noun: a person, something with a name; else it cannot be told."""
    noun = _WHICH.search(question.focus)
    if noun and _PERSONS.search(noun[0]):
        return holds_person(question, candidate)
    if _CALLED.search(question.focus) or (noun and _NAMED.search(noun[0])):
        return max(holds_name(question, candidate), holds_quote(question, candidate))
    return 0.5


def holds_reason(_: Question, candidate: Candidate) -> float:
    return 1.0 if _CAUSE.search(candidate.text) else 0.5 if _REASON.search(candidate.text) else 0.0


def holds_description(question: Question, candidate: Candidate) -> float:
    """Whether something is said to *be* something: a copula or an apposition beside what is asked about."""
    text = candidate.text
    if re.match(r"who\b", question.text, re.I):
        return holds_person(question, candidate)
    wanted = [stem for stem in question.terms if question.weight(stem) == 1.0]
    for match in _BEING.finditer(text):
        near = content_stems(text[max(0, match.start() - 60) : match.end() + 20])
        if any(presence(stem, frozenset(near)) for stem in wanted):
            return 1.0
    return 0.3


_FITS: Mapping[str, Callable[[Question, Candidate], float]] = {
    "how_many": holds_number,
    "how_long": holds_duration,
    "when": holds_date,
    "words": holds_quote,
    "who": holds_name,
    "why": holds_reason,
    "is_like": holds_description,
    "where": holds_place,
    "what": holds_what,
}
_KINDS_OF_PLACE = (
    (re.compile(r"\b(?:country|countries|nations?)\b", re.I), COUNTRIES),
    (re.compile(r"\bstates?\b"), STATES),
)
_PREPOSITION = re.compile(r"\b(?:in|at|near|from|to|of|outside|across|off|into|for)\s(?:the\s|[a-z]+\s)?\Z")
_WHICH = re.compile(r"\b(?:which|what)\b(?:\s[\w’'-]+){1,5}", re.I)
# Nouns of persons, and of things that go by a name.
_PERSONS = re.compile(
    r"\b(?:\w+(?:ician|ist|ess)|person|man|woman|actor|singer|player|dancer|golfer|driver|leader|lawmaker|president|"
    r"minister|senator|governor|mayor|representative|candidate|author|writer|director|host|star|celebrity|figure|rapper|"
    r"athlete|coach|official|officer|ceo|founder|king|queen|prince|princess|pope|judge|lawyer|congress(?:man|woman)|"
    r"anchor|chef|astronaut|swimmer|runner|boxer|politician|member|mp|nominee|winner|legend|superstar|siblings)\b",
    re.I,
)
_NAMED = re.compile(
    r"\b(?:compan(?:y|ies)|team|party|agency|airline|retailer|automaker|carmaker|bank|broadcaster|newspaper|magazine|network|"
    r"channel|platform|app|school|university|college|league|club|band|group|organi[sz]ation|institution|movie|film|book|"
    r"novel|show|series|song|album|play|musical|game|planet|island|park|river|mountain|ship|airport|museum|festival|"
    r"award|holiday|language|religion|brand|restaurant|chain|store|website|studio|firm|manufacturer|county|region)s?\b",
    re.I,
)
_CALLED = re.compile(r"\b(?:called|named?|titled?|nickname|known as|dubbed)\b", re.I)
_TIMES = frozenset(["second", "minute", "hour", "day", "night", "week", "month", "year", "decade", "century"])
_LASTED = re.compile(r"\b(?:since|for (?:\w+ )?(?:years|decades|months|weeks|days|hours)|until)\b")
_FROM_NOW = re.compile(
    r"\b(?:next|coming|following) (?:few )?(?:days?|weeks?|weekend|months?|years?|spring|summer|autumn|fall|winter)\b"
    r"|\b(?:in|within) (?:(?:a|an|a few|several|the next|\w+) )?(?:days?|weeks?|months?|years?|hours?)\b"
    r"|\b(?:days?|weeks?|months?|years?|decades?|hours?) (?:ago|later|earlier|after|since)\b"
    r"|\b(?:today|tonight|tomorrow|yesterday)\b",
    re.I,
)
_MONEY = frozenset("$€£¥₹%")
_MUCH = re.compile(r"\bhow much\b", re.I)
_GENERAL = frozenset(
    stem_ for word in ("people", "persons", "times", "others", "lives", "percent") for stem_ in content_stems(word)
)
_CAUSE = re.compile(r"\b(?:because|due to|so that|in order to|as a result|thanks to|owing to|caused by|blamed)\b")
_REASON = re.compile(r"\b(?:since|over|after|amid|for|to)\b")
_BEING = re.compile(r"\b(?:is|are|was|were|as|remains?|called|considers?|considered|disputed)\b|,\s(?:the|a|an)\b")


def dated_for(question: Question, mention: Any) -> bool:
    """Whether a date is of the precision the question asks for."""
    asked = re.search(r"\b(year|time)\b", question.text.lower())
    if asked and asked[1] == "year":
        return mention.year is not None and str(mention.year) not in question.years
    return not (mention.precision == "year" and str(mention.year) in question.years)


def voice_fits(question: Question, candidate: Candidate) -> float:
    """1 if somebody the question names speaks here, 0 if somebody else does; in between where that cannot be told."""
    asked = [question.according_to] if question.according_to else []
    asked += [question.subject] if question.subject else []
    if question.kind == "words":
        asked += [n for n in question.names if " " in n] or list(question.names[:1])
    if not asked:
        return 0.5
    voice = read_closely(candidate.article).voices.of(candidate.index)
    outlet = candidate.article.outlet or ""
    if any(outlet and same_name(name, outlet) for name in asked):
        return 1.0
    if voice is None:
        return 0.5 if any(same_name(n.text, a) for n in find_names(candidate.text) for a in asked) else 0.3
    return 1.0 if any(same_name(voice.name, name) for name in asked) else 0.0
