"""What became of drafted sentences that did not pass, as the reader sees it: one line; the JSON form has them whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from rag.render.lines import BLANK, Line, count, one_line, shortened
from rag.types import Answer, Repair, RepairKind

Done = RepairKind | Literal["unnamed"]
DONE: Mapping[Done, str] = {
    "dropped": "left out",
    "cut": "cut to what its source bears",
    "quoted": "replaced by the words of its source",
    "cited": "given a better source",
    "unnamed": "shown without the speaker it was given to",
}
TRIED = "Held against"  # these words of an article
SHOWN = 2  # sentences left out that are shown, the rest is counted
_WIDEST = 60  # cells of each


def repair_lines(repairs: Sequence[Repair], *, named: bool = True) -> Iterator[Line]:
    """The line with a blank one before it; nothing where nothing was repaired."""
    if repairs:
        yield BLANK
        yield Line(((repair_words(repairs, named=named), "quiet"),))


def repair_words(repairs: Sequence[Repair], *, named: bool = True) -> str:
    """``1 sentence was left out: “No boat sank.”; 2 were given a better source.``

    Without ``named`` those left out are only counted: so it is in a text that is pasted elsewhere or read by a program,
    where nothing sets them apart any more, if a language model wrote them (`may_go_on`).
    """
    said: list[str] = []
    for how, words in DONE.items():
        those = [repair for repair in repairs if done(repair) == how]
        if those:
            number = f"{len(those):,}" if said else count(len(those), "sentence")
            which = f": {_listed(those)}" if how == "dropped" and named else ""
            said.append(f"{number} {'was' if len(those) == 1 else 'were'} {words}{which}")
    return "; ".join(said) + "." if said else ""


def may_go_on(answer: Answer) -> bool:
    """Whether what was left out may stand in a text that is taken for the answer: no model has written any of it."""
    return answer.mode == "extractive" and answer.usage is None


def done(repair: Repair) -> Done:
    """What was done; a quotation that was one before has lost only the name of its speaker."""
    return "unnamed" if repair.how == "quoted" and repair.after == repair.before else repair.how


def _listed(dropped: Sequence[Repair]) -> str:
    shown = ", ".join(f"“{shortened(one_line(repair.before), _WIDEST)}”" for repair in dropped[:SHOWN])
    more = len(dropped) - SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown
