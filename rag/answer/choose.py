"""Ranked sentences to those that are shown, in an order that reads well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.close import read_closely
from rag.answer.denial import DENIAL, answered_by
from rag.answer.evidence import Candidate
from rag.answer.question import Question
from rag.answer.refusal import TYPED, mentions_speaker, on_the_matter
from rag.text.dates import find_dates
from rag.text.numbers import find_numbers
from rag.text.quotes import find_quotes
from rag.text.words import content_stems

MOST_CLAIMS = 6
CLOSEST = 3  # passages offered with an abstention
ONE_ANSWER, SEVERAL_ANSWERS = 3, 6  # sentences shown for a question that asks for one thing, or for several
NEAR_BEST, NEAR_BEST_SEVERAL = 0.84, 0.7  # share of the best score from which another sentence is shown, too
SAME = 0.7  # share of words in common from which a sentence says the same as one already chosen


def choose(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences to show, in an order that reads well: best first, those of one article together."""
    good = [c for c in found if not wrong_voice(question, c) and not lacks_answer(question, c, found)] or [found[0]]
    of_that = [c for c in good if c.parts.get("fits", 0.0) >= 0.9 and c.score >= NEAR_BEST_SEVERAL * good[0].score]
    if question.kind == "how_many" and of_that:
        good = of_that  # a number of the thing asked about; numbers of other things are no answer beside it
    chosen = picked_over_articles(good) if question.several else picked(good, ONE_ANSWER, NEAR_BEST)
    for candidate in list(chosen):
        followers = [answered_by(candidate)] if question.kind != "words" else quoted_on(candidate)
        for follower in followers:
            if follower is not None and not any(says_same(follower, c) for c in chosen):
                chosen.insert(chosen.index(candidate) + 1, follower)
    return together(question, chosen[:MOST_CLAIMS])


def picked(found: Sequence[Candidate], most: int, near: float) -> list[Candidate]:
    """The best sentence and those nearly as good that say something else."""
    chosen: list[Candidate] = []
    for candidate in found:
        if len(chosen) == most or candidate.score < near * found[0].score:
            break
        if not any(says_same(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def picked_over_articles(found: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each article that has a good one, then what is best of the rest."""
    best: dict[str, Candidate] = {}
    for candidate in found:
        if candidate.score >= NEAR_BEST_SEVERAL * found[0].score:
            best.setdefault(candidate.article.path, candidate)
    chosen = list(best.values())[:SEVERAL_ANSWERS]
    for candidate in picked(found, SEVERAL_ANSWERS * 2, NEAR_BEST_SEVERAL):
        if len(chosen) < SEVERAL_ANSWERS and not any(says_same(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


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
    if figures(one.text) != figures(other.text):
        return False  # 12 people and 15 people are two answers
    return len(a & b) >= SAME * max(1, min(len(a), len(b)))


def figures(text: str) -> frozenset[object]:
    """What must not differ between sentences that say the same: numbers, dates, a denial."""
    numbers = {n.value for number in find_numbers(text) for n in number.ends()}
    dates = {(d.date, d.day, d.weekday, d.time) for d in find_dates(text)}
    return frozenset([*numbers, *dates, *(["denied"] if DENIAL.search(text) else [])])


def quoted_on(candidate: Candidate) -> list[Candidate | None]:
    """The sentences around one that quotes a person in which the same person is quoted on."""
    voices = read_closely(candidate.article).voices
    voice = voices.of(candidate.index)
    found: list[Candidate | None] = []
    for step in (1, -1):
        index = candidate.index + step
        while voice is not None and 0 <= index < len(candidate.article.sentences):
            other, near = voices.of(index), replace(candidate, index=index)
            if other is None or other.name != voice.name or not find_quotes(near.text):
                break
            found.append(near)
            index += step
    return found


def together(question: Question, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Articles in the order of their best sentence; inside one, the best first and the others as they stand."""
    order = list(dict.fromkeys(c.article.path for c in chosen))
    first = chosen[0]

    def key(candidate: Candidate) -> tuple[int, bool, int]:
        reads_on = question.kind == "words"  # quotations of one speech read in their own order
        return order.index(candidate.article.path), candidate is not first and not reads_on, candidate.index

    return sorted(chosen, key=key)


def distinct(found: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in found:
        if len(kept) < CLOSEST and not any(says_same(candidate, other) for other in kept):
            kept.append(candidate)
    return kept
