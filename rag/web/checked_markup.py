"""Checked texts -> the HTML of the page. Pure functions; every word that is not ours goes through ``elements``.

Ids in the page: check 2 is ``fn-k2``, what was found on its sentence 5 ``fn-k2-5``, and citation 3 of that
``fn-k2-5-c3``. A marked sentence links to its findings; ``static/page.js`` follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rag.render import MARKS, VERDICT_WORDS
from rag.render.stretches import stretches
from rag.types import Check, CheckedSentence, CheckedText, Citation, Span, Verdict
from rag.web.checking import Job
from rag.web.elements import Html, join, tag
from rag.web.markup import chips_html
from rag.web.sources import Find, by_hand_mark, cited_html, date_words

# In the order in which they are counted. A sentence with nothing to check counts as "nothing".
COUNTED: dict[str, tuple[str, str]] = {
    "supported": (MARKS["supported"], "supported"),
    "partly_supported": (MARKS["partly_supported"], "partly"),
    "contradicted": (MARKS["contradicted"], "contradicted"),
    "unsupported": (MARKS["unsupported"], "not supported"),
    "unchecked": (MARKS["unchecked"], "not checked"),
    "nothing": ("·", "without a claim"),
}
_TOGETHER = "\u00a0"  # a sign does not stay behind at the end of a line
_STANDS: dict[Verdict, str] = {
    "supported": "Borne out by",
    "partly_supported": "Borne out in part by",
    "contradicted": "Held against",
    "unsupported": "Nearest passage",
    "unchecked": "Nearest passage",
}


class Export(NamedTuple):
    """The checked text in a form to take away: the words on its button, and the file it becomes (none: copied)."""

    label: str
    text: str
    file: str | None = None


# --- the text ---------------------------------------------------------------------------------------------------


def welcome_html(example: bool) -> Html:
    """What this view is for; with a text to try where the archive holds what it is about."""
    button = tag("button", "Try it with a short text", type="button", class_="fn-sample")
    return tag(
        "section",
        tag("h2", "Check a text."),
        tag(
            "p",
            "Paste a draft, or what a model wrote. Each sentence that states something is held against your articles, "
            "marked with a verdict, and leads to the passage that bears it out or speaks against it.",
        ),
        button if example else None,
        class_="fn-welcome",
    )


def status_html(job: Job | None) -> Html:
    """One line on the text being checked: how far it is, that it was stopped, or why it cannot be checked."""
    if job is None or (job.checked and not job.running):
        return join()
    name = f"fn-k{job.serial}-status"  # no two are the same, so that the browser sees each arrive
    if job.running:
        bar = tag("progress", max=job.total, value=job.done, aria_label="Sentences checked") if job.total else None
        dots = tag("span", class_="fn-dots", aria_hidden="true")
        return tag("p", tag("span", job.stage, dots), bar, class_="fn-working", id=name)
    words, look = (job.error, "fn-error") if job.error else ("Stopped. The text is still here.", "fn-stopped")
    return tag("p", words, class_=look, role="alert", id=name)


def checked_html(job: Job, exports: Sequence[Export] = ()) -> Html:
    """The text, sentence by sentence with its verdict; above it how often each verdict was given, to jump by."""
    checked, name = job.checked or CheckedText("", job.text), f"fn-k{job.serial}"
    return tag(
        "section",
        _summary(checked, f"{name}-h"),
        tag("p", checked.notice, class_="fn-notice", dir="auto") if checked.notice else None,
        tag("div", _marked(checked, name), class_="fn-marked"),
        tag("div", map(_export, exports), class_="fn-actions") if exports else None,
        id=name,
        class_="fn-result",
        aria_labelledby=f"{name}-h",
    )


def _summary(checked: CheckedText, heading: str) -> Html:
    kinds = [_kind(sentence) for sentence in checked.sentences]
    counts = ((kind, kinds.count(kind)) for kind in COUNTED)
    jumps = (tag("li", _jump(kind, count)) for kind, count in counts if count)
    return tag(
        "header",
        tag("h2", _checked_words(len(checked), len(kinds)), id=heading, tabindex="-1"),
        tag("ul", jumps, aria_label="Jump to the next sentence that is") if kinds else None,
        class_="fn-summary",
    )


def _checked_words(done: int, of: int) -> str:
    if not done:
        return "Nothing in this text can be checked"
    sentences = "sentence" if of == 1 else "sentences"
    return f"{of:,} {sentences}, each checked" if done == of and of > 1 else f"{done:,} of {of:,} {sentences} checked"


def _kind(sentence: CheckedSentence) -> str:
    return sentence.judgement.verdict if sentence.judgement else "nothing"


def _jump(kind: str, count: int) -> Html:
    sign, words = COUNTED[kind]
    return tag(
        "button",
        tag("span", sign, class_="fn-sign", aria_hidden="true"),
        f" {count:,} {words}",
        type="button",
        class_=f"fn-jump {_look(kind)}",
        data_jump=_look(kind),
    )


def _look(kind: str) -> str:
    return f"fn-v-{kind.replace('_', '-')}"


def _export(export: Export) -> Html:
    kind = "fn-save" if export.file else "fn-copy"
    return tag(
        "button", export.label, type="button", class_=f"fn-action {kind}", data_text=export.text, data_file=export.file
    )


def _marked(checked: CheckedText, name: str) -> Iterator[Html]:
    """All of the text in its order, what stands between the sentences as it is."""
    reached = 0
    for number, sentence in enumerate(checked.sentences, 1):
        if sentence.start < reached:  # never so; a text is not shown twice because of it
            continue
        yield join(checked.text[reached : sentence.start])
        yield _sentence(sentence, f"{name}-{number}")
        reached = sentence.end
    yield join(checked.text[reached:])


def _sentence(sentence: CheckedSentence, found: str) -> Html:
    if sentence.judgement is None:
        return _plain(sentence, f"{found}-why")
    verdict = sentence.judgement.verdict
    sign, words = COUNTED[verdict]
    return tag(
        "a",
        tag("span", sign, class_="fn-sign", aria_hidden="true"),
        _TOGETHER,
        tag("span", f"{words}: ", class_="fn-unseen") if verdict == "supported" else _label(words),
        tag("span", wrong_html(sentence), class_="fn-said"),
        href=f"#{found}",
        class_=f"fn-sentence {_look(verdict)}",
    )


def _label(words: str) -> Html:
    return join(tag("span", words, class_="fn-label"), _TOGETHER)


def _plain(sentence: CheckedSentence, why: str) -> Html:
    """Nothing to check: as it is, with a quiet word on why."""
    words = f"Nothing to check: {sentence.nothing}" if sentence.nothing else "Nothing to check"
    return tag(
        "span",
        tag("span", sentence.text, class_="fn-said"),
        tag("span", words, class_="fn-why", id=why, role="tooltip"),
        class_="fn-sentence fn-v-nothing",
        role="note",
        tabindex="0",
        aria_describedby=why,
    )


def wrong_html(sentence: CheckedSentence) -> Html:
    """A sentence with the words marked that a test of it found fault with."""
    text = sentence.text
    faults = ((span, "wrong") for span in _faults(sentence, len(text)))
    pieces = stretches(len(text), faults)
    return join(
        tag("span", text[piece.start : piece.end], class_="fn-wrong") if piece.labels else text[piece.start : piece.end]
        for piece in pieces
    )


def _faults(sentence: CheckedSentence, length: int) -> Iterator[Span]:
    checks: Iterable[Check] = sentence.judgement.checks if sentence.judgement else ()
    for check in checks:
        at = check.at
        # A fault with nearly all of it points at nothing.
        if check.passed is False and at and 0 <= at.start < at.end <= length and at.end - at.start < 0.8 * length:
            yield at


# --- what was found on a sentence ---------------------------------------------------------------------------------


def findings_html(job: Job | None, number: int | None, find: Find) -> Html:
    """The source panel for a sentence: verdict, reasons, correction, what speaks against; below it the articles."""
    if job is None or job.checked is None or number is None:
        words = "Choose a sentence of the checked text: what the articles say to it appears here."
        return tag("section", tag("h2", "Evidence"), tag("p", words, class_="fn-none"), class_="fn-sources")
    checked, prefix = job.checked, f"fn-k{job.serial}-{number}"
    sentence = checked.sentences[number - 1]
    cited = _cited(checked, [*sentence.citations, *sentence.against])
    none = tag("p", "No passage of the articles is near it.", class_="fn-none")
    return tag(
        "section",
        _found(checked, sentence, prefix, number),
        tag("div", cited_html(cited, prefix, find) if cited else none, class_="fn-cited"),
        id=prefix,
        class_="fn-sources fn-findings",
        aria_labelledby=f"{prefix}-h",
    )


def _cited(checked: CheckedText, numbers: Iterable[int]) -> list[Citation]:
    """The citations with these numbers, each once; a number that none has is left out."""
    return [checked.citation(n) for n in dict.fromkeys(numbers) if 1 <= n <= len(checked.citations)]


def _found(checked: CheckedText, sentence: CheckedSentence, prefix: str, number: int) -> Html:
    verdict = sentence.verdict
    place = tag("span", f"Sentence {number:,} of {len(checked.sentences):,}", class_="fn-by")
    sign = tag("span", MARKS[verdict], class_="fn-sign", aria_hidden="true")
    reasons = sentence.judgement.reasons if sentence.judgement else ()
    return tag(
        "header",
        tag("h2", sign, " ", VERDICT_WORDS[verdict].capitalize(), place, id=f"{prefix}-h", tabindex="-1"),
        tag("p", wrong_html(sentence), class_="fn-words", dir="auto"),
        tag("ul", (tag("li", reason, dir="auto") for reason in reasons), class_="fn-reasons") if reasons else None,
        _corrected(sentence.corrected),
        _leads(_STANDS[verdict], _cited(checked, sentence.citations), prefix),
        _leads("Speaks against it", _cited(checked, sentence.against), prefix),
        class_=f"fn-found {_look(verdict)}",
    )


def _corrected(words: str | None) -> Html | None:
    if not words:
        return None
    copy = tag("button", "Copy", type="button", class_="fn-action fn-copy", data_text=words)
    return tag("p", tag("b", "Corrected: "), tag("bdi", words), " ", copy, class_="fn-corrected")


def _leads(words: str, cited: Sequence[Citation], prefix: str) -> Html | None:
    if not cited:
        return None
    parts = ([chips_html([c], prefix), _where(c)] for c in cited)
    return tag("p", tag("b", words, " "), *parts, class_="fn-leads")


def _where(citation: Citation) -> Html:
    outlet = tag("bdi", citation.outlet or f"“{citation.title}”", class_="fn-outlet")
    return tag("span", outlet, by_hand_mark(citation), f", {date_words(citation.published)} ")
