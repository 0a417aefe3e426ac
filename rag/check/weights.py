"""From findings to one score and one verdict: a table of weights, two thresholds, and what forbids a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force
from rag.types import Verdict

SUPPORTED_FROM = 0.5
PARTLY_FROM = 0.25
"""The verdict's places on the score, the same for every text: supported, partly supported, unsupported."""

CEILING: Mapping[Force, float] = {"fine": 1.0, "note": 1.0, "doubt": 0.49, "veto": 0.24, "contradiction": 0.2}
"""What the score of a sentence stays below with such a finding."""

BIAS = -2.4
CONTENT: Mapping[str, float] = {
    "window": 1.8,  # share of the sentence's content in the best three sentences of the source
    "anywhere": 1.6,  # and anywhere in the sources
    "line": 1.1,  # and in the best single sentence
    "pairs": 0.4,  # neighbouring content words that are neighbours in the source
}
PENALTY: Mapping[tuple[str, Force], float] = {
    ("quote", "doubt"): 0.6,
    ("quote", "veto"): 3.0,
    ("number", "doubt"): 0.6,
    ("number", "veto"): 4.5,
    ("number", "contradiction"): 5.0,
    ("date", "veto"): 3.0,
    ("date", "contradiction"): 3.0,
    ("name", "doubt"): 1.2,
    ("name", "veto"): 2.4,
    ("name", "contradiction"): 4.0,
    ("roles", "contradiction"): 4.0,
    ("negation", "doubt"): 1.5,
    ("negation", "contradiction"): 6.0,
    ("certainty", "doubt"): 0.5,
    ("speaker", "doubt"): 1.0,
    ("wording", "note"): 0.6,
}
"""Taken off once for each kind of finding, on the scale of log odds.

Rounded from a logistic fit on development rows of five public sets of claims, every set and class weighing the same, no
set's name among the features (``docs/checking.md`` has the figures). By hand: "roles" and "speaker", too rare there.
"""


def score(evidence: Evidence, findings: Sequence[Finding]) -> float:
    """How well one sentence is supported, in [0, 1]: more of it found never lowers it, no finding ever raises it."""
    odds = BIAS + sum(weight * getattr(evidence, name) for name, weight in CONTENT.items())
    odds -= sum(PENALTY.get(kind, 0.0) for kind in {(finding.test, finding.force) for finding in findings})
    return held_below(1.0 / (1.0 + math.exp(-odds)), findings)


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
