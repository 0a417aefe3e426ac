"""A checked text as Markdown and as a page: the text is as it was pasted, and nothing foreign becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from rag.render import checked_html, checked_lines, checked_markdown, text_of, visible
from rag.types import CheckedSentence, CheckedText, Citation, Judgement
from tests.render.examples import ATTACKS, HOSTILE_TEXT

OURS = {
    *("html", "head", "meta", "title", "style", "body", "p", "strong", "main", "mark", "span", "a", "sup", "hr", "ol"),
    *("li", "b", "ins", "blockquote", "footer", "cite", "br", "small"),
}
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "href", "id", "title"}


class Page(HTMLParser):
    """The elements and attributes of a page, and the words inside its ``main``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.shown: list[str] = []
        self._in: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
        if tag not in ("meta", "br", "hr"):
            self._in.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._in.pop() == tag

    def handle_data(self, data: str) -> None:
        if "main" in self._in and not {"a", "sup"} & set(self._in):
            self.shown.append(data)


def checked_of(foreign: str) -> CheckedText:
    """A text with one sentence that was checked and one that was not, one foreign text in every place of it."""
    text = f"{foreign} It runs. Why?"
    cited = [
        Citation(n, foreign, "ab" * 32, 0, max(1, len(foreign)), foreign, foreign, foreign or None) for n in (1, 2)
    ]
    first = CheckedSentence(
        text[: len(foreign) + 9],
        0,
        len(foreign) + 9,
        Judgement("contradicted", 0.1, (foreign,)),
        (1,),
        (2,),
        foreign or None,
    )
    second = CheckedSentence("Why?", len(foreign) + 10, len(text), nothing=foreign)
    return CheckedText("k", text, (first, second), tuple(cited), foreign or None)


@given(st.one_of(st.text(max_size=60), st.text(alphabet="<>&\"'/=abscript! -", max_size=60)))
def test_whatever_is_pasted_or_cited_the_page_has_only_our_elements(foreign: str) -> None:
    page = Page(checked_html(checked_of(foreign)))
    assert page.elements <= OURS
    assert set(page.attributes) <= ATTRIBUTES
    assert all(re.fullmatch(r"#[ns]\d+", href) for href in page.attributes["href"])


@given(st.text(alphabet="ab<>&\"' .\n", max_size=60))
def test_the_page_shows_the_text_as_it_was_pasted(foreign: str) -> None:
    checked = checked_of(foreign)
    assert "".join(Page(checked_html(checked)).shown).replace("\xa0", "") == visible(checked.text)


def test_a_page_asks_for_nothing_from_elsewhere() -> None:
    page = Page(checked_html(checked_of(HOSTILE_TEXT)))
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.attributes["content"]
    assert "src" not in page.attributes


@given(st.text(max_size=60))
def test_without_the_marks_the_markdown_begins_with_the_text_untouched(foreign: str) -> None:
    checked = checked_of(foreign)
    shown = checked_markdown(checked)
    name = re.findall(r" ✗\[\^(check(?:-a)*)-1\]", shown)[0]
    assert shown.replace(f" ✗[^{name}-1]", "", 1).startswith(checked.text.rstrip())


def test_footnotes_do_not_meet_those_of_a_text_that_was_checked_before() -> None:
    once = checked_markdown(checked_of("It is so.[^1]"))
    again = checked_markdown(checked_of(once))
    assert "[^check-1]: " in once
    assert "[^check-a-1]: " in again
    assert again.count("\n[^check-a-1]: ") == 1


@given(st.sampled_from(list(ATTACKS.values())))
def test_in_a_footnote_foreign_words_are_no_markup(foreign: str) -> None:
    shown = checked_markdown(checked_of(foreign))
    footnote = shown[shown.rindex("[^check-1]: ") :]
    assert not re.search(r"(?<!\\)(?:\]\(|!\[|<[a-z/!])", footnote.replace("    > ", ""))


def test_what_speaks_against_a_supported_sentence_is_shown_with_both_citations() -> None:
    cited = [Citation(n, f"{n}.txt", "ab" * 32, 0, 9, f"quote {n}", f"Title {n}") for n in (1, 2)]
    held = CheckedSentence("It runs.", 0, 8, Judgement("supported", 0.9, ("AP says otherwise: no.",)), (1,), (2,))
    checked = CheckedText("k", "It runs.", (held,), tuple(cited))
    for shown in (text_of(checked_lines(checked)), checked_markdown(checked), checked_html(checked)):
        assert shown.index("AP says otherwise") < shown.index("quote 1") < shown.lower().index("against it")
        assert "quote 2" in shown
