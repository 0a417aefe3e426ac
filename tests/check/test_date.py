"""What the test of dates promises: a date counts at its precision and of its own event."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check.date import check_dates
from tests.check.findings import assert_places_hold, corrected, found, heaviest
from tests.check.seed_texts import seed

BRIDGE = (
    "The bridge over the Sund opened on 3 May 1995. The tunnel under it was closed in June 2010 after a fire. "
    "Toll was taken from 23 February to 6 March 2011."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge opened in May 1995.",
        "The bridge opened in 1995.",
        "The bridge opened on May 3, 1995.",
        "The bridge opened on a Wednesday in the 1990s.",
        "The bridge opened on Wednesday.",
        "The bridge opened before 2000.",
        "The tunnel was closed in June 2010.",
        "Toll was taken from 23 February 2011.",
        "The bridge opened last week.",  # told from the day of writing: not judged
        "A man in his 70s opened the bridge.",
    ],
)
def test_what_the_source_says_or_implies_is_fine(sentence: str) -> None:
    assert heaviest(check_dates, sentence, BRIDGE).force == "fine"


@pytest.mark.parametrize(
    ("sentence", "source", "right"),
    [
        ("The bridge opened in 1996.", BRIDGE, "on 3 May 1995"),  # with its preposition
        ("The bridge opened on 4 May 1995.", BRIDGE, "3 May 1995"),
        ("The bridge opened in June 2010.", BRIDGE, "on 3 May 1995"),  # the date of another event
        ("The war ended in 1992.", seed("003") + seed("004"), "November 2020"),
        ("The call took place on Wednesday.", seed("001"), "Tuesday"),
        ("The train left at 6.40 p.m. on Monday.", "The train left at 6.40 a.m. on Monday.", "6.40 a.m."),
        ("They met on Tuesday morning in Oslo.", "They met on Tuesday night in Oslo.", "night"),
        ("The inquiry could begin in the autumn.", "The inquiry could begin in the spring.", "spring"),
    ],
)
def test_another_date_is_contradicted_and_the_right_one_is_named(sentence: str, source: str, right: str) -> None:
    finding = heaviest(check_dates, sentence, source)
    assert (finding.force, finding.right) == ("contradiction", right), finding.reason
    assert heaviest(check_dates, corrected(sentence, finding), source).force == "fine"


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("The tunnel was closed on 10 June 2010.", "in June 2010"),
        ("The tunnel was closed on Friday, 11 June 2010.", "in June 2010"),
    ],
)
def test_a_date_more_exact_than_the_source_is_not_supported(sentence: str, right: str) -> None:
    finding = heaviest(check_dates, sentence, BRIDGE)
    assert (finding.force, finding.right) == ("veto", right)
    assert "more exact" in finding.reason


def test_a_year_that_stands_elsewhere_in_the_source_makes_it_a_doubt() -> None:
    source = "Updated 7 December 2022. The firm laid off 900 workers in early November."
    assert heaviest(check_dates, "The firm laid off 900 workers in November 2022.", source).force == "doubt"
    source = source.replace(" 2022", "")
    assert heaviest(check_dates, "The firm laid off 900 workers in November 2022.", source).force == "veto"


def test_a_weekday_has_to_fit_its_date() -> None:
    finding = heaviest(check_dates, "The bridge opened on Friday, 3 May 1995.", BRIDGE)
    assert finding.force == "doubt"
    assert finding.reason == "“3 May 1995” was a Wednesday, not a Friday."


def test_a_date_after_the_bound_of_the_claim_is_contradicted_without_a_correction() -> None:
    finding = heaviest(check_dates, "The bridge opened after 2000.", BRIDGE)
    assert (finding.force, finding.right) == ("contradiction", None)


def test_the_date_of_publication_is_never_taken_for_another_events() -> None:
    source = (
        "Updated: 23 April 2019.\nThe studio showed the last season at the convention. It was founded in 2015 at the "
        "convention by the studio."
    )
    assert heaviest(check_dates, "In 2019 the studio showed the last season.", source).force == "fine"


def test_a_date_the_source_does_not_have_is_not_supported() -> None:
    finding = heaviest(check_dates, "The mayor spoke in Lund on 4 July 2021.", "The mayor spoke in Lund.")
    assert finding.force == "veto"
    named = heaviest(check_dates, "The 2021 Lund marathon was won by a nurse.", "The Lund marathon was won by a nurse.")
    assert named.force == "doubt", "a year that is part of a name says less"


days = st.dates(date(1950, 1, 1), date(2049, 12, 31))


def written(day: date) -> str:
    return f"The bridge opened on {day.day} {day:%B %Y}."


@given(days, days)
def test_another_day_is_always_contradicted_and_its_correction_is_the_source(ours: date, theirs: date) -> None:
    finding = heaviest(check_dates, written(ours), written(theirs))
    assert finding.force == ("fine" if ours == theirs else "contradiction")
    if finding.right:
        assert corrected(written(ours), finding) == written(theirs)


texts = st.text(alphabet="May 3, 1995 Monday in 1990s at 6.40 pm to–-\n", max_size=120) | st.text(max_size=80)


@given(texts, texts)
def test_findings_point_at_characters_that_are_there(sentence: str, source: str) -> None:
    findings = found(check_dates, sentence, source)
    assert_places_hold(findings, sentence, [source])
    assert findings == found(check_dates, sentence, source)
