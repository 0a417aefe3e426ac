"""What checking any text promises: each claim its verdict, its evidence, what speaks against it, what is right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.check import among, check_text
from rag.check.text import Place
from rag.types import Judgement, Progress
from tests.check.small_harbour import FERRY, STORM, article, cite
from tests.check.trial.trial import vectors

OTHER = """Storm sinks boats at Holm

HOLM, 8 May 2024 – The storm on Tuesday night sank nearly 60 boats in the harbour of Holm, fishermen said.
"""
ARTICLES = [article("storm.txt", STORM), article("ferry.txt", FERRY), article("other.txt", OTHER)]


def find(_: str) -> list[Place]:
    """All sentences of each article, as one place."""
    places = []
    for one in ARTICLES:
        first, last = one.sentences[0], one.sentences[-1]
        places.append(Place(cite(one, type(first)(first.start, last.end)), one.text))
    return places


def test_each_sentence_has_a_verdict_and_the_few_sentences_it_stands_on() -> None:
    text = "The ferry Marlin carries 220 passengers. Will it rain? Ida Berg is the harbour master."
    checked = check_text(text, find, embed=vectors())
    carries, rain, berg = checked.sentences
    assert (carries.verdict, rain.judgement, rain.nothing) == ("supported", None, "a question")
    assert checked.citation(carries.citations[0]).quote.endswith("It carries 220 passengers.")
    assert len(checked.citation(carries.citations[0]).quote) < 200
    assert berg.verdict == "supported"
    assert [s.text for s in checked] == [carries.text, berg.text]
    assert (len(checked), checked[0]) == (2, carries)


def test_a_wrong_value_is_contradicted_and_corrected_to_what_then_is_supported() -> None:
    (sentence,) = check_text("The office expects repairs to cost 5 million crowns.", find, embed=vectors())
    assert sentence.verdict == "contradicted"
    assert sentence.corrected == "The office expects repairs to cost 3 million crowns."
    (again,) = check_text(sentence.corrected, find, embed=vectors())
    assert again.verdict == "supported"


def test_another_article_that_says_otherwise_stands_beside_the_one_that_supports() -> None:
    text = "A storm sank nearly 40 boats in the harbour of Holm on Tuesday night."
    checked = check_text(text, find, embed=vectors())
    (sentence,) = checked
    assert sentence.verdict == "supported"
    assert [checked.citation(n).path for n in sentence.against] == ["other.txt"]
    assert any("says otherwise" in reason and "60" in reason for reason in sentence.judgement.reasons)  # type: ignore[union-attr]


def test_two_statements_may_stand_on_two_articles() -> None:
    text = "The office expects repairs to cost 3 million crowns, and the ferry Marlin carries 220 passengers."
    checked = check_text(text, find, embed=vectors())
    (sentence,) = checked
    assert sentence.verdict == "supported"
    assert {checked.citation(n).path for n in sentence.citations} == {"storm.txt", "ferry.txt"}


def test_a_pronoun_is_looked_up_with_the_names_before_it() -> None:
    asked: list[str] = []

    def listen(query: str) -> list[Place]:
        asked.append(query)
        return find(query)

    check_text("Karl Lind thanked the crews. He visited the harbour on Sunday.", listen, embed=vectors())
    assert asked[1].startswith("Karl Lind He visited")


def test_names_are_looked_back_for_over_a_sentence_that_names_nobody() -> None:
    asked: list[str] = []

    def listen(query: str) -> list[Place]:
        asked.append(query)
        return find(query)

    check_text("Karl Lind thanked the crews. He slept there. He left the harbour on Sunday.", listen, embed=vectors())
    assert asked[2].startswith("Karl Lind He left")


def test_he_is_not_supported_by_an_article_that_does_not_name_him() -> None:
    said = "He expects repairs to cost 3 million crowns."
    sources = among([said])
    _, other = check_text("Karl Falk spoke on Monday. " + said, sources)
    assert other.verdict == "partly_supported"
    assert "Karl Falk" in other.judgement.reasons[0]  # type: ignore[union-attr]
    _, same = check_text("Karl Falk spoke on Monday. " + said, among([f"Karl Falk spoke on Monday. {said}"]))
    assert same.verdict == "supported"


def test_those_need_not_be_whom_the_sentence_before_names() -> None:
    said = "Those repairs cost 3 million crowns."
    _, sentence = check_text(f"Karl Falk spoke on Monday. {said}", among([said]))
    assert sentence.verdict == "supported"


def test_an_altered_quotation_is_corrected_though_it_is_not_contradicted() -> None:
    source = 'Ida Berg called the storm a "standard winter storm" on Monday.'
    (sentence,) = check_text("Ida Berg called the storm a “standard winter gale” on Monday.", among([source]))
    assert sentence.verdict != "supported"
    assert sentence.corrected == "Ida Berg called the storm a “standard winter storm” on Monday."


def test_a_second_opinion_lowers_a_verdict_but_for_words_that_stand_there() -> None:
    asked: list[str] = []

    def doubting(text: str, _: object) -> Judgement:
        asked.append(text)
        return Judgement("unsupported", 0.1, ("No.",))

    sources = among(["The ferry Marlin carries 220 passengers. It runs on Monday."])
    text = "The ferry Marlin carries 220 passengers. 220 passengers are carried by the ferry Marlin."
    verdicts = [s.verdict for s in check_text(text, sources)]
    lowered = [s.verdict for s in check_text(text, sources, opinion=doubting)]
    assert verdicts == ["supported", "supported"]
    assert lowered == ["supported", "unsupported"]
    assert asked == ["220 passengers are carried by the ferry Marlin."]


def test_a_place_far_down_that_has_none_of_its_words_is_not_looked_at() -> None:
    others = [f"Nobody in village {n} has seen a whale." for n in range(9)]
    near, far = "The ferry carries 220 passengers.", "The ferry carries 210 passengers."
    (sentence,) = (checked := check_text("The ferry carries 220 passengers.", among([near, *others, far])))
    assert [checked.citation(n).quote for n in (*sentence.citations, *sentence.against)] == [near, far]


def test_citations_are_numbered_without_gaps_and_slice_back() -> None:
    text = "The ferry Marlin carries 220 passengers. Two fishermen were injured. Nobody has heard of Wolves in Lund."
    checked = check_text(text, find, embed=vectors())
    assert [citation.n for citation in checked.citations] == list(range(1, len(checked.citations) + 1))
    texts = {one.path: one.text for one in ARTICLES}
    assert all(texts[c.path][c.start : c.end] == c.quote for c in checked.citations)
    used = {n for sentence in checked for n in (*sentence.citations, *sentence.against)}
    assert used == {citation.n for citation in checked.citations}


def test_plain_sources_will_do_and_no_source_supports_nothing() -> None:
    (sentence,) = check_text("The ferry carries 220 passengers.", among(["The ferry carries 220 passengers."]))
    assert sentence.verdict == "supported"
    (sentence,) = check_text("The ferry carries 220 passengers.", among([" "]))
    assert (sentence.verdict, sentence.citations) == ("unsupported", ())


def test_progress_is_told_sentence_by_sentence() -> None:
    heard: list[Progress] = []
    check_text("The ferry runs on Monday. Why? The pier broke in May.", find, on_progress=heard.append)
    assert [(at.done, at.total) for at in heard] == [(0, 2), (1, 2), (2, 2)]


@given(st.text(alphabet="The ferry Marlin 24é.!?*[]()|>#-\n\r\0“”", max_size=80))
def test_any_text_comes_back_whole_and_never_fails(text: str) -> None:
    checked = check_text(text, among(["The ferry Marlin runs again on 24 May."]))
    assert all(text[s.start : s.end] == s.text for s in checked.sentences)
    assert all(s.verdict != "unchecked" or s.judgement is None for s in checked.sentences)
