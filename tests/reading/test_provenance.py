"""Where an article comes from: outlet, agency, section, authors, place, each with the words that say so."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import article_from, parse
from rag.reading.origin.byline import find_byline, find_reporting, find_signature
from rag.reading.origin.dateline import find_dateline
from rag.reading.origin.front_matter import Metadata
from rag.reading.origin.outlets import same_outlet
from rag.reading.origin.press import is_agency, is_person
from rag.reading.origin.provenance import find_provenance
from rag.reading.page.blocks import find_blocks
from rag.types import Article, MarkKind, Span

_SEEDS = Path(__file__).parents[2] / "seeds"
_TITLE = "Council votes to repair old bridge"
_BODY = (
    "The town council of Milford voted on Monday to repair the old stone bridge before the winter comes.\n\n"
    "Engineers had warned in spring that the arches would not carry the weight of another flood, said the mayor.\n\n"
    "“We have waited long enough. The bridge cannot wait,” Anna Keller told the council before the vote was taken."
)
_KINDS: tuple[MarkKind, ...] = ("outlet", "agency", "author", "place", "section")


def _read(text: str) -> Article:
    article = parse(text, path="a.txt", folder="f", sha256="0", encoding="utf-8")
    for mark in article.marks:
        assert 0 <= mark.start < mark.end <= len(text)
    return article


def _stated(article: Article) -> dict[str, tuple[str, ...]]:
    return {kind: article.stated(kind) for kind in _KINDS if article.stated(kind)}


def _page(*, above: str = "", below: str = "", tail: str = "", lead: str = "") -> Article:
    head = "".join(f"{line}\n\n" for line in (above, _TITLE, below) if line)
    return _read(f"{head}{lead}{_BODY}\n\n{tail}")


@pytest.mark.parametrize(
    ("seed", "stated"),
    [
        ("000", {}),
        ("001", {"outlet": ("Tehran Times",), "place": ("Tehran",)}),
        ("002", {"outlet": ("The Armenian Report",), "agency": ("Tasnim News",)}),
        ("003", {"section": ("World News",)}),
        ("004", {"outlet": ("Press TV",), "section": ("News / Politics",)}),
    ],
)
def test_the_seeds_state_what_an_editor_finds_in_them(seed: str, stated: dict[str, tuple[str, ...]]) -> None:
    """Fars and IRNA (001), ILNA and Reuters (000, 004) are credited for a line or a picture: no origin."""
    path = next(_SEEDS.glob(f"{seed}_*.txt"))
    article = article_from(path.read_bytes(), path=path.name, folder=str(_SEEDS))
    assert isinstance(article, Article)
    assert _stated(article) == stated
    assert article.outlet == next(iter(stated.get("outlet", ())), None)


# --- bylines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "authors", "credits"),
    [
        ("By Jane Doe", ["Jane Doe"], []),
        ("BY JANE DOE", ["JANE DOE"], []),
        ("**By Jane Doe**", ["Jane Doe"], []),
        ("By Jane Doe and John Roe, Reuters", ["Jane Doe", "John Roe"], ["Reuters"]),
        ("By Jane Doe, John Roe & Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"], []),
        ("By Jane Doe in Tehran and John Roe in New York", ["Jane Doe", "John Roe"], []),
        ("By J. K. O’Neil-Smith Jr., AP Sports Writer", ["J. K. O’Neil-Smith Jr."], ["AP"]),
        ("By Ali al-Rahman and Ludwig van der Berg", ["Ali al-Rahman", "Ludwig van der Berg"], []),
        ("By Jane Doe, Staff Writer", ["Jane Doe"], []),
        ("By Jane Doe | September 3, 2021", ["Jane Doe"], []),
        ("By Jane Doe, special to The Milford Times", ["Jane Doe"], ["Milford Times"]),
        ("Written by: Jane Doe", ["Jane Doe"], []),
        ("By The Associated Press", [], ["The Associated Press"]),
        ("By AFP", [], ["AFP"]),
    ],
)
def test_a_byline_names_its_authors_and_their_agency(line: str, authors: list[str], credits: list[str]) -> None:
    byline = find_byline(line, 0, len(line))
    assert byline is not None
    assert [span.of(line) for span in byline.authors] == authors
    assert [span.of(line) for span in byline.credits] == credits


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday the bridge had fallen",
        "By comparison, France has three",
        "By George Orwell was the book",
        "By Jane Doe and our team of many",
        "Posted by admin",
        "By the river",
        "By",
    ],
)
def test_a_sentence_that_begins_with_by_is_no_byline(line: str) -> None:
    assert find_byline(line, 0, len(line)) is None


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Jane Doe, CNN", ["Jane Doe"]),
        ("Jane Doe and John Roe, The Milford News", ["Jane Doe", "John Roe"]),
        ("Jane Doe | USA TODAY", ["Jane Doe"]),
        ("Jane Doe", None),
        ("Council votes, Milford Times", None),
        ("Top News, Daily Mail", None),
    ],
)
def test_a_line_without_by_needs_a_person_and_an_outlet(line: str, authors: list[str] | None) -> None:
    found = find_signature(line, 0, len(line))
    assert (None if found is None else [span.of(line) for span in found.authors]) == authors


def test_the_closing_note_of_an_agency_names_who_reported_and_not_who_edited() -> None:
    line = "(Reporting by Jane Doe in London and John Roe; Editing by Ann Poe)"
    found = find_reporting(line, 0, len(line))
    assert found is not None
    assert [span.of(line) for span in found.authors] == ["Jane Doe", "John Roe"]
    assert _page(tail=line).stated("author") == ("Jane Doe", "John Roe")


def test_a_name_over_an_outlet_is_a_byline() -> None:
    article = _page(below="Jane Doe\n\nThe Milford Times")
    assert article.stated("author") == ("Jane Doe",)
    assert [m.of(article.text) for m in article.marks if m.kind == "byline"] == ["Jane Doe\n\nThe Milford Times"]
    assert _page(below="Old Bridge\n\nA stone arch").stated("author") == ()


@pytest.mark.parametrize(
    ("tail", "author"),
    [
        ("Follow Jane Doe on Twitter: @janedoe", ("Jane Doe",)),
        ("Reach Jane Doe at jdoe@milford.example or 515-555-0100.", ("Jane Doe",)),
        (
            "Jane Doe covers schools and education for the Milford Times. Reach her at jdoe@milford.example",
            ("Jane Doe",),
        ),
        ("Jane Doe is a doctor who lives at the bridge and has no part in this.", ()),
        ("Follow us on Twitter: @milford", ()),
    ],
)
def test_an_author_without_a_byline_is_who_gives_an_address_at_the_end(tail: str, author: tuple[str, ...]) -> None:
    assert _page(tail=tail).stated("author") == author


def test_a_byline_goes_before_an_address_at_the_end() -> None:
    assert _page(below="By Ann Poe", tail="Follow Jane Doe on Twitter: @janedoe").stated("author") == ("Ann Poe",)


@pytest.mark.parametrize("name", ["Jane Doe", "Nguyễn Văn Hải", "Мария Иванова", "Hossein Amir-Abdollahian"])
def test_persons_are_known_by_the_form_of_their_names(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("name", ["World News", "Capital Bureau", "jane doe", "Jane", "Press TV", "The Council"])
def test_other_names_are_no_persons(name: str) -> None:
    assert not is_person(name)


# --- datelines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "written", "place", "credit", "date"),
    [
        ("TEHRAN – General Moor said", "TEHRAN –", "TEHRAN", None, None),
        ("LONDON (Reuters) - The council", "LONDON (Reuters) -", "LONDON", "Reuters", None),
        ("WASHINGTON, Sept 3 — The council", "WASHINGTON, Sept 3 —", "WASHINGTON", None, None),
        ("WASHINGTON, D.C. — The council", "WASHINGTON, D.C. —", "WASHINGTON, D.C.", None, None),
        ("NEWTON, Iowa — Ann Poe", "NEWTON, Iowa —", "NEWTON, Iowa", None, None),
        ("NEW YORK (AP) — The council", "NEW YORK (AP) —", "NEW YORK", "AP", None),
        ("New York CNN Business —", "New York CNN Business —", "New York", "CNN Business", None),
        ("CNN —", "CNN —", None, "CNN", None),
        ("(CNN) He came late -- and left.", "(CNN)", None, "CNN", None),
        ("Kyiv, Ukraine (CNN) The council", "Kyiv, Ukraine (CNN)", "Kyiv, Ukraine", "CNN", None),
        (
            "BEIJING, Sept. 3, 2020 (Xinhua) -- The",
            "BEIJING, Sept. 3, 2020 (Xinhua) --",
            "BEIJING",
            "Xinhua",
            "2020-09-03",
        ),
        ("MOSCOW, September 3. /TASS/. The council", "MOSCOW, September 3. /TASS/.", "MOSCOW", "TASS", None),
        ("TEHRAN, Sep. 29 (MNA) – The council", "TEHRAN, Sep. 29 (MNA) –", "TEHRAN", "MNA", None),
    ],
)
def test_a_dateline_says_where_when_and_through_whom(
    line: str, written: str, place: str | None, credit: str | None, date: str | None
) -> None:
    found = find_dateline(line, 0, len(line))
    assert found is not None
    assert found.of(line) == written
    assert (found.place.of(line) if found.place else None) == place
    assert (found.credit.of(line) if found.credit else None) == credit
    assert (found.date.date if found.date else None) == date


@pytest.mark.parametrize(
    "line",
    [
        "NASA – the agency said",
        "WATCH — The bridge falls",
        "UPDATE - The council met",
        "John Smith (Labour) — said",
        "The ministry (AP) said that",
        "The council — in a rare vote — said",
        "Tesla’s chief — who left — said",
        "FLYING HOME: Seven days",
        "I – am",
        "—",
        "",
    ],
)
def test_other_openings_are_no_datelines(line: str) -> None:
    assert find_dateline(line, 0, len(line)) is None


def test_the_dateline_marks_place_and_agency_and_stays_in_its_sentence() -> None:
    article = _page(lead="LONDON (Reuters) - ")
    assert _stated(article) == {"agency": ("Reuters",), "place": ("London",)}
    assert article.sentences[0].of(article.text).startswith("LONDON (Reuters) - The town council")
    assert [m.of(article.text) for m in article.marks if m.kind == "dateline"] == ["LONDON (Reuters) -"]


# --- outlets and agencies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tail", "stated"),
    [
        ("Source: AFP", {"agency": ("AFP",)}),
        ("Source: Milford Times", {"outlet": ("Milford Times",)}),
        ("Source: Milford Times\n\nThis article was first published by Newton Herald", None),
        ("Copyright 2021 The Associated Press. All rights reserved.", {"agency": ("The Associated Press",)}),
        ("This story was first published by Newton Herald", {"outlet": ("Newton Herald",)}),
        ("Source: World Bank", {}),
        ("Source: the mayor", {}),
        ("© 2021 Milford Holdings Inc. All rights reserved.", {}),
        ("The offer was first reported by Politico.", {}),
        ("Photo: Reuters", {}),
        ("Newton Herald is a Milford Times content partner offering news.", {"outlet": ("Milford Times",)}),
    ],
)
def test_lines_at_the_end_name_outlet_and_agency(tail: str, stated: dict[str, tuple[str, ...]] | None) -> None:
    expected = {"outlet": ("Milford Times",), "agency": ("Newton Herald",)} if stated is None else stated
    assert _stated(_page(tail=tail)) == expected


def test_an_agency_that_closes_the_last_paragraph_is_the_origin() -> None:
    assert _page(tail="The work begins in May and will take the whole summer, the mayor said. — AFP").stated(
        "agency"
    ) == ("AFP",)


@pytest.mark.parametrize(
    "line",
    [
        "The mayor resigned at noon and the deputy took over for the time being, Reuters reported.",
        "The bridge is to be closed for the whole of the summer, according to Fars News.",
        "The bridge of Milford is seen from the river in this picture released on Monday. (By Reuters)",
        "“It is time to act and to act at once,” he told ILNA in a long talk on Monday.",
    ],
)
def test_who_is_credited_for_one_line_or_a_picture_is_no_origin(line: str) -> None:
    assert _stated(_page(lead=f"{line}\n\n", tail=line)) == {}


@pytest.mark.parametrize(
    ("header", "tail", "outlet"),
    [
        ("milford.example", "", "milford.example"),
        ("Newton Herald", "Source: Milford Times", "Milford Times"),  # the page's own words go first
        ("milfordtimes.example", "Source: Milford Times", "milfordtimes.example"),  # the same outlet: the header's form
        ("Newton Herald", "© 2021 The Milford Times. All rights reserved.", "Newton Herald"),  # an owner, perhaps
        ("Newton Herald", "Source: AFP", "Newton Herald"),
        ("Newton Herald", "This article was originally published by Milford Times", "Newton Herald"),
    ],
)
def test_a_header_is_believed_no_more_than_the_page(header: str, tail: str, outlet: str) -> None:
    article = _read(f"{_TITLE}\nsource: {header}\n\n{_BODY}\n\n{tail}")
    assert article.outlet == outlet
    assert article.stated("outlet") == (outlet,)


def test_the_agency_stands_beside_the_outlet() -> None:
    article = _read(f"{_TITLE}\nsource: Newton Herald\n\n{_BODY}\n\nSource: AFP")
    assert _stated(article) == {"outlet": ("Newton Herald",), "agency": ("AFP",)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("presstv.ir", "Press TV", True),
        ("cnn.com", "Cable News Network", True),
        ("The Milford Times", "Milford Times", True),
        ("usatoday.com", "USA TODAY", True),
        ("Tehran Times", "Newton Herald", False),
        ("newton.example", "Milford Times", False),
    ],
)
def test_one_outlet_may_be_written_in_two_ways(one: str, other: str, same: bool) -> None:
    assert same_outlet(one, other) is same
    assert same_outlet(other, one) is same


@pytest.mark.parametrize("name", ["Reuters", "The Associated Press", "AP", "Tasnim News Agency", "IRNA", "dpa"])
def test_agencies_are_known_with_and_without_their_frame(name: str) -> None:
    assert is_agency(name)


@pytest.mark.parametrize("name", ["ap", "Milford Times", "News Agency", "The", ""])
def test_other_names_are_no_agencies(name: str) -> None:
    assert not is_agency(name)


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        (f"{_TITLE} | Milford Times", "Milford Times"),
        (f"{_TITLE} | CNN", "CNN"),
        (f"{_TITLE} | The ...", None),
        (f"{_TITLE} | Fact check", None),
        (f"{_TITLE} | World News", None),
        (f"{_TITLE} – and why", None),
    ],
)
def test_a_title_may_end_with_its_outlet(title: str, outlet: str | None) -> None:
    text = f"{title}\n\n{_BODY}\n"
    blocks = find_blocks(text)
    found = find_provenance(text, blocks, [number == 0 for number in range(len(blocks))], 0, Metadata())
    assert [mark.value for mark in found if mark.kind == "outlet"] == ([outlet] if outlet else [])


# --- sections ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "section"),
    [
        ("World News", ("World News",)),
        ("News   /   Politics", ("News / Politics",)),
        ("Home > News > Middle East", ("News / Middle East",)),
        ("top of page", ()),
        ("News\n\nSports\n\nBusiness\n\nOpinion", ()),  # a menu
    ],
)
def test_a_line_above_the_headline_names_the_section_unless_it_is_a_menu(above: str, section: tuple[str, ...]) -> None:
    assert _page(above=above).stated("section") == section


# --- any text ---------------------------------------------------------------------------------------------------------

_LINES = st.sampled_from(
    [
        "By Jane Doe and John Roe, Reuters",
        "TEHRAN – ",
        "NEW YORK (AP) — x",
        "Source: Milford Times",
        "© 2021 The Milford Times",
        "World News / ",
        "Follow Jane Doe on Twitter: @x",
        "(Reporting by Jane Doe; Editing by",
        _TITLE,
        _BODY,
        "By ",
        "—",
        "Jane Doe",
        "CNN",
        "",
    ]
)


@given(st.lists(_LINES, max_size=12).map("\n".join) | st.text(max_size=120))
def test_every_mark_of_any_text_slices_back(text: str) -> None:
    article = _read(text)
    for mark in article.marks:
        if mark.kind in _KINDS:
            assert mark.value
            assert "\n" not in mark.value
    assert article.stated("outlet") in ((), (article.outlet,))


_READERS: dict[str, Callable[[str], object]] = {
    "dateline": lambda text: find_dateline(text, 0, len(text)),
    "byline": lambda text: find_byline(text, 0, len(text)),
    "article": _read,
}


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize(
    "run", ["By Jane Doe, ", "By Jane Doe\n", "A, ", "(", "TEHRAN – ", "Source: A\n", "© ", "A | "]
)
def test_time_grows_with_the_text_and_not_with_its_square(reader: str, run: str) -> None:
    def seconds(length: int) -> float:
        text = (run * (length // len(run) + 1))[:length]
        began = time.process_time()
        _READERS[reader](text)
        return time.process_time() - began

    small = min(seconds(4_000), seconds(4_001))
    assert min(seconds(40_000), seconds(40_002)) < 30 * max(small, 0.001)


def test_a_span_of_a_byline_is_where_it_stands_in_a_longer_text() -> None:
    text = f"{_TITLE}\n\nBy Jane Doe, Reuters\n\n{_BODY}"
    start = text.index("By Jane")
    byline = find_byline(text, start, start + len("By Jane Doe, Reuters"))
    assert byline is not None
    assert byline.authors == (Span(start + 3, start + 11),)
