"""Inputs that the fuzzer kept because each reaches other code (``make fuzz``): all keep every promise of the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.promises import keep_promises

_CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())


@pytest.mark.parametrize("part", range(8))
def test_the_corpus_keeps_every_promise(part: int) -> None:
    for file in _CORPUS[part::8]:
        try:
            keep_promises(file.read_bytes())
        except Exception as error:
            error.add_note(f"input: {file}")
            raise


def test_the_corpus_is_there_and_small() -> None:
    assert len(_CORPUS) in range(10, 301)
    assert sum(file.stat().st_size for file in _CORPUS) < 1_000_000
