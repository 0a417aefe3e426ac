"""An answer: each sentence with its verdict, its citations and its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rag.render.lines import BLANK, Line, cells, heading, one_line, paint, text_of
from rag.render.repairs import may_go_on, repair_lines
from rag.render.sources import date_words, source_lines
from rag.render.usage import written_words
from rag.render.windows import lifted_first, window_in_force, window_words
from rag.types import Answer, Citation, Claim, Direct, Disagreement, Verdict

if TYPE_CHECKING:
    from rich.console import Console

MARKS: Mapping[Verdict, str] = {
    "supported": "✓",
    "partly_supported": "◐",
    "unsupported": "✗",
    "contradicted": "✗",
    "unchecked": "?",
}
VERDICT_WORDS: Mapping[Verdict, str] = {
    "supported": "supported",
    "partly_supported": "partly supported",
    "unsupported": "not supported",
    "contradicted": "contradicted",
    "unchecked": "not checked",
}

ABSTAINED = "The articles do not say."
CLOSEST = "Closest, not an answer"
DIRECT = "→"
NO_WINDOW = " --any-time removes this."


def plain_text(answer: Answer) -> str:
    """The answer for a pipe or a file: one claim a line with its mark and citations, then the sources with quotes."""
    return text_of(answer_lines(answer, options=False, named=may_go_on(answer)))


def terminal(answer: Answer, console: Console) -> None:
    """The answer on a real terminal: the same lines, coloured verdict marks, wrapped with hanging indents."""
    paint(answer_lines(answer), console)


def answer_lines(answer: Answer, *, quotes: bool = True, options: bool = True, named: bool = True) -> Iterator[Line]:
    """What is shown of an answer, in order. Without ``quotes`` the sources are one line each (as in ``chat``).

    ``options``: the command line's option that removes a window is named beside it. ``named``: so are the sentences
    that were left out.
    """
    if " ".join(answer.standalone_question.split()) != " ".join(answer.question.split()):
        yield Line((("Read as: ", "quiet"), (one_line(answer.standalone_question), "")))
        yield BLANK
    if (window := window_in_force(answer)) is not None:
        yield Line(((f"{window_words(window)}{NO_WINDOW if options else ''}", "quiet"),))
        yield BLANK
    if answer.abstained:
        yield heading(one_line(answer.notice or ABSTAINED))
    if answer.notice and lifted_first(answer):
        yield from (_notice_line(answer.notice), BLANK)
    if answer.direct is not None:
        yield direct_line(answer.direct)
        yield BLANK
    for claim in answer.claims:
        yield from claim_lines(claim)
    if answer.notice and not answer.abstained and not lifted_first(answer):
        yield from (BLANK, _notice_line(answer.notice))
    yield from repair_lines(answer.repairs, named=named)
    if written := written_words(answer):
        yield from (BLANK, Line(((written, "quiet"),)))
    for disagreement in answer.disagreements:
        yield BLANK
        yield from disagreement_lines(disagreement, answer.citations)
    yield from _source_blocks(answer, quotes)


def _notice_line(notice: str) -> Line:
    return Line(((one_line(notice), ""),), lead=("Note:", "head"))


def direct_line(direct: Direct) -> Line:
    """The answer in a few words, above the sentence it is cut from."""
    return Line(((one_line(direct.text), "head"), (f" {_numbers([direct.citation])}", "cite")), lead=(DIRECT, "quiet"))


def claim_lines(claim: Claim) -> Iterator[Line]:
    """The claim with mark, speaker and citations; where the verdict is not ``supported``, the reasons below it."""
    text = one_line(claim.text)
    pieces = [(text, "")]
    if speaker := unnamed_speaker(claim):
        pieces.append((f" — {one_line(speaker)}", "quiet"))
    if claim.citations:
        pieces.append((" " + _numbers(claim.citations), "cite"))
    yield Line(tuple(pieces), lead=(MARKS[claim.verdict], claim.verdict))
    if claim.verdict != "supported":
        yield reasons_line(claim.verdict, claim.reasons, indent=2)


def unnamed_speaker(claim: Claim) -> str | None:
    """Who says it, unless the claim's own words name them already: by the last word of the name, the family name."""
    names = re.findall(r"\w[\w’'-]*", claim.speaker or "")
    if not names or re.search(rf"\b{re.escape(names[-1])}\b", claim.text, re.IGNORECASE):
        return None
    return claim.speaker


_COLUMN = 40  # values up to this width stand in a column; longer ones are sentences


def disagreement_lines(disagreement: Disagreement, citations: Sequence[Citation] = ()) -> Iterator[Line]:
    """What the articles disagree about, one value a line, each with the citations that say so, outlet and date."""
    yield heading(f"The articles disagree: {one_line(disagreement.about)}")
    values = [one_line(value.value) for value in disagreement.values]
    width = max(map(cells, values), default=0)
    for shown, value in zip(values, disagreement.values, strict=True):
        space = " " * (width - cells(shown) + 2) if width <= _COLUMN else " "
        pieces = [(shown + space, ""), (_numbers(value.citations), "cite")]
        origins = dict.fromkeys(known_origin(c) for c in citations if c.n in value.citations)
        if said_in := "; ".join(filter(None, origins)):
            pieces.append((f" {said_in}", "quiet"))
        yield Line(tuple(pieces), lead=("–", "quiet"), indent=2)


def known_origin(citation: Citation) -> str:
    """``Harbour Post, 4 March 2024``, as much of it as is known."""
    day = citation.published.date if citation.published.precision != "unknown" else None
    return ", ".join(filter(None, [one_line(citation.outlet or ""), date_words(day) if day else ""]))


def _source_blocks(answer: Answer, quotes: bool) -> Iterator[Line]:
    closest = [c for c in answer.citations if c.n in answer.closest]
    sources = [c for c in answer.citations if c.n not in answer.closest]
    for title, citations in (("Sources", sources), (CLOSEST, closest)):
        if citations:
            yield BLANK
            yield heading(title)
        for citation in citations:
            yield from source_lines(citation, quote=quotes or title == CLOSEST)


def reasons_line(verdict: Verdict, reasons: Sequence[str], indent: int) -> Line:
    """The verdict in words, and why."""
    words = in_a_row(map(one_line, reasons))
    return Line(
        ((VERDICT_WORDS[verdict], verdict), (f": {words}" if words else "", "quiet")),
        indent=indent,
    )


def in_a_row(reasons: Iterable[str]) -> str:
    """Reasons as running text: whole sentences follow each other, other words are set apart by semicolons."""
    joined = "".join(reason + (" " if reason.endswith((".", "!", "?")) else "; ") for reason in reasons)
    return joined.rstrip("; ")


def _numbers(citations: Iterable[int]) -> str:
    return "".join(f"[{n}]" for n in citations)
