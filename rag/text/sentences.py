"""Sentences of a text, as spans.

Made for news in English: abbreviations, initials, decimals and titles do not end a sentence, and a quotation of
several sentences stays in one piece with what belongs to it. One pass, no backtracking, any length of text.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from rag.text.lines import LINE
from rag.text.quotes import Quote, quotes_in
from rag.text.words import listed
from rag.types import Span

# Longest quotation kept in one piece, in characters; a longer one is split like other text.
LONGEST_QUOTE = 900
# Longest closing bracket remark ("(By Reuters)") kept with the sentence before it.
_LONGEST_REMARK = 60
_LONGEST_PLACE = 40

# The first character alone decides where to look closer: `re` skips to it many times faster than to an alternative.
_END = re.compile(
    r"[.!?…。！？](?:(?<=[.!?…])(?<![.!?…]{2})[.!?…]*+[\"”’»'\)\]]*+(?=\s)|(?<=[。！？])[。！？]*+[」』”’\"]*)"
)
_NEXT = re.compile(r"\s*([\"“”„«‘'\(\[—–\-*•]*)\s*(\w[\w'’.\-]*)?")
_WORD_BEFORE = re.compile(r"[^\s\"“”«»‘'\(\[—–/]+\Z")

# Never the end of a sentence when another word follows.
_TITLES = frozenset(
    listed(
        """
    mr mrs ms mx dr prof rev fr sr. st gen lt col maj capt cpt cmdr sgt cpl pvt adm brig hon pres gov sen
    rep reps sens govs amb sec supt insp det atty dist pte messrs mmes mt ft vs v viz eg ie e.g i.e cf
    approx ca dept est fig figs vol op ed eds nos pp ph al-
    """
    )
)
# The end of a sentence only when a word follows that starts one.
_SHORT = frozenset(
    listed(
        """
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun inc corp
    ltd co bros llc plc jr sr etc al art sect ave blvd rd bldg ala ariz ark calif colo conn del fla ga ill
    ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo u.s u.k
    u.n e.u d.c u.s.a a.m p.m ph.d m.d b.a m.a n.y n.j l.a b.c a.d sq ed
    """
    )
)
_SMALL = frozenset({"etc", "al", "bros"})
# Words that, with a capital after a doubtful full stop, begin a sentence.
_STARTERS = frozenset(
    listed(
        """
    the a an in on at it he she they we you i this that these those but and or so if when while as after
    before since for from by with without during under over its his her their our my there here what who
    why how where which meanwhile however still yet then now also both some many most all no not last next
    one two three such more according earlier later officials police although because until once despite
    among another each every it's he's she's they're we're i'm that's there's
    """
    )
)
_NOT_AFTER_TIME = frozenset(
    listed(
        """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december et est edt pt pst pdt gmt utc bst cet eastern pacific
    central mountain local jan feb mar apr jun jul aug sept oct nov dec
    """
    )
)
# A longer sentence is no sentence: it is cut at a space near this many characters.
LONGEST = 2000
_LONGEST_TAG = 160
# "What is this?" Smith said. "Why?" Mia Lund, the mayor of Bergen, asked reporters.
_TAG = re.compile(
    r"\s+(?:[A-Z][\w.'’\-]*\s+)(?:[\w.'’\-]+\s+){0,6}?(?:[\w.'’\-]+,\s[^,.;:?!\"“”]{3,80},\s)?(?:also\s|then\s|later\s)?"
    r"(said|says|asked|asks|told|added|wrote|replied|answered|shouted|wondered|tweeted|continued|recalled|joked|noted)\b"
)
# The verb introduces the next quotation: "Is it?" Another said "It is."
_INTRODUCES = re.compile(r"[,:]?\s?[\"“]")
# What follows the verb of a tag: its end, another quotation, or small matters; but no clause of its own.
_TAG_END = re.compile(
    r"(?:\s(?:in|on|at|to|of|during|after|with|reporters|CNN|[A-Z][a-z]+day|yesterday|today|a|an|the|his|her)\b(?:(?!\bthat\b)[^.;:?!\"“”]){0,90})?"
    r"(?:[.,:]|\s*[\"“]|\s*\Z)"
)


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of ``text[start:end]``: together they cover all of its text that is not space.

    A line break always ends a sentence. For a paragraph wrapped over several lines use `split_paragraph`.
    """
    end = len(text) if end is None else min(end, len(text))
    spans: list[Span] = []
    for line in LINE.finditer(text, start, end):
        spans += split_paragraph(text, line.start(), line.end())
    return spans


def split_paragraph(text: str, start: int, end: int) -> list[Span]:
    """The sentences of one paragraph, whose line breaks are spaces like others."""
    start, end = _trimmed(text, start, end)
    if start >= end:
        return []
    spans: list[Span] = []
    guard: _Quoted | None = None
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop >= end or not _ends(text, begin, match, end):
            continue
        if guard is None:
            guard = _Quoted(text, start, end)
        if guard.holds(stop) or (guard.ends_at(stop) and _tag_follows(text, match, stop, end)):
            continue
        spans.append(Span(begin, stop))
        begin = _skip_space(text, stop, end)
    if begin < end:
        spans.append(Span(begin, end))
    return spans if end - start <= LONGEST else [part for span in spans for part in _bounded(text, span)]


def _bounded(text: str, span: Span) -> list[Span]:
    """A sentence in parts of at most `LONGEST` characters, cut at spaces where there are any."""
    parts: list[Span] = []
    start = span.start
    while span.end - start > LONGEST:
        stop = start + LONGEST
        space = next((at for at in range(stop, start + LONGEST // 2, -1) if text[at].isspace()), stop)
        _, trimmed = _trimmed(text, start, space)
        parts.append(Span(start, trimmed))
        start = _skip_space(text, space, span.end)
    return [*parts, Span(start, span.end)] if start < span.end else parts


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    start = _skip_space(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


class _Quoted:
    """The quotations of a paragraph: most must stay whole, all stay with the speaker's tag."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._quotes = [quote for quote in quotes_in(text, start, end) if quote.closed]
        self._starts = [quote.start for quote in self._quotes]

    def _around(self, at: int) -> Quote | None:
        index = bisect_right(self._starts, at - 1) - 1
        return self._quotes[index] if index >= 0 and at <= self._quotes[index].end else None

    def holds(self, at: int) -> bool:
        """Whether a cut at this place would go through a quotation that is not too long to keep."""
        quote = self._around(at)
        return quote is not None and at < quote.end <= quote.start + LONGEST_QUOTE

    def ends_at(self, at: int) -> bool:
        quote = self._around(at)
        return quote is not None and at == quote.end


def _tag_follows(text: str, match: re.Match[str], stop: int, end: int) -> bool:
    """Whether what follows a quotation says who speaks it; after a full stop only if it says nothing else."""
    tag = _TAG.match(text, stop, min(end, stop + _LONGEST_TAG))
    if tag is None:
        return False
    if _INTRODUCES.match(text, tag.end(), end):
        return False
    return match[0][0] in "?!" or _TAG_END.match(text, tag.end(), end) is not None


def _ends(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether the punctuation found ends a sentence, by what stands before and after it."""
    mark = match[0]
    if mark[0] in "。！？":
        return True
    after = _NEXT.match(text, match.end(), min(end, match.end() + 80))
    opening, word = (after[1], after[2] or "") if after else ("", "")
    if word and word[0].islower():
        return mark[0] in "!?" and any(c in '“"«‘' for c in opening)
    if opening[:1] in ("(", "[") and _short_remark(text, match.end(), end):
        return False
    if mark != ".":
        return True
    if _opens_line(text, begin, match.start(), opening):
        return False
    return _full_stop_ends(text, begin, match.start(), word)


def _opens_line(text: str, begin: int, at: int, opening: str) -> bool:
    """The number of a list item ("2.") and a place line ("LOUISVILLE, Ky. —") belong to what follows."""
    if at - begin <= 3 and text[begin:at].isdigit():
        return True
    return opening[:1] in ("—", "–", "-") and at - begin <= _LONGEST_PLACE and text[begin : begin + 3].isupper()


def _short_remark(text: str, at: int, end: int) -> bool:
    """A short remark in brackets that closes the paragraph belongs to the sentence before it."""
    return end - at <= _LONGEST_REMARK and text[end - 1] in ")]"


def _full_stop_ends(text: str, begin: int, at: int, following: str) -> bool:
    found = _WORD_BEFORE.search(text, max(begin, at - 24), at)
    if found is None:
        return True
    before, next_word = found[0], following.rstrip(".").lower()
    lower = before.lower()
    if lower in _TITLES:
        return False
    if lower == "no":
        return not following[:1].isdigit()
    if lower in ("a.m", "p.m"):
        return next_word not in _NOT_AFTER_TIME and not following[:1].isdigit()
    if _is_initial(before) or _is_acronym(before) or (lower in _SHORT and (before[0].isupper() or lower in _SMALL)):
        return not following or next_word in _STARTERS
    return True


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and word.isupper()


def _is_acronym(word: str) -> bool:
    return len(word) <= 9 and "." in word and all(len(part) == 1 and part.isalpha() for part in word.split("."))
