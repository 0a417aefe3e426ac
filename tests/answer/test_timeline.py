"""A timeline stands in order of what happened, quotes what it says, and makes up no date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.timeline import dates_disagree, keep_entries, matter
from rag.archive import Archive
from rag.errors import InputError
from rag.settings import Settings
from rag.types import Entry, Published, Timeline, When
from tests.answer.news import any_question, any_text
from tests.answer.told import INQUIRY, MEMORY, PRESS, SINKS, articles_of, draft, seeds, timeline
from tests.small_press import page, write

MARLIN = "a timeline of the ferry Marlin"
SHOWN = ("supported",)


def shown(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    """Date (or when it was reported, in brackets) and first words of each entry."""
    return [
        (e.when.date or (f"({e.reported.date})" if e.reported.date else ""), " ".join(e.claim.text.split()[:6]))
        for e in entries
    ]


def place(entry: Entry) -> tuple[str, bool]:
    """What entries are sorted by, said another way than in the code: reported stands behind what happened then."""
    date = entry.when.date or entry.reported.date or ""
    behind = entry.when.relation == "after" or not entry.when.date
    return date + ("~" if behind else ""), not entry.when.date


def test_worked_example() -> None:
    found = timeline(MARLIN, articles_of(PRESS))
    assert shown(found.entries) == [
        ("1992", "The ferry Marlin was built in"),
        ("2019-03", "Captain Jonas Lund steered the ferry"),
        ("2020-10", "The owner of the ferry Marlin"),
        ("2021-05-03", "The ferry Marlin sank off Pell"),
        ("2021-05-04", "The ferry Marlin sank off Pell"),
        ("2021-05-04", "The ferry Marlin sank off Pell"),
        ("(2021-05-05)", "“We heard a crack, and then"),
        ("2021-06", "The coast guard will raise the"),
        ("2022", "A court in Lund opened the"),
    ]
    assert [(e.when.words, e.claim.text[:9]) for e in found.undated] == [
        ("August 23", "On August"),
        (None, "The wreck"),
    ]
    assert {e.claim.verdict for e in (*found.entries, *found.undated)} == {"supported"}
    assert found.notice is None


def test_what_is_not_on_the_matter_is_left_out() -> None:
    found = timeline(MARLIN, articles_of(PRESS))
    assert not any("herring" in e.claim.text for e in (*found.entries, *found.undated))
    assert any("herring" in e.claim.text for e in timeline("the price of herring", articles_of(PRESS)).undated)


def test_a_part_of_a_name_is_not_the_matter_where_the_whole_name_is_nowhere() -> None:
    bank = page("A bank falls", ["Norland Valley Bank failed on 4 May 2021.", "Norland Valley owed 4 million kronor."])
    fire = page("A fire", ["A mill in Norland Valley burned down on 3 June 2019.", "Nobody was hurt."])
    found = timeline("Norland Valley Bank", articles_of([bank, fire]))
    assert {found.citation(n).path for e in (*found.entries, *found.undated) for n in e.claim.citations} == {"a.txt"}
    assert len(found.citations) == 2
    assert timeline("Norland Valley", articles_of([bank, fire])).entries[0].when.date == "2019-06-03"


@pytest.mark.parametrize("question", ["the war in Wakanda", "What happened?", "the price of turnips"])
def test_where_the_articles_do_not_say_they_are_not_made_to(question: str) -> None:
    found = timeline(question, articles_of(PRESS))
    assert (found.entries, found.undated, found.citations) == ((), (), ())
    assert found.notice is not None
    assert found.notice.startswith("The articles do not say.")


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("Timeline of the war in Norland", "the war in Norland"),
        ("Give me a chronology of the strike", "the strike"),
        ("What happened in Pell?", "Pell?"),
        ("the history of Lund", "Lund"),
        ("The Course of the Lagan", "the Lagan"),
        ("war in Norland", "war in Norland"),
        ("timeline", "timeline"),
    ],
)
def test_the_matter_is_what_the_question_is_about(asked: str, about: str) -> None:
    assert matter(asked) == about


# --- dates ----------------------------------------------------------------------------------------------------------


def test_the_day_an_article_appeared_is_never_the_date_of_what_it_tells() -> None:
    [quoted] = [e for e in timeline(MARLIN, articles_of(PRESS)).entries if "crack" in e.claim.text]
    assert quoted.when == When()
    assert quoted.reported == replace(quoted.reported, date="2021-05-05", origin="stated")
    assert quoted.claim.speaker == "Ida Berg"


def test_what_was_reported_on_a_day_stands_behind_what_happened_on_it() -> None:
    texts = (
        page("Marlin", ["The ferry Marlin is a wreck without a master."], date="4 May 2021"),
        page("Marlin", ["The ferry Marlin sank on 4 May 2021 off the harbour of Pell."], date="1 June 2021"),
        page("Marlin", ["On 5 May 2021 the owner of the ferry Marlin was heard."], date="1 June 2021"),
    )
    dates = [date for date, _ in shown(timeline(MARLIN, articles_of(texts)).entries)]
    assert dates == ["2021-05-04", "(2021-05-04)", "2021-05-05"]


def test_a_day_without_a_year_stands_apart_even_where_it_is_known_when_it_was_reported() -> None:
    text = page("Marlin", ["On August 23, divers found the bell of the ferry Marlin."], date="30 August 2021")
    found = timeline(MARLIN, articles_of([text]))
    assert found.entries == ()
    assert [(e.when.month, e.when.day, e.when.date, e.reported.date) for e in found.undated] == [
        (8, 23, None, "2021-08-30")
    ]


def test_days_without_a_year_stand_in_the_order_of_month_and_day() -> None:
    body = [f"On {day} the ferry Marlin sailed to {town}." for day, town in (("May 3", "Lund"), ("April 30", "Pell"))]
    found = timeline(MARLIN, articles_of([page("Marlin", [*body, "In March the ferry Marlin was painted white."])]))
    assert [(e.when.month, e.when.day) for e in found.undated] == [(3, None), (4, 30), (5, 3)]


# --- the same, told by several --------------------------------------------------------------------------------------


def test_near_copies_are_one_entry_that_cites_them_all() -> None:
    other = page("Off Pell", ["The ferry Marlin sank off Pell on 4 May 2021; all 212 passengers were saved."])
    found = timeline(MARLIN, articles_of([INQUIRY, other]))
    [sank] = [e for e in found.entries if e.when.date == "2021-05-04"]
    assert [found.citation(n).path for n in sank.claim.citations] == ["a.txt", "b.txt"]


def test_the_same_with_other_figures_is_another_entry() -> None:
    """The control: an edited figure is news."""
    other = page("Off Pell", ["The ferry Marlin sank off Pell on 4 May 2021, and all 221 passengers were saved."])
    found = timeline(MARLIN, articles_of([INQUIRY, other]))
    assert len([e for e in found.entries if e.when.date == "2021-05-04"]) == 2


def test_two_dates_of_one_event_stand_side_by_side_each_with_its_source() -> None:
    found = timeline(MARLIN, articles_of(PRESS))
    [disagreement] = found.disagreements
    values = [(v.value, [found.citation(n).path for n in v.citations]) for v in disagreement.values]
    assert values == [("2021-05-03", ["c.txt"]), ("2021-05-04", ["b.txt"])]
    assert timeline(MARLIN, articles_of([SINKS, INQUIRY])).disagreements == ()
    assert len(timeline(MARLIN, articles_of([INQUIRY, MEMORY])).disagreements) == 1


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        (When("2021-05-03", "day"), When("2021-05-04", "day"), True),
        (When("2021-05", "month"), When("2021-06", "month"), True),
        (When("2021-05", "month"), When("2021-05-04", "day"), False),  # a coarser date is no other date
        (When("2021", "year"), When("2021-05-04", "day"), False),
        (When("1990", "decade"), When("1992", "year"), False),
        (When("2021-05-03", "day"), When("2021-07-04", "day"), False),  # two events of one kind
        (When("2021-05-03", "day", relation="since"), When("2021-05-04", "day"), False),
        (When(), When("2021-05-04", "day"), False),
    ],
)
def test_dates_disagree_where_both_cannot_be_right(one: When, other: When, disagree: bool) -> None:
    assert dates_disagree(one, other) == dates_disagree(other, one) == disagree


# --- limits and checks ----------------------------------------------------------------------------------------------


def test_what_a_limit_leaves_out_is_said_and_is_first_what_has_no_date() -> None:
    found = timeline(MARLIN, articles_of(PRESS), limit=9)
    assert len(found.entries) + len(found.undated) == 9
    assert all(e.when.words for e in (*found.entries, *found.undated))
    assert found.notice == "2 more on this matter are left out; a higher limit shows more."


def test_an_entry_that_fails_its_check_goes_with_its_citation() -> None:
    proposed = draft(MARLIN, articles_of(PRESS))
    entries = [*proposed.entries, *proposed.undated]
    verdicts = ["supported" if e.when.date != "2021-05-03" else "contradicted" for e in entries]
    judged = [replace(e.claim, verdict=v) for e, v in zip(entries, verdicts, strict=True)]
    kept = keep_entries(proposed, judged, SHOWN)
    assert "2021-05-03" not in [e.when.date for e in kept.entries]
    assert [c.n for c in kept.citations] == list(range(1, len(entries)))
    assert kept.disagreements == ()
    assert broken(kept) == []


def test_where_nothing_passes_its_check_the_articles_do_not_say() -> None:
    proposed = draft(MARLIN, articles_of(PRESS))
    judged = [replace(e.claim, verdict="unsupported") for e in (*proposed.entries, *proposed.undated)]
    kept = keep_entries(proposed, judged, SHOWN)
    assert (kept.entries, kept.undated, kept.citations) == ((), (), ())
    assert (kept.notice or "").startswith("The articles do not say.")


def test_the_seeds_keep_to_the_dates_they_state() -> None:
    found = timeline("Nagorno-Karabakh", seeds())
    assert {e.when.date for e in found.entries if e.when.date} == {"1990", "1992", "2020-09-29", "2020-11"}
    assert all(e.when.date is None for e in found.undated)
    [fired] = [e for e in timeline("Armenian armed forces", seeds()).undated if "August 23" in e.claim.text]
    assert (fired.when.words, fired.when.month, fired.when.day) == ("August 23", 8, 23)


# --- the archive ----------------------------------------------------------------------------------------------------


def test_the_archive_draws_a_timeline_checks_it_and_cites_the_files(seeds_archive: Archive) -> None:
    found = seeds_archive.timeline("What happened in Nagorno-Karabakh?")
    assert {"1992", "2020-11"} <= {e.when.date for e in found.entries}
    assert {e.claim.verdict for e in (*found.entries, *found.undated)} == {"supported"}
    for citation in found.citations:
        article = seeds_archive.source(citation)
        assert article is not None
        assert article.text[citation.start : citation.end] == citation.quote
    assert broken(found) == []
    assert seeds_archive.timeline("the war in Wakanda").entries == ()


def test_filters_choose_the_articles_and_copies_are_named_not_told_again(tmp_path: Path) -> None:
    texts = {"a": SINKS, "b": INQUIRY, "wire": SINKS.replace("harbourpost.example", "wire.example")}
    write(tmp_path / "news", **texts)
    with Archive.open(tmp_path / "archive", settings=Settings(embedder="none")) as archive:
        archive.add(tmp_path / "news")
        whole, later = archive.timeline(MARLIN), archive.timeline(MARLIN, after="2022")
    [built] = [e for e in whole.entries if e.when.date == "1992"]
    cited = whole.citation(built.claim.citations[0])
    assert [other.path for other in cited.also_in] == ["wire.txt" if cited.path == "a.txt" else "a.txt"]
    assert {c.path for c in later.citations} == {"b.txt"}


def test_a_question_that_cannot_be_asked_is_refused(seeds_archive: Archive) -> None:
    with pytest.raises(InputError, match="empty"):
        seeds_archive.timeline("  ")


# --- promises -------------------------------------------------------------------------------------------------------


def broken(found: Timeline) -> list[str]:
    """Promises every timeline keeps, and here does not."""
    entries = (*found.entries, *found.undated)
    numbers = [n for e in entries for n in e.claim.citations]
    faults = []
    if list(dict.fromkeys(numbers)) != list(range(1, len(found.citations) + 1)):
        faults.append("citations are not numbered 1..k in reading order")
    if [place(e) for e in found.entries] != sorted(place(e) for e in found.entries):
        faults.append("not in order of time")
    faults += [f"no date: {e.claim.text}" for e in found.entries if not e.when.date and not e.reported.date]
    faults += [f"a date: {e.claim.text}" for e in found.undated if e.when.date]
    faults += [f"words not in: {e.claim.text}" for e in entries if (e.when.words or "") not in e.claim.text]
    faults += [f"no reason: {e.claim.text}" for e in entries if e.when.origin == "inferred" and not e.when.reason]
    faults += [f"not as it stands: {e.claim.text}" for e in entries if e.claim.text != first_quote(found, e)]
    if not entries and not (found.notice or "").startswith("The articles do not say."):
        faults.append("nothing, and it is not said")
    return faults


def first_quote(found: Timeline, entry: Entry) -> str:
    return found.citation(entry.claim.citations[0]).quote


_DATED = st.sampled_from(
    [
        "The ferry Marlin sank on 4 May 2021.",
        "The bridge over the Lagan fell in 1992.",
        "On Tuesday the mayor spoke.",
        "The fire in Malmo began on August 23.",
        "The warehouse had been empty since the 1990s.",
        "The harbour of Ystad was closed from May to June 2019.",
        "The ferry will sail next month.",
        "It was dark.",
    ]
)
_texts = st.lists(
    st.builds(
        lambda body, date: page("Ferry and fire", body, date=date),
        st.lists(_DATED | any_text, max_size=6),
        st.sampled_from([None, "5 May 2021", "May 2021", "2021"]),
    ),
    max_size=4,
)


@given(any_question | st.sampled_from(["the ferry Marlin", "fire in Malmo", "the bridge", "Ystad harbour"]), _texts)
def test_every_timeline_keeps_its_promises(question: str, texts: list[str]) -> None:
    articles = articles_of(texts)
    found = timeline(question, articles)
    assert broken(found) == []
    by_path = {article.path: article.text for article in articles}
    for citation in found.citations:
        assert by_path[citation.path][citation.start : citation.end] == citation.quote


def test_a_timeline_out_of_order_is_caught() -> None:
    """The control: each promise bites."""
    found = timeline(MARLIN, articles_of(PRESS))
    first, *rest = found.entries
    assert broken(found) == []
    assert "not in order of time" in broken(replace(found, entries=(*rest, first)))
    dated = replace(first, when=replace(first.when, words="2 May 1992"))
    assert any("words not in" in fault for fault in broken(replace(found, entries=(dated, *rest))))
    undated = replace(first, when=When(), reported=Published())
    assert any("no date" in fault for fault in broken(replace(found, entries=(undated, *rest))))
    guessed = replace(first, when=replace(first.when, origin="inferred"))
    assert any("no reason" in fault for fault in broken(replace(found, entries=(guessed, *rest))))


# --- JSON -----------------------------------------------------------------------------------------------------------


def test_json_has_the_fields_of_the_contract() -> None:
    found = timeline(MARLIN, articles_of(PRESS)).to_json()
    assert list(found) == [
        "id", "question", "entries", "undated", "disagreements", "citations", "notice", "repairs", "timings_ms"
    ]  # fmt: skip
    fields = ["date", "until", "relation", "precision", "origin", "reason", "words", "aside", "reported"]
    fields += ["text", "verdict", "speaker", "reasons", "citations"]
    assert all(list(entry) == fields for entry in found["entries"])
    assert all(list(entry) == [f for f in fields if f not in ("date", "until")] for entry in found["undated"])
    assert found["entries"][6]["date"] is None
    assert found["entries"][6]["reported"] == {"date": "2021-05-05", "precision": "day", "origin": "stated"}
