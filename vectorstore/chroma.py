"""Chroma, embedded or by http: the only place that imports chromadb, and only when it is first used.

Only vectors are kept: no documents, no metadata, no embedding function, no telemetry. What embedded Chroma 1.5 does
with damaged or shared files (measured: a lost index file answers silently wrong, flipped bytes end the process with
SIGSEGV, dropped vectors stay in its SQLite file, a bricked collection takes its neighbours along) is met here:

* every embedded collection has a Chroma folder of its own, ``PATH/COLLECTION/TOKEN``; making one again gives it a new
  token, so no process ever meets other rows under a folder it has open, and dropping removes the files;
* after each ``put`` the index files are on disk (``sync_threshold``) and sealed: their sizes and CRC-32 are written
  beside them. They are compared before Chroma opens them in another process.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np

from vectorstore.base import Match, Record, StoreUnavailable, Vectors

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,98}[A-Za-z0-9]")  # what Chroma takes as a collection's name
_SEAL = "seal.json"
_CONFIGURATION = {"hnsw": {"space": "cosine", "sync_threshold": 2}}  # 2 is the least: write the index after each put
_SERVER_BATCH = 1000  # about a second of inserting, well inside the time limit
_SERVER_TIMEOUT_S = 15.0
_CONNECT_TIMEOUT_S = 3.0


class ChromaStore:
    """A ``VectorStore`` in Chroma, made with ``embedded(path)`` or ``server(url)``; nothing is opened before use."""

    def __init__(self, place: _Place) -> None:
        self._place = place
        self._lock = threading.RLock()

    @classmethod
    def embedded(cls, path: str | Path) -> ChromaStore:
        """Chroma inside this process, its files under ``path``."""
        return cls(_Folder(Path(path)))

    @classmethod
    def server(cls, url: str) -> ChromaStore:
        """A Chroma server at ``http://host:port``. It has no access control: keep it on a private network."""
        return cls(_Server(url))

    def collections(self) -> list[str]:
        with self._lock, _in_one_line(self._place.name):
            return self._place.collections()

    def create(self, collection: str, dimension: int) -> None:
        _check_name(collection)
        with self._lock, _in_one_line(self._place.name):
            self._place.drop(collection)
            self._place.create(collection, dimension)

    def put(self, collection: str, records: Sequence[Record]) -> None:
        if not records:
            return
        last = {record.id: record.vector for record in records}  # Chroma refuses an id that comes twice in one batch
        ids, vectors = list(last), np.stack(list(last.values())).astype(np.float32, copy=False)
        with self._lock, _in_one_line(self._place.name):
            target, batch = self._place.open(collection), self._place.batch()
            for start in range(0, len(ids), batch):
                stop = start + batch
                target.upsert(ids=ids[start:stop], embeddings=vectors[start:stop])
            self._place.seal(collection)

    def query(self, collection: str, vector: Vectors, k: int) -> list[Match]:
        if k <= 0:
            return []
        with _in_one_line(self._place.name):
            found = self._asked(
                collection,
                lambda target: target.query(
                    query_embeddings=[np.asarray(vector, np.float32)], n_results=k, include=["distances"]
                ),
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted((Match(id, 1.0 - float(d)) for id, d in pairs), key=lambda m: (-m.similarity, m.id))

    def count(self, collection: str) -> int:
        with _in_one_line(self._place.name):
            return int(self._asked(collection, lambda target: target.count()))

    def drop(self, collection: str) -> None:
        _check_name(collection)
        with self._lock, _in_one_line(self._place.name):
            self._place.drop(collection)

    def close(self) -> None:
        """Let go of Chroma's clients and their files. The store opens them again when it is used."""
        with self._lock:
            self._place.close()

    def _asked(self, collection: str, question: Any) -> Any:
        """The answer to a question put to a collection, asked again where another process made it anew meanwhile."""
        with self._lock:
            target = self._place.open(collection)
        try:
            return question(target)
        except Exception as error:
            if type(error).__name__ != "NotFoundError":
                raise
        with self._lock:
            self._place.forget(collection)
            target = self._place.open(collection)
        return question(target)


class _Place(Protocol):
    """Where collections live; calls come one at a time, except on what ``open`` returned."""

    name: str

    def collections(self) -> list[str]: ...
    def create(self, collection: str, dimension: int) -> None: ...
    def open(self, collection: str) -> Any: ...
    def seal(self, collection: str) -> None: ...
    def forget(self, collection: str) -> None: ...
    def drop(self, collection: str) -> None: ...
    def batch(self) -> int: ...
    def close(self) -> None: ...


class _Folder:
    """Collections as folders under one path, each with a Chroma client of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = f"Chroma in {path}"
        self._opened: dict[str, tuple[Path, Any, Any]] = {}  # collection -> its folder, the client, Chroma's handle

    def collections(self) -> list[str]:
        if not self.path.is_dir():
            return []
        return sorted(entry.name for entry in self.path.iterdir() if self._home(entry.name) is not None)

    def create(self, collection: str, dimension: int) -> None:
        home = self.path / collection / token_hex(4)
        home.mkdir(parents=True)
        client = _embedded_client(home)
        handle = client.create_collection(collection, embedding_function=None, configuration=_CONFIGURATION)
        self._opened[collection] = (home, client, _Measured(handle, dimension))
        _write_seal(home, dimension)

    def open(self, collection: str) -> Any:
        home = self._home(collection)
        if home is None:
            raise StoreUnavailable(f'{self.name} has no collection "{collection}".')
        opened = self._opened.get(collection)
        if opened is not None and opened[0] == home:
            return opened[2]
        self.forget(collection)
        dimension = _check_seal(home)
        client = _embedded_client(home)
        try:
            handle = _Measured(client.get_collection(collection, embedding_function=None), dimension)
        except BaseException:
            client.close()
            raise
        self._opened[collection] = (home, client, handle)
        return handle

    def seal(self, collection: str) -> None:
        home, _, handle = self._opened[collection]
        _write_seal(home, handle.dimension)

    def forget(self, collection: str) -> None:
        opened = self._opened.pop(collection, None)
        if opened is not None:
            opened[1].close()

    def drop(self, collection: str) -> None:
        self.forget(collection)
        folder = self.path / collection
        if folder.is_dir():
            for home in folder.iterdir():  # unsealed first: half a removal must not look like a collection
                (home / _SEAL).unlink(missing_ok=True)
            shutil.rmtree(folder)

    def batch(self) -> int:
        _, client, _ = next(iter(self._opened.values()))
        return int(client.get_max_batch_size())

    def close(self) -> None:
        for collection in list(self._opened):
            self.forget(collection)

    def _home(self, collection: str) -> Path | None:
        """The collection's folder, the only one in it with a seal."""
        try:
            homes = [Path(entry.path) for entry in os.scandir(self.path / collection) if entry.is_dir()]
        except OSError:
            return None
        return next((home for home in homes if (home / _SEAL).is_file()), None)


class _Measured:
    """Chroma's collection, refusing vectors of another length (Chroma learns the length from the first vector)."""

    def __init__(self, handle: Any, dimension: int) -> None:
        self._handle = handle
        self.dimension = dimension

    def upsert(self, *, ids: list[str], embeddings: Vectors) -> None:
        self._refuse_other_lengths(embeddings.shape[1])
        self._handle.upsert(ids=ids, embeddings=embeddings)

    def query(self, *, query_embeddings: list[Vectors], n_results: int, include: list[str]) -> Any:
        self._refuse_other_lengths(query_embeddings[0].size)
        return self._handle.query(query_embeddings=query_embeddings, n_results=n_results, include=include)

    def count(self) -> int:
        return int(self._handle.count())

    def _refuse_other_lengths(self, length: int) -> None:
        if length != self.dimension:
            raise StoreUnavailable(f"The collection holds vectors of {self.dimension} numbers; given were {length}.")


class _Server:
    """Collections of a Chroma server; the dimension is kept in the collection's metadata."""

    def __init__(self, url: str) -> None:
        self.host, self.port = _host_and_port(url)
        self.url = f"http://{self.host}:{self.port}"
        self.name = f"The Chroma server at {self.url}"
        self._client: Any = None
        self._opened: dict[str, _Measured] = {}

    def collections(self) -> list[str]:
        names: list[str] = []
        while True:
            page = self._connected().list_collections(limit=100, offset=len(names))
            names += [collection.name for collection in page]
            if len(page) < 100:
                return sorted(names)

    def create(self, collection: str, dimension: int) -> None:
        handle = self._connected().create_collection(
            collection,
            embedding_function=None,
            configuration=_CONFIGURATION,
            metadata={"dimension": dimension},
        )
        self._opened[collection] = _Measured(handle, dimension)

    def open(self, collection: str) -> Any:
        if collection not in self._opened:
            try:
                handle = self._connected().get_collection(collection, embedding_function=None)
            except Exception as error:
                if type(error).__name__ != "NotFoundError":
                    raise
                raise StoreUnavailable(f'{self.name} has no collection "{collection}".') from None
            self._opened[collection] = _Measured(handle, int((handle.metadata or {}).get("dimension", 0)))
        return self._opened[collection]

    def seal(self, collection: str) -> None:
        """The server minds its own files."""

    def forget(self, collection: str) -> None:
        self._opened.pop(collection, None)

    def drop(self, collection: str) -> None:
        self.forget(collection)
        try:
            self._connected().delete_collection(collection)
        except Exception as error:
            if type(error).__name__ != "NotFoundError":
                raise

    def batch(self) -> int:
        return min(_SERVER_BATCH, int(self._connected().get_max_batch_size()))

    def close(self) -> None:
        self._opened.clear()
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connected(self) -> Any:
        if self._client is None:
            self._greet()
            self._client = _http_client(self.host, self.port)
        return self._client

    def _greet(self) -> None:
        """Ask for a heartbeat with a time limit: chromadb's client has none while it is being made."""
        import urllib.request

        with urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=_CONNECT_TIMEOUT_S) as reply:
            if b"heartbeat" not in reply.read(1000):
                raise StoreUnavailable(f"{self.url} answers, but is no Chroma server.")


def _embedded_client(home: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(str(home), settings=_quiet_settings())


def _http_client(host: str, port: int) -> Any:
    import chromadb
    import httpx

    client = chromadb.HttpClient(host=host, port=port, settings=_quiet_settings())
    session = getattr(getattr(client, "_server", None), "_session", None)
    if session is not None:  # chromadb waits for ever; there is no public way to say otherwise
        session.timeout = httpx.Timeout(_SERVER_TIMEOUT_S, connect=_CONNECT_TIMEOUT_S)
    return client


def _quiet_settings() -> Any:
    from chromadb.config import Settings

    values: dict[str, Any] = {"anonymized_telemetry": False, "_env_file": None}  # else ./.env would be read
    return Settings(**values)


def _write_seal(home: Path, dimension: int) -> None:
    """Record what the index files are now. Written whole or not at all."""
    seal = {"dimension": dimension, "files": _measured_files(home)}
    fresh = home / f"{_SEAL}.new"
    fresh.write_text(json.dumps(seal), encoding="utf-8")
    fresh.replace(home / _SEAL)


def _check_seal(home: Path) -> int:
    """The sealed dimension; refuses where an index file is not the one that was sealed."""
    try:
        seal = json.loads((home / _SEAL).read_text(encoding="utf-8"))
        dimension, sealed = int(seal["dimension"]), dict(seal["files"])
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreUnavailable(f"The vector index in {home} is damaged: its seal cannot be read.") from None
    found = _measured_files(home)
    for name, measure in sealed.items():
        if name not in found:
            raise StoreUnavailable(f"The vector index in {home} is damaged: {name} is missing.")
        if found[name] != measure:
            raise StoreUnavailable(f"The vector index in {home} is damaged: {name} is not what was written.")
    if not (home / "chroma.sqlite3").is_file():
        raise StoreUnavailable(f"The vector index in {home} is damaged: chroma.sqlite3 is missing.")
    return dimension


def _measured_files(home: Path) -> dict[str, list[int]]:
    """Size and CRC-32 of each index file that was written whole.

    Chroma changes chroma.sqlite3 whenever it opens it, and rewrites an index it has not yet written to disk (no
    ``index_metadata.pickle``: fewer than two vectors); neither can be sealed.
    """
    measured: dict[str, list[int]] = {}
    for marker in sorted(home.glob("*/index_metadata.pickle")):
        for file in sorted(marker.parent.iterdir()):
            measured[file.relative_to(home).as_posix()] = [file.stat().st_size, _crc32(file)]
    return measured


def _crc32(file: Path) -> int:
    crc = 0
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc


def _host_and_port(url: str) -> tuple[str, int]:
    expected = f'"{url}" is not the address of a Chroma server. Give http://host:port, such as http://127.0.0.1:8000.'
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise StoreUnavailable(expected) from None
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme != "http" or not host or port is None or not bare:
        raise StoreUnavailable(expected)
    return (f"[{host}]" if ":" in host else host), port


def _check_name(collection: str) -> None:
    if not _NAME.fullmatch(collection):
        raise StoreUnavailable(
            f'"{collection}" cannot name a collection: use 3 to 100 letters, digits, "-", "_" and ".".'
        )


@contextmanager
def _in_one_line(place: str) -> Iterator[None]:
    """Whatever Chroma, its http client or its Rust part raise becomes one ``StoreUnavailable`` line."""
    try:
        yield
    except (StoreUnavailable, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic in Chroma's Rust part is not an Exception
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise StoreUnavailable(f"{place} cannot be used: {reason}") from error
