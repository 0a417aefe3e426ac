"""Sentences to the statements of a timeline: those on the matter, each with the date of its event, each told once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.candidate import Candidate
from rag.answer.close import CloseReading, read_closely
from rag.answer.question import Question
from rag.answer.when import when_told
from rag.text.dates import find_dates
from rag.text.dates.events import EventDate, event_dates
from rag.text.names import same_name
from rag.text.numbers import find_numbers
from rag.text.words import content_stems
from rag.types import Published, When

ON_MATTER = 0.6  # share of the matter's words, weighed, that the best sentence must have in it or around it
# What a statement needs, each as a share of the best there is: words of the matter in it, and in or around it. One
# without a date is worth less to a timeline, and has to be nearer the matter.
DATED, UNDATED = (0.45, 0.7), (0.8, 0.8)
UNNAMED = 0.6  # words of the matter in a dated statement where the matter has no name that could stand in it
SAME = 0.6  # share of words in common from which two sentences tell the same
FEWEST = 4  # words from which a sentence can be told to be the same as another
SHORTEST = 6  # words of a statement without a date; what is shorter is a caption or a title
LAST = "~"  # sorts behind every digit and sign of a date: the end of a day, a month, a year


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence on the matter, when its event happened, and the sentences of other articles that tell the same.

    ``stems`` and ``figures`` are those of the sentence without its dates.
    """

    candidate: Candidate
    when: When
    stems: frozenset[str]
    figures: frozenset[object]
    copies: tuple[Candidate, ...] = ()

    @classmethod
    def of(cls, candidate: Candidate, when: When) -> Statement:
        text = without_dates(candidate.text)
        figures = frozenset(n.value for number in find_numbers(text) for n in number.ends())
        return cls(candidate, when, frozenset(content_stems(text)), figures)

    @property
    def reported(self) -> Published:
        return self.candidate.article.published

    @property
    def as_dated(self) -> tuple[object, ...]:
        """What two statements of one date have in common; where the date is not known, its words."""
        return self.when.date or self.when.words, self.when.until, self.when.relation

    def with_copy(self, other: Statement) -> Statement:
        """With the same from another article, too; without a date of its own, the first to report it comes first."""
        both = (self, other) if self.when.words else sorted((self, other), key=lambda s: s.reported.date or LAST)
        return replace(both[0], copies=(*self.copies, both[1].candidate))

    def cites(self, other: Statement) -> bool:
        """Whether it stands on the article of another statement already."""
        return any(c.article.path == other.candidate.article.path for c in (self.candidate, *self.copies))


def without_dates(text: str) -> str:
    at, pieces = 0, []
    for mention in find_dates(text):
        pieces.append(text[at : mention.start])
        at = mention.end
    return " ".join([*pieces, text[at:]])


def statements(question: Question, found: Sequence[Candidate]) -> list[Statement]:
    """What the sentences tell of the matter, each once, those with a date first, best first; none if it is another."""
    if not found or max(c.parts["around"] for c in found) < ON_MATTER:
        return []
    return folded(sorted(on_the_matter(question, found), key=lambda s: not s.when.words))


def on_the_matter(question: Question, found: Sequence[Candidate]) -> Iterator[Statement]:
    dates: dict[tuple[str, str], list[EventDate]] = {}
    best = [max(c.parts[part] for c in found) for part in ("own", "around")]
    for candidate in found:
        own, around = candidate.parts["own"] / (best[0] or 1.0), candidate.parts["around"] / (best[1] or 1.0)
        if own < DATED[0] or around < DATED[1] or not is_named(question, candidate, own):
            continue
        article = candidate.article
        key = (article.path, article.sha256)
        if key not in dates:
            dates[key] = event_dates(article.text, article.published)
        when = when_told(read_closely(article), candidate.index, dates[key])
        if when.words or (own >= UNDATED[0] and around >= UNDATED[1] and is_whole(candidate.text)):
            yield Statement.of(candidate, when)


def is_named(question: Question, candidate: Candidate, own: float) -> bool:
    """Whether the names of the matter stand in the sentence, in any form.

    A part of a name alone may be another thing: "Silicon Valley" is the bank of that name only in an article that has
    the whole name, or beside the other words of the matter. ``own`` is the share of those that stands in the sentence.
    """
    if not question.names:
        return own >= UNNAMED
    reading = read_closely(candidate.article)
    here, written = reading.stems(candidate.index), reading.names(candidate.index)
    for name in question.names:
        stems = frozenset(content_stems(name))
        if stems <= here:
            continue
        if not any(same_name(other.text, name) for other in written):
            return False
        told_apart = own >= UNDATED[0] and not stems.isdisjoint(here) and not stems.issuperset(question.terms)
        if not told_apart and not has_whole_name(reading, name):
            return False
    return True


def has_whole_name(reading: CloseReading, name: str) -> bool:
    """Whether an article has a name of as many words that can be the same, in whatever spelling."""
    length = len(name.split())
    names = (n for index in range(len(reading.article.sentences)) for n in reading.names(index))
    return any(len(n.text.split()) >= length and same_name(n.text, name) for n in names)


def is_whole(text: str) -> bool:
    """Whether it is a sentence, and no caption or title."""
    return len(text.split()) >= SHORTEST and text.rstrip(" ”\"’')")[-1:] in tuple(".!?…")


def folded(told: Sequence[Statement]) -> list[Statement]:
    """Near-copies as one statement that cites them all; sentences that differ in the date are never folded."""
    kept: list[Statement] = []
    for one in told:
        n = next((n for n, other in enumerate(kept) if tells_same(one, other) and is_dated_alike(one, other)), None)
        if n is None:
            kept.append(one)
        elif not kept[n].cites(one):
            kept[n] = kept[n].with_copy(one)
    return kept


def tells_same(one: Statement, other: Statement) -> bool:
    """Whether two sentences tell the same, but for the date."""
    if one.figures != other.figures or min(len(one.stems), len(other.stems)) < FEWEST:
        return one.candidate.text == other.candidate.text
    return overlap(one.stems, other.stems) >= SAME


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Words in common as a share of all (Jaccard)."""
    return len(one & other) / len(one | other) if one or other else 0.0


def is_dated_alike(one: Statement, other: Statement) -> bool:
    """Whether two statements have the same date, or one has none."""
    return not one.when.words or not other.when.words or one.as_dated == other.as_dated
