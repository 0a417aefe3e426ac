"""What is found out about each date of a claim, looked for in the sources' dates."""

from __future__ import annotations

import re

from rag.check.date.told import Told, bears, dates_of, differs, is_coarser, is_combined, related, weekday_of
from rag.check.evidence import Evidence, Window
from rag.check.finding import Finding, Force, shown
from rag.check.setting import counterpart, held, is_negated, unit_at, unit_stems
from rag.text.dates import DateMention
from rag.text.words import listed, stem
from rag.types import Span

SAME_LINE = 0.5
"""The least share of the claim's content in the best sentence, from which another date there stands in ours's place."""

SAME_CLAUSE = 0.5
"""The least share of the words around a date of the claim that must stand around another date, to deny it."""

OTHER_LINE = 0.34
"""The share of the claim's content in a date's own sentence, from which it may be this date."""

_SHORT = 5
"""Content words. A "sentence" with fewer is a line of its own, such as a date of publication."""

_OWN_DATE = re.compile(r"\b(?:published|updated|posted|modified|captured|copyright)\b", re.I)
_ENDS = re.compile(r"[.!?][\"”’')\]]{0,2}\s*(?:\([^()]{1,40}\)\s*)?\Z")
_PARTS = dict.fromkeys(listed("morning afternoon evening night noon midnight dawn dusk"), "day") | dict.fromkeys(
    listed("spring summer autumn fall winter"), "year"
)
_LIFE = frozenset(map(stem, listed("born birth died death")))
_DAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_OF_AN_AGE = re.compile(r"\b(?:his|her|their|my|our|your)\s(?:(?:early|mid|late)[\s-])?\Z", re.I)
_LEAD = re.compile(r"\b(?:in|on|at|during|since|by|from|until)\s(?:the\s)?\Z", re.I)
_NAMES_IT = re.compile(r"(?:[\w’'-]+\s)?(?:[A-Z][\w’'-]+|\()\s?\Z")
_PLACES_IT = re.compile(r"\b(?:in|on|at|during|since|by|from|until|till|to|before|after|of|and|or|between)\s?\Z", re.I)
_NOUN_BEHIND = re.compile(
    r"[\s-](?!(?:in|on|at|and|or|but|to|by|for|with|when|as|after|before|was|is|were|of)\b)[\w“\"‘]"
)


def check_dates(evidence: Evidence) -> list[Finding]:
    """One finding for each date, weekday or time of day in the claim, and for a part of the day or year exchanged."""
    ours = dates_of(evidence.claim, -1)
    parts = _exchanged_parts(evidence)
    if not ours:
        return parts
    theirs = [told for index, source in enumerate(evidence.sources) for told in dates_of(source, index)]
    found = (_judged(told, ours, theirs, evidence) for told in ours)
    return [*(finding for finding in found if finding is not None), *parts]


def _judged(ours: Told, all_ours: list[Told], theirs: list[Told], evidence: Evidence) -> Finding | None:
    if _is_age(ours):
        return None
    instead = _instead(ours, theirs, evidence)
    if instead is not None:
        return _denied(ours, instead)
    bearing = [told for told in theirs if bears(told, ours)]
    rivals = [told for told in theirs if differs(told, ours) and not any(bears(told, one) for one in all_ours)]
    if bearing:
        other = _of_its_event(ours, bearing, rivals, evidence)
        if other is None:
            return _finding("fine", f"The source has {shown(ours.written)}.", ours, bearing[0])
        return _denied(ours, other, f" of this; {shown(bearing[0].written)} is the date of something else.")
    if is_combined(ours, theirs):
        return _finding("fine", f"The source has {shown(ours.written)}.", ours)
    coarser = [told for told in theirs if is_coarser(told, ours)]
    other = _in_its_place(ours, rivals, coarser, evidence)
    if other is not None:
        return _denied(ours, other)
    if coarser:
        return _wrong_weekday(ours, coarser) or _too_exact(ours, coarser, theirs)
    return _absent(ours)


def _finding(force: Force, reason: str, ours: Told, theirs: Told | None = None) -> Finding:
    at = _place(ours.mention)
    if theirs is None:
        return Finding("date", force, reason, at)
    return Finding("date", force, reason, at, theirs.index, _place(theirs.mention))


def _denied(ours: Told, theirs: Told, more: str = "") -> Finding:
    """The source has another date in this place."""
    if is_negated(ours.text, ours.mention) and not is_negated(theirs.text, theirs.mention):
        return _finding("fine", f"The source says {shown(theirs.written)}.", ours, theirs)
    reason = f"The source says {shown(theirs.written)}" + (more or f", the sentence says {shown(ours.written)}.")
    at, right = _exchanged(ours, theirs)
    bound = related(theirs, ours) is not None  # "before 2000": another date would not stand there
    return Finding("date", "contradiction", reason, at, theirs.index, _place(theirs.mention), None if bound else right)


def _too_exact(ours: Told, coarser: list[Told], theirs: list[Told]) -> Finding:
    """The source's date agrees, but says less. Its missing year may stand elsewhere in it: then it is a doubt only."""
    best = max(coarser, key=lambda told: len(told.stated))
    reason = f"The source says only {shown(best.written)}; {shown(ours.written)} is more exact than that."
    missing = {name: value for name, value in ours.stated.items() if name not in best.stated}
    elsewhere = set(missing) == {"year"} and any(missing.items() <= told.stated.items() for told in theirs)
    at, right = _exchanged(ours, best)
    return Finding("date", "doubt" if elsewhere else "veto", reason, at, best.index, _place(best.mention), right)


def _absent(ours: Told) -> Finding:
    force: Force = "doubt" if _is_part_of_name(ours) else "veto"
    return _finding(force, f"The source does not have the date {shown(ours.written)}.", ours)


def _wrong_weekday(ours: Told, coarser: list[Told]) -> Finding | None:
    """A weekday that the claim's own date, which the source bears, does not fall on."""
    mention = ours.mention
    day = weekday_of(mention)
    dated = next((told for told in coarser if told.mention.day), None)
    if mention.weekday is None or day is None or day == mention.weekday or dated is None:
        return None
    return _finding("doubt", f"{shown(dated.written)} was a {_DAYS[day]}, not a {_DAYS[mention.weekday]}.", ours, dated)


def _exchanged(ours: Told, theirs: Told) -> tuple[Span, str]:
    """Where the claim says it, with its preposition where the source's date has another one, and what stands there."""
    at, there = _place(ours.mention), _place(theirs.mention)
    lead = _LEAD.search(ours.text.text, max(0, at.start - 12), at.start)
    their_lead = _LEAD.search(theirs.text.text, max(0, there.start - 12), there.start)
    if lead and their_lead and lead[0].lower() != their_lead[0].lower():
        at, there = Span(lead.start(), at.end), Span(their_lead.start(), there.end)
    return at, " ".join(there.of(theirs.text.text).split())


def _place(mention: DateMention) -> Span:
    return Span(mention.start, mention.end)


def _of_its_event(ours: Told, bearing: list[Told], rivals: list[Told], evidence: Evidence) -> Told | None:
    """Another date that stands among the words around the claim's, where the claim's own stands among others."""
    wanted = ours.clause
    if not wanted or not rivals or any(held(wanted, told.clause) > 0 for told in bearing):
        return None
    about = _topic(evidence)
    if any(_about(about, told) >= OTHER_LINE or not _is_in_the_story(told) for told in bearing):
        return None
    near = [
        (held(wanted, told.clause) + _about(about, told), told)
        for told in rivals
        if held(wanted, told.clause) >= SAME_CLAUSE and _about(about, told) >= SAME_LINE
    ]
    return max(near, key=lambda pair: pair[0])[1] if near else None


def _is_in_the_story(told: Told) -> bool:
    """Whether a date stands in a sentence and is not the article's own ("Updated: 23 April 2019"), which dates all."""
    unit = unit_at(told.text, told.mention.start)
    if unit is None or len(unit.stems) < _SHORT or _OWN_DATE.search(told.text.text, unit.start, unit.end):
        return False
    return _ENDS.search(told.text.text, unit.start, unit.end) is not None


def _topic(evidence: Evidence) -> list[str]:
    """The claim's content, its dates apart: what the dates are of."""
    claim = evidence.claim
    dated = {word.stem for mention in claim.dates for word in claim.words_in(mention)}
    return [stem_ for stem_ in evidence.weights if stem_ not in dated]


def _about(stems: list[str], told: Told) -> float:
    """How much of the claim's content the sentence of a date holds."""
    unit = unit_at(told.text, told.mention.start)
    return held(stems, unit.stems) if unit else 0.0


def _instead(ours: Told, theirs: list[Told], evidence: Evidence) -> Told | None:
    """The other date that stands in the claim's place, where the claim is a near copy of the best sentence."""
    line, there = evidence.best_line, counterpart(evidence, ours.mention)
    if line is None or there is None:
        return None
    here = [told for told in theirs if _is_in(told, line)]
    if any(bears(told, ours) for told in here):
        return None
    own = [told for told in here if told.mention.start < there.end and there.start < told.mention.end]
    return next((told for told in own if differs(told, ours)), None)


def _exchanged_parts(evidence: Evidence) -> list[Finding]:
    """A finding where the claim, a near copy of a sentence, has another part of the day, or another season."""
    found = []
    for word in evidence.claim.words:
        part = _PARTS.get(word.text.lower())
        there = counterpart(evidence, word) if part else None
        line = evidence.best_line
        if there is None or line is None:
            continue
        theirs = [other for other in evidence.reading(line).words_in(there) if _PARTS.get(other.text.lower()) == part]
        if len(theirs) == 1:
            reason = f"Where the source says {shown(theirs[0].text)}, the sentence says {shown(word.text)}."
            at, place = Span(word.start, word.end), Span(theirs[0].start, theirs[0].end)
            found.append(Finding("date", "contradiction", reason, at, line.source, place, theirs[0].text))
    return found


def _in_its_place(ours: Told, rivals: list[Told], coarser: list[Told], evidence: Evidence) -> Told | None:
    """The date of the best sentence that stands in the place of the claim's: the one whose clause says most of it."""
    line = evidence.best_line
    if line is None or _is_part_of_name(ours):
        return None
    stems = unit_stems(evidence.reading(line), line)
    if max(line.covered, held(_topic(evidence), stems)) < SAME_LINE:
        return None
    if any(_is_in(told, line) and told.mention.precision != "weekday" for told in coarser):
        return None
    wanted = ours.clause
    lives = bool(wanted & _LIFE)
    here = [told for told in rivals if _is_in(told, line) and (lives or not told.clause & _LIFE)]
    return max(here, key=lambda told: held(wanted, told.clause), default=None)


def _is_in(told: Told, line: Window) -> bool:
    return told.index == line.source and line.start <= told.mention.start < line.end


def _is_part_of_name(told: Told) -> bool:
    """A year that is part of what something is called: "the 2016 Tour de France", "a 1943 novel", "(2001 film)"."""
    mention, text = told.mention, told.text.text
    if mention.precision != "year":
        return False
    before = text[max(0, mention.start - 40) : mention.start]
    if _PLACES_IT.search(before):
        return False
    return bool(_NAMES_IT.search(before) or _NOUN_BEHIND.match(text, mention.end))


def _is_age(told: Told) -> bool:
    """ "In his 70s"."""
    mention, text = told.mention, told.text.text
    return mention.precision == "decade" and bool(_OF_AN_AGE.search(text, max(0, mention.start - 16), mention.start))
