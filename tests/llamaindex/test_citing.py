"""A text with markers is checked by the sources it cites; what is wrong with a citation is told from what is false."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check import check_text
from rag.llamaindex import CitedSentence, check_cited
from rag.llamaindex import citing as module
from rag.types import Judgement

BRIDGE = "The new bridge of Lund was opened by Mayor Ida Berg on Monday. It cost 3 million crowns."
FERRY = "The ferry of Marn was sold in May, the harbour office said. It had run for 40 years."
SOURCES = [BRIDGE, FERRY]

OPENED = "The bridge of Lund was opened by Mayor Ida Berg"
SOLD = "The ferry of Marn was sold in May"


def only(text: str, sources: Sequence[str] = SOURCES, **how: object) -> CitedSentence:
    [sentence] = check_cited(text, sources, **how)  # type: ignore[arg-type]
    return sentence


def test_a_sentence_that_its_source_bears_out_is_supported_and_shows_the_words() -> None:
    found = only(f"{OPENED} [1].")
    assert (found.verdict, found.cites, found.borne_by, found.problems) == ("supported", (1,), (1,), ())
    [(source, quote)] = found.evidence
    assert source == 1
    assert quote in BRIDGE
    assert found.passes


def test_an_invented_citation_is_caught_although_the_sentence_is_true() -> None:
    found = only(f"{OPENED} [99].")
    assert (found.verdict, found.invented, found.problems) == ("unsupported", (99,), ("invented citation",))
    assert found.judgement is not None
    assert found.judgement.reasons == ("[99] is invented: there are 2 sources.", "Source 1 would bear it out.")


@pytest.mark.parametrize("n", [0, 3, 99, 999])
def test_a_number_that_no_source_has_is_invented(n: int) -> None:
    assert check_cited(f"{OPENED} [{n}].", SOURCES).invented == (n,)


def test_an_invented_citation_beside_a_right_one_leaves_the_verdict_and_does_not_pass() -> None:
    found = only(f"{OPENED} [1][99].")
    assert (found.verdict, found.invented, found.passes) == ("supported", (99,), False)


def test_an_uncited_claim_is_caught_although_it_is_true() -> None:
    checked = check_cited(f"{OPENED} [1]. {SOLD}.", SOURCES)
    cited, uncited = checked
    assert cited.passes
    assert (uncited.verdict, uncited.problems, uncited.borne_by) == ("unsupported", ("uncited",), (2,))
    assert checked.passing is False


def test_an_uncited_claim_that_a_source_denies_is_contradicted() -> None:
    _, denied = check_cited(f"{OPENED} [1]. The bridge cost 5 million crowns.", SOURCES)
    assert (denied.verdict, denied.problems) == ("contradicted", ("uncited",))


def test_a_wrong_number_with_a_right_looking_citation_is_contradicted_and_corrected() -> None:
    found = only("The bridge of Lund cost 5 million crowns [1].")
    assert (found.verdict, found.problems) == ("contradicted", ())
    assert found.corrected == "The bridge of Lund cost 3 million crowns."


def test_a_right_answer_with_the_wrong_citation_is_told_from_a_wrong_answer() -> None:
    right, wrong = only(f"{SOLD} [1]."), only("The library of Vik was sold in May [1].")
    assert (right.verdict, right.problems, right.borne_by) == ("unsupported", ("wrong citation",), (2,))
    assert (wrong.verdict, wrong.problems, wrong.borne_by) == ("unsupported", (), ())


def test_a_sentence_may_stand_on_two_sources_together() -> None:
    found = only(f"{OPENED}, and the ferry of Marn was sold in May [1][2].")
    assert (found.verdict, set(found.borne_by)) == ("supported", {1, 2})
    assert not only(f"{OPENED}, and the ferry of Marn was sold in May [1].").passes


def test_sentences_with_the_same_words_are_judged_each_by_its_own_citation() -> None:
    verdicts = [one.verdict for one in check_cited(f"{SOLD} [1]. {SOLD} [2]. {SOLD} [7].", SOURCES)]
    assert verdicts == ["unsupported", "supported", "unsupported"]


def test_the_control_without_the_citations_all_of_them_would_be_supported() -> None:
    checked = check_cited(f"{SOLD} [1]. {SOLD} [2]. {SOLD} [7].", SOURCES, citations=False)
    assert [one.verdict for one in checked] == ["supported"] * 3
    assert (checked.invented, checked.passing) == ((), True)


def test_a_text_without_markers_is_checked_by_all_sources_unless_it_has_to_cite() -> None:
    assert check_cited(f"{OPENED}. {SOLD}.", SOURCES).passing is True
    assert check_cited(f"{OPENED}. {SOLD}.", SOURCES, citations=True).passing is False


def test_who_he_is_has_to_be_told_by_what_is_cited() -> None:
    sources = ["Ole Dahl is the mayor of Marn.", "He resigned on Friday after a long debate in the council."]
    assert only("He resigned on Friday [2].", sources).verdict == "supported"
    _, other = check_cited("Ida Berg is the mayor of Lund [1]. He resigned on Friday [1][2].", sources)
    assert other.verdict != "supported"


def test_what_makes_no_claim_is_neither_right_nor_wrong() -> None:
    checked = check_cited(f"What was sold? {SOLD} [2].", SOURCES)
    assert [one.nothing for one in checked.sentences] == ["a question", ""]
    assert checked.passing is True
    assert check_cited("What was sold?", SOURCES).passing is None


@pytest.mark.parametrize("sources", [[], ["", " "]])
def test_without_sources_nothing_is_borne_out(sources: list[str]) -> None:
    checked = check_cited(f"{OPENED}.", sources)
    assert checked.notice == "There are no sources to check it by."
    assert [one.verdict for one in checked] == ["unsupported"]
    assert "archive" not in json.dumps(checked.to_json())


def test_a_second_opinion_can_only_lower_a_verdict() -> None:
    asked: list[str] = []

    def doubts(text: str, _: Sequence[str], /) -> Judgement:
        asked.append(text)
        return Judgement("unsupported", 0.0)

    found = only("The bridge of Lund was opened on Monday by Ida Berg, the mayor [1].", opinion=doubts)
    assert (asked != [], found.passes) == (True, False)
    assert only(
        "The bridge of Lund cost 5 million crowns [1].", opinion=lambda *_: Judgement("supported", 1.0)
    ).verdict == ("contradicted")


def test_sentences_that_come_in_another_order_are_an_error_and_never_a_wrong_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control of the second pass, which takes it that sentences are asked for in their order."""

    def backwards(text: str, find: object, **how: object) -> object:
        return check_text(". ".join(reversed(text.removesuffix(".").split(". "))) + ".", find, **how)  # type: ignore[arg-type]

    passes = iter([check_text, backwards])
    monkeypatch.setattr(module, "check_text", lambda *given, **how: next(passes)(*given, **how))
    with pytest.raises(RuntimeError, match="order"):
        check_cited(f"{OPENED} [2]. {SOLD} [1].", SOURCES)


# What is left


def test_what_fails_is_left_out_and_a_line_says_so() -> None:
    text = f"{OPENED} [1][99]. The bridge cost 5 million crowns [1]. {SOLD} [2]. {OPENED} [99]."
    left = check_cited(text, SOURCES).without_failed()
    assert left == f"{OPENED} [1]. {SOLD} [2].\n\n(2 sentences were left out: not borne out by what is cited.)"


def test_what_is_left_passes_when_it_is_checked_again() -> None:
    text = f"{OPENED} [1][99]. The bridge cost 5 million crowns [1]. {SOLD} [2]. {OPENED} [99]."
    left = check_cited(text, SOURCES).without_failed().split("\n\n")[0]
    assert check_cited(left, SOURCES).passing is True


def test_where_nothing_stands_nothing_is_left() -> None:
    left = check_cited("Wolves won in Vik [1]. Hi there! Bears came second [2].", SOURCES).without_failed()
    assert left == "Nothing is left of the answer: its sources do not bear it out."


def test_an_answer_in_which_nothing_fails_is_left_as_it_is() -> None:
    text = f"  {OPENED} [1].\n\n*  {SOLD} [2]. "
    assert check_cited(text, SOURCES).without_failed() == text


SENTENCES = st.sampled_from([OPENED, SOLD, "The bridge cost 5 million crowns", "Wolves won in Vik", "Who won"])
MARKS = st.sampled_from(["", " [1]", " [2]", " [1][2]", " [99]", " [1, 99]", " (Source 2)"])
TEXTS = st.lists(st.tuples(SENTENCES, MARKS, st.sampled_from([".", "?", ".\n", "!"])), max_size=4).map(
    lambda parts: " ".join("".join(part) for part in parts)
)


@settings(max_examples=40, deadline=None)
@given(TEXTS | st.text(max_size=40))
def test_every_sentence_stands_where_it_says_and_the_same_text_gives_the_same(text: str) -> None:
    checked = check_cited(text, SOURCES)
    reached = 0
    for sentence in checked.sentences:
        assert sentence.text == text[sentence.start : sentence.end]
        assert reached <= sentence.start < sentence.end
        reached = sentence.end
        assert all(quote in SOURCES[source - 1] for source, quote in sentence.evidence)
    assert check_cited(text, SOURCES) == checked
    assert json.loads(json.dumps(checked.to_json()))["passing"] == checked.passing


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_nothing_that_is_not_borne_out_by_what_it_cites_is_left(text: str) -> None:
    checked = check_cited(text, SOURCES, citations=True)
    left = checked.without_failed()
    for sentence in checked:
        if sentence.verdict in ("unsupported", "contradicted"):
            kept = [one.text for one in checked.sentences if one not in checked.dropped]
            assert sentence.text not in left or any(sentence.text in one for one in kept)
    assert "[99]" not in left
