"""A text that was checked: for a terminal, as Markdown with footnotes, and as a page of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rag.render.answers import MARKS, VERDICT_WORDS, in_a_row, reasons_line
from rag.render.footnotes import BLOCK_START, escaped
from rag.render.lines import BLANK, Line, count, one_line
from rag.render.pages import attribute as _attribute
from rag.render.pages import page
from rag.render.pages import text as _text
from rag.render.sources import origin_words, source_lines
from rag.types import GRAVEST, CheckedSentence, CheckedText, Citation

NOTHING = "·"


def counted_verdicts(checked: CheckedText) -> str:
    """``12 sentences: 1 contradicted, 2 not supported, 7 supported, 2 with nothing to check``: the gravest first."""
    tally = Counter(sentence.verdict for sentence in checked)
    parts = [f"{tally[verdict]:,} {VERDICT_WORDS[verdict]}" for verdict in GRAVEST if tally[verdict]]
    if rest := len(checked.sentences) - len(checked):
        parts.append(f"{rest:,} with nothing to check")
    whole = count(len(checked.sentences), "sentence")
    return f"{whole}: {', '.join(parts)}" if parts else whole


# --- lines ---------------------------------------------------------------------------------------------------------


def checked_lines(checked: CheckedText) -> Iterator[Line]:
    """Each sentence with its mark, the reasons, the corrected sentence and the evidence; how many of each at the end.

    A sentence with nothing to check (a question, a heading) has a ``·`` for a mark.
    """
    for sentence in checked.sentences:
        yield from _sentence_lines(sentence, checked)
    if checked.notice:
        yield Line(((one_line(checked.notice), ""),), lead=("Note:", "head"))
    if checked.sentences:
        yield BLANK
        yield Line(((counted_verdicts(checked) + ".", "head"),))


def _sentence_lines(sentence: CheckedSentence, checked: CheckedText) -> Iterator[Line]:
    if sentence.judgement is None:
        why = f" ({sentence.nothing})" if sentence.nothing else ""
        yield Line(((one_line(sentence.text) + why, "quiet"),), lead=(NOTHING, "quiet"))
        return
    verdict = sentence.verdict
    yield Line(((one_line(sentence.text), ""),), lead=(MARKS[verdict], verdict))
    if verdict != "supported" or sentence.against:
        yield reasons_line(verdict, sentence.judgement.reasons, indent=2)
    if sentence.corrected:
        yield Line(((one_line(sentence.corrected), ""),), lead=("corrected:", "head"), indent=2)
    yield from _cited_lines(sentence.citations, checked)
    if sentence.against:
        yield Line((("against it:", "head"),), indent=2)
    yield from _cited_lines(sentence.against, checked)


def _cited_lines(numbers: Sequence[int], checked: CheckedText) -> Iterator[Line]:
    for n in numbers:
        for line in source_lines(checked.citation(n)):
            yield Line(line.pieces, line.lead, line.indent + 2)


# --- Markdown ------------------------------------------------------------------------------------------------------


def checked_markdown(checked: CheckedText) -> str:
    """The text as it was pasted, a sign and a footnote behind every sentence that was checked.

    The text is its writer's own and is not touched; in the footnotes nothing foreign can become markup. They are called
    ``check-1`` …, or, in a text that was checked before, ``check-a-1`` …: they do not meet the text's own.
    """
    pieces, notes, at = [], [], 0
    name = _unused("check", checked.text)
    for number, sentence in enumerate(checked, start=1):
        pieces += [checked.text[at : sentence.end], f" {MARKS[sentence.verdict]}[^{name}-{number}]"]
        notes.append(f"[^{name}-{number}]: {_note(sentence, checked)}")
        at = sentence.end
    text = "".join([*pieces, checked.text[at:]]).rstrip()
    return "\n\n".join([text, f"*{counted_verdicts(checked)}.*", *notes]) + "\n"


def _unused(name: str, text: str) -> str:
    """A name that no footnote of the text begins with."""
    while f"[^{name}-" in text:
        name += "-a"
    return name


def _note(sentence: CheckedSentence, checked: CheckedText) -> str:
    assert sentence.judgement is not None
    said = f"**{VERDICT_WORDS[sentence.verdict]}**"
    reasons = in_a_row(map(escaped, sentence.judgement.reasons))
    parts = [f"{said}. {reasons}" if reasons else f"{said}."]
    if sentence.corrected:
        parts.append(f"Corrected: {escaped(sentence.corrected)}")
    parts += [_cited(checked.citation(n), "") for n in sentence.citations]
    parts += [_cited(checked.citation(n), "Against it: ") for n in sentence.against]
    return "\n\n    ".join(parts)


def _cited(citation: Citation, lead: str) -> str:
    place = f"{escaped(citation.path)}, characters {citation.start} to {citation.end}"
    quote = BLOCK_START.sub(r"\\\g<0>", escaped(citation.quote))
    return f"{lead}*{escaped(citation.title)}*, {escaped(origin_words(citation))}. {place}:\n\n    > {quote}"


# --- HTML ----------------------------------------------------------------------------------------------------------


def checked_html(checked: CheckedText) -> str:
    """A page that needs nothing else: the text with marked sentences, below it what each verdict stands on."""
    body, notes, at, number = [], [], 0, 0
    for sentence in checked.sentences:
        body.append(_text(checked.text[at : sentence.start]))
        at = sentence.end
        if sentence.judgement is None:
            body.append(f'<span title="{_attribute(sentence.nothing)}">{_text(sentence.text)}</span>')
            continue
        number += 1
        body.append(_marked(sentence, number))
        notes.append(_evidence(sentence, number, checked))
    body.append(_text(checked.text[at:]))
    parts = [f"<p><strong>{_text(counted_verdicts(checked))}.</strong></p>", _notice(checked)]
    parts += [f"<main>{''.join(body)}</main>", "<hr>", "<ol>", *notes, "</ol>"]
    return page("Checked by Footnote", _LOOK, parts)


def _notice(checked: CheckedText) -> str:
    return f"<p>{_text(checked.notice)}</p>" if checked.notice else ""


def _marked(sentence: CheckedSentence, number: int) -> str:
    words = VERDICT_WORDS[sentence.verdict]
    sign = f'<a href="#n{number}" id="s{number}" title="{words}">{MARKS[sentence.verdict]}<sup>{number}</sup></a>'
    return f'<mark class="{sentence.verdict}">{_text(sentence.text)}&nbsp;{sign}</mark>'


def _evidence(sentence: CheckedSentence, number: int, checked: CheckedText) -> str:
    assert sentence.judgement is not None
    verdict = sentence.verdict
    parts = [f'<p><a href="#s{number}">{number}</a> <b class="{verdict}">{MARKS[verdict]} {VERDICT_WORDS[verdict]}</b>']
    parts.append(f" {_text(in_a_row(sentence.judgement.reasons))}</p>")
    if sentence.corrected:
        parts.append(f"<p>Corrected: <ins>{_text(sentence.corrected)}</ins></p>")
    parts += [_quoted(checked.citation(n), "") for n in sentence.citations]
    parts += [_quoted(checked.citation(n), "Against it: ") for n in sentence.against]
    return f'<li id="n{number}">{"".join(parts)}</li>'


def _quoted(citation: Citation, lead: str) -> str:
    place = f"{citation.path}, characters {citation.start} to {citation.end}"
    source = f"{lead}<cite>{_text(one_line(citation.title))}</cite>, {_text(origin_words(citation))}"
    return f"<blockquote>{_text(citation.quote)}<footer>{source}<br><small>{_text(place)}</small></footer></blockquote>"


_LOOK = """\
main { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: none; color: inherit; text-decoration: underline 2px; text-underline-offset: 3px; }
mark a, li a { text-decoration: none; color: inherit; }
mark.supported { text-decoration-color: var(--good); }
mark.partly_supported { text-decoration: underline dashed 2px var(--half); }
mark.unsupported { text-decoration: underline dotted 2px var(--bad); }
mark.contradicted { text-decoration: underline wavy 1px var(--bad); }
mark.unchecked { text-decoration-color: currentColor; }
b.supported { color: var(--good); } b.partly_supported { color: var(--half); }
b.unsupported, b.contradicted { color: var(--bad); }
ol { list-style: none; padding: 0; font-size: 15px; } li { margin: 1.2rem 0; break-inside: avoid; }
blockquote { margin: .4rem 0; padding-left: 1rem; border-left: 3px solid; white-space: pre-line; }
footer { font-size: 13px; } small { opacity: .8; overflow-wrap: anywhere; }
"""
