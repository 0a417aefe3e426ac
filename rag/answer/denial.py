"""A reported claim and the sentence after it that denies it: the one is never shown without the other."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answer.close import read_closely
from rag.answer.evidence import Candidate

DENIAL = re.compile(
    r"\b(?:den(?:y|ied|ies)|reject(?:ed|s)?|dismiss(?:ed|es)?|disput(?:ed|es)|refut(?:ed|es)|contradict(?:ed|s)"
    r"|no comment|did not (?:comment|respond))\b"
)
OWN_CLAIM = re.compile(r"\b(?:reports?|claims?|allegations?|accusations?|rumou?rs?)\b")  # names what it denies
ANAPHOR = re.compile(
    r"\b(?:the|this|that|these|those|such) (?:incident|claims?|reports?|allegations?|accusations?|charges?)\b|\bit\b"
)


def answered_by(candidate: Candidate) -> Candidate | None:
    """The sentence after a reported claim that denies it: a claim is never shown without its denial."""
    following = candidate.index + 1
    if (
        following >= len(candidate.article.sentences)
        or read_closely(candidate.article).voices.of(candidate.index) is None
    ):
        return None
    text = candidate.article.sentences[following].of(candidate.article.text)
    denial = DENIAL.search(text)
    if denial is None or OWN_CLAIM.search(text, 0, denial.start()):
        return None
    if not ANAPHOR.search(text) and len(text.split()) > 8:
        return None
    return replace(candidate, index=following)
