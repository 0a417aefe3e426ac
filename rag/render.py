"""Answers, articles and reports as text: for a pipe, for a terminal, as Markdown.

One layout, two paints: functions called ``…_lines`` say what stands on each line and what it is (a mark, a citation, a
quote); ``text_of`` writes the lines plainly, ``paint`` with colours through rich. Every text that is not ours passes
``visible`` (or ``one_line``) on its way: a headline cannot move the cursor, recolour the screen, turn the reading
direction or forge a line of its own. rich is imported only when something is painted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.types import Answer, Article, Citation, Claim, Disagreement, Hit, IngestReport, Published, Span, Verdict

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
STYLES: Mapping[str, str] = {
    "supported": "bold green",
    "partly_supported": "bold yellow",
    "unsupported": "bold red",
    "contradicted": "bold red",
    "unchecked": "bold magenta",
    "head": "bold",
    "cite": "cyan",
    "quiet": "dim",
    "": "",
}

ABSTAINED = "The articles do not say."
CLOSEST = "Closest, not an answer"
OUTLET_UNKNOWN = "outlet unknown"
DATE_UNKNOWN = "date unknown"


# -- foreign text ---------------------------------------------------------------------------------------------------

# What a terminal may obey or hide: C0 and C1 controls, DEL; marks that turn the reading direction; characters without
# width that hide words (joiners U+200C/D stay, Persian and emoji need them); interlinear marks, tag letters and the
# second block of variation selectors; lone surrogates, which no terminal can print. Newline and tab are kept.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
_MARKS_IN_A_ROW = 8  # of combining marks on one letter; real writing needs no more than four or five
_NEWLINES = re.compile("\r\n|[\r\u2028\u2029]")


def visible(text: str) -> str:
    """``text`` with everything a terminal could obey made visible (``␛``, ``⟨U+202E⟩``); newlines and tabs are kept."""
    text = _UNSAFE.sub(_shown, _NEWLINES.sub("\n", text))
    return text if text.isascii() else _unstacked(text)


def one_line(text: str) -> str:
    """``visible`` text with every run of white space made one space: it cannot forge a line."""
    return visible(" ".join(text.split()))


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def _unstacked(text: str) -> str:
    """Piles of combining marks cut to a height that stays on its own line, the rest counted."""
    kept: list[str] = []
    height = over = 0
    for char in text:
        height = height + 1 if unicodedata.combining(char) else 0
        if height > _MARKS_IN_A_ROW:
            over += 1
            continue
        if over:
            kept.append(f"⟨+{over} marks⟩")
            over = 0
        kept.append(char)
    if over:
        kept.append(f"⟨+{over} marks⟩")
    return "".join(kept)


# -- lines ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line to show: pieces of (text, name of a style).

    ``lead`` hangs in front: where a terminal wraps the line, the rest aligns behind it; without one it hangs in by
    ``hang``. So what is wrapped never looks like a line of ours.
    """

    pieces: tuple[tuple[str, str], ...] = ()
    lead: tuple[str, str] | None = None
    indent: int = 0
    hang: int = 2

    def __str__(self) -> str:
        body = "".join(text for text, _ in self.pieces)
        lead = f"{self.lead[0]} " if self.lead else ""
        return f"{' ' * self.indent}{lead}{body}".rstrip()


BLANK = Line()


def text_of(lines: Iterable[Line]) -> str:
    """The lines as plain text, without colours and without wrapping."""
    return "\n".join(map(str, lines))


def paint(lines: Iterable[Line], console: Console) -> None:
    """The lines on a terminal, coloured and wrapped to its width. Styles are ours; the text is never read as markup."""
    from rich.text import Text

    for line in lines:
        lead = (f"{line.lead[0]} ", STYLES[line.lead[1]]) if line.lead else ("", "")
        first, rest = line.indent + cells(lead[0]), line.indent + (cells(lead[0]) or line.hang)
        body = Text.assemble(*((text, STYLES[style]) for text, style in line.pieces))
        width = max(console.width - max(first, rest), 1)
        for n, part in enumerate(body.wrap(console, width, overflow="fold") or [Text()]):
            part.rstrip()
            before = Text.assemble(" " * line.indent, lead) if n == 0 else Text(" " * rest)
            console.print(before + part, soft_wrap=True)


def _heading(text: str) -> Line:
    return Line(((text, "head"),))


# -- an answer ------------------------------------------------------------------------------------------------------


def plain_text(answer: Answer) -> str:
    """The answer for a pipe or a file: one claim a line with its mark and citations, then the sources with quotes."""
    return text_of(answer_lines(answer))


def terminal(answer: Answer, console: Console) -> None:
    """The answer on a real terminal: the same lines, coloured verdict marks, wrapped with hanging indents."""
    paint(answer_lines(answer), console)


def answer_lines(answer: Answer, *, quotes: bool = True) -> Iterator[Line]:
    """What is shown of an answer, in order. Without ``quotes`` the sources are one line each (as in ``chat``)."""
    if " ".join(answer.standalone_question.split()) != " ".join(answer.question.split()):
        yield Line((("Read as: ", "quiet"), (one_line(answer.standalone_question), "")))
        yield BLANK
    if answer.abstained:
        yield _heading(one_line(answer.notice or ABSTAINED))
    for claim in answer.claims:
        yield from claim_lines(claim)
    if answer.notice and not answer.abstained:
        yield BLANK
        yield Line(((one_line(answer.notice), ""),), lead=("Note:", "head"))
    for disagreement in answer.disagreements:
        yield BLANK
        yield from disagreement_lines(disagreement)
    yield from _source_blocks(answer, quotes)


def claim_lines(claim: Claim) -> Iterator[Line]:
    """The claim with mark, speaker and citations; where the verdict is not ``supported``, the reasons below it."""
    text = one_line(claim.text)
    pieces = [(text, "")]
    if speaker := _unnamed_speaker(claim):
        pieces.append((f" — {one_line(speaker)}", "quiet"))
    if claim.citations:
        pieces.append((" " + _numbers(claim.citations), "cite"))
    yield Line(tuple(pieces), lead=(MARKS[claim.verdict], claim.verdict))
    if claim.verdict != "supported":
        yield _reasons(claim.verdict, claim.reasons, indent=2)


def _unnamed_speaker(claim: Claim) -> str | None:
    """Who says it, unless the claim's own words name them already: by the last word of the name, the family name."""
    names = re.findall(r"\w[\w’'-]*", claim.speaker or "")
    if not names or re.search(rf"\b{re.escape(names[-1])}\b", claim.text, re.IGNORECASE):
        return None
    return claim.speaker


_COLUMN = 40  # values up to this width stand in a column; longer ones are sentences


def disagreement_lines(disagreement: Disagreement) -> Iterator[Line]:
    """What the articles disagree about, one value a line, each with the citations that say so."""
    yield _heading(f"The articles disagree: {one_line(disagreement.about)}")
    values = [one_line(value.value) for value in disagreement.values]
    width = max(map(cells, values), default=0)
    for shown, value in zip(values, disagreement.values, strict=True):
        space = " " * (width - cells(shown) + 2) if width <= _COLUMN else " "
        yield Line(((shown + space, ""), (_numbers(value.citations), "cite")), lead=("–", "quiet"), indent=2)


def source_lines(citation: Citation, *, quote: bool = True) -> Iterator[Line]:
    """``[1] Headline — Outlet, 29 September 2020 (stated) — path:start-end``, and the quoted words below it."""
    place = f"{one_line(citation.path)}:{citation.start}-{citation.end}"
    pieces = ((one_line(citation.title), "head"), (f" — {_origin(citation)} — ", ""), (place, "quiet"))
    lead = f"[{citation.n}]"
    yield Line(pieces, lead=(lead, "cite"))
    if quote:
        # After a mark of ours instead of between quotation marks: news text brings its own.
        yield Line(((one_line(citation.quote), ""),), lead=(">", "quiet"), indent=len(lead) + 1)


def _source_blocks(answer: Answer, quotes: bool) -> Iterator[Line]:
    closest = [c for c in answer.citations if c.n in answer.closest]
    sources = [c for c in answer.citations if c.n not in answer.closest]
    for heading, citations in (("Sources", sources), (CLOSEST, closest)):
        if citations:
            yield BLANK
            yield _heading(heading)
        for citation in citations:
            yield from source_lines(citation, quote=quotes or heading == CLOSEST)


def _reasons(verdict: Verdict, reasons: Sequence[str], indent: int) -> Line:
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


def _origin(source: Citation | Article) -> str:
    outlet = one_line(source.outlet) if source.outlet else OUTLET_UNKNOWN
    return f"{outlet}, {published_words(source.published)}"


_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def published_words(published: Published) -> str:
    """``29 September 2020 (stated)``, ``September 2020 (inferred)``, ``2020 (stated)`` or ``date unknown``."""
    if not published.date or published.precision == "unknown":
        return DATE_UNKNOWN
    parts = published.date.split("-")
    try:
        day = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except (TypeError, ValueError):
        return f"{one_line(published.date)} ({published.origin})"
    words = [str(day.day), _MONTHS[day.month - 1], str(day.year)][3 - len(parts) :]
    return f"{' '.join(words)} ({published.origin})"


# -- Markdown -------------------------------------------------------------------------------------------------------

# Punctuation that can open markup anywhere in a line; and what opens a heading or a list at its start, where foreign
# text stands only in the quotes of the footnotes.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]|~$!])")
_BLOCK_START = re.compile(r"^[#+=:-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d{3})[.)]|(?<=^\d{4})[.)]")


def markdown(answer: Answer) -> str:
    """The answer as Markdown with footnotes; article text cannot become markup, a link, an image or HTML."""
    blocks = [f"**{_escaped(answer.question)}**"]
    if answer.standalone_question.strip() != answer.question.strip():
        blocks.append(f"Read as: {_escaped(answer.standalone_question)}")
    if answer.abstained or answer.notice:
        blocks.append(f"> {_escaped(answer.notice or ABSTAINED)}")
    if answer.claims:
        blocks.append("\n".join(map(_markdown_claim, answer.claims)))
    blocks.extend(map(_markdown_disagreement, answer.disagreements))
    if answer.closest:
        blocks.append(f"{CLOSEST}: {_notes(answer.closest)}")
    if answer.citations:
        blocks.append("\n".join(map(_markdown_source, answer.citations)).rstrip("\n"))
    return "\n\n".join(blocks)


def _markdown_claim(claim: Claim) -> str:
    text = _escaped(claim.text)
    if speaker := _unnamed_speaker(claim):
        text += f" — {_escaped(speaker)}"
    line = f"- {MARKS[claim.verdict]} {text}{_notes(claim.citations)}"
    if claim.verdict == "supported":
        return line
    reasons = in_a_row(map(_escaped, claim.reasons))
    return f"{line} *({VERDICT_WORDS[claim.verdict]}{': ' + reasons if reasons else ''})*"


def _markdown_disagreement(disagreement: Disagreement) -> str:
    rows = [f"| {_escaped(v.value)} | {_notes(v.citations)} |" for v in disagreement.values]
    head = f"| The articles disagree: {_escaped(disagreement.about)} | |"
    return "\n".join([head, "| --- | --- |", *rows])


def _markdown_source(citation: Citation) -> str:
    place = f"{_escaped(citation.path)}, characters {citation.start} to {citation.end}"
    quote = _BLOCK_START.sub(r"\\\g<0>", _escaped(citation.quote))
    return f"[^{citation.n}]: *{_escaped(citation.title)}*, {_escaped(_origin(citation))}. {place}:\n\n    > {quote}\n"


def _notes(citations: Iterable[int]) -> str:
    return "".join(f"[^{n}]" for n in citations)


def _escaped(text: str) -> str:
    text = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKDOWN.sub(r"\\\1", text)
    # Readers of Markdown make links of bare addresses as well: ours do not.
    text = re.sub(r"(?i)(https?|ftp|mailto|xmpp):", r"\1&#58;", text)
    return re.sub(r"(?i)\bwww\.", "www&#46;", text).replace("@", "&#64;")


# -- articles, hits, lists ------------------------------------------------------------------------------------------


def article_lines(article: Article, *, mark_furniture: bool = True) -> Iterator[Line]:
    """The headline, what is known of the article, and its whole text; page furniture is dimmed, and with
    ``mark_furniture`` (where there are no colours) also prefixed with ``~``."""
    yield _heading(one_line(article.title))
    yield Line(((f"{_origin(article)} — {count(len(article.sentences), 'sentence')}", ""),))
    yield Line(((f"{one_line(article.path)} ({article.encoding}), sha256 {article.sha256[:16]}", "quiet"),))
    if mark_furniture and article.furniture:
        yield Line((("Lines with ~ are page furniture: kept, never quoted.", "quiet"),))
    yield BLANK
    prefix = "~ " if mark_furniture else ""
    for text, furniture in _text_lines(article):
        style = "quiet" if furniture else ""
        yield Line((((prefix if furniture and text else "") + text, style),), hang=0)


_LINE = re.compile("([^\r\n\u2028\u2029]+)|\r\n|[\r\n\u2028\u2029]")


def _text_lines(article: Article) -> Iterator[tuple[str, bool]]:
    """The lines of the text, each with whether it is furniture. A span that ends inside a line cuts the line there."""
    furniture = deque(sorted(article.furniture))
    written = False
    for match in _LINE.finditer(article.text):
        if match.group(1) is None:  # a line's end: of the line just written, or of an empty one
            if not written:
                yield "", False
            written = False
            continue
        for start, end, marked in _cut(Span(*match.span()), furniture):
            text = visible(article.text[start:end]).rstrip().expandtabs(4)
            if text:
                yield text, marked
                written = True


def _cut(line: Span, furniture: deque[Span]) -> Iterator[tuple[int, int, bool]]:
    """``line`` in pieces (start, end, is furniture). Spans that end before it are taken from ``furniture``."""
    at = line.start
    while furniture and furniture[0].start < line.end:
        span = furniture[0]
        if at < span.start:
            yield at, span.start, False
        if max(at, span.start) < min(span.end, line.end):
            yield max(at, span.start), min(span.end, line.end), True
        at = max(at, min(span.end, line.end))
        if span.end > line.end:
            return
        furniture.popleft()
    if at < line.end:
        yield at, line.end, False


def hit_lines(hits: Sequence[Hit]) -> Iterator[Line]:
    """Passages found, best first: rank, score, source, and the passage's own words."""
    if not hits:
        yield Line((("No passage was found.", ""),))
    for rank, hit in enumerate(hits, 1):
        place = f"{one_line(hit.article.path)}:{hit.passage.start}-{hit.passage.end}"
        lead = f"{rank}."
        yield Line(
            (
                (f"{hit.score:.2f}  ", "cite"),
                (one_line(hit.article.title), "head"),
                (f" — {_origin(hit.article)} — ", ""),
                (place, "quiet"),
            ),
            lead=(lead, "cite"),
        )
        yield Line(((one_line(hit.text), ""),), indent=len(lead) + 1)


def row_cells(row: Any) -> tuple[str, str, str, str, str]:
    """An article's row of ``footnote list``: headline, outlet, date with its precision, sentences, file."""
    return (
        one_line(row.title),
        one_line(row.outlet) if row.outlet else "–",
        published_words(row.published) if row.published.date else "–",
        str(row.sentences),
        one_line(row.path),
    )


LIST_HEADINGS = ("Headline", "Outlet", "Date", "Sentences", "File")


def article_table(rows: Iterable[Any]) -> str:
    """Articles as aligned columns under headings, nothing cut."""
    table = [LIST_HEADINGS, *map(row_cells, rows)]
    widths = [max(cells(row[column]) for row in table) for column in range(len(LIST_HEADINGS))]
    return "\n".join(
        "  ".join(text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def paint_article_table(rows: Iterable[Any], console: Console) -> None:
    """The same on a terminal, fitted to its width; file names are folded, never cut: they are what ``show`` takes."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style=STYLES["head"])
    for heading in LIST_HEADINGS:
        table.add_column(
            heading,
            overflow="fold",
            justify="right" if heading == "Sentences" else "left",
            ratio={"Headline": 5, "File": 3}.get(heading),
        )
    for row in rows:
        headline, outlet, day, sentences, path = row_cells(row)
        table.add_row(Text(headline), Text(outlet), Text(day), sentences, Text(path, STYLES["quiet"]))
    console.print(table)


def cells(text: str) -> int:
    """Columns that ``text`` takes in a terminal: two for wide East Asian characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char) or char in "\u200c\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


# -- checked text, receipts, reports --------------------------------------------------------------------------------


def checked_lines(sentences: Iterable[Any]) -> Iterator[Line]:
    """Text that was checked sentence by sentence: mark, sentence, reasons, and the evidence it was held against.

    A sentence without a judgement (a question, a heading) has nothing to check and a ``·`` for a mark.
    """
    for sentence in sentences:
        if sentence.judgement is None:
            yield Line(((one_line(sentence.text), "quiet"),), lead=("·", "quiet"))
            continue
        verdict: Verdict = sentence.judgement.verdict
        yield Line(((one_line(sentence.text), ""),), lead=(MARKS[verdict], verdict))
        if verdict != "supported":
            yield _reasons(verdict, sentence.judgement.reasons, indent=2)
        if sentence.citation is not None:
            for line in source_lines(sentence.citation):
                yield Line(line.pieces, line.lead, line.indent + 2)


def verify_lines(report: Any) -> Iterator[Line]:
    """What became of each citation of a receipt, then the sum."""
    for item in report.items:
        good = item.status == "intact"
        style = "supported" if good else "contradicted"
        yield Line(
            ((f"[{item.n}] ", "cite"), (item.status, style), (f": {one_line(item.message)}", "")),
            lead=("✓" if good else "✗", style),
        )
    yield Line(((verify_summary(report), "head"),))


def verify_summary(report: Any) -> str:
    """``3 of 4 citations stand as they were.``"""
    total = len(report.items)
    if total == 0:
        return "The receipt has no citations."
    stand = sum(item.status == "intact" for item in report.items)
    return (
        f"{stand} of {count(total, 'citation')} {'stands' if stand == 1 else 'stand'} as when the receipt was written."
    )


def report_lines(report: IngestReport) -> Iterator[Line]:
    """What ``add`` or ``rebuild`` did: the counts, then each file that was skipped, with its reason."""
    counts = ("added", "changed", "unchanged", "removed", "skipped")
    words = ", ".join(f"{len(getattr(report, name))} {name}" for name in counts)
    yield Line(((f"Files: {words}.", ""),))
    holds = f"{count(report.articles, 'article')}, {count(report.passages, 'passage')}"
    generation = f" (generation {report.generation})" if report.generation else ""
    yield Line(((f"The archive holds {holds}{generation}.", ""),))
    for skipped in report.skipped:
        yield Line(
            ((f"skipped {one_line(skipped.path)}", "partly_supported"), (f": {one_line(skipped.reason)}", "")),
            indent=2,
        )


def status_lines(status: Mapping[str, Any]) -> Iterator[Line]:
    """The archive's state, a name and a value a line; problems last, or that there are none."""
    known = {name: value for name, value in status.items() if name != "problems"}
    width = max(map(len, known), default=0)
    for name, value in known.items():
        label = name.replace("_", " ").ljust(width + 2)
        yield Line(((label, "quiet"), (_value(value), "")))
    problems = list(status.get("problems") or ())
    if not problems:
        yield Line((("health".ljust(width + 2), "quiet"), ("good", "supported")))
    for problem in problems:
        yield Line((("problem".ljust(width + 2), "quiet"), (one_line(str(problem)), "contradicted")))


def _value(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{one_line(str(name))} {_value(part)}" for name, part in value.items()) or "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "–"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else one_line(str(value))


def count(number: int, noun: str) -> str:
    """``1 article``, ``3,508 articles``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
