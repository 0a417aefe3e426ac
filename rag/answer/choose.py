"""Ranked sentences to those that are shown, in an order that reads well.

A sentence brings its neighbours along where the evidence goes on in them: news tells who in one sentence and what in
the next. How far, and how much is shown, was chosen on the development half of the news quiz (`benchmarks/evidence.py
--shown` prints the trade-off).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answer.candidate import Candidate
from rag.answer.close import read_closely
from rag.answer.denial import DENIAL, answered_by
from rag.answer.question import Question
from rag.answer.refusal import TYPED, mentions_speaker, on_the_matter
from rag.text.dates import find_dates
from rag.text.numbers import find_numbers
from rag.text.quotes import find_quotes
from rag.text.words import content_stems

MOST_CLAIMS, MOST_LISTED = 6, 12
CLOSEST = 3  # passages offered with an abstention
LIKELY = 0.98  # what is shown holds the answer this likely, as the scores go; what comes after is left out
# Each for a question of up to `SHORT` words of content, and for one of `LONG`; see `between`.
SHORT, LONG = 5, 6
ON_THE_MATTER = (0.75, 0.5)  # share of what the best has of the question from which a sentence is on the matter, too
# Log-odds below the best sentence, and below the others, to which a neighbour goes along.
REACH, REACH_BESIDE = (1.5, 4.0), (0.75, 2.0)
OF_ONE_KIND = ("how_many", "how_long", "when", "words")
HELD = 0.9  # a sentence that fits so well holds what is asked for
OF_THAT = 2.0  # log-odds below the best down to which a number or date of the thing asked about is shown
SEVERAL = 3.0  # the same for the best sentence of another article, where several are asked about
LONGEST = 3  # sentences quoted in one piece
SAME = 0.7  # share of words in common from which a sentence says the same as one already chosen


def choose(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences to show, in an order that reads well: best first, those of one article together."""
    good = eligible(question, found)
    most = most_shown(question)
    # A sentence that holds the number, the date or the words asked for needs no other beside it.
    beside = Neighbours(() if question.kind in OF_ONE_KIND and good[0].parts.get("fits", 0.0) >= HELD else found)
    reach = between(question, REACH), between(question, REACH_BESIDE)
    chosen = picked(over_articles(good) if question.several else good, beside, reach, most)
    if question.kind == "words":
        on = [other for c in chosen for other in quoted_on(c) if not said_by_one(other, chosen)]
        return together([*chosen, *on], reads_on=True)[:most]
    ordered = list(with_denials(together(chosen)))
    return (contested_first(ordered) if question.kind == "yes_no" else ordered)[:most]


def most_shown(question: Question) -> int:
    """A list is not complete before its last entry; any other answer is read at a glance."""
    return MOST_LISTED if question.kind == "list" else MOST_CLAIMS


def eligible(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that may be shown, best first: on the matter, by whom is asked about, holding what is asked for."""
    good = [c for c in found if not wrong_voice(question, c) and not lacks_answer(question, c, found)] or [found[0]]
    matter = between(question, ON_THE_MATTER) * max(c.parts["around"] for c in good)
    good = [c for c in good if c.parts["around"] >= matter]
    good = [c for c in good if not c.parts.get("asks")] or good  # a quiz in an article asks the same, and says nothing
    of_that = [c for c in good if c.parts.get("fits", 0.0) >= HELD and c.score >= good[0].score - OF_THAT]
    # A number of the thing asked about; numbers of other things are no answer beside it.
    return of_that if question.kind in OF_ONE_KIND and of_that else good


def between(question: Question, bounds: tuple[float, float]) -> float:
    """A measure that depends on how much a question tells.

    Of a question of four words none must be missing; one of twelve tells circumstances, and its evidence is spread over
    sentences.
    """
    told = min(1.0, max(0.0, (len(question.terms) - SHORT) / (LONG - SHORT)))
    return bounds[0] + told * (bounds[1] - bounds[0])


def contested_first(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Whether something happened: first who claims and who denies it."""
    told = [n for n, c in enumerate(chosen[:-1]) if answered_by(c) is not None]
    first = [n for at in told for n in (at, at + 1)]
    return [chosen[n] for n in first] + [c for n, c in enumerate(chosen) if n not in first]


def with_denials(chosen: Sequence[Candidate]) -> Iterator[Candidate]:
    """Each sentence, and right after it the one that denies it, unless that is quoted in another."""
    quoted = {c.at(index).place for c in chosen for index in c.indexes}
    for candidate in chosen:
        yield candidate
        denial = answered_by(candidate)
        if denial is not None and denial.place not in quoted:
            quoted.add(denial.place)
            yield denial


def said_by_one(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    return any(says_same(candidate, other) for other in chosen)


def picked(
    found: Sequence[Candidate], beside: Neighbours, reach: tuple[float, float], most: int = MOST_CLAIMS
) -> list[Candidate]:
    """The best sentence and those after it that say something else, until the answer is likely among them."""
    chosen: list[Candidate] = []
    chances = {c.place: chance for c, chance in zip(found, likelihoods(found), strict=True)}
    seen = 0.0
    for candidate in found:
        if len(chosen) == most or (seen >= LIKELY and most <= MOST_CLAIMS):
            break
        if candidate.place not in beside.taken and not said_by_one(candidate, chosen):
            chosen.append(beside.joined(candidate, reach[1] if chosen else reach[0]))
            seen += sum(chances.get(chosen[-1].at(index).place, 0.0) for index in chosen[-1].indexes)
    return chosen


def likelihoods(found: Sequence[Candidate]) -> list[float]:
    """How likely each sentence is the one that answers, if one does: the softmax of the scores."""
    best = max((c.score for c in found), default=0.0)
    odds = [math.exp(c.score - best) for c in found]
    return [value / sum(odds) for value in odds]


def over_articles(found: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each article that has a good one first, then the rest."""
    best: dict[str, Candidate] = {}
    for candidate in found:
        if candidate.score >= found[0].score - SEVERAL:
            best.setdefault(candidate.article.path, candidate)
    first = list(best.values())
    return [*first, *(c for c in found if c not in first)]


class Neighbours:
    """The sentences found, by place, and which of them are quoted already: none is shown twice."""

    def __init__(self, found: Sequence[Candidate]) -> None:
        self._scores = {c.place: c.score for c in found}
        self.taken: set[tuple[str, str, int]] = set()

    def joined(self, candidate: Candidate, near: float) -> Candidate:
        """The sentence with the neighbours that are nearly as good; what denies it is shown on its own."""
        before, after = 0, 0
        denial = answered_by(candidate)
        for step in (1, -1, 2, -2):
            other = candidate.at(candidate.index + step)
            follows = step == after + 1 if step > 0 else -step == before + 1
            if not follows or before + after == LONGEST - 1 or other.place in self.taken or other == denial:
                continue
            if self._scores.get(other.place, -math.inf) >= candidate.score - near and adjoin(candidate, step):
                before, after = before + (step < 0), after + (step > 0)
        joined = replace(candidate, reach=(before, after))
        self.taken.update(joined.at(index).place for index in joined.indexes)
        if denial is not None:
            self.taken.add(denial.place)  # it comes right behind
        return joined


def adjoin(candidate: Candidate, step: int) -> bool:
    """Whether nothing but space stands between the sentence so many steps away and the one on this side of it."""
    index = candidate.index + step
    first, second = (index - 1, index) if step > 0 else (index, index + 1)
    sentences = candidate.article.sentences
    return not candidate.article.text[sentences[first].end : sentences[second].start].strip()


def wrong_voice(question: Question, candidate: Candidate) -> bool:
    """A question about what one person said is not answered by another."""
    if question.speaker and not mentions_speaker(candidate, question.speaker):
        return True
    return question.kind == "words" and candidate.parts.get("voice", 0.5) == 0.0


def lacks_answer(question: Question, candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """A question for a number, date or quotation is answered by one that stands with the matter, not by any."""
    if question.kind not in TYPED:
        return False
    return candidate.parts.get("fits", 1.0) == 0.0 or not on_the_matter(candidate, found)


def says_same(one: Candidate, other: Candidate) -> bool:
    if one.article is other.article and one.index == other.index:
        return True
    a, b = set(content_stems(one.text)), set(content_stems(other.text))
    if len(a & b) < SAME * max(1, min(len(a), len(b))):
        return False
    return figures(one.text) == figures(other.text)  # 12 people and 15 people are two answers


def figures(text: str) -> frozenset[object]:
    """What must not differ between sentences that say the same: numbers, dates, a denial."""
    numbers = {n.value for number in find_numbers(text) for n in number.ends()}
    dates = {(d.date, d.day, d.weekday, d.time) for d in find_dates(text)}
    return frozenset([*numbers, *dates, *(["denied"] if DENIAL.search(text) else [])])


def quoted_on(candidate: Candidate) -> list[Candidate]:
    """The sentences around one that quotes a person in which the same person is quoted on."""
    voices = read_closely(candidate.article).voices
    voice = voices.of(candidate.index)
    found: list[Candidate] = []
    for step in (1, -1):
        index = candidate.index + step
        while voice is not None and 0 <= index < len(candidate.article.sentences):
            other, near = voices.of(index), candidate.at(index)
            if other is None or other.name != voice.name or not find_quotes(near.text):
                break
            found.append(near)
            index += step
    return found


def together(chosen: Sequence[Candidate], reads_on: bool = False) -> list[Candidate]:
    """Articles in the order of their best sentence; inside one, the best first and the others as they stand.

    Where it ``reads_on`` (the quotations of one speech) the best has its own place, too.
    """
    order = list(dict.fromkeys(c.article.path for c in chosen))
    first = chosen[0]

    def key(candidate: Candidate) -> tuple[int, bool, int]:
        return order.index(candidate.article.path), candidate is not first and not reads_on, candidate.index

    return sorted(chosen, key=key)


def distinct(found: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in found:
        if len(kept) < CLOSEST and not said_by_one(candidate, kept):
            kept.append(candidate)
    return kept
