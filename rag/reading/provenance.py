"""Where an article comes from: outlet, agency, section, author, place, harvested from furniture too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.reading.blocks import Block
from rag.reading.front_matter import Metadata, outlet_name
from rag.types import Mark

_NAME = r"(?P<name>(?:The\s)?[A-Z0-9][\w&'’.-]*(?:\s(?:of|and|the|for|&|[A-Z0-9][\w&'’.-]*)){0,5})"
_COPYRIGHT = rf"(?:©|\(c\)|Copyright(?:\s©)?)\s*(?:\d{{4}}(?:[-–]\d{{2,4}})?,?\s)?(?:by\s)?{_NAME}"
_THIS_TEXT = r"(?:This\s(?:article|story|report)\s(?:was\s)?)?"
_APPEARED = r"(?:[Ff]irst|[Oo]riginally)\s(?:published|appeared|posted)\s(?:by|in|on|at)"
_OUTLET_LINES = (
    re.compile(rf"Source\s?:\s*{_NAME}\W*\Z"),
    re.compile(rf"{_COPYRIGHT}(?:[.,]?\s*All rights reserved)?\W*\Z"),
    re.compile(rf"{_NAME}['’]s\s(?:web)?site\scan\salso\sbe\s(?:accessed|reached)"),
    re.compile(rf"(?:Ad|Advertisement)\sfor\ssubscrib(?:ing|ers)\sto\s{_NAME}\W*\Z"),
    re.compile(rf"{_THIS_TEXT}{_APPEARED}\s{_NAME}\W*\Z"),
    re.compile(rf"{_THIS_TEXT}[Oo]riginally\sreported\sby\s{_NAME}\W*\Z"),
)
# Those of them that name owners and newsletters as often as outlets: only a name that says it is of the press counts.
_LOOSE = frozenset({1, 3})
_PRESS = re.compile(
    r"\b(?:times|post|news|herald|journal|tribune|gazette|guardian|telegraph|daily|weekly|today|magazine|review|report"
    r"|reporter|press|tv|television|radio|chronicle|observer|independent|star|sun|mirror|standard|courier|bulletin|mail"
    r"|express|globe|monitor|agency|broadcasting|bbc|cnn)\b",
    re.I,
)
_OWNER = re.compile(r"\b(?:inc|ltd|llc|corp|corporation|company|pty|gmbh|group|copyright|policy|reserved)\b", re.I)


def find_provenance(
    text: str, blocks: Sequence[Block], drop: Sequence[bool], headline: int | None, header: Metadata
) -> list[Mark]:
    """What an article states about its origin, the outlet first.

    ``blocks`` are the lines of the text without those of the header, ``drop`` says which are furniture, ``headline`` is
    the number of the headline's.
    """
    if header.outlet is not None and header.outlet_span is not None:
        return [Mark(header.outlet_span.start, header.outlet_span.end, "outlet", header.outlet)]
    dropped = [block for number, block in enumerate(blocks) if drop[number] and number != headline]
    return [mark for mark in [_outlet_line(dropped)] if mark]


def find_outlet(lines: Iterable[Block]) -> str | None:
    """The outlet that lines of furniture name: "Source: ...", a copyright line, an advertisement for itself."""
    mark = _outlet_line(list(lines))
    return mark.value if mark else None


def _outlet_line(lines: Sequence[Block]) -> Mark | None:
    for number, pattern in enumerate(_OUTLET_LINES):
        for block in lines:
            match = pattern.search(block.text) if block.words <= 25 else None
            name = outlet_name(match["name"]) if match else None
            if match and name and _may_publish(name, loose=number in _LOOSE):
                return Mark(block.start + match.start("name"), block.start + match.end("name"), "outlet", name)
    return None


def _may_publish(name: str, *, loose: bool) -> bool:
    """Whether a name taken from a line of furniture can be an outlet's: no bare year, no company form."""
    if not any(char.isalpha() for char in name) or _OWNER.search(name):
        return False
    return not loose or bool(_PRESS.search(name))
