"""Whether a sentence asks or orders its reader, by its form alone: an answer does neither.

What does so in a draft was taken over from an article that speaks to the model, not of the news; the check would find
that the article says it, and let it pass. Words in quotation marks are somebody's, and are not looked at.
"""

from __future__ import annotations

import re

from rag.text.forms import changed_forms
from rag.text.words import is_stop, words

_QUOTED = re.compile(r"[“\"„«][^”\"“»]*[”\"“»]|(?<!\w)['‘][^'’]{3,}['’](?!\w)")
_ASKS = re.compile(r"[?؟？][^\w]*\Z")
# What follows an order's verb: its object, or where it leads. A sentence's subject is followed by none of them at once.
_AFTER = frozenset(
    "a an the this that these those my your our its his her their me us him them it how what why all every any each "
    "in on at to for with of into from as if only no not and".split()
)
# With one of these, somebody has done something, or will: no order.
_TELLS = frozenset(
    "is are was were has have had will would can could may might must should does did said says say".split()
)
# Sentences begin so without a subject, too.
_BEGINS = frozenset(
    "despite during amid among across after before under over near inside outside since until unlike within without "
    "following given around behind beyond beneath beside between toward towards upon like".split()
)
_NO_VERB = re.compile(r"(?:ed|ing|ly|ion|ment|ness|ity|ism|ers?|[^s]s)\Z|\d")
_FINITE = changed_forms()


def is_request(text: str) -> bool:
    """Whether the sentence is a question, or a bare verb without a subject and with nothing done after it."""
    own = _QUOTED.sub(" ", text)
    return bool(_ASKS.search(own.rstrip())) or _orders(own)


def _orders(text: str) -> bool:
    told = [word.text.lower() for word in words(text)]
    told = told[1:] if told[:1] == ["please"] else told
    if len(told) < 2 or is_stop(told[0]) or told[0] in _BEGINS or _NO_VERB.search(told[0]):
        return False
    if any(_is_finite(word) for word in told[1:]):
        return False
    return told[1] in _AFTER or "your" in told


def _is_finite(word: str) -> bool:
    return word in _TELLS or (word.endswith("ed") and len(word) > 4) or word in _FINITE
