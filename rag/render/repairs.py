"""What became of drafted sentences that did not pass, as the reader sees it: one line; the JSON form has them whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from rag.render.lines import BLANK, Line, count, one_line, shortened
from rag.types import Repair, RepairKind

DONE: Mapping[RepairKind | Literal["unnamed"], str] = {
    "dropped": "left out",
    "cut": "cut to what its source bears",
    "quoted": "replaced by the words of its source",
    "cited": "given a better source",
    "unnamed": "shown without the speaker it was given to",
}
SHOWN = 2  # sentences left out that are shown, the rest is counted
_WIDEST = 60  # cells of each


def repair_lines(repairs: Sequence[Repair], *, quoting: bool = True) -> Iterator[Line]:
    """The line with a blank one before it; nothing where nothing was repaired."""
    if repairs:
        yield BLANK
        yield Line(((repair_words(repairs, quoting=quoting), "quiet"),))


def repair_words(repairs: Sequence[Repair], *, quoting: bool = True) -> str:
    """``1 sentence was left out: “No boat sank.”; 2 were given a better source.``

    Without ``quoting`` those left out are only counted: what a model wrote and no source bears is not passed on.
    """
    said: list[str] = []
    for how, done in DONE.items():
        those = [repair for repair in repairs if _done(repair) == how]
        if those:
            number = f"{len(those):,}" if said else count(len(those), "sentence")
            which = f": {_listed(those)}" if how == "dropped" and quoting else ""
            said.append(f"{number} {'was' if len(those) == 1 else 'were'} {done}{which}")
    return "; ".join(said) + "." if said else ""


def _done(repair: Repair) -> str:
    """What was done; a quotation that was one before has lost only the name of its speaker."""
    return "unnamed" if repair.how == "quoted" and repair.after == repair.before else repair.how


def _listed(dropped: Sequence[Repair]) -> str:
    shown = ", ".join(f"“{shortened(one_line(repair.before), _WIDEST)}”" for repair in dropped[:SHOWN])
    more = len(dropped) - SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown
