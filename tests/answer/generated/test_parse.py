"""What a model writes becomes sentences with keys, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.generated.marks import Said, sentences_said
from rag.answer.generated.parse import MOST_SAID, MOST_SENTENCE, Parser
from rag.answer.generated.plain import plain

MARKUP = re.compile(r"[<>`]|!\[|\]\(|://|\b(?:javascript|data|mailto|https?):\S|\bwww\.\w", re.I)
BITS = st.sampled_from(
    ["[k7f3q]", "(k2b4c, k3d5f)", "[1]", "[^2]", "^k7f3q", "<b>", "<scr", "ipt>", "![a](", "http", "://evil.example/x",
     ")", "](", "](x)", "[a]", "**", "`", "```\n", "\n", "\n\n", "- ", "# ", "The boat sank.", " It rained on Monday. ",
     "QUOTES\n", "ANSWER\n", "SOURCES:\n", "{", '"text": "', '"}', "<think>", "</think>", "\u202e", "\u200b", "&lt;",
     "www.", "evil.example", "/x", "data:", "javascript:", "NOT IN THE ARTICLES", "\ue000", "¹", "١", "K7F3Q", "@"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(), st.lists(BITS, max_size=30).map("".join), st.lists(st.one_of(BITS, st.text())).map("".join)
)


def parsed(*pieces: str) -> tuple[list[Said], Parser]:
    parser = Parser()
    said = [one for piece in pieces for one in parser.feed(piece)]
    return said + parser.finish(), parser


def texts(*pieces: str) -> list[str]:
    return [one.text for one in parsed(*pieces)[0]]


@given(TEXTS)
def test_any_text_is_read_and_never_yields_markup(text: str) -> None:
    said, parser = parsed(text)
    for one in (*said, *parser.quotes):
        assert not MARKUP.search(one.text), one.text
        assert "\n" not in one.text
        assert all(re.fullmatch(r"[\w†–—\s-]+", key) for key in one.keys)
    assert len(said) <= MOST_SAID + len(parser.quotes)


@given(TEXTS, st.integers(1, 9))
def test_the_pieces_a_text_comes_in_make_no_difference(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert parsed(*pieces)[0] == parsed(text)[0]


@given(TEXTS)
def test_what_was_made_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


WORDS = st.lists(
    st.sampled_from("boat harbour storm engine mayor three 220 Berg Ystad".split()), min_size=3, max_size=9
)
KEYS = st.lists(st.from_regex(r"\Ak[2-9][bcdf][2-9][bcdf]\Z"), max_size=3, unique=True)


def marked(text: str, keys: Sequence[str]) -> str:
    """A sentence with its keys, as a model is asked to write it."""
    return f"{text} [{', '.join(keys)}]" if keys else text


@given(st.lists(st.tuples(WORDS.map(lambda words: f"The {' '.join(words)} sank."), KEYS), min_size=1, max_size=4))
def test_sentences_written_as_asked_are_read_back_with_their_keys(answer: list[tuple[str, list[str]]]) -> None:
    wanted = [Said(text, tuple(keys)) for text, keys in answer]
    once = [one for at, one in enumerate(wanted) if one not in wanted[:at]]
    for between in (" ", "\n", "\n- "):
        assert parsed(between.join(marked(text, keys) for text, keys in answer))[0] in (once, wanted)


@pytest.mark.parametrize(
    "written",
    [
        "The boat sank [k7f3q].",
        "The boat sank. [k7f3q]",
        "The boat sank.[k7f3q]",
        "The boat sank (k7f3q).",
        "The boat sank ^k7f3q.",
        "The boat sank [^k7f3q].",
        "The boat sank 【k7f3q】.",
        "The boat sank [[k7f3q]].",
        "The boat sank [passage k7f3q].",
        "The boat sank [K7F3Q].",
        "The boat sank.\n[k7f3q]",
        "[k7f3q] The boat sank.",
        "- **The boat sank.** [k7f3q]",
        "1. The boat sank. [k7f3q]",
        "```\nThe boat sank. [k7f3q]\n```",
        "# Answer\nThe boat sank. [k7f3q]",
        "ANSWER: The boat sank. [k7f3q]",
        'QUOTES\n[k7f3q] "boat sank"\nANSWER\nThe boat sank. [k7f3q]',
        "The boat sank [`k7f3q`](https://evil.example/).".replace("`", ""),
        "Based on the passages, the boat sank. [k7f3q]".replace("the boat", "The boat"),
        '{"answer": [{"sentence": "The boat sank.", "citations": ["k7f3q"]}]}',
        '```json\n{"sentences": [{"text": "The boat sank.", "key": "[k7f3q]"}]}\n```',
        '[{"text": "The boat sank [k7f3q]."}]',
        "<think>Let me see. It sank.</think>The boat sank. [k7f3q]",
        "The boat\nsank. [k7f3q]",
    ],
)
def test_a_key_is_found_however_a_model_writes_it(written: str) -> None:
    assert parsed(written)[0] == [Said("The boat sank.", ("k7f3q",))]


@pytest.mark.parametrize("mark", ["[1]", "[0]", "[99]", "[-1]", "[1a]", "[1,2]", "[1-3]", "[^1]", "[١]", "[kz9]"])
def test_a_mark_that_is_no_key_of_ours_is_still_a_mark(mark: str) -> None:
    said, _ = parsed(f"The boat sank {mark}.")
    assert [one.text for one in said] == ["The boat sank."]
    assert said[0].keys


def test_keys_before_their_sentences_stay_with_them() -> None:
    said, _ = parsed("[k7f3q] The boat sank. [k2b4c] The crew swam.")
    assert [one.keys for one in said] == [("k7f3q",), ("k2b4c",)]


def test_a_sentence_is_given_as_soon_as_the_next_has_begun() -> None:
    parser = Parser()
    assert parser.feed("The boat sank. [k7f3q]") == []
    assert parser.feed(" The crew ") == [Said("The boat sank.", ("k7f3q",))]


def test_numbers_in_round_brackets_and_inserted_words_are_no_marks() -> None:
    assert texts("She won in May (2020) with [Anna] Berg.") == ["She won in May (2020) with [Anna] Berg."]


@pytest.mark.parametrize(
    "written",
    ["", "  \n ", "[1]",
     "<think>Nothing but thinking", "I'm sorry, but I cannot help with that.", "NOT IN THE ARTICLES",
     "Here are the facts:", "word " * 2_000, "{" * 5_000, "[" * 5_000, '{"a":' * 3_000, "Sources:\n[1] The boat sank."],
)  # fmt: skip
def test_what_is_no_answer_gives_no_sentence(written: str) -> None:
    assert texts(written) == []


def test_declining_is_noticed_and_chatter_counted() -> None:
    assert parsed("**NOT IN THE ARTICLES.**")[1].declined
    assert parsed("Sure! Here is the answer:")[1].left_out == 2
    assert parsed("a" * (MOST_SENTENCE + 1) + ".")[1].left_out == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("See [the report](https://evil.example/?q=secret) now.", "See the report now."),
        ("Look ![x](https://evil.example/a.png) here.", "Look here."),
        ("Go to https://evil.example/a?b=c for more.", "Go to for more."),
        ("<img src=x onerror=alert(1)>It rained.", "It rained."),
        ("It <b>rained</b>.", "It rained."),
        ("Visit www.evil.example today.", "Visit today."),
        ("Write to boss@evil.example today.", "Write to today."),
    ],
)
def test_links_images_tags_and_addresses_are_taken_out(written: str, shown: str) -> None:
    assert texts(written) == [shown]


def test_a_key_in_the_place_of_a_subject_makes_no_sentence() -> None:
    said = [
        one.text for one in sentences_said("The boat sank. [k7f3q] also mentions a fire. The crew was saved. [k9a1b]")
    ]
    assert said == ["The boat sank.", "The crew was saved."]
    assert [one.text for one in sentences_said("The boat sank. [k7f3q] says so too")] == ["The boat sank."]


def test_a_mark_taken_out_before_a_closing_quotation_mark_leaves_no_gap() -> None:
    assert [one.text for one in sentences_said('He called it "unfounded." [k7f3q]')] == ['He called it "unfounded."']
