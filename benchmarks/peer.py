"""The quickstart peer: the pipeline a user would assemble instead, run as it is, on files both sides are given.

The peer script times its own stages; what it does not say is how much of the text its model really read. Its chunks
are longer than the model's 256 positions and are cut there, so here its chunks are made again, with its own
settings, and only the characters of the article inside the first 256 wordpieces are counted.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CHUNK, OVERLAP, POSITIONS = 1024, 200, 256  # the script's defaults
TOP = 5  # results compared on both sides


class PeerAbsent(Exception):
    """The peer cannot run here; the message says what is missing."""


def require(script: Path, data: Path) -> None:
    """Raises PeerAbsent unless the script, its model and its packages are here."""
    if not script.is_file():
        raise PeerAbsent("the peer script is absent (FOOTNOTE_PEER)")
    for name in ("minilm-fp32.onnx", "tokenizer.json"):
        if not (data / name).is_file():
            raise PeerAbsent(f"benchmarks/data/{name} is absent: python tools/make_embedder.py --fp32 benchmarks/data")
    try:
        import llama_index.vector_stores.chroma  # noqa: F401
    except ImportError:
        raise PeerAbsent("llama-index-vector-stores-chroma is absent: pip install -r requirements-bench.lock") from None


def choose(corpus: Path, rows: Sequence[dict[str, Any]], articles: int, folder: Path) -> list[dict[str, Any]]:
    """Copy a seeded sample of the corpus to ``folder``: questions with all their evidence, then other articles.

    Half of the sample is evidence; the questions chosen are returned as ``{"question", "docs"}``.
    """
    answerable = [row for row in rows if row["evidence"] and not row["null"]]
    random.Random(7).shuffle(answerable)
    questions: list[dict[str, Any]] = []
    names: dict[str, None] = {}
    for row in answerable:
        docs = [item["doc"] for item in row["evidence"]]
        if len({*names, *docs}) > articles // 2:
            break
        names.update(dict.fromkeys(docs))
        questions.append({"question": row["question"], "docs": docs})
    others = sorted(path.name for path in corpus.glob("*.txt") if path.name not in names)
    random.Random(8).shuffle(others)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in [*names, *others[: articles - len(names)]]:
        shutil.copyfile(corpus / name, folder / name)
    return questions


def run(script: Path, data: Path, folder: Path, questions: Sequence[dict[str, Any]], work: Path) -> dict[str, Any]:
    """The peer's own report on the articles of ``folder`` and the questions about them."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    asked = work / "questions.jsonl"
    asked.write_text("".join(json.dumps(q) + "\n" for q in questions), encoding="utf-8")
    command = [sys.executable, str(script), "--folder", str(folder), "--db", str(work / "db"), "--threads", "2"]
    command += ["--onnx", str(data / "minilm-fp32.onnx"), "--tokenizer", str(data / "tokenizer.json")]
    command += ["--queries", str(asked), "--max-queries", str(len(questions)), "--k", str(TOP)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(data))
    if done.returncode:
        raise PeerAbsent(
            "the peer script failed: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1][:200]
        )
    return json.loads(done.stdout[done.stdout.index("{") :])


def environment(data: Path) -> dict[str, str]:
    """Where the peer's sentence splitter finds its word lists: a copy, since nltk refuses files with several links.

    Installers that link packages from a cache (uv) leave the lists that LlamaIndex brings in that state.
    """
    found = importlib.util.find_spec("llama_index.core")
    lists = Path(str(found.origin)).parent / "_static" / "nltk_cache" if found else Path("absent")
    copy = data / "nltk"
    if lists.is_dir() and not copy.is_dir():
        shutil.copytree(lists, copy)
    return {**os.environ, "NLTK_DATA": str(copy)} if copy.is_dir() else dict(os.environ)


def characters_read(folder: Path, data: Path) -> tuple[int, int, int]:
    """Of the peer's chunks: characters of article text its model reads, chunks, and chunks that are cut."""
    from llama_index.core import SimpleDirectoryReader
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import MetadataMode
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    files = sorted(str(path) for path in folder.glob("*.txt"))
    documents = SimpleDirectoryReader(input_files=files, filename_as_id=True).load_data()
    nodes = SentenceSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP).get_nodes_from_documents(documents)
    read = cut = 0
    for node in nodes:
        text = node.get_content(MetadataMode.EMBED)
        seen, over = _seen(tokenizer, text)
        read += max(0, seen - (len(text) - len(node.get_content(MetadataMode.NONE))))  # metadata stands in front
        cut += over
    return read, len(nodes), cut


def _seen(tokenizer: Any, text: str) -> tuple[int, bool]:
    """Characters of a text inside the first positions, two of which are marks; whether any are left out."""
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    if len(offsets) <= POSITIONS - 2:
        return len(text), False
    return offsets[POSITIONS - 3][1], True
