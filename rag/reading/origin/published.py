"""When an article appeared: stated by its header or its lines, inferred with the reason, or unknown.

A picture's date, the day of a change, "two hours ago" and a day of the week are no publication dates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date as _date

from rag.reading.origin.front_matter import Metadata, is_possible, stated_date
from rag.reading.origin.parts import Page
from rag.reading.origin.provenance import dateline_of
from rag.reading.page.blocks import Block
from rag.text.dates import DateMention, find_dates
from rag.text.dates.events import direction
from rag.text.words import listed
from rag.types import Published, Span

_LINE_WORDS, _LINE_CHARS = 25, 300  # of the longest line that states when an article appeared
_DATE_LINE_WORDS = 20
# "Published" and "updated" as the languages news is most often saved in print them above a date.
_PUBLISHED_ABROAD = (
    "veröffentlicht|publiée?|publicad[oa]|pubblicat[oa]|gepubliceerd|publicerad|publisert|udgivet|opublikowan[oya]|"
    "опубликован[оа]?|julkaistu|yayınlanma(?:\\starihi)?"
)
_UPDATED_ABROAD = (
    "aktualisiert|mise?\\sà\\sjour|actualizad[oa]|atualizad[oa]|aggiornat[oa]|bijgewerkt|uppdaterad|oppdatert|opdateret|"
    "aktualizacja|обновлен[оа]?|päivitetty|güncelleme(?:\\starihi)?"
)
_PUBLISHED = re.compile(
    r"(?:\A\W{0,6}|[|•·]\s{0,3})(?:first\s)?"
    rf"(?P<word>published|posted|publication\sdate|date\spublished|date|issued|{_PUBLISHED_ABROAD})\b"
    r"\s{0,3}(?P<by>(?:on|at|by.{0,40}?)\b)?\s{0,3}:?",
    re.I,
)
_UPDATED = re.compile(
    rf"(?:\A\W{{0,6}}|[|•·(]\s{{0,3}})(?:last\s)?(?:updated|modified|edited|{_UPDATED_ABROAD})\b", re.I
)
_BYLINE = re.compile(r"\W{0,4}(?:by|written\sby)\s(?=\S*[A-Z])", re.I)
_DATE_WORDS = re.compile(
    r"(?:[\s,.|•·–—:T/()-]|\d|am|pm|a\.m\.|p\.m\.|est|edt|et|pt|pst|pdt|gmt|utc|bst|ist|z|at|on|hrs|updated"
    r"|published)*\Z",
    re.I,
)
_LEAD_IN = 110  # characters of a paragraph in which a dateline can state a year
_YEAR = re.compile(r"\d{4}")

# Lines of the beginning among which a picture's caption can be the one that dates the news.
_CAPTIONS = 12
_PICTURE = ("photo", "picture", "image", "handout", "screengrab", "video grab")
_LONGEST_STORY = 200_000  # characters; what is longer is more than one story
_OLD_PICTURE = re.compile(r"\b(?:file|archive[ds]?|undated|library|stock)\b", re.I)
_WEEKDAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_MONTHS = listed("January February March April May June July August September October November December")

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{4,500}\Z", re.I)
_ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01])(?!\d))?(?=[/\-_.]|\Z)")
_SLUG_WORDS = 2  # words of the headline that an address line must repeat to be this page's own


def find_published(
    text: str, blocks: Sequence[Block], drop: Sequence[bool], headline: int | None, header: Metadata
) -> Published:
    """When an article appeared, with its precision, and where the text says so.

    The arguments are those of `rag.reading.origin.provenance.find_provenance`.
    """
    page = Page(text, blocks, drop, headline)
    stated = _stated(page, header)
    if stated is None:
        return Published()
    if stated.date:
        return stated
    return _from_address(page, header) or _from_caption(page) or Published()


def _stated(page: Page, header: Metadata) -> Published | None:
    """What header and lines state together; unknown where neither does, None where they cannot be true.

    A date that the page prints goes before a header's that says another day: the header may come from anyone who
    handled the file. Nothing appears after it was last changed, or before a picture in it was taken.
    """
    printed = _printed(page)
    stated = header.published
    if printed.date and stated.date:
        agree = printed.date.startswith(stated.date) or stated.date.startswith(printed.date)
        stated = max(printed, stated, key=lambda p: len(p.date or "")) if agree else printed
    elif printed.date:
        stated = printed
    if stated.date is None:
        return Published()
    changed = header.changed.date or _changed(page)
    if changed and _is_after(stated.date, changed):
        return None
    return None if any(_is_after(taken.date or "", stated.date) for _, taken in _pictures(page)) else stated


def _is_after(one: str, other: str) -> bool:
    """Whether a date is later than another as far as both are precise."""
    length = min(len(one), len(other))
    return one[:length] > other[:length]


# --- stated -----------------------------------------------------------------------------------------------------------


def _printed(page: Page) -> Published:
    """The publication date that lines around the headline state, the dateline, or else lines that say "Published"."""
    near = list(_near_headline(page))
    for block in near:
        if (found := _after_published(page.text, block)) is not None:
            return found
    for block in near:
        if (
            block.words <= _DATE_LINE_WORDS
            and not _UPDATED.match(block.text)
            and (found := _date_line(page.text, block))
        ):
            return found
    if (found := _from_dateline(page)) is not None:
        return found
    return _elsewhere(page)


def _near_headline(page: Page) -> Iterator[Block]:
    """The lines of furniture right before and after the headline that have a year in them."""
    if page.headline is None:
        return
    for number in (page.headline - 1, *page.head):
        if number >= 0 and page.drop[number] and _is_dated(page.blocks[number]):
            yield page.blocks[number]


def _is_dated(block: Block) -> bool:
    return block.words <= _LINE_WORDS and len(block.text) <= _LINE_CHARS and bool(_YEAR.search(block.text))


def _after_published(text: str, block: Block) -> Published | None:
    """The date after "Published" on a line, up to "Updated"."""
    match = _PUBLISHED.search(block.text)
    if match is None:
        return None
    changed = _UPDATED.search(block.text, match.end())
    return stated_date(text, Span(block.start + match.end(), block.start + changed.start() if changed else block.end))


def _date_line(text: str, block: Block) -> Published | None:
    """The day that a byline with a date states, or a line that is nothing but a date."""
    changed = _UPDATED.search(block.text)
    end = changed.start() if changed else len(block.text)
    found = stated_date(text, Span(block.start, block.start + end))
    if found is None or found.precision != "day":
        return None
    if _BYLINE.match(block.text):
        return found
    left = block.text[:end]
    for mention in reversed(find_dates(left)):
        left = left[: mention.start] + left[mention.end :]
    return found if _DATE_WORDS.match(left) else None


def _from_dateline(page: Page) -> Published | None:
    near = (page.blocks[n].start for n in range(page.head.start, min(page.head.stop + 2, len(page.blocks))))
    if not any(_YEAR.search(page.text, start, start + _LEAD_IN) for start in near):
        return None
    dateline = dateline_of(page.text, page.blocks, page.drop, page.headline)
    if dateline is None or dateline.date is None or not dateline.date.date or not is_possible(dateline.date.date):
        return None
    return Published(dateline.date.date, "day", "stated", Span(dateline.date.start, dateline.date.end))


def _elsewhere(page: Page) -> Published:
    """The date of the other lines that say "Published": only when all say the same, for some are of other articles."""
    found: list[Published] = []
    for number, block in enumerate(page.blocks):
        if not page.drop[number] or number == page.headline or not _is_dated(block):
            continue
        match = _PUBLISHED.match(block.text)
        if match and match["word"].lower().startswith("p") and not (match["by"] or "").lower().startswith("by"):
            date = _after_published(page.text, block) if match["word"].lower() != "posted" else None
            found += [date] if date else []
    return found[0] if len({date.date for date in found}) == 1 else Published()


def _changed(page: Page) -> str | None:
    """When a line near the headline says that the article was changed."""
    for block in _near_headline(page):
        match = _UPDATED.search(block.text)
        if match and (found := stated_date(page.text, Span(block.start + match.end(), block.end))):
            return found.date
    return None


# --- inferred ---------------------------------------------------------------------------------------------------------


def _from_address(page: Page, header: Metadata) -> Published | None:
    """The date in the page's own address: the header's, or a line with one that repeats words of the headline."""
    spans = [header.address] if header.address else []
    spans += [Span(b.start, b.end) for b in page.blocks if b.words == 1 and b.text[:4].lower() in ("http", "www.")]
    for span in spans:
        written = span.of(page.text)
        match = _ADDRESS_DATE.search(written) if _ADDRESS.match(written) else None
        if match is None or not (span == header.address or _repeats_headline(page, written[match.end() :])):
            continue
        date = "-".join(part for part in match.groups() if part)
        if len(date) < 10 or _is_day(date):
            where = Span(span.start + match.start() + 1, span.start + match.end())
            reason = f"the address of the page has the date {date} in it"
            return Published(date, "day" if len(date) == 10 else "month", "inferred", where, reason)
    return None


def _is_day(date: str) -> bool:
    try:
        _date.fromisoformat(date)
    except ValueError:
        return False
    return True


def _repeats_headline(page: Page, slug: str) -> bool:
    if page.headline is None:
        return False
    said = set(re.findall(r"[^\W_]{4,}", page.blocks[page.headline].text[:_LINE_CHARS].casefold()))
    return len(said & set(re.findall(r"[^\W_]{4,}", slug.casefold()))) >= _SLUG_WORDS


def _from_caption(page: Page) -> Published | None:
    """The day of a new picture at the head of the story, when it is the day of the week that the story speaks of.

    The picture must be dated to the day, and no date in the text may be later. The story's day is the one that it names
    first, as past, and that it names no less often than another: news names the day of the news first.
    """
    dated = list(_pictures(page)) if len(page.text) <= _LONGEST_STORY else []
    if len({taken.date for _, taken in dated}) != 1:
        return None
    caption, taken = dated[0]
    day = _date.fromisoformat(taken.date or "")
    story = [b for n, b in enumerate(page.blocks) if not page.drop[n] and b is not caption]
    named = [(block, mention) for block in story for mention in find_dates(block.text)]
    if not _is_day_of_the_news(day.weekday(), named) or any(_is_after(m.date or "", day.isoformat()) for _, m in named):
        return None
    weekday = _WEEKDAYS[day.weekday()]
    written = f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    reason = (
        f"the photo caption is dated {written}, a {weekday}, and the text speaks of {weekday} as the day of the news"
    )
    return Published(taken.date, "day", "inferred", taken.span, reason)


def _is_day_of_the_news(weekday: int, named: Sequence[tuple[Block, DateMention]]) -> bool:
    days = [(block, mention) for block, mention in named if mention.precision == "weekday"]
    if not days or days[0][1].weekday != weekday:
        return False
    block, first = days[0]
    often = Counter(mention.weekday for _, mention in days)
    return direction(block.text, first.start, first.end) == "past" and often[weekday] == max(often.values())


def _pictures(page: Page) -> Iterator[tuple[Block, Published]]:
    """The captions at the head of the story that date their picture to the day; old pictures are left out."""
    first = 0 if page.headline is None else page.headline + 1
    for number in range(first, min(len(page.blocks), first + _CAPTIONS)):
        block = page.blocks[number]
        if page.drop[number] or len(block.text) > 2 * _LINE_CHARS or not _YEAR.search(block.text):
            continue
        if not any(word in block.text.lower() for word in _PICTURE) or _OLD_PICTURE.search(block.text):
            continue
        for mention in find_dates(block.text):
            if mention.date and mention.precision == "day" and is_possible(mention.date):
                yield block, Published(mention.date, "day", "stated", _within(block, mention))


def _within(block: Block, mention: DateMention) -> Span:
    return Span(block.start + mention.start, block.start + mention.end)
