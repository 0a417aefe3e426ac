"""A reported claim and the sentence after it that denies it: the one is never shown without the other."""

from __future__ import annotations

import re

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely

DENIAL = re.compile(
    r"\b(?:den(?:y|ied|ies)|reject(?:ed|s)?|dismiss(?:ed|es)?|disput(?:ed|es)|refut(?:ed|es)|contradict(?:ed|s)"
    r"|no comment|did not (?:comment|respond))\b"
)
OWN_CLAIM = re.compile(r"\b(?:reports?|claims?|allegations?|accusations?|rumou?rs?)\b")  # names what it denies
ANAPHOR = re.compile(
    r"\b(?:the|this|that|these|those|such) (?:incident|claims?|reports?|allegations?|accusations?|charges?)\b|\bit\b"
)


OTHER_CLAIM = re.compile(  # "rejected suggestions by critics that ...": it says itself what it denies
    r"\s(?:[a-z]+\s)?(?:reports?|claims?|allegations?|accusations?|rumou?rs?|suggestions?|charges?)\s"
    r"(?:that|by|of|about|from|made|he|she|they|it)\b"
)
OBJECT = 40  # characters after the word of denial in which what is denied is named
SHORT = 8  # words up to which a sentence of denial needs not name it: "The ministry had no comment."


def answered_by(candidate: Candidate) -> Candidate | None:
    """The sentence after a reported claim that denies it: a claim is never shown without its denial."""
    following = candidate.index + 1
    voices = read_closely(candidate.article).voices
    voice = voices.of(candidate.index)
    if following >= len(candidate.article.sentences) or voice is None:
        return None
    text = candidate.article.sentences[following].of(candidate.article.text)
    denial = DENIAL.search(text)
    if denial is None or OWN_CLAIM.search(text, 0, denial.start()) or OTHER_CLAIM.match(text, denial.end()):
        return None
    if not ANAPHOR.search(text, denial.end(), denial.end() + OBJECT) and len(text.split()) > SHORT:
        return None
    other = voices.of(following)
    return candidate.at(following) if other is None or other.name != voice.name else None
