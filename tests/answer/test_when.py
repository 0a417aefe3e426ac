"""Of the dates of a sentence, the one of its event; and none where its dates are of something else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.close import read_closely
from rag.answer.texts import hits_of
from rag.answer.when import when_told
from rag.text.dates.events import event_dates
from rag.types import Published, When

THURSDAY = Published("2020-10-01", "day", "stated")
LONG_AGO = Published()


def told(text: str, published: Published = THURSDAY) -> When:
    """When the event of the first sentence happened."""
    article = replace(hits_of(text, 0)[0].article, published=published)
    return when_told(read_closely(article), 0, event_dates(text, published))


@pytest.mark.parametrize(
    ("text", "date", "words"),
    [
        ("The bridge fell on 3 May 2021.", "2021-05-03", "3 May 2021"),
        ("The bridge fell in May 2021.", "2021-05", "May 2021"),
        ("In 2020 Norland lost the war.", "2020", "2020"),
        ("The bridge fell on Tuesday.", "2020-09-29", "Tuesday"),
        # what happened goes before when it was said …
        ("The ministry said on Wednesday that troops came on 23 August 2020.", "2020-08-23", "23 August 2020"),
        ("In a letter on Tuesday, the ministry said the bridge fell on 14 May 2018.", "2018-05-14", "14 May 2018"),
        # … unless it is still to come, or no date is given for it
        ("The firm announced on Monday that it will open the mill on 3 March 2023.", "2020-09-28", "Monday"),
        ("Holm said in Lund on Tuesday that the talks had failed.", "2020-09-29", "Tuesday"),
        ("The mill will open on 3 March 2023.", "2023-03-03", "3 March 2023"),
        # the main clause goes before the others, the first date before the next
        ("The ferry, which was built in 1992, sank on 4 June 2020.", "2020-06-04", "4 June 2020"),
        ("After the truce broke in March 2019, troops came on 3 May 2019.", "2019-05-03", "3 May 2019"),
        ("Falk was arrested on 3 May 2020, and freed on 5 May 2020.", "2020-05-03", "3 May 2020"),
        ("The mill that had been at the centre of the fire reopened on 4 June 2020.", "2020-06-04", "4 June 2020"),
        ("The ferry sailed on New Year’s Eve 2019.", "2019", "2019"),
        # a name holds no date
        ("Expo 2020 opened in Lund in October 2021.", "2021-10", "October 2021"),
        ("The Sunday Times wrote of the harbour in May 2019.", "2019-05", "May 2019"),
        ("The 2020 war killed thousands.", "2020", "2020"),  # … unless that is what the sentence is about
    ],
)
def test_the_date_is_that_of_the_main_event(text: str, date: str, words: str) -> None:
    when = told(text)
    assert (when.date, when.words, when.aside) == (date, words, False)


@pytest.mark.parametrize(
    "text",
    [
        "They signed the truce that ended the 2020 war.",
        "Lena Falk, born in 1969, is the mayor.",
        "The mayor praised his 2018 book on the harbour.",
        "The mayor spoke of last month's storm.",
        "The fair has always been held in either June or July.",  # which, nobody knows
        "The harbour will close in 2022 or 2023.",
        "The harbour has 2,020 boats.",
        "The ferry sailed at 10:30.",
    ],
)
def test_a_date_that_names_a_thing_or_a_person_is_no_date_of_the_event(text: str) -> None:
    assert told(text) == When()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This is the worst storm since the flood that ended in November 2020.", "that ended in November 2020"),
        ("Troops took the land, which had been theirs since the 1990s.", "which had been theirs since the 1990s"),
        ("The island annexed by Norland in 2014 is poor.", "annexed by Norland in 2014"),
        ("Herring was dearer than in 2015.", "than in 2015"),
        ("The road was bad after the Lagan rose in June 2019.", "after the Lagan rose in June 2019"),
        ("The firm, which was fined in 2012, is bankrupt.", "which was fined in 2012"),
    ],
)
def test_a_date_beside_the_main_event_says_what_it_is_of(text: str, words: str) -> None:
    when = told(text)
    assert when.aside
    assert when.words == words


@pytest.mark.parametrize(
    ("text", "relation", "date", "until"),
    [
        ("The land has been theirs since the 1990s.", "since", "1990", None),
        ("It must be repaired by the end of March 2021.", "by", "2021-03", None),
        ("The harbour was closed before June 2019.", "before", "2019-06", None),
        ("The vote is due no later than January 2025.", "by", "2025-01", None),
        ("The port has been shut since that flood in June 2019.", "", "2019-06", None),
        ("The fighting went on from 1992 to 1994.", "", "1992", "1994"),
        ("The fighting went on from 27 September to 10 November 2020.", "", "2020-09-27", "2020-11-10"),
        ("Between May and June 2019 the harbour was closed.", "", "2019-05", "2019-06"),
        ("The season 2019-20 was bad for the club.", "", "2019", "2020"),
        ("It rained in May and June 2019.", "", None, None),
    ],
)
def test_how_the_event_lies_to_the_date_is_kept(text: str, relation: str, date: str | None, until: str | None) -> None:
    when = told(text)
    assert (when.relation, when.date, when.until) == (relation, date, until)


def test_the_first_day_of_a_stretch_takes_the_year_of_its_end_and_says_so() -> None:
    when = told("The fighting went on from 27 September to 10 November 2020.")
    assert when.origin == "inferred"
    assert when.reason == "the year is that of “10 November 2020”, the end of the same stretch of time"
    over_new_year = told("The fighting went on from 27 December to 10 January 2021.")
    assert (over_new_year.date, over_new_year.month, over_new_year.day) == (None, 12, 27)


@pytest.mark.parametrize("published", [THURSDAY, LONG_AGO])
def test_a_day_without_a_year_keeps_none(published: Published) -> None:
    when = told("On August 23, at about 02:10, the units fired.", published)
    assert (when.date, when.month, when.day, when.origin, when.words) == (None, 8, 23, "unknown", "August 23")


def test_a_day_of_the_week_is_a_date_only_where_the_article_has_one() -> None:
    assert told("The bridge fell on Tuesday.").reason == "the Tuesday on or before the publication date, 2020-10-01"
    assert told("The bridge fell on Tuesday.", LONG_AGO).date is None


_PIECES = (
    "The ferry", "Holm said", "on Tuesday", "in 1992", "from 1992", "to 1994", "since the 1990s", "on 3 May 2021",
    "August 23", "which sank", "that", "who was born in", "the 2020 war", "’s", "2019-20", ",", ".", "“", "”",
    "between", "and", "will", "last month", "10:30", "by", "before", "\n\n", "2020-09-29", "\x00", "é",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=20).map(" ".join), st.sampled_from([THURSDAY, LONG_AGO]))
def test_the_words_of_a_date_stand_in_the_sentence(text: str, published: Published) -> None:
    for hit in hits_of(text, 0):
        article = replace(hit.article, published=published)
        dates = event_dates(text, published)
        for index, sentence in enumerate(article.sentences):
            when = when_told(read_closely(article), index, dates)
            assert (when.words or "") in sentence.of(text)
            assert bool(when.date) == (when.origin != "unknown")
            assert when.until is None or (when.date is not None and when.date < when.until)
            if when.origin == "stated" and when.precision != "decade" and when.date:
                assert any(d.date == when.date and sentence.start <= d.start < sentence.end for d in dates)
            assert (when.origin == "inferred") == bool(when.reason)
