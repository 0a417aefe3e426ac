"""Spellings of one thing: names written another way, numbers in words and digits.

No list of names: a name that a language writes with other letters comes in several spellings, and they differ by a few
general rules. Letters for one sound are one letter (``q``, ``kh``, ``g`` as ``k``; ``w``, ``ph`` as ``v``; ``y``, ``j``
as ``i``), runs of vowels and double letters are one, an ``h`` inside is silent. What is left must be equal, or have the
same consonants and nearly the same vowels. The rules are those of phonetic keys such as Soundex and Daitch-Mokotoff,
cut down to what transliterations do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rag.text.numbers.number import find_numbers

SHORTEST = 4  # letters; shorter names are too near to each other
LONG = 6  # letters from which spellings that sound the same are one name however common both are
TIMES = 10  # a shorter one must be so many times as common as the spelling asked for
FEWEST = 3  # consonants of words that may differ in their vowels: Raisi is not Russia
UNKNOWN = 1  # articles up to which a word is not in use in an archive, so that words less alike are tried

_SOUNDS = (
    (re.compile("x"), "ks"),
    (re.compile("tsch|tch|sch|dzh|cz|sh|ch|zh|dj"), "x"),
    (re.compile("c(?=[eiy])|z"), "s"),
    (re.compile("kh|gh|ck|[gqc]"), "k"),
    (re.compile("ph|[wf]"), "v"),
    (re.compile("(?<=.)h"), ""),
    (re.compile("[yj]"), "i"),
    (re.compile("([aeiou])[aeiou]+"), r"\1"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_WRITTEN = {"k": "kgqcx", "s": "szc", "x": "tscdz", "v": "vwfp", "a": "aeiouyj"}  # first letters of a first sound
_VOWELS = re.compile("(?<=.)[aeiou]")
_SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()


class Spellings:
    """The words of an archive by how they sound. ``counts`` is in how many articles each stands.

    Only words with the first letters that are asked about are listened to: all of them take a fifth of a second.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        self._heard: dict[str, Mapping[str, list[str]]] = {}
        for word in counts:
            if len(word) >= SHORTEST and word.isalpha():
                self._by_letter[word[0]].append(word)

    def like(self, word: str) -> list[str]:
        """The other words that may be spellings of this one: those that sound the same, then the more common."""
        if len(word) < SHORTEST or not word.isalpha():
            return []
        found = [other for other in self._with_consonants(consonants(word)) if self._same(word, other)]
        return sorted(found, key=lambda other: (sound(other) != sound(word), -self._counts[other], other))

    def _with_consonants(self, heard: str) -> Iterator[str]:
        for letter in _WRITTEN.get(heard[:1], heard[:1]):
            if letter not in self._heard:
                self._heard[letter] = by_consonants(self._by_letter.get(letter, ()))
            yield from self._heard[letter].get(heard, ())

    def _same(self, word: str, other: str) -> bool:
        """Whether two words can be one name. Different words must be told apart where both are in use."""
        if word == other:
            return False
        times, theirs = self._counts.get(word, 0), self._counts[other]
        shorter = min(len(word), len(other))
        if sound(word) == sound(other):
            return shorter >= LONG or times * TIMES <= theirs
        if times > UNKNOWN or shorter <= SHORTEST or len(consonants(word)) < FEWEST:
            return False
        return vowels_apart(sound(word), sound(other)) <= (2 if shorter >= LONG else 1)


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """A folded word in letters for sounds."""
    for letters, one in _SOUNDS:
        word = letters.sub(one, word)
    return word


def consonants(word: str) -> str:
    """What all spellings of a word share: its consonants in order, and whether it begins with a vowel."""
    heard = sound(word)
    return _VOWELS.sub("", "a" + heard[1:] if heard[:1] in "aeiou" else heard)


def by_consonants(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        found[consonants(word)].append(word)
    return dict(found)


def vowels_apart(a: str, b: str) -> int:
    """In how many places two words with the same consonants have other vowels, or none."""
    first, second = (re.split("[^aeiou]", word) for word in (a, b))
    return sum(x != y for x, y in zip(first, second, strict=True)) if len(first) == len(second) else len(a)


def number_spellings(text: str) -> list[tuple[str, ...]]:
    """For each exact number of a text the ways to write it: ``65,000`` is 65000 and 65 thousand, ``two`` is 2."""
    found = []
    for number in find_numbers(text):
        if (
            number.kind not in ("score", "label") and not number.ordinal and not text[: number.end].endswith("s")
        ):  # not "thousands"
            found += [ways for end in number.ends() if (ways := ways_to_write(end.value))]
    return found


def ways_to_write(value: float) -> tuple[str, ...]:
    """A number in digits, with separators, with its order of magnitude in words; a small one in a word."""
    if not 1 < value < 1e15 or value != int(value):
        return ()
    if value < len(_SMALL):
        return _SMALL[int(value)], str(int(value))
    if value < 1000:
        return ()
    ways = (f"{int(value):,}", str(int(value)))
    size, name = next((size, name) for size, name in _SIZES if value >= size)
    in_words = value / size
    return (*ways, f"{in_words:g} {name}") if round(in_words, 2) == in_words else ways
