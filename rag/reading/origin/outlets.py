"""Which name is the outlet's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.reading.origin.front_matter import Metadata, outlet_name
from rag.reading.origin.parts import Page
from rag.reading.origin.press import is_agency, is_press, is_station
from rag.reading.origin.sections import is_topic
from rag.reading.page.blocks import Block
from rag.types import Mark

LINE_WORDS = 25  # of the longest line that names an outlet
_LINE_CHARS = 300

_NAME = r"(?P<name>(?:The\s)?[^\W_a-z][\w&'’.-]{0,40}(?:\s(?:of|and|the|for|&|[^\W_a-z][\w&'’.-]{0,40})){0,5})"
_COPYRIGHT = rf"(?:©|(?i:\(c\)|copyright)(?:\s©)?)\s?(?:\d{{4}}(?:[-–]\d{{2,4}})?,?\s)?(?:by\s)?{_NAME}"
_THIS_TEXT = r"\W{0,4}(?:(?:This|The)\s(?:article|story|report|piece|column)\s(?:was\s|has\sbeen\s)?)?"
_APPEARED = r"(?:[Ff]irst|[Oo]riginally)\s(?:published|appeared|posted|written)\s(?:by|in|on|at|for)"
_REPORTED = r"(?:[Ff]irst|[Oo]riginally)\sreported\sby"
_SOURCE_LINE = re.compile(rf"\W{{0,4}}Source\s?:\s{{0,3}}{_NAME}\W{{0,4}}\Z")
COPYRIGHT_LINE = re.compile(rf"\W{{0,4}}{_COPYRIGHT}(?:[.,]?\s{{0,3}}(?i:all rights reserved))?\W{{0,4}}\Z")
_OWN_ADDRESS = re.compile(rf"\W{{0,4}}{_NAME}['’]s\s(?:web)?site\scan\salso\sbe\s(?:accessed|reached)")
_OWN_ADVERTISEMENT = re.compile(rf"\W{{0,4}}(?:Ad|Advertisement)\sfor\ssubscrib(?:ing|ers)\sto\s{_NAME}\W{{0,4}}\Z")
_PARTNER = re.compile(rf"[^.]{{2,60}}\sis\san?\s{_NAME}\scontent\spartner\b")
_ORIGIN_LINE = re.compile(rf"{_THIS_TEXT}(?:{_APPEARED}|{_REPORTED})\s{_NAME}\W{{0,4}}\Z")
# What those lines open with: a line is tried only when it begins so.
OPENINGS = re.compile(r"\W{0,4}(?:(?:source|copyright|ad|advertisement|this|the|first|originally)\b|©|\(c\))", re.I)

_OWNER = re.compile(r"\b(?:inc|ltd|llc|corp|corporation|company|co|pty|gmbh|group|copyright|policy|reserved)\b", re.I)
_TITLE_END = re.compile(r"\s[|]\s(?P<name>[^|]{2,40})\Z")


def find_outlet(
    page: Page, header: Metadata, own: list[Mark], origins: list[Mark], credited: list[Mark]
) -> Mark | None:
    """Whose page this is.

    A line of the page that names itself in so many words ("Source: Tehran Times", "Press TV's website ...") goes
    before a ``source:`` header, because it was printed with the article, while a header may come from anyone who
    handled the file. Where both mean the same outlet ("presstv.ir", "Press TV") the header's form stays. Copyright
    lines name owners as often as outlets, and the end of a title or a dateline can be an agency's, so the header goes
    before those. Last comes who published the text first: an outlet of this text, if perhaps not of this page.
    """
    stated = next((mark for mark in header.marks if mark.kind == "outlet"), None)
    printed = next((mark for mark in own if mark.kind == "outlet"), None)
    if stated and printed and not same_outlet(stated.value, printed.value):
        return printed
    if stated or printed:
        return stated or printed
    for mark in [*_copyright(page), *_title_end(page), *(m for m in credited if is_station(m.value)), *origins]:
        if not is_agency(mark.value):
            return Mark(mark.start, mark.end, "outlet", mark.value)
    return None


def same_outlet(one: str, other: str) -> bool:
    """Whether two names mean one outlet: one's letters hold the other's, or are its initials ("cnn.com")."""
    left, right = (re.sub(r"[\W_]", "", name.casefold().removesuffix(".com")) for name in (one, other))
    if left in right or right in left:
        return True
    hosts = [name.split(".")[-2] if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name) else name for name in (one, other)]
    bare = [re.sub(r"[\W_]|\Athe\s", "", host.casefold()) for host in hosts]
    initials = ["".join(word[0] for word in name.casefold().split() if word != "the") for name in (one, other)]
    if bare[0] in bare[1] or bare[1] in bare[0]:
        return True
    return any(len(start) >= 3 and start == host for start, host in zip(initials, reversed(bare), strict=True))


def outlet_lines(page: Page) -> tuple[list[Mark], list[Mark]]:
    """What lines say of whose page it is, the surest first; and of who reported or published the text before."""
    sources: list[Mark] = []
    own: list[Mark] = []
    origins: list[Mark] = []
    end = page.story_end
    for number, block in enumerate(page.blocks):
        if block.words > LINE_WORDS or len(block.text) > _LINE_CHARS or number == page.headline:
            continue
        outside = number > end or (page.headline is not None and number < page.headline)
        if OPENINGS.match(block.text):
            if outside and (mark := named_in(block, _SOURCE_LINE)) and (is_press(mark.value) or "." in mark.value):
                (origins if is_agency(mark.value) else sources).append(mark)
            if mark := named_in(block, _ORIGIN_LINE):
                origins.append(Mark(mark.start, mark.end, "agency", mark.value))
            if page.drop[number] and (mark := named_in(block, _OWN_ADVERTISEMENT)) and is_press(mark.value):
                own.append(mark)
        if "content partner" in block.text and (mark := named_in(block, _PARTNER)):
            own.append(mark)
        if "site can also be" in block.text and (mark := named_in(block, _OWN_ADDRESS)):
            own.append(mark)
    return [*sources, *own], origins


def named_in(block: Block, pattern: re.Pattern[str]) -> Mark | None:
    match = pattern.match(block.text)
    name = outlet_name(match["name"]) if match else None
    if match is None or name is None or _OWNER.search(name):
        return None
    return Mark(block.start + match.start("name"), block.start + match.end("name"), "outlet", name)


def _copyright(page: Page) -> Iterator[Mark]:
    for number, block in enumerate(page.blocks):
        if page.drop[number] and block.words <= LINE_WORDS and OPENINGS.match(block.text):
            mark = named_in(block, COPYRIGHT_LINE)
            if mark and is_press(mark.value):
                yield mark


def _title_end(page: Page) -> Iterator[Mark]:
    """The name of the press after the sign with which a page's title ends: "... | Milford Times"."""
    if page.headline is None:
        return
    block = page.blocks[page.headline]
    match = _TITLE_END.search(block.text)
    name = outlet_name(match["name"]) if match else None
    if match is None or name is None or match["name"].endswith(("...", "…")):
        return  # a title that was cut short
    if is_press(name) and not is_topic(name):
        start = block.start + match.start("name")
        yield Mark(start, start + len(match["name"].rstrip()), "outlet", name)
