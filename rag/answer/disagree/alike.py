"""Sentences of different articles that are nearly word for word the same: what differs is what they disagree about.

One report is printed by many, and corrected by some: where the same words stand around two values, both answer the
same question. This asks for no knowledge of what the question is about.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely
from rag.answer.disagree.aligned import Difference, bare_stretch, differences, values_in, without_shared_ends
from rag.answer.disagree.dates import day_of, is_of_another_deed
from rag.answer.disagree.extent import Extent, extent, in_words
from rag.answer.disagree.figures import answers_with, asks_quantity
from rag.answer.disagree.matter import around, deeds, told_of
from rag.answer.disagree.said import Conflict, Meaning, Said, sides_of
from rag.answer.disagree.wording import Words, plain
from rag.answer.kin import presence
from rag.answer.question import Question
from rag.text.dates import DateMention
from rag.text.fold import fold
from rag.text.names import is_title
from rag.text.numbers import Number, find_numbers
from rag.text.words import content_stems, is_stop
from rag.types import Span

LONGEST = 8  # words of a name, or of what only one sentence has
NEAR = 0.5  # share of the question that must stand in or around the sentence
NEAR_ANY = 0.4  # share that must stand in it where any sort of value may be asked for
FEW = 3  # words of a value that is no name, figure or date
LONG_NAME = 4  # words from which a name is taken apart: two persons of one family stay whole
_STATES = re.compile(r"[.!?…][”\"’')\]]*\s*\Z")  # a sentence; a line of a list states nothing
_NEGATION = frozenset(["not", "no", "never", "nor", "none", "without", "n't", "denied", "denies"])
# The kinds of question, and the sorts of value that answer them; a kind that is not named takes any.
_ANSWERS = {
    "when": ("date",), "how_many": ("figure",), "how_long": ("figure", "date"), "who": ("name",),
    "who_said": ("name",), "where": ("name",), "why": (), "words": (),
}  # fmt: skip

Pair = tuple[Said, Said]


def alike_conflicts(question: Question, good: Sequence[Candidate]) -> list[Conflict]:
    """One conflict for each thing that differs between sentences that are otherwise alike."""
    kinds: dict[Hashable, list[Pair]] = {}
    likely = [pair for pair in combinations(good, 2) if may_be_alike(*pair)]
    paired = {id(c): c for pair in likely for c in pair}
    near = {n for n, candidate in paired.items() if _is_near(question, candidate)}
    for one, other in likely:
        pair = differing(question, one, other) if {id(one), id(other)} <= near else None
        if pair is not None:
            kinds.setdefault(pair[0].meaning.kind, []).append(pair)
    return [conflict for alike in kinds.values() for conflict in connected(question.text, alike)]


def _is_near(question: Question, candidate: Candidate) -> bool:
    """Whether it speaks of the matter; the less a question says what sort of value it asks for, the more it must."""
    here, asked = read_closely(candidate.article).stems(candidate.index), deeds(question)
    if told_of(question, around(candidate)) < NEAR:
        return False
    if question.kind == "who":
        return not asked or any(presence(stem, here) for stem in asked)
    return question.kind in _ANSWERS or told_of(question, here) >= NEAR_ANY


def connected(about: str, pairs: Sequence[Pair]) -> Iterator[Conflict]:
    """Sides that stand against each other in some pair of sentences, each group of such sides one conflict."""
    said = {one.place: one for pair in pairs for one in pair}
    sides = sides_of(list(said.values()))
    at = {one.place: n for n, side in enumerate(sides) for one in side}
    edges = [(at.get(a.place), at.get(b.place)) for a, b in pairs]
    against = [(a, b) for a, b in edges if a is not None and b is not None and a != b]
    group = {n: {n} for edge in against for n in edge}
    for a, b in against:
        whole = group[a] | group[b]
        for n in whole:
            group[n] = whole
    for members in {min(whole): whole for whole in group.values()}.values():
        yield Conflict(about, tuple(tuple(sides[n]) for n in sorted(members)))


def may_be_alike(one: Candidate, other: Candidate) -> bool:
    """A quick test before the words are laid side by side."""
    if one.article is other.article or not _STATES.search(one.text) or not _STATES.search(other.text):
        return False
    a, b = (read_closely(c.article).stems(c.index) for c in (one, other))
    return len(a & b) >= 0.6 * min(len(a), len(b)) > 0


def differing(question: Question, one: Candidate, other: Candidate) -> Pair | None:
    """The two values, where two sentences differ in one value and in nothing else that matters."""
    places = differences(one.text, other.text)
    if places is None:
        return None
    pairs: dict[tuple[str, str], Pair] = {}
    for place in places:
        pair = pair_at(one, other, place, alone=len(places) == 1)
        if pair is not None:
            pairs.setdefault((plain(pair[0].text), plain(pair[1].text)), pair)
        elif not (is_light(place.one.of(one.text)) and is_light(place.other.of(other.text))):
            return None  # something else is told, too
    (pair, *more) = pairs.values() or [None]
    return pair if pair is not None and not more and is_conflict(question, *pair) else None


def pair_at(one: Candidate, other: Candidate, place: Difference, *, alone: bool) -> Pair | None:
    """The values of both sentences in one place; None if one of them has none there, or one of another sort."""
    said = value_at(one, place.one, alone=alone), value_at(other, place.other, alone=alone)
    if None in said or any(
        s is not None and s.meaning.kind == "name" and len(s.text.split()) >= LONG_NAME for s in said
    ):
        shorter = without_shared_ends(one.text, other.text, place)
        said = value_at(one, shorter.one, alone=alone), value_at(other, shorter.other, alone=alone)
    if said[0] is None or said[1] is None or said[0].meaning.kind != said[1].meaning.kind:
        return None
    return said[0], said[1]


def is_conflict(question: Question, one: Said, other: Said) -> bool:
    """Whether two values are of the sort asked for, say different things, and are not what the question says itself."""
    if one.agrees(other) or not _answers(question, one) or not _answers(question, other):
        return False
    asked = set(question.terms)
    stems = [set(content_stems(said.text)) for said in (one, other)]
    if isinstance(one.meaning, Words):
        return all(asked.isdisjoint(told) for told in stems)
    return not any(told <= asked for told in stems)  # a date may have the year that the question names


def _answers(question: Question, said: Said) -> bool:
    kind = said.meaning.kind
    wanted = ("figure",) if asks_quantity(question) else _ANSWERS.get(question.kind)
    if wanted is not None and (kind[0] if isinstance(kind, tuple) else kind) not in wanted:
        return False
    start = said.start - said.candidate.span.start
    if kind == "date":
        return not is_of_another_deed(question, said.candidate, start)
    return question.kind != "how_many" or answers_with(question, said.candidate.text, start)


def value_at(candidate: Candidate, span: Span, *, alone: bool) -> Said | None:
    """The value that a stretch is: one date, one number, a name, or a few words; None if it is none of these."""
    tokens, bare = bare_stretch(candidate.text, span)
    if not tokens or len(tokens) > LONGEST:
        return None
    meaning = meaning_of(candidate.text, bare, tokens, alone=alone)
    if meaning is None:
        return None
    if isinstance(meaning, Extent):
        bare = next(in_words(candidate.text, n) for n in numbers_in(candidate.text, bare))
    start = candidate.span.start
    return Said(candidate, start + bare.start, start + bare.end, meaning)


def numbers_in(text: str, span: Span) -> list[Number]:
    """The numbers that stand wholly inside a stretch."""
    inside = [n for n in find_numbers(text) if span.start <= n.start and n.end <= span.end]
    return [n for n in inside if not n.ordinal and n.kind != "label"]


def meaning_of(text: str, span: Span, tokens: Sequence[str], *, alone: bool) -> Meaning | None:
    inside = [v for v in values_in(text) if span.start <= v.start and v.end <= span.end]
    dates = [v for v in inside if isinstance(v, DateMention)]
    numbers = numbers_in(text, span)
    if len(dates) == 1 and dates[0].end - dates[0].start >= span.end - span.start - len("the "):
        return day_of(dates[0])
    if len(numbers) == 1 and not dates and all(t.islower() or t[0].isdigit() for t in tokens):
        return extent(numbers[0].of(text), numbers[0])
    if all(t[0].isupper() or t[0].isdigit() or is_stop(t) for t in tokens):
        is_name = any(not isinstance(v, DateMention | Number) for v in inside) or span.start > 0
        return Words(span.of(text), "name") if is_name and not is_title(span.of(text)) and not dates else None
    few = alone and len(tokens) <= FEW and all(t.isalpha() and t.islower() and not t.endswith("ly") for t in tokens)
    return Words(span.of(text)) if few and _NEGATION.isdisjoint(tokens) else None


def is_light(written: str) -> bool:
    """Whether a stretch only one sentence has says nothing against the other: few words, no figure, no "not"."""
    tokens = fold(written).split()
    return _NEGATION.isdisjoint(tokens) and not any(c.isdigit() for c in written) and len(tokens) <= LONGEST
