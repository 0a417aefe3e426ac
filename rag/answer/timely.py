"""A window on time, laid over the passages found: which are read, in which order, and what is said of it.

A question with a year most often asks about that year's events, and articles that appeared later tell of them. So an
article passes if it appeared inside the window, or states a date inside it, or if it is not known when it appeared.
Nothing is weighed by its age but where the question asks for the latest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from rag.answer.anchor import Anchor, anchor_of, resolved
from rag.answer.evidence import articles_of
from rag.answer.window import TimeWords, ends_of, window_of, within
from rag.text.dates.events import EventDate, event_dates
from rag.text.fold import fold
from rag.text.words import content_stems
from rag.types import Claim, Draft, Hit, Span, Window

REACH = 4  # times as many passages are looked at as are read
# Share of the best passage's score from which another is about as well matched: on the news quiz, eight in ten of the
# articles that hold the answer stand above it, and two in ten of those that do not.
ALIKE = 0.75

Fit = Literal["inside", "told", "undated"]
_KEPT = {
    ("told", "undated"): "Articles that tell of that time, and articles without a date, are kept.",
    ("told",): "Articles that tell of that time are kept.",
    ("undated",): "Articles without a date are kept.",
}
_NO_DATES = "None of the articles found states its date; they stand as they fit the question."


class Passed(NamedTuple):
    """A passage that passes the window, and why: its article appeared inside, or tells of the time, or has no date."""

    hit: Hit
    fit: Fit


@dataclass(frozen=True, slots=True)
class Told:
    """What sets a time, and the text it stands in: the reader's question, or its stand-alone form."""

    text: str
    words: TimeWords | Anchor

    @property
    def known(self) -> bool:
        return isinstance(self.words, TimeWords) and self.words.known

    def window(self, hits: Sequence[Hit]) -> Window | None:
        """The window; one that an event sets needs the articles found, and may turn out to be none."""
        if isinstance(self.words, TimeWords):
            return self.words.window(self.text)
        return resolved(self.words, self.text, articles_of(alike(hits)))


@dataclass(frozen=True, slots=True)
class Reading:
    """The passages an answer is drafted from, and the window they were chosen by, if any.

    ``changed``: the window made them others than would be read without it. ``inside`` are the passages of articles
    that appeared inside the window: they need not repeat what time they are of, and can be asked the ``bare``
    question, without those words.
    """

    hits: Sequence[Hit]
    window: Window | None = None
    changed: bool = False
    inside: Sequence[Hit] = ()
    bare: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing is left to ask for an answer inside the window: there is none, or nothing lies in it."""
        return self.window is None or self.window.lifted


def time_told(question: str, asked: str, on: str | None = None) -> Told | None:
    """What sets a time in the reader's own words, else in the stand-alone form of the question."""
    for text in dict.fromkeys((question, asked)):
        words = window_of(text, on) or anchor_of(text)
        if words is not None:
            return Told(text, words)
    return None


def read_in_time(told: Told | None, asked: str, hits: Sequence[Hit], most: int) -> Reading:
    """Of the passages found, best first, those to read: the best that pass, or the newest where these are asked for."""
    window = told.window(hits) if told else None
    if told is None or window is None:
        return Reading(hits[:most])
    passed = passing(hits, window, told.known)
    if all(p.fit == "undated" for p in passed):  # nothing is known to be of that time
        return Reading(hits[:most], replace(window, lifted=True))
    read = newest(passed, most) if window.order == "latest" else passed[:most]
    bare = " ".join(asked.replace(window.words, " ", 1).split())
    return Reading(
        [p.hit for p in read],
        replace(window, reason=reason_of(window, read)),
        [p.hit.passage for p in read] != [hit.passage for hit in hits[:most]],
        [p.hit for p in passed if p.fit == "inside"][:most] if limits(window) and content_stems(bare) else (),
        bare,
    )


def limits(window: Window) -> bool:
    """Whether a window leaves articles out; one that asks for the latest alone does not."""
    return window.after is not None or window.before is not None


def passing(hits: Sequence[Hit], window: Window, known: bool = False) -> list[Passed]:
    """The passages that pass, in order."""
    if not limits(window):
        return [Passed(hit, "inside") for hit in hits]
    dates: dict[int, list[EventDate]] = {}
    fits = [(hit, fit_of(hit, window, known, dates)) for hit in hits]
    return [Passed(hit, fit) for hit, fit in fits if fit is not None]


def fit_of(hit: Hit, window: Window, known: bool, dates: dict[int, list[EventDate]]) -> Fit | None:
    """Why a passage passes, None if it does not.

    What was known at a time stands in what had appeared by then, or where an article says so itself ("as of 2021").
    Of a window open to one side the passage itself has to tell, of a date that lies in it as a whole: some earlier date
    stands in every long article.
    """
    article, date = hit.article, hit.article.published.date
    if date is None:
        return "undated"
    if within(date, date, window.after, window.before):
        return "inside"
    if known:
        return "told" if fold(window.words) in fold(article.text) else None
    if article.id not in dates:
        dates[article.id] = event_dates(article.text, article.published)
    closed = window.after is not None and window.before is not None
    place = Span(0, len(article.text)) if closed else hit.passage
    stated = [ends_of(article.text, d) for d in dates[article.id] if place.start <= d.start < place.end]
    return "told" if any(ends and _told_within(*ends, window, closed) for ends in stated) else None


def _told_within(first: str, last: str, window: Window, closed: bool) -> bool:
    if closed:
        return within(first, last, window.after, window.before)
    return all(within(end, end, window.after, window.before) for end in (f"{first}-01-01"[:10], f"{last}-12-31"[:10]))


def alike(hits: Sequence[Hit]) -> list[Hit]:
    """The passages that fit about as well as the best."""
    return [hit for hit in hits if hit.score >= ALIKE * hits[0].score]


def newest(passed: Sequence[Passed], most: int) -> list[Passed]:
    """The newest passages of those that fit about as well as the best, filled up with the best of the others.

    A passage without a date is never pushed out by a newer one: it may be the newest of all.
    """
    fit = len(alike([p.hit for p in passed]))
    dated = sorted((p for p in passed[:fit] if _date(p)), key=_date, reverse=True)
    undated = [p for p in passed[: min(fit, most)] if not _date(p)]
    chosen = [*dated[:most], *undated]
    return [*chosen, *passed[fit : fit + max(0, most - len(chosen))]]


def _date(passed: Passed) -> str:
    return passed.hit.article.published.date or ""


def reason_of(window: Window, read: Sequence[Passed]) -> str | None:
    """Where the window's date comes from, what is kept from outside it, and why nothing is newest, in words."""
    kept = tuple(sorted({p.fit for p in read} - {"inside"}))
    dateless = window.order == "latest" and not any(map(_date, read))
    return " ".join(filter(None, [window.reason, _KEPT.get(kept), _NO_DATES if dateless else None])) or None


def newest_first(draft: Draft, reading: Reading) -> Draft:
    """The claims in the order their articles appeared, where the latest is asked for: newest first, undated last."""
    if reading.window is None or reading.window.order != "latest" or not draft.claims:
        return draft

    def date(claim: Claim) -> str:
        return draft.citations[claim.citations[0] - 1].published.date or "" if claim.citations else ""

    claims = tuple(sorted(draft.claims, key=date, reverse=True))
    direct = draft.direct if draft.direct and draft.direct.citation in claims[0].citations else None
    return replace(draft, claims=claims, direct=direct)


def without_window(reading: Reading, whole: Draft) -> tuple[Window | None, Draft]:
    """What is shown where nothing inside the window answers: all articles' answer, and first of all a notice."""
    if reading.window is None:
        return None, whole
    window = replace(reading.window, lifted=True, reason=None)
    if whole.abstained or not limits(window):
        return window, whole
    notice = f"Nothing found for “{window.words}” answers this. Without that limit the articles say:"
    return window, replace(whole, notice=" ".join(filter(None, [notice, whole.notice])))
