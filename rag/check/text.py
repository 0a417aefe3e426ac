"""Any text, sentence by sentence: the best evidence for each, a verdict, what speaks against it, a corrected value.

Where evidence comes from is the caller's business: ``find`` gives places for a sentence (an archive searches), and
``among`` makes one of plain source texts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from typing import NamedTuple

from rag.check.bare import bared, corrected
from rag.check.blocks import blanked
from rag.check.checkable import Piece, split_text
from rag.check.claim import check_claim
from rag.check.evidence import Embed, Evidence
from rag.check.opinion import Opinion, with_opinion
from rag.check.reading import read
from rag.check.scoring import SUPPORTED_FROM
from rag.check.verbatim import is_verbatim
from rag.text.fold import fold
from rag.text.names import find_names
from rag.text.words import listed
from rag.types import CheckedSentence, CheckedText, Citation, Judgement, Progress, Span

SAME_MATTER = 0.6
"""Share of a sentence's content in a place of another article from which both speak of the same."""

PAIRED = 3
"""Places that are tried two by two, where no single one supports a sentence: its facts may stand in two articles."""

LEAST_HALF = 4
"""Words of a statement that stands on an article of its own."""

_HALVES = re.compile(r",?\s(?:and|while|but|whereas)\s|;\s")

AGAINST = 3
"""Other articles that are shown to say otherwise."""

NEAREST = 3
"""Places that are looked at whatever their words: the search found them nearest, by meaning too."""

LIKELY = 0.35
"""Share of a sentence's content in a place further down that is looked at: with less it neither bears nor denies it.
Each costs some thirty milliseconds, most of it for nearness in meaning."""

LOOKED_BACK = 600
"""Characters before a sentence in which "he" may be named."""

SHORT = 900
"""Characters of a place that may be cited whole."""

NOTHING_NEAR = "Nothing in the archive is near it."
_PERSONS = frozenset(listed("he she his her him"))
_PRONOUNS = _PERSONS | frozenset(listed("they it their its this that these those them"))


class Place(NamedTuple):
    """Where evidence may stand: some sentences of an article as a citation, and all its text, where names stand."""

    citation: Citation
    context: str = ""


Find = Callable[[str], Sequence[Place]]


@dataclass(frozen=True, slots=True)
class _Held:
    """A sentence held against one place, or two: the sentences of it that count, the verdict, the share found there."""

    citations: tuple[Citation, ...]
    judgement: Judgement
    share: float

    @property
    def supported(self) -> bool:
        return self.judgement.verdict == "supported"

    @property
    def against(self) -> bool:
        return self.judgement.verdict == "contradicted" and self.share >= SAME_MATTER


def check_text(
    text: str,
    find: Find,
    *,
    id: str = "",
    embed: Embed | None = None,
    opinion: Opinion | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> CheckedText:
    """Check every sentence of ``text`` that makes a claim by what ``find`` gives for it.

    A sentence that begins with a pronoun is looked for with the names before it. ``opinion`` is a second one, which can
    only lower a verdict; ``on_progress`` hears how many sentences are done. Deterministic, as far as ``find`` is.
    """
    pieces = split_text(text)
    claims = [piece for piece in pieces if not piece.nothing]
    book = _Book()
    checked: list[CheckedSentence] = []
    before, done = "", 0
    for piece in pieces:
        if piece.nothing:
            checked.append(CheckedSentence(piece.of(text), piece.start, piece.end, nothing=piece.nothing))
            continue
        if on_progress:
            on_progress(Progress("check", done, len(claims), "sentences"))
        checked.append(_Checking(text, piece, before, find, embed, opinion).sentence(book))
        before, done = _before(piece.plain, before), done + 1
    if on_progress and claims:
        on_progress(Progress("check", done, len(claims), "sentences"))
    notice = None if claims else "There is no sentence to check."
    return CheckedText(id, text, tuple(checked), tuple(book.citations), notice)


def among(sources: Sequence[str]) -> Find:
    """Plain texts to check by: "source 1", "source 2", whole, each for every sentence."""
    places = []
    for number, source in enumerate(sources, start=1):
        sha256 = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
        name = f"source {number}"
        if source.strip():
            places.append(Place(Citation(0, name, sha256, 0, len(source), source, name), source))
    return lambda _: places


class _Book:
    """The citations of one text, numbered in the order of their first use; one place has one number."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self._numbers: dict[tuple[str, str, int, int], int] = {}

    def number(self, citation: Citation) -> int:
        key = (citation.path, citation.sha256, citation.start, citation.end)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(replace(citation, n=self._numbers[key]))
        return self._numbers[key]


# --- one sentence --------------------------------------------------------------------------------------------------


class _Checking:
    """One sentence beside what was found for it."""

    def __init__(
        self, text: str, piece: Piece, before: str, find: Find, embed: Embed | None, opinion: Opinion | None = None
    ) -> None:
        self.written = piece.of(text)
        self.bare = bared(self.written, piece.plain)
        self.plain = self.bare.text
        self.piece = piece
        self.embed = embed
        self.opinion = opinion
        self.leaning = before if _leans(self.plain) else ""
        self.is_of_a_person = _first_word(self.plain) in _PERSONS
        self.names = list(dict.fromkeys(name.text for name in find_names(self.leaning)))
        self.places = find(" ".join(" ".join([*self.names, self.plain]).split()))

    def sentence(self, book: _Book) -> CheckedSentence:
        piece = self.piece
        held = [self._held([place], wider=rank < NEAREST) for rank, place in enumerate(self.likely)]
        if not held:
            judgement = Judgement("unsupported", 0.0, (NOTHING_NEAR,))
            return CheckedSentence(self.written, piece.start, piece.end, judgement)
        best = self._with_opinion(self._best(held))
        against = _others(best, held)
        judgement = replace(best.judgement, reasons=(*best.judgement.reasons, *map(_says_otherwise, against)))
        return CheckedSentence(
            self.written,
            piece.start,
            piece.end,
            judgement,
            tuple(book.number(citation) for citation in best.citations),
            tuple(book.number(one.citations[0]) for one in against),
            self._corrected(best),
        )

    def _with_opinion(self, best: _Held) -> _Held:
        """Lowered by the second opinion, where there is one; what stands there word for word is beyond opinion."""
        quotes = [citation.quote for citation in best.citations]
        if self.opinion is None or is_verbatim(self.plain, quotes, whole=True):
            return best
        return replace(best, judgement=with_opinion(best.judgement, self.opinion, self.plain, quotes))

    @cached_property
    def likely(self) -> list[Place]:
        """The places that are worth a look, in the order in which they were found."""
        further = (place for place in self.places[NEAREST:] if _share(self.plain, place) >= LIKELY)
        return [*self.places[:NEAREST], *further]

    def _best(self, held: Sequence[_Held]) -> _Held:
        """What supports it best; else two places together that do; else the one that speaks most of it."""
        supporting = [one for one in held if one.supported] or [one for one in self._paired(held) if one.supported]
        if supporting:
            return max(supporting, key=lambda one: one.judgement.score)
        return max(held, key=lambda one: (round(one.share, 2), one.judgement.score))

    def _paired(self, held: Sequence[_Held]) -> list[_Held]:
        """Two articles, each for one half of a sentence that joins two statements."""
        halves = _HALVES.split(self.plain, maxsplit=1)
        if len(halves) != 2 or min(len(half.split()) for half in halves) < LEAST_HALF:
            return []
        order = sorted(range(len(held)), key=lambda i: -held[i].share)[:PAIRED]
        pairs = [(self.likely[a], self.likely[b]) for a, b in permutations(order, 2)]
        return [
            self._held(pair)
            for pair in pairs
            if pair[0].citation.path != pair[1].citation.path
            and all(_share(half, place) >= SAME_MATTER for half, place in zip(halves, pair, strict=True))
        ]

    def _held(self, places: Sequence[Place], wider: bool = False) -> _Held:
        """Held against the few sentences of each place that speak of it; ``wider``: if they settle nothing, all."""
        near = self._judged([self._narrowed(place.citation) for place in places], places)
        if near.supported or near.judgement.verdict == "contradicted" or not wider:
            return near
        wide = self._judged([places[0].citation], places)
        if wide.supported and len(wide.citations[0].quote) <= SHORT:
            return wide
        return self._denied_by(wide, near) or near

    def _denied_by(self, wide: _Held, near: _Held) -> _Held | None:
        """Contradicted by a sentence that shares few words with this one: that sentence is cited."""
        if wide.judgement.verdict != "contradicted":
            return None
        there = next((c.there for c in wide.judgement.checks if c.passed is False and c.there and c.right), None)
        whole = wide.citations[0]
        unit = next((u for u in read(whole.quote).units if there and u.start <= there.start < u.end), None)
        if unit is None:
            return None
        cited = _part(whole, Span(unit.start, unit.end))
        return replace(wide, citations=(cited, *near.citations) if cited not in near.citations else near.citations)

    def _judged(self, citations: Sequence[Citation], places: Sequence[Place]) -> _Held:
        quotes = [citation.quote for citation in citations]
        context = [*(place.context for place in places), self.leaning]
        judgement = check_claim(self.plain, quotes, context=[c for c in context if c], embed=self.embed)
        judgement = self._of_whom(self.bare.placed(judgement), places)
        return _Held(tuple(citations), judgement, Evidence(self.plain, quotes).window)

    def _of_whom(self, judgement: Judgement, places: Sequence[Place]) -> Judgement:
        """Lowered where "he" would be somebody whom none of the articles names: they may speak of another."""
        texts = [fold(place.context or place.citation.quote) for place in places]
        is_named = any(fold(name.split()[-1]) in text for name in self.names for text in texts)
        if is_named or not self.names or not self.is_of_a_person:
            return judgement
        return _not_of_them(judgement, read(self.plain).words[0].text, self.names)

    def _narrowed(self, citation: Citation) -> Citation:
        windows = Evidence(self.plain, [citation.quote]).windows
        return _part(citation, Span(windows[0].start, windows[0].end)) if windows else citation

    def _corrected(self, best: _Held) -> str | None:
        """The sentence with what the source has in place of what is wrong, if that is then supported."""
        if best.supported or not best.judgement.corrections:
            return None
        right = corrected(self.written, best.judgement.corrections)
        quotes = [citation.quote for citation in best.citations]
        context = [place.context for place in self.places if place.context]
        again = check_claim(bared(right, blanked(right)).text, quotes, context=context, embed=self.embed)
        return right if again.verdict == "supported" and right != self.written else None


def _share(words: str, place: Place) -> float:
    return Evidence(words, [place.citation.quote]).window


def _before(sentence: str, before: str) -> str:
    """What the next sentence may lean on: this one, and where it names nobody what it leans on itself."""
    return f"{before[-LOOKED_BACK:]} {sentence}" if _leans(sentence) and not find_names(sentence) else sentence


def _not_of_them(judgement: Judgement, word: str, names: Sequence[str]) -> Judgement:
    if judgement.verdict != "supported":
        return judgement
    reason = f"“{word}” seems to be {' or '.join(names[-2:])}; the article does not speak of that name."
    return replace(
        judgement,
        verdict="partly_supported",
        score=min(judgement.score, SUPPORTED_FROM - 0.01),
        reasons=(reason,),
    )


def _leans(sentence: str) -> bool:
    """Whether a sentence begins with a word that stands for something named before."""
    return _first_word(sentence) in _PRONOUNS


def _first_word(sentence: str) -> str:
    return next((word.text.lower() for word in read(sentence).words), "")


def _part(citation: Citation, place: Span) -> Citation:
    """The citation of a part of what is cited; ``place`` is in its quote."""
    start = citation.start + place.start
    return replace(citation, start=start, end=start + place.end - place.start, quote=place.of(citation.quote))


def _others(best: _Held, held: Sequence[_Held]) -> list[_Held]:
    """Other articles that say otherwise of the same matter, each once."""
    files = {citation.path for citation in best.citations}
    found: list[_Held] = []
    for one in sorted((one for one in held if one.against), key=lambda one: -one.share):
        path = one.citations[0].path
        if path not in files and len(found) < AGAINST:
            files.add(path)
            found.append(one)
    return found


def _says_otherwise(one: _Held) -> str:
    cited = one.citations[0]
    return f"{cited.outlet or cited.title or cited.path} says otherwise: {one.judgement.reasons[0]}"
