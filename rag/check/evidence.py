"""Where in the sources a sentence stands: the best window of up to three sentences, and the best single one.

The search is linear in the sources' length: each sentence of a source is a bit mask of the claim's words it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from rag.check.reading import Reading, Unit, read, root
from rag.text.words import Word, is_stop
from rag.types import Span

WINDOW = 3
"""Sentences. What a claim condenses is seldom spread over more; wider windows let unrelated words add up."""

BESIDE = 2
"""Sentences on either side of the best one in which what it leaves unsaid may stand."""

LOOKED_AT = 8
"""Sentences whose meaning is compared, those that share most words with the claim: to embed them all takes long."""

Embed = Callable[[Sequence[str]], Any]
"""Texts to unit vectors, an array of one row a text; an embedder's ``embed``."""

NAME_WEIGHT = 1.5
NUMBER_WEIGHT = 1.5
LONG_WORD_WEIGHT = 1.2
LONG_WORD = 8
ROOT_CREDIT = 0.8
"""A word found only by its root ("poison" for "poisonous") counts a little less than the word itself."""


@dataclass(frozen=True, slots=True)
class Window(Span):
    """Consecutive sentences of source number ``source``; ``covered`` is the share of the claim's content in them."""

    source: int
    covered: float
    mask: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """A stretch of the claim and the different stretch that stands in its place in the source (either may be empty)."""

    claim: tuple[Word, ...]
    source: tuple[Word, ...]


class Evidence:
    """One sentence of a claim beside its sources. What tests look at; nothing in here judges."""

    def __init__(
        self,
        sentence: str,
        sources: Sequence[str],
        context: Sequence[str] = (),
        speaker: str | None = None,
        embed: Embed | None = None,
    ) -> None:
        self.claim = read(sentence)
        self.speaker = speaker
        self._embed = embed
        self.sources = [read(source) for source in sources]
        self.context = [read(text) for text in context]

    @cached_property
    def weights(self) -> dict[str, float]:
        """The claim's content stems, each once, in order, with what it counts."""
        claim = self.claim
        in_names = {word.start for name in claim.names for word in claim.words_in(name)}
        weights: dict[str, float] = {}
        for word in claim.content:
            weight = LONG_WORD_WEIGHT if len(word.text) >= LONG_WORD else 1.0
            if word.start in in_names:
                weight = NAME_WEIGHT
            elif word.text[0].isdigit():
                weight = NUMBER_WEIGHT
            weights[word.stem] = max(weight, weights.get(word.stem, 0.0))
        return weights

    @cached_property
    def total(self) -> float:
        return sum(self.weights.values())

    def _mask(self, unit: Unit) -> int:
        mask = 0
        for stem, root_, bit, root_bit in self._bits:
            if stem in unit.stems:
                mask |= bit | root_bit
            elif root_ in unit.roots:
                mask |= root_bit
        return mask

    @cached_property
    def _bits(self) -> list[tuple[str, str, int, int]]:
        """Two bits for each stem: found as it is, found by its root."""
        return [(stem, root(stem), 2 << (2 * i), 1 << (2 * i)) for i, stem in enumerate(self.weights)]

    @cached_property
    def masks(self) -> list[list[int]]:
        """For each source, for each of its units, the claim's words in it."""
        return [[self._mask(unit) for unit in source.units] for source in self.sources]

    def covered(self, mask: int) -> float:
        """The share, by weight, of the claim's content that a mask stands for. 1.0 for a claim without content."""
        if not self.total:
            return 1.0
        found = 0.0
        for weight, (_, _, bit, root_bit) in zip(self.weights.values(), self._bits, strict=True):
            found += weight if mask & bit else weight * ROOT_CREDIT if mask & root_bit else 0.0
        return found / self.total

    def _best(self, source: int, size: int) -> Window | None:
        """The window of at most ``size`` units that covers most; among equals the shortest, then the first."""
        masks, units = self.masks[source], self.sources[source].units
        best, best_bits, best_mask = None, -1.0, 0
        seen: dict[int, float] = {}
        for length in range(1, size + 1):
            for i in range(len(masks) - length + 1):
                mask = 0
                for part in masks[i : i + length]:
                    mask |= part
                if mask not in seen:
                    seen[mask] = self.covered(mask)
                if seen[mask] > best_bits + 1e-9:
                    best, best_bits, best_mask = (i, i + length - 1), seen[mask], mask
        if best is None:
            return None
        return Window(units[best[0]].start, units[best[1]].end, source, best_bits, best_mask)

    @cached_property
    def windows(self) -> list[Window]:
        """The best window of each source, best first."""
        found = [self._best(i, WINDOW) for i in range(len(self.sources))]
        return sorted((w for w in found if w), key=lambda w: -w.covered)

    @cached_property
    def best_line(self) -> Window | None:
        """The single sentence, of all sources, that covers most of the claim."""
        found = [self._best(i, 1) for i in range(len(self.sources))]
        return max((w for w in found if w), key=lambda w: w.covered, default=None)

    @cached_property
    def line(self) -> float:
        """The share of the claim's content in the best single sentence."""
        return self.best_line.covered if self.best_line else 0.0

    @cached_property
    def window(self) -> float:
        """The share of the claim's content found in the best window of each source, taken together."""
        mask = 0
        for window in self.windows:
            mask |= window.mask
        return self.covered(mask) if self.windows else 0.0

    @cached_property
    def anywhere(self) -> float:
        """The share of the claim's content found anywhere in the sources."""
        mask = 0
        for masks in self.masks:
            for part in masks:
                mask |= part
        return self.covered(mask) if self.sources else 0.0

    @cached_property
    def meaning(self) -> float | None:
        """How near the sources come to what the sentence means, in [-1, 1]; None where there is no model to say it.

        The cosine of the nearest among the sentences that hold most of the claim's words.
        """
        if self._embed is None or not self.likely:
            return None
        claim, *sentences = self._embed([self.claim.text, *self.likely])
        return max(float(claim @ sentence) for sentence in sentences)

    @cached_property
    def likely(self) -> list[str]:
        """The sentences of the sources that hold most of the claim's words, at most ``LOOKED_AT``, most first."""
        units = [(source, unit) for source in self.sources for unit in source.units]
        masks = [mask for masks in self.masks for mask in masks]
        covered = {mask: self.covered(mask) for mask in set(masks)}
        first = sorted(range(len(units)), key=lambda i: (-covered[masks[i]], i))[:LOOKED_AT]
        return [units[i][1].of(units[i][0].text) for i in first]

    @cached_property
    def missing(self) -> list[str]:
        """Content words of the claim that stand nowhere in the best windows, as written."""
        mask = 0
        for window in self.windows:
            mask |= window.mask
        lost = {stem for stem, _, _, root_bit in self._bits if not mask & root_bit}
        return list(dict.fromkeys(word.text for word in self.claim.content if word.stem in lost))

    def reading(self, window: Window) -> Reading:
        return self.sources[window.source]

    def text(self, window: Window) -> str:
        return window.of(self.sources[window.source].text)

    @cached_property
    def window_words(self) -> list[Word]:
        """The words of the best windows."""
        return [word for window in self.windows for word in self.reading(window).words_in(window)]

    @cached_property
    def nearby_words(self) -> list[Word]:
        """The words of the best sentence and of the ``BESIDE`` before and behind it."""
        line = self.best_line
        if line is None:
            return []
        source = self.reading(line)
        at = next(i for i, unit in enumerate(source.units) if unit.start == line.start)
        near = source.units[max(0, at - BESIDE) : at + BESIDE + 1]
        return source.words_in(Span(near[0].start, near[-1].end))

    @cached_property
    def line_reading(self) -> Reading:
        """The best single sentence, read by itself: its words and names have their places in it, not in the source."""
        return read(self.text(self.best_line) if self.best_line else "")

    def in_line(self, place: Span) -> tuple[int, Span]:
        """A place in the best single sentence as a place in its source: the source's number and the characters."""
        assert self.best_line is not None
        return self.best_line.source, Span(self.best_line.start + place.start, self.best_line.start + place.end)

    @property
    def line_words(self) -> list[Word]:
        return self.line_reading.words

    @cached_property
    def _aligned(self) -> Sequence[tuple[str, int, int, int, int]]:
        ours, theirs = [w.stem for w in self.claim.words], [w.stem for w in self.line_words]
        if len(ours) > 250:  # pasted without full stops: aligning would take longer than it helps
            return []
        return SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()

    @cached_property
    def in_order(self) -> float:
        """The share of the claim's content words that stand in the best sentence in the same order."""
        words = self.claim.words
        kept = [w for tag, a, b, _, _ in self._aligned if tag == "equal" for w in words[a:b]]
        content = len(self.claim.content)
        return sum(not is_stop(word.text) for word in kept) / content if content else 0.0

    @cached_property
    def replaced(self) -> list[Replaced]:
        """Where the claim and the best sentence, laid side by side, differ."""
        ours, theirs = self.claim.words, self.line_words
        return [Replaced(tuple(ours[a:b]), tuple(theirs[c:d])) for tag, a, b, c, d in self._aligned if tag != "equal"]
