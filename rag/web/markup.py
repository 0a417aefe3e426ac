"""Answers -> the HTML of the page. Pure functions; every word that is not ours goes through ``elements``.

Ids in the page: exchange 3's citation 2 is ``fn-3-c2`` (the place in the article, see `rag.web.sources`). Chips link
to it; ``static/page.js`` follows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.render import (
    ABSTAINED,
    CLOSEST,
    MARKS,
    OUTLET_UNKNOWN,
    VERDICT_WORDS,
    plain_text,
    repair_words,
    window_in_force,
    window_words,
    written_words,
)
from rag.types import Answer, Citation, Claim, Disagreement, Filters, Repair
from rag.web.conversation import Exchange
from rag.web.elements import Html, join, tag
from rag.web.feedback_markup import feedback_html
from rag.web.sources import date_html, date_words
from rag.web.taking import menu_html

MODES = {
    "extractive": "quoted from the articles, no language model",
    "generated": "written by a language model, checked sentence by sentence",
}
_KINDS = {"quote": "Word for word in the article.", "paraphrase": "In other words than the article's."}


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
        _asked(exchange, last),
        _narrowed(exchange.filters),
        _outcome(exchange, last),
    )


def _asked(exchange: Exchange, last: bool) -> Html:
    """The question in the reader's words; the last one can be worded anew."""
    question = tag("h2", exchange.question, class_="fn-question", dir="auto")
    edit = tag("button", "Edit", type="button", class_="fn-action fn-edit-question", aria_label="Edit the question")
    return tag("div", question, edit if last and not exchange.running else None, class_="fn-asked")


def _outcome(exchange: Exchange, last: bool) -> Html:
    if exchange.running:
        dots = tag("span", class_="fn-dots", aria_hidden="true")
        stage = (exchange.stage or "")[:1].upper() + (exchange.stage or "")[1:]
        working = tag("p", stage, dots, class_="fn-working", role="status")
        return join(so_far_html(exchange.so_far, exchange.serial) if exchange.so_far else None, working)
    if exchange.answer:
        answer = answer_html(exchange.answer, exchange.serial, last=last)
        return join(answer, feedback_html(exchange.feedback, exchange.refused))
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
    return tag(
        "div",
        _standalone(answer, last),
        _window(answer, last),
        _notice(answer),
        _direct(answer, f"fn-{serial}"),
        _claims(answer, serial),
        (disagreement_html(d, answer, f"fn-{serial}") for d in answer.disagreements),
        _closest(answer, f"fn-{serial}"),
        tag("p", tally(answer), class_="fn-tally"),
        tag("p", written, class_="fn-tally") if (written := written_words(answer)) else None,
        repairs_html(answer.repairs, quoting=answer.mode == "extractive"),
        _actions(answer, last),
        class_="fn-answer fn-abstains" if answer.abstained else "fn-answer",
    )


def so_far_html(answer: Answer, serial: int) -> Html:
    """The sentences of an answer that is still being written: those that are complete and checked."""
    return tag("div", _standalone(answer), _claims(answer, serial), class_="fn-answer")


def _claims(answer: Answer, serial: int) -> Html | None:
    claims = (
        claim_html(claim, answer, f"fn-{serial}", f"fn-{serial}-r{i}") for i, claim in enumerate(answer.claims, 1)
    )
    return tag("ol", claims, class_="fn-claims") if answer.claims else None


def _direct(answer: Answer, prefix: str) -> Html | None:
    """The answer in a few words, above the sentence it is cut from."""
    if answer.direct is None:
        return None
    chips = chips_html(_cited(answer, [answer.direct.citation]), prefix)
    return tag("p", tag("strong", answer.direct.text, dir="auto"), " ", chips, class_="fn-direct")


def _window(answer: Answer, last: bool) -> Html | None:
    """The time that words of the question set, as a filter; on the last answer with a button that removes it."""
    window = window_in_force(answer)
    if window is None:
        return None
    label = "Remove this limit and ask again"
    remove = tag("button", "Remove", type="button", class_="fn-action fn-any-time", aria_label=label) if last else None
    return tag("p", tag("bdi", window_words(window)), " ", remove, class_="fn-window")


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


def repairs_html(repairs: Sequence[Repair], *, quoting: bool = True) -> Html | None:
    """How many drafted sentences were repaired or left out; opened: what each was, what it became, and why.

    Without ``quoting`` the words before are not shown: what a model wrote and no source bears is not passed on.
    """
    if not repairs:
        return None
    listed = (
        tag(
            "li",
            tag("s", repair.before, dir="auto") if quoting else None,
            [" ", tag("span", repair.after, dir="auto")] if repair.after and repair.after != repair.before else None,
            tag("span", repair.reason, class_="fn-by", dir="auto"),
        )
        for repair in repairs
    )
    return tag(
        "details", tag("summary", repair_words(repairs, quoting=quoting)), tag("ul", listed), class_="fn-repairs"
    )


def _standalone(answer: Answer, last: bool = False) -> Html | None:
    """How a follow-up was understood; of the last answer it can be put right."""
    if " ".join(answer.standalone_question.split()) == " ".join(answer.question.split()):
        return None
    label = "Edit how the question was understood"
    edit = tag("button", "Edit", type="button", class_="fn-action fn-edit-alone", aria_label=label) if last else None
    return tag("p", "Understood as: ", tag("bdi", answer.standalone_question), " ", edit, class_="fn-standalone")


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
    picture = tag("button", "Timeline", type="button", class_="fn-action fn-picture-open") if answer else None
    return tag("div", copy, menu_html(last) if answer else None, picture, again, class_="fn-actions")


def answer_text(answer: Answer) -> str:
    """An answer to paste elsewhere: the question, the sentences with ``[n]``, the sources with their quotes."""
    return f"{answer.question}\n\n{plain_text(answer)}"
