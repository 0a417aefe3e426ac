"""The pieces of a sentence that can be a direct line: dates, numbers, names, phrases, places, clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer.direct.tokens import BEING, Tokens
from rag.text.dates import find_dates
from rag.text.numbers import find_numbers
from rag.text.quotes import find_quotes
from rag.text.words import listed
from rag.types import Span

NUMERIC = frozenset(("count", "percentage", "money", "duration", "measure", "fraction", "multiple", "ordinal"))
LONGEST = 14  # words of a direct line; what is longer is no short answer
_WHEN_BEFORE = re.compile(
    r"\b(?:(?:in|on|at|by|since|until|till|from|before|after|around|during|about|between|throughout|of|as of)\s)?"
    r"(?:(?:the|late|early|mid|last|next|this|about|around|(?:end|beginning|spring|summer|autumn|fall|winter)\sof)"
    r"[\s-]){0,3}\Z",
    re.IGNORECASE,
)
_CENTURY = re.compile(
    r"\b(?:(?:in|since|until|from|by|during|of)\s)?(?:the\s)?(?:(?:early|late|mid)[\s-])?(?:\d{1,2}(?:st|nd|rd|th)|[a-z]+(?:th|st|nd|rd))"
    r"(?:\s(?:and|to)\s(?:the\s)?\d{1,2}(?:st|nd|rd|th))?\s(?:century|centuries)(?:\s(?:BC|BCE|AD|CE))?\b",
    re.IGNORECASE,
)
_HEDGE_BEFORE = re.compile(
    r"\b(?:nearly|almost|close to|about|around|roughly|approximately|some|an estimated|over|more than|at least|up to|"
    r"as many as|less than|fewer than|under|just under|just over|well over|no more than|only)\s\Z",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:-[a-z]+)+")
_WHERE = frozenset(
    listed("in at on near from to into around across outside inside along between off throughout within through")
)
_DATE_BEFORE = frozenset(listed("in on at since until till by before after from during"))
SURE_CAUSES = frozenset(listed("because due owing thanks"))
_TIMES = frozenset(listed("after before during until since when while"))


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens ``first`` to ``end`` of a sentence, and what they are."""

    first: int
    end: int
    kind: str


def grown(tokens: Tokens, piece: Piece, *, bare: bool = False) -> Span:
    """The characters of a piece; a number with what it counts ("44-day", "220 passengers"), a date with its preposition
    ("in 2019") unless ``bare``.
    """
    span = tokens.written(piece.first, piece.end)
    if piece.kind == "date" and not bare and piece.first and tokens[piece.first - 1].lower in _DATE_BEFORE:
        return tokens.written(piece.first - 1, piece.end)
    if piece.kind not in NUMERIC:
        return span
    unit = _UNIT.match(tokens.text, span.end)
    if unit is not None:
        return Span(span.start, unit.end())
    end = piece.end
    while end < len(tokens) and tokens[end].tag == "thing" and end - piece.end < 3:
        end += 1
    return tokens.written(piece.first, end)


def pieces(tokens: Tokens) -> list[Piece]:
    """All pieces, each once; a piece found in two ways is what it was found as first."""
    found: dict[tuple[int, int], Piece] = {}
    for piece in _all(tokens):
        if piece.first < piece.end and piece.end - piece.first <= LONGEST and _whole(tokens, piece):
            found.setdefault((piece.first, piece.end), piece)
    return list(found.values())


def _whole(tokens: Tokens, piece: Piece) -> bool:
    """Whether a piece reads as one: it does not end in the air, and lacks no half of a pair of brackets."""
    last = tokens[piece.end - 1]
    if last.tag in ("det", "prep", "and", "aux", "sub") or (last.tag == "mark" and last.text not in ("%", ")")):
        return False
    written = tokens.written(piece.first, piece.end).of(tokens.text)
    return tokens[piece.first].tag != "mark" and written.count("(") == written.count(")")


def _all(tokens: Tokens) -> Iterator[Piece]:
    yield from _dates(tokens)
    yield from _numbers(tokens)
    yield from _quotes(tokens)
    yield from _names(tokens)
    yield from _clauses(tokens)
    yield from _phrases(tokens)


def _dates(tokens: Tokens) -> Iterator[Piece]:
    text = tokens.text
    spans = [(d.start, d.end) for d in find_dates(text)]
    for start, end in spans:
        yield Piece(*tokens.within_of(start, end), "date")
        before = _WHEN_BEFORE.search(text, max(0, start - 40), start)
        if before is not None and before[0]:
            yield Piece(*tokens.within_of(before.start(), end), "date")
        for other in spans:
            if 0 < other[0] - end < 12 and re.fullmatch(
                r"\s?(?:to|and|until|or|through|[-–—])\s?", text[end : other[0]]
            ):
                yield Piece(*tokens.within_of(before.start() if before else start, other[1]), "date")
    for match in _CENTURY.finditer(text):
        yield Piece(*tokens.within_of(match.start(), match.end()), "date")


def _numbers(tokens: Tokens) -> Iterator[Piece]:
    text = tokens.text
    for number in find_numbers(text):
        if number.kind in ("label", "score"):
            continue
        hedge = _HEDGE_BEFORE.search(text, max(0, number.start - 20), number.start)
        first, end = tokens.within_of(hedge.start() if hedge else number.start, number.end)
        kind = "ordinal" if number.ordinal else number.kind
        yield Piece(first, end, kind)
        stop = end
        while stop < len(tokens) and tokens[stop].tag in ("thing", "adverb") and stop - end < 4:
            stop += 1
        if stop > end:
            yield Piece(first, stop, kind)
            yield from (Piece(first, far, kind) for far in _and_of(tokens, stop))


def _and_of(tokens: Tokens, end: int) -> Iterator[int]:
    """Where a phrase may end that goes on with "of the war", "on both sides"."""
    starts = dict(tokens.chunks)
    for _ in range(2):
        if end + 1 < len(tokens) and tokens[end].tag == "prep" and end + 1 in starts and end + 1 not in tokens.dated:
            end = starts[end + 1]
            yield end
        else:
            return


def _quotes(tokens: Tokens) -> Iterator[Piece]:
    for quote in find_quotes(tokens.text):
        if quote.inner_start < quote.inner_end:
            yield Piece(*tokens.within_of(quote.inner_start, quote.inner_end), "quote")


def _names(tokens: Tokens) -> Iterator[Piece]:
    for first, end in tokens.named:
        yield Piece(first, end, "name")
        if first and tokens[first - 1].lower == "the":
            yield Piece(first - 1, end, "name")


def _phrases(tokens: Tokens) -> Iterator[Piece]:
    """Noun phrases, with what "of" and "and" add to them, and with the preposition before them."""
    for first, end in tokens.chunks:
        ends = [end, *_and_of(tokens, end), *(last for head, last in tokens.lists if head == first)]
        for stop in ends:
            yield Piece(first, stop, "phrase")
            if tokens[first].tag == "det" and stop - first > 1:
                yield Piece(first + 1, stop, "phrase")
            if first and tokens[first - 1].tag == "prep" and tokens[first - 1].lower != "of":
                yield Piece(first - 1, stop, "place" if tokens[first - 1].lower in _WHERE else "phrase")
        # "flax cultivation", of which "what crop" asks the first word only
        for cut in range(first + 1, end):
            if tokens[first].tag != "det":
                yield Piece(first, cut, "part")
            elif cut > first + 1:
                yield Piece(first + 1, cut, "part")


def _clauses(tokens: Tokens) -> Iterator[Piece]:
    """What follows a verb or a word of cause or time, up to the end of its clause."""
    for n, token in enumerate(tokens.all):
        opens = token.tag == "verb" or token.lower in BEING or _says_what_to_do(tokens, n)
        if opens or token.lower in SURE_CAUSES or token.lower in _TIMES:
            stop = _clause_end(tokens, n)
            if opens and stop > n + 1 and tokens[n + 1].tag != "sub":
                yield Piece(n + 1, stop, "complement")
            if token.lower in SURE_CAUSES:
                yield Piece(n, stop, "cause")
                yield Piece(n, _clause_end(tokens, n, deep=0), "cause")
            if token.lower in _TIMES and not opens:
                yield Piece(n, stop, "when")
                short = next((end for first, end in tokens.chunks if first == n + 1), stop)
                yield Piece(n, short, "when")


def _says_what_to_do(tokens: Tokens, n: int) -> bool:
    """Whether a noun says what is to be done: its "readiness *to mediate*", a "plan *to close*" it."""
    following = tokens.all[n + 1 : n + 3]
    return (
        tokens[n].tag == "thing" and [token.lower for token in following[:1]] == ["to"] and following[-1].tag == "verb"
    )


def _clause_end(tokens: Tokens, n: int, deep: int = 1) -> int:
    """Where the clause of a token ends, with ``deep`` clauses that hang on it."""
    stop = n + 1
    while stop < len(tokens) and tokens[stop].tag != "mark" and tokens[stop].clause <= tokens[n].clause + deep:
        stop += 1
    return stop
