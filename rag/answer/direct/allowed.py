"""What cannot be the answer, whatever speaks for it: of another kind, cut off, or about something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rag.answer.direct.scene import Scene
from rag.answer.direct.spans import NUMERIC, SURE_CAUSES, Piece
from rag.answer.direct.tokens import BEING
from rag.text.dates import find_dates
from rag.text.names import Name, find_names
from rag.text.voices.given_names import pronoun_of
from rag.text.voices.speech_verbs import SPEECH_VERBS
from rag.text.words import listed, stem

# Bodies that are neither a place nor a company.
_RULERS = frozenset(
    listed(
        """
    administration agency commission committee congress council court department government ministry parliament party
    senate
    """
    )
)
_SAYS = frozenset(listed("said says told wrote writes reported reports added"))
_CLAUSE_BEGINS = frozenset(listed("since after before while when because although which who whose"))
_LONGEST_DATELINE = 10  # tokens
_NAMED = frozenset(map(stem, listed("country city state town county continent president minister leader company")))
_PRECISION: Mapping[str, tuple[str, ...]] = {
    "year": ("year",), "decad": ("year",), "month": ("month",), "day": ("day", "weekday"), "date": ("day", "weekday"),
    "time": ("time",),
}  # fmt: skip
# What can answer what: a duration is no person, a name no number.
_KINDS: Mapping[str, frozenset[str]] = {
    "how_many": NUMERIC,
    "how_long": frozenset(("duration", "measure", "multiple")),
    "when": frozenset(("date", "when")),
    "who": frozenset(("name", "phrase", "part", "quote")),
    "where": frozenset(("name", "phrase", "part", "place")),
    "why": frozenset(("cause",)),
}


def allowed(scene: Scene, piece: Piece) -> bool:
    """Whether a piece can be an answer at all: of the kind asked for, whole, and not only what the question says."""
    content = scene.told_in(piece.first, piece.end)
    if not content or all(n in scene.matched or n in scene.typed for n in content):
        return False
    return _is_of_the_kind(scene, piece) and not any(test(scene, piece) for test in _AGAINST)


def _is_of_the_kind(scene: Scene, piece: Piece) -> bool:
    kinds = _KINDS.get(scene.group)
    if kinds is not None:
        return piece.kind in kinds
    return scene.group != "what" or piece.kind not in ("cause", "when")


def _is_cut_off(scene: Scene, piece: Piece) -> bool:
    """Whether a piece leaves out what belongs to it: "Latin" of "a Latin monastery", "X" of "X as well as Y"."""
    tokens = scene.tokens
    after = tokens[piece.end] if piece.end < len(tokens) else None
    joined = after is not None and after.lower == "as" and after.tag == "and"
    if joined or (after is not None and tokens.text.startswith(("along with", "together with"), after.start)):
        return True
    if after is not None and after.lower == "of" and piece.kind not in NUMERIC and piece.end not in scene.typed:
        return True  # "the heads" of "the heads of two banks"
    wholes = [*tokens.named, *tokens.lists]
    if any(first < piece.end and piece.first < end and not _covers(piece, first, end) for first, end in wholes):
        return True
    if piece.kind != "name":
        return False
    if after is not None and after.tag == "thing" and piece.end not in scene.typed:
        return True
    before = tokens[piece.first - 1] if piece.first else None
    left = before is not None and before.tag == "thing" and before.text.islower()
    return scene.group == "what" and left and piece.first - 1 not in scene.typed


def _is_beside_the_thing(scene: Scene, piece: Piece) -> bool:
    """Whether a sentence tells which thing ("the third meeting"), and the piece is not there."""
    tokens = scene.tokens
    for first, end in tokens.chunks:
        heads = [n for n in range(first, end) if n in scene.typed]
        told = [n for n in scene.told_in(first, heads[0] if heads else first) if n not in scene.matched]
        if told:
            low, high = (piece.end, first) if piece.end <= first else (end, piece.first)
            parted = any(tokens[n].tag not in ("mark", "det", "thing") for n in range(low, high))
            return (piece.end <= first or piece.first >= end) and parted
    return False


def _counts_else(scene: Scene, piece: Piece) -> bool:
    """Whether a number counts something else: hours, or what another number beside it is not of."""
    if scene.group != "how_many" or not scene.question.counted:
        return False
    number = scene.number_in(piece)
    if number is None or scene.counts_asked(number):
        return number is None
    of_unit = bool(number.unit) and " many " in f" {scene.question.text.lower()} "
    return of_unit or any(map(scene.counts_asked, scene.numbers))


def _runs_on(scene: Scene, piece: Piece) -> bool:
    """Whether a number's piece runs on into another clause: "two neighbours since thousands", of thousands killed."""
    inside = (scene.tokens[n].lower for n in range(piece.first + 1, piece.end))
    return piece.kind in NUMERIC and any(word in _CLAUSE_BEGINS for word in inside)


def _is_lesser_cause(scene: Scene, piece: Piece) -> bool:
    """Whether a mere "after" or "for" is taken for a cause: it is one too seldom."""
    return piece.kind == "cause" and scene.tokens[piece.first].lower not in SURE_CAUSES


def _is_source(scene: Scene, piece: Piece) -> bool:
    """ "..., said the Harbour Post": who tells it, which nobody asked."""
    first = piece.first - (piece.first > 0 and scene.tokens[piece.first - 1].tag == "det")
    before = [scene.tokens[n].lower for n in range(max(0, first - 2), first)]
    said = first > 0 and before[-1] in _SAYS and first - 1 not in scene.verbs
    return piece.kind in ("name", "phrase") and (said or before == ["according", "to"])


def _covers(piece: Piece, first: int, end: int) -> bool:
    return piece.first <= first and end <= piece.end


def _follows_no_deed(scene: Scene, piece: Piece) -> bool:
    """Whether what follows a verb follows another one than the question's."""
    if piece.kind != "complement" or scene.asked.things:
        return piece.kind == "complement"
    deed = piece.first - 1 in scene.verbs or scene.tokens[piece.first - 1].lower in BEING
    return not deed and scene.group != "how"


def _is_dateline(scene: Scene, piece: Piece) -> bool:
    """ "WASHINGTON (News) – ", "(CNN) ": where a report was written, or by whom."""
    opens = scene.tokens.all[:_LONGEST_DATELINE]
    if opens[0].text == "(":
        end = next((n for n, token in enumerate(opens) if token.text == ")"), 0)
    elif len(opens[0].text) > 1 and opens[0].text.isupper():
        end = next((n for n, token in enumerate(opens) if token.text in "–—-"), 0)
    else:
        return False
    return piece.first <= end


def _is_less_precise(scene: Scene, piece: Piece) -> bool:
    """Whether a date is less precise than it is asked for: "in what year" is not answered by a Tuesday."""
    if sum(thing in _PRECISION for thing in scene.asked.things) > 1:
        return True  # "at what time and date": two answers
    needed = _PRECISION.get(scene.asked.head or "")
    if piece.kind != "date" or needed is None:
        return False
    dates = find_dates(scene.tokens.written(piece.first, piece.end).of(scene.tokens.text))
    return not any(getattr(date, part) is not None for date in dates for part in needed)


def _tells_when_said(scene: Scene, piece: Piece) -> bool:
    """ "announced on Tuesday": when it was said, which nobody asked."""
    near = range(max(0, piece.first - 2), piece.first)
    return piece.kind in ("date", "when") and any(
        scene.tokens[n].lower in SPEECH_VERBS and n not in scene.verbs for n in near
    )


def _is_of_other_kind(scene: Scene, piece: Piece) -> bool:
    """Whether the words show that a piece is no place, no company, or not the person but what is theirs."""
    tokens, head = scene.tokens, scene.asked.head
    before = tokens[piece.first - 1].lower if piece.first else ""
    if scene.group == "who" and before == "of" and scene.asked.preposition != "of":
        return True
    if head not in _NAMED:
        return False
    content = scene.told_in(piece.first, piece.end)
    if not all(tokens[n].text[0].isupper() or n in scene.typed for n in content):
        return True
    if tokens[piece.first].tag == "prep" and piece.kind != "place":
        return True
    names = find_names(tokens.written(piece.first, piece.end).of(tokens.text))
    rules = any(word in _RULERS for name in names for word in name.key.split())
    return rules or (scene.group == "where" and any(map(_is_surely_person, names)))


def _is_surely_person(name: Name) -> bool:
    return len(name.key) < len(name.text) or (" " in name.key and pronoun_of(name.key, "") is not None)


_AGAINST: tuple[Callable[[Scene, Piece], bool], ...] = (
    _is_of_other_kind,
    _follows_no_deed,
    _is_cut_off,
    _is_beside_the_thing,
    _counts_else,
    _is_lesser_cause,
    _runs_on,
    _is_dateline,
    _is_source,
    _is_less_precise,
    _tells_when_said,
)
