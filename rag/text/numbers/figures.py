"""How numbers are written, in digits and in English words, and what each written figure is worth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.text.words import listed
from rag.types import Span

Form = Literal["digits", "words", "ordinal", "vague", "fraction", "multiple"]

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
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twelfth": 12, "hundredth": 100,
}  # fmt: skip
_GLYPHS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8}
_FOLDS = {**{word: float(_ONES[word]) for word in listed("two three four five six seven eight nine ten")}, **_SCALES}

_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_NUMBER_WORD = "|".join([*_TENS, *_ONES, "hundred", "thousand", "million", "billion", "trillion", "dozen"])
_ORDINAL_WORD = "|".join(_ORDINALS)
_FRACTION_OF = "third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_FIND = re.compile(
    rf"""(?:(?<![\w'’])|(?=[$€£¥₹₽₩₺₴]))(?=[\d$€£¥₹₽₩₺₴U½¼¾⅓⅔⅛-]|[abdefhmnostz])(?:
    (?:(?P<currency>US\$|[$€£¥₹₽₩₺₴])\s?)?
    (?<![\w.,])(?<![A-Za-z]-)(?P<sign>-(?=\d))?(?P<digits>\d{{1,3}}(?:[,\u00a0\u202f]\d{{2,3}})+(?!\d)(?:\.\d+)?
           |\d+(?:\.\d+)?[½¼¾⅓⅔⅛]?|[½¼¾⅓⅔⅛])
        (?:(?P<suffix>st|nd|rd|th)\b|[\s-]?(?P<scale>{_SCALE})\b
           |(?P<short>k|K|m|M|mn|bn|b|B|tn)\b|(?P<fold>-?fold|x)\b)?
    | (?=[ah])(?<![\w'’-])(?P<part>
        (?:an?[\s-])?half\s(?:an?\s(?:{_SCALE})\b|an?\b(?=\s\w)|(?=(?:of|the|its|their|his|her|our|all)\b))
        | an?\s(?:{_FRACTION_OF})(?=\sof\b))
    | (?=[abdefhmnostz])(?<![\w'’])(?P<words>(?:an?[\s](?=(?:{_SCALE})\b))?
        (?:{_NUMBER_WORD})(?:(?:-|\s{{1,2}}|\sand\s(?:a\s)?)(?:{_NUMBER_WORD}|{_ORDINAL_WORD})){{0,12}})(?![\w'’])
    | (?=[efhnst])(?<![\w'’-])(?P<ordinal>{_ORDINAL_WORD})(?![\w'’])
    | (?=[bdhmst])(?<![\w'’-])(?P<vague>
        (?:tens(?=\sof)|dozens|scores(?=\sof)|hundreds|thousands|millions|billions|trillions)
        (?:\sof\s(?:thousands|millions|billions))?)(?![\w'’-])
    | (?=[efhnst])(?<![\w'’-])(?P<times>
        twice|thrice|(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)-?fold)
        (?![\w'’-])
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AND_A_PART = re.compile(rf"\sand\s(?:a|one|three)[\s-](half|quarter|third)s?\b(?:[\s-]({_SCALE})\b)?", re.IGNORECASE)
_PARTS_OF = re.compile(r"[\s-](halves|thirds|quarters|fourths|fifths|sixths|sevenths|eighths|ninths|tenths)\b", re.I)
_ONE_PART = re.compile(rf"[\s-](half|{_FRACTION_OF})\b(?=\sof\b)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]+")
_IS_A_TIME = re.compile(r"\s(?:ago|later|per|delay|timer)\b")
# Part of something that is no number: "5G", "NBP22-02".
_GLUED = re.compile(r"[^\W\d_]")
_CODE_BEFORE = re.compile(r"[A-Za-z]\d{1,6}[-–]\Z")
_MOST_DIGITS = 15  # a longer row of digits is an identifier


@dataclass(frozen=True, slots=True)
class Figure(Span):
    """One written figure with its currency sign. ``scale`` is the "million" that belongs to it, 1 without."""

    value: float = 0.0
    form: Form = "digits"
    currency: str = ""
    scale: float = 1.0
    glued: bool = False

    def word_before(self, text: str) -> str:
        """The word directly before it, with its marks."""
        return word_before(text, self.start)

    @property
    def whole(self) -> bool:
        """Whether it is a plain whole number in digits, as scores and labels are."""
        return self.form == "digits" and not self.currency and self.scale == 1 and self.value == int(self.value)


def word_before(text: str, start: int) -> str:
    """The word directly before a place and the space there, with its marks; "" where there is none."""
    if not text[start - 1 : start].isspace():
        return ""
    before = text[max(0, start - 24) : start].split()
    return before[-1] if before else ""


def find_figures(text: str) -> Iterator[Figure]:
    """The figures of a text in order, without overlap."""
    for match in _FIND.finditer(text):
        if match["words"]:
            yield from _from_words(text, match.start("words"), match.end())
        elif figure := _figure(text, match):
            yield figure


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    if match["digits"]:
        return _from_digits(text, match)
    if match["vague"]:
        return Figure(match.start("vague"), match.end(), _vague_value(match["vague"]), "vague")
    if match["part"]:
        return _from_part(match)
    if match["times"]:
        return Figure(match.start("times"), match.end(), _fold_value(match["times"].lower()), "multiple")
    word = match["ordinal"].lower()
    if word == "second" and _IS_A_TIME.match(text, match.end(), match.end() + 8):
        return None
    return Figure(match.start("ordinal"), match.end(), float(_ORDINALS[word]), "ordinal")


def _from_digits(text: str, match: re.Match[str]) -> Figure | None:
    digits = match["digits"]
    if len(digits) > _MOST_DIGITS and sum(c.isdigit() for c in digits) > _MOST_DIGITS:
        return None
    start, end = match.start("currency") if match["currency"] else match.start("digits"), match.end()
    if _CODE_BEFORE.search(text, max(0, start - 9), start):
        return None
    value = _digits_value(digits)
    if match["sign"] and (match.start("sign") == 0 or text[match.start("sign") - 1] in " (\n\t"):
        value = -value
    form: Form = "ordinal" if match["suffix"] else "multiple" if match["fold"] else "digits"
    scale = _SCALES.get((match["scale"] or match["short"] or "").lower(), 1.0)
    if scale == 1 and (more := _AND_A_PART.match(text, end, end + 32)):
        value, scale, end = value + _and_a_part(more), _SCALES.get((more[2] or "").lower(), 1.0), more.end()
    glued = _GLUED.match(text, end) is not None
    return Figure(start, end, value * scale, form, (match["currency"] or "").lower(), scale, glued)


def _digits_value(digits: str) -> float:
    glyph = _GLYPHS.get(digits[-1], 0.0)
    plain = (digits[:-1] if glyph else digits).replace(",", "").replace("\u00a0", "").replace("\u202f", "")
    return (float(plain) if plain else 0.0) + glyph


def _and_a_part(match: re.Match[str]) -> float:
    """ "and a half" -> 0.5, "and three quarters" -> 0.75."""
    return (3 if "three" in match[0].lower() else 1) / _PARTS[match[1].lower()]


def _vague_value(written: str) -> float:
    value = 1.0
    for word in written.lower().replace(" of ", " ").split():
        value *= _VAGUE[word]
    return value


def _fold_value(written: str) -> float:
    """ "twice" -> 2, "tenfold" -> 10."""
    if written in ("twice", "thrice"):
        return 2.0 if written == "twice" else 3.0
    return _FOLDS[written.removesuffix("fold").rstrip("-")]


def _from_part(match: re.Match[str]) -> Figure:
    """ "half of", "a third of", "half a million", "half an hour" (without the hour)."""
    written = re.split(r"[\s-]+", match["part"].lower().strip())
    share = 1 / next(_PARTS[word] for word in written if word in _PARTS)
    scale = _SCALES.get(written[-1], 1.0)
    start = match.start("part")
    form: Form = "words" if scale > 1 or written[-1] in ("a", "an") else "fraction"
    return Figure(start, start + len(match["part"].rstrip()), share * scale, form, scale=scale)


def _from_words(text: str, start: int, end: int) -> Iterator[Figure]:
    """The number that a run of number words is, or the numbers, where it is more than one ("between five and ten")."""
    places = [(m.start(), m.end(), m[0].lower()) for m in _LETTERS.finditer(text, start, end)]
    while places:
        size = next((n for n in range(len(places), 0, -1) if _reads(places[:n])), 0)
        if size:
            yield _worded(text, places[0][0], places[size - 1][1], [word for *_, word in places[:size]])
        places = places[size or 1 :]
        while places and places[0][2] == "and":
            places = places[1:]


def _reads(places: list[tuple[int, int, str]]) -> bool:
    """Whether number words are one number, or a part such as "one third"."""
    words = [word for *_, word in places]
    return words[-1] != "and" and (_is_part(words) or _value_of(words)[0] is not None)


def _is_part(words: list[str]) -> bool:
    return len(words) == 2 and words[0] == "one" and words[1] in _PARTS


def _worded(text: str, start: int, end: int, words: list[str]) -> Figure:
    if _is_part(words):
        return Figure(start, end, 1 / _PARTS[words[1]], "fraction")
    value, ordinal = _value_of(words)
    assert value is not None
    parts = _PARTS_OF.match(text, end, end + 12) or (_ONE_PART.match(text, end, end + 12) if words == ["one"] else None)
    if parts and len(words) == 1:
        return Figure(start, parts.end(), value / _PARTS[parts[1].lower().removesuffix("s")], "fraction")
    more = None if ordinal else _AND_A_PART.match(text, end, end + 32)
    if more:
        scale = _SCALES.get((more[2] or "").lower(), 1.0)
        return Figure(start, more.end(), (value + _and_a_part(more)) * scale, "words", scale=scale)
    scale = 1.0 if ordinal else _SCALES.get(words[-1], 1.0)
    return Figure(start, end, value, "ordinal" if ordinal else "words", scale=scale)


def _value_of(tokens: list[str]) -> tuple[float | None, bool]:
    """The value of number words in order, and whether the last is an ordinal; None when they are not one number."""
    total = 0.0
    current = 0.0
    seen = False
    for index, token in enumerate(tokens):
        if token in ("a", "an", "and"):
            if token == "and" and not _may_go_on(current, tokens[index - 1]):
                return None, False
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


def _may_go_on(current: float, before: str) -> bool:
    """ "two hundred and five", "a million and two" are one number, "five and six" are two."""
    return before in _SCALES or not current
