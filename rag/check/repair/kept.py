"""What a cut must leave: subject and verb, and every word that says no, perhaps, or who says it."""

from __future__ import annotations

import re
from functools import cached_property

from rag.check.reading import bare, read
from rag.text.names import find_names
from rag.text.quotes import find_quotes
from rag.text.voices.speech_verbs import SPEECH_VERBS
from rag.text.words import Word, is_stop, listed
from rag.types import Span

LEAST_WORDS = 2
"""Content words beside the verb. "He left." says too little to be worth keeping."""

NEGATIONS = frozenset(
    listed("""
        not no never none nobody nothing neither nor without cannot hardly scarcely barely denied denies deny denying
    refused refuses refuse refusing declined declines failed fails fail rejected rejects reject unable lack lacks
    lacked except unless""")
)
MODALS = frozenset(
    listed("""
        may might could would should will can shall must ought if whether provided unless until plans plan planned
    planning expected expects likely unlikely possible possibly potential potentially probably perhaps maybe intends
    intended hopes hoped seeks sought tries tried trying attempted attempts proposed proposes suggested aims aimed wants
    wanted considering considers considered threatened threatens due""")
)
HEDGES = frozenset(
    listed("""
        reportedly allegedly alleged apparently seemingly supposedly purportedly suspected believed thought feared
    presumably partly partially mostly largely only just mainly some almost""")
)
_ATTRIBUTIONS = re.compile(
    r"\b(?:according to|quoted|citing|in the words of|in (?:his|her|its|their) view)\b", re.IGNORECASE
)
_OF_A_NUMBER = re.compile(r"\b(?:almost|only|just|some|mostly)\s+(?:\w+\s+)?\d|\balmost\s+\w+", re.IGNORECASE)

_RESTRICTS = frozenset(
    listed("""
        not no never none nobody nothing neither nor all every each only any most first last sole solely entire whole
    both half always ever least hardly without longest largest biggest highest lowest smallest worst best""")
)
"""Where one of these stands, leaving out where or when says more than before: "the first victory in Asia"."""

_AUXILIARIES = frozenset(
    listed("is was are were am be been being has have had do does did will would can could may might shall should must")
)
_PAST = frozenset(
    listed("""
        began became blew broke brought built bought came caught chose cost cut dealt died drew drove ate fell fed felt
    fled flew fought found froze gave got grew held hid hit hurt kept knew laid led left lent let lost made meant met
    paid put quit ran rang read rode rose said sank sat saw sent set shook shot shut slept sold sought spent split
    spoke spread stole stood struck swam swore swept taught threw told took tore thought understood went withdrew woke
    won wore wrote""")
)
_NOT_VERBS = frozenset(listed("hundred red bed need seed speed indeed united sacred aged wed shed bred breed kindred"))
_PRONOUNS = frozenset(listed("he she it they we i you who this that these those which there"))
_OPEN_A_CLAUSE = frozenset(listed("which who whose whom where that and but or so"))
_DETERMINERS = frozenset(listed("the a an"))

_LEANS = frozenset(
    listed("""
        he she it they his her its their this that these those such there but and so however also then meanwhile
    moreover instead""")
)
"""A sentence that begins so does not stand by itself: "He denied it." """


class Sentence:
    """A sentence of a text, and what is asked of its parts. All places are the text's own."""

    def __init__(self, whole: str, span: Span) -> None:
        self.whole = whole
        self.span = span
        self.text = span.of(whole)
        self.stop = span.start + len(self.text.rstrip(" \t\r\n.!?…\"”’»'"))

    @cached_property
    def _closed(self) -> list[Span]:
        """What is never opened by a cut: quotations, and what is one thing though it has a comma in it."""
        reading = read(self.text)
        inner = [*find_quotes(self.text), *reading.dates, *reading.names, *reading.numbers]
        return [Span(self.span.start + one.start, self.span.start + one.end) for one in inner]

    def open_at(self, place: Span) -> bool:
        """Whether a place lies in no quotation."""
        quotes = (Span(self.span.start + q.start, self.span.start + q.end) for q in find_quotes(self.text))
        return not any(q.start < place.end and place.start < q.end for q in quotes)

    def matches(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Where a pattern stands in the open: not inside a quotation, a date, a name or a number."""
        found = pattern.finditer(self.whole, self.span.start, self.span.end)
        return [match for match in found if not any(one.start < match.start() < one.end for one in self._closed)]

    def after(self, place: int) -> int:
        """Where the next word begins."""
        return place + len(self.whole[place:]) - len(self.whole[place:].lstrip())

    def words(self, span: Span) -> list[Word]:
        return read(self.whole).words_in(span)

    def has_verb(self, span: Span) -> bool:
        return _first_verb(self.words(span)) is not None

    def verb_at(self, place: int) -> bool:
        """Whether a finite verb begins here, or behind an adverb."""
        following = self.words(Span(place, self.span.end))[:2]
        if following and following[0].text.lower().endswith("ly"):
            following = following[1:]
        return bool(following) and is_verb(following[0].text)

    def ends_with_verb(self, span: Span) -> bool:
        """Whether the last word is a verb that still waits for its object: "struck and killed a man"."""
        found = self.words(span)
        return bool(found) and is_verb(found[-1].text)

    def has_subject_and_verb(self, span: Span) -> bool:
        return has_subject_and_verb(self.words(span))

    def is_name(self, span: Span) -> bool:
        return any(name.text == span.of(self.whole).strip() for name in find_names(span.of(self.whole)))

    def in_list(self, comma: int) -> bool:
        """Whether what follows a comma goes on with a list: "Baku, Ganja, and Shusha"."""
        rest = self.whole[comma : self.span.end]
        return (
            re.match(r",?\s*(?:and|or)\b", rest) is not None
            or re.match(r",[^,]{1,40},?\s+(?:and|or)\b", rest) is not None
        )

    def opens_with_name(self, place: int) -> bool:
        """Whether a subject begins here that needs nothing before it."""
        following = self.words(Span(place, self.span.end))[:2]
        if not following:
            return False
        opens = following[0].text
        return opens[0].isupper() or (opens.lower() in _DETERMINERS and len(following) > 1)


def is_verb(word: str) -> bool:
    """Whether a word is a finite verb for all that its form tells."""
    lower = word.lower().replace("’", "'")
    if word[0].isupper() or lower in _NOT_VERBS:
        return False
    if lower.endswith("n't") or lower in _AUXILIARIES or lower in _PAST or lower in SPEECH_VERBS:
        return not lower.endswith("ing")
    return len(lower) > 3 and lower.endswith("ed")


def _first_verb(found: list[Word]) -> int | None:
    """The number of the first finite verb; a word in -s is one behind a name or a pronoun: "Armenia seeks"."""
    for i, word in enumerate(found):
        if is_verb(word.text):
            return i
        before = found[i - 1].text if i else ""
        behind = before[:1].isupper() or before.lower() in _PRONOUNS
        if behind and word.text.islower() and word.text.endswith("s") and not is_stop(word.text):
            return i
    return None


def has_subject_and_verb(found: list[Word]) -> bool:
    """Whether somebody or something stands before a finite verb."""
    verb = _first_verb(found)
    before = found[:verb] if verb is not None else []
    return any(not is_stop(word.text) or word.text.lower() in _PRONOUNS for word in before)


def may_be_left(text: str) -> bool:
    """Whether a text is still a sentence that says something."""
    reading = read(text)
    content = [word for word in reading.content if not is_verb(word.text)]
    opens = reading.words[0].text.lower() if reading.words else ""
    return opens not in _OPEN_A_CLAUSE and has_subject_and_verb(reading.words) and len(content) >= LEAST_WORDS


def restricts(text: str) -> bool:
    """Whether a sentence denies, or speaks of all or of the first: then where and when it holds is part of it."""
    lower = [bare(word.text) for word in read(text).words]
    return any(word in _RESTRICTS or word.endswith("n't") for word in lower)


def takes_away(text: str, piece: Span) -> bool:
    """Whether a cut takes a denial, a possibility, a reserve or a speaker with it, or opens a quotation."""
    gone = piece.of(text)
    if _ATTRIBUTIONS.search(gone) or any(_halved(quote, piece) for quote in find_quotes(text)):
        return True
    of_numbers = _OF_A_NUMBER.sub(" ", gone)
    return any(guarded(word.text) for word in read(of_numbers).words)


def guarded(word: str) -> bool:
    """Whether a word is one that a cut never takes away; "May" is a month."""
    lower = bare(word)
    return word != "May" and (lower.endswith("n't") or lower in NEGATIONS | MODALS | HEDGES | SPEECH_VERBS)


def _halved(quote: Span, piece: Span) -> bool:
    overlap = quote.start < piece.end and piece.start < quote.end
    return overlap and not (piece.start <= quote.start and quote.end <= piece.end)


def leans(sentence: str) -> bool:
    """Whether a sentence begins with a word of its own, not of a quotation, that points at the one before it."""
    words = read(sentence).words
    return not words or (words[0].start == 0 and words[0].text.lower() in _LEANS)
