"""A second opinion can lower a verdict, never raise it; one that fails changes nothing and leaves a note."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check import check_claim, judging, with_opinion
from rag.check.opinion import LOWEST_FIRST, Opinion, lowered
from rag.check.scoring import verdict as verdict_of
from rag.types import Claim, Judgement, Verdict
from tests.check.small_harbour import load, sentence

verdicts = st.sampled_from(get_args(Verdict))
judgements = st.builds(
    Judgement, verdicts, st.floats(0, 1), st.lists(st.text(max_size=20), max_size=2).map(tuple), st.just(())
)


def saying(given: Any) -> Opinion:
    return lambda *_: given


def rank(verdict: Verdict) -> int:
    return LOWEST_FIRST.index(verdict)


@given(judgements, judgements)
def test_whatever_it_says_no_verdict_and_no_score_is_raised(own: Judgement, other: Judgement) -> None:
    after = with_opinion(own, saying(other), "text", ["source"])
    assert after.score <= own.score
    if own.verdict == "unchecked" or other.verdict == "unchecked":
        assert after.verdict == own.verdict
    else:
        assert rank(after.verdict) == min(rank(own.verdict), rank(other.verdict))
    assert after == own or len(after.reasons) > 0


@given(judgements, judgements)
def test_a_lowered_score_stands_where_its_verdict_does(own: Judgement, other: Judgement) -> None:
    after = lowered(own, other)
    if after != own and after.verdict != "contradicted":
        assert rank(verdict_of(after.score, ())) <= rank(after.verdict)


def test_a_lowered_verdict_says_by_whom_and_why() -> None:
    own = Judgement("supported", 0.9, ("All of it is there.",))
    after = with_opinion(own, saying(Judgement("unsupported", 0, ("Holm is not named.",))), "text", ["source"])
    assert (after.verdict, after.reasons) == (
        "unsupported",
        ("By a second opinion it is not supported: “Holm is not named.”.",),
    )
    assert [(check.name, check.passed) for check in after.checks] == [("opinion", False)]
    half = with_opinion(
        Judgement("partly_supported", 0.6, ("Holm is missing.",)), saying(Judgement("contradicted", 0)), "", []
    )
    assert half.reasons == ("By a second opinion it is contradicted by the source.", "Holm is missing.")


def fails(*_: object) -> Judgement:
    raise ConnectionError("no model here")


@pytest.mark.parametrize(
    ("opinion", "words"),
    [
        (fails, "failed (ConnectionError)"),
        (saying("unsupported"), "was no verdict"),
        (saying(None), "was no verdict"),
        (saying(Judgement("false", 0.0)), "was no verdict"),  # type: ignore[arg-type]
        (saying(Judgement("unsupported", 0.0, (7,))), "no text"),  # type: ignore[arg-type]
        (saying(Judgement("unsupported", 0.0, 7)), "failed (TypeError)"),  # type: ignore[arg-type]
        (saying(Judgement("unchecked", 0.0)), "cannot tell"),
    ],
)
def test_one_that_fails_or_talks_nonsense_changes_nothing_and_leaves_a_note(opinion: Opinion, words: str) -> None:
    own = Judgement("supported", 0.9, ("All of it is there.",))
    after = with_opinion(own, opinion, "text", ["source"])
    assert (after.verdict, after.score) == (own.verdict, own.score)
    assert after.reasons[0] == own.reasons[0]
    assert words in after.reasons[1]
    assert [check.passed for check in after.checks] == [None]


def test_one_that_never_answers_is_not_waited_for() -> None:
    never = threading.Event()

    def asleep(*_: object) -> Judgement:
        never.wait()
        return Judgement("contradicted", 0.0)

    own = Judgement("supported", 0.9)
    after = with_opinion(own, asleep, "text", ["source"], timeout_s=0.01)
    never.set()
    assert (after.verdict, after.reasons) == (
        "supported",
        ("The second opinion did not come in time; the verdict is ours alone.",),
    )


@pytest.mark.parametrize("verdict", ["contradicted", "unchecked"])
def test_it_is_not_asked_where_nothing_could_be_lowered(verdict: Verdict) -> None:
    own = Judgement(verdict, 0.1)
    assert with_opinion(own, fails, "text", ["source"]) is own


def test_the_checker_itself_can_be_the_opinion() -> None:
    own = Judgement("supported", 0.9)
    after = with_opinion(own, check_claim, "Wolves were seen in Lund.", ["The ferry runs again."])
    assert after.verdict == "unsupported"


# --- in the check of an answer ----------------------------------------------------------------------------------------

SAID = Claim("Two fishermen were injured when the pier broke.", "paraphrase", citations=(1,))
VERBATIM = Claim("Two fishermen were injured when the northern pier broke.", citations=(1,))


def test_the_check_of_an_answer_asks_it_of_the_cited_words() -> None:
    heard: list[tuple[str, list[str]]] = []

    def no(text: str, sources: Sequence[str], /) -> Judgement:
        heard.append((text, list(sources)))
        return Judgement("contradicted", 0.0)

    own = sentence("Two fishermen")
    assert judging(load)(SAID, [own]).verdict in ("supported", "partly_supported")
    assert judging(load, opinion=no)(SAID, [own, sentence("3 million", 2)]).verdict == "contradicted"
    assert heard == [(SAID.text, [own.quote])]


def test_what_stands_in_the_source_word_for_word_is_beyond_opinion() -> None:
    assert (
        judging(load, opinion=saying(Judgement("contradicted", 0)))(VERBATIM, [sentence("Two")]).verdict == "supported"
    )
