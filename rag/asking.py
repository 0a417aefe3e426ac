"""One question through its steps, in their order; what each step does is known to the step alone.

stand-alone question -> retrieve -> draft (quoted) -> check -> repair
                                 -> draft (by a language model, if one is set) -> check -> repair, each sentence
                                                                                   as it is written
-> settle which of the two is shown -> answer
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from rag.errors import Stopped
from rag.types import Answer, Citation, Claim, Draft, Explanation, Hit, Turn, Usage, Window

if TYPE_CHECKING:
    from rag.answer import Knowledge
    from rag.answer.generated import Account, Meter, Model
    from rag.answer.timely import Reading
    from rag.check import Mended, Mending
    from rag.check.citation import CheckClaim

PASSAGES_READ = 10  # passages an answer is drafted from

OnStage = Callable[[str], None]
OnAnswer = Callable[[Answer], None]
QUOTED = "Quoted from the articles; no language model is set."
NOT_ASKED = "The articles do not answer; the language model was not asked."
WRITTEN = "Written by the language model; the sentences that passed the check are shown."


class Search(Protocol):
    """The archive's search, under the filters of this question."""

    def __call__(self, question: str, *, limit: int) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What the archive lends for one question."""

    search: Search
    knowledge: Callable[[], Knowledge]
    judging: Callable[[], CheckClaim]
    with_copies: Callable[[Citation], Citation]
    model: Model | None
    notice: Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the reader's words, the conversation before them, and what they say of time."""

    text: str
    turns: Sequence[Turn] = ()
    any_time: bool = False
    today: str | None = None


@dataclass(frozen=True, slots=True)
class Follower:
    """Who follows the work: hears what is being done and each answer so far, and may stop it."""

    on_stage: OnStage = lambda _: None
    on_answer: OnAnswer = lambda _: None
    stopped: Callable[[], bool] = lambda: False
    explain: bool = False

    def stage(self, words: str) -> None:
        """The next thing to be done; nothing is done for a reader who has stopped. Raises Stopped."""
        if self.stopped():
            raise Stopped("Stopped.")
        self.on_stage(words)


@dataclass(slots=True)
class Trail:
    """What ``--explain`` tells, as it comes about."""

    read: Sequence[Hit] = ()
    judged: tuple[Claim, ...] = ()
    account: Account | None = None
    outcome: str = QUOTED

    def explanation(self) -> Explanation:
        sent = self.account.messages if self.account else ()
        return Explanation(
            read=tuple(self.read),
            prompt=tuple((message.role, message.content) for message in sent),
            draft=self.account.text if self.account else "",
            judged=self.judged,
            outcome=self.outcome,
        )


def metered(model: Model | None) -> Meter | None:
    """The model with what it takes counted; nothing of it is loaded where there is none."""
    if model is None:
        return None
    from rag.answer.generated import Meter

    return Meter(model)


@dataclass(slots=True)
class Asking:
    """One question on its way. ``answer`` may be called once."""

    question: Question
    tools: Tools
    follower: Follower
    asked: str = ""
    _id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    _meter: Meter | None = None
    _usage: Usage | None = None
    _trail: Trail = field(default_factory=Trail)
    _timings_ms: dict[str, float] = field(default_factory=dict)

    def answer(self) -> Answer:
        """All steps. Raises Stopped where the reader stops before there is anything to show."""
        from rag.answer.timely import newest_first

        self._meter = metered(self.tools.model)
        with self._timed("retrieve"):
            hits, reading = self._retrieved()
        self.follower.stage(reading_stage(reading.hits))
        with self._timed("draft"):
            draft = newest_first(self._draft(self.asked, reading.hits), reading)
        self.follower.stage("Checking every sentence against its source")
        with self._timed("check"):
            window, draft = self._in_time(hits, reading, self._checked(draft, reading.hits))
        if self._meter:
            self._trail.outcome = NOT_ASKED
        if self._meter and not draft.abstained:
            with self._timed("model"):
                draft = self._generated(
                    hits[: self._read()] if window and window.lifted else reading.hits, draft, window
                )
        return self._told(draft, window, done=True)

    # --- retrieve -------------------------------------------------------------------------------------------------

    def _retrieved(self) -> tuple[list[Hit], Reading]:
        """The passages found, and of them those that are read."""
        from rag.answer.timely import REACH, read_in_time, time_told

        question = self.question
        self.asked = self._alone()
        self.follower.stage("Searching the archive")
        told = None if question.any_time else time_told(question.text, self.asked, question.today)
        read = self._read()
        hits = self.tools.search(self.asked, limit=read * REACH if told else read)
        reading = read_in_time(told, self.asked, hits, read)
        self._trail.read = reading.hits
        return hits, reading

    def _read(self) -> int:
        from rag.answer import passages_read

        return passages_read(self.asked, PASSAGES_READ)

    def _alone(self) -> str:
        """The question as it stands alone; the model may word it where the rules could, too."""
        from rag.answer.followup import standalone

        question, turns = self.question.text, self.question.turns
        if self._meter is None or not turns:
            return standalone(question, turns)
        from rag.answer.generated import alone

        self.follower.stage(f"Asking {self._meter.name} what is meant")
        return alone(question, turns, self._meter, stopped=self.follower.stopped)

    # --- quoted ---------------------------------------------------------------------------------------------------

    def _draft(self, question: str, hits: Sequence[Hit]) -> Draft:
        from rag.answer import draft

        return draft(question, hits, self.tools.knowledge())

    def _checked(self, draft: Draft, read: Sequence[Hit]) -> Draft:
        """Verdicts for all claims, and repairs from what was read; what is not supported is not shown as an answer."""
        from rag.answer import keep, places_read
        from rag.check import repair_all

        mended = repair_all(draft.claims, draft.citations, places_read(read), self.tools.judging())
        self._trail.judged = mended.claims
        return self._kept(keep(replace(draft, citations=mended.citations, repairs=mended.repairs), mended.claims))

    def _kept(self, draft: Draft) -> Draft:
        """The draft with the other articles that print a cited text."""
        return replace(draft, citations=tuple(map(self.tools.with_copies, draft.citations)))

    def _in_time(self, hits: Sequence[Hit], reading: Reading, draft: Draft) -> tuple[Window | None, Draft]:
        """The answer and the window it was found in; where nothing inside answers, all articles are asked.

        What appeared at that time need not say so: it is asked once more without the words that set the time.
        """
        from rag.answer.timely import newest_first, without_window

        if not reading.ended and not draft.abstained:
            return reading.window, draft
        if reading.inside:
            drafted = newest_first(self._draft(reading.bare, reading.inside), reading)
            of_that_time = self._checked(drafted, reading.inside)
            if not of_that_time.abstained:
                return reading.window, of_that_time
        first = hits[:PASSAGES_READ]
        whole = self._checked(self._draft(self.asked, first), first) if reading.changed else draft
        return without_window(reading, whole)

    # --- by a language model --------------------------------------------------------------------------------------

    def _generated(self, hits: Sequence[Hit], quoted: Draft, window: Window | None) -> Draft:
        """What the model writes, checked and repaired; the quoted answer where too little of it is left."""
        from rag.answer import places_read
        from rag.answer.generated import Account, settle
        from rag.check import Mending

        meter = self._meter
        assert meter is not None
        account = Account(failure=meter.failure)
        self.follower.stage(f"Asking {meter.name}")
        mending = Mending(places_read(hits), self.tools.judging(), lean=True)
        for so_far in self._written(hits, account, mending):
            self.follower.on_answer(self._told(so_far, window))
        judged = mending.mended.claims
        self._usage = meter.usage(account)
        checked = self._kept_of(mending.mended, hits)
        if account.stopped and not checked.claims:
            raise Stopped("Stopped.")
        settled = settle(account, judged, checked, quoted, self.asked)
        outcome = WRITTEN if settled.mode == "generated" else settled.notice or ""
        self._trail = Trail(hits, judged, account, outcome)
        return settled

    def _kept_of(self, mended: Mended, hits: Sequence[Hit]) -> Draft:
        """What is to be shown of the model's sentences."""
        from rag.answer import keep, renumbered
        from rag.answer.generated.naming import with_names

        kept = keep(Draft(mended.claims, mended.citations, repairs=mended.repairs), mended.claims)
        return self._kept(renumbered(with_names(kept, hits)))

    def _written(self, hits: Sequence[Hit], account: Account, mending: Mending) -> Iterator[Draft]:
        """What is to be shown so far, from the first sentence that is fit to be shown; one left out is told as well."""
        from rag.answer import SHOWN
        from rag.answer.generated import draft_generated

        assert self._meter is not None
        if account.failure:  # it could not reword the question, and is not waited for twice
            return
        proposals = draft_generated(self.asked, hits, self._meter, account, stopped=self.follower.stopped)
        with closing(proposals):
            begun = False
            for proposed in proposals:
                begun |= mending.take(proposed.claim, proposed.citations).verdict in SHOWN
                if begun:
                    yield replace(self._kept_of(mending.mended, hits), mode="generated")

    # --- the answer -----------------------------------------------------------------------------------------------

    def _told(self, draft: Draft, window: Window | None, done: bool = False) -> Answer:
        """The draft as the reader's answer: the whole one, or so far."""
        return Answer(
            id=self._id,
            question=self.question.text,
            standalone_question=self.asked,
            mode=draft.mode,
            abstained=draft.abstained,
            notice=" ".join(filter(None, [draft.notice, self.tools.notice()])) or None,
            closest=draft.closest,
            claims=draft.claims,
            disagreements=draft.disagreements,
            citations=draft.citations,
            direct=draft.direct,
            window=window,
            score=draft.confidence,
            repairs=draft.repairs,
            usage=self._usage,
            timings_ms=dict(self._timings_ms) | {"total": round(sum(self._timings_ms.values()), 1)},
            explanation=self._trail.explanation() if done and self.follower.explain else None,
        )

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self._timings_ms[what] = round((time.perf_counter() - started) * 1000, 1)


def reading_stage(hits: Sequence[Hit]) -> str:
    outlets = {hit.article.outlet for hit in hits if hit.article.outlet}
    articles = len({hit.article.id for hit in hits})
    among = f"{len(outlets)} outlets" if len(outlets) > 1 else f"{articles} articles"
    return f"Reading {len(hits)} passages from {among}"
