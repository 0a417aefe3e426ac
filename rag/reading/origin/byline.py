"""The line that says who wrote a report: "By Jane Doe and John Roe, Reuters"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reading.origin.press import is_agency, is_person, is_press, is_station
from rag.types import Span

_LONGEST = 240  # characters of a line that are looked at
_BY = re.compile(
    r"[\W_]{0,4}(?:by|(?:written|reported|reporting|story|words|text|article|posted|published)\s{1,3}by)\s?:?\s{1,3}",
    re.I,
)
_REPORTING = re.compile(r"\W{0,3}(?:Reporting|Written|Words)\s{1,3}by\s{1,3}")
# Where the names end: a sign, a date, a place ("in Tehran").
_END = re.compile(
    r"\s*(?:[|•·;()\[\]<>*_\n\r\t]|\s[-–—]\s|\d"
    r"|\b(?:updated|published|posted|editing|additional|photographs?|photos?|illustrations?|edited|contributed)\b)",
    re.I,
)
_IN_PLACE = re.compile(r"\s+(?:in|at)\s+[^\W\d_][\w.'’-]*(?:\s[^\W\d_][\w.'’-]*){0,2}?(?=,|\s+(?:and|&)\s|\Z)")
_BETWEEN = re.compile(r"\s*(?:,\s*(?:and|&)\s|,|\s(?:and|&|with)\s|/)\s*", re.I)
_ROLE = re.compile(
    r"(?:(?:[\w-]+\s){0,3}(?:writer|reporter|editor|correspondent|columnist|contributor|producer|staff|chief|analyst"
    r"|journalist|bureau|author|freelance|opinion|special)s?\b.{0,40})\Z",
    re.I,
)
_FOR = re.compile(r"(?:special\s)?(?:for|to|of|from)\s{1,3}(?:the\s(?=[A-Z]))?", re.I)
_DEGREE = re.compile(r"(?:M\.?D|Ph\.?D|Jr|Sr|I{2,3}|IV|MSc|BSc|RN)\.?\Z")


@dataclass(frozen=True, slots=True)
class Byline(Span):
    """The line without what follows the names; who wrote, and for which agency or outlet, each where stated."""

    authors: tuple[Span, ...]
    credits: tuple[Span, ...]


def find_byline(text: str, start: int, end: int) -> Byline | None:
    """The byline that a line from ``start`` to ``end`` is, with the word "By"; None for any other line.

    "By Tuesday the bridge had fallen" is none: only names of persons and of the press may follow.
    """
    line = text[start : min(end, start + _LONGEST)]
    by = _BY.match(line)
    return _named(line, start, by.end()) if by else None


def find_signature(text: str, start: int, end: int) -> Byline | None:
    """A byline without "By": "Jane Doe, Reuters". It needs a person and an agency or outlet on one short line."""
    if end - start > 120:
        return None
    found = _named(text[start:end], start, 0)
    return found if found and found.authors and found.credits and _covers(text, found, end) else None


def find_reporting(text: str, start: int, end: int) -> Byline | None:
    """The closing note of an agency: "(Reporting by Jane Doe in London; Editing by John Roe)"."""
    line = text[start : min(end, start + _LONGEST)]
    by = _REPORTING.match(line)
    return _named(line, start, by.end()) if by else None


def _covers(text: str, found: Byline, end: int) -> bool:
    return not any(map(str.isalnum, text[found.end : end]))


def _named(line: str, start: int, first: int) -> Byline | None:
    """Names from ``first`` on, up to the first piece that is none."""
    stop = _END.search(line, first)
    close = stop.start() if stop else len(line)
    authors: list[Span] = []
    credited: list[Span] = []
    last = first
    for begin, finish in _pieces(line, first, close):
        piece = line[begin:finish]
        bare = _IN_PLACE.sub("", piece)
        if is_person(bare) and not is_press(bare):
            authors.append(Span(start + begin, start + begin + len(bare)))
        elif _DEGREE.match(piece) and authors:
            pass
        elif (credit := credit_in(piece)) is not None:
            credited.append(Span(start + begin + credit, start + finish))
        elif not (authors and _ROLE.match(piece)):
            break
        elif is_agency(piece.split()[0]):  # "AP Sports Writer"
            credited.append(Span(start + begin, start + begin + len(piece.split()[0])))
        last = finish
    if stop and stop[0].strip() in ("|", "•", "·", "-", "–", "—") and not credited:
        last = _after_sign(line, start, stop.end(), credited) or last
    if not authors and not credited:
        return None
    if last < close and not authors_end_there(line, last, close):
        return None
    return Byline(start, start + last, tuple(authors), tuple(credited))


def authors_end_there(line: str, last: int, close: int) -> bool:
    """Whether what follows the names does so after a sign, and not as the rest of a sentence."""
    rest = line[last:close]
    return rest.lstrip()[:1] in (",", "/", ".", ":") and len(rest.split()) <= 6


def _after_sign(line: str, start: int, begin: int, credited: list[Span]) -> int | None:
    """ "Jane Doe | USA TODAY": the outlet that stands after a sign."""
    stop = re.compile(r"[|•·;()\[\]<>*_\n\r\t]").search(line, begin)
    finish = stop.start() if stop else len(line)
    begin += len(line[begin:finish]) - len(line[begin:finish].lstrip())
    name = line[begin:finish].rstrip()
    if not name or len(name) > 50 or not is_press(name) or any(map(str.isdigit, name)):
        return None
    credited.append(Span(start + begin, start + begin + len(name)))
    return begin + len(name)


def _pieces(line: str, first: int, close: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = first
    for match in _BETWEEN.finditer(line, first, close):
        found.append((at, match.start()))
        at = match.end()
    found.append((at, close))
    return [_trimmed(line, begin, finish) for begin, finish in found if line[begin:finish].strip()][:12]


def _trimmed(line: str, begin: int, finish: int) -> tuple[int, int]:
    piece = line[begin:finish]
    lead = len(piece) - len(piece.lstrip())
    kept = piece.rstrip(" :*_\u00a0")
    if kept.endswith(".") and not re.search(r"\b[A-Z]\.\Z|\b(?:Jr|Sr)\.\Z", kept):
        kept = kept[:-1]
    return begin + lead, max(begin + lead, begin + len(kept))


def _is_title(name: str) -> bool:
    """Whether all words begin with capitals, but for those that join names: "Democrat staff writer" is no name."""
    return all(not word[0].islower() or word in ("of", "the", "and", "for", "dpa") for word in name.split())


def credit_in(piece: str) -> int | None:
    """Where in a piece the name of an agency or outlet begins: "for The Milford Times"."""
    match = _FOR.match(piece)
    begin = match.end() if match else 0
    name = piece[begin:]
    if len(name) > 50 or len(name.split()) > 6 or not _is_title(name):
        return None
    return begin if is_agency(name) or is_station(name) or (is_press(name) and name[:1].isupper()) else None
