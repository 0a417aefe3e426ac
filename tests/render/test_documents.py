"""What is taken away reads back whole: every sentence, every footnote with its quote, in Markdown and in HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.render import VERDICT_WORDS, answer_html, chat_html, chat_markdown, markdown, one_line, visible
from rag.types import Answer, Citation, Claim, Direct
from tests.render.examples import ABSTAINING, ATTACKS, EXPLAINED, FERRY, FULL, HOSTILE, WRITTEN

ANSWERS = {"full": FULL, "abstaining": ABSTAINING, "hostile": HOSTILE, "written": WRITTEN}
CHAT = tuple(ANSWERS.values())


class Read(HTMLParser):
    """A page as a browser would read it: its text by the element it stands in, and what it would load or run."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.quotes: dict[str, str] = {}
        self.said: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._note = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in ("meta", "br", "hr"):
            self._open.append("said" if given.get("class") == "said" else tag)
        if tag == "li" and given.get("id"):
            self._note = str(given["id"])
            self.quotes[self._note] = ""
        if given.get("class") == "said":
            self.said.append("")

    def handle_endtag(self, _tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if "said" in self._open:
            self.said[-1] += data
        if "blockquote" in self._open and "footer" not in self._open:
            self.quotes[self._note] += data


def links(page: Read) -> list[str]:
    return [str(given["href"]) for tag, given in page.tags if tag == "a"]


# -- HTML -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", CHAT, ids=list(ANSWERS))
def test_a_page_holds_every_sentence_and_every_footnote_with_its_quote(answer: Answer) -> None:
    page = Read(answer_html(answer))
    assert page.said == [visible(claim.text) for claim in answer.claims]
    assert page.quotes == {f"n{citation.n}": visible(citation.quote) for citation in answer.citations}
    for claim in answer.claims:
        assert claim.verdict == "supported" or VERDICT_WORDS[claim.verdict] in page.text
        assert all(visible(reason) in page.text for reason in claim.reasons if claim.verdict != "supported")
    assert all(f"characters {c.start} to {c.end}" in page.text for c in answer.citations)


def test_a_page_says_what_was_asked_how_it_was_read_and_who_wrote_it() -> None:
    told = Read(answer_html(FULL)).text
    assert "Read as: How many boats were lost in the storm?" in told
    assert "The articles do not say who owned the boats." in told
    assert "Quoted from the articles, no language model." in told
    assert "Written by small in 3.2 s" in Read(answer_html(WRITTEN)).text


def test_a_page_shows_the_answer_in_a_few_words_and_the_values_that_differ() -> None:
    page = Read(answer_html(replace(FULL, direct=Direct("again from Monday", 1, 55, 72))))
    assert "again from Monday" in page.text
    assert "The articles disagree: the boats lost" in page.text
    assert "37 boats" in page.text


@pytest.mark.parametrize("answers", [CHAT, (FULL,), ()], ids=["four", "one", "none"])
def test_every_link_of_a_page_leads_to_a_footnote_in_it(answers: tuple[Answer, ...]) -> None:
    page = Read(chat_html(answers))
    ids = [f"#{given['id']}" for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids)) == sum(len(answer.citations) for answer in answers)
    assert set(links(page)) <= set(ids)


def test_nothing_foreign_becomes_an_element_and_nothing_is_fetched_or_run() -> None:
    honest, hostile = Read(answer_html(honest_twin())), Read(answer_html(HOSTILE))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in honest.tags]
    names = {name for _, given in hostile.tags for name in given}
    assert names <= {
        "lang",
        "charset",
        "name",
        "content",
        "http-equiv",
        "class",
        "role",
        "aria-label",
        "href",
        "id",
        "value",
    }
    assert all(link.startswith("#n") for link in links(hostile))
    policy = next(given["content"] for _, given in hostile.tags if given.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def honest_twin() -> Answer:
    """The hostile answer with plain words in every field."""
    claim = replace(HOSTILE.claims[0], text="a", speaker="B C", reasons=("d", "e"))
    citation = replace(HOSTILE.citations[0], path="f", quote="g", title="h", outlet="i")
    [disagreement] = HOSTILE.disagreements
    values = tuple(replace(value, value="j") for value in disagreement.values)
    return replace(
        HOSTILE,
        question="k",
        standalone_question="l",
        notice="m",
        claims=(claim,),
        citations=(citation,),
        disagreements=(replace(disagreement, about="n", values=values),),
    )


@settings(deadline=None)
@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_whatever_words_a_page_is_made_of_it_shows_exactly_them(said: str, quote: str, title: str) -> None:
    citation = Citation(1, "a.txt", "0" * 64, 0, len(quote), quote, title)
    answer = Answer("1", "Q?", "Q?", claims=(Claim(said, "quote", "supported", None, (), (1,)),), citations=(citation,))
    page = Read(answer_html(answer))
    assert page.said == [visible(said)]
    assert page.quotes == {"n1": visible(quote)}


# -- Markdown -------------------------------------------------------------------------------------------------------


def plain(line: str) -> str:
    """What a reader of Markdown sees of a line."""
    return unescape(re.sub(r"<[^>]*>", "", MarkdownIt("commonmark", {"html": True}).renderInline(line)))


def footnotes(text: str) -> dict[int, str]:
    """Each footnote's quote, as a reader sees it."""
    return {int(n): plain(quote) for n, quote in re.findall(r"^\[\^(\d+)\]: .*:\n\n    > (.*)$", text, re.M)}


@pytest.mark.parametrize("write", [markdown, lambda answer: chat_markdown([answer])], ids=["answer", "chat of one"])
@pytest.mark.parametrize("answer", CHAT, ids=list(ANSWERS))
def test_markdown_holds_every_sentence_and_every_footnote_with_its_quote(
    answer: Answer, write: Callable[[Answer], str]
) -> None:
    text = write(answer)
    assert footnotes(text) == {citation.n: one_line(citation.quote) for citation in answer.citations}
    seen = [plain(line) for line in text.splitlines() if line.startswith("- ")]
    for line, claim in zip(seen, answer.claims, strict=True):
        assert one_line(claim.text) in line
        assert claim.verdict == "supported" or VERDICT_WORDS[claim.verdict] in line


def test_the_footnotes_of_a_chat_are_numbered_through_and_each_is_there_once() -> None:
    text = chat_markdown(CHAT)
    quotes = [citation.quote for answer in CHAT for citation in answer.citations]
    assert footnotes(text) == {n: one_line(quote) for n, quote in enumerate(quotes, 1)}
    used = {int(n) for n in re.findall(r"\[\^(\d+)\](?!:)", text.replace("\\[^1\\]", ""))}
    assert used == set(footnotes(text))
    assert re.search(r"^- ✓ The ferry to Holm runs again\.\[\^6\]$", text, re.M), "the last answer's own source"


def test_a_chat_says_which_model_wrote_and_tells_its_answers_apart() -> None:
    text = chat_markdown([FULL, WRITTEN])
    assert text.count("\n\n---\n\n") == 1
    assert "*Written by small in 3.2 s" in text


def test_how_an_answer_came_about_is_in_no_document() -> None:
    for document in (EXPLAINED.to_markdown(), EXPLAINED.to_html(), chat_markdown([EXPLAINED]), chat_html([EXPLAINED])):
        assert "Rules." not in document
        assert "zz9zz" not in document


def test_a_model_s_sentence_that_was_left_out_is_named_as_one_and_stands_nowhere_else() -> None:
    left_out = "1 sentence was left out: “The mayor paid.”"
    for document in (WRITTEN.to_markdown(), WRITTEN.to_html(), chat_markdown([WRITTEN]), chat_html([WRITTEN])):
        assert document.count("The mayor paid") == document.count(left_out) == 1
    said = replace(WRITTEN, claims=(*WRITTEN.claims, Claim(WRITTEN.repairs[1].before, "paraphrase")))
    assert said.to_markdown().count("The mayor paid") == 2, "the control: it is found where it is said as an answer"


def test_the_attacks_are_in_what_was_read_back() -> None:
    """The control: the words that must not become markup are really there."""
    assert "<img src=x" in Read(answer_html(HOSTILE)).text
    assert ATTACKS["a list"] in plain(footnotes(chat_markdown(CHAT))[5])
    assert FERRY.quote in Read(chat_html(CHAT)).text
