"""A quotation that was altered: what the source has instead, and which words were changed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.reading import Reading
from rag.text.fold import fold
from rag.text.quotes import Quote
from rag.text.words import Word, is_stop
from rag.types import Span

_EDGES = " \"',.;:!?-"
_NEAR_ENOUGH = 0.6
"""The share of a quotation's words that a run of the source must have in the same order, to be what was altered."""

_SAME_LINE = 0.5
"""The share of the claim in its best sentence, from which the only short quotation there stands for the claim's."""

_SURELY_THIS = 0.75
"""The same share, from which a run that stands in no quotation marks is surely what was altered."""


def altered(quote: Quote, force: Force, evidence: Evidence) -> Finding:
    """What the source has instead, where a nearly equal run of words can be found."""
    at = Span(quote.inner_start, quote.inner_end)
    inner = at.of(evidence.claim.text)
    ours = [word for word in evidence.claim.words if quote.inner_start <= word.start < quote.inner_end]
    for index, source in enumerate(evidence.sources):
        near = _nearest_run(ours, source)
        if near:
            return _named_change(ours, near, at, index, force, evidence)
    other = _quoted_instead(ours, evidence)
    if other is not None:
        index, there = other
        written = " ".join(there.of(evidence.sources[index].text).split())
        reason = f"The quotation was altered: the source has {shown(written)}, not {shown(inner)}."
        return Finding("quote", force, reason, at, index, there, written)
    return Finding("quote", force, f"The words {shown(inner)} are quoted, but do not stand in the source.", at)


def _named_change(
    ours: list[Word], theirs: list[Word], at: Span, index: int, force: Force, evidence: Evidence
) -> Finding:
    """The altered words and what the source has for them; where more than one run differs, the whole of both."""
    text, source = evidence.claim.text, evidence.sources[index].text
    there = Span(theirs[0].start, theirs[-1].end)
    whole = " ".join(there.of(source).split())
    matcher = SequenceMatcher(None, _lower(ours), _lower(theirs), autojunk=False)
    changes = [(ours[a:b], theirs[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    sure = matcher.ratio() >= _SURELY_THIS or _is_inside_marks(there, evidence.sources[index])
    reason = f"The quotation was altered: the source has {shown(whole)}, not {shown(at.of(text))}."
    if len(changes) != 1 or not all(changes[0]):
        return Finding("quote", force, reason, Span(ours[0].start, ours[-1].end), index, there, whole if sure else None)
    mine, other = (Span(part[0].start, part[-1].end) for part in changes[0])
    reason = f"The quotation was altered: the source has {shown(other.of(source))}, not {shown(mine.of(text))}."
    right = " ".join(other.of(source).split())
    return Finding("quote", force, reason, mine, index, there, right if sure else None)


def _is_inside_marks(place: Span, source: Reading) -> bool:
    return any(quote.start <= place.start and place.end <= quote.end for quote in source.quotes)


def _lower(found: Sequence[Word]) -> list[str]:
    return [word.text.lower().replace("’", "'") for word in found]


def _nearest_run(ours: list[Word], source: Reading) -> list[Word]:
    """The run of the source that shares most words with the quotation in the same order: at least 60 %, three words."""
    wanted, theirs = [word.stem for word in ours], source.words
    size = len(wanted)
    if size < 3 or len(theirs) < 2:
        return []
    at = _likeliest_start(wanted, theirs)
    if at is None:
        return []
    low, high = max(0, at - 3), min(len(theirs), at + size + 3)
    blocks = SequenceMatcher(None, wanted, [word.stem for word in theirs[low:high]], autojunk=False)
    matched = [block for block in blocks.get_matching_blocks() if block.size]
    if sum(block.size for block in matched) < _NEAR_ENOUGH * size:
        return []
    first, last = matched[0], matched[-1]
    start = low + first.b - min(first.a, first.b + low)
    end = low + last.b + last.size + (size - last.a - last.size)
    return theirs[max(0, start) : min(len(theirs), end)]


def _likeliest_start(wanted: list[str], theirs: list[Word]) -> int | None:
    """Where in the source the quotation most likely begins: most words agree place by place, give or take one."""
    places: dict[str, list[int]] = {}
    for i, stem in enumerate(wanted):
        places.setdefault(stem, []).append(i)
    agree: dict[int, int] = {}
    for j, word in enumerate(theirs):
        for i in places.get(word.stem, ()):
            agree[j - i] = agree.get(j - i, 0) + 1
    if not agree:
        return None
    near = {start: agree[start] * 1.01 + agree.get(start - 1, 0) + agree.get(start + 1, 0) for start in agree}
    return max(near.items(), key=lambda item: (item[1], -item[0]))[0]


def _quoted_instead(ours: list[Word], evidence: Evidence) -> tuple[int, Span] | None:
    """For one or two words: as short a quotation of a source that shares one of them, or the best sentence's only one
    that the claim does not have.
    """
    if not 0 < len(ours) < 3:
        return None
    stems = {word.stem for word in ours if not is_stop(word.text)}
    for index, source in enumerate(evidence.sources):
        for place in _short_quotes(source, evidence):
            if stems & {word.stem for word in source.words_in(place)}:
                return index, place
    line = evidence.best_line
    if line is None or line.covered < _SAME_LINE:
        return None
    here = [place for place in _short_quotes(evidence.reading(line), evidence) if line.start <= place.start < line.end]
    return (line.source, here[0]) if len(here) == 1 else None


def _short_quotes(source: Reading, evidence: Evidence) -> list[Span]:
    """The words of the quotations of up to three words that the claim does not have as well."""
    claim = evidence.claim
    known = {fold(claim.text[quote.inner_start : quote.inner_end]).strip(_EDGES) for quote in claim.quotes}
    short = []
    for quote in source.quotes:
        found = source.words_in(Span(quote.inner_start, quote.inner_end))
        if 0 < len(found) < 4:
            place = Span(found[0].start, found[-1].end)
            if fold(place.of(source.text)) not in known:
                short.append(place)
    return short
