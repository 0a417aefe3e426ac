"""No way for foreign text to act, whatever it is shown in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.render import (
    answer_lines,
    article_lines,
    article_table,
    explanation_lines,
    hand_mark_lines,
    markdown,
    marked_lines,
    one_line,
    paint_article_table,
    plain_article_lines,
    plain_text,
    report_lines,
    text_of,
    visible,
)
from rag.render.articles import ChangedLine
from rag.types import Explanation, IngestReport, Published, Skipped
from tests.fake_archive import Row
from tests.render.examples import ATTACKS, FULL, HOSTILE, STORM_STORY, WRITTEN, console_of, hostile_story, painted

HOSTILE_TEXT = " ".join(ATTACKS.values())
NOT_TO_BE_SEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
COLOURS = {"force_terminal": True, "color_system": "standard"}


def test_the_hostile_text_holds_what_must_not_be_seen() -> None:
    """The control: without neutralising, the promises below would fail."""
    assert NOT_TO_BE_SEEN.search(HOSTILE_TEXT)


@given(st.text(st.characters()) | st.text(st.sampled_from("\x1b[]0m\x9b\u202e\u2066\r\n\t\u0301a ")))
def test_nothing_a_terminal_obeys_passes(text: str) -> None:
    assert not NOT_TO_BE_SEEN.search(visible(text))
    assert "\n" not in one_line(text)
    visible(text).encode("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_piles_of_marks_are_cut_and_counted() -> None:
    shown = visible("e" + "\u0301" * 1000 + "x")
    assert shown == "e" + "\u0301" * 8 + "⟨+992 marks⟩x"
    assert visible("ệ ố กี่") == "ệ ố กี่"


def test_persian_joiners_and_family_emoji_stay_whole() -> None:
    for text in ("می‌خواهم", "👨‍👩‍👧"):
        assert visible(text) == text


def test_what_a_model_was_sent_and_wrote_forges_no_line() -> None:
    told = Explanation(
        prompt=(("system", HOSTILE_TEXT),), draft=HOSTILE_TEXT, judged=HOSTILE.claims, outcome=HOSTILE_TEXT
    )
    shown = text_of(explanation_lines(replace(WRITTEN, explanation=told)))
    assert not NOT_TO_BE_SEEN.search(shown)
    assert not any(line.startswith(("✓", "[9]", "Sources")) for line in shown.splitlines())


# -- answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paint_it", [plain_text, lambda answer: painted(answer_lines(answer))])
def test_a_hostile_answer_has_the_lines_of_an_honest_one(paint_it: Callable[..., str]) -> None:
    """It forges no claim and no source: every mark and every heading stands there once."""
    shown = paint_it(HOSTILE)
    lines = shown.splitlines()
    assert sum(line.startswith("◐ ") for line in lines) == 1
    assert not any(line.startswith("✓") for line in lines)
    assert sum(line.startswith("[") for line in lines) == 1
    assert lines.count("Sources") == 1
    assert not NOT_TO_BE_SEEN.search(shown)
    assert "[boldred]loud[/][link=http://x.example]x[/link]:smile:" in re.sub(r"\s+", "", shown)


def test_colours_on_a_terminal_are_only_ours() -> None:
    shown = painted(answer_lines(HOSTILE), **COLOURS)
    ours = {"1", "2", "36", "1;32", "1;33", "1;31", "1;35", "0"}
    assert set(re.findall(r"\x1b\[([0-9;]*)m", shown)) <= ours
    assert "\x1b" not in re.sub(r"\x1b\[[0-9;]*m", "", shown)


def test_markdown_holds_no_markup_but_ours() -> None:
    shown = markdown(HOSTILE)
    assert "<" not in shown
    assert not re.search(r"(?<!\\)!\[", shown)
    assert not re.search(r"(?<!\\)\]\(", shown)
    assert "http:" not in shown
    assert "www." not in shown
    assert [line for line in shown.splitlines() if line.startswith("#")] == []
    assert "    > 1\\. one " in shown
    assert re.findall(r"(?<!\\)\[\^1\]", shown) == ["[^1]"] * 4


def test_one_layout_two_paints() -> None:
    """On a terminal wide enough, the words are those of the pipe."""
    shown = painted(answer_lines(FULL), 400)
    assert [line.rstrip() for line in shown.splitlines()] == plain_text(FULL).splitlines()


def test_str_of_an_answer_is_its_plain_text() -> None:
    assert str(FULL) == plain_text(FULL)


# -- articles, lists, reports ---------------------------------------------------------------------------------------

LABELS = ("Outlet  ", "Agency  ", "Author  ", "Section ", "Place   ", "Date    ", "Also in ", "File    ")
OURS = re.compile(rf"({'|'.join(LABELS)}|(?:Voices|Dates|Numbers|Names)$|[~#▪↳] )")


def forged(words: str) -> str:
    """A text that tries to pass for lines of ours, whatever breaks its lines."""
    return "".join(f"{end}{words}" for end in ("\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"))


@pytest.mark.parametrize("foreign", [*ATTACKS.values(), forged("Voices"), forged("~ x"), forged("↳ The Pope")])
@pytest.mark.parametrize("colours", [False, True])
def test_a_hostile_article_cannot_act_nor_pass_for_our_words(foreign: str, colours: bool) -> None:
    """Headings, labels, signs and speakers of ours stand where they would for harmless words."""
    lines: dict[str, list[str]] = {}
    for name, words in (("harmless", "Words"), ("hostile", foreign)):
        article, found = hostile_story(words)
        copy = Row(path=words, outlet=words, published=Published("2024", "year", "stated"))
        options = COLOURS if colours else {}
        shown = painted(article_lines(article, found, [copy], signs=not colours), 300, **options)
        bare = re.sub(r"\x1b\[[0-9;]*m", "", shown)
        assert not NOT_TO_BE_SEEN.search(bare)
        after_the_title = bare.splitlines()[1:]
        lines[name] = [match[1] for line in after_the_title if (match := OURS.match(line))]
    # Furniture, headline and caption of several lines have several signs; everything else is there as often.
    for ours in set(lines["hostile"]) - (set() if colours else {"~ ", "# ", "▪ "}):
        assert lines["hostile"].count(ours) == lines["harmless"].count(ours), ours


@pytest.mark.parametrize("foreign", ATTACKS.values())
def test_hostile_names_in_lists_reports_and_marks_stay_on_their_lines(foreign: str) -> None:
    row = Row(foreign, foreign, outlet=foreign, published=Published(foreign, "day", "inferred"))
    console = console_of(500, **COLOURS)
    paint_article_table([row], console)
    table = re.sub(r"\x1b\[[0-9;]*m", "", console.file.getvalue())  # type: ignore[attr-defined]
    report = text_of(report_lines(IngestReport(skipped=(Skipped(foreign, foreign),))))
    marks = text_of(hand_mark_lines([{"text": foreign, "kind": "content"}]))
    change = ChangedLine(3, visible(foreign.splitlines()[0]), "content", "furniture")
    changes = text_of(marked_lines([change], STORM_STORY, STORM_STORY))
    for shown, height in ((article_table([row]), 2), (report, 3), (marks, 1), (changes, 2)):
        assert not NOT_TO_BE_SEEN.search(shown)
        assert shown.count("\n") == height - 1
    assert not NOT_TO_BE_SEEN.search(table)


def test_plain_text_of_a_hostile_article_cannot_act() -> None:
    article, _ = hostile_story(HOSTILE_TEXT)
    assert not NOT_TO_BE_SEEN.search(text_of(plain_article_lines(article, numbers=True)))
