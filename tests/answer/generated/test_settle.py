"""Which answer is shown, and that refusing stays ours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.generated import Account, settle
from rag.answer.generated.settle import DECLINED, FELL_SHORT, WROTE_NOTHING
from rag.types import Citation, Claim, Disagreement, Draft, Repair, Value, Verdict


def claims(*verdicts: Verdict) -> list[Claim]:
    return [
        Claim(f"The ferry made trip {n} to Ystad.", "paraphrase", v, citations=(1,)) for n, v in enumerate(verdicts)
    ]


def cited(n: int, start: int = 0) -> Citation:
    return Citation(n, "a.txt", "0", start, start + 5, "words", "Title")


QUOTED = Draft((Claim("Quoted.", citations=(1,)),), (cited(1),), confidence=0.8)
NOTHING = Draft(abstained=True, notice="The articles do not say.", confidence=0.4)


def settled(judged: list[Claim], other: Draft = QUOTED, account: Account | None = None, **options: object) -> Draft:
    kept = tuple(c for c in judged if c.verdict in ("supported", "partly_supported"))
    account = account or Account(sentences=len(judged))
    return settle(account, judged, Draft(kept, (cited(1),)), other, **options)  # type: ignore[arg-type]


def test_a_draft_that_holds_is_shown_as_generated() -> None:
    shown = settled(claims("supported", "partly_supported", "unsupported"))
    assert shown.mode == "generated"
    assert len(shown.claims) == 2
    assert shown.confidence == 0.8
    assert shown.notice is None


def test_exactly_half_is_enough_and_fewer_than_half_is_not() -> None:
    assert settled(claims("supported", "contradicted")).mode == "generated"
    short = settled(claims("supported", "contradicted", "unsupported"))
    assert short.mode == "extractive"
    assert short.notice == FELL_SHORT
    assert short.claims == QUOTED.claims


def test_what_was_left_out_of_the_model_s_sentences_is_told_with_whichever_answer_is_shown() -> None:
    gone = Repair("dropped", "The ferry sank.", None, "The source says it runs.")
    cut = Repair("cut", "The ferry made trip 0 to Ystad, in red.", "The ferry made trip 0 to Ystad.", "“red”")
    judged = claims("supported", "contradicted", "contradicted")
    for some, repairs in ((judged[:2], (cut, gone)), (judged, (gone,))):
        draft = Draft((judged[0],), (cited(1),), repairs=(cut, gone))
        shown = settle(Account(sentences=len(some)), some, draft, QUOTED)
        assert shown.repairs == repairs, "a repair of what is not shown is none"
        assert all("sank" not in claim.text for claim in shown.claims)
    refused = settle(Account(sentences=3), judged, Draft((judged[0],), (cited(1),), repairs=(gone,)), NOTHING)
    assert refused.repairs == ()


@pytest.mark.parametrize("confidence", [0.0, 0.4, 0.51])
def test_the_model_does_not_overrule_an_abstention(confidence: float) -> None:
    shown = settled(claims("supported", "supported"), replace(NOTHING, confidence=confidence))
    assert shown.abstained
    assert shown.mode == "extractive"
    assert not shown.claims


def test_where_it_is_let_only_full_support_with_all_names_overrules() -> None:
    """The control: the abstention above is this rule's doing."""
    let = {"overruled_from": 0.3, "question": "When does the ferry to Ystad run?"}
    assert settled(claims("supported"), NOTHING, **let).mode == "generated"
    assert settled(claims("supported", "partly_supported"), NOTHING, **let).abstained
    assert settled(claims("supported"), replace(NOTHING, confidence=0.2), **let).abstained
    assert settled(claims("supported"), NOTHING, **{**let, "question": "Did Greta Holm take the ferry?"}).abstained


def test_a_model_that_declines_or_writes_nothing_leaves_the_quoted_answer() -> None:
    assert settled([], account=Account(declined=True)).notice == DECLINED
    assert settled([], account=Account()).notice == WROTE_NOTHING
    failed = settled([], account=Account(failure="The server is not there."))
    assert failed.mode == "extractive"
    assert (failed.notice or "").startswith("The server is not there.")


def test_a_draft_that_was_cut_off_says_so() -> None:
    shown = settled(claims("supported"), account=Account(sentences=1, failure="The server broke off."))
    assert shown.mode == "generated"
    assert "broke off" in (shown.notice or "")


def test_where_the_articles_disagree_is_shown_with_either_answer() -> None:
    differ = Disagreement("how many", (Value("three", (1,)), Value("four", (2,))))
    other = replace(QUOTED, disagreements=(differ,), citations=(cited(1), cited(2, 40)))
    shown = settled(claims("supported"), other)
    assert [v.citations for v in shown.disagreements[0].values] == [(1,), (2,)]
    assert [c.n for c in shown.citations] == [1, 2]
    assert shown.citations[1].start == 40


def quoting(text: str, start: int) -> Draft:
    return Draft((Claim(text, citations=(1,)),), (cited(1, start),), confidence=0.8)


def test_the_best_quotation_stands_beside_a_draft_that_passes_over_it() -> None:
    shown = settled(claims("supported"), quoting("Nine people drowned.", start=100))
    assert [(claim.text, claim.kind) for claim in shown.claims][1:] == [("Nine people drowned.", "quote")]
    assert [shown.citations[n - 1].start for n in shown.claims[1].citations] == [100]


@pytest.mark.parametrize(
    "quoted",
    [
        pytest.param(quoting("Nine people drowned.", start=3), id="cited"),
        pytest.param(quoting("The ferry made trip 0 to Ystad!", start=100), id="told"),
        pytest.param(Draft((), (cited(1),), confidence=0.8), id="none"),
    ],
)
def test_a_draft_that_tells_it_stands_alone(quoted: Draft) -> None:
    assert len(settled(claims("supported"), quoted).claims) == 1
