"""A sentence that does not pass is cited better, cut, quoted or dropped; nothing is invented, and all of it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check import Mending, judge_all, judging, repair_all, repair_claim
from rag.check.repair import by_quotes, cuts, cutting, kept
from rag.check.repair.claims import SAID_BEFORE, Repaired
from rag.types import Check, Citation, Claim, Judgement, Repair, Span, Verdict
from tests.check.small_harbour import ARTICLES, load, places, sentence

LOWEST_FIRST = ("contradicted", "unsupported", "partly_supported", "supported")
PLACES = places()
check = judging(load)


def repaired(text: str, *cited: Citation, kind: str = "paraphrase") -> Repaired:
    claim = Claim(text, kind, citations=tuple(c.n for c in cited))  # type: ignore[arg-type]
    return repair_claim(claim, check(claim, cited), cited, PLACES, check)


# --- one repair each --------------------------------------------------------------------------------------------------


def test_a_true_sentence_on_the_wrong_passage_is_cited_better() -> None:
    text = "Nordlink stopped all crossings for five days after the storm."
    outcome = repaired(text, sentence("nearly 40 boats"))
    assert outcome.repair is not None
    assert (outcome.repair.how, outcome.repair.before, outcome.repair.after) == ("cited", text, text)
    (n,) = outcome.claim.citations
    assert outcome.citations[n - 1].quote.startswith("The company Nordlink")
    assert (outcome.claim.text, outcome.claim.verdict) == (text, "supported")


def test_what_the_source_does_not_bear_is_cut_out() -> None:
    outcome = repaired(
        "Two fishermen, who were from Lund, were injured when the northern pier broke.", sentence("Two fishermen")
    )
    assert outcome.repair is not None
    assert outcome.repair.how == "cut"
    assert outcome.claim.text == "Two fishermen were injured when the northern pier broke."
    assert "Lund" in outcome.repair.reason


def test_a_wrong_value_is_not_replaced_by_the_right_one_but_by_the_source_s_own_words() -> None:
    own = sentence("3 million")
    outcome = repaired("The harbour office says that repairs will cost 5 million crowns.", own)
    assert outcome.repair is not None
    assert outcome.repair.how == "quoted"
    assert (outcome.claim.text, outcome.claim.kind) == (own.quote, "quote")
    assert "5 million" in outcome.repair.reason


def test_what_nobody_wrote_is_dropped_and_told() -> None:
    outcome = repaired("Wolves were seen in the hills above Lund.", sentence("He denied"))
    assert outcome.repair is not None
    assert (outcome.repair.how, outcome.repair.after) == ("dropped", None)
    assert outcome.dropped
    assert outcome.repair.tried == replace(sentence("He denied"), n=0)
    assert outcome.claim.verdict in ("unsupported", "contradicted")


def test_a_dropped_sentence_names_the_one_of_its_places_that_speaks_against_it() -> None:
    claim = Claim("The ferry Marlin sank.", "paraphrase", citations=(1, 2))
    denied = Check("negation", False, "The source says it runs.", source=1)

    def tried(claim: Claim, finding: Check) -> Citation | None:
        judged = Judgement("contradicted", 0.1, (finding.reason,), (finding,))
        outcome = repair_claim(claim, judged, CITED, (), lambda *_: judged)
        assert outcome.repair is not None
        return outcome.repair.tried

    assert tried(claim, denied) == replace(CITED[1], n=0)
    assert tried(claim, replace(denied, source=None)) == replace(CITED[0], n=0)
    assert tried(replace(claim, citations=()), denied) is None


def test_a_sentence_that_leans_on_another_is_quoted_with_it() -> None:
    outcome = repaired("Mayor Karl Lind confirmed that the ferry would be sold.", sentence("He denied"))
    assert outcome.claim.text.startswith("Mayor Karl Lind thanked the crews")
    assert outcome.claim.text.endswith("He denied reports that the ferry would be sold.")


def test_a_quotation_under_a_wrong_name_loses_the_name_and_not_its_words() -> None:
    own = sentence("worst night")
    claim = Claim(own.quote, "quote", speaker="Karl Lind", citations=(1,))
    wrong = Judgement("contradicted", 0.2, ("The source lets “Ida Berg” say this.",), (Check("speaker", False),))
    outcome = repair_claim(claim, wrong, (own,), PLACES, lambda c, all_: wrong if c.speaker else check(c, all_))
    assert (outcome.claim.text, outcome.claim.speaker, outcome.claim.verdict) == (own.quote, None, "supported")
    assert outcome.citations == (own,)


def test_a_sentence_without_a_citation_finds_one() -> None:
    outcome = repaired("Two fishermen were injured when the northern pier broke.")
    assert outcome.repair is not None
    assert outcome.repair.how == "cited"
    assert [c.n for c in outcome.citations] == [1]


def test_what_is_supported_stays_as_it_is() -> None:
    outcome = repaired("Two fishermen were injured when the northern pier broke.", sentence("Two fishermen"))
    assert (outcome.repair, outcome.claim.citations) == (None, (1,))


@pytest.mark.parametrize("verdict", ["unchecked", "supported"])
def test_what_could_not_be_checked_or_is_supported_is_left_alone(verdict: Verdict) -> None:
    claim = Claim("Anything.", citations=(1,))
    judgement = Judgement(verdict, 0.0, ("The checker failed.",))
    outcome = repair_claim(claim, judgement, (sentence("He denied"),), PLACES, check)
    assert outcome.repair is None
    assert outcome.claim == replace(claim, verdict=verdict, reasons=judgement.reasons)


def test_what_too_little_speaks_for_keeps_its_words() -> None:
    """Nothing was found against it, so that it is shown as supported in part and not exchanged for a quotation."""
    claim = Claim("The mayor thanked the crews.", "paraphrase", citations=(1,))
    so_so = Judgement("partly_supported", 0.6, ("Much of it.",), (Check("coverage", True, "Much of it."),))
    outcome = repair_claim(claim, so_so, (sentence("Mayor"),), PLACES, lambda *_: so_so)
    assert (outcome.repair, outcome.claim.text) == (None, claim.text)


def test_it_works_without_an_archive_on_quotes_alone() -> None:
    own = Citation(1, "note", "", 0, 55, "Two fishermen were injured when the northern pier broke.", "")
    claim = Claim("Two fishermen were injured when the northern pier broke in 2019.", "statement", citations=(1,))
    outcome = repair_claim(claim, by_quotes(claim, [own]), [own], [])
    assert outcome.claim.text == "Two fishermen were injured when the northern pier broke."


# --- all claims of a draft --------------------------------------------------------------------------------------------

DRAFTED = (
    ("Two fishermen were injured when the northern pier broke.", (1,)),
    ("Nordlink stopped all crossings for five days after the storm.", (2,)),
    (
        "A storm sank nearly 40 boats in the harbour of Holm on Tuesday night, after the ferry Marlin broke the pier.",
        (2,),
    ),
    ("The harbour office says that repairs will cost 5 million crowns.", (3,)),
    ("Wolves were seen in the hills above Lund.", (1,)),
)
CITED = (sentence("Two fishermen"), sentence("nearly 40", 2), sentence("3 million", 3))


def test_a_draft_comes_out_with_every_sentence_as_it_can_be_shown() -> None:
    claims = [Claim(text, "paraphrase", citations=numbers) for text, numbers in DRAFTED]
    mended = repair_all(claims, CITED, PLACES, check)
    assert [repair.how for repair in mended.repairs] == ["cited", "cut", "quoted", "dropped"]
    assert [claim.verdict == "supported" for claim in mended.claims] == [True, True, True, True, False]
    assert [citation.n for citation in mended.citations] == [1, 2, 3, 4]
    assert [repair.before for repair in mended.repairs] == [text for text, _ in DRAFTED[1:]]


def test_two_sentences_that_would_be_quoted_alike_are_quoted_once() -> None:
    twice = [
        Claim(f"The harbour office says that repairs will cost {n} million crowns.", "paraphrase", citations=(3,))
        for n in (5, 6)
    ]
    mended = repair_all(twice, CITED, PLACES, check)
    assert [repair.how for repair in mended.repairs] == ["quoted", "dropped"]
    assert mended.repairs[1].reason == SAID_BEFORE
    assert mended.claims[1].verdict == "unsupported"


def test_claims_may_be_judged_without_being_bettered() -> None:
    claims = [Claim(text, "paraphrase", citations=numbers) for text, numbers in DRAFTED]
    judged = judge_all(claims, CITED, check)
    assert [claim.text for claim in judged.claims] == [text for text, _ in DRAFTED]
    assert {repair.how for repair in judged.repairs} == {"dropped"}
    failed = [claim for claim in judged.claims if claim.verdict in ("unsupported", "contradicted")]
    assert [repair.before for repair in judged.repairs] == [claim.text for claim in failed]


def test_a_repair_comes_back_from_json() -> None:
    tried = Citation(0, "a.txt", "0" * 64, 2, 5, "abc", "Title", "Post")
    for repair in (
        Repair("cut", "a b", "a", "why"),
        Repair("dropped", "a", None, "why"),
        Repair("dropped", "a", None, "why", tried),
    ):
        assert "n" not in (repair.to_json()["tried"] or {})
        assert Repair.from_json(repair.to_json()) == repair


# --- universal promises -----------------------------------------------------------------------------------------------

SUBJECTS = ("Two fishermen", "The ferry Marlin", "Mayor Karl Lind", "Ida Berg", "The company Nordlink", "A storm")
DEEDS = (
    "were injured", "visited the harbour", "was not damaged", "denied the reports", "said the pier would be rebuilt",
    "sank nearly 40 boats", "runs again between Lund and Holm", "may be sold", "thanked the crews",
)  # fmt: skip
ASIDES = (", who was born in Lund,", " (220 passengers)", ", the oldest of all,", "", "", "")
ENDS = (
    " on Sunday", " in 2019", " after the storm", ", and the northern pier broke", " because nobody denied it",
    " when the northern pier broke", ", which allegedly cost 3 million crowns", ' as "the worst night"', "", " in Baku",
)  # fmt: skip

claim_texts = st.builds(
    lambda who, aside, did, *ends: f"{who}{aside} {did}{''.join(ends)}.",
    *map(st.sampled_from, (SUBJECTS, ASIDES, DEEDS, ENDS, ENDS)),
)
cited = st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(
    lambda found: tuple(replace(place, n=n) for n, place in enumerate(found, 1))
)


@settings(deadline=None)
@given(claim_texts, cited, st.sampled_from(["paraphrase", "statement", "quote"]))
def test_no_repair_makes_a_verdict_worse_or_invents_anything(text: str, own: tuple[Citation, ...], kind: str) -> None:
    claim = Claim(text, kind, citations=tuple(c.n for c in own))  # type: ignore[arg-type]
    before = check(claim, own)
    outcome = repair_claim(claim, before, own, PLACES, check)
    after = outcome.claim
    assert LOWEST_FIRST.index(after.verdict) >= LOWEST_FIRST.index(before.verdict)
    assert check(after, outcome.citations).verdict == after.verdict, "the verdict is the check's own"
    assert outcome.citations[: len(own)] == own
    for citation in outcome.citations:
        assert ARTICLES[citation.path].text[citation.start : citation.end] == citation.quote
    tried = outcome.repair.tried if outcome.repair else None
    assert tried is None or (outcome.dropped and tried in [replace(place, n=0) for place in own])
    if outcome.repair is None or outcome.dropped:
        assert after.text == text
        assert outcome.dropped == (before.verdict in ("unsupported", "contradicted"))
    elif outcome.repair.how == "quoted":
        (n,) = after.citations
        assert after.text == outcome.citations[n - 1].quote
    else:
        assert is_in_order(words_of(after.text), words_of(text))
        assert (after.text == text) == (outcome.repair.how == "cited")


@settings(deadline=None, max_examples=30)
@given(claim_texts, cited)
def test_the_same_claim_is_always_repaired_alike(text: str, own: tuple[Citation, ...]) -> None:
    assert repaired(text, *own) == repaired(text, *own)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def is_in_order(some: Sequence[str], others: Sequence[str]) -> bool:
    left = iter(others)
    return all(word in left for word in some)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), claim_texts, st.builds("{} {}".format, claim_texts, claim_texts)))
def test_a_cut_adds_nothing_and_takes_no_denial_reserve_or_speaker_away(text: str) -> None:
    for left in cuts(text):
        assert is_in_order(words_of(left), words_of(text))
        assert len(left) < len(text)
        assert guarded_in(left) == guarded_in(text)
        assert kept.may_be_left(left)


NUMBER_WORDS = ("almost", "only", "just", "some", "mostly")


def guarded_in(text: str) -> list[str]:
    return [
        word.lower() for word in re.findall(r"\w+", text) if kept.guarded(word) and word.lower() not in NUMBER_WORDS
    ]


def test_a_page_pasted_as_one_sentence_is_not_cut() -> None:
    assert cuts("Berg, who lives in Lund, opened the pier, " * 100) == []


# --- cuts, read by eye ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "without", "left"),
    [
        ("Berg, who lives in Lund, opened the pier.", "Lund", "Berg opened the pier."),
        ("The Marlin, the oldest ferry in Holm, left the harbour.", "oldest", "The Marlin left the harbour."),
        ("The ferry (built in 1990) left Holm.", "1990", "The ferry left Holm."),
        ("The storm sank 37 boats – a record – near Holm.", "record", "The storm sank 37 boats near Holm."),
        ("The old pier broke two days after the feast in Lund.", "feast", "The old pier broke."),
        ("Nordlink closed the pier because the river rose.", "river", "Nordlink closed the pier."),
        ("The mayor opened the pier and visited the crews.", "crews", "The mayor opened the pier."),
        ("Nordlink closed the pier, and the mayor left Holm.", "mayor", "Nordlink closed the pier."),
        ("After the feast, Nordlink closed the pier.", "feast", "Nordlink closed the pier."),
        ("Ida Berg opened the pier in Lund on Sunday.", "Sunday", "Ida Berg opened the pier in Lund."),
        ("Ida Berg opened the pier in Lund on Sunday.", "Lund", "Ida Berg opened the pier on Sunday."),
        ("Nordlink closed the pier for 44 days in May.", "44", "Nordlink closed the pier in May."),
        ("The ferry sank off Holm, killing 12 people.", "12", "The ferry sank off Holm."),
        ("However, in May 2018, Nordlink closed the pier.", "2018", "However, Nordlink closed the pier."),
        ("Berg opened the pier. Wolves came to Lund.", "Wolves", "Berg opened the pier."),
    ],
)
def test_a_piece_can_be_left_out(text: str, without: str, left: str) -> None:
    at = text.index(without)
    failed = Check("any", False, "", Span(at, at + len(without)))
    assert left in cuts(text, [failed])
    assert left in cuts(text)


@pytest.mark.parametrize(
    "text",
    [
        "The ferry is in Holm.",
        "The mayor denied reports of a sale.",
        "The ferry sank, Ida Berg said.",
        "The ferry will be sold unless the mayor pays.",
        "According to Nordlink, the ferry sank.",
        "No ferry left Holm in 2019.",
        "It was the first feast in Lund.",
        "The feast lasted from May to June.",
        "Nordlink did not only close the pier but sold the ferry.",
        "The storm struck and sank boats.",
        "He [Karl Lind] opened the pier.",
        "Press reports came to the following newspapers.",
        "Fighting between Lund and Holm goes on.",
        "More than 40 boats.",
        'The mayor called it "a night in Holm, a night without end".',
    ],
)
def test_what_would_say_something_else_is_not_cut(text: str) -> None:
    assert cuts(text) == []


DENIED = "Nordlink closed the pier, which the mayor denied."
BARE = "The pier broke (in 1990)."


def test_without_the_guard_a_denial_would_be_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what holds it back is that its words are kept."""
    assert all("denied" in cut for cut in cuts(DENIED))
    monkeypatch.setattr(cutting, "takes_away", lambda *_: False)
    assert "Nordlink closed the pier." in cuts(DENIED)


def test_without_the_guard_too_little_would_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what holds it back is that a sentence has to say something."""
    assert cuts(BARE) == []
    monkeypatch.setattr(cutting, "may_be_left", lambda _: True)
    assert "The pier broke." in cuts(BARE)


def test_a_lean_draft_loses_the_citations_that_bear_nothing() -> None:
    """And the control: it keeps them where it is not to be lean, and where no citation alone would do."""
    ferry = Citation(1, "a.txt", "0", 0, 41, "The ferry to Holm runs again from Monday.", "Ferry")
    storm = Citation(2, "b.txt", "1", 0, 27, "The storm took forty boats.", "Storm")
    claim = Claim("The ferry to Holm runs again from Monday.", "paraphrase", citations=(1, 2))
    assert Mending([], lean=True).take(claim, [ferry, storm]).citations == (1,)
    assert Mending([]).take(claim, [ferry, storm]).citations == (1, 2)
    told = "The ferry to Holm runs again from Monday, and the storm took forty boats."
    both = Claim(told, "paraphrase", citations=(1, 2))
    assert Mending([], lean=True).take(both, [ferry, storm]).citations == (1, 2)
