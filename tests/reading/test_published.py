"""When an article appeared: what is stated, what may be inferred and why, and what is refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import article_from, parse
from rag.types import Article, Published

_SEEDS = Path(__file__).parents[2] / "seeds"
_TITLE = "Council votes to repair old bridge"
_BODY = (
    "The town council of Milford voted on Tuesday to repair the old stone bridge before the winter comes.\n\n"
    "Engineers had warned in spring that the arches would not carry the weight of another flood, said the mayor.\n"
)
_UNKNOWN = (None, "unknown", "unknown")


def _published(text: str) -> Published:
    published = parse(text, path="a.txt", folder="f", sha256="0", encoding="utf-8").published
    assert bool(published.reason) == (published.origin == "inferred")
    assert (published.span is None) == (published.date is None)
    return published


def _told(text: str) -> tuple[str | None, str, str]:
    published = _published(text)
    return published.date, published.precision, published.origin


@pytest.mark.parametrize(
    ("seed", "date"), [("000", None), ("001", None), ("002", None), ("003", None), ("004", "2020-09-29")]
)
def test_only_one_seed_says_when_it_appeared_and_that_is_inferred(seed: str, date: str | None) -> None:
    path = next(_SEEDS.glob(f"{seed}_*.txt"))
    article = article_from(path.read_bytes(), path=path.name, folder=str(_SEEDS))
    assert isinstance(article, Article)
    published = article.published
    assert (published.date, published.precision, published.origin) == ((date, "day", "inferred") if date else _UNKNOWN)
    if published.span:
        assert published.span.of(article.text) == "September 29, 2020"
        assert published.reason == (
            "the photo caption is dated September 29, 2020, a Tuesday, "
            "and the text speaks of Tuesday as the day of the news"
        )


@pytest.mark.parametrize(
    ("line", "date", "precision"),
    [
        ("Published: September 3, 2021", "2021-09-03", "day"),
        ("First published on 3 September 2021", "2021-09-03", "day"),
        ("Published: September 2021", "2021-09", "month"),
        ("Published: 2021", "2021", "year"),
        ("By Anna Keller | September 3, 2021", "2021-09-03", "day"),
        ("Sept. 3, 2021 5:52 AM EST", "2021-09-03", "day"),
        ("Published Sept. 3, 2021 | Updated Sept. 5, 2021", "2021-09-03", "day"),
        ("Updated Sept. 5, 2021 | Published Sept. 3, 2021", "2021-09-03", "day"),
    ],
)
def test_a_line_at_the_headline_states_the_date_with_its_precision(line: str, date: str, precision: str) -> None:
    assert _told(f"{_TITLE}\n{line}\n\n{_BODY}") == (date, precision, "stated")


@pytest.mark.parametrize(
    "line",
    [
        "Updated: September 3, 2021",
        "Last modified: September 3, 2021",
        "Published: September 3",
        "Published: 30 February 2021",
        "Published: 9999-99-99",
        "Published: September 3, 1021",
        "Tuesday",
        "2 hours ago",
        "Published Sept. 5, 2021 | Updated Sept. 3, 2021",  # nothing appears after it was changed
    ],
)
def test_what_states_no_date_of_publication_leaves_it_unknown(line: str) -> None:
    assert _told(f"{_TITLE}\n{line}\n\n{_BODY}") == _UNKNOWN


def test_a_dateline_with_a_year_states_the_day() -> None:
    assert _told(f"{_TITLE}\n\nBEIJING, Sept. 3, 2021 (Xinhua) -- {_BODY}") == ("2021-09-03", "day", "stated")
    assert _told(f"{_TITLE}\n\nBEIJING, Sept. 3 (Xinhua) -- {_BODY}") == _UNKNOWN


def test_lines_elsewhere_count_only_when_they_agree() -> None:
    page = f"{_TITLE}\n\n{_BODY}\nShare this article\n\nPublished: September 3, 2021\n\n{{}}\n"
    assert _told(page.format("Back to top")) == ("2021-09-03", "day", "stated")
    assert _told(page.format("Published: September 4, 2021")) == _UNKNOWN


@pytest.mark.parametrize(
    ("header", "line", "date"),
    [
        ("2021-09-05", "Published: September 3, 2021", "2021-09-03"),  # the page's own words go first
        ("2021", "Published: September 3, 2021", "2021-09-03"),
        ("2021-09-03", "Published: September 2021", "2021-09-03"),
        ("2021-09-03", "Updated: September 5, 2021", "2021-09-03"),
        ("2021-09-05", "Updated: September 3, 2021", None),
    ],
)
def test_a_header_is_believed_no_more_than_the_page(header: str, line: str, date: str | None) -> None:
    assert _told(f"---\ndate: {header}\n---\n\n{_TITLE}\n{line}\n\n{_BODY}")[0] == date


def test_a_header_that_was_changed_before_it_appeared_is_refused() -> None:
    matter = "---\ndate: 2021-09-05\nupdated: {}\n---\n\n" + f"{_TITLE}\n\n{_BODY}"
    assert _told(matter.format("2021-09-03")) == _UNKNOWN
    assert _told(matter.format("2021-09-06"))[0] == "2021-09-05"


_CAPTION = "The old stone bridge of Milford seen from the river in this picture released {}. (By A. Moor)"


def test_a_header_from_before_the_picture_in_the_article_is_refused() -> None:
    text = "---\ndate: 2021-03-01\n---\n\n" + f"{_TITLE}\n\n{_CAPTION}\n\n{_BODY}"
    assert _told(text.format("March 3, 2021")) == _UNKNOWN
    assert _told(text.format("February 3, 2021"))[0] == "2021-03-01"


def test_a_caption_dates_the_article_when_the_story_speaks_of_its_day_of_the_week() -> None:
    published = _published(f"{_TITLE}\n\n{_CAPTION.format('March 2, 2021')}\n\n{_BODY}")
    assert (published.date, published.precision, published.origin) == ("2021-03-02", "day", "inferred")
    assert published.reason is not None
    assert "March 2, 2021, a Tuesday" in published.reason


@pytest.mark.parametrize(
    ("caption", "body"),
    [
        (_CAPTION.format("March 3, 2021"), _BODY),  # a Wednesday
        (_CAPTION.format("March 2021"), _BODY),
        (_CAPTION.format("March 2, 2021").replace("picture", "file picture"), _BODY),
        (_CAPTION.format("March 2, 2021"), _BODY.replace("voted on Tuesday", "will vote on Tuesday")),
        (_CAPTION.format("March 2, 2021"), f"{_BODY}\nThe flood of April 9, 2021 had been the worst of all, he said."),
        (_CAPTION.format("March 2, 2021"), f"{_BODY}\nIt rained on Sunday. On Sunday the river rose above the arches."),
        (f"{_CAPTION.format('March 2, 2021')}\n\n{_CAPTION.format('March 3, 2021')}", _BODY),
    ],
    ids=["other day", "month", "old picture", "to come", "later date", "other day oftener", "two pictures"],
)
def test_a_caption_that_may_be_of_another_day_dates_nothing(caption: str, body: str) -> None:
    assert _told(f"{_TITLE}\n\n{caption}\n\n{body}") == _UNKNOWN


@pytest.mark.parametrize(
    ("address", "date", "precision"),
    [
        ("https://milford.example/2021/09/03/council-votes-bridge", "2021-09-03", "day"),
        ("https://milford.example/news/2021-09-03/x.html", "2021-09-03", "day"),
        ("https://milford.example/2021/09/council-votes-bridge", "2021-09", "month"),
        ("https://milford.example/2021/02/30/council", None, "unknown"),
        ("https://milford.example/202109/03/council", None, "unknown"),
        ("https://milford.example/council", None, "unknown"),
    ],
)
def test_the_address_of_the_page_dates_it(address: str, date: str | None, precision: str) -> None:
    published = _published(f"url: {address}\n\n{_TITLE}\n\n{_BODY}")
    assert (published.date, published.precision) == (date, precision)
    if date:
        assert published.reason == f"the address of the page has the date {date} in it"


def test_an_address_line_must_repeat_the_headline() -> None:
    page = f"{_TITLE}\n\n{_BODY}\nhttps://milford.example/2021/09/03/{{}}\n"
    assert _told(page.format("council-votes-to-repair-old-bridge")) == ("2021-09-03", "day", "inferred")
    assert _told(page.format("mayor-opens-new-school")) == _UNKNOWN


def test_what_is_stated_goes_before_what_may_be_inferred() -> None:
    text = f"url: https://milford.example/2021/09/04/x\ndate: 2021-09-03\n\n{_TITLE}\n\n{_BODY}"
    assert _told(text) == ("2021-09-03", "day", "stated")


_LINES = st.sampled_from(
    [
        "Published: September 3, 2021",
        "Updated: 2021-09-01",
        "date: 9999-12-31",
        "date: 2021-01-01",
        "url: https://x.example/2021/13/45/a",
        "https://x.example/2021/02/29/council-votes-repair",
        _CAPTION.format("March 2, 2021"),
        "2021-09-03",
        _TITLE,
        _BODY,
        "---",
        "",
    ]
)


@given(st.lists(_LINES, max_size=10).map("\n".join) | st.text(max_size=100))
def test_every_date_of_any_text_is_possible_and_has_its_place(text: str) -> None:
    published = _published(text)
    if published.date and published.span:
        assert 0 <= published.span.start < published.span.end <= len(text)
        assert len(published.date) == {"day": 10, "month": 7, "year": 4}[published.precision]
        assert "1605" <= published.date[:4] <= "2099"


@pytest.mark.parametrize(
    "run", ["Published: 2021\n", "http://x/2021/09/03/\n", "9", "March 2, 2021 picture\n", "2021-"]
)
def test_time_grows_with_the_text_and_not_with_its_square(run: str) -> None:
    def seconds(length: int) -> float:
        text = f"{_TITLE}\n\n{(run * (length // len(run) + 1))[:length]}"
        began = time.process_time()
        _published(text)
        return time.process_time() - began

    small = min(seconds(4_000), seconds(4_001))
    assert min(seconds(40_000), seconds(40_002)) < 30 * max(small, 0.001)


ABROAD = "Le vieux pont de Lund fermera en mars prochain pour de bon, a annoncé mardi le maire de la ville."


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Publié le 29 septembre 2020", "2020-09-29"),
        ("Veröffentlicht am 29. September 2020", "2020-09-29"),
        ("Publicado el 29 de septiembre de 2020", "2020-09-29"),
        ("Pubblicato il 29 settembre 2020", "2020-09-29"),
        ("Опубликовано 29 сентября 2020", "2020-09-29"),
        ("Mis à jour le 30 septembre 2020", None),
        ("Aggiornato il 29 settembre 2020", None),
    ],
)
def test_published_is_read_in_other_languages_and_updated_is_not_taken_for_it(line: str, date: str | None) -> None:
    expected = (date, "day", "stated") if date else _UNKNOWN
    assert _told(f"Le pont de Lund ferme\n\n{line}\n\n{ABROAD}\n") == expected
