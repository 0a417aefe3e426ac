"""What each signal and each finding weighs in a verdict, in log odds: written by `benchmarks/checking.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """``content`` by signal, ``findings`` by kind ("number veto"); ``meaning_of_words`` is the line from the share of
    words found to nearness in meaning, for where there is no model."""

    bias: float
    content: Mapping[str, float]
    findings: Mapping[str, float]
    meaning_of_words: tuple[float, float]


WEIGHTS = Weights(
    bias=-3.100,
    content={
        "anywhere": 0.361,
        "length": 0.468,
        "line": 0.979,
        "meaning": 1.895,
    },
    findings={
        "attribution doubt": -0.254,
        "attribution note": -0.079,
        "certainty doubt": -0.718,
        "coverage note": 0.000,
        "date contradiction": -3.085,
        "date doubt": -0.365,
        "date veto": -1.645,
        "name contradiction": -3.037,
        "name doubt": -0.764,
        "name veto": -1.564,
        "negation contradiction": -3.220,
        "negation doubt": -0.969,
        "number contradiction": -3.327,
        "number doubt": -0.986,
        "number note": 0.000,
        "number veto": -2.341,
        "quote doubt": -0.220,
        "quote note": 0.000,
        "quote veto": -2.358,
        "roles contradiction": -3.108,
        "roles doubt": -0.895,
        "speaker contradiction": -3.083,
        "speaker doubt": -0.760,
        "wording note": -0.165,
    },
    meaning_of_words=(0.311, 0.569),
)
