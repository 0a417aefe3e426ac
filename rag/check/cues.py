"""Words that change what the next words mean (not, may, plans to), and the content words that they are bound to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.text.words import Word, is_stop, listed
from rag.types import Span

REACH = 3
"""Words. How far behind a cue its content word may stand ("did not, he said, agree" is out of reach)."""

_HELPING = frozenset(listed("to have has had be been being"))
"""They take none of that reach: "appears to have been forged"."""

_AUXILIARY = _HELPING - {"to"} | frozenset(
    listed("is are was were am do does did will would shall should can could may might must not never")
)

IsCue = Callable[[Sequence[Word], int], bool]

_LEADING_ON = frozenset(listed("help begin start tri continu consid attempt agre seek longer yet"))
"""Stems of words that hand a cue on to the verb behind them: "may help solve" leaves the solving open too."""


@dataclass(frozen=True, slots=True)
class Bound:
    """``under``: stems under a cue, each with the numbers of the cue's word and its own; ``free``: the others."""

    under: Mapping[str, tuple[int, int]]
    free: frozenset[str]

    def is_free(self, stem: str) -> bool:
        """Whether a stem stands in the text, and never under a cue."""
        return stem in self.free and stem not in self.under


def bound(text: Sequence[Word], is_cue: IsCue, near: int) -> Bound:
    """The content words of a text under a cue and those free of one; within ``near`` words of a cue none is free."""
    under: dict[str, tuple[int, int]] = {}
    free: set[str] = set()
    cues = [i for i in range(len(text)) if is_cue(text, i)]
    cue, left = -1, 0
    for i, word in enumerate(text):
        if i in cues:
            cue, left = i, REACH
            continue
        if not is_stop(word.text):
            if left > 0:
                under[word.stem] = (cue, i)
                left = REACH if word.stem in _LEADING_ON else 0
            elif not any(abs(i - other) <= near for other in cues):
                free.add(word.stem)
        left -= left > 0 and word.text.lower() not in _HELPING
    return Bound(under, frozenset(free))


def run(text: Sequence[Word], found: Bound, stem: str) -> Span:
    """The characters from the cue to the word that is bound to it."""
    first, last = found.under[stem]
    return Span(text[first].start, text[last].end)


@dataclass(frozen=True, slots=True)
class Group(Span):
    """A word with the auxiliaries before it ("did not strike"); ``subject`` is the stem of the word before them."""

    subject: str | None


def group(text: Sequence[Word], first: int, last: int) -> Group:
    """The words number ``first`` to ``last``, and the auxiliaries before them."""
    while first > 0 and text[first - 1].text.lower() in _AUXILIARY:
        first -= 1
    return Group(text[first].start, text[last].end, text[first - 1].stem if first else None)


def right(ours: Group, theirs: Group, text: str) -> str | None:
    """What would have to stand in our place: their words; None but where both stand behind the same word.

    "The union sold it" is not put right by "plans to sell" of "the council plans to sell it".
    """
    return theirs.of(text) if ours.subject is not None and ours.subject == theirs.subject else None


def unshared(is_cue: IsCue, ours: Sequence[Word], theirs: Sequence[Word]) -> IsCue:
    """``is_cue`` without verbs, where both texts have one for a cue.

    "Turned down by", "rejected" and "the refusal of" stand on different sides of their object, and for each other.
    """
    verbs = [any(is_cue(text, i) and not is_stop(text[i].text) for i in range(len(text))) for text in (ours, theirs)]
    return (lambda text, i: is_stop(text[i].text) and is_cue(text, i)) if all(verbs) else is_cue
