"""Which sentences of a pasted text make a claim that can be checked?"""

from __future__ import annotations

import re

from rag.text.sentences import split_sentences
from rag.text.words import is_stop, words
from rag.types import Span

LEAST_CONTENT = 2
"""Content words. With fewer ("Thanks a lot!", "Sources:") there is nothing that a source could bear out."""

_LIST_MARK = re.compile(r"^(?:[-*•>#]+|\d{1,3}[.)])\s+")
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good\s(?:morning|afternoon|evening|day)|thanks?|thank\syou|welcome|best\s(?:regards|wishes)"
    r"|kind\sregards|regards|sincerely|yours|cheers|please|sure|of\scourse|okay|ok|sorry|let\sme\sknow|i\shope)\b",
    re.IGNORECASE,
)


def split_checkable(text: str) -> list[Span]:
    """The sentences of ``text`` that are worth checking, as spans of it; list marks at their start are left out.

    Questions, greetings, headings of a word or two, and lines without two content words are not.
    """
    found = []
    for span in split_sentences(text):
        mark = _LIST_MARK.match(span.of(text))
        place = Span(span.start + mark.end(), span.end) if mark else span
        if _worth_checking(place.of(text)):
            found.append(place)
    return found


def _worth_checking(sentence: str) -> bool:
    bare = sentence.rstrip(" \t\"'”’)]*_")
    if bare.endswith("?") or _GREETING.match(sentence):
        return False
    content = [word for word in words(sentence) if not is_stop(word.text)]
    return len(content) >= LEAST_CONTENT
