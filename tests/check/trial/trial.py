"""The trial itself: every case judged by its whole article and by a citation of three sentences, and counted.

By a citation, names may be looked up in the rest of the article, as where an answer is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from rag.check import check_claim
from rag.check.claim import TESTS
from rag.check.evidence import Embed
from rag.check.finding import Tests
from rag.embed import open_embedder
from rag.types import Judgement, Verdict
from tests.check.trial.cases import Case, Paraphrase, cases, paraphrases
from tests.check.trial.texts import Half, text

Source = Literal["article", "citation"]
SOURCES: tuple[Source, ...] = ("article", "citation")
HALVES: tuple[Half, ...] = ("development", "held out")
_WORSE: tuple[Verdict, ...] = ("unchecked", "supported", "partly_supported", "unsupported", "contradicted")
"""Verdicts, the worse the later. "Unchecked" (a test that failed) is no judgement: it never counts as caught."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence judged by one source. ``true`` says what the verdict ought to be; ``pair`` names a paraphrase."""

    family: str
    half: Half
    source: Source
    name: str
    original: str
    sentence: str
    true: bool
    judgement: Judgement
    pair: str = ""

    @property
    def refused(self) -> bool:
        """Strictly: anything but supported (and not a failure)."""
        return self.judgement.verdict not in ("supported", "unchecked")

    @property
    def denied(self) -> bool:
        """By judgement: told to be unsupported or contradicted."""
        return self.judgement.verdict in ("unsupported", "contradicted")

    @property
    def failed(self) -> bool:
        return self.judgement.verdict == "unchecked"

    @property
    def right(self) -> bool:
        return self.refused != self.true and not self.failed


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: of ``n`` cases, how many were refused (strictly) and denied (by judgement), by source."""

    family: str
    half: str
    true: bool
    n: int
    refused: dict[Source, int]
    denied: dict[Source, int]


@cache
def vectors() -> Embed:
    """The embedder that ships, as the product checks with; each text once."""
    embedder = open_embedder("minilm", 2)
    assert embedder is not None
    known: dict[str, Any] = {}

    def embed(texts: Sequence[str]) -> list[Any]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embedder.embed(new), strict=True))
        return [known[text] for text in texts]

    return embed


def judge_cases(chosen: Iterable[Case], *, tests: Tests = TESTS) -> list[Judged]:
    """Cases of one text are judged one after another, while its reading is still known."""
    by_text = sorted(chosen, key=lambda case: case.text)
    return [judged for case in by_text for judged in _judge_case(case, tests)]


def _judge_case(case: Case, tests: Tests) -> Iterator[Judged]:
    source = text(case.text)
    given = {"article": source.text, "citation": source.citation(case.original)}
    for kind in SOURCES:
        judgement = check_claim(case.changed, [given[kind]], context=[source.text], embed=vectors(), tests=tests)
        yield Judged(case.family, case.half, kind, case.text, case.original, case.changed, case.true, judgement)


def judge_paraphrases(chosen: Iterable[Paraphrase], *, tests: Tests = TESTS) -> list[Judged]:
    """Both sentences of each pair, by the article and by the passage they put in other words."""
    return [judged for pair in chosen for judged in _judge_pair(pair, tests)]


def _judge_pair(pair: Paraphrase, tests: Tests) -> Iterator[Judged]:
    article = text(pair.text).text
    given = {"article": article, "citation": pair.source}
    for kind in SOURCES:
        for true, sentence in ((True, pair.true), (False, pair.false)):
            family = "paraphrase" if true else f"paraphrase: {pair.family}"
            judgement = check_claim(sentence, [given[kind]], context=[article], embed=vectors(), tests=tests)
            yield Judged(family, pair.half, kind, pair.text, pair.source, sentence, true, judgement, pair.id)


def run() -> list[Judged]:
    """The whole trial."""
    return [*judge_cases(cases()), *judge_paraphrases(paraphrases())]


def rows(judged: Sequence[Judged]) -> list[Row]:
    """One row for each family and half, in the order of the families; then sums, then the pairs told apart."""
    order = {case.family: None for case in cases()} | {one.family: None for one in judged}
    found = [_row(family, half, [one for one in judged if one.family == family]) for family in order for half in HALVES]
    halves = (*HALVES, "both")
    sums = [_row(name, half, group) for name, group in _groups(judged).items() for half in halves]
    return [row for row in [*found, *sums, *(_apart(half, judged) for half in halves)] if row.n]


def _groups(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    plain = [one for one in judged if not one.pair]
    return {
        "ALL CHANGES": [one for one in plain if not one.true],
        "ALL CONTROLS": [one for one in plain if one.true],
        "ALL PARAPHRASES MADE FALSE": [one for one in judged if one.pair and not one.true],
    }


def _row(name: str, half: str, judged: Sequence[Judged]) -> Row:
    chosen = [one for one in judged if half in (one.half, "both")]
    refused = {kind: sum(one.refused for one in chosen if one.source == kind) for kind in SOURCES}
    denied = {kind: sum(one.denied for one in chosen if one.source == kind) for kind in SOURCES}
    return Row(name, half, any(one.true for one in chosen), len(chosen) // len(SOURCES), refused, denied)


def _apart(half: str, judged: Sequence[Judged]) -> Row:
    """How often the false one of two paraphrases has the worse verdict (``refused``), the lower score (``denied``)."""
    chosen = [one for one in judged if one.pair and half in (one.half, "both")]
    verdict, score = dict.fromkeys(SOURCES, 0), dict.fromkeys(SOURCES, 0)
    false = {(one.pair, one.source): one.judgement for one in chosen if not one.true}
    for one in chosen:
        if one.true:
            other = false[one.pair, one.source]
            verdict[one.source] += _WORSE.index(other.verdict) > _WORSE.index(one.judgement.verdict)
            score[one.source] += other.score < one.judgement.score
    return Row("pairs told apart: verdict, score", half, False, len(false) // len(SOURCES), verdict, score)
