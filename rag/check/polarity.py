"""Does the claim say yes where the source says no, or "did" where the source says "may"?

A cue (not, never, denied; may, would, plans) is bound to the next content word. A word that both texts share, under a
cue in one and not in the other, is a difference. Cues that stand beside no shared word are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.reading import bare
from rag.text.words import Word, is_stop, listed

NOT_REALLY = frozenset(listed("only just merely simply necessarily the most"))
"""Behind these, "not" takes nothing back: "not only", "not just", "not the most"."""

NEGATIONS = frozenset(
    listed("""
        not no never none nobody nothing neither nor without cannot hardly scarcely denied denies deny denying refused
    refuses refuse refusing declined failed fails fail failing rejected rejects refuted dismissed unable""")
)
MODALS = frozenset(
    listed("""
        may might could would should will can shall plans plan planned considering considers expected likely possible
    possibly potential potentially reportedly allegedly alleged intends hopes hopes attempting attempts trying seeks
    proposed proposes if whether ready readiness prepared suspected suspect feared""")
)
OPPOSITES = [
    pair.split("/")
    for pair in listed("""
        confirm/deny admit/deny accept/reject accept/refuse approve/reject increase/decrease rise/fall
    grow/shrink win/lose support/oppose agree/disagree agree/refuse allow/ban allow/forbid permit/ban open/close
    start/end begin/end start/stop begin/stop before/after above/below more/less more/fewer higher/lower gain/lose
    success/failure succeed/fail guilty/innocent acquit/convict arrest/release north/south east/west
    male/female man/woman first/last minimum/maximum import/export buy/sell
    join/leave arrive/leave enter/leave remember/forget ally/enemy strengthen/weaken up/down ease/worsen
    voluntary/mandatory voluntary/compulsory optional/mandatory possible/impossible likely/unlikely legal/illegal
    true/false right/wrong same/different oldest/youngest largest/smallest best/worst most/least early/late
    attack/defend advance/retreat impose/lift expand/reduce praise/condemn welcome/condemn""")
]
REACH = 3
"""Words. How far behind a cue its content word may stand ("did not, he said, agree" is out of reach)."""

NEAR = 4
"""Words. A word with a cue this near, on either side, is not called free of it: "found no trace" is "not found"."""

LIKE = 0.5
"""Share of content words in the same order from which a flipped word is a contradiction, not only a doubt."""


def check_polarity(evidence: Evidence) -> list[Finding]:
    """Findings for negation and for certainty; none where the claim's best sentence shares no word to compare."""
    if evidence.best_line is None or evidence.best_line.covered < 0.4:
        return []
    claim, source = evidence.claim.words, evidence.line_words
    findings = _opposites(evidence) or _opposites_nearby(evidence)
    flipped = _difference(claim, source, NEGATIONS)
    if flipped:
        ours, theirs = flipped
        reason = f"The source says {shown(theirs)}, the sentence says {shown(ours)}."
        findings.append(Finding("negation", _force(evidence), reason))
    elif lonely := _lonely_denial(evidence):
        findings.append(
            Finding("negation", "doubt", f"The sentence says {shown(lonely)}; the source has no such denial.")
        )
    modal = _difference(claim, source, MODALS, only_source=True)
    if modal and not flipped:
        ours, theirs = modal
        reason = f"The source says only {shown(theirs)}, the sentence says {shown(ours)}."
        findings.append(Finding("certainty", "doubt", reason))
    if not findings and _has_cue(claim) | _has_cue(source):
        return [Finding("negation", "fine", "Yes and no are as in the source.")]
    return findings


def _force(evidence: Evidence) -> Force:
    return "contradiction" if evidence.in_order >= LIKE else "doubt"


def _lonely_denial(evidence: Evidence) -> str | None:
    """A "not" with its words in a near copy of a sentence that has none."""
    claim = evidence.claim.words
    if evidence.in_order < LIKE or _has_cue(evidence.line_words):
        return None
    at = next((i for i in range(len(claim)) if _cue_at(claim, i, NEGATIONS)), None)
    return None if at is None else _run(claim, max(0, at - 1), min(at + 1, len(claim) - 1))


def _has_cue(text: Sequence[Word]) -> bool:
    return any(_is_cue(word, NEGATIONS) for word in text)


def _is_cue(word: Word, cues: frozenset[str]) -> bool:
    lower = bare(word.text)
    return lower in cues or (cues is NEGATIONS and lower.endswith("n't"))


def _bound(text: Sequence[Word], cues: frozenset[str]) -> tuple[dict[str, tuple[int, int]], set[str]]:
    """Stems under a cue, each with the place of cue and word; and stems that stand free somewhere."""
    under: dict[str, tuple[int, int]] = {}
    free: set[str] = set()
    at = [i for i in range(len(text)) if _cue_at(text, i, cues)]
    cue, left = -1, 0
    for i, word in enumerate(text):
        if i in at:
            cue, left = i, REACH
            continue
        if not is_stop(word.text):
            if left > 0:
                under[word.stem] = (cue, i)
                left = 0
            elif not any(abs(i - other) <= NEAR for other in at):
                free.add(word.stem)
        left -= left > 0
    return under, free


def _cue_at(text: Sequence[Word], i: int, cues: frozenset[str]) -> bool:
    if not _is_cue(text[i], cues):
        return False
    return cues is MODALS or i + 1 == len(text) or bare(text[i + 1].text) not in NOT_REALLY


def _difference(
    claim: Sequence[Word], source: Sequence[Word], cues: frozenset[str], only_source: bool = False
) -> tuple[str, str] | None:
    """The claim's and the source's words around a shared word that is under a cue in one of them only."""
    ours, ours_free = _bound(claim, cues)
    theirs, theirs_free = _bound(source, cues)
    for stem, place in theirs.items():
        if stem in ours_free and stem not in ours and stem not in theirs_free:
            return _around(claim, stem), _run(source, *place)
    if only_source:
        return None
    for stem, place in ours.items():
        if stem in theirs_free and stem not in theirs and stem not in ours_free:
            return _run(claim, *place), _around(source, stem)
    return None


def _run(text: Sequence[Word], first: int, last: int) -> str:
    return " ".join(word.text for word in text[first : last + 1])


def _around(text: Sequence[Word], stem: str) -> str:
    at = next(i for i, word in enumerate(text) if word.stem == stem)
    return _run(text, max(0, at - 1), at)


def _opposites(evidence: Evidence) -> list[Finding]:
    """Words that stand in place of their opposite."""
    findings = []
    for swap in evidence.replaced:
        if any(bare(word.text) in _PLAIN_NO for word in (*swap.claim, *swap.source)):
            continue  # "not unlawful" beside "lawful"
        for ours in swap.claim:
            for theirs in swap.source:
                if _opposed(ours.stem, theirs.stem):
                    reason = f"The source says {shown(theirs.text)}, the sentence says {shown(ours.text)}."
                    findings.append(Finding("negation", _force(evidence), reason))
    return findings


def _opposites_nearby(evidence: Evidence) -> list[Finding]:
    """A word that the cited window does not have, while it has the opposite: "confirmed", where it says "denied"."""
    lost = set(evidence.missing)
    ours = [word for word in evidence.claim.content if word.text in lost]
    if not ours or not evidence.windows:
        return []
    for theirs in evidence.window_words:
        for word in ours:
            if _opposed(word.stem, theirs.stem):
                reason = f"The source says {shown(theirs.text)}, the sentence says {shown(word.text)}."
                return [Finding("negation", "doubt", reason)]
    return []


_PLAIN_NO = frozenset(listed("not no never non without isn't wasn't aren't won't don't didn't doesn't"))
_PAIRS: set[tuple[str, str]] = set()


def _opposed(a: str, b: str) -> bool:
    if not _PAIRS:
        from rag.text.words import stem

        for one, other in OPPOSITES:
            _PAIRS.update({(stem(one), stem(other)), (stem(other), stem(one))})
    return (a, b) in _PAIRS or _prefix_opposed(a, b) or _prefix_opposed(b, a)


_NEGATIVE_PREFIX = re.compile(r"^(?:un|in|im|dis|non)")


def _prefix_opposed(a: str, b: str) -> bool:
    """``unlawful`` beside ``lawful``."""
    return len(b) >= 4 and _NEGATIVE_PREFIX.sub("", a) == b and a != b
