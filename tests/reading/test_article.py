"""What an article's parts are: headline, content, furniture, outlet and date. The texts here are ours."""

from __future__ import annotations

import pytest

from rag.reading import parse
from rag.types import Article

_BODY = (
    "The town council of Milford voted on Monday to repair the old stone bridge before the winter comes.\n\n"
    "Engineers had warned in spring that the arches would not carry the weight of another flood, said the mayor.\n\n"
    "“We have waited long enough. The bridge cannot wait,” Anna Keller told the council before the vote was taken.\n"
)


def _read(text: str) -> Article:
    return parse(text, path="a.txt", folder="f", sha256="0", encoding="utf-8")


def _furniture(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.furniture]


def _sentences(article: Article) -> list[str]:
    return [sentence.of(article.text) for sentence in article.sentences]


def test_the_first_line_of_a_plain_article_is_its_headline() -> None:
    article = _read(f"Council votes to repair old bridge\n\n{_BODY}")
    assert article.title == "Council votes to repair old bridge"
    assert _furniture(article) == []
    assert len(article.sentences) == 3


def test_a_headline_is_found_after_the_name_of_its_section_and_its_repetition_is_furniture() -> None:
    headline = "Council votes to repair old bridge"
    article = _read(f"top of page\n\nLocal News\n\n{headline}\n\n{headline}\n\n{_BODY}")
    assert article.title == headline
    assert _furniture(article) == ["top of page", "Local News", headline]


def test_a_text_that_begins_with_prose_has_no_headline_and_loses_nothing() -> None:
    article = _read(_BODY)
    assert article.headline is None
    assert article.title == "a"
    assert len(article.sentences) == 3


def test_the_frame_of_a_page_is_furniture_and_the_middle_stays() -> None:
    head = "Menu\n\nHome / News / Local\n\nSubscribe now\n\n"
    middle = "Bridge repair to begin in May\n\n- new arches\n- a wider road\n\n“It is time.”\n\n"
    tail = (
        "SHARE THIS ARTICLE\n\nRelated Articles\n\nFlood of last year remembered\n\nLeave a Reply\n\n"
        "Your email address will not be published.\n\nWe use cookies to improve this site.\n\nwww.example.org\n"
    )
    paragraphs = _BODY.split("\n\n")
    title = "Council votes to repair old bridge"
    text = f"{head}{title}\n\n{paragraphs[0]}\n\n{middle}{paragraphs[1]}\n\n{paragraphs[2]}\n{tail}"
    article = _read(text)
    kept = "\n".join(_sentences(article))
    for line in ("Bridge repair to begin in May", "- new arches", "- a wider road", "“It is time.”"):
        assert line in kept
    for line in (
        "Menu",
        "SHARE THIS ARTICLE",
        "Flood of last year remembered",
        "Leave a Reply",
        "cookies",
        "www.example.org",
    ):
        assert line not in kept


def test_a_list_at_the_end_of_an_article_is_content() -> None:
    winners = "\n".join(
        f"{name}, “{film}”" for name, film in [("Ada Moor", "Rain"), ("Tom Reed", "Hills"), ("Li Wen", "Fog")]
    )
    article = _read(f"The winners of the Milford film days\n\n{_BODY}\n{winners}\n")
    assert "Li Wen, “Fog”" in _sentences(article)


def test_a_sub_heading_is_not_the_headline() -> None:
    article = _read(f"Council votes to repair old bridge\n\n{_BODY}\nCouncil, mayor hold meeting\n\n{_BODY}")
    assert article.title == "Council votes to repair old bridge"
    assert "Council, mayor hold meeting" in _sentences(article)


def test_a_photo_caption_is_content_and_its_date_is_not_the_date_of_publication() -> None:
    caption = "The old stone bridge of Milford seen from the river in this picture released March 3, 2021. (By A. Moor)"
    article = _read(f"Council votes to repair old bridge\n\n{caption}\n\n{_BODY}")
    assert _sentences(article)[0] == caption
    assert article.published.date is None
    assert article.published.origin == "unknown"


def test_a_dateline_stays_in_its_sentence() -> None:
    article = _read(f"Council votes to repair old bridge\n\nMILFORD – {_BODY}")
    assert _sentences(article)[0].startswith("MILFORD – The town council")


def test_a_quotation_of_two_sentences_stays_with_its_speaker() -> None:
    article = _read(f"Council votes to repair old bridge\n\n{_BODY}")
    assert _sentences(article)[-1].startswith("“We have waited")
    assert _sentences(article)[-1].endswith("before the vote was taken.")


def test_a_paragraph_wrapped_at_a_width_is_one_paragraph() -> None:
    wrapped = (
        "The town council of Milford voted on Monday to repair the old\n"
        "stone bridge before the winter comes. Engineers had warned in\n"
        "spring that the arches would not carry the weight of another\n"
        "flood, said the mayor."
    )
    article = _read(f"Council votes to repair old bridge\n\n{wrapped}\n")
    assert len(article.sentences) == 2
    assert {sentence.paragraph for sentence in article.sentences} == {0}


@pytest.mark.parametrize(
    ("tail", "outlet"),
    [
        ("Source: Milford Times", "Milford Times"),
        ("© 2021 The Milford Times. All rights reserved.", "The Milford Times"),
        ("Milford TV’s website can also be accessed at the following addresses:", "Milford TV"),
        ("Ad for subscribing to The Milford Report", "The Milford Report"),
        ("This article was originally reported by Milford News", "Milford News"),
        ("Photo: Getty Images", None),
        ("© 2021", None),
        ("© 2021 Milford Holdings Inc. All rights reserved.", None),
        ("According to the Milford Times, nothing else is known about the bridge so far.", None),
        ("", None),
    ],
)
def test_the_outlet_is_what_the_page_says_it_is(tail: str, outlet: str | None) -> None:
    assert _read(f"Council votes to repair old bridge\n\n{_BODY}\n{tail}").outlet == outlet


@pytest.mark.parametrize(
    ("line", "date", "precision"),
    [
        ("Published: September 3, 2021", "2021-09-03", "day"),
        ("Posted on 3 September 2021 at 10:15", "2021-09-03", "day"),
        ("By Anna Keller | September 3, 2021", "2021-09-03", "day"),
        ("Sept. 3, 2021 5:52 AM EST", "2021-09-03", "day"),
        ("Published: September 2021", "2021-09", "month"),
        ("Updated: September 3, 2021", None, "unknown"),
        ("Published: September 3", None, "unknown"),
        ("2 hours ago", None, "unknown"),
        ("Tuesday", None, "unknown"),
    ],
)
def test_the_date_is_stated_with_its_precision_or_unknown(line: str, date: str | None, precision: str) -> None:
    article = _read(f"Council votes to repair old bridge\n{line}\n\n{_BODY}")
    assert (article.published.date, article.published.precision) == (date, precision)
    assert article.published.origin == ("stated" if date else "unknown")
    if article.published.span is not None:
        assert "2021" in article.published.span.of(article.text)


def test_lines_of_metadata_after_the_title_are_harvested_and_are_no_content() -> None:
    article = _read(f"Council votes to repair ...\nsource: milford.example.com\ndate: 2021-09-03\n\n{_BODY}")
    assert (article.title, article.outlet) == ("Council votes to repair ...", "milford.example.com")
    assert (article.published.date, article.published.precision, article.published.origin) == (
        "2021-09-03",
        "day",
        "stated",
    )
    assert _furniture(article) == ["source: milford.example.com", "date: 2021-09-03"]


def test_front_matter_is_harvested() -> None:
    title = 'title: "Council votes to repair old bridge"'
    matter = f"---\n{title}\nsource: Milford Times\ndate: 2021-09-03\ntags: [town]\n---\n\n"
    article = _read(matter + _BODY)
    assert article.title == "Council votes to repair old bridge"
    assert (article.outlet, article.published.date) == ("Milford Times", "2021-09-03")
    assert len(article.sentences) == 3


@pytest.mark.parametrize(
    "line", ["date: soon", "Source: the same people who had said for years that nothing at all would happen."]
)
def test_what_only_looks_like_metadata_stays_text(line: str) -> None:
    article = _read(f"Council votes to repair old bridge\n{line}\n\n{_BODY}")
    assert article.published.date is None
    assert article.outlet is None


def test_a_markdown_heading_is_the_headline_without_its_sign() -> None:
    article = _read(f"# Council votes to repair old bridge\n\n{_BODY}")
    assert article.headline is not None
    assert article.headline.of(article.text) == "Council votes to repair old bridge"
    assert _furniture(article) == ["#"]
