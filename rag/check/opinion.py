"""A second opinion on a verdict: another judge, asked behind the same Protocol, who can only lower it.

The checker is one judge, a language model may be another. No model that fits beside an archive judges better than 64 %
of such claims (docs/checking.md), so that its "supported" is worth nothing here: only its doubts are heard.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol, get_args

from rag.check.finding import shown
from rag.check.scoring import PARTLY_FROM, SUPPORTED_FROM
from rag.types import Check, Judgement, Verdict

TIMEOUT_S = 60.0
"""How long an opinion is waited for. A small model on a processor takes some ten seconds for a page."""

LOWEST_FIRST: tuple[Verdict, ...] = ("contradicted", "unsupported", "partly_supported", "supported")
"""Verdicts in their order. ``unchecked`` has no place in it: it says nothing that could be lowered or could lower."""

_BELOW = 0.01
_CEILING: Mapping[Verdict, float] = {
    "contradicted": PARTLY_FROM - _BELOW,
    "unsupported": PARTLY_FROM - _BELOW,
    "partly_supported": SUPPORTED_FROM - _BELOW,
}
_IN_WORDS: Mapping[Verdict, str] = {
    "contradicted": "contradicted by the source",
    "unsupported": "not supported",
    "partly_supported": "supported in part",
}


class Opinion(Protocol):
    """Whoever judges a text by its sources: `rag.check.check_claim` does, and `rag.llamaindex.LlamaOpinion`."""

    def __call__(self, text: str, sources: Sequence[str], /) -> Judgement:
        """What it says of ``text``; of its judgement only the verdict and the first reason are looked at."""
        ...


def with_opinion(
    own: Judgement, opinion: Opinion, text: str, sources: Sequence[str], timeout_s: float = TIMEOUT_S
) -> Judgement:
    """Our judgement, lowered to the opinion's verdict where that is lower; never raised.

    An opinion that raises, takes longer than ``timeout_s`` or answers anything but a verdict changes nothing and
    leaves a note. It is not asked where there is nothing to lower.
    """
    if own.verdict not in LOWEST_FIRST[1:]:
        return own
    given = _asked(opinion, text, sources, timeout_s)
    if isinstance(given, str):
        return _noted(own, f"The second opinion {given}; the verdict is ours alone.")
    return lowered(own, given)


def lowered(own: Judgement, other: Judgement) -> Judgement:
    """The lower of two judgements, told as ours; ``unchecked`` on either side changes nothing."""
    if own.verdict not in LOWEST_FIRST or other.verdict not in LOWEST_FIRST:
        return own
    if LOWEST_FIRST.index(other.verdict) >= LOWEST_FIRST.index(own.verdict):
        return own
    reason = f"By a second opinion it is {_IN_WORDS[other.verdict]}."
    if other.reasons:
        reason = f"{reason[:-1]}: {shown(other.reasons[0])}."
    kept = () if own.verdict == "supported" else own.reasons
    return Judgement(
        other.verdict,
        min(own.score, _CEILING[other.verdict]),
        (reason, *kept),
        (*own.checks, Check("opinion", False, reason)),
    )


def _noted(own: Judgement, note: str) -> Judgement:
    return replace(own, reasons=(*own.reasons, note), checks=(*own.checks, Check("opinion", None, note)))


def _asked(opinion: Opinion, text: str, sources: Sequence[str], timeout_s: float) -> Judgement | str:
    """The opinion's judgement, or what went wrong in words. One that does not answer is left to itself."""
    answers: list[Judgement | str] = []

    def ask() -> None:
        try:
            answers.append(_usable(opinion(text, list(sources))))
        except Exception as error:  # whatever fails in another's judge is not our verdict
            answers.append(f"failed ({type(error).__name__})")

    asking = threading.Thread(target=ask, name="second opinion", daemon=True)
    asking.start()
    asking.join(timeout_s)
    return answers[0] if answers else "did not come in time"


def _usable(given: object) -> Judgement | str:
    if not isinstance(given, Judgement) or given.verdict not in get_args(Verdict):
        return "was no verdict"
    if not all(isinstance(reason, str) for reason in given.reasons):
        return "gave reasons that are no text"
    return "was that it cannot tell" if given.verdict == "unchecked" else given
