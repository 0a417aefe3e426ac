"""Does this sentence answer the question, does this text support the claim: our own small model, on pairs of texts.

A MiniLM-L6 encoder with two heads, int8 ONNX, trained by `training/` on openly licensed pairs; its card, sources and
licences lie beside the file. It ranks; `rag.check` does not ask it (training/README.md says why).
Without the file everything works as before it: `open_evidence` gives no model, and says why in one line.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rag.errors import EmbedderError
from rag.model_file import LazySession, tokenizer, verified

MODEL_FOLDER = Path(__file__).parent / "models" / "evidence"
MODEL_SHA256 = "b5314b2565dcce5b3f597f82db9d8bcfb4850204c944f03e49f5286cddcf89a1"

MAX_TOKENS = 192  # of a pair, as in training; of longer ones the end of the longer text is not read
CONTEXT = 120  # characters of a headline, of the sentence before, as in training
RECENT = 4096  # judgements kept: a question is drafted more than once

InContext = tuple[str, str, str]  # a sentence, the headline of its article, the sentence before; "" where there is none


@dataclass(frozen=True, slots=True)
class Support:
    """How a text bears on a claim: three chances that add up to 1."""

    neutral: float
    supported: float
    contradicted: float


class EvidenceModel(Protocol):
    """Judges pairs of texts."""

    def answers(self, question: str, sentences: Sequence[InContext]) -> list[float]:
        """For each sentence, the log-odds that it answers the question: the mean of those alone and in context."""

    def supports(self, claim: str, texts: Sequence[str]) -> list[Support]:
        """For each text, how it bears on the claim."""


def open_evidence(
    name: str = "own", threads: int = 0, folder: Path | None = None
) -> tuple[EvidenceModel | None, str | None]:
    """The model of that name ("own", or "none"), and what to tell the reader where it cannot be had."""
    if name == "none":
        return None, None
    try:
        return _opened(folder or MODEL_FOLDER, threads or min(4, os.cpu_count() or 1)), None
    except EmbedderError as error:
        return None, f"Answers are ranked without the evidence model. {error}"


@lru_cache(maxsize=4)
def _opened(folder: Path, threads: int) -> PairModel:
    return PairModel(folder, threads)  # one for all archives of a process: it takes 60 MB, and knows none of them


def with_context(sentence: str, headline: str, before: str) -> str:
    """A sentence as the model is asked about it: itself, then where it stands, each cut to CONTEXT characters."""
    around = [text for text in dict.fromkeys((headline, before)) if text and text != sentence]
    return " | ".join([sentence, *(text[:CONTEXT] for text in around)])


class PairModel:
    """The file that ships, run by ourselves. Deterministic: a pair gets the same score whatever it is judged beside."""

    def __init__(self, folder: Path = MODEL_FOLDER, threads: int = 2) -> None:
        self._session = LazySession(verified(folder / "model.onnx", MODEL_SHA256, "FOOTNOTE_EVIDENCE=none"))
        self._tokenizer = tokenizer()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._threads = threads
        self._recent: OrderedDict[tuple[str, str], tuple[float, ...]] = OrderedDict()
        self._keeping = threading.Lock()

    def answers(self, question: str, sentences: Sequence[InContext]) -> list[float]:
        alone = self._judged(question, [sentence for sentence, *_ in sentences])
        placed = self._judged(question, [with_context(*of) for of in sentences])
        return [(one[0] + other[0]) / 2 for one, other in zip(alone, placed, strict=True)]

    def supports(self, claim: str, texts: Sequence[str]) -> list[Support]:
        return [Support(*softmax(scores[1:])) for scores in self._judged(claim, texts)]

    def _judged(self, first: str, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """For each text the logit of *answers* and the three of *supports*; one run of the model gives both."""
        with self._keeping:
            known = {text: self._recent[first, text] for text in texts if (first, text) in self._recent}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        encoded = self._tokenizer.encode_batch([(first, text) for text in missing])
        with ThreadPoolExecutor(self._threads) as pool:
            run = pool.map if len(missing) > 1 else map
            known.update(zip(missing, run(self._forward, encoded), strict=True))
        with self._keeping:
            self._recent.update({(first, text): known[text] for text in missing})
            while len(self._recent) > RECENT:
                self._recent.popitem(last=False)
        return [known[text] for text in texts]

    def _forward(self, pair: Any) -> tuple[float, ...]:
        # One pair at a time: activations are quantised per run, and nothing is padded.
        ids, kinds = (np.array([numbers], np.int64) for numbers in (pair.ids, pair.type_ids))
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": kinds}
        answers, supports = self._session.run(["answers", "supports"], given)
        return (float(answers[0, 0]), *map(float, supports[0]))


def softmax(logits: Sequence[float]) -> list[float]:
    """Chances that add up to 1."""
    odds = np.exp(np.array(logits) - max(logits))
    return [float(value) for value in odds / odds.sum()]
