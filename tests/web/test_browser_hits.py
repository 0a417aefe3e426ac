"""The plain search beside an answer, in a real browser: what was found, by relevance or date, each article opened."""

from __future__ import annotations

import pytest

from tests.web.conftest import Reader

pytestmark = pytest.mark.browser

SOLDIERS = "How many soldiers died in the flare-up?"


@pytest.fixture
def listed(reader: Reader) -> Reader:
    """A reader with the list of what was found for a question."""
    reader.ask(SOLDIERS)
    reader.page.click("#fn-panel .fn-hits-open")
    reader.page.wait_for_selector("#fn-panel .fn-hits li")
    return reader


def column(reader: Reader, name: str) -> list[str]:
    rows = reader.page.locator("#fn-panel .fn-hits li").all()
    return [row.get_attribute(name) or "" for row in rows]


def test_all_that_was_found_is_listed_best_first(listed: Reader) -> None:
    scores = [float(score) for score in column(listed, "data-score")]
    assert len(scores) > 10
    assert scores == sorted(scores, reverse=True)
    assert "soldiers" in listed.page.locator("#fn-panel .fn-hits li").first.inner_text()


def test_the_list_is_ordered_by_date_and_back(listed: Reader) -> None:
    before = column(listed, "data-score")
    listed.page.click("#fn-panel .fn-by-date")
    dates = column(listed, "data-date")
    assert dates == sorted(dates, reverse=True)
    assert listed.page.get_attribute("#fn-panel .fn-by-date", "aria-pressed") == "true"
    listed.page.click("#fn-panel .fn-by-score")
    assert column(listed, "data-score") == before


def test_an_article_that_was_found_opens_at_the_place(listed: Reader) -> None:
    listed.page.locator("#fn-panel .fn-hit").first.click()
    listed.page.wait_for_selector("#fn-panel .fn-hit-shown mark.fn-here")
    assert "soldiers" in "".join(listed.page.locator("#fn-panel mark.fn-here").all_inner_texts())
    listed.page.click("#fn-panel .fn-hits-open")
    listed.page.wait_for_selector("#fn-panel .fn-hits li")


def test_the_way_back_leads_to_the_sources_of_the_answer(listed: Reader) -> None:
    listed.page.click("#fn-panel .fn-cited-open")
    listed.page.wait_for_selector("#fn-panel .fn-article mark.fn-c1")
    assert listed.page.locator("#fn-panel .fn-hits").count() == 0
