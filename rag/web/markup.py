"""Answers -> the HTML of the page. Pure functions; every word that is not ours goes through ``elements``.

Ids in the page: exchange 3's citation 2 is ``fn-3-c2`` (the place in the article, see `rag.web.sources`). Chips link
to it; ``static/page.js`` follows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rag.render import (
    ABSTAINED,
    CLOSEST,
    DONE,
    MARKS,
    OUTLET_UNKNOWN,
    TRIED,
    VERDICT_WORDS,
    count,
    done,
    plain_text,
    shortened,
    window_in_force,
    window_words,
    written_words,
)
from rag.types import Answer, Citation, Claim, Disagreement, Filters, Repair
from rag.web.conversation import Exchange
from rag.web.elements import Html, join, tag
from rag.web.feedback_markup import feedback_html
from rag.web.sources import by_hand_mark, date_html, date_words, outlet_html
from rag.web.taking import menu_html

MODES = {
    "extractive": "quoted from the articles, no language model",
    "generated": "written by a language model, checked sentence by sentence",
}
_INSTEAD = "quoted from the articles"  # where a language model was asked and is not shown
_QUOTE = 280  # cells of a quote beside the reason for a verdict
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
        so_far = tag("span", _counted(exchange.so_far), class_="fn-so-far") if exchange.so_far else None
        working = tag("p", stage, dots, so_far, class_="fn-working", role="status")
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
        tally_html(answer),
        tag("p", written, class_="fn-written") if (written := written_words(answer)) else None,
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
    cited = _cited(answer, claim.citations)
    reasons = claim.reasons or (_KINDS.get(claim.kind, ""),)
    tip = tag(
        "span",
        tag("b", label),
        (tag("span", reason) for reason in reasons if reason),
        (_cited_in_tip(citation) for citation in cited),
        class_="fn-tip",
        id=reason_id,
        role="tooltip",
    )
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


def _cited_in_tip(citation: Citation) -> Html:
    """What a sentence stands on, in the words of the article, with the outlet and the date."""
    quote = shortened(" ".join(citation.quote.split()), _QUOTE)
    said = tag("span", "“", quote, "”", class_="fn-tip-quote", dir="auto")
    return tag("span", said, outlet_html(citation), ", ", date_html(citation.published), class_="fn-tip-source")


def _cited(answer: Answer, numbers: Iterable[int]) -> list[Citation]:
    """The citations with these numbers; a number that none has is left out."""
    return [answer.citation(n) for n in numbers if 1 <= n <= len(answer.citations)]


def chips_html(cited: Sequence[Citation], prefix: str) -> Html:
    """Numbered links into the sources."""
    return tag("span", (_chip(citation, prefix) for citation in cited), class_="fn-chips")


def _chip(citation: Citation, prefix: str) -> Html:
    outlet = f"{citation.outlet or OUTLET_UNKNOWN}{by_hand_mark(citation)}"
    where = f"{citation.title}. {outlet}, {date_words(citation.published)}"
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
    parts: list[Html] = [tag("bdi", _begun(speaker), class_="fn-speaker")] if speaker else []
    if cited:
        first = cited[0]
        outlet = tag("bdi", first.outlet or f"“{first.title}”", class_="fn-outlet")
        parts.append(join(outlet, by_hand_mark(first)))
        parts.append(date_html(first.published))
    others = len({(c.path, c.sha256) for c in cited}) - 1
    if others > 0:
        parts.append(join(f"and {others} more {'article' if others == 1 else 'articles'}"))
    return join(parts[:1], ([" · ", part] for part in parts[1:]))


def _begun(name: str) -> str:
    """A name as a line begins: ``the harbour office`` -> ``The harbour office``."""
    return name[:1].upper() + name[1:]


def disagreement_html(disagreement: Disagreement, answer: Answer, prefix: str) -> Html:
    """What the articles do not agree on, side by side."""
    head = tag("tr", (tag("th", name, scope="col") for name in ("Value", "Outlet", "Date", "Who says it", "Quote")))
    rows = (
        _differing(value.value if place == 0 else "", citation, _speaker(answer, citation), prefix)
        for value in disagreement.values
        for place, citation in enumerate(_cited(answer, value.citations))
    )
    caption = tag("caption", "The articles differ: ", tag("bdi", disagreement.about))
    return tag("div", tag("table", caption, tag("thead", head), tag("tbody", rows)), class_="fn-differ")


def _differing(value: str, citation: Citation, speaker: str | None, prefix: str) -> Html:
    quote = tag("span", citation.quote, class_="fn-words", dir="auto")
    return tag(
        "tr",
        tag("th", value, scope="row", dir="auto"),
        tag("td", outlet_html(citation)),
        tag("td", date_html(citation.published)),
        tag("td", tag("bdi", _begun(speaker)) if speaker else "not named"),
        tag("td", quote, " ", chips_html([citation], prefix)),
    )


def _speaker(answer: Answer, citation: Citation) -> str | None:
    """Who says what is cited, as far as a sentence of the answer that stands on it names somebody."""
    return next((claim.speaker for claim in answer.claims if citation.n in claim.citations and claim.speaker), None)


def tally_html(answer: Answer) -> Html:
    """The line under an answer; where sentences were left out or repaired, it opens and shows them."""
    if not answer.repairs:
        return tag("p", tally(answer), class_="fn-tally")
    by_model = answer.mode == "generated"
    listed = tag("ul", (_repair_html(repair, by_model=by_model) for repair in answer.repairs))
    return tag("details", tag("summary", tally(answer), class_="fn-tally"), listed, class_="fn-repairs")


def tally(answer: Answer) -> str:
    """``4 sentences checked, 2 supported, 1 partly, 1 left out · quoted …``."""
    instead = answer.mode == "extractive" and answer.usage is not None
    return f"{_counted(answer)} · {_INSTEAD if instead else MODES.get(answer.mode, answer.mode)}"


def _counted(answer: Answer) -> str:
    """How many sentences were checked, those that were left out among them, and what came of it."""
    if not answer.claims and not answer.repairs:
        return "No sentence to check"
    verdicts = Counter(claim.verdict for claim in answer.claims)
    left_out = sum(repair.how == "dropped" for repair in answer.repairs)
    checked = verdicts.total() - verdicts["unchecked"] + left_out
    some = {
        "partly": verdicts["partly_supported"],
        "contradicted": verdicts["contradicted"],
        "not supported": verdicts["unsupported"],
        "not checked": verdicts["unchecked"],
        "left out": left_out,
        "repaired": len(answer.repairs) - left_out,
    }
    counts = [f"{number:,} {name}" for name, number in some.items() if number]
    return ", ".join([f"{count(checked, 'sentence')} checked", f"{verdicts['supported']:,} supported", *counts])


def _repair_html(repair: Repair, *, by_model: bool) -> Html:
    """What a sentence was, struck, what it became, why, and the words that one left out was held against."""
    became = DONE[done(repair)]
    what = f"Written by the language model, {became}" if by_model else became.capitalize()
    after = repair.after and repair.after != repair.before
    return tag(
        "li",
        tag("span", what, class_="fn-done"),
        tag("s", repair.before, dir="auto"),
        tag("span", repair.after, class_="fn-became", dir="auto") if after else None,
        tag("span", repair.reason, class_="fn-by", dir="auto"),
        _tried_html(repair.tried) if repair.tried else None,
    )


def _tried_html(tried: Citation) -> Html:
    """Words of an article without a number: no sentence of the answer stands on them."""
    quote = tag("span", tried.quote, dir="auto")
    return tag("span", f"{TRIED}: “", quote, "” ", byline_html([tried]), class_="fn-by")


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
