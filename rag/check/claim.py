"""One claim and the texts it stands on: a verdict, a score and the reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.check.coverage import check_coverage
from rag.check.date import check_dates
from rag.check.evidence import Evidence
from rag.check.finding import Finding, Tests
from rag.check.name import check_names
from rag.check.number import check_numbers
from rag.check.polarity import check_polarity
from rag.check.quote import check_quotes
from rag.check.reading import read
from rag.check.roles import check_roles
from rag.check.speaker import check_speaker
from rag.check.verbatim import is_pieced_together, is_verbatim
from rag.check.weights import SUPPORTED_FROM, held_below, score, verdict
from rag.text.sentences import split_sentences
from rag.types import Check, Judgement, Verdict

TESTS: Tests = {
    "quote": check_quotes,
    "number": check_numbers,
    "date": check_dates,
    "name": check_names,
    "roles": check_roles,
    "polarity": check_polarity,
    "speaker": check_speaker,
    "coverage": check_coverage,
}
"""Every test, cheapest to explain first: the order of the reasons."""

_MARKERS = re.compile(r"\s?\[\^?\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]")
_LIST_MARK = re.compile(r"\A\s*(?:[-*•>]+|\d{1,3}[.)])\s+")
_NOTHING = Judgement("unsupported", 0.0, ("There is nothing in this text to check.",))
_SEVERITY: tuple[Verdict, ...] = ("supported", "partly_supported", "unsupported", "contradicted")
_AGAINST = ("contradiction", "veto", "doubt", "note")


def check_claim(
    text: str,
    sources: Sequence[str],
    *,
    kind: str = "statement",
    speaker: str | None = None,
    context: Sequence[str] = (),
    tests: Tests = TESTS,
) -> Judgement:
    """Judge ``text`` by ``sources`` (the cited texts, or a whole source text).

    ``kind`` is a claim's kind; ``speaker`` is its label, where it is speech. ``context`` are texts in which names may
    be looked up but nothing else (the rest of a cited article, where "he" is named). ``tests`` are those to run.

    Deterministic. A test that fails makes the verdict ``unchecked``, never anything else: its score, 0.0, says nothing.
    """
    try:
        return _check(_LIST_MARK.sub("", _MARKERS.sub("", text)), sources, kind, speaker, context, tests)
    except _TestFailedError as failed:
        return _unchecked(f'The test "{failed.args[0]}" failed ({failed.args[1]}); nothing was judged.')
    except Exception as error:  # a checker that failed is never a judgement, whatever failed
        return _unchecked(f"The checker failed ({type(error).__name__}); nothing was judged.")


def _unchecked(reason: str) -> Judgement:
    return Judgement("unchecked", 0.0, (reason,))


class _TestFailedError(Exception):
    """A test raised; its name and the kind of error."""


def _check(
    text: str, sources: Sequence[str], kind: str, speaker: str | None, context: Sequence[str], tests: Tests
) -> Judgement:
    if not any(char.isalnum() for char in text):
        if text.strip() and is_verbatim(text, sources, whole=False):
            return _verbatim(kind)
        return _NOTHING
    sources = [source for source in sources if source.strip()]
    if not sources:
        return Judgement("unsupported", 0.0, ("No source text is given for this sentence.",))
    if speaker is None and is_verbatim(text, sources, whole=kind != "quote"):
        return _verbatim(kind)
    if kind == "quote" and speaker is None and is_pieced_together(text, sources):
        return _verbatim(kind)
    parts = [span.of(text) for span in split_sentences(text)]
    parts = [part for part in parts if read(part).content]
    if not parts:
        return _NOTHING
    return _together([_sentence(part, sources, kind, speaker, context, tests) for part in parts])


def _verbatim(kind: str) -> Judgement:
    reason = f"These words stand in the source{'' if kind == 'quote' else ' as a whole sentence'}."
    return Judgement("supported", 1.0, (reason,), (Check("verbatim", True, reason),))


def _sentence(
    part: str, sources: Sequence[str], kind: str, speaker: str | None, context: Sequence[str], tests: Tests
) -> Judgement:
    evidence = Evidence(part, sources, context, speaker)
    findings = [finding for name, test in tests.items() for finding in _run(name, evidence, tests)]
    if is_verbatim(part, sources, whole=kind != "quote"):
        findings = [finding for finding in findings if finding.test == "speaker"]
        value = held_below(1.0, findings)
    else:
        value = score(evidence, findings)
    return Judgement(verdict(value, findings), value, _reasons(findings), tuple(f.as_check() for f in findings))


def _run(name: str, evidence: Evidence, tests: Tests) -> list[Finding]:
    try:
        return tests[name](evidence)
    except Exception as error:
        raise _TestFailedError(name, type(error).__name__) from error


def _reasons(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What speaks against the sentence, heaviest first; where nothing does, what speaks for it."""
    against = [f.reason for force in _AGAINST for f in findings if f.force == force]
    return tuple(dict.fromkeys(against or [f.reason for f in findings if f.reason]))


def _together(judged: Sequence[Judgement]) -> Judgement:
    """The judgement of a text of several sentences: as bad as its worst, scored between worst and mean."""
    if len(judged) == 1:
        return judged[0]
    scores = [judgement.score for judgement in judged]
    value = (min(scores) + sum(scores) / len(scores)) / 2
    worst = max((judgement.verdict for judgement in judged), key=_SEVERITY.index)
    if worst == "unsupported" and any(j.verdict in _SEVERITY[:2] for j in judged):
        worst = "partly_supported"
    if worst != "supported":
        value = min(value, SUPPORTED_FROM - 0.01)
    poor = [judgement for judgement in judged if judgement.verdict != "supported"] or judged
    reasons = tuple(dict.fromkeys(reason for judgement in poor for reason in judgement.reasons))
    return Judgement(worst, value, reasons, tuple(check for judgement in judged for check in judgement.checks))
