"""Descriptions that point back: "the band", "the bridge", "there", "that year" become what they were said of.

A description is completed from the conversation's own words, or left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answer.followup.memory import LONGEST, Memory, real_names
from rag.answer.followup.phrases import (
    AUXILIARIES,
    SUPERLATIVE,
    VERBS,
    content,
    described_from,
    is_described,
    is_plural,
    tokens,
)
from rag.text.voices import is_person
from rag.text.words import STOP, listed, stem

_DESCRIBED = re.compile(
    rf"\b(?P<the>the|this|that|these|those)\s(?P<noun>(?!(?:{SUPERLATIVE})\b)(?-i:[a-z])[\w-]+)\b"
    r"(?!['’]|\s(?:of|called|named|who|which|where)\b|\s(?-i:[A-Z0-9\"“]))",
    re.I,
)
# Nouns that are as vague with what stood before them elsewhere.
_VAGUE = frozenset(
    listed(
        """
    article articles thing things time times period year years day days way ways people person man men woman women part
    parts number numbers end beginning first last same other others most best result results name names kind type world
    """
    )
)
_GROUPS = frozenset(["band", "group", "duo", "trio", "team", "club", "company", "party"])
_NAMED = r",?(?:\s(?:called|entitled|named|titled))?,?\s"
_QUOTED = re.compile(r"[\"“]([^\"”]{2,60})[\"”]")
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )(?<!\bhas )(?<!\bhave )"
    r"\b(?P<preposition>(?:in|from|to|near|around|over)\s)?(?:there|here)\b"
    r"(?!['’]|\s+(?:is|are|was|were|be|been|has|have|had|will|would|any|a|an|another|other|no|some)\b)",
    re.I,
)
_PARTICLES = frozenset(["up", "down", "out", "off", "over", "apart", "away", "back"])
_DO = re.compile(r"\b(?:do|does|did)\b", re.I)
_PLACED = re.compile(r"\b(?i:in|at|to|from|near)\s(?P<the>the\s)?(?=[A-Z])")
_WHEN = re.compile(
    r"\b(?:(?P<preposition>in|during|by|since|before|after)\s)?(?:that|this|the same|those|these)\s"
    r"(?:year|years|season|time period|time|period|decade|era)\b(?!\s(?:is|was|did)\b)",
    re.I,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d(?:\s?[-–—]\s?(?:\d{4}|\d\d))?\b")


def with_descriptions(question: str, memory: Memory) -> str:
    """Everything in a question that describes what was named before, completed."""
    return with_year(with_place(with_definite(question, memory), memory), memory)


def with_definite(question: str, memory: Memory) -> str:
    """ "the bridge" as "the Lagan bridge", "the album" as "the album Harbour Songs", "the band" as its name."""
    for found in _DESCRIBED.finditer(question):
        noun = found["noun"].lower()
        if noun in _VAGUE | STOP or _goes_on(question, found.end()) or real_names(question[: found.start()]):
            continue
        written = _completed(noun, memory)
        if written and len(written) <= LONGEST and not content(written) <= content(question):
            return question[: found.start()] + written + question[found.end() :]
    return question


def with_place(question: str, memory: Memory) -> str:
    """ "there" as the place that was spoken of last."""
    found = _THERE.search(question)
    place = next(_places(memory), None) if found else None
    if found is None or place is None or content(place) & content(question):
        return question
    return question[: found.start()] + (found["preposition"] or "in ") + place + question[found.end() :]


def with_year(question: str, memory: Memory) -> str:
    """ "that year" as the year, or the years, spoken of last."""
    found = _WHEN.search(question)
    said = (*memory.said, memory.titled) if found else ()
    year = next((year[0] for text in said if (year := _YEAR.search(text))), None)
    if found is None or year is None or year in question:
        return question
    return f"{question[: found.start()]}{found['preposition'] or 'in'} {year}{question[found.end() :]}"


def _goes_on(question: str, end: int) -> bool:
    """Whether the noun is only the first word of a longer description: "the album cover"."""
    word = re.match(r"\s([A-Za-z-]+)(?:\s([\w-]+))?", question[end:])
    if word is None or word[1].lower() in STOP | AUXILIARIES | VERBS or word[1].endswith("ed"):
        return False
    is_verb = _DO.search(question, 0, end) and (
        word[2] is None or word[2].lower() in _PARTICLES
    )  # "did the band split"
    return not is_verb


def _completed(noun: str, memory: Memory) -> str | None:
    """The description of the noun with what it was called by before, in the order of how surely it is the same."""
    fuller = _fuller(noun, memory)
    if fuller:
        return f"the {fuller}"
    if memory.title and noun in _GROUPS and "they" in memory.title.pronouns:
        return memory.title.text
    called = next((name for text in memory.said if (name := _called(noun, text))), None)
    return f"the {noun} {called}" if called else None


def _fuller(noun: str, memory: Memory) -> str | None:
    """The noun as the last word of a name or of a longer description in what the reader said, or of a name anywhere."""
    own = (*memory.questions, memory.titled)
    for text in (*own, *memory.said):
        for name in real_names(text):
            words = name.text.split()
            if len(words) > 1 and _same_number(words[-1], noun) and not is_person(name):
                return name.text
    return next((longer for text in own if (longer := _longer(noun, text))), None)


def _same_number(word: str, noun: str) -> bool:
    return stem(word) == stem(noun) and is_plural(word) == is_plural(noun)


def _longer(noun: str, text: str) -> str | None:
    """The noun with the words that stand before it: "price" in "the oil price"."""
    words = tokens(text)
    for last, word in enumerate(words):
        if word.lower != noun or noun in VERBS or is_described(words, last):
            continue
        first = described_from(words, last)
        if first < last:
            return text[words[first].start : word.end]
    return None


def _called(noun: str, text: str) -> str | None:
    """The name that a text gives a noun: "the album Harbour Songs", "Harbour Songs, her second album"."""
    for found in re.finditer(rf"\b{re.escape(noun)}{_NAMED}", text):
        quoted = _QUOTED.match(text, found.end())
        if quoted:
            return quoted[1].strip(" ,.")
        named = next((name for name in real_names(text[found.end() :]) if name.start == 0), None)
        if named:
            return named.text
    said = rf"(?:\s(?:is|was)\san?\s|,\s(?:a|an|the|their|his|her|its)\s)(?:[\w-]+\s){{0,2}}{re.escape(noun)}\b"
    return next((name.text for name in real_names(text) if re.match(said, text[name.end :], re.I)), None)


def _places(memory: Memory) -> Iterator[str]:
    """The places spoken of, the latest first: names behind "in", "at", "to", "from", "near"."""
    for text in memory.said:
        for found in reversed(list(_PLACED.finditer(text))):
            name = next((name for name in real_names(text[found.end() :]) if name.start == 0), None)
            if name and not is_person(name):
                yield (found["the"] or "").lower() + name.text
