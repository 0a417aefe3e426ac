"""Places of articles that may bear a claim: which are likely, and which of their sentences it paraphrases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.check.reading import read
from rag.check.repair.kept import leans
from rag.check.setting import held
from rag.text.fold import fold
from rag.text.sentences import split_sentences
from rag.types import Citation, Span

LIKELY = 0.4
"""Share of the claim's content words. A place that holds fewer cannot bear it."""

PARAPHRASED = 0.5
"""Share of the claim's content words, its names aside, that a sentence must hold to be what the claim paraphrases."""

MOST_QUOTED = 3
"""Sentences that are tried for a quotation, those nearest first."""

LONGEST_QUOTED = 2
"""Sentences. A place that has no more may be quoted whole."""


def likely_places(text: str, places: Iterable[Citation]) -> list[Citation]:
    """The places that hold enough of a claim's words to bear it, those that hold most first, each once."""
    wanted = _stems(text)
    near: dict[tuple[str, str, int, int], tuple[float, Citation]] = {}
    for place in places:
        near.setdefault(_place(place), (held(wanted, _stems(place.quote)), place))
    likely = [found for found in near.values() if found[0] >= LIKELY]
    return [place for _, place in sorted(likely, key=lambda found: -found[0])]


def paraphrased(text: str, places: Iterable[Citation]) -> list[Citation]:
    """What a claim says in other words, nearest first: sentences in these places, and whole short places.

    Not the claim's own words, and nothing that leans on a sentence that is not quoted with it.
    """
    wanted, own = _Wanted(text), fold(text)
    near: dict[tuple[str, str, int, int], tuple[float, Citation]] = {}
    for found in (found for place in places for found in _quotable(place)):
        nearness = wanted.nearness(found.quote)
        if nearness and fold(found.quote) != own and not leans(found.quote):
            near.setdefault(_place(found), (nearness, found))
    return [found for _, found in sorted(near.values(), key=lambda found: (-found[0], len(found[1].quote)))][
        :MOST_QUOTED
    ]


class _Wanted:
    """The words of a claim, as they are looked for in what it may paraphrase."""

    def __init__(self, text: str) -> None:
        reading = read(text)
        in_names = {word.start for name in reading.names for word in reading.words_in(name)}
        self.words = _stems(text)
        self.deeds = list(dict.fromkeys(word.stem for word in reading.content if word.start not in in_names))

    def nearness(self, quote: str) -> float:
        """The mean share of all its words and of those beside names; 0 where the same people do something else."""
        stems = _stems(quote)
        deeds = held(self.deeds, stems) if self.deeds else 1.0
        return (deeds + held(self.words, stems)) / 2 if deeds >= PARAPHRASED else 0.0


def _quotable(place: Citation) -> list[Citation]:
    """Its sentences, and the whole of a short place where the last one leans on the one before it."""
    sentences = sentences_of(place)
    whole = 1 < len(sentences) <= LONGEST_QUOTED and leans(sentences[-1].quote)
    return [*sentences, place] if whole else sentences


def sentences_of(place: Citation) -> list[Citation]:
    """The sentences of a place, each a place of its own."""
    return [_inside(place, span) for span in split_sentences(place.quote)]


def numbered(place: Citation, known: tuple[Citation, ...]) -> tuple[int, tuple[Citation, ...]]:
    """The number of a place among the citations of an answer, and these with it: a place that is cited is not again."""
    same = (c.n for c in known if _place(c) == _place(place))
    n = next(same, None)
    if n is not None:
        return n, known
    n = max((c.n for c in known), default=0) + 1
    return n, (*known, replace(place, n=n))


def _inside(place: Citation, span: Span) -> Citation:
    start, end = place.start + span.start, place.start + span.end
    return replace(place, start=start, end=end, quote=span.of(place.quote))


def _place(place: Citation) -> tuple[str, str, int, int]:
    return place.path, place.sha256, place.start, place.end


def _stems(text: str) -> Sequence[str]:
    return list(dict.fromkeys(word.stem for word in read(text).content))
