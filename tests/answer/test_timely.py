"""A window over the passages found: what is kept, what comes first, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import timely
from rag.answer.timely import fit_of, newest_first, passing, read_in_time, time_told, without_window
from rag.answer.window import within
from rag.reading import article_from
from rag.types import Article, Citation, Claim, Direct, Draft, Hit, Passage, Published, Window

YEAR = Window("in 2020", "2020", "2020")
MOST = 3


def hit(number: int, text: str, date: str | None = None, score: float = 1.0) -> Hit:
    """An article of one passage that appeared on a date, or nobody knows when."""
    read = article_from(text.encode(), path=f"{number}.txt", folder="/news")
    assert isinstance(read, Article)
    precision = {4: "year", 7: "month", 10: "day"}.get(len(date or ""), "unknown")
    read = replace(read, id=number, published=Published(date, precision, "stated"))  # type: ignore[arg-type]
    return Hit(Passage(number, number, 0, len(read.text)), read, score)


def fit(text: str, date: str | None, window: Window = YEAR, known: bool = False) -> str | None:
    return fit_of(hit(1, text, date), window, known, {})


QUAY = "The quay of Marn\n\nThe quay was closed for a while. Nobody was hurt.\n"
TOLD = "The quay of Marn\n\nThe quay was closed in May 2020, the mayor said. Nobody was hurt.\n"
LAST_YEAR = "The quay of Marn\n\nThe quay was closed last year. Nobody was hurt.\n"


def test_an_article_passes_that_appeared_inside_or_tells_of_the_time_or_has_no_date() -> None:
    assert fit(QUAY, "2020-05-03") == "inside"
    assert fit(QUAY, None) == "undated"
    assert fit(TOLD, "2023-01-01") == "told"
    assert fit(LAST_YEAR, "2021-02-01") == "told", "told from the day of publication"
    assert fit(QUAY, "2023-01-01") is None
    assert fit(LAST_YEAR, "2023-01-01") is None


def test_a_date_known_to_the_year_passes_if_some_day_of_it_does() -> None:
    month = Window("in May 2020", "2020-05", "2020-05")
    assert fit(QUAY, "2020", month) == "inside"
    assert fit(QUAY, "2020-06", month) is None


def test_of_an_open_window_the_passage_itself_has_to_tell_of_a_date_that_lies_in_it_as_a_whole() -> None:
    before = Window("before May 2020", None, "2020-04")
    told = "Marn\n\nThe quay was closed in 2019.\n"
    assert fit(told, "2023-01-01", before) == "told"
    assert fit("Marn\n\nThe quay was closed in 2020.\n", "2023-01-01", before) is None
    elsewhere = hit(1, f"{told}\nThe ferry ran on.\n", "2023-01-01")
    other = replace(elsewhere, passage=replace(elsewhere.passage, start=elsewhere.article.text.index("The ferry")))
    assert fit_of(elsewhere, before, False, {}) == "told"
    assert fit_of(other, before, False, {}) is None


def test_what_was_known_at_a_time_stands_in_what_had_appeared_by_then_or_says_so() -> None:
    window = Window("as of 2021", None, "2021")
    assert fit(QUAY, "2020", window, known=True) == "inside"
    assert fit(TOLD, "2023", window, known=True) is None
    assert fit("Marn\n\nAs of 2021, six quays were closed.\n", "2023", window, known=True) == "told"


def test_the_reason_says_what_is_kept_from_outside() -> None:
    hits = [hit(1, QUAY, "2020-05-03"), hit(2, TOLD, "2023-01-01"), hit(3, QUAY), hit(4, QUAY, "2023-01-01")]
    reading = read_in_time(time_told("Who paid in 2020?", ""), "Who paid in 2020?", hits, 4)
    assert [h.article.id for h in reading.hits] == [1, 2, 3]
    assert reading.window is not None
    assert reading.window.reason == "Articles that tell of that time, and articles without a date, are kept."
    assert reading.changed
    assert ([h.article.id for h in reading.inside], reading.bare) == ([1], "Who paid ?")
    only = read_in_time(time_told("Who paid in 2020?", ""), "Who paid in 2020?", hits[:1], 4)
    assert only.window == YEAR
    assert not only.changed


def test_where_nothing_is_known_to_be_of_the_time_the_window_is_lifted_at_once() -> None:
    hits = [hit(1, QUAY, "2023-05-03"), hit(2, QUAY)]
    reading = read_in_time(time_told("Who paid in 2020?", ""), "Who paid in 2020?", hits, MOST)
    assert list(reading.hits) == hits
    assert reading.ended


def test_without_words_of_time_the_best_are_read_as_they_are() -> None:
    hits = [hit(n, QUAY, f"20{10 + n}") for n in range(1, 6)]
    reading = read_in_time(time_told("Who paid?", "Who paid?"), "Who paid?", hits, MOST)
    assert (list(reading.hits), reading.window, reading.changed) == (hits[:MOST], None, False)


def test_the_readers_own_words_win_over_the_stand_alone_form() -> None:
    told = time_told("And in 2022?", "What happened in 2020: in 2022?")
    assert told is not None
    assert told.words.of(told.text) == "in 2022"
    inherited = time_told("And who paid?", "Who paid in 2020?")
    assert inherited is not None
    assert inherited.words.of(inherited.text) == "in 2020"


# -- the latest ------------------------------------------------------------------------------------------------------

LATEST = time_told("What is the latest on the quay?", "")


def test_the_latest_reads_the_newest_of_those_that_fit_about_as_well() -> None:
    hits = [hit(n, QUAY, f"{2010 + n}", 1 - n / 100) for n in range(6)] + [hit(9, QUAY, "2023", 0.2)]
    reading = read_in_time(LATEST, "", hits, MOST)
    assert [h.article.id for h in reading.hits] == [5, 4, 3], "and not 9, which is newer and does not fit"
    few = read_in_time(LATEST, "", [hits[0], hits[6]], MOST)
    assert [h.article.id for h in few.hits] == [0, 9], "filled up where few fit"


def test_where_no_article_has_a_date_the_latest_says_so() -> None:
    reading = read_in_time(LATEST, "", [hit(1, QUAY), hit(2, QUAY)], MOST)
    assert [h.article.id for h in reading.hits] == [1, 2]
    assert reading.window is not None
    assert "None of the articles found states its date" in (reading.window.reason or "")


dated_hits = st.lists(
    st.tuples(st.none() | st.sampled_from(["2019", "2020-05", "2020-05-03", "2023-01-01"]), st.floats(0.0, 1.0)),
    max_size=8,
).map(
    lambda made: [
        hit(n, (QUAY, TOLD)[n % 2], date, score)
        for n, (date, score) in enumerate(sorted(made, key=lambda one: -one[1]), 1)
    ]
)


@given(dated_hits)
def test_the_latest_never_pushes_out_a_well_matched_passage_without_a_date(hits: list[Hit]) -> None:
    read = read_in_time(LATEST, "", hits, MOST).hits
    best = [h for h in hits[:MOST] if h.score >= timely.ALIKE * hits[0].score]
    assert all(any(h is other for other in read) for h in best if h.article.published.date is None)
    assert len(read) == len({h.article.id for h in read})


@given(dated_hits, st.sampled_from(["in 2020", "since 2020", "before 2020", "as of 2020", "in May 2020"]))
def test_what_is_left_out_is_known_to_have_appeared_at_another_time(hits: list[Hit], words: str) -> None:
    question = f"Who paid {words}?"
    told = time_told(question, "")
    assert told is not None
    window = told.window(hits)
    assert window is not None
    kept = {passed.hit.article.id for passed in passing(hits, window, told.known)}
    for one in hits:
        date = one.article.published.date
        if one.article.id not in kept:
            assert date is not None
            assert not within(date, date, window.after, window.before)


def claim(n: int) -> Claim:
    return Claim(f"claim {n}", citations=(n,))


def cited(n: int, date: str | None) -> Citation:
    return Citation(n, f"{n}.txt", "ab" * 32, 0, 4, "news", "News", published=Published(date))


def test_claims_come_newest_first_and_undated_last_only_where_the_latest_is_asked_for() -> None:
    draft = Draft(
        tuple(map(claim, (1, 2, 3))),
        (cited(1, None), cited(2, "2020"), cited(3, "2021-05")),
        direct=Direct("news", 2, 0, 4),
    )
    reading = read_in_time(LATEST, "", [hit(1, QUAY, "2020")], MOST)
    ordered = newest_first(draft, reading)
    assert [c.citations[0] for c in ordered.claims] == [3, 2, 1]
    assert ordered.direct is None, "a direct line is cut from the first claim or not shown"
    assert newest_first(draft, read_in_time(None, "", [], MOST)) == draft
    assert newest_first(draft, timely.Reading([], YEAR)) == draft


# -- lifted ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("notice", [None, "No year is given."])
def test_an_answer_from_outside_the_window_says_so_first(notice: str | None) -> None:
    window, draft = without_window(timely.Reading([], YEAR), Draft((claim(1),), notice=notice))
    assert window == replace(YEAR, lifted=True)
    assert (draft.notice or "").startswith("Nothing found for “in 2020” answers this. Without that limit")
    assert (draft.notice or "").endswith(notice or "the articles say:")


def test_a_refusal_of_all_articles_is_said_as_it_is() -> None:
    refusal = Draft(notice="The articles do not say.", abstained=True)
    assert without_window(timely.Reading([], YEAR), refusal) == (replace(YEAR, lifted=True), refusal)
