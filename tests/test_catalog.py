"""The catalogue keeps what was read, all or nothing, and says in one line what is wrong with it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.catalog import Catalog, HandMark, Traced, packed, text_hash, write_lock
from rag.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveMissing,
    ArchiveVersion,
    DiskFull,
    InputError,
)
from rag.types import Article, Filters, Mark, Published, Sentence, Span


def article(
    path: str = "a.txt", text: str = "Ferry sinks\nThe ferry sank on Monday. Nobody died.", **fields: object
) -> Article:
    """An article whose first line is the headline and whose other sentences end in full stops."""
    head = text.find("\n") if "\n" in text else 0
    sentences, start = [], head + 1 if head else 0
    while (stop := text.find(".", start)) >= 0:
        sentences.append(Sentence(start, stop + 1, len(sentences)))
        start = stop + 2
    values: dict[str, object] = {
        "path": path,
        "folder": "/news",
        "sha256": sha256(text.encode("utf-8", "replace")).hexdigest(),
        "text": text,
        "encoding": "utf-8",
        "headline": Span(0, head) if head else None,
        "sentences": tuple(sentences),
    }
    return Article(**{**values, **fields})  # type: ignore[arg-type]


def passages(article: Article) -> list[tuple[Span, str]]:
    """One passage per sentence, embedded as it stands."""
    return [(Span(s.start, s.end), s.of(article.text)) for s in article.sentences]


def put(catalog: Catalog, article: Article, **file: int) -> int:
    return catalog.put_article(article, passages(article), **file)


@pytest.fixture
def catalog(tmp_path: Path):
    made = Catalog.create(tmp_path / "archive" / "catalog.sqlite3")
    yield made
    made.close()


# What is put comes back


def test_an_article_comes_back_as_it_was_put(catalog: Catalog) -> None:
    given = article(
        outlet="Harbour Post",
        published=Published("2020-09", "month", "inferred", Span(3, 9), "the caption gives it"),
        furniture=(Span(0, 2), Span(40, 41)),
        marks=(Mark(0, 11, "headline"), Mark(12, 15, "author", "Ana Kóva\ud800"), Mark(2, 3, "agency", "AP")),
        cluster=12,
    )
    id = put(catalog, given)
    back = catalog.article(id)
    assert back.id == id
    assert [getattr(back, name) for name in Article.__slots__[:-1]] == [
        getattr(given, name) for name in Article.__slots__[:-1]
    ]
    assert [back.text[p.start : p.end] for p in catalog.passages_of(id)] == [t for _, t in passages(given)]


@settings(max_examples=30, deadline=None)
@given(
    text=st.text(st.characters(), max_size=200), outlet=st.none() | st.text(st.characters(exclude_categories=["Cs"]))
)
def test_any_text_comes_back_character_by_character(tmp_path_factory, text: str, outlet: str | None) -> None:
    """Lone surrogates, NUL, newlines of all kinds; and removing it again leaves a catalogue without problems."""
    catalog = Catalog.create(tmp_path_factory.mktemp("any") / "c.sqlite3")
    spans = (Sentence(0, len(text)),) if text else ()
    given = article(text=text, sentences=spans, headline=None, outlet=outlet)
    id = put(catalog, given)
    assert catalog.article(id).text == text
    catalog.remove_article(id)
    assert catalog.check() == []
    catalog.close()


def test_reading_an_article_twice_decodes_it_once_and_a_removed_one_is_gone(catalog: Catalog) -> None:
    id = put(catalog, article())
    assert catalog.article(id) is catalog.article(id)
    catalog.remove_article(id)
    with pytest.raises(ArchiveError, match="no longer"):
        catalog.article(id)


def test_putting_a_file_again_replaces_it_under_a_new_id(catalog: Catalog) -> None:
    first = put(catalog, article())
    second = put(catalog, article(text="Ferry raised\nThe ferry was raised."))
    assert second > first
    assert catalog.counts()["articles"] == 1
    assert catalog.match_passages("sank", 5) == []
    assert [a for _, a, _ in catalog.match_passages("raised", 5)] == [second]


def test_ids_are_never_used_again(catalog: Catalog) -> None:
    first = put(catalog, article())
    last_passage = catalog.passages_of(first)[-1].id
    catalog.remove_article(first)
    second = put(catalog, article())
    assert second > first
    assert catalog.passages_of(second)[0].id > last_passage


def test_files_are_known_by_folder_with_size_and_time(catalog: Catalog) -> None:
    given = article()
    id = put(catalog, given, size=12, mtime_ns=345)
    put(catalog, article(folder="/other"))
    assert catalog.known_files("/news") == {"a.txt": (given.sha256, id, 12, 345)}
    assert catalog.known_files("/other")["a.txt"].mtime_ns == 0
    assert catalog.folders() == ["/news", "/other"]


def test_removing_a_folder_removes_its_articles_only(catalog: Catalog) -> None:
    put(catalog, article())
    kept = put(catalog, article(folder="/other"))
    catalog.remove_folder("/news")
    assert catalog.folders() == ["/other"]
    assert [row.id for row in catalog.article_rows()] == [kept]


def test_a_file_name_that_is_no_unicode_is_refused_by_name(catalog: Catalog) -> None:
    with pytest.raises(InputError, match="file name"):
        put(catalog, article(path="bad\udcff.txt"))


# Finding


def test_an_article_is_found_by_what_a_reader_would_type(catalog: Catalog) -> None:
    one = put(catalog, article("2020/003_ferry.txt", "A\nOne ferry."))
    two = put(catalog, article("2021/ferry.txt", "B\nTwo ferries."))

    def found(name: str) -> list[int]:
        return [a.id for a in catalog.find_articles(name)]

    assert found("2021/ferry.txt") == [two]
    assert found("ferry.txt") == [two]
    assert found("/anywhere/news/2020/003_ferry.txt") == [one]
    assert found("003") == [one]
    assert found(catalog.article(one).sha256[:8]) == [one]
    assert found(str(two)) == [two]
    assert found("nothing") == found("") == found("%") == []


def test_a_citation_finds_its_source_by_bytes_and_prefers_its_path(catalog: Catalog) -> None:
    put(catalog, article("a.txt"))
    copy = put(catalog, article("b.txt"))
    sha = catalog.article(copy).sha256
    assert catalog.find_source("b.txt", sha).id == copy  # type: ignore[union-attr]
    assert catalog.find_source("moved.txt", sha) is not None
    assert catalog.find_source("b.txt", "0" * 64) is None


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(), "dmyu"),
        (Filters(after="2020-09-15"), "dmy"),
        (Filters(after="2020-09-16"), "my"),
        (Filters(after="2020-10"), "y"),
        (Filters(after="2021"), ""),
        (Filters(before="2020-09-15"), "dmy"),
        (Filters(before="2020-09-14"), "my"),
        (Filters(before="2020-08"), "y"),
        (Filters(before="2019"), ""),
        (Filters(after="2020", before="2020"), "dmy"),
        (Filters(outlets=("post",)), "d"),
        (Filters(outlets=("Nobody",)), ""),
    ],
)
def test_filters_pass_what_may_lie_within_them(catalog: Catalog, filters: Filters, passing: str) -> None:
    """An unknown date passes no date filter; an outlet is compared without regard to case."""
    dates = {"d": "2020-09-15", "m": "2020-09", "y": "2020", "u": None}
    for name, date in dates.items():
        put(catalog, article(name, outlet="Post" if name == "d" else None, published=Published(date, "unknown")))
    assert "".join(row.path for row in sorted(catalog.article_rows(filters), key=lambda r: r.id)) == passing
    allowed = catalog.allowed(filters)
    assert allowed is None if not filters else len(allowed or ()) == len(passing)


def test_a_filter_that_is_no_date_is_refused(catalog: Catalog) -> None:
    with pytest.raises(InputError, match="last week"):
        catalog.allowed(Filters(after="last week"))


def test_outlets_come_with_counts_most_first(catalog: Catalog) -> None:
    for path, outlet in (("a", "Post"), ("b", "Times"), ("c", "Times"), ("d", None)):
        put(catalog, article(path, outlet=outlet))
    assert catalog.outlets() == [("Times", 2), ("Post", 1)]


# What is remembered beyond the articles


def test_rows_name_cluster_and_agency(catalog: Catalog) -> None:
    one, two = put(catalog, article("a", marks=(Mark(0, 2, "agency", "AP"),))), put(catalog, article("b"))
    put(catalog, article("c"))
    with catalog.transaction():
        catalog.memory.keep_clusters({one: one, two: one})
    assert [(row.cluster, row.cluster_size, row.agency) for row in catalog.article_rows()] == [
        (one, 2, "AP"),
        (one, 2, None),
        (None, 1, None),
    ]
    assert [row.path for row in catalog.copies(one)] == ["b"]
    assert catalog.article(two).cluster == one
    assert catalog.counts()["clusters"] == 1
    assert [row.cluster_size for row in catalog.article_rows(Filters(outlets=("none",)))] == []
    with catalog.transaction():
        catalog.memory.keep_clusters({})
    assert catalog.copies(one) == []
    assert catalog.article(two).cluster is None


def test_traces_go_with_their_article(catalog: Catalog) -> None:
    traced = Traced("outlet post", b"\x01" * 9, b"\x02" * 8)
    dated = article("a", published=Published("2020-09-15", "day", "stated"))
    id = catalog.put_article(dated, [], size=1, mtime_ns=2, traced=traced)
    put(catalog, article("without"))
    assert [tuple(row) for row in catalog.memory.articles()] == [(id, "/news", "a", dated.sha256, 1, 2, traced)]
    assert [tuple(row) for row in catalog.memory.sketches()] == [(id, dated.sha256, "2020-09-15", traced.sketch)]
    catalog.remove_article(id)
    assert catalog.memory.articles() == []
    assert catalog.memory.sketches() == []


def test_learned_lines_are_kept_by_group(catalog: Catalog) -> None:
    with catalog.transaction():
        catalog.memory.keep_learned_lines("one", frozenset([b"a", b"b"]))
        catalog.memory.keep_learned_lines("two", frozenset([b"a"]))
        catalog.memory.keep_learned_lines("one", frozenset([b"c"]))
    assert catalog.memory.learned_lines() == {"one": {b"c"}, "two": {b"a"}}
    assert catalog.counts()["learned"] == 2


def test_hand_marks_stay_when_their_article_goes(catalog: Catalog) -> None:
    id = put(catalog, article())
    mark = HandMark(b"key", "The \ud800 ferry", True)
    with catalog.transaction():
        catalog.memory.mark_by_hand("/news", "a.txt", [mark, HandMark(b"other", "x", False)])
        catalog.memory.unmark("/news", "a.txt", [b"other"])
        catalog.remove_article(id)
    assert catalog.memory.hand_marks("/news") == {"a.txt": [mark]}
    catalog.remove_folder("/news")
    assert catalog.memory.hand_marks("/news") == {}


# Words


def test_words_match_in_any_inflection_and_the_headline_weighs_what_is_asked(catalog: Catalog) -> None:
    head = put(catalog, article("a", "Harbour strikes\nDockers talked."))
    body = put(catalog, article("b", "Port news\nThe harbours are on strike again today."))
    by_head = [a for _, a, _ in catalog.match_passages('"harbour" OR "strike"', 9, weights=(10, 1))]
    by_body = [a for _, a, _ in catalog.match_passages('"harbour" OR "strike"', 9, weights=(0, 1))]
    assert by_head[0] == head
    assert by_body[0] == body
    assert {a for a, _ in catalog.match_articles("strikes", 9)} == {head, body}


def test_the_best_match_has_the_highest_score_and_the_limit_holds(catalog: Catalog) -> None:
    for n in range(20):
        put(catalog, article(str(n), "H\n" + "ferry " * (n + 1) + "ends here."))
    found = catalog.match_passages("ferry", 5)
    scores = [score for *_, score in found]
    assert len(found) == 5
    assert scores == sorted(scores, reverse=True)


VOCABULARY = st.sampled_from(["ferry", "ferries", "sank", "Harbour", "harbours", "strike", "65,000", "of", "the"])


@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(
        st.tuples(st.lists(VOCABULARY, max_size=3), st.lists(VOCABULARY, min_size=1, max_size=12)), max_size=9
    ),
    asked=st.lists(st.lists(VOCABULARY, min_size=1, max_size=2).map(" ".join), min_size=1, max_size=4),
    weights=st.sampled_from([(1.0, 1.0), (3.0, 1.0), (0.5, 2.0)]),
    limit=st.integers(1, 30),
)
def test_words_are_ranked_as_fts5_itself_ranks_them(tmp_path_factory, texts, asked, weights, limit) -> None:  # type: ignore[no-untyped-def]
    catalog = Catalog.create(tmp_path_factory.mktemp("rank") / "c.sqlite3")
    with catalog.transaction():
        ids = [put(catalog, article(str(n), f"{' '.join(h)} x\n{' '.join(b)}.")) for n, (h, b) in enumerate(texts)]
        for id in ids[:2]:
            catalog.remove_article(id)
    query = " OR ".join(f'"{phrase}"' for phrase in dict.fromkeys(asked))
    for unit in ("passages", "articles"):
        for some in (None, frozenset(ids[::2])):
            ours = catalog._words.match(unit, query, limit, some, weights)
            theirs = catalog._words._by_fts5(unit, query, limit, some, weights)
            assert [score for *_, score in ours] == pytest.approx([score for *_, score in theirs], rel=1e-6)
            if limit == 30:
                assert {row[:2] for row in ours} == {row[:2] for row in theirs}
    catalog.close()


def test_ranking_follows_what_other_processes_commit(catalog: Catalog) -> None:
    reader = Catalog.open(catalog.path, readonly=True)
    put(catalog, article("a"))
    assert len(reader.match_passages('"ferry"', 9)) == 2
    put(catalog, article("b"))
    assert len(reader.match_passages('"ferry"', 9)) == 4
    assert reader.term_counts(["ferry"]) == {"ferry": 4}
    catalog.remove_article(1)
    assert {a for _, a, _ in reader.match_passages('"ferry"', 9)} == {2}
    reader.close()


def test_matches_can_be_narrowed_to_articles(catalog: Catalog) -> None:
    ids = [put(catalog, article(str(n))) for n in range(6)]
    some = frozenset(ids[2:4])
    assert {a for _, a, _ in catalog.match_passages("ferry", 50, some)} == some
    assert {a for a, _ in catalog.match_articles("ferry", 50, some)} == some
    assert catalog.match_passages("ferry", 50, frozenset()) == []


def test_term_counts_say_how_many_passages_or_articles_hold_a_term(catalog: Catalog) -> None:
    put(catalog, article("a", "H\nA ferry. Two ferries. A car."))
    put(catalog, article("b", "H\nA ferry."))
    assert catalog.term_counts(["ferry", "car", "boat", '"', "ferries"]) == {
        "ferry": 3,
        "car": 1,
        "boat": 0,
        '"': 0,
        "ferries": 3,
    }
    assert catalog.term_counts(["ferry"], of="articles") == {"ferry": 2}


def test_a_word_query_that_cannot_be_read_is_a_named_error(catalog: Catalog) -> None:
    put(catalog, article())
    with pytest.raises(InputError, match="cannot be read"):
        catalog.match_passages('"open', 5)


@pytest.mark.parametrize("odd", ["\ud800", "\0", "…", "a\0b", "' OR 1=1", "*", "NEAR(", "body:", "é" * 5000])
def test_any_characters_can_be_asked_for(catalog: Catalog, odd: str) -> None:
    put(catalog, article())
    assert len(catalog.match_passages(f'"{odd}" OR "ferry"', 5)) == 2
    assert catalog.term_counts([odd, "ferry"])["ferry"] == 2


# Vectors


def test_vectors_are_kept_by_text_and_embedder(catalog: Catalog) -> None:
    put(catalog, article())
    waiting = catalog.not_embedded("small")
    assert len(waiting) == 2
    vectors = np.eye(2, 8, dtype=np.float32)
    catalog.store_vectors("small", dict(zip([h for _, h in waiting], packed(vectors), strict=True)))
    assert catalog.not_embedded("small") == []
    assert len(catalog.not_embedded("base")) == 2
    ids, matrix = catalog.passage_vectors("small")
    assert ids.tolist() == [p.id for p, _ in waiting]
    assert matrix == pytest.approx(vectors)
    assert len(catalog.passage_vectors("base")[0]) == 0
    assert set(catalog.cached_vectors("small", [h for _, h in waiting] + [b"x"])) == {h for _, h in waiting}


def test_float16_keeps_directions_to_a_thousandth(catalog: Catalog) -> None:
    drawn = np.random.default_rng(1).normal(size=(50, 384)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    given = article(text="H\n" + " ".join(f"Sentence {n}." for n in range(50)))
    put(catalog, given)
    hashes = [text_hash(text) for _, text in passages(given)]
    catalog.store_vectors("f", dict(zip(hashes, packed(drawn), strict=True)))
    _, matrix = catalog.passage_vectors("f")
    assert np.linalg.norm(matrix, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert np.einsum("ij,ij->i", matrix, drawn).min() > 0.999_99


def test_a_changed_article_keeps_the_vectors_of_sentences_that_stayed(catalog: Catalog) -> None:
    put(catalog, article(text="H\nIt stays. It goes."))
    hashes = {text: text_hash(text) for text in ("It stays.", "It goes.", "It comes.")}
    catalog.store_vectors("f", {hashes["It stays."]: b"\0" * 16, hashes["It goes."]: b"\0" * 16})
    put(catalog, article(text="H\nIt stays. It comes."))
    assert set(catalog.cached_vectors("f", list(hashes.values()))) == {hashes["It stays."]}
    assert [h for _, h in catalog.not_embedded("f")] == [hashes["It comes."]]


def test_vectors_shared_by_two_articles_stay_until_both_are_gone(catalog: Catalog) -> None:
    one, two = put(catalog, article("a")), put(catalog, article("b"))
    hashes = [h for _, h in catalog.not_embedded("f")]
    catalog.store_vectors("f", dict.fromkeys(hashes, b"\0" * 16))
    catalog.remove_article(one)
    assert len(catalog.cached_vectors("f", hashes)) == 2
    catalog.remove_article(two)
    assert catalog.cached_vectors("f", hashes) == {}


def test_only_the_vectors_of_one_embedder_can_be_kept(catalog: Catalog) -> None:
    put(catalog, article())
    for fingerprint in ("small", "base"):
        catalog.store_vectors(fingerprint, dict.fromkeys([h for _, h in catalog.not_embedded(fingerprint)], b"\0" * 4))
    catalog.keep_only_vectors("base")
    assert len(catalog.not_embedded("small")) == 2
    assert catalog.not_embedded("base") == []


def test_removed_text_is_gone_from_every_file(catalog: Catalog) -> None:
    """No copy in the word index, the write-ahead log or freed pages. The control: it was there before."""
    put(catalog, article("keep.txt"))
    id = put(catalog, article("secret.txt", "Zanzibarcanary\nThe quokkacanary met the Zanzibarcanary."))

    def bytes_on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in catalog.path.parent.iterdir())

    assert b"quokkacanari" in bytes_on_disk()  # as its stem
    assert b"quokkacanary" in bytes_on_disk()
    catalog.remove_article(id)
    left = bytes_on_disk().lower()
    assert b"quokkacanar" not in left
    assert b"zanzibarcanar" not in left


# All or nothing


def test_what_fails_in_a_transaction_leaves_no_trace(catalog: Catalog) -> None:
    put(catalog, article("kept.txt"))
    before = catalog.counts(), catalog.changes()
    with pytest.raises(RuntimeError, match="stop"), catalog.transaction():  # noqa: PT012 (what fails is the block)
        put(catalog, article("lost.txt"))
        catalog.remove_article(1)
        catalog.set_meta("key", "value")
        raise RuntimeError("stop")
    assert (catalog.counts(), catalog.changes()) == before
    assert catalog.meta("key") is None
    assert len(catalog.match_passages("ferry", 9)) == 2  # the headline counts for both passages
    assert catalog.check() == []


def test_an_error_of_the_callers_own_stays_what_it_is(catalog: Catalog) -> None:
    with pytest.raises(FileNotFoundError), catalog.transaction():
        Path("/nowhere/at/all").read_text()


def test_a_full_disk_says_so_and_leaves_the_archive_as_it_was(catalog: Catalog) -> None:
    put(catalog, article("kept.txt"))
    connection = catalog._database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 8}")
    with pytest.raises(DiskFull, match="as it was"), catalog.transaction():  # noqa: PT012 (somewhere in the block)
        for n in range(50):
            put(catalog, article(f"{n}.txt", "H\n" + f"Number {n} is long. " * 200))
    connection.execute("PRAGMA max_page_count = 1000000")
    assert catalog.counts()["articles"] == 1
    assert catalog.check() == []
    put(catalog, article("after.txt"))
    assert catalog.counts()["articles"] == 2


def test_a_writer_that_is_killed_leaves_whole_articles_only(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    Catalog.create(path).close()
    script = (
        "import sys\n"
        "from rag.catalog import Catalog\n"
        "from tests.test_catalog import article, put\n"
        "catalog = Catalog.open(sys.argv[1])\n"
        "for n in range(100000):\n"
        "    put(catalog, article(f'{n}.txt'))\n"
        "    print(n, flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(20)]
    process.kill()
    process.wait()
    process.stdout.close()
    catalog = Catalog.open(path)
    counts = catalog.counts()
    assert counts["articles"] >= len(told)
    assert counts["passages"] == 2 * counts["articles"]
    assert catalog.check() == []
    catalog.close()


# Several threads and processes


def test_other_connections_see_what_is_committed_and_nothing_else(catalog: Catalog) -> None:
    reader = Catalog.open(catalog.path, readonly=True)
    with catalog.transaction():
        put(catalog, article())
        assert reader.counts()["articles"] == 0
    assert reader.counts()["articles"] == 1
    assert reader.changes() == catalog.changes()
    reader.close()


def test_a_snapshot_sees_one_state_whatever_is_committed_meanwhile(catalog: Catalog) -> None:
    reader = Catalog.open(catalog.path, readonly=True)
    with reader.snapshot():
        before = reader.counts()
        put(catalog, article())
        assert reader.counts() == before
    assert reader.counts() != before
    reader.close()


def test_threads_share_a_catalogue(catalog: Catalog) -> None:
    id = put(catalog, article())
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(catalog.article(id).title)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["Ferry sinks"] * 8


def test_a_reader_cannot_write(catalog: Catalog) -> None:
    reader = Catalog.open(catalog.path, readonly=True)
    with pytest.raises(ArchiveError, match=r"cannot be opened or written"):
        reader.set_meta("key", "value")
    reader.close()


# What is wrong with the file


def test_a_missing_archive_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match=r"footnote add FOLDER"):
        Catalog.open(tmp_path / "none" / "catalog.sqlite3")


def test_a_making_that_was_cut_short_is_a_missing_archive_and_can_be_made(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    path.touch()
    with pytest.raises(ArchiveMissing):
        Catalog.open(path)
    Catalog.create(path).close()
    Catalog.open(path).close()


def test_making_an_archive_again_opens_the_one_that_is_there(catalog: Catalog) -> None:
    put(catalog, article())
    again = Catalog.create(catalog.path)
    assert again.counts()["articles"] == 1
    assert again.meta("archive_id") == catalog.meta("archive_id")
    again.close()


@pytest.mark.parametrize("fault", ["text", "zeros", "cut", "overwritten", "foreign"])
def test_a_damaged_catalogue_says_what_to_do_in_one_line(catalog: Catalog, fault: str) -> None:
    for n in range(40):
        put(catalog, article(f"{n}.txt", "H\n" + f"Number {n} is long. " * 50))
    catalog.close()
    for extra in ("-wal", "-shm"):
        Path(f"{catalog.path}{extra}").unlink(missing_ok=True)
    damage(catalog.path, fault)
    with pytest.raises(ArchiveDamaged) as raised:  # noqa: PT012 (at the latest when it is read)
        opened = Catalog.open(catalog.path)
        opened.article_rows()
        opened.match_passages("long", 5)
        [opened.article(n) for n in range(1, 41)]
    message = str(raised.value)
    assert "\n" not in message
    assert "aside" in message
    assert "footnote add FOLDER" in message


def damage(path: Path, fault: str) -> None:
    data = bytearray(path.read_bytes())
    if fault == "text":
        path.write_text("This is no database, it is a shopping list.")
    elif fault == "zeros":
        path.write_bytes(bytes(len(data)))
    elif fault == "cut":
        path.write_bytes(data[: len(data) // 3])
    elif fault == "overwritten":
        data[4096:] = os.urandom(len(data) - 4096)
        path.write_bytes(data)
    else:
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE shopping (item TEXT)")
        other.close()


def test_another_format_is_refused_with_both_numbers(catalog: Catalog) -> None:
    catalog._database.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveVersion, match=r"99.*format 2"):
        Catalog.open(catalog.path)


def test_check_is_silent_for_a_sound_catalogue_and_names_what_is_missing(catalog: Catalog) -> None:
    put(catalog, article())
    assert catalog.check() == []
    catalog._database.connection.execute("DELETE FROM passages WHERE id = 1")
    assert catalog.check() == ["The word index holds 2 of 1 passages."]


def test_a_copied_archive_works(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, article())
    catalog.close()
    shutil.copytree(catalog.path.parent, tmp_path / "copy")
    copy = Catalog.open(tmp_path / "copy" / catalog.path.name)
    assert copy.counts()["articles"] == 1
    copy.close()


# One writer

HOLD = (
    "import sys, time\n"
    "from rag.catalog import write_lock\n"
    "with write_lock(sys.argv[1]):\n"
    "    print('held', flush=True)\n"
    "    time.sleep(60)\n"
)


@pytest.fixture
def holder(tmp_path: Path):
    """Another process that holds the archive for writing."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(ArchiveBusy, match=rf"process {holder.pid} on .* since 20") as raised, write_lock(tmp_path, 0.1):
        pass
    assert "\n" not in str(raised.value)


def test_the_lock_of_a_killed_writer_is_free_at_once(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with write_lock(tmp_path, 0.1):
        assert str(os.getpid()) in (tmp_path / "writer.json").read_text()
    assert not (tmp_path / "writer.json").exists()


def test_the_lock_is_released_where_the_writer_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), write_lock(tmp_path):
        raise RuntimeError
    with write_lock(tmp_path, 0.1):
        pass


@pytest.mark.usefixtures("holder")
def test_a_holders_name_that_cannot_be_read_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "writer.json").write_text("[1, 2")
    with pytest.raises(ArchiveBusy, match="another process"), write_lock(tmp_path, 0.1):
        pass
