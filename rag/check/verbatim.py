"""Does a text stand in a source as it is, as a passage or as whole sentences?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.check.quote import find_whole
from rag.check.reading import Reading, read
from rag.text.fold import find_folded, fold
from rag.text.sentences import split_sentences
from rag.types import Span

_BREAKS = re.compile(r"\s*(?:\[?(?:…|\.{3})\]?|\n)\s*")
_MARKS = "\"'“”„«»‘’ \t\r\n\u00a0.,;:!?…"


def is_verbatim(text: str, sources: Sequence[str], *, whole: bool) -> bool:
    """Whether ``text``, folded, stands in one of the sources; with ``whole``, as one or more whole sentences.

    Part of a sentence may say the opposite of the sentence ("he denied that ..."), so statements ask for ``whole``.
    """
    return any(_stands(text, read(source), whole) for source in sources)


def is_pieced_together(text: str, sources: Sequence[str]) -> bool:
    """Whether every piece of ``text`` (between ellipses or line breaks, else every sentence) stands in some source."""
    pieces = [piece for piece in _BREAKS.split(text) if piece.strip(_MARKS)]
    return bool(pieces) and all(
        is_verbatim(piece, sources, whole=False)
        or all(is_verbatim(span.of(piece), sources, whole=False) for span in split_sentences(piece))
        for piece in pieces
    )


def _stands(text: str, source: Reading, whole: bool) -> bool:
    if not whole:
        wanted = fold(text).strip(_MARKS) or fold(text)
        return bool(wanted) and find_whole(wanted, source.folded) >= 0
    exact = text.strip()
    at = source.text.find(exact)
    if at >= 0 and exact and _is_whole(Span(at, at + len(exact)), source):
        return True
    if fold(text).strip(_MARKS) not in source.folded:
        return False
    start = 0
    for _ in range(5):
        place = find_folded(text.strip(_MARKS), source.text, start)
        if place is None:
            return False
        if _is_whole(place, source):
            return True
        start = place.end
    return False


def _is_whole(place: Span, source: Reading) -> bool:
    """Whether a place begins where a sentence does and ends where one does, marks at the edges apart."""
    text = source.text
    opens = any(u.start <= place.start and not text[u.start : place.start].strip(_MARKS) for u in source.units)
    return opens and any(u.end >= place.end and not text[place.end : u.end].strip(_MARKS) for u in source.units)
