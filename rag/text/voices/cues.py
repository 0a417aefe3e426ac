"""Who is said to speak, by grammar alone: the verbs of speech in a sentence, each with the words that name its subject.

"Kanaani stated", "said Biden, who ...", "according to Fars News", "a spokesperson for the ministry told reporters". Who
"he" or "the minister" is, is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.text.voices.speech_verbs import NEVER_INVERTED, NOUNS_TOO, SPEECH_VERBS, WITH_QUOTES_ONLY, WITH_THAT_ONLY
from rag.text.voices.subjects import BLOT, Clause, Subject
from rag.text.words import listed
from rag.types import Span

_PASSIVE = frozenset(
    listed("was were is are be been being get got not to will would could can may might should must cannot n't")
)
_PASSIVE_BEFORE = re.compile(
    r"\b(?:is|was|are|were|been|be|(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hat)['’]s)\s(?:(?:also|even|often|still|now|\w{2,15}ly)\s){0,2}\Z"
)
_BEING = frozenset(["is", "are", "was", "were"])
_FREE_BEFORE = (" and", " by", " while", " in", " as", " beyond", " without", " after", " for", " heard")
_WORD = re.compile(r"[\w'’.&-]{0,60}\w")
_ON_TO = re.compile(r"\b(?:went|goes|going) on to\s*\Z")
_THEN_QUOTED = re.compile(rf"(?:\s(?:simply|only|in part|as follows))?[,:]?\s?{BLOT}")
_OBJECT = re.compile(r"\s(?:that|the|a|an|it|him|her|them|his|their|its|this|these|those|[A-Z][a-z])\b")
_OWNERS = ("'s", "’s", "his", "her", "their", "its", "own")
_SMALL_WORDS = re.compile(r"\s{0,8}(?:(?:also|now|then|still|even|have|did|does|do|\w{2,20}ly)\s{1,8}){0,3}")
# "called" in "called a traitor by Berg", "dubbed the snake by locals": the subject stands after "by".
_BY = re.compile(rf"\s(?:as\s)?(?:\w{{1,20}}\s){{0,4}}{BLOT}{{0,300}}\s?(?:\w{{1,20}}\s){{0,3}}by\s")
_CLOSING = frozenset(["said", "says", "wrote", "writes", "reported", "reports"])
_GOES_ON = re.compile(r"\s(?:on|in|at|for|from|of|to|during|after|while|when|who|[A-Z][a-z]+day|last|this)\b")
_SPEAKING_NOUN = re.compile(
    r"\b(?:claim|warning|assertion|accusation|statement|promise|remark|suggestion|argument|complaint|admission|pledge|vow"
    r"|description|insistence|belief|comment|allegation|prediction|words?|tweet|call|plea)s?\b(?:\s(?:by|from)\s)?"
)
_POSSESSIVE = re.compile(r"\b(?:[Hh]is|[Hh]er|['’]s)\s(?:[a-z-]{2,20}\s){0,3}\Z")
_ACCORDING = re.compile(r"\b[Aa]ccording to\s+|\b[Pp]er\s+(?=[A-Z])|\b[Ii]n the words of\s+")


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of speech (or "according to") with its subject. ``shared`` if it is another verb's subject too.

    ``noun`` if it is no verb ("her claim that"): it says whose a quotation is, but reports nothing by itself.
    """

    verb: Span
    subject: Subject
    shared: bool = False
    noun: bool = False

    @property
    def start(self) -> int:
        return min(self.verb.start, self.subject.start)

    @property
    def end(self) -> int:
        return max(self.verb.end, self.subject.end)


def frame_of(text: str, quotes: Sequence[Span]) -> str:
    """The text with its quotations blotted out, of the same length."""
    pieces: list[str] = []
    at = 0
    for quote in quotes:
        pieces += [text[at : quote.start], BLOT * (quote.end - quote.start)]
        at = quote.end
    return "".join([*pieces, text[at:]])


def cues_in(clause: Clause) -> list[Cue]:
    """The cues of a sentence, in order."""
    frame = clause.frame
    found: list[Cue] = []
    for word in _WORD.finditer(frame, clause.start, clause.end):
        lower = word[0].lower()
        if lower not in SPEECH_VERBS:
            continue
        opens = word.start() == clause.start or frame.startswith(f"{BLOT} ", word.start() - 2)  # "Said one lawmaker:"
        if word[0] == lower or opens:
            cue = _cue(clause, Span(word.start(), word.end()), lower, found)
            if cue is not None:
                found.append(cue)
    for match in _ACCORDING.finditer(frame, clause.start, clause.end):
        subject = clause.after(match.end())
        if subject is not None:
            found.append(Cue(Span(match.start(), match.end()), subject))
    if BLOT in frame[clause.start : clause.end]:
        found += _nouns(clause, {cue.verb.start for cue in found})
    return sorted(found, key=lambda cue: cue.verb.start)


def _nouns(clause: Clause, verbs: Collection[int]) -> list[Cue]:
    """ "Lund's claim that", "his warning", "a statement by the council": nouns that say whose words they are."""
    found: list[Cue] = []
    for match in _SPEAKING_NOUN.finditer(clause.frame, clause.start, clause.end):
        if match.start() in verbs:
            continue
        if match[0].endswith(" "):
            subject = clause.after(match.end())
        else:
            owner = _POSSESSIVE.search(clause.frame, max(clause.start, match.start() - 60), match.start())
            subject = clause.owner(owner.start()) if owner is not None else None
        if subject is not None:
            found.append(Cue(Span(match.start(), match.start() + len(match[0].split()[0])), subject, noun=True))
    return found


def _cue(clause: Clause, verb: Span, lower: str, found: Sequence[Cue]) -> Cue | None:
    word, at = clause.word_before(verb.start), verb.start
    before = "" if word in ("May", "Will") else word.lower()  # a name here
    on_to = _ON_TO.search(clause.frame, max(clause.start, at - 20), at) if before == "to" else None
    if on_to is not None:
        at = on_to.start()
    elif lower.endswith("ing") and before in _BEING:
        subject = clause.before(clause.frame.rfind(before, clause.start, at))
        return Cue(verb, subject) if subject is not None and lower not in NOUNS_TOO else None
    elif (
        before in _PASSIVE
        or _is_passive(clause, at, lower)
        or (lower.endswith("ed") and clause.frame.startswith(" by ", verb.end))
    ):
        return _passive(clause, verb)
    elif _is_other_use(clause, verb, lower, before):
        return None
    if lower.endswith("ing"):
        return _participle(clause, verb, lower, found)
    after = clause.after(verb.end) if lower not in NEVER_INVERTED and _may_invert(clause, at) else None
    if after is not None and (_ends_clause(clause, after.end) or _closes_quotation(clause, at, after.end, lower)):
        return Cue(verb, after)
    subject = clause.before(at)
    if subject is not None and lower in NOUNS_TOO and on_to is None and not _surely_verb(clause, subject, verb):
        return None
    subject = subject or after
    if subject is not None:
        return Cue(verb, subject)
    if lower in NOUNS_TOO:
        return None
    if before in ("and", "but", "then", "also", "or", "later"):
        return _shared(clause, verb, found)
    return _passive(clause, verb) if lower.endswith("ed") else None


def _is_passive(clause: Clause, at: int, lower: str) -> bool:
    """Whether a participle follows "is" over an adverb or in a contraction: "he's commonly called"."""
    if not lower.endswith("ed"):
        return False
    return _PASSIVE_BEFORE.search(clause.frame, max(clause.start, at - 40), at) is not None


def _is_other_use(clause: Clause, verb: Span, lower: str, before: str) -> bool:
    """Whether a verb says nothing here: "agreed to go", "found the key", "as detailed here"."""
    if lower.startswith("agree"):
        return clause.frame.startswith(" to ", verb.end)
    if lower in WITH_THAT_ONLY:
        return not clause.frame.startswith(" that ", verb.end)
    return before == "as" and lower.endswith("ed")


def _passive(clause: Clause, verb: Span) -> Cue | None:
    """ "described by Lund as": who stands after "by" says it."""
    by = _BY.match(clause.frame, verb.end, min(clause.end, verb.end + 300))
    subject = clause.after(by.end()) if by is not None else None
    return Cue(verb, subject, noun=True) if subject is not None else None


def _participle(clause: Clause, verb: Span, lower: str, found: Sequence[Cue]) -> Cue | None:
    """ "..., adding": its subject is the sentence's; "with Smith calling it ..." has its own."""
    if lower in NOUNS_TOO and lower not in ("saying", "calling", "writing"):
        return None
    if clause.word_before(verb.start) == "as":
        return _quoted_as(clause, verb, found)
    own = clause.before(verb.start)
    if own is not None and clause.word_before(own.start) == "with":
        return Cue(verb, own)
    left = clause.frame[max(clause.start, verb.start - 30) : verb.start].rstrip()
    free = left[-1:] in (",", "—", "–", "-", BLOT) or left.endswith(_FREE_BEFORE)
    return _shared(clause, verb, found) if free or lower in ("saying", "calling") else None


def _quoted_as(clause: Clause, verb: Span, found: Sequence[Cue]) -> Cue | None:
    """ "The post quotes Lund as saying", "Lund was quoted as saying"."""
    at = clause.frame.rfind("as", clause.start, verb.start)
    quoted = clause.before(at) if clause.word_before(at) not in ("quoted", "cited", "reported") else None
    return Cue(verb, quoted) if quoted is not None else _shared(clause, verb, found)


def _shared(clause: Clause, verb: Span, found: Sequence[Cue]) -> Cue | None:
    """A verb that has its subject from an earlier one, or from the beginning of the sentence."""
    main = clause.before_relative(clause.without_and(verb.start), joined=True)
    main = (
        main
        or next((cue.subject for cue in reversed(found) if not cue.shared and _speaks(clause, cue)), None)
        or clause.main
    )
    return Cue(verb, main, shared=True) if main is not None and main.start < verb.start else None


def _speaks(clause: Clause, cue: Cue) -> bool:
    """Whether a cue is a verb that reports by itself, and so is what a participle after it goes on with."""
    return not cue.noun and cue.verb.of(clause.frame) not in WITH_QUOTES_ONLY


def _surely_verb(clause: Clause, subject: Subject, verb: Span) -> bool:
    """Whether a form that may be a noun is a verb here: right after its subject, and not before "of"; after "the
    council" only with an object or "that".
    """
    if clause.word_before(verb.start).endswith(_OWNERS):
        return False
    if not _SMALL_WORDS.fullmatch(clause.frame, subject.end, verb.start):
        return False
    if subject.kind == "noun":
        if verb.of(clause.frame) in ("read", "reads") and _THEN_QUOTED.match(clause.frame, verb.end, clause.end):
            return True
        return _OBJECT.match(clause.frame, verb.end, clause.end) is not None
    return not clause.frame.startswith((" of ", ".", ",", " about ", " from ", " by "), verb.end)


def _may_invert(clause: Clause, at: int) -> bool:
    """Whether a subject may stand after a verb here: at a beginning, after a quotation, a comma or a dash."""
    mark = clause.mark_before(at)
    return not mark or mark in f"{BLOT},—–-"


def _ends_clause(clause: Clause, at: int) -> bool:
    """Whether a subject after its verb closes the clause: "..., says Feinberg." """
    rest = clause.frame[at : min(clause.end, at + 3)].strip()
    return not rest or rest[0] in f",.;:{BLOT}"


def _closes_quotation(clause: Clause, at: int, end: int, verb: str) -> bool:
    """Whether a tag goes on behind its inverted subject: "…", said Feinberg on the radio."""
    left = clause.frame[max(clause.start, at - 8) : at].rstrip()
    behind = left.rstrip(",").rstrip().endswith(BLOT)
    closes = left.endswith(",") and verb in _CLOSING and BLOT in clause.frame[clause.start : at]
    return (behind or closes) and _GOES_ON.match(clause.frame, end, clause.end) is not None
