"""The archive, its articles and the work on it -> HTML. Pure functions; every word that is not ours is text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rag.corrections import BY_HAND, by_hand
from rag.holdings import Holding, Holdings
from rag.render import OUTLET_UNKNOWN, count
from rag.types import Article, Filters, IngestReport, Skipped
from rag.web.elements import Html, join, tag
from rag.web.keeping import ROWS, STAGES, STARTING, UNDONE, Listing, Task
from rag.web.markup import filter_words
from rag.web.sources import WHOLE, date_precisely, date_words, outlet_html, own_html, text_html

_MOST_SKIPPED = 20  # files of one reason that are named, as on the command line
_COLUMNS = (("headline", "Headline"), ("outlet", "Outlet"), ("date", "Date"))


# --- what it holds ----------------------------------------------------------------------------------------------


def holdings_html(held: Holdings, status: Mapping[str, Any], problems: Sequence[str] | None) -> Html:
    """Counts, health, folders with what was skipped in them. ``problems`` is ``None`` until they are looked for."""
    return tag(
        "section",
        tag("h2", "The archive"),
        tag("p", _counted(status), class_="fn-counts"),
        _health(problems),
        tag("h3", "Folders"),
        tag("ul", map(_folder, held.folders), class_="fn-folders") if held.folders else _no_folder(),
        tag("ul", (_removed(*one) for one in held.removed.items()), class_="fn-folders") if held.removed else None,
        class_="fn-holdings",
    )


def _counted(status: Mapping[str, Any]) -> str:
    articles = status.get("articles", 0)
    if not articles:
        return "No articles yet."
    parts = [count(articles, "article"), count(status.get("outlets", 0), "outlet")]
    parts.append(f"{status.get('dated', 0):,} with a date")
    parts.append(count(status.get("passages", 0), "passage"))
    if clusters := status.get("clusters", 0):
        parts.append(f"{count(clusters, 'text')} printed more than once")
    return " · ".join(parts)


def _health(problems: Sequence[str] | None) -> Html:
    if problems is None:
        return tag("p", "Looking whether all is well…", class_="fn-health")
    if not problems:
        return tag("p", tag("span", "✓", aria_hidden="true"), " All is well.", class_="fn-health fn-well")
    return tag("ul", (tag("li", "! ", problem, dir="auto") for problem in problems), class_="fn-health fn-ill")


def _no_folder() -> Html:
    return tag("p", "No folder was added yet. Give the path of one below.", class_="fn-none")


def _folder(holding: Holding) -> Html:
    facts = [count(holding.articles, "article")]
    facts += [] if holding.is_there else ["the folder is gone, its articles are kept"]
    label = f"Remove the folder {holding.folder}"
    remove = tag(
        "button", "Remove", type="button", class_="fn-action fn-remove", data_text=holding.folder, aria_label=label
    )
    line = tag("div", tag("bdi", holding.folder), tag("span", " · ".join(facts), class_="fn-by"), remove)
    return tag("li", line, skipped_html(holding.skipped))


def _removed(folder: str, articles: int) -> Html:
    undo = tag(
        "button",
        "Put back",
        type="button",
        class_="fn-action fn-put-back",
        data_text=folder,
        aria_label=f"Put the folder {folder} back",
    )
    words = f"removed; {count(articles, 'article')} can be put back until something is added or rebuilt"
    return tag("li", tag("div", tag("s", tag("bdi", folder)), tag("span", words, class_="fn-by"), undo))


def skipped_html(skipped: Sequence[Skipped]) -> Html | None:
    """The files of a folder that were passed over, by reason; closed until a reader opens it."""
    if not skipped:
        return None
    words = f"{count(len(skipped), 'file')} skipped the last time"
    return tag("details", tag("summary", words), map(_of_one_reason, _by_reason(skipped)), class_="fn-skipped")


def _by_reason(skipped: Iterable[Skipped]) -> Iterable[list[Skipped]]:
    """Files skipped for the same reason, its figures aside, together; both in their order."""
    groups: dict[str, list[Skipped]] = {}
    for file in skipped:
        groups.setdefault(re.sub(r"[0-9]+", "0", file.reason), []).append(file)
    return groups.values()


def _of_one_reason(files: Sequence[Skipped]) -> Html:
    named = [tag("li", tag("bdi", file.path)) for file in files[:_MOST_SKIPPED]]
    more = len(files) - len(named)
    named += [tag("li", f"and {more:,} more")] if more else []
    reason = tag("bdi", files[0].reason)
    return join(tag("p", reason, f" ({count(len(files), 'file')})" if len(files) > 1 else None), tag("ul", named))


# --- the work on it ---------------------------------------------------------------------------------------------


def task_html(task: Task | None) -> Html:
    """What is being done, how far it is and how long it takes; or what came of it."""
    if task is None:
        return join()
    if task.running:
        return _at_work(task)
    name = f"fn-w{task.serial}"
    if task.error:
        return tag("p", task.error, class_="fn-error", role="alert", id=name, dir="auto")
    if task.report is None:
        return tag("p", UNDONE, class_="fn-stopped", role="status", id=name)
    notices = (tag("p", notice, class_="fn-notice", dir="auto") for notice in task.report.notices)
    return join(tag("p", done_words(task.report), class_="fn-finished", role="status", id=name), notices)


def _at_work(task: Task) -> Html:
    bar = tag("progress", max=task.total, value=task.done, aria_label="Done so far") if task.total else None
    cancel = tag("button", "Cancel", type="button", class_="fn-action fn-cancel") if task.can_be_cancelled else None
    return tag(
        "div",
        tag("p", tag("b", tag("bdi", task.what)), tag("span", class_="fn-dots", aria_hidden="true"), role="status"),
        tag("p", bar, tag("span", pace_words(task), class_="fn-pace"), cancel),
        class_="fn-task",
    )


def pace_words(task: Task) -> str:
    """``Reading files: 300 of 1,200, 150 a second, about 6 seconds left``."""
    if task.cancelled:
        return "Ending…"
    if not task.total:
        return STARTING
    words = [f"{STAGES.get(task.stage, task.stage)}: {task.done:,} of {task.total:,}"]
    if task.rate and task.left:
        words += [f"{task.rate:,.0f} a second" if task.rate >= 1 else f"{task.rate * 60:,.0f} a minute"]
        words += [f"about {duration_words(task.left)} left"]
    return ", ".join(words)


def duration_words(seconds: float) -> str:
    """``8 seconds``, ``3 minutes``, ``2 hours``: as precise as a guess can be."""
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= 1.5 * size:
            return count(round(seconds / size), unit)
    return count(max(1, round(seconds)), "second")


def done_words(report: IngestReport) -> str:
    """``Done: 12 articles added, 1 changed, 2 files skipped. The archive holds 17 articles.``"""
    named = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
    counts = [f"{len(paths):,} {name}" for name, paths in named if paths]
    counts += [f"{count(len(report.skipped), 'file')} skipped"] if report.skipped else []
    words = ", ".join(counts) or "nothing new"
    return f"Done: {words}. The archive holds {count(report.articles, 'article')}."


# --- the list ---------------------------------------------------------------------------------------------------


def articles_html(rows: Sequence[Any], listing: Listing) -> Html:
    """A page of the articles as a table that can be sorted, with the way to the other pages."""
    shown = listing.shown(rows)
    head = tag("tr", (_heading(by, label, listing) for by, label in _COLUMNS))
    body = (_row(row, listing) for row in shown)
    table = tag("table", tag("thead", head), tag("tbody", body))
    return tag(
        "div",
        tag(
            "div",
            tag("p", range_words(len(rows), listing), role="status"),
            _pager(len(rows), listing),
            class_="fn-pages",
        ),
        _narrow(listing),
        table if shown else tag("p", _nothing(listing), class_="fn-none"),
        tag("div", _pager(len(rows), listing), class_="fn-pages") if len(shown) == ROWS else None,
        class_="fn-listed",
    )


def refused_html(words: str) -> Html:
    """Why there is no list, in the place of it."""
    return tag("div", tag("p", words, class_="fn-error", role="alert", dir="auto"), class_="fn-listed")


def range_words(rows: int, listing: Listing) -> str:
    """``1 to 50 of 1,204 articles``."""
    first = listing.page * ROWS
    if rows <= ROWS:
        return count(rows, "article")
    return f"{first + 1:,} to {min(rows, first + ROWS):,} of {count(rows, 'article')}"


def _nothing(listing: Listing) -> str:
    return "No article passes." if listing.words or listing.filters else "No articles yet."


def _pager(rows: int, listing: Listing) -> Html | None:
    if rows <= ROWS:
        return None
    ends = (("Page before", "-1", listing.page == 0), ("Next page", "1", (listing.page + 1) * ROWS >= rows))
    return join(
        tag("button", label, type="button", class_="fn-action fn-turn", data_text=step, disabled=at_end)
        for label, step, at_end in ends
    )


def _narrow(listing: Listing) -> Html | None:
    """The way from the list to the chat: ask these articles only."""
    words = filter_words(listing.filters)
    if not words:
        return None
    return tag("p", tag("button", f"Ask only articles {words}", type="button", class_="fn-action fn-narrow"))


def only_html(filters: Filters) -> Html:
    """Which articles the chat may use, with a button that takes the limit away; nothing where there is none."""
    words = filter_words(filters)
    if not words:
        return join()
    remove = tag("button", "Remove", type="button", class_="fn-action fn-unfilter", aria_label="Ask all articles again")
    return tag("p", tag("bdi", f"Only articles {words}"), remove, class_="fn-only", role="status")


def _heading(by: str, label: str, listing: Listing) -> Html:
    sorted_so = by == listing.by
    sign = ("↓" if listing.reverse else "↑") if sorted_so else ""
    button = tag(
        "button", label, tag("span", f" {sign}", aria_hidden="true"), type="button", class_="fn-sort", data_text=by
    )
    order = ("descending" if listing.reverse else "ascending") if sorted_so else None
    return tag("th", button, scope="col", aria_sort=order)


def _row(row: Any, listing: Listing) -> Html:
    opened = row.id == listing.opened
    title = tag(
        "button",
        row.title,
        type="button",
        class_="fn-open",
        data_text=row.id,
        dir="auto",
        aria_current="true" if opened else None,
    )
    others = row.cluster_size - 1
    copies = f"{others:,} {'copy' if others == 1 else 'copies'}" if others > 0 else ""
    outlet = tag("bdi", row.outlet) if row.outlet else tag("span", OUTLET_UNKNOWN.capitalize(), class_="fn-unknown")
    return tag(
        "tr",
        tag("th", title, tag("span", copies, class_="fn-by") if copies else None, scope="row"),
        tag("td", outlet, _hand("outlet" in by_hand(row))),
        tag("td", _date(row), _hand("date" in by_hand(row))),
    )


def _date(row: Any) -> Html:
    published = row.published
    words = date_words(published).removesuffix(f" ({BY_HAND})")
    if not published.date:
        return tag("time", words.capitalize(), class_="fn-unknown")
    return tag("time", words, datetime=published.date)


def _hand(is_so: bool) -> Html | None:
    return tag("span", BY_HAND, class_="fn-by") if is_so else None


# --- an article -------------------------------------------------------------------------------------------------


def no_article_html() -> Html:
    """The panel before an article is opened."""
    words = "Choose an article to read it here, and to put its outlet or date right."
    return tag("section", tag("h2", "Article"), tag("p", words, class_="fn-none"), class_="fn-sources fn-read")


def article_html(article: Article, copies: Sequence[Any] = (), error: str | None = None) -> Html:
    """One article: what is known of it, what was put right by hand, and its whole text."""
    fields = {"data_text": article.outlet or "", "data_file": article.published.date or ""}
    change = tag("button", "Correct outlet or date", type="button", class_="fn-action fn-correct", **fields)
    undo = tag("button", "Take the correction back", type="button", class_="fn-action fn-uncorrect")
    elsewhere = ", ".join(dict.fromkeys(copy.outlet or copy.path for copy in copies))
    header = tag(
        "header",
        tag("h3", article.title, id="fn-read-h", tabindex="-1", dir="auto"),
        tag("p", outlet_html(article), " · ", _precisely(article), class_="fn-by"),
        own_html(article),
        tag("p", "Also in ", tag("bdi", elsewhere), class_="fn-by") if elsewhere else None,
        tag("p", tag("bdi", article.path), class_="fn-path"),
        tag("p", error, class_="fn-error", role="alert", dir="auto") if error else None,
        tag("p", change, undo if by_hand(article) else None, class_="fn-actions"),
    )
    body = tag("article", header, _text(article), class_="fn-article", aria_labelledby="fn-read-h")
    return tag("section", tag("h2", "Article"), body, class_="fn-sources fn-read", id=f"fn-read-{article.id}")


def _precisely(article: Article) -> Html:
    published = article.published
    return tag("time", date_precisely(published), datetime=published.date or None, title=published.reason)


def _text(article: Article) -> Html:
    """The text of the article; of a very long one its beginning."""
    if len(article.text) <= WHOLE:
        return text_html(article, (), "fn-read")
    cut = replace(
        article,
        text=article.text[:WHOLE],
        furniture=tuple(span for span in article.furniture if span.end <= WHOLE),
        marks=tuple(mark for mark in article.marks if mark.end <= WHOLE),
    )
    rest = f"[… {len(article.text) - WHOLE:,} characters of this long article are not shown …]"
    return join(text_html(cut, (), "fn-read"), tag("p", rest, class_="fn-gap"))
