"""One question, several values: shown side by side, each cited, never averaged and never silently chosen.

Values are compared by what they can stand for: "nearly 100" and "about 100" agree, and so do "the 1990s" and "1992",
because the one only says less than the other. Precise before complete: a disagreement that is none is worse than one
that is missed. Each kind of value has its module; ``conflicts`` asks all of them, over all good sentences found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag.answer.candidate import Candidate
from rag.answer.choose import MOST_CLAIMS, says_same
from rag.answer.cite import Citations
from rag.answer.disagree.alike import alike_conflicts
from rag.answer.disagree.dates import dates_said
from rag.answer.disagree.denials import denial_conflicts
from rag.answer.disagree.figures import figures_said
from rag.answer.disagree.framing import framing_conflicts
from rag.answer.disagree.matter import good_ones
from rag.answer.disagree.persons import persons_said
from rag.answer.disagree.said import Conflict, Said, conflicts_among, sides_of
from rag.answer.disagree.titles import title_conflicts
from rag.answer.question import Question
from rag.types import Disagreement, Value

__all__ = ["Conflict", "conflicts", "disagreements", "with_other_sides"]

OTHER_ARTICLE = 5.0  # log-odds below the best sentence down to which another article's best one is shown, too
FITS = 0.9  # how well it must hold the kind of thing that is asked for
_ANY_SORT = ("what", "where")
_ONE_ANSWER = ("why", "words", "who_said", "yes_no")
MOST_SOURCES = 4  # citations of one side


def conflicts(question: Question, chosen: Sequence[Candidate], found: Sequence[Candidate]) -> list[Conflict]:
    """What the good sentences of all articles, not only those shown, give different values for."""
    shown = joined(chosen, ())
    good = joined(chosen, good_ones(found))
    counts = conflicts_among(question.text, figures_said(question, good))
    every = [
        *denial_conflicts(question, shown, good),
        *alike_conflicts(question, good),
        *title_conflicts(question, good),
        *framing_conflicts(question, good),
        *(counts if question.kind == "how_many" else across_articles(counts)),
        *across_articles(conflicts_among(question.text, dates_said(question, good))),
        *across_articles(conflicts_among(question.text, persons_said(question, good))),
    ]
    return distinct(every)


def joined(chosen: Sequence[Candidate], good: Sequence[Candidate]) -> list[Candidate]:
    """Each sentence shown, and those quoted with it, then the other good ones."""
    shown = {place_of(c.at(n)): c.at(n) for c in chosen for n in (c.index, *c.indexes)}
    return [*shown.values(), *(c.at(c.index) for c in good if place_of(c) not in shown)]


def place_of(candidate: Candidate) -> tuple[str, str, int]:
    return candidate.article.path, candidate.article.sha256, candidate.index


def across_articles(every: Iterable[Conflict]) -> list[Conflict]:
    """Without those in which one article gives two of the values: it tells of two things, and so may the others."""
    return [c for c in every if sum(map(len, map(sources_of, c.sides))) == len(set().union(*map(sources_of, c.sides)))]


def sources_of(side: Sequence[Said]) -> set[tuple[str, str]]:
    return {place_of(one.candidate)[:2] for one in side}


def distinct(every: Iterable[Conflict]) -> list[Conflict]:
    """Each conflict once: what sets the same values against each other is one, with the sources of both."""
    kept: list[Conflict] = []
    for conflict in every:
        same = next((n for n, earlier in enumerate(kept) if told_by(conflict, earlier)), None)
        if same is None:
            kept.append(conflict)
        else:
            kept[same] = merged(kept[same], conflict)
    return kept


def told_by(conflict: Conflict, earlier: Conflict) -> bool:
    """Whether two of its values stand against each other there already."""
    return sum(any(side[0].agrees(other[0]) for other in earlier.sides) for side in conflict.sides) > 1


def merged(one: Conflict, other: Conflict) -> Conflict:
    said = {value.place: value for conflict in (other, one) for side in conflict.sides for value in side}
    first = [value.place for side in one.sides for value in side]
    order = [said[place] for place in dict.fromkeys([*first, *said])]
    sides = sides_of([value for value in order if value.meaning.kind == order[0].meaning.kind])
    return Conflict(one.about, tuple(map(tuple, sides))) if len(sides) > 1 else one


def with_other_sides(
    question: Question, chosen: Sequence[Candidate], found: Sequence[Candidate], told: Sequence[Conflict]
) -> list[Candidate]:
    """The sentences to show: those chosen, one for each side of a conflict that has none, other articles' answers."""
    shown = with_each_side(chosen, [side for conflict in told for side in conflict.sides])
    for candidate in found:
        if len(shown) >= MOST_CLAIMS or candidate.score < found[0].score - OTHER_ARTICLE:
            break
        articles = {place_of(c)[:2] for c in shown}
        if (
            place_of(candidate)[:2] not in articles
            and holds_what_is_asked(question, candidate)
            and not any(says_same(c, candidate) for c in shown)
        ):
            shown.append(candidate)
    return shown


def with_each_side(chosen: Sequence[Candidate], sides: Sequence[Sequence[Said]]) -> list[Candidate]:
    """The sentences chosen, and one for each side they do not tell; the last that tell none make room for it."""
    missing = [side[0].candidate for side in sides if all(shown_in(one.candidate, chosen) is None for one in side)]
    telling = [shown_in(one.candidate, chosen) for side in sides for one in side]
    kept = list(chosen)
    for candidate in reversed(chosen[1:]):
        if len(kept) + len(missing) > MOST_CLAIMS and missing and candidate not in telling:
            kept.remove(candidate)
    return [*kept, *missing][: max(len(chosen), MOST_CLAIMS)]


def holds_what_is_asked(question: Question, candidate: Candidate) -> bool:
    """Whether it can be another answer; a question for a reason, for words or for yes or no has one."""
    if question.kind in _ONE_ANSWER:
        return False
    return question.kind in _ANY_SORT or candidate.parts.get("fits", 0.0) >= FITS


def disagreements(
    told: Sequence[Conflict], chosen: Sequence[Candidate], citations: Citations
) -> Iterator[Disagreement]:
    """Each conflict with its values side by side, each value with the quotations that give it."""
    for conflict in told:
        yield Disagreement(conflict.about, tuple(cited(side, chosen, citations) for side in conflict.sides))


def cited(side: Sequence[Said], chosen: Sequence[Candidate], citations: Citations) -> Value:
    """The value of a side, with one citation for each of the first articles that say so."""
    sources: dict[tuple[str, str], Candidate] = {}
    for one in side:
        sources.setdefault(place_of(one.candidate)[:2], shown_in(one.candidate, chosen) or one.candidate)
    places = list(sources.values())[:MOST_SOURCES]
    return Value(side[0].text, tuple(citations.add(c.article, c.quoted) for c in places))


def shown_in(candidate: Candidate, chosen: Sequence[Candidate]) -> Candidate | None:
    """The one of the sentences shown that quotes this one."""
    return next(
        (c for c in chosen if place_of(c)[:2] == place_of(candidate)[:2] and candidate.index in c.indexes), None
    )
