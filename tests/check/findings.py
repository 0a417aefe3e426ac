"""Help for the tests of single tests: what one says of a sentence beside its sources, and the sentence corrected."""

from __future__ import annotations

from collections.abc import Sequence

from rag.check.evidence import Evidence
from rag.check.finding import Finding, Test

WEIGHT = ("fine", "note", "doubt", "veto", "contradiction")


def found(test: Test, sentence: str, *sources: str, speaker: str | None = None) -> list[Finding]:
    return test(Evidence(sentence, sources, speaker=speaker))


def heaviest(test: Test, sentence: str, *sources: str, speaker: str | None = None) -> Finding:
    """What weighs most of what a test finds; ``fine`` where it finds nothing."""
    findings = found(test, sentence, *sources, speaker=speaker)
    return max(findings, key=lambda finding: WEIGHT.index(finding.force), default=Finding(""))


def words_at(finding: Finding, sentence: str) -> str:
    """The words of the sentence that a finding is about."""
    return finding.at.of(sentence) if finding.at else ""


def words_there(finding: Finding, source: str) -> str:
    """The words of the source that a finding points at."""
    return finding.there.of(source) if finding.there else ""


def corrected(sentence: str, finding: Finding) -> str:
    """The sentence with what the source has in its place."""
    assert finding.at is not None
    assert finding.right is not None
    return sentence[: finding.at.start] + finding.right + sentence[finding.at.end :]


def assert_places_hold(findings: Sequence[Finding], sentence: str, sources: Sequence[str]) -> None:
    """Every place that a finding points at lies inside the sentence and inside its source, and is not empty."""
    for finding in findings:
        if finding.at is not None:
            assert 0 <= finding.at.start < finding.at.end <= len(sentence)
        assert (finding.there is None) or (finding.source is not None)
        if finding.there is not None and finding.source is not None:
            assert 0 <= finding.there.start < finding.there.end <= len(sources[finding.source])
        if finding.right is not None:
            assert finding.at is not None
