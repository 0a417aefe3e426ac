"""What a question asks for inside a sentence: its verb, whether the thing asked does it or has it done, its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answer.direct.tokens import BEING, DETERMINERS, PREPOSITIONS, Token, Tokens
from rag.answer.kin import kindred
from rag.answer.question import Question
from rag.text.forms import all_forms
from rag.text.words import listed, stem

Role = Literal["subject", "object", "being", "other"]

_WH = frozenset(listed("what which who whom whose where when how why"))
_PAST = frozenset(all_forms())
# Words after "what" that only say that a thing is asked for.
_EMPTY = frozenset(stem(w) for w in listed("kind kinds type types sort sorts name names thing things form forms"))
_OF_KIND = frozenset(stem(w) for w in listed("kind kinds type types sort sorts form forms"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, taken apart.

    ``things`` are the stems of the noun beside "what" ("which *company*"), the last of them its head; ``verb`` the
    stem of the deed; ``role`` whether what is asked for does it; ``preposition`` the one that what is asked for stands
    with ("*in* what country", "lead *to*").
    """

    wh: str
    things: tuple[str, ...]
    verb: str | None
    role: Role
    preposition: str
    told: tuple[str, ...]  # stems of the question's content words, without those of ``things``
    plural: bool = False
    manner: bool = False  # "what kind of": asks for what stands before the noun

    @property
    def head(self) -> str | None:
        return self.things[-1] if self.things else None


def asked(question: Question, sentence: Tokens) -> Asked:
    """Take a question apart, with the sentence's help: "adopt" is the verb where the sentence has "adopted"."""
    tokens = Tokens(question.focus)
    at = _question_word(tokens)
    if at is None:
        tokens = Tokens(question.text)
        at = _question_word(tokens)
    if at is None:
        return Asked("", (), None, "other", "", tuple(question.terms))
    wh = tokens[at].lower
    after = tokens.all[at + 1 :]
    things, rest, manner = _things(wh, after, sentence)
    preposition = _preposition(tokens.all[:at], rest)
    told = tuple(s for s in question.terms if s not in things)
    verb, role = _deed(rest, sentence)
    if preposition and role in ("subject", "object"):
        role = "other" if tokens.all[:at] else role
    if not rest or not any(t.tells for t in rest):
        verb, _ = _deed(tokens.all[:at], sentence)
        role = "object"
    return Asked(wh, things, verb, role, preposition, told, _plural(tokens.all[at + 1 :]), manner)


def _question_word(tokens: Tokens) -> int | None:
    return next((n for n, token in enumerate(tokens.all) if token.lower in _WH), None)


def _plural(after: Sequence[Token]) -> bool:
    """Whether several things are asked for: "what are", "which countries"."""
    for token in after:
        if token.tag == "aux":
            return token.lower in ("are", "were", "do", "have")
        if token.lower.endswith("s") and not token.lower.endswith(("ss", "us", "is")):
            return True
    return False


def _things(wh: str, after: Sequence[Token], sentence: Tokens) -> tuple[tuple[str, ...], Sequence[Token], bool]:
    """The noun beside "what" or "which", and what follows it."""
    if wh not in ("what", "which", "whose"):
        return (), after, False
    end = 0
    for n, token in enumerate(after):
        if token.tag in ("aux", "mark", "verb", "det", "pron", "sub") or (
            token.tag == "prep" and not (token.lower == "of" and n and after[n - 1].stem in _OF_KIND)
        ):
            break
        if n and _may_be_verb(token, sentence):
            break
        following = after[n + 1] if n + 1 < len(after) else None
        if n and following is not None and following.tag == "det" and token.lower == token.text:
            break  # "which car shows the": a verb
        end = n + 1
    manner = any(token.stem in _OF_KIND for token in after[:end])
    stems = tuple(t.stem for t in after[:end] if t.tells and t.stem not in _EMPTY)
    return stems, after[end:], manner


def _may_be_verb(token: Token, sentence: Tokens) -> bool:
    """Whether a word after a noun is its verb: "proclamation *abolished* faith", "museum *specializes*"."""
    if token.text[0].isupper():
        return False
    return token.lower.endswith("ed") or token.lower in _PAST or (token.lower[-1] == "s" and _as_verb(token, sentence))


def _preposition(before: Sequence[Token], rest: Sequence[Token]) -> str:
    """The preposition of what is asked for: before "what", or left alone at the end."""
    if before and before[-1].lower in PREPOSITIONS:
        return before[-1].lower
    last = next((token for token in reversed(rest) if token.is_word), None)
    return last.lower if last is not None and last.lower in PREPOSITIONS else ""


def _deed(rest: Sequence[Token], sentence: Tokens) -> tuple[str | None, Role]:
    words = [token for token in rest if token.is_word]
    if not words:
        return None, "other"
    if words[0].tag != "aux":
        if words[0].lower in DETERMINERS or words[0].tag == "prep":
            return _verb(words[1:], sentence), "object" if words[0].tag != "prep" else "subject"
        return _verb(words[:2], sentence) or words[0].stem, "subject"
    being = words[0].lower in BEING
    second = next((w for w in words[1:3] if w.tag not in ("adverb",)), None)
    if second is not None and second.tag in ("verb", "aux", "prep"):
        # "who was killed", "what will be built": what is asked for stands before the verb.
        return _verb(words[1:4], sentence), "subject"
    verb = _verb(words[1:], sentence)
    if being and verb is None:
        return None, "being"
    return verb, "object"


def _verb(words: Sequence[Token], sentence: Tokens) -> str | None:
    """The likeliest verb among words of a question."""
    best: tuple[float, str] | None = None
    for n, token in enumerate(words):
        if not token.tells or token.text[0].isupper() or token.text[0].isdigit():
            continue
        value = _verb_likeness(n, token, words, sentence)
        if value > 0 and (best is None or value >= best[0]):
            best = (value, token.stem)
    return best[1] if best else None


def _verb_likeness(n: int, token: Token, words: Sequence[Token], sentence: Tokens) -> float:
    before = words[n - 1].lower if n else ""
    after = words[n + 1] if n + 1 < len(words) else None
    value = 0.0
    if token.tag == "verb" or token.lower in _PAST or token.lower.endswith("ed"):
        value += 2
    if _as_verb(token, sentence):
        value += 2
    if value and (after is None or after.tag in ("prep", "det", "pron", "sub")):
        value += 1
    if before in DETERMINERS or (before in PREPOSITIONS and before != "to") or before in ("most", "more"):
        value -= 2
    if after is None and before and before not in PREPOSITIONS:
        value += 0.6
    return value


def _as_verb(token: Token, sentence: Tokens) -> bool:
    """Whether the sentence has the word as a verb, in another form: "adopted" for "adopt"."""
    return any(
        other.tag == "verb" and (other.stem == token.stem or kindred(other.stem, token.stem)) for other in sentence.all
    )


@lru_cache(maxsize=65_536)
def same_word(a: str, b: str) -> bool:
    """Whether two stems count for each other."""
    return a == b or kindred(a, b)
