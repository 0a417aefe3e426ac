"""The deeds that a sentence tells of: a verb, who does it and who suffers it, told without a grammar.

What stands close before a verb is taken to do it, what stands close behind to suffer it, and the other way round where
it is passive. A comparison ("larger than") and a noun of doing ("Lund's criticism of Berg") are read as deeds too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rag.check.reading import Reading
from rag.check.roles.parties import going, left_of, right_from
from rag.check.roles.place import OBJECTS, PREPOSITIONS, SPEECH, WAYS, Place
from rag.check.roles.verbs import (
    comma_before,
    doer_at,
    is_attribute,
    is_joined,
    is_noun,
    is_passive,
    is_verb,
    key_of,
)
from rag.text.words import Word, is_stop

_ASIDE = re.compile(r",\s(?:who|which|whose|whom|where)\s[^,;:“”\"]*,")
# (verb, way) in another's words, and whether the parties change places: who lost to you was beaten by you.
_LIKE = {
    ("beat", ""): ("defeat", "", False),
    ("lose", "to"): ("defeat", "", True),
    ("overcom", ""): ("defeat", "", False),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb, its parties (content words, as they stand), and to or from whom else it goes.

    ``key`` is what makes two deeds the same; ``way`` a preposition between a verb and who suffers it.
    """

    verb: Word
    key: str
    doing: tuple[Word, ...]
    suffering: tuple[Word, ...]
    passive: bool = False
    way: str = ""
    goes: str = ""
    other: tuple[Word, ...] = ()

    @property
    def before(self) -> tuple[Word, ...]:
        """The party that stands before the verb."""
        return self.suffering if self.passive else self.doing

    @property
    def words(self) -> list[Word]:
        return sorted([self.verb, *self.doing, *self.suffering], key=lambda word: word.start)


def deeds(text: Reading, known: Collection[str] = ()) -> list[Deed]:
    """The deeds of a text. Of those that are ``known`` by their keys, forms that may be nouns ("attacks") are read."""
    hidden = [match.span() for match in _ASIDE.finditer(text.text)]
    words = [word for word in text.words if not any(a < word.start < b - 1 for a, b in hidden)]
    found: list[Deed] = []
    for at in range(len(words)):
        deed = _deed(Place(text.text, words, at), known, found)
        if deed is not None:
            found.append(deed)
    return found


def keys(text: Reading) -> frozenset[str]:
    """The keys of a text's deeds."""
    return frozenset(deed.key for deed in deeds(text))


def _deed(place: Place, known: Collection[str], before: Sequence[Deed]) -> Deed | None:
    if place.word.text[0].isupper() or not place.word.text[0].isalpha():
        return None
    if place.lower(1) == "than":
        return _comparison(place)
    if place.lower(-1).endswith(("'s", "’s")) and is_noun(place) and place.lower(1) in {"of", "against", "on", "over"}:
        return _noun(place)
    return _told(place, before) if is_verb(place, known) else None


def _told(place: Place, before: Sequence[Deed]) -> Deed | None:
    """A verb's deed; None for a passive that names no doer, or a verb that has nobody beside it."""
    if place.word.text.lower() in SPEECH and re.search(r"[,“”\"]", place.gap(place.at)):
        return _as_kept(Deed(place.word, key_of(place.word), right_from(place, place.at + 1), ()))  # "..., said Dunn"
    joined = is_joined(place)  # "... and later sued": by who did the deed before
    left = left_of(place) if not joined else before[-1].before if before else ()
    passive = is_passive(place)
    by = doer_at(place, passive)
    if by is not None:
        return _as_kept(Deed(place.word, key_of(place.word), right_from(place, by + 1), left, passive=True))
    if passive or is_attribute(place) or (comma_before(place) and place.lower(1) in PREPOSITIONS - {"to", "against"}):
        return None
    way = place.lower(1) if place.lower(1) in WAYS else ""
    if not way and place.lower(1) in PREPOSITIONS:
        return None
    start = place.at + (2 if way or place.lower(1) == "that" else 1)
    suffering = right_from(place, start)
    if place.lower(1) in OBJECTS and before and joined:
        suffering = before[-1].suffering
    goes, other = going(place, start)
    return _as_kept(Deed(place.word, key_of(place.word), left, suffering, False, way, goes, other))


def _as_kept(deed: Deed) -> Deed | None:
    """A deed in the words it is compared in; None without any party."""
    if not deed.doing and not deed.suffering:
        return None
    key, way, turned = _LIKE.get((deed.key, deed.way), (deed.key, deed.way, False))
    if turned:
        return replace(deed, key=key, way=way, doing=deed.suffering, suffering=deed.doing, passive=True)
    return replace(deed, key=key, way=way)


def _comparison(place: Place) -> Deed | None:
    """ "Larger than", "more expensive than", but not "more than 100"."""
    lower = place.word.text.lower()
    grown = lower.endswith("er") or place.lower(-1) in {"more", "less"}
    if not grown or is_stop(lower) or place.lower(2)[:1].isdigit():
        return None
    degree = place.lower(-1) if place.lower(-1) in {"more", "less"} else ""
    at = replace(place, at=place.at - 1) if degree else place
    return Deed(place.word, f"{degree}{place.word.stem} than", left_of(at), right_from(place, place.at + 2))


def _noun(place: Place) -> Deed | None:
    """ "Lund's criticism of Berg"."""
    doing = left_of(place)
    suffering = right_from(place, place.at + 2)
    return Deed(place.word, key_of(place.word), doing, suffering) if doing and suffering else None
