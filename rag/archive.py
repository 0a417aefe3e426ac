"""The archive: the one place where the steps are put in order.

    add:  read -> learn -> catalogue -> embed -> store generation -> go live      (`rag.ingest`)
    ask:  stand-alone question -> retrieve -> draft -> check -> repair -> render            (`rag.asking`)

Everything the command line, the page and LlamaIndex do goes through an `Archive`. It may be shared between threads.
"""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rag.asking import Asking, Follower, OnAnswer, OnStage, Question, Tools, reading_stage
from rag.errors import (
    ArchiveError,
    ArchiveMismatch,
    ArchiveMissing,
    EmbedderError,
    FolderError,
    InputError,
    StoreError,
)
from rag.ingest import FolderWork, Intake, OnProgress, splitter_fingerprint
from rag.settings import Settings
from rag.types import (
    Answer,
    Article,
    CheckedText,
    Citation,
    Filters,
    Hit,
    IngestReport,
    Skipped,
    Timeline,
    Turn,
    as_turns,
)

if TYPE_CHECKING:
    from rag.answer import Knowledge
    from rag.catalog import ArticleRow, Catalog
    from rag.check.citation import CheckClaim
    from rag.check.opinion import Opinion
    from rag.check.text import Place
    from rag.corrections import Correction
    from rag.embed import Embedder
    from rag.evidence import EvidenceModel
    from rag.holdings import Holdings
    from rag.index import Index
    from rag.llm import Model
    from rag.receipt import VerifyReport

QUESTION_LIMIT = 10_000  # characters
PLACES_HELD = 8  # passages that a sentence of a pasted text is held against
TEXT_LIMIT = 50_000  # characters of such a text; some twenty pages
PASSAGES_TOLD = 80  # passages a timeline is drawn from: it is of many events, and of many articles

MarkAs = Literal["content", "furniture"]


class Archive:
    """A folder of news, read and searchable. ``with Archive.open() as archive: ...``"""

    def __init__(self, path: Path, settings: Settings, catalog: Catalog) -> None:
        self.path = path
        self.settings = settings
        self._catalog = catalog
        self._opening = threading.RLock()
        self._tools: tuple[Embedder | None, Index] | None = None
        self._llm: Model | None = None
        self._notice: str | None = None  # why the archive is searched by words only, if it is
        self._judge: tuple[EvidenceModel | None, str | None] | None = None  # and why there is none

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        chroma_url: str | None = None,
        settings: Settings | None = None,
        create: bool = True,
        second_opinion: Any = None,
    ) -> Archive:
        """Open the archive in the folder ``path``; make an empty one if there is none and ``create`` is true.

        ``second_opinion`` is a LlamaIndex language model (or a `rag.check.opinion.Opinion`) that may lower verdicts.
        Raises ArchiveMissing, ArchiveDamaged or ArchiveVersion, each with what to do.
        """
        from rag.catalog import Catalog

        settings = settings or Settings.from_environment()
        if path is not None:
            settings = replace(settings, archive=Path(path))
        if chroma_url is not None:
            settings = replace(settings, chroma_url=chroma_url)
        if second_opinion is not None:
            settings = replace(settings, second_opinion=second_opinion)
        folder = settings.archive
        if create:
            made = make_folder(folder)
            return cls(made, settings, Catalog.create(made / "catalog.sqlite"))
        if not (folder / "catalog.sqlite").exists():
            raise ArchiveMissing(f'There is no archive at {folder}. Make one with "footnote add FOLDER".')
        return cls(folder, settings, Catalog.open(folder / "catalog.sqlite"))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._catalog.close()

    # --- add ----------------------------------------------------------------------------------------------------

    def add(self, *folders: str | Path, progress: OnProgress | None = None) -> IngestReport:
        """Bring the archive up to date with these folders: new, changed and removed files; the rest is left alone.

        Unchanged files are read again where lines they share with others turn out to be page furniture, or no longer
        to be. All or nothing: after any error, or Ctrl-C, the archive is as it was (vectors made so far are kept
        aside, so that the next try goes on from there). Raises FolderError, ArchiveBusy, ArchiveMismatch, DiskFull.
        """
        from rag.catalog import write_lock

        if not folders:
            raise FolderError("No folder was given. Give the folder that holds the articles.")
        started = time.perf_counter()
        with write_lock(self.path):
            intake = Intake(self._catalog, self._opened(writing=True)[0], progress)
            outdated = intake.is_outdated
            work = [intake.compare(Path(folder), again=outdated) for folder in dict.fromkeys(folders)]
            report = self._take_in(intake, work, progress, started)
            self._catalog.forget_aside()
        if outdated:
            notice = "This Footnote reads articles differently than the one before: all of them were read again."
            report = replace(report, notices=(notice, *report.notices))
        return report

    def rebuild(self, progress: OnProgress | None = None) -> IngestReport:
        """Read all folders again and make a new store generation, with the embedder and splitter asked for now.

        Vectors of texts that did not change are taken from the cache. Files whose folder is gone keep their articles,
        which are read again from the text the archive has of them.
        """
        from rag.catalog import write_lock

        started = time.perf_counter()
        with write_lock(self.path):
            intake = Intake(self._catalog, self._embedder(self.settings.embedder), progress)
            self._tools = None
            present = [Path(folder) for folder in self._catalog.folders() if Path(folder).is_dir()]
            work = [intake.compare(folder, again=True) for folder in present]
            report = self._take_in(intake, work, progress, started, rebuild=True)
            self._catalog.forget_aside()
            return report

    def remove(self, folder: str | Path, progress: OnProgress | None = None) -> IngestReport:
        """Take a folder with all its articles out of the archive; ``put_back`` undoes it until something is added.

        The folder itself is not touched. What undoing needs is kept until the next ``add`` or ``rebuild``. All or
        nothing, as ``add``. Raises InputError for a folder that is not in the archive.
        """
        from rag.catalog import write_lock
        from rag.holdings import folder_meant

        started = time.perf_counter()
        with write_lock(self.path):
            meant = folder_meant(folder, self._catalog.folders())
            intake = Intake(self._catalog, self._opened(writing=True)[0], progress)
            return self._take_in(intake, [intake.compare_with_nothing(meant)], progress, started)

    def put_back(self, folder: str | Path, progress: OnProgress | None = None) -> IngestReport:
        """Undo ``remove``: the folder's articles as they were when it was removed, whatever its files say today.

        Raises InputError where nothing is kept of such a folder.
        """
        from rag.catalog import write_lock
        from rag.holdings import folder_meant

        started = time.perf_counter()
        with write_lock(self.path):
            meant = folder_meant(folder, self._catalog.aside.folders(), "kept to be put back")
            intake = Intake(self._catalog, self._opened(writing=True)[0], progress)
            return self._take_in(intake, [intake.compare_with_aside(meant)], progress, started)

    def holdings(self) -> Holdings:
        """The archive's folders, what was skipped in each, and which removed ones can be put back."""
        from rag.holdings import holdings

        return holdings(self._catalog)

    def _take_in(
        self,
        intake: Intake,
        work: Sequence[FolderWork],
        progress: OnProgress | None,
        started: float,
        rebuild: bool = False,
    ) -> IngestReport:
        """Take in what is new, then bring the store up to date, and say what was done."""
        outcome = intake.take_in(work, rebuild)
        embedder, index = self._opened(writing=True)
        if outcome is None:
            generation, problems = index.generation, []  # and no reader has to look at the archive anew
        else:
            generation = index.publish(progress, force=rebuild) if embedder else 0
            problems = index.health() if embedder else []
        counts = self._catalog.counts()
        return IngestReport(
            added=tuple(path for f in work for path in (*(e.path for e, _ in f.added), *(k.path for k in f.kept))),
            changed=tuple(entry.path for f in work for entry, _ in f.changed),
            unchanged=tuple(path for f in work for path in (*f.unchanged, *(entry.path for entry, _ in f.again))),
            removed=tuple(path for f in work for path, _ in f.removed),
            skipped=tuple(sorted((s for f in work for s in f.skipped), key=lambda s: s.path)),
            articles=counts["articles"],
            passages=counts["passages"],
            generation=generation,
            notices=tuple(filter(None, [self._notice, *problems])),
            timings_s={**intake.timings_s, "total": round(time.perf_counter() - started, 3)},
            reread=outcome.reread if outcome else (),
            found=outcome.found if outcome else {},
        )

    # --- marks by hand --------------------------------------------------------------------------------------------

    def mark(self, name: str, lines: Sequence[int | str], as_: MarkAs | None) -> Article:
        """Mark lines of an article as content or as furniture by hand, or undo it (``None``); returns it as it is then.

        A line is given by its number in the file, as an editor counts, or by a piece of its text; in a paragraph
        wrapped over several lines, any of them means the paragraph. What was marked is remembered by the words of the
        line for this file: when the file changes, goes and comes back, and when the archive is rebuilt. Raises
        InputError for an article, a number or a text that means nothing, or several things; then nothing has changed.
        """
        from rag.catalog import HandMark, write_lock
        from rag.reading.pointing import lines_meant

        if as_ not in ("content", "furniture", None):
            raise InputError(f'A line is marked as "content" or "furniture", not as "{as_}".')
        if not lines:
            raise InputError("No line was given. Give its number, or a piece of its text.")
        with write_lock(self.path):
            embedder, index = self._opened(writing=True)
            article = self.article(name)
            if as_ is None:
                marks, forget = [], self._marks_meant(article, lines)
            else:
                marks = [HandMark(*line, as_ == "content") for line in lines_meant(article.text, lines)]
                forget = []
            id = Intake(self._catalog, embedder).mark(article, marks, forget)
            if embedder:
                index.publish()
            return self._catalog.article(id)

    def _marks_meant(self, article: Article, lines: Sequence[int | str]) -> list[bytes]:
        """The keys of the lines to forget; a text may also be of a marked line that the file no longer has."""
        from rag.reading.pointing import lines_meant
        from rag.text.fold import fold

        marked = self._catalog.memory.hand_marks(article.folder).get(article.path, [])
        meant, others = [], []
        for line in lines:
            known = [mark.line for mark in marked if isinstance(line, str) and fold(line) in fold(mark.text)]
            if len(known) == 1:
                meant += known
            else:
                others.append(line)
        return [*meant, *(found.key for found in lines_meant(article.text, others))]

    def hand_marks(self, name: str) -> list[tuple[str, MarkAs]]:
        """The lines of an article's file that were marked by hand, and as what; also those it no longer has."""
        article = self.article(name)
        marks = self._catalog.memory.hand_marks(article.folder).get(article.path, [])
        return [(mark.text, "content" if mark.content else "furniture") for mark in marks]

    # --- corrections by hand --------------------------------------------------------------------------------------

    def correct(self, name: str | int, *, outlet: str | None = None, date: str | None = None) -> Article:
        """Put an article's outlet or date right by hand; returns it as it is then. ``None`` leaves what is there.

        A date is ``2020``, ``2020-09`` or ``2020-09-29``; "unknown" says that nobody knows. It is remembered for the
        file: when that changes, goes and comes back, when its folder is removed and added again, and when the archive
        is rebuilt. The file is not touched. Raises InputError, and then nothing has changed.
        """
        from rag.corrections import asked_for

        wanted = asked_for(outlet, date, (known for known, _ in self.outlets()))
        return self._corrected(name, lambda before: before.with_(wanted) if before else wanted)

    def uncorrect(self, name: str | int) -> Article:
        """Forget what was put right by hand of an article; returns it as its file says it is."""
        return self._corrected(name, lambda _: None)

    def _corrected(self, name: str | int, change: Callable[[Correction | None], Correction | None]) -> Article:
        from rag.catalog import write_lock

        with write_lock(self.path):
            embedder, index = self._opened(writing=True)
            article = self.article(name)
            before = self._catalog.memory.corrections(article.folder).get(article.path)
            id = Intake(self._catalog, embedder).correct(article, change(before))
            if embedder:
                index.publish()
            return self._catalog.article(id)

    def correction(self, article: Article) -> Correction | None:
        """What was put right by hand of an article; None where it is as its file says."""
        return self._catalog.memory.corrections(article.folder).get(article.path)

    # --- open the tools -------------------------------------------------------------------------------------------

    def _opened(self, writing: bool = False) -> tuple[Embedder | None, Index]:
        """The embedder and the index, opened once. Refuses an embedder or splitter other than the archive's own."""
        with self._opening:
            if self._tools is None:
                self._tools = self._open_tools()
            embedder, index = self._tools
            if writing and self._notice:
                raise EmbedderError(self._notice)
            return embedder, index

    def _open_tools(self) -> tuple[Embedder | None, Index]:
        from rag.index import Index

        wanted = self.settings.embedder
        made_with = self._catalog.meta("embedder")
        try:
            embedder = self._embedder(wanted)
        except EmbedderError as error:
            if made_with in (None, "none"):
                raise
            self._notice = f"{error} Until then, articles are found by words only."
            embedder = None
        if self._notice is None:
            self._same(made_with, embedder.fingerprint if embedder else "none", "embedder")
            self._same(self._catalog.meta("splitter"), splitter_fingerprint(embedder), "splitter")
        fingerprint = embedder.fingerprint if embedder else (made_with or "none")
        dimension = embedder.dimension if embedder else 1
        store = self._store() if embedder else None
        return embedder, Index(self._catalog, store, fingerprint, self.settings.exact_below, dimension)

    def _same(self, made_with: str | None, asked_for: str, what: str) -> None:
        if made_with not in (None, asked_for):
            raise ArchiveMismatch(
                f'The archive at {self.path} was made with the {what} "{made_with}"; "{asked_for}" is asked for now. '
                f'Run "footnote rebuild" to make it again, or ask for the old one.'
            )

    def _embedder(self, wanted: Any) -> Embedder | None:
        from rag.embed import open_embedder

        return open_embedder(wanted, self.settings.threads) if isinstance(wanted, str) else wanted

    def _store(self) -> Any:
        from vectorstore.base import StoreUnavailable
        from vectorstore.chroma import ChromaStore

        url = self.settings.chroma_url
        try:
            return ChromaStore.server(url) if url else ChromaStore.embedded(self.path / "vectors")
        except StoreUnavailable as error:
            raise StoreError(str(error)) from None

    # --- search and ask -------------------------------------------------------------------------------------------

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        after: str | None = None,
        before: str | None = None,
        outlets: Sequence[str] = (),
    ) -> list[Hit]:
        """The passages that fit a question best, best first. Raises InputError for a question that cannot be asked."""
        from rag.retrieve import retrieve

        question = usable(question)
        embedder, index = self._opened()
        filters = Filters(after, before, tuple(outlets))
        return retrieve(question, self._catalog, index, embedder, filters=filters, limit=limit)

    def ask(
        self,
        question: str,
        history: Sequence[Turn | Mapping[str, Any]] | None = None,
        *,
        after: str | None = None,
        before: str | None = None,
        outlets: Sequence[str] = (),
        any_time: bool = False,
        today: str | None = None,
        on_stage: OnStage | None = None,
        on_answer: OnAnswer | None = None,
        stopped: Callable[[], bool] | None = None,
        explain: bool = False,
        quoted: bool = False,
    ) -> Answer:
        """Answer a question from the articles, every sentence cited and checked; or say that they do not say.

        ``history`` is the conversation so far. Words like "in 2020" narrow the reading to a ``window`` that the answer
        shows; ``any_time``, ``after`` or ``before`` take its place. "Last week" is counted from the day ``today``
        (ISO), and sets no time without it.

        ``on_stage`` hears in plain words what is being done; ``on_answer`` hears the answer so far whenever a sentence
        of a language model is complete and checked, from the first on that passed: those that pass are in the last one,
        the answer that is returned, too, unless the quoted answer is given instead. ``stopped()`` is asked all along
        and ends the work at once. ``explain`` keeps how the answer came about (`Answer.explanation`). ``quoted``: no
        language model is asked.

        Raises InputError for an empty question or one of more than 10,000 characters, Stopped where the reader stopped
        before there was a sentence.
        """

        def search(question: str, *, limit: int) -> list[Hit]:
            return self.search(question, limit=limit, after=after, before=before, outlets=outlets)

        asked = Question(usable(question), as_turns(history), bool(any_time or after or before), today)
        model = None if quoted else self.model
        tools = Tools(
            search, self._knowledge, self._judging, self._with_copies, model, lambda: " ".join(self._lacking())
        )
        return Asking(asked, tools, Follower(explain=explain, **heard(on_stage, on_answer, stopped))).answer()

    def stream(
        self, question: str, history: Sequence[Turn | Mapping[str, Any]] | None = None, **options: Any
    ) -> Generator[Answer]:
        """The answer while it is written: each answer so far, as ``on_answer`` of ``ask`` hears it; then the whole.

        Takes what ``ask`` takes. Every sentence in them is complete and checked. Closing the generator stops the work,
        and the language model with it.
        """
        from rag.streaming import streamed

        return streamed(lambda **follower: self.ask(question, history, **{**options, **follower}))

    def timeline(
        self,
        question: str,
        *,
        after: str | None = None,
        before: str | None = None,
        outlets: Sequence[str] = (),
        limit: int = 30,
        on_stage: OnStage | None = None,
    ) -> Timeline:
        """What the articles tell of a matter by the dates of the events, every sentence cited and checked.

        ``limit`` is the most entries; the filters choose articles by when they appeared, as for ``ask``. Raises
        InputError for an empty question or one of more than 10,000 characters.
        """
        from rag.answer.timeline import draft_timeline, matter

        question = usable(question)
        stage = on_stage or (lambda _: None)
        started = time.perf_counter()
        stage("Searching the archive")
        hits = self.search(matter(question), limit=PASSAGES_TOLD, after=after, before=before, outlets=outlets)
        retrieved = time.perf_counter()
        stage(reading_stage(hits))
        draft = draft_timeline(question, hits, self._knowledge(), limit)
        drafted = time.perf_counter()
        stage("Checking every sentence against its source")
        draft = self._checked_timeline(draft)
        ended = time.perf_counter()
        return replace(
            draft,
            id=uuid.uuid4().hex[:16],
            notice=" ".join(filter(None, [draft.notice, *self._lacking()])) or None,
            timings_ms={
                "retrieve": milliseconds(started, retrieved),
                "draft": milliseconds(retrieved, drafted),
                "check": milliseconds(drafted, ended),
                "total": milliseconds(started, ended),
            },
        )

    def _knowledge(self) -> Knowledge:
        """What the answerer may know of the whole archive."""
        from rag.answer import Knowledge

        embedder, evidence = self._opened()[0], self._evidence()
        counts = self._catalog.counts()
        return Knowledge(
            articles=counts["articles"],
            passages=counts["passages"],
            frequency=self._catalog.term_counts,
            embed=embedder.embed if embedder else None,
            answers=evidence.answers if evidence else None,
        )

    def _evidence(self) -> EvidenceModel | None:
        """Our own model of which sentence answers, opened once; where it cannot be had, `_lacking` says why.

        Who asks for words alone, or has only these, gets no model beside them.
        """
        if self._opened()[0] is None:
            return None
        with self._opening:
            if self._judge is None:
                from rag.evidence import open_evidence

                self._judge = open_evidence(self.settings.evidence, self.settings.threads)
            return self._judge[0]

    def _lacking(self) -> list[str]:
        """Which models could not be had, in words for the reader."""
        return [words for words in (self._notice, self._judge[1] if self._judge else None) if words]

    # --- with a language model ------------------------------------------------------------------------------------

    @property
    def model(self) -> Model | None:
        """The language model that drafts, if one is set (docs/models.md). Raises InputError where it cannot be had."""
        if self._llm is None and self.settings.llm:
            from rag.llm import open_model
            from rag.settings import environment

            self._llm = open_model(self.settings.llm, environment())
        return self._llm

    def _model_in_words(self) -> str:
        """Which model drafts and whether it answers, for ``status``."""
        if not self.settings.llm:
            return "none: answers are quoted"
        from rag.errors import FootnoteError
        from rag.llm import describe

        try:
            assert self.model is not None
            return str(describe(self.model))
        except FootnoteError as error:
            return str(error)

    def _judging(self) -> CheckClaim:
        """The check that every claim of an answer has to pass."""
        from rag.check import judging

        embedder, _ = self._opened()
        return judging(self.source, embedder.embed if embedder else None, self._second_opinion())

    def _second_opinion(self) -> Opinion | None:
        given = self.settings.second_opinion
        if not hasattr(given, "chat"):
            return given
        from rag.llamaindex import LlamaOpinion

        return LlamaOpinion(given)

    def _checked_timeline(self, draft: Timeline) -> Timeline:
        """Verdicts for all entries; what is not supported is left out and counted: the dates are of these sentences."""
        from rag.answer import SHOWN
        from rag.answer.timeline import keep_entries
        from rag.check import judge_all

        claims = [entry.claim for entry in (*draft.entries, *draft.undated)]
        judged = judge_all(claims, draft.citations, self._judging())
        kept = keep_entries(replace(draft, repairs=judged.repairs), judged.claims, SHOWN)
        return replace(kept, citations=tuple(map(self._with_copies, kept.citations)))

    def _with_copies(self, citation: Citation) -> Citation:
        """The citation with the other articles that print its words: one text is cited once."""
        from rag.answer import with_copies

        return with_copies(
            citation, [self._catalog.article(row.id) for row in self._catalog.copies(citation.article_id)]
        )

    # --- check and verify -----------------------------------------------------------------------------------------

    def check(self, text: str, on_progress: OnProgress | None = None) -> CheckedText:
        """Check any text against the archive, sentence by sentence: verdict, reasons, and the best evidence.

        Markdown or plain. Iterating over what it gives yields the sentences that could be checked. Raises InputError
        for a text that is empty or has more than 50,000 characters.
        """
        from rag.check import check_text

        if not text.strip():
            raise InputError("The text is empty. Give one to check.")
        if len(text) > TEXT_LIMIT:
            raise InputError(f"The text has {len(text):,} characters; {TEXT_LIMIT:,} are the limit. Check it in parts.")
        embedder, _ = self._opened()
        embed = embedder.embed if embedder else None
        started = time.perf_counter()
        checked = check_text(
            text,
            self._places,
            id=uuid.uuid4().hex[:16],
            embed=embed,
            opinion=self._second_opinion(),
            on_progress=on_progress,
        )
        return replace(
            checked,
            citations=tuple(map(self._with_copies, checked.citations)),
            notice=" ".join(filter(None, [checked.notice, self._notice])) or None,
            timings_ms={"total": milliseconds(started, time.perf_counter())},
        )

    def _places(self, sentence: str) -> list[Place]:
        """Where evidence for a sentence may stand: the passages found for it, with a sentence more on either side."""
        from rag.answer import places_around
        from rag.check.text import Place

        hits = self.search(sentence[:QUESTION_LIMIT], limit=PLACES_HELD)
        cited = places_around(hits)
        return [Place(citation, hit.article.text) for citation, hit in zip(cited, hits, strict=True)]

    def verify(self, receipt: str | Path | Answer | CheckedText | tuple[Answer, ...]) -> VerifyReport:
        """Check a receipt again: are the cited files, places and words still there? Raises ReceiptError."""
        from rag.receipt import read_receipt, verify_receipt

        held = read_receipt(Path(receipt)) if isinstance(receipt, str | Path) else receipt
        return verify_receipt(held, self._as_it_is_now)

    def _as_it_is_now(self, citation: Citation) -> tuple[str, str] | None:
        """The cited file as it stands in its folder now; if that is out of reach, as the archive has it."""
        from rag.reading import FileEntry, decode, read_bytes

        article = self.source(citation) or next(iter(self._catalog.find_articles(citation.path)), None)
        if article is None:
            return None
        file = Path(article.folder) / article.path
        if not Path(article.folder).is_dir():
            return article.text, article.sha256
        data = read_bytes(FileEntry(article.path, file, 0))
        if isinstance(data, Skipped):
            return None
        with suppress(Exception):  # undecodable now: changed, and no longer text
            return decode(data).text, hashlib.sha256(data).hexdigest()
        return "", hashlib.sha256(data).hexdigest()

    # --- look around ----------------------------------------------------------------------------------------------

    def articles(
        self, *, after: str | None = None, before: str | None = None, outlets: Sequence[str] = ()
    ) -> list[ArticleRow]:
        """All articles that pass the filters, without their texts."""
        return self._catalog.article_rows(Filters(after, before, tuple(outlets)))

    def changes(self) -> int:
        """A number that grows with every change of the archive, by whichever process: cheap to ask for."""
        return self._catalog.changes()

    def article(self, name: str | int) -> Article:
        """One article by its path (or the end of it), hash or number. InputError if none or several are meant.

        An ``int`` is its number and nothing else.
        """
        if isinstance(name, int):
            return self._numbered(name)
        found = self._catalog.find_articles(name)
        if not found:
            raise InputError(f'No article is called "{name}". "footnote list" shows them all.')
        if len(found) > 1:
            some = ", ".join(article.path for article in found[:3])
            raise InputError(f'"{name}" can mean {len(found)} articles ({some}…). Give more of the path.')
        return found[0]

    def _numbered(self, number: int) -> Article:
        try:
            return self._catalog.article(number)
        except (ArchiveError, OverflowError):
            raise InputError("This article is no longer in the archive, or was read again. Open it anew.") from None

    def copies(self, article: Article) -> list[ArticleRow]:
        """The other articles that print the same text: its cluster without itself."""
        return self._catalog.copies(article.id)

    def source(self, citation: Citation) -> Article | None:
        """The article a citation stands on, if the archive still has it with the same bytes."""
        return self._catalog.find_source(citation.path, citation.sha256)

    def is_unchanged(self, citation: Citation) -> bool:
        """Whether the cited file has the bytes that were read; a folder out of reach says nothing against it."""
        now = self._as_it_is_now(citation)
        return now is not None and now[1] == citation.sha256

    def outlets(self) -> list[tuple[str, int]]:
        """Outlets with their number of articles, most first."""
        return self._catalog.outlets()

    def counts(self) -> dict[str, int]:
        """How much there is of everything; of ``status`` what costs nothing."""
        return self._catalog.counts()

    def status(self) -> dict[str, Any]:
        """Counts, generation, folders, and problems in words (empty: all is well)."""
        problems = self._catalog.check()
        generation = 0
        try:
            embedder, index = self._opened()
            generation = index.generation
            self._evidence()
            problems += index.health() if embedder else []
        except (ArchiveMismatch, EmbedderError) as error:
            problems.append(str(error))
        problems += [
            f"The folder {f} is gone; its articles are kept." for f in self._catalog.folders() if not Path(f).is_dir()
        ]
        return {
            "path": str(self.path),
            **self._catalog.counts(),
            "generation": generation,
            "store": (self.settings.chroma_url or "Chroma, embedded") if generation else "exact, in memory",
            "embedder": self._catalog.meta("embedder"),
            "language_model": self._model_in_words(),
            "folders": self._catalog.folders(),
            "problems": [*self._lacking(), *problems],
        }

    # --- LlamaIndex -----------------------------------------------------------------------------------------------

    def as_retriever(self, limit: int = 10, **filters: Any) -> Any:
        """A LlamaIndex ``BaseRetriever`` over this archive; ``filters`` as for ``search``."""
        from rag.llamaindex import as_retriever

        return as_retriever(self, limit, **filters)

    def as_query_engine(self, streaming: bool = False, **options: Any) -> Any:
        """A LlamaIndex query engine, its answers checked; ``options`` as for ``ask``."""
        from rag.llamaindex import as_query_engine

        return as_query_engine(self, streaming, **options)

    def as_chat_engine(self, memory: Any = None, **options: Any) -> Any:
        """A LlamaIndex chat engine; ``memory`` is one of LlamaIndex's, ``options`` as for ``ask``."""
        from rag.llamaindex import as_chat_engine

        return as_chat_engine(self, memory, **options)


def make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "it is a file" if folder.is_file() else (error.strerror or str(error))
        raise InputError(
            f'The archive cannot be made at "{folder}": {reason}. Choose another with --archive.'
        ) from None
    return folder


def usable(question: str) -> str:
    question = question.strip()
    if not question:
        raise InputError("The question is empty. Ask something.")
    if len(question) > QUESTION_LIMIT:
        raise InputError(
            f"The question has {len(question):,} characters; {QUESTION_LIMIT:,} are the limit. Shorten it."
        )
    return question


def heard(
    on_stage: OnStage | None, on_answer: OnAnswer | None, stopped: Callable[[], bool] | None
) -> dict[str, Callable[..., Any]]:
    """Those who listen, without those who do not."""
    given = {"on_stage": on_stage, "on_answer": on_answer, "stopped": stopped}
    return {name: listener for name, listener in given.items() if listener is not None}


def milliseconds(start: float, end: float) -> float:
    return round((end - start) * 1000, 1)
