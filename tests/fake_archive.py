"""A stand-in for ``rag.archive``: two articles in memory, a queue of replies, a record of every call.

Run as ``python -m tests.fake_archive VERB …`` it is the command line over this archive, for tests that need a process
of its own (signals, pipes, terminals). ``FAKE_ARCHIVE`` names what goes wrong: ``slow`` waits in ``ask``, ``error``
raises a named error.
"""

from __future__ import annotations

import os
import sys
import time
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rag.errors import ArchiveBusy, ArchiveMissing, InputError
from rag.types import (
    Answer,
    Article,
    CheckedSentence,
    CheckedText,
    Citation,
    Claim,
    Entry,
    Explanation,
    Hit,
    IngestReport,
    Judgement,
    Mark,
    Passage,
    Progress,
    Published,
    Sentence,
    Skipped,
    Span,
    Timeline,
    When,
)

TEXT = "Ferry runs again\n\nShare this\n\nThe ferry to Holm runs again from Monday, the harbour office said.\n"
ARTICLE = Article(
    path="north/ferry.txt",
    folder="/news",
    sha256="ab" * 32,
    text=TEXT,
    encoding="utf-8",
    headline=Span(0, 16),
    sentences=(Sentence(30, 97, 2),),
    furniture=(Span(18, 28),),
    outlet="Harbour Post",
    published=Published("2024-03", "month", "stated"),
    marks=(Mark(0, 16, "headline"), Mark(79, 97, "author", "Ida Berg")),
    cluster=2,
    id=1,
)


@dataclass
class Row:
    """One line of ``footnote list``."""

    title: str = "Ferry runs again"
    path: str = "north/ferry.txt"
    folder: str = "/news"
    outlet: str | None = "Harbour Post"
    published: Published = ARTICLE.published
    sentences: int = 1
    passages: int = 1
    furniture_share: float = 0.1
    sha256: str = "ab" * 32
    cluster: int | None = None
    cluster_size: int = 1
    agency: str | None = None
    outlet_by_hand: bool = False


@dataclass
class Item:
    n: int
    status: str
    message: str


@dataclass
class Verified:
    items: list[Item]

    @property
    def ok(self) -> bool:
        return all(item.status == "intact" for item in self.items)


def citation(n: int = 1) -> Citation:
    return Citation(
        n=n,
        path=ARTICLE.path,
        sha256=ARTICLE.sha256,
        start=30,
        end=97,
        quote=TEXT[30:97],
        title=ARTICLE.title,
        outlet=ARTICLE.outlet,
        published=ARTICLE.published,
    )


def reply(question: str) -> Answer:
    claim = Claim(TEXT[30:97], "quote", "supported", "the harbour office", (), (1,))
    return Answer("own-id", question, question, claims=(claim,), citations=(citation(),))


@dataclass
class FakeArchive:
    """Answers what it was told to, and remembers what it was asked."""

    replies: list[Answer | Exception] = field(default_factory=list)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    opened: dict[str, Any] = field(default_factory=dict)
    verified: Verified = field(default_factory=lambda: Verified([Item(1, "intact", "stands as it was")]))
    marked: list[tuple[str, str]] = field(default_factory=list)
    missing: bool = False
    model: None = None  # no language model

    def open(self, path: Any, **options: Any) -> FakeArchive:
        self.opened = {"path": Path(path), **options}
        if self.missing and not options["create"]:
            raise ArchiveMissing(f'There is no archive at {path}. Run "footnote add FOLDER" first.')
        return self

    def __enter__(self) -> FakeArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self.calls.append(("close", None))

    def add(self, *folders: str, progress: Any = None) -> IngestReport:
        self.calls.append(("add", folders))
        for done in range(1, 3):
            if progress:
                progress(Progress("files", done, 2))
        if progress:
            progress(Progress("embed", 7, 7, "passages"))
        skipped = (Skipped("bad\x1b[31m.txt", "binary"),)
        found = {"read": 1, "date": 1, "outlet": 0, "speaker": 1, "copy": 1, "learned": 3}
        notices = ("Words only: no model.",)
        return IngestReport(("a.txt",), (), ("b.txt",), (), skipped, 2, 7, 1, notices, found=found)

    def rebuild(self, progress: Any = None) -> IngestReport:
        self.calls.append(("rebuild", progress))
        return IngestReport(articles=2, passages=7, generation=2)

    def ask(self, question: str, history: Sequence[Any] | None = None, **options: Any) -> Answer:
        self.calls.append(("ask", {"question": question, "history": list(history or ()), **options}))
        if options.get("on_stage"):
            options["on_stage"]("reading 1 passage from 1 outlet")
        if not question.strip():
            raise InputError("The question is empty.")
        if os.environ.get("FAKE_ARCHIVE") == "slow":
            print("asking", file=sys.stderr, flush=True)
            time.sleep(60)
        if os.environ.get("FAKE_ARCHIVE") == "error":
            raise ArchiveBusy("Process 12 on \x1b[31mhost\x1b[0m is\nwriting.")
        answer = self.replies.pop(0) if self.replies else reply(question)
        if isinstance(answer, Exception):
            raise answer
        if os.environ.get("FAKE_ARCHIVE") == "writes" and options.get("on_answer"):
            options["on_answer"](replace(answer, claims=(replace(answer.claims[0], text="So far."),)))
            time.sleep(0.2)
        told = Explanation(draft="What a model wrote.", judged=answer.claims, outcome="It is so.")
        return replace(answer, explanation=told) if options.get("explain") else answer

    def timeline(self, question: str, *, limit: int = 30, **options: Any) -> Timeline:
        self.calls.append(("timeline", {"question": question, "limit": limit, **options}))
        if not question.strip():
            raise InputError("The question is empty.")
        if question == "nothing":
            return Timeline("own-id", question, notice="The articles do not say.")
        claim = Claim(TEXT[30:97], "quote", "supported", "the harbour office", (), (1,))
        when = When(None, "weekday", "unknown", words="Monday")
        return Timeline("own-id", question, (Entry(claim, when, ARTICLE.published),), citations=(citation(),))

    def search(self, question: str, *, limit: int = 10, **filters: Any) -> list[Hit]:
        self.calls.append(("search", {"question": question, "limit": limit, **filters}))
        return [Hit(Passage(1, 1, 30, 97), ARTICLE, 0.875)][:limit]

    def check(self, text: str, on_progress: object = None) -> CheckedText:  # noqa: ARG002
        self.calls.append(("check", text))
        good = CheckedSentence("It runs.", 0, 8, Judgement("supported", 0.9), (1,))
        bad = CheckedSentence("It sank.", 9, 17, Judgement("contradicted", 0.1, ("the source says it runs",)))
        rest = CheckedSentence("Why?", 18, 22, nothing="a question")
        if not text.strip():
            return CheckedText("k0", text, notice="There is no sentence to check.")
        return CheckedText("k1", "It runs. It sank. Why?", (good, bad, rest), (citation(),))

    def verify(self, receipt: Any) -> Verified:
        self.calls.append(("verify", receipt))
        return self.verified

    def articles(self, **filters: Any) -> list[Row]:
        self.calls.append(("articles", filters))
        undated = Row("Untitled", "b.txt", outlet=None, published=Published(), furniture_share=0.5)
        copy = Row("ferry RUNS", "a/copy.txt", outlet="AP", published=Published("2024", "year", "inferred"))
        copy.cluster, copy.cluster_size = 2, 2
        return [] if filters.get("outlets") else [copy, undated, Row(cluster=2, cluster_size=2)]

    def article(self, name: str) -> Article:
        if name not in ARTICLE.path:
            raise InputError(f'No article is named "{name}".')
        return ARTICLE

    def copies(self, article: Article) -> list[Row]:
        return [Row(path="a/copy.txt", outlet="AP")] if article.cluster else []

    def mark(self, name: str, lines: Sequence[int | str], as_: str | None) -> Article:
        """Takes the sentence for furniture, the share bar for content, as long as nobody says otherwise."""
        article = self.article(name)
        self.calls.append(("mark", (name, list(lines), as_)))
        if as_ is None:
            return article
        furniture = (Span(18, 28), Span(30, 97)) if as_ == "furniture" else ()
        return replace(article, furniture=furniture, sentences=() if furniture else (Sentence(18, 28),))

    def hand_marks(self, name: str) -> list[tuple[str, str]]:
        self.article(name)
        return self.marked

    def status(self) -> Mapping[str, Any]:
        return {"path": ".footnote", "articles": 2, "passages": 7, "generation": 1, "problems": []}


def install(archive: FakeArchive, modules: Any = sys.modules) -> FakeArchive:
    """Puts ``archive`` where the command line looks for the real one: ``rag.archive.Archive``."""
    module = types.ModuleType("rag.archive")
    module.Archive = archive  # type: ignore[attr-defined]
    modules["rag.archive"] = module
    return archive


if __name__ == "__main__":
    from rag.cli import main
    from rag.cli.shell import Shell

    install(FakeArchive())
    Shell.has_archive = lambda _: True  # type: ignore[method-assign]
    sys.exit(main())
