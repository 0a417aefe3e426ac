"""A text with citation markers held against numbered sources. Knows neither LlamaIndex nor an archive.

Each sentence is checked twice: by all sources, which says whether any bears it out, and by those it cites, which is its
verdict. So a right answer with the wrong citation is told from a wrong answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rag.check import among, check_claim, check_text, with_opinion
from rag.check.evidence import Embed
from rag.check.opinion import Opinion
from rag.check.text import NOTHING_NEAR, Place
from rag.llamaindex.cited import CitedSentence, CitedText, Problem
from rag.llamaindex.markers import Marker, Unmarked, owners, unmarked
from rag.types import CheckedSentence, CheckedText, Judgement, Span, Verdict

NO_SOURCES = "There are no sources to check it by."

_LEANS = re.compile(r"\W*(?:he|she|his|hers?|him|they|their|them|it|its|this|that|these|those)\b", re.IGNORECASE)
"""What begins so stands for a name said before: who "he" is, one source has to tell."""


def check_cited(
    text: str,
    sources: Sequence[str],
    *,
    citations: bool | None = None,
    embed: Embed | None = None,
    opinion: Opinion | None = None,
) -> CitedText:
    """Check every sentence of ``text`` by the sources its markers name, ``[1]`` being the first.

    ``citations`` says whether a sentence has to cite; None: if any does. Where none has to, markers count for nothing
    and each sentence is checked by all sources. ``embed`` and ``opinion`` as for `rag.check.check_text`. Deterministic,
    as far as they are.
    """
    bare = unmarked(text)
    checker = _Checker(bare.text, _numbered(sources), embed, opinion)
    by_all, words = checker.by_all()
    owned = owners(bare, [Span(one.start, one.end) for one in by_all.sentences])
    must_cite = bool(bare.markers) if citations is None else citations
    found = [
        _Found(one, _held(one, by_all), _numbers(markers), len(sources))
        for one, markers in zip(by_all.sentences, owned, strict=True)
    ]
    held = checker.by_cited(found, words) if must_cite else [one.held for one in found]
    places = [_place(bare, one.sentence, markers) for one, markers in zip(found, owned, strict=True)]
    sentences = [
        _sentence(place.of(text), place, one, own, must_cite)
        for place, one, own in zip(places, found, held, strict=True)
    ]
    return CitedText(text, tuple(sentences), len(sources), _notice(by_all, sources))


def _numbered(sources: Sequence[str]) -> dict[int, Place]:
    """The sources that say anything, by their numbers."""
    return {_number(place.citation.path): place for place in among(sources)("")}


def _number(name: str) -> int:
    return int(name.rpartition(" ")[2])


def _numbers(markers: Sequence[Marker]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(n for marker in markers for n in marker.numbers))


def _notice(checked: CheckedText, sources: Sequence[str]) -> str | None:
    return checked.notice if any(source.strip() for source in sources) else NO_SOURCES


def _place(bare: Unmarked, sentence: CheckedSentence, markers: Sequence[Marker]) -> Span:
    """Where a sentence stands in the text with markers, its own among them."""
    bounds = [bare.original(Span(sentence.start, sentence.end)), *markers]
    return Span(min(one.start for one in bounds), max(one.end for one in bounds))


# --- held against sources --------------------------------------------------------------------------------------------


class _Held(NamedTuple):
    """What some sources say of a sentence; ``evidence`` are source numbers and their words."""

    judgement: Judgement | None
    evidence: tuple[tuple[int, str], ...]
    corrected: str | None

    @property
    def supported(self) -> bool:
        return self.judgement is not None and self.judgement.verdict == "supported"


def _held(sentence: CheckedSentence, checked: CheckedText) -> _Held:
    cited = [checked.citation(n) for n in sentence.citations]
    evidence = tuple((_number(citation.path), citation.quote) for citation in cited)
    return _Held(sentence.judgement, evidence, sentence.corrected)


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence, what all sources together say of it, and the numbers it cites."""

    sentence: CheckedSentence
    held: _Held
    numbers: tuple[int, ...]
    sources: int

    @property
    def cites(self) -> tuple[int, ...]:
        """The numbers that are sources'."""
        return tuple(n for n in self.numbers if 1 <= n <= self.sources)

    @property
    def invented(self) -> tuple[int, ...]:
        """The numbers that no source has."""
        return tuple(n for n in self.numbers if not 1 <= n <= self.sources)

    @property
    def borne_by(self) -> tuple[int, ...]:
        """The source, or the two, that bear it out best."""
        return tuple(dict.fromkeys(source for source, _ in self.held.evidence)) if self.held.supported else ()

    @property
    def is_settled(self) -> bool:
        """Whether what bears it out is what it cites, or it cites nothing: checking again would tell nothing new."""
        return not self.cites or (bool(self.borne_by) and set(self.borne_by) <= set(self.cites))


@dataclass(frozen=True, slots=True)
class _Checker:
    """The check of one text, its markers taken out: by all sources, and by those that each sentence cites."""

    text: str
    places: Mapping[int, Place]
    embed: Embed | None
    opinion: Opinion | None

    def by_all(self) -> tuple[CheckedText, list[str]]:
        """Every sentence by all sources, and the words for which sources were asked for, one a checked sentence."""
        asked: list[str] = []

        def find(words: str) -> list[Place]:
            asked.append(words)
            return list(self.places.values())

        return check_text(self.text, find, embed=self.embed, opinion=self.opinion), asked

    def by_cited(self, found: Sequence[_Found], asked: Sequence[str]) -> list[_Held]:
        """Every sentence by the sources it cites; one that is settled is as it was."""
        to_come = self._to_come(found, asked)

        def find(words: str) -> list[Place]:
            expected, places = next(to_come)
            if words != expected:
                raise RuntimeError("The sentences are not asked for in the order of the text.")
            return places

        again = check_text(self.text, find, embed=self.embed, opinion=self.opinion)
        return [
            one.held if one.is_settled else self._together(one, _held(own, again))
            for one, own in zip(found, again.sentences, strict=True)
        ]

    def _to_come(self, found: Sequence[_Found], asked: Sequence[str]) -> Iterator[tuple[str, list[Place]]]:
        """For each sentence that is checked, the words it is asked for by and the sources it cites."""
        checked = (one for one in found if one.sentence.judgement)
        for one, words in zip(checked, asked, strict=True):
            yield words, [] if one.is_settled else self._cited(one)

    def _cited(self, one: _Found) -> list[Place]:
        return [self.places[n] for n in one.cites if n in self.places]

    def _together(self, one: _Found, own: _Held) -> _Held:
        """Supported by all that it cites together, where no source alone supports it."""
        texts = [place.citation.quote for place in self._cited(one)]
        said = one.sentence.text
        if own.judgement is None or own.supported or len(texts) < 2 or _LEANS.match(said):
            return own
        judgement = check_claim(said, texts, embed=self.embed)
        if self.opinion is not None:
            judgement = with_opinion(judgement, self.opinion, said, texts)
        return own._replace(judgement=judgement) if judgement.verdict == "supported" else own


# --- what is said of it ----------------------------------------------------------------------------------------------


def _sentence(text: str, place: Span, one: _Found, own: _Held, must_cite: bool) -> CitedSentence:
    told = CitedSentence(text, place.start, place.end, nothing=one.sentence.nothing, borne_by=one.borne_by)
    if must_cite:
        told = replace(told, cites=one.cites, invented=one.invented)
    if own.judgement is None:
        return told
    problems, judgement = _judged(one, own.judgement) if must_cite else ((), own.judgement)
    judgement = replace(judgement, reasons=tuple(_of_sources(reason) for reason in judgement.reasons))
    return replace(told, judgement=judgement, problems=problems, evidence=own.evidence, corrected=own.corrected)


def _judged(one: _Found, own: Judgement) -> tuple[tuple[Problem, ...], Judgement]:
    """What is wrong with its citations, and the verdict with that among its reasons."""
    problems: list[Problem] = []
    reasons: list[str] = []
    if one.invented:
        problems.append("invented citation")
        reasons.append(_is_invented(one.invented, one.sources))
    if not one.cites:
        problems += [] if one.invented else ["uncited"]
        reasons += [] if one.invented else ["It cites no source."]
        return tuple(problems), _uncited(one, own, reasons)
    if own.verdict != "supported" and one.borne_by and not set(one.borne_by) <= set(one.cites):
        problems.append("wrong citation")
        reasons.append(f"Not borne out by {_named(one.cites)}, but by {_named(one.borne_by)}.")
    return tuple(problems), replace(own, reasons=(*reasons, *own.reasons))


def _uncited(one: _Found, own: Judgement, reasons: Sequence[str]) -> Judgement:
    """A sentence that stands on nothing: not supported, whatever the sources say; that they deny it is graver."""
    told = (f"{_named(one.borne_by).capitalize()} would bear it out.",) if one.borne_by else own.reasons
    verdict: Verdict = "contradicted" if own.verdict == "contradicted" else "unsupported"
    return Judgement(verdict, 0.0, (*reasons, *told), own.checks)


def _is_invented(numbers: Sequence[int], sources: int) -> str:
    marks = ", ".join(f"[{n}]" for n in numbers)
    there = f"there {'is' if sources == 1 else 'are'} {sources or 'no'} source{'' if sources == 1 else 's'}"
    return f"{marks} {'is' if len(numbers) == 1 else 'are'} invented: {there}."


def _named(numbers: Sequence[int]) -> str:
    return f"source{'s' if len(numbers) > 1 else ''} {' and '.join(map(str, numbers))}"


def _of_sources(reason: str) -> str:
    """The checker's reason; it speaks of an archive where there are only sources."""
    return "No source says anything near it." if reason == NOTHING_NEAR else reason
