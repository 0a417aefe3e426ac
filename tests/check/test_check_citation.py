"""A citation resolves to characters of an unchanged file, or the claim on it is not supported."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from rag.check import check_citation, judge
from rag.check.citation import judge_claim
from rag.types import Article, Citation, Claim
from tests.check.seed_texts import seed

TEXT = seed("003")
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
QUOTE = "He underscored the importance of preserving the status quo at the Iranian-Armenian border"
START = TEXT.index(QUOTE)
ARTICLE = Article(path="003.txt", folder="seeds", sha256=SHA256, text=TEXT, encoding="utf-8")
CITATION = Citation(1, "003.txt", SHA256, START, START + len(QUOTE), QUOTE, "Iran offers mediation")
CLAIM = Claim(QUOTE + ".", kind="quote", citations=(1,))


def test_a_citation_that_slices_back_holds() -> None:
    check = check_citation(CITATION, TEXT, SHA256)
    assert (check.passed, check.reason) == (
        True,
        f"Characters {START} to {START + len(QUOTE)} of 003.txt are the quote.",
    )
    judged = judge(CLAIM, [CITATION], lambda _: ARTICLE)
    assert judged.verdict == "supported"
    assert replace(judged, verdict="unchecked", reasons=()) == CLAIM, "only verdict and reasons are filled in"


@pytest.mark.parametrize(
    ("citation", "article", "words"),
    [
        (CITATION, None, "is not in the archive"),
        (CITATION, replace(ARTICLE, sha256="0" * 64), "has changed since it was cited"),
        (replace(CITATION, start=-5), ARTICLE, "are not a place in"),
        (replace(CITATION, end=10**9), ARTICLE, "are not a place in"),
        (replace(CITATION, end=CITATION.start), ARTICLE, "are not a place in"),
        (replace(CITATION, start=CITATION.end, end=CITATION.start), ARTICLE, "are not a place in"),
        (replace(CITATION, quote=QUOTE.replace("status", "stable")), ARTICLE, "does not have the words"),
        (replace(CITATION, start=CITATION.start + 1, end=CITATION.end + 1), ARTICLE, "does not have the words"),
    ],
)
def test_a_citation_that_does_not_hold_makes_its_claim_unsupported(
    citation: Citation, article: Article | None, words: str
) -> None:
    judged = judge(CLAIM, [citation], lambda _: article)
    assert judged.verdict == "unsupported"
    assert words in judged.reasons[0]


@pytest.mark.parametrize("numbers", [(0,), (2,), (-1,), (99,), (1, 99), ()])
def test_a_number_without_a_citation_is_not_the_last_one(numbers: tuple[int, ...]) -> None:
    judged = judge(replace(CLAIM, citations=numbers), [CITATION], lambda _: ARTICLE)
    assert judged.verdict == "unsupported"


def test_a_valid_citation_does_not_save_a_sentence_it_does_not_bear() -> None:
    claim = Claim("Iran closed its embassy in Baku.", kind="statement", citations=(1,))
    assert judge(claim, [CITATION], lambda _: ARTICLE).verdict == "unsupported"


def test_a_name_that_the_article_gives_for_a_pronoun_is_not_foreign() -> None:
    claim = Claim(QUOTE.replace("He", "Amir-Abdollahian") + ".", kind="paraphrase", citations=(1,))
    assert judge(claim, [CITATION], lambda _: ARTICLE).verdict == "supported"
    foreign = replace(claim, text=QUOTE.replace("He", "Erdogan") + ".")
    assert judge(foreign, [CITATION], lambda _: ARTICLE).verdict != "supported"


def test_several_verbatim_pieces_of_one_claim_may_come_from_several_citations() -> None:
    other = "the region could not take another war"
    at = TEXT.index(other)
    second = Citation(2, "003.txt", SHA256, at, at + len(other), other, "")
    claim = Claim(f"{QUOTE} … {other}", kind="quote", citations=(1, 2))
    assert judge(claim, [CITATION, second], lambda _: ARTICLE).verdict == "supported"
    assert judge(replace(claim, citations=(1,)), [CITATION, second], lambda _: ARTICLE).verdict != "supported"
    altered = replace(claim, text=f"{QUOTE} … {other.replace('war', 'storm')}")
    assert judge(altered, [CITATION, second], lambda _: ARTICLE).verdict != "supported"


def test_the_checks_of_a_claim_begin_with_its_citations() -> None:
    judgement = judge_claim(CLAIM, [CITATION], lambda _: ARTICLE)
    assert judgement.checks[0].name == "citation"
    assert judgement.score == 1.0


LABEL = "Iran’s Foreign Minister Hossein Amir-Abdollahian"
SAID = "“serious concern”"


def cited(words: str, n: int) -> Citation:
    at = TEXT.index(words)
    return Citation(n, "003.txt", SHA256, at, at + len(words), words, "")


def test_words_behind_the_label_of_their_speaker_are_judged_as_what_he_said() -> None:
    """No article has a sentence of this form: label and words each have to stand in a cited text."""
    own = [cited("The top Iranian diplomat expressed “serious concern” as", 1), cited(f"{LABEL} made the remarks", 2)]
    claim = Claim(f"{LABEL}: {SAID}", "statement", speaker=LABEL, citations=(1, 2))
    assert judge(claim, own, lambda _: ARTICLE).verdict == "supported"
    altered = replace(claim, text=f"{LABEL}: “grave concern”")
    assert judge(altered, own, lambda _: ARTICLE).verdict != "supported"
    unnamed = replace(claim, citations=(1,))
    assert judge(unnamed, own, lambda _: ARTICLE).verdict != "supported", "the control: the label is nowhere"
