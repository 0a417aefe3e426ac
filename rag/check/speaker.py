"""Are the words said by the one whom the claim lets say them?

For a claim with a speaker's label and for a plain sentence ("Zarif said ..."), for words between quotation marks and
for speech that is only reported. Who speaks in the source is worked out in `rag.text.voices`; where that cannot tell,
a label's name has to stand near the words, and nothing else is judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.heard import Heard, heard
from rag.check.name import named, same
from rag.check.quote import is_heading, place_of, quoted_in
from rag.check.reading import Reading, read, root
from rag.check.setting import NEAR_COPY, held, unit_at
from rag.text.fold import find_folded
from rag.text.names import find_names, name_key
from rag.text.voices import Speech, is_person, office_stems, related
from rag.text.words import listed, words
from rag.types import Span

REACH = 4
"""Sentences before the quoted one in which a pronoun's name is looked for."""

SAME_WORDS = 0.7
"""The least share of what is reported that must stand in one sentence of the source, to be the same speech."""

LEAST_WORDS = 4
"""Content words. What is reported with fewer may be said by anybody."""

_SAYS = frozenset(
    listed("""
        said says told added adds stated states announced stressed stresses noted notes warned warns denied denies
    urged urges pledged argued argues insisted insists explained explains emphasized emphasised emphasizes reiterated
    underscored underlined confirmed declared affirmed asserted asserts repeated repeats believes claimed claims
    alleged alleges""")
) | {"according to"}
"""Verbs that say that somebody speaks, whatever follows. Others also mean other things: "wrote novels"."""

_NEW_CLAUSE = re.compile(r"[,;]\s(?:and|but|while|whereas)\s|;\s")
_NOBODY = frozenset(listed("he she they it we i you his her their"))


@dataclass(frozen=True, slots=True)
class _Said:
    """Words that the claim lets somebody say: where they stand in it, and where their speaker is named."""

    who: str
    at: Span
    mention: Span | None
    quoted: bool


def check_speaker(evidence: Evidence) -> list[Finding]:
    """A finding for each speech in the claim that a source has too, where it tells who speaks."""
    found = [finding for said in _said(evidence) if (finding := _judged(said, evidence)) is not None]
    return found or _near_label(evidence)


def _said(evidence: Evidence) -> list[_Said]:
    text = evidence.claim.text
    if evidence.speaker:
        return [_Said(evidence.speaker, Span(0, len(text)), None, True)]
    return [
        _Said(speech.speaker, speech.inner, speech.mention, speech.kind != "reported")
        for speech in heard(text).speeches
        if speech.speaker and speech.speaker.lower() not in _NOBODY and _tells(speech, text)
    ]


def _tells(speech: Speech, text: str) -> bool:
    """Whether the claim itself says who speaks: of what is not quoted, by a verb that means nothing else."""
    if speech.mention is None or speech.cue is None or not _is_joined(speech, text):
        return False
    return speech.kind != "reported" or speech.cue.of(text).lower() in _SAYS


def _is_joined(speech: Speech, text: str) -> bool:
    """Whether a quotation is of the clause of its verb: "A denied it, and B took “measures”" is not A's word."""
    if speech.cue is None or speech.kind != "mixed":
        return True
    return not _NEW_CLAUSE.search(text, speech.cue.end, speech.inner.start)


def _judged(said: _Said, evidence: Evidence) -> Finding | None:
    for index, source in enumerate(evidence.sources):
        there = _place(said, evidence, index)
        if there is None:
            continue
        whole, shift = _whole(source, evidence)
        place = Span(there.start + shift, there.end + shift)
        speech = whole.at(place)
        if speech is None or not speech.speaker:
            continue
        is_one = _is_one_of(said.who, _names_of(speech, whole, place), whole)
        if is_one:
            reason = f"The source lets {shown(speech.speaker)} say this."
            return Finding("speaker", "fine", reason, said.mention, index, there)
        if is_one is False:
            return _other(said, speech, whole, Finding("speaker", source=index, there=there))
    return None


def _other(said: _Said, speech: Speech, whole: Heard, where: Finding) -> Finding:
    """The source has another speaker for these words. Surely so where it says so beside them, of people."""
    speaker = speech.speaker or ""
    sure = (
        speech.cue is not None
        and _is_joined(speech, whole.voices.text)
        and (said.quoted or (whole.knows(said.who) and whole.knows(speaker)))
    )
    reason = f"The source lets {shown(speaker)} say this, the sentence {shown(said.who)}."
    named_here = speech.mention.of(whole.voices.text) if speech.mention else ""
    right = named_here if find_names(named_here) and whole.voices.person(named_here) else speaker
    return replace(
        where,
        force="contradiction" if sure else "doubt",
        reason=reason,
        at=said.mention,
        right=right if sure and said.mention else None,
    )


def _place(said: _Said, evidence: Evidence, index: int) -> Span | None:
    """Where a source has the words: letter for letter if they are quoted, else the sentence that holds most of them."""
    source, words_said = evidence.sources[index], said.at.of(evidence.claim.text)
    if said.quoted:
        place = place_of(words_said, source) if quoted_in(words_said, source) else None
        return None if place is None or is_heading(source, place) else place
    line = evidence.best_line
    if line is not None and line.source == index and evidence.in_order >= NEAR_COPY:
        return Span(line.start, line.end)
    wanted = [word.stem for word in evidence.claim.content if said.at.start <= word.start < said.at.end]
    if len(set(wanted)) < LEAST_WORDS:
        return None
    near = [unit for unit in source.units if held(wanted, unit.stems) >= SAME_WORDS and not is_heading(source, unit)]
    best = max(near, key=lambda unit: held(wanted, unit.stems), default=None)
    return Span(best.start, best.end) if best else None


def _whole(source: Reading, evidence: Evidence) -> tuple[Heard, int]:
    """Who speaks in a source, by the whole article it is cited from where that is known; and where it begins there."""
    for article in evidence.context:
        at = article.text.find(source.text)
        if at >= 0:
            return heard(article.text), at
    return heard(source.text), 0


def _names_of(speech: Speech, whole: Heard, place: Span) -> list[str]:
    """All that the source calls who speaks here, and the others who speak in the same sentence: X said that Y said."""
    own = [speech.speaker or "", speech.role, speech.via or ""]
    others = [*whole.speaking_at(place.start), *whole.speaking_at(speech.start)]
    return [name for name in [*own, *others] if name]


def _is_one_of(who: str, others: list[str], whole: Heard) -> bool | None:
    """Whether a speaker is one of those named: the same person, or a variant or the office of one; None: perhaps."""
    if whole.knows(who):
        people = [name for name in others if whole.knows(name)]
        if any(same(_bare(who), _bare(name)) for name in people):
            return True
        return False if people and people[0] == others[0] else None
    ours = [name.text for name in find_names(who)] or [who]
    if any(same(a, name) or named(a, [read(name)]) for a in ours for name in others):
        return True
    wanted = office_stems(who)
    for name in others:
        if wanted and sum(any(related(a, b) for b in office_stems(name)) for a in wanted) >= 0.75 * len(wanted):
            return True
    theirs = " ".join(others[:2])
    roots = {root(word.stem) for word in words(theirs) if len(word.text) > 2}
    told = find_names(who) and find_names(theirs)
    shared = any(root(word.stem) in roots for word in words(who) if len(word.text) > 2)
    return False if told and not shared else None


def _bare(name: str) -> str:
    """A person's name without title and office: two generals are not one person."""
    return name_key(next((found.text for found in find_names(name) if is_person(found)), name))


# --- where the voices cannot tell -------------------------------------------------------------------------------------


def _near_label(evidence: Evidence) -> list[Finding]:
    """A finding where the claim has a speaker label and a source has the words and a name near them."""
    label = evidence.speaker
    if not label or not find_names(label):
        return []
    for index, source in enumerate(evidence.sources):
        at = _unit_of(evidence.claim.text, source)
        if at is None:
            continue
        near = source.units[max(0, at - REACH) : at + 2]
        nearby = read(source.text[near[0].start : near[-1].end])
        if not nearby.names:
            continue
        there = Span(source.units[at].start, source.units[at].end)
        if any(named(name.text, [nearby]) for name in find_names(label)):
            return [
                Finding("speaker", "fine", f"{shown(label)} stands near these words in the source.", None, index, there)
            ]
        if len(source.units) > len(near):
            reason = f"The source does not put these words in the mouth of {shown(label)}."
            return [Finding("speaker", "doubt", reason, None, index, there)]
    return []


def _unit_of(text: str, source: Reading) -> int | None:
    """The number of the source's sentence in which the claim's words begin."""
    place = find_folded(text, source.text)
    if place is None:
        quotes = [text[quote.inner_start : quote.inner_end] for quote in read(text).quotes]
        quoted = next((quote for quote in quotes if quoted_in(quote, source)), None)
        place = find_folded(quoted, source.text) if quoted else None
    unit = unit_at(source, place.start) if place else None
    return source.units.index(unit) if unit else None
