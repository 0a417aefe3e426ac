"""Does the source give each date of the claim, and as exactly? A date more precise than the source is unsupported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date as calendar_date

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.reading import Reading, within
from rag.text.dates import DateMention

_FIELDS = ("year", "month", "day", "weekday", "time")


def check_dates(evidence: Evidence) -> list[Finding]:
    """One finding for each date, weekday or time of day in the claim."""
    return [_check_date(mention, evidence) for mention in evidence.claim.dates]


def _check_date(ours: DateMention, evidence: Evidence) -> Finding:
    claimed = shown(ours.of(evidence.claim.text))
    here = _of_best_sentence(evidence)
    if not any(_bears(theirs, ours) for theirs in here):
        other = next((theirs for theirs in here if _differs(theirs, ours)), None)
        if other is not None:
            given = shown(_written(other, evidence))
            return Finding("date", "contradiction", f"The source says {given}, the sentence says {claimed}.")
    everywhere = [(source, theirs) for source, theirs in _all(evidence)]
    if any(_bears(theirs, ours) for _, theirs in everywhere) or _combined(ours, everywhere):
        return Finding("date", "fine", f"The source has {claimed}.")
    coarser = [(source, theirs) for source, theirs in everywhere if _coarser(theirs, ours)]
    if coarser:
        source, theirs = max(coarser, key=lambda pair: len(_stated(pair[1])))
        reason = f"The source says only {shown(theirs.of(source.text))}; {claimed} is more exact than that."
        return Finding("date", "veto", reason)
    return Finding("date", "veto", f"The source does not have the date {claimed}.")


def _all(evidence: Evidence) -> Iterator[tuple[Reading, DateMention]]:
    for source in evidence.sources:
        for mention in source.dates:
            yield source, mention


def _of_best_sentence(evidence: Evidence) -> list[DateMention]:
    line = evidence.best_line
    if line is None or line.covered < 0.5:
        return []
    return within(evidence.reading(line).dates, line)


def _written(mention: DateMention, evidence: Evidence) -> str:
    assert evidence.best_line is not None
    return mention.of(evidence.reading(evidence.best_line).text)


def _stated(mention: DateMention) -> dict[str, object]:
    """What a mention states, by field; a decade states itself only."""
    if mention.precision == "decade":
        return {"decade": (mention.year or 0) // 10}
    return {name: value for name in _FIELDS if (value := getattr(mention, name)) is not None}


def _bears(theirs: DateMention, ours: DateMention) -> bool:
    """Whether everything that our mention states is stated by, or follows from, theirs."""
    wanted, given = _stated(ours), _implied(theirs)
    return bool(wanted) and all(given.get(name) == value for name, value in wanted.items())


def _implied(mention: DateMention) -> dict[str, object]:
    """What a mention states, and what follows from it: the weekday of a full date, the decade of a year."""
    given = _stated(mention)
    if mention.year is not None:
        given["decade"] = mention.year // 10
        if mention.month and mention.day and "weekday" not in given:
            with suppress(ValueError):  # "February 30"
                given["weekday"] = calendar_date(mention.year, mention.month, mention.day).weekday()
    return given


def _differs(theirs: DateMention, ours: DateMention) -> bool:
    """Whether both state a field of the same kind with different values."""
    wanted, given = _stated(ours), _implied(theirs)
    return any(name in given and given[name] != value for name, value in wanted.items())


def _coarser(theirs: DateMention, ours: DateMention) -> bool:
    """Whether their mention agrees in what it states, and states less."""
    wanted, given = _implied(ours), _stated(theirs)
    return bool(given) and all(wanted.get(name) == value for name, value in given.items())


def _combined(ours: DateMention, everywhere: list[tuple[Reading, DateMention]]) -> bool:
    """Whether a weekday or time and a date of the claim stand apart in the source ("Tuesday", "September 29")."""
    wanted = _stated(ours)
    loose = {name: wanted[name] for name in ("weekday", "time") if name in wanted}
    rest = {name: value for name, value in wanted.items() if name not in loose}
    if not loose or not rest:
        return False
    parts = [{name: value} for name, value in loose.items()] + [rest]
    return all(any(part.items() <= _implied(theirs).items() for _, theirs in everywhere) for part in parts)
