"""Which passages are read for a question: promises about the list, never the exact ranking."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.retrieve import WEIGHTS, fused, listing, match_any, overlap
from rag.settings import Settings
from rag.text.words import listed
from rag.types import Hit

ARTICLES = {
    "ferry.txt": "Source: Harbour Post\nDate: 2021-03-04\n\n# Ferry runs again\n\nThe ferry to Ystad runs again.",
    "fire.txt": "Source: Harbour Post\nDate: 2022-05-06\n\n# Fire in Malmo\n\nA fire in Malmo killed three workers.",
    "bridge.txt": "Source: Island Times\nDate: 2023\n\n# Bridge closes\n\nThe bridge to the ferry closed for good.",
    "nowhere.txt": "A ferry without a date\n\nThe ferry of an article without outlet or date sank.",
}
LONG = "\n\n".join(
    f"The {word} dam over the river burst in spring, and {word} water flooded the {word} valley until {word} evening. "
    f"Engineers of the {word} district looked at the {word} wall, measured its {word} cracks and wrote a {word} report."
    for word in listed("upper lower old new great small northern southern eastern western first second third last")
)


def made(folder: Path, articles: Mapping[str, str]) -> Archive:
    """An archive of these files that is searched by words only."""
    news = folder / "news"
    news.mkdir()
    for name, text in articles.items():
        (news / name).write_text(text, "utf-8")
    archive = Archive.open(folder / "archive", settings=Settings(embedder="none"))
    archive.add(news)
    return archive


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with made(tmp_path_factory.mktemp("retrieve"), {**ARTICLES, "dam.txt": f"The dam\n\n{LONG}\n"}) as archive:
        yield archive


def paths(hits: list[Hit]) -> list[str]:
    return [hit.article.path for hit in hits]


def test_worked_example(seeds_archive: Archive) -> None:
    best = seeds_archive.search("Who leads the OSCE Minsk Group?")[0]
    assert best.article.path == "004_60a183616e048b8f.txt"
    assert "led by France, the US, and Russia" in best.text
    assert best.article.text[best.passage.start : best.passage.end] == best.text
    assert set(best.parts) <= set(WEIGHTS)


# --- any question -----------------------------------------------------------------------------------------------------

questions = st.text(min_size=1, max_size=60).filter(str.strip) | st.lists(
    st.sampled_from(
        listed("ferry Malmo fire dam Karabakh Iran who said when 100 OR AND NOT NEAR( * ^ \" ' : - { col:x")
    ),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(questions, st.integers(1, 12))
@settings(deadline=None, max_examples=60)
def test_any_list_keeps_its_promises(news: Archive, question: str, limit: int) -> None:
    assert faults(news.search(question, limit=limit), limit) == []


@given(questions)
@settings(deadline=None, max_examples=25)
def test_and_so_it_does_with_meaning(seeds_archive: Archive, question: str) -> None:
    assert faults(seeds_archive.search(question), 10) == []


def faults(hits: list[Hit], limit: int) -> list[str]:
    """What is wrong with a list of hits, in words."""
    found = []
    if not all(0.0 <= hit.score <= 1.0 + 1e-9 for hit in hits):
        found.append("a score outside [0, 1]")
    if not all(one.score >= other.score for one, other in pairwise(hits)):
        found.append("not best first")
    if len({hit.passage.id for hit in hits}) != len(hits):
        found.append("a passage twice")
    if max(Counter(paths(hits)).values(), default=0) > listing.PER_ARTICLE:
        found.append("one article fills the list")
    if len(hits) > limit:
        found.append("more than asked for")
    if not all(hit.article.text[hit.passage.start : hit.passage.end] == hit.text != "" for hit in hits):
        found.append("a passage that does not slice back")
    return found


def test_one_article_does_not_fill_the_list(news: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    question = "Which dam burst over the valley?"
    freely = Counter(paths(news.search(question)))["dam.txt"]
    assert 1 < freely <= listing.PER_ARTICLE
    monkeypatch.setattr(listing, "PER_ARTICLE", 1)
    assert Counter(paths(news.search(question)))["dam.txt"] == 1


# --- copies -----------------------------------------------------------------------------------------------------------


def test_an_article_found_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = "The ferry to Ystad runs again from Monday, three weeks late, after the quay was mended, the captain said."
    copies = {
        "one.txt": f"Ferry\n\n{report}",
        "two.txt": f"Ferry\n\n{report.replace(' ', '  ')}",
        "other.txt": "Ferry\n\nA ferry sank near Gotland.",
    }
    with made(tmp_path, copies) as archive:
        assert sorted(paths(archive.search("ferry"))) in (["one.txt", "other.txt"], ["other.txt", "two.txt"])
        monkeypatch.setattr(listing, "DUPLICATE", 1.1)  # the control
        monkeypatch.setattr(listing, "repeats", lambda *_: False)
        assert sorted(paths(archive.search("ferry"))) == ["one.txt", "other.txt", "two.txt"]


def test_what_counts_as_a_copy() -> None:
    assert overlap(frozenset("abc"), frozenset("abc")) == 1.0
    assert overlap(frozenset("ab"), frozenset("bc")) == pytest.approx(1 / 3)
    assert overlap(frozenset(), frozenset()) == 0.0


# --- filters ----------------------------------------------------------------------------------------------------------


def test_without_filters_every_article_is_searched(news: Archive) -> None:
    assert set(paths(news.search("ferry"))) == {"ferry.txt", "bridge.txt", "nowhere.txt"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"outlets": ["Harbour Post"]}, {"ferry.txt"}),
        ({"outlets": ["Harbour Post", "Island Times"]}, {"ferry.txt", "bridge.txt"}),
        ({"outlets": ["No Such Paper"]}, set()),
        ({"after": "2023"}, {"bridge.txt"}),
        ({"before": "2021-03-04"}, {"ferry.txt"}),
        ({"after": "2021-03-04", "before": "2021"}, {"ferry.txt"}),
        ({"after": "2024"}, set()),
        ({"after": "2022", "outlets": ["Harbour Post"]}, set()),
    ],
)
def test_filters_are_obeyed(news: Archive, filters: dict[str, object], found: set[str]) -> None:
    assert set(paths(news.search("ferry", **filters))) == found  # type: ignore[arg-type]


@given(
    questions,
    st.sampled_from([None, "2021", "2021-03", "2022-05-06", "2024"]),
    st.sets(st.sampled_from(["Island Times", "Harbour Post"])),
)
@settings(deadline=None, max_examples=40)
def test_no_question_gets_around_a_filter(news: Archive, question: str, after: str | None, outlets: set[str]) -> None:
    for hit in news.search(question, after=after, outlets=sorted(outlets)):
        assert not outlets or hit.article.outlet in outlets
        assert after is None or (hit.article.published.date or "") >= after[:4]


# --- fusing -----------------------------------------------------------------------------------------------------------


def test_a_passage_that_is_best_by_all_scores_is_best_and_scores_one() -> None:
    scores = fused(
        {
            1: {"passage": 9.0, "article": 5.0, "cosine": 0.8},
            2: {"passage": 4.0, "article": 5.0, "cosine": 0.2},
            3: {"cosine": 0.5},
        }
    )
    assert scores[1] == pytest.approx(1.0)
    assert 1.0 > scores[2] > 0.0
    assert 1.0 > scores[3] > 0.0


def test_words_alone_are_enough() -> None:
    assert fused({1: {"passage": 2.0, "article": 1.0}, 2: {"passage": 1.0, "article": 1.0}})[1] == pytest.approx(1.0)
    assert fused({}) == {}


number = st.floats(0, 50, allow_nan=False)
cosine, share = st.floats(-1, 1, allow_nan=False), st.floats(0, 1, allow_nan=False)
parts = st.fixed_dictionaries(
    {},
    optional={"passage": number, "article": number, "cosine": cosine, "near": cosine, "outlet": share, "date": share},
)


@given(st.dictionaries(st.integers(1, 50), parts, max_size=12))
def test_any_scores_are_fused_into_bounds(scores: dict[int, dict[str, float]]) -> None:
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused(scores).values())
    assert set(fused(scores)) <= set(scores)


@given(st.dictionaries(st.integers(1, 50), parts, min_size=2, max_size=12))
def test_a_passage_that_is_better_by_every_score_is_never_behind(scores: dict[int, dict[str, float]]) -> None:
    result = fused(scores)
    for a, one in scores.items():
        for b, other in scores.items():
            if a in result and set(one) == set(other) == set(WEIGHTS) and all(one[n] >= other[n] for n in one):
                assert result[a] >= result[b] - 1e-9


# --- the words looked for ---------------------------------------------------------------------------------------------


def test_content_words_are_looked_for_in_all_their_forms() -> None:
    match = match_any("Who fled from the fire?")
    assert match == '("fled" OR "flee") OR "fire"'  # the forms of one word count as one word
    assert '"the"' not in match
    assert match_any("Who of the?") == ""


def test_words_in_brackets_count_as_one_word(news: Archive) -> None:
    catalog = news._catalog
    both, ferry = catalog.match_passages('("ferry" OR "ferries" OR "fire")', 10), catalog.match_passages('"ferry"', 10)
    assert {id for id, _, _ in both} > {id for id, _, _ in ferry}
    assert [score for _, _, score in both] < [score for _, _, score in ferry]  # a word of more passages is worth less
    assert {id for id, _, _ in both} == {id for id, _, _ in catalog.match_passages('("ferry" OR "fire") NOT "x"', 10)}


def test_how_much_length_and_repetition_count_can_be_chosen(news: Archive) -> None:
    catalog = news._catalog
    presence = catalog.match_passages('"ferry"', 10, shape=(0.0, 0.0))
    assert len({score for _, _, score in presence}) == 1  # k1 of 0: a word stands there or does not
    assert len({score for _, _, score in catalog.match_passages('"ferry"', 10)}) > 1


@given(st.text(max_size=80))
def test_no_question_is_a_search_command(question: str) -> None:
    match = match_any(question)
    terms = re.findall(r'"[^"]+"', match)
    assert re.sub(r'"[^"]+"', "word", match).replace("(", "").replace(")", "") == " OR ".join(["word"] * len(terms))
    assert match.count('"') == 2 * len(terms)


def test_a_possessive_finds_the_name(news: Archive) -> None:
    assert "fire.txt" in paths(news.search("Malmo's"))


def test_a_page_that_holds_only_a_headline_is_found_but_answers_nothing(tmp_path: Path) -> None:
    consent = "We use cookies to improve our website.\n\nSign up for our newsletter"
    with made(tmp_path, {"kiwi.txt": f"Kiwi moves house\n\n{consent}\n", **ARTICLES}) as archive:
        assert paths(archive.search("kiwi house"))[0] == "kiwi.txt"
        answer = archive.ask("Where did the kiwi move?")
        assert answer.abstained
        assert "cookies" not in str(answer)
