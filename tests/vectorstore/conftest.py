"""The three stores that keep the contract; the server one is Chroma's own Rust server, on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from vectorstore import ChromaStore, MemoryStore, Vectors, VectorStore


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


def start_server(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """``chroma run`` of the chromadb that is installed, once it answers."""
    port = free_port()
    command = [sys.executable, "-c", "from chromadb.cli.cli import app; app()"]
    options = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command + options, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail("The Chroma server did not start.")
        time.sleep(0.1)
    return process, url


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Chroma server."""
    process, url = start_server(tmp_path_factory.mktemp("server"))
    try:
        yield url
    finally:
        process.kill()
        process.wait()


@pytest.fixture(params=["memory", "embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    kinds: dict[str, Callable[[], MemoryStore | ChromaStore]] = {
        "memory": MemoryStore,
        "embedded": lambda: ChromaStore.embedded(tmp_path / "vectors"),
        "server": lambda: ChromaStore.server(request.getfixturevalue("chroma_server")),
    }
    made = kinds[request.param]()
    yield made
    made.close()


@pytest.fixture
def name() -> str:
    """A collection's name that no other test uses: they share one server."""
    return f"footnote-test-{uuid4().hex[:8]}"


def unit_vectors(rows: int, dimension: int = 16, seed: int = 0) -> Vectors:
    """Random directions, L2-normalised float32."""
    drawn = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
