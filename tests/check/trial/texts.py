"""The texts of the trial: articles written for it, in two halves, and the seeds, which are read with the first half."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from rag.text.sentences import split_sentences
from rag.types import Span

HERE = Path(__file__).parent
SEEDS = HERE.parents[2] / "seeds"
Half = Literal["development", "held out"]
"""Misses of the development half may be read by those who build the checker; the other half is only counted."""


@dataclass(frozen=True)
class Text:
    """One source text and the names that play a part in it, by kind ("people", "groups", "places")."""

    name: str
    half: Half
    text: str
    cast: dict[str, tuple[str, ...]]

    @cached_property
    def spans(self) -> list[Span]:
        return split_sentences(self.text)

    @cached_property
    def sentences(self) -> list[str]:
        return [span.of(self.text) for span in self.spans]

    def citation(self, sentence: str) -> str:
        """The sentence between its two neighbours, as an answer would cite it."""
        i = self.sentences.index(sentence)
        around = self.spans[max(i - 1, 0) : i + 2]
        return self.text[around[0].start : around[-1].end]

    def containing(self, words: str) -> str:
        """The one sentence with these words."""
        (found,) = [sentence for sentence in self.sentences if words in sentence]
        return found


@lru_cache(maxsize=1)
def texts() -> tuple[Text, ...]:
    """All texts, the articles first, in the order of their names."""
    cast = json.loads((HERE / "cast.json").read_text(encoding="utf-8"))
    paths = [*sorted((HERE / "articles").glob("*.txt")), *sorted(SEEDS.glob("*.txt"))]
    return tuple(_text(path, cast) for path in paths)


def _text(path: Path, cast: dict[str, dict[str, list[str]]]) -> Text:
    name = path.stem if path.parent != SEEDS else "seed_" + path.stem[:3]
    half: Half = "held out" if name.startswith("held_") else "development"
    parts = {kind: tuple(names) for kind, names in cast[name].items()}
    return Text(name, half, path.read_text(encoding="utf-8"), parts)


def text(name: str) -> Text:
    """The text of that name ("dev_council", "seed_003")."""
    (found,) = [each for each in texts() if each.name == name]
    return found
