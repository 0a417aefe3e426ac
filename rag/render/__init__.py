"""Answers, articles and reports as text: for a pipe, for a terminal, as Markdown.

One layout, two paints: functions called ``…_lines`` say what stands on each line and what it is (a mark, a citation, a
quote); ``text_of`` writes the lines plainly, ``paint`` with colours through rich. What is shown of foreign text is
guarded in `rag.render.lines`.
"""

from __future__ import annotations

from rag.render.answers import (
    ABSTAINED,
    CLOSEST,
    MARKS,
    VERDICT_WORDS,
    answer_lines,
    claim_lines,
    disagreement_lines,
    in_a_row,
    plain_text,
    terminal,
)
from rag.render.articles import article_lines, changed_lines, plain_article_lines
from rag.render.checked import checked_html, checked_lines, checked_markdown, counted_verdicts
from rag.render.documents import answer_html, chat_html, chat_markdown
from rag.render.explanation import explanation_lines
from rag.render.footnotes import markdown, timeline_markdown
from rag.render.lines import BLANK, STYLES, Line, cells, count, one_line, paint, painted, shortened, text_of, visible
from rag.render.lists import article_table, chosen_rows, paint_article_table, sorted_rows
from rag.render.repairs import DONE, TRIED, done, may_go_on, repair_lines, repair_words
from rag.render.reports import (
    hand_mark_lines,
    marked_lines,
    report_lines,
    status_lines,
    verify_lines,
    verify_summary,
)
from rag.render.sources import (
    DATE_UNKNOWN,
    OUTLET_UNKNOWN,
    also_in_words,
    hit_lines,
    published_words,
    source_lines,
)
from rag.render.timeline import timeline_lines
from rag.render.usage import usage_words, written_words
from rag.render.windows import period_words, window_in_force, window_words

__all__ = [
    "ABSTAINED",
    "BLANK",
    "CLOSEST",
    "DATE_UNKNOWN",
    "DONE",
    "MARKS",
    "OUTLET_UNKNOWN",
    "STYLES",
    "TRIED",
    "VERDICT_WORDS",
    "Line",
    "also_in_words",
    "answer_html",
    "answer_lines",
    "article_lines",
    "article_table",
    "cells",
    "changed_lines",
    "chat_html",
    "chat_markdown",
    "checked_html",
    "checked_lines",
    "checked_markdown",
    "chosen_rows",
    "claim_lines",
    "count",
    "counted_verdicts",
    "disagreement_lines",
    "done",
    "explanation_lines",
    "hand_mark_lines",
    "hit_lines",
    "in_a_row",
    "markdown",
    "marked_lines",
    "may_go_on",
    "one_line",
    "paint",
    "paint_article_table",
    "painted",
    "period_words",
    "plain_article_lines",
    "plain_text",
    "published_words",
    "repair_lines",
    "repair_words",
    "report_lines",
    "shortened",
    "sorted_rows",
    "source_lines",
    "status_lines",
    "terminal",
    "text_of",
    "timeline_lines",
    "timeline_markdown",
    "usage_words",
    "verify_lines",
    "verify_summary",
    "visible",
    "window_in_force",
    "window_words",
    "written_words",
]
