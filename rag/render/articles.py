"""An article as it was read: what is known of it, its text with the marks on it, and what was found in it.

Our own words stand at the left edge and in a margin of two columns, the article's behind it: no line of an article
can pass for a mark, a speaker or a heading of ours.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from rag.corrections import BY_HAND
from rag.render.findings import finding_lines, speakers_by_place
from rag.render.lines import BLANK, Line, count, heading, one_line, percent, visible
from rag.render.sources import copy_words, date_words, own_word
from rag.render.stretches import Stretch, stretches, within
from rag.types import Article, Published, Span

if TYPE_CHECKING:
    from rag.reading.annotations import Annotations

# What shows a mark where there are colours, and the sign in the margin that shows it where there are none.
_MARK_STYLES = {"headline": "head", "subheading": "head", "caption": "aside", "byline": "aside", "dateline": "aside"}
_FURNITURE = "quiet"
_SIGNS = {"quiet": "~", "head": "#", "aside": "▪"}
_SPEAKERS = "↳"


def article_lines(
    article: Article,
    found: Annotations | None = None,
    copies: Sequence[Any] = (),
    *,
    stated: Article | None = None,
    signs: bool = True,
    numbers: bool = False,
) -> Iterator[Line]:
    """What is known of the article, its whole text with its marks, and what was ``found`` in it.

    With ``signs`` (where there are no colours) the margin says what a line is; with ``numbers`` it has the number of
    each line of the file as well. ``copies`` are the rows of articles that print the same text; ``stated`` is the
    article as its own text says it is, where something was put right by hand.
    """
    yield heading(one_line(article.title))
    yield BLANK
    for label, words in _fields(article, copies, stated):
        yield Line(((words, ""),), lead=(label.ljust(7) + " ", "quiet"))
    yield BLANK
    yield from _legend(article, found, signs)
    yield from _body(article, found, signs, numbers)
    if found is not None:
        yield from finding_lines(article, found)


def plain_article_lines(article: Article, *, signs: bool = True, numbers: bool = False) -> Iterator[Line]:
    """The text alone, line by line; page furniture is dimmed, and with ``signs`` also prefixed with ``~``."""
    width = len(str(_line_count(article.text))) if numbers else 0
    for row in _rows(article, [(span, _FURNITURE) for span in article.furniture]):
        prefix = "~ " if signs and row.is_furniture else ""
        lead = (_number(row, width), "quiet") if numbers else None
        yield Line(((prefix, _FURNITURE), *row.pieces), lead, hang=0)


# -- what is known --------------------------------------------------------------------------------------------------


def _fields(article: Article, copies: Sequence[Any], stated: Article | None) -> Iterator[tuple[str, str]]:
    """Labels and what stands behind them; what is not stated is left out, but for outlet and date."""
    corrected = f" ({_corrected('outlet', stated)})" if article.outlet_by_hand else ""
    yield "Outlet", one_line(article.outlet or "unknown") + corrected
    for label, values in (
        ("Agency", article.stated("agency")),
        ("Author", article.stated("author")),
        ("Section", article.stated("section")),
        ("Place", article.stated("place")),
    ):
        if values:
            yield label, one_line(", ".join(values))
    yield "Date", _published(article.published, stated)
    for copy in copies:
        yield "Also in", copy_words(copy)
    size = f"{count(len(article.sentences), 'sentence')}, {percent(furniture_share(article))} furniture"
    yield "File", f"{one_line(article.path)} ({one_line(article.encoding)}), sha256 {article.sha256[:16]}; {size}"


def _published(published: Published, stated: Article | None) -> str:
    """``29 September 2020 (day, inferred): why``, ``2019 (year, corrected by hand; in the article itself: …)``."""
    origin = _corrected("date", stated) if published.origin == "corrected" else published.origin
    if not published.date:
        return f"unknown ({origin})" if published.origin == "corrected" else "unknown"
    if published.origin == "corrected":
        return f"{date_words(published.date)} ({published.precision}, {origin})"
    reason = f": {one_line(published.reason)}" if published.reason else ""
    return f"{date_words(published.date)} ({published.precision}, {published.origin}){reason}"


def _corrected(name: str, stated: Article | None) -> str:
    return f"{BY_HAND}; in the article itself: {own_word(name, stated)}"


def furniture_share(article: Article) -> float:
    """The share of the article's characters that are page furniture."""
    furniture = sum(span.end - span.start for span in article.furniture)
    return furniture / len(article.text) if article.text else 0.0


def _legend(article: Article, found: Annotations | None, signs: bool) -> Iterator[Line]:
    """One line that says what each style, or each sign, means; only of those that occur."""
    kinds = {mark.kind for mark in article.marks}
    told = [
        ("page furniture, never quoted", "quiet", bool(article.furniture)),
        ("headline, sub-heading", "head", article.headline is not None or bool(kinds & {"headline", "subheading"})),
        ("caption, dateline, byline", "aside", bool(kinds & {"caption", "dateline", "byline"})),
        ("quotation", "said", found is not None and bool(found.speech) and not signs),
        ("date, number", "fact", found is not None and bool(found.dates or found.numbers) and not signs),
    ]
    pieces: list[tuple[str, str]] = []
    for words, style, occurs in told:
        if occurs:
            sign = f"{_SIGNS[style]} " if signs else ""
            pieces += [(" · " if pieces else "", "quiet"), (sign + words, "" if signs else style)]
    if found is not None and speakers_by_place(article, found):
        pieces += [(" · " if pieces else "", "quiet"), (f"{_SPEAKERS} who is quoted above", "quiet")]
    if pieces:
        yield Line(tuple(pieces), hang=0)
        yield BLANK


# -- what a mark by hand changed ------------------------------------------------------------------------------------

_KINDS = {"~": "furniture", "#": "headline", " ": "content"}


class ChangedLine(NamedTuple):
    """A line of the file that is something else than before; kinds are content, furniture and headline."""

    line: int
    text: str
    before: str
    now: str


def changed_lines(before: Article, now: Article) -> list[ChangedLine]:
    """The lines of one text that two readings of it take for different things."""
    was = _line_kinds(before)
    return [
        ChangedLine(number, text, was[number][0], kind)
        for number, (kind, text) in _line_kinds(now).items()
        if number in was and was[number][0] != kind
    ]


def _line_kinds(article: Article) -> dict[int, tuple[str, str]]:
    """What each line that is not empty begins as, and its text, by its number."""
    styled = [(span, _FURNITURE) for span in article.furniture]
    styled += [(article.headline, "head")] if article.headline else []
    rows = ((row, "".join(text for text, _ in row.pieces)) for row in _rows(article, styled))
    return {row.number: (_KINDS[row.sign], text) for row, text in rows if row.number is not None and text}


# -- the text -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the text, or a part of one that is or is not furniture. ``number`` is given to a line's first part."""

    number: int | None
    end: int
    pieces: tuple[tuple[str, str], ...]

    @property
    def is_furniture(self) -> bool:
        return bool(self.pieces) and self.pieces[0][1] == _FURNITURE

    @property
    def sign(self) -> str:
        """The sign of what the row begins with."""
        first = self.pieces[0][1].split() if self.pieces else []
        return next((_SIGNS[style] for style in first if style in _SIGNS), " ")


def _body(article: Article, found: Annotations | None, signs: bool, numbers: bool) -> Iterator[Line]:
    """The lines of the text behind our margin, and after each paragraph who is quoted in it."""
    width = len(str(_line_count(article.text))) if numbers else 0
    speakers = deque(speakers_by_place(article, found) if found is not None else ())
    empty = " " * (width + 1) if numbers else ""
    for row in _rows(article, _styled(article, found)):
        number = _number(row, width) + " " if numbers else ""
        sign = row.sign if signs else " "
        yield Line(row.pieces, lead=(number + sign, "quiet"))
        names: dict[str, None] = {}
        while speakers and speakers[0][0] <= row.end:
            names |= dict.fromkeys(speakers.popleft()[1])
        if names:
            yield Line(((", ".join(names), "quiet"),), lead=(empty + _SPEAKERS, "quiet"))


def _number(row: _Row, width: int) -> str:
    return str(row.number or "").rjust(width)


def _styled(article: Article, found: Annotations | None) -> Iterator[tuple[Span, str]]:
    """Everything that has a style, in no order; stretches may overlap."""
    yield from ((span, _FURNITURE) for span in article.furniture)
    if article.headline is not None:
        yield article.headline, "head"
    yield from ((mark, _MARK_STYLES[mark.kind]) for mark in article.marks if mark.kind in _MARK_STYLES)
    if found is not None:
        yield from ((speech, "said") for speech in found.speech if speech.kind != "reported")
        yield from ((fact, "fact") for facts in (found.dates, found.numbers) for fact in facts)


_LINE = re.compile("[^\r\n\u2028\u2029]+|\r\n|[\r\n\u2028\u2029]")
_ENDS = ("\n", "\r\n", "\r")  # of a line as an editor counts


def _line_count(text: str) -> int:
    return sum(match.group() in _ENDS for match in _LINE.finditer(text)) + 1


def _rows(article: Article, styled: Iterable[tuple[Span, str]]) -> Iterator[_Row]:
    """The lines of the text in order; where furniture begins or ends inside a line, the line is cut."""
    text = article.text
    ahead = deque(stretches(len(text), styled))
    line, fresh = 1, True  # the number of the line, and whether nothing of it was written yet
    for match in _LINE.finditer(text):
        if text[match.start()] in "\r\n\u2028\u2029":
            if fresh:
                yield _Row(line, match.start(), ())
            ends = match.group() in _ENDS
            line, fresh = line + ends, ends
            continue
        for _, group in groupby(within(ahead, *match.span()), key=lambda part: _FURNITURE in part.labels):
            parts = list(group)
            if pieces := _shown(text, parts):
                yield _Row(line if fresh else None, parts[-1].end, pieces)
                fresh = False


def _style(labels: frozenset[str]) -> str:
    """The styles of a stretch; furniture has no other."""
    return _FURNITURE if _FURNITURE in labels else " ".join(sorted(labels))


def _shown(text: str, parts: Sequence[Stretch]) -> tuple[tuple[str, str], ...]:
    """Parts of a line as pieces to show, without the spaces at its end; none where there is nothing to see."""
    pieces = [(visible(text[start:end]).replace("\t", "    "), _style(labels)) for start, end, labels in parts]
    while pieces and not pieces[-1][0].strip():
        pieces.pop()
    if pieces:
        pieces[-1] = (pieces[-1][0].rstrip(), pieces[-1][1])
    return tuple(pieces)
