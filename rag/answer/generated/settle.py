"""Which answer the reader gets: the model's, checked, or the quoted one. Pure decisions, no model.

Refusing stays ours. That a sentence is borne out says that an article has it, not that it answers the question; a
planted article bears out whatever it says. Whether the articles answer is what the confidence of the extractive side
measures, so where that side abstains, the answer abstains, whatever the model has written. ``overruled_from`` is there
to measure what this costs: from that confidence on, sentences of the model that are supported, every one, are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answer.cite import numbered
from rag.answer.generated.draft import Account
from rag.text.names import find_names, same_name
from rag.text.words import content_stems
from rag.types import Citation, Claim, Disagreement, Draft

SURVIVED = ("supported", "partly_supported")
ENOUGH = 0.5  # of the sentences the model wrote that must survive
TOLD = 0.8  # of the words of the best quotation that make it told, whatever is cited

FELL_SHORT = "Fewer than half of the language model's sentences passed the check, so this is quoted from the articles."
DECLINED = "The language model found no answer in these passages; this is quoted from the articles."
WROTE_NOTHING = "The language model wrote nothing that could be checked, so this is quoted from the articles."
STOPPED = "Stopped: what was written until then."
FAILED = "{cause} This is quoted from the articles instead."
CUT_OFF = "{cause} What was written until then is shown."
OVERRULED = "Quoting alone found no answer here; these are a language model's sentences, each supported by its source."


def settle(
    account: Account,
    judged: Sequence[Claim],
    checked: Draft,
    extractive: Draft,
    question: str = "",
    overruled_from: float | None = None,
) -> Draft:
    """The draft to show. ``judged`` are the model's sentences with verdicts, those that failed among them.

    ``checked`` is what is kept of them after repair, ``extractive`` the checked answer without a model. ``mode`` of
    what is returned says which it is. What the check left out of the model's sentences is told with either.
    """
    if extractive.abstained:
        if not _overrules(checked, extractive, question, overruled_from):
            return replace(extractive, notice=_noted(account.failure, extractive.notice))
        return replace(as_generated(checked, extractive), notice=OVERRULED, abstained=False)
    why = reason_against(account, judged, checked)
    if why is not None:
        left_out = tuple(repair for repair in checked.repairs if repair.how == "dropped")
        return replace(extractive, notice=_noted(why, extractive.notice), repairs=(*extractive.repairs, *left_out))
    notice = CUT_OFF.format(cause=account.failure) if account.failure else STOPPED if account.stopped else None
    return replace(as_generated(checked, extractive), notice=_noted(notice, extractive.notice))


def reason_against(account: Account, judged: Sequence[Claim], checked: Draft) -> str | None:
    """Why the model's sentences are not shown, None where they are."""
    if not judged and account.failure:
        return FAILED.format(cause=account.failure)
    if account.stopped and checked.claims:  # what the reader has seen is not taken away
        return None
    if not judged or not account.sentences:
        return DECLINED if account.declined else WROTE_NOTHING
    if not checked.claims or survivors(checked.claims) < ENOUGH * len(judged):
        return FAILED.format(cause=account.failure) if account.failure and not checked.claims else FELL_SHORT
    return None


def survivors(claims: Sequence[Claim]) -> int:
    """How many sentences have a verdict to be shown with."""
    return sum(claim.verdict in SURVIVED for claim in claims)


def as_generated(checked: Draft, extractive: Draft) -> Draft:
    """The model's sentences with what does not depend on who writes: confidence, and where the articles disagree."""
    shown = replace(
        checked, mode="generated", direct=None, confidence=extractive.confidence, best=extractive.best, abstained=False
    )
    return with_disagreements(with_best_quote(shown, extractive), extractive)


def with_best_quote(draft: Draft, quoted: Draft) -> Draft:
    """The draft and, where it passes over the evidence that answers best, that evidence in its own words.

    A model reads what it likes: of a planted article and a true one it may tell the planted one alone. What is quoted
    is chosen by how it answers, so it is shown beside.
    """
    best = quoted.claims[0] if quoted.claims else None
    if best is None or _tells(draft, best, quoted):
        return draft
    citations, moved = _with_citations(draft, quoted, best.citations)
    claim = replace(best, citations=tuple(moved[n] for n in best.citations))
    return replace(draft, claims=(*draft.claims, claim), citations=citations)


def _tells(draft: Draft, best: Claim, quoted: Draft) -> bool:
    """Whether the draft cites a place of the best sentence, or holds nearly all its words."""
    own = {n for claim in draft.claims for n in claim.citations}
    places = [citation for citation in draft.citations if citation.n in own]
    theirs = [citation for citation in quoted.citations if citation.n in best.citations]
    said = {stem for claim in draft.claims for stem in content_stems(claim.text)}
    wanted = set(content_stems(best.text))
    told = len(wanted & said) >= TOLD * len(wanted)
    return told or any(_overlap(one, other) for one in places for other in theirs)


def _overlap(one: Citation, other: Citation) -> bool:
    same = (one.path, one.sha256, one.article_id) == (other.path, other.sha256, other.article_id)
    return same and one.start < other.end and other.start < one.end


def with_disagreements(draft: Draft, other: Draft) -> Draft:
    """The draft with the disagreements of another and the citations they stand on, numbered on."""
    wanted = [n for d in other.disagreements for value in d.values for n in value.citations]
    citations, moved = _with_citations(draft, other, wanted)
    disagreements = (*draft.disagreements, *(_moved(d, moved) for d in other.disagreements))
    return replace(draft, citations=citations, disagreements=disagreements)


def _with_citations(draft: Draft, other: Draft, wanted: Iterable[int]) -> tuple[tuple[Citation, ...], dict[int, int]]:
    """The draft's citations with those wanted of another behind them, and the numbers these have there."""
    by_number = {citation.n: citation for citation in other.citations}
    citations, moved = draft.citations, {}
    for n in dict.fromkeys(wanted):
        moved[n], citations = numbered(by_number[n], citations)
    return citations, moved


def _moved(disagreement: Disagreement, numbers: dict[int, int]) -> Disagreement:
    values = (replace(v, citations=tuple(numbers[n] for n in v.citations)) for v in disagreement.values)
    return replace(disagreement, values=tuple(values))


def _overrules(checked: Draft, extractive: Draft, question: str, least: float | None) -> bool:
    """Whether supported sentences may be shown although the extractive side abstains.

    All must be supported; together they must hold every name of the question: what is told of somebody else is none.
    """
    if least is None or extractive.confidence < least or extractive.claims or not checked.claims:
        return False
    told = [name for claim in checked.claims for name in find_names(claim.text)]
    named = all(any(same_name(asked.text, name.text) for name in told) for asked in find_names(question))
    return named and all(claim.verdict == "supported" for claim in checked.claims)


def _noted(*notices: str | None) -> str | None:
    return " ".join(filter(None, notices)) or None
