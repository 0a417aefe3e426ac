"""Words as values: names, titles, descriptions; one that stands inside another says the same, only less of it."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass

from rag.answer.kin import kindred
from rag.text.fold import fold
from rag.text.names import same_name
from rag.text.words import content_stems

_EDGES = " ,.;:!?()[]\"'“”‘’«»"


@dataclass(frozen=True, slots=True)
class Words:
    """A value that is neither a figure nor a date. ``sort`` is what it is: a name, a title, a description."""

    text: str
    sort: str = "words"

    @property
    def kind(self) -> Hashable:
        return self.sort

    @property
    def precision(self) -> float:
        return float(len(content_stems(self.text)))

    def agrees(self, other: Words) -> bool:
        one, two = plain(self.text), plain(other.text)
        if not one or not two or one in two or two in one:
            return True
        a, b = content_stems(one), content_stems(two)
        if self.sort == "name" and (same_name(self.text, other.text) or _initials(one, two) or _initials(two, one)):
            return True
        short, long = sorted((a, b), key=len)
        return all(any(x == y or kindred(x, y) for y in long) for x in short)


def plain(text: str) -> str:
    """The comparing form: folded, without marks at the ends, an article in front or a possessive ending."""
    bare = fold(text).strip(_EDGES)
    return re.sub(r"'s$", "", re.sub(r"^(?:the|an?) ", "", bare)).strip(_EDGES)


def _initials(short: str, long: str) -> bool:
    """ "RNC" for the Republican National Committee."""
    letters = short.replace(".", "").replace(" ", "")
    first = "".join(word[0] for word in re.findall(r"\w+", long) if word not in ("of", "the", "and", "for"))
    return len(letters) > 1 and letters == first
