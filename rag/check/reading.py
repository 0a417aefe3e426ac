"""One text, read once: words, units (sentences), numbers, dates, names and quotations, each when first asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TypeVar

from rag.text.dates import DateMention, find_dates
from rag.text.fold import fold
from rag.text.names import Name, find_names
from rag.text.numbers import Number, find_numbers
from rag.text.quotes import Quote, find_quotes
from rag.text.sentences import split_sentences
from rag.text.words import Word, is_stop, listed, stem, words
from rag.types import Span

LONGEST_UNIT = 80
"""Words. A "sentence" longer than this (a table, a text without full stops) is looked at in pieces."""

_FORMS = listed("""
    hold/held meet/met flee/fled leave/left/leaving say/said tell/told go/went/gone give/gave/given take/took/taken
    make/made come/came become/became begin/began/begun break/broke/broken bring/brought build/built buy/bought
    catch/caught choose/chose/chosen die/dead/death/dying draw/drew/drawn drive/drove/driven fall/fell/fallen feel/felt
    fight/fought find/found fly/flew/flown forget/forgot get/got/gotten grow/grew/grown hear/heard hide/hid/hidden
    keep/kept know/knew/known lead/led lose/lost/loss mean/meant pay/paid rise/rose/risen run/ran see/saw/seen
    seek/sought sell/sold/sale send/sent shoot/shot sit/sat speak/spoke/spoken/speech spend/spent stand/stood
    steal/stole/stolen strike/struck swear/swore teach/taught think/thought throw/threw/thrown
    understand/understood wear/wore/worn win/won write/wrote/written withdraw/withdrew/withdrawn
    deny/denial live/life/lives marry/marriage decide/decision choice/choose
""")
IRREGULAR = {stem(form): stem(base) for base, *forms in (line.split("/") for line in _FORMS) for form in forms}
"""Stems that the stemmer cannot bring together: "held" is looked up as "hold"."""

S = TypeVar("S", bound=Span)


@dataclass(frozen=True, slots=True)
class Unit(Span):
    """A sentence of a text, and the stems of its content words."""

    stems: frozenset[str]
    roots: frozenset[str]


class Reading:
    """A text and what stands in it. Spans are offsets into ``text``."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def words(self) -> list[Word]:
        return [replace(w, stem=IRREGULAR[w.stem]) if w.stem in IRREGULAR else w for w in words(self.text)]

    @cached_property
    def content(self) -> list[Word]:
        """The words that carry meaning."""
        return [word for word in self.words if not is_stop(word.text)]

    @cached_property
    def lower_words(self) -> frozenset[str]:
        return frozenset(bare(word.text) for word in self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)

    @cached_property
    def units(self) -> list[Unit]:
        return [self._unit(span) for sentence in split_sentences(self.text) for span in self._cut(sentence)]

    @cached_property
    def numbers(self) -> list[Number]:
        return [end for number in find_numbers(self.text) for end in number.ends()]

    @cached_property
    def dates(self) -> list[DateMention]:
        return find_dates(self.text)

    @cached_property
    def names(self) -> list[Name]:
        return find_names(self.text)

    @cached_property
    def name_texts(self) -> frozenset[str]:
        return frozenset(name.text for name in self.names)

    @cached_property
    def quotes(self) -> list[Quote]:
        return find_quotes(self.text)

    def words_in(self, span: Span) -> list[Word]:
        return within(self.words, span)

    def _cut(self, sentence: Span) -> list[Span]:
        found = self.words_in(sentence)
        if len(found) <= LONGEST_UNIT:
            return [sentence]
        starts = [sentence.start, *(word.start for word in found[LONGEST_UNIT::LONGEST_UNIT])]
        return [Span(a, b) for a, b in zip(starts, [*starts[1:], sentence.end], strict=True)]

    def _unit(self, span: Span) -> Unit:
        stems = frozenset(word.stem for word in within(self.content, span))
        return Unit(span.start, span.end, stems, frozenset(map(root, stems)))


@lru_cache(maxsize=32)
def read(text: str) -> Reading:
    """The reading of a text; those of the texts asked for last are kept."""
    return Reading(text)


_start = attrgetter("start")


def within(spans: Sequence[S], place: Span) -> list[S]:
    """Those of ``spans`` (sorted by start) that begin inside ``place``."""
    low = bisect_left(spans, place.start, key=_start)
    high = bisect_left(spans, place.end, low, key=_start)
    return list(spans[low:high])


def root(stem: str) -> str:
    """What is compared where stems differ: the first letters of a long word ("escalat", "escal" -> "escal")."""
    return stem[:5] if len(stem) > 5 else stem


def bare(word: str) -> str:
    """A word in lower case, without a possessive ending, curly apostrophes made straight."""
    lower = word.lower().replace("’", "'")
    return lower[:-2] if lower.endswith("'s") else lower
