"""What the page shows of a checked text: golden files, all of the text and no more, and nothing foreign as markup.

After a change that is meant: ``FOOTNOTE_WRITE_GOLDEN=1 pytest tests/web/test_checked_markup.py``, then read the
difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.render import MARKS, VERDICT_WORDS, visible
from rag.types import Check, CheckedSentence, CheckedText, Citation, Judgement, Span, Verdict
from rag.web import checked_markup as markup
from rag.web import elements
from rag.web.checking import STARTING, Job
from tests.web.parsing import Page, faults
from tests.web.test_markup import ELSEWHERE, FERRY, LATE, MONDAY, PAYLOADS, find, hostile, readable

GOLDEN = Path(__file__).parent / "golden_checked"

DRAFT = (
    "# The ferry\n\nDear reader, will it run? The ferry runs from Monday.\nIt was 4 weeks late, they say. "
    "It sank. It was cold.\n\n- It was dark.\n"
)


def judged(words: str, verdict: Verdict, *checks: Check, **given: object) -> CheckedSentence:
    start = DRAFT.index(words)
    reasons = tuple(check.reason for check in checks)
    judgement = Judgement(verdict, 0.5, reasons, checks)
    return CheckedSentence(words, start, start + len(words), judgement, **given)  # type: ignore[arg-type]


WEEKS = Check("number", False, "The source says “3 weeks”.", Span(7, 14), 0, Span(7, 14), "3 weeks")
ALL_OF_IT = Check("coverage", False, "Nothing of it stands in the source.", Span(0, 8))
QUESTION = "Dear reader, will it run?"
CHECKED = CheckedText(
    id="k",
    text=DRAFT,
    sentences=(
        CheckedSentence(QUESTION, DRAFT.index(QUESTION), DRAFT.index(QUESTION) + len(QUESTION), nothing="a question"),
        judged("The ferry runs from Monday.", "supported", citations=(1,)),
        judged(
            "It was 4 weeks late, they say.",
            "contradicted",
            WEEKS,
            citations=(2,),
            against=(3, 2),
            corrected="It was 3 weeks late, they say.",
        ),
        judged("It sank.", "unsupported", ALL_OF_IT),
        judged("It was cold.", "partly_supported", citations=(1,)),
        judged("It was dark.", "unchecked", Check("claim", None, "The check failed.")),
    ),
    citations=(MONDAY, LATE, replace(ELSEWHERE, n=3)),
    notice="Two sentences were too long to be read whole.",
)
JOB = Job(2, DRAFT, checked=CHECKED)
EXPORTS = (markup.Export("Copy as Markdown", "**The ferry**"), markup.Export("Save", '{"a": "<b>"}', "checked.json"))

SHOWN: dict[str, str] = {
    "welcome.html": markup.welcome_html(example=True),
    "text.html": markup.checked_html(JOB, EXPORTS),
    "contradicted.html": markup.findings_html(JOB, 3, find),
    "unsupported.html": markup.findings_html(JOB, 4, find),
    "no_findings.html": markup.findings_html(None, None, find),
    "working.html": markup.status_html(Job(1, DRAFT, stage="Sentence 3 of 6", done=2, total=6)),
    "failed.html": markup.status_html(Job(1, DRAFT, error="The archive is empty. Add a folder.")),
    "stopped.html": markup.status_html(Job(1, DRAFT, stopped=True)),
}


class Written(HTMLParser):
    """Only what is the reader's own text: without signs, verdicts in words and notes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self.text = ""
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(dict(attrs).get("class") or tag)

    def handle_endtag(self, _tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        own = self._open[-1].split()[0] if self._open else ""
        if own in ("fn-marked", "fn-said", "fn-wrong"):
            self.text += data
        if own == "fn-wrong":
            self.wrong.append(data)


def marked_text(checked: CheckedText) -> Written:
    html = markup.checked_html(Job(1, checked.text, checked=checked))
    start = html.index('<div class="fn-marked">')
    return Written(html[start : html.index("</div>", start)])


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_is_as_reviewed(name: str) -> None:
    golden = GOLDEN / name
    if os.environ.get("FOOTNOTE_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(readable(SHOWN[name]), encoding="utf-8", newline="\n")
    assert readable(SHOWN[name]) == golden.read_bytes().decode("utf-8")


def test_every_golden_file_is_still_shown() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == set(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_holds_only_what_it_may(name: str) -> None:
    assert faults(SHOWN[name]) == []


# -- what a reader can count on --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_a_verdict_is_told_by_a_sign_and_in_words_and_never_by_colour_alone(verdict: Verdict) -> None:
    sentence = CheckedSentence("It ran.", 0, 7, Judgement(verdict, 0.5))
    page = Page(markup.checked_html(Job(1, "It ran.", checked=CheckedText("k", "It ran.", (sentence,)))))
    link = page.text[page.text.rindex("\n") if "\n" in page.text else 0 :]
    assert MARKS[verdict] in link
    assert VERDICT_WORDS[verdict].split()[0] in link
    found = Page(markup.findings_html(Job(1, "", checked=CheckedText("k", "", (sentence,))), 1, find))
    assert VERDICT_WORDS[verdict].capitalize() in found.text


def test_all_of_the_text_is_shown_in_its_order_with_what_stands_between_sentences() -> None:
    assert marked_text(CHECKED).text == DRAFT


@given(st.text(max_size=80), st.data())
def test_whatever_the_text_and_its_sentences_all_of_it_is_shown_once(text: str, data: st.DataObject) -> None:
    """Also where the places of sentences overlap, which they should not."""
    bounds = st.integers(0, len(text))
    spans = sorted(tuple(sorted(span)) for span in data.draw(st.lists(st.tuples(bounds, bounds), max_size=5)))
    judgements = st.sampled_from((None, *(Judgement(verdict, 0.5) for verdict in get_args(Verdict))))
    sentences = tuple(CheckedSentence(text[a:b], a, b, data.draw(judgements)) for a, b in spans)
    shown = marked_text(CheckedText("k", text, sentences)).text
    if visible(text) == text:
        assert shown == text


def test_the_words_a_test_found_fault_with_are_marked_and_a_fault_with_all_of_it_marks_nothing() -> None:
    assert marked_text(CHECKED).wrong == ["4 weeks"]


@pytest.mark.parametrize("at", [Span(-1, 3), Span(3, 3), Span(5, 2), Span(3, 999)])
def test_a_fault_that_points_outside_the_sentence_marks_nothing(at: Span) -> None:
    sentence = judged("It was cold.", "unsupported", Check("x", False, "", at))
    shown = marked_text(replace(CHECKED, sentences=(sentence,)))
    assert (shown.wrong, shown.text) == ([], DRAFT)


def test_each_sentence_that_was_checked_leads_to_what_was_found_on_it_and_no_other_does() -> None:
    page = Page(markup.checked_html(JOB))
    links = [given["href"] for tag, given in page.elements if tag == "a"]
    assert links == [f"#fn-k2-{n}" for n in (2, 3, 4, 5, 6)]
    for link in links:
        ids = set(Page(markup.findings_html(JOB, int(link[-1]), find)).attributes("id"))
        assert {link[1:], f"{link[1:]}-h"} <= ids


def test_a_sentence_with_nothing_to_check_can_be_reached_and_says_why() -> None:
    page = Page(markup.checked_html(JOB))
    plain = next(given for _, given in page.elements if "fn-v-nothing" in given.get("class", "") and "role" in given)
    assert plain["tabindex"] == "0"
    assert plain["aria-describedby"] in set(page.attributes("id"))
    assert "Nothing to check: a question" in page.text


def test_the_summary_counts_every_sentence_under_the_verdict_it_has() -> None:
    page = Page(markup.checked_html(JOB))
    jumps = [given for tag, given in page.elements if tag == "button" and "data-jump" in given]
    assert len(jumps) == 6
    assert "5 of 6 sentences checked" in page.text
    for words in ("1 supported", "1 partly", "1 contradicted", "1 not supported", "1 not checked", "1 without a claim"):
        assert words in page.text
    looks = [given["class"].split()[-1] for _, given in page.elements if "fn-sentence" in given.get("class", "")]
    assert {given["data-jump"] for given in jumps} == set(looks)


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ((), "Nothing in this text can be checked"),
        ((None,), "Nothing in this text can be checked"),
        (("supported",), "1 of 1 sentence checked"),
        (("supported", "supported"), "2 sentences, each checked"),
        (("supported", None), "1 of 2 sentences checked"),
    ],
)
def test_the_heading_says_how_much_of_the_text_was_checked(verdicts: tuple[Verdict | None, ...], words: str) -> None:
    sentences = tuple(
        CheckedSentence("a", n, n + 1, Judgement(verdict, 0.5) if verdict else None)
        for n, verdict in enumerate(verdicts)
    )
    checked = CheckedText("k", "a" * len(verdicts), sentences)
    assert words in Page(markup.checked_html(Job(1, checked.text, checked=checked))).text


def test_the_findings_show_reasons_correction_and_what_speaks_against_it_with_the_passages_marked() -> None:
    page = Page(markup.findings_html(JOB, 3, find))
    assert "The source says “3 weeks”." in page.text
    assert "Corrected: It was 3 weeks late, they say." in page.text
    assert "Speaks against it" in page.text
    assert page.marked["fn-c2"] == LATE.quote.replace("\n", "")
    chips = {
        href for tag, given in page.elements if tag == "a" and "fn-chip" in given["class"] for href in [given["href"]]
    }
    assert chips == {"#fn-k2-3-c2", "#fn-k2-3-c3"}
    assert {chip[1:] for chip in chips} <= set(page.attributes("id"))


def test_a_sentence_that_nothing_is_near_says_so() -> None:
    assert "No passage of the articles is near it." in Page(markup.findings_html(JOB, 4, find)).text


def test_a_citation_number_that_does_not_exist_is_left_out() -> None:
    sentence = judged("It was cold.", "supported", citations=(0, 9, 1), against=(7,))
    job = Job(1, DRAFT, checked=replace(CHECKED, sentences=(sentence,)))
    page = Page(markup.findings_html(job, 1, find))
    assert [given["href"] for _, given in page.elements if given.get("class") == "fn-chip"] == ["#fn-k1-1-c1"]


def test_the_progress_is_a_bar_and_words_and_there_is_no_bar_before_the_sentences_are_counted() -> None:
    job = Job(1, DRAFT, stage=STARTING)
    assert "progress" not in [tag for tag, _ in Page(markup.status_html(job)).elements]
    job.reached(11, 60)
    page = Page(markup.status_html(job))
    assert "Sentence 12 of 60" in page.text
    bar = next(given for tag, given in page.elements if tag == "progress")
    assert (bar["max"], bar["value"]) == ("60", "11")


# -- hostile text ----------------------------------------------------------------------------------------------------


def shown_everywhere(words: Callable[[], str]) -> str:
    """All the markup of the view with foreign words in every place that takes them."""
    text = f"{words()} x {words()}"
    half = len(text) // 2 + 1
    citation = Citation(1, words(), "no such file", 0, 1, words(), words(), words())
    checks = (Check(words(), False, words(), Span(0, 1), 0, Span(0, 1), words()),)
    judgement = Judgement("contradicted", 0.1, (words(), words()), checks)
    sentences = (
        CheckedSentence(text[:half], 0, half, judgement, (1,), (2,), words()),
        CheckedSentence(text[half:], half, len(text), nothing=words()),
    )
    article = replace(MONDAY, n=2, title=words(), outlet=words())
    checked = CheckedText(words(), text, sentences, (citation, article), words())
    job = Job(3, text, checked=checked)
    exports = (markup.Export(words(), words()), markup.Export(words(), words(), words()))
    statuses = (Job(1, words(), error=words()), Job(2, words(), stage=words(), total=3))
    html = markup.checked_html(job, exports) + "".join(map(markup.status_html, statuses))
    return html + markup.findings_html(job, 1, lambda c: FERRY if c.sha256 == FERRY.sha256 else None)


@settings(max_examples=150, deadline=None)
@given(st.lists(hostile, min_size=1, max_size=8))
def test_no_text_becomes_a_tag_an_attribute_or_a_link(pool: list[str]) -> None:
    turn = iter(range(10_000))
    html = shown_everywhere(lambda: pool[next(turn) % len(pool)])
    assert faults(html) == []
    html.encode()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_changes_what_elements_there_are(payload: str) -> None:
    """The same page with harmless words has the very same elements."""
    plain = [tag for tag, _ in Page(shown_everywhere(lambda: "words")).elements]
    assert [tag for tag, _ in Page(shown_everywhere(lambda: payload)).elements] == plain


def test_without_the_escape_the_same_payloads_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the promises above fail as soon as text is let through as it is."""
    monkeypatch.setattr(elements.html, "escape", lambda words, **_: words)
    found = [payload for payload in PAYLOADS if faults(shown_everywhere(lambda: payload))]  # noqa: B023
    assert {p for p in PAYLOADS if p.startswith(("<", '"'))} <= set(found)
