"""How an answer came about, step by step: for who wants to know why it is this one (``--explain``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag.render.answers import MARKS, reasons_line
from rag.render.lines import BLANK, Line, count, heading, one_line, visible
from rag.render.repairs import TRIED
from rag.render.sources import origin_words
from rag.render.usage import usage_words
from rag.types import Answer, Claim, Explanation, Hit, Repair, Usage


def explanation_lines(answer: Answer) -> Iterator[Line]:
    """What was read, what a model was sent and wrote, each verdict and repair, and why this answer is given."""
    told = answer.explanation or Explanation()
    usage, model = answer.usage, answer.usage.model if answer.usage else ""
    yield from _part(f"Read, best first: {count(len(told.read), 'passage')}", map(_hit_line, told.read))
    if told.prompt:
        yield from _part(f"Sent to {one_line(model)}", _texts(told.prompt))
        yield from _part(f"{one_line(model)} wrote", _verbatim(told.draft or "(nothing)"))
    yield from _part(f"Checked: {count(len(told.judged), 'sentence')}", _judged(told.judged))
    if answer.repairs:
        yield from _part("Repaired", _repair_lines(answer.repairs))
    yield from _part("Outcome", [Line(((one_line(told.outcome), ""),), indent=2), *_usage_lines(usage)])


def _part(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    yield from (BLANK, heading(title))
    yield from lines


def _hit_line(hit: Hit) -> Line:
    article = hit.article
    where = origin_words(article)
    place = f"{article.path}, characters {hit.passage.start:,} to {hit.passage.end:,}"
    told = f"{one_line(article.title)} ({one_line(where)})"
    return Line(((told, ""), (f" {one_line(place)}", "quiet")), lead=(f"{hit.score:.3f}", "quiet"), indent=2)


def _texts(prompt: Iterable[tuple[str, str]]) -> Iterator[Line]:
    for role, text in prompt:
        yield Line(((f"[{role}]", "quiet"),), indent=2)
        yield from _verbatim(text)


def _verbatim(text: str) -> Iterator[Line]:
    """A text as it came, line by line; each stands in from the edge, so that none looks like a line of ours."""
    for line in visible(text).split("\n"):
        yield Line(((line, ""),), lead=("│", "quiet"), indent=2)


def _judged(claims: Iterable[Claim]) -> Iterator[Line]:
    for claim in claims:
        yield Line(((one_line(claim.text), ""),), lead=(MARKS[claim.verdict], claim.verdict), indent=2)
        yield reasons_line(claim.verdict, claim.reasons, indent=4)


def _repair_lines(repairs: Iterable[Repair]) -> Iterator[Line]:
    """What was done to each sentence and why; of one that was dropped also the words that it was held against."""
    for repair in repairs:
        after = f" → {one_line(repair.after)}" if repair.after else ""
        pieces = ((f"{one_line(repair.before)}{after}", ""), (f" {one_line(repair.reason)}", "quiet"))
        yield Line(pieces, lead=(repair.how, "head"), indent=2)
        if (tried := repair.tried) is not None:
            where = f" {one_line(tried.path)}, characters {tried.start:,} to {tried.end:,}"
            yield Line(((f"{TRIED}: “{one_line(tried.quote)}”", ""), (where, "quiet")), indent=4)


def _usage_lines(usage: Usage | None) -> Iterator[Line]:
    if usage is None:
        return
    wrote = count(usage.sentences, "sentence")
    keys = f"{usage.uncited:,} without a valid key, {count(usage.invented_keys, 'invented key')}"
    left = f"{usage.left_out:,} left out unread; {count(usage.dropped_passages, 'passage')} did not fit"
    for words in (f"{one_line(usage.model)}: {usage_words(usage)}", f"It wrote {wrote}: {keys}; {left}."):
        yield Line(((words, "quiet"),), indent=2)
