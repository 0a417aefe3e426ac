"""Sentences: where they end, and what stays together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import LONGEST, LONGEST_QUOTE, split_paragraph, split_sentences


def _split(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "The U.S. State Department said so.",
        "Mr. Smith met Gen. Jones and Lt. Col. Brown.",
        "It rose 1.5 percent to 3.25 on Jan. 6 in the city.",
        "J. K. Rowling met George W. Bush.",
        "He comes at 5 p.m. Tuesday to see No. 10 from inside.",
        "Apple Inc. said it would sell shares.",
        "The St. Petersburg court ruled vs. Jones Corp. Ltd. on Monday.",
        "“What is this?” Smith said.",
        "“Is it over?” he asked.",
        "“Is it over?” asked Mary.",
        "“Is it over?” Mia Lund, the mayor of Bergen, asked.",
        "“Stop!” the minister shouted.",
        "“Stop!” Bergen mayor Mia Lund told reporters on Monday.",
        '"It is over. We won." Smith said.',
        "He paused... and went on.",
        "A soldier fires a gun in this picture released September 29, 2020. (By Reuters)",
        "“We are friends. We welcome you in all fields,” the minister said.",
        'He said, "We are friends. We welcome you." ',
        "Yahoo! is a company.",
        "LOUISVILLE, Ky. — A petition was signed.",
        "2. The second of the songs",
    ],
)
def test_this_is_one_sentence(whole: str) -> None:
    assert _split(whole) == [whole.strip()]


@pytest.mark.parametrize(
    "parts",
    [
        ["Armenia denied the incident.", "It was night."],
        ["They left the U.S.", "The president stayed."],
        ["He came at 5 p.m.", "The doors were shut."],
        ["“Peace now.”", "He left."],
        ["She said, “We won.”", "“We won it twice.”"],
        ["Is it over?", "No!", "It is not."],
        ["He works for Acme Inc.", "She does not."],
        ["It cost $1.", "Nobody paid."],
        ["戦争は終わった。", "平和が来た。"],
        ["I said no.", "They agreed."],
        ["“Is it over?”", "Another said “it is not.”"],
        ["“We won.”", "Smith said that he was glad."],
    ],
)
def test_these_are_several_sentences(parts: list[str]) -> None:
    joined = "".join(parts) if parts[0].endswith("。") else " ".join(parts)
    assert _split(joined) == parts


def test_a_line_break_ends_a_sentence_but_not_in_a_wrapped_paragraph() -> None:
    text = "World News\nIran offers\nhelp. It does."
    assert _split(text) == ["World News", "Iran offers", "help.", "It does."]
    assert [span.of(text) for span in split_paragraph(text, 11, len(text))] == ["Iran offers\nhelp.", "It does."]


def test_a_quotation_too_long_to_keep_whole_is_split_like_other_text() -> None:
    sentence = "We are friends and will be friends. "
    short = f"“{sentence * 3}” he said."
    long = f"“{sentence * (LONGEST_QUOTE // len(sentence) + 2)}” he said."
    assert len(_split(short)) == 1
    assert len(_split(long)) > 10


SENTENCES = ["We are friends.", "Is it over?", "They came at 5 p.m.", "Never again!", "He told us ‘no’ twice."]
STYLES = [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("»", "«"), ("「", "」"), ("‘", "’"), ("''", "''")]
TAGS = ["he said", "said Mia Lund", "Mia Lund said", "the mayor of Bergen said on Monday", "asked the mayor"]


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6),
    st.sampled_from(STYLES),
    st.sampled_from(TAGS),
    st.sampled_from(["after", "before", "between"]),
    st.sampled_from(["The road was closed. ", ""]),
    st.integers(1, 40),
)
def test_a_quotation_stays_with_its_tag(
    said: list[str], style: tuple[str, str], tag: str, where: str, lead: str, times: int
) -> None:
    opening, closing = style
    words = " ".join(said * (times if times > 38 else 1))  # now and then longer than is kept whole
    ended = words[:-1] + "," if words.endswith(".") else words
    if where == "before":
        text, seam = f"{lead}{tag}: {opening}{words}{closing}", f"{tag}: {opening}"
    elif where == "after":
        text, seam = f"{lead}{opening}{ended}{closing} {tag}. It rained.", f"{closing} {tag}"
    else:
        text, seam = f"{lead}{opening}{ended}{closing} {tag}. {opening}{words}{closing}", f"{closing} {tag}"
    at = text.index(seam)
    spans = split_sentences(text)
    assert not any(at < span.start < at + len(seam) or at < span.end < at + len(seam) for span in spans)
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())


@pytest.mark.parametrize("text", ["word " * 200_000, "x" * 100_000, "“no” and " * 20_000])
def test_no_sentence_is_without_end(text: str) -> None:
    spans = split_sentences(text)
    assert max(span.end - span.start for span in spans) <= LONGEST
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert not any("wo" in span.of(text)[-3:] and "word" not in span.of(text)[-4:] for span in spans)


def test_an_opening_mark_that_never_closes_does_not_swallow_the_paragraph() -> None:
    assert len(_split("He said “we are friends. They left. They came back.")) == 3


@given(
    st.text(st.sampled_from("aB. !?“”\"'’\n\r\u2028()U.S0…。"), max_size=120), st.integers(0, 20), st.integers(0, 120)
)
def test_sentences_tile_the_text_that_is_not_space(text: str, start: int, end: int) -> None:
    end = max(start, end)
    spans = split_sentences(text, start, end)
    assert all(start <= span.start < span.end <= end for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    covered = "".join("".join(span.of(text).split()) for span in spans)
    assert covered == "".join(text[start:end].split())
