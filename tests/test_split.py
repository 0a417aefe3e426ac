from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from rag.reading import parse
from rag.split import PREFIX_TOKENS, prefix, scoring_text, split
from rag.types import Article, Published, Sentence, Span

LIMIT = 40


def count(text: str) -> int:
    """A tokenizer one can follow: words, and two marks for the text."""
    return len(text.split()) + 2


def article(sentences: list[str], furniture_after: int | None = None) -> Article:
    text, spans, furniture = "Headline", [], []
    for number, sentence in enumerate(sentences):
        start = len(text) + 1
        text = f"{text}\n{sentence}"
        spans.append(Sentence(start, len(text)))
        if number == furniture_after:
            furniture.append(Span(len(text) + 1, len(text) + 6))
            text = f"{text}\nSHARE"
    return Article("a.txt", "/news", "0", text, "utf-8", Span(0, 8), tuple(spans), tuple(furniture))


def test_a_short_article_is_one_passage() -> None:
    found = article(["One two three.", "Four five six."])
    assert [p.of(found.text) for p in split(found, count, LIMIT)] == ["One two three.\nFour five six."]


def test_passages_of_a_long_article_are_of_like_size() -> None:
    found = article(["word " * 9 + "end."] * 5)
    assert [len(p.of(found.text).split()) for p in split(found, count, LIMIT)] == [30, 20]


def test_no_passage_reaches_across_page_furniture() -> None:
    found = article(["One two.", "Three four."], furniture_after=0)
    assert [p.of(found.text) for p in split(found, count, LIMIT)] == ["One two.", "Three four."]
    control = article(["One two.", "Three four."])
    assert len(split(control, count, LIMIT)) == 1


def test_what_is_embedded_carries_headline_and_date_but_the_span_does_not() -> None:
    found = Article(
        "a.txt",
        "/",
        "0",
        "Head\nBody text.",
        "utf-8",
        Span(0, 4),
        (Sentence(5, 15),),
        (),
        None,
        Published("2020-09", "month", "stated"),
    )
    (passage,) = split(found, count, LIMIT)
    assert scoring_text(found, passage) == "Head (2020-09)\nBody text."
    assert passage.of(found.text) == "Body text."


def test_a_headline_of_a_thousand_words_leaves_room_for_the_text() -> None:
    text = "word " * 1000 + "\nBody text."
    found = Article("a.txt", "/", "0", text, "utf-8", Span(0, 4999), (Sentence(5001, 5011),))
    (passage,) = split(found, count, 60)
    assert count(prefix(found)) > 1000
    assert count(scoring_text(found, passage, count)) <= 60 + PREFIX_TOKENS


def test_a_page_with_nothing_but_a_headline_is_found_by_it() -> None:
    found = Article("a.txt", "/", "0", "Kiwi moves house\nWe use cookies.", "utf-8", Span(0, 16), (), (Span(17, 32),))
    assert [p.of(found.text) for p in split(found, count, LIMIT)] == ["Kiwi moves house"]


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=120)


@given(st.lists(words, min_size=1, max_size=40).map(" ".join))
def test_passages_hold_every_word_of_the_content_once_and_none_is_too_long(body: str) -> None:
    found = parse(f"Headline of it\n\n{body}", path="a.txt", folder="/", sha256="0", encoding="utf-8")
    passages = split(found, len, 90)
    held = "".join(p.of(found.text) for p in passages)
    content = "".join(s.of(found.text) for s in found.sentences or [found.headline] if s is not None)
    assert "".join(held.split()) == "".join(content.split())
    assert all(p.end <= q.start for p, q in itertools.pairwise(passages))
    limit = 90 - min(len(prefix(found)), PREFIX_TOKENS)
    assert all(sum(map(len, p.of(found.text).split())) <= limit for p in passages)
