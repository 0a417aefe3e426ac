"""What speaks for a piece of a sentence and what against it: kind, place beside the question's words, shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answer.direct.asked import same_word
from rag.answer.direct.scene import Scene
from rag.answer.direct.spans import Piece
from rag.answer.direct.tokens import BEING, Tokens
from rag.text.names import find_names
from rag.text.voices import is_person

Features = dict[str, float]

_PLACES = frozenset(("in", "at", "near", "from", "to", "across", "outside", "into"))
_RIVALS = frozenset(("date", "count", "money", "percentage", "duration", "name", "measure"))
_FAR = 12  # tokens, from which a word is as good as absent
_STOP_COSTS = 3  # tokens that a comma or a "which" between counts for


def features(scene: Scene, piece: Piece, pieces: Sequence[Piece]) -> Features:
    """All features of a piece that are not zero."""
    found: Features = {f"{scene.group}_is_{piece.kind}": 1.0}
    for part in (
        _own,
        _near,
        _deed,
        _prepositions,
        _typed,
        _shape,
        _neighbours,
        _lists,
        _named,
        _counted,
        _votes,
    ):
        found |= part(scene, piece)
    return {name: float(value) for name, value in (found | _rivals(scene, piece, pieces)).items() if value}


# Of the best piece's features, those that also tell whether it is right at all.
_TELLING = (
    "no_votes", "names_missing", "verb_missing", "wrong_side", "count_match", "count_other", "typed_in_or_beside",
    "typed_away", "prep_same", "prep_other", "in_list", "after_be_being", "apposed", "only_one", "least",
    "own", "len",
)  # fmt: skip


def certainty(scene: Scene, found: Features, shares: Sequence[float], value: float) -> Features:
    """What tells whether the best piece is right: ``found`` are its features and ``value`` their weighted sum;
    ``shares`` are the likelihoods of the best piece, of the best one apart from it, and of all that overlap it.
    """
    best, other, mass = shares
    return {
        "bias": 1.0,
        "best": best,
        "other": other,
        "mass": mass,
        "value": value / 5,
        "coverage": scene.coverage,
        "lead": scene.lead,
        "lead_of_articles": scene.lead * bool(scene.others),
        "of_articles": float(bool(scene.others)),
        "told": min(len(scene.asked.told), 8) / 8,
        "names_missing": scene.names_missing,
        f"asks_{scene.group}": 1.0,
    } | {name: found[name] for name in _TELLING if name in found}


def _own(scene: Scene, piece: Piece) -> Mapping[str, float]:
    """How much of the piece the question says itself, and how much of the question stands in its clause."""
    inside = range(piece.first, piece.end)
    content = scene.told_in(piece.first, piece.end)
    clauses = {scene.tokens[n].clause for n in inside}
    here = {w for n, w in scene.matched.items() if scene.tokens[n].clause in clauses and n not in inside}
    return {
        "own": sum(n in scene.matched for n in content) / max(1, len(content)),
        "in_clause": len(here) / max(1, len(scene.asked.told)),
    }


def _near(scene: Scene, piece: Piece) -> Mapping[str, float]:
    """How near the question's words stand."""
    gaps = []
    for n in scene.matched:
        if not piece.first <= n < piece.end:
            gap = piece.first - n if n < piece.first else n - piece.end + 1
            gaps.append(gap + _STOP_COSTS * min(3, scene.between(piece, n)[1]))
    near = sum(1 / (1 + gap) for gap in gaps)
    return {"near": 3 * near / max(1, len(scene.asked.told)), "least": min([*gaps, _FAR]) / _FAR}


def _deed(scene: Scene, piece: Piece) -> Features:
    """Whether the piece stands where who does the deed stands, or whom it is done to."""
    role = scene.asked.role
    found: Features = {"verb_missing": float(scene.asked.verb is not None and not scene.verbs)}
    for verb in scene.verbs:
        if piece.first <= verb < piece.end:
            found["verb_inside"] = 1.0
        elif role in ("subject", "object"):
            words, marks = scene.between(piece, verb)
            near = 1 / (1 + words + 2 * marks)
            fits = _does(scene, piece, verb) if role == "subject" else _suffers(scene, piece, verb)
            names = (f"side_{role}", f"adjacent_{role}") if fits else ("", "wrong_side")
            found[names[0]] = 1.0
            found[names[1]] = max(found.get(names[1], 0.0), near)
    found.pop("", None)
    return found


def _does(scene: Scene, piece: Piece, verb: int) -> bool:
    left, passive = piece.end <= verb, scene.passive(verb)
    by = piece.first > 0 and scene.tokens[piece.first - 1].lower == "by"
    return (left and (not passive or scene.asked_passive)) or (by and not left)


def _suffers(scene: Scene, piece: Piece, verb: int) -> bool:
    left, turned = piece.end <= verb, scene.passive(verb) and not scene.asked_passive
    return left if turned else not left


def _prepositions(scene: Scene, piece: Piece) -> Features:
    before = _before(scene.tokens, piece)
    found: Features = {f"{scene.group}_at": float(before in _PLACES)}
    if scene.asked.preposition:
        same = scene.asked.preposition in (before, scene.tokens[piece.first].lower)
        return found | {"prep_same": float(same), "prep_other": float(not same)}
    found["after_prep"] = float(piece.first > 0 and scene.tokens[piece.first - 1].tag == "prep")
    found["after_by"] = float(before == "by" and scene.asked.role == "subject")
    return found


def _typed(scene: Scene, piece: Piece) -> Features:
    """Whether the noun asked for stands in the piece or beside it: "the car manufacturer Daewoo"."""
    if not scene.asked.things:
        return {}
    beside = any(n in scene.typed for n in range(piece.first - 1, piece.end + 1))
    return {
        f"thing_is_{piece.kind}": 1.0,
        "typed_in_or_beside": float(beside),
        "typed_away": float(bool(scene.typed) and not beside),
        "typed_after_piece": float(piece.end in scene.typed),
        "manner_before_typed": float(scene.asked.manner and piece.end in scene.typed),
    }


def _shape(scene: Scene, piece: Piece) -> Features:
    tokens = scene.tokens
    first = tokens[piece.first]
    after = tokens[piece.end] if piece.end < len(tokens) else None
    long = (piece.end - piece.first) / 10
    return {
        "len": long,
        "len2": long * long,
        "starts_capital": float(piece.first > 0 and first.text[0].isupper()),
        "starts_det": float(first.tag == "det"),
        "starts_prep": float(first.tag == "prep"),
        "starts_sentence": float(piece.first == 0),
        "ends_clause": float(after is None or after.tag in ("mark", "sub")),
        "cut_right": float(after is not None and after.tag == "thing"),
        "before_of": float(after is not None and after.lower == "of"),
        "the_left_out": float(piece.first > 0 and tokens[piece.first - 1].tag == "det"),
    }


def _neighbours(scene: Scene, piece: Piece) -> Features:
    """The question's nearest words on both sides, and whether they stand there as in the question."""
    tokens, matched, told = scene.tokens, scene.matched, scene.asked.told
    left = max((n for n in matched if n < piece.first), default=None)
    right = min((n for n in matched if n >= piece.end), default=None)
    found: Features = {"no_left": float(left is None), "no_right": float(right is None)}
    if left is not None:
        words, marks = scene.between(piece, left)
        if matched[left] == told[-1] and scene.asked.role == "object":
            found["left_is_last_object"] = 1 / (1 + words + marks)
        found["left_same_clause"] = float(tokens[left].clause == tokens[piece.first].clause)
        found["left_matched"] = float(piece.first - left <= 3)
    if right is not None:
        words, marks = scene.between(piece, right)
        if matched[right] == told[-1] and scene.asked.role == "subject":
            found["right_is_last_subject"] = 1 / (1 + words + marks)
        found["right_touch"] = float(words + marks == 0)
        found["right_matched"] = float(right - piece.end < 3)
    being = scene.asked.role == "being"
    found["after_be_being"] = float(being and _before(tokens, piece) in BEING)
    found["apposed"] = float(_before(tokens, piece) == "," and piece.first - 2 in matched)
    return found


def _lists(scene: Scene, piece: Piece) -> Features:
    """One member of a list is half an answer where several things are asked for."""
    joined = any(scene.tokens[n].tag == "and" for n in range(piece.first, piece.end))
    part = in_list(scene.tokens, piece)
    several = scene.asked.plural and not scene.asked.manner
    return {
        "in_list": float(part),
        "plural_in_list": float(part and several),
        "plural_list": float(joined and several),
        "single_list": float(joined and not several),
    }


def in_list(tokens: Tokens, piece: Piece) -> bool:
    """Whether a piece is one member of a list whose other members it leaves out."""
    around = [tokens[n] for n in (piece.first - 1, piece.end) if 0 <= n < len(tokens)]
    if any(token.tag == "and" for token in around):
        return True
    return any(token.text == "," for token in around) and any(
        first <= piece.first and piece.end <= end and (first, end) != (piece.first, piece.end)
        for first, end in tokens.lists
    )


def _named(scene: Scene, piece: Piece) -> Features:
    if piece.kind != "name":
        return {}
    written = scene.tokens.written(piece.first, piece.end).of(scene.tokens.text)
    return {f"{scene.group}_person": float(any(is_person(name) for name in find_names(written)))}


def _counted(scene: Scene, piece: Piece) -> Features:
    """Whether a number counts what is asked for, and is a share or a sum where one is asked for."""
    number = scene.number_in(piece) if scene.group in ("how_many", "how_long") else None
    if number is None:
        return {}
    tokens, counted = scene.tokens, scene.question.counted
    beside = {tokens[n].stem for n in range(piece.first, min(len(tokens), piece.end + 3))}
    match = any(same_word(c, s) for c in counted for s in (number.noun, number.unit, *beside) if s)
    words = scene.question.text.lower()
    sum_asked = " much" in words or "cost" in words
    return {
        "count_match": float(bool(counted) and match),
        "count_other": float(bool(counted) and not match and any(map(scene.counts_asked, scene.numbers))),
        "count_has_noun": float(bool(counted) and not match and bool(number.noun or number.unit)),
        "share_is_share": float(scene.asks_share and piece.kind == "percentage"),
        "share_is_other": float(scene.asks_share and piece.kind not in ("percentage", "fraction")),
        "share_not_asked": float(not scene.asks_share and piece.kind == "percentage"),
        "money_is_money": float(sum_asked and piece.kind == "money"),
        "money_not_asked": float(not sum_asked and piece.kind == "money"),
    }


def _votes(scene: Scene, piece: Piece) -> Features:
    votes = scene.votes(piece)
    return {"votes": votes, "no_votes": float(bool(scene.others) and not votes)}


def _rivals(scene: Scene, piece: Piece, pieces: Sequence[Piece]) -> Features:
    """How many pieces of the same kind the question does not give away."""
    if piece.kind not in _RIVALS:
        return {}
    same = [p for p in pieces if p.kind == piece.kind and not any(n in scene.matched for n in range(p.first, p.end))]
    apart, end = 0, -1
    for other in sorted(same, key=lambda p: (p.first, p.end)):
        apart += other.first >= end
        end = max(end, other.end)
    own = any(n in scene.matched for n in range(piece.first, piece.end))
    return {"only_one": float(apart == 1 and not own), "rivals": min(apart, 6) / 6}


def _before(tokens: Tokens, piece: Piece) -> str:
    return tokens[piece.first - 1].lower if piece.first else ""
