"""Figures that count nothing: numbers of list items, codes, names with a number in them, the pronoun "one"."""

from __future__ import annotations

import re

from rag.text.numbers.figures import Figure
from rag.text.numbers.units import unit_after
from rag.text.words import STOP, listed

_MONTH_BEFORE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\s\Z"
)
_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*\(?\Z")
_AFTER_LIST_MARK = re.compile(r"[.)]\s")
_LABEL_WORDS = (
    "article|section|channel|chapter|phase|type|stage|page|paragraph|level|category|route|interstate|highway|room|flight|"
    "gate|season|episode|volume|vol|version|appendix|amendment|proposition|prop|resolution|tier|terminal|runway|boeing|"
    "airbus|windows|apollo|soyuz|iphone|falcon|galaxy|playstation|xbox|world war|super bowl|formula|number|annex|"
    "group of"
)
# With a small letter these may be verbs, or counted from ("to mark 30", "last week 12").
_CAPITAL_LABEL_WORDS = (
    "Title|Table|Figure|Rule|Model|Mark|Class|Unit|Platform|Schedule|Protocol|Pier|Grade|Clause|Week|Day"
)
_LABEL_BEFORE = re.compile(rf"(?:\bNos?\.\s?|#|\b(?i:{_LABEL_WORDS})\s|\b(?:{_CAPITAL_LABEL_WORDS}|No)\s)\Z")
_LABEL_ENDS = frozenset(
    word.rpartition(" ")[2] for word in f"{_LABEL_WORDS}|{_CAPITAL_LABEL_WORDS}|no|no.|nos.".lower().split("|")
)
_LABEL_NO = re.compile(r"\bNo\s\Z")
_EMERGENCY = frozenset(["911", "999"])
_STREET = re.compile(r"\s(?:[A-Z][a-z]{1,20}\s){1,3}(?:Street|Avenue|Road|Drive|Lane|Boulevard)\b(?!\s[a-z]{2,20}s\b)")
_CAPITAL_BEFORE = re.compile(r"\b([A-Z][A-Za-z’'-]{1,30})\s\Z")
_NO_LABEL_WORDS = STOP | frozenset(listed(
    "another just total nearly almost around roughly approximately estimated some least most exactly monday tuesday "
    "wednesday thursday friday saturday sunday still even yet however meanwhile today"
))  # fmt: skip
_ONE_OUT_OF = re.compile(
    r"\s(?:in|out\sof)\s(?:every\s)?(?:\d|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b)"
)
_PRONOUN_ONE_BEFORE = frozenset(
    listed(
        """
    no any every some the this that which each another only as our his her their
    """
    )
)
_PRONOUN_ONE_AFTER = frozenset(
    listed(
        """
    of another who that to is was said can could may must should would will has had and or in on at by
    with from for where which when thing way
    """
    )
)
_LAST_WORD = re.compile(r"([A-Za-z'’]+)[\s-]+\Z")
_NEXT_WORD = re.compile(r"[ \t\u00a0-]{1,3}([A-Za-z\u00c0-\u024f][\w'’]{0,40})")
_HALF_OF_TWO = re.compile(
    r"\b(?:first|second|other|\w{2,8}ern|latter|better|top|bottom|upper|lower|back|front|left|right|final|last|this|that)"
    r"[\s-]\Z",
    re.IGNORECASE,
)
_SOME_DAY = re.compile(r"\b(?:will|could|may|might|would|to|can|should|must|’ll|'ll)\s\Z")
_DAY = re.compile(r"\sday\b(?!\s(?:after|before|later|ago|earlier|of|in|when))")


def is_list_mark(text: str, figure: Figure) -> bool:
    """ "1. Talks in Baku": the number of an item, at the beginning of a line."""
    return (
        figure.whole
        and 0 <= figure.value < 100
        and _AFTER_LIST_MARK.match(text, figure.end, figure.end + 2) is not None
        and _LIST_MARK.search(text, max(0, figure.start - 6), figure.start) is not None
    )


def is_code(text: str, figure: Figure) -> bool:
    """ "5G", "3D": digits that letters without a meaning of their own stand fast to; a day after its month."""
    if figure.glued and figure.form == "digits":
        return not unit_after(text, figure.end)[0]
    return figure.whole and _MONTH_BEFORE.search(text, max(0, figure.start - 10), figure.start) is not None


def is_pronoun(text: str, figure: Figure) -> bool:
    """ "no one", "the one", "one of", "one another", "will one day", "the other half of" count nothing."""
    start, end = figure.start, figure.end
    if figure.form == "fraction":
        return _HALF_OF_TWO.search(text, max(0, start - 12), start) is not None
    if figure.form != "words" or figure.value != 1:
        return False
    before = _LAST_WORD.search(text, max(0, start - 16), start)
    if before and before[1].lower() in _PRONOUN_ONE_BEFORE:
        return True
    if _DAY.match(text, end, end + 24) and _SOME_DAY.search(text, max(0, start - 8), start):
        return True
    if _ONE_OUT_OF.match(text, end, end + 24):
        return False
    after = _NEXT_WORD.match(text, end, end + 24)
    return after is None or after[1].lower() in _PRONOUN_ONE_AFTER


def is_label(text: str, figure: Figure, unit: str) -> bool:
    """Whether a figure names a thing: "Article 5", "No. 10", "10 Downing Street", "Air Force One"."""
    if figure.currency or figure.scale > 1 or figure.form not in ("digits", "words"):
        return False
    before = figure.word_before(text)
    may_be = text[figure.start - 1 : figure.start] in "#." or before.lower() in _LABEL_ENDS
    if may_be and not unit and _LABEL_BEFORE.search(text, max(0, figure.start - 14), figure.start):
        return figure.form == "digits" or not _LABEL_NO.search(text, max(0, figure.start - 4), figure.start)
    if figure.whole and figure.of(text) in _EMERGENCY:
        return True
    if figure.whole:
        return _STREET.match(text, figure.end, figure.end + 70) is not None
    return (
        text[figure.start].isupper()
        and figure.value in (0, 1)
        and _CAPITAL_BEFORE.search(text, max(0, figure.start - 34), figure.start) is not None
    )


def follows_a_name(text: str, figure: Figure) -> bool:
    """ "Italia 90", "Boeing 737": a plain figure fast after a capitalised word."""
    before = _CAPITAL_BEFORE.search(text, max(0, figure.start - 34), figure.start) if figure.whole else None
    return before is not None and before[1].lower() not in _NO_LABEL_WORDS and "," not in figure.of(text)
