"""From findings to one score and one verdict: a table of weights, two thresholds, and what forbids a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Force
from rag.types import Verdict

SUPPORTED_FROM = 0.5
PARTLY_FROM = 0.25
"""The verdict's places on the score. The same for every text and every set it is measured on."""

CEILING: Mapping[Force, float] = {"fine": 1.0, "doubt": 1.0, "veto": 0.24, "contradiction": 0.2}
"""The highest score a sentence can have with such a finding."""

BIAS = -4.0
WEIGHTS: Mapping[str, float] = {
    "window": 3.0,  # share of the claim's content in the best three sentences
    "anywhere": 2.0,  # and anywhere in the sources
    "order": 1.0,  # in the same order in one sentence
    "number": 0.8,  # share of what each test looked for and found (1.0 where it found nothing to look for)
    "date": 0.5,
    "name": 0.8,
    "quote": 0.8,
    "negation": 0.5,
    "certainty": 0.3,
    "roles": 0.5,
    "wording": 0.5,
}


def score(evidence: Evidence, findings: Sequence[Finding]) -> float:
    """How well one sentence is supported, in [0, 1]. More found never lowers it."""
    total = BIAS + sum(WEIGHTS[name] * value for name, value in features(evidence, findings).items())
    ceiling = min((CEILING[finding.force] for finding in findings), default=1.0)
    return min(ceiling, 1.0 / (1.0 + math.exp(-total)))


def features(evidence: Evidence, findings: Sequence[Finding]) -> dict[str, float]:
    """What the weights are multiplied with, all in [0, 1], each higher where more was found."""
    values = {
        "window": evidence.coverage,
        "anywhere": evidence.coverage_anywhere,
        "order": evidence.in_order,
    }
    for name in WEIGHTS:
        if name not in values:
            own = [finding.passed for finding in findings if finding.test == name]
            values[name] = sum(own) / len(own) if own else 1.0
    return values


def verdict(value: float, findings: Sequence[Finding]) -> Verdict:
    """The word for a score, given what was found."""
    forces = {finding.force for finding in findings}
    if "contradiction" in forces:
        return "contradicted"
    if value >= SUPPORTED_FROM:
        return "partly_supported" if "doubt" in forces else "supported"
    return "partly_supported" if value >= PARTLY_FROM else "unsupported"
