"""What an answer stands on -> the HTML of the source panel: the articles, with what is cited marked in them.

Ids in the page: exchange 3's citation 2 is ``fn-3-c2`` (the place in the article), its source 1 ``fn-3-s1`` (the
article). Chips link to the first kind, the list of sources to the second; ``static/page.js`` follows them. The same
of sentence 5 in check 2 begin with ``fn-k2-5`` (see `rag.web.checked_markup`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rag.corrections import BY_HAND, as_stated
from rag.render import MARKS, OUTLET_UNKNOWN, VERDICT_WORDS, also_in_words, published_words
from rag.render.sources import own_words
from rag.render.stretches import Stretch, stretches, within
from rag.types import Answer, Article, Citation, Published, Span, Verdict
from rag.web.elements import Html, join, tag

# Articles up to this many characters are shown whole, longer ones around what is cited: a browser takes seconds
# to lay out a book. A seed article has about 4,000.
WHOLE = 80_000
AROUND = 8_000

if TYPE_CHECKING:
    from rag.text.voices import Speech

Find = Callable[[Citation], "Article | None"]


# --- dates ------------------------------------------------------------------------------------------------------


def date_words(published: Published) -> str:
    """A date in few words: ``29 September 2020``, ``2020 (inferred)``, ``date unknown``; stated is the normal case."""
    return published_words(published).removesuffix(" (stated)")


def date_html(published: Published) -> Html:
    """A date in words, readable by machines too where it is one."""
    return tag("time", date_words(published), datetime=published.date or None)


def date_precisely(published: Published) -> str:
    """A date with its precision and origin, for the source panel: ``2020 (year only, inferred from the text)``."""
    precision = {"month": "month only, ", "year": "year only, "}.get(published.precision, "")
    origin = {"stated": "stated in the article", "inferred": "inferred from the text"}.get(published.origin)
    return (
        published_words(published).replace(f"({published.origin})", f"({precision}{origin})")
        if origin
        else date_words(published)
    )


def outlet_html(source: Any) -> Html:
    """The outlet of an article or a citation, or that it is not known, as a line begins; whether a reader says so."""
    return join(tag("bdi", source.outlet or OUTLET_UNKNOWN.capitalize()), by_hand_mark(source))


def by_hand_mark(source: Any) -> str:
    """What stands behind an outlet that a reader put right."""
    return f" ({BY_HAND})" if source.outlet_by_hand else ""


def own_html(article: Article) -> Html | None:
    """What a corrected article says itself; None where nothing was put right by hand."""
    words = own_words(article, as_stated(article))
    return tag("p", words[0].upper(), words[1:], class_="fn-by fn-hand", dir="auto") if words else None


# --- sources ----------------------------------------------------------------------------------------------------


def sources_html(answer: Answer | None, serial: int, find: Find) -> Html:
    """The source panel: a list of the articles an answer cites, then each article with what is cited marked in it.

    ``find`` gives the article a citation was taken from, or ``None`` when the file is not what it was.
    """
    cited = cited_html(answer.citations, f"fn-{serial}", find) if answer and answer.citations else _no_sources(answer)
    more = more_html(serial) if answer else None
    return tag("section", tag("h2", "Sources"), more, cited, class_="fn-sources")


def cited_html(citations: Iterable[Citation], prefix: str, find: Find) -> Html:
    """A list of the articles these citations are from, then each of them, the first one open."""
    groups = _by_article(citations)
    return join(
        tag("ol", (_listed(group, f"{prefix}-s{i}", i == 1) for i, group in enumerate(groups, 1)), class_="fn-list"),
        (article_html(find(group[0]), group, prefix, i) for i, group in enumerate(groups, 1)),
    )


def more_html(serial: int) -> Html:
    """The way from an answer's sources to all that was found."""
    return tag(
        "p", tag("button", "All passages found", type="button", class_="fn-action fn-hits-open", data_exchange=serial)
    )


def _no_sources(answer: Answer | None) -> Html:
    """What stands in the panel where there is nothing to read: before the first answer, how one is read."""
    if answer:
        return tag("p", "This answer cites no article.", class_="fn-none")
    rows = (_legend_row(verdict, words) for verdict, words in _LEGEND.items())
    return join(
        tag("p", "The articles an answer stands on appear here, with the cited words marked.", class_="fn-none"),
        tag("h3", "The mark before a sentence", class_="fn-legend-h"),
        tag("ul", rows, class_="fn-legend"),
        tag("p", "Rest on a mark, or press it, for the reason. A number leads to the cited words.", class_="fn-by"),
    )


_LEGEND: dict[Verdict, str] = {
    "supported": "The cited article says so.",
    "partly_supported": "The cited article bears out a part of it.",
    "contradicted": "An article says otherwise.",
    "unchecked": "The check could not be made.",
}


def _legend_row(verdict: Verdict, words: str) -> Html:
    sign = tag("span", MARKS[verdict], class_="fn-sign", aria_hidden="true")
    name = tag("b", sign, " ", VERDICT_WORDS[verdict].capitalize())
    return tag("li", name, tag("span", words, class_="fn-words"), class_=f"fn-v-{verdict.replace('_', '-')}")


def _by_article(citations: Iterable[Citation]) -> list[list[Citation]]:
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.path, citation.sha256), []).append(citation)
    return list(groups.values())


def _listed(group: Sequence[Citation], target: str, current: bool) -> Html:
    first = group[0]
    numbers = tag("span", number_words([c.n for c in group]), class_="fn-numbers")
    others = _also_in(group)
    link = tag(
        "a",
        tag("bdi", first.title),
        href=f"#{target}",
        class_="fn-source",
        aria_current="true" if current else None,
    )
    masthead = tag("span", _masthead(first), [" · ", others] if others else None, class_="fn-by")
    return tag("li", numbers, tag("span", link, masthead))


def number_words(numbers: Sequence[int]) -> str:
    """Numbers in few words: three and more in a row from the first to the last (``1, 2``, ``1–6, 9``)."""
    rows: list[list[int]] = []
    for number in sorted(numbers):
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    words = (f"{row[0]}–{row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows)
    return ", ".join(words)


def _masthead(citation: Citation) -> Html:
    return join(outlet_html(citation), " · ", date_html(citation.published))


def _also_in(group: Sequence[Citation]) -> Html | None:
    """Who else prints what is cited, in words; None if nobody does."""
    words = also_in_words([other for citation in group for other in citation.also_in])
    return tag("bdi", words) if words else None


def article_html(article: Article | None, group: Sequence[Citation], prefix: str, place: int) -> Html:
    """One cited article: headline, outlet, date, and the whole text with what is cited marked."""
    first = group[0]
    name = f"{prefix}-s{place}"
    usable = article is not None and all(c.quote == article.text[c.start : c.end] and c.quote for c in group)
    body = text_html(article, group, prefix) if article is not None and usable else _changed(group, prefix)
    header = tag(
        "header",
        tag("h3", first.title, id=f"{name}-h", dir="auto"),
        _provenance(first, article if usable else None),
        tag("p", _also_in(group), class_="fn-by fn-also") if _also_in(group) else None,
        tag("p", tag("bdi", first.path), class_="fn-path"),
    )
    return tag(
        "article",
        header,
        body,
        id=name,
        class_="fn-article",
        tabindex="-1",
        hidden=place > 1,
        aria_labelledby=f"{name}-h",
    )


def _provenance(cited: Citation, article: Article | None) -> Html:
    """Outlet and date; agency, author, section and place as far as the article states them; why it is dated so."""
    published = article.published if article else cited.published
    reason = published.reason if published.origin == "inferred" else None
    precisely = tag("time", date_precisely(published), datetime=published.date or None, title=reason)
    stated = [("By ", article.stated("author")), ("Agency: ", article.stated("agency"))] if article else []
    stated += [("Section: ", article.stated("section")), ("Place: ", article.stated("place"))] if article else []
    credits = [[label, tag("bdi", ", ".join(values))] for label, values in stated if values]
    return join(
        tag("p", outlet_html(article or cited), " · ", precisely, class_="fn-by"),
        own_html(article) if article else None,
        tag("p", credits[0], ([" · ", credit] for credit in credits[1:]), class_="fn-by") if credits else None,
        tag("p", "Dated so because ", tag("bdi", reason), class_="fn-by fn-reason") if reason else None,
    )


def _changed(group: Sequence[Citation], prefix: str) -> Html:
    quotes = (
        tag("blockquote", tag("mark", c.quote, id=f"{prefix}-c{c.n}", class_=f"fn-c{c.n}", tabindex="-1"), dir="auto")
        for c in group
    )
    warning = "Changed since indexed: the file is not the one these words were taken from. They read:"
    return tag("div", tag("p", warning, class_="fn-changed"), quotes, class_="fn-text")


# What a stretch of an article looks like, the first that it is.
_LOOKS = ("furniture", "headline", "subheading", "caption", "byline", "dateline")


def text_html(article: Article, group: Sequence[Citation], prefix: str) -> Html:
    """An article's text: a paragraph per line, page furniture greyed, each citation in ``<mark>``, numbered beside.

    A quotation whose paragraph does not name its speaker is followed by the name. Citations may touch or overlap: the
    text is cut wherever one begins or ends, every piece carries the classes of all citations over it (``fn-c1 fn-c2``),
    and a citation's id stands at its first piece.
    """
    speech = _speech(article)
    pieces = deque(stretches(len(article.text), _labelled(article, group, speech)))
    started: set[str] = set()
    parts: list[Html] = []
    reached = 0
    for shown in _windows(article.text, group):
        if shown.start > reached:
            parts.append(_left_out(shown.start - reached))
        for line in _lines(article.text, shown):
            shown_line = list(within(pieces, line.start, line.end))
            parts.append(_line_html(article.text, shown_line, prefix, started, _unnamed(article.text, line, speech)))
        reached = shown.end
    if reached < len(article.text):
        parts.append(_left_out(len(article.text) - reached))
    return tag("div", parts, class_="fn-text")


def _speech(article: Article) -> list[Speech]:
    """The quotations of an article whose speaker is known; none of a book, which would take seconds to read."""
    from rag.text.voices import find_speech

    if len(article.text) > WHOLE:
        return []
    found = find_speech(article.text, article.sentences)
    return [speech for speech in found if speech.kind != "reported" and speech.speaker]


def _unnamed(text: str, line: Span, speech: Iterable[Speech]) -> list[str]:
    """Who speaks in the quotations that end in a line, where the line itself has no family name of theirs."""
    words = line.of(text)
    ended = [one.speaker or "" for one in speech if line.start < one.end <= line.end]
    return [name for name in dict.fromkeys(ended) if name.split()[-1] not in words]


def _labelled(article: Article, group: Sequence[Citation], speech: Iterable[Speech]) -> Iterator[tuple[Span, str]]:
    """Spans with what they look like, and with the numbers of the citations."""
    yield from ((Span(one.start, one.end), "said") for one in speech)
    yield from ((span, "furniture") for span in article.furniture)
    if article.headline is not None:
        yield article.headline, "headline"
    yield from ((mark, mark.kind) for mark in article.marks if mark.kind in _LOOKS)
    yield from ((Span(c.start, c.end), str(c.n)) for c in group)


def _left_out(characters: int) -> Html:
    return tag("p", f"[… {characters:,} characters of this long article are not shown …]", class_="fn-gap")


def _windows(text: str, group: Sequence[Citation]) -> list[Span]:
    """The stretches of a text to show: all of it, or for a very long one what surrounds the citations."""
    if len(text) <= WHOLE:
        return [Span(0, len(text))]
    windows: list[Span] = []
    for c in sorted(group, key=lambda c: c.start):
        start, end = max(0, c.start - AROUND), min(len(text), c.end + AROUND)
        if windows and start <= windows[-1].end:
            windows[-1] = Span(windows[-1].start, max(end, windows[-1].end))
        else:
            windows.append(Span(start, end))
    return windows


def _lines(text: str, shown: Span) -> Iterable[Span]:
    """The lines of a stretch that hold more than spaces; line breaks are not part of them."""
    start = shown.start
    while start < shown.end:
        end = text.find("\n", start, shown.end)
        end = shown.end if end < 0 else end
        if text[start:end].strip():
            yield Span(start, end)
        start = end + 1


def _line_html(text: str, pieces: Sequence[Stretch], prefix: str, started: set[str], speakers: Sequence[str]) -> Html:
    looks = {_look(piece) for piece in pieces if text[piece.start : piece.end].strip()}
    look = looks.pop() if len(looks) == 1 else ""
    shown = [_piece_html(text, piece, prefix, started, within=look) for piece in pieces]
    who = tag("span", " — ", tag("bdi", ", ".join(speakers)), class_="fn-who") if speakers else None
    return tag("p", shown, who, class_=f"fn-{look}" if look else None, dir="auto")


def _look(piece: Stretch) -> str:
    return next((look for look in _LOOKS if look in piece.labels), "")


def _piece_html(text: str, piece: Stretch, prefix: str, started: set[str], within: str) -> Html:
    words = text[piece.start : piece.end]
    cited = sorted((label for label in piece.labels if label.isdigit()), key=int)
    said = ["fn-said"] if "said" in piece.labels else []
    if not cited:
        look = _look(piece)
        classes = [*([f"fn-{look}"] if look not in ("", within) else []), *said]
        return tag("span", words, class_=" ".join(classes)) if classes else join(words)
    anchors = [n for n in cited if n not in started]
    started.update(anchors)
    # One element has one id: a second citation that begins at the same character gets an empty anchor before it.
    extra = (tag("span", id=f"{prefix}-c{n}", class_=f"fn-anchor fn-c{n}", tabindex="-1") for n in anchors[1:])
    mark = tag(
        "mark",
        words,
        id=f"{prefix}-c{anchors[0]}" if anchors else None,
        class_=" ".join([*(f"fn-c{n}" for n in cited), *said]),
        tabindex="-1" if anchors else None,
    )
    beside = tag("span", ", ".join(anchors), class_="fn-beside", aria_hidden="true") if anchors else None
    return join(extra, beside, mark)
