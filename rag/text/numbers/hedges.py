"""How sure a writer is of a number: "nearly", "more than", "at least", and where such a word is a mere preposition."""

from __future__ import annotations

import re

from rag.text.numbers.figures import Figure, word_before
from rag.text.numbers.units import TIMES

_HEDGES = {
    form: hedge
    for hedge, forms in {
        "nearly": "nearly|almost|close to|just under|just shy of|nearing|approaching|not quite|a little under",
        "about": "about|around|roughly|approximately|approx.|some|an estimated|estimated|estimated at|circa"
        "|in the region of",
        "over": "over|more than|greater than|above|in excess of|beyond|exceeding|topping|surpassing|north of"
        "|older than",
        "under": "under|less than|fewer than|below|younger than|shy of|short of",
        "at_least": "at least|no less than|no fewer than|not less than|not fewer than|a minimum of|upwards of|upward of"
        "|as few as|as little as|minimum of",
        "at_most": "as many as|as much as|up to|at most|no more than|not more than|a maximum of|maximum of|at the most",
    }.items()
    for form in forms.split("|")
}
_HEDGE = re.compile(
    r"\b(" + "|".join(re.escape(word).replace("\\ ", r"\s") for word in sorted(_HEDGES, key=len, reverse=True)) + r")"
    r"\s(another\s|an?\s)?\Z",
    re.IGNORECASE,
)
_HEDGE_ENDS = frozenset(word.rpartition(" ")[2] for word in _HEDGES) | {"another", "a", "an"}
# "a war over two valleys", "talks about three issues", "paid over ten years": the word joins, it does not measure.
_JOINS_BEFORE = re.compile(
    r"\b(?:war|wars|dispute\w*|conflict\w*|row|battle\w*|fight\w*|fought|control|power|argu\w+|clash\w*|concern\w*|"
    r"talk\w*|speak\w*|spoke|ask\w*|questions?|worr\w+|know\w*|think\w*|thought|learn\w*|information|story|stories|"
    r"books?|tell\w*|told|debate\w*|discuss\w*|something|complain\w*|write|wrote|details)\s(?:over|about)\s\Z",
    re.IGNORECASE,
)
_MEASURED_BEFORE = re.compile(
    r"\b(?:for|just|well|a\slittle|slightly|is|was|are|were|be|been|takes?|took|lasts?|lasted|in|after|of|at|by|and|"
    r"serv\w+|spen\w+|spann\w+|wait\w*|aged|sentenced\sto|than|with)\s(?:over|above|under)\s\Z",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:several|few|many)\s\Z", re.IGNORECASE)
_OR_MORE = re.compile(r"\+|-plus\b|\s(?:or|and)\s(?:more|above|over|counting)\b|\splus\b")
_OR_LESS = re.compile(r"\sor\s(?:less|fewer|under)\b")
_OR_SO = re.compile(r"-odd\b|\sor\sso\b")


def hedge_of(text: str, start: int, end: int, unit: str) -> str:
    """The writer's reserve about the number from ``start`` to ``end`` (see `rag.text.numbers.Number`), or ""."""
    for pattern, hedge in ((_OR_MORE, "at_least"), (_OR_LESS, "at_most"), (_OR_SO, "about")):
        if pattern.match(text, end, end + 12):
            return hedge
    if word_before(text, start).lower() in _HEDGE_ENDS:
        found = _HEDGE.search(text, max(0, start - 32), start)
        if found and not _is_preposition(text, start, found, unit):
            return _HEDGES[re.sub(r"\s", " ", found[1].lower())]
    return ""


def hedge_start(text: str, start: int) -> int:
    """Where the words of reserve before a number begin ("nearly 100"), or the number itself."""
    found = _HEDGE.search(text, max(0, start - 32), start)
    return found.start() if found and not _is_preposition(text, start, found, "") else start


def _is_preposition(text: str, start: int, found: re.Match[str], unit: str) -> bool:
    """Whether "over", "about" or "under" before a number joins it to what stands before ("a war over two valleys")."""
    word = found[1].lower()
    if found[2] or word not in ("over", "about", "under", "above"):
        return False
    window = max(0, start - 60)
    if _JOINS_BEFORE.search(text, window, start):
        return True
    return (
        word == "over"
        and unit in TIMES
        and not _MEASURED_BEFORE.search(text, window, start)
        and not text.startswith(" ago", start)
    )


def is_several(text: str, figure: Figure) -> bool:
    """ "several thousand": at least one of them."""
    return figure.value >= 100 and _SEVERAL.search(text, max(0, figure.start - 10), figure.start) is not None
