"""Does the claim say yes where the source says no?

A cue (not, never, denied) is bound to the next content word. A word that both texts share, under a cue in one and not
in the other, is a difference; so is a word in place of its opposite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from rag.check.cues import Group, bound, group, right, run, unshared
from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.reading import bare
from rag.text.words import Word, is_stop, listed, stem
from rag.types import Span

NOT_REALLY = frozenset(listed("only just merely simply necessarily the most since until"))
"""Behind these, "not" takes nothing back: "not only", "not just", "not the most", "not since 2003"."""

NEGATIONS = frozenset(
    listed("""
        not no never none nobody nothing neither nor without cannot hardly scarcely denied denies deny denying denial
        refused refuses refuse refusing refusal declined failed fails fail failing failure reject rejected rejects
        rejecting refuted unable abstain abstains abstained abstaining avoid avoids avoided avoiding
        lack lacks lacked lacking short""")
)
OPPOSITES = [
    pair.split("/")
    for pair in listed("""
        confirm/deny admit/deny accept/reject accept/refuse approve/reject increase/decrease rise/fall rise/drop
    grow/shrink win/lose support/oppose agree/disagree agree/refuse allow/ban allow/forbid permit/ban open/close
    start/end begin/end start/stop begin/stop before/after above/below more/less more/fewer higher/lower gain/lose
    success/failure succeed/fail guilty/innocent acquit/convict arrest/release north/south east/west
    male/female man/woman first/last minimum/maximum import/export buy/sell improve/reduce improve/worsen
    join/leave arrive/leave enter/leave remember/forget ally/enemy strengthen/weaken up/down ease/worsen
    voluntary/mandatory voluntary/compulsory optional/mandatory possible/impossible likely/unlikely legal/illegal
    true/false right/wrong same/different oldest/youngest largest/smallest best/worst most/least early/late
    attack/defend advance/retreat impose/lift expand/reduce praise/condemn welcome/condemn raise/cut raise/lower
    raise/reduce increase/reduce increase/cut expand/cut commit/oppose keep/abandon keep/close
    build/demolish create/destroy save/destroy survive/die alive/dead present/absent public/private
    peace/war ceasefire/offensive peaceful/military peaceful/violent victory/defeat profit/loss majority/minority
    hire/fire appoint/dismiss employ/dismiss arm/disarm hot/cold wet/dry rich/poor strong/weak fast/slow""")
]
NEAR = 4
"""Words. A word with a cue this near, on either side, is not called free of it: "found no trace" is "not found"."""

LIKE = 0.5
"""Share of content words in the same order from which a flipped word is a contradiction, not only a doubt."""

RESEMBLES = 0.75
"""Share of the claim's content in one sentence from which that sentence tells the same, in whatever order."""

LEAST = 0.4
"""Least share of the claim's content in one sentence for that sentence to be compared with it."""


def check_negation(evidence: Evidence) -> list[Finding]:
    """What is denied in one text only; none where the claim's best sentence shares too little to compare."""
    if evidence.best_line is None or evidence.best_line.covered < LEAST:
        return []
    claim, source = evidence.claim.words, evidence.line_words
    findings = _opposites(evidence) or _opposites_nearby(evidence)
    if flipped := _flipped(evidence):
        findings.append(flipped)
    elif lonely := _lonely(evidence):
        findings.append(lonely)
    if not findings and (_has_cue(claim) or _has_cue(source)):
        return [Finding("negation", "fine", "Yes and no are as in the source.")]
    return findings


def _force(evidence: Evidence) -> Force:
    """A near copy's is a contradiction, but for "until" in one: "not end until they meet" is "end when they meet"."""
    turns = ("until" in evidence.claim.lower_words) != ("until" in evidence.line_reading.lower_words)
    return "contradiction" if evidence.in_order >= LIKE and not turns else "doubt"


def _says(evidence: Evidence, ours: Span, theirs: Span, force: Force) -> Finding:
    """The two places side by side; both are written as they stand."""
    said, had = ours.of(evidence.claim.text), theirs.of(evidence.line_reading.text)
    source, there = evidence.in_line(theirs)
    reason = f"The source says {shown(had)}, the sentence says {shown(said)}."
    return Finding("negation", force, reason, ours, source, there, had)


# --- cues ----------------------------------------------------------------------------------------------------------


_ONLY_BEFORE = {"short": "of", "turned": "down", "ruled": "out", "yet": "to"}


def is_negation(text: Sequence[Word], i: int) -> bool:
    """Whether the word number ``i`` denies what follows it."""
    lower = bare(text[i].text)
    if lower in _ONLY_BEFORE:
        return i + 1 < len(text) and bare(text[i + 1].text) == _ONLY_BEFORE[lower]
    if (lower not in NEGATIONS and not lower.endswith("n't")) or _denies_nothing(text, i):
        return False
    return not is_stop(lower) or i + 1 == len(text) or bare(text[i + 1].text) not in NOT_REALLY


def _denies_nothing(text: Sequence[Word], i: int) -> bool:
    """ "No, it is" answers a question; "whether or not" leaves it open."""
    answers = i == 0 and bare(text[i].text) == "no" and len(text) > 1 and text[1].start - text[0].end > 1
    return answers or (i > 1 and [bare(word.text) for word in text[i - 2 : i]] == ["whether", "or"])


def _has_cue(text: Sequence[Word]) -> bool:
    return any(is_negation(text, i) for i in range(len(text)))


def _flipped(evidence: Evidence) -> Finding | None:
    """A shared word under a cue in one text, free in the other."""
    claim, source = evidence.claim.words, evidence.line_words
    is_cue = unshared(is_negation, claim, evidence.nearby_words)
    ours, theirs = bound(claim, is_cue, NEAR), bound(source, is_cue, NEAR)
    for stem_ in theirs.under:
        if ours.is_free(stem_) and stem_ not in theirs.free:
            said, had = _alone(claim, stem_), group(source, *theirs.under[stem_])
            return _put_right(
                _says(evidence, _around(claim, stem_), run(source, theirs, stem_), _force(evidence)),
                said,
                had,
                evidence,
            )
    for stem_ in ours.under:
        if theirs.is_free(stem_) and stem_ not in ours.free:
            said, had = group(claim, *ours.under[stem_]), _alone(source, stem_)
            return _put_right(
                _says(evidence, run(claim, ours, stem_), _around(source, stem_), _force(evidence)), said, had, evidence
            )
    return None


def _put_right(finding: Finding, said: Group, had: Group, evidence: Evidence) -> Finding:
    """A finding about two whole verb groups: its reason shows less of them, or a word more."""
    source, there = evidence.in_line(had)
    put = right(said, had, evidence.line_reading.text)
    return replace(finding, at=Span(said.start, said.end), source=source, there=there, right=put)


def _alone(text: Sequence[Word], stem_: str) -> Group:
    at = next(i for i, word in enumerate(text) if word.stem == stem_)
    return group(text, at, at)


def _denied_nearby(evidence: Evidence) -> set[str]:
    """What is denied in the sentences around the best one: "Police have not charged him" may stand there."""
    return set(bound(evidence.nearby_words, is_negation, NEAR).under)


def _lonely(evidence: Evidence) -> Finding | None:
    """A denial more than the sentence has that this one resembles, of what is not denied beside it either."""
    claim, source = evidence.claim.words, evidence.line_words
    if evidence.in_order < LIKE and evidence.line < RESEMBLES:
        return None
    is_cue = unshared(is_negation, claim, evidence.nearby_words)
    denials = [i for i in range(len(claim)) if is_cue(claim, i)]
    if len(denials) <= sum(is_cue(source, i) for i in range(len(source))):
        return None
    ours, elsewhere = bound(claim, is_cue, NEAR), _denied_nearby(evidence) - evidence.line_reading.stems
    if ours.under and elsewhere.issuperset(ours.under):
        return None
    at = denials[0]
    place = Span(claim[max(0, at - 1)].start, claim[min(at + 1, len(claim) - 1)].end)
    reason = f"The sentence says {shown(place.of(evidence.claim.text))}; the source has no such denial."
    whole_line = Span(0, len(evidence.line_reading.text))
    return Finding("negation", "doubt", reason, place, *evidence.in_line(whole_line))


def _around(text: Sequence[Word], stem_: str) -> Span:
    """A word and the one before it."""
    at = next(i for i, word in enumerate(text) if word.stem == stem_)
    return Span(text[max(0, at - 1)].start, text[at].end)


# --- opposites -----------------------------------------------------------------------------------------------------

_PLAIN_NO = frozenset(listed("not no never non without isn't wasn't aren't won't don't didn't doesn't"))
_NEGATIVE_PREFIX = re.compile(r"^(?:un|in|im|dis|non)")


def _opposites(evidence: Evidence) -> list[Finding]:
    """Words that stand in place of their opposite."""
    findings = []
    for swap in evidence.replaced:
        if any(bare(word.text) in _PLAIN_NO for word in (*swap.claim, *swap.source)):
            continue  # "not unlawful" beside "lawful"
        for ours in swap.claim:
            for theirs in swap.source:
                if opposed(ours.stem, theirs.stem):
                    findings.append(_says(evidence, ours, theirs, _force(evidence)))
    return findings


def _opposites_nearby(evidence: Evidence) -> list[Finding]:
    """A word that the cited window does not have, while it has the opposite: "confirmed", where it says "denied"."""
    for ours, theirs, source in _lost_and_opposed(evidence):
        reason = f"The source says {shown(theirs.text)}, the sentence says {shown(ours.text)}."
        there = Span(theirs.start, theirs.end)
        return [Finding("negation", "doubt", reason, Span(ours.start, ours.end), source, there)]
    return []


def _lost_and_opposed(evidence: Evidence) -> Iterator[tuple[Word, Word, int]]:
    """Our word, its opposite in a best window, and the number of that window's source."""
    lost = set(evidence.missing)
    ours = [word for word in evidence.claim.content if word.text in lost]
    for window in evidence.windows if ours else ():
        for theirs in evidence.reading(window).words_in(window):
            for word in ours:
                if not is_stop(theirs.text) and opposed(word.stem, theirs.stem):
                    yield word, theirs, window.source


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    both = [(stem(one), stem(other)) for one, other in OPPOSITES]
    return frozenset([*both, *((other, one) for one, other in both)])


def opposed(a: str, b: str) -> bool:
    """Whether two stems are opposites, by the list or by a prefix: ``unlawful`` beside ``lawful``."""
    return (a, b) in _pairs() or _prefix_opposed(a, b) or _prefix_opposed(b, a)


def _prefix_opposed(a: str, b: str) -> bool:
    return len(b) >= 4 and _NEGATIVE_PREFIX.sub("", a) == b and a != b
