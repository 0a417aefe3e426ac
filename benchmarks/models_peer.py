"""LlamaIndex's CitationQueryEngine over the quickstart peer's index, with the model behind the relay.

As its documentation sets it up: three chunks are retrieved, cut into sources of 512 tokens, and numbered. Its text is
read for a reader's eyes: ``[2]``, ``[1, 2]``, ``(Source 2)`` and ``Source 2`` are citations, wherever they stand;
``Source 2:`` at the head of a line is one of all that follows, up to the next.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import peer
from benchmarks.models_asked import Cited, Outcome, Question, Shown
from benchmarks.models_relay import CONTEXT, NAME, Relay

TOP = 3  # chunks retrieved, as in the documentation of CitationQueryEngine
MOST_WRITTEN = 700  # tokens; as many as Footnote lets a model write

_NUMBERS = r"(\d{1,3}(?:\s*(?:,|;|&|and)\s*(?:sources?\s+)?\d{1,3})*)"
_BRACKETS = re.compile(
    rf"\s*(?:[\[【]\s*(?:sources?:?\s+)?{_NUMBERS}\s*[\]】]|\(\s*sources?:?\s+{_NUMBERS}\s*\))", re.I
)
_BARE = re.compile(r"\bsources?\s+(\d{1,3})(?:\s*(?:,|and)\s*(?:source\s+)?(\d{1,3}))?\b", re.I)
_HEAD = re.compile(r"\s*\**sources?\s+(\d{1,3})\**:\**\s*", re.I)
_DECLINES = re.compile(
    r"\b(?:none of the (?:provided )?sources|sources? (?:provided )?(?:do|does) not|unable to|cannot|can't"
    r"|not (?:mentioned|provided|specified|stated|included|available|found|contain\w*|explicitly \w+)"
    r"|no (?:information|mention|source|specific \w+)"
    r"|(?:do|does|did)(?:n't| not) (?:mention|provide|contain|specify|state|include|say|give))",
    re.I,
)


class CitationEngine:
    """The peer, ready to be asked."""

    def __init__(self, database: Path, data: Path, relay: Relay) -> None:
        self._relay = relay
        self._engine = _engine(database, data, relay)

    def ask(self, question: Question) -> Outcome:
        """The question alone: the engine has no conversation."""
        spent = self._relay.spent
        spent.clear()
        since = time.perf_counter()
        response = self._engine.query(question.text)
        taken = time.perf_counter() - since + sum(one.reply.seconds - one.now for one in spent)
        sources = [_without_number(node.node.get_content()) for node in response.source_nodes]
        sentences = sentences_shown(str(response), sources)
        return Outcome(
            id=question.id,
            sentences=tuple(sentences),
            refused=bool(sentences) and all(declines(one.text) for one in sentences),
            seconds=round(taken, 3),
            given=tuple(sources),
            mode="generated",
            read=sum(one.reply.read for one in spent),
            written=sum(one.reply.written for one in spent),
            notes={"said": [one.reply.text for one in spent]},
        )


def declines(sentence: str) -> bool:
    """Whether a sentence says that the sources do not answer; for the automatic judgement only."""
    return _DECLINES.search(sentence) is not None


def sentences_shown(text: str, sources: Sequence[str]) -> list[Shown]:
    """The sentences of the peer's text with the sources they cite; marks alone belong to the sentence before them."""
    from rag.text.sentences import split_sentences

    shown: list[Shown] = []
    heads: list[int] = []
    for line in filter(str.strip, text.splitlines()):
        if head := _HEAD.match(line):
            heads, line = [int(head[1])], line[head.end() :]
        line = re.sub(rf"([.!?][\"”’]?)((?:{_BRACKETS.pattern})+)", r"\2\1", line, flags=re.I)
        for span in split_sentences(line):
            words, numbers = without_marks(span.of(line))
            signs = list(dict.fromkeys([*numbers, *heads]))
            cited = tuple(Cited(str(n), sources[n - 1] if 0 < n <= len(sources) else None) for n in signs)
            if re.search(r"\w", words):
                shown.append(Shown(words, cited))
            elif shown:
                shown[-1] = Shown(shown[-1].text, tuple(dict.fromkeys((*shown[-1].cited, *cited))))
    return shown


def without_marks(sentence: str) -> tuple[str, list[int]]:
    """A sentence without its marks of citation, and the numbers they name. "Source 2 says" keeps its words."""
    numbers: list[int] = []

    def taken(mark: re.Match[str]) -> str:
        numbers.extend(int(n) for n in re.findall(r"\d+", mark[0]))
        return ""

    words = _BRACKETS.sub(taken, sentence)
    for bare in _BARE.finditer(words):
        numbers += [int(n) for n in bare.groups() if n]
    return " ".join(re.sub(r"\A\s*(?:[-*•]|\d{1,2}[.)])\s+", "", words).split()), list(dict.fromkeys(numbers))


def _without_number(text: str) -> str:
    """A source's text without the "Source 2:" that the engine puts in front of it."""
    return re.sub(r"\ASource \d+:\n", "", text)


def build(script: Path, data: Path, folder: Path, database: Path) -> None:
    """The peer's index of a folder, by the peer's own script. Raises PeerAbsent."""
    if database.is_dir():
        return
    peer.require(script, data)
    command = [sys.executable, str(script), "--folder", str(folder), "--db", str(database), "--threads", "2"]
    command += ["--onnx", str(data / "minilm-fp32.onnx"), "--tokenizer", str(data / "tokenizer.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=peer.environment(data))
    if done.returncode:
        raise peer.PeerAbsent("the peer script failed: " + (done.stderr.strip().splitlines() or [""])[-1][:200])


def _engine(database: Path, data: Path, relay: Relay) -> Any:
    os.environ |= peer.environment(data)
    import chromadb
    from llama_index.core import VectorStoreIndex
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.llms.openai_like import OpenAILike
    from llama_index.vector_stores.chroma import ChromaVectorStore

    llm = OpenAILike(
        model=NAME,
        api_base=relay.url,
        api_key="none",
        is_chat_model=True,
        context_window=CONTEXT,
        max_tokens=MOST_WRITTEN,
        temperature=0,
        timeout=1_800,
        max_retries=0,
    )
    collection = chromadb.PersistentClient(str(database)).get_collection("news", embedding_function=None)
    store = ChromaVectorStore(chroma_collection=collection)
    index = VectorStoreIndex.from_vector_store(store, embed_model=_embedding(data))
    return CitationQueryEngine.from_args(index, llm=llm, similarity_top_k=TOP)


def _embedding(data: Path) -> Any:
    """The peer script's embedder, for questions: the full-precision model, cut at 256 positions, mean of the tokens."""
    import numpy as np
    import onnxruntime as ort
    from llama_index.core.embeddings import BaseEmbedding
    from tokenizers import Tokenizer

    session = ort.InferenceSession(str(data / "minilm-fp32.onnx"), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    tokenizer.enable_truncation(peer.POSITIONS)
    inputs = {one.name for one in session.get_inputs()}

    def embed(text: str) -> list[float]:
        encoded = tokenizer.encode(text)
        ids, mask = np.array([encoded.ids], np.int64), np.array([encoded.attention_mask], np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        out = session.run(None, {name: value for name, value in feed.items() if name in inputs})[0]
        pooled = (out * mask[..., None]).sum(1) / mask.sum(1, keepdims=True) if out.ndim == 3 else out
        return [float(value) for value in (pooled / np.linalg.norm(pooled, axis=1, keepdims=True))[0]]

    class Mini(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return embed(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return embed(text)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return embed(query)

    return Mini()
