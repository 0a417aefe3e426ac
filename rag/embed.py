"""Texts to vectors: all-MiniLM-L6-v2 as int8 ONNX, loaded and run by ourselves.

The model file and its vocabulary ship inside the package and are hash-checked at load; nothing is fetched. A text
is never silently cut: what is longer than the model's 256 positions is embedded in windows whose mean is taken
(passages are split to fit, so only questions and foreign texts get there). Any other embedder is an object with
the five members of `Embedder`; `rag.llamaindex` makes one from a LlamaIndex ``BaseEmbedding``.
"""

from __future__ import annotations

import os
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rag.errors import EmbedderError
from rag.model_file import MINILM, LazySession, tokenizer, verified

Vectors = npt.NDArray[np.float32]

MODEL_FOLDER = MINILM
MODEL_SHA256 = "51df517e43888c955187fc238fed6c62f640878b0b1c0bef1faa5b4871a0e0d2"

ASKED = 32  # texts at once up to which they are a question and its sentences, and worth keeping
RECENT = 4096  # vectors kept of those (6 MB): a question is embedded once for passages and sentences


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def fingerprint(self) -> str:
        """Names the model and everything else that changes its vectors; stored with them."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def max_tokens(self) -> int:
        """The longest text, in its own tokens, that is embedded in one piece."""

    def count_tokens(self, text: str) -> int:
        """The length of a text in the model's own tokens, with the marks it adds."""

    def embed(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        """One unit vector a text, float32 (n, dimension); ``on_progress`` gets the number done so far."""


def open_embedder(name: str, threads: int = 0, folder: Path = MODEL_FOLDER) -> Embedder | None:
    """The embedder of that name: ``minilm``, or ``none`` for words only. Raises EmbedderError if it cannot be had."""
    if name == "none":
        return None
    if name != "minilm":
        raise EmbedderError(f'There is no embedder "{name}". Choose "minilm" or "none".')
    return MiniLM(folder, threads or min(4, os.cpu_count() or 1))


class MiniLM:
    """all-MiniLM-L6-v2 (384 numbers, 256 positions), mean-pooled and normalised; see NOTICE beside the model file."""

    dimension = 384
    max_tokens = 256

    def __init__(self, folder: Path = MODEL_FOLDER, threads: int = 2) -> None:
        self._session = LazySession(verified(folder / "model.onnx", MODEL_SHA256))
        self._tokenizer = tokenizer(folder)
        self._threads = threads
        self._recent: OrderedDict[str, Vectors] = OrderedDict()
        self._keeping = threading.Lock()
        self.fingerprint = f"minilm-l6-v2/int8/{MODEL_SHA256[:12]}/mean/{self.max_tokens}"

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text).ids)

    def embed(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        if on_progress is not None or len(texts) > ASKED:  # an archive being made, not a question being answered
            return self._embedded(texts, on_progress)
        with self._keeping:
            known = {text: self._recent[text] for text in texts if text in self._recent}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(missing, self._embedded(missing, None), strict=True))
        with self._keeping:
            self._recent.update({text: known[text] for text in missing})
            while len(self._recent) > RECENT:
                self._recent.popitem(last=False)
        return np.stack([known[text] for text in texts]) if texts else self._embedded(texts, None)

    def _embedded(self, texts: Sequence[str], on_progress: Callable[[int], None] | None) -> Vectors:
        windows, owners = self._windows(texts)
        vectors = self._run(windows, owners, on_progress)
        if len(windows) > len(texts):
            vectors = mean_by_owner(vectors, owners, len(texts))
        return checked(vectors, len(texts), self.dimension)

    def _windows(self, texts: Sequence[str]) -> tuple[list[list[int]], list[int]]:
        """Token ids in pieces the model can take, and for each piece the text it belongs to."""
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, encoding in enumerate(self._tokenizer.encode_batch(list(texts))):
            first, *inner, last = encoding.ids
            step = self.max_tokens - 2
            for start in range(0, max(len(inner), 1), step):
                windows.append([first, *inner[start : start + step], last])
                owners.append(owner)
        return windows, owners

    def _run(self, windows: list[list[int]], owners: list[int], on_progress: Callable[[int], None] | None) -> Vectors:
        """One run of the model a window, longest first, on all threads at once.

        Activations are quantised per run, so a text that runs alone gets the same vector whatever it is embedded with;
        batches of eight were also slower (their activations leave the processor's cache) and padded.
        """
        vectors = np.zeros((len(windows), self.dimension), np.float32)
        order = sorted(range(len(windows)), key=lambda i: -len(windows[i]))
        open_pieces, done = Counter(owners), 0
        with ThreadPoolExecutor(self._threads) as pool:
            run = pool.map if len(windows) > 1 else map
            for index, vector in zip(order, run(self._forward, (windows[i] for i in order)), strict=True):
                vectors[index] = vector
                open_pieces[owners[index]] -= 1
                done += not open_pieces[owners[index]]
                if on_progress:
                    on_progress(done)
        return vectors

    def _forward(self, window: list[int]) -> Vectors:
        ids = np.array([window], np.int64)
        return self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]


def mean_by_owner(vectors: Vectors, owners: Sequence[int], count: int) -> Vectors:
    """The unit mean of each text's window vectors."""
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(sums, np.asarray(owners), vectors)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.divide(sums, lengths, out=sums, where=lengths > 0)


def checked(vectors: Any, count: int, dimension: int) -> Vectors:
    """The vectors, if they can be used: the right number and size, finite, of length one. Else EmbedderError."""
    array = np.asarray(vectors, np.float32)
    if array.shape != (count, dimension):
        raise EmbedderError(f"The embedder returned vectors of shape {array.shape}, expected {(count, dimension)}.")
    lengths = np.linalg.norm(array, axis=1)
    bad = int(np.count_nonzero(~np.isfinite(lengths) | (np.abs(lengths - 1) > 1e-2)))
    if bad:
        raise EmbedderError(
            f"The embedder returned {bad} of {count} vectors that are not of length one; none was kept."
        )
    return array
