"""What the evidence model would add to the checker is measured beside what it does, and changes nothing of it."""

from __future__ import annotations

import pytest

from benchmarks import checking
from benchmarks.checking import DENIED, SETS, TRIED, Part, Row
from rag.check import scoring


def row(name: str, fold: int, supported: bool, contradiction: float) -> Row:
    """One sentence that is well found; only the model says whether it is right."""
    told = (-checking._odds(contradiction), -checking._odds(contradiction))
    signals = {"line": 0.6, "anywhere": 0.6 + fold / 20, "window": 0.6, "length": 2.0, "meaning": 0.6 + fold / 50}
    return Row(name, fold, supported, (Part(signals | dict(zip(TRIED, told, strict=True)), (), False),))


ROWS = [row(name, n % checking.FOLDS, n % 2 == 0, 0.99 if n % 2 else 0.02) for name in SETS for n in range(20)]


def test_a_doubt_is_added_only_where_the_model_is_sure_of_a_contradiction() -> None:
    for chance, force in ((DENIED + 0.01, ["doubt"]), (DENIED - 0.05, [])):
        made = checking.doubted(row("wice", 0, True, chance))
        assert [finding.force for finding in made.parts[0].findings] == force


def test_signals_that_are_tried_do_not_touch_the_score_that_ships() -> None:
    low, high = row("wice", 0, True, 0.02).parts[0], row("wice", 0, True, 0.99).parts[0]
    assert scoring.score(low.signals, ()) == scoring.score(high.signals, ())


def test_what_the_model_knows_is_seen_weighed_and_as_a_doubt() -> None:
    without = checking.figures(ROWS, checking.crossed(ROWS))["at .5"]
    assert without == pytest.approx(0.5, abs=0.2)  # the control: nothing else tells these rows apart
    for folds, apart in checking.with_the_model(ROWS).values():
        assert folds["at .5"] > 0.9
        assert apart["at .5"] > 0.9
