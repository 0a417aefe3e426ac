"""A question beside a sentence: which of its words stand where, and where its verb is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from rag.answer.direct.asked import Asked, same_word
from rag.answer.direct.spans import Piece
from rag.answer.direct.tokens import BEING, Tokens
from rag.answer.question import Question
from rag.text.numbers import Number, find_numbers
from rag.text.words import listed, stem

# What "which NOUN" asks for, by its noun.
_GROUPS = {
    group: frozenset(map(stem, listed(nouns)))
    for group, nouns in {
        "who": """person man woman king queen emperor president minister leader general scientist author writer artist
            composer singer actor actress director philosopher inventor player coach politician architect physicist
            mathematician ruler official candidate senator governor mayor judge scholar celebrity rapper musician""",
        "when": "year date day month decade century time period era season",
        "where": """country city state place town location region area continent county river island sea ocean street
            village nation province district site building""",
        "how_many": "number percentage percent proportion share amount population cost price fraction",
    }.items()
}
_SHARES = frozenset(map(stem, listed("percentage percent proportion share fraction")))


class Scene:
    """What the pieces of one sentence are weighed by.

    ``others`` are the words of good sentences of other articles: what several articles say is likelier. ``lead`` is
    how far the sentence is ahead of all others, in (0, 1].
    """

    def __init__(
        self,
        question: Question,
        asked: Asked,
        tokens: Tokens,
        others: Sequence[frozenset[str]] = (),
        lead: float = 1.0,
    ) -> None:
        self.question, self.asked, self.tokens, self.others, self.lead = question, asked, tokens, others, lead

    @cached_property
    def group(self) -> str:
        """What is asked for, by the question word that comes first: "who … when …" asks who."""
        wh, head = self.asked.wh, self.asked.head
        if wh in ("what", "which") and head is not None:
            named = next((group for group, nouns in _GROUPS.items() if head in nouns), None)
            if named is not None:
                return named
        if self.question.kind in ("how_many", "how_long"):
            return self.question.kind
        if wh in ("who", "whom", "whose"):
            return "who"
        return wh if wh in ("when", "where", "why", "how") else "why" if self.question.kind == "why" else "what"

    @cached_property
    def matched(self) -> dict[int, str]:
        """The tokens that are words of the question, and which."""
        return {
            n: wanted
            for n, token in enumerate(self.tokens.all)
            if token.tells
            for wanted in self.asked.told
            if same_word(wanted, token.stem)
        }

    @cached_property
    def typed(self) -> frozenset[int]:
        """The tokens that are the noun asked for: "company" in "which company"."""
        things = self.asked.things
        return frozenset(
            n
            for n, token in enumerate(self.tokens.all)
            if token.tells and any(same_word(thing, token.stem) for thing in things)
        )

    @cached_property
    def verbs(self) -> tuple[int, ...]:
        """Where the deed asked about stands."""
        verb = self.asked.verb
        return tuple(n for n in self.matched if verb is not None and same_word(verb, self.tokens[n].stem))

    @cached_property
    def coverage(self) -> float:
        """The share of the question's words that the sentence has."""
        return len(set(self.matched.values())) / max(1, len(self.asked.told))

    @cached_property
    def names_missing(self) -> float:
        """The share of the question's words with a capital or a digit that the sentence lacks."""
        held = {*self.matched.values(), *(self.tokens[n].stem for n in self.typed)}
        special = [s for s, word in self.question.terms.items() if word[0].isupper() or word[0].isdigit()]
        return sum(s not in held for s in special) / len(special) if special else 0.0

    @cached_property
    def asks_share(self) -> bool:
        """Whether a share is asked for: "what percentage"."""
        return self.asked.head in _SHARES

    @cached_property
    def numbers(self) -> list[Number]:
        return find_numbers(self.tokens.text)

    def number_in(self, piece: Piece) -> Number | None:
        place = self.tokens.written(piece.first, piece.end)
        return next((n for n in self.numbers if place.start <= n.start and n.end <= place.end), None)

    def counts_asked(self, number: Number) -> bool:
        """Whether a number counts what "how many" asks for."""
        return any(same_word(c, s) for c in self.question.counted for s in (number.noun, number.unit) if s)

    def told_in(self, first: int, end: int) -> list[int]:
        """The tokens between two that carry meaning."""
        return [n for n in range(first, end) if self.tokens[n].tells]

    def passive(self, verb: int) -> bool:
        """Whether the deed is done to what stands before it: "was built"."""
        return any(self.tokens[n].lower in BEING for n in range(max(0, verb - 3), verb))

    @cached_property
    def asked_passive(self) -> bool:
        """Whether the question itself has "was" or the like: "who was killed"."""
        return any(word.lower() in BEING for word in self.question.focus.split())

    def between(self, piece: Piece, at: int) -> tuple[int, int]:
        """Between a piece and a token: words of meaning that are not the question's, and marks."""
        low, high = (piece.end, at) if at >= piece.end else (at + 1, piece.first)
        words = sum(self.tokens[n].tells and n not in self.matched for n in range(low, high))
        return words, sum(self.tokens[n].tag in ("mark", "sub") for n in range(low, high))

    def votes(self, piece: Piece) -> float:
        """How much of the question those sentences of other articles hold that hold the piece, too."""
        new = {self.tokens[n].stem for n in self.told_in(piece.first, piece.end) if n not in self.matched}
        told = frozenset(self.asked.told)
        if not new or not told:
            return 0.0
        return min(2.0, sum(len(told & stems) / len(told) for stems in self.others if new <= stems))
