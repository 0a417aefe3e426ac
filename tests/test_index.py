"""The index finds the nearest passages the catalogue has: whatever the store, the tail or the damage."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import rag.index
from rag.catalog import Catalog, packed, text_hash
from rag.errors import EmbedderError
from rag.index import Index
from rag.types import Article, Progress, Sentence, Span
from tests.vectorstore.conftest import start_server
from vectorstore import ChromaStore, Match, MemoryStore, Record, StoreUnavailable, Vectors

DIMENSION = 16
FINGERPRINT = "test-embedder"


def vector_of(text: str) -> Vectors:
    """A direction that depends on the text alone."""
    seed = int.from_bytes(text_hash(text)[:8], "little")
    drawn = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


def put(catalog: Catalog, path: str, texts: list[str], *, embedded: bool = True) -> int:
    """An article with one passage per text, with their vectors."""
    text = "\n".join(texts)
    spans, start = [], 0
    for part in texts:
        spans.append(Sentence(start, start + len(part)))
        start += len(part) + 1
    article = Article(path, "/news", path.rjust(64, "0"), text, "utf-8", sentences=tuple(spans))
    id = catalog.put_article(article, [(Span(s.start, s.end), s.of(text)) for s in spans])
    if embedded:
        catalog.store_vectors(FINGERPRINT, {text_hash(part): packed(vector_of(part)[None])[0] for part in texts})
    return id


def fill(catalog: Catalog, articles: int, first: int = 0, each: int = 3) -> list[int]:
    """Articles ``first``, ``first + 1``, ... of ``each`` passages."""
    with catalog.transaction():
        return [
            put(catalog, f"{n}.txt", [f"Passage {p} of article {n}" for p in range(each)])
            for n in range(first, first + articles)
        ]


def exactly(catalog: Catalog, vector: Vectors, k: int, articles: frozenset[int] | None = None) -> list[int]:
    """What the exact store says of all that the catalogue has: the oracle."""
    oracle = MemoryStore()
    oracle.create("all", DIMENSION)
    ids, vectors = catalog.passage_vectors(FINGERPRINT)
    home = {id: passage.article_id for id, passage in catalog.passages(ids.tolist()).items()}
    allowed = [n for n, id in enumerate(ids.tolist()) if articles is None or home[id] in articles]
    oracle.put("all", [Record(f"{ids[n]:012d}", vectors[n]) for n in allowed])
    return [int(match.id) for match in oracle.query("all", vector, k)]


def agrees(index: Index, catalog: Catalog, vector: Vectors, k: int, articles: frozenset[int] | None = None) -> bool:
    """Whether the index finds what the oracle finds; copies of one text may stand in for each other."""
    ids, vectors = catalog.passage_vectors(FINGERPRINT)
    if not len(ids):
        return index.nearest(vector, k, articles) == []
    truth = dict(zip(ids.tolist(), (vectors @ vector).tolist(), strict=True))
    ours, wanted = index.nearest(vector, k, articles), exactly(catalog, vector, k, articles)
    home = catalog.passages([id for id, _ in ours])
    return (
        len({id for id, _ in ours}) == len(wanted)
        and (articles is None or {home[id].article_id for id, _ in ours} <= articles)
        and [s for _, s in ours] == pytest.approx([truth[id] for id in wanted], abs=1e-5)
        and [s for _, s in ours] == pytest.approx([truth[id] for id, _ in ours], abs=1e-5)
    )


def found(index: Index, vector: Vectors, k: int, articles: frozenset[int] | None = None) -> list[int]:
    return [id for id, _ in index.nearest(vector, k, articles)]


QUESTIONS = [vector_of(f"question {n}") for n in range(6)]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog.create(tmp_path / "catalog.sqlite3")
    yield made
    made.close()


@pytest.fixture
def few_rows_make_a_generation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rag.index, "_STALE_ROWS", 5)


def open_index(catalog: Catalog, store: object, exact_below: int = 10) -> Index:
    return Index(catalog, store, FINGERPRINT, exact_below, DIMENSION)  # type: ignore[arg-type]


# The exact way


def test_without_a_store_the_nearest_are_found_exactly(catalog: Catalog) -> None:
    fill(catalog, 30)
    index = open_index(catalog, None)
    for question in QUESTIONS:
        assert found(index, question, 7) == exactly(catalog, question, 7)
    assert index.publish() == 0
    assert index.health() == []


def test_similarities_are_cosines_best_first(catalog: Catalog) -> None:
    fill(catalog, 5)
    result = open_index(catalog, None).nearest(vector_of("Passage 1 of article 2"), 15)
    assert result[0][1] == pytest.approx(1.0, abs=1e-3)
    assert [s for _, s in result] == sorted((s for _, s in result), reverse=True)
    assert len(result) == 15


def test_equal_similarities_come_by_id(catalog: Catalog) -> None:
    for n in range(8):
        put(catalog, f"{n}.txt", ["The same words."])
    assert found(open_index(catalog, None), vector_of("x"), 5) == [1, 2, 3, 4, 5]


def test_an_empty_archive_finds_nothing(catalog: Catalog) -> None:
    index = open_index(catalog, MemoryStore())
    assert index.nearest(QUESTIONS[0], 5) == []
    assert index.publish() == 0
    assert index.health() == []


def test_a_small_archive_never_imports_chromadb(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from tests.test_index import *\n"
        "catalog = Catalog.create(sys.argv[1] + '/catalog.sqlite3')\n"
        "fill(catalog, 3)\n"
        "index = open_index(catalog, ChromaStore.embedded(sys.argv[1] + '/vectors'), exact_below=2000)\n"
        "index.publish(); index.nearest(QUESTIONS[0], 3); index.health()\n"
        "assert 'chromadb' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, timeout=60)


@pytest.mark.parametrize("bad", [np.ones(3), np.zeros(DIMENSION), np.full(DIMENSION, np.nan)])
def test_a_vector_that_cannot_be_used_is_refused(catalog: Catalog, bad: Vectors) -> None:
    fill(catalog, 1)
    with pytest.raises(EmbedderError, match="cannot be used"):
        open_index(catalog, None).nearest(bad, 3)


def test_an_archive_larger_than_memory_is_scanned_in_blocks(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(catalog, 30)
    monkeypatch.setattr(rag.index, "_KEPT_ROWS", 20)
    monkeypatch.setattr("rag.catalog.vectors._BLOCK", 7)
    index = open_index(catalog, None)
    some = frozenset(ids[3:9])
    for question in QUESTIONS:
        assert found(index, question, 9) == exactly(catalog, question, 9)
        assert found(index, question, 9, some) == exactly(catalog, question, 9, some)


# Generations


class CountingStore(MemoryStore):
    """The exact store, counting what it is asked."""

    queries = 0

    def query(self, collection: str, vector: Vectors, k: int) -> list[Match]:
        self.queries += 1
        return super().query(collection, vector, k)


def test_a_generation_is_made_once_and_named_after_the_archive(catalog: Catalog) -> None:
    fill(catalog, 20)
    store, told = CountingStore(), []
    index = open_index(catalog, store)
    assert index.publish(told.append) == index.publish() == index.generation == 1
    (name,) = store.collections()
    assert name.startswith(f"footnote-{str(catalog.meta('archive_id'))[:8]}-g0001")
    assert told[-1] == Progress("index", 60, 60, "passages")
    before = store.queries
    assert found(index, QUESTIONS[0], 5) == exactly(catalog, QUESTIONS[0], 5)
    assert store.queries == before + 1


def test_small_additions_are_found_without_a_new_generation_and_removals_are_not(catalog: Catalog) -> None:
    ids = fill(catalog, 20)
    index = open_index(catalog, MemoryStore())
    index.publish()
    fill(catalog, 2, first=100)
    catalog.remove_article(ids[4])
    assert index.publish() == 1
    for question in QUESTIONS:
        assert found(index, question, 40) == exactly(catalog, question, 40)
    assert found(index, vector_of("Passage 2 of article 101"), 1) == [66]


@pytest.mark.usefixtures("few_rows_make_a_generation")
def test_many_changes_make_a_new_generation_and_drop_the_old(catalog: Catalog) -> None:
    fill(catalog, 20)
    store = MemoryStore()
    index = open_index(catalog, store)
    index.publish()
    (old,) = store.collections()
    fill(catalog, 20, first=100)
    assert index.publish() == 2
    assert len(store.collections()) == 1
    assert old not in store.collections()
    assert store.count(store.collections()[0]) == 120


def test_a_rebuild_is_forced_with_a_flag(catalog: Catalog) -> None:
    fill(catalog, 20)
    index = open_index(catalog, MemoryStore())
    assert [index.publish(), index.publish(force=True), index.publish()] == [1, 2, 2]


def test_an_archive_that_became_small_lets_its_store_go(catalog: Catalog) -> None:
    ids = fill(catalog, 20)
    store = MemoryStore()
    index = open_index(catalog, store)
    index.publish()
    for id in ids[:18]:
        catalog.remove_article(id)
    assert index.publish() == 0
    assert store.collections() == []
    assert found(index, QUESTIONS[0], 9) == exactly(catalog, QUESTIONS[0], 9)


def test_what_a_cut_short_run_left_in_the_store_is_dropped(catalog: Catalog) -> None:
    fill(catalog, 20)
    store = MemoryStore()
    mine = f"footnote-{str(catalog.meta('archive_id'))[:8]}-g0007-dead"
    for name in (mine, "footnote-somebody-g0001"):
        store.create(name, DIMENSION)
    open_index(catalog, store).publish()
    assert mine not in store.collections()
    assert "footnote-somebody-g0001" in store.collections()


def test_passages_embedded_late_are_found(catalog: Catalog) -> None:
    """A run cut short between reading and embedding: the passage is older than the generation, and not in it."""
    fill(catalog, 10)
    put(catalog, "late.txt", ["A late passage"], embedded=False)
    fill(catalog, 10, first=50)
    index = open_index(catalog, MemoryStore())
    index.publish()
    assert index.health() == ['1 passages have no vector yet and are found by words only. Run "footnote add".']
    catalog.store_vectors(FINGERPRINT, {text_hash("A late passage"): packed(vector_of("A late passage")[None])[0]})
    assert found(index, vector_of("A late passage"), 1) == [31]
    assert index.health() == []


def test_another_embedder_never_meets_the_vectors_of_the_first(catalog: Catalog) -> None:
    fill(catalog, 20)
    store = MemoryStore()
    open_index(catalog, store).publish()
    other = Index(catalog, store, "other-embedder", 10, DIMENSION)
    assert other.nearest(QUESTIONS[0], 5) == []
    assert other.generation == 0


# Filters


def test_a_narrow_filter_is_scanned_and_the_store_is_not_asked(catalog: Catalog) -> None:
    ids = fill(catalog, 40)
    store = CountingStore()
    index = open_index(catalog, store)
    index.publish()
    index.nearest(QUESTIONS[0], 3)
    before, few = store.queries, frozenset(ids[:3])
    assert found(index, QUESTIONS[0], 5, few) == exactly(catalog, QUESTIONS[0], 5, few)
    assert store.queries == before


def test_a_wide_filter_is_answered_by_the_store_asked_for_more_and_more(catalog: Catalog) -> None:
    ids = fill(catalog, 40)
    store = CountingStore()
    index = open_index(catalog, store)
    index.publish()
    index.nearest(QUESTIONS[0], 3)
    for question in QUESTIONS:
        before = store.queries
        far = exactly(catalog, question, 120)[60:]  # the filter leaves out all that is near
        home = catalog.passages(far)
        some = frozenset(home[id].article_id for id in far) & frozenset(ids)
        assert found(index, question, 5, some) == exactly(catalog, question, 5, some)
        assert store.queries > before


def test_a_filter_that_allows_nothing_finds_nothing(catalog: Catalog) -> None:
    fill(catalog, 20)
    index = open_index(catalog, MemoryStore())
    index.publish()
    assert index.nearest(QUESTIONS[0], 5, frozenset()) == []
    assert index.nearest(QUESTIONS[0], 5, frozenset({999})) == []


# Equal to the oracle, whatever happens


class AnyHistory(RuleBasedStateMachine):
    """Adding, changing, removing, publishing in any order: the answers are those of the exact store."""

    @initialize(small=st.booleans())
    def start(self, small: bool) -> None:
        self.catalog = Catalog.create(Path(os.environ["FOOTNOTE_TEST_FOLDER"]) / os.urandom(6).hex() / "c.sqlite3")
        self.store = MemoryStore()
        self.index = open_index(self.catalog, self.store, exact_below=1000 if small else 4)
        self.present: dict[int, tuple[int, list[str]]] = {}

    @rule(n=st.integers(0, 9), version=st.integers(0, 2), passages=st.integers(0, 4))
    def put(self, n: int, version: int, passages: int) -> None:
        texts = [f"Text {p} of {n}, version {version}" for p in range(passages)] or [""]
        self.present[n] = put(self.catalog, f"{n}.txt", texts), texts

    @rule(n=st.integers(0, 9))
    def remove(self, n: int) -> None:
        if n in self.present:
            self.catalog.remove_article(self.present.pop(n)[0])

    @rule(force=st.booleans())
    def publish(self, force: bool) -> None:
        self.index.publish(force=force)

    @rule()
    def lose_the_store(self) -> None:
        for name in self.store.collections():
            self.store.drop(name)

    @invariant()
    def the_nearest_are_those_of_the_oracle(self) -> None:
        for question in QUESTIONS[:2]:
            assert agrees(self.index, self.catalog, question, 6)
            some = frozenset(id for n, (id, _) in self.present.items() if n % 2)
            assert agrees(self.index, self.catalog, question, 3, some)

    @invariant()
    def the_catalogue_is_that_of_a_fresh_build(self) -> None:
        texts = sorted(text for _, parts in self.present.values() for text in parts)
        rows = self.catalog.passages(range(2000))
        kept = sorted(self.catalog.article(p.article_id).text[p.start : p.end] for p in rows.values())
        assert kept == texts
        assert self.catalog.counts()["vectors"] == len(set(texts))
        assert self.catalog.counts()["articles"] == len(self.present)

    def teardown(self) -> None:
        if hasattr(self, "catalog"):
            assert self.catalog.check() == []
            self.catalog.close()


@pytest.mark.usefixtures("few_rows_make_a_generation")
def test_any_history_gives_the_answers_of_a_fresh_exact_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setenv("FOOTNOTE_TEST_FOLDER", str(tmp_path))
    quick = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(AnyHistory, settings=quick)


# Chroma, for real


@pytest.fixture
def vectors(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


@pytest.fixture
def store(vectors: Path) -> Iterator[ChromaStore]:
    made = ChromaStore.embedded(vectors)
    yield made
    made.close()


def index_files(vectors: Path) -> list[Path]:
    return sorted(file for file in vectors.rglob("*") if file.is_file() and file.stat().st_size)


def agreement(index: Index, catalog: Catalog) -> float:
    """Share of the exact ten nearest that are found."""
    both = [(set(found(index, q, 10)), set(exactly(catalog, q, 10))) for q in QUESTIONS]
    return sum(len(a & b) for a, b in both) / sum(len(b) for _, b in both)


def test_chroma_answers_with_tail_and_removals(catalog: Catalog, store: ChromaStore) -> None:
    ids = fill(catalog, 100)
    index = open_index(catalog, store)
    assert index.publish() == 1
    assert index.health() == []
    fill(catalog, 3, first=500)
    for id in ids[10:14]:
        catalog.remove_article(id)
    assert index.publish() == 1
    assert agreement(index, catalog) > 0.98
    assert found(index, vector_of("Passage 0 of article 501"), 1) == exactly(
        catalog, vector_of("Passage 0 of article 501"), 1
    )


FAULTS = ["folder gone", "file gone", "pickle gone", "bytes flipped", "cut", "database gone", "database overwritten"]


def damage(vectors: Path, fault: str) -> None:
    """Do to the files of the live collection what disks, people and crashes do."""
    files = {file.name: file for file in index_files(vectors)}
    data, database = files["data_level0.bin"], files["chroma.sqlite3"]
    if fault == "folder gone":
        shutil.rmtree(vectors)
    elif fault == "file gone":
        data.unlink()
    elif fault == "pickle gone":
        files["index_metadata.pickle"].unlink()
    elif fault == "bytes flipped":
        content = bytearray(data.read_bytes())
        content[1000:3000] = bytes(byte ^ 0xFF for byte in content[1000:3000])
        data.write_bytes(content)
    elif fault == "cut":
        data.write_bytes(data.read_bytes()[: data.stat().st_size // 2])
    elif fault == "database gone":
        database.unlink()
    else:
        content = bytearray(database.read_bytes())
        content[4096:] = bytes(len(content) - 4096)
        database.write_bytes(content)


@pytest.mark.parametrize("fault", FAULTS)
def test_damaged_vectors_never_change_an_answer_and_publish_heals_them(
    catalog: Catalog, store: ChromaStore, vectors: Path, fault: str
) -> None:
    fill(catalog, 60)
    open_index(catalog, store).publish()
    store.close()
    damage(vectors, fault)
    index = open_index(catalog, store)
    assert agreement(index, catalog) == 1.0
    (problem,) = index.health()
    assert "\n" not in problem
    assert "footnote rebuild" in problem
    assert index.publish() == 2
    assert index.health() == []
    assert agreement(index, catalog) > 0.98


def test_without_the_check_a_lost_index_file_answers_silently_wrong(
    catalog: Catalog, store: ChromaStore, vectors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: what it guards against is real."""
    fill(catalog, 60)
    open_index(catalog, store).publish()
    store.close()
    damage(vectors, "pickle gone")
    monkeypatch.setattr("vectorstore.chroma._check_seal", lambda _home: DIMENSION)
    monkeypatch.setattr(Index, "_probe", lambda *_, **__: None)
    monkeypatch.setattr(Index, "_scan", lambda *_: [])
    index = open_index(catalog, store)
    assert index.health() == []
    assert agreement(index, catalog) < 0.5


def test_the_probe_finds_what_the_seal_cannot(
    catalog: Catalog, store: ChromaStore, vectors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the files' seal off, rows that do not find themselves give a lost index away."""
    fill(catalog, 60)
    open_index(catalog, store).publish()
    store.close()
    damage(vectors, "pickle gone")
    monkeypatch.setattr("vectorstore.chroma._check_seal", lambda _home: DIMENSION)
    index = open_index(catalog, store)
    assert agreement(index, catalog) == 1.0
    assert len(index.health()) == 1


class FullStore(MemoryStore):
    """Has room for the collection, but not for what should go in."""

    def put(self, collection: str, records: Sequence[Record]) -> None:
        super().put(collection, records[:3])
        raise StoreUnavailable("The disk is full.")


def test_a_generation_that_cannot_be_filled_leaves_nothing_behind_and_the_old_one_live(catalog: Catalog) -> None:
    fill(catalog, 20)
    good, full = MemoryStore(), FullStore()
    open_index(catalog, good).publish()
    full._collections = good._collections
    index = open_index(catalog, full)
    assert index.publish(force=True) == 1
    assert len(full.collections()) == 1
    assert "disk is full" in index.health()[0]
    assert found(index, QUESTIONS[0], 5) == exactly(catalog, QUESTIONS[0], 5)


class ForgetfulStore(MemoryStore):
    """Accepts everything, finds nothing it was given."""

    def query(self, collection: str, vector: Vectors, k: int) -> list[Match]:
        return super().query(collection, -vector, k)


def test_a_generation_that_fails_its_probe_never_goes_live(catalog: Catalog) -> None:
    fill(catalog, 20)
    store = ForgetfulStore()
    index = open_index(catalog, store)
    assert index.publish() == 0
    assert store.collections() == []
    assert catalog.meta("live") is None
    assert "does not find what it holds" in index.health()[0]
    assert found(index, QUESTIONS[0], 5) == exactly(catalog, QUESTIONS[0], 5)


def test_a_store_whose_count_is_wrong_is_not_asked(catalog: Catalog) -> None:
    fill(catalog, 20)
    store = MemoryStore()
    open_index(catalog, store).publish()
    store.put(store.collections()[0], [Record("999999", QUESTIONS[0])])
    index = open_index(catalog, store)
    assert found(index, QUESTIONS[0], 5) == exactly(catalog, QUESTIONS[0], 5)
    assert "holds 61 of 60" in index.health()[0]


class FailingStore(MemoryStore):
    """Works until told not to."""

    broken = False

    def query(self, collection: str, vector: Vectors, k: int) -> list[Match]:
        if self.broken:
            raise StoreUnavailable("The store is on fire.")
        return super().query(collection, vector, k)


def test_a_store_that_fails_later_is_left_out_and_asked_again_after_a_while(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(catalog, 20)
    store = FailingStore()
    index = open_index(catalog, store)
    index.publish()
    store.broken = True
    assert found(index, QUESTIONS[0], 5) == exactly(catalog, QUESTIONS[0], 5)
    assert "on fire" in index.health()[0]
    store.broken = False
    assert "on fire" in index.health()[0]
    monkeypatch.setattr(rag.index, "_RETRY_S", -1)
    assert index.health() == []


def test_a_server_that_goes_away_costs_no_answer(catalog: Catalog, tmp_path: Path) -> None:
    process, url = start_server(tmp_path / "server")
    try:
        fill(catalog, 40)
        store = ChromaStore.server(url)
        index = open_index(catalog, store)
        assert index.publish() == 1
        assert agreement(index, catalog) > 0.98
        process.kill()
        process.wait()
        assert agreement(index, catalog) == 1.0
        (problem,) = index.health()
        assert url in problem
        assert index.publish() == 1
        assert agreement(index, catalog) == 1.0
    finally:
        process.kill()
        process.wait()


# Other processes

READER = """
import json, sys
from tests.test_index import *
catalog = Catalog.open(sys.argv[1] + "/catalog.sqlite3", readonly=True)
store = ChromaStore.embedded(sys.argv[1] + "/vectors")
index = open_index(catalog, store)
for line in sys.stdin:
    text = line.strip()
    print(json.dumps([index.generation, index.health(), index.nearest(vector_of(text), 3)]), flush=True)
"""


@pytest.mark.usefixtures("few_rows_make_a_generation")
def test_an_open_reader_sees_another_process_add_remove_and_publish(catalog: Catalog, store: ChromaStore) -> None:
    """Stock Chroma never shows an open reader the rows that another process adds."""
    ids = fill(catalog, 60)
    index = open_index(catalog, store)
    index.publish()
    folder = str(catalog.path.parent)
    with subprocess.Popen(
        [sys.executable, "-c", READER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def ask(text: str) -> tuple[int, list[str], int, float]:
            reader.stdin.write(text + "\n")  # type: ignore[union-attr]
            reader.stdin.flush()  # type: ignore[union-attr]
            generation, problems, hits = json.loads(reader.stdout.readline())  # type: ignore[union-attr]
            return generation, problems, hits[0][0], hits[0][1]

        assert ask("Passage 1 of article 7")[:2] == (1, [])
        fill(catalog, 1, first=900)
        assert ask("Passage 2 of article 900") == (1, [], 183, pytest.approx(1.0, abs=1e-3))
        fill(catalog, 60, first=1000)
        assert index.publish() == 2
        generation, problems, _, similarity = ask("Passage 2 of article 1030")
        assert (generation, problems) == (2, [])
        assert similarity == pytest.approx(1.0, abs=1e-3)
        catalog.remove_article(ids[7])
        assert ask("Passage 1 of article 7")[3] < 0.99
        reader.stdin.close()


@settings(max_examples=15, deadline=None)
@given(rows=st.integers(2, 40), seed=st.integers(0, 1000))
def test_chroma_agrees_with_the_exact_store_on_small_collections(tmp_path_factory, rows: int, seed: int) -> None:
    drawn = np.random.default_rng(seed).normal(size=(rows, 8)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    chroma, exact = ChromaStore.embedded(tmp_path_factory.mktemp("chroma")), MemoryStore()
    for store in (chroma, exact):
        store.create("both", 8)
        store.put("both", [Record(str(row), vector) for row, vector in enumerate(drawn)])
    for row in range(rows):
        ours, truth = chroma.query("both", drawn[row], rows), exact.query("both", drawn[row], rows)
        assert ours[0].id == truth[0].id == str(row)
        assert [m.similarity for m in ours] == pytest.approx([m.similarity for m in truth], abs=1e-5)
    chroma.close()
