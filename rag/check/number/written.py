"""How a number is written: the words that belong to it, where they stand, and what would have to stand there."""

from __future__ import annotations

from rag.check.number.place import Place, end_with_unit
from rag.text.words import listed
from rag.types import Span

_HEDGE_WORDS = frozenset(
    listed("""
        nearly almost close to just under about around roughly approximately some estimated over more than greater above
    fewer less below at least most no up as many much a minimum maximum of upwards well far slightly""")
)
_OPENS = frozenset(listed("to of a as at"))
"""Words that are part of a reserve, but do not begin one: "home to nearly 700,000"."""

_AFTER_AS = frozenset(listed("many much few little minimum maximum least most"))


def phrase(place: Place) -> str:
    """A number with its reserve and what it counts, as written: "nearly 100 soldiers"."""
    return phrase_span(place).of(place.text.text)


def phrase_span(place: Place) -> Span:
    number, text = place.number, place.text
    end = end_with_unit(number, text.text)
    for word in text.words_in(Span(number.end, number.end + 50))[:4]:
        if word.stem == number.noun:
            end = max(end, word.end)
            break
    return Span(_start(place), end)


def _start(place: Place) -> int:
    """Where the words of reserve begin, or the number itself."""
    number = place.number
    if number.hedge == "exact":
        return number.start
    near = place.text.words_in(Span(max(0, number.start - 30), number.start))
    kept = []
    for word in reversed(near):
        if word.text.lower() not in _HEDGE_WORDS or place.text.text[word.end : number.start].count(","):
            break
        kept.append(word)
    while len(kept) > 1 and kept[-1].text.lower() in _OPENS and kept[-2].text.lower() not in _AFTER_AS:
        kept.pop()
    return kept[-1].start if kept else number.start


def exchanged(ours: Place, theirs: Place) -> tuple[Span, str | None]:
    """Where the claim says it, and what would have to stand there: the other number as the source writes it.

    What is counted stays as it is; the unit is exchanged too where it is another one. None where the two do not count
    the same thing, so that the sentence would not read.
    """
    a, b = ours.number, theirs.number
    with_unit = a.unit != b.unit or bool(a.unit and b.unit)
    at = Span(_start(ours), end_with_unit(a, ours.text.text) if with_unit else a.end)
    there = Span(_start(theirs), end_with_unit(b, theirs.text.text) if with_unit else b.end)
    written = " ".join(there.of(theirs.text.text).split())
    compounds = with_unit and ("-" in at.of(ours.text.text)) != ("-" in written)  # "44 months" for "a 44-day war"
    reads = not compounds and (a.high is None) == (b.high is None) and a.kind != "fraction"
    return at, written if reads else None
