"""Tokens are counted on the high side: a prompt that fits by our count fits the model."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.utils import get_tokenizer

from rag.llm.count import tokens_at_most

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
TEXTS = [
    "",
    "www.example.com/a-b_c?d=1234567890",
    "Ünïcödé: naïve café — “quoted”",
    "日本語のニュース",
    "€3.5bn (up 20%)\n\n\n   indented",
    "Der Donaudampfschifffahrtsgesellschaftskapitän schwieg.",
    "Президент заявил во вторник",
    "🙂🙂🙂",
]


@pytest.mark.parametrize("text", [*(file.read_text("utf-8") for file in SEEDS), *TEXTS])
def test_a_real_tokenizer_counts_no_more(text: str) -> None:
    real = get_tokenizer()  # the byte-pair vocabulary LlamaIndex brings along
    for part in [text, *text.splitlines()]:
        assert tokens_at_most(part) >= len(real(part))


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.name)
def test_news_is_not_counted_much_too_high(file: Path) -> None:
    text = file.read_text("utf-8")
    assert tokens_at_most(text) <= 3 * len(get_tokenizer()(text))


@given(st.text(max_size=80), st.text(max_size=80))
def test_texts_together_have_no_more_tokens_than_apart(one: str, other: str) -> None:
    assert tokens_at_most(one + other) <= tokens_at_most(one) + tokens_at_most(other)


@given(st.text(max_size=80))
def test_every_text_has_a_count(text: str) -> None:
    assert (tokens_at_most(text) == 0) == (text == "")
