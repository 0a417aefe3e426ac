"""Units and currencies that stand beside a number."""

from __future__ import annotations

import re

from rag.text.numbers.figures import Figure, word_before
from rag.text.words import listed

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
        "percentage point": "percentage-point",
        "$": "dollar dollars usd",
        "€": "euro euros eur",
        "£": "pounds sterling gbp",
        "¥": "yen",
        "₽": "ruble rubles rouble roubles",
        "₺": "lira liras",
        "₴": "hryvnia hryvnias",
        "rial": "rial rials",
        "toman": "toman tomans",
        "rupee": "rupee rupees",
        "yuan": "yuan renminbi",
        "riyal": "riyal riyals",
        "dirham": "dirham dirhams",
        "dinar": "dinar dinars",
        "manat": "manat manats",
        "dram": "dram drams",
        "shekel": "shekel shekels",
        "franc": "franc francs",
        "krona": "krona kronor krone kroner",
        "peso": "peso pesos",
        "rand": "rand",
        "naira": "naira",
        "bitcoin": "bitcoin bitcoins",
        "cent": "cents pence p",
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
        "foot": "foot feet ft",
        "yard": "yard yards",
        "inch": "inch inches",
        "kg": "kg kilogram kilograms kilo kilos",
        "lb": "lb lbs pound",
        "ounce": "ounce ounces oz",
        "ton": "ton tons tonne tonnes",
        "litre": "liter liters litre litres",
        "gallon": "gallon gallons",
        "barrel": "barrel barrels",
        "degree": "degree degrees °c °f °",
        "mph": "mph",
        "km/h": "kph km/h kmh",
        "mw": "mw megawatt megawatts",
        "knot": "knots",
        "magnitude": "magnitude",
        "acre": "acre acres",
        "hectare": "hectare hectares",
    }.items()
    for form in forms.split()
}
MONEY = frozenset(
    [
        *_CURRENCY.values(),
        *listed("rial toman rupee yuan riyal dirham dinar manat dram shekel franc krona peso rand naira bitcoin cent"),
    ]
)
TIMES = frozenset(listed("second minute hour day week month year decade century"))
SHARES = frozenset(["%", "percentage point", "basis point"])
_AFTER = re.compile(
    r"[ \t\u00a0-]{0,2}(?:(?:long|full|more|straight|whole|consecutive|additional|extra|entire|calendar|square|cubic"
    r"|short|metric|nautical|successive|solid|further)[ \t\u00a0-])?(?:(%|°[CF]?)|([A-Za-z][A-Za-z/]*\.?))"
)
_PER_CENT = re.compile(r"[\s-](?:(per\scent)|(percentage[\s-]points?)|(basis[\s-]points?))\b", re.IGNORECASE)
_OF_A = re.compile(r"\sof\s(?:(?:an?|one)\s)?")
_AGED = re.compile(r"\b(?:aged?|ages|age\sof)\s\Z", re.IGNORECASE)
_AGE_ENDS = frozenset(["age", "aged", "ages", "of"])
_NAME_COMMA = re.compile(r"[A-Z][\w’'-]{1,30},\s\Z")
_MAGNITUDE = re.compile(r"\bmagnitude(?:\sof)?[\s-]\Z", re.IGNORECASE)
_WEIGHS = re.compile(r"\b(?:weigh\w*|lost|gain\w*|lose|losing|lift\w*|weight\sof)\s(?:\w+\s){0,2}\Z", re.IGNORECASE)
_CODES_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(A|AU|C|CA|HK|NZ|S|R|NT)|\b(Rs\.?|USD|EUR|GBP|CHF|INR|JPY|CNY|RMB|AUD|CAD|SEK|NOK|DKK)\s?)\Z"
)
_MAY_END_A_CODE = re.compile(r"[A-Zs.]\s?\Z")
_CODES = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "cny": "yuan", "rmb": "yuan", "inr": "rupee", "rs": "rupee"}


def currency_of(text: str, figure: Figure) -> str:
    """The currency by its sign, with the letters before it ("HK$"), or by a code ("EUR 5")."""
    near = text[max(0, figure.start - 2) : figure.start]
    code = _CODES_BEFORE.search(text, max(0, figure.start - 5), figure.start) if _MAY_END_A_CODE.search(near) else None
    if not figure.currency:
        written = code[2].rstrip(".") if code and code[2] and figure.form == "digits" else ""
        return _CODES.get(written.lower(), written)
    sign = _CURRENCY.get(figure.currency, "")
    return f"{code[1]}$" if sign == "$" and code and code[1] else sign


def unit_of(text: str, start: int, end: int, form: str) -> tuple[str, int]:
    """The unit that follows or, for ages and earthquakes, stands before; where it ends."""
    unit, at = unit_after(text, end)
    if not unit and form in ("vague", "fraction") and (step := _OF_A.match(text, end, end + 9)):
        unit, stop = unit_after(text, step.end() - 1)
        at = stop if unit else end
    if unit == "£" and (text[at : at + 4] == " of " or _WEIGHS.search(text, max(0, start - 40), start)):
        return "lb", at
    word = word_before(text, start).lower()
    if not unit and word in ("magnitude", "of") and _MAGNITUDE.search(text, max(0, start - 16), start):
        return "magnitude", end
    if not unit and (
        (word in _AGE_ENDS and _AGED.search(text, max(0, start - 8), start))
        or (text[end : end + 1] == "," and end - start < 4 and _NAME_COMMA.search(text, max(0, start - 34), start))
    ):
        return "year", end
    return unit, at


def unit_after(text: str, end: int) -> tuple[str, int]:
    """The unit that follows and where it ends; ("", end) without one."""
    two_words = _PER_CENT.match(text, end, end + 24)
    if two_words:
        return "%" if two_words[1] else "percentage point" if two_words[2] else "basis point", two_words.end()
    match = _AFTER.match(text, end, end + 32)
    if match is None:
        return "", end
    word = (match[1] or match[2]).rstrip(".").lower()
    if word == "second" and text[end : end + 1] == "-":
        return "second", match.end()
    return (_UNITS[word], match.end() - match[0].endswith(".")) if word in _UNITS else ("", end)
