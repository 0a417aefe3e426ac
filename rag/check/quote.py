"""Are the words between quotation marks in the source, letter for letter?

Folded away: the shape of quotation marks and dashes, spaces, letter case, marks at the edges, and words left out under
an ellipsis or put in square brackets. A changed word is never folded away.
"""

from __future__ import annotations

import re

from rag.check.evidence import Evidence
from rag.check.finding import Finding, shown
from rag.check.reading import Reading
from rag.text.fold import fold
from rag.text.quotes import Quote
from rag.text.words import listed, words
from rag.types import Span

_CUTS = re.compile(r"\[[^\]]{0,80}\]|\(?(?:\.\s?){3,}\)?|…")
_BRACKETED = re.compile(r"\[[^\]]{0,80}\]\s?")
_PUNCTUATION = re.compile(r"[^\w\s'%$€£-]")
_EDGES = " \"',.;:!?-"
_SPEECH = frozenset(
    listed("""
        say says said saying tell tells told add adds added adding state states stated ask asks asked call calls called
    describe describes described warn warns warned write writes wrote tweeted according announced declared insisted
    quoted replied argued explained stressed emphasized underscored claimed dismissed""")
)


def check_quotes(evidence: Evidence) -> list[Finding]:
    """One finding for each quotation in the claim."""
    return [_check_quote(quote, evidence) for quote in evidence.claim.quotes if _pieces(_inner(quote, evidence))]


def _inner(quote: Quote, evidence: Evidence) -> str:
    return evidence.claim.text[quote.inner_start : quote.inner_end]


def _check_quote(quote: Quote, evidence: Evidence) -> Finding:
    inner = _inner(quote, evidence)
    homes = [source for source in evidence.sources if quoted_in(inner, source)]
    if not homes:
        return Finding("quote", "doubt" if _is_title(inner) else "veto", _altered(inner, evidence))
    if _said_by_someone(quote, evidence) and not any(_is_speech(inner, source) for source in homes):
        reason = f"The source has the words {shown(inner)}, but not as a quotation."
        return Finding("quote", "doubt", reason)
    return Finding("quote", "fine", f"The words {shown(inner)} stand in the source.")


def quoted_in(inner: str, source: Reading) -> bool:
    """Whether all pieces of a quotation stand in the source, in order."""
    pieces = _pieces(inner)
    if not pieces:
        return False
    if _in_order(pieces, source.folded) or _in_order(pieces, _BRACKETED.sub("", source.folded)):
        return True
    return _in_order([_unpunctuated(piece) for piece in pieces], _unpunctuated(source.folded))


def _unpunctuated(folded: str) -> str:
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def _is_title(inner: str) -> bool:
    """Whether the marks name a work ("The Hunger Games") rather than quote somebody: every long word is capitalised."""
    long = [word.text for word in words(inner) if len(word.text) > 3]
    return len(long) > 1 and all(not word[0].islower() for word in long)


def _pieces(inner: str) -> list[str]:
    """The folded runs of a quotation between its ellipses and insertions, without punctuation at the edges."""
    runs = (fold(run).strip(_EDGES) for run in _CUTS.split(inner))
    return [run for run in runs if run]


def _in_order(pieces: list[str], text: str) -> bool:
    at = 0
    for piece in pieces:
        found = find_whole(piece, text, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def find_whole(piece: str, text: str, start: int = 0) -> int:
    """Where ``piece`` stands in ``text`` and does not begin or end inside a word; -1 where it does not."""
    at = text.find(piece, start)
    while at >= 0:
        end = at + len(piece)
        opens = at == 0 or not (text[at - 1].isalnum() and piece[0].isalnum())
        closes = end == len(text) or not (text[end].isalnum() and piece[-1].isalnum())
        if opens and closes:
            return at
        at = text.find(piece, at + 1)
    return -1


def _said_by_someone(quote: Quote, evidence: Evidence) -> bool:
    """Whether the claim puts the quotation in somebody's mouth (a verb of speech right beside it)."""
    near = Span(max(0, quote.start - 40), quote.start), Span(quote.end, quote.end + 40)
    return any(word.text.lower() in _SPEECH for place in near for word in evidence.claim.words_in(place))


def _is_speech(inner: str, source: Reading) -> bool:
    """Whether the words stand inside quotation marks in the source too."""
    spoken = " ".join(fold(source.text[quote.inner_start : quote.inner_end]) for quote in source.quotes)
    return _in_order(_pieces(inner), spoken) or _in_order(_pieces(inner), _BRACKETED.sub("", spoken))


def _altered(inner: str, evidence: Evidence) -> str:
    """What the source has instead, where a nearly equal run of words can be found."""
    wanted = [word.stem for word in words(inner)]
    for source in evidence.sources:
        near = _nearest_run(wanted, source)
        if near is not None:
            return f"The quotation was altered: the source has {shown(near.of(source.text))}, not {shown(inner)}."
    return f"The words {shown(inner)} are quoted, but do not stand in the source."


def _nearest_run(wanted: list[str], source: Reading) -> Span | None:
    """The run of the source, as long as the quotation, that shares most words with it place by place: at least 60 %."""
    size, theirs = len(wanted), source.words
    if size < 3 or len(theirs) < size:
        return None
    places: dict[str, list[int]] = {}
    for i, stem in enumerate(wanted):
        places.setdefault(stem, []).append(i)
    agree: dict[int, int] = {}
    for j, word in enumerate(theirs):
        for i in places.get(word.stem, ()):
            agree[j - i] = agree.get(j - i, 0) + 1
    at, best = max(agree.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    if best < 0.6 * size or not 0 <= at <= len(theirs) - size:
        return None
    return Span(theirs[at].start, theirs[at + size - 1].end)
