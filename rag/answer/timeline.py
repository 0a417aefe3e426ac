"""A timeline of a matter: its statements by the dates of the events they tell of, each quoted as it stands.

A statement stands at the date of its event (`rag.answer.when`). One without a date stands at the date its article
appeared, marked as reported then: by that day it had happened, and no more is known. Where that is unknown, too, or a
day has no year, it stands apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, groupby
from textwrap import shorten

from rag.answer.candidate import Knowledge
from rag.answer.cite import Citations
from rag.answer.close import read_closely
from rag.answer.evidence import candidates
from rag.answer.question import Question
from rag.answer.statements import LAST, Statement, overlap, statements, tells_same
from rag.types import Claim, Disagreement, Entry, Hit, Timeline, Value, When

LIMIT = 30  # entries, unless another limit is asked for
NOTHING = "The articles do not say."
WITHOUT_DATE = 3  # at most every third entry has no date of its own
BESIDE = 0.4  # share of words in common from which two sentences tell of one event
# Days from which another date is that of another event of the kind, by the length of the coarser: year, month, day.
DAYS_APART = {4: 366, 7: 31, 10: 10}
ABOUT = 80  # characters of a sentence that say what a disagreement is about

_ASKS = re.compile(
    r"^(?:(?:please|can you|could you)\s)?(?:(?:give|show|make|draw|write)\s(?:me\s)?)?(?:(?:an?|the)\s)?"
    r"(?:timeline|time line|chronology|course|order of events|events|history)\s(?:of|for|on|about|in)\s"
    r"|^(?:what\shappened\s(?:(?:in|during|at|to|with)\s)?|when\sdid\s)",
    re.IGNORECASE,
)


def draft_timeline(asked: str, hits: Sequence[Hit], knowledge: Knowledge, limit: int = LIMIT) -> Timeline:
    """The statements on a matter in the passages found for it, in order, before anything is checked."""
    question = Question(matter(asked))
    if question.is_empty:
        return Timeline("", asked, notice=f"{NOTHING} The question names nothing that could be looked for.")
    told = statements(question, candidates(question, hits, knowledge))
    if not told:
        return Timeline("", asked, notice=f"{NOTHING} Nothing in them is on this matter.")
    chosen = within(told, limit)
    return written(asked, ordered(chosen), left_out=len(told) - len(chosen))


def matter(asked: str) -> str:
    """What a question for a timeline is about: "a timeline of the war in Ukraine" is about the war in Ukraine."""
    return _ASKS.sub("", asked.strip()) or asked


def within(told: Sequence[Statement], limit: int) -> list[Statement]:
    """The best statements up to a limit: those with a date first, of the others at most a third of all."""
    dated = [s for s in told if s.when.words][:limit]
    others = [s for s in told if not s.when.words]
    return [*dated, *others[: min(limit - len(dated), max(1, limit // WITHOUT_DATE))]]


def keep_entries(proposed: Timeline, judged: Sequence[Claim], shown: Sequence[str]) -> Timeline:
    """The timeline with its verdicts, without the entries that failed; renumbered, so that no number has a gap."""
    entries = [replace(e, claim=c) for e, c in zip((*proposed.entries, *proposed.undated), judged, strict=True)]
    kept = [entry if entry.claim.verdict in shown else None for entry in entries]
    at = len(proposed.entries)
    left = replace(
        proposed,
        entries=tuple(e for e in kept[:at] if e is not None),
        undated=tuple(e for e in kept[at:] if e is not None),
    )
    if entries and not any(kept):
        left = replace(left, notice=f"{NOTHING} What was found did not pass the check against its source.")
    return renumbered(left)


# --- in order -------------------------------------------------------------------------------------------------------


def ordered(chosen: Sequence[Statement]) -> list[Statement]:
    """By date; at one date, article by article, but what tells of the same event stands together."""
    in_order: list[Statement] = []
    by_article = sorted(chosen, key=lambda s: (s.candidate.article.path, s.candidate.index))
    for _, group in groupby(sorted(by_article, key=place), key=place):
        together: list[Statement] = []
        for one in group:
            near = [n for n, other in enumerate(together) if overlap(one.stems, other.stems) >= BESIDE]
            together.insert(near[-1] + 1 if near else len(together), one)
        in_order += together
    return in_order


def place(statement: Statement) -> tuple[int, str, int]:
    """Where a statement stands: with a date; else at the date it was reported; apart, with a day and no year; apart.

    A year stands before its months and a month before its days. What was reported on a day, or happened after it,
    stands behind what happened on it; what was reported in a month, behind all of that month.
    """
    when, reported = statement.when, statement.reported.date
    if when.date:
        return 0, when.date + (LAST if when.relation == "after" else ""), 0
    if when.month:
        return 1, f"{when.month:02}-{when.day or 0:02}", 0
    return (0, reported + LAST, 1) if reported else (2, "", 0)


def written(asked: str, told: Sequence[Statement], left_out: int = 0) -> Timeline:
    """The statements as entries, with their citations and the dates they do not agree on."""
    citations = Citations()
    entries = [entry(statement, citations) for statement in told]
    at = sum(place(statement)[0] == 0 for statement in told)
    more = f"{left_out} more on this matter {'is' if left_out == 1 else 'are'} left out; a higher limit shows more."
    return Timeline(
        id="",
        question=asked,
        entries=tuple(entries[:at]),
        undated=tuple(entries[at:]),
        disagreements=tuple(disagreements(list(zip(told, entries, strict=True)))),
        citations=citations.all(),
        notice=more if left_out else None,
    )


def entry(statement: Statement, citations: Citations) -> Entry:
    """The sentence as it stands: no name is put into it, who speaks is said beside it."""
    told = statement.candidate
    voice = read_closely(told.article).voices.of(told.index)
    numbers = tuple(citations.add(c.article, c.span) for c in (told, *statement.copies))
    claim = Claim(told.text, "quote", speaker=voice.name if voice else None, citations=numbers)
    return Entry(claim, statement.when, statement.reported)


def disagreements(told: Sequence[tuple[Statement, Entry]]) -> Iterable[Disagreement]:
    """Events that two articles tell in nearly the same words with two dates, both cited."""
    for (one, first), (other, second) in combinations(told, 2):
        apart = one.candidate.article.path != other.candidate.article.path
        if apart and tells_same(one, other) and dates_disagree(first.when, second.when):
            about = shorten(first.claim.text, ABOUT, placeholder="…")
            values = [Value(e.when.date or "", e.claim.citations) for e in (first, second)]
            yield Disagreement(f"the date of “{about}”", tuple(values))


def dates_disagree(one: When, other: When) -> bool:
    """Whether two dates exclude each other and are near: 2020 is no other date than 27 September 2020."""
    if not one.date or not other.date or one.relation or other.relation or one.until or other.until:
        return False
    if "decade" in (one.precision, other.precision):
        return False
    if one.date.startswith(other.date) or other.date.startswith(one.date):
        return False
    return abs((first_day(one.date) - first_day(other.date)).days) <= DAYS_APART[min(len(one.date), len(other.date))]


def first_day(iso: str) -> date:
    year, month, day = (int(part) for part in [*iso.split("-"), "1", "1"][:3])
    return date(year, month, day)


# --- numbers --------------------------------------------------------------------------------------------------------


def renumbered(timeline: Timeline) -> Timeline:
    """Citations 1..k in reading order, those no longer used left out; so is a disagreement that lost a side."""
    used: dict[int, int] = {}
    for shown in (*timeline.entries, *timeline.undated):
        for n in shown.claim.citations:
            used.setdefault(n, len(used) + 1)
    by_old = {citation.n: citation for citation in timeline.citations}
    sides = [d for d in timeline.disagreements if all(n in used for value in d.values for n in value.citations)]
    return replace(
        timeline,
        entries=tuple(_with_numbers(shown, used) for shown in timeline.entries),
        undated=tuple(_with_numbers(shown, used) for shown in timeline.undated),
        disagreements=tuple(
            replace(d, values=tuple(replace(v, citations=tuple(used[n] for n in v.citations)) for v in d.values))
            for d in sides
        ),
        citations=tuple(replace(by_old[old], n=new) for old, new in used.items()),
    )


def _with_numbers(shown: Entry, used: Mapping[int, int]) -> Entry:
    return replace(shown, claim=replace(shown.claim, citations=tuple(used[n] for n in shown.claim.citations)))
