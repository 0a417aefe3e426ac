"""Numbers of a text: what they are worth, how sure the writer is, and what they count.

Digits and English words. Numbers that belong to a date or a time of day are left to `rag.text.dates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.dates import find_dates, is_within
from rag.text.words import STOP, listed, stem
from rag.types import Span

_ONES = {
    word: value
    for value, word in enumerate(
        listed(
            """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
    """
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "tn": 1e12,
}
_VAGUE = {f"{word}s": _SCALES[word] for word in ("dozen", "hundred", "thousand", "million", "billion", "trillion")} | {
    "tens": 10.0,
    "scores": 20.0,
}
_ORDINALS = (
    {
        word: value
        for value, word in enumerate(
            listed(
                """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
    """
            ),
            1,
        )
    }
    | {f"{word[:-1]}ieth": value for word, value in _TENS.items()}
    | {"hundredth": 100}
)

_CURRENCY = {
    "$": "$",
    "us$": "$",
    "€": "€",
    "£": "£",
    "¥": "¥",
    "₹": "₹",
    "₽": "₽",
    "₩": "₩",
    "₺": "₺",
    "₴": "₴",
}
_UNITS = {
    form: unit
    for unit, forms in {
        "%": "% percent pct percentage",
        "$": "dollar dollars usd",
        "€": "euro euros eur",
        "£": "pounds sterling gbp",
        "second": "seconds",
        "minute": "minute minutes min mins",
        "hour": "hour hours hr hrs",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years yr yrs",
        "decade": "decade decades",
        "century": "century centuries",
        "mm": "mm millimeter millimeters millimetre millimetres",
        "cm": "cm centimeter centimeters centimetre centimetres",
        "m": "meter meters metre metres",
        "km": "km kilometer kilometers kilometre kilometres",
        "mile": "mile miles",
        "foot": "foot feet",
        "inch": "inch inches",
        "kg": "kg kilogram kilograms kilo kilos",
        "lb": "lb lbs",
        "ton": "ton tons tonne tonnes",
        "litre": "liter liters litre litres",
        "gallon": "gallon gallons",
        "barrel": "barrel barrels",
        "degree": "degree degrees °c °f °",
        "mph": "mph",
        "mw": "mw megawatt megawatts",
        "acre": "acre acres",
        "hectare": "hectare hectares",
    }.items()
    for form in forms.split()
}

_NUMBER_WORD = "|".join([*_TENS, *_ONES, "hundred", "thousand", "million", "billion", "trillion", "dozen"])
_ORDINAL_WORD = "|".join(_ORDINALS)
_FIND = re.compile(
    rf"""(?:(?<![\w'’])|(?=[$€£¥₹₽₩₺₴]))(?=[\d$€£¥₹₽₩₺₴U-]|[abdefhmnostz])(?:
    (?:(?P<currency>US\$|[$€£¥₹₽₩₺₴])\s?)?
    (?<![\w.,])(?<![A-Za-z]-)(?P<sign>-(?=\d))?(?P<digits>\d{{1,3}}(?:,\d{{2,3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)
        (?:(?P<suffix>st|nd|rd|th)\b|[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|dozen)\b
           |(?P<short>k|K|m|M|mn|bn|b|B|tn)\b)?
    | (?=[abdefhmnostz])(?<![\w'’])(?P<words>(?:an?[\s](?=(?:hundred|thousand|million|billion|trillion|dozen)\b))?
        (?:{_NUMBER_WORD})(?:(?:-|\s{{1,2}}|\sand\s(?:a\s)?)(?:{_NUMBER_WORD}|{_ORDINAL_WORD})){{0,12}})(?![\w'’])
    | (?=[efhnst])(?<![\w'’-])(?P<ordinal>{_ORDINAL_WORD})(?![\w'’])
    | (?=[bdhmst])(?<![\w'’-])(?P<vague>(?:tens|dozens|scores|hundreds|thousands|millions|billions|trillions)
        (?:\sof\s(?:thousands|millions|billions))?)(?![\w'’-])
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w-])\+?\(?\d{1,4}\)?(?:[-.\s]\d{2,4}){2,4}(?![\w-])|(?<![\w.-])[\w.-]{1,80}\.(?:com|org|net|ir|co)\b\S*|https?://\S+"
)

_HEDGES = {
    "nearly": "nearly",
    "almost": "nearly",
    "close to": "nearly",
    "just under": "nearly",
    "just shy of": "nearly",
    "about": "about",
    "around": "about",
    "roughly": "about",
    "approximately": "about",
    "approx.": "about",
    "some": "about",
    "an estimated": "about",
    "estimated": "about",
    "circa": "about",
    "over": "over",
    "just over": "over",
    "more than": "over",
    "greater than": "over",
    "above": "over",
    "in excess of": "over",
    "under": "under",
    "less than": "under",
    "fewer than": "under",
    "below": "under",
    "at least": "at_least",
    "no less than": "at_least",
    "no fewer than": "at_least",
    "not less than": "at_least",
    "a minimum of": "at_least",
    "upwards of": "at_least",
    "as many as": "at_most",
    "as much as": "at_most",
    "up to": "at_most",
    "at most": "at_most",
    "no more than": "at_most",
    "not more than": "at_most",
    "a maximum of": "at_most",
}
_HEDGE = re.compile(
    r"\b(" + "|".join(re.escape(word).replace("\\ ", r"\s") for word in sorted(_HEDGES, key=len, reverse=True)) + r")"
    r"\s(?:another\s|an?\s|the\s|these\s)?\Z",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:several|few|many)\s\Z", re.IGNORECASE)
_OR_MORE = re.compile(r"\+|\s(?:or|and)\s(?:more|above|over)\b|\splus\b")
_OR_LESS = re.compile(r"\sor\s(?:less|fewer|under)\b")

_AFTER = re.compile(r"[\s-]*(?:(%|°[CF]?)|([A-Za-z][A-Za-z'’]*\.?))")
_RUN_WORD = re.compile(r"[ \t\u00a0-]{1,3}([A-Za-z\u00c0-\u024f][\w'’]*)")
_PER_CENT = re.compile(r"\s(?:per\scent|percentage\spoints?)\b", re.IGNORECASE)
_PEOPLE = frozenset(
    listed(
        """
    people men women children police troops dead killed injured wounded missing lives feet teeth mice
    geese sheep fish aircraft personnel media data countries
    """
    )
)
_NOT_COUNTED = frozenset(
    listed(
        """
    were was are is been being had has have will would could said says told killed died and or but more
    less other others additional new per years ago later earlier
    """
    )
)
_ADJECTIVE_ENDING = (
    "al", "ic", "ous", "ive", "ish", "ian", "ern", "ary", "ful", "less", "able", "ible", "ed", "ent", "ant", "ese",
    "est", "ing", "ly",
)  # fmt: skip
_MEASURES = frozenset(listed("ago old long high wide deep tall away later earlier before after apart straight"))
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


@dataclass(frozen=True, slots=True)
class Number(Span):
    """A number: its value, the writer's reserve, and what it counts.

    ``hedge`` is ``exact``, ``nearly``, ``about``, ``over``, ``at_least``, ``under`` or ``at_most``. ``unit`` is ``%``,
    a currency sign or a unit in the singular (``day``, ``km``), or empty. ``noun`` is the stem of what is counted,
    or empty. "Thousands" is worth 1,000 ``at_least``.
    """

    value: float
    hedge: str = "exact"
    unit: str = ""
    noun: str = ""
    ordinal: bool = False


def find_numbers(text: str) -> list[Number]:
    """The numbers of a text in order, those inside dates, times of day, telephone numbers and addresses left out."""
    taken = find_dates(text)
    other = [match.span() for match in _PHONE.finditer(text)] if any(c.isdigit() for c in text) else []
    found: list[Number] = []
    for match in _FIND.finditer(text):
        start, end = _core(match)
        if is_within(taken, start, end) or any(a <= start < b for a, b in other):
            continue
        number = _number(text, match, start)
        if number is not None:
            found.append(number)
    return found


def _core(match: re.Match[str]) -> tuple[int, int]:
    """The number without spaces and currency sign before it."""
    name = next(name for name in ("digits", "words", "ordinal", "vague") if match[name])
    return match.start(name), match.end()


def _number(text: str, match: re.Match[str], start: int) -> Number | None:
    if match["digits"]:
        return _from_digits(text, match)
    if match["vague"]:
        value = _vague_value(match["vague"])
        return _described(text, start, match.end(), value, hedge="at_least")
    if match["ordinal"]:
        word = match["ordinal"].lower()
        if word == "second" and re.match(r"\s(?:ago|later|per|delay|timer)\b", text[match.end() : match.end() + 8]):
            return None
        return _described(text, start, match.end(), float(_ORDINALS[word]), ordinal=True)
    return _from_words(text, match["words"], start, match.end())


def _from_digits(text: str, match: re.Match[str]) -> Number:
    value = float(match["digits"].replace(",", ""))
    if match["sign"] and (match.start("sign") == 0 or text[match.start("sign") - 1] in " (\n\t"):
        value = -value
    scale = (match["scale"] or match["short"] or "").lower()
    unit = _CURRENCY.get((match["currency"] or "").lower(), "")
    if scale:
        value *= _SCALES[scale]
    start = match.start("currency") if match["currency"] else match.start("digits")
    return _described(text, start, match.end(), value, unit=unit, ordinal=bool(match["suffix"]))


def _vague_value(written: str) -> float:
    value = 1.0
    for word in written.lower().replace(" of ", " ").split():
        value *= _VAGUE[word]
    return value


def _from_words(text: str, written: str, start: int, end: int) -> Number | None:
    tokens = re.split(r"[\s-]+", written.lower())
    if tokens[-1] == "and":
        tokens = tokens[:-1]
    value, ordinal = _value_of(tokens)
    if value is None:
        # "one and two", "four five": more than one number; the first is kept and the others are found by value 0.
        return None
    if tokens == ["one"] and _is_pronoun_one(text, start, end):
        return None
    return _described(text, start, end, value, ordinal=ordinal)


def _value_of(tokens: list[str]) -> tuple[float | None, bool]:
    """The value of number words in order, and whether the last is an ordinal; None when they are not one number."""
    total = 0.0
    current = 0.0
    seen = False
    for index, token in enumerate(tokens):
        if token in ("a", "an", "and"):
            continue
        ordinal = token in _ORDINALS and index == len(tokens) - 1
        small = _ONES.get(token, _TENS.get(token, _ORDINALS.get(token) if ordinal else None))
        if small is not None:
            if current % 100 and not (current % 100 >= 20 and current % 10 == 0 and small < 10):
                return None, False
            current += small
        elif token == "hundred":
            current = (current or 1) * 100
        elif token in _SCALES:
            total += (current or 1) * _SCALES[token]
            current = 0.0
        else:
            return None, False
        seen = True
        if ordinal:
            return total + current, True
    return (total + current, False) if seen else (None, False)


def _is_pronoun_one(text: str, start: int, end: int) -> bool:
    """ "no one", "the one", "one of", "one another" count nothing."""
    before = _LAST_WORD.search(text, max(0, start - 16), start)
    if before and before[1].lower() in _PRONOUN_ONE_BEFORE:
        return True
    after = _RUN_WORD.match(text, end, end + 24)
    return after is None or after[1].lower() in _PRONOUN_ONE_AFTER


def _described(
    text: str, start: int, end: int, value: float, *, unit: str = "", hedge: str = "", ordinal: bool = False
) -> Number:
    """A number with its hedge, unit and noun read from what stands around it."""
    hedge = _hedge(text, start, end) or hedge or "exact"
    at = end
    if not unit and not ordinal:
        unit, at = _unit(text, end)
    if value >= _SCALES["hundred"] and _SEVERAL.search(text, max(0, start - 10), start):
        hedge = "at_least"
    noun = _noun(text, at, ordinal or (unit != "" and value == 1) or text[end : end + 1] == "-")
    return Number(start, end, value, hedge, unit, noun, ordinal)


def _hedge(text: str, start: int, end: int) -> str:
    if _OR_MORE.match(text, end, end + 12):
        return "at_least"
    if _OR_LESS.match(text, end, end + 12):
        return "at_most"
    found = _HEDGE.search(text, max(0, start - 28), start)
    return _HEDGES[re.sub(r"\s", " ", found[1].lower())] if found else ""


def _unit(text: str, end: int) -> tuple[str, int]:
    """The unit that follows and where it ends; ("", end) without one."""
    two_words = _PER_CENT.match(text, end, end + 24)
    if two_words:
        return "%", two_words.end()
    match = _AFTER.match(text, end, end + 24)
    if match is None:
        return "", end
    word = (match[1] or match[2]).rstrip(".").lower()
    return (_UNITS[word], match.end()) if word in _UNITS else ("", end)


def _noun(text: str, at: int, single: bool) -> str:
    """The stem of what is counted: the first plural of the words that follow, or the first that is no adjective."""
    run: list[str] = []
    step = re.match(r"\sof\s(?:the\s|these\s|those\s|its\s|their\s|his\s|her\s)?(?=\w)", text[at : at + 24])
    if step:
        at += step.end() - 1
    while len(run) < 4:
        match = _RUN_WORD.match(text, at, at + 40)
        if match is None:
            break
        word = match[1]
        lower = word.lower()
        if run and (lower in STOP or lower in _NOT_COUNTED):
            break
        if not run and lower in (
            "were",
            "was",
            "are",
            "have",
            "had",
            "been",
            "more",
            "other",
            "others",
            "additional",
            "new",
        ):
            at = match.end()
            if lower in ("more", "other", "others", "additional", "new"):
                continue
            nxt = _RUN_WORD.match(text, at, at + 40)
            return stem(nxt[1]) if nxt and nxt[1].lower() in _PEOPLE else ""
        if lower in STOP or (not run and lower in _MEASURES):
            break
        run.append(word)
        at = match.end()
    if not run:
        return ""
    if not single:
        for word in run:
            if word.lower() in _PEOPLE or (
                len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
            ):
                return stem(word)
    for word in run:
        if not word.lower().endswith(_ADJECTIVE_ENDING):
            return stem(word)
    return stem(run[-1])
