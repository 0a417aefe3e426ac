"""An archive of the five seeds and a hostile article, without reader, index or model: the page's seam in tests.

It answers with the sentences that share most words with the question. A few questions behave on purpose: see ``ask``.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rag.errors import InputError, Stopped
from rag.holdings import Holding, Holdings
from rag.types import (
    Answer,
    Article,
    Check,
    CheckedSentence,
    CheckedText,
    Citation,
    Claim,
    Disagreement,
    Entry,
    Hit,
    Judgement,
    Passage,
    Progress,
    Published,
    Sentence,
    Skipped,
    Span,
    Timeline,
    Turn,
    Usage,
    Value,
    Verdict,
    When,
    Window,
)

SEEDS = Path(__file__).parents[2] / "seeds"
TRIPWIRE = "window.__tripped=(window.__tripped||0)+1"
EVIL_TEXT = (
    'Hostile headline <img src=x onerror="' + TRIPWIRE + '">\n\n'
    "The zebra parade was cancelled on Monday <script>" + TRIPWIRE + "</script> because of snow. "
    '![x](http://127.0.0.2:9/beacon.png?leak=1) <svg/onload="' + TRIPWIRE + '"> </mark></p>'
    "<iframe src='http://127.0.0.2:9/frame'></iframe> ${"
    + TRIPWIRE
    + "} {{constructor}} [a](javascript:"
    + TRIPWIRE
    + ")\n"
    'A zebra keeper said “snow & ice” \u202eesrever\u202c <a href="http://127.0.0.2:9/" onmouseover=\''
    + TRIPWIRE
    + "'>click</a>.\n"
)
EVIL_NAME = "evil<img src=x onerror=alert(1)>.txt"
REASON = f"Kept <b onclick={TRIPWIRE}>for</b> a reason."
_WORD = re.compile(r"\w{3,}")
_ANY_SENTENCE = re.compile(r"\S(?:[^.!?\n]|[.!?](?!\s|$))*[.!?]?")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+[”\"’]?|(?=\n)|$)")


@dataclass(frozen=True)
class Row:
    """A row of the catalogue, as far as the page uses it."""

    path: str
    title: str = ""
    outlet: str | None = None
    published: Published = field(default_factory=Published)
    id: int = 0
    folder: str = "seeds"
    cluster_size: int = 1
    outlet_by_hand: bool = False


def article_of(path: str, text: str, outlet: str | None = None, published: Published | None = None) -> Article:
    """A text as an article: first line of more than three words is the headline, short lines before it furniture."""
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    headline = next(line for line in lines if len(line.of(text).split()) > 3)
    furniture = tuple(line for line in lines if line.end <= headline.start)
    sentences = tuple(
        Sentence(m.start() + len(m[0]) - len(m[0].lstrip()), m.end())
        for m in _SENTENCE.finditer(text, headline.end)
        if len(m[0].split()) > 3
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(
        path, "seeds", digest, text, "utf-8", headline, sentences, furniture, outlet, published or Published()
    )


def seed_articles() -> list[Article]:
    outlets = [
        ("ILNA", Published("2023", "year", "inferred")),
        (None, Published()),
        ("Tasnim News", Published("2022-09", "month", "stated")),
    ]
    outlets += [
        ("Press TV", Published("2022-09-14", "day", "inferred")),
        ("Press TV", Published("2020-09-29", "day", "stated")),
    ]
    files = sorted(SEEDS.glob("*.txt"))
    return [
        article_of(file.name, file.read_bytes().decode(), outlet, published)
        for file, (outlet, published) in zip(files, outlets, strict=True)
    ]


class FakeArchive:
    """Has what the page uses of ``Archive``, and hooks: ``changed`` (paths that no longer match), ``asked``."""

    def __init__(self) -> None:
        self._articles = [
            *seed_articles(),
            article_of(EVIL_NAME, EVIL_TEXT, "<b onclick=alert(1)>Evil</b>"),
        ]
        self.path = Path(tempfile.mkdtemp(prefix="footnote-"))
        self.changed: set[str] = set()
        self.asked: list[tuple[str, list[Turn], dict[str, object]]] = []
        self.checked: list[str] = []
        self.any_time: list[bool] = []  # of each question, whether limits of time in it were to be ignored
        self.model: Any = None
        self.writing = threading.Event()
        self.writing.set()
        self.gone_on = threading.Event()  # set when a slow question ran to its end though it was stopped

    def ask(
        self,
        question: str,
        history: Sequence[Turn] | None = None,
        *,
        after: str | None = None,
        before: str | None = None,
        outlets: Sequence[str] = (),
        any_time: bool = False,
        on_stage: Callable[[str], None] | None = None,
        on_answer: Callable[[Answer], None] | None = None,
        stopped: Callable[[], bool] = bool,
    ) -> Answer:
        """``in 2020`` is a limit of time; ``slowly`` takes ten seconds, ``write`` is a model's answer of three
        sentences and goes on writing while ``writing`` is clear; ``explode`` fails as no one foresaw,
        ``refuse`` fails by name, ``differ`` adds a disagreement, ``unanswerable`` abstains; words of the articles are
        answered with their sentences."""
        self.asked.append(
            (question, list(history or ()), {"after": after, "before": before, "outlets": tuple(outlets)})
        )
        self.any_time.append(any_time)
        if on_stage:
            on_stage("reading 8 passages from 5 outlets")
        if "slowly" in question:
            self._slowly(on_stage, stopped)
        if "explode" in question:
            raise RuntimeError("secret detail of the inside")
        if "refuse" in question or "not-a-date" in (after, before):
            raise InputError('"not-a-date" is not a date. Give 2020, 2020-09 or 2020-09-29.')
        standalone = f"{question} (about {history[0].content})" if history else question
        if "unanswerable" in question:
            return self._abstention(question, standalone)
        answer = self._answer(question, standalone, outlets)
        if "write" in question:
            return self._written(answer, on_answer, stopped)
        limited = "in 2020" in question and not any_time
        return replace(answer, window=Window("in 2020", "2020", "2020", reason=REASON)) if limited else answer

    def _written(
        self, answer: Answer, on_answer: Callable[[Answer], None] | None, stopped: Callable[[], bool]
    ) -> Answer:
        """The first two sentences one by one, then no more until ``writing`` is set or the reader stops."""
        answer = replace(answer, mode="generated", usage=Usage("stub", 1, 900, 60, 1.5))
        for count in (1, 2):
            if on_answer:
                on_answer(replace(answer, claims=answer.claims[:count], citations=answer.citations[:count], usage=None))
        while not self.writing.wait(0.02):
            if stopped():
                raise Stopped("Stopped.")
        return answer

    def _slowly(self, on_stage: Callable[[str], None] | None, stopped: Callable[[], bool]) -> None:
        for step in range(100):
            time.sleep(0.1)
            if stopped():
                raise Stopped("Stopped.")
            if on_stage:
                on_stage(f"reading passage {step + 1} of 100")
        self.gone_on.set()

    def _answer(self, question: str, standalone: str, outlets: Sequence[str]) -> Answer:
        best = self._best(question, outlets, 3)
        citations = tuple(self._citation(n, article, s) for n, (article, s) in enumerate(best, 1))
        verdicts = ("supported", "partly_supported", "supported")
        reasons = ("Every word stands in the article.", "The date is not in the cited sentence.", "")
        claims = tuple(
            Claim(c.quote, "quote", v, "A speaker" if c.n == 1 else None, (r,) if r else (), (c.n,))
            for c, v, r in zip(citations, verdicts, reasons, strict=False)
        )
        disagreements = ()
        if "differ" in question:
            values = (Value("nearly 100", (1,)), Value("over 65,000", (2, 3)))
            disagreements = (Disagreement("how many soldiers died", values),)
        return Answer(
            f"a{len(self.asked)}", question, standalone, claims=claims, citations=citations, disagreements=disagreements
        )

    def timeline(
        self,
        question: str,
        *,
        outlets: Sequence[str] = (),
        on_stage: Callable[[str], None] | None = None,
        **_: object,
    ) -> Timeline:
        """Six sentences: of a day, an inferred month, a range of years, a report's date, a day without year, nothing.

        ``refuse``, ``explode`` and ``slowly`` as for ``ask``; ``nothing`` tells of no event, ``once`` of one.
        """
        if on_stage:
            on_stage("reading 8 passages from 5 outlets")
        if "slowly" in question:
            self._slowly(on_stage, bool)
        if "explode" in question:
            raise RuntimeError("secret detail of the inside")
        if "refuse" in question:
            raise InputError("The question is refused.")
        if "nothing" in question:
            return Timeline("t0", question, notice="No event is told of that.")
        best = self._best(question, outlets, 1 if "once" in question else 6)
        citations = tuple(self._citation(n, article, s) for n, (article, s) in enumerate(best, 1))
        whens = (
            When("2020-09-27", "day", "stated"),
            When("2020-11", "month", "inferred", REASON),
            When("1992", "year", "stated", until="1994", relation="since"),
            When(),
            When(month=8, day=23),
            When(),
        )
        entries = [
            Entry(Claim(c.quote, "quote", "supported", citations=(c.n,)), when, c.published)
            for c, when in zip(citations, whens, strict=False)
        ]
        return Timeline(f"t{len(self.asked)}", question, tuple(entries[:4]), tuple(entries[4:]), citations=citations)

    def _abstention(self, question: str, standalone: str) -> Answer:
        best = self._best("soldiers conflict region", (), 2)
        citations = tuple(self._citation(n, article, s) for n, (article, s) in enumerate(best, 1))
        notice = "None of the 5 articles says anything about that."
        return Answer(
            f"a{len(self.asked)}",
            question,
            standalone,
            abstained=True,
            notice=notice,
            closest=(1, 2),
            citations=citations,
        )

    def _best(self, question: str, outlets: Sequence[str], count: int) -> list[tuple[Article, Sentence]]:
        words = {w.lower() for w in _WORD.findall(question)}
        scored = [
            (-len(words & {w.lower() for w in _WORD.findall(s.of(a.text))}), place, s.start, a, s)
            for place, a in enumerate(self._articles)
            if not outlets or a.outlet in outlets
            for s in a.sentences
        ]
        return [(a, s) for *_, a, s in sorted(scored, key=lambda row: row[:3])[:count]]

    @staticmethod
    def _citation(n: int, article: Article, s: Sentence) -> Citation:
        quote = s.of(article.text)
        return Citation(
            n, article.path, article.sha256, s.start, s.end, quote, article.title, article.outlet, article.published
        )

    def check(self, text: str, on_progress: Callable[[Progress], None] | None = None) -> CheckedText:
        """A sentence is supported by the share of its words that one sentence of an article has.

        What holds ``denied`` is contradicted there, and has a corrected value; ``slowly`` takes a second a sentence,
        ``explode`` fails as no one foresaw, ``refuse`` fails by name; a question has nothing to check.
        """
        self.checked.append(text)
        if "explode" in text:
            raise RuntimeError("secret detail of the inside")
        if "refuse" in text:
            raise InputError("The archive is empty. Add a folder: footnote add FOLDER.")
        places = [m.span() for m in _ANY_SENTENCE.finditer(text)]
        citations: list[Citation] = []
        sentences = []
        for done, (start, end) in enumerate(places):
            if on_progress:
                on_progress(Progress("check", done, len(places), "sentences"))
            time.sleep(1.0 if "slowly" in text else 0)
            sentences.append(self._checked(text[start:end], start, citations))
        if "slowly" in text:
            self.gone_on.set()
        notice = "The text quotes hostile words." if "zebra" in text else None
        return CheckedText("k1", text, tuple(sentences), tuple(citations), notice)

    def _checked(self, text: str, start: int, citations: list[Citation]) -> CheckedSentence:
        if text.rstrip().endswith("?"):
            return CheckedSentence(text, start, start + len(text), nothing="a question")
        words = {w.lower() for w in _WORD.findall(text)}
        two = self._best(text, (), 2)
        near = {w.lower() for w in _WORD.findall(two[0][1].of(two[0][0].text))}
        share = len(words & near) / max(1, len(words))
        first = len(citations) + 1
        if share:
            citations += [self._citation(first + i, article, s) for i, (article, s) in enumerate(two)]
        cited, against = ((first,), (first + 1,)) if share else ((), ())
        if "denied" in text:
            at = Span(text.index("denied"), text.index("denied") + 6)
            check = Check("negation", False, "The article says “confirmed”.", at, 0, Span(0, 4), "confirmed")
            judged = Judgement("contradicted", 0.03, (check.reason, REASON), (check,))
            right = text.replace("denied", "confirmed")
            return CheckedSentence(text, start, start + len(text), judged, cited, against, right)
        verdict: Verdict = "supported" if share > 0.75 else "partly_supported" if share > 0.45 else "unsupported"
        reasons = () if share > 0.75 else ("Not every word of it stands in the article.",)
        return CheckedSentence(text, start, start + len(text), Judgement(verdict, share, reasons), cited)

    def is_unchanged(self, citation: Citation) -> bool:
        return citation.path not in self.changed

    def source(self, citation: Citation) -> Article | None:
        if citation.path in self.changed:
            return None
        return next((a for a in self._articles if (a.path, a.sha256) == (citation.path, citation.sha256)), None)

    def articles(self, *, outlets: Sequence[str] = (), **_: object) -> list[Row]:
        return [
            Row(a.path, a.title, a.outlet, a.published, id)
            for id, a in enumerate(self._articles, 1)
            if not outlets or a.outlet in outlets
        ]

    def article(self, number: int) -> Article:
        return self._articles[number - 1]

    def holdings(self) -> Holdings:
        return Holdings((Holding("seeds", len(self._articles), (Skipped(EVIL_NAME, REASON),)),), {})

    def counts(self) -> dict[str, int]:
        return {"articles": len(self._articles), "outlets": 3, "dated": 4, "passages": 40}

    def status(self) -> dict[str, Any]:
        return {**self.counts(), "problems": []}

    def changes(self) -> int:
        return 1

    def correction(self, _article: Article) -> None:
        return None

    def copies(self, _article: Article) -> list[Row]:
        return []

    def outlets(self) -> list[tuple[str, int]]:
        return sorted({(a.outlet, 1) for a in self._articles if a.outlet})

    def search(self, question: str, *, limit: int = 10, outlets: Sequence[str] = (), **_: object) -> list[Hit]:
        best = self._best(question, outlets, limit)
        return [Hit(Passage(n, n, s.start, s.end), article, 1 / n) for n, (article, s) in enumerate(best, 1)]


def edited(article: Article, text: str) -> Article:
    """The same file with another text, as after an edit."""
    return replace(article, text=text)
