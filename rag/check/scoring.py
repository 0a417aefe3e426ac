"""From findings to one score and one verdict: a table of weights, two thresholds, and what forbids a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force
from rag.check.weights import WEIGHTS, Weights
from rag.types import Verdict

SUPPORTED_FROM = 0.65
PARTLY_FROM = 0.50
"""The verdict's places on the score, the same for every text: supported, partly supported, unsupported.

Chosen on the development rows: *supported* is right three times of four, *unsupported* four times of five; a higher
place would refuse more true paraphrases (``benchmarks/checking.py`` prints the trade-off). What lies between is said to
be partly supported: what is seen speaks for neither.
"""

WHOLE, NEARLY, WHOLE_SCORE = 0.95, 0.85, 0.8
"""A sentence that stands in the source, all of it in three sentences or nearly all in one, and against which no test
found anything: it is supported, however short it is. So were 493 of 599 such sentences of five public sets
(``benchmarks/checking.py``). The log odds do not see it: they add up, and a short sentence has little to add.
"""

_BELOW = 0.01
CEILING: Mapping[Force, float] = {
    "fine": 1.0,
    "note": 1.0,
    "doubt": SUPPORTED_FROM - _BELOW,
    "veto": PARTLY_FROM - _BELOW,
    "contradiction": PARTLY_FROM - _BELOW,
}
"""What the score of a sentence stays below with such a finding: no other is ever outvoted."""


def signals(evidence: Evidence) -> dict[str, float]:
    """What is found of a sentence's content, each in [0, 1] but ``length``, the log of its number of words.

    ``meaning`` is absent where there is no model to say it.
    """
    found = {
        "line": evidence.line,
        "anywhere": evidence.anywhere,
        "window": evidence.window,
        "length": math.log1p(len(evidence.claim.words)),
    }
    return found if evidence.meaning is None else {**found, "meaning": evidence.meaning}


def score(found: Mapping[str, float], findings: Sequence[Finding], weights: Weights = WEIGHTS) -> float:
    """How likely one sentence is supported, in [0, 1]; ``found`` are its signals. No finding ever raises it.

    A logistic regression; half of the sentences it was fitted on are supported. Without a model, nearness in meaning
    is taken to be what it mostly is where so many of the words are found.
    """
    base, slope = weights.meaning_of_words
    full = {"meaning": base + slope * found["anywhere"], **found}
    odds = weights.bias + sum(weight * full[name] for name, weight in weights.content.items())
    odds += sum(weights.findings.get(kind, 0.0) for kind in kinds(findings))
    value = 1.0 / (1.0 + math.exp(-odds))
    return held_below(max(value, WHOLE_SCORE) if stands(found, findings) else value, findings)


def stands(found: Mapping[str, float], findings: Sequence[Finding]) -> bool:
    """Whether a sentence is found in the source as a whole, and nothing weighs against it."""
    whole = found["line"] >= NEARLY or found["window"] >= WHOLE
    return whole and all(finding.force in ("fine", "note") for finding in findings)


def kinds(findings: Sequence[Finding]) -> list[str]:
    """What was found, each kind once: "number veto"."""
    return sorted({f"{finding.test} {finding.force}" for finding in findings if finding.force != "fine"})


def held_below(value: float, findings: Sequence[Finding]) -> float:
    """``value``, or a place just below the ceiling its findings allow; the order of values is kept."""
    ceiling = min((CEILING[finding.force] for finding in findings), default=1.0)
    start = 0.9 * ceiling
    if ceiling >= 1.0 or value <= start:
        return value
    return start + (value - start) / (1.0 - start) * (ceiling - start)


def verdict(value: float, findings: Sequence[Finding]) -> Verdict:
    """The word for a score, given what was found."""
    if any(finding.force == "contradiction" for finding in findings):
        return "contradicted"
    if value >= SUPPORTED_FROM:
        return "supported"
    return "partly_supported" if value >= PARTLY_FROM else "unsupported"
