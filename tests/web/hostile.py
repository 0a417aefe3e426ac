"""An archive whose every word is foreign: what it is given to say, it says in every place that a page shows.

Beside an article for each of the words there is one that has them all in its file name, headline, outlet and body.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rag.corrections import Correction, corrected
from rag.errors import InputError
from rag.holdings import Holding, Holdings
from rag.types import (
    Answer,
    Article,
    CheckedSentence,
    CheckedText,
    Citation,
    Claim,
    Disagreement,
    Entry,
    Judgement,
    Published,
    Repair,
    Skipped,
    Timeline,
    Value,
    When,
)
from tests.web.fake_archive import FakeArchive, Row, article_of


def on_one_line(words: Sequence[str]) -> str:
    return " ".join(" ".join(words).split())


class Hostile(FakeArchive):
    """Has the words it is given in all its places: question, headline, body, outlet, file name, folder, speaker,
    sentence, reason, notice, date, what was passed over, what went wrong, and the text that was checked."""

    def __init__(self) -> None:
        super().__init__()
        self.words: Sequence[str] = ()
        self.told = threading.Event()
        self._used = 0

    def use(self, words: Sequence[str]) -> None:
        self.words = words
        self._used += 1
        self._articles = [self._article(number, word) for number, word in enumerate([*words, on_one_line(words)])]

    def changes(self) -> int:
        return self._used

    @staticmethod
    def _article(number: int, word: str) -> Any:
        line = " ".join(word.split())
        text = f"A headline with words {line}\n\nIn the body of it stands {line} and then some more words.\n"
        published = Published("2020-03", "month", "inferred", reason=f"Printed {line}")
        return article_of(f"{number} {line}.txt", text, f"Outlet {line}", published)

    def ask(self, question: str, *_: object, on_answer: Any = None, stopped: Any = bool, **__: object) -> Answer:
        answer = self._hostile(question)
        for cut in (1, 2, 3):  # a sentence that is not whole yet, as a model's is while it comes
            claims = [replace(one, text=one.text[: len(one.text) * cut // 3]) for one in answer.claims]
            if on_answer:
                on_answer(replace(answer, claims=tuple(claims[: 2 + len(claims) * cut // 3])))
        self.told.set()
        while not self.writing.wait(0.02) and not stopped():
            pass
        return answer

    def _hostile(self, question: str) -> Answer:
        cited = self._cited()
        claims = [
            Claim(f"A sentence {word}", "statement", "supported", f"Speaker {word}", (f"Because {word}",), (n,))
            for n, word in enumerate(self.words, 1)
        ]
        values = tuple(Value(f"Value {word}", (n,)) for n, word in enumerate(self.words, 1))
        tried = [replace(one, n=0) for one in cited]
        repairs = tuple(
            Repair("dropped", f"Before {w}", None, f"Since {w}", place)
            for w, place in zip(self.words, tried, strict=True)
        )
        first = self.words[0]
        return Answer(
            f"a{self._used}{first[:3]}",
            question,
            f"Understood {first}",
            mode="generated",
            notice=f"Notice {first}",
            claims=tuple(claims),
            citations=tuple(cited),
            disagreements=(Disagreement(f"About {first}", values),),
            repairs=repairs,
        )

    def _cited(self) -> list[Citation]:
        return [self._first(number, article) for number, article in enumerate(self._articles[: len(self.words)], 1)]

    @staticmethod
    def _first(number: int, article: Any) -> Citation:
        s = article.sentences[0]
        return Citation(
            number, article.path, article.sha256, s.start, s.end, s.of(article.text), article.title, article.outlet
        )

    def check(self, text: str, on_progress: Any = None) -> CheckedText:  # noqa: ARG002
        lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
        cited = self._cited()
        sentences = tuple(
            CheckedSentence(
                text[start:end],
                start,
                end,
                Judgement("unsupported", 0.1, (f"Because {self.words[n % len(self.words)]}",)),
                (n % len(cited) + 1,),
            )
            for n, (start, end) in enumerate(lines)
        )
        return CheckedText("k1", text, sentences, tuple(cited), f"Notice {self.words[0]}")

    # -- the timeline --------------------------------------------------------------------------------------------------

    def timeline(self, question: str, *, on_stage: Any = None, **_: object) -> Timeline:
        """Each word told of a month of its own; every fifth without a date."""
        if on_stage:
            on_stage(f"Reading {self.words[0]}")
        cited = tuple(self._cited())
        entries = [
            Entry(
                Claim(f"Event {word}", "statement", "supported", f"Speaker {word}", (f"Because {word}",), (n,)),
                _when(n, word),
                Published("2020-03", "month", "inferred", reason=f"Printed {word}"),
            )
            for n, word in enumerate(self.words, 1)
        ]
        dated = tuple(entry for entry in entries if entry.when.date)
        undated = tuple(entry for entry in entries if not entry.when.date)
        return Timeline("t1", question, dated, undated, citations=cited, notice=f"Notice {self.words[0]}")

    # -- what it holds -------------------------------------------------------------------------------------------------

    def holdings(self) -> Holdings:
        skipped = tuple(Skipped(f"skipped {word}.txt", f"Because of {word}") for word in self.words)
        line = on_one_line(self.words)
        return Holdings((Holding(f"/folder {line}", len(self._articles), skipped),), {f"/removed {line}": 3})

    def status(self) -> dict[str, Any]:
        return {**self.counts(), "problems": [f"A problem {word}" for word in self.words]}

    def outlets(self) -> list[tuple[str, int]]:
        return [(str(article.outlet), 1) for article in self._articles]

    def copies(self, _article: Article) -> list[Row]:
        return [
            Row(f"copy {word}.txt", outlet=f"Reprint {word}" if n % 2 else None) for n, word in enumerate(self.words)
        ]

    def add(self, *folders: object, **_: object) -> Any:
        raise InputError(f'"{folders[0]}" is no folder.')

    def correct(self, number: int, *, outlet: str | None = None, date: str | None = None) -> Article:
        if date is not None:
            raise InputError(f'"{date}" is no date.')
        changed = corrected(self.article(number), Correction(outlet))
        self._articles[number - 1] = changed = replace(changed, id=number)
        self._used += 1
        return changed


def _when(number: int, word: str) -> When:
    if number % 5 == 0:
        return When()
    date = f"{1990 + number // 12}-{number % 12 + 1:02}"
    return When(date, "month", "inferred", f"Inferred {word}", word, aside=number % 2 == 0)
