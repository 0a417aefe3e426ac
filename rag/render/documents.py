"""Answers to take away: one, or all of a chat, as Markdown with footnotes or as a page that needs nothing else.

In a chat the footnotes are numbered through (`rag.numbering`), so that a number means one source in the whole text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag.numbering import numbered_through
from rag.render.answers import ABSTAINED, CLOSEST, MARKS, VERDICT_WORDS, in_a_row, unnamed_speaker
from rag.render.footnotes import markdown
from rag.render.lines import count, one_line
from rag.render.pages import attribute, page, text
from rag.render.repairs import repair_words
from rag.render.sources import also_in_words, origin_words
from rag.render.usage import written_words
from rag.render.windows import window_in_force, window_words
from rag.types import Answer, Citation, Claim, Disagreement

QUOTED = "Quoted from the articles, no language model."
CHAT = "A chat with Footnote"
RULE = "\n\n---\n\n"  # between two answers in Markdown


def chat_markdown(answers: Sequence[Answer]) -> str:
    """The answers of a chat in their order, as Markdown; their footnotes are numbered through."""
    return RULE.join(map(markdown, numbered_through(answers))) + "\n"


def answer_html(answer: Answer) -> str:
    """An answer as a page of its own: each sentence with its verdict, and what it stands on with the words quoted."""
    return page(answer.question, _LOOK, _parts(answer))


def chat_html(answers: Sequence[Answer]) -> str:
    """The answers of a chat as one page; their footnotes are numbered through."""
    articles = ("\n".join(_parts(answer)) for answer in numbered_through(answers))
    return page(f"{CHAT}: {count(len(answers), 'question')}", _LOOK, articles)


def _parts(answer: Answer) -> Iterator[str]:
    """One answer, piece by piece. Its sources stand right below it."""
    yield "<article>"
    yield f"<h1>{text(answer.question)}</h1>"
    yield from _understood(answer)
    notice = answer.notice or (ABSTAINED if answer.abstained else "")
    if notice:
        yield f'<p class="{"abstained" if answer.abstained else "notice"}">{text(notice)}</p>'
    if answer.direct:
        yield f'<p class="direct">{text(answer.direct.text)}{_notes([answer.direct.citation])}</p>'
    if answer.claims:
        yield from ('<ul class="claims">', *map(_claim, answer.claims), "</ul>")
    yield from map(_disagreement, answer.disagreements)
    if answer.closest:
        yield f"<p>{CLOSEST}: {_notes(answer.closest)}</p>"
    yield f"<p><small>{text(_made(answer))}</small></p>"
    if answer.citations:
        yield from ("<ol>", *map(_source, answer.citations), "</ol>")
    yield "</article>"


def _understood(answer: Answer) -> Iterator[str]:
    """How a follow-up was read, and the time that its words set."""
    if " ".join(answer.standalone_question.split()) != " ".join(answer.question.split()):
        yield f'<p class="read">Read as: {text(answer.standalone_question)}</p>'
    if (window := window_in_force(answer)) is not None:
        yield f'<p class="read">{text(window_words(window))}</p>'


def _made(answer: Answer) -> str:
    """Who wrote it, and how many sentences did not pass as they were."""
    written = written_words(answer) or (QUOTED if answer.mode == "extractive" else "")
    repaired = repair_words(answer.repairs)
    return " ".join(filter(None, [written, repaired]))


def _claim(claim: Claim) -> str:
    words = VERDICT_WORDS[claim.verdict]
    sign = f'<b class="{claim.verdict}" role="img" aria-label="{words}">{MARKS[claim.verdict]}</b>'
    speaker = f" — {text(who)}" if (who := unnamed_speaker(claim)) else ""
    line = f'{sign} <span class="said">{text(claim.text)}</span>{speaker}{_notes(claim.citations)}'
    if claim.verdict != "supported":
        reasons = f": {text(in_a_row(claim.reasons))}" if claim.reasons else ""
        line += f' <i class="{claim.verdict}">{words}</i><small>{reasons}</small>'
    return f"<li>{line}</li>"


def _disagreement(disagreement: Disagreement) -> str:
    rows = (f"<tr><th>{text(value.value)}</th><td>{_notes(value.citations)}</td></tr>" for value in disagreement.values)
    return f"<table><caption>The articles disagree: {text(disagreement.about)}</caption>{''.join(rows)}</table>"


def _notes(numbers: Iterable[int]) -> str:
    return "<sup>, </sup>".join(f'<sup><a href="#n{n}">{n}</a></sup>' for n in numbers)


def _source(citation: Citation) -> str:
    place = f"{one_line(citation.path)}, characters {citation.start} to {citation.end}"
    others = f"; {also_in_words(citation.also_in)}" if citation.also_in else ""
    source = f"<cite>{attribute(citation.title)}</cite>, {text(origin_words(citation) + others)}"
    footer = f"<footer>{source}<br><small>{text(place)}</small></footer>"
    return f'<li id="n{citation.n}" value="{citation.n}"><blockquote>{text(citation.quote)}{footer}</blockquote></li>'


_LOOK = """\
article { overflow-wrap: anywhere; }
article + article { border-top: 3px double; margin-top: 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; white-space: pre-wrap; }
a { color: inherit; }
sup { line-height: 0; margin-left: .15em; }
.read { font-style: italic; opacity: .8; }
.abstained { font-style: italic; font-size: 1.1rem; }
.direct { font-size: 1.15rem; font-weight: bold; }
.claims { list-style: none; padding: 0; } .claims li { margin: .8rem 0; }
.said { white-space: pre-line; }
.supported { color: var(--good); } .partly_supported { color: var(--half); }
.unsupported, .contradicted { color: var(--bad); }
table { border-collapse: collapse; width: 100%; margin: 1.2rem 0; }
caption { text-align: left; font-weight: bold; }
th, td { text-align: left; border-top: 1px solid; padding: .3rem .6rem .3rem 0; }
th { font-weight: normal; }
ol { font-size: 15px; border-top: 1px solid; padding: .6rem 0 0 1.8rem; }
ol li { margin: .9rem 0; break-inside: avoid; }
blockquote { margin: 0; padding-left: .8rem; border-left: 3px solid; white-space: pre-line; }
footer { font-size: 13px; white-space: normal; } small { opacity: .8; }
"""
