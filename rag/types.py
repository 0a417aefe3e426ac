"""The nouns of Footnote: small, frozen, and all of them traceable to characters of an article.

An article's text is the decoded file, never edited. Every span is a pair of character offsets into it, so that
``quote == article.text[start:end]`` always holds. Nothing in this file does work beyond reading its own fields;
the JSON forms here are the public contract (README, "JSON").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

Verdict = Literal["supported", "partly_supported", "unsupported", "contradicted", "unchecked"]
ClaimKind = Literal["quote", "paraphrase", "statement"]
Precision = Literal["day", "month", "year", "unknown"]
Origin = Literal["stated", "inferred", "corrected", "unknown"]
Mode = Literal["extractive", "generated"]
RepairKind = Literal["cited", "cut", "quoted", "dropped"]
# The gravest first: what a reader wants to see first, and what a text is judged as.
GRAVEST: tuple[Verdict, ...] = ("contradicted", "unsupported", "partly_supported", "unchecked", "supported")
# How precisely a text says when something happened: a decade, or the day of a week that is not named.
EventPrecision = Literal["day", "month", "year", "decade", "weekday", "unknown"]
# How passages are put in order where the question says so: as they fit it, or the newest articles first.
WindowOrder = Literal["none", "latest"]
# What a stretch of an article is (its structure), and what it states about the article (its provenance).
MarkKind = Literal[
    "headline", "subheading", "byline", "dateline", "caption", "lead", "section", "outlet", "agency", "author", "place"
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets, ``text[start:end]``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters this span stands for."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Sentence(Span):
    """One sentence of an article's content; the unit that is cited.

    A quotation of several sentences stays in one piece with its speaker tag.
    """

    paragraph: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Mark(Span):
    """What a stretch of an article is, or what it states about the article.

    ``value`` is what is stated, cleaned (an author's name without "By"); empty where the stretch itself is meant.
    Marks may overlap each other, the sentences and the furniture: a byline is furniture and names an author.
    """

    kind: MarkKind = "lead"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """When an article appeared, no more precisely than its text says.

    ``date`` is ISO 8601 cut to its precision: ``2020-09-29``, ``2020-09``, ``2020`` or ``None``. ``span`` is where the
    text says so; ``reason`` is why, in plain words, where the date is inferred, or ``corrected`` by a reader's hand.
    """

    date: str | None = None
    precision: Precision = "unknown"
    origin: Origin = "unknown"
    span: Span | None = None
    reason: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"date": self.date, "precision": self.precision, "origin": self.origin}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Published:
        return cls(data.get("date"), data.get("precision", "unknown"), data.get("origin", "unknown"))


@dataclass(frozen=True, slots=True)
class Article:
    """One file of news, as it was read: the unchanged text and what its parts are.

    ``path`` is relative to ``folder`` (the folder that was added), with forward slashes. ``sha256`` is of the
    file's bytes. ``sentences`` are content only: neither the headline nor ``furniture`` (navigation, share bars,
    advertisements), which is marked and kept, but never retrieved or quoted; the three tile the visible text.
    ``marks`` say what the parts are and where the article comes from. ``cluster`` is the number shared by articles
    that are copies of one text, None for one that stands alone. ``id`` is 0 until catalogued. ``outlet_by_hand``: a
    reader put the outlet right, or said that nobody knows it; of the date, its origin says so.
    """

    path: str
    folder: str
    sha256: str
    text: str
    encoding: str
    headline: Span | None = None
    sentences: tuple[Sentence, ...] = ()
    furniture: tuple[Span, ...] = ()
    outlet: str | None = None
    published: Published = Published()
    marks: tuple[Mark, ...] = ()
    cluster: int | None = None
    outlet_by_hand: bool = False
    id: int = 0

    @property
    def title(self) -> str:
        """The headline on one line, or the file's name where the text has none."""
        if self.headline is None:
            return Path(self.path).stem
        return " ".join(self.headline.of(self.text).split())

    def stated(self, kind: MarkKind) -> tuple[str, ...]:
        """The values of the marks of one kind, in order, each once: ``article.stated("author")``."""
        return tuple(dict.fromkeys(mark.value for mark in self.marks if mark.kind == kind and mark.value))


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one article, short enough for the embedder: the unit that is retrieved."""

    id: int
    article_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. ``score`` is the fused score in [0, 1]; ``parts`` says what it is made of."""

    passage: Passage
    article: Article
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.article.text[self.passage.start : self.passage.end]

    def to_json(self) -> dict[str, Any]:
        return {
            "path": self.article.path,
            "title": self.article.title,
            "score": round(self.score, 6),
            "start": self.passage.start,
            "end": self.passage.end,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; ``topic`` is its title, where it has one."""

    role: Literal["user", "assistant", "topic"]
    content: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrowed the archive to. Dates are ISO (``2020``, ``2020-09`` or ``2020-09-29``), inclusive.

    An article whose date is unknown passes no date filter; one without an outlet passes no outlet filter.
    """

    after: str | None = None
    before: str | None = None
    outlets: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.after or self.before or self.outlets)


@dataclass(frozen=True, slots=True)
class Window:
    """The time that a question's own words narrow the reading to: a filter the reader sees and can remove.

    ``words`` are the question's own ("in 2020"). ``after`` and ``before`` are dates as in ``Filters``, inclusive;
    ``order`` is "latest" where the newest articles are to come first. ``reason`` is, in plain words, where a date
    comes from that the question does not state, and what is kept from outside. ``lifted``: nothing inside answered,
    and all articles were read.
    """

    words: str
    after: str | None = None
    before: str | None = None
    order: WindowOrder = "none"
    reason: str | None = None
    lifted: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "after": self.after,
            "before": self.before,
            "order": self.order,
            "words": self.words,
            "reason": self.reason,
            "lifted": self.lifted,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Window:
        return cls(
            words=str(data["words"]),
            after=data.get("after"),
            before=data.get("before"),
            order=data.get("order") or "none",
            reason=data.get("reason"),
            lifted=bool(data.get("lifted")),
        )


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another article that prints the same words: a syndicated copy."""

    path: str
    title: str
    outlet: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"path": self.path, "title": self.title, "outlet": self.outlet}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Elsewhere:
        return cls(str(data["path"]), str(data.get("title") or ""), data.get("outlet"))


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim stands: characters ``start`` to ``end`` of the file whose hash is ``sha256``.

    ``also_in`` are the other articles of the archive that print the same words. ``outlet_by_hand``: see `Article`.
    """

    n: int
    path: str
    sha256: str
    start: int
    end: int
    quote: str
    title: str
    outlet: str | None = None
    published: Published = Published()
    article_id: int = 0
    also_in: tuple[Elsewhere, ...] = ()
    outlet_by_hand: bool = False

    def to_json(self) -> dict[str, Any]:
        """``outlet_by_hand`` is there only where it is so."""
        by_hand = {"outlet_by_hand": True} if self.outlet_by_hand else {}
        return {
            "n": self.n,
            "path": self.path,
            "sha256": self.sha256,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "title": self.title,
            "outlet": self.outlet,
            "published": self.published.to_json(),
            "also_in": [other.to_json() for other in self.also_in],
            **by_hand,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Citation:
        return cls(
            n=int(data["n"]),
            path=str(data["path"]),
            sha256=str(data["sha256"]),
            start=int(data["start"]),
            end=int(data["end"]),
            quote=str(data["quote"]),
            title=str(data.get("title") or ""),
            outlet=data.get("outlet"),
            published=Published.from_json(data.get("published") or {}),
            also_in=tuple(Elsewhere.from_json(other) for other in data.get("also_in") or ()),
            outlet_by_hand=data.get("outlet_by_hand") is True,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One test of a claim: its name, whether it passed (``None``: did not apply), and the reason in plain words.

    ``at`` are the characters of the claim that it is about; ``there`` are those of source number ``source`` (from 0)
    that bear or deny them. ``right`` is what the claim would have to say at ``at``, where the source tells.
    """

    name: str
    passed: bool | None
    reason: str = ""
    at: Span | None = None
    source: int | None = None
    there: Span | None = None
    right: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "passed": self.passed,
            "reason": self.reason,
            "at": [self.at.start, self.at.end] if self.at else None,
            "source": self.source,
            "there": [self.there.start, self.there.end] if self.there else None,
            "right": self.right,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the checker says of one claim. ``score`` in [0, 1] is how likely it is that the sources support it."""

    verdict: Verdict
    score: float
    reasons: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def corrections(self) -> tuple[Check, ...]:
        """The failed checks that know what the claim would have to say, and where."""
        return tuple(check for check in self.checks if check.passed is False and check.at and check.right)

    def to_json(self) -> dict[str, Any]:
        return {"verdict": self.verdict, "score": round(self.score, 4), "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a pasted text (its characters ``start`` to ``end``), what the archive says of it, and where.

    ``citations`` are numbers of ``CheckedText.citations``: what the verdict stands on, best first; ``against`` are
    those that say otherwise. Without a judgement there is nothing to check, and ``nothing`` says why in a word or
    two: "a question", "an opinion". ``corrected`` is the sentence with the source's value, where one is known.
    """

    text: str
    start: int
    end: int
    judgement: Judgement | None = None
    citations: tuple[int, ...] = ()
    against: tuple[int, ...] = ()
    corrected: str | None = None
    nothing: str = ""

    @property
    def verdict(self) -> Verdict:
        """The word for it; ``unchecked`` where there is nothing to check."""
        return self.judgement.verdict if self.judgement else "unchecked"

    def to_json(self) -> dict[str, Any]:
        judged = self.judgement.to_json() if self.judgement else {"verdict": None, "score": None, "reasons": []}
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            **judged,
            "checks": [check.to_json() for check in self.judgement.checks] if self.judgement else [],
            "nothing": self.nothing or None,
            "citations": list(self.citations),
            "against": list(self.against),
            "corrected": self.corrected,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CheckedSentence:
        judged = data.get("verdict") is not None
        return cls(
            text=str(data["text"]),
            start=int(data["start"]),
            end=int(data["end"]),
            judgement=Judgement(data["verdict"], float(data["score"]), tuple(data["reasons"])) if judged else None,
            citations=tuple(data.get("citations") or ()),
            against=tuple(data.get("against") or ()),
            corrected=data.get("corrected"),
            nothing=data.get("nothing") or "",
        )


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text with a verdict for every sentence that can be checked: ``for sentence in checked: ...``

    ``sentences`` are all its sentences in order, those with nothing to check among them. Citations are numbered 1..k
    in reading order without gaps.
    """

    id: str
    text: str
    sentences: tuple[CheckedSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    notice: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def __iter__(self) -> Iterator[CheckedSentence]:
        """The sentences that were checked."""
        return (sentence for sentence in self.sentences if sentence.judgement)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, number: int) -> CheckedSentence:
        """The sentence number ``number`` of those that were checked, from 0."""
        return list(self)[number]

    def citation(self, n: int) -> Citation:
        """The citation with the number ``n``."""
        return self.citations[n - 1]

    @property
    def worst(self) -> Judgement | None:
        """The judgement of the sentence that stands worst; None where there was nothing to check."""
        judged = [sentence.judgement for sentence in self.sentences if sentence.judgement]
        return min(judged, key=lambda j: (GRAVEST.index(j.verdict), j.score), default=None)

    def to_json(self) -> dict[str, Any]:
        worst = self.worst or Judgement("unchecked", 0.0, ("There is no sentence to check.",))
        return {
            "id": self.id,
            **worst.to_json(),
            "sentences": [self._sentence_json(sentence) for sentence in self.sentences],
            "citations": [citation.to_json() for citation in self.citations],
            "notice": self.notice,
            "timings_ms": dict(self.timings_ms),
        }

    def _sentence_json(self, sentence: CheckedSentence) -> dict[str, Any]:
        first = self.citation(sentence.citations[0]).to_json() if sentence.citations else None
        return {**sentence.to_json(), "citation": first}

    def __str__(self) -> str:
        from rag.render import checked_lines, text_of

        return text_of(checked_lines(self))

    def to_markdown(self) -> str:
        """The text as it is, a sign and a footnote behind every sentence; the sources as footnotes."""
        from rag.render import checked_markdown

        return checked_markdown(self)

    def to_html(self) -> str:
        """A page of its own that can be sent and printed; everything foreign in it is escaped."""
        from rag.render import checked_html

        return checked_html(self)

    def save(self, path: str | Path) -> Path:
        """Write a receipt: what is needed to verify all this later, without us. Raises InputError."""
        from rag.receipt import write_checked_receipt

        return write_checked_receipt(self, Path(path))


@dataclass(frozen=True, slots=True)
class Repair:
    """What became of a drafted sentence that did not pass as it was: ``before``, and ``after`` (None: dropped).

    ``cited``: a better passage was cited. ``cut``: what the sources do not bear was cut out. ``quoted``: the sentence
    it paraphrases stands in its place. ``dropped``: nothing of it could be borne out. ``reason`` is why; ``tried`` is
    the place that a dropped sentence was held against. No answer stands on that: its number is 0, and not in the JSON.
    """

    how: RepairKind
    before: str
    after: str | None
    reason: str
    tried: Citation | None = None

    def to_json(self) -> dict[str, Any]:
        tried = self.tried.to_json() if self.tried else None
        return {
            "how": self.how,
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
            "tried": {name: value for name, value in tried.items() if name != "n"} if tried else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Repair:
        after, tried = data.get("after"), data.get("tried")
        return cls(
            data["how"],
            str(data["before"]),
            None if after is None else str(after),
            str(data["reason"]),
            Citation.from_json({**tried, "n": 0}) if tried else None,
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, with the citations it stands on and the verdict on it.

    ``citations`` are numbers of ``Answer.citations``. ``speaker`` is who says it in the article, where it is speech.
    """

    text: str
    kind: ClaimKind = "quote"
    verdict: Verdict = "unchecked"
    speaker: str | None = None
    reasons: tuple[str, ...] = ()
    citations: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "kind": self.kind,
            "verdict": self.verdict,
            "speaker": self.speaker,
            "reasons": list(self.reasons),
            "citations": list(self.citations),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Claim:
        return cls(
            text=str(data["text"]),
            kind=data.get("kind", "quote"),
            verdict=data.get("verdict", "unchecked"),
            speaker=data.get("speaker"),
            reasons=tuple(data.get("reasons") or ()),
            citations=tuple(data.get("citations") or ()),
        )


@dataclass(frozen=True, slots=True)
class Value:
    """One side of a disagreement, with the citations that say so."""

    value: str
    citations: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        return {"value": self.value, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One question to which the articles give several values, shown side by side."""

    about: str
    values: tuple[Value, ...]

    def to_json(self) -> dict[str, Any]:
        return {"about": self.about, "values": [value.to_json() for value in self.values]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Disagreement:
        values = tuple(Value(str(v["value"]), tuple(v["citations"])) for v in data["values"])
        return cls(str(data["about"]), values)


@dataclass(frozen=True, slots=True)
class Direct:
    """The answer in a few words: characters ``start`` to ``end`` of the cited file, inside what ``citation`` quotes."""

    text: str
    citation: int
    start: int
    end: int

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "citations": [self.citation], "start": self.start, "end": self.end}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Direct:
        return cls(str(data["text"]), int(data["citations"][0]), int(data["start"]), int(data["end"]))


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model was asked for one answer, and what it took.

    ``tokens_read`` and ``tokens_written`` are estimated on the high side; ``seconds`` are those spent with the model.
    ``calls`` is 1, or 2 where a follow-up was reworded. ``sentences`` are those it wrote: ``uncited`` of them with no
    valid key, ``invented_keys`` keys that no passage has, ``left_out`` what was no sentence for a reader.
    ``dropped_passages`` did not fit into its context. ``failure`` is the one line that says why it could not go on.
    """

    model: str
    calls: int = 1
    tokens_read: int = 0
    tokens_written: int = 0
    seconds: float = 0.0
    sentences: int = 0
    invented_keys: int = 0
    uncited: int = 0
    left_out: int = 0
    dropped_passages: int = 0
    declined: bool = False
    stopped: bool = False
    failure: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Usage:
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer came about (``--explain``): what was read, what the model was sent, what was written, each verdict.

    ``read`` are the passages in the order of the search. ``prompt`` is (role, text) of each message and ``draft`` the
    model's text as it came, both empty without a model. ``judged`` are all sentences with their verdicts, those that
    are not shown among them; ``outcome`` says in words why this answer is the one that is given.
    """

    read: tuple[Hit, ...] = ()
    prompt: tuple[tuple[str, str], ...] = ()
    draft: str = ""
    judged: tuple[Claim, ...] = ()
    outcome: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "read": [hit.to_json() for hit in self.read],
            "prompt": [{"role": role, "content": text} for role, text in self.prompt],
            "draft": self.draft,
            "judged": [
                {"text": claim.text, "verdict": claim.verdict, "reasons": list(claim.reasons)} for claim in self.judged
            ],
            "outcome": self.outcome,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets: checked claims, or a notice that the articles do not say.

    Citations are numbered 1..k in reading order without gaps. ``closest`` lists citation numbers offered as
    "closest, not an answer". ``score`` in [0, 1] is how sure it is that the articles answer: what abstaining is decided
    on. ``repairs`` are the drafted sentences that did not pass as they were. ``timings_ms`` has ``retrieve``,
    ``draft``, ``check`` and ``total``, and ``model`` where one wrote. ``usage`` is what that model was asked and took,
    also where its sentences are not shown. ``explanation`` is there where it was asked for, and in no receipt.
    """

    id: str
    question: str
    standalone_question: str
    mode: Mode = "extractive"
    abstained: bool = False
    notice: str | None = None
    closest: tuple[int, ...] = ()
    claims: tuple[Claim, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    citations: tuple[Citation, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    direct: Direct | None = None
    window: Window | None = None
    score: float = 0.0
    repairs: tuple[Repair, ...] = ()
    usage: Usage | None = None
    explanation: Explanation | None = None

    def citation(self, n: int) -> Citation:
        """The citation with the number ``n``."""
        return self.citations[n - 1]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "mode": self.mode,
            "abstained": self.abstained,
            "score": round(self.score, 4),
            "notice": self.notice,
            "closest": list(self.closest),
            "direct": self.direct.to_json() if self.direct else None,
            "window": self.window.to_json() if self.window else None,
            "claims": [claim.to_json() for claim in self.claims],
            "disagreements": [d.to_json() for d in self.disagreements],
            "citations": [citation.to_json() for citation in self.citations],
            "repairs": [repair.to_json() for repair in self.repairs],
            "usage": self.usage.to_json() if self.usage else None,
            "timings_ms": dict(self.timings_ms),
            **({"explanation": self.explanation.to_json()} if self.explanation else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Answer:
        return cls(
            id=str(data["id"]),
            question=str(data["question"]),
            standalone_question=str(data.get("standalone_question") or data["question"]),
            mode=data.get("mode", "extractive"),
            abstained=bool(data.get("abstained")),
            notice=data.get("notice"),
            closest=tuple(data.get("closest") or ()),
            claims=tuple(Claim.from_json(c) for c in data.get("claims") or ()),
            disagreements=tuple(Disagreement.from_json(d) for d in data.get("disagreements") or ()),
            citations=tuple(Citation.from_json(c) for c in data.get("citations") or ()),
            timings_ms=dict(data.get("timings_ms") or {}),
            direct=Direct.from_json(data["direct"]) if data.get("direct") else None,
            window=Window.from_json(data["window"]) if data.get("window") else None,
            score=float(data.get("score") or 0.0),
            repairs=tuple(Repair.from_json(r) for r in data.get("repairs") or ()),
            usage=Usage.from_json(data["usage"]) if data.get("usage") else None,
        )

    def to_markdown(self) -> str:
        """The answer with its sources as footnotes; nothing foreign in it can become markup."""
        from rag.render import markdown

        return markdown(self)

    def to_html(self) -> str:
        """A page of its own that can be sent and printed; everything foreign in it is escaped."""
        from rag.render import answer_html

        return answer_html(self)

    def save(self, path: str | Path) -> Path:
        """Write a receipt: the answer with all that is needed to check it again later (``footnote verify``)."""
        from rag.receipt import write_receipt

        return write_receipt(self, Path(path))

    def __str__(self) -> str:
        from rag.render import plain_text

        return plain_text(self)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer proposes before anything is checked: claims whose citations index ``citations`` (1-based).

    ``confidence`` in [0, 1] is the evidence score that the refusal decision was made on; ``best`` is the sentence that
    answers best, alone. ``repairs`` say what became of sentences that did not pass as they were.
    """

    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    closest: tuple[int, ...] = ()
    notice: str | None = None
    abstained: bool = False
    mode: Mode = "extractive"
    confidence: float = 0.0
    direct: Direct | None = None
    best: str = ""
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, no more precisely than its sentence says.

    ``date`` is ISO 8601 cut to its precision (of a decade its first year), None where the article does not say which
    it is; ``month`` and ``day`` are then what it does say. ``until`` ends a range of dates. ``relation`` is how the
    event lies to the date: ``since``, ``before``, ``after``, ``by``, ``until``; empty where it is on it. ``words`` are
    the sentence's own words for all that; ``reason`` is why, in plain words, where the date is inferred. ``aside`` is
    set where the date is of something told beside the main event, which ``words`` then show: "that ended in 2020".
    """

    date: str | None = None
    precision: EventPrecision = "unknown"
    origin: Origin = "unknown"
    reason: str | None = None
    words: str | None = None
    until: str | None = None
    relation: str = ""
    month: int | None = None
    day: int | None = None
    aside: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "date": self.date,
            "until": self.until,
            "relation": self.relation or None,
            "precision": self.precision,
            "origin": self.origin,
            "reason": self.reason,
            "words": self.words,
            "aside": self.aside,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement of a timeline: a sentence with its verdict and citations, and when what it tells happened.

    ``reported`` is when the article appeared that it is cited from. That is never taken for the date of the event.
    """

    claim: Claim
    when: When = When()
    reported: Published = Published()

    def to_json(self) -> dict[str, Any]:
        claim = self.claim.to_json()
        del claim["kind"]
        return {**self.when.to_json(), "reported": self.reported.to_json(), **claim}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated statements on one matter, in order of the dates of the events; or a notice that the articles do not say.

    ``entries`` have the date of the event, or else stand at the date they were reported; ``undated`` have neither, or
    a day without a year. Citations are numbered 1..k in reading order without gaps. ``disagreements`` are events that
    are told with two dates. ``repairs`` are the sentences that did not pass the check and were left out.
    """

    id: str
    question: str
    entries: tuple[Entry, ...] = ()
    undated: tuple[Entry, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    citations: tuple[Citation, ...] = ()
    notice: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()

    def citation(self, n: int) -> Citation:
        """The citation with the number ``n``."""
        return self.citations[n - 1]

    def to_json(self) -> dict[str, Any]:
        undated = [entry.to_json() for entry in self.undated]
        return {
            "id": self.id,
            "question": self.question,
            "entries": [entry.to_json() for entry in self.entries],
            "undated": [{k: v for k, v in entry.items() if k not in ("date", "until")} for entry in undated],
            "disagreements": [d.to_json() for d in self.disagreements],
            "citations": [citation.to_json() for citation in self.citations],
            "notice": self.notice,
            "repairs": [repair.to_json() for repair in self.repairs],
            "timings_ms": dict(self.timings_ms),
        }

    def __str__(self) -> str:
        from rag.render import text_of, timeline_lines

        return text_of(timeline_lines(self))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What ``add`` did: paths by what became of them, and what the archive holds now.

    ``found`` counts the articles read in this run that have a ``date``, an ``outlet``, a ``speaker``, that are a
    ``copy`` of another, of all that were ``read``. ``reread`` are unchanged files that were read again because lines
    they share with others turned out to be page furniture, or no longer to be.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    articles: int = 0
    passages: int = 0
    generation: int = 0
    notices: tuple[str, ...] = ()
    timings_s: Mapping[str, float] = field(default_factory=dict)
    reread: tuple[str, ...] = ()
    found: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "added": list(self.added),
            "changed": list(self.changed),
            "unchanged": list(self.unchanged),
            "removed": list(self.removed),
            "skipped": [{"path": s.path, "reason": s.reason} for s in self.skipped],
            "reread": list(self.reread),
            "found": dict(self.found),
            "articles": self.articles,
            "passages": self.passages,
            "generation": self.generation,
            "notices": list(self.notices),
            "timings_s": dict(self.timings_s),
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a long job: ``done`` of ``total`` (in ``unit``); of a text that is checked they are sentences."""

    stage: Literal["files", "embed", "index", "check"]
    done: int
    total: int
    unit: str = "files"


def as_turns(history: Sequence[Turn | Mapping[str, Any]] | None) -> tuple[Turn, ...]:
    """A conversation from dicts with ``role`` and ``content`` (``text`` is taken for ``content``), or Turns."""
    turns: list[Turn] = []
    for item in history or ():
        if isinstance(item, Turn):
            turns.append(item)
            continue
        content = item.get("content", item.get("text", ""))
        turns.append(Turn(_role(str(item.get("role", "user"))), content if isinstance(content, str) else str(content)))
    return tuple(turns)


def _role(written: str) -> Literal["user", "assistant", "topic"]:
    if written in ("topic", "title"):
        return "topic"
    return "assistant" if written in ("assistant", "agent", "system") else "user"
