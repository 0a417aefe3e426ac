"""Taking in: files to articles, what recurs in them, passages and vectors; written to the catalogue in one transaction.

    read alone -> learn what recurs -> read again what that changes -> split -> embed -> write, with clusters of copies

What is learned, and which articles are copies, depends on the articles of the archive alone: adding them in another
order, or some today and some tomorrow, gives the same archive. All of this happens under the archive's write lock.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rag.corrections import Correction, corrected
from rag.text.lines import NOTHING_KNOWN, KnownLines
from rag.types import Article, Progress, Skipped, Span

if TYPE_CHECKING:
    from rag.catalog import Catalog, HandMark, KeptFile, KnownFile, Remembered, Traced
    from rag.embed import Embedder
    from rag.reading import FileEntry
    from rag.reading.many.copies import Sketched

EMBED_GROUP = 256  # passages embedded between two commits to the vector cache: what an interruption can cost

OnProgress = Callable[[Progress], None]
Lines = frozenset[bytes]
File = tuple["FileEntry", bytes]


@dataclass(slots=True)
class FolderWork:
    """What is to be done for one folder. ``again``: files that did not change, but are to be read again.

    ``kept`` are files to read from what was set aside of them. ``leaves``: all of the folder leaves the archive.
    """

    folder: str
    skipped: list[Skipped]
    added: list[File] = field(default_factory=list)
    changed: list[File] = field(default_factory=list)
    again: list[File] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[tuple[str, int]] = field(default_factory=list)
    kept: list[KeptFile] = field(default_factory=list)
    leaves: bool = False

    @property
    def to_read(self) -> list[File]:
        return [*self.added, *self.changed, *self.again]

    def skip(self, skipped: Sequence[Skipped], known: Mapping[str, KnownFile]) -> None:
        """Files that turned out to be no articles; those that were articles before leave the archive."""
        gone = {file.path for file in skipped}
        self.skipped += skipped
        self.added, self.changed, self.again = (
            [file for file in files if file[0].path not in gone] for files in (self.added, self.changed, self.again)
        )
        self.removed += [(path, known[path].article_id) for path in gone & known.keys()]


@dataclass(slots=True)
class Taken:
    """An article on its way into the archive, and what is remembered of it."""

    article: Article
    traced: Traced
    size: int
    mtime_ns: int
    passages: list[tuple[Span, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What taking in did: how many of the articles read have what (`IngestReport.found`), and which were read again
    because of what was learned."""

    found: Mapping[str, int]
    reread: tuple[str, ...]


class Intake:
    """Everything that writes articles: adding folders, reading them again, removing them, marks by hand."""

    def __init__(self, catalog: Catalog, embedder: Embedder | None, report: OnProgress | None = None) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._report = report or (lambda _: None)
        self.timings_s: dict[str, float] = {}

    @property
    def is_outdated(self) -> bool:
        """Whether the archive's articles were read by another version of the reader."""
        from rag.reading import READER_VERSION

        return self._catalog.meta("reader") not in (None, READER_VERSION)

    # --- adding folders -------------------------------------------------------------------------------------------

    def compare(self, folder: Path, again: bool = False) -> FolderWork:
        """What a folder holds against what the catalogue knows of it. ``again``: read all files, changed or not."""
        from rag.reading import files_to_read, read_bytes

        entries, skipped = files_to_read(folder)
        work = FolderWork(str(folder.resolve()), list(skipped))
        known = self._catalog.known_files(work.folder)
        for entry in entries:
            data = read_bytes(entry)
            if isinstance(data, Skipped):
                work.skipped.append(data)
                continue
            before = known.get(entry.path)
            if before is None:
                work.added.append((entry, data))
            elif before.sha256 != hashlib.sha256(data).hexdigest():
                work.changed.append((entry, data))
            elif again:
                work.again.append((entry, data))
            else:
                work.unchanged.append(entry.path)
        kept = {entry.path for entry in entries} | {s.path for s in work.skipped}
        work.removed = [(path, file.article_id) for path, file in known.items() if path not in kept]
        return work

    def take_in(self, work: Sequence[FolderWork], rebuild: bool = False) -> Outcome | None:
        """Read what is new and write it; None where there is nothing to do, and the archive is not touched.

        Where the reader is another one, or everything is to be made anew (``rebuild``), articles of folders that are
        not in ``work`` are read again from the text the archive has of them.
        """
        with self._timed("read"):
            taken = list(self._read(work))
            if rebuild or self.is_outdated:
                taken += self._read_elsewhere({f.folder for f in work})
        removed = {id for f in work for _, id in f.removed}
        new_folder = not {f.folder for f in work} <= set(self._catalog.folders())
        if not (taken or removed or new_folder or rebuild or self.is_outdated or any(f.leaves for f in work)):
            self._note_skipped(work)
            return None
        with self._timed("learn"):
            learned, reread = self._learn(taken, removed)
        with self._timed("split"):
            self._split([*taken, *reread])
        with self._timed("embed"):
            self._embed([*taken, *reread])
        with self._catalog.transaction():
            self._note_made_with(rebuild)
            self._note_folders(work)
            for id in removed:
                self._catalog.remove_article(id)
            for group, lines in learned.items():
                self._catalog.memory.keep_learned_lines(group, lines)
            ids = self._put([*taken, *reread])
            for folder in work:
                if folder.kept:  # only now: until their passages are there, nobody holds the vectors
                    self._catalog.aside.forget(folder.folder)
            clusters = self._find_clusters()
        found = {**_found(taken), "copy": sum(id in clusters for id in ids[: len(taken)])}
        found["learned"] = self._catalog.counts()["learned"]
        return Outcome(found, tuple(sorted(one.article.path for one in reread)))

    def compare_with_aside(self, folder: str) -> FolderWork:
        """A folder to be put back: the files that were set aside of it."""
        return FolderWork(folder, [], kept=self._catalog.aside.files(folder))

    def compare_with_nothing(self, folder: str) -> FolderWork:
        """A folder that leaves with all its articles."""
        known = self._catalog.known_files(folder)
        return FolderWork(folder, [], removed=[(path, file.article_id) for path, file in known.items()], leaves=True)

    def _note_folders(self, work: Sequence[FolderWork]) -> None:
        """Which folders the archive has now, and what was skipped in them."""
        for folder in work:
            if folder.leaves:
                self._catalog.set_aside(folder.folder)
            else:
                self._catalog.add_folder(folder.folder)
        self._note_skipped(work)

    def _note_skipped(self, work: Sequence[FolderWork]) -> None:
        memory = self._catalog.memory
        for folder in work:
            skipped = sorted(folder.skipped, key=lambda file: (file.path, file.reason))
            if not folder.leaves and skipped != memory.skipped(folder.folder):
                with self._catalog.transaction():
                    memory.keep_skipped(folder.folder, skipped)

    # --- marks and corrections by hand ----------------------------------------------------------------------------

    def mark(self, article: Article, marks: Sequence[HandMark], forget: Iterable[bytes]) -> int:
        """Remember marks of an article's lines, forget others, and read the article so; returns its id now."""
        memory, forget = self._catalog.memory, set(forget)
        by_hand = {mark.line: mark.content for mark in self._hand_marks(article) if mark.line not in forget}
        by_hand.update((mark.line, mark.content) for mark in marks)

        def remember() -> None:
            memory.unmark(article.folder, article.path, forget)
            memory.mark_by_hand(article.folder, article.path, marks)

        return self._replace(article, self._again(article, by_hand, self._correction(article)), remember)

    def correct(self, article: Article, correction: Correction | None) -> int:
        """Remember what is put right of an article, or forget it, and say so of the article; returns its id now."""
        by_hand = {mark.line: mark.content for mark in self._hand_marks(article)}

        def remember() -> None:
            self._catalog.memory.correct(article.folder, article.path, correction)

        return self._replace(article, self._again(article, by_hand, correction), remember)

    def _again(self, article: Article, by_hand: Mapping[bytes, bool], correction: Correction | None) -> Taken:
        """An article of the archive, read again with this by hand."""
        from rag.catalog import Traced
        from rag.reading.many.learned import known_lines
        from rag.reading.many.traces import group_of, sketch, trace

        alone = _parsed(article, NOTHING_KNOWN)
        group, lines = group_of(alone), trace(alone).lines
        learned = self._catalog.memory.learned_lines().get(group, frozenset())
        now = corrected(_parsed(article, KnownLines(known_lines(lines, learned), by_hand)), correction)
        file = self._catalog.known_files(article.folder)[article.path]
        return Taken(now, Traced(group, lines, sketch(now)), file.size, file.mtime_ns)

    def _replace(self, article: Article, taken: Taken, remember: Callable[[], None]) -> int:
        """Put an article in the place of what it was, where it is another now, with what is to be remembered."""
        if _is_same(taken.article, _provenance_of(taken.article, article)):
            return self._restate(article, taken, remember)
        self._split([taken])
        self._embed([taken])
        with self._catalog.transaction():
            remember()
            (id,) = self._put([taken])
            if _may_have_copies(taken.article, article):
                self._find_clusters()
        return id

    def _restate(self, article: Article, taken: Taken, remember: Callable[[], None]) -> int:
        """Say when and where an article appeared. No word of it changes: only what hangs on its date does."""
        now = replace(taken.article, id=article.id)
        is_redated = now.published.date != article.published.date  # it is embedded with each passage
        if is_redated:
            self._split([taken])
            self._embed([taken])
        with self._catalog.transaction():
            remember()
            if not _is_same(now, article):
                self._catalog.restate(now, taken.passages if is_redated else None)
            if _day(now) != _day(article):
                self._find_clusters_again(article)
        return article.id

    def _hand_marks(self, article: Article) -> list[HandMark]:
        return self._catalog.memory.hand_marks(article.folder).get(article.path, [])

    def _correction(self, article: Article) -> Correction | None:
        return self._catalog.memory.corrections(article.folder).get(article.path)

    # --- read -----------------------------------------------------------------------------------------------------

    def _read(self, work: Sequence[FolderWork]) -> Iterator[Taken]:
        """The articles of the folders' files, each read alone; files that turn out to be none are skipped."""
        from rag.reading import article_from

        done, total = 0, sum(len(folder.to_read) for folder in work)
        for folder in work:
            skipped: list[Skipped] = []
            for entry, data in folder.to_read:
                article = article_from(data, path=entry.path, folder=folder.folder)
                if isinstance(article, Skipped):
                    skipped.append(article)
                else:
                    yield _taken(article, entry.size, entry.mtime_ns)
                done += 1
                self._report(Progress("files", done, total))
            folder.skip(skipped, self._catalog.known_files(folder.folder) if skipped else {})
            for kept in folder.kept:
                yield _taken(_read_from(kept, folder.folder), kept.size, kept.mtime_ns)

    def _read_elsewhere(self, folders: set[str]) -> Iterator[Taken]:
        """The articles of all other folders, read again from the text the archive has of them."""
        for folder in self._catalog.folders():
            if folder not in folders:
                for file in self._catalog.known_files(folder).values():
                    article = self._catalog.article(file.article_id)
                    yield _taken(_parsed(article, NOTHING_KNOWN), file.size, file.mtime_ns)

    # --- learn ----------------------------------------------------------------------------------------------------

    def _learn(self, taken: Sequence[Taken], removed: set[int]) -> tuple[dict[str, Lines], list[Taken]]:
        """Which lines are furniture now, for the groups where that changes; ``taken`` is read accordingly.

        Also the articles the archive has that are to be read anew for it, as they are then.
        """
        from rag.reading.many.learned import Lesson, known_lines, learn

        groups, touched = self._staying(taken, removed)
        lessons = {group: [Lesson(one.sha256, one.traced.lines) for one in groups[group]] for group in touched}
        for one in taken:
            lessons[one.traced.group].append(Lesson(one.article.sha256, one.traced.lines))
        before = self._catalog.memory.learned_lines()
        after = before | {group: learn(lessons[group]) for group in touched}
        changed = {group: after[group] for group in touched if after[group] != before.get(group, frozenset())}
        by_hand = _ByHand(self._catalog)
        for one in taken:
            known = known_lines(one.traced.lines, after.get(one.traced.group, frozenset()))
            _read_anew(one, KnownLines(known, by_hand.marks(one.article)))
            one.article = corrected(one.article, by_hand.correction(one.article))
        reread: list[Taken] = []
        for group, lines in changed.items():
            for row in groups[group]:
                known = known_lines(row.traced.lines, lines)
                if known != known_lines(row.traced.lines, before.get(group, frozenset())):
                    reread += self._read_stored(row, known, by_hand)
        return changed, reread

    def _staying(self, taken: Sequence[Taken], removed: set[int]) -> tuple[dict[str, list[Remembered]], set[str]]:
        """The archive's articles that stay as they are, by group; and the groups that win or lose some."""
        replaced = {(one.article.folder, one.article.path) for one in taken}
        groups: dict[str, list[Remembered]] = defaultdict(list)
        touched = {one.traced.group for one in taken}
        for row in self._catalog.memory.articles():
            if row.id in removed or (row.folder, row.path) in replaced:
                touched.add(row.traced.group)
            else:
                groups[row.traced.group].append(row)
        return groups, touched

    def _read_stored(self, row: Remembered, known: Lines, by_hand: _ByHand) -> Iterator[Taken]:
        """An article of the archive, read with these lines known, if that makes it another."""
        before = self._catalog.article(row.id)
        one = Taken(before, row.traced, row.size, row.mtime_ns)
        _read_anew(one, KnownLines(known, by_hand.marks(before)), always=True)
        one.article = corrected(one.article, by_hand.correction(before))
        if not _is_same(one.article, before):
            yield one

    # --- split, embed, write --------------------------------------------------------------------------------------

    def _split(self, taken: Iterable[Taken]) -> None:
        from rag.split import scoring_text, split

        count, limit = counting(self._embedder)
        for one in taken:
            spans = split(one.article, count, limit)
            one.passages = [(span, scoring_text(one.article, span, count)) for span in spans]

    def _embed(self, taken: Iterable[Taken]) -> None:
        """Vectors for texts that have none yet, put aside group by group."""
        from rag.catalog import packed, text_hash

        embedder = self._embedder
        by_hash = {text_hash(text): text for one in taken for _, text in one.passages}
        if embedder is None or not by_hash:
            return
        have = self._catalog.cached_vectors(embedder.fingerprint, list(by_hash))
        missing = sorted((h for h in by_hash if h not in have), key=lambda h: len(by_hash[h]))
        for start in range(0, len(missing), EMBED_GROUP):
            group = missing[start : start + EMBED_GROUP]
            vectors = embedder.embed([by_hash[h] for h in group])
            self._catalog.store_vectors(embedder.fingerprint, dict(zip(group, packed(vectors), strict=True)))
            self._report(Progress("embed", start + len(group), len(missing), "passages"))

    def _put(self, taken: Iterable[Taken]) -> list[int]:
        return [
            self._catalog.put_article(
                one.article, one.passages, size=one.size, mtime_ns=one.mtime_ns, traced=one.traced
            )
            for one in taken
        ]

    def _find_clusters(self) -> dict[int, int]:
        """The clusters of the archive as it is now, noted and returned."""
        from rag.reading.many.copies import find_clusters

        clusters = find_clusters(self._sketched())
        self._catalog.memory.keep_clusters(clusters)
        return clusters

    def _find_clusters_again(self, before: Article) -> None:
        """Note the clusters where nothing has changed but the day of one article."""
        from rag.reading.many.redated import redated

        memory = self._catalog.memory
        memory.keep_clusters(redated(self._sketched(), memory.clusters(), before.id, _ordinal(_day(before))))

    def _sketched(self) -> Iterator[Sketched]:
        from rag.reading.many.copies import Sketched

        for id, sha256, day, sketch in self._catalog.memory.sketches():
            yield Sketched(id, sha256, sketch, _ordinal(day))

    def _note_made_with(self, rebuild: bool) -> None:
        from rag.reading import READER_VERSION

        embedder = self._embedder
        self._catalog.set_meta("reader", READER_VERSION)
        if self._catalog.meta("embedder") is None or rebuild:
            self._catalog.set_meta("embedder", embedder.fingerprint if embedder else "none")
            self._catalog.set_meta("splitter", splitter_fingerprint(embedder))
            if rebuild and embedder:
                self._catalog.keep_only_vectors(embedder.fingerprint)

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.timings_s[what] = round(time.perf_counter() - started, 3)


class _ByHand:
    """What was marked and put right by hand, folder by folder, read when first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._memory = catalog.memory
        self._marks: dict[str, dict[str, list[HandMark]]] = {}
        self._corrections: dict[str, dict[str, Correction]] = {}

    def marks(self, article: Article) -> dict[bytes, bool]:
        folder = article.folder
        if folder not in self._marks:
            self._marks[folder] = self._memory.hand_marks(folder)
        return {mark.line: mark.content for mark in self._marks[folder].get(article.path, ())}

    def correction(self, article: Article) -> Correction | None:
        folder = article.folder
        if folder not in self._corrections:
            self._corrections[folder] = self._memory.corrections(folder)
        return self._corrections[folder].get(article.path)


def _read_from(kept: KeptFile, folder: str) -> Article:
    """The article of a file that was set aside, read alone."""
    from rag.reading import parse

    return parse(kept.text, path=kept.path, folder=folder, sha256=kept.sha256, encoding=kept.encoding)


def _taken(article: Article, size: int, mtime_ns: int) -> Taken:
    """An article that was read alone, with its traces."""
    from rag.catalog import Traced
    from rag.reading.many.traces import group_of, trace

    return Taken(article, Traced(group_of(article), *trace(article)), size, mtime_ns)


def _read_anew(one: Taken, known: KnownLines, always: bool = False) -> None:
    """Read an article with what is known of its lines, if anything is; its sketch follows, its lines stay."""
    from rag.reading.many.traces import sketch

    if always or known.furniture or known.by_hand:
        one.article = _parsed(one.article, known)
        one.traced = one.traced._replace(sketch=sketch(one.article))


def _parsed(article: Article, known: KnownLines) -> Article:
    from rag.reading import parse

    return parse(
        article.text,
        path=article.path,
        folder=article.folder,
        sha256=article.sha256,
        encoding=article.encoding,
        known=known,
    )


def _is_same(new: Article, old: Article) -> bool:
    return replace(new, id=old.id, cluster=old.cluster) == old


def _provenance_of(source: Article, article: Article) -> Article:
    """An article as if it had appeared where and when another did."""
    return replace(article, outlet=source.outlet, published=source.published, outlet_by_hand=source.outlet_by_hand)


def _may_have_copies(new: Article, old: Article) -> bool:
    """Whether an article may have other copies than before, or another number among them: text or day tell."""
    return old.cluster is not None or new.sentences != old.sentences or _day(new) != _day(old)


def _day(article: Article) -> str | None:
    return article.published.date if article.published.precision == "day" else None


def _ordinal(day: str | None) -> int | None:
    return date.fromisoformat(day).toordinal() if day else None


def _found(taken: Sequence[Taken]) -> dict[str, int]:
    """How many of the articles have a date, an outlet, somebody who speaks."""
    from rag.text.voices import names_a_speaker

    articles = [one.article for one in taken]
    return {
        "read": len(articles),
        "date": sum(article.published.date is not None for article in articles),
        "outlet": sum(article.outlet is not None for article in articles),
        "speaker": sum(names_a_speaker(article.text, article.sentences) for article in articles),
    }


def counting(embedder: Embedder | None) -> tuple[Callable[[str], int], int]:
    """How passages are measured, and their limit: the embedder's tokens, or words where there is no embedder."""
    if embedder is not None:
        return embedder.count_tokens, embedder.max_tokens
    return (lambda text: len(text.split())), 180


def splitter_fingerprint(embedder: Embedder | None) -> str:
    from rag.split import SPLITTER

    return f"{SPLITTER}/{embedder.max_tokens if embedder else 'words'}"
