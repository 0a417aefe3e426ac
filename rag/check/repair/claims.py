"""The four repairs in their order, for one claim and for all claims of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rag.check.citation import CheckClaim
from rag.check.claim import check_claim
from rag.check.repair.cutting import cuts
from rag.check.repair.places import likely_places, numbered, paraphrased
from rag.text.fold import fold
from rag.types import Citation, Claim, Judgement, Repair, RepairKind, Verdict

MOST_PLACES = 6
"""Places that are tried for a claim, those that share most words with it."""

MOST_ADDED = 3
"""Of them, those that are tried beside the claim's own citations, and in pairs."""

TO_REPAIR = ("partly_supported", "unsupported", "contradicted")
"""Verdicts that a repair may better. A claim that could not be checked is left: nothing is known against it."""

FAILED = ("unsupported", "contradicted")
BEARS: tuple[Verdict, ...] = ("supported", "partly_supported")
SAID_BEFORE = "Another sentence of the answer says the same."
NOT_SURE = "What is found in the sources is not enough to bear it."


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of a claim. ``citations`` are those given and, behind them, any new one.

    ``repair`` is None where nothing was done. A claim that was dropped is here with the verdict that it failed with.
    """

    claim: Claim
    judgement: Judgement
    citations: tuple[Citation, ...]
    repair: Repair | None = None

    @property
    def dropped(self) -> bool:
        return self.repair is not None and self.repair.how == "dropped"


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of all claims of a draft, in their order; those that were dropped have a failed verdict."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    repairs: tuple[Repair, ...]


def by_quotes(claim: Claim, citations: Sequence[Citation]) -> Judgement:
    """Judge a claim by what its citations quote, where there is no archive to look them up in."""
    quotes = [citation.quote for citation in citations if citation.n in claim.citations]
    return check_claim(claim.text, quotes, kind=claim.kind, speaker=claim.speaker)


def repair_all(
    claims: Sequence[Claim], citations: Sequence[Citation], passages: Sequence[Citation], check: CheckClaim = by_quotes
) -> Mended:
    """Judge and repair all claims of a draft; what two of them would say alike after a repair is said once."""
    mending = Mending(passages, check, citations, to_come=[claim.text for claim in claims])
    for claim in claims:
        mending.take(claim, citations)
    return mending.mended


class Mending:
    """Judges and repairs the claims of a draft one after another, while they are being written.

    ``citations`` are those known before; ``to_come`` are texts that will be taken, as far as that is known. With
    ``lean``, a supported claim loses the citations that do not support it where another does so alone: a model cites
    what lies near.
    """

    def __init__(
        self,
        passages: Sequence[Citation],
        check: CheckClaim = by_quotes,
        citations: Sequence[Citation] = (),
        to_come: Iterable[str] = (),
        lean: bool = False,
    ) -> None:
        self._lean = lean
        self._passages = passages
        self._check = check
        self._known = tuple(citations)
        self._said = {fold(text) for text in to_come}
        self._claims: list[Claim] = []
        self._repairs: list[Repair] = []

    @property
    def mended(self) -> Mended:
        """What became of all that was taken so far."""
        return Mended(tuple(self._claims), self._known, tuple(self._repairs))

    def take(self, claim: Claim, citations: Sequence[Citation]) -> Claim:
        """The next claim (its numbers are of ``citations``) as it can be shown, or with the verdict it failed with."""
        claim = self._renumbered(claim, citations)
        outcome = repair_claim(claim, self._check(claim, self._known), self._known, self._passages, self._check)
        if outcome.repair is not None and outcome.repair.after not in (None, claim.text):
            outcome = _said_once(outcome, claim, self._known, self._said)
        self._said.add(fold(outcome.claim.text))
        self._known = outcome.citations
        self._repairs += [outcome.repair] if outcome.repair else []
        self._claims.append(self._needed(outcome.claim) if self._lean else outcome.claim)
        return self._claims[-1]

    def _needed(self, claim: Claim) -> Claim:
        """The claim with those of its citations that bear it alone; with all of them where it takes several."""
        if claim.verdict not in BEARS or len(claim.citations) < 2:
            return claim
        enough = BEARS[: BEARS.index(claim.verdict) + 1]
        alone = [replace(claim, citations=(n,)) for n in claim.citations]
        bearing = [one.citations[0] for one in alone if self._check(one, self._known).verdict in enough]
        return replace(claim, citations=tuple(bearing)) if bearing else claim

    def _renumbered(self, claim: Claim, citations: Sequence[Citation]) -> Claim:
        """The claim with the numbers its places have here; a place that is new gets the next."""
        by_number = {citation.n: citation for citation in citations}
        numbers = []
        for place in (by_number[n] for n in claim.citations if n in by_number):
            n, self._known = numbered(place, self._known)
            numbers.append(n)
        return replace(claim, citations=tuple(dict.fromkeys(numbers)))


def judge_all(claims: Sequence[Claim], citations: Sequence[Citation], check: CheckClaim = by_quotes) -> Mended:
    """Judge all claims of a draft without bettering any: those that fail are dropped."""
    known = tuple(citations)
    outcomes = [_kept_or_dropped(claim, check(claim, known), known) for claim in claims]
    repairs = tuple(outcome.repair for outcome in outcomes if outcome.repair)
    return Mended(tuple(outcome.claim for outcome in outcomes), known, repairs)


def _kept_or_dropped(claim: Claim, judgement: Judgement, known: tuple[Citation, ...]) -> Repaired:
    reason = _why(judgement)
    gone = Repair("dropped", claim.text, None, reason, _tried(claim, judgement, known, reason))
    return Repaired(_judged(claim, judgement), judgement, known, gone if judgement.verdict in FAILED else None)


def _tried(claim: Claim, judgement: Judgement, known: tuple[Citation, ...], reason: str) -> Citation | None:
    """The place that the reason is about; where none is named, the first of those that the claim cites."""
    places = {citation.n: citation for citation in known}
    cited = [places[n] for n in claim.citations if n in places]
    named = (check.source for check in judgement.checks if check.reason == reason and check.source is not None)
    at = next(named, 0)
    return replace(cited[at], n=0) if at < len(cited) else None


def _said_once(outcome: Repaired, before: Claim, citations: tuple[Citation, ...], said: set[str]) -> Repaired:
    if fold(outcome.claim.text) not in said:
        return outcome
    judgement = Judgement("unsupported", 0.0, (SAID_BEFORE,))
    return Repaired(_judged(before, judgement), judgement, citations, Repair("dropped", before.text, None, SAID_BEFORE))


def repair_claim(
    claim: Claim,
    judgement: Judgement,
    citations: Sequence[Citation],
    passages: Sequence[Citation],
    check: CheckClaim = by_quotes,
) -> Repaired:
    """The claim as it can be shown: as it is, or as the first repair makes it that is found supported, or dropped.

    ``judgement`` is what ``check`` says of it, ``citations`` are all of the answer, ``passages`` other places that were
    read for it (their numbers mean nothing). Whatever comes out changed has passed ``check`` itself.
    """
    known = tuple(citations)
    if judgement.verdict in TO_REPAIR:
        for how, attempt in _attempts(claim, judgement, known, passages, check):
            if attempt.judgement.verdict == "supported":
                return replace(attempt, repair=Repair(how, claim.text, attempt.claim.text, _why(judgement)))
    return _kept_or_dropped(claim, judgement, known)


def _attempts(
    claim: Claim, judgement: Judgement, known: tuple[Citation, ...], passages: Sequence[Citation], check: CheckClaim
) -> Iterator[tuple[RepairKind, Repaired]]:
    """What may be shown instead, in the order of the four repairs; the next is only made when it is asked for.

    A claim that nothing speaks against, and that too little speaks for, is not exchanged for a quotation.
    """
    places = likely_places(claim.text, (*known, *passages))[:MOST_PLACES]
    bench = _Bench(known, check)
    yield from (("cited", attempt) for attempt in bench.cited(claim, places))
    yield from (("cut", attempt) for attempt in bench.cut(claim, judgement, places))
    if judgement.verdict in FAILED or any(check.passed is False for check in judgement.checks):
        yield from (("quoted", attempt) for attempt in bench.quoted(claim, passages))


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where repairs are tried: the citations of the answer, and the check that each has to pass."""

    known: tuple[Citation, ...]
    check: CheckClaim

    def tried(self, claim: Claim, citations: tuple[Citation, ...]) -> Repaired:
        judgement = self.check(claim, citations)
        return Repaired(_judged(claim, judgement), judgement, citations)

    def standing_on(self, claim: Claim, places: Sequence[Citation], own: Sequence[int] = ()) -> Repaired:
        """The claim with these places for its citations, behind those of its ``own`` that it keeps."""
        citations, numbers = self.known, [*own]
        for place in places:
            n, citations = numbered(place, citations)
            numbers.append(n)
        return self.tried(replace(claim, citations=tuple(dict.fromkeys(numbers))), citations)

    def cited(self, claim: Claim, places: Sequence[Citation]) -> Iterator[Repaired]:
        """The claim on each other place, that which bears it best first; else on one beside its own, else on two."""
        alone = [self.standing_on(claim, [place]) for place in places]
        yield from sorted(alone, key=_bearing)
        if claim.citations:
            yield from (self.standing_on(claim, [place], claim.citations) for place in places[:MOST_ADDED])
        yield from (self.standing_on(claim, two) for two in combinations(places[:MOST_ADDED], 2))

    def cut(self, claim: Claim, judgement: Judgement, places: Sequence[Citation]) -> Iterator[Repaired]:
        """The claim with something cut out, longest first: on its own citations, then on the likeliest other place."""
        if claim.kind == "quote":
            return
        remainders = [replace(claim, text=text) for text in cuts(claim.text, judgement.checks)]
        yield from (self.tried(cut, self.known) for cut in remainders)
        yield from (self.standing_on(cut, [place]) for place in places[:1] for cut in remainders)

    def quoted(self, claim: Claim, passages: Sequence[Citation]) -> Iterator[Repaired]:
        """The sentences that the claim paraphrases, nearest first, each as a quotation with its own citation.

        Of a quotation under a wrong name first its own words, under no name.
        """
        if claim.kind == "quote" and claim.speaker:
            yield self.tried(replace(claim, speaker=None), self.known)
        own = [citation for citation in self.known if citation.n in claim.citations]
        for place in paraphrased(claim.text, (*own, *passages)):
            quote = replace(claim, text=place.quote, kind="quote")
            for speaker in dict.fromkeys((claim.speaker, None)):
                yield self.standing_on(replace(quote, speaker=speaker), [place])


def _bearing(attempt: Repaired) -> tuple[float, int]:
    """The better borne out first; among the nearly equal, the citation that says it in fewer words."""
    numbers = attempt.claim.citations
    quoted = sum(len(citation.quote) for citation in attempt.citations if citation.n in numbers)
    return -round(attempt.judgement.score, 1), quoted


def _why(judgement: Judgement) -> str:
    """What speaks against a claim: the first of its reasons, unless that speaks for it and there is but too little."""
    speaks_for = {check.reason for check in judgement.checks if check.passed and check.name != "wording"}
    return next((reason for reason in judgement.reasons[:1] if reason not in speaks_for), NOT_SURE)


def _judged(claim: Claim, judgement: Judgement) -> Claim:
    return replace(claim, verdict=judgement.verdict, reasons=judgement.reasons)
