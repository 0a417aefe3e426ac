"""The direct line: a few words of the first sentence that answer, or none; never a word that is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from rag.answer import draft, keep, renumbered
from rag.answer.candidate import Candidate
from rag.answer.cite import Citations
from rag.answer.direct import direct_line, line
from rag.answer.question import Question
from rag.answer.texts import hits_of
from rag.types import Answer, Claim, Direct, Draft, Span
from tests.answer.news import BRIDGE, WORDS, any_question, any_texts, ask, hits, seed

BOOKED = "He added that 220 passengers had booked a seat. The harbour is open."
KILLED = "A fire in a warehouse in Malmo killed three workers on Tuesday."
FLAMES = "She said that her crew needed 14 hours to put out the flames."
CLOSED = "The harbour was closed in 2019, because its quay had collapsed."
CALLED = "Mayor Lena Falk called the bridge “a danger to all of us”."
TOLD = "Greta Holm, the head of the fire brigade, told reporters that the warehouse had “no sprinklers at all”."
MEETING = "President Anna Lind invited Foreign Minister Jan Berg to Oslo on Monday. The talks lasted two hours."
SHIPYARD = "The Norwegian company Nordkyst bought the shipyard in Lund for 30 million kronor. Workers welcomed it."
WAR = "Thousands were killed in the 44-day war that ended in November 2020. The border is closed."
TOLL = "The fighting over the valley left nearly 100 soldiers dead on both sides, officials said. Talks began."


def cut(question: str, text: str) -> Direct | None:
    """The line cut from the first sentence of a text."""
    article = hits_of(text, 0)[0].article
    citations = Citations()
    citations.add(article, article.sentences[0])
    return direct_line(Question(question), [Candidate(article, 0)], [Candidate(article, 0)], citations)


def line_of(question: str, text: str) -> str | None:
    direct = cut(question, text)
    return direct.text if direct else None


def test_worked_example() -> None:
    """A line is a piece of the cited sentence, with its place in the file."""
    start = BOOKED.index("220")
    assert cut("How many passengers have booked a seat?", BOOKED) == Direct("220 passengers", 1, start, start + 14)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("How many workers did the fire kill?", KILLED, "three workers"),
        ("How many soldiers died in the fighting?", TOLL, "nearly 100 soldiers dead on both sides"),
        ("How long did the crew need to put out the flames?", FLAMES, "14 hours"),
        ("How many days did the war last?", WAR, "44-day"),
        ("When was the bridge torn down?", BRIDGE, "in March 2021"),
        ("When was the harbour closed?", CLOSED, "in 2019"),
        ("In which year was the harbour closed?", CLOSED, "2019"),
        ("Why was the harbour closed?", CLOSED, "because its quay had collapsed"),
        (
            "Why did the harbour close?",
            "The harbour closed because its quay fell in a storm.",
            "because its quay fell in a storm",
        ),
        ("Where did the ministers meet?", "The ministers met in Baku on Sunday. They spoke for an hour.", "Baku"),
        ("Who invited the minister to Oslo?", MEETING, "President Anna Lind"),
        ("Whom did President Anna Lind invite to Oslo?", MEETING, "Foreign Minister Jan Berg"),
        ("Who called the bridge a danger?", CALLED, "Mayor Lena Falk"),
        ("Which company bought the shipyard?", SHIPYARD, "Nordkyst"),
        ("Which meeting was held in Lund?", "The mayor held the third meeting in Lund on Monday.", "the third meeting"),
        ("What is the capital of Norway?", "Oslo is the capital of Norway. It lies on a fjord.", "Oslo"),
        ("Which exact words did Mayor Falk use for the bridge?", CALLED, "“a danger to all of us”"),
        ("Who said that the warehouse had no sprinklers?", TOLD, "Greta Holm, the head of the fire brigade"),
        (
            "What did Captain Jonas Berg say?",
            "Captain Jonas Berg said the harbour was ready. It was late.",
            "the harbour was ready",
        ),
        (
            "What did Sweden offer?",
            "Sweden has announced its readiness to mediate between Norway and Denmark, its two neighbours.",
            "to mediate between Norway and Denmark",
        ),
    ],
)
def test_the_line_of_each_kind_of_question(question: str, text: str, expected: str) -> None:
    assert line_of(question, text) == expected


def test_who_does_it_and_whom_it_is_done_to_are_told_apart() -> None:
    text = "Anna Lind was invited to Oslo by Lars Berg on Monday."
    assert line_of("Who invited Anna Lind to Oslo?", text) == "Lars Berg"
    assert line_of("Who was invited to Oslo by Lars Berg?", text) == "Anna Lind"


def test_a_speaker_is_found_where_the_article_introduces_them() -> None:
    answer = draft("Who said “standard military action”?", hits(seed(2)), WORDS)
    assert answer.direct is not None
    assert answer.direct.text == "Nasser Kanaani, the spokesperson for the Iranian Foreign Ministry"
    assert "standard military action" not in answer.citations[answer.direct.citation - 1].quote
    assert answer.direct.citation in answer.claims[0].citations


@pytest.mark.parametrize(
    "question",
    [
        "Did the ferry sink?",  # yes or no is for the reader to say
        "Which articles mention the harbour?",  # several answers have no one line
        "Compare what they say about the harbour.",
        "List what burned in Malmo.",
        "Give a timeline of the fire in Malmo.",
        "How did the crew put out the flames?",
    ],
)
def test_where_a_few_words_cannot_answer_there_is_no_line(question: str) -> None:
    assert line_of(question, KILLED) is None
    assert line_of(question, CLOSED) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("In what year did the fire kill workers?", KILLED),  # a Tuesday is no year
        ("How many firefighters did the fire kill?", FLAMES),
        ("Who met the workers of the warehouse on Tuesday?", KILLED),
        ("When was the report of the flood read?", "The report of the flood was read, the council said on Monday."),
        ("Why was the harbour closed?", "The harbour was closed after the storm for the ferry to Ystad."),
        ("Which paper owns the old press?", "The old press is for sale, said the Harbour Post."),
        ("Whom did the mayor call?", "The mayor called Lars Berg as well as the heads of two banks and a school."),
        ("At what time and date did the ferry leave?", "The ferry left on 4 May at 10:30 for Ystad."),
        ("Who left the council and which party did she found?", "Maja Ek left the council in May and founded a party."),
        ("What did Lena Falk call for?", "Lena Falk wrote to the harbour, because “the quay is old and may fall”."),
        ("Which city reported a flood?", "LUND (News) – The city reported a flood that closed its library."),
    ],
)
def test_what_is_not_said_is_not_put_into_a_line(question: str, text: str) -> None:
    assert line_of(question, text) is None


def test_where_the_articles_differ_no_side_is_chosen() -> None:
    texts = ("Police in Lund say that the flood killed 12 people.", "15 people died in Lund when the flood came.")
    answer = ask("How many people did the flood in Lund kill?", *texts)
    assert answer.disagreements
    assert answer.direct is None


def test_without_the_other_article_the_line_is_given() -> None:
    """The control of the one above."""
    answer = ask("How many people did the flood in Lund kill?", "Police in Lund say that the flood killed 12 people.")
    assert answer.direct is not None
    assert answer.direct.text == "12 people"


def test_where_another_article_answers_otherwise_no_side_is_chosen() -> None:
    """Also where the disagreement was not noticed: both are shown, and neither stands first."""
    texts = (
        "The bridge over the Lagan was torn down in March 2021.",
        "Workers tore the Lagan bridge down in June 2019.",
    )
    assert among("When was the bridge over the Lagan torn down?", *texts) is None
    same = (texts[0], texts[1].replace("June 2019", "March 2021"))
    assert among("When was the bridge over the Lagan torn down?", *same) == "in March 2021"


def among(question: str, *texts: str) -> str | None:
    """The line cut from the first text, the others being what else was found."""
    places = [Candidate(hit.article, 0) for hit in hits(*texts)]
    citations = Citations()
    citations.add(places[0].article, places[0].span)
    direct = direct_line(Question(question), places[:1], places, citations)
    return direct.text if direct else None


def test_an_abstention_has_no_line() -> None:
    answer = ask("How many firefighters were decorated after the warehouse inferno in Paris?")
    assert answer.abstained
    assert answer.direct is None


# --- any question, any texts ------------------------------------------------------------------------------------------


def faults(answer: Draft, texts: dict[str, str]) -> list[str]:
    """What is wrong with a draft's line, in words."""
    direct = answer.direct
    if direct is None:
        return []
    cited = answer.citations[direct.citation - 1]
    found = []
    if not direct.text.strip():
        found.append("empty")
    if texts[cited.path][direct.start : direct.end] != direct.text:
        found.append("does not slice back")
    if not cited.start <= direct.start < direct.end <= cited.end:
        found.append("outside its sentence")
    if answer.abstained or answer.disagreements or direct.citation not in answer.claims[0].citations:
        found.append("not of the first claim")
    return found


def texts_of(texts: list[str]) -> dict[str, str]:
    return {hit.article.path: hit.article.text for hit in hits(*texts)}


@given(any_question, any_texts)
@settings(deadline=None, max_examples=150)
def test_every_line_is_cut_from_the_first_claim(question: str, texts: list[str]) -> None:
    assert faults(draft(question, hits(*texts), WORDS), texts_of(texts)) == []


@given(any_question, any_texts)
@settings(deadline=None, max_examples=100)
def test_every_line_is_cut_from_the_first_claim_however_unsure(question: str, texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line, "SURE", 0.0)
        patch.setattr(line, "SURE_AMONG_ARTICLES", 0.0)
        patch.setattr(line, "SURE_OF_ITS_KIND", 0.0)
        assert faults(draft(question, hits(*texts), WORDS), texts_of(texts)) == []


def test_a_line_from_elsewhere_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a line that is longer than its sentence is not given; without that guard the property would fail."""
    monkeypatch.setattr(line, "grown", lambda tokens, *_, **__: Span(0, len(tokens.text) + 12))
    assert line_of("When was the bridge torn down?", BRIDGE) is None
    monkeypatch.setattr(line, "_cited", lambda article, span, _: Direct(article.text[:9], 1, span.start, span.end))
    article = hits_of(BRIDGE, 0)[0].article
    citations = Citations()
    claim = Claim("", citations=(citations.add(article, article.sentences[0]),))
    made = Draft((claim,), citations.all(), direct=cut("When was the bridge torn down?", BRIDGE))
    assert faults(made, texts_of([BRIDGE])) == ["does not slice back", "outside its sentence"]


def test_without_the_threshold_lines_are_given_that_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the lines that are withheld."""
    question = "Who met the workers of the warehouse on Tuesday?"
    assert line_of(question, KILLED) is None
    monkeypatch.setattr(line, "SURE", 0.0)
    assert line_of(question, KILLED) is not None


# --- what becomes of it -----------------------------------------------------------------------------------------------


def proposed() -> Draft:
    """A draft of two claims, the first of them with a line."""
    article = hits_of(BOOKED, 0)[0].article
    citations = Citations()
    numbers = [citations.add(article, sentence) for sentence in article.sentences]
    claims = [Claim(citations.all()[n - 1].quote, citations=(n,)) for n in numbers]
    direct = cut("How many passengers have booked a seat?", BOOKED)
    return Draft(tuple(claims), citations.all(), direct=direct)


def test_a_line_goes_with_the_claim_it_is_cut_from() -> None:
    answer = proposed()
    judged = [replace(claim, verdict="supported") for claim in answer.claims]
    assert keep(answer, judged).direct == answer.direct
    assert keep(answer, [replace(judged[0], verdict="contradicted"), judged[1]]).direct is None


def test_a_line_keeps_its_citation_when_they_are_numbered_anew() -> None:
    answer = proposed()
    turned = replace(answer, claims=answer.claims[::-1])
    anew = renumbered(turned)
    assert anew.direct is not None
    assert anew.direct.citation == 2
    assert "220 passengers" in anew.citations[1].quote


def test_an_answer_brings_its_line_through_json() -> None:
    made = proposed()
    answer = Answer("a1", "", "", claims=made.claims, citations=made.citations, direct=made.direct)
    start = BOOKED.index("220")
    assert answer.to_json()["direct"] == {
        "text": "220 passengers",
        "citations": [1],
        "start": start,
        "end": start + len("220 passengers"),
    }
    assert Answer.from_json(answer.to_json()).direct == answer.direct
    assert Answer.from_json({**answer.to_json(), "direct": None}).direct is None


def test_a_number_does_not_run_on_into_another_clause() -> None:
    text = "It is the worst quarrel between the two valley towns since thousands were killed in a war over the lake."
    assert line_of("How many people were killed in the war?", text) in (None, "thousands")
