"""Does a citation resolve, and is the claim supported by what it points at?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.check.claim import check_claim
from rag.check.finding import shown
from rag.text.fold import fold
from rag.types import Article, Check, Citation, Claim, Judgement

_INSERTION = re.compile(r"\s\[([^\]]{2,120})\]")

Load = Callable[[Citation], Article | None]
"""The article a citation points at, as it is in the archive now, or ``None``."""


def check_citation(citation: Citation, article_text: str | None, sha256: str | None) -> Check:
    """Whether a citation resolves: the file is there and unchanged, and its characters are the quote."""
    reason = _broken(citation, article_text, sha256)
    if reason:
        return Check("citation", False, reason)
    return Check("citation", True, f"Characters {citation.start} to {citation.end} of {citation.path} are the quote.")


def _broken(citation: Citation, text: str | None, sha256: str | None) -> str:
    """What is wrong with a citation; empty when it holds."""
    if text is None:
        return f"{citation.path} is not in the archive."
    if sha256 != citation.sha256:
        return f"{citation.path} has changed since it was cited."
    if not 0 <= citation.start < citation.end <= len(text):
        return f"Characters {citation.start} to {citation.end} are not a place in {citation.path} ({len(text)} long)."
    if text[citation.start : citation.end] != citation.quote:
        return f"{citation.path} does not have the words {shown(citation.quote)} at this place."
    return ""


def judge(claim: Claim, citations: Sequence[Citation], load: Load) -> Claim:
    """The claim with its verdict and reasons: its citations must resolve, then the cited texts must support it.

    ``citations`` are all citations of the answer; the claim's numbers say which are its own. A claim that stands on
    a citation that does not resolve is unsupported, whatever the others say.
    """
    judgement = judge_claim(claim, citations, load)
    return replace(claim, verdict=judgement.verdict, reasons=judgement.reasons)


def judge_claim(claim: Claim, citations: Sequence[Citation], load: Load) -> Judgement:
    """As ``judge``, with the score and every check."""
    by_number = {citation.n: citation for citation in citations}
    cited = [by_number[n] for n in claim.citations if n in by_number]
    unknown = [n for n in claim.citations if n not in by_number]
    if unknown:
        return _unsupported(f"Citation {unknown[0]} does not exist.")
    if not cited:
        return _unsupported("The sentence has no citation.")
    articles = [load(citation) for citation in cited]
    checks = []
    for citation, article in zip(cited, articles, strict=True):
        check = check_citation(citation, article.text if article else None, article.sha256 if article else None)
        if not check.passed:
            return _unsupported(check.reason, check)
        checks.append(check)
    resolved = _with_speaker_named(claim, cited)
    if resolved is not None:
        return replace(resolved, checks=(*checks, *resolved.checks))
    judgement = check_claim(
        claim.text,
        [citation.quote for citation in cited],
        kind=claim.kind,
        speaker=claim.speaker,
        context=list(dict.fromkeys(article.text for article in articles if article)),
    )
    return replace(judgement, checks=(*checks, *judgement.checks))


def _with_speaker_named(claim: Claim, cited: Sequence[Citation]) -> Judgement | None:
    """A sentence as it stands with one name put in brackets: the words must be verbatim, the name in a cited text."""
    insertion = _INSERTION.search(claim.text)
    if insertion is None:
        return None
    plain = fold(claim.text[: insertion.start()] + claim.text[insertion.end() :])
    sources = [fold(citation.quote) for citation in cited]
    if plain not in sources or not any(fold(insertion[1]) in source for source in sources):
        return None
    reason = f"Verbatim; {insertion[1]} is named in the cited text."
    return Judgement("supported", 1.0, (reason,), (Check("verbatim", True, reason),))


def _unsupported(reason: str, *checks: Check) -> Judgement:
    return Judgement("unsupported", 0.0, (reason,), checks)
