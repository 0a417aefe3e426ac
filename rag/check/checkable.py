"""The sentences of a pasted text, and whether each makes a claim that can be checked.

What is no claim is told apart by its form and a few words of English, without a grammar. In doubt a sentence is
checked: a question that is checked costs the reader a glance, a false claim that is not may cost him more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.check.blocks import CODE, FOOTNOTE, HEADING, TABLE, Block, blocks
from rag.check.reading import read
from rag.text.sentences import split_sentences
from rag.text.words import is_stop, words
from rag.types import Span

LEAST_CONTENT = 2
"""Content words. With fewer there is nothing that a source could bear out, but for "He resigned." and its like."""

LONGEST_LABEL = 3
"""Content words of a line without a full stop that is a title, not a sentence whose full stop was forgotten."""

SMALL_TALK = 6
"""Words. What is longer says something besides hello."""

GREETING, INSTRUCTION, OPINION, QUESTION = "a greeting", "an instruction", "an opinion", "a question"
TOO_LITTLE, WISH = "too little to check", "a wish"


@dataclass(frozen=True, slots=True, order=True)
class Piece(Span):
    """A sentence of a text. ``nothing`` says why there is nothing to check in it, and is empty where there is.

    ``plain`` are its characters with markup blanked out: of the same length, so that offsets in it count in the text.
    """

    plain: str = ""
    nothing: str = ""


def split_checkable(text: str) -> list[Span]:
    """The sentences of ``text`` that are worth checking, as spans of it; list marks at their start are left out."""
    return [Span(piece.start, piece.end) for piece in split_text(text) if not piece.nothing]


def split_text(text: str) -> list[Piece]:
    """All sentences of ``text`` in order; what is neither (rules, link targets) belongs to none."""
    pieces = [(block, piece) for block in blocks(text) for piece in _pieces(block, text)]
    alone = len(pieces) == 1  # who pastes one line wants it checked, with a full stop or without
    return [_judged(piece, block, alone) for block, piece in pieces]


def _pieces(block: Block, text: str) -> Iterator[Piece]:
    spans = [Span(0, len(block.plain))] if block.nothing in (CODE, FOOTNOTE) else split_sentences(block.plain)
    reached = 0
    for span in spans:
        plain = span.of(block.plain)
        start = span.start + len(plain) - len(plain.lstrip())
        end = span.end - (len(plain) - len(plain.rstrip()))
        if not any(char.isalnum() for char in block.plain[start:end]):
            continue
        start, end = _with_its_marks(block, text, Span(start, end), reached)
        reached = end
        yield Piece(block.start + start, block.start + end, block.plain[start:end], block.nothing)


def _with_its_marks(block: Block, text: str, inner: Span, reached: int) -> tuple[int, int]:
    """A sentence with the emphasis, links and footnote marks that touch it: no mark is cut off from its fellow."""

    written = text[block.start : block.start + len(block.plain)]

    def is_mark(at: int, open: bool) -> bool:
        return block.plain[at] == " " and (open or not written[at].isspace())

    start, end = inner.start, inner.end
    while start > reached and is_mark(start - 1, _is_open(written[start : inner.start], "][)(><")):
        start -= 1
    while end < len(written) and is_mark(end, _is_open(written[inner.end : end], "[]()<>")):
        end += 1
    return start, end


def _is_open(mark: str, brackets: str) -> bool:
    """Whether it has a bracket without its fellow: the white space of ``[12, 13]`` and ``<a href="x">`` is theirs."""
    pairs = zip(brackets[::2], brackets[1::2], strict=True)
    return any(mark.count(opening) > mark.count(closing) for opening, closing in pairs)


def _judged(piece: Piece, block: Block, alone: bool) -> Piece:
    why = piece.nothing or nothing_to_check(piece.plain.strip())
    if not why and not alone and not _is_closed(piece.plain):
        why = _unfinished(piece.plain, block)
    return Piece(piece.start, piece.end, piece.plain, why)


def _is_closed(plain: str) -> bool:
    return plain.rstrip(" \t\n\"'”’»)]")[-1:] in tuple(".!?…。！？")


def _unfinished(plain: str, block: Block) -> str:
    """What a line without a full stop is, if not a sentence: a title, a cell of a table."""
    content = [word.text for word in words(plain) if not is_stop(word.text)]
    if any(char.isdigit() for char in plain) and len(content) > LONGEST_LABEL:
        return ""
    capitals = [word[:1].isupper() for word in content if len(word) > LONGEST_LABEL]
    if block.part:
        return TABLE if len(content) < LONGEST_LABEL and block.part == "cell" else ""
    return HEADING if len(content) <= LONGEST_LABEL or (len(capitals) > LONGEST_LABEL and all(capitals)) else ""


# --- sentences -----------------------------------------------------------------------------------------------------

_TALK = re.compile(
    r"(?:(?:hi|hello|hey|dear|good\s(?:morning|afternoon|evening|day)|thanks?(?!\sto\b)|thank\syou|welcome|sorry|cheers"
    r"|(?:best|kind|warm)\s(?:regards|wishes)|regards|sincerely|yours|enjoy|goodbye|bye|see\syou)\b"
    r"|(?:sure|certainly|absolutely|of\scourse|okay|ok|great|alright|yes|no)[,.!]|(?:i\s)?hope\s(?:this|that)\shelps)",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(r"\b(?:here(?:['’]s|\sis|\sare)|the\sfollowing|below|in\ssummary|to\ssum\sup)\b", re.IGNORECASE)
_INSTRUCTION = re.compile(
    r"(?:please|see\s(?:also|below|above)|click|subscribe|sign\sup|follow\s(?:us|me|our)|share\s(?:this|it|your)"
    r"|(?:contact|call|email|visit)\s(?:us|me|our|your)|let\s(?:us|me)\sknow|let['’]s|let\sus|remember\sto"
    r"|(?:don['’]t|do\snot|never)\s\w+|read\s(?:more|on|the|our|this)|keep\sin\smind|make\ssure|feel\sfree|be\ssure"
    r"|(?:write|summari[sz]e|rewrite|translate|compare|explain|describe|imagine|consider)\s(?:a|an|the|this|it|how|in))\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:let['’]s\shope|let\sus\shope|hopefully|here['’]s\shoping|if\sonly|long\slive|god\sbless"
    r"|may\s(?:the|they|he|she|it|his|her|their|god|all|we|you|this)"
    r"|(?:i|we)\s(?:\w+ly\s)?(?:hope|wish|pray|look\sforward))\b",
    re.IGNORECASE,
)
_VIEW = re.compile(
    r"(?:in\s(?:my|our)\s(?:view|opinion)|to\s(?:my|our)\smind|personally|frankly|honestly|if\syou\sask\s(?:me|us)"
    r"|(?:i|we)\s(?:\w+ly\s)?(?:think|believe|feel|doubt|love|hate|like|prefer|wonder|guess|suppose|fear|find"
    r"|would\slike|am\s(?:glad|sad|happy|afraid)|are\s(?:glad|sad|happy|afraid)))\b",
    re.IGNORECASE,
)
_OUGHT = re.compile(r"\b(?:should|ought\sto|deserves?\sto)\b", re.IGNORECASE)
_EXCLAIMED = re.compile(r"(?:what\s(?:a|an)|how\s\w+)\b.*!", re.IGNORECASE | re.DOTALL)
_VALUED = re.compile(
    r"\b(?:is|are|was|were|seems?|looks?|feels?|sounds?)\s(?:(?:an?|all|just|simply|so|such|truly|very|really|rather|quite"
    r"|deeply|utterly|absolutely)\s)*(?:good|bad|great|sad|wrong|fair|unfair|tragic|terrible|horrible|awful|wonderful"
    r"|amazing|beautiful|ugly|disgusting|shameful|disgraceful|outrageous|ridiculous|absurd|brilliant|fantastic|excellent"
    r"|unacceptable|inexcusable|boring|impressive|disappointing|shame|disgrace|pity|joke|scandal)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:said|says|told|tells|according|call(?:ed|s)|argue[ds]?|warn(?:ed|s)|wrote|writes|demand(?:ed|s)|ask(?:ed|s)"
    r"|urge[ds]|insist(?:ed|s)|claim(?:ed|s)|describe[ds]|denie[ds]|stated|states|add(?:ed|s)|believe[ds]|thinks|thought"
    r"|feels|felt|hope[ds]|fear(?:ed|s)|consider(?:ed|s)|maintain(?:ed|s)|finds|accuse[ds]|critici[sz]e[ds]|praise[ds])\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:he|she|they|it|both|others)\s", re.IGNORECASE)


def nothing_to_check(sentence: str) -> str:
    """Why a sentence makes no claim, in a word or two; empty where it makes one.

    An opinion is one that is the writer's own and states nothing that a source could bear out: neither a number, nor a
    date, nor words that somebody said. Somebody else's opinion is a claim: that he holds it.
    """
    content = [word for word in words(sentence) if not is_stop(word.text)]
    if _asks(sentence):
        return QUESTION
    if _TALK.match(sentence) and len(words(sentence)) <= SMALL_TALK and not _has_facts(sentence):
        return GREETING
    if sentence.endswith(":") and (len(content) <= LONGEST_LABEL + 1 or _LEADS_IN.search(sentence)):
        return HEADING
    if _WISH.match(sentence):
        return WISH
    if _INSTRUCTION.match(sentence):
        return INSTRUCTION
    if _is_opinion(sentence):
        return OPINION
    return "" if len(content) >= LEAST_CONTENT or (content and _does_something(sentence)) else TOO_LITTLE


def _asks(sentence: str) -> bool:
    """Whether it is a question of the writer's own; one that somebody is said to have asked is a claim."""
    if not sentence.rstrip(" \t\n\"'”’»)]*_").endswith("?"):
        return False
    is_reported = sentence.rstrip()[-1] in '"”»' and any(mark in sentence[1:-1] for mark in '"“«')
    return not is_reported


def _does_something(sentence: str) -> bool:
    """ "He resigned.": a subject, one word that says what it did, a full stop."""
    is_named = any(name.start == 0 and name.end < len(sentence) - 1 for name in read(sentence).names)
    return _is_closed(sentence) and (is_named or _PRONOUN.match(sentence) is not None)


def _has_facts(sentence: str) -> bool:
    found = read(sentence)
    return bool(found.numbers or found.dates or found.quotes)


def _is_opinion(sentence: str) -> bool:
    if _has_facts(sentence):
        return False
    if _VIEW.match(sentence) or _EXCLAIMED.fullmatch(sentence):
        return True
    if _REPORTED.search(sentence):
        return False
    named = any(name.start for name in read(sentence).names)
    return bool(_OUGHT.search(sentence) or (not named and _VALUED.search(sentence)))
