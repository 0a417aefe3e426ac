"""Does a citation resolve, and is the claim supported by what it points at?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from rag.check.claim import check_claim
from rag.check.evidence import Embed
from rag.check.finding import shown
from rag.check.opinion import Opinion, with_opinion
from rag.check.verbatim import is_verbatim
from rag.text.fold import fold
from rag.types import Article, Check, Citation, Claim, Judgement, Span

_INSERTION = re.compile(r"\s\[([^\]]{2,120})\]")

_QUOTED = re.compile(r"[\"“”„«][^\n]+[\"“”»]")

Load = Callable[[Citation], Article | None]
"""The article a citation points at, as it is in the archive now, or ``None``."""

CheckClaim = Callable[[Claim, Sequence[Citation]], Judgement]
"""Judges a claim by those of the citations that it names."""


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


def judge_claim(claim: Claim, citations: Sequence[Citation], load: Load, embed: Embed | None = None) -> Judgement:
    """As ``judge``, with the score and every check; ``embed`` as for ``check_claim``."""
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
    said = _words_behind_label(claim, cited)
    judgement = check_claim(
        said or claim.text,
        [citation.quote for citation in cited],
        kind="quote" if said else claim.kind,
        speaker=claim.speaker,
        context=list(dict.fromkeys(article.text for article in articles if article)),
        embed=embed,
    )
    before = len(claim.text) - len(said) if said else 0
    return replace(judgement, checks=(*checks, *(_behind(check, before) for check in judgement.checks)))


def _behind(check: Check, before: int) -> Check:
    """The check of words that stand behind so many characters of the claim."""
    return replace(check, at=Span(check.at.start + before, check.at.end + before)) if check.at and before else check


def judging(load: Load, embed: Embed | None = None, opinion: Opinion | None = None) -> CheckClaim:
    """The check of one answer: by ``judge_claim``, then by the second opinion, where there is one.

    Articles and vectors are kept while it lives: repairs ask for the same ones again and again. What stands in a
    source word for word is beyond opinion, and none is asked for.
    """
    kept = _kept(load)
    vectors = _remembering(embed) if embed else None

    def check(claim: Claim, citations: Sequence[Citation]) -> Judgement:
        own = judge_claim(claim, citations, kept, vectors)
        cited = [citation for citation in citations if citation.n in claim.citations]
        if opinion is None or _word_for_word(claim, cited):
            return own
        return with_opinion(own, opinion, claim.text, [citation.quote for citation in cited])

    return check


def _word_for_word(claim: Claim, cited: Sequence[Citation]) -> bool:
    """Whether a claim's words are a cited text's own: a quotation, with a name in brackets or a label in front too."""
    if _with_speaker_named(claim, cited) is not None or _words_behind_label(claim, cited):
        return True
    return is_verbatim(claim.text, [citation.quote for citation in cited], whole=claim.kind != "quote")


def _kept(load: Load) -> Load:
    articles: dict[tuple[str, str], Article | None] = {}

    def kept(citation: Citation) -> Article | None:
        file = (citation.path, citation.sha256)
        if file not in articles:
            articles[file] = load(citation)
        return articles[file]

    return kept


def _remembering(embed: Embed) -> Embed:
    vectors: dict[str, Any] = {}

    def remembered(texts: Sequence[str]) -> list[Any]:
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        if new:
            vectors.update(zip(new, embed(new), strict=True))
        return [vectors[text] for text in texts]

    return remembered


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


def _words_behind_label(claim: Claim, cited: Sequence[Citation]) -> str | None:
    """The words of "Ida Berg, the harbour master: “no boat sank”" where a cited text has the label as it stands.

    They are then judged as what the speaker said: no article has a sentence of this form.
    """
    label, _, said = claim.text.partition(": ")
    if not claim.speaker or label != claim.speaker or not _QUOTED.fullmatch(said):
        return None
    return said if any(fold(label) in fold(citation.quote) for citation in cited) else None


def _unsupported(reason: str, *checks: Check) -> Judgement:
    return Judgement("unsupported", 0.0, (reason,), checks)
