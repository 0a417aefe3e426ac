"""Two numbers beside each other: the same value, the same kind of thing, one borne by the other, or both possible."""

from __future__ import annotations

import math
from dataclasses import replace

from rag.check.number.place import PEOPLE, Place
from rag.check.reading import root
from rag.text.numbers import Number
from rag.text.numbers.units import MONEY, SHARES, TIMES
from rag.text.words import listed

BELOW, ABOVE = frozenset({"nearly", "under", "at_most"}), frozenset({"over", "at_least"})
WEAKER: dict[str, frozenset[str]] = {
    # what the claim may say -> the reserves of a source that bear it, at the same value
    "exact": frozenset({"exact"}),
    "nearly": frozenset({"nearly"}),
    "about": frozenset({"exact", "about", "nearly", "over"}),
    "over": frozenset({"over"}),
    "at_least": frozenset({"exact", "over", "at_least"}),
    "under": frozenset({"under", "nearly"}),
    "at_most": frozenset({"exact", "under", "nearly", "at_most"}),
}
SAME_STATEMENT = 0.33
"""The least share of the claim's other content words that must stand in the number's own sentence, or beside it."""

SAME_CLAUSE = 0.5
"""The least share of the words around a number of the claim that must stand around another value, to deny it."""

SMALL = frozenset(listed("two three four five six seven eight nine ten"))
"""Written out, these are often the writer's own count of what the source lists; their absence alone is no veto."""

NEAR = 0.1
"""How far from its value "about" may be, and "nearly" below it."""

FAR, VAGUE = 2, 1000
"""How many times its bound a value may be: nobody writes "over 100,000" of 225,000; but "thousands" may be 50,000."""

_ROUND = frozenset({12.0, 20.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e9, 1e12})

KINDS = (
    MONEY,
    TIMES,
    SHARES,
    frozenset(listed("mm cm m km mile foot yard inch")),
    frozenset(listed("kg lb ounce ton")),
    frozenset(listed("litre gallon barrel")),
    frozenset(listed("acre hectare")),
)
_WHOLE = {"decade": ("year", 10.0), "century": ("year", 100.0), "week": ("day", 7.0)}
"""Times of which others are exactly made."""


def plain(number: Number) -> Number:
    """A number in the unit it is compared in: a half is 50 per cent, a decade ten years, two weeks fourteen days."""
    if number.kind == "fraction" and not number.unit:
        return replace(number, value=100 * number.value, unit="%")
    unit, factor = _WHOLE.get(number.unit, (number.unit, 1.0))
    return replace(number, value=number.value * factor, unit=unit) if factor != 1 else number


def same_value(ours: Number, theirs: Number) -> bool:
    if ours.ordinal != theirs.ordinal:
        return False
    a, b = plain(ours), plain(theirs)
    near = 0.006 if "fraction" in (a.kind, b.kind) and a.kind != b.kind else 1e-9  # two thirds, 67 %
    return math.isclose(a.value, b.value, rel_tol=near) and (a.unit == b.unit or not a.unit or not b.unit)


def same_thing(ours: Place, theirs: Place) -> bool:
    """Whether two numbers may count the same: equal or related nouns, or a noun that is not known."""
    if is_measured_otherwise(ours, theirs):
        return False
    a, b = ours.thing, theirs.thing
    return not a or not b or _related(a, b) or bool(ours.number.unit and theirs.number.unit)


def _related(a: str, b: str) -> bool:
    return root(a) == root(b) or (a in PEOPLE and b in PEOPLE)


def is_rival(ours: Place, theirs: Place) -> bool:
    """A number for the same kind of thing that cannot be the same amount."""
    a, b = plain(ours.number), plain(theirs.number)
    if a.ordinal != b.ordinal or a.unit != b.unit or "label" in (a.kind, b.kind) or may_be_one(a, b):
        return False
    things = (ours.thing, theirs.thing)
    alike = _related(*things) if all(things) else bool(a.unit) and not any(things)
    return alike and ours.fate == theirs.fate


def may_be_one(a: Number, b: Number) -> bool:
    """Whether one amount can be meant by both: "about 1,200" and "1,190", "thousands" and "50,000"."""
    low, high = _reach(plain(a))
    other_low, other_high = _reach(plain(b))
    return low <= other_high and other_low <= high


def _reach(number: Number) -> tuple[float, float]:
    """From where to where an amount lies that is written so."""
    value, slack = number.value, NEAR * abs(number.value)
    if number.hedge in ABOVE:
        return value, math.inf
    if number.hedge in ("under", "at_most"):
        return -math.inf, value
    if number.hedge == "nearly":
        return value - slack, value
    return (value - slack, value + slack) if number.hedge == "about" else (value, value)


def is_measured_otherwise(ours: Place, theirs: Place) -> bool:
    """The same figure, of things in one text and in a unit in the other, or in units of two kinds: houses, hectares."""
    a, b = ours.number, theirs.number
    if not math.isclose(a.value, b.value) or a.ordinal or b.ordinal or "label" in (a.kind, b.kind):
        return False
    if a.unit and b.unit:
        return a.unit != b.unit and plain(a).unit != plain(b).unit
    return bool((a.unit and theirs.thing and not b.unit) or (b.unit and ours.thing and not a.unit))


def other_unit(ours: Number, theirs: Number) -> bool:
    """The same figure in another unit of its kind: 44 days and 44 months, 3 per cent and 3 percentage points."""
    a, b = ours.unit, theirs.unit
    return a != b and ours.value == theirs.value and any(a in kind and b in kind for kind in KINDS)


def bears(theirs: Place, ours: Place) -> bool:
    """ "65" bears "more than 50", "692,600" bears "nearly 700,000" and "about 690,000"; the same thing counted."""
    return same_thing(ours, theirs) and implies(theirs, ours)


def implies(theirs: Place, ours: Place) -> bool:
    """The same for the values alone, whatever is counted."""
    a, b = plain(ours.number), plain(theirs.number)
    if a.ordinal or b.ordinal or a.unit != b.unit or "label" in (a.kind, b.kind):
        return False
    counted = bool(ours.thing and theirs.thing) or bool(a.unit)
    if a.hedge in ABOVE and counted:
        far = VAGUE if a.hedge == "at_least" and a.value in _ROUND else FAR
        return a.value < b.value <= far * a.value and b.hedge in (
            "exact",
            "about",
            "nearly",
        )  # "over 80" is not told as "over 50"
    if a.hedge in ("under", "at_most") and counted:
        return a.value / FAR <= b.value < a.value and b.hedge == "exact"
    if a.hedge == "nearly":
        return b.hedge in ("exact", "nearly", "about") and a.value * (1 - NEAR) <= b.value < a.value
    coarser = _digits(a.value) < _digits(b.value) or f"{a.value:g}".rstrip("0").endswith("5")
    return a.hedge == "about" and math.isclose(a.value, b.value, rel_tol=NEAR / 2) and coarser


def rounds(theirs: Place, ours: Place) -> bool:
    """Whether ours is theirs with fewer (at least two) significant digits: 1.2 million of 1,234,567."""
    a, b = plain(ours.number), plain(theirs.number)
    if a.ordinal or b.ordinal or a.unit != b.unit or not same_thing(ours, theirs) or not (ours.thing or a.unit):
        return False
    if b.value < 1000 or a.value <= 0:
        return False
    digits = _digits(a.value)
    return digits >= 2 and math.isclose(float(f"{b.value:.{digits}g}"), a.value, rel_tol=1e-9)


def _digits(value: float) -> int:
    """How many digits of a value say something: two of 1,200,000."""
    return len(f"{value:.10g}".split("e")[0].replace(".", "").replace("-", "").rstrip("0"))
