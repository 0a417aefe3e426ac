"""Front matter and header lines: taken where they are well-formed, and harmless where they are not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import parse
from rag.reading.origin.front_matter import Metadata, read_header
from rag.reading.page.blocks import find_blocks
from rag.types import Article

_BODY = (
    "The town council of Milford voted on Monday to repair the old stone bridge before the winter comes.\n\n"
    "Engineers had warned in spring that the arches would not carry the weight of another flood, said the mayor.\n"
)
_TITLE = "Council votes to repair old bridge"


def _header(text: str) -> Metadata:
    return read_header(text, find_blocks(text))


def _read(text: str) -> Article:
    return parse(text, path="a.txt", folder="f", sha256="0", encoding="utf-8")


def _values(header: Metadata) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mark in header.marks:
        found.setdefault(mark.kind, []).append(mark.value)
    return found


@pytest.mark.parametrize(
    "matter",
    [
        '---\ntitle: "{title}"\nauthor: Jane Doe\nsource: Milford Times\ndate: 2021-09-03\nsection: Local\n---\n\n',
        "---\nTITLE: {title}\nAUTHOR: Jane Doe\nSource: Milford Times\nDATE: 3 September 2021\nSection: Local\n---\n",
        '+++\ntitle = "{title}"\nauthors = ["Jane Doe"]\nsource = "Milford Times"\ndate = 2021-09-03T10:00:00Z\n'
        'section = "Local"\n[extra]\nsource = "Other Times"\n+++\n\n',
        "---\ntitle: {title}\nauthors:\n  - Jane Doe\nimage:\n  source: Getty Post\n  date: 2001-01-01\n"
        "source: Milford Times\ndate: 2021-09-03\nsection: Local\n---\n\n",
        "title: {title}\nauthor: Jane Doe\nsource: Milford Times\ndate: 2021-09-03\nsection: Local\n\n",
        "# {title}\n**Author:** Jane Doe\n**Source:** Milford Times\n**Date:** Sept. 3, 2021\n**Section:** Local\n\n",
    ],
    ids=["yaml", "capitals", "toml", "nested", "lines", "markdown"],
)
def test_every_form_of_header_states_the_same(matter: str) -> None:
    text = matter.format(title=_TITLE) + _BODY
    header = _header(text)
    assert header.outlet == "Milford Times"
    assert (header.published.date, header.published.origin) == ("2021-09-03", "stated")
    assert _values(header) == {"outlet": ["Milford Times"], "author": ["Jane Doe"], "section": ["Local"]}
    assert _read(text).title == _TITLE
    assert len(_read(text).sentences) == 2


def test_each_author_of_a_list_is_marked_where_it_stands() -> None:
    text = "---\nauthors: [Jane Doe, 'John Roe']\nby: Ann Poe and Tom Moor\n---\n" + _BODY
    marks = [(mark.value, mark.of(text)) for mark in _header(text).marks]
    assert marks == [(name, name) for name in ("Jane Doe", "John Roe", "Ann Poe", "Tom Moor")]


@pytest.mark.parametrize(
    "date", ["9999-99-99", "0001-01-01", "1066-10-14", "2300-01-01", "30 February 2021", "2021-02-30", "soon", ""]
)
def test_an_absurd_date_is_none(date: str) -> None:
    assert _header(f"---\ndate: {date}\nsource: Milford Times\n---\n{_BODY}").published.date is None


def test_a_key_that_stands_twice_with_two_dates_states_none() -> None:
    twice = "---\ndate: 2021-09-03\ndate: {}\n---\n" + _BODY
    assert _header(twice.format("2021-09-04")).published.date is None
    assert _header(twice.format("2021-09-03")).published.date == "2021-09-03"


def test_the_better_key_goes_first() -> None:
    text = "---\nsource: Reuters\ndate: 2021-09-05\npublisher: Milford Times\npublished: 2021-09-03\n---\n" + _BODY
    header = _header(text)
    assert (header.outlet, header.published.date) == ("Milford Times", "2021-09-03")


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[Milford](https://example.org)",
        "../../etc/passwd",
        "seeds/001.txt",
        "001.txt",
        "2021",
        "x" * 5000,
        "the same people who had said for years that nothing at all would ever happen in this town",
        "\u202e\u200b",
    ],
)
def test_what_is_no_name_is_no_outlet(source: str) -> None:
    assert _header(f"---\nsource: {source}\n---\n{_BODY}").outlet is None


def test_an_address_is_an_outlet_by_its_host_and_signs_that_do_not_show_are_left_out() -> None:
    assert _header(f"source: https://www.milford.example/2021/x?y#z\n\n{_BODY}").outlet == "milford.example"
    assert _header(f"source: Milford \u202eTimes\u200b\n\n{_BODY}").outlet == "Milford Times"


def test_fields_that_imitate_our_own_state_nothing() -> None:
    fields = "id: 1\nsha256: 00\npath: seeds/001.txt\nfolder: /\ncluster: 3\nencoding: utf-7\nmarks: [outlet]"
    article = _read(f"---\n{fields}\n---\n\n{_TITLE}\n\n{_BODY}")
    assert (article.id, article.sha256, article.path, article.cluster, article.encoding) == (
        0,
        "0",
        "a.txt",
        None,
        "utf-8",
    )
    assert [mark.kind for mark in article.marks if mark.value] == []


def test_front_matter_without_an_end_is_text() -> None:
    text = f"---\nsource: Milford Times\n\n{_BODY}"
    assert "Milford Times" not in str(_header(text).marks) or _header(text).lines == frozenset({1})


def test_a_title_of_a_megabyte_is_none_and_takes_no_longer_than_its_length() -> None:
    def seconds(length: int) -> float:
        text = f"---\ntitle: {'a ' * length}\ndate: 2021-09-03\n---\n{_BODY}"
        began = time.process_time()
        header = _header(text)
        taken = time.process_time() - began
        assert (header.title, header.published.date) == (None, "2021-09-03")
        return taken

    assert seconds(500_000) < 40 * max(seconds(50_000), 0.001)


_LINES = st.sampled_from(
    [
        "---",
        "+++",
        "source: X Times",
        "date: 2021-01-01",
        "date = 2021",
        "  - a",
        "[t]",
        "by: ",
        "title:",
        "a: b: c",
        "",
    ]
)


@given(st.lists(_LINES, max_size=12).map("\n".join) | st.text(max_size=120))
def test_every_mark_of_any_header_slices_back(text: str) -> None:
    header = _header(text)
    for mark in header.marks:
        assert 0 <= mark.start < mark.end <= len(text)
        assert mark.value
    assert all(0 <= number < len(find_blocks(text)) for number in header.lines)
