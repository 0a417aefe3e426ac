"""A word among the words of a sentence, what kind of small word it is, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.words import Word, is_stop, listed

SPEECH = frozenset(listed("said says say saying told tells tell adds added adding stated states"))
BE = frozenset(listed("was were is are be been being gets got get getting"))
DETERMINERS = frozenset(listed("the a an its his their our your these those this most more very newly so well no any"))
SUBJECTS = frozenset(listed("he she they it we i you there nobody everyone"))
OBJECTS = frozenset(listed("him them it us me you himself herself themselves itself"))
WAYS = frozenset(listed("to into on onto at with against from upon over for under"))
PREPOSITIONS = frozenset(
    listed("""
        in on at with for to from into onto over after before during under against about by as until since within near
        through between towards toward despite without without amid behind above below around across among off out up
    """)
)
ENDS = frozenset(listed("that but while whereas because although though when if whose whom where unless said"))
WHO = frozenset(listed("who which that"))
AND = frozenset(listed("and then but or"))
_DATE_WORDS = frozenset(
    listed("""
        monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
        october november december today yesterday tomorrow week month year night morning evening afternoon later also
    """)
)


@dataclass(frozen=True, slots=True)
class Place:
    """A word among the words of a text."""

    text: str
    words: Sequence[Word]
    at: int

    @property
    def word(self) -> Word:
        return self.words[self.at]

    def lower(self, by: int) -> str:
        """The word so many behind (or before) in lower case; empty where there is none."""
        at = self.at + by
        return self.words[at].text.lower() if 0 <= at < len(self.words) else ""

    def gap(self, at: int) -> str:
        """What stands between a word and the one before it."""
        return self.text[self.words[at - 1].end : self.words[at].start] if at else ""


def is_content(word: Word) -> bool:
    lower = word.text.lower()
    return not is_stop(word.text) and word.text[0].isalpha() and lower not in _DATE_WORDS and not is_adverb(word)


def is_adverb(word: Word) -> bool:
    return word.text[0].islower() and word.text.endswith("ly") and len(word.text) > 5
