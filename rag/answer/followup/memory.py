"""What a conversation has spoken of: whom and what the words of the next question may point back to.

A plain value made anew from the turns of each question. Nothing of a conversation is kept in this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.answer.followup.phrases import ADJECTIVE, AUXILIARIES, VERBS, content, definite, is_plural, subject
from rag.text.names import Name, find_names, names_a_body
from rag.text.voices import is_person
from rag.text.voices.given_names import pronoun_of
from rag.text.voices.people import INSTITUTIONS, OFFICE
from rag.text.words import STOP, listed
from rag.types import Turn

LOOKBACK = 12  # turns that are read, the latest
READ = 600  # characters of a turn that are read
LONGEST = 80  # characters of a name or phrase that is put into a question
_ANYBODY = frozenset(["he", "she"])  # what looks like a person's name and may be a company's or a place's
_MOST = 20  # things spoken of that are kept

_INTERJECTIONS = frozenset(
    listed(
        """
    okay ok wow thanks thank cool interesting great yes no sorry hi hello oops excuse please well oh hmm awesome nice
    sure right good
    """
    )
)
_TITLE_ENDS = re.compile(r"\s[/|–—-]\s|:\s|,\s|\s\(")
_PLACE = re.compile(r"\b(?:in|at|near|from)\s(?:the\s)?$", re.I)
_BEGIN = re.compile(r"(?:^|[.!?:]\s)[\s\"“]*$")
_IS_TOLD = re.compile(r"(?:,\s(?:the|a|an|who|whose)|\s(?:is|was|has|had|will|said|says|told|who))\b")
_OF_PERSONS = (("he", re.compile(r"\b(?:he|him|his)\b", re.I)), ("she", re.compile(r"\b(?:she|hers?)\b", re.I)))
_GROUP = re.compile(r"\((?:\w+\s)?(?:band|group|duo|trio|team|company|party)\)", re.I)
# The last word of a description of somebody, and of a name that nobody acts by.
_SOMEBODY = re.compile(
    rf"\b(?:(?!{'|'.join(sorted(INSTITUTIONS))})(?:{OFFICE})|\w*(?:man|woman)|boy|girl|suspect|victim|driver|pilot|singer"
    r"|actor|actress|player|striker|keeper|winner|wife|husband|widow|father|mother|son|daughter|brother|sister|doctor"
    r"|teacher|writer)\Z",
    re.I,
)
_NO_ACTOR = re.compile(
    r"\b(?:Cup|Awards?|Prize|Act|Bill|Treaty|Agreement|Accords?|War|Battle|Bridge|River|Lake|Sea|Mountains?|Street|Tower|"
    r"Stadium|Airport|Festival|Day|Report|Games|Olympics|Summit|Election|Trial|Plan|Deal)\Z"
)
_UNANSWERED = re.compile(r"^\W*(?:i (?:don['’]t|do not) know|the articles do not say)", re.I)


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody or something spoken of, as it is written into a question, and the pronouns that may stand for it."""

    text: str
    pronouns: frozenset[str]
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """A conversation as far as the next question may point back to it.

    ``title`` is what the conversation is about, where it has a title, and ``titled`` the title in full. ``latest`` is
    what the last question spoke of, ``asked`` what all of them did; ``nearby`` and ``beside`` are what the last one and
    all of them described otherwise. ``used`` holds "he" or "she" once the reader used it: whom it was meant for is not
    first named by an answer after that. ``question`` is the last question in its stand-alone form, ``answer`` the
    answer to it. ``said`` are all texts, the latest first; ``questions`` the reader's own.
    """

    title: Referent | None = None
    titled: str = ""
    latest: tuple[Referent, ...] = ()
    asked: tuple[Referent, ...] = ()
    nearby: tuple[Referent, ...] = ()
    beside: tuple[Referent, ...] = ()
    used: frozenset[str] = frozenset()
    answer: str = ""
    question: str = ""
    said: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def referent(self, pronoun: str, done_to: bool = False) -> Referent | None:
        """Whom or what a pronoun stands for, None where nothing fits.

        What something is ``done_to`` is rather what the last question only described than what it was about: of "What
        did Armenia say of the raid?", the raid.

        The title comes first, unless the last question spoke of another person. Only a person is taken from an answer:
        of things it names too many.
        """
        title = (self.title,) if self.title else ()
        if pronoun in ("it", "they"):
            persons = {one.text for one in self.asked if one.pronouns <= _ANYBODY}
            latest = (*self.nearby, *self.latest) if done_to else (*self.latest, *self.nearby)
            spoken = (*latest, *self.asked, *self.beside)
            things = (*title, *(one for one in spoken if one.text not in persons))
            return _fitting(pronoun, things) or _maybe_no_person(self.latest)
        surely = [one for one in self.latest if one.pronouns == {pronoun}]
        answered = () if pronoun in self.used else of_answer(self.answer, pronoun)
        known = (*surely, *title, *self.asked, *answered)
        return _fitting(pronoun, known) or _only_person(known)

    def fuller(self, one: Referent) -> Referent:
        """The same under the fullest name it was spoken of by: "Holm" is Greta Holm, if she was named."""
        words = content(one.text)
        known = (*((self.title,) if self.title else ()), *(other for other in self.asked if other.is_name))
        return next((other for other in known if words and words <= content(other.text)), one)

    def asking(self, text: str, alone: str, meant: Sequence[Referent]) -> Memory:
        """The conversation after a question; ``meant`` is what its pronouns were found to stand for."""
        nearby = tuple(of_descriptions(text))
        spoken = (*meant, *(self.fuller(one) for one in of_question(text if meant else alone)))
        return replace(
            self,
            latest=spoken,
            asked=(*spoken, *self.asked)[:_MOST],
            nearby=nearby,
            beside=(*nearby, *self.beside)[:_MOST],
            question=self.question if is_small_talk(text) else alone,
            used=self.used.union(pronoun for pronoun, words in _OF_PERSONS if words.search(text)),
            answer="",
            said=(text, *self.said),
            questions=(text, *self.questions),
        )

    def answering(self, text: str) -> Memory:
        """The conversation after an answer."""
        return self if _UNANSWERED.match(text) else replace(self, answer=text, said=(text, *self.said))


def is_small_talk(text: str) -> bool:
    """Whether nothing is asked or said: "Okay, thanks!"."""
    return all(word.lower() in _INTERJECTIONS | STOP for word in re.findall(r"\w+", text))


def _fitting(pronoun: str, order: Iterable[Referent]) -> Referent | None:
    return next((one for one in order if pronoun in one.pronouns), None)


def _maybe_no_person(spoken: Sequence[Referent]) -> Referent | None:
    """A name that only looks like a person's, where nothing else was named: "it" says that it is none."""
    return next((one for one in spoken if one.is_name and one.pronouns == _ANYBODY), None)


def _only_person(known: Sequence[Referent]) -> Referent | None:
    """The one person spoken of, where there is only one: lists of given names are not to be trusted further."""
    persons = {one.text: one for one in known if one.is_name and one.pronouns <= _ANYBODY}
    return next(iter(persons.values())) if len(persons) == 1 else None


def recent(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that count, each cut to what is read of it."""
    return [replace(turn, content=_cut(turn.content)) for turn in turns[-LOOKBACK:]]


def _cut(text: str) -> str:
    """What is read of a turn: no part of a word."""
    return text if len(text) <= READ else text[:READ].rpartition(" ")[0] or text[:READ]


def titled(turns: Iterable[Turn]) -> Memory:
    """A conversation of which only the title is known."""
    title = next((_cut(turn.content) for turn in turns if turn.role == "topic"), "")
    return Memory(title=of_title(title), titled=title) if title else Memory()


def of_title(title: str) -> Referent | None:
    """What a conversation is about by its title: "Lagan bridge / Collapse", "Norrland (company)"."""
    text = _TITLE_ENDS.split(title, maxsplit=1)[0].strip()
    if not text or len(text) > LONGEST:
        return None
    if _GROUP.search(title):
        return Referent(text, frozenset(["it", "they"]), True)
    known = frozenset(told for name in find_names(text) if is_person(name) and (told := pronoun_of(name.key, "")))
    anybody = frozenset(["it", "they"] if _is_no_person(text) else ["he", "she", "it", "they"])
    return Referent(text, known or anybody, True)


def _is_no_person(text: str) -> bool:
    """Whether a title holds small words that no person's name has: "War and Peace"."""
    return any(word.lower() in STOP - {"the", "of"} for word in text.split())


def of_question(question: str) -> list[Referent]:
    """What a question speaks of: what it is about first, then whom it names; places are only beside."""
    about = subject(question)
    named = [_spoken(question, name) for name in real_names(question) if not placed(question, name)]
    if about is None or len(about.text) > LONGEST or any(one.text == about.text for one in named):
        return named
    return [described(about.text), *named]


def of_descriptions(question: str) -> list[Referent]:
    """What else a question speaks of: by "the", and where."""
    places = [Referent(name.text, frozenset(["it"]), True) for name in real_names(question) if placed(question, name)]
    return [*(described(phrase.text) for phrase in definite(question) if len(phrase.text) <= LONGEST), *places]


def _spoken(question: str, name: Name) -> Referent:
    """A name with its pronouns; a single word that acts may be somebody's family name."""
    pronouns = pronouns_of(name, question[max(0, name.start - 60) : name.end + 60])
    somebody = " " not in name.text and acts(question, name) and "it" in pronouns
    return Referent(name.text, pronouns | _ANYBODY if somebody else pronouns, True)


def described(phrase: str) -> Referent:
    """What is spoken of by a description: "the mayor" is somebody, "the bridge" something."""
    if _SOMEBODY.search(phrase):
        known = pronoun_of("", phrase.rpartition(" ")[2])
        return Referent(phrase, frozenset([known]) if known else _ANYBODY)
    return Referent(phrase, frozenset(["they" if is_plural(phrase) else "it"]))


def of_answer(text: str, pronoun: str) -> list[Referent]:
    """The persons an answer names: whom the pronoun fits by name, then who is told about."""
    fits: list[Referent] = []
    told: list[Referent] = []
    for name in real_names(text):
        pronouns = pronouns_of(name, text[max(0, name.start - 60) : name.end + 60])
        if pronouns == {pronoun}:
            fits.append(Referent(name.text, pronouns, True))
        elif pronouns == _ANYBODY and _is_told_about(text, name):
            told.append(Referent(name.text, pronouns, True))
    return fits + told


def _is_told_about(text: str, name: Name) -> bool:
    """Whether a sentence begins with a name, or says who that is; what is only mentioned may be no person."""
    return bool(_BEGIN.search(text[: name.start]) or _IS_TOLD.match(text[name.end :]))


def acts(question: str, name: Name) -> bool:
    """Whether a name is who does it, in a question: it follows the auxiliary."""
    before = question[: name.start].lower().split()
    return bool(before) and before[-1] in AUXILIARIES


def placed(question: str, name: Name) -> bool:
    """Whether a name is where something is."""
    return bool(_PLACE.search(question[: name.start]))


def real_names(text: str) -> list[Name]:
    """Names that something can be called by: no adjective, no interjection that begins a sentence."""
    return [
        name
        for name in find_names(text)
        if len(name.text) <= LONGEST and name.text.lower() not in _INTERJECTIONS and not _describes(text, name)
    ]


def _describes(text: str, name: Name) -> bool:
    """Whether a word is an adjective of a place: "Iranian", but not "the Guardian"."""
    if not ADJECTIVE.search(name.text):
        return False
    after = re.match(r"\s([a-z][\w-]*)", text[name.end :])
    return not text[: name.start].lower().endswith("the ") or (after is not None and after[1] not in STOP | VERBS)


def pronouns_of(name: Name, around: str) -> frozenset[str]:
    """The pronouns that may stand for a name."""
    before = re.search(r"\bthe\s(\w+)\s$", around[: around.find(name.text)])
    if is_person(name) and not (before and not _SOMEBODY.search(before[1])):
        known = pronoun_of(name.key, around)
        return frozenset([known]) if known else _ANYBODY
    if is_plural(name.text) and not names_a_body(name.key.rpartition(" ")[2]):
        return frozenset(["they"])
    return frozenset(["it"] if _NO_ACTOR.search(name.text) else ["it", "they"])
