"""The parties of a deed: what stands close before a verb, and close behind it."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.check.roles.place import AND, BE, ENDS, OBJECTS, PREPOSITIONS, SPEECH, SUBJECTS, WHO, Place, is_content
from rag.check.roles.verbs import is_boundary, looks_done
from rag.text.words import Word

LONGEST_PARTY = 8
"""Content words of one party at most: an office, a country and a name are six."""

_STOPPED = re.compile(r"[;:()“”\"—–…]|\s-\s|[.!?]\s")


def left_of(place: Place) -> tuple[Word, ...]:
    """The party before a verb, in the order written."""
    begins = place.words[0].text.lower() in PREPOSITIONS
    found: list[Word] = []
    for at in range(place.at - 1, -1, -1):
        word, lower = place.words[at], place.words[at].text.lower()
        if _STOPPED.search(place.gap(at + 1)) or lower in SUBJECTS | OBJECTS or len(found) == LONGEST_PARTY:
            break
        if found and lower in AND and "," in place.gap(at):  # ", and police arrested ..."
            break
        if found and (lower in ENDS | WHO or is_boundary(replace(place, at=at))):
            break
        if found and begins and "," in place.gap(at + 1) and "," not in place.text[: word.end]:
            break  # "On the king's death, the prince ..."
        if not found and lower in ENDS - WHO:
            break
        if found and lower in PREPOSITIONS - {"for", "from"} and _has_head(place, at):
            found.clear()
        if is_content(word):
            found.append(word)
    return tuple(found[::-1])


def _has_head(place: Place, at: int) -> bool:
    """Whether a preposition stands behind a noun ("women in Iran"), not at the beginning ("In March Iran ...")."""
    return at > 0 and place.gap(at).isspace() and is_content(place.words[at - 1])


def right_from(place: Place, start: int) -> tuple[Word, ...]:
    """The party that begins at a word: up to a preposition, a verb, or a second object ("a box of papers")."""
    found: list[Word] = []
    for at in range(start, min(len(place.words), start + 3 * LONGEST_PARTY)):
        word, lower = place.words[at], place.words[at].text.lower()
        if at > start and _STOPPED.search(place.gap(at)):
            break
        if lower in OBJECTS | SUBJECTS | ENDS | WHO or (lower in PREPOSITIONS and (found or at > start)):
            break
        if lower == "of" and at + 1 < len(place.words) and place.words[at + 1].text.lower().endswith("ing"):
            break
        if found and _begins_another(place, at):
            break
        if found and (looks_done(lower) or lower in SPEECH | BE):
            break
        if is_content(word):
            found.append(word)
        if len(found) == LONGEST_PARTY:
            break
    return tuple(found)


def _begins_another(place: Place, at: int) -> bool:
    """ "Gave detectives a folder", but not "blamed the mayor, a doctor"."""
    apart = place.words[at - 1].text.lower() not in {"of", "and"} and "," not in place.gap(at)
    return apart and place.words[at].text.lower() in {"a", "an", "the"}


def going(place: Place, start: int) -> tuple[str, tuple[Word, ...]]:
    """ "To" or "from" behind a verb and its object, and the party behind it."""
    for at in range(start, min(len(place.words) - 1, start + LONGEST_PARTY)):
        lower = place.words[at].text.lower()
        if _STOPPED.search(place.gap(at)) or lower in ENDS | WHO:
            break
        if lower in {"from", "to"}:
            return lower, right_from(place, at + 1)
    return "", ()
