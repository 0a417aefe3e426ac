"""Answer and articles -> the HTML of the page. Pure functions; every word that is not ours goes through ``elements``.

Ids in the page: exchange 3's citation 2 is ``fn-3-c2`` (the place in the article), its source 1 ``fn-3-s1`` (the
article). Chips link to the first kind, the list of sources to the second; ``static/page.js`` follows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.render import ABSTAINED, CLOSEST, MARKS, OUTLET_UNKNOWN, VERDICT_WORDS, plain_text, published_words
from rag.types import Answer, Article, Citation, Claim, Disagreement, Filters, Published, Span
from rag.web.conversation import Exchange
from rag.web.elements import Html, join, tag

MODES = {
    "extractive": "quoted from the articles, no language model",
    "generated": "written by a language model, checked sentence by sentence",
}
_KINDS = {"quote": "Word for word in the article.", "paraphrase": "In other words than the article's."}

# Articles up to this many characters are shown whole, longer ones around what is cited: a browser takes seconds
# to lay out a book. A seed article has about 4,000.
WHOLE = 80_000
AROUND = 8_000

Find = Callable[[Citation], "Article | None"]


# --- the conversation -------------------------------------------------------------------------------------------


def conversation_html(exchanges: Sequence[Exchange], examples: Sequence[str] = ()) -> Html:
    """The chat column: all exchanges oldest first, or a welcome with questions to try."""
    if not exchanges:
        return tag("div", welcome_html(examples), class_="fn-log", role="log", aria_live="polite")
    last = exchanges[-1]
    items = (tag("li", exchange_html(e, last=e is last), class_="fn-exchange", id=f"fn-{e.serial}") for e in exchanges)
    return tag("div", tag("ol", items), class_="fn-log", role="log", aria_live="polite")


def welcome_html(examples: Sequence[str]) -> Html:
    """What the page is for, and questions to begin with."""
    buttons = (
        tag("li", tag("button", words, type="button", class_="fn-example", data_example=number))
        for number, words in enumerate(examples)
    )
    return tag(
        "section",
        tag("h2", "Ask your articles."),
        tag(
            "p",
            "Every sentence of an answer stands on a passage that was checked, and says how the check went. "
            "Where the articles do not say, the answer says so.",
        ),
        tag("ul", buttons, aria_label="Questions to try") if examples else None,
        class_="fn-welcome",
    )


def exchange_html(exchange: Exchange, *, last: bool = True) -> Html:
    """A question and what became of it."""
    return join(
        tag("h2", exchange.question, class_="fn-question", dir="auto"),
        _narrowed(exchange.filters),
        _outcome(exchange, last),
    )


def _outcome(exchange: Exchange, last: bool) -> Html:
    if exchange.running:
        dots = tag("span", class_="fn-dots", aria_hidden="true")
        stage = (exchange.stage or "")[:1].upper() + (exchange.stage or "")[1:]
        return tag("p", stage, dots, class_="fn-working", role="status")
    if exchange.answer:
        return answer_html(exchange.answer, exchange.serial, last=last)
    words = exchange.error or "Stopped."
    kind = "fn-error" if exchange.error else "fn-stopped"
    return tag("div", tag("p", words, class_=kind, dir="auto"), _actions(None, last), class_="fn-answer")


def _narrowed(filters: Filters) -> Html | None:
    words = filter_words(filters)
    return tag("p", f"Only articles {words}", class_="fn-narrowed", dir="auto") if words else None


def filter_words(filters: Filters) -> str:
    """The reader's filters in words: ``after 2020 and before 2021-06, from Press TV or ILNA``."""
    dates = [f"{name} {value}" for name, value in (("from", filters.after), ("until", filters.before)) if value]
    parts = [" ".join(dates)] if dates else []
    return ", ".join(parts + ([f"by {' or '.join(filters.outlets)}"] if filters.outlets else []))


# --- an answer --------------------------------------------------------------------------------------------------


def answer_html(answer: Answer, serial: int, *, last: bool = True) -> Html:
    """A checked answer; one that abstains looks different, and offers what is nearest."""
    claims = (
        claim_html(claim, answer, f"fn-{serial}", f"fn-{serial}-r{i}") for i, claim in enumerate(answer.claims, 1)
    )
    return tag(
        "div",
        _standalone(answer),
        _notice(answer),
        tag("ol", claims, class_="fn-claims") if answer.claims else None,
        (disagreement_html(d, answer, f"fn-{serial}") for d in answer.disagreements),
        _closest(answer, f"fn-{serial}"),
        tag("p", tally(answer), class_="fn-tally"),
        _actions(answer, last),
        class_="fn-answer fn-abstains" if answer.abstained else "fn-answer",
    )


def _notice(answer: Answer) -> Html | None:
    notice = (answer.notice or "").strip()
    if not answer.abstained:
        return tag("p", notice, class_="fn-notice", dir="auto") if notice else None
    heading, rest = ABSTAINED, notice.removeprefix(ABSTAINED).strip()
    if rest.startswith(ABSTAINED.rstrip(".")):  # "The articles do not say who paid."
        heading, rest = rest, ""
    more = tag("p", rest, class_="fn-notice", dir="auto") if rest else None
    return join(tag("h3", heading, class_="fn-abstained", dir="auto"), more)


def claim_html(claim: Claim, answer: Answer, prefix: str, reason_id: str) -> Html:
    """One sentence of an answer: its verdict, the words, the chips, and who says it where and when."""
    sign, label = MARKS[claim.verdict], VERDICT_WORDS[claim.verdict].capitalize()
    mark = tag(
        "button",
        tag("span", sign, aria_hidden="true"),
        tag("span", label, class_="fn-unseen"),
        type="button",
        class_="fn-mark",
        aria_describedby=reason_id,
    )
    reasons = claim.reasons or (_KINDS.get(claim.kind, ""),)
    tip = tag(
        "span", tag("b", label), *(tag("span", r) for r in reasons if r), class_="fn-tip", id=reason_id, role="tooltip"
    )
    cited = _cited(answer, claim.citations)
    return tag(
        "li",
        mark,
        tip,
        tag("span", claim.text, class_=f"fn-words fn-{claim.kind}", dir="auto"),
        " ",
        chips_html(cited, prefix),
        tag("span", byline_html(cited, claim.speaker), class_="fn-by"),
        class_=f"fn-claim fn-v-{claim.verdict.replace('_', '-')}",
    )


def _cited(answer: Answer, numbers: Iterable[int]) -> list[Citation]:
    """The citations with these numbers; a number that none has is left out."""
    return [answer.citation(n) for n in numbers if 1 <= n <= len(answer.citations)]


def chips_html(cited: Sequence[Citation], prefix: str) -> Html:
    """Numbered links into the sources."""
    return tag("span", (_chip(citation, prefix) for citation in cited), class_="fn-chips")


def _chip(citation: Citation, prefix: str) -> Html:
    where = f"{citation.title}. {citation.outlet or OUTLET_UNKNOWN}, {date_words(citation.published)}"
    return tag(
        "a",
        citation.n,
        class_="fn-chip",
        href=f"#{prefix}-c{citation.n}",
        title=where,
        aria_label=f"Source {citation.n}: {where}",
    )


def byline_html(cited: Sequence[Citation], speaker: str | None = None) -> Html:
    """Who says it, which outlet, when; the headline stands in for an outlet that is not stated."""
    parts: list[Html] = [tag("bdi", speaker, class_="fn-speaker")] if speaker else []
    if cited:
        first = cited[0]
        parts.append(tag("bdi", first.outlet or f"“{first.title}”", class_="fn-outlet"))
        parts.append(date_html(first.published))
    others = len({(c.path, c.sha256) for c in cited}) - 1
    if others > 0:
        parts.append(join(f"and {others} more {'article' if others == 1 else 'articles'}"))
    return join(parts[:1], ([" · ", part] for part in parts[1:]))


def disagreement_html(disagreement: Disagreement, answer: Answer, prefix: str) -> Html:
    """What the articles do not agree on, side by side."""
    head = tag("tr", (tag("th", name, scope="col") for name in ("Value", "Outlet", "Date", "Quote")))
    rows = []
    for value in disagreement.values:
        for place, citation in enumerate(_cited(answer, value.citations)):
            rows.append(
                tag(
                    "tr",
                    tag("th", value.value if place == 0 else "", scope="row", dir="auto"),
                    tag("td", tag("bdi", citation.outlet or "unknown")),
                    tag("td", date_html(citation.published)),
                    tag(
                        "td",
                        tag("span", citation.quote, class_="fn-words", dir="auto"),
                        " ",
                        chips_html([citation], prefix),
                    ),
                )
            )
    caption = tag("caption", "The articles differ: ", tag("bdi", disagreement.about))
    return tag("div", tag("table", caption, tag("thead", head), tag("tbody", rows)), class_="fn-differ")


def tally(answer: Answer) -> str:
    """The line under an answer: ``4 sentences checked, 3 supported, 1 partly · quoted …``."""
    verdicts = [claim.verdict for claim in answer.claims]
    checked = sum(verdict != "unchecked" for verdict in verdicts)
    counts = [f"{checked} {'sentence' if checked == 1 else 'sentences'} checked"]
    counts.append(f"{verdicts.count('supported')} supported")
    named = (("partly_supported", "partly"), ("contradicted", "contradicted"), ("unsupported", "not supported"))
    counts += [f"{verdicts.count(v)} {name}" for v, name in named if v in verdicts]
    if unchecked := verdicts.count("unchecked"):
        counts.append(f"{unchecked} not checked")
    return f"{', '.join(counts) if verdicts else 'No sentence to check'} · {MODES.get(answer.mode, answer.mode)}"


def _standalone(answer: Answer) -> Html | None:
    if " ".join(answer.standalone_question.split()) == " ".join(answer.question.split()):
        return None
    return tag("p", "Understood as: ", tag("bdi", answer.standalone_question), class_="fn-standalone")


def _closest(answer: Answer, prefix: str) -> Html | None:
    cited = _cited(answer, answer.closest)
    if not cited:
        return None
    items = (
        tag(
            "li",
            tag("span", c.quote, class_="fn-words", dir="auto"),
            " ",
            chips_html([c], prefix),
            tag("span", byline_html([c]), class_="fn-by"),
        )
        for c in cited
    )
    return tag("section", tag("h4", CLOSEST), tag("ul", items), class_="fn-closest")


def _actions(answer: Answer | None, last: bool) -> Html:
    copy = (
        tag("button", "Copy", type="button", class_="fn-action fn-copy", data_text=answer_text(answer))
        if answer
        else None
    )
    again = tag("button", "Ask again", type="button", class_="fn-action fn-again") if last else None
    return tag("div", copy, again, class_="fn-actions")


def answer_text(answer: Answer) -> str:
    """An answer to paste elsewhere: the question, the sentences with ``[n]``, the sources with their quotes."""
    return f"{answer.question}\n\n{plain_text(answer)}"


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


# --- sources ----------------------------------------------------------------------------------------------------


def sources_html(answer: Answer | None, serial: int, find: Find) -> Html:
    """The source panel: a list of the articles an answer cites, then each article with what is cited marked in it.

    ``find`` gives the article a citation was taken from, or ``None`` when the file is not what it was.
    """
    groups = _by_article(answer.citations) if answer else []
    if not groups:
        return tag("section", tag("h2", "Sources"), _no_sources(answer), class_="fn-sources")
    prefix = f"fn-{serial}"
    return tag(
        "section",
        tag("h2", "Sources"),
        tag("ol", (_listed(group, f"{prefix}-s{i}", i == 1) for i, group in enumerate(groups, 1)), class_="fn-list"),
        (article_html(find(group[0]), group, prefix, i) for i, group in enumerate(groups, 1)),
        class_="fn-sources",
    )


def _no_sources(answer: Answer | None) -> Html:
    words = (
        "This answer cites no article."
        if answer
        else "The articles an answer stands on appear here, with the cited words marked."
    )
    return tag("p", words, class_="fn-none")


def _by_article(citations: Iterable[Citation]) -> list[list[Citation]]:
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.path, citation.sha256), []).append(citation)
    return list(groups.values())


def _listed(group: Sequence[Citation], target: str, current: bool) -> Html:
    first = group[0]
    numbers = tag("span", ", ".join(str(c.n) for c in group), class_="fn-numbers")
    link = tag(
        "a",
        tag("bdi", first.title),
        href=f"#{target}",
        class_="fn-source",
        aria_current="true" if current else None,
    )
    return tag("li", numbers, tag("span", link, tag("span", _masthead(first), class_="fn-by")))


def _masthead(citation: Citation) -> Html:
    outlet = tag("bdi", citation.outlet) if citation.outlet else join(OUTLET_UNKNOWN)
    return join(outlet, " · ", date_html(citation.published))


def article_html(article: Article | None, group: Sequence[Citation], prefix: str, place: int) -> Html:
    """One cited article: headline, outlet, date, and the whole text with what is cited marked."""
    first = group[0]
    name = f"{prefix}-s{place}"
    usable = article is not None and all(c.quote == article.text[c.start : c.end] and c.quote for c in group)
    body = text_html(article, group, prefix) if article is not None and usable else _changed(group, prefix)
    precisely = tag("time", date_precisely(first.published), datetime=first.published.date or None)
    header = tag(
        "header",
        tag("h3", first.title, id=f"{name}-h", dir="auto"),
        tag("p", tag("bdi", first.outlet or OUTLET_UNKNOWN), " · ", precisely, class_="fn-by"),
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


def _changed(group: Sequence[Citation], prefix: str) -> Html:
    quotes = (
        tag("blockquote", tag("mark", c.quote, id=f"{prefix}-c{c.n}", class_=f"fn-c{c.n}", tabindex="-1"), dir="auto")
        for c in group
    )
    warning = "Changed since indexed: the file is not the one these words were taken from. They read:"
    return tag("div", tag("p", warning, class_="fn-changed"), quotes, class_="fn-text")


@dataclass(frozen=True, slots=True)
class _Piece(Span):
    """A stretch of an article that looks the same throughout."""

    cited: tuple[int, ...] = ()
    furniture: bool = False
    headline: bool = False


def text_html(article: Article, group: Sequence[Citation], prefix: str) -> Html:
    """An article's text: a paragraph per line, page furniture greyed, each citation in ``<mark>``.

    Citations may touch or overlap: the text is cut wherever one begins or ends, every piece carries the classes of
    all citations over it (``fn-c1 fn-c2``), and a citation's id stands at its first piece.
    """
    started: set[int] = set()
    parts: list[Html] = []
    reached = 0
    for shown in _windows(article.text, group):
        if shown.start > reached:
            parts.append(_left_out(shown.start - reached))
        parts += [_line_html(article, line, group, prefix, started) for line in _lines(article.text, shown)]
        reached = shown.end
    if reached < len(article.text):
        parts.append(_left_out(len(article.text) - reached))
    return tag("div", parts, class_="fn-text")


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


def _line_html(article: Article, line: Span, group: Sequence[Citation], prefix: str, started: set[int]) -> Html:
    pieces = _pieces(article, line, group)
    kinds = {
        ("furniture" if p.furniture else "headline" if p.headline else "") for p in pieces if p.of(article.text).strip()
    }
    kind = kinds.pop() if len(kinds) == 1 else ""
    shown = [_piece_html(article.text, piece, prefix, started, within=kind) for piece in pieces]
    return tag("p", shown, class_=f"fn-{kind}" if kind else None, dir="auto")


def _pieces(article: Article, line: Span, group: Sequence[Citation]) -> list[_Piece]:
    spans: list[Span] = [*(Span(c.start, c.end) for c in group), *article.furniture]
    spans += [article.headline] if article.headline else []
    cuts = {line.start, line.end} | {at for s in spans for at in (s.start, s.end) if line.start < at < line.end}
    edges = sorted(cuts)
    return [
        _Piece(
            start,
            end,
            cited=tuple(c.n for c in group if c.start <= start and end <= c.end),
            furniture=any(f.start <= start and end <= f.end for f in article.furniture),
            headline=bool(article.headline and article.headline.start <= start and end <= article.headline.end),
        )
        for start, end in pairwise(edges)
    ]


def _piece_html(text: str, piece: _Piece, prefix: str, started: set[int], within: str) -> Html:
    words = piece.of(text)
    if not piece.cited:
        greyed = piece.furniture and within != "furniture"
        return tag("span", words, class_="fn-furniture") if greyed else join(words)
    anchors = [n for n in piece.cited if n not in started]
    started.update(anchors)
    # One element has one id: a second citation that begins at the same character gets an empty anchor before it.
    extra = (tag("span", id=f"{prefix}-c{n}", class_=f"fn-anchor fn-c{n}", tabindex="-1") for n in anchors[1:])
    mark = tag(
        "mark",
        words,
        id=f"{prefix}-c{anchors[0]}" if anchors else None,
        class_=" ".join(f"fn-c{n}" for n in piece.cited),
        tabindex="-1" if anchors else None,
    )
    return join(extra, mark)
