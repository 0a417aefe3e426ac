"""The lead-in of a report that says where, when and through whom it came: "LONDON, Sept 3 (Reuters) - "."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reading.origin.press import is_agency, is_station
from rag.text.dates import DateMention, find_dates
from rag.text.words import listed
from rag.types import Span

# The longest lead-in looked at, in characters: "ROSTOV-ON-DON, Russia, September 29, 2020 (Associated Press) -- ".
_LONGEST = 110
_SIGNS = ("—", "–", "―", "--", " - ", "(", "/")  # one of them ends every lead-in
_DASH = re.compile(r"\s?(?:—|–|―|--)(?:\s|(?=[A-Z“\"‘'])|\Z)|\s-\s|\.\s?/(?P<slashed>[A-Z]{2,12})/\.?\s")
_BEGINS = re.compile(r"\s*(?:[“\"‘'A-Z\d]|\Z)")
_NAMED = re.compile(r"\(([^()]{2,40})\)")
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-](?=[^\W\d_])|\.(?=[\s,/]|\Z))*\Z")
# Letters of the longest short form of a state in a place: "Minn", "Calif".
_ABBREVIATED = 5
_LOWER_IN_PLACES = frozenset(listed("of the on de da do di del della es el al la le les sur am an der and in upon"))
# Towns of four letters or fewer; other short words in capitals are acronyms ("NASA – ", "NFL – ").
_SHORT_PLACES = frozenset(
    listed(
        """
    ROME LIMA OSLO BAKU KYIV KIEV DOHA BONN BERN CORK GAZA HULL LYON NICE OMSK ORAN PERM PUNE RIGA SUVA BATH YORK ERIE
    RENO WACO MESA BARI PISA GRAZ LINZ GENT LODZ BRNO CALI KANO LOME NAHA SION TRUE UFA QOM AGRA AMOL YAZD BAM VAN
    XIAN ADEN BEND ELKO GARY HILO MACO NOME PERTH MALE APIA DILI JUBA SANA
    """
    )
)
# Labels that stand in capitals before a dash and are no place.
_LABELS = frozenset(
    listed(
        """
    UPDATE UPDATED WATCH WATCHING VIDEO PHOTO PHOTOS OPINION ANALYSIS EXCLUSIVE BREAKING CORRECTION REVIEW EDITORIAL
    NOTE WARNING TODAY LIVE MORE READ RELATED LISTEN SPOILERS SPOILER FEATURE COLUMN COMMENTARY PROFILE INTERVIEW
    EXPLAINER FACTBOX TIMELINE ALERT URGENT ADVISORY PREVIEW RECAP RESULTS WINNER WINNERS LETTER LETTERS EDITOR
    SPONSORED ADVERTISEMENT COVID COVID-19 UNICEF UNESCO BREXIT NEWS GALLERY QUIZ POLL FACT CHECK VERDICT RATING
    ANSWER QUESTION
    """
    )
)


@dataclass(frozen=True, slots=True)
class Dateline(Span):
    """A lead-in with its dash, the place in it, the organisation that it credits and the date, each where stated."""

    place: Span | None
    credit: Span | None
    date: DateMention | None


def find_dateline(text: str, start: int, end: int) -> Dateline | None:
    """The dateline that a paragraph from ``start`` to ``end`` opens with, in offsets of ``text``; None without one.

    A place counts when it is written in capitals, or stands with the name of an agency or of a broadcaster.
    """
    opening = text[start : min(end, start + _LONGEST)]
    if not (opening[:1].isupper() or opening[:1] == "(") or not any(sign in opening for sign in _SIGNS):
        return None
    dash = _DASH.search(opening)
    first = _NAMED.search(opening)
    if dash and first and first.end() <= dash.start() and opening[first.end() : dash.start()].strip():
        dash = None  # "(CNN) He came late -- and left": that dash is the sentence's
    stop = dash.start() if dash else len(opening)
    named = _NAMED.search(opening, 0, stop) if dash else _NAMED.match(opening) or _NAMED.search(opening, 0, 60)
    if named is not None and not _credits(opening, named, dash):
        return None
    if dash is None and named is None:
        return None
    if dash is None and named is not None and not _BEGINS.match(opening, named.end()):
        return None
    close = dash.end() if dash else named.end() if named else 0
    before = named.start() if named else stop
    credit = named.span(1) if named else None
    if dash and dash["slashed"]:
        credit = dash.span("slashed")
    if credit is None:
        before, credit = _station_at_end(opening, before)
    return _dateline(opening, start, before, close, credit)


def _credits(opening: str, named: re.Match[str], dash: re.Match[str] | None) -> bool:
    """Whether what stands in brackets is who reports, rather than a party or a short form."""
    name = named[1].strip()
    if is_agency(name) or is_station(name):
        return True
    return dash is not None and name[:1].isupper() and opening[: named.start()].isupper()


def _station_at_end(opening: str, before: int) -> tuple[int, tuple[int, int] | None]:
    """ "New York CNN Business —": where the name of an agency or broadcaster begins that ends the lead-in."""
    words = [match.span() for match in re.finditer(r"[^\s,]+", opening[:before])]
    for first in range(max(0, len(words) - 3), len(words)):
        begin, close = words[first][0], words[-1][1]
        if is_station(opening[begin:close]) or is_agency(opening[begin:close]):
            return begin, (begin, close)
    return before, None


def _dateline(opening: str, start: int, before: int, close: int, credit: tuple[int, int] | None) -> Dateline | None:
    date = next((d for d in find_dates(opening[:before]) if d.day), None) if _has_digit(opening[:before]) else None
    place = _place(opening, date.start if date else before, bool(credit))
    if place is None and (credit is None or opening[: date.start if date else before].strip(" ,")):
        return None
    left = opening[date.end : before].strip(" ,.") if date else ""
    if left and not find_dates(left) and not re.fullmatch(r"\d{4}", left):
        return None
    close = len(opening[:close].rstrip())
    return Dateline(
        start,
        start + close,
        Span(start + place[0], start + place[1]) if place else None,
        Span(start + credit[0], start + credit[1]) if credit else None,
        DateMention(
            start + date.start,
            start + date.end,
            date.date,
            date.precision,
            date.month,
            date.day,
            date.year,
            date.weekday,
        )
        if date
        else None,
    )


def _has_digit(part: str) -> bool:
    return any(map(str.isdigit, part))


def _place(opening: str, before: int, credited: bool) -> tuple[int, int] | None:
    """The span of the place's name at the beginning of a lead-in."""
    end = len(opening[:before].rstrip(" ,.;"))
    if opening[end : end + 1] == "." and end < before and len(opening[:end].rpartition(" ")[2]) <= _ABBREVIATED:
        end += 1  # the full stop of "Fla." and "D.C."
    written = opening[:end]
    if not written or len(written) > 60:
        return None
    city = re.split(r"[,/]", written)[0]
    tokens = [token for token in re.split(r"[\s,/]+", written) if token]
    if not 1 <= len(tokens) <= 7 or any(not _TOKEN.match(token) for token in tokens):
        return None
    if any(not token[0].isupper() and token not in _LOWER_IN_PLACES for token in tokens):
        return None
    if tokens[0] in _LABELS or (tokens[0].casefold() == "the" and tokens[1:2] not in (["Hague"], ["HAGUE"])):
        return None
    if credited:
        return (0, end) if len(city.split()) <= 4 else None
    if not city.isupper() or len(city.split()) > 4:
        return None
    alone = written == city and len(city) <= 4
    return None if alone and city not in _SHORT_PLACES else (0, end)
