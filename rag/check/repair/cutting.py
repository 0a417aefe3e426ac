"""What can be left out of a sentence without changing what remains.

Clauses and phrases are found by their marks and first words (brackets, dashes, ", which", "after", ", and left", "in
2019"), without a grammar: what is not surely such a piece is not offered. What a cut must never take away stands in
`rag.check.repair.kept`; whether the sources bear what remains is for the checker to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from rag.check.reading import read
from rag.check.repair.kept import Sentence, leans, may_be_left, restricts, takes_away
from rag.text.sentences import split_sentences
from rag.text.words import listed
from rag.types import Check, Span

MOST = 16
"""Remainders that are offered; each is checked."""

LONGEST = 1_200
"""Characters. A longer text is no sentence, and what could be left out of it grows faster than its length."""

_MARK = re.compile(r"\s+[–—]\s*|\s*—\s+|\s+-{1,2}\s+")
_BRACKET = re.compile(r"\s*\([^()]{1,300}\)")
"""Round ones only: square ones hold names and marks that were put in, and say whom "he" stands for."""

_COMMA = re.compile(r",(?=\s)|;(?=\s)")
_RELATIVE = re.compile(r"\s+(?:which|who|whose|whom|where)\b")
_UNITS = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|moments?)"
_ADVERBIAL = re.compile(
    r"\s+(?:(?:(?:shortly|soon|immediately|just|right|long|a|an|the|one|two|three|four|five|six|several|some|few|many|\d+)"
    rf"\s+)*(?:{_UNITS}\s+)?(?:after|before)|(?<!the\s)(?<!\sa\s)following|while|whereas|because|since|although|though|amid|despite|during"
    r"|when)\b",
    re.IGNORECASE,
)
_OPENS_ASIDE = re.compile(
    r"(?:which|who|whose|whom|where|when|while|whereas|because|since|although|though|despite|amid|after|before|following"
    r"|during|as|in|on|at|near|from|with|along|alongside|including|a|an|the|his|her|its|their|one|\d[\d.,]*|\w+ing|\w+ed)\b",
    re.IGNORECASE,
)
_CLAUSE_ASIDE = re.compile(
    r"(?:which|who|whose|whom|where|when|while|whereas|because|since|although|though|despite|amid|after|before|following"
    r"|during|as|\w+ing)\b",
    re.IGNORECASE,
)
_FRONT = re.compile(
    r"(?:after|before|while|because|since|although|though|despite|amid|following|during|when|in|on|at|from|with|\w+ing)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)", re.IGNORECASE
)
_JOINED = re.compile(r"(,?)\s+(?:and|but)\s+(?:then\s+|also\s+|later\s+)?", re.IGNORECASE)
_NOT_ONLY = re.compile(r"\b(?:only|just|merely|simply|solely|both)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\s+(in|on|at|near|from|for|by|across|inside|outside|around|during|since)\s+(?:the\s+)?\Z", re.I
)
_PLACED = frozenset(listed("in at near from by across inside outside around during"))
_COUNTED = frozenset(listed("in for at"))
_HELD_BY = frozenset(
    listed("is was are were be been being based located situated am remain remains remained depends relies")
)
"""Behind these, a phrase completes the verb: "is in Baku" does not leave "is"."""

_NOUN = re.compile(r"\s([a-z]+)")
_ENDS = re.compile(
    r"\s*(?:[.,;:!?)\]]|\Z)|\s+(?:and|but|or|in|on|at|near|from|for|by|after|before|while|during|amid|since|with|to|when)\b"
)


def cuts(text: str, checks: Sequence[Check] = ()) -> list[str]:
    """What remains of a text when one or two pieces of it are left out, longest first.

    Those that rid it of everything that failed (``checks`` with their places) are offered before others.
    """
    pieces = pieces_of(text) if len(text) <= LONGEST else []
    failed = [check.at for check in checks if check.passed is False and check.at is not None]
    chosen: list[tuple[Span, ...]] = [(piece,) for piece in pieces]
    chosen += [(a, b) for a, b in combinations(pieces, 2) if a.end <= b.start]
    ridding = sorted(chosen, key=lambda gone: (not _rids(gone, failed), sum(p.end - p.start for p in gone), gone))
    left = dict.fromkeys(remainder for gone in ridding[: 2 * MOST] if (remainder := _without(text, gone)))
    return sorted([*left][:MOST], key=lambda remainder: -len(remainder))


def _rids(gone: Sequence[Span], failed: Sequence[Span]) -> bool:
    """Whether every place that failed is at least in part left out."""
    return all(any(p.start < at.end and at.start < p.end for p in gone) for at in failed)


def _without(text: str, gone: Sequence[Span]) -> str:
    """The text without these pieces, or nothing where too little would be left of a sentence."""
    left, start = "", 0
    for piece in gone:
        left, start = left + text[start : piece.start], piece.end
    left = _tidy(left + text[start:])
    return left if may_be_left(left) else ""


def _tidy(text: str) -> str:
    text = re.sub(r"\s+([.,;:!?])", r"\1", text.strip())
    text = re.sub(r"[,;:]+([.!?])", r"\1", text)
    text = re.sub(r"([,;])[,;]+", r"\1", text)
    text = re.sub(r"(?<=\S)\s+", lambda match: match[0][0], text)
    return text[:1].upper() + text[1:]


def pieces_of(text: str) -> list[Span]:
    """The pieces of a text that may be left out, by where they begin."""
    sentences = [Sentence(text, span) for span in split_sentences(text)]
    found = [Span(*piece) for sentence in sentences for piece in _found(sentence)]
    if len(sentences) > 1:
        leaned_on = {n for n, following in enumerate(sentences[1:]) if leans(following.text)}
        found += [_whole(text, one.span) for n, one in enumerate(sentences) if n not in leaned_on]
    allowed = {piece for piece in found if piece.start < piece.end and not takes_away(text, piece)}
    return sorted(allowed)


def _whole(text: str, span: Span) -> Span:
    """A sentence with the space around it, so that its neighbours stand as they did."""
    return Span(span.start, span.end + len(text[span.end :]) - len(text[span.end :].lstrip()))


def _found(sentence: Sentence) -> Iterator[tuple[int, int]]:
    yield from _brackets(sentence)
    yield from _dashes(sentence)
    yield from _asides(sentence)
    yield from _front(sentence)
    yield from _joined(sentence)
    if not restricts(sentence.text):
        yield from _clauses(sentence)
        yield from _phrases(sentence)


def _brackets(sentence: Sentence) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in sentence.matches(_BRACKET))


def _dashes(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Between two dashes, or behind the only one."""
    marks = sentence.matches(_MARK)
    if len(marks) == 2:
        yield marks[0].start(), marks[1].end() - 1
    elif len(marks) == 1:
        yield marks[0].start(), sentence.stop


def _asides(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Between two commas, or from the last to the end: a relative clause, an apposition, a participle."""
    commas = [match.start() for match in sentence.matches(_COMMA)]
    for i, comma in enumerate(commas):
        opening = sentence.after(comma + 1)
        ends = commas[i + 1 : i + 4] if _CLAUSE_ASIDE.match(sentence.whole, opening) else commas[i + 1 : i + 2]
        yield from ((comma, end + 1) for end in ends if _is_aside(sentence, Span(opening, end)))
        if _is_aside(sentence, Span(opening, sentence.stop)):
            yield comma, sentence.stop


def _is_aside(sentence: Sentence, words: Span) -> bool:
    """Whether words between commas are a clause that hangs on the rest, or a phrase without a verb of its own."""
    if _CLAUSE_ASIDE.match(sentence.whole, words.start):
        return True
    if sentence.has_verb(words):
        return False
    if _OPENS_ASIDE.match(sentence.whole, words.start):
        return True
    return words.end < sentence.stop and sentence.is_name(words) and not sentence.in_list(words.end)


def _front(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """What stands before the first comma or the second: "After the vote, ...", "On Monday, 3 March, ..."."""
    if _FRONT.match(sentence.whole, sentence.span.start):
        commas = sentence.matches(_COMMA)[:2]
        for n, match in enumerate(commas):
            if n == 0 or _DATED.match(sentence.whole, sentence.after(commas[0].end())):
                yield sentence.span.start, sentence.after(match.end())


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """ "after ...", "while ...", "who ...", without a comma: to the next comma or the end."""
    commas = [match.start() for match in sentence.matches(_COMMA)]
    for match in (*sentence.matches(_ADVERBIAL), *sentence.matches(_RELATIVE)):
        if sentence.whole[match.start() - 1] in ",;":
            continue
        yield match.start(), sentence.stop
        yield from ((match.start(), comma) for comma in commas if comma > match.end())


def _joined(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The second of two predicates or clauses, or the first of two clauses: each part keeps its own verb."""
    commas = [match.start() for match in sentence.matches(_COMMA)]
    for match in sentence.matches(_JOINED):
        before = Span(sentence.span.start, match.start())
        if sentence.ends_with_verb(before) or _NOT_ONLY.search(before.of(sentence.whole)):
            continue
        ends = [sentence.stop, *(comma for comma in commas if comma > match.end())]
        for end in ends:
            predicate = sentence.verb_at(match.end()) and sentence.has_verb(before)
            clause = bool(match[1]) and sentence.has_subject_and_verb(Span(match.end(), end))
            if predicate or (clause and sentence.has_subject_and_verb(before)):
                yield match.start(), end
        if match[1] and sentence.opens_with_name(match.end()) and sentence.has_subject_and_verb(before):
            yield sentence.span.start, match.end()


def _phrases(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """ "in 2019", "on Tuesday", "near Baku", "for 44 days": a preposition and a date, a name or a number."""
    reading = read(sentence.text)
    for kind, spans in (("date", reading.dates), ("name", reading.names), ("number", reading.numbers)):
        for span in spans:
            place = Span(sentence.span.start + span.start, sentence.span.start + span.end)
            piece = _phrase(sentence, kind, place)
            if piece is not None:
                yield piece


def _phrase(sentence: Sentence, kind: str, place: Span) -> tuple[int, int] | None:
    before = sentence.whole[sentence.span.start : place.start]
    preposition = _PREPOSITION.search(before)
    end = _end_of_noun(sentence, place) if kind == "number" else place.end
    if not _ENDS.match(sentence.whole, end) or not sentence.open_at(place):
        return None
    if preposition is None:
        bare = kind == "date" and sentence.whole[place.start - 1 : place.start] == " " and end >= sentence.stop
        starts = place.start - 1
        return (starts, end) if bare and not _hangs_on(before) else None
    word = preposition[1].lower()
    fits = kind == "date" or (word in _PLACED if kind == "name" else word in _COUNTED)
    if not fits or _hangs_on(before[: preposition.start()]):
        return None
    if word == "from" and re.match(r"\s+(?:to|until|till|through)\b", sentence.whole[end:]):
        return None
    return sentence.span.start + preposition.start(), end


def _hangs_on(before: str) -> bool:
    """Whether the word before needs what follows it: "is in Baku", "more than", "(built in 1990)"."""
    last = re.search(r"(\w+)\W*\Z", before)
    word = last[1].lower() if last else ""
    return not word or word in _HELD_BY or word in _NEEDS or re.search(r"[(\[,;–—]\s*\w+\Z", before) is not None


_NEEDS = frozenset(
    listed("""
        than as between least most about of to and or but the a an in on at by from for with near until since that who
    which not last next this every each early late mid some nearly almost around over under up""")
)


def _end_of_noun(sentence: Sentence, number: Span) -> int:
    """Where the noun ends that is counted: "44 days", at most two words."""
    end = number.end
    for _ in range(2):
        match = _NOUN.match(sentence.whole, end)
        if match is None or _ENDS.match(sentence.whole, end):
            break
        end = match.end()
    return end
