"""What recurs in many files of one outlet is learned as page furniture; what an outlet repeats as news is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.reading import line_keys, parse
from rag.reading.many.learned import Lesson, known_lines, learn
from rag.reading.many.traces import beckons, group_of, trace
from rag.settings import Settings
from rag.text.fold import fold
from rag.text.lines import line_key
from rag.types import Article
from tests.conftest import SEEDS
from tests.small_press import headline, page, paragraphs, report, sentence, write

WORDS = Settings(embedder="none")
DESK = "The Harbour Desk counts every ship that enters Lund."  # what no reader of a single file takes for furniture
BACKGROUND = "The harbour of Lund was dug in 1622 and has burnt down twice, in 1711 and again in the war of 1808."


def read(text: str, path: str = "a.txt", folder: str = "/news") -> Article:
    return parse(text, path=path, folder=folder, sha256=f"{hash(text):x}", encoding="utf-8")


def lessons(texts: Sequence[str]) -> list[Lesson]:
    return [Lesson(f"{n}", trace(read(text)).lines) for n, text in enumerate(texts)]


def learned(texts: Sequence[str]) -> frozenset[bytes]:
    return learn(lessons(texts))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", settings=WORDS) as archive:
        yield archive


def content(article: Article) -> str:
    return "\n".join(sentence.of(article.text) for sentence in article.sentences)


def furniture(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.furniture]


def reports(names: str, line: str = DESK) -> dict[str, str]:
    """A report for each letter, with a line after its story."""
    return {name: report(name, after=[line]) for name in names}


# --- what an archive learns -------------------------------------------------------------------------------------------


def test_a_line_that_recurs_is_neither_retrieved_nor_quoted(made: Archive, tmp_path: Path) -> None:
    made.add(write(tmp_path / "news", **reports("abcd")))
    assert DESK in furniture(made.article("a.txt"))
    assert not any(DESK in hit.text for hit in made.search("Harbour Desk counts ship"))
    assert made.ask("What does the Harbour Desk count?").abstained


def test_without_learning_the_same_line_is_quoted(
    made: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it is learning that keeps the line out of the answers, nothing else."""
    monkeypatch.setattr("rag.reading.many.learned.learn", lambda _: frozenset())
    made.add(write(tmp_path / "news", **reports("abcd")))
    assert DESK in content(made.article("a.txt"))
    answer = made.ask("What does the Harbour Desk count?")
    assert DESK in answer.claims[0].text


def test_three_articles_are_too_few(made: Archive, tmp_path: Path) -> None:
    report = made.add(write(tmp_path / "news", **reports("abc")))
    assert DESK in content(made.article("a.txt"))
    assert report.found["learned"] == 0


def test_articles_that_were_there_are_read_again_and_named(made: Archive, tmp_path: Path) -> None:
    folder = write(tmp_path / "news", **reports("abc"))
    made.add(folder)
    write(folder, **reports("d"))
    second = made.add(folder)
    assert second.reread == ("a.txt", "b.txt", "c.txt")
    assert (second.added, second.unchanged) == (("d.txt",), ("a.txt", "b.txt", "c.txt"))
    assert (second.found["read"], second.found["learned"]) == (1, 1)
    assert made.status()["learned"] == 1
    assert all(DESK in furniture(made.article(f"{name}.txt")) for name in "abcd")


def test_removing_what_taught_a_line_makes_it_content_again(made: Archive, tmp_path: Path) -> None:
    folder = write(tmp_path / "news", **reports("abcd"))
    made.add(folder)
    (folder / "d.txt").unlink()
    assert made.add(folder).reread == ("a.txt", "b.txt", "c.txt")
    assert DESK in content(made.article("a.txt"))
    assert made.status()["learned"] == 0


def test_adding_again_learns_nothing_more(made: Archive, tmp_path: Path) -> None:
    folder = write(tmp_path / "news", **reports("abcd"))
    made.add(folder)
    before = {row.path: row.id for row in made.articles()}
    second = made.add(folder)
    assert (second.reread, second.added, second.found) == ((), (), {})
    assert {row.path: row.id for row in made.articles()} == before


def test_what_one_outlet_repeats_is_not_learned_for_another(made: Archive, tmp_path: Path) -> None:
    folder = write(tmp_path / "news", **reports("abcd"), other=report("x", after=[DESK], outlet="dailymarn.example"))
    made.add(folder)
    assert DESK in content(made.article("other.txt"))
    assert DESK in furniture(made.article("a.txt"))


def test_where_no_outlet_is_known_a_subfolder_is_one(made: Archive, tmp_path: Path) -> None:
    files = {name: report(name, after=[DESK], outlet=None) for name in "abcde"}
    write(tmp_path / "news" / "page", **{name: files[name] for name in "abcd"})
    write(tmp_path / "news" / "other", e=files["e"])
    made.add(tmp_path / "news")
    assert DESK in furniture(made.article("page/a.txt"))
    assert DESK in content(made.article("other/e.txt"))


def test_a_headline_stays_one_however_often_it_recurs(made: Archive, tmp_path: Path) -> None:
    made.add(write(tmp_path / "news", **{name: page("The week in Lund", paragraphs(name)) for name in "abcdef"}))
    assert [row.title for row in made.articles()] == ["The week in Lund"] * 6


def test_another_version_of_the_reader_reads_everything_again_and_says_so(
    made: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.add(write(tmp_path / "news", **reports("ab")), write(tmp_path / "elsewhere", **reports("cd")))
    monkeypatch.setattr("rag.reading.READER_VERSION", "next")
    second = made.add(tmp_path / "news")
    assert "read again" in " ".join(second.notices)
    assert second.found["read"] == 4, "also the articles of folders that were not given"
    assert len(second.unchanged) == 2
    assert not made.add(tmp_path / "news").notices


# --- which lines ------------------------------------------------------------------------------------------------------


def test_a_paragraph_of_background_is_no_furniture_though_most_reports_repeat_it() -> None:
    texts = [report(n, after=[BACKGROUND] if n % 4 else []) for n in range(40)]
    assert learned(texts) == frozenset()


def test_running_text_on_every_page_is_furniture() -> None:
    assert learned([report(n, after=[BACKGROUND]) for n in range(8)]) == {line_key(BACKGROUND)}
    assert learned([report(n, after=[BACKGROUND]) for n in range(7)]) == frozenset(), "the control: too few pages"


def test_a_heading_within_some_stories_is_no_furniture() -> None:
    stories = [paragraphs(n) for n in range(40)]
    texts = [
        page(headline(n), [*story[:2], *["What is known"] * (n % 3 == 0), *story[2:]])
        for n, story in enumerate(stories)
    ]
    assert learned(texts) == frozenset()


def test_a_line_that_asks_the_reader_to_sign_up_needs_no_share() -> None:
    asks = "You can follow every ship from the quay with our app, which costs nothing at all."
    plain = "The people of Lund can follow every ship from the quay, which costs nothing at all."
    assert learned([report(n, after=[asks] if n < 4 else []) for n in range(60)]) == {line_key(asks)}
    assert learned([report(n, after=[plain] if n < 4 else []) for n in range(60)]) == frozenset(), "the control"


def test_a_short_line_that_is_mostly_seen_as_furniture_is_so_everywhere() -> None:
    """ "CNN —" above most stories, and within one."""
    label = "Post —"
    stories = [paragraphs(n) for n in range(80)]
    above = [page(headline(n), [label, *stories[n]]) for n in range(5)]
    within = page(headline(6), [*stories[6][:2], label, *stories[6][2:]])
    rest = [page(headline(n), stories[n]) for n in range(7, 80)]
    assert label not in content(read(above[0]))
    assert label in content(read(within))
    assert learned([*above, within, *rest]) == {line_key(label)}
    assert (
        learned([*[page(headline(n), [*stories[n][:2], label, *stories[n][2:]]) for n in range(7)], *rest])
        == frozenset()
    )


def test_planted_files_cannot_silence_a_paragraph_of_another_report() -> None:
    """Six pages of the same outlet that show a report's paragraph between links, where the reader takes it for one."""
    menu = ["Home", "News", "Sport", "Share on Facebook", "Most read", "Privacy policy", "Contact us", "Sitemap"]
    target = paragraphs("target")[1]
    planted = [report(n, after=["Most read", *menu, target, *menu]) for n in range(6)]
    assert target not in content(read(planted[0])), "the control: it is furniture there"
    assert line_key(target) not in learned([report("target"), *planted])


def test_copies_of_one_text_teach_nothing_of_it() -> None:
    """Six outlets print one report under headlines of their own, in a folder of ten files without outlets."""
    wire = paragraphs("wire", 6)
    copies = [page(headline(n), [*wire, "More to follow from the quay"], outlet=None) for n in range(6)]
    others = [report(f"other {n}", outlet=None) for n in range(4)]
    assert learned([*copies, *others]) == frozenset()


def test_six_different_texts_with_that_line_teach_it() -> None:
    """The control of the one before."""
    texts = [report(n, after=["More to follow from the quay"], outlet=None) for n in range(6)]
    others = [report(f"other {n}", outlet=None) for n in range(4)]
    assert learned([*texts, *others]) == {line_key("More to follow from the quay")}


def test_the_same_file_in_two_folders_counts_once() -> None:
    lesson = lessons([report(n, after=[DESK]) for n in range(3)])
    assert learn([*lesson, *lesson]) == frozenset()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Sign up for our newsletter and get the news every morning.", True),
        ("Follow Anna Keller on Twitter @annakeller", True),
        ("Contact the reporter at anna@harbourpost.example.", True),
        ("(You can get this delivered to your inbox. Sign up here.)", True),
        ("Abonnez-vous à notre lettre", True),
        ("“Sign up for our newsletter,” the mayor said to the council.", False),
        ("Three million people had to sign up for the insurance by Friday.", False),
        ("How can people sign up for the insurance?", False),
        ("For those who sign up:", False),
        ("The European Commission wrote to the council on Monday.", False),
        ("The mayor opened the bridge.", False),
    ],
)
def test_lines_that_want_something_of_the_reader(line: str, expected: bool) -> None:
    assert beckons(fold(line)) is expected


# --- the same archive in any order ------------------------------------------------------------------------------------


def state(archive: Archive) -> tuple[object, object, list[list[str]], int]:
    """Everything that must not depend on the order: what each file is read as, what is learned, who copies whom."""
    articles = [archive.article(f"{row.id}") for row in archive.articles()]
    clusters: dict[int, set[str]] = {}
    for article in articles:
        if article.cluster is not None:
            clusters.setdefault(article.cluster, set()).add(article.path)
    read = {a.path: (a.headline, a.sentences, a.furniture, a.marks, a.outlet, a.published) for a in articles}
    found = {row.path: row.passages for row in archive.articles()}
    return read, found, sorted(map(sorted, clusters.values())), archive.status()["learned"]


LINES = (DESK, "More from the quay", "Harbour Desk", BACKGROUND, "Sign up for our newsletter, sent to you every day.")
FILES = {
    **{f"{n:02}": report(n, before=LINES[n % 3 : n % 3 + 1], after=LINES[n % 2 :: 2]) for n in range(8)},
    **{
        f"copy {n}": page(headline(n), [*paragraphs("wire", 5), sentence_], outlet=None)
        for n, sentence_ in enumerate(LINES)
    },
}
numbers = count()


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(sorted(FILES)),
    cuts=st.sets(st.integers(1, len(FILES) - 1), max_size=4),
    passing=st.sets(st.sampled_from(sorted(FILES)), max_size=5),
)
def test_any_order_of_adding_and_removing_gives_the_same_archive(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], cuts: set[int], passing: set[str]
) -> None:
    """In parts, with some files removed on the way and added again, against all at once."""
    place = tmp_path_factory.mktemp(f"order{next(numbers)}")
    with Archive.open(place / "one", settings=WORDS) as one, Archive.open(place / "other", settings=WORDS) as other:
        one.add(write(place / "news", **FILES))
        expected = state(one)
        assert expected[2] == [["copy 0.txt", "copy 1.txt", "copy 2.txt", "copy 3.txt", "copy 4.txt"]]
        assert expected[3] > 0, "something is learned, so that the order could matter"
        for file in (place / "news").iterdir():
            file.unlink()
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(order)], strict=True):
            other.add(write(place / "news", **{name: FILES[name] for name in order[start:end]}))
        if len(passing) < len(FILES):
            for name in passing:
                (place / "news" / f"{name}.txt").unlink()
            other.add(place / "news")
            other.add(write(place / "news", **{name: FILES[name] for name in passing}))
        assert state(other) == expected


# --- traces -----------------------------------------------------------------------------------------------------------


def test_traces_name_the_lines_that_the_reader_knows_again() -> None:
    """An article is told what is learned by the keys of its traces; the reader compares them with its blocks."""
    for file in sorted(SEEDS.glob("*.txt")):
        article = read(file.read_text("utf-8"))
        lines = trace(article).lines
        keys = {lines[at : at + 8] for at in range(0, len(lines), 9)}
        assert keys <= set(line_keys(article.text))
        assert len(keys) > 10


def test_an_article_is_told_only_of_lines_it_has_and_took_for_content() -> None:
    lines = trace(read(report(1, after=[DESK]))).lines
    ours, stated, foreign = line_key(DESK), line_key("source: harbourpost.example"), line_key("elsewhere")
    assert known_lines(lines, frozenset([ours, stated, foreign])) == {ours, stated}
    assert known_lines(lines, frozenset([stated, foreign])) == frozenset()


def test_the_group_of_an_outlet_is_the_same_however_it_is_written() -> None:
    one, other = read(report(1, outlet="Harbour Post")), read(report(2, outlet="HARBOUR  POST"))
    assert group_of(one) == group_of(other)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=40), max_size=8))
def test_any_text_leaves_traces(lines: list[str]) -> None:
    article = read("\n".join(lines))
    traces = trace(article)
    assert len(traces.lines) % 9 == 0
    group_of(article).encode()
    learn([Lesson(f"{n}", traces.lines) for n in range(5)])


def test_sentences_of_the_small_press_differ() -> None:
    from random import Random

    assert len({sentence(Random(n)) for n in range(200)}) > 195
