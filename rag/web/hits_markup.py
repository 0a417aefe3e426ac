"""What the search found for a question -> the HTML of the panel: a plain list by relevance or date, and one article.

A reader wants the plain search too: what an answer cites is a choice from it. Ids: hit 4 of exchange 3 is ``fn-3-h4``.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.render import shortened
from rag.types import Article, Citation, Hit
from rag.web.elements import Html, join, tag
from rag.web.sources import article_html, date_html, outlet_html

SNIPPET = 220  # cells of a passage's nearest sentence


def hits_html(hits: Sequence[Hit], nearest: Sequence[Citation], serial: int) -> Html:
    """The list; ``nearest`` has for each hit the sentence that is nearest to the question."""
    rows = (_row(hit, cited, serial, n) for n, (hit, cited) in enumerate(zip(hits, nearest, strict=True), 1))
    order = tag(
        "div",
        tag("button", "Best first", type="button", class_="fn-action fn-by-score", aria_pressed="true"),
        tag("button", "Newest first", type="button", class_="fn-action fn-by-date", aria_pressed="false"),
        class_="fn-actions fn-order",
        role="group",
        aria_label="Order",
    )
    none = tag("p", "The search found nothing for this question.", class_="fn-none")
    what = tag("p", "The number says how well a passage fits the question, from 0 to 1.", class_="fn-by")
    body = join(order, what, tag("ol", rows, class_="fn-list fn-hits")) if hits else none
    return tag(
        "section", tag("h2", "All passages found"), _back(serial, "Sources of the answer"), body, class_="fn-sources"
    )


def hit_html(article: Article | None, cited: Citation, serial: int, number: int) -> Html:
    """One article that was found, the passage's nearest sentence marked in it."""
    back = tag("button", "All passages found", type="button", class_="fn-action fn-hits-open", data_exchange=serial)
    shown = article_html(article, [cited], f"fn-{serial}-h{number}", 1)
    return tag("section", tag("h2", "Found"), tag("p", back), shown, class_="fn-sources fn-hit-shown")


def _back(serial: int, words: str) -> Html:
    return tag("p", tag("button", words, type="button", class_="fn-action fn-cited-open", data_exchange=serial))


def _row(hit: Hit, cited: Citation, serial: int, number: int) -> Html:
    article, date = hit.article, hit.article.published.date
    title = tag("a", tag("bdi", article.title), href=f"#fn-{serial}-h{number}", class_="fn-hit", data_exchange=serial)
    said = tag("span", shortened(" ".join(cited.quote.split()), SNIPPET), class_="fn-words", dir="auto")
    by = tag("span", outlet_html(article), " · ", date_html(article.published), class_="fn-by")
    score = tag("span", f"{hit.score:.2f}", class_="fn-numbers")
    return tag("li", score, tag("span", title, by, said), data_date=date or "", data_score=f"{hit.score:.6f}")
