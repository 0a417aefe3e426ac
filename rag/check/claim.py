"""One claim and the texts it stands on: a verdict, a score and the reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.check.attribution import check_attribution
from rag.check.certainty import check_certainty
from rag.check.coverage import check_coverage
from rag.check.date import check_dates
from rag.check.evidence import Embed, Evidence
from rag.check.finding import Finding, Tests
from rag.check.name import check_names
from rag.check.negation import check_negation
from rag.check.number import check_numbers
from rag.check.quote import check_quotes
from rag.check.reading import read
from rag.check.roles import check_roles
from rag.check.scoring import SUPPORTED_FROM, held_below, score, signals, verdict
from rag.check.speaker import check_speaker
from rag.check.verbatim import is_pieced_together, is_verbatim
from rag.text.sentences import split_sentences
from rag.types import Check, Judgement, Span, Verdict

TESTS: Tests = {
    "quote": check_quotes,
    "number": check_numbers,
    "date": check_dates,
    "name": check_names,
    "roles": check_roles,
    "negation": check_negation,
    "certainty": check_certainty,
    "attribution": check_attribution,
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
    embed: Embed | None = None,
    tests: Tests = TESTS,
) -> Judgement:
    """Judge ``text`` by ``sources`` (the cited texts, or a whole source text).

    ``kind`` is a claim's kind; ``speaker`` is its label, where it is speech. ``context`` are texts in which names may
    be looked up but nothing else (the rest of a cited article, where "he" is named). ``embed`` turns texts into unit
    vectors (an embedder's ``embed``), so that nearness in meaning counts beside words. ``tests`` are those to run.

    Deterministic. A test that fails makes the verdict ``unchecked``, never anything else: its score, 0.0, says nothing.
    """
    given = _Given(sources, kind, speaker, tuple(context), embed, tests)
    try:
        return _check(_bared(text), given)
    except _TestFailedError as failed:
        return _unchecked(f'The test "{failed.args[0]}" failed ({failed.args[1]}); nothing was judged.')
    except Exception as error:  # a checker that failed is never a judgement, whatever failed
        return _unchecked(f"The checker failed ({type(error).__name__}); nothing was judged.")


def _unchecked(reason: str) -> Judgement:
    return Judgement("unchecked", 0.0, (reason,))


class _TestFailedError(Exception):
    """A test raised; its name and the kind of error."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What a text is judged by."""

    sources: Sequence[str]
    kind: str
    speaker: str | None
    context: tuple[str, ...]
    embed: Embed | None
    tests: Tests


@dataclass(frozen=True, slots=True)
class _Bared:
    """A text without list mark and citation markers, and where each of its characters stood."""

    text: str
    places: Sequence[int]

    def original(self, span: Span) -> Span:
        return Span(self.places[span.start], self.places[span.end - 1] + 1) if span.start < span.end else span


def _bared(text: str) -> _Bared:
    gone = [match.span() for match in _MARKERS.finditer(text)]
    mark = _LIST_MARK.match(text)
    gone += [mark.span()] if mark else []
    left = [i for i in range(len(text)) if not any(a <= i < b for a, b in gone)] if gone else range(len(text))
    return _Bared("".join(text[i] for i in left) if gone else text, left)


def _check(bared: _Bared, given: _Given) -> Judgement:
    text = bared.text
    if not any(char.isalnum() for char in text):
        if text.strip() and is_verbatim(text, given.sources, whole=False):
            return _verbatim(given.kind)
        return _NOTHING
    if not any(source.strip() for source in given.sources):
        return Judgement("unsupported", 0.0, ("No source text is given for this sentence.",))
    if given.speaker is None and is_verbatim(text, given.sources, whole=given.kind != "quote"):
        return _verbatim(given.kind)
    if given.kind == "quote" and given.speaker is None and is_pieced_together(text, given.sources):
        return _verbatim(given.kind)
    parts = [span for span in split_sentences(text) if read(span.of(text)).content]
    if not parts:
        return _NOTHING
    return _together([_placed(_sentence(part.of(text), given), part, bared) for part in parts])


def _verbatim(kind: str) -> Judgement:
    reason = f"These words stand in the source{'' if kind == 'quote' else ' as a whole sentence'}."
    return Judgement("supported", 1.0, (reason,), (Check("verbatim", True, reason),))


def _sentence(part: str, given: _Given) -> Judgement:
    evidence = Evidence(part, given.sources, given.context, given.speaker, given.embed)
    findings = [finding for name in given.tests for finding in _run(name, evidence, given.tests)]
    if is_verbatim(part, given.sources, whole=given.kind != "quote"):
        findings = [finding for finding in findings if finding.test == "speaker"]
        value = held_below(1.0, findings)
    else:
        value = score(signals(evidence), findings)
    return Judgement(verdict(value, findings), value, _reasons(findings), tuple(f.as_check() for f in findings))


def _placed(judgement: Judgement, part: Span, bared: _Bared) -> Judgement:
    """The judgement of a part, its places counted in the text as it was given."""
    checks = tuple(
        replace(check, at=bared.original(Span(part.start + check.at.start, part.start + check.at.end)))
        if check.at
        else check
        for check in judgement.checks
    )
    return replace(judgement, checks=checks)


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
