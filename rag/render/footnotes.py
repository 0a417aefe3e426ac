"""An answer as Markdown with footnotes; article text cannot become markup, a link, an image or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.render.answers import ABSTAINED, CLOSEST, MARKS, VERDICT_WORDS, in_a_row, unnamed_speaker
from rag.render.lines import one_line
from rag.render.repairs import repair_words
from rag.render.sources import also_in_words, origin_words
from rag.render.timeline import date_shown, remarks_on, sections
from rag.render.usage import written_words
from rag.render.windows import window_in_force, window_words
from rag.types import Answer, Citation, Claim, Disagreement, Entry, Repair, Timeline

# Punctuation that can open markup anywhere in a line; and what opens a heading or a list at its start, where foreign
# text stands only in the quotes of the footnotes.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]|~$!])")
BLOCK_START = re.compile(r"^[#+=:-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d{3})[.)]|(?<=^\d{4})[.)]")


def markdown(answer: Answer) -> str:
    """The answer as Markdown with footnotes; article text cannot become markup, a link, an image or HTML."""
    blocks = [f"**{escaped(answer.question)}**"]
    if answer.standalone_question.strip() != answer.question.strip():
        blocks.append(f"Read as: {escaped(answer.standalone_question)}")
    if (window := window_in_force(answer)) is not None:
        blocks.append(f"*{escaped(window_words(window))}*")
    if answer.abstained or answer.notice:
        blocks.append(f"> {escaped(answer.notice or ABSTAINED)}")
    if answer.direct:
        blocks.append(f"**{escaped(answer.direct.text)}**{_notes([answer.direct.citation])}")
    if answer.claims:
        blocks.append("\n".join(map(_markdown_claim, answer.claims)))
    blocks.extend(_markdown_repairs(answer.repairs))
    if written := written_words(answer):
        blocks.append(f"*{escaped(written)}*")
    blocks.extend(map(_markdown_disagreement, answer.disagreements))
    if answer.closest:
        blocks.append(f"{CLOSEST}: {_notes(answer.closest)}")
    if answer.citations:
        blocks.append("\n".join(map(_markdown_source, answer.citations)).rstrip("\n"))
    return "\n\n".join(blocks)


def timeline_markdown(timeline: Timeline) -> str:
    """A timeline as Markdown with footnotes: each entry behind its date."""
    blocks = [f"**{escaped(timeline.question)}**"]
    if timeline.notice:
        blocks.append(f"> {escaped(timeline.notice)}")
    for title, entries in sections(timeline):
        blocks += [f"**{title}**"] if title else []
        blocks.append("\n".join(map(_markdown_entry, entries)))
    blocks.extend(_markdown_repairs(timeline.repairs))
    blocks.extend(map(_markdown_disagreement, timeline.disagreements))
    if timeline.citations:
        blocks.append("\n".join(map(_markdown_source, timeline.citations)).rstrip("\n"))
    return "\n\n".join(blocks)


def _markdown_entry(entry: Entry) -> str:
    dated, remarks, claim = escaped(date_shown(entry)), escaped(remarks_on(entry)), _markdown_claim(entry.claim)
    line = f"- **{dated}** {claim.removeprefix('- ')}" if dated else claim
    return f"{line} *({remarks})*" if remarks else line


def _markdown_claim(claim: Claim) -> str:
    text = escaped(claim.text)
    if speaker := unnamed_speaker(claim):
        text += f" — {escaped(speaker)}"
    line = f"- {MARKS[claim.verdict]} {text}{_notes(claim.citations)}"
    if claim.verdict == "supported":
        return line
    reasons = in_a_row(map(escaped, claim.reasons))
    return f"{line} *({VERDICT_WORDS[claim.verdict]}{': ' + reasons if reasons else ''})*"


def _markdown_repairs(repairs: Sequence[Repair]) -> list[str]:
    return [f"*{escaped(repair_words(repairs))}*"] if repairs else []


def _markdown_disagreement(disagreement: Disagreement) -> str:
    rows = [f"| {escaped(v.value)} | {_notes(v.citations)} |" for v in disagreement.values]
    head = f"| The articles disagree: {escaped(disagreement.about)} | |"
    return "\n".join([head, "| --- | --- |", *rows])


def _markdown_source(citation: Citation) -> str:
    place = f"{escaped(citation.path)}, characters {citation.start} to {citation.end}"
    quote = BLOCK_START.sub(r"\\\g<0>", escaped(citation.quote))
    others = f"; {also_in_words(citation.also_in)}" if citation.also_in else ""
    origin = escaped(origin_words(citation) + others)
    return f"[^{citation.n}]: *{escaped(citation.title)}*, {origin}. {place}:\n\n    > {quote}\n"


def _notes(citations: Iterable[int]) -> str:
    return "".join(f"[^{n}]" for n in citations)


def escaped(text: str) -> str:
    """Foreign text on one line of Markdown, in which it can open nothing."""
    text = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKDOWN.sub(r"\\\1", text)
    # Readers of Markdown make links of bare addresses as well: ours do not.
    text = re.sub(r"(?i)(https?|ftp|mailto|xmpp):", r"\1&#58;", text)
    return re.sub(r"(?i)\bwww\.", "www&#46;", text).replace("@", "&#64;")
