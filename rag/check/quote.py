"""Are the words between quotation marks in the source, letter for letter, and quoted there too?

Folded away: the shape of quotation marks and dashes, spaces, letter case, marks at the edges, and words left out under
an ellipsis or put in square brackets. A changed word is never folded away; it is named, with what the source has.
"""

from __future__ import annotations

import re

from rag.check.altered import altered
from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force, shown
from rag.check.heard import heard
from rag.check.reading import Reading
from rag.check.setting import unit_at
from rag.text.fold import find_folded, fold
from rag.text.quotes import Quote
from rag.text.words import is_stop, listed, words
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
_SAID_LIKE_THIS = 0.5
"""The share of a headline's content words that a quotation of the text must hold, to be what it paraphrases."""


def check_quotes(evidence: Evidence) -> list[Finding]:
    """One finding for each quotation in the claim."""
    return [_check_quote(quote, evidence) for quote in evidence.claim.quotes if _pieces(_inner(quote, evidence))]


def _inner(quote: Quote, evidence: Evidence) -> str:
    return evidence.claim.text[quote.inner_start : quote.inner_end]


def _check_quote(quote: Quote, evidence: Evidence) -> Finding:
    inner, at = _inner(quote, evidence), Span(quote.inner_start, quote.inner_end)
    home = next((i for i, source in enumerate(evidence.sources) if quoted_in(inner, source)), None)
    if home is None:
        force: Force = "doubt" if _is_title(inner) and not _is_somebodys(quote, evidence) else "veto"
        return altered(quote, force, evidence)
    homes = [source for source in evidence.sources if quoted_in(inner, source)]
    if _is_somebodys(quote, evidence) and not any(_is_speech(inner, source) for source in homes):
        return _not_quoted(inner, at, home, evidence)
    there = place_of(inner, evidence.sources[home])
    return Finding("quote", "fine", f"The words {shown(inner)} stand in the source.", at, home, there)


# --- verbatim ---------------------------------------------------------------------------------------------------------


def quoted_in(inner: str, source: Reading) -> bool:
    """Whether all pieces of a quotation stand in the source, in order."""
    pieces = _pieces(inner)
    if not pieces:
        return False
    return _holds(source.folded, pieces)


def _holds(folded: str, pieces: list[str]) -> bool:
    """Whether a folded text has the pieces in order: as they are, without its insertions, or without punctuation."""
    if _in_order(pieces, folded) or _in_order(pieces, _BRACKETED.sub("", folded)):
        return True
    bare = [plain for piece in pieces if (plain := _unpunctuated(piece))]
    return bool(bare) and _in_order(bare, _unpunctuated(folded))


def place_of(inner: str, source: Reading) -> Span | None:
    """Where a quotation stands in a source, from its first piece to its last; None where only other marks part it."""
    found: list[Span] = []
    at = 0
    for piece in _pieces(inner):
        place = _whole_place(piece, source.text, at)
        if place is None:
            return found[0] if found else None
        found.append(place)
        at = place.end
    return Span(found[0].start, found[-1].end) if found else None


def _whole_place(piece: str, text: str, start: int) -> Span | None:
    """The next place of a piece that begins and ends with a whole word."""
    place = find_folded(piece, text, start)
    while place is not None:
        opens = place.start == 0 or not (text[place.start - 1].isalnum() and text[place.start].isalnum())
        closes = place.end == len(text) or not (text[place.end].isalnum() and text[place.end - 1].isalnum())
        if opens and closes:
            return place
        place = find_folded(piece, text, place.start + 1)
    return None


def _unpunctuated(folded: str) -> str:
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def _is_title(inner: str) -> bool:
    """Whether the marks name something ("The Hunger Games") rather than quote somebody: long words are capitalised."""
    found = [word.text for word in words(inner)]
    long = [word for word in found if len(word) > 3]
    return bool(found) and all(not word[0].islower() for word in [found[0], *long])


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


# --- quoted there too -------------------------------------------------------------------------------------------------


def _is_somebodys(quote: Quote, evidence: Evidence) -> bool:
    """Whether the claim quotes a person, and does not name a work: one word with a capital may be either."""
    inner = _inner(quote, evidence)
    said = _said_by_someone(quote, evidence)
    return said and not (_is_title(inner) and len(inner.split()) > 1 and inner.rstrip()[-1:] not in ",.!?")


def _said_by_someone(quote: Quote, evidence: Evidence) -> bool:
    """Whether the claim puts the quotation in somebody's mouth: by its voices, or a verb of speech right beside it."""
    if any(s.start == quote.start and s.cue and s.speaker for s in heard(evidence.claim.text).speeches):
        return True
    near = Span(max(0, quote.start - 40), quote.start), Span(quote.end, quote.end + 40)
    return any(word.text.lower() in _SPEECH for place in near for word in evidence.claim.words_in(place))


def _is_speech(inner: str, source: Reading) -> bool:
    """Whether the words stand inside quotation marks in the source too."""
    spoken = " ".join(fold(source.text[quote.inner_start : quote.inner_end]) for quote in source.quotes)
    return _holds(spoken, _pieces(inner))


def _not_quoted(inner: str, at: Span, home: int, evidence: Evidence) -> Finding:
    """Words of the source that nobody says there: its headline's, or the reporter's own."""
    source = evidence.sources[home]
    there = place_of(inner, source)
    if there is not None and is_heading(source, there):
        said = _paraphrased(inner, source)
        right = " ".join(said.of(source.text).split()) if said else None
        reason = f"The words {shown(inner)} are a headline's, not a quotation."
        if said:
            reason = reason[:-1] + f"; the source quotes {shown(said.of(source.text))}."
        return Finding("quote", "veto", reason, at, home, said or there, right)
    force: Force = "note" if _has_stray_marks(source) else "doubt"
    reason = f"The source has the words {shown(inner)}, but not as a quotation."
    return Finding("quote", force, reason, at, home, there)


def is_heading(source: Reading, place: Span) -> bool:
    """Whether a place is on a line of its own that does not end as a sentence does."""
    unit = unit_at(source, place.start)
    if unit is None or source.text[unit.start : unit.end].rstrip("\"”’') ")[-1:] in (".", "!", "?", "…", ":", ";", ","):
        return False
    before, after = source.text[: unit.start].rstrip(" \t"), source.text[unit.end :].lstrip(" \t")
    return (not before or before[-1] == "\n") and (not after or after[0] in "\r\n")


def _paraphrased(inner: str, source: Reading) -> Span | None:
    """The quotation of the text that holds most of a headline's content."""
    wanted = {word.stem for word in words(inner) if not is_stop(word.text)}
    best, most = None, 0.0
    for quote in source.quotes:
        inside = Span(quote.inner_start, quote.inner_end)
        share = len(wanted & {word.stem for word in source.words_in(inside)}) / max(1, len(wanted))
        if share > most:
            best, most = inside, share
    return best if most >= _SAID_LIKE_THIS else None


def _has_stray_marks(source: Reading) -> bool:
    """Whether quotation marks are missing in the source, so that what is quoted there cannot be told."""
    return any(not quote.closed for quote in source.quotes) or source.folded.count('"') % 2 == 1
