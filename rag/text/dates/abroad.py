"""Dates as other languages write them: "29 de septiembre de 2020", "29. září 2020", "2020年9月29日", "۲۹ سپتامبر ۲۰۲۰".

Only words next to a year are looked at, and only those that can be a month in some language are looked up: an English
text never loads the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.text.words import listed

# Four digits of any script that can be a year, "2020", "２０２０", "۲۰۲۰".
_YEAR = re.compile(r"\d{4}(?!\d|[.,]\d)")
_CJK = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日号號일])?")
# Letters of a word in any script: marks of vowels belong to it (Devanagari, Arabic, Hebrew geresh, combining accents).
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[’'׳״\u0300-\u036f\u064b-\u065f\u0654\u0900-\u0963\u200c\u200d.]){2,24}"
_BETWEEN = r"(?:de|del|d['’]|של|م)"
_BEFORE = re.compile(
    rf"(?:(?<![\w.,:/])(?P<day>\d{{1,2}})(?:[.º°ª]|er|re|-?го|η)?\s{{0,2}}(?:{_BETWEEN}\s)?)?"
    rf"(?<![^\W\d_])(?P<word>{_LETTERS}?)[.,]?\s{{1,2}}(?:{_BETWEEN}\s)?\Z"
)
_AFTER = re.compile(rf"\.?\s{{1,2}}(?P<word>{_LETTERS}?)\s{{1,2}}(?P<day>\d{{1,2}})(?!\d|[:.,]\d)")
_WINDOW = 48  # characters before or after a year that are looked at
_JOINTS = frozenset(listed("de del d' של"))
# The first four letters of the month names in the Latin alphabet, so that "12 people 2020" is not looked up.
_OPENINGS = frozenset(
    listed(
        """
    abri agos agus août apri aprí aprī aral augu avgu avri ağus bala birž břez czer dece dese dets deze dice dici
    djan djul djun dube dubn déce ekim elok ener eylü febb febe febr feve févr gegu gene genn giug grud gruo hazi
    hein helm huht ianu iuli iuni jaan jane janu janv joul juil juin julh juli junh juni juny juul juun jänn júla
    júli júna júni jūli jūni kası kesä kova kovo květ kwie lapk lede ledn liep lipc lipi list loka lugl lute luty
    maal maar magg maig maij maio maja maju marc mare marr mars mart marz març mayo mayı mája máju márc märt märz
    nisa noie nope nove novi ocak octo octu okto októ otto outu pazd paźd pebr pros rugp rugs saus sept sete seti
    sett sier spal srpe srpn styc syys szep tamm temm touk vasa veeb wrze září ápri únor červ říje říjn şuba
    """
    )
)
_SHORT_OPENINGS = frozenset(opening[:3] for opening in _OPENINGS)
_LATIN_END = "\u0250"  # the first letter after those of the Latin alphabets
# Names that English has for something else when they begin with a capital ("Cinco de Mayo 2023", "Mars 2020").
_DOUBTFUL = frozenset(listed("mars mart marts marca mayo maj maja"))
# Before "29. September 2020", which in English can be the end of a sentence and the beginning of the next.
_GERMAN_BEFORE = re.compile(r"(?:\A|\n|\b(?:am|vom|bis|den|dem|der|seit|zum|ab|und|tag|woch|abend),?\s)\Z", re.I)
_FIRST_YEAR, _LAST_YEAR = 1000, 2199


class Found(NamedTuple):
    """A date with its place; ``day`` is None where only the month is stated."""

    start: int
    end: int
    year: int
    month: int
    day: int | None


def find_dates_abroad(text: str) -> Iterator[Found]:
    """The dates with a year in ways of writing that English has not, in order; the caller checks the days."""
    at = 0
    for match in _YEAR.finditer(text):
        if text[match.start() - 1 : match.start()].isdigit():
            continue
        found = _written(text, match)
        if found and found.start >= at and _FIRST_YEAR <= found.year <= _LAST_YEAR and found.month <= 12:
            at = found.end
            yield found


def _written(text: str, year: re.Match[str]) -> Found | None:
    following = text[year.end() : year.end() + 2].lstrip()[:1]
    if following in ("年", "년"):
        return _cjk(text, year.start())
    before = text[max(0, year.start() - _WINDOW) : year.start()]
    if before[-1:].isspace() and (found := _month_before(text, before, year)):
        return found
    return _month_after(text, year) if following else None


def _cjk(text: str, start: int) -> Found | None:
    match = _CJK.match(text, start)
    if match is None:
        return None
    return Found(start, match.end(), int(match[1]), int(match[2]), int(match[3]) if match[3] else None)


def _month_before(text: str, before: str, year: re.Match[str]) -> Found | None:
    tokens = before.rsplit(None, 3)
    word = tokens[-2] if len(tokens) > 1 and tokens[-1].casefold() in _JOINTS else tokens[-1] if tokens else ""
    if not _may_be_month(word, any(map(str.isdigit, before))):
        return None
    match = _BEFORE.search(before)
    if match is None or not _may_be_abroad(text, before, year, match):
        return None
    known = _month(match["word"])
    if known is None or (match["day"] is None and not known[1]):
        return None
    start = year.start() - len(before) + match.start("day" if match["day"] else "word")
    return Found(start, year.end(), int(year[0]), known[0], int(match["day"]) if match["day"] else None)


def _may_be_abroad(text: str, before: str, year: re.Match[str], match: re.Match[str]) -> bool:
    """Whether the words before a year can be another language's: names that English has too need more than a name."""
    word = match["word"]
    if not _may_be_month(word, match["day"] is not None):
        return False
    if match["day"] is None:
        return not _is_english(word) and not (word[:1].isupper() and word.casefold() in _DOUBTFUL)
    if not _is_english(word):
        return True
    start = year.start() - len(before) + match.start("day")
    return before[match.end("day") :][:1] == "." and bool(_GERMAN_BEFORE.search(text, max(0, start - 9), start))


def _month_after(text: str, year: re.Match[str]) -> Found | None:
    """Hungarian: "2020. szeptember 29."."""
    if text[year.end() : year.end() + 1] not in (".", " "):
        return None
    match = _AFTER.match(text, year.end(), year.end() + _WINDOW)
    if match is None or not _may_be_month(match["word"], True) or _is_english(match["word"]):
        return None
    known = _month(match["word"])
    return Found(year.start(), match.end(), int(year[0]), known[0], int(match["day"])) if known else None


def _may_be_month(word: str, after_day: bool) -> bool:
    """Whether a word is worth a look into the names: it is of another script, or begins like a month."""
    word = word.strip(".,\u200c\u200f").casefold()
    if len(word) < 3 or word[0] >= _LATIN_END:
        return len(word) >= 3
    return word[:4] in _OPENINGS if len(word) > 3 else after_day and word in _SHORT_OPENINGS


def _is_english(word: str) -> bool:
    """Whether the name is written as in English, with a capital letter: those are found without this file."""
    return word[:1].isupper() and word.strip(".").casefold() in _ENGLISH


_ENGLISH = frozenset(
    listed(
        """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec
    """
    )
)


def _month(word: str) -> tuple[int, bool] | None:
    """The month that a name means in some language, and whether it is the whole name; loads the names once."""
    from rag.text.dates.months import months, plain

    return months().get(plain(word))
