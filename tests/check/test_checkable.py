"""Which sentences of a pasted text are worth checking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check import split_checkable
from rag.check.checkable import nothing_to_check, split_text


def test_claims_are_found_and_small_talk_is_not() -> None:
    text = (
        "Hello everyone!\n\nIran offered to mediate. Did Armenia accept? Nearly 100 soldiers died.\n"
        "- The call took place on Tuesday.\n2. The war lasted 44 days.\n\nSources:\nThanks for reading."
    )
    assert [span.of(text) for span in split_checkable(text)] == [
        "Iran offered to mediate.",
        "Nearly 100 soldiers died.",
        "The call took place on Tuesday.",
        "The war lasted 44 days.",
    ]


def test_a_text_of_questions_and_greetings_has_nothing_to_check() -> None:
    assert split_checkable("Hi! How are you? Who won the war?") == []
    assert split_checkable("") == []


@given(st.text(max_size=200))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for span in split_checkable(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Did Armenia accept?", "a question"),
        ("Hello everyone!", "a greeting"),
        ("I think this is terrible.", "an opinion"),
        ("The government should resign.", "an opinion"),
        ("This is a great shame.", "an opinion"),
        ("Please subscribe to our letter.", "an instruction"),
        ("Sources:", "a heading"),
        ("Indeed.", "too little to check"),
    ],
)
def test_a_sentence_without_a_claim_says_why(sentence: str, why: str) -> None:
    assert nothing_to_check(sentence) == why


@pytest.mark.parametrize(
    "sentence",
    [
        "I think 100 soldiers died.",  # a number can be checked, whoever gives it
        "Ahadi said the army should leave.",  # that he holds it is a claim
        "The minister called the attack terrible.",
        "Iran is right to offer help, Zarif said.",
    ],
)
def test_what_somebody_holds_is_a_claim(sentence: str) -> None:
    assert nothing_to_check(sentence) == ""


DRAFT = """# Iran offers help

**Iran** offered to [mediate](http://x.example/y) on *Tuesday* [1]. Nearly 100 soldiers died.[^2]

> The war ended
in 2020.

| Who | What |
| --- | --- |
| Ahadi led a delegation | Iran offered help |

```
print("no sentence of news")
```

A line that was wrapped by hand because somebody's screen was
narrow is one sentence.

[^2]: The Harbour Post, 2022.
"""


def test_markdown_is_understood_and_every_place_is_in_the_text_as_it_was_pasted() -> None:
    pieces = split_text(DRAFT)
    assert all(len(piece.plain) == piece.end - piece.start for piece in pieces)
    plain = [" ".join(piece.plain.split()) for piece in pieces if not piece.nothing]
    assert plain[:2] == ["Iran offered to mediate on Tuesday .", "Nearly 100 soldiers died."]
    assert {"Ahadi led a delegation", "Iran offered help"} <= set(plain)
    assert "A line that was wrapped by hand because somebody's screen was narrow is one sentence." in plain
    why = {" ".join(piece.plain.split()): piece.nothing for piece in pieces if piece.nothing}
    assert why["Iran offers help"] == "a heading"
    assert "a footnote" in why.values()
    assert "code" in why.values()


@given(st.text(alphabet="ab .!?*_[](){}|>-#`\n\r\0\tÄé”“1", max_size=120))
def test_any_markup_gives_pieces_that_slice_back_in_order(text: str) -> None:
    at = 0
    for piece in split_text(text):
        assert at <= piece.start < piece.end <= len(text)
        assert len(piece.plain) == piece.end - piece.start
        at = piece.end


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("May the victims rest in peace.", "a wish"),
        ("I hope they come home.", "a wish"),
        ("What a shame!", "an opinion"),
        ("“Why did they leave?”", "a question"),
        ("Here is a summary of the news of Monday in Holm:", "a heading"),
    ],
)
def test_wishes_cries_and_lead_ins_make_no_claim(sentence: str, why: str) -> None:
    assert nothing_to_check(sentence) == why


@pytest.mark.parametrize(
    "sentence",
    [
        "Hello Kitty sales rose 5 percent.",
        "Thanks to a late goal, Holm won the match.",
        "Sure enough, prices rose in Holm.",
        "She asked: “Why did they leave?”",  # that she asked it is a claim
        "He believes the war is wrong.",
        "He resigned.",
        "Lind resigned.",
        "The company posted its best results.",
        "Share prices fell in Holm.",
    ],
)
def test_in_doubt_a_sentence_is_checked(sentence: str) -> None:
    assert nothing_to_check(sentence) == ""
