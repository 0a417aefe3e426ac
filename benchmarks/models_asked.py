"""The questions, the three ways of asking them, and what each way shows: sentences, and the texts they cite."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from benchmarks.models_relay import NAME, Relay

SEED = 6  # of the choice of questions
CHOSEN = 60
GIVEN = 10  # passages a language model gets of us

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what counts as its answer. ``points`` must all be shown, each in one of its wordings.

    ``null``: the articles do not say, and refusing is right. ``corrected``: its premise is false, and what the notice
    says of that counts as shown.
    """

    id: str
    of: str
    text: str
    points: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    null: bool = False
    corrected: bool = False
    history: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """What a sentence cites, under the sign the reader sees. ``text`` is None where there is no such source."""

    sign: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One sentence as a reader sees it. ``line``: it is the short answer above the sentences."""

    text: str
    cited: tuple[Cited, ...] = ()
    line: bool = False

    def key(self, question: str) -> str:
        """What a label is kept under: a hash of the question, the sentence and the texts cited."""
        parts = [question, self.text, str(self.line), *(cited.text or "" for cited in self.cited)]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one way made of one question. ``given`` are the texts the answer was to be drawn from."""

    id: str
    sentences: tuple[Shown, ...]
    refused: bool
    seconds: float
    given: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    notice: str = ""
    mode: str = ""
    read: int = 0
    written: int = 0
    notes: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Row) -> Outcome:
        sentences = tuple(
            Shown(one["text"], tuple(Cited(**cited) for cited in one["cited"]), one["line"])
            for one in data["sentences"]
        )
        lists = {name: tuple(data[name]) for name in ("given", "more")}
        return cls(**{**data, "sentences": sentences, **lists})


class Way(Protocol):
    """One way of getting an answer."""

    def ask(self, question: Question) -> Outcome: ...


def seeds_questions(file: Path) -> list[Question]:
    """The questions on the articles in ``seeds``. Those of a kind that asks for a refusal count as nulls."""
    return [
        Question(
            id=row["id"],
            of="seeds",
            text=row["question"],
            points=tuple(tuple(point.split(" || ")) for point in row["answer_points"]),
            never=tuple(row["must_not"]),
            null=row["kind"] in ("unanswerable", "injection-like"),
            corrected=row["kind"] == "false-premise",
            history=tuple(row.get("history") or ()),
        )
        for row in rows_of(file)
    ]


def newsquiz_questions(file: Path, count: int = CHOSEN, seed: int = SEED) -> list[Question]:
    """A seeded choice in which answerable, null and nearly answerable ones keep their proportion; so does its start."""
    kinds: dict[str, list[Row]] = {}
    for row in sorted(rows_of(file), key=lambda row: row["id"]):
        kinds.setdefault(row["type"], []).append(row)
    draw = random.Random(seed)
    shares = _shares({kind: len(rows) for kind, rows in kinds.items()}, count)
    chosen = [row for kind in sorted(kinds) for row in draw.sample(kinds[kind], shares[kind])]
    draw.shuffle(chosen)
    return [
        Question(row["id"], "newsquiz", row["question"], (_bare(row["answers"]),) * (not row["null"]), null=row["null"])
        for row in chosen
    ]


def _bare(wordings: Sequence[str]) -> tuple[str, ...]:
    """Wordings without the quotation marks around them, which an answer need not have."""
    return tuple(wording.strip('“”"') for wording in wordings)


def _shares(sizes: Mapping[str, int], count: int) -> Counter[str]:
    """How many of each kind, by the largest remainder."""
    exact = {kind: count * size / sum(sizes.values()) for kind, size in sizes.items()}
    shares = Counter({kind: int(share) for kind, share in exact.items()})
    for kind in sorted(exact, key=lambda kind: (int(exact[kind]) - exact[kind], kind))[: count - shares.total()]:
        shares[kind] += 1
    return shares


def rows_of(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


class Footnote:
    """Our archive, with the model behind the relay, or without one."""

    def __init__(self, archive: Any, relay: Relay | None) -> None:
        self._archive = archive
        self._relay = relay

    def ask(self, question: Question) -> Outcome:
        spent = self._relay.spent if self._relay else []
        spent.clear()
        since = time.perf_counter()
        answer = self._archive.ask(question.text, list(question.history) or None)
        taken = time.perf_counter() - since + sum(one.reply.seconds - one.now for one in spent)
        hits = self._archive.search(answer.standalone_question, limit=GIVEN)
        return replace(
            shown_by_us(question.id, answer),
            seconds=round(taken, 3),
            given=tuple(hit.text for hit in hits),
            read=sum(one.reply.read for one in spent),
            written=sum(one.reply.written for one in spent),
            notes={"said": [one.reply.text for one in spent]},
        )


def footnote_llm(relay: Relay) -> str:
    """What FOOTNOTE_LLM would be for the relay."""
    return f"openai-like:{relay.url}#{NAME}"


def shown_by_us(id: str, answer: Any) -> Outcome:
    """An answer of ours as what a reader is shown: the short line, then the sentences, each with what it cites."""

    def cited(numbers: Sequence[int]) -> tuple[Cited, ...]:
        return tuple(Cited(str(n), answer.citation(n).quote) for n in numbers)

    line = [Shown(answer.direct.text, cited([answer.direct.citation]), line=True)] if answer.direct else []
    sentences = [Shown(claim.text, cited(claim.citations)) for claim in answer.claims]
    return Outcome(
        id=id,
        sentences=(*line, *sentences),
        refused=answer.abstained,
        seconds=0.0,
        more=tuple(value.value for disagreement in answer.disagreements for value in disagreement.values),
        notice=answer.notice or "",
        mode="refused" if answer.abstained else answer.mode,
    )
