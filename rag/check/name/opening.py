"""Names that need not stand in a source: a word that begins a sentence, a short form, where a named place lies."""

from __future__ import annotations

import re

from rag.check.evidence import Evidence
from rag.check.name.sameness import named
from rag.text.commonness import share_of_passages
from rag.text.names import Name
from rag.text.places import known_places
from rag.text.words import listed, words

ORDINARY = 0.0007
"""Least share of English passages that hold a word for it to be no name: some ten thousand words are as common."""

SHORTEST_FORM = 3
"""Letters of a short form that is looked for in any words of a text: two begin some neighbours in every text."""

_BEGINS = re.compile(r"(?:\A|[.!?:]\s|\n|[(“\"])\s*(?:(?:[-*•]|\d{1,2}[.)])\s+)?\Z")
_VERBS = frozenset(
    listed("""
        is was are were be been has had have will would could can may might must should said told and met went came took
    made gave won lost led left wrote became began also did does never not""")
)


def short_form(name: Name, evidence: Evidence) -> bool:
    """ "(AI)" behind "artificial intelligence"; "CTR" where a text has three words that begin so, one by one."""
    if not name.text.isupper():
        return False
    letters = name.text.replace(".", "")
    text = evidence.claim.text
    if text[name.start - 1 : name.start] == "(" and _spells(letters, text[: name.start - 1]):
        return True
    return len(letters) >= SHORTEST_FORM and any(
        letters in "".join(word.text[0].upper() for word in reading.words)
        for reading in (*evidence.sources, *evidence.context)
    )


def _spells(letters: str, before: str) -> bool:
    """Whether the letters stand in this order in the last words, the first of them as a word's first."""
    for word in words(before)[-2 * len(letters) :]:
        rest = iter(before[word.start :].upper())
        if word.text[0].upper() == letters[0] and all(letter in rest for letter in letters):
            return True
    return False


def _opens(name: Name, evidence: Evidence) -> bool:
    """Whether a single word has its capital because a sentence, a point of a list or a quotation begins with it."""
    before = evidence.claim.text[: name.start]
    return len(name.text.split()) == 1 and not name.text.isupper() and bool(_BEGINS.search(before))


def ordinary_opener(name: Name, evidence: Evidence) -> bool:
    """A common word with a capital because a sentence begins ("Close to 100 …", "Pregnant women …"), and no place."""
    if not _opens(name, evidence) or known_places(name.text):
        return False
    speaks = _after(name, evidence) in _VERBS or evidence.claim.text[name.end : name.end + 1] in ("'", "’")
    return not speaks and all(share_of_passages(part) > ORDINARY for part in name.text.split("-"))


def only_opens_sentence(name: Name, evidence: Evidence) -> bool:
    """A word with a capital because a sentence begins ("Remind her to ..."), with no verb of its own behind it."""
    after, follows = _after(name, evidence), evidence.claim.text[name.end : name.end + 1]
    speaks = after in _VERBS or after.endswith(("ed", "s")) or follows in ("'", "’", ",")
    return _opens(name, evidence) and not speaks


def _after(name: Name, evidence: Evidence) -> str:
    return next((word.text.lower() for word in evidence.claim.words if word.start >= name.end), "")


def wider_place(name: Name, evidence: Evidence) -> bool:
    """Whether a country or a state says where a named place lies: "Montreal, Canada", if a source has "Montreal"."""
    before = evidence.claim.text[: name.start]
    if not before.endswith(", ") or not known_places(name.text):
        return False
    inner = next((other for other in evidence.claim.names if other.end == name.start - 2), None)
    return inner is not None and (named(inner.text, evidence.sources) or wider_place(inner, evidence))


def is_common_knowledge(name: Name) -> bool:
    """Whether a name is a country, a state or a short form: what a true sentence may add to its source.

    Of the claims of five public sets with a place or a short form that no source has, 73 % and 77 % were unsupported;
    with another single or longer name, 87 % and 90 %.
    """
    return name.text.replace(".", "").isupper() or any(
        place.start == 0 and place.end == len(name.text) for place in known_places(name.text)
    )
